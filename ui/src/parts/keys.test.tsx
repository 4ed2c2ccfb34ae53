import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { KeysProvider, pressed, useKeys } from "./keys";

const bindings = { remove: "t", next: "j ArrowDown", open: "Enter", palette: "Ctrl+k", search: "/" };
function Deeds({ acts }: { acts: Record<string, () => void> }) {
  useKeys(acts);
  return null;
}
function setUp() {
  const acts = { remove: vi.fn(), next: vi.fn(), open: vi.fn(), palette: vi.fn(), search: vi.fn() };
  render(
    <KeysProvider bindings={bindings}>
      <Deeds acts={acts} />
      <input aria-label="svar" />
      <button aria-haspopup="listbox">grund</button>
      <button>knapp</button>
    </KeysProvider>,
  );
  return acts;
}

test("qu5 a key does its act, and so does its alternative", () => {
  const acts = setUp();
  fireEvent.keyDown(document.body, { key: "j" });
  fireEvent.keyDown(document.body, { key: "ArrowDown" });
  fireEvent.keyDown(document.body, { key: "T" });
  expect(acts.next).toHaveBeenCalledTimes(2);
  expect(acts.remove).toHaveBeenCalledTimes(1);
});

test("qu5 keys are letters while somebody writes or chooses", () => {
  const acts = setUp();
  fireEvent.keyDown(screen.getByLabelText("svar"), { key: "t" });
  fireEvent.keyDown(screen.getByText("grund"), { key: "t" });
  expect(acts.remove).not.toHaveBeenCalled();
  fireEvent.keyDown(screen.getByLabelText("svar"), { key: "k", ctrlKey: true });
  expect(acts.palette, "the palette opens from anywhere").toHaveBeenCalledTimes(1);
});

test("qu5 what is no letter is no choice: / is heard at a closed list", () => {
  const acts = setUp();
  fireEvent.keyDown(screen.getByText("grund"), { key: "/" });
  expect(acts.search).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(screen.getByText("grund"), { key: "ArrowDown" });
  expect(acts.next, "which opens the list").not.toHaveBeenCalled();
  fireEvent.keyDown(screen.getByLabelText("svar"), { key: "/" });
  expect(acts.search).toHaveBeenCalledTimes(1);
});

test("qu5 Enter on a button belongs to the button", () => {
  const acts = setUp();
  fireEvent.keyDown(screen.getByText("knapp"), { key: "Enter" });
  expect(acts.open).not.toHaveBeenCalled();
  fireEvent.keyDown(screen.getByText("knapp"), { key: "t" });
  expect(acts.remove).toHaveBeenCalledTimes(1);
});

test("qu5 nothing hides behind AltGr, which writes characters on a Swedish layout", () => {
  expect(pressed({ key: "@", ctrlKey: true, altKey: true, metaKey: false })).toBe("");
  expect(
    pressed({ key: "{", ctrlKey: false, altKey: false, metaKey: false, getModifierState: () => true }),
  ).toBe("");
  expect(pressed({ key: "?", ctrlKey: false, altKey: false, metaKey: false })).toBe("?");
});
