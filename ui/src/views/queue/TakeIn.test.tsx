/** What people put in themselves, and what they do with their own hands. */
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { QueueView } from "./QueueView";

async function open(hash = "#/queue/open", sits = "Maja Lind") {
  window.location.hash = hash;
  const fake = standInFake(makeFake({ posts: 12, sits }));
  const shown = render(
    <Bench>
      <QueueView />
    </Bench>,
  );
  return { fake, user: userEvent.setup(), ...shown };
}

async function filled(user: ReturnType<typeof userEvent.setup>, text: string) {
  await user.click(await screen.findByTestId("field-take-account"));
  await user.click((await screen.findAllByRole("option", { name: /Lillvik/ }))[0]!);
  await user.type(screen.getByTestId("field-take-author"), "Anna B.");
  await user.type(screen.getByTestId("field-take-text"), text);
}

test("in7 a post is put in with its link, words and a dropped picture, by key alone", async () => {
  const { fake, user } = await open();
  await screen.findByTestId("queue-list");
  await user.keyboard("i");
  const form = await screen.findByTestId("take-in-form");
  expect(await faults(form.closest<HTMLElement>("[role=dialog]")!)).toEqual([]);
  await filled(user, "Hålet på Ringvägen är kvar");
  await user.type(screen.getByTestId("field-take-link"), "https://www.tiktok.com/@lillvik/video/1");
  const picture = new File([new Uint8Array([1, 2, 3])], "hål.png", { type: "image/png" });
  fireEvent.drop(form, { dataTransfer: { files: [picture] } });
  expect(await screen.findByText("hål.png")).toBeVisible();
  await user.click(screen.getByTestId("do-send-take-in"));
  await waitFor(() => expect(fake.town.posts).toHaveLength(13));
  const made = fake.town.posts.at(-1)!;
  expect(made.row).toMatchObject({ byHand: true, inRole: false, hasPicture: true });
  await waitFor(() => expect(window.location.hash).toContain(made.id));
});

test("in7 what lacks or is too large or was put in before is said in words", async () => {
  const { user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  const form = await screen.findByTestId("take-in-form");
  await user.click(screen.getByTestId("do-send-take-in"));
  expect(await screen.findByRole("alert")).toHaveTextContent("Välj vilket konto inlägget gäller.");
  expect(screen.getByTestId("field-take-account").parentElement).toHaveAttribute("data-invalid");
  const film = new File(["x"], "film.mp4");
  Object.defineProperty(film, "size", { value: 26 * 1024 * 1024 });
  fireEvent.drop(form, { dataTransfer: { files: [film] } });
  expect(await screen.findByText("film.mp4 är större än 25 MB.")).toBeVisible();
  await user.clear(screen.getByTestId("field-take-at"));
  await user.type(screen.getByTestId("field-take-at"), "i går");
  expect(screen.getByText("Skriv till exempel 2026-11-23 08.00.")).toBeVisible();
});

test("in7 what was begun is there again after Esc, files too, until it is emptied or sent", async () => {
  const { fake, user } = await open();
  const reach = async () => {
    await user.click(await screen.findByTestId("do-take-in"));
    return screen.findByTestId("take-in-form");
  };
  fireEvent.drop(await reach(), { dataTransfer: { files: [new File(["x"], "hål.png")] } });
  expect(screen.queryByTestId("take-in-draft"), "nothing was begun before").toBeNull();
  await filled(user, "Hålet på Ringvägen är kvar");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("take-in-form")).toBeNull());

  await reach();
  expect(screen.getByTestId("take-in-draft")).toHaveTextContent("Det du började skriva finns kvar.");
  expect(screen.getByTestId("field-take-text")).toHaveValue("Hålet på Ringvägen är kvar");
  expect(screen.getByTestId("field-take-author")).toHaveValue("Anna B.");
  expect(screen.getByText("hål.png")).toBeVisible();
  await user.click(screen.getByTestId("do-empty-take-in"));
  expect(screen.getByTestId("field-take-text")).toHaveValue("");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("take-in-form")).toBeNull());

  await reach();
  expect(screen.queryByTestId("take-in-draft")).toBeNull();
  await filled(user, "Hålet är lagat");
  await user.click(screen.getByTestId("do-send-take-in"));
  await waitFor(() => expect(fake.town.posts).toHaveLength(13));
  await waitFor(() => expect(screen.queryByTestId("take-in-form")).toBeNull());
  await reach();
  expect(screen.getByTestId("field-take-text"), "what was sent is not begun again").toHaveValue("");
});

test("in14 what an official writes in their role is ticked and shown as such", async () => {
  const { fake, user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  await filled(user, "Vi har inte beslutat än");
  await user.click(screen.getByTestId("field-take-role"));
  expect(screen.getByText(/handling hos kommunen när det skrivs i tjänsten/)).toBeVisible();
  await user.click(screen.getByTestId("do-send-take-in"));
  await waitFor(() => expect(fake.town.posts.at(-1)!.row.inRole).toBe(true));
  expect((await screen.findAllByText("skrivet i tjänsten")).length).toBeGreaterThan(0);
  expect(await screen.findByText(/Skrivet av en tjänsteman i sin roll/)).toBeVisible();
});

test("in8 an archive is shown before it is taken in, with progress, a way to stop and a summary", async () => {
  const { user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  await user.click(await screen.findByTestId("tab-archive"));
  const pane = await screen.findByTestId("import-pane");
  expect(within(pane).getByTestId("do-choose-archive")).toBeDisabled();
  await user.click(within(pane).getByTestId("field-import-account"));
  await user.click((await screen.findAllByRole("option", { name: /Lillvik/ }))[0]!);
  await user.click(within(pane).getByTestId("do-choose-archive"));
  const preview = await screen.findByTestId("import-preview");
  expect(within(preview).getByText(/simskolan börjar/)).toHaveAttribute("dir", "auto");
  expect(preview).toHaveTextContent("40 inlägg i X-arkiv");
  expect(preview).toHaveTextContent("38 som inte finns i Uppsikt, varav 21 är kommunens egna");
  expect(preview).toHaveTextContent("simskolan");
  expect(await faults(pane)).toEqual([]);
  await user.click(screen.getByTestId("do-import"));
  expect(await screen.findByRole("progressbar")).toBeVisible();
  await user.click(screen.getByTestId("do-stop-import"));
  expect(await screen.findByTestId("import-summary")).toHaveTextContent("Importen avbröts");
});

test("in8 what is shown of an archive belongs to the account above it, also when it is read slowly or not at all", async () => {
  const { fake, user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  await user.click(await screen.findByTestId("tab-archive"));
  const account = await screen.findByTestId("field-import-account");
  const pick = async (name: string) => {
    await user.click(account);
    await user.click(await screen.findByRole("option", { name: new RegExp(`^${name}`) }));
  };
  await pick("Biblioteket");
  await user.click(screen.getByTestId("do-choose-archive"));
  await screen.findByTestId("import-preview");
  const { importPreview, importRun } = fake.commands;
  let end = () => {};
  fake.commands.importPreview = (id) =>
    new Promise((resolve) => (end = () => void importPreview(id).then(resolve)));
  await pick("Ängsskolan");
  expect(account, "not before its archive is read").toHaveTextContent("Biblioteket");
  await pick("Vatten och avlopp");
  await act(async () => end());
  await waitFor(() => expect(account).toHaveTextContent("Ängsskolan"));
  fake.commands.importPreview = () =>
    Promise.resolve({ status: "error", error: { kind: "broke", code: "io" } } as never);
  await pick("Biblioteket");
  expect(account, "what could not be read is not said to be of it").toHaveTextContent("Ängsskolan");
  fake.commands.importRun = (...args) =>
    new Promise((resolve) => (end = () => void importRun(...args).then(resolve)));
  await user.click(screen.getByTestId("do-import"));
  await screen.findByRole("progressbar");
  expect(account).toBeDisabled();
});

test("in8 an import goes on when its pane is closed, and is found there again with its summary", async () => {
  const { fake, user } = await open();
  let end = () => {};
  const summary = { new: 38, known: 2, missingFiles: 0, stopped: false };
  fake.commands.importRun = () =>
    new Promise((resolve) => (end = () => resolve({ status: "ok", data: summary })));
  const reach = async () => {
    await user.click(await screen.findByTestId("do-take-in"));
    await user.click(await screen.findByTestId("tab-archive"));
    return screen.findByTestId("import-pane");
  };
  await reach();
  await user.click(screen.getByTestId("field-import-account"));
  await user.click((await screen.findAllByRole("option", { name: /Lillvik/ }))[0]!);
  await user.click(screen.getByTestId("do-choose-archive"));
  await user.click(await screen.findByTestId("do-import"));
  await user.click(screen.getByRole("button", { name: "Stäng" }));
  await waitFor(() => expect(screen.queryByTestId("import-pane")).toBeNull());
  await reach();
  expect(screen.getByRole("progressbar"), "it is still going").toBeVisible();
  expect(screen.queryByTestId("do-choose-archive"), "one at a time").toBeNull();
  end();
  expect(await screen.findByTestId("import-summary")).toHaveTextContent("38 inlägg togs in");
});

test("in1 the list is filtered by kind, and each row says what it is", async () => {
  const { user } = await open();
  const rows = await screen.findAllByTestId("queue-row");
  expect(rows[0]).toHaveTextContent("kommentar");
  await user.click(screen.getByTestId("queue-content"));
  await user.click(await screen.findByRole("option", { name: "med bild eller fil" }));
  await waitFor(() => expect(window.location.hash).toContain("content=files"));
  await waitFor(() => {
    const left = screen.getAllByTestId("queue-row");
    expect(left.length).toBeLessThan(rows.length);
    for (const row of left) expect(row).toHaveTextContent("bild");
  });
});

test("in7 where only people reach, a decision stands until it is ticked off", async () => {
  const { fake, user } = await open();
  await user.click(await screen.findByTestId("do-take-in"));
  await user.click(await screen.findByTestId("field-take-account"));
  const manual = fake.town.accounts.find((one) => one.platform === "manual" && one.status === "active")!;
  await user.click(await screen.findByRole("option", { name: new RegExp(manual.name) }));
  await user.type(screen.getByTestId("field-take-author"), "Anna B.");
  await user.type(screen.getByTestId("field-take-text"), "När öppnar ni?");
  await user.click(screen.getByTestId("do-send-take-in"));
  expect(await screen.findByTestId("by-hand")).toHaveTextContent("Uppsikt når inte");
  await user.click(await screen.findByTestId("offer-reply"));
  await user.type(await screen.findByTestId("field-reply"), "Klockan nio.");
  await user.click(screen.getByTestId("do-reply"));
  const decision = await screen.findByTestId("decision");
  expect(decision).toHaveAttribute("data-state", "by_hand");
  expect(decision).toHaveTextContent("Klockan nio.");
  const { actionDone } = fake.commands;
  const ends: (() => void)[] = [];
  fake.commands.actionDone = (id) =>
    new Promise((resolve) => ends.push(() => void actionDone(id).then(resolve)));
  const tick = within(decision).getByTestId("do-done-by-hand");
  await user.click(tick);
  expect(tick).toHaveAttribute("data-pending");
  await user.click(tick);
  expect(ends, "pressed twice, ticked off once").toHaveLength(1);
  ends[0]!();
  await waitFor(() => expect(screen.getByTestId("decision")).toHaveAttribute("data-state", "carried_out"));
});
