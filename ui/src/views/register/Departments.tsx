/** The departments: their board, their diary's prefix and their registrar's address. */
import { useState } from "react";
import type { Department } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useHouse } from "../../domain/queries";
import { Field } from "../../parts/Field";
import { Tick } from "../../parts/Tick";
import { useWords } from "../../text";
import { Rows, Sheet, useMayWrite } from "./Rows";

const blank: Department = {
  id: "",
  name: "",
  board: "",
  prefix: "",
  registrarAddress: "",
  personalFile: false,
};

export function Departments({ chosen }: { chosen: string | null }) {
  const all = useWords();
  const words = all.register.departments;
  const { departments } = useHouse();
  return (
    <Rows
      thing="department"
      tab="departments"
      chosen={chosen}
      rows={departments}
      blank={blank}
      words={words}
      columns={[
        { id: "board", name: words.board, cell: (row) => row.board },
        { id: "prefix", name: words.prefix, cell: (row) => row.prefix },
        {
          id: "address",
          name: words.registrarAddress,
          cell: (row) => row.registrarAddress || <span className="watch">● {words.noAddress}</span>,
        },
        { id: "file", name: words.personalFile, cell: (row) => (row.personalFile ? all.yes : "") },
      ]}
      edit={(row, onClose) => <Edit key={chosen} department={row} onClose={onClose} />}
    />
  );
}

function Edit({ department, onClose }: { department: Department; onClose: () => void }) {
  const words = useWords().register.departments;
  const may = useMayWrite();
  const [kept, setKept] = useState(department);
  const set = (part: Partial<Department>) => setKept((now) => ({ ...now, ...part }));
  return (
    <Sheet
      thing="department"
      label={words.name}
      title={department.name || words.new}
      stale="overview"
      save={() => commands.departmentKeep(kept)}
      onClose={onClose}
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
    </Sheet>
  );
}
