import { expect, test } from "vitest";
import type { QueueRow } from "../../backend/bindings";
import type { Rows } from "../../domain/queries";
import { after, ahead, inView, placeIn, type Place } from "./place";

const rows = (order: string): Rows => ({
  total: order.length,
  loading: false,
  error: null,
  fetchedAt: 0,
  at: (index) => (order[index] ? ({ id: order[index] } as QueueRow) : undefined),
  indexOf: (post) => order.indexOf(post),
});
const standing = (post: string, orders: string[]) =>
  orders.reduce<Place | null>((before, order) => placeIn(rows(order), "open", post, before, 0), null)!;
/** What comes before and after `post` when the list stood first in one order and then in the others. */
function around(post: string, ...orders: string[]) {
  const place = standing(post, orders);
  const last = orders.at(-1)!;
  return `${last[ahead(place)] ?? "-"}${last[after(place)] ?? "-"}`;
}

test("qu5 a post that stands where it stood has its own neighbours", () => {
  expect(around("c", "abcde")).toBe("bd");
  expect(around("a", "abcde")).toBe("-b");
  expect(around("e", "abcde")).toBe("d-");
});

test("qu5 what has left the list is followed by what now stands in its place", () => {
  expect(around("c", "abcde", "abde")).toBe("bd");
  expect(around("c", "abcde", "abde", "abXde"), "and by what has come there").toBe("bX");
  expect(around("c", "abcde", "NabXde"), "whatever else has come").toBe("bX");
  expect(around("e", "abcde", "abcd")).toBe("d-");
  expect(around("a", "abcde", "bcde")).toBe("-b");
});

test("fl14 a post that moves in the list because its flag was wrong leaves one where one was", () => {
  expect(around("b", "abcdefgh", "acdefgbh"), "down").toBe("ac");
  expect(around("f", "abcdefgh", "abfcdegh"), "up: nothing is read a second time").toBe("eg");
  expect(around("a", "abcdef", "bcadef")).toBe("-b");
  expect(around("e", "abcde", "eabcd")).toBe("d-");
  expect(around("b", "abcdefgh", "acdefgbh", "adefgbh"), "also when the next one goes as well").toBe("ad");
});

test("qu5 what comes in above, or leaves there, moves nobody", () => {
  expect(around("c", "abcde", "XYabcde")).toBe("bd");
  expect(around("c", "abcde", "abXcde"), "it has its turn when one comes by again").toBe("Xd");
  expect(around("c", "abcde", "cde")).toBe("-d");
});

test("fl14 the one before may move away after one has gone on", () => {
  expect(around("c", "abcdefgh", "acdefgbh")).toBe("ad");
});

test("fl14 the list stays in view where one stands when the post has moved away in it", () => {
  const seen = (post: string, ...orders: string[]) => inView(standing(post, orders));
  expect(seen("c", "abcde"), "the post itself").toBe(2);
  expect(seen("b", "abcdefgh", "acdefgbh"), "what follows it, not where it went").toBe(1);
  expect(seen("e", "abcde", "eabcd"), "the last, when it was the last").toBe(4);
  expect(seen("c", "abcde", "XYabcde"), "the post, wherever others push it").toBe(4);
  expect(seen("c", "abcde", "abde"), "nothing when it has left").toBe(-1);
});
