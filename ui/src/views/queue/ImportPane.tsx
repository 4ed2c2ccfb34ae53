/** An exported archive: what is in it, and then taking it in, with a way to stop. */
import { useQueryClient } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import type { ImportSummary, Preview } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { listen } from "../../backend/events";
import { useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Select } from "../../parts/Select";
import { Tick } from "../../parts/Tick";
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
  const [state, setState] = useState<"idle" | "reading" | "running">("idle");
  const [progress, setProgress] = useState({ done: 0, all: 0 });
  const [summary, setSummary] = useState<ImportSummary | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    void listen("importing", setProgress).then((end) => (gone ? end() : (stop = end)));
    return () => {
      gone = true;
      stop?.();
    };
  }, []);

  async function work(next: "reading" | "running", what: () => Promise<void>) {
    setState(next);
    setError(null);
    try {
      await what();
    } catch (caught) {
      setError(caught);
    } finally {
      setState("idle");
    }
  }
  const choose = () =>
    account &&
    work("reading", async () => {
      setSummary(null);
      const chosen = await commands.importChoose(account);
      if (chosen) setPreview(chosen);
    });
  const change = (id: string) => {
    setAccount(id);
    if (preview) void work("reading", async () => setPreview(await commands.importPreview(id)));
  };
  const run = () =>
    account &&
    preview &&
    work("running", async () => {
      setProgress({ done: 0, all: preview.all });
      setSummary(await commands.importRun(account, history ? historyDays : never));
      setPreview(null);
      await client.invalidateQueries();
    });

  return (
    <div className="q-takein" data-testid="import-pane">
      <p className="quiet small">{words.intro}</p>
      <Select
        label={all.queue.takeIn.account}
        placeholder={all.queue.takeIn.chooseAccount}
        choices={accounts}
        value={account}
        onChange={change}
        testid="field-import-account"
      />
      {state === "running" ? null : (
        <div>
          <Button
            icon={<FolderOpen aria-hidden />}
            isDisabled={!account}
            isPending={state === "reading"}
            onPress={() => void choose()}
            data-testid="do-choose-archive"
          >
            {state === "reading" ? words.reading : words.choose}
          </Button>
        </div>
      )}
      <Trouble error={error} />
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
                    <span>{one.excerpt}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          {state === "running" ? (
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
          ) : preview.new > 0 ? (
            <>
              <Tick on={history} onChange={setHistory} testid="field-history">
                {words.history}
              </Tick>
              <p className="small quiet">{words.historyHelp}</p>
              <div>
                <Button look="primary" onPress={() => void run()} data-testid="do-import">
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
