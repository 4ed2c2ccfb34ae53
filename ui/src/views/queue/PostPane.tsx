/** One post with everything one needs to judge it: what it answers, who, when, the words marked, each flag explained, the thread. */
import { ArrowLeft, ExternalLink, Lock } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import type { FlagView, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { AccountBadge, Avatar, useServiceName } from "../../domain/AccountBadge";
import { useBegun } from "../../domain/begun";
import { FlagMark } from "../../domain/FlagMark";
import { useSentence } from "../../domain/LogSentence";
import { useNow } from "../../domain/now";
import { queueAddress } from "../../domain/places";
import { useHouse, useMine } from "../../domain/queries";
import { RevisionDiff } from "../../domain/RevisionDiff";
import { Trouble, useTroubleText } from "../../domain/WhyNot";
import { otherLanguage, written } from "../../domain/written";
import { Button } from "../../parts/Button";
import { Kbd } from "../../parts/Kbd";
import { useBinding, useKeys } from "../../parts/keys";
import { Tabs } from "../../parts/Tabs";
import { Timeline } from "../../parts/Timeline";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { useDates, useNamed, useWords } from "../../text";
import { Flags } from "./Flags";
import { Notes } from "./Notes";
import { Pictures } from "./Pictures";
import { Thread } from "./Thread";

export function PostPane({
  post,
  position,
  onBack,
  onJudged,
}: {
  post: PostView;
  position: string;
  onBack: () => void;
  onJudged: (flag: FlagView, wrong: boolean) => void;
}) {
  const words = useWords();
  const [active, setActive] = useState<string | null>(null);
  return (
    <section className="q-post" aria-label={words.post.article(post.row.author)}>
      <div className="bar">
        <Button look="quiet" icon={<ArrowLeft aria-hidden />} onPress={onBack}>
          {words.queue.backToList}
        </Button>
        <span className="quiet" data-testid="queue-position">
          {position}
        </span>
        <Claim post={post} />
        <KeyHints />
      </div>
      <div className="q-body">
        <article className="q-article">
          <Context post={post} />
          <Head post={post} />
          {post.destroyed || post.withheld ? (
            <p className="q-none" data-testid={post.destroyed ? "destroyed" : "withheld"}>
              {post.destroyed ? words.post.destroyed : words.post.withheld}
            </p>
          ) : (
            <p className="q-words" {...written(post.row.language)}>
              <FlagMark
                text={post.text}
                flags={post.flags.filter((flag) => !flag.picture)}
                active={active}
                onActive={setActive}
              />
            </p>
          )}
          <Pictures post={post} active={active} onActive={setActive} />
          <Meta post={post} />
          <Breaches post={post} />
          <Standing post={post} />
          <Flags post={post.id} flags={post.flags} active={active} onActive={setActive} onJudged={onJudged} />
          <About post={post} />
        </article>
      </div>
    </section>
  );
}

/** Whose the post is just now. In the bar, so that nothing moves when it changes. */
function Claim({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const moderates = useMine().holds("moderator");
  const { say } = useToasts();
  const trouble = useTroubleText();
  if (!moderates || post.state !== "open" || (post.claim && !post.claim.mine)) return null;
  const told = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => say(trouble(error), "trouble"));
  return post.claim ? (
    <span className="q-claim">
      {words.post.claimedMine(dates.near(post.claim.until))}{" "}
      <Button look="link" onPress={() => told(commands.queueRelease(post.id))} data-testid="do-release">
        {words.post.release}
      </Button>
    </span>
  ) : (
    <span className="q-claim">
      <Button look="link" onPress={() => told(commands.queueClaim(post.id))} data-testid="do-claim">
        {words.post.claim}
      </Button>
    </span>
  );
}

function KeyHints() {
  const words = useWords();
  const next = useBinding("next");
  const previous = useBinding("previous");
  const help = useBinding("help");
  return (
    <span className="q-hints" aria-hidden="true">
      <Kbd>{next}</Kbd> {words.queue.nextKey} <Kbd>{previous}</Kbd> {words.queue.previousKey}{" "}
      <Kbd>{help}</Kbd>
    </span>
  );
}

function Context({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const at = post.thread.findIndex((other) => other.current);
  const depth = post.thread[at]?.depth ?? 0;
  const parent = post.thread.slice(0, Math.max(at, 0)).findLast((other) => other.depth < depth);
  if (!parent) return null;
  return (
    <div className="q-context">
      {parent.ours
        ? words.post.inReplyToOurs(dates.moment(parent.postedAt))
        : words.post.inReplyTo(parent.author, dates.moment(parent.postedAt))}{" "}
      {parent.withheld ? (
        <span className="faint">{words.post.threadWithheld}</span>
      ) : (
        <q {...written()}>{parent.text}</q>
      )}
    </div>
  );
}

/** Comments and replies are the rule; the rest is worth a word. */
const telling: PostView["kind"][] = ["visitor_post", "direct_message", "post", "mention"];

function Head({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const { row } = post;
  const language = otherLanguage(row.language);
  return (
    <div className="q-head">
      <Avatar name={row.author} />
      <div>
        <h2>{row.author}</h2>
        <small>
          <AccountBadge platform={row.platform} service={row.service} account={row.account} />
          {telling.includes(post.kind) ? ` · ${words.post.kind[post.kind]}` : ""}
          {language ? ` · ${words.post.writtenIn(words.languageName[language])}` : ""} ·{" "}
          <time dateTime={row.postedAt}>{dates.moment(row.postedAt)}</time> ·{" "}
          <time dateTime={post.firstSeenAt}>{words.post.seen(dates.near(post.firstSeenAt))}</time>
        </small>
      </div>
    </div>
  );
}

function Meta({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const service = useServiceName()(post.row);
  const [compared, setCompared] = useState(false);
  const { busy, error, run } = useWork();
  const edits = post.revisions.length - 1;
  return (
    <>
      <div className="q-meta">
        {edits > 0 ? (
          <span>
            {words.post.edited(edits)}
            {post.withheld ? null : (
              <>
                {" "}
                ·{" "}
                <Button
                  look="link"
                  aria-expanded={compared}
                  onPress={() => setCompared(!compared)}
                  data-testid="do-difference"
                >
                  {compared ? words.post.hideDifference : words.post.showDifference}
                </Button>
              </>
            )}
          </span>
        ) : null}
        {post.permalink ? (
          <Button
            look="link"
            icon={<ExternalLink aria-hidden size={13} />}
            isPending={busy}
            onPress={() => void run(() => commands.openOnPlatform(post.id))}
          >
            {words.post.openOn(service)}
          </Button>
        ) : null}
        <span>
          {post.earlierByAuthor === null
            ? words.post.authorUntold
            : post.earlierByAuthor > 0
              ? words.post.earlier(post.earlierByAuthor)
              : words.post.firstFrom}
        </span>
        {post.openlyVisible ? null : (
          <span className="q-closed">
            <Lock aria-hidden size={13} /> {words.post.notOpen}
          </span>
        )}
      </div>
      <Trouble error={error} />
      {compared && !post.withheld ? (
        <section className="q-difference" aria-label={words.post.difference}>
          {post.revisions.slice(1).map((revision, index) => (
            <div key={revision.no}>
              <span className="tiny faint">
                {words.post.wording(revision.no, dates.moment(revision.seenAt))}
              </span>
              <RevisionDiff
                before={post.revisions[index]!.text}
                after={revision.text}
                language={post.row.language}
              />
            </div>
          ))}
        </section>
      ) : null}
    </>
  );
}

/** What earlier posts of the author were taken away for: a fact to know, and never a ground. */
function Breaches({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const [shown, setShown] = useState(false);
  if (post.breaches.length === 0) return null;
  return (
    <div className="q-breaches" data-testid="breaches">
      <p>
        {words.post.breaches(post.breaches.length, post.authorDays)} ·{" "}
        <Button look="link" aria-expanded={shown} onPress={() => setShown(!shown)} data-testid="do-breaches">
          {shown ? words.post.breachesHide : words.post.breachesShow}
        </Button>
      </p>
      {shown ? (
        <>
          <ul>
            {post.breaches.map((breach) => (
              <li key={breach.post}>
                <a href={queueAddress({ list: "open" }, breach.post)}>
                  {words.post.breach(
                    words.post.breachWhat[breach.what],
                    breach.ground,
                    dates.moment(breach.at),
                  )}
                </a>
                <span className="faint"> {breach.account}</span>
              </li>
            ))}
          </ul>
          <p className="tiny faint">{words.post.breachesHelp}</p>
        </>
      ) : null}
    </div>
  );
}

/** Where the post stands besides its duty: claimed, assigned, resting, done, gone. */
function Standing({ post }: { post: PostView }) {
  const words = useWords();
  const named = useNamed();
  const dates = useDates(useNow());
  const { people, departments } = useHouse();
  const { busy, error, run } = useWork();
  const assigned =
    people.find((person) => person.id === post.assignedPerson)?.name ??
    departments.find((department) => department.id === post.assignedDepartment)?.name;

  const lines: ReactNode[] = [];
  if (post.takenIn) {
    const { by, at, imported, inRole } = post.takenIn;
    lines.push((imported ? words.post.takenInArchive : words.post.takenIn)(by, dates.near(at)));
    if (inRole) lines.push(words.post.takenInRole);
  }
  if (post.gone)
    lines.push(
      <>
        {words.post.gone[post.gone.by]}{" "}
        {words.post.goneWhen(dates.moment(post.gone.lastSeenAt), dates.moment(post.gone.firstMissedAt))}
      </>,
    );
  if (post.claim && !post.claim.mine)
    lines.push(words.post.claimedBy(post.claim.holder, dates.near(post.claim.until)));
  if (assigned) lines.push(words.post.assignedTo(assigned));
  if (post.restsUntil)
    lines.push(
      <>
        {words.post.restsUntil(dates.moment(post.restsUntil), post.restReason)}{" "}
        <Button
          look="link"
          isPending={busy}
          onPress={() => void run(() => commands.postWake(post.id))}
          data-testid="do-wake"
        >
          {words.post.wake}
        </Button>
      </>,
    );
  if (post.standing === "hidden") lines.push(words.post.hidden);
  const reason = post.doneReasons.find((one) => one.id === post.doneReason);
  if (post.state === "done" && post.closedByItself) lines.push(words.post.doneByItself);
  else if (post.state === "done" && post.doneReason)
    lines.push(
      words.post.doneBecause(
        reason ? named(reason) : post.doneReason === "imported" ? words.post.imported : post.doneReason,
      ),
    );
  if (lines.length === 0 && !error) return null;
  return (
    <>
      <ul className="q-standing">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
      <Trouble error={error} />
    </>
  );
}

function About({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const sentence = useSentence();
  const [written, write, { found }] = useBegun(`note ${post.id}`, "");
  const [tab, setTab] = useState(found ? "notes" : "thread");
  const note = useRef<HTMLTextAreaElement>(null);
  useKeys({
    note: () => {
      setTab("notes");
      setTimeout(() => note.current?.focus(), 0);
    },
  });
  const moments = post.history.map((line) => ({
    id: line.seq,
    at: line.at,
    when: dates.short(line.at),
    what: sentence(line),
  }));
  return (
    <Tabs
      label={words.post.about}
      value={tab}
      onChange={setTab}
      items={[
        { id: "thread", name: words.post.thread, count: post.thread.length, panel: <Thread post={post} /> },
        {
          id: "notes",
          name: words.post.notes,
          count: post.notes.length || undefined,
          panel: <Notes post={post} text={written} onText={write} field={note} />,
        },
        {
          id: "log",
          name: words.post.logbook,
          panel:
            moments.length > 0 ? (
              <Timeline moments={moments} />
            ) : (
              <p className="q-none">{words.post.logNone}</p>
            ),
        },
      ]}
    />
  );
}
