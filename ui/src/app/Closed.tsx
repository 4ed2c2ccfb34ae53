/** The database could not be opened: why, and what to do. Nothing is guessed and nothing is replaced. */
import { Archive } from "lucide-react";
import type { Refusal } from "../backend/bindings";
import { Button } from "../parts/Button";
import { EmptyState } from "../parts/EmptyState";
import { reasonOf, useWords } from "../text";
import "./shell.css";

export function Closed({ trouble, onAgain }: { trouble: Refusal | null; onAgain: () => void }) {
  const words = useWords();
  const reason = reasonOf(words, trouble ?? { code: "unknown" });
  return (
    <main className="alone" data-testid="closed" data-code={trouble?.code}>
      <EmptyState
        alone
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
