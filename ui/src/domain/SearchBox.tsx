/** A place to search in. The window's search key leads to it, Enter goes on to what was found, Esc empties it and leaves. */
import { Search, X } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "../parts/Button";
import { Kbd } from "../parts/Kbd";
import { useBinding, useKeys } from "../parts/keys";
import { useWords } from "../text";

export function SearchBox({
  label,
  placeholder = label,
  value,
  onChange,
  testid,
}: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  testid: string;
}) {
  const words = useWords();
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
          label={words.clearSearch}
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
