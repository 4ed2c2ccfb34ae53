/** Two wordings of a post in one text: what was struck and what was added. */
import { useMemo } from "react";
import { useWords } from "../text";
import { difference } from "./difference";
import "./domain.css";

export function RevisionDiff({ before, after }: { before: string; after: string }) {
  const words = useWords();
  const changes = useMemo(() => difference(before, after), [before, after]);
  return (
    <p className="difference">
      {changes.map((change, index) => {
        if (change.kind === "same") return <span key={index}>{change.text}</span>;
        const Tag = change.kind === "added" ? "ins" : "del";
        return (
          <Tag key={index}>
            <span className="aside said">
              {change.kind === "added" ? words.post.added : words.post.taken}:{" "}
            </span>
            {change.text}
          </Tag>
        );
      })}
    </p>
  );
}
