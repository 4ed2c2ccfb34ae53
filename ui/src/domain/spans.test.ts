import { describe, expect, test } from "vitest";
import { codePoints, pieces } from "./spans";

const marked = (text: string, start: number, end: number) =>
  pieces(text, [{ start, end }])
    .filter((piece) => piece.spans.length > 0)
    .map((piece) => piece.text)
    .join("");
const whole = (text: string, spans: { start: number; end: number }[]) =>
  pieces(text, spans)
    .map((piece) => piece.text)
    .join("");

describe("fl14 marks stand where the core counted them", () => {
  test("code points, not UTF-16: an emoji before the mark", () => {
    const text = "🔥🔥 Vi vet var du bor.";
    expect(marked(text, 3, 21)).toBe("Vi vet var du bor.");
  });
  test("a mark that would cut an emoji with its skin tone takes all of it", () => {
    expect(marked("Hej 👵🏽 där", 4, 5)).toBe("👵🏽");
  });
  test("a family joined by zero-width joiners stays whole", () => {
    const family = "👨\u200d👩\u200d👧";
    expect(marked(`a${family}b`, 2, 3)).toBe(family);
  });
  test("an o with combining dots keeps its dots", () => {
    expect(marked("fo\u0308rbannat", 0, 2)).toBe("fo\u0308");
  });
  test("marks may overlap, and nothing of the text is lost", () => {
    const text = "Du ska få ångra det, Karin.";
    const spans = [
      { start: 0, end: 15 },
      { start: 10, end: 26 },
    ];
    expect(whole(text, spans)).toBe(text);
    expect(pieces(text, spans).find((piece) => piece.spans.length === 2)?.text).toBe("ångra");
  });
  test("a mark beyond the end is cut to the text, an empty one is none", () => {
    expect(marked("kort", 2, 99)).toBe("rt");
    expect(pieces("kort", [{ start: 2, end: 2 }])).toEqual([{ text: "kort", spans: [] }]);
    expect(pieces("", [{ start: 0, end: 4 }])).toEqual([]);
  });
});

test("length is counted in code points", () => {
  expect(codePoints("👵🏽å")).toBe(3);
});
