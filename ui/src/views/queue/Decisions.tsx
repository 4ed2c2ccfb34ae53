/** Decisions that are not yet carried out, or that failed, or that nobody knows about: what they are and what to do. */
import { useState } from "react";
import type { ActionView, Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useServiceName } from "../../domain/AccountBadge";
import { useNow } from "../../domain/now";
import { registerAddress } from "../../domain/places";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useBinding } from "../../parts/keys";
import { useWork } from "../../parts/work";
import { causeText, useDates, useWords } from "../../text";

export function Decisions({ post, onDecided }: { post: PostView; onDecided: (decision: Decided) => void }) {
  const words = useWords();
  const shown = post.actions.filter(
    (action) => !["second_asked", "withdrawn", "declined"].includes(action.state),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="q-decisions" aria-label={words.act.decisions}>
      {shown.map((action) => (
        <Decision key={action.id} action={action} post={post} onDecided={onDecided} />
      ))}
    </ul>
  );
}

function Decision({
  action,
  post,
  onDecided,
}: {
  action: ActionView;
  post: PostView;
  onDecided: (decision: Decided) => void;
}) {
  const words = useWords();
  const dates = useDates(useNow());
  const service = useServiceName()(post.row);
  const undo = useBinding("undo");
  const { busy, error, run } = useWork();
  const again = () => void run(async () => onDecided(await commands.actionAgain(action.id)));
  const { decision } = words.act;
  if (action.waitsForAHand) return <ByHand action={action} post={post} />;
  const waits = action.state === "decided" && action.cause !== "" && !action.noLogin;
  const tone =
    action.state === "failed" || action.state === "uncertain" || action.noLogin
      ? "grave"
      : waits
        ? "watch"
        : "calm";
  return (
    <li className={`q-decision card tone-${tone}`} data-testid="decision" data-state={action.state}>
      <p>
        <SeverityShape severity={tone} />
        <b className="strong">
          {action.isNotice ? `${decision.notice}: ` : null}
          {decision.title(action.kind, action.state)}
        </b>
      </p>
      <p className="tiny faint">
        {decision.by(action.by, dates.near(action.carriedOutAt ?? action.decidedAt))}
        {action.ruleSet ? ` · ${words.post.ruleSet(action.ruleSet)}` : ""}
      </p>
      {action.state === "decided" ? (
        <Button
          look="link"
          shortcut={undo}
          isPending={busy}
          onPress={() => void run(() => commands.actionWithdraw(action.id))}
        >
          {words.act.undo}
        </Button>
      ) : null}
      {action.noLogin ? (
        <p data-testid="no-login">
          {decision.noLogin} <a href={registerAddress("accounts", post.account)}>{decision.toAccount}</a>
        </p>
      ) : null}
      {waits ? <p>{decision.later(dates.near(action.notBefore))}</p> : null}
      {action.state === "carried_out" ? <p>{decision.readBack[action.readBack]}</p> : null}
      {action.state === "failed" ? (
        <>
          <p>{decision.failed(causeText(words, action.cause))}</p>
          <Button isPending={busy} onPress={again} data-testid="do-again">
            {decision.tryAgain}
          </Button>
        </>
      ) : null}
      {action.state === "uncertain" ? (
        <>
          <p>{decision.uncertain}</p>
          <div className="q-row-of-buttons">
            {post.permalink ? (
              <Button isPending={busy} onPress={() => void run(() => commands.openOnPlatform(post.id))}>
                {words.post.openOn(service)}
              </Button>
            ) : null}
            <Button
              isPending={busy}
              onPress={() => void run(() => commands.actionSettle(action.id, true))}
              data-testid="do-settle-yes"
            >
              {decision.happened}
            </Button>
            <Button
              isPending={busy}
              onPress={() => void run(() => commands.actionSettle(action.id, false))}
              data-testid="do-settle-no"
            >
              {decision.notHappened}
            </Button>
          </div>
        </>
      ) : null}
      <Trouble error={error} />
    </li>
  );
}

/** A decision that a person carries out on the service itself: what to do there, and a tick for when it is done and seen. */
function ByHand({ action, post }: { action: ActionView; post: PostView }) {
  const words = useWords();
  const hand = words.act.byHand;
  const dates = useDates(useNow());
  const service = useServiceName()(post.row);
  const { busy, error, run } = useWork();
  const [copied, setCopied] = useState(false);
  const todo = action.kind in hand.todo ? hand.todo[action.kind as keyof typeof hand.todo] : hand.todo.other;
  return (
    <li className="q-decision card tone-watch" data-testid="decision" data-state="by_hand">
      <p>
        <SeverityShape severity="watch" />
        <b className="strong">{todo(service)}</b>
      </p>
      {action.kind === "reply" ? (
        <>
          <blockquote className="q-tocopy">{action.text}</blockquote>
          <Button
            look="link"
            onPress={() =>
              void navigator.clipboard?.writeText(action.text).then(
                () => setCopied(true),
                () => undefined,
              )
            }
            data-testid="do-copy-reply"
          >
            {copied ? hand.copied : hand.copy}
          </Button>
        </>
      ) : null}
      <p className="tiny faint">{words.act.decision.by(action.by, dates.near(action.decidedAt))}</p>
      <div className="q-row-of-buttons">
        {post.permalink ? (
          <Button isPending={busy} onPress={() => void run(() => commands.openOnPlatform(post.id))}>
            {words.post.openOn(service)}
          </Button>
        ) : null}
        <Button
          look="primary"
          isPending={busy}
          onPress={() => void run(() => commands.actionDone(action.id))}
          data-testid="do-done-by-hand"
        >
          {hand.done}
        </Button>
        <Button
          look="quiet"
          isPending={busy}
          onPress={() => void run(() => commands.actionWithdraw(action.id))}
          data-testid="do-take-back"
        >
          {hand.takeBack}
        </Button>
      </div>
      <Trouble error={error} />
    </li>
  );
}
