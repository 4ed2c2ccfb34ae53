/** The people: what they do, where they belong, and whether they still work here. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Person, Role } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { registerAddress } from "../../domain/places";
import { useHouse, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { go } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { Table } from "../../parts/Table";
import { Tick } from "../../parts/Tick";
import { collator, useWords } from "../../text";

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
  const may = useMine().holds("administrator", "manager");
  const rows = [...people].sort((a, b) => collator.compare(a.name, b.name));
  const person = chosen === "new" ? blank : rows.find((row) => row.id === chosen);
  const pick = (id: string | null) => go(registerAddress("people", id), true);
  return (
    <div className="r-body" data-open={Boolean(person)}>
      <div className="r-main">
        <div className="r-tools">
          {may ? (
            <Button icon={<Plus aria-hidden />} onPress={() => pick("new")} data-testid="do-new-person">
              {words.new}
            </Button>
          ) : (
            <WhyNot refusal={{ code: "role_missing", details: "administrator" }} />
          )}
        </div>
        <Table
          caption={words.title}
          rows={rows}
          picked={chosen}
          onPick={pick}
          testid="person-row"
          columns={[
            {
              id: "name",
              name: words.name,
              cell: (row) => (
                <button type="button" className="r-name" onClick={() => pick(row.id)}>
                  {row.name}
                </button>
              ),
            },
            { id: "initials", name: words.initials, cell: (row) => row.initials },
            { id: "title", name: words.titleLabel, cell: (row) => row.title },
            {
              id: "roles",
              name: words.roles,
              cell: (row) => all.list(row.roles.map((role) => all.role[role])),
            },
            {
              id: "department",
              name: words.department,
              cell: (row) => departments.find((one) => one.id === row.department)?.name ?? words.noDepartment,
            },
          ]}
        />
      </div>
      {person ? <Edit key={chosen} person={person} may={may} onClose={() => pick(null)} /> : null}
    </div>
  );
}

function Edit({ person, may, onClose }: { person: Person; may: boolean; onClose: () => void }) {
  const all = useWords();
  const words = all.register.people;
  const client = useQueryClient();
  const { departments } = useHouse();
  const [kept, setKept] = useState(person);
  const [login, setLogin] = useState("");
  const [active, setActive] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const set = (part: Partial<Person>) => setKept((now) => ({ ...now, ...part }));
  const save = () =>
    void commands.personKeep(kept, login.trim(), active).then(async () => {
      await client.invalidateQueries({ queryKey: ["overview"] });
      onClose();
    }, setError);
  return (
    <aside className="r-detail" aria-label={words.name}>
      <h2>{person.name || words.new}</h2>
      <form
        className="r-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          label={words.name}
          value={kept.name}
          onChange={(name) => set({ name })}
          readOnly={!may}
          testid="field-name"
        />
        <Field
          label={words.initials}
          help={words.initialsHelp}
          value={kept.initials}
          onChange={(initials) => set({ initials })}
          readOnly={!may}
          testid="field-initials"
        />
        <Field
          label={words.titleLabel}
          value={kept.title}
          onChange={(title) => set({ title })}
          readOnly={!may}
          testid="field-title"
        />
        <Select
          label={words.department}
          choices={[
            { id: "none", name: words.noDepartment },
            ...[...departments]
              .sort((a, b) => collator.compare(a.name, b.name))
              .map((one) => ({ id: one.id, name: one.name })),
          ]}
          value={kept.department ?? "none"}
          onChange={(id) => may && set({ department: id === "none" ? null : id })}
          testid="field-department"
        />
        <fieldset className="r-roles">
          <legend className="field-label">{words.roles}</legend>
          {roles.map((role) => (
            <Tick
              key={role}
              on={kept.roles.includes(role)}
              onChange={(on) =>
                may && set({ roles: on ? [...kept.roles, role] : kept.roles.filter((one) => one !== role) })
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
        <Trouble error={error} />
        <div className="r-foot">
          {may ? (
            <Button look="primary" type="submit" data-testid="do-save-person">
              {all.save}
            </Button>
          ) : (
            <p className="small faint">{all.register.onlyAdministrator}</p>
          )}
          <Button look="quiet" onPress={onClose}>
            {may ? all.cancel : all.close}
          </Button>
        </div>
      </form>
    </aside>
  );
}
