/** The rules that hold, each with its reason, its ground and how often people found it right. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RuleRow, RulesPage } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useClock, useNow } from "../../domain/now";
import { rulesAddress } from "../../domain/places";
import { queries } from "../../domain/queries";
import { SearchBox } from "../../domain/SearchBox";
import { Trouble } from "../../domain/WhyNot";
import { Beside, Sheet } from "../../parts/Beside";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { go } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { holds, wholeFirst } from "../../parts/search";
import { Table, type Column } from "../../parts/Table";
import { useWork } from "../../parts/work";
import { collator, flagName, useDates, useWords } from "../../text";
import { dayOf } from "../../text/dates";
import { isChanged, useDraft } from "./draft";
import { offFile, withOff } from "./toml";

type Sort = "name" | "worst" | "most";

const share = (rule: RuleRow) => (rule.judged === 0 ? 2 : rule.right / rule.judged);
const orders: Record<Sort, (a: RuleRow, b: RuleRow) => number> = {
  name: (a, b) => collator.compare(a.id, b.id),
  worst: (a, b) => share(a) - share(b) || b.judged - a.judged,
  most: (a, b) => b.judged - a.judged || collator.compare(a.id, b.id),
};

export function RuleList({ chosen }: { chosen: string | null }) {
  const words = useWords();
  const dates = useDates(useNow());
  const { data, error } = useQuery(queries.rules);
  const [typed, setTyped] = useState("");
  const [sort, setSort] = useState<Sort>("name");

  const rows = useMemo(() => {
    const fits = (rule: RuleRow) =>
      holds(typed, [
        rule.id,
        rule.why,
        rule.ground,
        rule.file,
        ...[rule.label, ...rule.also].map((one) => flagName(words, one)),
      ]);
    const sorted = (data?.rules ?? []).filter(fits).sort(orders[sort]);
    // Whoever asked for another order has it.
    return sort === "name" ? wholeFirst(typed, sorted, (rule) => [rule.id]) : sorted;
  }, [data, typed, sort, words]);
  const open = data?.rules.find((rule) => rule.id === chosen);

  const columns: Column<RuleRow>[] = [
    {
      id: "rule",
      name: words.rules.column.rule,
      cell: (rule) => (
        <>
          <a href={rulesAddress("list", rule.id)} className="row-name">
            {rule.id}
          </a>
          {rule.off ? <b className="u-own"> {words.rules.off}</b> : null}
          <small>{rule.why}</small>
        </>
      ),
    },
    {
      id: "label",
      name: words.rules.column.label,
      cell: (rule) => (
        <span className={`u-label tone-${rule.severity}`}>
          <SeverityShape severity={rule.severity} /> {flagName(words, rule.label)}
          <span className="aside"> {words.due.severity[rule.severity]}</span>
        </span>
      ),
    },
    {
      id: "score",
      name: words.rules.column.score,
      cell: (rule) => rule.score,
      number: true,
      spare: true,
    },
    {
      id: "precision",
      name: words.rules.column.precision,
      cell: (rule) => (
        <span className="u-precision" title={words.rules.precisionOf(rule.right, rule.judged)}>
          <span className={rule.judged === 0 ? "faint" : "num"}>
            {words.rules.precision(rule.right, rule.judged)}
          </span>
          {rule.judged > 0 ? (
            <small>
              {rule.right}/{rule.judged}
            </small>
          ) : null}
        </span>
      ),
    },
    {
      id: "file",
      name: words.rules.column.file,
      cell: (rule) => (
        <span className="small">
          {rule.file}
          {rule.own ? <b className="u-own"> {words.rules.own}</b> : null}
        </span>
      ),
      spare: true,
    },
  ];

  return (
    <Beside sheet={open && data ? <Detail rule={open} page={data} /> : null}>
      <div className="tools">
        <SearchBox label={words.rules.search} value={typed} onChange={setTyped} testid="rules-search" />
        <Select
          label={words.rules.sort}
          lead=""
          placeholder=""
          choices={(["name", "worst", "most"] as const).map((id) => ({ id, name: words.rules.sorts[id] }))}
          value={sort}
          onChange={(id) => setSort(id as Sort)}
          testid="rules-sort"
        />
        {data ? (
          <p className="small quiet" data-testid="rules-intro">
            {words.rules.intro(
              data.rules.filter((rule) => !rule.off).length,
              data.since ? dates.near(data.since) : "",
            )}{" "}
            <span title={data.digest}>
              {words.rules.digest} <code>{data.digest.slice(0, 12)}</code>
            </span>
          </p>
        ) : null}
      </div>
      <Trouble error={error} />
      {data && rows.length === 0 ? (
        <EmptyState title={words.rules.noneMatch.title}>{words.rules.noneMatch.body}</EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={words.rules.list}
          columns={columns}
          narrow={Boolean(open)}
          rows={rows}
          picked={chosen}
          onPick={(id) => go(rulesAddress("list", id), true)}
          testid="rule-row"
        />
      ) : null}
    </Beside>
  );
}

function Detail({ rule, page }: { rule: RuleRow; page: RulesPage }) {
  const words = useWords();
  const clock = useClock();
  const turning = useWork();
  const [draft, setDraft] = useDraft();
  // A change that somebody has begun is not thrown away for another one.
  const elsewhere = isChanged(draft) && draft.file !== offFile ? draft.file : null;
  const turn = () =>
    void turning.run(async () => {
      const base = await commands.rulesFile(offFile);
      const text = isChanged(draft) ? draft.text : base;
      setDraft({ file: offFile, text: withOff(text, rule.id, !rule.off, dayOf(clock())), base });
      go(rulesAddress("own", offFile));
    });
  const threshold = page.thresholds.find(([label]) => label === rule.label)?.[1] ?? 0;
  const facts: [string, string][] = [
    [words.rules.column.label, flagName(words, rule.label)],
    ...(rule.also.length > 0
      ? [[words.rules.also, words.and(rule.also.map((label) => flagName(words, label)))] as [string, string]]
      : []),
    [words.rules.severity, words.due.severity[rule.severity]],
    [words.rules.column.score, `${rule.score} (${words.rules.threshold(threshold)})`],
    [words.rules.ground, rule.ground],
    [words.rules.column.precision, words.rules.precisionOf(rule.right, rule.judged)],
    [words.rules.column.file, rule.own ? `${rule.file} (${words.rules.own})` : rule.file],
  ];
  return (
    <Sheet
      title={rule.id}
      closeLabel={words.close}
      onClose={() => go(rulesAddress("list"))}
      testid="rule-detail"
    >
      {rule.off ? <p className="strong">{words.rules.isOff}</p> : null}
      <p>{rule.why}</p>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="u-buttons">
        <Button onPress={() => go(rulesAddress("own", rule.file))} data-testid="do-edit-file">
          {words.rules.editFile}
        </Button>
        <Button
          isDisabled={elsewhere !== null}
          isPending={turning.busy}
          onPress={turn}
          data-testid="do-turn-rule"
        >
          {rule.off ? words.rules.turnOn : words.rules.turnOff}
        </Button>
      </div>
      {elsewhere === null ? null : <p className="why-not">{words.rules.begunElsewhere(elsewhere)}</p>}
      <Trouble error={turning.error} />
    </Sheet>
  );
}
