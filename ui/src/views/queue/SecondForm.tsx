/** The second person's answer to a proposed removal. */
import type { Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useWork } from "../../parts/work";
import { useNamed, useWords } from "../../text";

export function SecondForm({ post, onDecided }: { post: PostView; onDecided: (decision: Decided) => void }) {
  const words = useWords();
  const named = useNamed();
  const [reason, setReason] = useBegun(`second ${post.id}`, "");
  const { busy, error, run } = useWork();
  const asked = post.actions.find((action) => action.state === "second_asked");
  if (!asked) return null;
  const ground = [...post.grounds, ...post.groundsWithoutCopy].find((one) => one.id === asked.ground);
  if (asked.mine) return <p>{words.act.second.own}</p>;
  const answer = (agree: boolean) =>
    void run(async () => {
      const decision = await commands.secondAnswer(asked.id, agree, reason.trim());
      setReason("");
      if (decision) onDecided(decision);
    });
  return (
    <div className="q-form" data-testid="second-form">
      <p>{words.act.second.asked(asked.by, ground ? named(ground) : asked.ground)}</p>
      {asked.reason ? <p className="faint">{asked.reason}</p> : null}
      <Field
        label={words.act.second.reason}
        value={reason}
        onChange={setReason}
        testid="field-second-reason"
      />
      <Trouble error={error} />
      <Button look="primary" wide isPending={busy} onPress={() => answer(true)} data-testid="do-agree">
        {words.act.second.agree}
      </Button>
      <Button wide isPending={busy} onPress={() => answer(false)} data-testid="do-decline">
        {words.act.second.decline}
      </Button>
    </div>
  );
}
