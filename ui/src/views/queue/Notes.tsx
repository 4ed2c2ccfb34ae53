/** Working notes: ours, not the public's. */
import type { RefObject } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";

export function Notes({
  post,
  text,
  onText,
  field,
}: {
  post: PostView;
  /** The note that is being written. */
  text: string;
  onText: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const words = useWords();
  const dates = useDates(useNow());
  const { say } = useToasts();
  const { busy, error, run } = useWork();

  function save() {
    if (!text.trim()) return;
    void run(async () => {
      await commands.postNote(post.id, text.trim());
      onText("");
      field.current?.blur();
      say(words.act.noteSaid);
    });
  }

  return (
    <div className="q-notes">
      {post.notes.length === 0 ? <p className="q-none">{words.post.noteNone}</p> : null}
      <ul>
        {post.notes.map((note) => (
          <li key={note.id}>
            <b className="strong">{note.author}</b> <time className="q-when">{dates.short(note.at)}</time>
            <p>{note.text}</p>
          </li>
        ))}
      </ul>
      <Field
        label={words.post.noteLabel}
        help={words.post.noteHelp}
        rows={2}
        value={text}
        onChange={onText}
        inputRef={field}
        testid="field-note"
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.ctrlKey) save();
          if (event.key === "Escape") (event.target as HTMLElement).blur();
        }}
      />
      <div>
        <Button onPress={save} isPending={busy} shortcut="Ctrl+Enter" data-testid="do-note">
          {words.post.noteSave}
        </Button>
      </div>
      <Trouble error={error} />
    </div>
  );
}
