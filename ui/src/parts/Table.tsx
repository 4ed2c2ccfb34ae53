/** Rows and columns. A row that can be picked has a button in its first cell, so that it works without a mouse. */
import type { ReactNode } from "react";

export type Column<Row> = { id: string; name: string; cell: (row: Row) => ReactNode; hideName?: boolean };

export function Table<Row extends { id: string }>({
  caption,
  columns,
  rows,
  picked,
  onPick,
  testid,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  picked?: string | null;
  onPick?: (id: string) => void;
  testid?: string;
}) {
  return (
    <div className="table-wrap" tabIndex={0} role="group" aria-label={caption}>
      <table className="table">
        <caption className="aside">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col">
                {column.hideName ? <span className="aside">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              className={`${onPick ? "pickable" : ""}${row.id === picked ? " on" : ""}`}
              onClick={onPick ? () => onPick(row.id) : undefined}
              data-testid={testid}
              data-row={row.id}
            >
              {columns.map((column) => (
                <td key={column.id}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
