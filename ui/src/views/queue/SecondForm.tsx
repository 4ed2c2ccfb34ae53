/** The second person's answer to a proposed removal. */
import { useState } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useHouse } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useWords } from "../../text";

export function SecondForm({ post }: { post: PostView }) {
  const words = useWords();
  const { me } = useHouse();
  const [reason, setReason] = useState("");
  const [error, setError] = useState<unknown>(null);
  const asked = post.actions.find((action) => action.state === "second_asked");
  if (!asked) return null;
  const groundName = post.grounds.find((ground) => ground.id === asked.ground)?.name ?? asked.ground;
  if (asked.by === me?.name) return <p>{words.act.second.own}</p>;
  const answer = (agree: boolean) =>
    commands.secondAnswer(asked.id, agree, reason.trim()).then(() => setError(null), setError);
  return (
    <div className="q-form" data-testid="second-form">
      <p>{words.act.second.asked(asked.by, groundName)}</p>
      {asked.text ? <p className="faint">{asked.text}</p> : null}
      <Field
        label={words.act.second.reason}
        value={reason}
        onChange={setReason}
        testid="field-second-reason"
      />
      <Trouble error={error} />
      <Button look="primary" wide onPress={() => void answer(true)} data-testid="do-agree">
        {words.act.second.agree}
      </Button>
      <Button wide onPress={() => void answer(false)} data-testid="do-decline">
        {words.act.second.decline}
      </Button>
    </div>
  );
}
