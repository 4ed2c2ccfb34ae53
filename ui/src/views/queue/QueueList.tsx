/** The list: a hundred thousand rows of which only those in view exist. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Filter } from "../../backend/bindings";
import { contents, queueAddress, queueLists } from "../../domain/places";
import { queries, useHouse, type Rows } from "../../domain/queries";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/EmptyState";
import { go } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { SearchBox } from "../../domain/SearchBox";
import { Trouble } from "../../domain/WhyNot";
import { collator, useWords } from "../../text";
import { bandStart } from "./bands";
import { QueueRow, rowId } from "./QueueRow";
import { TakeIn } from "./TakeIn";

type ListProps = {
  /** The list with all that belongs to it, which takes the focus while it has no rows. */
  place: RefObject<HTMLElement | null>;
  filter: Filter;
  rows: Rows;
  post: string | null;
  /** The row that is to be in view. */
  inView: number;
  marked: Set<string>;
  onOpen: (index: number, marking: boolean) => void;
  onRange: (first: number, last: number) => void;
  onSearch: (words: string) => void;
};

export function QueueList({
  place,
  filter,
  rows,
  post,
  inView,
  marked,
  onOpen,
  onRange,
  onSearch,
}: ListProps) {
  const words = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => onRange(first, last), [first, last, onRange]);
  useEffect(() => {
    if (inView >= 0) virtual.scrollToIndex(inView, { align: "auto" });
    // Only when one moves on: scrolling by hand must not be pulled back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [inView, post]);

  const filtered = Boolean(filter.account || filter.department || filter.content || filter.words);
  const empty = !rows.loading && rows.total === 0 && !rows.error;
  // Unseen, the list would lose the focus to nobody.
  useLayoutEffect(() => {
    if (empty && document.activeElement === scroller.current) place.current?.focus();
  }, [empty, place]);
  return (
    <section className="q-list" aria-label={words.queue.heading[filter.list]} ref={place} tabIndex={-1}>
      <ListBar
        key={filter.list}
        filter={filter}
        onSearch={onSearch}
        onChosen={() => (scroller.current?.style.visibility === "hidden" ? place : scroller).current?.focus()}
      />
      {rows.error ? <Trouble error={rows.error} /> : null}
      <div className="q-space">
        {empty ? <Nothing filter={filter} filtered={filtered} /> : null}
        <div
          ref={scroller}
          className="q-scroll"
          role="listbox"
          aria-label={words.queue.list}
          aria-multiselectable={marked.size > 0 || undefined}
          aria-activedescendant={
            post && items.some((item) => rows.at(item.index)?.id === post) ? rowId(post) : undefined
          }
          aria-busy={rows.loading || undefined}
          tabIndex={0}
          // Unseen, but with its size: a list that had none would be blank for a moment when there is something in it again.
          style={{ visibility: empty ? "hidden" : undefined }}
          data-testid="queue-list"
        >
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = rows.at(item.index);
              const band = filter.list === "done" ? null : bandStart(rows.at, item.index);
              return (
                <div
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  role="presentation"
                  className="q-place"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {band ? (
                    <div className="q-band" aria-hidden="true">
                      {words.queue.band[band]}
                    </div>
                  ) : null}
                  {row ? (
                    <QueueRow
                      row={row}
                      index={item.index}
                      total={rows.total}
                      selected={row.id === post}
                      marked={marked.has(row.id)}
                      done={filter.list === "done"}
                      onOpen={onOpen}
                    />
                  ) : (
                    <div
                      className="q-row waiting"
                      role="option"
                      aria-selected="false"
                      aria-label={words.queue.rowLoading}
                    >
                      <i />
                      <i />
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}

type BarProps = {
  filter: Filter;
  onSearch: (words: string) => void;
  /** What is in the list is chosen, and the keys are for the list again. */
  onChosen: () => void;
};

function ListBar({ filter, onSearch, onChosen }: BarProps) {
  const words = useWords();
  const { departments } = useHouse();
  const { data: accounts } = useQuery(queries.accounts);
  const [typed, setTyped] = useState(filter.words);
  const [from, setFrom] = useState(filter.words);
  if (from !== filter.words) {
    setFrom(filter.words);
    setTyped(filter.words);
  }

  useEffect(() => {
    if (typed === filter.words) return;
    const timer = setTimeout(() => onSearch(typed), 180);
    return () => clearTimeout(timer);
  }, [typed, filter, onSearch]);

  const choices = [
    { id: "all", name: words.queue.allAccounts },
    ...(accounts ?? [])
      .filter((account) => account.status !== "closed")
      .map((account) => ({
        id: `a:${account.id}`,
        name: account.name,
        detail: account.service || words.platform[account.platform],
      }))
      .sort((a, b) => collator.compare(a.name, b.name)),
    ...departments
      .map((department) => ({
        id: `d:${department.id}`,
        name: department.name,
        detail: words.queue.department,
      }))
      .sort((a, b) => collator.compare(a.name, b.name)),
  ];
  const chosen = filter.account
    ? `a:${filter.account}`
    : filter.department
      ? `d:${filter.department}`
      : "all";
  const choose = (id: string) =>
    go(
      queueAddress({
        ...filter,
        account: id.startsWith("a:") ? id.slice(2) : null,
        department: id.startsWith("d:") ? id.slice(2) : null,
      }),
    );

  return (
    <>
      <div className="bar">
        <h1>{words.queue.heading[filter.list]}</h1>
        <div className="q-lists">
          <Select
            chiplike
            label={words.nav.queue}
            choices={queueLists.map((list) => ({ id: list, name: words.queue.heading[list] }))}
            value={filter.list}
            onChange={(list) => go(queueAddress({ ...filter, list: list as Filter["list"] }))}
            onClosed={onChosen}
          />
        </div>
        <SearchBox
          label={words.queue.searchLabel}
          placeholder={words.queue.search}
          value={typed}
          onChange={setTyped}
          testid="queue-search"
        />
        <TakeIn />
      </div>
      <div className="q-filters">
        <Select
          chiplike
          label={words.queue.filter}
          choices={choices}
          value={chosen}
          onChange={choose}
          onClosed={onChosen}
          testid="queue-filter"
        />
        <Select
          chiplike
          label={words.queue.contentLabel}
          choices={[
            { id: "any", name: words.queue.anyContent },
            ...contents.map((id) => ({ id, name: words.queue.content[id] })),
          ]}
          value={filter.content ?? "any"}
          onChange={(id) =>
            go(queueAddress({ ...filter, content: contents.find((one) => one === id) ?? null }))
          }
          onClosed={onChosen}
          testid="queue-content"
        />
      </div>
    </>
  );
}

function Nothing({ filter, filtered }: { filter: Filter; filtered: boolean }) {
  const words = useWords();
  const { title, body } = words.queue.empty[filtered ? "filtered" : filter.list];
  return (
    <EmptyState
      level={2}
      title={title}
      action={
        filtered ? (
          <Button onPress={() => go(queueAddress({ list: filter.list }))}>{words.queue.clearFilter}</Button>
        ) : undefined
      }
    >
      {body}
    </EmptyState>
  );
}
