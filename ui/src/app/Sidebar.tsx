/** Where one can go, how much waits there, and whether the watch is kept. */
import { Archive, BookOpenText, Inbox, RefreshCw, ScanText, Settings, Users } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { commands } from "../backend/commands";
import { listen } from "../backend/events";
import { useNow } from "../domain/now";
import {
  heardAddress,
  logbookAddress,
  queueAddress,
  registerAddress,
  registrarAddress,
  rulesAddress,
  settingsAddress,
} from "../domain/places";
import { useHouse } from "../domain/queries";
import { IconButton } from "../parts/Button";
import { ProgressBar } from "../parts/ProgressBar";
import { useDates, useWords } from "../text";
import type { Place } from "./routes";

type Item = {
  id: string;
  name: string;
  count?: number;
  href: string;
  on: boolean;
  icon?: ReactNode;
  sub?: boolean;
};

export function Sidebar({ place, list }: { place: Place; list: string }) {
  const words = useWords();
  const { municipality, counts } = useHouse();
  const queue = place === "queue";
  const items: Item[] = [
    {
      id: "queue",
      name: words.nav.queue,
      count: counts.open,
      href: queueAddress({}),
      on: queue && list === "open",
      icon: <Inbox aria-hidden />,
    },
    {
      id: "mine",
      name: words.nav.mine,
      count: counts.mine,
      href: queueAddress({ list: "mine" }),
      on: queue && list === "mine",
      sub: true,
    },
    {
      id: "review",
      name: words.nav.review,
      count: counts.review,
      href: queueAddress({ list: "review" }),
      on: queue && list === "review",
      sub: true,
    },
    {
      id: "resting",
      name: words.nav.resting,
      count: counts.resting,
      href: queueAddress({ list: "resting" }),
      on: queue && list === "resting",
      sub: true,
    },
    {
      id: "done",
      name: words.nav.done,
      count: counts.doneToday,
      href: queueAddress({ list: "done" }),
      on: queue && list === "done",
      sub: true,
    },
    {
      id: "heard",
      name: words.nav.heard,
      count: counts.heard,
      href: heardAddress(),
      on: place === "heard",
      sub: true,
    },
    {
      id: "registrar",
      name: words.nav.registrar,
      count: counts.registrar,
      href: registrarAddress("to_register"),
      on: place === "registrar",
      icon: <Archive aria-hidden />,
    },
    {
      id: "register",
      name: words.nav.register,
      count: counts.accounts,
      href: registerAddress("accounts"),
      on: place === "register",
      icon: <Users aria-hidden />,
    },
    {
      id: "rules",
      name: words.nav.rules,
      href: rulesAddress("list"),
      on: place === "rules",
      icon: <ScanText aria-hidden />,
    },
    {
      id: "logbook",
      name: words.nav.logbook,
      href: logbookAddress(),
      on: place === "logbook",
      icon: <BookOpenText aria-hidden />,
    },
    {
      id: "settings",
      name: words.nav.settings,
      href: settingsAddress(),
      on: place === "settings",
      icon: <Settings aria-hidden />,
    },
  ];
  return (
    <nav className="sidebar" aria-label={words.nav.places}>
      <p className="brand">
        <i aria-hidden="true">U</i>
        <span>{municipality}</span>
      </p>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <a
              href={item.href}
              className={`${item.on ? "on" : ""}${item.sub ? " sub" : ""}`}
              aria-current={item.on ? "page" : undefined}
              title={item.name}
              data-testid={`nav-${item.id}`}
            >
              {item.icon}
              <span className="name">{item.name}</span>
              {item.count ? (
                <>
                  <span className="aside">, </span>
                  <span className="num">{item.count.toLocaleString("sv-SE")}</span>
                </>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
      <Foot />
    </nav>
  );
}

function Foot() {
  const words = useWords();
  const { watch, me, departments, demo } = useHouse();
  const dates = useDates(useNow());
  const [round, setRound] = useState<{ done: number; all: number } | null>(null);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    void listen("collecting", ({ done, all }) => setRound(done < all ? { done, all } : null)).then((end) => {
      if (gone) end();
      else stop = end;
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, []);
  const department = departments.find((one) => one.id === me?.department)?.name;
  return (
    <div className="foot">
      {round ? (
        <ProgressBar label={words.nav.collecting} done={round.done} all={round.all} />
      ) : (
        <p>
          <b>{words.nav.watching(watch.accounts)}</b>{" "}
          {watch.troubled > 0 ? <span className="grave">▲ {words.nav.troubled(watch.troubled)} </span> : null}
          {watch.lastRoundAt ? words.nav.lastRound(dates.near(watch.lastRoundAt)) : words.nav.noRound}{" "}
          {watch.longestGapMinutes !== null && watch.longestGapAccount
            ? words.nav.longestGap(watch.longestGapMinutes, watch.longestGapAccount)
            : null}{" "}
          {watch.offMinutes > 0 ? words.nav.off(watch.offMinutes) : null}
        </p>
      )}
      <div className="who">
        <span>{me ? `${me.name} · ${me.title || department || ""}` : null}</span>
        <IconButton
          label={words.nav.collectNow}
          onPress={() => void commands.collectNow().catch(() => undefined)}
        >
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
      {demo ? <p className="demo">{words.nav.demo}</p> : null}
    </div>
  );
}
