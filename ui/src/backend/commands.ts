/**
 * The commands as the window calls them: the answer, or a thrown `Refused` (a rule said no) or `Broke` (something
 * failed). `standIn` lets tests and the browser preview answer instead of the core.
 */
import { commands as core, type ApiError, type Refusal } from "./bindings";

type Core = typeof core;
type Answer<F> = F extends (...args: infer A) => Promise<infer R>
  ? (...args: A) => Promise<R extends { status: "ok"; data: infer T } ? T : never>
  : never;
export type Commands = { [Name in keyof Core]: Answer<Core[Name]> };

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

export class Broke extends Error {}

let answering: Core = core;

export function standIn(other: Core): void {
  answering = other;
}

function failure(error: ApiError): Error {
  return error.kind === "refused" ? new Refused(error.refusal) : new Broke(error.code);
}

export const commands = new Proxy({} as Commands, {
  get:
    (_, name: keyof Core) =>
    async (...args: unknown[]) => {
      const command = answering[name] as (...args: unknown[]) => ReturnType<Core[keyof Core]>;
      const answer = await command(...args);
      if (answer.status === "error") throw failure(answer.error);
      return answer.data;
    },
});

/** The refusal behind a thrown error, if a rule said no. */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof Refused ? error.refusal : null;
}
