import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { NowProvider } from "../../domain/now";
import { useDraft } from "./draft";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

const client = new QueryClient();
const Around = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>
    <NowProvider ahead={0}>{children}</NowProvider>
  </QueryClientProvider>
);

function begin() {
  const fake = standInFake(makeFake({ posts: 1 }));
  const post = fake.town.posts[0]!;
  const { result, unmount } = renderHook(() => useDraft(post.id, null), { wrapper: Around });
  const saved = () => post.draft?.text;
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  return { write: (text: string) => act(() => result.current.write(text)), result, saved, pass, unmount };
}

test("qu4 a reply is saved soon after the last key", async () => {
  const { write, saved, pass, result } = begin();
  write("Hej");
  await pass(500);
  expect(saved()).toBeUndefined();
  await pass(100);
  expect(saved()).toBe("Hej");
  expect(result.current.state).toBe("saved");
});

test("qu4 a reply that is written without a pause is saved all the same, every other second", async () => {
  const { write, saved, pass, result } = begin();
  const text = "Badhuset öppnar den 7 december, och då är det fri entré hela dagen för alla.";
  for (let end = 1; end <= 12; end++) {
    write(text.slice(0, end));
    await pass(200);
  }
  expect(saved(), "what stood there after two seconds").toBe(text.slice(0, 10));
  expect(result.current.state, "of the text in the field").toBe("unsaved");
  for (let end = 13; end <= 22; end++) {
    write(text.slice(0, end));
    await pass(200);
  }
  expect(saved()!.length).toBeGreaterThan(18);
  await pass(600);
  expect(saved()).toBe(text.slice(0, 22));
  expect(result.current.state).toBe("saved");
});

test("qu4 leaving the post saves at once, and once", async () => {
  const { write, saved, pass, unmount } = begin();
  write("Hej");
  unmount();
  await pass(0);
  expect(saved()).toBe("Hej");
  expect(vi.getTimerCount()).toBe(0);
});
