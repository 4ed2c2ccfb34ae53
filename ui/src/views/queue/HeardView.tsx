/** Watched words and what others wrote with them elsewhere: a list of its own, without clocks and without duties. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ear, X } from "lucide-react";
import type { FormEvent } from "react";
import type { Heard } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { useNow } from "../../domain/now";
import { queries, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { written } from "../../domain/written";
import { Button, IconButton } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { Field } from "../../parts/Field";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";
import "./heard.css";

/** Work after which the list and its count are read anew. */
function useHeardWork() {
  const client = useQueryClient();
  const { run, ...rest } = useWork();
  const then = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work();
      await client.invalidateQueries({ queryKey: ["listening"] });
      await client.invalidateQueries({ queryKey: ["overview"] });
    });
  return { ...rest, run: then };
}

export function HeardView() {
  const words = useWords();
  const dates = useDates(useNow());
  const moderates = useMine().holds("moderator");
  const { data, error } = useQuery(queries.listening);
  const [typed, setTyped] = useBegun("watchword", "");
  const { busy, error: trouble, run } = useHeardWork();
  const add = (event: FormEvent) => {
    event.preventDefault();
    run(async () => {
      await commands.watchwordAdd(typed);
      setTyped("");
    });
  };

  return (
    <div className="h">
      <div className="bar wide">
        <h1>{words.heard.title}</h1>
      </div>
      <div className="h-body">
        <section aria-label={words.heard.words} className="h-words">
          <h2>{words.heard.words}</h2>
          <p className="small quiet">{words.heard.intro}</p>
          {data && data.words.length === 0 ? <p className="small">{words.heard.noWords}</p> : null}
          <ul>
            {(data?.words ?? []).map((word) => (
              <li key={word.id} data-testid="watchword">
                <span className="strong">{word.words}</span>{" "}
                <small className="faint">
                  {word.askedAt ? words.heard.asked(dates.near(word.askedAt)) : words.heard.notAsked}
                </small>
                {moderates ? (
                  <IconButton
                    label={words.heard.stop(word.words)}
                    isPending={busy}
                    onPress={() => run(() => commands.watchwordRemove(word.id))}
                  >
                    <X aria-hidden />
                  </IconButton>
                ) : null}
              </li>
            ))}
          </ul>
          {moderates ? (
            <form onSubmit={add}>
              <Field
                label={words.heard.add}
                help={words.heard.addHelp}
                value={typed}
                onChange={setTyped}
                testid="field-watchword"
              />
              <Button look="primary" type="submit" isPending={busy} data-testid="do-watch">
                {words.heard.watch}
              </Button>
            </form>
          ) : (
            <WhyNot refusal={{ code: "role_missing", details: "moderator" }} />
          )}
          <Trouble error={error} />
          <Trouble error={trouble} />
        </section>
        <section aria-label={words.heard.list} className="h-list">
          <h2>{words.heard.list}</h2>
          {data && data.heard.length === 0 ? (
            <EmptyState icon={<Ear aria-hidden />} title={words.heard.empty.title}>
              {words.heard.empty.body}
            </EmptyState>
          ) : null}
          <ul>
            {(data?.heard ?? []).map((one) => (
              <Hit key={one.id} of={one} moderates={moderates} />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function Hit({ of, moderates }: { of: Heard; moderates: boolean }) {
  const words = useWords();
  const dates = useDates(useNow());
  const service = words.platform[of.platform];
  const { busy, error, run } = useHeardWork();
  return (
    <li className={of.seen ? "seen" : undefined} data-testid="heard" data-seen={of.seen}>
      <p className="tiny faint">
        {words.heard.line(of.author, service, dates.near(of.postedAt))} · <b>{of.watchword}</b>
      </p>
      <p className="h-text" {...written()}>
        {of.text}
      </p>
      <div className="h-does">
        {of.permalink ? (
          <Button look="link" isPending={busy} onPress={() => run(() => commands.heardOpen(of.id))}>
            {words.heard.open(service)}
          </Button>
        ) : null}
        {of.seen ? (
          <small className="faint">{words.heard.alreadySeen}</small>
        ) : moderates ? (
          <Button
            look="link"
            isPending={busy}
            onPress={() => run(() => commands.heardSeen(of.id))}
            data-testid="do-seen"
          >
            {words.heard.seen}
          </Button>
        ) : null}
      </div>
      <Trouble error={error} />
    </li>
  );
}
