/** What is kept in the register row by row: a list, and beside it the sheet on which one row is written. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { registerAddress, type RegisterTab } from "../../domain/places";
import { useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { go } from "../../parts/hash";
import { Table, type Column } from "../../parts/Table";
import { collator, useWords } from "../../text";

/** One kind of row, as the tests name it. */
type Thing = "service" | "department" | "person";
type Named = { id: string; name: string };

/** Whether this person may write in the register. */
export const useMayWrite = () => useMine().holds("administrator", "manager");

/** `under` is what stands below a row's name, `edit` the sheet of the chosen row; `blank` is a new one. */
export function Rows<Row extends Named>({
  thing,
  tab,
  chosen,
  rows,
  blank,
  words,
  columns,
  under,
  above,
  empty,
  edit,
}: {
  thing: Thing;
  tab: RegisterTab;
  chosen: string | null;
  rows: Row[];
  blank: Row;
  words: { title: string; new: string; name: string };
  columns: Column<Row>[];
  under?: (row: Row) => ReactNode;
  above?: ReactNode;
  empty?: { title: string; body: string } | null;
  edit: (row: Row, onClose: () => void) => ReactNode;
}) {
  const may = useMayWrite();
  const sorted = [...rows].sort((a, b) => collator.compare(a.name, b.name));
  const row = chosen === "new" ? blank : sorted.find((one) => one.id === chosen);
  const pick = (id: string | null) => go(registerAddress(tab, id), true);
  const name: Column<Row> = {
    id: "name",
    name: words.name,
    cell: (one) => (
      <>
        <button type="button" className="r-name" onClick={() => pick(one.id)}>
          {one.name}
        </button>
        {under ? <small>{under(one)}</small> : null}
      </>
    ),
  };
  return (
    <div className="r-body" data-open={Boolean(row)}>
      <div className="r-main">
        {above}
        <div className="r-tools">
          {may ? (
            <Button icon={<Plus aria-hidden />} onPress={() => pick("new")} data-testid={`do-new-${thing}`}>
              {words.new}
            </Button>
          ) : (
            <WhyNot refusal={{ code: "role_missing", details: "administrator" }} />
          )}
        </div>
        {empty && rows.length === 0 ? (
          <EmptyState title={empty.title}>{empty.body}</EmptyState>
        ) : (
          <Table
            caption={words.title}
            rows={sorted}
            picked={chosen}
            onPick={pick}
            testid={`${thing}-row`}
            columns={[name, ...columns]}
          />
        )}
      </div>
      {row ? edit(row, () => pick(null)) : null}
    </div>
  );
}

/** The sheet of one row. `save` keeps it, and answers nothing while something in it is wrong; `stale` is then read anew. */
export function Sheet({
  thing,
  label,
  title,
  stale,
  save,
  onClose,
  children,
}: {
  thing: Thing;
  label: string;
  title: string;
  stale: string;
  save: () => Promise<unknown> | null;
  onClose: () => void;
  children: ReactNode;
}) {
  const all = useWords();
  const may = useMayWrite();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const keep = () =>
    void save()?.then(async () => {
      await client.invalidateQueries({ queryKey: [stale] });
      onClose();
    }, setError);
  return (
    <aside className="r-detail" aria-label={label}>
      <h2>{title}</h2>
      <form
        className="r-form"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        {children}
        <Trouble error={error} />
        <div className="r-foot">
          {may ? (
            <Button look="primary" type="submit" data-testid={`do-save-${thing}`}>
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
