/** A key as it stands on the keyboard. Hidden from screen readers; the control itself carries `aria-keyshortcuts`. */
const names: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", " ": "␣" };

/** The first of a binding's alternatives, readable: "j ArrowDown" is shown as "j". */
export function keyName(binding: string): string {
  const first = binding.split(" ").find(Boolean) ?? "";
  return first
    .split("+")
    .map((key) => names[key] ?? (key.length === 1 && first.includes("+") ? key.toUpperCase() : key))
    .join("+");
}

export function Kbd({ children }: { children: string }) {
  const shown = keyName(children);
  return shown ? (
    <kbd className="kbd" aria-hidden="true">
      {shown}
    </kbd>
  ) : null;
}
