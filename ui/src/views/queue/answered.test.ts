import { expect, test } from "vitest";
import type { ActionView, PostView } from "../../backend/bindings";
import { anAction } from "../../backend/fake";
import { firstReason, innocentFirst, isAnswered } from "./answered";

const reasons = ["answered", "answered_elsewhere", "registered_elsewhere", "no_action", "minor"].map(
  (id) => ({
    id,
  }),
);
const reply = (more: Partial<ActionView>) =>
  anAction({
    id: "a",
    kind: "reply",
    state: "carried_out",
    decidedAt: "2026-11-27T08:00:00Z",
    by: "Maja Lind",
    ...more,
  });
/** Each as its depth, with a star for ours and brackets for the one that is looked at. */
const thread = (drawn: string): PostView["thread"] =>
  drawn.split(" ").map((one, index) => ({
    id: String(index),
    author: "",
    text: "",
    withheld: false,
    postedAt: "2026-11-27T08:00:00Z",
    gone: false,
    ours: one.includes("*"),
    current: one.startsWith("["),
    depth: Number(/\d/.exec(one)![0]),
  }));

test("a post is answered when our reply was sent, and by no removal notice and no reply taken back", () => {
  const answered = (more: Partial<ActionView>) => isAnswered({ actions: [reply(more)], thread: [] });
  expect(answered({})).toBe(true);
  expect(answered({ state: "decided" })).toBe(true);
  expect(answered({ state: "withdrawn" })).toBe(false);
  expect(answered({ state: "failed" })).toBe(false);
  expect(answered({ isNotice: true })).toBe(false);
  expect(answered({ kind: "hide" })).toBe(false);
});

test("a post is answered when we stand below it in the thread, not above and not below another", () => {
  const answered = (drawn: string) => isAnswered({ actions: [], thread: thread(drawn) });
  expect(answered("0* [1] 2*")).toBe(true);
  expect(answered("0* [1] 2 2*")).toBe(true);
  expect(answered("0* [1]")).toBe(false);
  expect(answered("0* 1 2* [1] 1 2*")).toBe(false);
});

test("what Enter says is true: that it was answered only where it was", () => {
  expect(firstReason(reasons, true)).toBe("answered");
  expect(firstReason(reasons, false)).toBe("no_action");
  expect(firstReason(reasons.slice(0, 3), false), "no reason is begun with").toBeUndefined();
  expect(innocentFirst(reasons).map((one) => one.id)).toEqual([
    "no_action",
    "minor",
    "answered",
    "answered_elsewhere",
    "registered_elsewhere",
  ]);
});
