/** What was begun and not sent: it is there again when one comes back to it, for as long as the window is open. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

const begun = new WeakMap<QueryClient, Map<string, unknown>>();

const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Like `useState`, but kept under its name, which says what it is of. What is as `fresh` has not been begun; `blank` tells what
 * else has not. `found` says whether it was there from before; to `forget` it is to have sent it.
 */
export function useBegun<T>(name: string, fresh: T, blank: (value: T) => boolean = () => false) {
  const client = useQueryClient();
  const [first] = useState(fresh);
  const [found] = useState(() => begun.get(client)?.has(name) ?? false);
  const [value, setValue] = useState(() => (found ? (begun.get(client)!.get(name) as T) : first));
  const latest = useRef(value);
  const isBlank = useRef(blank);
  const write = useCallback(
    (next: T | ((now: T) => T)) => {
      latest.current = next instanceof Function ? next(latest.current) : next;
      const all = begun.get(client) ?? new Map<string, unknown>();
      begun.set(client, all);
      if (alike(latest.current, first) || isBlank.current(latest.current)) all.delete(name);
      else all.set(name, latest.current);
      setValue(latest.current);
    },
    [client, name, first],
  );
  const forget = useCallback(() => void begun.get(client)?.delete(name), [client, name]);
  return [value, write, { found, forget }] as const;
}
