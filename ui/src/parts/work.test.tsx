import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useWork } from "./work";

test("work is done one at a time, and what went wrong in it is known until the next", async () => {
  const { result } = renderHook(() => useWork());
  let end = () => {};
  const slow = vi.fn(() => new Promise<void>((_, fail) => (end = () => fail(new Error("disken är full")))));
  const first = act(async () => void result.current.run(slow));
  await first;
  expect(result.current.busy).toBe(true);
  await act(() => result.current.run(slow));
  expect(slow, "a second press is not a second decision").toHaveBeenCalledTimes(1);
  await act(async () => end());
  expect(result.current.busy).toBe(false);
  expect(result.current.error).toEqual(new Error("disken är full"));
  await act(() => result.current.run(() => Promise.resolve()));
  expect(result.current.error).toBeNull();
  await act(() => result.current.run(() => Promise.reject(new Error("nekat"))));
  act(() => result.current.forget());
  expect(result.current.error, "it is not said of what comes next").toBeNull();
});
