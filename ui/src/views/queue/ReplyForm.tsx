/** The reply: saved as it is typed, with templates whose open fields are marked, the signature shown and the length counted. */
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Decided, PostView, Reminder } from "../../backend/bindings";
import { commands, Refused } from "../../backend/commands";
import { codePoints } from "../../domain/spans";
import { useNow } from "../../domain/now";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Select } from "../../parts/Select";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";
import { useDraft } from "./draft";
import { openFields, splitFields } from "./fields";

type ReplyProps = {
  post: PostView;
  service: string;
  field: RefObject<HTMLTextAreaElement | null>;
  onSent: (decision: Decided, text: string) => void;
  onLeave: () => void;
};

export function ReplyForm({ post, service, field, onSent, onLeave }: ReplyProps) {
  const words = useWords();
  const dates = useDates(useNow());
  const draft = useDraft(post.id, post.draft);
  const [template, setTemplate] = useState<string | null>(null);
  const { busy, error, run } = useWork();
  const [reminded, setReminded] = useState<{ text: string; of: Reminder[] } | null>(null);
  const back = useRef<HTMLDivElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);

  const templates = post.templates
    .filter((one) => one.kind !== "removal_notice")
    .sort((a, b) => Number(b.suggested) - Number(a.suggested));
  const used =
    codePoints(draft.text) +
    (post.signature && !draft.text.trimEnd().endsWith(post.signature) ? codePoints(post.signature) + 1 : 0);
  const over = post.longestReply > 0 ? used - post.longestReply : 0;
  const open = openFields(draft.text);

  /** Puts the cursor on a field that is still to be filled in. */
  function reach(text: string, name?: string) {
    setTimeout(() => {
      const next = openFields(text).find((one) => !name || one.name === name);
      field.current?.focus();
      if (next) field.current?.setSelectionRange(next.start, next.end);
    }, 0);
  }

  function use(id: string) {
    const chosen = post.templates.find((one) => one.id === id);
    if (!chosen) return;
    setTemplate(id);
    draft.write(chosen.text);
    reach(chosen.text);
  }

  const send = () =>
    run(async () => {
      await draft.flush();
      // Whoever has seen the reminders of these very words decides alone.
      let seen = reminded?.text === draft.text ? reminded.of : null;
      if (!seen) {
        seen = await commands.replyCheck(post.id, draft.text);
        setReminded({ text: draft.text, of: seen });
        if (seen.length > 0) return;
      }
      try {
        const decision = await commands.postReply(post.id, draft.text, seen);
        const text = draft.text;
        draft.sent();
        onSent(decision, text);
      } catch (caught) {
        // The rules were changed meanwhile, say: what holds now is shown when it is sent again.
        if (caught instanceof Refused && caught.refusal.code === "reminders_unseen") setReminded(null);
        throw caught;
      }
    });

  // The reminders push the button below the edge of the pane: whoever is to decide sees both.
  useEffect(() => {
    if (reminded && reminded.of.length > 0) sendButton.current?.scrollIntoView({ block: "nearest" });
  }, [reminded]);

  const toMind = reminded && reminded.text === draft.text ? reminded.of : [];

  /** Puts the cursor on what a reminder is about. The core counts code points, the field UTF-16. */
  function show(reminder: Reminder) {
    const points = [...draft.text];
    const at = (point: number) => points.slice(0, point).join("").length;
    field.current?.focus();
    field.current?.setSelectionRange(at(reminder.start), at(reminder.end));
  }

  const state = {
    empty: "",
    unsaved: words.act.draftUnsaved,
    saving: words.act.draftSaving,
    saved: draft.savedAt ? words.act.draftSaved(dates.time(draft.savedAt)) : "",
    failed: words.act.draftFailed,
  }[draft.state];

  return (
    <div className="q-form" data-testid="reply-form">
      {templates.length > 0 ? (
        <Select
          label={words.act.template}
          lead=""
          placeholder={words.act.templateChoose}
          choices={templates.map((one) => ({
            id: one.id,
            name: one.name,
            detail: [
              one.suggested ? words.act.templateSuggested : "",
              one.missing.length > 0 ? words.act.templateMissing(one.missing.length) : "",
            ]
              .filter(Boolean)
              .join(" · "),
          }))}
          value={template}
          onChange={use}
          testid="field-template"
        />
      ) : null}
      <div className="q-compose">
        <div className="q-compose-back" aria-hidden="true" ref={back}>
          {splitFields(draft.text).map((piece, index) =>
            piece.field ? <mark key={index}>{piece.text}</mark> : piece.text,
          )}
          {"\u200b"}
        </div>
        <textarea
          ref={field}
          className="input"
          aria-label={words.act.reply}
          aria-describedby="reply-state"
          aria-invalid={over > 0 || undefined}
          placeholder={words.act.replyPlaceholder}
          rows={5}
          value={draft.text}
          onChange={(event) => draft.write(event.target.value)}
          onFocus={() => {
            if (!post.claim) commands.queueClaim(post.id).catch(() => undefined);
          }}
          onBlur={() => void draft.flush()}
          onScroll={(event) => {
            if (back.current) back.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.ctrlKey) {
              event.preventDefault();
              void send();
            }
            if (event.key === "Escape") {
              event.currentTarget.blur();
              onLeave();
            }
          }}
          data-testid="field-reply"
        />
      </div>
      {post.signature ? <p className="tiny faint">{words.act.signature(post.signature)}</p> : null}
      <p className="q-compose-foot" id="reply-state">
        <span
          className={draft.state === "failed" ? "grave" : ""}
          role="status"
          data-testid="draft-state"
          data-state={draft.state}
        >
          {state}
        </span>
        <span className={over > 0 ? "grave" : ""}>
          {over > 0
            ? words.act.tooLong(over)
            : post.longestReply > 0
              ? words.act.left(used, post.longestReply)
              : ""}
        </span>
      </p>
      {open.length > 0 ? (
        <p className="q-unfilled">
          {open.map((one) => (
            <Button key={`${one.name}-${one.start}`} look="link" onPress={() => reach(draft.text, one.name)}>
              {words.act.unfilled(one.name)}
            </Button>
          ))}
        </p>
      ) : null}
      <Trouble error={error} />
      {toMind.length > 0 ? (
        <section className="q-reminders" aria-label={words.reminder.title} data-testid="reminders">
          <p className="strong small" role="alert">
            {words.reminder.title}
            <span className="aside"> {words.reminder.said(toMind.length)}</span>
          </p>
          <ul>
            {toMind.map((reminder) => (
              <li key={`${reminder.kind}-${reminder.start}`} data-kind={reminder.kind}>
                <span>{words.reminder.kind[reminder.kind]}:</span>{" "}
                <Button look="link" onPress={() => show(reminder)}>
                  {reminder.words}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Button
        look="primary"
        wide
        shortcut="Ctrl+Enter"
        ref={sendButton}
        onPress={() => void send()}
        isPending={busy}
        data-testid="do-reply"
      >
        {toMind.length > 0 ? words.reminder.sendAnyway(service) : words.act.replySend(service)}
      </Button>
    </div>
  );
}
