/** Find by typing, choose with the arrows and Enter. The field keeps the focus; the list follows, whole names first. */
import { useState, type ReactNode } from "react";
import {
  Autocomplete,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  SearchField,
  useFilter,
} from "react-aria-components";
import { Kbd } from "./Kbd";
import { wholeFirst } from "./search";

export type Find = {
  id: string;
  name: string;
  /** What else it is found by. */
  also?: string[];
  detail?: string;
  shortcut?: string;
  icon?: ReactNode;
};
export type FindGroup = { id: string; name: string; items: Find[] };

const known = (item: Find) => [item.name, ...(item.also ?? [])];

export function Finder({
  label,
  placeholder,
  groups,
  empty,
  onPick,
  onLeave,
}: {
  label: string;
  placeholder: string;
  groups: FindGroup[];
  empty: string;
  onPick: (id: string) => void;
  onLeave?: () => void;
}) {
  const { contains } = useFilter({ sensitivity: "base" });
  const [typed, setTyped] = useState("");
  const shown = groups.filter((group) => group.items.length > 0);
  return (
    <Autocomplete filter={contains} inputValue={typed} onInputChange={setTyped}>
      <SearchField
        aria-label={label}
        className="finder-field"
        autoFocus
        onKeyDown={(event) => event.key === "Escape" && onLeave?.()}
      >
        <Input className="input" placeholder={placeholder} role="combobox" aria-expanded="true" />
      </SearchField>
      <ListBox
        className="finder"
        aria-label={label}
        selectionMode="none"
        onAction={(key) => onPick(String(key))}
        renderEmptyState={() => <p className="finder-empty">{empty}</p>}
      >
        {wholeFirst(typed, shown, (group) => group.items.flatMap(known)).map((group) => (
          <ListBoxSection key={group.id} id={group.id}>
            <Header className="finder-head">{group.name}</Header>
            {wholeFirst(typed, group.items, known).map((item) => (
              <ListBoxItem
                key={item.id}
                id={item.id}
                textValue={[...known(item), item.detail ?? ""].join(" ")}
                className="finder-item"
              >
                {item.icon}
                <span>{item.name}</span>
                {item.detail ? <small>{item.detail}</small> : null}
                {item.shortcut ? <Kbd>{item.shortcut}</Kbd> : null}
              </ListBoxItem>
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
    </Autocomplete>
  );
}
