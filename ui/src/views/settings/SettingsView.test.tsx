/** Settings. */
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { SettingsView } from "./SettingsView";

async function open() {
  const fake = standInFake(makeFake({ posts: 3 }));
  const shown = render(
    <Bench>
      <SettingsView />
    </Bench>,
  );
  await screen.findAllByTestId("check");
  return { fake, user: userEvent.setup(), ...shown };
}

test("dt7 everybody can use the settings", async () => {
  const { container } = await open();
  expect(await faults(container)).toEqual([]);
});

test("qu5 a key is changed by pressing another, and one that is taken is refused with its use", async () => {
  const { fake, user } = await open();
  await user.click(screen.getByTestId("key-remove"));
  fireEvent.keyDown(document.body, { key: "b" });
  expect(await screen.findByText("b används redan till Besvara.")).toBeVisible();
  fireEvent.keyDown(document.body, { key: "w" });
  await waitFor(() => expect(fake.town.settings.keys).toEqual({ remove: "w" }));
  await waitFor(() => expect(screen.getByTestId("key-remove")).toHaveTextContent("w"));
});

test("what is not well says what to do", async () => {
  await open();
  const mail = screen.getAllByTestId("check").find((check) => check.dataset["what"] === "mail");
  expect(mail).toHaveTextContent("åtgärda");
  expect(mail).toHaveTextContent("Fyll i kommunens e-postserver");
});

test("in13 the exercise is opened in a window of its own and says so", async () => {
  const { user } = await open();
  expect(screen.getByText(/inget i den riktiga rörs/)).toBeVisible();
  await user.click(screen.getByTestId("do-practice"));
  expect(await screen.findByText("Övningen öppnas i ett eget fönster.")).toBeVisible();
});

test("who sits down in another chair sees that it is under way", async () => {
  const { fake, user } = await open();
  let end = () => {};
  fake.commands.sitDown = () => new Promise((resolve) => (end = () => resolve({ status: "ok", data: null })));
  const seat = (await screen.findAllByTestId("do-sit"))[0]!;
  await user.click(seat);
  expect(seat).toHaveAttribute("data-pending");
  end();
  await waitFor(() => expect(seat).not.toHaveAttribute("data-pending"));
});
