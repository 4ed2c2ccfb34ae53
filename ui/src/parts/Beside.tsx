/** A list, and beside it the sheet of what is chosen in it. */
import { X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./Button";
import { isHeld, useHold } from "./hash";
import { aDialogIsOpen, writesIn } from "./keys";

/** Whoever closes the sheet has the focus where they came from: on the row that it was of, or on the button that asked for it. */
export function Beside({ sheet, children }: { sheet: ReactNode; children: ReactNode }) {
  const open = Boolean(sheet);
  const list = useRef<HTMLDivElement>(null);
  const from = useRef<HTMLElement | null>(null);
  const row = useRef<HTMLElement | null>(null);

  useLayoutEffect(() => {
    const place = list.current;
    if (!place) return;
    if (open) {
      const active = document.activeElement;
      if (active instanceof HTMLElement && place.contains(active)) from.current = active;
      row.current = place.querySelector<HTMLElement>("tr.on :is(button, a)");
      return;
    }
    const back = [row.current, from.current].find((one) => one?.isConnected);
    row.current = from.current = null;
    // Only a focus that went with the sheet is given back: a search that hides the row keeps its own.
    if (back !== undefined && document.activeElement === document.body) back?.focus();
  });

  return (
    <div className="beside" data-open={open}>
      <div className="beside-list" ref={list}>
        {children}
      </div>
      {sheet}
    </div>
  );
}

/**
 * Esc closes it, wherever the focus is. Esc in a field only leaves the field, and a sheet on which something is written holds
 * one there: `unsaved` is what is then said.
 */
export function Sheet({
  title,
  under,
  label = title,
  closeLabel,
  onClose,
  unsaved,
  testid,
  children,
}: {
  title: string;
  under?: ReactNode;
  label?: string;
  /** Left out where the sheet has a button of its own for it. */
  closeLabel?: string;
  onClose: () => void;
  unsaved?: string | null;
  testid?: string;
  children: ReactNode;
}) {
  const sheet = useRef<HTMLElement>(null);
  useHold(unsaved);
  const leave = () => {
    if (!isHeld()) onClose();
  };
  const latest = useRef(leave);
  useEffect(() => {
    latest.current = leave;
  });
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || aDialogIsOpen()) return;
      if (!writesIn(event.target)) latest.current();
      else if (event.target instanceof Node && sheet.current?.contains(event.target)) sheet.current.focus();
      else return;
      event.preventDefault();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  return (
    <aside className="sheet" aria-label={label} ref={sheet} tabIndex={-1} data-testid={testid}>
      <div className="sheet-head">
        <div>
          <h2>{title}</h2>
          {under ? <p className="small quiet">{under}</p> : null}
        </div>
        {closeLabel ? (
          <IconButton label={closeLabel} onPress={leave} data-testid="do-close-sheet">
            <X aria-hidden />
          </IconButton>
        ) : null}
      </div>
      {children}
    </aside>
  );
}

/** Whether the focus is on something on a sheet, where the keys for next and previous would take away what one is at. */
export const isOnSheet = () => Boolean(document.activeElement?.matches(".sheet *"));
