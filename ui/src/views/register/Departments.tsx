/** The departments: their board, their diary's prefix and their registrar's address. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Department } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { registerAddress } from "../../domain/places";
import { useHouse, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { go } from "../../parts/hash";
import { Table } from "../../parts/Table";
import { Tick } from "../../parts/Tick";
import { collator, useWords } from "../../text";

const blank: Department = {
  id: "",
  name: "",
  board: "",
  prefix: "",
  registrarAddress: "",
  personalFile: false,
};

export function Departments({ chosen }: { chosen: string | null }) {
  const words = useWords().register.departments;
  const all = useWords();
  const { departments } = useHouse();
  const may = useMine().holds("administrator", "manager");
  const rows = [...departments].sort((a, b) => collator.compare(a.name, b.name));
  const department = chosen === "new" ? blank : rows.find((row) => row.id === chosen);
  const pick = (id: string | null) => go(registerAddress("departments", id), true);
  return (
    <div className="r-body" data-open={Boolean(department)}>
      <div className="r-main">
        <div className="r-tools">
          {may ? (
            <Button icon={<Plus aria-hidden />} onPress={() => pick("new")} data-testid="do-new-department">
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
          testid="department-row"
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
            { id: "board", name: words.board, cell: (row) => row.board },
            { id: "prefix", name: words.prefix, cell: (row) => row.prefix },
            {
              id: "address",
              name: words.registrarAddress,
              cell: (row) => row.registrarAddress || <span className="watch">● {words.noAddress}</span>,
            },
            { id: "file", name: words.personalFile, cell: (row) => (row.personalFile ? all.yes : "") },
          ]}
        />
      </div>
      {department ? <Edit key={chosen} department={department} may={may} onClose={() => pick(null)} /> : null}
    </div>
  );
}

function Edit({ department, may, onClose }: { department: Department; may: boolean; onClose: () => void }) {
  const all = useWords();
  const words = all.register.departments;
  const client = useQueryClient();
  const [kept, setKept] = useState(department);
  const [error, setError] = useState<unknown>(null);
  const set = (part: Partial<Department>) => setKept((now) => ({ ...now, ...part }));
  const save = () =>
    void commands.departmentKeep(kept).then(async () => {
      await client.invalidateQueries({ queryKey: ["overview"] });
      onClose();
    }, setError);
  return (
    <aside className="r-detail" aria-label={words.name}>
      <h2>{department.name || words.new}</h2>
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
          label={words.board}
          value={kept.board}
          onChange={(board) => set({ board })}
          readOnly={!may}
          testid="field-board"
        />
        <Field
          label={words.prefix}
          help={words.prefixHelp}
          value={kept.prefix}
          onChange={(prefix) => set({ prefix })}
          readOnly={!may}
          testid="field-prefix"
        />
        <Field
          label={words.registrarAddress}
          type="email"
          value={kept.registrarAddress}
          onChange={(registrarAddress) => set({ registrarAddress })}
          readOnly={!may}
          help={kept.registrarAddress ? undefined : words.noAddress}
          testid="field-registrar-address"
        />
        <Tick on={kept.personalFile} onChange={(personalFile) => may && set({ personalFile })}>
          {words.personalFile}
        </Tick>
        <Trouble error={error} />
        <div className="r-foot">
          {may ? (
            <Button look="primary" type="submit" data-testid="do-save-department">
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
