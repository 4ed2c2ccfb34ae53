/** The file of rules that is being changed: no rule until it is switched on, and there again when one comes back to it. */
import { useBegun } from "../../domain/begun";

export type Draft = { file: string; text: string; /** What the file says now. */ base: string };

export const isChanged = (draft: Draft | null): draft is Draft => draft !== null && draft.text !== draft.base;

export const useDraft = () => useBegun<Draft | null>("rules-file", null);
