/** A text to try the rules on: what it would be flagged for in the queue, marked and explained. Nothing of it is kept. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TriedFlag } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { FlagMark } from "../../domain/FlagMark";
import { rulesAddress } from "../../domain/places";
import { Trouble } from "../../domain/WhyNot";
import { written } from "../../domain/written";
import { EmptyState } from "../../parts/EmptyState";
import { Field } from "../../parts/Field";
import { flagName, useWords } from "../../text";

/** What was written when nothing has been written for a little while. */
export function useSettled(text: string, wait = 200): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), wait);
    return () => clearTimeout(timer);
  }, [text, wait]);
  return settled;
}

export function TryText() {
  const words = useWords();
  const [text, setText] = useState("");
  const settled = useSettled(text);
  const { data, error } = useQuery({
    queryKey: ["rules", "try", settled],
    queryFn: () => commands.rulesTry(settled),
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return (
    <div className="u-try">
      <Field
        label={words.rules.tryLabel}
        help={words.rules.tryHelp}
        placeholder={words.rules.tryPlaceholder}
        value={text}
        onChange={setText}
        rows={7}
        testid="field-try"
      />
      <section aria-label={words.rules.tried} aria-live="polite">
        <h2>{words.rules.tried}</h2>
        <Trouble error={error} />
        {settled.trim() === "" ? (
          <EmptyState title={words.rules.notTried.title}>{words.rules.notTried.body}</EmptyState>
        ) : data ? (
          <Tried text={settled} flags={data} />
        ) : null}
      </section>
    </div>
  );
}

/** A text with its marks, and each of them explained. */
export function Tried({ text, flags }: { text: string; flags: TriedFlag[] }) {
  const words = useWords();
  const [active, setActive] = useState<string | null>(null);
  const marks = flags.map((flag, index) => ({ ...flag, id: String(index), wrong: false }));
  return (
    <>
      <p className="u-words" {...written()} data-testid="tried-text">
        <FlagMark text={text} flags={marks} active={active} onActive={setActive} />
      </p>
      {flags.length === 0 ? (
        <EmptyState title={words.rules.nothingFound.title}>{words.rules.nothingFound.body}</EmptyState>
      ) : (
        <ul className="u-flags" aria-label={words.post.flags}>
          {marks.map((flag) => (
            <li
              key={flag.id}
              className={`u-flag card tone-${flag.severity}${flag.id === active ? " active" : ""}`}
              data-testid="tried-flag"
              onMouseEnter={() => setActive(flag.id)}
              onMouseLeave={() => setActive(null)}
              onFocus={() => setActive(flag.id)}
              onBlur={() => setActive(null)}
            >
              <h3>
                <SeverityShape severity={flag.severity} /> {flagName(words, flag.label)}
                <span className="aside"> {words.due.severity[flag.severity]}</span>
                <span className="faint small"> {words.rules.score(flag.score)}</span>
              </h3>
              <p>{flag.why}</p>
              <p className="tiny faint">
                <a href={rulesAddress("list", flag.rule)}>{words.post.rule(flag.rule)}</a>
                {flag.ground ? ` · ${words.post.ground(flag.ground)}` : ""}
              </p>
              {flag.advice ? (
                <p className="tiny">
                  {words.rules.advice(flag.advice.said, flag.advice.ruleScore, flag.score)}
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
