import { expect, test } from "vitest";
import { holds, wholeFirst } from "./search";

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

test("what is typed is found in any of the texts, whatever its case, and nothing typed in all", () => {
  expect(holds(" ÄNGS", ["Ängsskolan", "@angsskolan"])).toBe(true);
  expect(holds("badet", ["Ängsskolan"])).toBe(false);
  expect(holds("", ["Ängsskolan"])).toBe(true);
});
