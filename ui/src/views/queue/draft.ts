/**
 * A draft is saved as it is typed, at a pause and every other second without one. What the screen says was saved was saved: the
 * state is `saved` only when the core has answered for exactly the text in the field. Leaving the post saves at once.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { commands } from "../../backend/commands";
import { useClock } from "../../domain/now";
import { rememberDraft } from "../../domain/queries";

export type DraftState = "empty" | "unsaved" | "saving" | "saved" | "failed";
const pause = 600;
const longest = 2000;

export function useDraft(post: string, known: { text: string; savedAt: string } | null) {
  const client = useQueryClient();
  const clock = useClock();
  const [text, setText] = useState(known?.text ?? "");
  const [state, setState] = useState<DraftState>(known?.text ? "saved" : "empty");
  const [savedAt, setSavedAt] = useState(known?.savedAt ?? null);
  const pending = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Runs from the first key that is not saved, however many follow. */
  const limit = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stopTimers = useCallback(() => {
    clearTimeout(timer.current);
    clearTimeout(limit.current);
    limit.current = undefined;
  }, []);

  const flush = useCallback(async () => {
    stopTimers();
    const waiting = pending.current;
    if (waiting === null) return;
    pending.current = null;
    setState("saving");
    const at = new Date(clock()).toISOString();
    rememberDraft(client, post, waiting, at);
    try {
      await commands.draftSave(post, waiting);
      setSavedAt(at);
      setState((now) => (now === "saving" ? "saved" : now));
    } catch {
      if (pending.current === null) pending.current = waiting;
      setState("failed");
    }
  }, [client, clock, post, stopTimers]);

  const write = useCallback(
    (next: string) => {
      setText(next);
      setState("unsaved");
      pending.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), pause);
      limit.current ??= setTimeout(() => void flush(), longest);
    },
    [flush],
  );

  /** Forgets what is waiting: the text has been sent. */
  const sent = useCallback(() => {
    stopTimers();
    pending.current = null;
    rememberDraft(client, post, "", new Date(clock()).toISOString());
  }, [client, clock, post, stopTimers]);

  useEffect(() => () => void flush(), [flush]);
  return { text, write, state, savedAt, flush, sent };
}
