/** The places of the window and their addresses. Everything selected or filtered stands in the address. */
import type { Content, Filter, List, RegistrarTab } from "../backend/bindings";
import { writeAddress, type Address } from "../parts/hash";

export const queueLists: List[] = ["open", "mine", "review", "resting", "done"];
export const contents: Content[] = [
  "visitor_posts",
  "comments",
  "messages",
  "mentions",
  "files",
  "by_hand",
  "other_language",
];
export type { RegistrarTab };
export const registrarTabs: RegistrarTab[] = ["to_register", "registered", "returned", "late"];
export type RegisterTab = "accounts" | "unregistered" | "services" | "departments" | "people" | "abilities";

export function queueAddress(filter: Partial<Filter>, post?: string | null): string {
  const path = ["queue", filter.list ?? "open", ...(post ? [post] : [])];
  return writeAddress(path, {
    account: filter.account,
    department: filter.department,
    content: filter.content,
    words: filter.words,
  });
}

export function readQueue(address: Address): { filter: Filter; post: string | null } {
  const list = queueLists.find((name) => name === address.path[1]) ?? "open";
  return {
    filter: {
      list,
      account: address.query.get("account"),
      department: address.query.get("department"),
      content: contents.find((one) => one === address.query.get("content")) ?? null,
      words: address.query.get("words") ?? "",
    },
    post: address.path[2] ?? null,
  };
}

export const registrarAddress = (tab: RegistrarTab, forward?: string | null) =>
  writeAddress(["registrar", tab, ...(forward ? [forward] : [])]);
export const registerAddress = (tab: RegisterTab, id?: string | null) =>
  writeAddress(["register", tab, ...(id ? [id] : [])]);
export type RulesTab = "list" | "try" | "own" | "model";
export const rulesTabs: RulesTab[] = ["list", "try", "own", "model"];
export const rulesAddress = (tab: RulesTab, id?: string | null) =>
  writeAddress(["rules", tab, ...(id ? [id] : [])]);
export const logbookAddress = (subject?: string | null, name?: string) =>
  writeAddress(["logbook"], { subject, name });
export const heardAddress = () => writeAddress(["heard"]);
export const settingsAddress = () => writeAddress(["settings"]);
