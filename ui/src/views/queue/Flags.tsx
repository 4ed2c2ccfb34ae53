/** The flags, those of one kind together, and each explained: the words it saw, the rule, how often that rule is right, and the ground. One key judges it wrong. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FocusEvent } from "react";
import { flushSync } from "react-dom";
import type { FlagView, Severity } from "../../backend/bindings";
import { SeverityShape } from "../../domain/AnswerClock";
import { judgeFlag } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useBinding, useKeys } from "../../parts/keys";
import { useToasts } from "../../parts/Toast";
import { flagName, useWords } from "../../text";

export function Flags({
  post,
  flags,
  active,
  onActive,
  onJudged,
}: {
  post: string;
  flags: FlagView[];
  active: string | null;
  onActive: (flag: string | null) => void;
  onJudged: (flag: FlagView, wrong: boolean) => void;
}) {
  const client = useQueryClient();
  const words = useWords();
  const { say } = useToasts();
  const list = useRef<HTMLDivElement>(null);
  const [error, setError] = useState<unknown>(null);
  /** Every reason is told, not only the first ones. */
  const [whole, setWhole] = useState(false);
  /** The flag that has the focus. */
  const [held, setHeld] = useState<string | null>(null);
  const hold = (target: Element | null) =>
    setHeld(target?.closest<HTMLElement>("[data-flag]")?.dataset["flag"] ?? null);

  function judge(flag: FlagView, wrong: boolean) {
    onJudged(flag, wrong);
    judgeFlag(client, post, flag.id, wrong).then(
      () => {
        const name = flagName(words, flag.label);
        say(wrong ? words.act.wrongSaid(name) : words.act.rightSaid(name));
        setError(null);
      },
      (refused: unknown) => {
        setError(refused);
        onJudged(flag, flag.wrong);
      },
    );
  }

  const groups = byLabel(flags);
  const shown = groups.flatMap((group) => (whole ? group : group.slice(0, told)));
  /** What the key judges, and where it is shown: the flag in focus, or else the first that is not judged wrong. */
  const next = shown.find((one) => one.id === held) ?? shown.find((one) => !one.wrong);
  useKeys({
    wrong: () => next && judge(next, !next.wrong),
    // The reason by key: from flag to flag, each read aloud where that is wanted, its words lit in the post.
    why: () => {
      flushSync(() => setWhole(true));
      const reasons = [...(list.current?.querySelectorAll<HTMLElement>("[data-flag]") ?? [])];
      const at = reasons.findIndex((one) => one.dataset["flag"] === held);
      reasons[(at + 1) % Math.max(reasons.length, 1)]?.focus();
    },
  });

  if (flags.length === 0) return null;
  return (
    <>
      <div
        className="q-flags"
        role="group"
        aria-label={words.post.flags}
        ref={list}
        onFocus={(event: FocusEvent) => hold(event.target)}
        onBlur={(event: FocusEvent) => hold(event.relatedTarget)}
      >
        {groups.map((group) => (
          <FlagCard
            key={group[0].id}
            group={group}
            next={next?.id}
            active={active}
            onActive={onActive}
            onJudge={judge}
            whole={whole}
            onWhole={() => setWhole(true)}
          />
        ))}
      </div>
      <Trouble error={error} />
    </>
  );
}

type Group = [FlagView, ...FlagView[]];

const order: Severity[] = ["grave", "watch", "calm"];

/** Flags of one kind, in the text or in a picture, belong together, the gravest first: several rules may see the same thing. */
function byLabel(flags: FlagView[]): Group[] {
  const groups = new Map<string, Group>();
  for (const flag of flags) {
    const key = `${flag.label} ${flag.picture !== null}`;
    const group = groups.get(key);
    if (group) group.push(flag);
    else groups.set(key, [flag]);
  }
  const graver = (a: FlagView, b: FlagView) => order.indexOf(a.severity) - order.indexOf(b.severity);
  return [...groups.values()].map((group) => group.sort(graver));
}

/** Reasons that a card gives unasked. */
const told = 2;

function FlagCard({
  group,
  next,
  active,
  onActive,
  onJudge,
  whole,
  onWhole,
}: {
  group: Group;
  next: string | undefined;
  active: string | null;
  onActive: (flag: string | null) => void;
  onJudge: (flag: FlagView, wrong: boolean) => void;
  whole: boolean;
  onWhole: () => void;
}) {
  const words = useWords();
  const key = useBinding("wrong");
  const [first] = group;
  const shown = whole ? group : group.slice(0, told);
  const left = group.length - shown.length;
  const wrong = group.every((flag) => flag.wrong);
  return (
    <section className={`q-flag card tone-${first.severity}${wrong ? " wrong" : ""}`}>
      <h3 id={`flag-${first.id}-name`}>
        <SeverityShape severity={first.severity} />
        {flagName(words, first.label)}
        {first.picture ? <span className="faint"> {words.post.inPicture}</span> : null}
        <span className="aside"> {words.due.severity[first.severity]}</span>
      </h3>
      <ul>
        {shown.map((flag) => (
          <li
            key={flag.id}
            className={`q-reason${flag.wrong ? " wrong" : ""}${flag.id === active ? " active" : ""}`}
            data-flag={flag.id}
            data-testid="flag"
            tabIndex={-1}
            aria-labelledby={`flag-${first.id}-name flag-${flag.id}-why`}
            onMouseEnter={() => onActive(flag.id)}
            onMouseLeave={() => onActive(null)}
            onFocus={() => onActive(flag.id)}
            onBlur={() => onActive(null)}
          >
            <p id={`flag-${flag.id}-why`}>{flag.wrong ? words.post.wrongMarked : flag.why}</p>
            {flag.wrong ? (
              <Button
                look="link"
                shortcut={flag.id === next ? key : undefined}
                onPress={() => onJudge(flag, false)}
                data-testid="do-right"
              >
                {words.post.rightAfterAll}
              </Button>
            ) : (
              <Button
                look="quiet"
                shortcut={flag.id === next ? key : undefined}
                onPress={() => onJudge(flag, true)}
                data-testid="do-wrong"
              >
                {words.post.wrong}
              </Button>
            )}
            <span className="q-law">
              {words.post.rule(flag.rule)} · {words.post.precision(flag.right, flag.judged)}
              {flag.ground ? ` · ${words.post.ground(flag.ground)}` : ""}
              {flag.advice
                ? ` · ${words.post.advice(flag.advice.said, flag.advice.ruleScore, flag.score)}`
                : ""}
            </span>
          </li>
        ))}
      </ul>
      {left > 0 ? (
        <Button look="link" onPress={onWhole} data-testid="more-reasons">
          {words.post.moreReasons(left)}
        </Button>
      ) : null}
    </section>
  );
}
