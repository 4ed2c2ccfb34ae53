import { expect, test } from "vitest";
import { difference } from "./difference";

const told = (before: string, after: string) =>
  difference(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `+[${text}]` : `-[${text}]`))
    .join("");

test("what was added stands out from what was there", () => {
  expect(told("Du ska få ångra det.", "Vi vet var du bor. Du ska få ångra det.")).toBe(
    "+[Vi vet var du bor. ]Du ska få ångra det.",
  );
});

test("a changed word is struck and written", () => {
  expect(told("Skandal att ni lägger ner skolan", "Synd att ni lägger ner skolan")).toBe(
    "-[Skandal]+[Synd] att ni lägger ner skolan",
  );
});

test("letters with combining marks are words, not pieces", () => {
  expect(told("go\u0308r det", "go\u0308r inte det")).toBe("go\u0308r +[inte ]det");
});

test("both wordings can be read back from the difference", () => {
  const before = "När öppnar badhuset? Står olika på sidan 🏊.";
  const after = "När öppnar simhallen efter jul? Står olika på sidan 🏊🏽.";
  const changes = difference(before, after);
  expect(
    changes
      .filter((c) => c.kind !== "added")
      .map((c) => c.text)
      .join(""),
  ).toBe(before);
  expect(
    changes
      .filter((c) => c.kind !== "taken")
      .map((c) => c.text)
      .join(""),
  ).toBe(after);
});

test("very long texts are compared without waiting", () => {
  const long = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word}${i}`).join(" ");
  expect(difference(long("a"), long("b")).map((change) => change.kind)).toEqual(["taken", "added"]);
});
