/** Shutting an author out and closing a thread, by keyboard, with a core in memory. */
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { anAction, makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { QueueView } from "./QueueView";

async function open(prepare: (fake: ReturnType<typeof makeFake>) => void = () => undefined) {
  const fake = standInFake(makeFake({ posts: 12, hold: 60_000 }));
  prepare(fake);
  const shown = render(
    <Bench>
      <QueueView />
    </Bench>,
  );
  await screen.findByRole("heading", { name: "Anna B." });
  return { fake, user: userEvent.setup(), ...shown };
}
const key = (name: string) => act(async () => void fireEvent.keyDown(document.body, { key: name }));

test("ev19 u opens the block, which wants a reason, an end and a review, and rests on sealed evidence", async () => {
  const { fake, user, container } = await open();
  await key("u");
  const form = await screen.findByTestId("block");
  expect(await faults(container)).toEqual([]);
  expect(screen.getByTestId("block-reason")).toHaveFocus();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(within(form).getByText("Skriv varför.")).toBeVisible();
  expect(fake.town.posts[0]!.actions).toEqual([]);
  await user.keyboard("Tredje hotet på en vecka.{Control>}{Enter}{/Control}");
  const anna = fake.town.posts[0]!;
  await waitFor(() =>
    expect(anna.actions[0]).toMatchObject({ kind: "block", ground: "threat", state: "decided" }),
  );
  expect(anna.evidence).not.toBeNull();
  expect(screen.getByTestId("toast")).toHaveTextContent("Anna B. blockeras");
  await key("z");
  await waitFor(() => expect(anna.actions[0]!.state).toBe("withdrawn"));
});

test("ev19 a date that is none is said to be so, and nothing is decided", async () => {
  const { fake, user } = await open();
  await key("u");
  await screen.findByTestId("block");
  await user.type(screen.getByTestId("block-reason"), "Tredje hotet.");
  await user.clear(screen.getByTestId("field-ends"));
  await user.type(screen.getByTestId("field-ends"), "snart");
  expect(screen.getByText("Skriv till exempel 2027-02-23 08.00.")).toBeVisible();
  await user.click(screen.getByTestId("do-block"));
  expect(fake.town.posts[0]!.actions).toEqual([]);
});

test("ev10 the mildest step that is enough stands first, with what has been done and what can't be", async () => {
  await open((fake) => {
    fake.town.posts[0]!.actions = [
      anAction({
        id: "a".repeat(32),
        kind: "hide",
        state: "carried_out",
        decidedAt: new Date().toISOString(),
        by: "Per Alm",
        ground: "threat",
        carriedOutAt: new Date().toISOString(),
        readBack: "hidden",
      }),
    ];
  });
  await key("u");
  const rungs = within(await screen.findByTestId("ladder")).getAllByRole("listitem");
  expect(rungs.map((rung) => [rung.dataset["rung"], rung.dataset["state"]])).toEqual([
    ["reply", "open"],
    ["hide", "done"],
    ["remove", "open"],
    ["block", "open"],
  ]);
  expect(screen.getByText(/får inte ingripa hårdare än vad som behövs/)).toBeVisible();
});

test("ev19 when the review is due the post says so, and the block goes on or the author is let in", async () => {
  const { fake, user } = await open((fake) => {
    fake.town.posts[0]!.block = {
      by: "Per Alm",
      since: "2026-10-01T08:00:00Z",
      endsAt: "2026-12-30T08:00:00Z",
      reviewAt: "2026-11-01T08:00:00Z",
      due: true,
    };
  });
  const note = await screen.findByTestId("block-note");
  expect(note).toHaveTextContent("Det är dags att ompröva");
  await user.click(within(note).getByTestId("do-review"));
  await user.type(await screen.findByTestId("review-reason"), "Hoten fortsätter.");
  await user.click(screen.getByTestId("do-review"));
  await waitFor(() => expect(fake.town.posts[0]!.block?.due).toBe(false));
  await key("u");
  await user.type(await screen.findByTestId("unblock-reason"), "Tiden har gått ut.");
  await user.click(screen.getByTestId("do-unblock"));
  await waitFor(() =>
    expect(fake.town.posts[0]!.actions[0]).toMatchObject({ kind: "unblock", state: "decided" }),
  );
});

test("ev7 closing that removes comments is asked twice, with how many, and says that they are sealed", async () => {
  const { fake, user } = await open((fake) => {
    fake.town.posts[0]!.closingRemoves = 14;
  });
  await key("l");
  const form = await screen.findByTestId("close");
  expect(form).toHaveTextContent("14 kommentarer");
  expect(form).toHaveTextContent("säkras som bevis först");
  await user.type(screen.getByTestId("close-reason"), "Tråden har spårat ur.");
  await user.click(screen.getByTestId("do-close"));
  expect(await within(form).findByTestId("why-not")).toHaveAttribute("data-code", "closing_removes");
  expect(fake.town.posts[0]!.actions).toEqual([]);
  await user.click(screen.getByTestId("do-close"));
  expect(fake.town.posts[0]!.actions).toEqual([]);
  await user.click(screen.getByRole("checkbox", { name: "Ja, ta bort 14 kommentarer" }));
  await user.click(screen.getByRole("button", { name: /Säkra 14 bevis och stäng/ }));
  await waitFor(() =>
    expect(fake.town.posts[0]!.actions[0]).toMatchObject({ kind: "close", state: "decided" }),
  );
});

test("ev7 a thread that was closed is opened again with the same key", async () => {
  const { fake, user } = await open((fake) => {
    fake.town.posts[0]!.closed = true;
  });
  await key("l");
  await user.type(await screen.findByTestId("open-reason"), "Det är måndag.");
  await user.click(screen.getByTestId("do-open"));
  await waitFor(() => expect(fake.town.posts[0]!.actions[0]).toMatchObject({ kind: "open" }));
});

test("ev7 where only who names the account may be answered, the browser is offered with the reason", async () => {
  await open((fake) => {
    fake.town.posts[0]!.unsummoned = true;
  });
  const reply = await screen.findByTestId("offer-reply");
  expect(within(reply).getByTestId("why-not")).toHaveAttribute("data-code", "not_summoned");
  expect(screen.getByTestId("elsewhere-reply")).toHaveTextContent("Öppna på");
});

test("in9 a decision that waits for a login says so and leads to the account", async () => {
  await open((fake) => {
    fake.town.posts[0]!.actions = [
      anAction({
        id: "b".repeat(32),
        kind: "hide",
        state: "decided",
        decidedAt: new Date().toISOString(),
        by: "Per Alm",
        ground: "threat",
        notBefore: new Date().toISOString(),
        noLogin: true,
      }),
    ];
  });
  const waits = await screen.findByTestId("no-login");
  expect(waits).toHaveTextContent("kontot har ingen inloggning som fungerar");
  expect(within(waits).getByRole("link", { name: "Till kontot" })).toHaveAttribute(
    "href",
    expect.stringContaining("register/accounts/"),
  );
});
