/** A place to search in. The window's search key leads to it, Enter goes on to what was found, Esc empties it and leaves. */
import { Search, X } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "./Button";
import { Kbd } from "./Kbd";
import { useBinding, useKeys } from "./keys";

export function SearchBox({
  label,
  placeholder = label,
  clearLabel,
  value,
  onChange,
  testid,
}: {
  label: string;
  placeholder?: string;
  clearLabel: string;
  value: string;
  onChange: (value: string) => void;
  testid: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const key = useBinding("search");
  useKeys({ search: () => field.current?.focus() });
  return (
    <div className="search">
      <Search aria-hidden />
      <input
        ref={field}
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onChange("");
          if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        }}
        data-testid={testid}
      />
      {value ? (
        <IconButton
          label={clearLabel}
          onPress={() => {
            onChange("");
            field.current?.focus();
          }}
        >
          <X aria-hidden />
        </IconButton>
      ) : (
        <Kbd>{key}</Kbd>
      )}
    </div>
  );
}
