import { describe, expect, test } from "vitest";
import {
  dayOf,
  fromWall,
  isoWeek,
  momentText,
  nearMoment,
  readWall,
  shortMoment,
  toWall,
  wallText,
} from "./dates";
import { collator } from "./index";

const evening = Date.parse("2026-11-21T22:10:00Z");

describe("dt8 times as Swedes write them", () => {
  test("weekday, day, month and a point in the time", () => {
    expect(momentText(evening, evening, "sv")).toBe("lör 21 nov 23.10");
    expect(momentText(evening, evening, "en")).toBe("Sat 21 Nov 23:10");
  });
  test("the year only when it is another", () => {
    expect(momentText("2025-06-01T10:00:00Z", evening, "sv")).toBe("sön 1 juni 2025 12.00");
  });
  test("today is a time, another day a date", () => {
    expect(shortMoment(evening, evening, "sv")).toBe("23.10");
    expect(shortMoment("2026-11-20T10:00:00Z", evening, "sv")).toBe("fre 20 nov");
    expect(nearMoment("2026-11-20T10:00:00Z", evening, "sv")).toBe("fre 20 nov 11.00");
  });
  test("midnight is Swedish, not UTC", () => {
    expect(dayOf(Date.parse("2026-11-21T23:30:00Z"))).toBe("2026-11-22");
  });
  test("å, ä and ö stand last", () => {
    expect(["Örebro", "Zinkgruvan", "Ängelholm", "Åre", "Arboga"].sort(collator.compare)).toEqual([
      "Arboga",
      "Zinkgruvan",
      "Åre",
      "Ängelholm",
      "Örebro",
    ]);
  });
  test("the ISO week, over the turn of the year too", () => {
    expect(isoWeek(evening)).toBe(47);
    expect(isoWeek(Date.parse("2027-01-01T12:00:00Z"))).toBe(53);
  });
});

describe("wall-clock times", () => {
  test("winter and summer", () => {
    expect(new Date(fromWall("2026-11-23T08:00")).toISOString()).toBe("2026-11-23T07:00:00.000Z");
    expect(new Date(fromWall("2026-07-01T08:00")).toISOString()).toBe("2026-07-01T06:00:00.000Z");
  });
  test("the day the clock is turned", () => {
    expect(new Date(fromWall("2026-03-29T08:00")).toISOString()).toBe("2026-03-29T06:00:00.000Z");
    expect(toWall(Date.parse("2026-10-25T07:00:00Z"))).toBe("2026-10-25T08:00");
  });
  test("read as people write, and refused when it is no time", () => {
    expect(readWall("2026-11-23 08.00")).toBe(fromWall("2026-11-23T08:00"));
    expect(readWall(wallText(evening))).toBe(evening);
    expect(readWall("2026-02-31 08.00")).toBeNull();
    expect(readWall("på måndag")).toBeNull();
  });
  test.each([
    ["minute 60", "2031-02-03 08.60"],
    ["hour 25", "2031-02-03 25.00"],
    ["hour 24", "2031-02-03 24.00"],
    ["month 13", "2031-13-03 08.00"],
    ["month 0", "2031-00-03 08.00"],
    ["30 February", "2031-02-30 08.00"],
    ["day 32", "2031-01-32 08.00"],
    ["year 0", "0000-00-00 00.00"],
  ])("a mistyped time is no time, and breaks nothing: %s", (_, typed) => {
    expect(readWall(typed)).toBeNull();
  });
  test("a leap day, and the ends of a day, are times", () => {
    expect(readWall("2028-02-29 00.00")).toBe(fromWall("2028-02-29T00:00"));
    expect(readWall("2031-12-31 23:59")).toBe(fromWall("2031-12-31T23:59"));
  });
});
