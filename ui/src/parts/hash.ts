/** The address in the URL's hash: where one is, what is selected, what is filtered. */
import { useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import { useToasts } from "./Toast";

export type Address = { path: string[]; query: URLSearchParams };

export function readAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

export function writeAddress(path: string[], query?: Record<string, string | null | undefined>): string {
  const kept = Object.entries(query ?? {}).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

/** What is written and not saved, each with what says so; while there is any, the address stays `held`. */
const unsaved = new Set<() => void>();
let held = "";

/** Whether what is written keeps one here; if so, that is said. */
export function isHeld(): boolean {
  const say = [...unsaved].at(-1);
  say?.();
  return say !== undefined;
}

/** Whoever saves or cancels has decided: what is written holds nobody any longer. */
export const letGo = () => unsaved.clear();

/** As long as something is written and not saved, nothing leads away from it, and `why` is said instead. */
export function useHold(why: string | null | undefined): void {
  const { say } = useToasts();
  useLayoutEffect(() => {
    if (!why) return;
    const refuse = () => say(why, "trouble");
    if (unsaved.size === 0) held = window.location.hash;
    unsaved.add(refuse);
    return () => void unsaved.delete(refuse);
  }, [why, say]);
}

// A link has moved the address before it is heard of here. Nobody else is told: the address is put back.
window.addEventListener(
  "hashchange",
  (event) => {
    if (unsaved.size === 0 || window.location.hash === held) return;
    event.stopImmediatePropagation();
    window.history.replaceState(null, "", held || window.location.pathname);
    isHeld();
  },
  true,
);

/** Goes there, unless held. `replace` leaves no trace for the back button: stepping through a list is not a journey. */
export function go(address: string, replace = false): void {
  if (address === window.location.hash || isHeld()) return;
  if (replace) {
    window.history.replaceState(null, "", address);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    window.location.hash = address;
  }
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useAddress(): Address {
  const hash = useSyncExternalStore(subscribe, () => (unsaved.size > 0 ? held : window.location.hash));
  return useMemo(() => readAddress(hash), [hash]);
}
