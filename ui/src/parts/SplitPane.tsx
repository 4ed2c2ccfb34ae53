/** Two panes with a border that can be moved, by mouse or with the arrow keys. */
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";

/** Whether both stand beside each other, so that one may open by itself: in a small window they take turns. */
export const wideEnough = () =>
  typeof matchMedia !== "function" || matchMedia("(min-width: 56.25rem)").matches;

export function SplitPane({
  label,
  first,
  second,
  start,
  least,
  most,
}: {
  label: string;
  first: ReactNode;
  second: ReactNode;
  start: number;
  least: number;
  most: number;
}) {
  const [width, setWidth] = useState(start);
  const from = useRef<{ x: number; width: number } | null>(null);
  const keep = (wanted: number) => setWidth(Math.min(most, Math.max(least, wanted)));

  function grip(event: PointerEvent<HTMLDivElement>) {
    from.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function drag(event: PointerEvent<HTMLDivElement>) {
    if (from.current) keep(from.current.width + event.clientX - from.current.x);
  }
  function step(event: KeyboardEvent) {
    const by = event.key === "ArrowLeft" ? -16 : event.key === "ArrowRight" ? 16 : 0;
    if (by) {
      event.preventDefault();
      keep(width + by);
    }
  }

  return (
    <div className="split">
      <div className="first" style={{ width: `${width / 16}rem` }}>
        {first}
      </div>
      <div
        className="handle"
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={grip}
        onPointerMove={drag}
        onPointerUp={() => (from.current = null)}
        onKeyDown={step}
      />
      <div className="second">{second}</div>
    </div>
  );
}
