/** What is kept in the register row by row: a list, and beside it the sheet on which one row is written. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { registerAddress, type RegisterTab } from "../../domain/places";
import { useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Beside, Sheet } from "../../parts/Beside";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { Field } from "../../parts/Field";
import { go, letGo } from "../../parts/hash";
import { Table, type Column } from "../../parts/Table";
import { useWork } from "../../parts/work";
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
  const close = () => {
    letGo();
    pick(null);
  };
  const name: Column<Row> = {
    id: "name",
    name: words.name,
    cell: (one) => (
      <>
        <button type="button" className="row-name" onClick={() => pick(one.id)}>
          {one.name}
        </button>
        {under ? <small>{under(one)}</small> : null}
      </>
    ),
  };
  return (
    <Beside sheet={row ? edit(row, close) : null}>
      {above}
      <div className="tools">
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
          narrow={Boolean(row)}
          testid={`${thing}-row`}
          columns={[name, ...columns]}
        />
      )}
    </Beside>
  );
}

/**
 * A row while it is written on its sheet, and whether it is `changed`. Whoever may not write in the register reads it: `set` then does nothing. `text` is the
 * field of one of its texts, named in the tests after the text unless told otherwise.
 */
export function useRow<Row extends object>(row: Row) {
  const may = useMayWrite();
  const [first] = useState(row);
  const [kept, setKept] = useState(row);
  const changed = (Object.keys(first) as (keyof Row)[]).some((name) => first[name] !== kept[name]);
  const set = (part: Partial<Row>) => {
    if (may) setKept((now) => ({ ...now, ...part }));
  };
  const text = (
    name: keyof Row & string,
    label: string,
    extra: Partial<ComponentProps<typeof Field>> = {},
  ) => (
    <Field
      label={label}
      value={String(kept[name])}
      onChange={(value) => set({ [name]: value } as Partial<Row>)}
      readOnly={!may}
      testid={`field-${name}`}
      {...extra}
    />
  );
  return { kept, set, text, may, changed };
}

/** The sheet of one row. `save` begins to keep it, and begins nothing while something in it is wrong; `stale` is then read anew. */
export function RowSheet({
  thing,
  label,
  title,
  stale,
  changed,
  save,
  onClose,
  children,
}: {
  thing: Thing;
  label: string;
  title: string;
  stale: string;
  changed: boolean;
  save: () => Promise<unknown> | null;
  onClose: () => void;
  children: ReactNode;
}) {
  const all = useWords();
  const may = useMayWrite();
  const client = useQueryClient();
  const { busy, error, run } = useWork();
  const keep = () =>
    void run(async () => {
      const saving = save();
      if (!saving) return;
      await saving;
      await client.invalidateQueries({ queryKey: [stale] });
      onClose();
    });
  return (
    <Sheet title={title} label={label} onClose={onClose} unsaved={changed ? all.unsaved : null}>
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
            <Button look="primary" type="submit" isPending={busy} data-testid={`do-save-${thing}`}>
              {all.save}
            </Button>
          ) : (
            <p className="small faint">{all.register.onlyAdministrator}</p>
          )}
          <Button look="quiet" onPress={onClose} data-testid="do-close-sheet">
            {may ? all.cancel : all.close}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
