/** The register of accounts. */
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { RegisterView } from "./RegisterView";

async function open(hash = "#/register", sits = "Örjan Dahl") {
  window.location.hash = hash;
  const fake = standInFake(makeFake({ posts: 5, sits }));
  const shown = render(
    <Bench>
      <RegisterView />
    </Bench>,
  );
  return { fake, user: userEvent.setup(), ...shown };
}

test("dt7 everybody can use the register, its details, departments and people", async () => {
  const { container, user } = await open();
  await screen.findAllByTestId("account-row");
  await user.click(screen.getByRole("button", { name: "Kulturskolan" }));
  await screen.findByTestId("account-detail");
  expect(await faults(container)).toEqual([]);
});

test.each(["departments", "people"])("dt7 everybody can use %s", async (tab) => {
  const { container, user } = await open(`#/register/${tab}`);
  await user.click(await screen.findByTestId(tab === "people" ? "do-new-person" : "do-new-department"));
  expect(await faults(container)).toEqual([]);
});

test("ac5 what an account lacks is said in words", async () => {
  const { user } = await open();
  await user.click(await screen.findByRole("button", { name: "Unga i Lillvik" }));
  const detail = screen.getByTestId("account-detail");
  expect(within(detail).getByTestId("why-not")).toHaveAttribute("data-code", "second_administrator_missing");
  expect(detail).toHaveTextContent("Ett konto ska ha två administratörer.");
});

test("dt8 accounts stand in Swedish order", async () => {
  await open();
  const names = (await screen.findAllByTestId("account-row")).map(
    (row) => row.querySelector("button")!.textContent,
  );
  expect(names.at(-1)).toBe("Översiktsplan 2040");
  expect(names.indexOf("Ängsskolan")).toBeGreaterThan(names.indexOf("Vatten och avlopp"));
});

test("ac1 an account comes under watch: platform, login, account, purpose, two administrators, agreement", async () => {
  const { fake, container, user } = await open("#/register/connect");
  await user.click(await screen.findByTestId("platform-wordpress"));
  expect(await faults(container)).toEqual([]);
  await user.type(screen.getByTestId("field-address"), "https://blogg.lillvik.example");
  await user.type(screen.getByTestId("field-user"), "uppsikt");
  await user.type(screen.getByTestId("field-secret"), "hemligt");
  await user.click(screen.getByTestId("do-discover"));
  const found = await screen.findAllByTestId("candidate");
  expect(found[0], "what is registered already can't be chosen").toBeDisabled();
  await user.click(found[1]!);
  await user.click(screen.getByTestId("do-apply"));
  expect(await screen.findByText("Syfte måste fyllas i.")).toBeVisible();
  await user.type(screen.getByTestId("field-purpose"), "Öppettider");
  await user.click(screen.getByTestId("field-department"));
  await user.click(await screen.findByRole("option", { name: /Kultur- och fritid/ }));
  await user.click(screen.getByTestId("do-apply"));
  await screen.findByTestId("field-administrator-1");
  await user.type(screen.getByTestId("field-agreed"), "2026-11-20");
  for (const [index, name] of ["Gunilla Berg", "Per Alm"].entries()) {
    await user.click(screen.getByTestId(`field-administrator-${index + 1}`));
    await user.click(await screen.findByRole("option", { name: new RegExp(name) }));
  }
  await user.click(screen.getByTestId("do-approve"));
  expect(await screen.findByText("Kontot är anslutet och bevakas.")).toBeVisible();
  await waitFor(() =>
    expect(fake.town.accounts.at(-1)).toMatchObject({
      name: "Lillviks badhus",
      status: "active",
      connection: "working",
    }),
  );
});

test("ad1 who is not administrator is told so instead of meeting a dead button", async () => {
  await open("#/register/people", "Maja Lind");
  await screen.findAllByTestId("person-row");
  expect(screen.queryByTestId("do-new-person")).toBeNull();
  expect(screen.getByTestId("why-not")).toHaveTextContent("Det här gör den som är administratör.");
});
