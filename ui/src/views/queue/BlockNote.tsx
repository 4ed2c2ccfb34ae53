/** That the author is shut out: since when, until when, and, when its day has come, what to decide. */
import { useState } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useNow } from "../../domain/now";
import { Button } from "../../parts/Button";
import { useDates, useWords } from "../../text";
import { Reasoned, SpanFields, useSpan } from "./ShutForm";

type NoteProps = { post: PostView; onSaid: (text: string) => void; onUnblock: () => void };

export function BlockNote({ post, onSaid, onUnblock }: NoteProps) {
  const words = useWords();
  const { shut } = words.act;
  const dates = useDates(useNow());
  const [reviewing, setReviewing] = useState(false);
  const { block } = post;
  if (!block) return null;
  const tone = block.due ? "watch" : "calm";
  return (
    <section className={`q-decision card tone-${tone}`} data-testid="block-note" data-due={block.due}>
      <p>
        <SeverityShape severity={tone} />
        <b className="strong">{shut.blocked(block.by, dates.near(block.since), dates.near(block.endsAt))}</b>
      </p>
      <p>{block.due ? shut.reviewNow : shut.reviewOn(dates.near(block.reviewAt))}</p>
      {reviewing ? (
        <Review post={post} onSaid={onSaid} onLeave={() => setReviewing(false)} />
      ) : (
        <div className="q-row-of-buttons">
          <Button onPress={() => setReviewing(true)} data-testid="do-review">
            {shut.goesOn}
          </Button>
          <Button onPress={onUnblock} data-testid="do-offer-unblock">
            {words.act.offer.unblock}
          </Button>
        </div>
      )}
    </section>
  );
}

function Review({
  post,
  onSaid,
  onLeave,
}: {
  post: PostView;
  onSaid: (text: string) => void;
  onLeave: () => void;
}) {
  const { shut } = useWords().act;
  const dates = useDates(useNow());
  const span = useSpan();
  return (
    <Reasoned
      post={post}
      label={shut.threadReason}
      button={shut.goesOn}
      testid="review"
      onLeave={onLeave}
      after={<SpanFields span={span} />}
      onDecide={async (reason) => {
        if (!span.span) return false;
        await commands.blockReview(post.id, reason, span.span.endsAt, span.span.reviewAt);
        onSaid(shut.goesOnSaid(dates.near(span.span.endsAt)));
        onLeave();
        return true;
      }}
    />
  );
}
