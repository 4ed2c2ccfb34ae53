/** The window as a whole. */
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Refusal } from "../backend/bindings";
import { makeFake, standInFake } from "../backend/fake";
import { faults } from "../domain/axe";
import { App } from "./App";

async function open(options: Parameters<typeof makeFake>[0] = {}, hash = "") {
  window.location.hash = hash;
  const fake = standInFake(makeFake({ posts: 30, ...options }));
  const shown = render(<App />);
  return { fake, user: userEvent.setup(), ...shown };
}
const key = (name: string, more = {}) =>
  act(async () => void fireEvent.keyDown(document.body, { key: name, ...more }));

test("dt7 everybody can use the window", async () => {
  const { container } = await open();
  await screen.findByRole("heading", { name: "Anna B." });
  expect(await faults(container)).toEqual([]);
});

test("only places that work are in the menu, with what waits in each", async () => {
  await open();
  const menu = await screen.findByRole("navigation", { name: "Platser" });
  expect(
    [...menu.querySelectorAll("a[data-testid^=nav-]")].map((link) => link.getAttribute("data-testid")),
  ).toEqual([
    "nav-queue",
    "nav-mine",
    "nav-review",
    "nav-resting",
    "nav-done",
    "nav-heard",
    "nav-registrar",
    "nav-register",
    "nav-rules",
    "nav-logbook",
    "nav-settings",
  ]);
  expect(screen.getByTestId("nav-queue")).toHaveAccessibleName(/^Kö ?, ?30$/);
});

test("an account that does not answer is told of at the foot of the menu, with the way to it", async () => {
  await open();
  const told = await screen.findByTestId("to-troubled");
  expect(told).toHaveTextContent("1 konto svarar inte.");
  expect(told).toHaveAttribute("href", "#/register/accounts");
});

test("qu5 ? shows the keys and Esc puts them away", async () => {
  const { user } = await open();
  await screen.findByRole("heading", { name: "Anna B." });
  await key("?");
  expect(await screen.findByTestId("help")).toHaveTextContent("Ta bort");
  await key("j");
  expect(screen.getByTestId("queue-position"), "keys sleep under a sheet").toHaveTextContent("1 av 30");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("help")).toBeNull());
});

test("qu5 Ctrl+K finds a place by name and goes there", async () => {
  const { user } = await open();
  await screen.findByRole("heading", { name: "Anna B." });
  await key("k", { ctrlKey: true });
  await screen.findByTestId("palette");
  await user.keyboard("loggb");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name: "Loggbok" })).toBeVisible();
});

test("in the palette an account whose whole name or handle is typed comes before what only holds it", async () => {
  const fake = standInFake(makeFake({ posts: 30 }));
  const [one, other] = fake.town.accounts.slice(-2);
  Object.assign(one!, { name: "Abbadet", handle: "@nyabadet" });
  Object.assign(other!, { name: "Badet", handle: "@abadet" });
  render(<App />);
  const user = userEvent.setup();
  await screen.findByRole("heading", { name: "Anna B." });
  for (const [typed, name] of [
    ["badet", "Visa bara Badet"],
    ["nyabadet", "Visa bara Abbadet"],
  ] as const) {
    await key("k", { ctrlKey: true });
    const palette = await screen.findByTestId("palette");
    await user.keyboard(typed);
    expect(within(palette).getAllByRole("option")[0]).toHaveTextContent(name);
    await user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
  }
});

test("the palette offers what can be done where one is, and undoing works wherever its key is shown", async () => {
  const { fake, user } = await open({ hold: 60_000 });
  await screen.findByRole("heading", { name: "Anna B." });
  const acts = async () => {
    await key("k", { ctrlKey: true });
    const palette = await screen.findByTestId("palette");
    const found = within(palette)
      .queryAllByRole("option")
      .map((one) => one.textContent);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
    return found;
  };
  expect(await acts()).toEqual(expect.arrayContaining([expect.stringMatching(/^Ta bort/)]));
  await key("t");
  await screen.findByRole("heading", { name: "Omar K." });
  await user.click(screen.getByTestId("nav-logbook"));
  await screen.findByRole("heading", { level: 1, name: "Loggbok" });
  expect(await acts()).toEqual(expect.not.arrayContaining([expect.stringMatching(/^Ta bort/)]));
  expect(screen.getByTestId("do-undo")).toHaveTextContent("z");
  await key("z");
  await waitFor(() => expect(fake.town.posts[0]!.actions[0]!.state).toBe("withdrawn"));
  expect(await screen.findByRole("heading", { name: "Anna B." })).toBeVisible();
});

test("the way back to a removed post works by its key from another place too", async () => {
  const { user } = await open({ hold: 60_000 });
  await screen.findByRole("heading", { name: "Anna B." });
  await key("t");
  await screen.findByRole("heading", { name: "Omar K." });
  await user.click(screen.getByTestId("nav-logbook"));
  await screen.findByRole("heading", { level: 1, name: "Loggbok" });
  expect(screen.getByTestId("do-also")).toHaveTextContent("o");
  await key("o");
  expect(await screen.findByRole("heading", { level: 2, name: "Anna B." })).toBeVisible();
});

test("the menu, the palette, a notice and the way back lead nowhere from a sheet with something unsaved, and say so", async () => {
  const { user } = await open({ sits: "Örjan Dahl" }, "#/register/departments");
  await user.click((await screen.findAllByTestId("department-row"))[0]!.querySelector("button")!);
  const here = window.location.hash;
  const field = screen.getByTestId("field-board");
  await user.type(field, " och teknik");
  const { value } = field as HTMLInputElement;
  for (const leave of [
    () => user.click(screen.getByTestId("nav-logbook")),
    () => act(async () => void (window.location.hash = "#/queue/open")),
    async () => {
      await key("k", { ctrlKey: true });
      await screen.findByTestId("palette");
      await user.keyboard("loggb{ArrowDown}{Enter}");
    },
  ]) {
    await leave();
    expect(await screen.findByTestId("toast")).toHaveTextContent("inte sparat");
    expect(screen.getByTestId("field-board")).toHaveValue(value);
    expect(window.location.hash).toBe(here);
    await user.click(await screen.findByRole("button", { name: "Stäng" }));
    await waitFor(() => expect(screen.queryByTestId("toast")).toBeNull());
  }
  await user.click(screen.getByRole("button", { name: "Avbryt" }));
  await user.click(screen.getByTestId("nav-logbook"));
  expect(await screen.findByRole("heading", { level: 1, name: "Loggbok" })).toBeVisible();
});

test("what is written to put in a post is there again after the menu led elsewhere", async () => {
  const { user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  await user.type(await screen.findByTestId("field-take-text"), "Hålet är kvar");
  act(() => void (window.location.hash = "#/logbook"));
  await screen.findByRole("heading", { level: 1, name: "Loggbok" });
  await user.click(screen.getByTestId("nav-queue"));
  await user.click(await screen.findByTestId("do-take-in"));
  expect(await screen.findByTestId("field-take-text")).toHaveValue("Hålet är kvar");
});

test("a round that can't begin says why", async () => {
  const { fake, user } = await open();
  fake.commands.collectNow = () =>
    Promise.resolve({ status: "error", error: { kind: "refused", refusal: { code: "not_connected" } } });
  await user.click(await screen.findByTestId("do-collect"));
  expect(await screen.findByTestId("toast")).toHaveTextContent("Kontot är inte anslutet");
});

test("the language changes everywhere at once", async () => {
  const { fake } = await open({ settings: { language: "en" } });
  expect(await screen.findByRole("heading", { name: "What do we do?" })).toBeVisible();
  expect(fake.town.settings.language).toBe("en");
  expect(document.documentElement.lang).toBe("en");
});

test("the first time: what is needed is asked for, then the queue opens", async () => {
  const { container, user } = await open({ stage: "first_run" });
  await screen.findByTestId("setup");
  expect(await faults(container)).toEqual([]);
  await user.click(screen.getByTestId("do-set-up"));
  expect(screen.getAllByText("Behöver fyllas i").length).toBeGreaterThan(3);
  for (const [field, value] of Object.entries({
    municipality: "Lillviks kommun",
    personName: "Maja Lind",
    initials: "M.L.",
    department: "Kommunledningskontoret",
    board: "Kommunstyrelsen",
    prefix: "KS",
  }))
    await user.type(screen.getByTestId(`field-${field}`), value);
  await user.click(screen.getByTestId("do-set-up"));
  expect(await screen.findByTestId("nav-queue")).toBeVisible();
});

test.each<Refusal["code"]>([
  "key_missing",
  "key_wrong",
  "key_store_closed",
  "database_newer",
  "database_damaged",
  "disk_full",
  "read_only",
  "database_away",
])("a database that can't be opened says why and what to do: %s", async (code) => {
  await open({ stage: "closed", trouble: { code, details: "lillvik-2026-11-21.db" } as Refusal });
  const page = await screen.findByTestId("closed");
  expect(page).toHaveAttribute("data-code", code);
  expect(page).toHaveTextContent("Inget är borttaget eller ändrat.");
  expect(page.textContent!.length).toBeGreaterThan(110);
});

test("dt3 a notice opens its post", async () => {
  const { fake } = await open();
  await screen.findByRole("heading", { name: "Anna B." });
  window.location.hash = `#/queue/open/${fake.town.posts[3]!.id}`;
  expect(await screen.findByRole("heading", { level: 2, name: "Kurt S." })).toBeVisible();
});

test("in13 the exercise carries a band of its own, so that nobody takes it for real", async () => {
  const { container } = await open({ practice: true });
  expect(await screen.findByTestId("practice-band")).toHaveTextContent("Inget här är på riktigt");
  await screen.findByRole("heading", { name: "Anna B." });
  expect(await faults(container)).toEqual([]);
});
