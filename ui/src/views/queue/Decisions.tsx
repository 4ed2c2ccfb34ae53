/** Decisions that are not yet carried out, or that failed, or that nobody knows about: what they are and what to do. */
import { useState } from "react";
import type { ActionView, Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useServiceName } from "../../domain/AccountBadge";
import { useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useBinding } from "../../parts/keys";
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
  const [error, setError] = useState<unknown>(null);
  const run = (work: Promise<unknown>) => void work.then(() => setError(null), setError);
  const again = () =>
    run(
      commands.actionAgain(action.id).then((decision) => {
        onDecided(decision);
      }),
    );
  const { decision } = words.act;
  const waits = action.state === "decided" && action.cause !== "";
  const tone = action.state === "failed" || action.state === "uncertain" ? "grave" : waits ? "watch" : "calm";
  return (
    <li className={`q-decision tone-${tone}`} data-testid="decision" data-state={action.state}>
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
        <Button look="link" shortcut={undo} onPress={() => run(commands.actionWithdraw(action.id))}>
          {words.act.undo}
        </Button>
      ) : null}
      {waits ? <p>{decision.later(dates.near(action.notBefore))}</p> : null}
      {action.state === "carried_out" ? <p>{decision.readBack[action.readBack]}</p> : null}
      {action.state === "failed" ? (
        <>
          <p>{decision.failed(causeText(words, action.cause))}</p>
          <Button onPress={again} data-testid="do-again">
            {decision.tryAgain}
          </Button>
        </>
      ) : null}
      {action.state === "uncertain" ? (
        <>
          <p>{decision.uncertain}</p>
          <div className="q-row-of-buttons">
            {post.permalink ? (
              <Button onPress={() => run(commands.openOnPlatform(post.id))}>
                {words.post.openOn(service)}
              </Button>
            ) : null}
            <Button onPress={() => run(commands.actionSettle(action.id, true))} data-testid="do-settle-yes">
              {decision.happened}
            </Button>
            <Button onPress={() => run(commands.actionSettle(action.id, false))} data-testid="do-settle-no">
              {decision.notHappened}
            </Button>
          </div>
        </>
      ) : null}
      <Trouble error={error} />
    </li>
  );
}
