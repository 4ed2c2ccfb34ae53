/** The rules: read, tried, changed, rehearsed, switched on. */
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import type { Language } from "../../text";
import { RulesView } from "./RulesView";
import { lineAt, offFile, withOff, withRule, writeRule } from "./toml";

async function open(tab: string, options: { sits?: string; language?: Language } = {}) {
  window.location.hash = `#/rules/${tab}`;
  const fake = standInFake(makeFake({ posts: 20, sits: options.sits ?? "Gunilla Berg" }));
  const shown = render(
    <Bench language={options.language}>
      <RulesView />
    </Bench>,
  );
  return { fake, user: userEvent.setup(), ...shown };
}
const write = (testid: string, value: string) =>
  fireEvent.change(screen.getByTestId(testid), { target: { value } });
const rehearse = async (user: UserEvent) => {
  await waitFor(() => expect(screen.getByTestId("do-rehearse")).toBeEnabled());
  await user.click(screen.getByTestId("do-rehearse"));
};

const file = (word: string) => `version = "2026-11-23"

[[rule]]
id = "lillvik.smeknamn"
label = "offensive.attack"
severity = "watch"
score = 80
why = "”{ord}”: ett öknamn."
ground = "Lillviks riktlinjer 3"
patterns = ["${word}"]
hit = ["hälsa ${word} det"]
miss = ["en strumpa"]
`;

test.each(["list", "try", "own", "model"])("dt7 everybody can use the rules: %s", async (tab) => {
  const { container } = await open(tab);
  await screen.findByRole("heading", { level: 1, name: "Regler" });
  await waitFor(() => expect(container.querySelector(".u > *:nth-child(2)")).not.toBeNull());
  expect(await faults(container)).toEqual([]);
});

test("fl15 a file that does not hold is told of, and keeps nobody from the rules", async () => {
  window.location.hash = "#/rules/list";
  const fake = standInFake(makeFake({ posts: 20, sits: "Gunilla Berg" }));
  const details = { file: "egna-regler.toml", line: 3, reason: "”why” saknas" };
  fake.town.rules.leftOut.push({ code: "file_malformed", details });
  render(
    <Bench>
      <RulesView />
    </Bench>,
  );
  const told = await screen.findByTestId("left-out");
  expect(told).toHaveTextContent("Filen egna-regler.toml håller inte, rad 3: ”why” saknas.");
  expect(told).toHaveTextContent("gäller det som gällde före ändringen");
  expect(await screen.findAllByTestId("rule-row")).toHaveLength(3);
});

test("rp6 fl18 each rule tells why, on which ground, and how often it was right", async () => {
  const { user } = await open("list");
  const rows = await screen.findAllByTestId("rule-row");
  expect(rows).toHaveLength(3);
  expect(screen.getByText("41/43")).toBeVisible();
  expect(screen.getByText("95 %")).toBeVisible();
  expect(screen.getByText("inte bedömd än")).toBeVisible();
  await user.type(screen.getByTestId("rules-search"), "olaga hot");
  await waitFor(() => expect(screen.getAllByTestId("rule-row")).toHaveLength(1));
  await user.click(screen.getByRole("link", { name: "hot.vet-var-du-bor" }));
  const detail = await screen.findByTestId("rule-detail");
  expect(detail).toHaveTextContent("41 rätt av 43 bedömda");
  expect(detail).toHaveTextContent("tröskel 50");
});

test("fl14 a text that is tried shows its marks with rule, score, ground and why", async () => {
  const { user } = await open("try");
  await user.type(await screen.findByTestId("field-try"), "Vi vet var du bor, din idiot.");
  await waitFor(() => expect(screen.getAllByTestId("tried-flag")).toHaveLength(2));
  const [threat] = screen.getAllByTestId("tried-flag");
  expect(threat).toHaveTextContent("Hot");
  expect(threat).toHaveTextContent("säkerhet 90");
  expect(threat).toHaveTextContent("Regel hot.vet-var-du-bor");
  expect(threat).toHaveTextContent("Brottsbalken 4 kap. 5 §");
  const marks = within(screen.getByTestId("tried-text")).getAllByText(/vet var du bor|idiot/);
  expect(marks[0]!.closest("mark")).toHaveAttribute("title", expect.stringContaining("söker upp en person"));
});

test("fl14 by key the rule of a tried flag is a tab away, and its words are lit", async () => {
  const { container, user } = await open("try");
  await user.type(await screen.findByTestId("field-try"), "Vi vet var du bor, din idiot.");
  await waitFor(() => expect(screen.getAllByTestId("tried-flag")).toHaveLength(2));
  for (const words of ["vet var du bor", "idiot"]) {
    await user.tab();
    expect(container.querySelector("mark.active")).toHaveTextContent(words);
  }
});

test("fl19 what the model adds to a tried flag is told, and it has no say in a number", async () => {
  const { fake, user } = await open("try");
  const { model } = fake.town.rules;
  const judged = { right: 31, wrong: 18, heldOut: 9, agreed: 8 };
  model.newest = { no: 1, trainedAt: "2026-11-23T09:00:00Z", trainedBy: "Gunilla Berg", ...judged };
  model.on = true;
  await user.type(await screen.findByTestId("field-try"), "Vi vet var du bor. Ring 070-174 06 55.");
  await waitFor(() => expect(screen.getAllByTestId("tried-flag")).toHaveLength(2));
  expect(screen.getByTestId("tried-text")).toHaveAttribute("dir", "auto");
  const [threat, phone] = screen.getAllByTestId("tried-flag");
  expect(threat).toHaveTextContent("tror till 66 % att flaggan är rätt och höjde säkerheten från 90 till 98");
  expect(threat).toHaveTextContent("säkerhet 98");
  expect(phone).not.toHaveTextContent("modellen");
});

test("fl15 a file that does not hold says on which line and why, and leads there", async () => {
  const { user } = await open("own");
  await screen.findByTestId("field-rules");
  write("field-rules", file("blötstrumpan").replace('ground = "Lillviks riktlinjer 3"\n', ""));
  const check = await screen.findByTestId("rules-check");
  await waitFor(() =>
    expect(check).toHaveTextContent(/rad 3: regeln ”lillvik.smeknamn” saknar skäl eller grund/),
  );
  expect(screen.getByTestId("do-rehearse")).toBeDisabled();
  await user.click(screen.getByTestId("do-line"));
  const area = screen.getByTestId<HTMLTextAreaElement>("field-rules");
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe("[[rule]]");
});

test("fl15 a change is rehearsed with progress, survives leaving, and is switched on with a reason", async () => {
  const { fake, user } = await open("own");
  await screen.findByTestId("field-rules");
  const word = fake.town.posts[1]!.seed.text.split(" ").find((one) => /^[a-zåäö]{6,}$/.test(one))!;
  write("field-rules", file(word));
  await waitFor(() => expect(screen.getByTestId("rules-check")).toHaveAttribute("data-holds", "true"));
  expect(screen.getByTestId("not-rehearsed")).toHaveTextContent("Provkör ändringen först");
  expect(screen.getByTestId("do-switch-on")).toBeDisabled();
  await user.click(screen.getByTestId("do-rehearse"));
  expect(await screen.findByRole("progressbar")).toHaveAttribute("aria-valuetext", "6/20");
  window.location.hash = "#/rules/list";
  await screen.findByTestId("rules-intro");
  window.location.hash = "#/rules/own";
  const outcome = await screen.findByTestId("rehearsal");
  expect(
    screen.getByTestId<HTMLTextAreaElement>("field-rules").value,
    "what was written is still there",
  ).toContain(word);
  expect(outcome).toHaveTextContent("20 inlägg lästa. Text i bilder läses inte här.");
  expect(
    Number(within(screen.getByTestId("figure-gained")).getAllByRole("definition")[0]!.textContent),
  ).toBeGreaterThan(0);
  const [example] = screen.getAllByTestId("new-mark");
  expect(outcome, "they are examples, and not all there is").toHaveTextContent(/Det som är nytt \d+ exempel/);
  const why = `”${word}”: ett öknamn.`;
  expect(example!.querySelector("mark"), "nobody has switched the rule on yet").toHaveAttribute("title", why);
  expect(within(example!).getByText(why)).toHaveAttribute("lang", "sv");
  expect(example!.querySelector("p")).toHaveAttribute("dir", "auto");
  expect(within(example!).getByRole("link", { name: "Öppna inlägget" })).toHaveAttribute(
    "href",
    expect.stringContaining("#/queue/open/"),
  );
  await user.type(screen.getByTestId("field-rules-reason"), "Nytt öknamn");
  await user.click(screen.getByTestId("do-switch-on"));
  expect(await screen.findByTestId("rules-version")).toHaveTextContent(
    /Version 1 av egna-regler.toml · gäller nu.*Nytt öknamn.*Gunilla Berg/,
  );
  await waitFor(() => expect(screen.queryByTestId("rules-changed")).toBeNull());
});

test("fl15 rp6 a rule that is too often wrong is switched off through a rehearsal, and on again", async () => {
  const { user } = await open("list/angrepp.ord");
  await user.click(await screen.findByTestId("do-turn-rule"));
  const area = await screen.findByTestId<HTMLTextAreaElement>("field-rules");
  expect(area.value).toContain('"angrepp.ord"');
  await rehearse(user);
  await waitFor(() => expect(screen.getByTestId("do-switch-on")).toBeEnabled(), { timeout: 4000 });
  await user.click(screen.getByTestId("do-switch-on"));
  const section = screen.getByRole("region", { name: "Slå på reglerna" });
  expect(await within(section).findByRole("alert"), "what is missing is said beside it").toBeVisible();
  await user.type(screen.getByTestId("field-rules-reason"), "Fel åtta gånger av tjugo");
  await user.click(screen.getByTestId("do-switch-on"));
  expect(await screen.findByTestId("rules-version")).toHaveTextContent("Fel åtta gånger av tjugo");

  window.location.hash = "#/rules/list/angrepp.ord";
  expect(await screen.findByTestId("rule-detail")).toHaveTextContent("Avslagen: den flaggar ingenting");
  expect(screen.getByTestId("rules-intro")).toHaveTextContent("2 regler");
  window.location.hash = "#/rules/try";
  await user.type(await screen.findByTestId("field-try"), "Vi vet var du bor, din idiot.");
  await waitFor(() => expect(screen.getAllByTestId("tried-flag")).toHaveLength(1));
  window.location.hash = "#/rules/list/angrepp.ord";
  await user.click(await screen.findByTestId("do-turn-rule"));
  await screen.findByTestId("field-rules");
  expect(screen.getByTestId("rules-check")).toBeVisible();
  expect(screen.getByTestId<HTMLTextAreaElement>("field-rules").value, "nothing is left of the file").toBe(
    "",
  );
});

test("fl14 fl15 what a change would no longer mark has its reason on the words and below them", async () => {
  const { container, user } = await open("list/hot.vet-var-du-bor");
  await user.click(await screen.findByTestId("do-turn-rule"));
  await screen.findByTestId("field-rules");
  await rehearse(user);
  const [lost] = await screen.findAllByTestId("lost-mark", undefined, { timeout: 4000 });
  const why = "”vet var du bor”: antyder att någon söker upp en person i hemmet.";
  expect(lost!.querySelector("mark")).toHaveAttribute("title", why);
  expect(within(lost!).getByText(why)).toBeVisible();
  expect(await faults(container)).toEqual([]);
});

test("fl15 what is being changed in another file is not thrown away for it", async () => {
  await open("own");
  await screen.findByTestId("field-rules");
  write("field-rules", file("badhuset"));
  window.location.hash = "#/rules/list/angrepp.ord";
  expect(await screen.findByTestId("do-turn-rule")).toBeDisabled();
  expect(screen.getByText(/Du har en ändring på gång i egna-regler.toml/)).toBeVisible();
});

test("fl15 the rehearsal of a text that has changed since is gone", async () => {
  const { user } = await open("own");
  await screen.findByTestId("field-rules");
  write("field-rules", file("badhuset"));
  await rehearse(user);
  await screen.findByTestId("rehearsal", undefined, { timeout: 4000 });
  write("field-rules", file("simhallen"));
  await waitFor(() => expect(screen.queryByTestId("rehearsal")).toBeNull());
  expect(screen.getByTestId("not-rehearsed")).toHaveTextContent("Texten har ändrats sedan provkörningen");
});

test("what is switched off stands in a file of its own, which goes with the last of it", () => {
  const day = "2026-11-27";
  const one = withOff("", "a.b", true, day);
  expect(one).toBe('version = "2026-11-27"\n\noff = [\n  "a.b",\n]\n');
  const two = withOff(one, "c.d", true, day);
  expect(withOff(two, "c.d", true, day), "once is enough").toBe(two);
  expect(withOff(two, "c.d", false, "2026-11-28")).toBe(one.replace("27", "28"));
  expect(withOff(one, "a.b", false, day)).toBe("");
  const rest = '# Varför\n[[list]]\nname = "egen"\n';
  expect(withOff(one + "\n" + rest, "a.b", false, day)).toBe(`version = "2026-11-27"\n\n${rest}`);
  expect(offFile).toMatch(/^[a-zåäö0-9-]+\.toml$/);
});

test("fl15 what can't be rehearsed yet says why", async () => {
  await open("own");
  await screen.findByTestId("field-rules");
  expect(screen.getByTestId("do-rehearse")).toBeDisabled();
  expect(screen.getByText(/Inget är ändrat än/)).toBeVisible();
  write("field-rules", file("biblioteket"));
  await waitFor(() => expect(screen.queryByText(/Inget är ändrat än/)).toBeNull());
});

test("Esc empties the search and leaves it", async () => {
  const { user } = await open("list");
  const search = await screen.findByTestId("rules-search");
  await user.keyboard("/");
  expect(search).toHaveFocus();
  await user.keyboard("zzz");
  expect(await screen.findByText("Ingen regel passar")).toBeVisible();
  await user.keyboard("{Escape}");
  expect(search).toHaveValue("");
  expect(search).not.toHaveFocus();
});

test("fl15 a rehearsal can be stopped", async () => {
  const { user } = await open("own");
  await screen.findByTestId("field-rules");
  write("field-rules", file("badhuset"));
  await rehearse(user);
  await user.click(await screen.findByTestId("do-stop"));
  expect(await screen.findByTestId("rehearsal-stopped")).toHaveTextContent("Inget har ändrats");
});

test("fl16 one goes back to an earlier version through a rehearsal of it", async () => {
  const { user } = await open("own");
  await screen.findByTestId("field-rules");
  for (const [word, why] of [
    ["badhuset", "Första gången"],
    ["simhallen", "Andra gången"],
  ] as const) {
    write("field-rules", file(word));
    await rehearse(user);
    await waitFor(() => expect(screen.getByTestId("do-switch-on")).toBeEnabled(), { timeout: 4000 });
    await user.type(screen.getByTestId("field-rules-reason"), why);
    await user.click(screen.getByTestId("do-switch-on"));
    await screen.findByText(why);
  }
  await user.click(screen.getByTestId("do-go-back"));
  await waitFor(() =>
    expect(screen.getByTestId<HTMLTextAreaElement>("field-rules").value).toContain("badhuset"),
  );
  await waitFor(() => expect(screen.getByTestId("do-switch-on")).toBeEnabled(), { timeout: 4000 });
});

test("fl15 whoever does not answer for the rules may try and rehearse, and is told who may switch on", async () => {
  await open("own", { sits: "Maja Lind" });
  await screen.findByTestId("field-rules");
  write("field-rules", file("badhuset"));
  await waitFor(() => expect(screen.getByTestId("do-rehearse")).toBeEnabled());
  expect(screen.queryByTestId("do-switch-on")).toBeNull();
  expect(screen.getByText(/Regler ändras av ansvarig chef/)).toBeVisible();
});

test("fl15 a rule is added by its fields", async () => {
  const { user } = await open("own");
  await user.click(await screen.findByTestId("do-add-rule"));
  for (const [name, value] of Object.entries({
    id: "lillvik.smeknamn",
    patterns: "blötstrumpan",
    why: "”{ord}”: ett öknamn.",
    ground: "Riktlinjerna",
    hit: "hälsa blötstrumpan det",
    miss: "en strumpa",
  }))
    write(`field-rule-${name}`, value);
  await user.click(screen.getByTestId("do-add"));
  await waitFor(() => expect(screen.getByTestId("rules-check")).toHaveAttribute("data-holds", "true"));
  expect(screen.getByTestId<HTMLTextAreaElement>("field-rules").value).toContain(
    'patterns = ["blötstrumpan"]',
  );
});

test("fl19 the model is off until it is switched on, and is trained from what people judged", async () => {
  const { user } = await open("model");
  await screen.findByTestId("model");
  expect(screen.getByTestId("model-newest")).toHaveTextContent("Ingen modell har tränats än");
  expect(screen.getByText("Modellen frågas inte.")).toBeVisible();
  expect(screen.getByTestId("model-has")).toHaveTextContent("31 flaggor som ni har funnit rätt och 18");
  await user.click(screen.getByTestId("do-train"));
  expect(await screen.findByRole("progressbar")).toBeVisible();
  await waitFor(() => expect(screen.getByTestId("model-newest")).toHaveTextContent("bedömde den 8 som ni"), {
    timeout: 4000,
  });
  await user.click(within(screen.getByTestId("do-model-use")).getByRole("checkbox"));
  await waitFor(() => expect(screen.queryByText("Modellen frågas inte.")).toBeNull());
});

test("fl19 too few judgements: what is missing is said", async () => {
  const { fake } = await open("list");
  fake.town.rules.model.right = 3;
  window.location.hash = "#/rules/model";
  expect(await screen.findByTestId("model-has")).toHaveTextContent("Det behövs minst 12 av varje");
  expect(screen.getByTestId("do-train")).toBeDisabled();
});

test("dt8 the rules speak English too", async () => {
  const { user } = await open("own", { language: "en" });
  expect(await screen.findByTestId("do-rehearse")).toHaveTextContent("Rehearse on all posts");
  write("field-rules", file("badhuset"));
  await rehearse(user);
  expect(await screen.findByTestId("rehearsal", undefined, { timeout: 4000 })).toHaveTextContent(
    "20 posts read. Text in pictures is not read here.",
  );
});

test("words in a form can't break out of their place in the file", () => {
  const rule = {
    id: "a.b",
    label: "offensive.attack",
    severity: "watch",
    score: "80",
    patterns: 'x"]\nhit = ["',
    unless: "",
    why: 'han sa "hej"\\',
    ground: "g",
    hit: "x",
    miss: "y",
  };
  const written = writeRule(rule);
  expect(written).toContain('why = "han sa \\"hej\\"\\\\"');
  expect(written).toContain('patterns = ["x\\"]", "hit = [\\""]');
  expect(withRule("", rule, "2026-11-23")).toMatch(/^version = "2026-11-23"\n\n\[\[rule\]\]\n/);
  expect(lineAt("ett\ntvå\ntre", 2)).toEqual({ start: 4, end: 7 });
});
