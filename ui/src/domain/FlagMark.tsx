/** A citizen's words with what was flagged in them. Always text, never markup. */
import type { FlagView } from "../backend/bindings";
import { flagName, useWords } from "../text";
import { pieces } from "./spans";

export function FlagMark({
  text,
  flags,
  active,
}: {
  text: string;
  flags: FlagView[];
  active?: string | null;
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
