/** Several posts at once: close, assign or rest, with the list of what will happen. Removal is never done in bulk. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type Dispatch, type SetStateAction } from "react";
import type { Filter, Page, QueueRow } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useClock, useNow } from "../../domain/now";
import { useHouse, usePost } from "../../domain/queries";
import { written } from "../../domain/written";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Select } from "../../parts/Select";
import { useToasts } from "../../parts/Toast";
import { collator, useDates, useNamed, useWords } from "../../text";
import { innocentFirst } from "./answered";
import { restUntil, type Preset } from "./rest";

type Deed = "close" | "assign" | "rest";
type Mark = Dispatch<SetStateAction<Set<string>>>;

/** The rows that are known of a list, in its order. */
const knownRows = (client: QueryClient, filter: Filter): QueueRow[] =>
  client
    .getQueriesData<Page>({ queryKey: ["queue", filter] })
    .sort(([a], [b]) => Number(a[2]) - Number(b[2]))
    .flatMap(([, page]) => page?.rows ?? []);

/**
 * Goes from post to post, whatever is looked at meanwhile, until all are tried or it is stopped. What is done is no longer
 * marked; `onEnd` is told of it, and in which order the list stood.
 */
export function useBulk(filter: Filter, onMarked: Mark, onEnd: (done: Set<string>, order: string[]) => void) {
  const words = useWords();
  const client = useQueryClient();
  const { say } = useToasts();
  const [run, setRun] = useState<{ deed: Deed; tried: number; all: number } | null>(null);
  const stopped = useRef(false);
  const end = useRef<typeof onEnd | null>(onEnd);
  useEffect(() => {
    end.current = onEnd;
    // Whoever is in another place by then stays there.
    return () => void (end.current = null);
  });

  async function start(deed: Deed, ids: string[], one: (id: string) => Promise<unknown>) {
    if (run) return;
    const order = knownRows(client, filter).map((row) => row.id);
    const done = new Set<string>();
    let tried = 0;
    stopped.current = false;
    for (const id of ids) {
      if (stopped.current) break;
      setRun({ deed, tried, all: ids.length });
      try {
        await one(id);
        done.add(id);
      } catch {
        // It stays marked, and is counted among those that were refused.
      }
      tried += 1;
    }
    const refused = tried - done.size;
    say(words.bulk.result(done.size, refused, ids.length - tried), refused > 0 ? "trouble" : "plain");
    await client.invalidateQueries({ queryKey: ["queue"] });
    setRun(null);
    // Others may have been marked meanwhile.
    onMarked((now) => new Set([...now].filter((id) => !done.has(id))));
    end.current?.(done, order);
  }
  return { run, start, stop: () => void (stopped.current = true) };
}

export function BulkPane({
  filter,
  marked,
  onMarked,
  bulk: { run, start, stop },
}: {
  filter: Filter;
  marked: Set<string>;
  onMarked: Mark;
  bulk: ReturnType<typeof useBulk>;
}) {
  const words = useWords();
  const named = useNamed();
  const clock = useClock();
  const dates = useDates(useNow());
  const client = useQueryClient();
  const { people, departments } = useHouse();
  const [deed, setDeed] = useState<Deed>("close");
  const [choice, setChoice] = useState<string | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const stopButton = useRef<HTMLButtonElement>(null);
  const running = run !== null;
  const was = useRef(running);
  // The button that was pressed goes; whoever pressed it is at the one that stops, and then at what is left.
  useEffect(() => {
    if (was.current !== running && document.activeElement === document.body)
      (running ? stopButton : title).current?.focus();
    was.current = running;
  }, [running]);

  const known = knownRows(client, filter);
  const rows = [...marked]
    .map((id) => known.find((row) => row.id === id))
    .filter((row): row is QueueRow => row !== undefined);
  const { data: sample } = usePost(rows[0]?.id ?? [...marked][0] ?? "");

  const choices = {
    // Whether each of them was answered is not known here: whoever says so has to go and choose it.
    close: innocentFirst(sample?.doneReasons ?? []).map((reason) => ({ id: reason.id, name: named(reason) })),
    assign: [
      ...people.map((person) => ({ id: `p:${person.id}`, name: person.name, detail: person.title })),
      ...departments.map((department) => ({ id: `d:${department.id}`, name: department.name })),
    ].sort((a, b) => collator.compare(a.name, b.name)),
    rest: (["hour", "tomorrow", "monday"] as Preset[]).map((preset) => ({
      id: preset,
      name: words.act.restPresets[preset],
    })),
  }[deed];
  const chosen = choices.find((one) => one.id === choice);
  const lead = { close: words.act.doneChoose, assign: words.act.assignFind, rest: words.act.restUntil }[deed];

  const line = (row: QueueRow) => {
    if (!chosen) return row.author;
    if (deed === "rest")
      return words.bulk.line.rest(row.author, dates.moment(restUntil(chosen.id as Preset, clock())));
    return words.bulk.line[deed](row.author, chosen.name);
  };

  async function one(id: string, key: string): Promise<unknown> {
    if (deed === "close") return commands.postDone(id, key);
    if (deed === "rest")
      return commands.postRest(id, new Date(restUntil(key as Preset, clock())).toISOString(), "");
    return key.startsWith("p:")
      ? commands.postAssign(id, key.slice(2), null)
      : commands.postAssign(id, null, key.slice(2));
  }

  return (
    <aside className="q-act q-many" aria-label={words.bulk.title(marked.size)} data-testid="bulk">
      <h2 ref={title} tabIndex={-1}>
        {words.bulk.title(marked.size)}
      </h2>
      <div className="q-form">
        <div className="q-row-of-buttons" role="group" aria-label={words.bulk.what}>
          {(["close", "assign", "rest"] as Deed[]).map((kind) => (
            <Button
              key={kind}
              look={deed === kind ? "primary" : "plain"}
              aria-pressed={deed === kind}
              onPress={() => {
                setDeed(kind);
                setChoice(null);
              }}
            >
              {words.bulk[kind]}
            </Button>
          ))}
        </div>
        <Select
          label={words.bulk[deed]}
          lead=""
          placeholder={lead}
          choices={choices}
          value={choice}
          onChange={setChoice}
          testid="bulk-choice"
        />
        <h3 className="small strong">{words.bulk.what}</h3>
        <ul className="q-bulk" tabIndex={0} aria-label={words.bulk.what}>
          {rows.map((row) => (
            <li key={row.id}>
              {line(row)}
              <small {...written(row.language)}>{row.excerpt}</small>
            </li>
          ))}
        </ul>
        <p className="tiny faint">{words.bulk.noRemoval}</p>
        {run ? (
          <>
            <ProgressBar label={words.bulk[run.deed]} done={run.tried} all={run.all} />
            <Button key="stop" ref={stopButton} wide onPress={stop} data-testid="do-stop-bulk">
              {words.cancel}
            </Button>
          </>
        ) : (
          <>
            <Button
              key="run"
              look="primary"
              wide
              isDisabled={!chosen}
              onPress={() => void (chosen && start(deed, [...marked], (id) => one(id, chosen.id)))}
              data-testid="do-bulk"
            >
              {words.bulk.run(marked.size)}
            </Button>
            <Button
              key="clear"
              look="quiet"
              wide
              onPress={() => onMarked(new Set())}
              data-testid="do-clear-marks"
            >
              {words.bulk.clear}
            </Button>
          </>
        )}
      </div>
    </aside>
  );
}
