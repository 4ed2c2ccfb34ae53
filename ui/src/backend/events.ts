/** What the core tells without being asked. `listen` is asynchronous: wait for it before the first command. */
import { events as core } from "./bindings";

type Core = typeof core;
export type Heard = {
  [Name in keyof Core]: Parameters<Parameters<Core[Name]["listen"]>[0]>[0]["payload"];
};

let telling: Core = core;

export function standIn(other: Core): void {
  telling = other;
}

/** Calls `heard` with each payload until the returned function is called. */
export async function listen<Name extends keyof Heard>(
  name: Name,
  heard: (payload: Heard[Name]) => void,
): Promise<() => void> {
  const source = telling[name] as { listen: (cb: (event: { payload: Heard[Name] }) => void) => Promise<() => void> };
  return source.listen((event) => heard(event.payload));
}
