/** The queue: one list, one post, one decision. The next post opens by itself. */
import { useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Decided, FlagView, PostView, StepKind } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useClock } from "../../domain/now";
import { queueAddress, readQueue } from "../../domain/places";
import { judgeFlag, pageSize, queries, rememberDraft, usePost, useQueueRows } from "../../domain/queries";
import { Trouble, useTroubleText } from "../../domain/WhyNot";
import { EmptyState } from "../../parts/EmptyState";
import { go, useAddress } from "../../parts/hash";
import { keyName } from "../../parts/Kbd";
import { aDialogIsOpen, useBinding, useHush, useKeys, writesIn } from "../../parts/keys";
import { SplitPane, wideEnough } from "../../parts/SplitPane";
import { useToasts } from "../../parts/Toast";
import { flagName, useWords } from "../../text";
import { ActionPane } from "./ActionPane";
import { BulkPane, useBulk } from "./BulkPane";
import { useHeld } from "./held";
import { after, ahead, inView, placeIn, type Place } from "./place";
import { PostPane } from "./PostPane";
import { QueueList } from "./QueueList";
import "./queue.css";

/** How long a second press of a key still belongs to the post that was left, and what is meant for the next one all the same. */
const afterglow = 600;
const moving = ["next", "previous", "open", "undo", "back", "palette", "search", "help"];
/** What is left of a case once the post is taken away. */
const afterwards: StepKind[] = ["register", "police", "reply"];

export function QueueView() {
  const words = useWords();
  const address = useAddress();
  const { filter, post } = useMemo(() => readQueue(address), [address]);
  const client = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const rows = useQueueRows(filter, range.first, range.last);
  const [lastIndex, setLastIndex] = useState(0);
  const [marked, setMarked] = useState<Set<string>>(new Set());
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const finish = useFinish(post);
  /** What is open after several at once is left to decide: the next after it when it was one of them, or the one before. */
  const goOn = useCallback(
    (done: Set<string>, order: string[]) => {
      if (!post || !done.has(post)) return;
      const at = order.indexOf(post);
      const left = (id: string) => !done.has(id);
      const next = order.slice(at + 1).find(left) ?? order.slice(0, Math.max(at, 0)).findLast(left);
      go(queueAddress(filter, next), true);
    },
    [post, filter],
  );
  const bulk = useBulk(filter, setMarked, goOn);
  const many = marked.size > 0 || bulk.run !== null;
  const hush = useHush();
  const jumped = useRef(false);
  /** Counted from when the next post stands there, since that may take a while. */
  const shown = useCallback(() => {
    if (jumped.current) hush(afterglow, moving);
    jumped.current = false;
  }, [hush]);
  const nextKey = useBinding("next");
  const previousKey = useBinding("previous");

  const [kept, setKept] = useState<Place | null>(null);
  let place = kept;
  if (post !== (kept?.post ?? null) || (kept && kept.rows !== rows)) {
    place = post ? placeIn(rows, queueAddress(filter), post, kept, lastIndex) : null;
    setKept(place);
  }
  const found = place?.found ?? -1;
  /** Where somebody is by the time that something has been done, which may take a while; nowhere once they have left. */
  const here = useRef(place);
  useEffect(() => {
    here.current = place;
    return () => void (here.current = null);
  });

  const open = useCallback(
    async (wanted: number) => {
      const target = Math.min(Math.max(wanted, 0), rows.total - 1);
      if (target < 0) return;
      const page = Math.floor(target / pageSize);
      const row =
        rows.at(target) ?? (await client.fetchQuery(queries.queue(filter, page))).rows[target % pageSize];
      if (!row) return;
      setLastIndex(target);
      go(queueAddress(filter, row.id), true);
    },
    [rows, client, filter],
  );
  const mark = useCallback(
    (id: string) =>
      setMarked((all) => {
        const next = new Set(all);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  const pick = useCallback(
    (at: number, marking: boolean) => {
      const row = rows.at(at);
      if (marking && row) mark(row.id);
      else void open(at);
    },
    [rows, open, mark],
  );

  /**
   * Leaves a post that is dealt with: the one after it opens, or the one before when it was the last. Whoever has gone on
   * meanwhile stays where they are.
   */
  const leave = useCallback(
    (done: PostView) => {
      const place = here.current;
      if (place?.post !== done.id) return;
      const next = place.rows.at(after(place));
      const other = next ?? place.rows.at(ahead(place));
      setLastIndex(next ? place.at : Math.max(0, place.at - 1));
      jumped.current = true;
      hush(afterglow, moving);
      go(queueAddress(filter, other?.id), true);
    },
    [filter, hush],
  );

  // A search leaves the open post where it is until it is known whether the post is among what was found: a pane that is
  // taken down and put up again meanwhile swallows the press that somebody makes in it.
  const carried = useRef<string | null>(null);
  const search = useCallback(
    (wanted: string) => {
      carried.current = post;
      go(queueAddress({ ...filter, words: wanted }, post), true);
    },
    [filter, post],
  );
  useEffect(() => {
    if (!post || carried.current !== post || rows.loading || rows.error) return;
    carried.current = null;
    if (found < 0) go(queueAddress(filter, rows.at(0)?.id ?? null), true);
  }, [post, rows, found, filter]);

  useEffect(() => {
    // The address may be that of another place already, while this one is still being taken down.
    const elsewhere = address.path.length > 0 && address.path[0] !== "queue";
    if (elsewhere || post || rows.total === 0 || !wideEnough()) return;
    const first = rows.at(Math.min(lastIndex, rows.total - 1));
    if (first) go(queueAddress(filter, first.id), true);
  }, [address, post, rows, filter, lastIndex]);

  // The pane of several at once takes the focus with it; whoever was in it goes on in the list.
  const corner = useRef<HTMLElement>(null);
  const hadMany = useRef(many);
  useEffect(() => {
    if (hadMany.current && !many && document.activeElement === document.body) {
      const list = corner.current?.querySelector<HTMLElement>("[role=listbox]");
      (rows.total > 0 ? list : corner.current)?.focus();
    }
    hadMany.current = many;
  }, [many, rows.total]);

  const leavable = marked.size > 0 && bulk.run === null;
  useEffect(() => {
    if (!leavable) return;
    const hear = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || writesIn(event.target) || aDialogIsOpen())
        return;
      setMarked(new Set());
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [leavable]);

  const above = place && rows.at(ahead(place))?.id;
  const below = place && rows.at(after(place))?.id;
  useEffect(() => {
    for (const id of [below, above])
      if (id) void client.prefetchQuery({ ...queries.post(id), staleTime: 30_000 });
  }, [above, below, client]);

  useKeys({
    next: () => void (place ? after(place) < rows.total && open(after(place)) : open(0)),
    previous: () => void (place ? ahead(place) >= 0 && open(ahead(place)) : open(0)),
    open: () => void open(found >= 0 ? found : lastIndex),
    select: () => post && mark(post),
    undo: finish.undo,
    back: finish.back,
  });

  const list = (
    <QueueList
      place={corner}
      filter={filter}
      rows={rows}
      post={post}
      inView={place ? inView(place) : -1}
      marked={marked}
      onOpen={pick}
      onRange={onRange}
      onSearch={search}
    />
  );
  return (
    <div className="q" data-open={Boolean(post)}>
      <SplitPane
        label={words.queue.resizeList}
        first={list}
        start={400}
        least={300}
        most={560}
        second={
          post ? (
            <OpenPost
              key={post}
              id={post}
              position={
                found >= 0
                  ? words.queue.position(
                      (found + 1).toLocaleString("sv-SE"),
                      rows.total.toLocaleString("sv-SE"),
                    )
                  : ""
              }
              onBack={() => go(queueAddress(filter))}
              onShown={shown}
              onLeave={leave}
              onDecided={finish.decided}
              onJudged={finish.judged}
              bulk={
                many ? <BulkPane filter={filter} marked={marked} onMarked={setMarked} bulk={bulk} /> : null
              }
            />
          ) : rows.total > 0 ? (
            <EmptyState icon={<Inbox aria-hidden />} title={words.queue.nothingOpen}>
              {words.queue.nothingOpenBody(keyName(nextKey), keyName(previousKey))}
            </EmptyState>
          ) : null
        }
      />
    </div>
  );
}

/** The toast that counts down to a decision, and the way back from it. */
function useFinish(open: string | null) {
  const words = useWords();
  const client = useQueryClient();
  const toasts = useToasts();
  const clock = useClock();
  const trouble = useTroubleText();
  const shortcut = useBinding("undo");
  const backKey = useBinding("back");
  const [unfinished, setUnfinished] = useState<string | null>(null);
  /** Flags that were judged wrong and can be set right again, the latest last, and whether anything was decided after them. */
  const struck = useRef<{ post: string; flag: FlagView; sinceDecided: boolean }[]>([]);

  const withdraw = useCallback(
    async (post: string, action: string, reply?: string) => {
      toasts.hide(action);
      try {
        await commands.actionWithdraw(action);
        if (reply !== undefined) {
          rememberDraft(client, post, reply, new Date(clock()).toISOString());
          await commands.draftSave(post, reply);
        }
        toasts.say(words.act.undone);
      } catch (error) {
        toasts.say(trouble(error), "trouble");
      }
      await client.invalidateQueries({ queryKey: ["post", post] });
      go(queueAddress({ list: "open" }, post), true);
    },
    [client, toasts, clock, trouble, words],
  );

  const decided = useCallback(
    (post: PostView, decision: Decided, reply?: string) => {
      const { action, what, holdUntil } = decision;
      struck.current = struck.current.map((one) => ({ ...one, sinceDecided: false }));
      const who = post.row.author;
      const removed = what === "remove" || what === "remove_without_copy";
      const remains =
        removed &&
        post.steps.some(
          ({ kind, state }) => afterwards.includes(kind) && (state === "now" || state === "later"),
        );
      if (removed) setUnfinished(remains ? post.id : null);
      toasts.show({
        id: action,
        text: (seconds) => {
          const { lead, rest } = words.act.soon[what](who, seconds);
          return (
            <>
              <b className="strong">{lead}</b>
              {rest}
            </>
          );
        },
        spoken: [
          words.act.spoken[what](who, keyName(shortcut)),
          remains ? words.act.backSpoken(keyName(backKey)) : "",
        ]
          .filter(Boolean)
          .join(" "),
        until: Math.max(Date.parse(holdUntil), clock() + 1000),
        undo: { label: words.act.undo, shortcut, run: () => void withdraw(post.id, action, reply) },
        also: remains
          ? {
              label: words.act.back,
              shortcut: backKey,
              run: () => go(queueAddress({ list: "open" }, post.id), true),
            }
          : undefined,
      });
    },
    [words, toasts, clock, shortcut, backKey, withdraw],
  );
  const judged = useCallback((post: string, flag: FlagView, wrong: boolean) => {
    struck.current = struck.current.filter((one) => one.flag.id !== flag.id);
    if (wrong) struck.current.push({ post, flag, sinceDecided: true });
  }, []);
  const setRight = useCallback(
    async (post: string, flag: FlagView) => {
      judged(post, flag, false);
      try {
        await judgeFlag(client, post, flag.id, false);
        toasts.say(words.act.rightSaid(flagName(words, flag.label)));
      } catch (error) {
        toasts.say(trouble(error), "trouble");
      }
    },
    [client, toasts, trouble, words, judged],
  );
  /**
   * The latest decision that still counts down; without one, a decision that waits on the open post. A flag of the open post that
   * was judged wrong is set right before those when it was judged after them, and else when there are none.
   */
  const undo = useCallback(() => {
    const last = struck.current.findLast((one) => one.post === open);
    if (last?.sinceDecided) return void setRight(last.post, last.flag);
    if (toasts.undoLatest()) return;
    const waiting = open
      ? client.getQueryData<PostView>(["post", open])?.actions.findLast((one) => one.state === "decided")
      : undefined;
    if (open && waiting) void withdraw(open, waiting.id, waiting.kind === "reply" ? waiting.text : undefined);
    else if (last) void setRight(last.post, last.flag);
    else toasts.say(words.act.nothingToUndo);
  }, [toasts, words, client, open, withdraw, setRight]);
  /** To the post that was removed last, when more of its case is left to do. */
  const back = unfinished ? () => go(queueAddress({ list: "open" }, unfinished), true) : undefined;
  return { decided, judged, undo, back };
}

type OpenProps = {
  id: string;
  position: string;
  onBack: () => void;
  onShown: () => void;
  onLeave: (post: PostView) => void;
  onDecided: (post: PostView, decision: Decided, reply?: string) => void;
  onJudged: (post: string, flag: FlagView, wrong: boolean) => void;
  bulk: React.ReactNode;
};

function OpenPost({ id, position, onBack, onShown, onLeave, onDecided, onJudged, bulk }: OpenProps) {
  const words = useWords();
  const { data, error } = usePost(id);
  const ready = Boolean(data);
  useEffect(() => {
    if (ready) onShown();
  }, [ready, onShown]);

  useHeld(id, ready);

  if (error && !data)
    return (
      <EmptyState title={words.queue.nothingOpen}>
        <Trouble error={error} />
      </EmptyState>
    );
  if (!data) return <div className="q-open" aria-busy="true" />;
  return (
    <div className="q-open">
      <PostPane
        post={data}
        position={position}
        onBack={onBack}
        onJudged={(flag, wrong) => onJudged(id, flag, wrong)}
      />
      {bulk ?? (
        <ActionPane
          post={data}
          onLeave={() => onLeave(data)}
          onDecided={(decision, reply) => onDecided(data, decision, reply)}
        />
      )}
    </div>
  );
}
