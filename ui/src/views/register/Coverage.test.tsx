/** The coverage log and the ability table in the register. */
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Profiler } from "react";
import { expect, test, vi } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { dayOf, fromWall } from "../../text/dates";
import { RegisterView } from "./RegisterView";

function open(hash = "#/register", prepare: (fake: ReturnType<typeof makeFake>) => void = () => undefined) {
  window.location.hash = hash;
  const fake = standInFake(makeFake({ posts: 5, sits: "Örjan Dahl" }));
  prepare(fake);
  const drawings = vi.fn();
  const shown = render(
    <Bench>
      <Profiler id="register" onRender={drawings}>
        <RegisterView />
      </Profiler>
    </Bench>,
  );
  return { fake, drawings, user: userEvent.setup(), ...shown };
}

test("in6 the register says how all accounts are watched today, and when nobody collected", async () => {
  const { user } = open();
  const today = await screen.findByTestId("coverage-today");
  expect(today).toHaveTextContent("312 besök, varav 2 missade");
  expect(today).toHaveTextContent("Ingen insamlare var igång under 6 tim 12 min.");
  await user.click(within(today).getByTestId("do-save-coverage"));
  expect(await screen.findByText(/uppsiktslogg\.csv/)).toBeVisible();
});

test.each([
  ["the first day, since the first connection", "07:50", "Insamlaren har varit igång sedan 07.50."],
  ["since midnight", "00:00", "Insamlaren har varit igång hela dagen."],
  ["with nothing to fetch from", null, "Inget konto är anslutet än, så ingenting hämtas."],
])("in6 the collector is said to have been at work as long as it was: %s", async (_, from, said) => {
  open("#/register", (fake) => {
    const { overview } = fake.commands;
    fake.commands.overview = async () => {
      const answer = await overview();
      if (answer.status !== "ok") return answer;
      const since = from && new Date(fromWall(`${dayOf(Date.now())}T${from}`)).toISOString();
      const watch = { ...answer.data.watch, offMinutes: 0, since };
      return { ...answer, data: { ...answer.data, watch } };
    };
  });
  expect(await screen.findByTestId("coverage-today")).toHaveTextContent(said);
});

test("in6 an account shows its days, its longest gaps with why, and its latest visits", async () => {
  const { user, container } = open();
  await user.click(await screen.findByRole("button", { name: "Räddningstjänsten" }));
  const log = await screen.findByTestId("coverage");
  const days = await within(log).findAllByTestId("coverage-day");
  expect(days).toHaveLength(3);
  expect(days[1]).toHaveTextContent("24 tim");
  const gaps = within(log).getAllByTestId("gap");
  expect(gaps[0]).toHaveTextContent("ingen insamlare var igång");
  expect(gaps[0]).toHaveTextContent("lucka i uppsikten");
  expect(gaps[1]).toHaveTextContent("kontot kunde inte nås: inloggningen fungerar inte längre");
  expect(gaps[1]).not.toHaveTextContent("lucka i uppsikten");
  expect(within(log).getByText(/Nästa besök/)).toBeVisible();
  expect(await faults(container)).toEqual([]);
});

test("in9 an account without a login tells how many decisions wait for it", async () => {
  const { user } = open("#/register", (fake) => {
    const at = fake.town.accounts.findIndex((one) => one.name === "Kulturskolan");
    fake.town.accounts[at] = {
      ...fake.town.accounts[at]!,
      connection: "troubled",
      connectionCause: "login",
      waitingDecisions: 2,
    };
  });
  await user.click(await screen.findByRole("button", { name: "Kulturskolan" }));
  expect(await screen.findByTestId("waiting-decisions")).toHaveTextContent(
    "2 beslut väntar på att kontot ansluts. De verkställs inte förrän dess.",
  );
  expect((await screen.findAllByTestId("round"))[0]).toHaveAttribute("data-result", "missed");
});

test("ev7 what each platform allows stands in a table with what it means in law", async () => {
  const { container } = open("#/register/abilities");
  const rows = await screen.findAllByTestId("abilities-row");
  const linkedin = rows.find((row) => row.dataset["platform"] === "linkedin")!;
  const cell = (row: HTMLElement, what: string) => row.querySelector(`[data-what="${what}"]`)!;
  expect(cell(linkedin, "hide")).toHaveAttribute("data-can", "false");
  expect(cell(linkedin, "close")).toHaveTextContent("tar bort kommentarerna");
  const facebook = rows.find((row) => row.dataset["platform"] === "facebook")!;
  expect(cell(facebook, "hide")).toHaveTextContent("syns för avsändaren");
  expect(facebook).toHaveTextContent("Syns inte: att kontot nämns i en kommentar under någon annans inlägg");
  expect(rows.find((row) => row.dataset["platform"] === "manual")).toHaveTextContent("bevakas för hand");
  const feed = rows.find((row) => row.dataset["platform"] === "feed")!;
  expect(feed, "it has no hands, but it is fetched").toHaveTextContent("hämtas, men låter sig bara läsas");
  expect(screen.getByTestId("legal-effects")).toHaveTextContent("lagen om elektroniska anslagstavlor");
  expect(await faults(container)).toEqual([]);
});

test("ac30 a thousand accounts open without lag", async () => {
  const { drawings } = open("#/register", (fake) => {
    const one = fake.town.accounts[0]!;
    for (let no = fake.town.accounts.length; no < 1000; no++)
      fake.town.accounts.push({ ...one, id: no.toString(16).padStart(32, "0"), name: `Konto ${no}` });
  });
  expect(await screen.findAllByTestId("account-row")).toHaveLength(1000);
  expect(drawings.mock.calls.length, "the list is drawn a few times, not once an account").toBeLessThan(20);
});
