/** Where one can go, how much waits there, and whether the watch is kept. */
import { Archive, BookOpenText, Ear, Inbox, RefreshCw, ScanText, Settings, Users } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { List } from "../backend/bindings";
import { commands } from "../backend/commands";
import { listen } from "../backend/events";
import { SeverityShape } from "../domain/AnswerClock";
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
import { useTroubleText } from "../domain/WhyNot";
import { IconButton } from "../parts/Button";
import { ProgressBar } from "../parts/ProgressBar";
import { useToasts } from "../parts/Toast";
import { useDates, useWords } from "../text";
import type { Place } from "./routes";

type Item = {
  /** A place, or one of the queue's lists. */
  id: Place | Exclude<List, "open">;
  count?: number;
  href: string;
  on?: boolean;
  icon?: ReactNode;
  /** A part of the place above it. */
  sub?: boolean;
};

export function Sidebar({ place, list }: { place: Place; list: string }) {
  const words = useWords();
  const { municipality, counts } = useHouse();
  const lists: [Exclude<List, "open">, number][] = [
    ["mine", counts.mine],
    ["review", counts.review],
    ["resting", counts.resting],
    ["done", counts.doneToday],
  ];
  const inQueue = (id: List) => place === "queue" && list === id;
  const items: Item[] = [
    {
      id: "queue",
      count: counts.open,
      href: queueAddress({}),
      on: inQueue("open"),
      icon: <Inbox aria-hidden />,
    },
    ...lists.map(([id, count]) => ({
      id,
      count,
      href: queueAddress({ list: id }),
      on: inQueue(id),
      sub: true,
    })),
    { id: "heard", count: counts.heard, href: heardAddress(), icon: <Ear aria-hidden />, sub: true },
    {
      id: "registrar",
      count: counts.registrar,
      href: registrarAddress("to_register"),
      icon: <Archive aria-hidden />,
    },
    {
      id: "register",
      count: counts.accounts,
      href: registerAddress("accounts"),
      icon: <Users aria-hidden />,
    },
    { id: "rules", href: rulesAddress("list"), icon: <ScanText aria-hidden /> },
    { id: "logbook", href: logbookAddress(), icon: <BookOpenText aria-hidden /> },
    { id: "settings", href: settingsAddress(), icon: <Settings aria-hidden /> },
  ];
  return (
    <nav className="sidebar" aria-label={words.nav.places}>
      <p className="brand">
        <i aria-hidden="true">U</i>
        <span>{municipality}</span>
      </p>
      <ul>
        {items.map(({ id, count, href, on = place === id, icon, sub }) => (
          <li key={id}>
            <a
              href={href}
              className={`${on ? "on" : ""}${sub ? " sub" : ""}`}
              aria-current={on ? "page" : undefined}
              title={words.nav[id]}
              data-testid={`nav-${id}`}
            >
              {icon}
              <span className="name">{words.nav[id]}</span>
              {count ? (
                <>
                  <span className="aside">, </span>
                  <span className="num">{count.toLocaleString("sv-SE")}</span>
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
  const { say } = useToasts();
  const trouble = useTroubleText();
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
        <ul className="watch-kept">
          <li className="calm">{words.nav.watching(watch.accounts)}</li>
          {watch.troubled > 0 ? (
            <li>
              <a className="grave" href={registerAddress("accounts")} data-testid="to-troubled">
                <SeverityShape severity="grave" /> {words.nav.troubled(watch.troubled)}
              </a>
            </li>
          ) : null}
          <li>
            {watch.lastRoundAt ? words.nav.lastRound(dates.near(watch.lastRoundAt)) : words.nav.noRound}
          </li>
          {watch.longestGapMinutes !== null && watch.longestGapAccount ? (
            <li>{words.nav.longestGap(watch.longestGapMinutes, watch.longestGapAccount)}</li>
          ) : null}
          {watch.offMinutes > 0 ? <li>{words.nav.off(watch.offMinutes)}</li> : null}
        </ul>
      )}
      <div className="who">
        <span>{me ? `${me.name} · ${me.title || department || ""}` : null}</span>
        <IconButton
          label={words.nav.collectNow}
          onPress={() => void commands.collectNow().catch((error: unknown) => say(trouble(error), "trouble"))}
          data-testid="do-collect"
        >
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
      {demo ? <p className="demo">{words.nav.demo}</p> : null}
    </div>
  );
}
