import { expect, test } from "vitest";
import { wholeFirst } from "./wholeFirst";

const found = (typed: string, names: string[]) => wholeFirst(typed, names, (name) => [name]);

test("a whole name comes before a word of one, and that before letters of one", () => {
  const names = ["Badhuset", "Nya badet", "Badet i Lillvik", "Utebadet", "Badet"];
  expect(found("badet", names)).toEqual(["Badet", "Nya badet", "Badet i Lillvik", "Badhuset", "Utebadet"]);
  expect(found(" BADET ", names)[0], "case and spaces say nothing").toBe("Badet");
  expect(found("", names), "nothing is typed").toEqual(names);
});

test("a handle is found whole with its sign and without", () => {
  const handles = ["@lillviksbadet", "@lillvik"];
  expect(found("lillvik", handles)[0]).toBe("@lillvik");
  expect(found("@lillvik", handles)[0]).toBe("@lillvik");
});
