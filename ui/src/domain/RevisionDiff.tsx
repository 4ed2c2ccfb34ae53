/** Two wordings of a post in one text: what was struck and what was added. */
import { useMemo } from "react";
import type { Language } from "../backend/bindings";
import { useLanguage, useWords } from "../text";
import { difference } from "./difference";
import { written } from "./written";
import "./domain.css";

export function RevisionDiff({
  before,
  after,
  language,
}: {
  before: string;
  after: string;
  language: Language | null;
}) {
  const words = useWords();
  const window = useLanguage();
  const changes = useMemo(() => difference(before, after), [before, after]);
  return (
    <p className="difference" {...written(language)}>
      {changes.map((change, index) => {
        if (change.kind === "same") return <span key={index}>{change.text}</span>;
        const Tag = change.kind === "added" ? "ins" : "del";
        return (
          <Tag key={index}>
            <span className="aside said" lang={window} dir="ltr">
              {change.kind === "added" ? words.post.added : words.post.taken}:{" "}
            </span>
            {change.text}
          </Tag>
        );
      })}
    </p>
  );
}
