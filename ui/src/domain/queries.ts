/** What the core knows, as the window asks for it, and what a moved logbook makes stale. */
import { useQueries, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Overview, PostView, Filter, Page, QueueRow } from "../backend/bindings";
import { commands } from "../backend/commands";
import type { RegistrarTab } from "./places";

export const pageSize = 100;

export const queries = {
  overview: { queryKey: ["overview"], queryFn: () => commands.overview() },
  settings: { queryKey: ["settings"], queryFn: () => commands.settings() },
  accounts: { queryKey: ["accounts"], queryFn: () => commands.accounts() },
  platforms: { queryKey: ["platforms"], queryFn: () => commands.platforms() },
  listening: { queryKey: ["listening"], queryFn: () => commands.listening() },
  coverage: (account: string) => ({
    queryKey: ["accounts", "coverage", account],
    queryFn: () => commands.accountCoverage(account),
  }),
  unregistered: { queryKey: ["unregistered"], queryFn: () => commands.unregistered() },
  services: { queryKey: ["services"], queryFn: () => commands.services() },
  rules: { queryKey: ["rules"], queryFn: () => commands.rulesPage() },
  rulesHistory: { queryKey: ["rules", "history"], queryFn: () => commands.rulesHistory() },
  rehearsal: { queryKey: ["rehearsal"], queryFn: () => commands.rulesRehearsal() },
  model: { queryKey: ["model"], queryFn: () => commands.modelPage() },
  doctor: { queryKey: ["doctor"], queryFn: () => commands.doctor() },
  post: (id: string) => ({ queryKey: ["post", id], queryFn: () => commands.queuePost(id) }),
  registrar: (tab: RegistrarTab) => ({
    queryKey: ["registrar", tab],
    queryFn: () => commands.registrarPage(tab),
  }),
  queue: (filter: Filter, page: number) => ({
    queryKey: ["queue", filter, page],
    queryFn: () => commands.queuePage(filter, page * pageSize, pageSize),
  }),
};

/** Municipality, people and counts. Only inside the shell, which waits for them. */
export function useHouse(): Overview {
  const { data } = useQuery(queries.overview);
  if (!data) throw new Error("the overview is read before the shell opens");
  return data;
}

export function useMine(): { holds: (...roles: string[]) => boolean } {
  const { me } = useHouse();
  return useMemo(
    () => ({ holds: (...roles) => Boolean(me?.roles.some((role) => roles.includes(role))) }),
    [me],
  );
}

export type Rows = {
  total: number;
  loading: boolean;
  error: unknown;
  /** When the newest of the pages in view was fetched: the rows change with it. */
  fetchedAt: number;
  at: (index: number) => QueueRow | undefined;
  indexOf: (post: string) => number;
};

/** The rows of a list; only the pages that `first` to `last` touch are fetched, and those already seen are kept. */
export function useQueueRows(filter: Filter, first: number, last: number): Rows {
  const client = useQueryClient();
  const from = Math.max(0, Math.floor(first / pageSize));
  const to = Math.max(from, Math.floor(Math.max(0, last) / pageSize));
  const pages = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
  const { loading, error, total, fetchedAt } = useQueries({
    queries: pages.map((page) => queries.queue(filter, page)),
    combine: (results) => ({
      loading: results.some((result) => result.isPending),
      error: results.find((result) => result.error)?.error ?? null,
      total: results.find((result) => result.data)?.data?.total,
      fetchedAt: Math.max(...results.map((result) => result.dataUpdatedAt)),
    }),
  });
  return useMemo(() => {
    const read = new Map<number, Page | undefined>();
    const known = (page: number) => {
      if (!read.get(page)) read.set(page, client.getQueryData<Page>(["queue", filter, page]));
      return read.get(page);
    };
    return {
      total: total ?? known(0)?.total ?? 0,
      loading,
      error,
      fetchedAt,
      at: (index) => known(Math.floor(index / pageSize))?.rows[index % pageSize],
      indexOf: (post) => {
        // In the very pages that `at` reads, so that both tell of the same list.
        for (const [key] of client.getQueriesData<Page>({ queryKey: ["queue", filter] })) {
          const page = Number(key[2]);
          const found = known(page)?.rows.findIndex((row) => row.id === post) ?? -1;
          if (found >= 0) return page * pageSize + found;
        }
        return -1;
      },
    };
  }, [client, filter, loading, error, total, fetchedAt]);
}

export const usePost = (id: string) => useQuery(queries.post(id));

/** Writes a draft into what is known, so that leaving and coming back shows it before the core has answered. */
export function rememberDraft(client: QueryClient, post: string, text: string, savedAt: string): void {
  client.setQueryData<PostView>(["post", post], (known) => known && { ...known, draft: { text, savedAt } });
}

/**
 * Judges a flag. It is written into what is known before the core has answered, so that the next key is for the next flag; what was
 * refused is read again. Which ground is left when one is wrong, only the core can say; until it has, none is.
 */
export async function judgeFlag(
  client: QueryClient,
  post: string,
  flag: string,
  wrong: boolean,
): Promise<void> {
  client.setQueryData<PostView>(
    ["post", post],
    (known) =>
      known && {
        ...known,
        flags: known.flags.map((one) => (one.id === flag ? { ...one, wrong } : one)),
        suggestedGround: wrong ? null : known.suggestedGround,
      },
  );
  try {
    await commands.flagJudge(flag, wrong);
  } catch (refused) {
    void client.invalidateQueries({ queryKey: ["post", post] });
    throw refused;
  }
}

/** What the entries' subjects make stale. Lists and counts follow any of them; a post only its own. */
export function advance(client: QueryClient, subjects: string[]): void {
  const stale = (queryKey: unknown[]) => void client.invalidateQueries({ queryKey });
  // Too many to tell: everything may have changed.
  if (subjects.length === 0) return void client.invalidateQueries();
  for (const name of ["overview", "queue", "logbook", "registrar", "listening"]) stale([name]);
  for (const subject of subjects) stale(["post", subject]);
  const posts = client.getQueriesData({ queryKey: ["post"] }).map(([key]) => key[1]);
  const others = subjects.filter((subject) => !posts.includes(subject));
  if (others.length > 0) for (const name of ["accounts", "unregistered", "services"]) stale([name]);
  if (subjects.includes("rules")) stale(["rules"]);
  if (subjects.some((subject) => subject === "model" || subject === "local_model")) stale(["model"]);
  if (others.some((subject) => !/^[0-9a-f]{32}$/.test(subject))) stale(["settings"]);
}
