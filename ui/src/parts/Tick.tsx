/** A box to tick. */
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components";

export function Tick({
  on,
  onChange,
  children,
  testid,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
  testid?: string;
}) {
  return (
    <Checkbox className="tick-row" isSelected={on} onChange={onChange} data-testid={testid}>
      <span className="box" aria-hidden>
        <Check />
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
