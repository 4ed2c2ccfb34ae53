/** The fields of a template that nobody has filled in yet: `{namn}` in the text. */
export type OpenField = { name: string; start: number; end: number };

const field = /\{([^{}\n]{1,60})\}/gu;

export function openFields(text: string): OpenField[] {
  return [...text.matchAll(field)].map((match) => ({
    name: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The text cut at its open fields, so that they can be marked. */
export function splitFields(text: string): { text: string; field: boolean }[] {
  const parts: { text: string; field: boolean }[] = [];
  let at = 0;
  for (const { start, end } of openFields(text)) {
    if (start > at) parts.push({ text: text.slice(at, start), field: false });
    parts.push({ text: text.slice(start, end), field: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), field: false });
  return parts;
}
