/** A list, and beside it the sheet of what is chosen in it. */
import { X } from "lucide-react";
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { IconButton } from "./Button";

export function Beside({ sheet, children }: { sheet: ReactNode; children: ReactNode }) {
  return (
    <div className="beside" data-open={Boolean(sheet)}>
      <div className="beside-list">{children}</div>
      {sheet}
    </div>
  );
}

/** Esc closes it, and the focus is then on the row that it was of. */
export function Sheet({
  title,
  under,
  label = title,
  closeLabel,
  onClose,
  testid,
  children,
}: {
  title: string;
  under?: ReactNode;
  label?: string;
  closeLabel: string;
  onClose: () => void;
  testid?: string;
  children: ReactNode;
}) {
  const sheet = useRef<HTMLElement>(null);
  function leave() {
    const row = sheet.current?.parentElement?.querySelector<HTMLElement>("tr.on :is(button, a)");
    onClose();
    row?.focus();
  }
  function hear(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave();
  }
  return (
    <aside className="sheet" aria-label={label} ref={sheet} onKeyDown={hear} data-testid={testid}>
      <div className="sheet-head">
        <div>
          <h2>{title}</h2>
          {under ? <p className="small quiet">{under}</p> : null}
        </div>
        <IconButton label={closeLabel} onPress={leave} data-testid="do-close-sheet">
          <X aria-hidden />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
