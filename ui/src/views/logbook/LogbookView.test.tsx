/** The chained record. */
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { LogbookView } from "./LogbookView";

async function open() {
  const fake = standInFake(makeFake({ posts: 20 }));
  fake.town.seal(fake.town.posts[0]!);
  const shown = render(
    <Bench>
      <LogbookView />
    </Bench>,
  );
  await screen.findAllByTestId("log-line");
  return { fake, user: userEvent.setup(), ...shown };
}

test("dt7 everybody can use the logbook", async () => {
  const { container } = await open();
  expect(await faults(container)).toEqual([]);
});

test("ad3 entries are sentences, and the chain can be checked", async () => {
  const { user } = await open();
  expect(screen.getAllByTestId("log-line")[0]).toHaveTextContent(
    "Maja Lind säkrade bevis nr 119 av inlägg av Anna B.",
  );
  await user.click(screen.getByTestId("do-verify"));
  expect(await screen.findByText(/Kedjan är hel: 22 införingar/)).toBeVisible();
});

test("in6 a day of the coverage log that was altered afterwards is told", async () => {
  const { fake, user } = await open();
  const altered = [{ account: "Badhuset", day: "2026-11-23" }];
  fake.commands.logbookVerify = () =>
    Promise.resolve({ status: "ok", data: { entries: "22", brokenAt: null, altered } });
  await user.click(screen.getByTestId("do-verify"));
  expect(await screen.findByText(/uppsiktsloggen för Badhuset den 2026-11-23 har ändrats/)).toBeVisible();
  expect(screen.getByTestId("chain")).toHaveClass("grave");
});

test("ad3 a search narrows what is shown", async () => {
  const { user } = await open();
  await user.type(screen.getByTestId("logbook-search"), "säkrade");
  await waitFor(() => expect(screen.getAllByTestId("log-line")).toHaveLength(1));
});
