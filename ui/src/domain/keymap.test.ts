import { expect, test } from "vitest";
import { keyActs } from "../text/codes";
import { defaultKeys, keysWith, takenFor } from "./keymap";

test("qu5 no two acts share a key", () => {
  const all = keyActs.flatMap((act) => defaultKeys[act].split(" "));
  expect(new Set(all).size).toBe(all.length);
});

test("qu5 a rebound key takes the place of the letter; the arrows stay", () => {
  expect(keysWith({ next: "g" }).next).toBe("g ArrowDown");
  expect(keysWith({ remove: "  " }).remove).toBe("t");
});

test("qu5 a key that is taken is not taken twice", () => {
  const keys = keysWith({ remove: "w" });
  expect(takenFor(keys, "reply", "w")).toBe("remove");
  expect(takenFor(keys, "remove", "w")).toBeNull();
});
