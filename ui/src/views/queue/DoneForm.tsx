/** Why it is done: one press on a reason of the municipality's own. */
import { useEffect, useRef } from "react";
import { Button } from "../../parts/Button";
import { useWords } from "../../text";

type DoneProps = {
  reasons: { id: string; name: string }[];
  /** Where one begins, so that Enter takes it: only what is true in any case. */
  first: string | undefined;
  onDone: (reason: string) => void;
  onLeave: () => void;
};

export function DoneForm({ reasons, first, onDone, onLeave }: DoneProps) {
  const words = useWords();
  const why = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (!first) why.current?.focus();
  }, [first]);
  return (
    <div
      className="q-form"
      data-testid="done-form"
      onKeyDown={(event) => event.key === "Escape" && onLeave()}
    >
      <div className="q-choices" role="group" aria-label={words.act.doneWhy}>
        <p className="small quiet" tabIndex={-1} ref={why}>
          {words.act.doneWhy}
        </p>
        {reasons.map((reason) => (
          <Button
            key={reason.id}
            wide
            autoFocus={reason.id === first}
            onPress={() => onDone(reason.id)}
            data-testid="do-done"
            data-reason={reason.id}
          >
            {reason.name}
          </Button>
        ))}
      </div>
    </div>
  );
}
