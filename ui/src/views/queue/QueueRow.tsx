/** One post in the list: its clock first, then who, what and why it is here. */
import { Image } from "lucide-react";
import { memo } from "react";
import type { QueueRow as Row } from "../../backend/bindings";
import { AccountBadge } from "../../domain/AccountBadge";
import { AnswerClock } from "../../domain/AnswerClock";
import { useNow } from "../../domain/now";
import { useHouse } from "../../domain/queries";
import { otherLanguage, written } from "../../domain/written";
import { Chip } from "../../parts/Chip";
import { flagName, useDates, useWords } from "../../text";

type RowProps = {
  row: Row;
  index: number;
  total: number;
  selected: boolean;
  marked: boolean;
  done: boolean;
  onOpen: (index: number, marking: boolean) => void;
};

export const rowId = (post: string) => `row-${post}`;

export const QueueRow = memo(function QueueRow({
  row,
  index,
  total,
  selected,
  marked,
  done,
  onOpen,
}: RowProps) {
  const words = useWords();
  const dates = useDates(useNow());
  return (
    <div
      role="option"
      id={rowId(row.id)}
      aria-selected={selected || marked}
      aria-posinset={index + 1}
      aria-setsize={total}
      className={`q-row${selected ? " on" : ""}${marked ? " marked" : ""}${row.unread ? " unread" : ""}`}
      data-testid="queue-row"
      data-post={row.id}
      onClick={(event) => onOpen(index, event.ctrlKey || event.shiftKey)}
    >
      <AnswerClock due={row.due} done={done} />
      <div className="q-who">
        {row.unread ? <span className="aside">{words.queue.unread}, </span> : null}
        <b>{row.author}</b>
        <span>
          {" · "}
          <AccountBadge platform={row.platform} service={row.service} account={row.account} />
        </span>
      </div>
      <time className="q-when" dateTime={row.postedAt}>
        {dates.short(row.postedAt)}
      </time>
      {row.withheld ? (
        <div className="q-text faint">{words.queue.withheld}</div>
      ) : (
        <div className="q-text" {...written(row.language)}>
          {row.excerpt}
        </div>
      )}
      <small className="q-kind">{words.queue.kind[row.kind]}</small>
      <Chips row={row} words={words} />
    </div>
  );
});

/** What is worth a chip. That one holds a post oneself is said where it is open. */
function Chips({ row, words }: { row: Row; words: ReturnType<typeof useWords> }) {
  const { me } = useHouse();
  const language = otherLanguage(row.language);
  const chips = [
    ...row.chips.map((chip) => (
      <Chip key={chip.label} tone={chip.severity}>
        {flagName(words, chip.label)}
      </Chip>
    )),
    row.criticism ? <Chip key="criticism">{words.queue.protectedCriticism}</Chip> : null,
    row.registrationNumber ? (
      <Chip key="number">{words.queue.registered(row.registrationNumber)}</Chip>
    ) : null,
    row.wave > 1 ? <Chip key="wave">{words.queue.wave(row.wave)}</Chip> : null,
    row.revisions > 1 ? <Chip key="edited">{words.queue.edited(row.revisions - 1)}</Chip> : null,
    row.holder && row.holder !== me?.initials ? (
      <Chip key="holder">{words.queue.taken(row.holder)}</Chip>
    ) : null,
    row.inRole ? (
      <Chip key="role">{words.queue.inRole}</Chip>
    ) : row.byHand ? (
      <Chip key="hand">{words.queue.byHand}</Chip>
    ) : null,
    language ? <Chip key="language">{words.languageName[language]}</Chip> : null,
    row.gone ? <Chip key="gone">{words.queue.goneChip}</Chip> : null,
    row.hasPicture ? (
      <Chip key="picture">
        <Image aria-hidden />
        {words.queue.picture}
      </Chip>
    ) : null,
  ].filter(Boolean);
  return chips.length > 0 ? <div className="q-chips">{chips}</div> : null;
}
