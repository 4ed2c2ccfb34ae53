/** To the registrar: which department, what it concerns, whether it holds confidential matter. Evidence goes with it. */
import { useEffect, useRef } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { useHouse } from "../../domain/queries";
import { Field } from "../../parts/Field";
import { useBinding } from "../../parts/keys";
import { Select } from "../../parts/Select";
import { Tick } from "../../parts/Tick";
import { useWork } from "../../parts/work";
import { collator, useWords } from "../../text";
import { PaneForm } from "./PaneForm";

type ForwardProps = {
  post: PostView;
  focused: boolean;
  /** The id of evidence that is sealed and still holds; seals it if there is none. */
  sealed: () => Promise<string>;
  onSent: (department: string) => void;
  onLeave: () => void;
};

export function ForwardForm({ post, focused, sealed, onSent, onLeave }: ForwardProps) {
  const words = useWords();
  const { departments } = useHouse();
  const key = useBinding("forward");
  const [written, write, { forget }] = useBegun(`forward ${post.id}`, {
    department: post.suggestedDepartment,
    concerns: post.suggestedConcerns,
    confidential: post.confidential,
  });
  const { department, concerns, confidential } = written;
  const { busy, error, run } = useWork();
  const field = useRef<HTMLInputElement>(null);
  const select = useRef<HTMLButtonElement>(null);
  const chosen = departments.find((one) => one.id === department);

  useEffect(() => {
    if (focused) (department ? field : select).current?.focus();
    // Only when the form is asked for; not when the department changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focused]);

  const send = () => {
    if (!department) return select.current?.focus();
    void run(async () => {
      await commands.postForward(post.id, await sealed(), department, concerns.trim(), confidential);
      forget();
      onSent(chosen?.name ?? "");
    });
  };

  return (
    <PaneForm
      testid="forward-form"
      button={words.act.forwardSend}
      buttonTestid="do-forward"
      shortcut={focused ? undefined : key}
      busy={busy}
      error={error}
      onSend={send}
      onLeave={onLeave}
    >
      <Select
        label={words.act.forwardTo}
        placeholder={words.act.chooseDepartment}
        choices={departments
          .map((one) => ({ id: one.id, name: one.name, detail: one.board }))
          .sort((a, b) => collator.compare(a.name, b.name))}
        value={department}
        onChange={(department) => write({ ...written, department })}
        buttonRef={select}
        testid="field-department"
      />
      <Field
        label={words.act.concerns}
        help={words.act.concernsHelp}
        value={concerns}
        onChange={(concerns) => write({ ...written, concerns })}
        inputRef={field}
        testid="field-concerns"
      />
      <Tick
        on={confidential}
        onChange={(confidential) => write({ ...written, confidential })}
        testid="field-confidential"
      >
        {words.act.confidential}
      </Tick>
      {chosen?.personalFile ? <p className="tiny faint">{words.act.personalFile}</p> : null}
    </PaneForm>
  );
}
