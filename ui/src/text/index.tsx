/** The words of the chosen language, and times written in it. */
import { createContext, useContext, useMemo, type ReactNode } from "react";
import {
  causeCodes,
  entryKinds,
  flagLabels,
  refusalCodes,
  type CauseCode,
  type EntryKind,
  type FlagLabel,
  type RefusalCode,
} from "./codes";
import { dateText, momentText, nearMoment, shortMoment, timeText, type Language } from "./dates";
import { en } from "./en";
import { sv, type Reason, type Words } from "./sv";

export type { Words, Reason } from "./sv";
export type { Language } from "./dates";

export const languages: Record<Language, Words> = { sv, en };
const Context = createContext<Language>("sv");

export function TextProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <Context.Provider value={language}>{children}</Context.Provider>;
}

export const useLanguage = () => useContext(Context);
export const useWords = (): Words => languages[useContext(Context)];

/** Times in the chosen language; `now` decides what is today. */
export function useDates(now: number) {
  const language = useContext(Context);
  return useMemo(
    () => ({
      time: (iso: string | number) => timeText(iso, language),
      date: (iso: string | number) => dateText(iso, now, language),
      moment: (iso: string | number) => momentText(iso, now, language),
      short: (iso: string | number) => shortMoment(iso, now, language),
      near: (iso: string | number) => nearMoment(iso, now, language),
    }),
    [language, now],
  );
}

/** å, ä and ö stand last, whatever the language of the window. */
export const collator = new Intl.Collator("sv", { numeric: true, sensitivity: "base" });

export function flagName(words: Words, label: string): string {
  return (flagLabels as readonly string[]).includes(label) ? words.flag[label as FlagLabel] : label;
}

export function reasonOf(
  words: Words,
  refusal: { code: string; details?: unknown },
  near?: (iso: string) => string,
): Reason {
  if (!(refusalCodes as readonly string[]).includes(refusal.code)) return { why: refusal.code, remedy: "" };
  const details = refusal.details as Record<string, unknown> | undefined;
  const told =
    near && details && typeof details === "object" && typeof details["until"] === "string"
      ? { ...details, until: near(details["until"]) }
      : near && refusal.code === "login_ending" && typeof refusal.details === "string"
        ? near(refusal.details)
        : refusal.details;
  return words.refusal[refusal.code as RefusalCode](told);
}

/** Why a platform did not do it: in words when the code is known, else as the platform put it. */
export function causeText(words: Words, cause: string): string {
  const code = cause.split(":")[0]!.trim().toLowerCase();
  if ((causeCodes as readonly string[]).includes(code)) return words.cause[code as CauseCode];
  return (refusalCodes as readonly string[]).includes(code) ? reasonOf(words, { code }).why : cause;
}

/** The name in the window's language, of what the policy names in both. */
export function useNamed(): (of: { nameSv: string; nameEn: string }) => string {
  const language = useContext(Context);
  return ({ nameSv, nameEn }) => (language === "en" && nameEn ? nameEn : nameSv);
}

export function isEntryKind(kind: string): kind is EntryKind {
  return (entryKinds as readonly string[]).includes(kind);
}
