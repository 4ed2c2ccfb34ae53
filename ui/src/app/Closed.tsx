/** The database could not be opened: why, and what to do. Nothing is guessed and nothing is replaced. */
import { Archive, UserX } from "lucide-react";
import type { Refusal } from "../backend/bindings";
import { Button } from "../parts/Button";
import { EmptyState } from "../parts/EmptyState";
import { reasonOf, useWords } from "../text";
import "./shell.css";

export function Closed({ trouble, onAgain }: { trouble: Refusal | null; onAgain: () => void }) {
  const words = useWords();
  const reason = trouble
    ? reasonOf(words, trouble)
    : { why: words.closed.unknown, remedy: words.closed.unknownDo };
  return (
    <main className="alone" data-testid="closed" data-code={trouble?.code ?? "fault"}>
      <EmptyState
        level={1}
        icon={<Archive aria-hidden />}
        title={words.closed.title}
        action={
          <Button look="primary" onPress={onAgain} data-testid="do-open-again">
            {words.closed.again}
          </Button>
        }
      >
        <span className="strong">{reason.why}</span>
        <br />
        {reason.remedy}
        <br />
        <span className="faint">{words.closed.safe}</span>
      </EmptyState>
    </main>
  );
}

/** The register does not know whoever is logged in to the computer. */
export function Stranger() {
  const words = useWords();
  return (
    <main className="alone" data-testid="stranger">
      <EmptyState level={1} icon={<UserX aria-hidden />} title={words.stranger.title}>
        {words.stranger.body}
      </EmptyState>
    </main>
  );
}
