/** Every no is explained: why it is so, and what would make it possible. */
import { useEffect, useRef, type Ref } from "react";
import type { Refusal } from "../backend/bindings";
import { refusalOf } from "../backend/commands";
import { reasonOf, useDates, useWords } from "../text";
import { useNow } from "./now";
import "./domain.css";

type WhyNotProps = { refusal: Refusal; loud?: boolean; ref?: Ref<HTMLSpanElement> };

export function WhyNot({ refusal, loud, ref }: WhyNotProps) {
  const words = useWords();
  const dates = useDates(useNow());
  const { why, remedy } = reasonOf(words, refusal, dates.near);
  return (
    <span
      ref={ref}
      className={`why-not${loud ? " loud" : ""}`}
      data-testid="why-not"
      data-code={refusal.code}
      role={loud ? "alert" : undefined}
    >
      {why}
      {remedy ? <> {remedy}</> : null}
    </span>
  );
}

/** What came of something that failed: a rule's no, or an apology. It comes into view, wherever one has scrolled to. */
export function Trouble({ error }: { error: unknown }) {
  const words = useWords();
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (error) place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (!error) return null;
  const refusal = refusalOf(error);
  if (refusal) return <WhyNot refusal={refusal} loud ref={place} />;
  return (
    <span ref={place} className="why-not loud" data-testid="why-not" data-code="fault" role="alert">
      {words.broke.title}. {words.broke.body}
    </span>
  );
}

/** The same in one line, for a toast. */
export function useTroubleText(): (error: unknown) => string {
  const words = useWords();
  const dates = useDates(useNow());
  return (error) => {
    const refusal = refusalOf(error);
    if (!refusal) return `${words.broke.title}. ${words.broke.body}`;
    const { why, remedy } = reasonOf(words, refusal, dates.near);
    return remedy ? `${why} ${remedy}` : why;
  };
}
