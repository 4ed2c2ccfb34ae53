/**
 * Rows and columns. A row that can be picked has a button in its first cell, so that it works without a mouse, and the keys for
 * next and previous go from row to row, but not from within the sheet beside it.
 */
import { useEffect, useRef, type ReactNode } from "react";
import { isOnSheet } from "./Beside";
import { useKeys } from "./keys";

export type Column<Row> = {
  id: string;
  name: string;
  cell: (row: Row) => ReactNode;
  hideName?: boolean;
  /** Figures, which stand under each other by their last digit. */
  number?: boolean;
  /** Left out where the table or the window is narrow; it stands on the row's sheet. */
  spare?: boolean;
};

export function Table<Row extends { id: string }>({
  caption,
  columns,
  rows,
  picked,
  onPick,
  narrow,
  testid,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  picked?: string | null;
  onPick?: (id: string) => void;
  /** A sheet stands beside it. */
  narrow?: boolean;
  testid?: string;
}) {
  const look = ({ number, spare }: Column<Row>) =>
    [number && "number", spare && "spare"].filter(Boolean).join(" ") || undefined;
  const wrap = useRef<HTMLDivElement>(null);
  const at = rows.findIndex((row) => row.id === picked);
  const step = (to: number) => {
    if (isOnSheet()) return;
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (row) onPick?.(row.id);
  };
  useKeys(onPick ? { next: () => step(at + 1), previous: () => step(at - 1) } : {});
  useEffect(() => {
    if (picked) wrap.current?.querySelector("tr.on")?.scrollIntoView({ block: "nearest" });
  }, [picked]);

  return (
    <div className="table-wrap" tabIndex={0} role="group" aria-label={caption} ref={wrap}>
      <table className={narrow ? "table narrow" : "table"}>
        <caption className="aside">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={look(column)}>
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
                <td key={column.id} className={look(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
