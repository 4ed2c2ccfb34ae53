/** One of several, from a list that opens below. Works by keyboard, by typing and with a screen reader. */
import { Check, ChevronDown } from "lucide-react";
import type { RefObject } from "react";
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from "react-aria-components";
import { writesIn } from "./keys";

export type Choice = { id: string; name: string; detail?: string };

type SelectProps = {
  label: string;
  choices: Choice[];
  value: string | null;
  onChange: (id: string) => void;
  /** The list is closed, whether anything was chosen or not: for what is to have the focus instead of the control. */
  onClosed?: () => void;
  placeholder?: string;
  /** Said before the choice, inside the control: the label is then only for screen readers. */
  lead?: string;
  chiplike?: boolean;
  disabled?: boolean;
  /** What is wrong with the choice, or with there being none. */
  error?: string | null;
  buttonRef?: RefObject<HTMLButtonElement | null>;
  testid?: string;
};

export function Select({
  label,
  choices,
  value,
  onChange,
  onClosed,
  placeholder,
  lead,
  chiplike,
  disabled,
  error,
  buttonRef,
  testid,
}: SelectProps) {
  const chosen = choices.find((choice) => choice.id === value);
  return (
    <AriaSelect
      className={`select${chiplike ? " chiplike" : ""}`}
      isDisabled={disabled}
      value={chosen ? value : null}
      onChange={(key) => onChange(String(key))}
      onOpenChange={(open) => {
        // Whoever has gone on to write somewhere is left there.
        if (!open && onClosed) setTimeout(() => writesIn(document.activeElement) || onClosed(), 0);
      }}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      <Label className={lead !== undefined || chiplike ? "aside" : "field-label"}>{label}</Label>
      <Button ref={buttonRef} data-testid={testid}>
        <SelectValue>
          {() => (
            <>
              {lead ? `${lead} ` : ""}
              {chosen ? chosen.name : <span className="placeholder">{placeholder}</span>}
            </>
          )}
        </SelectValue>
        <ChevronDown aria-hidden />
      </Button>
      {error ? (
        <div role="alert">
          <FieldError className="field-error">{error}</FieldError>
        </div>
      ) : null}
      <Popover className="popover">
        <ListBox className="choices">
          {choices.map((choice) => (
            <ListBoxItem
              key={choice.id}
              id={choice.id}
              textValue={choice.name}
              className="choice"
              data-choice={choice.id}
            >
              {({ isSelected }) => (
                <>
                  <span className="tick" aria-hidden>
                    {isSelected ? <Check size={14} /> : null}
                  </span>
                  <span>{choice.name}</span>
                  {choice.detail ? <small>{choice.detail}</small> : null}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
