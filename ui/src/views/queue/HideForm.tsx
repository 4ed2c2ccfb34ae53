/** To hide a post, or show it again: on which ground and why. */
import { useRef } from "react";
import type { Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { Field } from "../../parts/Field";
import { useWork } from "../../parts/work";
import { useWords } from "../../text";
import { useGround } from "./ground";
import { GroundSelect } from "./GroundSelect";
import { PaneForm } from "./PaneForm";

type HideProps = {
  post: PostView;
  service: string;
  again?: boolean;
  /** Seals evidence if there is none that fits: hiding rests on it too. */
  sealed: () => Promise<string>;
  onDecided: (decision: Decided) => void;
  onLeave: () => void;
};

export function HideForm({ post, service, again, sealed, onDecided, onLeave }: HideProps) {
  const words = useWords();
  const [ground, setGround] = useGround(post.suggestedGround);
  const [reason, setReason] = useBegun(`hide ${post.id}`, "");
  const { busy, error, run } = useWork();
  const select = useRef<HTMLButtonElement>(null);

  const decide = () => {
    if (!again && !ground) return select.current?.focus();
    void run(async () => {
      if (!again) await sealed();
      const decision = await (again
        ? commands.postUnhide(post.id, reason.trim())
        : commands.postHide(post.id, ground ?? "", reason.trim()));
      setReason("");
      onDecided(decision);
    });
  };

  return (
    <PaneForm
      testid="hide-form"
      button={again ? words.act.unhideOn(service) : words.act.hideOn(service)}
      buttonTestid="do-hide"
      busy={busy}
      error={error}
      onSend={decide}
      onLeave={onLeave}
    >
      {again ? null : (
        <GroundSelect
          grounds={post.grounds}
          value={ground}
          onChange={setGround}
          buttonRef={select}
          testid="field-hide-ground"
        />
      )}
      <Field
        label={words.act.reason}
        help={words.act.reasonHelp}
        value={reason}
        onChange={setReason}
        autoFocus
        testid="field-hide-reason"
      />
    </PaneForm>
  );
}
