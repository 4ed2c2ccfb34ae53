/** A box to tick. */
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components";

export function Tick({
  on,
  onChange,
  children,
  disabled,
  testid,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
  testid?: string;
}) {
  return (
    <Checkbox
      className="tick-row"
      isSelected={on}
      onChange={onChange}
      isDisabled={disabled}
      data-testid={testid}
    >
      <span className="box" aria-hidden>
        <Check />
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
