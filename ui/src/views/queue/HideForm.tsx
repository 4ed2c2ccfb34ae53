/** To hide a post, or show it again: on which ground and why. */
import { useRef, useState } from "react";
import type { Decided, PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { useNamed, useWords } from "../../text";

type HideProps = {
  post: PostView;
  service: string;
  again?: boolean;
  /** Seals evidence if there is none that fits: hiding rests on it too. */
  sealed: () => Promise<string>;
  onHidden: (decision: Decided) => void;
  onLeave: () => void;
};

export function HideForm({ post, service, again, sealed, onHidden, onLeave }: HideProps) {
  const words = useWords();
  const named = useNamed();
  const [ground, setGround] = useState(post.suggestedGround);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const select = useRef<HTMLButtonElement>(null);

  async function decide() {
    if (busy) return;
    if (!again && !ground) return select.current?.focus();
    setBusy(true);
    setError(null);
    try {
      if (!again) await sealed();
      onHidden(
        await (again
          ? commands.postUnhide(post.id, reason.trim())
          : commands.postHide(post.id, ground ?? "", reason.trim())),
      );
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div
      className="q-form"
      data-testid="hide-form"
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.ctrlKey) void decide();
        if (event.key === "Escape") onLeave();
      }}
    >
      {again ? null : (
        <Select
          label={words.act.ground}
          lead={words.act.groundLead}
          placeholder={words.act.chooseGround}
          choices={post.grounds.map((one) => ({ id: one.id, name: named(one), detail: one.statute }))}
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
      <Trouble error={error} />
      <Button
        look="primary"
        wide
        shortcut="Ctrl+Enter"
        onPress={() => void decide()}
        isPending={busy}
        data-testid="do-hide"
      >
        {again ? words.act.unhideOn(service) : words.act.hideOn(service)}
      </Button>
    </div>
  );
}
