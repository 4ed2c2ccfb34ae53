/** The coverage log of one account: each day, the longest times in which nobody saw it and why, and the latest visits. */
import { useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { useState } from "react";
import type { Coverage as Log, Gap } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useNow } from "../../domain/now";
import { queries, useHouse } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useWork } from "../../parts/work";
import { causeText, useDates, useWords } from "../../text";
import { toWall } from "../../text/dates";

const atMidnight = (iso: string) => toWall(+new Date(iso)).endsWith("T00:00");

/** Today over all accounts, and the whole log for a spreadsheet. */
export function Today() {
  const { watch } = useHouse();
  const words = useWords().register.watch;
  const dates = useDates(useNow());
  return (
    <section className="r-today" aria-label={words.all} data-testid="coverage-today">
      <p className="small">
        {words.today(watch.visits, watch.missed)}{" "}
        {watch.longestGapMinutes !== null && watch.longestGapAccount
          ? words.longest(watch.longestGapMinutes, watch.longestGapAccount)
          : null}{" "}
        <span className={watch.offMinutes > 0 ? "watch" : undefined}>
          {watch.offMinutes > 0
            ? words.off(watch.offMinutes)
            : watch.since === null
              ? words.nothingYet
              : words.on(atMidnight(watch.since) ? null : dates.time(watch.since))}
        </span>
      </p>
      <Save account={null} />
    </section>
  );
}

function Save({ account }: { account: string | null }) {
  const words = useWords().register.watch;
  const [saved, setSaved] = useState<string | null>(null);
  const { busy, error, run } = useWork();
  const save = () => void run(async () => setSaved(await commands.coverageSave(account)));
  return (
    <span>
      <Button
        look="link"
        icon={<FileDown aria-hidden />}
        onPress={save}
        isPending={busy}
        data-testid="do-save-coverage"
      >
        {words.save}
      </Button>
      {saved ? (
        <span className="tiny faint" role="status">
          {words.saved(saved)}
        </span>
      ) : null}
      <Trouble error={error} />
    </span>
  );
}

export function Coverage({ account }: { account: string }) {
  const words = useWords();
  const { watch } = words.register;
  const dates = useDates(useNow());
  const { data, error } = useQuery(queries.coverage(account));
  return (
    <section className="r-coverage" aria-label={watch.title} data-testid="coverage">
      <h3>{watch.title}</h3>
      <Trouble error={error} />
      {data ? (
        <>
          {data.dueAt ? (
            <p className="small quiet">{watch.next(dates.near(data.dueAt), watch.why[data.why] ?? "")}</p>
          ) : null}
          <Days log={data} />
          <h4>{watch.gaps}</h4>
          <ul className="r-gaps">
            {data.gaps.map((gap) => (
              <GapLine key={gap.from} gap={gap} />
            ))}
          </ul>
          <h4>{watch.rounds}</h4>
          {data.rounds.length === 0 ? <p className="small">{watch.noRounds}</p> : null}
          <ul className="r-rounds">
            {data.rounds.slice(0, 20).map((round) => (
              <li key={round.endedAt} data-testid="round" data-result={round.result} className="small">
                {dates.near(round.endedAt)}:{" "}
                <span className={round.result === "missed" ? "grave" : undefined}>
                  {watch.result[round.result] ?? round.result}
                </span>
                {round.cause ? ` (${causeText(words, round.cause)})` : null}
                {round.newPosts + round.revisedPosts + round.gonePosts > 0
                  ? ` · ${round.newPosts}, ${round.revisedPosts}, ${round.gonePosts}`
                  : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <Save account={account} />
    </section>
  );
}

function Days({ log }: { log: Log }) {
  const { watch, minutes } = useWords().register;
  const dates = useDates(useNow());
  return (
    <div className="table-wrap" tabIndex={0} role="group" aria-label={watch.days}>
      <table className="table small">
        <caption className="aside">{watch.days}</caption>
        <thead>
          <tr>
            {[watch.day, watch.visits, watch.missed, watch.posts, watch.gap].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {log.days.map((day) => (
            <tr key={day.day} data-testid="coverage-day">
              <td>{dates.date(day.day)}</td>
              <td>{day.visits.toLocaleString("sv-SE")}</td>
              <td className={day.missed > 0 ? "grave" : undefined}>{day.missed.toLocaleString("sv-SE")}</td>
              <td>
                {day.newPosts}, {day.revisedPosts}, {day.gonePosts}
              </td>
              <td>{minutes(day.longestGapMinutes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GapLine({ gap }: { gap: Gap }) {
  const words = useWords();
  const { watch } = words.register;
  const dates = useDates(useNow());
  const why =
    gap.cause.why === "missed"
      ? watch.cause.missed(causeText(words, gap.cause.cause))
      : watch.cause[gap.cause.why];
  return (
    <li data-testid="gap" data-why={gap.cause.why} data-too-long={gap.tooLong} className="small">
      {gap.tooLong ? <SeverityShape severity="watch" /> : null}{" "}
      {watch.gapLine(dates.near(gap.from), dates.near(gap.to), gap.minutes)} · {why}
      {gap.tooLong ? <b className="watch"> · {watch.tooLong}</b> : null}
    </li>
  );
}
