/** The people: what they do, where they belong, and whether they still work here. */
import { useState } from "react";
import type { Person, Role } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useHouse } from "../../domain/queries";
import { Field } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { Tick } from "../../parts/Tick";
import { collator, useWords } from "../../text";
import { Rows, RowSheet, useRow } from "./Rows";

const blank: Person = { id: "", name: "", initials: "", title: "", roles: ["moderator"], department: null };
const roles: Role[] = [
  "moderator",
  "account_owner",
  "registrar",
  "archivist",
  "manager",
  "auditor",
  "administrator",
];

export function People({ chosen }: { chosen: string | null }) {
  const all = useWords();
  const words = all.register.people;
  const { people, departments } = useHouse();
  return (
    <Rows
      thing="person"
      tab="people"
      chosen={chosen}
      rows={people}
      blank={blank}
      words={words}
      columns={[
        { id: "initials", name: words.initials, cell: (row) => row.initials, spare: true },
        { id: "title", name: words.titleLabel, cell: (row) => row.title },
        { id: "roles", name: words.roles, cell: (row) => all.list(row.roles.map((role) => all.role[role])) },
        {
          id: "department",
          name: words.department,
          cell: (row) => departments.find((one) => one.id === row.department)?.name ?? words.noDepartment,
          spare: true,
        },
      ]}
      edit={(row, onClose) => <Edit key={chosen} person={row} onClose={onClose} />}
    />
  );
}

function Edit({ person, onClose }: { person: Person; onClose: () => void }) {
  const all = useWords();
  const words = all.register.people;
  const { departments } = useHouse();
  const { kept, set, text, may, changed } = useRow(person);
  const [login, setLogin] = useState("");
  const [active, setActive] = useState(true);
  return (
    <RowSheet
      thing="person"
      label={words.name}
      title={person.name || words.new}
      stale="overview"
      changed={changed || login.trim() !== "" || !active}
      save={() => commands.personKeep(kept, login.trim(), active)}
      onClose={onClose}
    >
      {text("name", words.name)}
      {text("initials", words.initials, { help: words.initialsHelp })}
      {text("title", words.titleLabel)}
      <Select
        label={words.department}
        choices={[
          { id: "none", name: words.noDepartment },
          ...[...departments]
            .sort((a, b) => collator.compare(a.name, b.name))
            .map((one) => ({ id: one.id, name: one.name })),
        ]}
        value={kept.department ?? "none"}
        onChange={(id) => set({ department: id === "none" ? null : id })}
        testid="field-department"
      />
      <fieldset className="r-roles">
        <legend className="field-label">{words.roles}</legend>
        {roles.map((role) => (
          <Tick
            key={role}
            on={kept.roles.includes(role)}
            onChange={(on) =>
              set({ roles: on ? [...kept.roles, role] : kept.roles.filter((one) => one !== role) })
            }
          >
            {all.role[role]}
          </Tick>
        ))}
      </fieldset>
      {may ? (
        <Field
          label={words.login}
          help={words.loginHelp}
          value={login}
          onChange={setLogin}
          testid="field-login"
        />
      ) : null}
      {may && person.id ? (
        <Tick on={active} onChange={setActive}>
          {words.active}
        </Tick>
      ) : null}
    </RowSheet>
  );
}
