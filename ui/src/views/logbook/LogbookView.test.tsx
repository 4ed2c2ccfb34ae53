/** The chained record. */
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { useAddress } from "../../parts/hash";
import { LogbookView } from "./LogbookView";

/** The logbook, as long as one is not elsewhere. */
function Place() {
  return useAddress().path[0] === "elsewhere" ? null : <LogbookView />;
}

async function open() {
  const fake = standInFake(makeFake({ posts: 20 }));
  fake.town.seal(fake.town.posts[0]!);
  const shown = render(
    <Bench>
      <Place />
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

test("ad3 the check of the chain goes on while one is elsewhere, is not begun twice, and says when it was made", async () => {
  const { fake, user } = await open();
  const { logbookVerify } = fake.commands;
  const ends: (() => void)[] = [];
  fake.commands.logbookVerify = () =>
    new Promise((resolve) => ends.push(() => void logbookVerify().then(resolve)));
  await user.click(screen.getByTestId("do-verify"));
  await act(async () => void (window.location.hash = "#/elsewhere"));
  await waitFor(() => expect(screen.queryByTestId("do-verify")).toBeNull());
  await act(async () => void (window.location.hash = "#/logbook"));
  const button = await screen.findByTestId("do-verify");
  expect(button).toHaveAttribute("data-pending");
  await user.click(button);
  expect(ends).toHaveLength(1);
  await act(async () => ends[0]!());
  expect(await screen.findByText(/Kedjan är hel: 22 införingar.* Kontrollerad .*\d\d\.\d\d\./)).toBeVisible();
});

test("in6 the days of the coverage log that were altered afterwards are told, each with its account", async () => {
  const { fake, user } = await open();
  const says = async (altered: { account: string; day: string }[]) => {
    fake.commands.logbookVerify = () =>
      Promise.resolve({ status: "ok", data: { entries: "22", brokenAt: null, altered } });
    await user.click(screen.getByTestId("do-verify"));
    await waitFor(() =>
      expect(screen.queryAllByTestId("altered-day")).toHaveLength(Math.min(altered.length, 10)),
    );
    return screen.getByTestId("chain");
  };
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      account: index === 1 ? "Biblioteket" : "Badhuset",
      day: `2026-11-${10 + index}`,
    }));
  const one = await says(days(1));
  expect(one).toHaveClass("grave");
  expect(one).toHaveTextContent("1 dag i uppsiktsloggen har ändrats");
  const two = await says(days(2));
  expect(two).toHaveTextContent("2 dagar i uppsiktsloggen har ändrats");
  expect(screen.getAllByTestId("altered-day")[1]).toHaveTextContent(/Biblioteket, .*11 nov/);
  expect(two).not.toHaveTextContent(/dagar? till/);
  expect(await says(days(11))).toHaveTextContent("och 1 dag till");
  expect(await says(days(13))).toHaveTextContent("och 3 dagar till");
});

test("ad3 a search narrows what is shown", async () => {
  const { user } = await open();
  await user.type(screen.getByTestId("logbook-search"), "säkrade");
  await waitFor(() => expect(screen.getAllByTestId("log-line")).toHaveLength(1));
});
