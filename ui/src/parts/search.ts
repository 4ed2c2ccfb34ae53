/** To find in a list what was typed. */
const plain = (text: string) => text.toLocaleLowerCase("sv").trim();

/** Whether any of the texts holds what was typed; while nothing is typed, all do. */
export const holds = (typed: string, texts: string[]): boolean =>
  plain(texts.join(" ")).includes(plain(typed));

/** The sign before a handle is no part of it. */
const name = (text: string) => plain(text).replace(/^@/, "");

/** What was typed as a whole name comes before what has it as a word, and that before what only holds its letters. Equals keep their order. */
export function wholeFirst<Row>(typed: string, rows: Row[], names: (row: Row) => string[]): Row[] {
  const wanted = name(typed);
  if (!wanted) return rows;
  const rank = (row: Row) => {
    const all = names(row).map(name);
    if (all.includes(wanted)) return 0;
    return all.some((one) => one.split(/[^\p{L}\p{N}]+/u).includes(wanted)) ? 1 : 2;
  };
  return rows
    .map((row) => ({ row, at: rank(row) }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
