import { describe, expect, test } from "vitest";
import type { QueueRow } from "../../backend/bindings";
import { fromWall } from "../../text/dates";
import { bandStart } from "./bands";
import { openFields, splitFields } from "./fields";
import { isOurs } from "./Pictures";
import { restUntil } from "./rest";

describe("qu1 bands", () => {
  const row = (band: QueueRow["due"]["band"]) => ({ due: { band } }) as QueueRow;
  const rows = [row("now"), row("now"), row("today"), undefined, row("later")];
  const at = (index: number) => rows[index];
  test("a band begins at the first row and where the row above is of another", () => {
    expect(rows.map((_, index) => bandStart(at, index))).toEqual(["now", null, "today", null, null]);
  });
});

describe("qu11 resting", () => {
  const saturday = fromWall("2026-11-21T23:13");
  test("in an hour, tomorrow morning, on Monday morning", () => {
    expect(restUntil("hour", saturday)).toBe(saturday + 3_600_000);
    expect(restUntil("tomorrow", saturday)).toBe(fromWall("2026-11-22T08:00"));
    expect(restUntil("monday", saturday)).toBe(fromWall("2026-11-23T08:00"));
  });
  test("on a Monday, Monday is the next one", () => {
    expect(restUntil("monday", fromWall("2026-11-23T07:00"))).toBe(fromWall("2026-11-30T08:00"));
  });
  test("over the night when the clocks change", () => {
    expect(restUntil("tomorrow", fromWall("2026-10-24T22:00"))).toBe(fromWall("2026-10-25T08:00"));
  });
});

describe("re3 template fields", () => {
  test("what is left to fill in is found, and nothing else", () => {
    expect(openFields("Hej {namn}! Felet har nummer {ärendenummer}.").map((field) => field.name)).toEqual([
      "namn",
      "ärendenummer",
    ]);
    expect(openFields("if (a) { b }\n{\n}")).toHaveLength(1);
    expect(openFields("inget")).toEqual([]);
  });
  test("the marked text is the text", () => {
    const text = "Hej {namn}! {svar}";
    expect(
      splitFields(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});

describe("qu18 pictures come from our own store alone", () => {
  test.each([
    ["evidence://localhost/1.png", true],
    ["http://evidence.localhost/1.png", true],
    ["https://scontent.example/1.jpg", false],
    ["data:image/png;base64,AAAA", false],
    ["javascript:alert(1)", false],
  ])("%s", (url, ours) => expect(isOurs(url)).toBe(ours));
});
