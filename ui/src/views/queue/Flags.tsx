/** Each flag explained: the words it saw, the rule, how often that rule is right, and the ground. One key judges it wrong. */
import { useRef, useState } from "react";
import type { FlagView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useBinding, useKeys } from "../../parts/keys";
import { useToasts } from "../../parts/Toast";
import { flagName, useWords } from "../../text";

export function Flags({
  flags,
  active,
  onActive,
}: {
  flags: FlagView[];
  active: string | null;
  onActive: (flag: string | null) => void;
}) {
  const words = useWords();
  const { say } = useToasts();
  const shortcut = useBinding("wrong");
  const list = useRef<HTMLUListElement>(null);
  const [error, setError] = useState<unknown>(null);

  function judge(flag: FlagView, wrong: boolean) {
    commands.flagJudge(flag.id, wrong).then(() => {
      const name = flagName(words, flag.label);
      say(wrong ? words.act.wrongSaid(name) : words.act.rightSaid(name));
      setError(null);
    }, setError);
  }

  const focused = () => document.activeElement?.closest<HTMLElement>("[data-flag]")?.dataset["flag"];
  useKeys({
    wrong: () => {
      const flag = flags.find((one) => one.id === focused()) ?? flags.find((one) => !one.wrong);
      if (flag) judge(flag, !flag.wrong);
    },
    // The reason by key: from flag to flag, each read aloud where that is wanted, its words lit in the post.
    why: () => {
      const at = flags.findIndex((one) => one.id === focused());
      const next = flags[(at + 1) % Math.max(flags.length, 1)];
      if (next) list.current?.querySelector<HTMLElement>(`[data-flag="${next.id}"]`)?.focus();
    },
  });

  if (flags.length === 0) return null;
  return (
    <>
      <ul className="q-flags" aria-label={words.post.flags} ref={list}>
        {flags.map((flag) => (
          <li
            key={flag.id}
            className={`q-flag card tone-${flag.severity}${flag.wrong ? " wrong" : ""}${flag.id === active ? " active" : ""}`}
            data-flag={flag.id}
            data-testid="flag"
            tabIndex={-1}
            aria-labelledby={`flag-${flag.id}-name flag-${flag.id}-why`}
            onMouseEnter={() => onActive(flag.id)}
            onMouseLeave={() => onActive(null)}
            onFocus={() => onActive(flag.id)}
            onBlur={() => onActive(null)}
          >
            <h3 id={`flag-${flag.id}-name`}>
              <SeverityShape severity={flag.severity} />
              {flagName(words, flag.label)}
              {flag.picture ? <span className="faint"> {words.post.inPicture}</span> : null}
              <span className="aside"> {words.due.severity[flag.severity]}</span>
            </h3>
            {flag.wrong ? (
              <Button look="link" onPress={() => judge(flag, false)}>
                {words.post.rightAfterAll}
              </Button>
            ) : (
              <Button
                look="quiet"
                shortcut={shortcut}
                onPress={() => judge(flag, true)}
                data-testid="do-wrong"
              >
                {words.post.wrong}
              </Button>
            )}
            <p id={`flag-${flag.id}-why`}>{flag.wrong ? words.post.wrongMarked : flag.why}</p>
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
      <Trouble error={error} />
    </>
  );
}
