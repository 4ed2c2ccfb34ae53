/** Rune's desk, by keyboard. */
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { RegistrarView } from "./RegistrarView";

async function open() {
  const fake = standInFake(makeFake({ posts: 12, sits: "Rune Ek" }));
  const [, , , kurt, elsa] = fake.town.posts;
  fake.town.forward(kurt!, kurt!.seed.department!.id, "Synpunkt på Ängsskolan", false);
  fake.town.forward(elsa!, elsa!.seed.department!.id, "Trasig gatlampa", false);
  const shown = render(
    <Bench>
      <RegistrarView />
    </Bench>,
  );
  await screen.findByTestId("registrar-form");
  return { fake, user: userEvent.setup(), ...shown };
}

test("dt7 everybody can use the registrar's desk", async () => {
  const { container } = await open();
  expect(await faults(container)).toEqual([]);
});

test("di5 the four fields are prefilled; Ctrl+Enter registers and the next record opens", async () => {
  const { fake, user } = await open();
  expect(screen.getByTestId("field-correspondent")).toHaveValue("Kurt S.");
  expect(screen.getByTestId("field-concerns")).toHaveValue("Synpunkt på Ängsskolan");
  expect(screen.getByTestId("field-received")).toHaveValue(fake.town.posts[3]!.forwards[0]!.receivedOn);
  await user.click(screen.getByTestId("field-number"));
  await user.keyboard("BUN 2026/412{Control>}{Enter}{/Control}");
  await waitFor(() =>
    expect(fake.town.posts[3]!.forwards[0]).toMatchObject({ state: "registered", number: "BUN 2026/412" }),
  );
  await waitFor(() => expect(screen.getByTestId("field-correspondent")).toHaveValue("Elsa M."));
});

test("di5 a missing number is said at the number", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("field-concerns"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText("Diarienummer måste fyllas i.")).toBeVisible();
  expect(screen.getByTestId("field-number")).toHaveAccessibleDescription(/Diarienummer måste fyllas i/);
});

test("di5 what is begun on one record is there again after another", async () => {
  const { fake, user } = await open();
  await user.type(screen.getByTestId("field-number"), "BUN 2026/4");
  await user.click(screen.getAllByTestId("registrar-row")[1]!);
  await waitFor(() => expect(screen.getByTestId("field-correspondent")).toHaveValue("Elsa M."));
  expect(screen.getByTestId("field-number")).toHaveValue("");
  await user.click(screen.getAllByTestId("registrar-row")[0]!);
  await waitFor(() => expect(screen.getByTestId("field-number")).toHaveValue("BUN 2026/4"));
  await user.type(screen.getByTestId("field-number"), "12{Control>}{Enter}{/Control}");
  await waitFor(() => expect(fake.town.posts[3]!.forwards[0]).toMatchObject({ number: "BUN 2026/412" }));
});

test("di9 a record goes back with a question", async () => {
  const { fake, user } = await open();
  await user.click(screen.getByTestId("open-return"));
  await user.type(await screen.findByTestId("field-question"), "Vilken skola gäller det?");
  await user.click(screen.getByTestId("do-return"));
  await waitFor(() =>
    expect(fake.town.posts[3]!.forwards[0]).toMatchObject({
      state: "returned",
      question: "Vilken skola gäller det?",
    }),
  );
});
