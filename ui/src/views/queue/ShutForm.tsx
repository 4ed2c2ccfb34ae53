/** To shut an author out or let them in, and to close a thread or open it: the steps beyond the single post. */
import { useRef, useState, type ReactNode } from "react";
import type { Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { useClock } from "../../domain/now";
import { Field } from "../../parts/Field";
import { Tick } from "../../parts/Tick";
import { useWork } from "../../parts/work";
import { useWords } from "../../text";
import { readWall, wallText } from "../../text/dates";
import { useGround } from "./ground";
import { GroundSelect } from "./GroundSelect";
import { Ladder } from "./Ladder";
import { PaneForm } from "./PaneForm";

const day = 24 * 3600_000;
export type Span = { endsAt: string; reviewAt: string };

/** Until when, and when it is looked at again; both may be changed. */
export function useSpan() {
  const clock = useClock();
  const [ends, setEnds] = useState(() => wallText(clock() + 90 * day));
  const [review, setReview] = useState(() => wallText(clock() + 30 * day));
  const [endsAt, reviewAt] = [readWall(ends), readWall(review)];
  const span: Span | null =
    endsAt === null || reviewAt === null
      ? null
      : { endsAt: new Date(endsAt).toISOString(), reviewAt: new Date(reviewAt).toISOString() };
  return {
    ends,
    setEnds,
    review,
    setReview,
    span,
    wrong: { ends: endsAt === null, review: reviewAt === null },
  };
}

export function SpanFields({ span }: { span: ReturnType<typeof useSpan> }) {
  const { shut } = useWords().act;
  return (
    <>
      <Field
        label={shut.endsAt}
        value={span.ends}
        onChange={span.setEnds}
        error={span.wrong.ends ? shut.dateWrong : null}
        testid="field-ends"
      />
      <Field
        label={shut.reviewAt}
        help={shut.datesHelp}
        value={span.review}
        onChange={span.setReview}
        error={span.wrong.review ? shut.dateWrong : null}
        testid="field-review"
      />
    </>
  );
}

/** A form that asks for a reason and decides. `onDecide` tells whether it did: it may ask for more first. */
export function Reasoned({
  post,
  label,
  help,
  button,
  testid,
  before,
  after,
  onDecide,
  onLeave,
}: {
  post: PostView;
  label: string;
  help?: string;
  button: string;
  testid: string;
  before?: ReactNode;
  after?: ReactNode;
  onDecide: (reason: string) => Promise<boolean>;
  onLeave: () => void;
}) {
  const words = useWords();
  const [reason, setReason] = useBegun(`${testid} ${post.id}`, "");
  const [asked, setAsked] = useState(false);
  const { busy, error, run } = useWork();
  const field = useRef<HTMLTextAreaElement>(null);

  const decide = () => {
    if (reason.trim())
      return void run(async () => {
        if (await onDecide(reason.trim())) setReason("");
      });
    setAsked(true);
    field.current?.focus();
  };

  return (
    <PaneForm
      testid={testid}
      button={button}
      buttonTestid={`do-${testid}`}
      busy={busy}
      error={error}
      onSend={decide}
      onLeave={onLeave}
    >
      {before}
      <Field
        label={label}
        help={help}
        rows={3}
        value={reason}
        onChange={setReason}
        error={asked && !reason.trim() ? words.act.shut.reasonMissing : null}
        autoFocus
        inputRef={field}
        testid={`${testid}-reason`}
      />
      {after}
    </PaneForm>
  );
}

type ShutProps = {
  post: PostView;
  service: string;
  onDecided: (decision: Decided) => void;
  onLeave: () => void;
};

export function BlockForm({
  post,
  service,
  sealed,
  onDecided,
  onLeave,
}: ShutProps & { sealed: () => Promise<string> }) {
  const { shut } = useWords().act;
  const span = useSpan();
  // Of what may not be copied there is no evidence: the block rests on the decision that took it away, and on its ground.
  const judged = post.withheld
    ? post.actions.findLast((one) => one.kind === "remove_without_copy")
    : undefined;
  const grounds = judged ? post.groundsWithoutCopy.filter((one) => one.id === judged.ground) : post.grounds;
  const [ground, setGround] = useGround(judged?.ground ?? post.suggestedGround);
  const select = useRef<HTMLButtonElement>(null);
  const toSeal = !judged && (!post.evidence || post.evidence.outdated);
  return (
    <Reasoned
      post={post}
      label={shut.reason}
      help={shut.reasonHelp}
      button={toSeal ? shut.sealAndBlock(service) : shut.blockOn(service)}
      testid="block"
      onLeave={onLeave}
      before={
        <>
          <Ladder post={post} />
          <GroundSelect
            label={shut.ground}
            grounds={grounds}
            value={ground}
            onChange={setGround}
            buttonRef={select}
            testid="field-block-ground"
          />
        </>
      }
      after={<SpanFields span={span} />}
      onDecide={async (reason) => {
        if (!ground) select.current?.focus();
        if (!ground || !span.span) return false;
        if (!judged) await sealed();
        onDecided(await commands.postBlock(post.id, ground, reason, span.span.endsAt, span.span.reviewAt));
        return true;
      }}
    />
  );
}

export function UnblockForm({ post, service, onDecided, onLeave }: ShutProps) {
  const { shut } = useWords().act;
  return (
    <Reasoned
      post={post}
      label={shut.threadReason}
      button={shut.unblockOn(service)}
      testid="unblock"
      onLeave={onLeave}
      onDecide={async (reason) => {
        onDecided(await commands.postUnblock(post.id, reason));
        return true;
      }}
    />
  );
}

/** Closing. Where it takes comments away it is asked a second time, and they are sealed first. */
export function CloseForm({ post, service, onDecided, onLeave }: ShutProps) {
  const { shut } = useWords().act;
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const comments = post.closingRemoves;
  return (
    <Reasoned
      post={post}
      label={shut.threadReason}
      help={comments > 0 ? undefined : shut.closeHelp}
      button={asked && sure ? shut.sealAndClose(comments) : shut.closeOn(service)}
      testid="close"
      onLeave={onLeave}
      before={comments > 0 ? <p className="q-law grave">{shut.removes(comments)}</p> : null}
      after={
        asked ? (
          <Tick on={sure} onChange={setSure} testid="field-sure">
            {shut.sure(comments)}
          </Tick>
        ) : null
      }
      onDecide={async (reason) => {
        try {
          onDecided(await commands.threadClose(post.id, reason, asked && sure));
          return true;
        } catch (caught) {
          setAsked(true);
          throw caught;
        }
      }}
    />
  );
}

export function OpenForm({ post, service, onDecided, onLeave }: ShutProps) {
  const { shut } = useWords().act;
  return (
    <Reasoned
      post={post}
      label={shut.threadReason}
      button={shut.openOn(service)}
      testid="open"
      onLeave={onLeave}
      onDecide={async (reason) => {
        onDecided(await commands.threadOpen(post.id, reason));
        return true;
      }}
    />
  );
}
