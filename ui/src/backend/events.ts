/** What the core tells without being asked. `listen` is asynchronous: wait for it before the first command. */
import { events as core } from "./bindings";

type Core = typeof core;
export type Heard = {
  [Name in keyof Core]: Parameters<Parameters<Core[Name]["listen"]>[0]>[0]["payload"];
};
export type Events = {
  [Name in keyof Heard]: {
    listen: (heard: (event: { payload: Heard[Name] }) => void) => Promise<() => void>;
  };
};

let telling: Events = core;

export function standIn(other: Events): void {
  telling = other;
}

/** Calls `heard` with each payload until the returned function is called. */
export function listen<Name extends keyof Heard>(
  name: Name,
  heard: (payload: Heard[Name]) => void,
): Promise<() => void> {
  return telling[name].listen((event) => heard(event.payload));
}
