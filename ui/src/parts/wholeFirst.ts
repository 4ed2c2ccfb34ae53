/** What was typed as a whole name comes before what has it as a word, and that before what only holds its letters. Equals keep their order. */
export function wholeFirst<Row>(typed: string, rows: Row[], names: (row: Row) => string[]): Row[] {
  const wanted = plain(typed);
  if (!wanted) return rows;
  const rank = (row: Row) => {
    const all = names(row).map(plain);
    if (all.includes(wanted)) return 0;
    return all.some((name) => name.split(/[^\p{L}\p{N}]+/u).includes(wanted)) ? 1 : 2;
  };
  return rows
    .map((row) => ({ row, at: rank(row) }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

/** As one writes it when searching: the sign before a handle is no part of it. */
const plain = (name: string) => name.toLocaleLowerCase("sv").trim().replace(/^@/, "");
