/** A form in the action pane: its fields, what went wrong, and the button that decides. Ctrl+Enter decides, Esc leaves. */
import type { ReactNode } from "react";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";

export function PaneForm({
  testid,
  button,
  buttonTestid,
  shortcut = "Ctrl+Enter",
  busy,
  error,
  onSend,
  onLeave,
  children,
}: {
  testid: string;
  button: string;
  buttonTestid: string;
  /** The key that is shown on the button, where another than Ctrl+Enter also decides. */
  shortcut?: string;
  busy: boolean;
  error: unknown;
  onSend: () => void;
  onLeave: () => void;
  children: ReactNode;
}) {
  return (
    <div
      className="q-form"
      data-testid={testid}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.ctrlKey) onSend();
        if (event.key === "Escape") {
          (document.activeElement as HTMLElement | null)?.blur();
          onLeave();
        }
      }}
    >
      {children}
      <Trouble error={error} />
      <Button
        look="primary"
        wide
        shortcut={shortcut}
        onPress={onSend}
        isPending={busy}
        data-testid={buttonTestid}
      >
        {button}
      </Button>
    </div>
  );
}
