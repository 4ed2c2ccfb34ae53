/** The window as a whole: what it knows, in which language and by which keys, and which of its stages it is in. */
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { commands, refusalOf } from "../backend/commands";
import { listen } from "../backend/events";
import { keysWith } from "../domain/keymap";
import { NowProvider, useClock } from "../domain/now";
import { queueAddress } from "../domain/places";
import { advance, queries } from "../domain/queries";
import { go } from "../parts/hash";
import { KeysProvider } from "../parts/keys";
import { ToastProvider } from "../parts/Toast";
import { TextProvider, useLanguage, useWords } from "../text";
import { Broken, ErrorBoundary } from "./ErrorBoundary";
import { Closed, Stranger } from "./Closed";
import { Setup } from "./Setup";
import { Shell } from "./Shell";
import { useTheme } from "./theme";

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The logbook says when something is stale; looking again by chance would only cost time.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (failed, error) => failed < 1 && refusalOf(error) === null,
      },
      mutations: { networkMode: "always" },
    },
  });
}

export function App() {
  const [client] = useState(makeClient);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={client}>
        <Listening />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** Listens first and asks afterwards, so that nothing is told between the two. */
function Listening() {
  const client = useQueryClient();
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    let gone = false;
    const stops: (() => void)[] = [];
    const keep = (stop: () => void) => (gone ? stop() : stops.push(stop));
    void Promise.all([
      listen("logbookAdvanced", ({ subjects }) => advance(client, subjects)).then(keep),
      listen("openPost", ({ post }) => go(queueAddress({ list: "open" }, post))).then(keep),
    ]).finally(() => {
      if (gone) return;
      setHeard(true);
      commands.ready().catch(() => undefined);
    });
    return () => {
      gone = true;
      stops.forEach((stop) => stop());
    };
  }, [client]);
  return heard ? <Stage /> : null;
}

function Stage() {
  const overview = useQuery({ ...queries.overview, refetchInterval: 60_000 });
  const house = overview.data;
  const settings = useQuery({ ...queries.settings, enabled: house?.stage === "ready" });
  const language = settings.data?.language ?? "sv";
  const keys = useMemo(() => keysWith(settings.data?.keys ?? {}), [settings.data?.keys]);
  const ahead = house ? Date.parse(house.now) - overview.dataUpdatedAt : 0;
  useTheme(settings.data?.theme ?? "system");

  return (
    <TextProvider language={language}>
      <NowProvider ahead={Number.isFinite(ahead) ? ahead : 0}>
        <KeysProvider bindings={keys}>
          <Toasts>
            {overview.error && !house ? <Broken onAgain={() => void overview.refetch()} /> : null}
            {house?.stage === "first_run" ? <Setup /> : null}
            {house?.stage === "closed" ? (
              <Closed trouble={house.trouble} onAgain={() => void overview.refetch()} />
            ) : null}
            {house?.stage === "ready" && !house.me && !house.demo ? <Stranger /> : null}
            {house?.stage === "ready" && (house.me || house.demo) && !settings.isPending ? (
              <Shell keys={keys} />
            ) : null}
          </Toasts>
        </KeysProvider>
      </NowProvider>
    </TextProvider>
  );
}

function Toasts({ children }: { children: React.ReactNode }) {
  const words = useWords();
  const language = useLanguage();
  const clock = useClock();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <ToastProvider now={clock} closeLabel={words.close} label={words.messages}>
      {children}
    </ToastProvider>
  );
}
