/** An exported archive: what is in it, and then taking it in, with a way to stop. */
import { useQueryClient } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import type { Preview } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { listen } from "../../backend/events";
import { useLasting } from "../../domain/lasting";
import { useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { written } from "../../domain/written";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Select } from "../../parts/Select";
import { Tick } from "../../parts/Tick";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";
import { useAccountChoices } from "./TakeIn";

/** Older than this is history. */
const historyDays = 30;
/** So many days that nothing is. */
const never = 36_500;

export function ImportPane() {
  const all = useWords();
  const words = all.queue.importing;
  const client = useQueryClient();
  const dates = useDates(useNow());
  const accounts = useAccountChoices();
  const [account, setAccount] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [history, setHistory] = useState(true);
  const [progress, setProgress] = useState({ done: 0, all: 0 });
  const { busy: reading, error, run: read } = useWork();
  // What came of the one before is said until another archive is chosen.
  const {
    begin,
    going: running,
    result: summary,
    error: refused,
    forget,
  } = useLasting("import", (into: string) =>
    commands.importRun(into, history ? historyDays : never).finally(() => client.invalidateQueries()),
  );

  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    void listen("importing", setProgress).then((end) => (gone ? end() : (stop = end)));
    return () => {
      gone = true;
      stop?.();
    };
  }, []);

  const choose = () =>
    account &&
    read(async () => {
      const chosen = await commands.importChoose(account);
      if (!chosen) return;
      forget();
      setPreview(chosen);
    });
  /** What is shown is always what would be taken in to the account that stands above it. */
  const change = (id: string) =>
    void read(async () => {
      if (preview) setPreview(await commands.importPreview(id));
      setAccount(id);
    });
  const run = () => {
    if (!account || !preview) return;
    setProgress({ done: 0, all: preview.all });
    begin(account, () => setPreview(null));
  };

  return (
    <div className="q-takein" data-testid="import-pane">
      <p className="quiet small">{words.intro}</p>
      <Select
        label={all.queue.takeIn.account}
        placeholder={all.queue.takeIn.chooseAccount}
        choices={accounts}
        value={account}
        onChange={change}
        disabled={running}
        testid="field-import-account"
      />
      {running ? (
        <>
          <ProgressBar label={words.running} done={progress.done} all={progress.all} />
          <div>
            <Button
              onPress={() => void commands.importCancel().catch(() => undefined)}
              data-testid="do-stop-import"
            >
              {words.stop}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button
            icon={<FolderOpen aria-hidden />}
            isDisabled={!account}
            isPending={reading}
            onPress={() => void choose()}
            data-testid="do-choose-archive"
          >
            {reading ? words.reading : words.choose}
          </Button>
        </div>
      )}
      <Trouble error={error ?? refused} />
      {preview ? (
        <section aria-label={preview.name} className="q-preview" data-testid="import-preview">
          <h3>{preview.name}</h3>
          <ul className="small">
            <li>
              {words.found(preview.all, words.kind[preview.kind])},{" "}
              {words.period(dates.date(preview.firstAt), dates.date(preview.lastAt))}
            </li>
            <li>
              {words.fresh(preview.new)}
              {preview.ours > 0 ? `, ${words.ours(preview.ours)}` : ""}
            </li>
            {preview.all > preview.new ? <li>{words.known(preview.all - preview.new)}</li> : null}
            {preview.leftOut > 0 ? <li className="watch">{words.leftOut(preview.leftOut)}</li> : null}
          </ul>
          {preview.samples.length > 0 ? (
            <>
              <h4>{words.samples}</h4>
              <ul className="q-samples">
                {preview.samples.map((one, index) => (
                  <li key={index}>
                    <small>
                      {one.ours ? all.post.ours : one.author} · {all.post.kind[one.kind]} ·{" "}
                      {dates.short(one.postedAt)}
                    </small>
                    <span {...written()}>{one.excerpt}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          {running ? null : preview.new > 0 ? (
            <>
              <Tick on={history} onChange={setHistory} testid="field-history">
                {words.history}
              </Tick>
              <p className="small quiet">{words.historyHelp}</p>
              <div>
                <Button look="primary" isPending={reading} onPress={() => void run()} data-testid="do-import">
                  {words.run(preview.new)}
                </Button>
              </div>
            </>
          ) : (
            <p className="calm">{words.nothing}</p>
          )}
        </section>
      ) : null}
      {summary ? (
        <section role="status" data-testid="import-summary">
          <p className={summary.stopped ? "watch" : "calm"}>{words.summary(summary.new, summary.known)}</p>
          {summary.missingFiles > 0 ? (
            <p className="watch small">{words.missing(summary.missingFiles)}</p>
          ) : null}
          {summary.stopped ? <p className="small">{words.stopped}</p> : null}
        </section>
      ) : null}
    </div>
  );
}
