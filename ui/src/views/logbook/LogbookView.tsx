/** The chained record, newest first, as sentences. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Link2, ShieldAlert, ShieldCheck, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { AlteredDayView, ChainView, LogLine } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useSentence } from "../../domain/LogSentence";
import { useLasting } from "../../domain/lasting";
import { useClock, useNow } from "../../domain/now";
import { logbookAddress, queueAddress } from "../../domain/places";
import { SearchBox } from "../../domain/SearchBox";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { go, useAddress } from "../../parts/hash";
import { holds } from "../../parts/search";
import { useDates, useWords } from "../../text";
import { entryKinds } from "../../text/codes";
import { dayOf } from "../../text/dates";
import "./logbook.css";

const portion = 100;

export function LogbookView() {
  const words = useWords();
  const { query } = useAddress();
  const subject = query.get("subject");
  const [typed, setTyped] = useState("");
  const sentence = useSentence();
  const chain = useVerify();
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const dates = useDates(now);

  const log = useInfiniteQuery({
    queryKey: ["logbook", subject],
    queryFn: ({ pageParam }) => commands.logbookPage(subject, pageParam, portion),
    initialPageParam: null as string | null,
    getNextPageParam: (page: LogLine[]) =>
      page.length < portion ? undefined : (page.at(-1)?.seq ?? undefined),
  });
  const all = useMemo(() => log.data?.pages.flat() ?? [], [log.data]);
  const lines = useMemo(
    () => (typed ? all.filter((line) => holds(typed, [sentence(line), line.seq])) : all),
    [all, typed, sentence],
  );

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 35,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  useEffect(() => {
    if (last >= lines.length - 20 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, lines.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <section className="l" aria-label={words.logbook.title}>
      <div className="bar wide">
        <h1>{words.logbook.title}</h1>
        {subject ? (
          <Button
            look="quiet"
            icon={<X aria-hidden />}
            onPress={() => go(logbookAddress())}
            data-testid="do-show-all"
          >
            {words.logbook.onlySubject(query.get("name") ?? all[0]?.subjectName ?? subject.slice(0, 8))}
          </Button>
        ) : null}
        <SearchBox
          label={words.logbook.subjectPlaceholder}
          value={typed}
          onChange={setTyped}
          testid="logbook-search"
        />
        {chain.button}
      </div>
      {chain.answer}
      <Trouble error={log.error} />
      {!log.isPending && lines.length === 0 ? (
        <EmptyState title={typed ? words.logbook.noneMatch.title : words.logbook.empty.title}>
          {typed ? words.logbook.noneMatch.body : words.logbook.empty.body}
        </EmptyState>
      ) : null}
      <div
        className="l-scroll"
        ref={scroller}
        tabIndex={0}
        role="feed"
        aria-label={words.logbook.list}
        aria-busy={log.isFetching}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {items.map((item) => {
            const line = lines[item.index]!;
            const above = lines[item.index - 1];
            const newDay = !above || dayOf(+new Date(above.at)) !== dayOf(+new Date(line.at));
            return (
              <article
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-testid="log-line"
                data-kind={line.kind}
                className="l-line"
                aria-posinset={item.index + 1}
                aria-setsize={hasNextPage ? -1 : lines.length}
                aria-label={sentence(line)}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {newDay ? <h2 className="l-day">{dates.date(line.at)}</h2> : null}
                <div className="l-entry">
                  <time dateTime={line.at}>{dates.time(line.at)}</time>
                  <p>{sentence(line)}</p>
                  <Subject line={line} filtered={subject !== null} />
                  <span className="l-seq" title={line.hash}>
                    <Link2 aria-hidden />{" "}
                    <span className="aside">
                      {words.logbook.seq(line.seq)}, {words.logbook.hash}{" "}
                    </span>
                    <span aria-hidden="true">{line.seq}</span> <code>{line.hash.slice(0, 8)}</code>
                  </span>
                </div>
              </article>
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** The kinds whose subject is a post that can be opened. */
const postKinds = new Set(
  entryKinds.slice(entryKinds.indexOf("read"), entryKinds.indexOf("paper_saved")),
) as ReadonlySet<string>;

function Subject({ line, filtered }: { line: LogLine; filtered: boolean }) {
  const words = useWords();
  const id = /^[0-9a-f]{32}$/.test(line.subject);
  const aboutPost = id && postKinds.has(line.kind);
  return (
    <span className="l-links">
      {filtered || !id ? null : (
        <a
          href={logbookAddress(line.subject, line.subjectName)}
          aria-label={`${words.logbook.only}: ${line.subjectName || line.subject.slice(0, 8)}`}
        >
          {words.logbook.only}
        </a>
      )}
      {aboutPost ? <a href={queueAddress({}, line.subject)}>{words.registrar.openPost}</a> : null}
    </span>
  );
}

/** Whether the chain holds: the button that asks, and what came of it. */
function useVerify() {
  const words = useWords();
  const clock = useClock();
  const dates = useDates(useNow());
  const { begin, going, result, error } = useLasting("verify", async () => ({
    chain: await commands.logbookVerify(),
    at: clock(),
  }));
  const chain = result?.chain;
  const broken = chain !== undefined && (chain.brokenAt !== null || chain.altered.length > 0);
  const said = (of: ChainView) => {
    if (of.brokenAt) return words.logbook.broken(of.brokenAt);
    return of.altered.length > 0 ? words.logbook.altered(of.altered.length) : words.logbook.whole(of.entries);
  };
  return {
    button: (
      <Button onPress={() => begin(null)} isPending={going} data-testid="do-verify">
        {going ? words.logbook.verifying : words.logbook.verify}
      </Button>
    ),
    answer: (
      <>
        <div
          role="status"
          className={`l-chain ${broken ? "grave" : "calm"}`}
          data-testid="chain"
          data-broken={chain ? broken : undefined}
        >
          {chain ? broken ? <ShieldAlert aria-hidden /> : <ShieldCheck aria-hidden /> : null}
          {chain ? (
            <div>
              <p>
                {said(chain)} {words.logbook.checkedAt(dates.near(result.at))}
              </p>
              {chain.brokenAt ? null : <Altered days={chain.altered} />}
            </div>
          ) : null}
        </div>
        <Trouble error={error} />
      </>
    ),
  };
}

/** So many altered days are named. */
const named = 10;

function Altered({ days }: { days: AlteredDayView[] }) {
  const words = useWords();
  const dates = useDates(useNow());
  if (days.length === 0) return null;
  const left = days.length - named;
  return (
    <ul>
      {days.slice(0, named).map(({ account, day }) => (
        <li key={`${account} ${day}`} data-testid="altered-day">
          {account}, <time dateTime={day}>{dates.date(day)}</time>
        </li>
      ))}
      {left > 0 ? <li>{words.logbook.alteredMore(left)}</li> : null}
    </ul>
  );
}
