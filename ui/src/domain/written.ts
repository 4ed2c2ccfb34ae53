/** A citizen's words: read aloud in their own language, Swedish where that can't be told, and laid out from the side where they begin. */
import type { Language } from "../backend/bindings";

export const written = (language: Language | null = null) =>
  ({ lang: language ?? "sv", dir: "auto" }) as const;

/** The language that is worth a word, because it is another than everybody here reads. */
export const otherLanguage = (language: Language | null) => (language === "sv" ? null : language);
