/** Long work, with a count. */
import { Label, ProgressBar as AriaProgressBar } from "react-aria-components";

export function ProgressBar({ label, done, all }: { label: string; done: number; all: number }) {
  return (
    <AriaProgressBar
      className="progress"
      value={done}
      maxValue={Math.max(all, 1)}
      valueLabel={`${done}/${all}`}
    >
      {({ percentage, valueText }) => (
        <>
          <Label>{label}</Label>
          <span>{valueText}</span>
          <div className="track">
            <div className="fill" style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </AriaProgressBar>
  );
}
