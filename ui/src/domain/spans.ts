/**
 * Where marks stand in a text. The core counts code points; JavaScript counts UTF-16; a reader sees graphemes. A mark that would
 * cut a grapheme (an emoji with its skin tone, an o with its dots) grows to hold the whole of it.
 */
export type Span = { start: number; end: number };
export type Piece<S extends Span> = { text: string; spans: S[] };

const graphemes = new Intl.Segmenter("sv", { granularity: "grapheme" });

/** The text cut where marks begin and end; each piece with the spans that cover it. */
export function pieces<S extends Span>(text: string, spans: S[]): Piece<S>[] {
  const offsets: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) offsets.push(at);
  offsets.push(text.length);
  const utf16 = (point: number) => offsets[Math.min(Math.max(point, 0), offsets.length - 1)]!;

  const whole = [...graphemes.segment(text)].map((segment) => segment.index);
  whole.push(text.length);
  const before = (at: number) => whole.findLast((edge) => edge <= at) ?? 0;
  const after = (at: number) => whole.find((edge) => edge >= at) ?? text.length;

  const placed = spans
    .filter((span) => span.end > span.start)
    .map((span) => ({ span, from: before(utf16(span.start)), to: after(utf16(span.end)) }))
    .filter(({ from, to }) => to > from);
  const cuts = [...new Set([0, text.length, ...placed.flatMap(({ from, to }) => [from, to])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1]!;
    return {
      text: text.slice(from, to),
      spans: placed.filter((p) => p.from <= from && p.to >= to).map((p) => p.span),
    };
  });
}

/** How long a text is to the platform and the core: in code points. */
export const codePoints = (text: string) => [...text].length;
