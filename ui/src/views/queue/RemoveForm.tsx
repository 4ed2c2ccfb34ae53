/** The removal: on which ground, with what reason, with or without a notice in the thread. */
import { useState, type RefObject } from "react";
import type { PostView } from "../../backend/bindings";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useBinding } from "../../parts/keys";
import { Tick } from "../../parts/Tick";
import { useWords } from "../../text";
import { GroundSelect } from "./GroundSelect";

type RemoveProps = {
  post: PostView;
  service: string;
  ground: string | null;
  onGround: (id: string) => void;
  groundAsked: boolean;
  reason: string;
  onReason: (reason: string) => void;
  notice: boolean;
  onNotice: (on: boolean) => void;
  busy: boolean;
  onRemove: () => void;
  groundField: RefObject<HTMLButtonElement | null>;
  removeButton: RefObject<HTMLButtonElement | null>;
};

export function RemoveForm({ groundField, removeButton, ...form }: RemoveProps) {
  const { post, service, ground, groundAsked, reason, notice } = form;
  const words = useWords();
  const key = useBinding("remove");
  const [explaining, setExplaining] = useState(false);
  const toSeal = !post.evidence || post.evidence.outdated;
  const chosen = post.grounds.find((one) => one.id === ground);
  return (
    <div className="q-form" data-testid="remove-form">
      <GroundSelect
        grounds={post.grounds}
        value={ground}
        onChange={form.onGround}
        detail={(one) =>
          [words.act.basis[one.basis], one.statute, one.immediate ? words.act.immediate : ""]
            .filter(Boolean)
            .join(" · ")
        }
        buttonRef={groundField}
        testid="field-ground"
      />
      {groundAsked && !ground ? (
        <p className="field-error" role="alert">
          {words.act.groundMissing}
        </p>
      ) : null}
      {chosen?.statute ? <p className="q-law">{chosen.statute}</p> : null}
      {chosen?.help ? <p className="q-law">{chosen.help}</p> : null}
      <Tick on={notice} onChange={form.onNotice} testid="field-notice">
        {words.act.noticeOn}
      </Tick>
      {explaining || reason ? (
        <Field
          label={words.act.reason}
          help={words.act.reasonHelp}
          rows={2}
          value={reason}
          onChange={form.onReason}
          autoFocus={explaining}
          testid="field-reason"
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.ctrlKey) form.onRemove();
            if (event.key === "Escape") (event.target as HTMLElement).blur();
          }}
        />
      ) : (
        <div>
          <Button look="link" onPress={() => setExplaining(true)}>
            {words.act.reasonShow}
          </Button>
        </div>
      )}
      <Button
        look="primary"
        wide
        shortcut={key}
        ref={removeButton}
        onPress={form.onRemove}
        isPending={form.busy}
        data-testid="do-remove"
      >
        {toSeal ? words.act.sealAndRemove(service) : words.act.removeFrom(service)}
      </Button>
    </div>
  );
}
