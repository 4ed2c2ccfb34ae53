/** The nearest duty and how long is left: said in words, repeated by shape and colour. */
import type { Due, Severity } from "../backend/bindings";
import { useWords } from "../text";
import { leftText } from "./clock";
import { useNow } from "./now";
import "./domain.css";

/** A filled triangle, a filled disc, a ring: told apart without colour. */
export function SeverityShape({ severity }: { severity: Severity }) {
  return (
    <svg className="shape" viewBox="0 0 10 10" aria-hidden="true">
      {severity === "grave" ? <path d="M5 .8 9.6 9.2H.4z" fill="currentColor" /> : null}
      {severity === "watch" ? <circle cx="5" cy="5" r="4" fill="currentColor" /> : null}
      {severity === "calm" ? (
        <circle cx="5" cy="5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.5" />
      ) : null}
    </svg>
  );
}

export function AnswerClock({ due, done }: { due: Due; done?: boolean }) {
  const words = useWords();
  const now = useNow();
  if (done) return <div className="due" />;
  const left = leftText(due.at, now, words);
  return (
    <div className={`due due-${due.severity}`} data-late={left.late || undefined}>
      <span className="due-left">
        <SeverityShape severity={due.severity} />
        {left.text}
      </span>
      <small>{words.duty[due.duty]}</small>
    </div>
  );
}
