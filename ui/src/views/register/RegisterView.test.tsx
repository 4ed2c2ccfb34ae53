/** The register of accounts. */
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { RegisterView } from "./RegisterView";

async function open(hash = "#/register", sits = "Örjan Dahl", browser = 0) {
  window.location.hash = hash;
  const fake = standInFake(makeFake({ posts: 5, sits, browser }));
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

test.each([
  ["department", "departments", "Tekniska"],
  ["person", "people", "Ada Ek"],
] as const)("a new %s is kept once, and its sheet closes", async (thing, tab, name) => {
  const { user } = await open(`#/register/${tab}`);
  const before = (await screen.findAllByTestId(`${thing}-row`)).length;
  await user.click(screen.getByTestId(`do-new-${thing}`));
  await user.type(screen.getByTestId("field-name"), name);
  await user.click(screen.getByTestId(`do-save-${thing}`));
  expect(await screen.findByRole("button", { name })).toBeVisible();
  await waitFor(() => expect(screen.queryByTestId(`do-save-${thing}`)).toBeNull());
  expect(screen.getAllByTestId(`${thing}-row`)).toHaveLength(before + 1);
});

test("qu5 j and k go from row to row, and Esc closes the sheet with the focus on its row", async () => {
  const { user } = await open();
  await screen.findAllByTestId("account-row");
  await user.keyboard("jj");
  const sheet = await screen.findByTestId("account-detail");
  expect(within(sheet).getByRole("heading", { level: 2 })).toHaveTextContent("Biblioteket");
  await user.keyboard("k");
  await waitFor(() =>
    expect(within(screen.getByTestId("account-detail")).getByRole("heading", { level: 2 })).toHaveTextContent(
      "@lillvik",
    ),
  );
  within(screen.getByTestId("account-detail")).getByTestId("do-close-sheet").focus();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("account-detail")).toBeNull());
  expect(screen.getByRole("button", { name: "@lillvik" })).toHaveFocus();
});

test("Esc closes the sheet when the focus is on the page or on a row, and not while one searches", async () => {
  const { user } = await open();
  await screen.findAllByTestId("account-row");
  await user.keyboard("j");
  await screen.findByTestId("account-detail");
  await user.type(screen.getByTestId("account-search"), "{Escape}");
  expect(screen.getByTestId("account-detail"), "Esc leaves the search, no more").toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("account-detail")).toBeNull());
  const row = screen.getByRole("button", { name: "@lillvik" });
  await user.click(row);
  await screen.findByTestId("account-detail");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("account-detail")).toBeNull());
  expect(row).toHaveFocus();
});

test("the row takes the focus only when the list is there again: a small window hides it behind the sheet", async () => {
  const { container, user } = await open();
  const row = (await screen.findAllByTestId("account-row"))[0]!.querySelector("button")!;
  await user.click(row);
  screen.getByTestId("do-close-sheet").focus();
  const seen: (string | undefined)[] = [];
  row.focus = () => seen.push(container.querySelector<HTMLElement>(".beside")?.dataset["open"]);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(seen).toEqual(["false"]));
});

test("who cancels or saves a new row has the focus on the button that asked for it, and in an old one on its row", async () => {
  const { user } = await open("#/register/departments");
  const fresh = await screen.findByTestId("do-new-department");
  await user.click(fresh);
  await user.click(screen.getByRole("button", { name: "Avbryt" }));
  expect(fresh).toHaveFocus();
  await user.click(fresh);
  await user.type(screen.getByTestId("field-name"), "Tekniska");
  await user.click(screen.getByTestId("do-save-department"));
  await screen.findByRole("button", { name: "Tekniska" });
  await waitFor(() => expect(fresh).toHaveFocus());
  const row = screen.getByRole("button", { name: "Tekniska" });
  await user.click(row);
  await user.click(screen.getByTestId("do-save-department"));
  await waitFor(() => expect(row).toHaveFocus());
});

test("a row's sheet has one way out", async () => {
  const { user } = await open("#/register/departments");
  await user.click(await screen.findByTestId("do-new-department"));
  expect(screen.queryByRole("button", { name: "Stäng" })).toBeNull();
  expect(screen.getByRole("button", { name: "Avbryt" })).toBeVisible();
});

test("next, Esc, another row and a new one leave a written sheet where it is, and say that it is not saved", async () => {
  const { user } = await open("#/register/departments");
  const [first, second] = await screen.findAllByTestId("department-row");
  await user.click(first!.querySelector("button")!);
  const field = screen.getByTestId("field-board");
  await user.type(field, " och teknik");
  const written = (field as HTMLInputElement).value;
  const stays = () => expect(screen.getByTestId("field-board")).toHaveValue(written);
  await user.click(screen.getByRole("checkbox"));
  await user.keyboard("j");
  stays();
  expect(screen.queryByTestId("toast"), "a key on the sheet is nobody's").toBeNull();
  act(() => field.focus());
  await user.keyboard("{Escape}");
  stays();
  expect(field, "the first Esc leaves the field").not.toHaveFocus();
  for (const leave of [
    () => user.keyboard("{Escape}"),
    () => user.keyboard("j"),
    () => user.click(second!.querySelector("button")!),
    () => user.click(screen.getByTestId("do-new-department")),
  ]) {
    await leave();
    stays();
    expect(await screen.findByTestId("toast")).toHaveTextContent("inte sparat");
    await user.click(within(screen.getByTestId("toast")).getByRole("button"));
  }
  await user.click(screen.getByRole("button", { name: "Avbryt" }));
  expect(screen.queryByTestId("field-board")).toBeNull();
});

test("Esc in a reason leaves the field and keeps what is written", async () => {
  const { user } = await open("#/register/unregistered");
  const row = await screen.findAllByTestId("unregistered-row");
  await user.click(row[0]!.querySelector("button")!);
  await user.click(screen.getByTestId("do-ask-not-ours"));
  await user.type(screen.getByTestId("field-judge-reason"), "Ett annat Lillvik{Escape}");
  await user.keyboard("{Escape}");
  expect(screen.getByTestId("field-judge-reason")).toHaveValue("Ett annat Lillvik");
});

test("Esc in a list that is open closes the list and leaves the sheet", async () => {
  const { user } = await open("#/register/people");
  await user.click(await screen.findByTestId("do-new-person"));
  await user.click(screen.getByTestId("field-department"));
  await screen.findByRole("listbox");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
  expect(screen.getByTestId("field-name"), "what was written is not thrown away").toBeVisible();
});

test("an account whose whole handle or name is searched for stands first", async () => {
  const { fake, user } = await open();
  const [first, , other] = [...fake.town.accounts].sort((a, b) => a.name.localeCompare(b.name, "sv"));
  Object.assign(first!, { handle: "@badetlillvik" });
  Object.assign(other!, { handle: "@badet" });
  await user.type(await screen.findByTestId("account-search"), "badet");
  await waitFor(() => expect(screen.getAllByTestId("account-row")).toHaveLength(2));
  expect(screen.getAllByTestId("account-row")[0]).toHaveTextContent(other!.name);
});

test("ac5 what an account lacks is said in words", async () => {
  const { user } = await open();
  await user.click(await screen.findByRole("button", { name: "Unga i Lillvik" }));
  const detail = screen.getByTestId("account-detail");
  expect(within(detail).getByTestId("why-not")).toHaveAttribute("data-code", "second_administrator_missing");
  expect(detail).toHaveTextContent("Ett konto ska ha två administratörer.");
});

test("in9 what a platform shows no program is said on the account itself", async () => {
  const { fake, user } = await open();
  const [seen, other] = fake.town.accounts.filter((one) => one.status === "active");
  Object.assign(seen!, { platform: "facebook" });
  Object.assign(other!, { platform: "wordpress" });
  await user.click(await screen.findByRole("button", { name: seen!.name }));
  const unseen = await screen.findByTestId("unseen");
  expect(unseen).toHaveTextContent("att kontot nämns i en kommentar under någon annans inlägg");
  expect(unseen).toHaveTextContent("lägg in det som rör kommunen för hand");
  await user.click(screen.getByRole("button", { name: other!.name }));
  expect(screen.queryByTestId("unseen")).toBeNull();
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

test("ac6 the municipality's own app is given first, then the person signs in in the browser", async () => {
  const { container, user } = await open("#/register/connect");
  await user.click(await screen.findByTestId("platform-facebook"));
  expect(screen.getByTestId("app-form")).toHaveTextContent("pages_manage_engagement");
  expect(screen.getByText(/utvecklingsläge/)).toBeVisible();
  expect(screen.queryByTestId("do-sign-in")).toBeNull();
  expect(await faults(container)).toEqual([]);
  await user.type(screen.getByTestId("field-app-id"), "1234567");
  await user.type(screen.getByTestId("field-app-secret"), "tyst");
  await user.click(screen.getByTestId("do-keep-app"));
  await user.click(await screen.findByTestId("do-sign-in"));
  const found = await screen.findAllByTestId("candidate");
  expect(found[1]).toHaveTextContent("Lillviks badhus");
});

test("ac6 who is not administrator reads what is missing and from whom", async () => {
  const { user } = await open("#/register/connect", "Per Alm");
  await user.click(await screen.findByTestId("platform-facebook"));
  expect(screen.queryByTestId("field-app-id")).toBeNull();
  expect(screen.getByTestId("why-not")).toHaveAttribute("data-code", "role_missing");
  await user.click(screen.getByTestId("do-type-instead"));
  expect(screen.getByTestId("field-secret")).toBeVisible();
});

test("ac6 a sign-in that the person stops says so and can be begun again", async () => {
  const { container, user } = await open("#/register/connect", "Örjan Dahl", 5000);
  await user.click(await screen.findByTestId("platform-mastodon"));
  await user.type(screen.getByTestId("field-address"), "https://social.lillvik.example");
  await user.click(screen.getByTestId("do-sign-in"));
  expect(await screen.findByTestId("sign-in-waits")).toHaveTextContent("Webbläsaren är öppen");
  expect(await faults(container)).toEqual([]);
  await user.click(screen.getByTestId("do-cancel-sign-in"));
  expect(await screen.findByText(/Inloggningen avbröts/)).toBeVisible();
  expect(screen.getByTestId("do-sign-in")).toBeVisible();
});

test("ac6 the wrong account is said by its name when an account is connected again", async () => {
  const { fake, user } = await open();
  const blog = fake.town.accounts.find((one) => one.platform === "wordpress")!;
  window.location.hash = `#/register/connect/${blog.id}`;
  await user.type(await screen.findByTestId("field-user"), "fel-konto");
  await user.type(screen.getByTestId("field-secret"), "x");
  await user.click(screen.getByTestId("do-discover"));
  expect(await screen.findByText(/ett annat konto \(storvik\)/)).toBeVisible();
});

test("in9 a key that ends is said in the row two weeks before, and can be renewed in place", async () => {
  window.location.hash = "#/register";
  const fake = makeFake({ posts: 5, sits: "Örjan Dahl" });
  const ends = new Date(Date.now() + 9.5 * 86_400_000).toISOString();
  Object.assign(fake.town.accounts[0]!, {
    loginEndsAt: ends,
    warnings: [{ code: "login_ending", details: ends }],
  });
  standInFake(fake);
  render(
    <Bench>
      <RegisterView />
    </Bench>,
  );
  const user = userEvent.setup();
  expect(await screen.findByText("nyckeln går ut om 9 dagar")).toBeVisible();
  await user.click(screen.getByRole("button", { name: fake.town.accounts[0]!.name }));
  const detail = screen.getByTestId("account-detail");
  expect(within(detail).getByText(/Nyckeln till plattformen går ut/)).toBeVisible();
  expect(within(detail).getByTestId("do-reconnect")).toHaveTextContent("Anslut igen");
  await user.click(within(detail).getByTestId("do-check-login"));
  expect(await within(detail).findByText("Inloggningen fungerar.")).toBeVisible();
});

test("ac7 what went wrong with an account is what went wrong last", async () => {
  const { fake, user } = await open();
  await user.click(await screen.findByRole("button", { name: "Vatten och avlopp" }));
  const refuse = (code: "unknown" | "second_administrator_missing") => () =>
    Promise.resolve({ status: "error" as const, error: { kind: "refused" as const, refusal: { code } } });
  const check = fake.commands.accountCheck;
  fake.commands.accountCheck = refuse("unknown");
  fake.commands.accountStatus = refuse("second_administrator_missing");
  const codes = () =>
    within(screen.getByTestId("account-detail"))
      .queryAllByRole("alert")
      .map((one) => one.dataset["code"]);
  await user.click(await screen.findByTestId("do-check-login"));
  await waitFor(() => expect(codes()).toEqual(["unknown"]));
  await user.click(screen.getByTestId("do-pause"));
  await waitFor(() => expect(codes()).toEqual(["second_administrator_missing"]));
  fake.commands.accountCheck = check;
  await user.click(screen.getByTestId("do-check-login"));
  await waitFor(() => expect(codes()).toEqual([]));
});

test("ac1 an application that is begun is not left by a link, and its own way out lets go", async () => {
  const { user } = await open("#/register/connect");
  await user.click(await screen.findByTestId("platform-manual"));
  await user.type(screen.getByTestId("field-service"), "Snapchat");
  await act(async () => void (window.location.hash = "#/register/people"));
  expect(await screen.findByTestId("toast")).toHaveTextContent("Anslutningen är inte klar");
  expect(screen.getByTestId("field-service")).toHaveValue("Snapchat");
  await user.click(screen.getByRole("button", { name: "Till kontona" }));
  expect((await screen.findAllByTestId("account-row")).length).toBeGreaterThan(0);
});

test("ac1 what one platform refused is not said of the next", async () => {
  const { fake, user } = await open("#/register/connect");
  fake.commands.accountDiscover = () =>
    Promise.resolve({ status: "error", error: { kind: "refused", refusal: { code: "unknown" } } });
  await user.click(await screen.findByTestId("platform-wordpress"));
  await user.type(screen.getByTestId("field-address"), "https://blogg.lillvik.example");
  await user.click(screen.getByTestId("do-discover"));
  const page = () => screen.getByTestId(/^connect-/);
  await waitFor(() => expect(within(page()).getByRole("alert")).toBeVisible());
  await user.click(screen.getByRole("button", { name: "Tillbaka" }));
  await user.click(await screen.findByTestId("platform-manual"));
  expect(within(page()).queryByRole("alert")).toBeNull();
});

test("ac15 what was found is judged with a reason, recognised, or applied for", async () => {
  const { fake, container, user } = await open("#/register/unregistered");
  const rows = await screen.findAllByTestId("unregistered-row");
  expect(rows[0]).toHaveTextContent("öppnas av inloggningen till Lillviks kommun");
  await user.click(screen.getByRole("button", { name: "Ängsskolan föräldrar" }));
  expect(await faults(container)).toEqual([]);
  expect(screen.getByText("Liknar Ängsskolan i registret.")).toBeVisible();
  await user.click(screen.getByTestId("do-ask-not-ours"));
  await user.click(screen.getByTestId("do-judge"));
  expect(await screen.findByText("Motivering måste fyllas i.")).toBeVisible();
  await user.type(screen.getByTestId("field-judge-reason"), "Föräldraföreningens");
  const judge = fake.commands.unregisteredJudge;
  let answer = () => {};
  fake.commands.unregisteredJudge = (...args) =>
    new Promise((resolve) => (answer = () => void judge(...args).then(resolve)));
  await user.click(screen.getByTestId("do-judge"));
  expect(screen.getByTestId("do-judge"), "it is seen that it is under way").toHaveAttribute("data-pending");
  answer();
  fake.commands.unregisteredJudge = judge;
  await waitFor(() => expect(screen.getAllByText("inte vårt").length).toBeGreaterThan(1));
  await user.click(screen.getByTestId("do-judge-again"));
  await user.click(await screen.findByTestId("do-adopt"));
  expect(await screen.findByTestId("field-name")).toHaveValue("Ängsskolan föräldrar");
});

test("ac15 the search for accounts goes on while one looks at another tab, and is not begun twice", async () => {
  const { fake, user } = await open("#/register/unregistered");
  const ends: (() => void)[] = [];
  const look = fake.commands.unregisteredLook;
  fake.commands.unregisteredLook = () => new Promise((resolve) => ends.push(() => void look().then(resolve)));
  await user.click(await screen.findByTestId("do-look"));
  await user.click(screen.getByTestId("tab-people"));
  await screen.findAllByTestId("person-row");
  await user.click(screen.getByTestId("tab-unregistered"));
  const button = await screen.findByTestId("do-look");
  expect(button).toHaveAttribute("data-pending");
  await user.click(button);
  expect(ends).toHaveLength(1);
  await act(async () => ends[0]!());
  await waitFor(() => expect(button).not.toHaveAttribute("data-pending"));
});

test("ac15 a tip goes into the list, and one that is known is said to be", async () => {
  const { user } = await open("#/register/unregistered/tip", "Maja Lind");
  await user.type(await screen.findByTestId("field-tip-handle"), "lillviksstuga");
  await user.type(screen.getByTestId("field-tip-words"), "Affisch");
  await user.click(screen.getByTestId("do-send-tip"));
  expect(await screen.findByText("tips: Affisch")).toBeVisible();
});

test("in12 a service is described with what its abilities mean", async () => {
  const { container, user } = await open("#/register/services");
  expect(
    await screen.findByText("svara, ta bort andras inlägg, stänga ute en avsändare, stänga en tråd"),
  ).toBeVisible();
  await user.click(screen.getByTestId("do-new-service"));
  await user.type(screen.getByTestId("field-service-name"), "Snapchat");
  await user.click(screen.getByTestId("field-can-hide"));
  await user.click(screen.getByTestId("field-still-seen"));
  expect(screen.getByText(/lagen om elektroniska anslagstavlor/)).toBeVisible();
  expect(await faults(container)).toEqual([]);
  await user.clear(screen.getByTestId("field-longest"));
  await user.type(screen.getByTestId("field-longest"), "många");
  await user.click(screen.getByTestId("do-save-service"));
  expect(screen.getByText("Skriv ett tal, eller 0.")).toBeVisible();
  await user.clear(screen.getByTestId("field-longest"));
  await user.type(screen.getByTestId("field-longest"), "250");
  await user.click(screen.getByTestId("do-save-service"));
  expect(await screen.findByRole("button", { name: "Snapchat" })).toBeVisible();
});
