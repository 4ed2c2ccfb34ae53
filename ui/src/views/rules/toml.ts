/** A rule from the fields of a form, as it stands in a file. */

export type NewRule = {
  id: string;
  label: string;
  severity: string;
  score: string;
  patterns: string;
  unless: string;
  why: string;
  ground: string;
  hit: string;
  miss: string;
};

/** A text as TOML writes it: quoted, with what would end the quotation escaped. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const list = (text: string) => `[${lines(text).map(quoted).join(", ")}]`;

export function writeRule(rule: NewRule): string {
  const score = Math.round(Number(rule.score));
  return [
    "[[rule]]",
    `id = ${quoted(rule.id.trim())}`,
    `label = ${quoted(rule.label)}`,
    `severity = ${quoted(rule.severity)}`,
    `score = ${Number.isFinite(score) ? Math.min(Math.max(score, 0), 255) : 0}`,
    `why = ${quoted(rule.why.trim())}`,
    `ground = ${quoted(rule.ground.trim())}`,
    `patterns = ${list(rule.patterns)}`,
    ...(lines(rule.unless).length > 0 ? [`unless = ${list(rule.unless)}`] : []),
    `hit = ${list(rule.hit)}`,
    `miss = ${list(rule.miss)}`,
  ].join("\n");
}

/** The file with the rule at its end; a file that says nothing yet gets its version first. */
export function withRule(file: string, rule: NewRule, day: string): string {
  const begun = file.trim() ? file.trimEnd() : `version = "${day}"`;
  return `${begun}\n\n${writeRule(rule)}\n`;
}

/** The municipality's own file of what is switched off. */
export const offFile = "avslagna-regler.toml";

/** The file with a rule among those that are switched off, or no more; nothing when it then says nothing. */
export function withOff(file: string, id: string, off: boolean, day: string): string {
  const written = /^off\s*=\s*\[([^\]]*)\]/m;
  const named = [...(written.exec(file)?.[1] ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
  const others = named.filter((name) => name !== id);
  const all = off ? [...others, id] : others;
  const row = `off = [\n${all.map((name) => `  ${quoted(name)},\n`).join("")}]`;
  const rest = file
    .replace(written, "")
    .replace(/^version = .*$/m, "")
    .trim();
  if (all.length === 0 && rest === "") return "";
  return (
    [`version = "${day}"`, ...(all.length > 0 ? [row] : []), ...(rest ? [rest] : [])].join("\n\n") + "\n"
  );
}

/** Where a line begins and ends, for a selection in a text field. Lines are counted from 1. */
export function lineAt(text: string, line: number): { start: number; end: number } {
  const all = text.split("\n");
  const at = Math.min(Math.max(line, 1), all.length) - 1;
  const start = all.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  return { start, end: start + all[at]!.length };
}
