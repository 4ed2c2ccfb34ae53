/** What a change would do to everything that was written here: counted, with examples to open. */
import type { Example, Rehearsal as Stands, Report } from "../../backend/bindings";
import { SeverityShape } from "../../domain/AnswerClock";
import { FlagMark } from "../../domain/FlagMark";
import { queueAddress } from "../../domain/places";
import { written } from "../../domain/written";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Table } from "../../parts/Table";
import { flagName, useWords } from "../../text";

export function Rehearsal({ stands, onStop }: { stands: Stands; onStop: () => void }) {
  const words = useWords();
  if (stands.state === "going")
    return (
      <div className="u-progress" data-testid="rehearsing">
        <ProgressBar label={words.rules.rehearsing} done={stands.done} all={stands.all} />
        <Button onPress={onStop} data-testid="do-stop">
          {words.rules.stop}
        </Button>
      </div>
    );
  if (stands.state === "stopped")
    return (
      <p role="status" className="small" data-testid="rehearsal-stopped">
        {words.rules.stopped}
      </p>
    );
  return stands.state === "done" ? <Outcome report={stands.report} file={stands.file} /> : null;
}

function Outcome({ report, file }: { report: Report; file: string }) {
  const words = useWords();
  const { report: say } = words.rules;
  const figures = [
    { id: "hits", name: say.hits, count: report.hits, help: say.hitsHelp },
    { id: "misses", name: say.misses, count: report.misses, help: say.missesHelp },
    { id: "gained", name: say.gained, count: report.gained, help: say.gainedHelp },
    { id: "lost", name: say.lost, count: report.lost, help: say.lostHelp },
  ];
  return (
    <section className="u-outcome" aria-label={words.rules.rehearsal} data-testid="rehearsal">
      <h2>
        {words.rules.rehearsal} <span className="faint small">{file}</span>
      </h2>
      <p className="small quiet" role="status">
        {words.rules.rehearsedPosts(report.posts)}
      </p>
      <dl className="u-figures">
        {figures.map((figure) => (
          <div key={figure.id} data-testid={`figure-${figure.id}`}>
            <dt>{figure.name}</dt>
            <dd>{figure.count.toLocaleString("sv-SE")}</dd>
            <dd className="tiny faint">{figure.help}</dd>
          </div>
        ))}
      </dl>
      {report.confirmedLost > 0 ? (
        <p className="u-warning grave">
          <SeverityShape severity="grave" /> {say.confirmedLost(report.confirmedLost)}
        </p>
      ) : null}
      {report.wrongAgain > 0 ? (
        <p className="u-warning watch">
          <SeverityShape severity="watch" /> {say.wrongAgain(report.wrongAgain)}
        </p>
      ) : null}
      {report.rules.length > 0 ? (
        <Table
          caption={say.byRule}
          rows={report.rules.map((rule) => ({ ...rule, id: rule.rule }))}
          columns={[
            { id: "rule", name: say.rule, cell: (rule) => rule.rule },
            { id: "before", name: say.before, cell: (rule) => <span className="num">{rule.before}</span> },
            { id: "after", name: say.after, cell: (rule) => <span className="num">{rule.after}</span> },
            { id: "gained", name: say.gained, cell: (rule) => <span className="num">+{rule.gained}</span> },
            { id: "lost", name: say.lost, cell: (rule) => <span className="num">−{rule.lost}</span> },
          ]}
        />
      ) : null}
      <Examples title={say.newMarks} examples={report.newMarks} testid="new-mark" />
      <Examples title={say.lostMarks} examples={report.lostMarks} testid="lost-mark" />
    </section>
  );
}

function Examples({ title, examples, testid }: { title: string; examples: Example[]; testid: string }) {
  const words = useWords();
  const { report: say } = words.rules;
  return (
    <section className="u-examples" aria-label={title}>
      <h3>
        {title} <span className="faint small">{say.examples(examples.length)}</span>
      </h3>
      {examples.length === 0 ? <p className="small faint">{say.none}</p> : null}
      <ul>
        {examples.map((example) => (
          <li key={`${example.post}-${example.rule}-${example.label}-${example.start}`} data-testid={testid}>
            <p {...written()}>
              <FlagMark
                text={example.text}
                flags={[
                  {
                    id: example.rule,
                    label: example.label,
                    start: example.start,
                    end: example.end,
                    wrong: false,
                    why: example.why,
                  },
                ]}
              />
            </p>
            {example.why ? <p lang="sv">{example.why}</p> : null}
            <p className="tiny faint">
              {flagName(words, example.label)} · {words.post.rule(example.rule)}
              {example.confirmed ? ` · ${say.confirmed}` : ""}
              {example.calledWrong ? ` · ${say.calledWrong}` : ""} ·{" "}
              <a href={queueAddress({}, example.post)}>{say.open}</a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
