/**
 * A post that stands before somebody for a moment is read by a person, and held. Whoever leaves without having begun anything gives
 * it back, so that colleagues are not kept waiting for a glance.
 */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";

/** Not when it is only stepped past. */
const dwell = 1200;

/** What is being given back. Whoever comes again at once holds the post after that, and not before. */
const leaving = new WeakMap<QueryClient, Map<string, Promise<void>>>();

export function useHeld(id: string, ready: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!ready) return;
    let held: Promise<unknown> | null = null;
    const timer = setTimeout(() => {
      if (document.visibilityState !== "visible") return;
      const before = leaving.get(client)?.get(id) ?? Promise.resolve();
      held = before.then(() => commands.postOpened(id)).catch(() => undefined);
    }, dwell);
    return () => {
      clearTimeout(timer);
      if (!held) return;
      const all = leaving.get(client) ?? new Map<string, Promise<void>>();
      leaving.set(client, all);
      // Not before it is known to be held: the answer may come when one has left already.
      const given: Promise<void> = held
        .then(() => giveBack(client, id))
        .finally(() => {
          if (all.get(id) === given) all.delete(id);
        });
      all.set(id, given);
    };
  }, [client, id, ready]);
}

/** Asks the core anew: what is known here may be older than the claim. A draft may still be on its way to it. */
async function giveBack(client: QueryClient, id: string): Promise<void> {
  try {
    const left = await commands.queuePost(id);
    const draft = left.draft?.text || client.getQueryData<PostView>(["post", id])?.draft?.text;
    const begun = draft || left.actions.some((action) => action.mine) || left.assignedPerson;
    if (left.claim?.mine && left.state === "open" && !begun) await commands.queueRelease(id);
  } catch {
    // A claim ends by itself.
  }
}
