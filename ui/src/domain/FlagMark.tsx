/** A citizen's words with what was flagged in them, each mark with its reason on hover. Always text, never markup. */
import type { FlagView } from "../backend/bindings";
import { flagName, useWords } from "../text";
import { pieces } from "./spans";

export type Mark = Pick<FlagView, "id" | "label" | "start" | "end" | "wrong" | "why">;

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
            title={[...new Set(piece.spans.map((flag) => flag.why))].filter(Boolean).join("\n")}
            onMouseEnter={() => onActive?.(piece.spans[0]!.id)}
            onMouseLeave={() => onActive?.(null)}
          >
            {piece.text}
            <span className="aside said">
              {" "}
              ({words.list([...new Set(piece.spans.map((flag) => flagName(words, flag.label)))])})
            </span>
          </mark>
        ),
      )}
    </>
  );
}
