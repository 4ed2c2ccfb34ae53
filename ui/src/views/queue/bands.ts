/** Where a band of the queue begins: the first row, and each row whose band differs from the one above. */
import type { QueueRow } from "../../backend/bindings";

export type Band = QueueRow["due"]["band"];

/** The band that starts at a row; null within one, and null while the row above has not been fetched. */
export function bandStart(at: (index: number) => QueueRow | undefined, index: number): Band | null {
  const row = at(index);
  if (!row) return null;
  if (index === 0) return row.due.band;
  const above = at(index - 1);
  return above && above.due.band !== row.due.band ? row.due.band : null;
}
