/** A no is seen by whoever asked. */
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Refused } from "../backend/commands";
import { TextProvider } from "../text";
import { NowProvider } from "./now";
import { Trouble } from "./WhyNot";

const shown = (error: unknown) => (
  <TextProvider language="sv">
    <NowProvider ahead={0}>
      <Trouble error={error} />
    </NowProvider>
  </TextProvider>
);

test.each([
  ["a rule's no", new Refused({ code: "reply_empty" })],
  ["a fault", new Error("broke")],
])("%s comes into view when it appears, and again when it comes again", (_, error) => {
  const scrolled = vi.spyOn(HTMLElement.prototype, "scrollIntoView");
  const { rerender } = render(shown(null));
  expect(scrolled).not.toHaveBeenCalled();
  rerender(shown(error));
  expect(scrolled.mock.contexts).toEqual([screen.getByTestId("why-not")]);
  expect(scrolled).toHaveBeenCalledWith({ block: "nearest" });
  rerender(shown(error));
  expect(scrolled, "not at every drawing").toHaveBeenCalledTimes(1);
  rerender(shown(null));
  rerender(shown(error));
  expect(scrolled).toHaveBeenCalledTimes(2);
  scrolled.mockRestore();
});
