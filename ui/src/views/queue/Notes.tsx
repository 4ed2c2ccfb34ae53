/** Working notes: ours, not the public's. */
import { useState, type RefObject } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useClock, useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useToasts } from "../../parts/Toast";
import { useDates, useWords } from "../../text";

export function Notes({ post, field }: { post: PostView; field: RefObject<HTMLTextAreaElement | null> }) {
  const words = useWords();
  const dates = useDates(useNow());
  const clock = useClock();
  const toasts = useToasts();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>(null);

  function save() {
    if (!text.trim()) return;
    commands.postNote(post.id, text.trim()).then(() => {
      setText("");
      setError(null);
      field.current?.blur();
      toasts.show({
        id: "note",
        text: () => words.act.noteSaid,
        spoken: words.act.noteSaid,
        until: clock() + 3000,
      });
    }, setError);
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
        onChange={setText}
        inputRef={field}
        testid="field-note"
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.ctrlKey) save();
          if (event.key === "Escape") (event.target as HTMLElement).blur();
        }}
      />
      <div>
        <Button onPress={save} shortcut="Ctrl+Enter" data-testid="do-note">
          {words.post.noteSave}
        </Button>
      </div>
      <Trouble error={error} />
    </div>
  );
}
