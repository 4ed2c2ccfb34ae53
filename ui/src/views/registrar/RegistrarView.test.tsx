/** Rune's desk, by keyboard. */
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { registrarAddress } from "../../domain/places";
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
  const excerpt = within(screen.getAllByTestId("registrar-row")[0]!).getByText(/^Skandal att ni/);
  expect(excerpt, "a citizen's words run their own way").toHaveAttribute("dir", "auto");
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

describe("what is registered", () => {
  beforeEach(() => void (window.location.hash = registrarAddress("registered")));
  afterEach(() => void (window.location.hash = ""));

  async function openRegistered() {
    const fake = standInFake(makeFake({ posts: 12, sits: "Rune Ek" }));
    const kurt = fake.town.posts[3]!;
    const sent = fake.town.forward(kurt, kurt.seed.department!.id, "Synpunkt på Ängsskolan", false);
    await fake.commands.registrarRegister(
      sent.id,
      "BUN 2026/412",
      sent.receivedOn,
      sent.correspondent,
      sent.concerns,
      sent.publicLine,
    );
    const shown = render(
      <Bench>
        <RegistrarView />
      </Bench>,
    );
    await screen.findByTestId("open-correct");
    const forward = () => kurt.forwards[0]!;
    return { fake, kurt, forward, user: userEvent.setup(), ...shown };
  }
  const number = () => screen.getByTestId("field-number");

  test("rg2 a mistyped number is corrected by keyboard, and the logbook tells both", async () => {
    const { fake, kurt, forward, user, container } = await openRegistered();
    const before = forward();
    expect(number()).toHaveAttribute("readonly");
    screen.getByTestId("open-correct").focus();
    await user.keyboard("{Enter}");
    expect(number(), "the number is what is mistyped").toHaveFocus();
    expect(number()).not.toHaveAttribute("readonly");
    expect(await faults(container)).toEqual([]);
    await user.clear(number());
    await user.keyboard("BUN 2026/421{Control>}{Enter}{/Control}");
    expect(await screen.findByTestId("toast")).toHaveTextContent(
      "Rättad från BUN 2026/412 till BUN 2026/421.",
    );
    await waitFor(() => expect(screen.getByTestId("open-correct")).toHaveFocus());
    expect(forward()).toEqual({ ...before, number: "BUN 2026/421" });
    expect(number()).toHaveAttribute("readonly");
    expect(screen.getByText(/Registrerad som BUN 2026\/421/)).toBeVisible();
    const line = fake.town.log.find((one) => one.kind === "corrected" && one.subject === kurt.id)!;
    expect(JSON.parse(line.entry)).toMatchObject({
      was: "BUN 2026/412",
      number: "BUN 2026/421",
      changed: ["number"],
    });
  });

  test("rg2 a correction that is begun is there again, and takes the focus from nobody", async () => {
    const { fake, user } = await openRegistered();
    const elsa = fake.town.posts[4]!;
    const other = fake.town.forward(elsa, elsa.seed.department!.id, "Trasig gatlampa", false);
    await fake.commands.registrarRegister(
      other.id,
      "TN 2026/9",
      other.receivedOn,
      "Elsa M.",
      "Lampa",
      "Lampa",
    );
    await waitFor(() => expect(screen.getAllByTestId("registrar-row")).toHaveLength(2));
    await user.click(screen.getByTestId("open-correct"));
    await user.type(number(), "7");
    await user.click(screen.getByText("Lampa"));
    await waitFor(() => expect(number()).toHaveValue("TN 2026/9"));
    expect(number()).toHaveAttribute("readonly");
    await user.click(screen.getByText("Synpunkt på Ängsskolan"));
    await waitFor(() => expect(number()).toHaveValue("BUN 2026/4127"));
    expect(number()).not.toHaveFocus();
    await user.click(screen.getByTestId("cancel-correct"));
    await waitFor(() => expect(number()).toHaveValue("BUN 2026/412"));
  });

  test("rg2 what is given up, the same as before, or not allowed corrects nothing", async () => {
    const { forward, user } = await openRegistered();
    const before = forward();
    await user.click(screen.getByTestId("open-correct"));
    await user.type(screen.getByTestId("field-concerns"), " och mer");
    await user.click(screen.getByTestId("cancel-correct"));
    expect(screen.getByTestId("field-concerns")).toHaveValue("Synpunkt på Ängsskolan");
    await waitFor(() => expect(screen.getByTestId("open-correct")).toHaveFocus());

    await user.keyboard("{Enter}");
    await user.clear(number());
    await user.click(screen.getByTestId("do-correct"));
    expect(await screen.findByText("Diarienummer måste fyllas i.")).toBeVisible();
    await user.type(number(), "BUN 2026/412");
    await user.click(screen.getByTestId("do-correct"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("Inget var ändrat.");
    expect(forward()).toEqual(before);
  });
});
