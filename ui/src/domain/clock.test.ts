import { expect, test } from "vitest";
import { languages } from "../text";
import { leftText } from "./clock";

const now = Date.parse("2026-11-21T22:13:00Z");
const left = (minutes: number) =>
  leftText(new Date(now + minutes * 60_000).toISOString(), now, languages.sv).text;

test("qu1 the time left is rounded down, so that nobody is promised more than there is", () => {
  expect(left(12.9)).toBe("12 min");
  expect(left(119)).toBe("1 tim");
  expect(left(47 * 60)).toBe("47 tim");
  expect(left(72 * 60)).toBe("3 dagar");
});

test("qu1 what is late says so in words", () => {
  expect(left(-12)).toBe("sen 12 min");
  expect(leftText(new Date(now - 90_000).toISOString(), now, languages.sv).late).toBe(true);
  expect(left(0.5)).toBe("nu");
});
