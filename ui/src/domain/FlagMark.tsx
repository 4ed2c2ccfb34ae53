/** A citizen's words with what was flagged in them, each mark with its reason on hover. Always text, never markup. */
import type { FlagView } from "../backend/bindings";
import { flagName, useLanguage, useWords, type Words } from "../text";
import { pieces } from "./spans";

export type Mark = Pick<FlagView, "id" | "label" | "start" | "end" | "wrong" | "why">;

/** What a mark says that stands for several flags: each name once, and each reason on a line of its own. */
export const namesOf = (words: Words, flags: Pick<Mark, "label">[]): string =>
  words.list([...new Set(flags.map((flag) => flagName(words, flag.label)))]);
export const reasonsOf = (flags: Pick<Mark, "why">[]): string =>
  [...new Set(flags.map((flag) => flag.why))].filter(Boolean).join("\n");

export function FlagMark({
  text,
  flags,
  active,
  onActive,
}: {
  text: string;
  flags: Mark[];
  active?: string | null;
  /** A mark that the mouse is on, so that its reason can be shown beside; by key it is reached through the list of flags. */
  onActive?: (flag: string | null) => void;
}) {
  const words = useWords();
  const language = useLanguage();
  const standing = flags.filter((flag) => !flag.wrong);
  return (
    <>
      {pieces(text, standing).map((piece, index) =>
        piece.spans.length === 0 ? (
          piece.text
        ) : (
          <mark
            key={index}
            className={piece.spans.some((flag) => flag.id === active) ? "active" : undefined}
            data-label={piece.spans.map((flag) => flag.label).join(" ")}
            title={reasonsOf(piece.spans)}
            onMouseEnter={() => onActive?.(piece.spans[0]!.id)}
            onMouseLeave={() => onActive?.(null)}
          >
            {piece.text}
            {/* The window's words: read in its language, and no part of which way the citizen's run. */}
            <span className="aside said" lang={language} dir="ltr">
              {" "}
              ({namesOf(words, piece.spans)})
            </span>
          </mark>
        ),
      )}
    </>
  );
}
