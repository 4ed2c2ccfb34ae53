/** Which key does what, before a person has changed it, and with what they have changed. */
import { keyActs, type KeyAct } from "../text/codes";

export const defaultKeys: Record<KeyAct, string> = {
  next: "j ArrowDown",
  previous: "k ArrowUp",
  open: "Enter",
  reply: "b",
  remove: "t",
  hide: "d",
  block: "u",
  thread: "l",
  forward: "r",
  assign: "a",
  wrong: "f",
  why: "v",
  note: "n",
  undo: "z",
  back: "o",
  rest: "s",
  select: "x",
  done: "e",
  take_in: "i",
  palette: "Ctrl+k",
  search: "/",
  help: "?",
};

/** The defaults with a person's own keys in place of the first alternative; arrows stay. */
export function keysWith(own: Record<string, string>): Record<KeyAct, string> {
  const keys = { ...defaultKeys };
  for (const act of keyActs) {
    const chosen = own[act]?.trim();
    if (!chosen) continue;
    const [, ...rest] = defaultKeys[act].split(" ");
    keys[act] = [chosen, ...rest].join(" ");
  }
  return keys;
}

/** The act that already has the key, if another than `act`. */
export function takenFor(keys: Record<KeyAct, string>, act: KeyAct, key: string): KeyAct | null {
  return keyActs.find((other) => other !== act && keys[other].split(" ").includes(key)) ?? null;
}
