/** What the style sheets promise that no drawing in jsdom would show. */
import { expect, test } from "vitest";

const sheets = import.meta.glob<string>(["./*.css", "../domain/*.css", "../views/queue/*.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const fonts = import.meta.glob("../../../assets/fonts/*.woff2", { query: "?url" });
const sheet = (name: string) => sheets[name]!.replaceAll(/\s+/g, " ");
const rule = (name: string, selector: string) =>
  sheet(name)
    .split("}")
    .filter((one) => one.split("{")[0]!.trim().endsWith(selector))
    .join(" ");

test("signs that a machine lacks are drawn with a face of our own, last in the stack and for signs alone", () => {
  const face = sheet("./tokens.css").match(/@font-face \{[^}]*"Noto Emoji"[^}]*\}/)![0];
  expect(Object.keys(fonts)).toContain(face.match(/url\("([^"]+)"\)/)![1]);
  expect(face).toContain("U+1F000-1FAFF");
  expect(face, "digits are Inter's").not.toMatch(/U\+00?3\d\b/);
  expect(rule("./base.css", "body")).toMatch(/Inter, system-ui, sans-serif, "Noto Emoji";/);
});

test("a long name without spaces breaks instead of running out of the pane and the thread", () => {
  for (const place of [".q-head h2", ".q-thread b"])
    expect(rule("../views/queue/queue.css", place)).toContain("overflow-wrap: anywhere");
  expect(rule("../views/queue/queue.css", ".q-head > div")).toContain("min-width: 0");
});

test("what is done in bulk is cut with an ellipsis, since its column is no wider than the pane", () => {
  expect(rule("../views/queue/queue.css", ".q-bulk")).toContain("minmax(0, 1fr)");
});

test("marks take no room, so that adjacent ones leave no double gaps", () => {
  expect(rule("../domain/domain.css", "mark")).toContain("padding: 1px 0;");
});

test("a key keeps its size beside a long word, which breaks instead", () => {
  expect(sheet("./parts.css")).toMatch(/(^|\}|\*\/) \.kbd \{[^}]*flex: none;/);
  expect(rule("./parts.css", ".button.wide")).toContain("white-space: normal");
});

test("words in heavy buttons stand apart", () => {
  expect(rule("./parts.css", ".button")).toContain("word-spacing: 0.08em");
});
