/**
 * One key, one act. Whoever is on screen says what it can do (`useKeys`); the bindings say with which key.
 * Keys are ignored while somebody writes or a sheet is open, and with Alt or AltGr, which write characters on a Swedish layout.
 */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from "react";

/** Act → its keys, alternatives separated by a space: `{ next: "j ArrowDown" }`. */
export type Bindings = Record<string, string>;
export type Acts = Record<string, (() => void) | undefined>;

/** Until when only some acts are heard, and which. */
type Hush = { until: number; forMs: number; heard: readonly string[] };
type Registry = {
  bindings: Bindings;
  acts: Set<RefObject<Acts>>;
  hush: (forMs: number, heard: readonly string[]) => void;
};
const none: Hush = { until: 0, forMs: 0, heard: [] };
const Context = createContext<Registry>({ bindings: {}, acts: new Set(), hush: () => undefined });

/** The act as it is done by whoever came on screen last and can do it. */
const doer = (acts: Registry["acts"], act: string) =>
  [...acts].reverse().find(({ current }) => current[act])?.current[act];

function runAct(acts: Registry["acts"], act: string): boolean {
  const run = doer(acts, act);
  run?.();
  return run !== undefined;
}

const writes = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const choosing = "[role=listbox] [role=option][data-choice]";
/** A closed list is chosen from by the first letters of what one wants. */
const choosesByLetter = "[aria-haspopup=listbox]";
const letter = /^[\p{L}\p{N} ]$/u;
const answersEnterAndArrows =
  "button, a, summary, label, [role=tab], [role=separator], [role=checkbox], [role=menuitem]";

/** The key as written in a binding: `j`, `?`, `Enter`, `Ctrl+k`; empty for what must be left alone. */
export function pressed(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey"> & {
    getModifierState?: (k: string) => boolean;
  },
): string {
  if (event.altKey || event.metaKey || event.getModifierState?.("AltGraph")) return "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey ? `Ctrl+${key}` : key;
}

/** Whether somebody writes in it. */
export const writesIn = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(writes) !== null;

/** A dialog answers its own keys. */
export const aDialogIsOpen = (): boolean =>
  document.querySelector("[role=dialog], [role=alertdialog]") !== null;

/** Whether a press of `key` on `target` belongs to the thing in focus rather than to the window. */
export function takenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (key.startsWith("Ctrl+")) return false;
  if (writesIn(target) || target.closest(choosing)) return true;
  if (target.closest(choosesByLetter)) return key.length > 1 || letter.test(key);
  return key.length > 1 && target.closest(answersEnterAndArrows) !== null;
}

export function actsFor(bindings: Bindings, key: string): string[] {
  return Object.keys(bindings).filter((act) => bindings[act]?.split(" ").includes(key));
}

export function KeysProvider({ bindings, children }: { bindings: Bindings; children: ReactNode }) {
  const [acts] = useState(() => new Set<RefObject<Acts>>());
  const hushed = useRef(none);
  const hush = useCallback((forMs: number, heard: readonly string[]) => {
    hushed.current = { until: performance.now() + forMs, forMs, heard };
  }, []);
  const registry = useMemo(() => ({ bindings, acts, hush }), [bindings, acts, hush]);

  useEffect(() => {
    function hear(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const key = pressed(event);
      // A list that follows a field is told of keys by events of its own: what counts is where the writing goes.
      if (!key || takenBy(event.target, key) || takenBy(document.activeElement, key)) return;
      if (aDialogIsOpen()) return;
      const { until, forMs, heard } = hushed.current;
      const quiet = performance.now() < until;
      const wanted = actsFor(bindings, key).filter((act) => !quiet || heard.includes(act));
      // A key that is still held down has not been pressed again.
      if (quiet && event.repeat) registry.hush(forMs, heard);
      if (wanted.some((act) => runAct(registry.acts, act))) event.preventDefault();
    }
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [bindings, registry]);

  return <Context.Provider value={registry}>{children}</Context.Provider>;
}

/** What can be done by key as long as this part is on screen. */
export function useKeys(acts: Acts): void {
  const registry = useContext(Context).acts;
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    registry.add(latest);
    return () => void registry.delete(latest);
  }, [registry]);
}

/**
 * For a moment only the acts that are named are heard: a press that was meant for what just left the screen must not fall on
 * what took its place.
 */
export function useHush(): Registry["hush"] {
  return useContext(Context).hush;
}

/** The key for an act, to be shown beside it. */
export function useBinding(act: string): string {
  return useContext(Context).bindings[act] ?? "";
}

/** What a key could do just now, for the palette. */
export function useActs(): { can: (act: string) => boolean; run: (act: string) => boolean } {
  const { acts } = useContext(Context);
  return { can: (act) => doer(acts, act) !== undefined, run: (act) => runAct(acts, act) };
}
