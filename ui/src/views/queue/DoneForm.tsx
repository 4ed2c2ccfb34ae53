/** Why it is done: one press on a reason of the municipality's own. */
import { Button } from "../../parts/Button";
import { useWords } from "../../text";

type DoneProps = {
  reasons: { id: string; name: string }[];
  onDone: (reason: string) => void;
  onLeave: () => void;
};

export function DoneForm({ reasons, onDone, onLeave }: DoneProps) {
  const words = useWords();
  return (
    <div
      className="q-form"
      data-testid="done-form"
      onKeyDown={(event) => event.key === "Escape" && onLeave()}
    >
      <div className="q-choices" role="group" aria-label={words.act.doneWhy}>
        <p className="small quiet">{words.act.doneWhy}</p>
        {reasons.map((reason, index) => (
          <Button
            key={reason.id}
            wide
            autoFocus={index === 0}
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
