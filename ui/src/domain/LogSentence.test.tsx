/** The logbook is read by people: no codes, and no ids. */
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { LogLine } from "../backend/bindings";
import { makeFake, standInFake } from "../backend/fake";
import type { Language } from "../text";
import { Bench } from "./Bench";
import { useSentence } from "./LogSentence";

const id = "01a2b3c4d5e6f70819203142536475869708";
function Sentence({ line }: { line: LogLine }) {
  return <p data-testid="sentence">{useSentence()(line)}</p>;
}
async function said(kind: string, entry: object, line: Partial<LogLine> = {}, language: Language = "sv") {
  standInFake(makeFake({ posts: 1 }));
  const whole: LogLine = {
    seq: "1",
    at: "2026-11-21T22:10:00Z",
    actor: "Maja Lind",
    kind,
    subject: id,
    subjectName: "Anna B.",
    aboutPost: true,
    entry: JSON.stringify(entry),
    hash: "",
    ...line,
  };
  render(
    <Bench language={language}>
      <Sentence line={whole} />
    </Bench>,
  );
  return (await screen.findByTestId("sentence")).textContent;
}
const account = { aboutPost: false, subjectName: "Simhallen" };
const nameless = { aboutPost: false, subjectName: "" };

test.each<[string, object, Partial<LogLine>, string]>([
  [
    "not_carried_out",
    { state: "under_way" },
    {},
    "Beslutet om inlägget av Anna B. håller på att verkställas",
  ],
  ["not_carried_out", { state: "failed" }, {}, "Beslutet om inlägget av Anna B. kunde inte verkställas"],
  [
    "decided",
    { what: "remove", ground: "threat" },
    {},
    "Maja Lind beslutade om borttagning av inlägget av Anna B., grund: olaga hot",
  ],
  [
    "second_asked",
    { ground: "own_ground" },
    {},
    "Maja Lind bad en andra person granska borttagning av inlägget av Anna B., grund: own ground",
  ],
  [
    "credential_opened",
    { purpose: "collect" },
    account,
    "Maja Lind tog fram inloggningen till Simhallen för att hämta inlägg",
  ],
  ["credential_opened", { purpose: "another" }, account, "Maja Lind tog fram inloggningen till Simhallen"],
  [
    "closed",
    { reason: "no_action" },
    {},
    "Maja Lind markerade inlägget av Anna B. som klart: läst, kräver ingen åtgärd",
  ],
  [
    "corrected",
    { was: "KS 2026/80", number: "KS 2026/81", changed: ["number"] },
    {},
    "Maja Lind rättade diarienumret för inlägget av Anna B. från KS 2026/80 till KS 2026/81",
  ],
  [
    "corrected",
    { was: "KS 2026/80", number: "KS 2026/81", changed: ["number", "public_line"] },
    {},
    "Maja Lind rättade diarienumret för inlägget av Anna B. från KS 2026/80 till KS 2026/81, och offentlig text",
  ],
  [
    "corrected",
    { was: "KS 2026/80", number: "KS 2026/80", changed: ["received_on", "concerns"] },
    {},
    "Maja Lind rättade registreringen KS 2026/80 av inlägget av Anna B.: datum då handlingen kom in, vad handlingen rör",
  ],
  ["setting_changed", { name: `theme ${id}` }, nameless, "Maja Lind ändrade inställningen utseende"],
  ["setting_changed", { name: `tomorrows ${id}` }, nameless, "Maja Lind ändrade en inställning"],
  ["paper_saved", {}, nameless, "Maja Lind sparade en handling"],
  ["paper_saved", {}, { ...nameless, subject: "coverage" }, "Maja Lind sparade uppsiktsloggen"],
  ["account_connected", {}, nameless, "Maja Lind anslöt kontot något utan namn"],
])("ad3 %s %o is told in plain Swedish", async (kind, entry, line, sentence) => {
  expect(await said(kind, entry, line)).toBe(sentence);
});

test.each<[string, object, Partial<LogLine>, RegExp]>([
  ["not_carried_out", { state: "under_way" }, {}, / is being carried out$/],
  ["setting_changed", { name: `theme ${id}` }, nameless, /^Maja Lind changed the setting look$/],
  ["decided", { what: "remove", ground: "threat" }, {}, /ground: unlawful threat$/],
  [
    "corrected",
    { was: "KS 2026/80", number: "KS 2026/80", changed: ["correspondent"] },
    {},
    /^Maja Lind corrected the registration KS 2026\/80 of .*: from or to$/,
  ],
])("ad3 %s %o is told in plain English", async (kind, entry, line, sentence) => {
  expect(await said(kind, entry, line, "en")).toMatch(sentence);
});
