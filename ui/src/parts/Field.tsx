/** A labelled place to write in, with help below and, when something is wrong, what. */
import type { KeyboardEvent, ReactNode, RefObject } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: string | null;
  type?: "text" | "password" | "url" | "email";
  rows?: number;
  placeholder?: string;
  bare?: boolean;
  required?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  onBlur?: () => void;
  onFocus?: () => void;
  inputRef?: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  testid?: string;
};

export function Field({
  label,
  value,
  onChange,
  help,
  error,
  type = "text",
  rows,
  bare,
  inputRef,
  testid,
  ...rest
}: FieldProps) {
  const { required, readOnly, autoFocus, onKeyDown, onBlur, onFocus, placeholder } = rest;
  const shared = { className: "input", placeholder, "data-testid": testid, onKeyDown };
  return (
    <TextField
      className={`field${bare ? " bare" : ""}`}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      isRequired={required}
      isReadOnly={readOnly}
      autoFocus={autoFocus}
      onBlur={onBlur}
      onFocus={onFocus}
      validationBehavior="aria"
      type={type}
    >
      <Label>{label}</Label>
      {rows ? (
        <TextArea {...shared} rows={rows} ref={inputRef as RefObject<HTMLTextAreaElement | null>} />
      ) : (
        <Input {...shared} ref={inputRef as RefObject<HTMLInputElement | null>} />
      )}
      {help ? (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
