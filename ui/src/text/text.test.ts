/** Both languages are complete: every word, every refusal, every label, every kind of entry. */
import { describe, expect, test } from "vitest";
import { entryKinds, flagLabels, keyActs, refusalCodes } from "./codes";
import { languages, reasonOf } from "./index";

function shape(words: unknown, path = ""): string[] {
  if (typeof words === "function") return [`${path}()`];
  if (typeof words !== "object" || words === null) return [path];
  return Object.entries(words).flatMap(([key, value]) => shape(value, `${path}.${key}`));
}
const details = {
  holder: "Per",
  until: "2026-11-21T22:00:00Z",
  file: "hot.toml",
  line: 3,
  reason: "grund saknas",
};

describe.each(Object.entries(languages))("dt8 %s", (_, words) => {
  test("every refusal says why", () => {
    for (const code of refusalCodes) {
      expect(reasonOf(words, { code, details }).why, code).toMatch(/\.$|: grund saknas$/);
      expect(reasonOf(words, { code }).why, `${code} without details`).not.toContain("undefined");
    }
  });
  test("every flag label has a name of its own", () => {
    const names = flagLabels.map((label) => words.flag[label]);
    expect(new Set(names).size).toBe(flagLabels.length);
  });
  test("every kind of entry becomes a sentence that names who and what", () => {
    for (const kind of entryKinds) {
      const sentence = words.entry[kind]({
        actor: "Maja Lind",
        subject: "inlägg av Anna B.",
        department: "",
        person: "",
        until: "23.40",
        get: () => "x",
      });
      expect(sentence.length, kind).toBeGreaterThan(8);
      expect(sentence, kind).not.toContain("undefined");
    }
  });
  test("every key has a name, and no word is empty", () => {
    for (const act of keyActs) expect(words.keys[act]).toBeTruthy();
    const empty = (value: unknown, path: string): string[] =>
      typeof value === "string"
        ? value === ""
          ? [path]
          : []
        : typeof value === "object" && value !== null
          ? Object.entries(value).flatMap(([key, inner]) => empty(inner, `${path}.${key}`))
          : [];
    expect(empty(words, "")).toEqual([]);
  });
});

test("dt8 the languages have the same shape", () => {
  expect(shape(languages.en).sort()).toEqual(shape(languages.sv).sort());
});

test("a refusal that this window does not know is shown by its code instead of nothing", () => {
  expect(reasonOf(languages.sv, { code: "from_tomorrow" }).why).toBe("from_tomorrow");
});

test("what was fetched is told without what was not, and in the singular where it was one", () => {
  const said = (counts: Record<string, string>) =>
    languages.sv.entry.received({
      actor: "",
      subject: "Simhallen",
      department: "",
      person: "",
      until: "",
      get: (field) => counts[field] ?? "",
    });
  expect(said({ new: "1", revised: "0", gone: "0" })).toBe("Hämtade från Simhallen: 1 nytt");
  expect(said({ new: "3", revised: "1", gone: "2" })).toBe(
    "Hämtade från Simhallen: 3 nya, 1 ändrat, 2 borta",
  );
  expect(said({ new: "0", revised: "0", gone: "0" })).toBe("Hämtade från Simhallen: inget nytt");
});

test("fl14 a flag that says what a post asks for is right also when it was answered, in both languages", () => {
  expect(languages.sv.rules.precisionOf(1, 2)).toContain(
    "En flagga om att någon frågar, felanmäler eller begär något är rätt också när",
  );
  expect(languages.en.rules.precisionOf(1, 2)).toContain(
    "A flag that somebody asks, reports a fault or requests something is right also when",
  );
});

test("a long time is told in hours", () => {
  const { minutes } = languages.sv.register;
  expect([minutes(0), minutes(59), minutes(60), minutes(372)]).toEqual([
    "0 min",
    "59 min",
    "1 tim",
    "6 tim 12 min",
  ]);
});
