/** Watched words: a list of its own. */
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { HeardView } from "./HeardView";

async function open(sits = "Maja Lind") {
  const fake = standInFake(makeFake({ posts: 3, sits }));
  const shown = render(
    <Bench>
      <HeardView />
    </Bench>,
  );
  await screen.findByTestId("watchword");
  return { fake, user: userEvent.setup(), ...shown };
}

test("dt7 everybody can use the watched words", async () => {
  const { container } = await open();
  expect(await faults(container)).toEqual([]);
});

test("in11 what was heard stands apart, without a clock, and says that it is no duty", async () => {
  const { fake, user } = await open();
  expect(screen.getByText(/räknas inte i kön/)).toBeVisible();
  const one = screen.getByTestId("heard");
  expect(one).toHaveTextContent("Fin vernissage i aulan!");
  expect(within(one).getByText(/^Fin vernissage i aulan!/)).toHaveAttribute("dir", "auto");
  expect(one).toHaveTextContent("Ida Norén · Mastodon");
  expect(one).toHaveAttribute("data-seen", "false");
  const { heardSeen } = fake.commands;
  const ends: (() => void)[] = [];
  fake.commands.heardSeen = (id) =>
    new Promise((resolve) => ends.push(() => void heardSeen(id).then(resolve)));
  await user.dblClick(screen.getByTestId("do-seen"));
  expect(ends, "pressed twice, seen once").toHaveLength(1);
  ends[0]!();
  await waitFor(() => expect(screen.getByTestId("heard")).toHaveAttribute("data-seen", "true"));
});

test("in11 a word is put on the list and taken off it", async () => {
  const { user } = await open();
  await user.type(screen.getByTestId("field-watchword"), "Lillvik{Enter}");
  await waitFor(() => expect(screen.getAllByTestId("watchword")).toHaveLength(2));
  expect(screen.getAllByTestId("watchword")[1]).toHaveTextContent("har inte sökts än");
  await user.click(screen.getByRole("button", { name: "Sluta bevaka #lillvikskola" }));
  await waitFor(() => expect(screen.getAllByTestId("watchword")).toHaveLength(1));
  await user.click(screen.getByTestId("do-watch"));
  expect(await screen.findByTestId("why-not")).toHaveAttribute("data-code", "field_missing");
});

test("in11 who does not moderate may read and not change", async () => {
  await open("Rune Ek");
  expect(screen.queryByTestId("do-watch")).toBeNull();
  expect(screen.queryByTestId("do-seen")).toBeNull();
});
