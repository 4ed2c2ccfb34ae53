/** The departments: their board, their diary's prefix and their registrar's address. */
import type { Department } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useHouse } from "../../domain/queries";
import { Tick } from "../../parts/Tick";
import { useWords } from "../../text";
import { Rows, RowSheet, useRow } from "./Rows";

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
        { id: "board", name: words.board, cell: (row) => row.board, spare: true },
        { id: "prefix", name: words.prefix, cell: (row) => row.prefix },
        {
          id: "address",
          name: words.registrarAddress,
          cell: (row) =>
            row.registrarAddress || (
              <span className="watch">
                <SeverityShape severity="watch" /> {words.noAddress}
              </span>
            ),
        },
        {
          id: "file",
          name: words.personalFile,
          cell: (row) => (row.personalFile ? all.yes : ""),
          spare: true,
        },
      ]}
      edit={(row, onClose) => <Edit key={chosen} department={row} onClose={onClose} />}
    />
  );
}

function Edit({ department, onClose }: { department: Department; onClose: () => void }) {
  const words = useWords().register.departments;
  const { kept, set, text, changed } = useRow(department);
  return (
    <RowSheet
      thing="department"
      label={words.name}
      title={department.name || words.new}
      stale="overview"
      changed={changed}
      save={() => commands.departmentKeep(kept)}
      onClose={onClose}
    >
      {text("name", words.name)}
      {text("board", words.board)}
      {text("prefix", words.prefix, { help: words.prefixHelp })}
      {text("registrarAddress", words.registrarAddress, {
        type: "email",
        help: kept.registrarAddress ? undefined : words.noAddress,
        testid: "field-registrar-address",
      })}
      <Tick on={kept.personalFile} onChange={(personalFile) => set({ personalFile })}>
        {words.personalFile}
      </Tick>
    </RowSheet>
  );
}
