/** A view on the bench: everything it needs around it and a core in memory below it. For tests only. */
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { listen } from "../backend/events";
import { KeysProvider } from "../parts/keys";
import { ToastProvider } from "../parts/Toast";
import { TextProvider, type Language } from "../text";
import { keysWith } from "./keymap";
import { NowProvider } from "./now";
import { advance, queries } from "./queries";

const keys = keysWith({});

export function Bench({ children, language = "sv" }: { children: ReactNode; language?: Language }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: Infinity, retry: false, networkMode: "always" } },
      }),
  );
  useEffect(() => {
    const stop = listen("logbookAdvanced", ({ subjects }) => advance(client, subjects));
    return () => void stop.then((end) => end());
  }, [client]);
  return (
    <QueryClientProvider client={client}>
      <TextProvider language={language}>
        <NowProvider ahead={0}>
          <KeysProvider bindings={keys}>
            <ToastProvider now={Date.now} closeLabel="Stäng" label="Meddelanden">
              <Opened>{children}</Opened>
            </ToastProvider>
          </KeysProvider>
        </NowProvider>
      </TextProvider>
    </QueryClientProvider>
  );
}

function Opened({ children }: { children: ReactNode }) {
  const { data } = useQuery(queries.overview);
  return data ? <main>{children}</main> : null;
}
