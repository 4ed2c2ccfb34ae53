/** A button, with the key that does the same thing. */
import type { ReactNode, RefObject } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Kbd } from "./Kbd";

type ButtonProps = Omit<AriaButtonProps, "children" | "className"> & {
  look?: "plain" | "primary" | "quiet" | "link";
  wide?: boolean;
  shortcut?: string;
  icon?: ReactNode;
  children: ReactNode;
  ref?: RefObject<HTMLButtonElement | null>;
  "data-testid"?: string;
};

export function Button({ look = "plain", wide, shortcut, icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${look}${wide ? " wide" : ""}`}>
      {icon}
      <span>{children}</span>
      {shortcut ? <Kbd>{shortcut}</Kbd> : null}
    </AriaButton>
  );
}

/** A button that shows only an icon: `label` is its name and its tip. */
export function IconButton({
  label,
  children,
  ...rest
}: Omit<AriaButtonProps, "children" | "className"> & {
  label: string;
  children: ReactNode;
  "data-testid"?: string;
}) {
  return (
    <AriaButton {...rest} className="iconbutton" aria-label={label}>
      {children}
    </AriaButton>
  );
}
