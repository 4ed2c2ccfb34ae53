/**
 * The step chart: what is done, what is next, and why a thing can't be done. Everything is decided here, in place, without a dialog;
 * a key does what its button does.
 */
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Decided, OfferKind, PostView, Refusal } from "../../backend/bindings";
import { commands, Refused } from "../../backend/commands";
import { useServiceName } from "../../domain/AccountBadge";
import { useBegun } from "../../domain/begun";
import { useMine } from "../../domain/queries";
import { Trouble, useTroubleText, WhyNot } from "../../domain/WhyNot";
import { Chip } from "../../parts/Chip";
import { Kbd } from "../../parts/Kbd";
import { useBinding, useKeys } from "../../parts/keys";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { useNamed, useWords } from "../../text";
import type { KeyAct } from "../../text/codes";
import { Button as AriaButton } from "react-aria-components";
import { firstReason, isAnswered } from "./answered";
import { AssignForm } from "./AssignForm";
import { BlockNote } from "./BlockNote";
import { Decisions } from "./Decisions";
import { DoneForm } from "./DoneForm";
import { ForwardForm } from "./ForwardForm";
import { useGround } from "./ground";
import { HideForm } from "./HideForm";
import { NoCopyForm } from "./NoCopyForm";
import { RemoveForm } from "./RemoveForm";
import { ReplyForm } from "./ReplyForm";
import { RestForm } from "./RestForm";
import { BlockForm, CloseForm, OpenForm, UnblockForm } from "./ShutForm";
import { firsts, StepChart } from "./StepChart";

type PaneProps = {
  post: PostView;
  onLeave: () => void;
  onDecided: (decision: Decided, reply?: string) => void;
};

/** Evidence can be sealed and a second person asked on the way, so their absence stops nobody from beginning. */
export const sealable = (refusal: Refusal | null) =>
  refusal === null ||
  ["evidence_missing", "evidence_outdated", "second_person_needed"].includes(refusal.code);

const keyOf: Partial<Record<OfferKind, KeyAct>> = {
  reply: "reply",
  assign: "assign",
  rest: "rest",
  hide: "hide",
  unhide: "hide",
  block: "block",
  unblock: "block",
  close: "thread",
  open: "thread",
  remove: "remove",
  forward: "forward",
  note: "note",
  done: "done",
};
const order: OfferKind[] = [
  "reply",
  "forward",
  "assign",
  "rest",
  "note",
  "reopen",
  "unhide",
  "hide",
  "seal",
  "remove",
  "close",
  "open",
  "unblock",
  "block",
  "done",
  "remove_without_copy",
];
/** What the platform does not allow from here, a person may be able to do there. */
export const elsewhere = (refusal: Refusal | null) =>
  refusal !== null && ["platform_cannot", "not_summoned"].includes(refusal.code);

export function ActionPane({ post, onLeave, onDecided: onCounted }: PaneProps) {
  const words = useWords();
  const { say } = useToasts();
  const trouble = useTroubleText();
  const service = useServiceName()(post.row);
  const named = useNamed();
  const moderates = useMine().holds("moderator");
  const [panel, setPanel] = useState<OfferKind | null>(null);
  const [ground, setGround] = useGround(post.suggestedGround);
  const [reason, setReason] = useBegun(`remove ${post.id}`, "");
  const [restWhy, setRestWhy] = useBegun(`rest ${post.id}`, "");
  const [notice, setNotice] = useState(true);
  const [groundAsked, setGroundAsked] = useState(false);
  const [sealing, setSealing] = useState(false);
  const { busy, error, run } = useWork();
  const pane = useRef<HTMLElement>(null);
  const groundField = useRef<HTMLButtonElement>(null);
  const removeButton = useRef<HTMLButtonElement>(null);
  const noCopyButton = useRef<HTMLButtonElement>(null);
  const replyField = useRef<HTMLTextAreaElement>(null);

  const offer = (kind: OfferKind) => post.offers.find((one) => one.kind === kind);
  const step = (kind: string) => post.steps.find((one) => one.kind === kind);

  const removeStep = step("remove");
  const canRemove = sealable(offer("remove")?.refusal ?? null) && Boolean(offer("remove"));
  const removeOpen =
    canRemove &&
    (panel === "remove" ||
      (removeStep !== undefined && (removeStep.state === "now" || removeStep.state === "later")));
  const replyOpen = offer("reply")?.refusal === null && (panel === "reply" || step("reply")?.state === "now");
  const forwardOpen = panel === "forward" || step("register")?.state === "now";

  async function sealed(): Promise<string> {
    if (post.evidence && !post.evidence.outdated && post.evidence.sound !== false) return post.evidence.id;
    setSealing(true);
    try {
      return (await commands.evidenceSeal(post.id, [])).id;
    } finally {
      setSealing(false);
    }
  }

  const seal = (without: string[] = []) =>
    run(async () => {
      setSealing(true);
      try {
        say(words.act.sealedSaid((await commands.evidenceSeal(post.id, without)).number));
      } finally {
        setSealing(false);
      }
    });

  /** Says why, for a key that was pressed for something that can't be done. */
  function refused(kind: OfferKind): boolean {
    const refusal = offer(kind)?.refusal;
    if (!refusal) return false;
    say(trouble(new Refused(refusal)), "trouble");
    return true;
  }

  /** Where only people reach: the decision stands in the pane until the person has done it there. */
  function toDoByHand() {
    say(words.act.byHand.decided);
    setPanel(null);
  }
  /** What a program will carry out counts down to it; what a person has to do waits for them. */
  const onDecided: PaneProps["onDecided"] = (decision, reply) =>
    post.byHand ? toDoByHand() : onCounted(decision, reply);

  function remove() {
    if (!offer("remove")) return;
    if (!canRemove) return void refused("remove");
    if (!ground || !removeOpen) {
      setPanel("remove");
      if (!ground) setGroundAsked(true);
      setTimeout(() => (ground ? removeButton : groundField).current?.focus(), 0);
      return;
    }
    void run(async () => {
      const evidence = await sealed();
      const decision = await commands.postRemove(post.id, evidence, ground, reason.trim(), notice);
      setReason("");
      if (decision && post.byHand) return toDoByHand();
      if (decision) onDecided(decision);
      else say(words.act.secondAsked(post.row.author));
      onLeave();
    });
  }

  const noCopyStep = step("remove_without_copy");
  const noCopyOpen =
    offer("remove_without_copy")?.refusal === null &&
    (panel === "remove_without_copy" || noCopyStep?.state === "now" || noCopyStep?.state === "later");

  function removeWithoutCopy(chosen: string) {
    void run(async () => {
      const decision = await commands.postRemoveWithoutCopy(post.id, chosen, "");
      if (decision && post.byHand) return toDoByHand();
      if (decision) onDecided(decision);
      else say(words.act.secondAsked(post.row.author));
      onLeave();
    });
  }

  /** The key asks once more, by showing the way: what it does can't be undone after a few seconds. */
  function askWithoutCopy() {
    if (!offer("remove_without_copy") || refused("remove_without_copy")) return;
    const only = post.groundsWithoutCopy[0];
    if (panel === "remove_without_copy" && only && document.activeElement === noCopyButton.current)
      return removeWithoutCopy(only.id);
    setPanel("remove_without_copy");
    setTimeout(() => noCopyButton.current?.focus(), 0);
  }

  function openPanel(kind: OfferKind) {
    if (!offer(kind) || refused(kind)) return;
    setPanel(kind);
    if (kind === "reply") setTimeout(() => replyField.current?.focus(), 0);
  }
  const openForward = () => {
    const refusal = offer("forward")?.refusal ?? null;
    if (!offer("forward")) return;
    if (!sealable(refusal)) return void refused("forward");
    setPanel("forward");
  };
  const press = (kind: OfferKind) => {
    if (kind === "remove") return remove();
    if (kind === "remove_without_copy") return askWithoutCopy();
    if (kind === "forward") return openForward();
    if (kind === "reopen") return void run(() => commands.postReopen(post.id));
    if (kind === "seal") return void seal();
    openPanel(kind);
  };

  useKeys({
    remove: post.noCopy ? askWithoutCopy : remove,
    reply: () => press("reply"),
    hide: () => press(offer("unhide") && offer("unhide")?.refusal === null ? "unhide" : "hide"),
    block: () => press(offer("unblock") ? "unblock" : "block"),
    thread: () => press(offer("open") ? "open" : "close"),
    forward: openForward,
    assign: () => press("assign"),
    rest: () => press("rest"),
    done: () => press("done"),
  });

  useEffect(() => {
    if (panel) pane.current?.querySelector(`[data-panel="${panel}"]`)?.scrollIntoView({ block: "nearest" });
  }, [panel]);

  const close = () => setPanel(null);
  const deciding = {
    post,
    service,
    onLeave: close,
    onDecided: (decision: Decided) => {
      onDecided(decision);
      close();
    },
  };
  const forms: Partial<Record<OfferKind, ReactNode>> = {
    remove: removeOpen ? (
      <RemoveForm
        post={post}
        service={service}
        ground={ground}
        onGround={(id) => {
          setGround(id);
          setGroundAsked(false);
          setTimeout(() => removeButton.current?.focus(), 0);
        }}
        groundAsked={groundAsked}
        reason={reason}
        onReason={setReason}
        notice={notice}
        onNotice={setNotice}
        busy={busy}
        onRemove={remove}
        groundField={groundField}
        removeButton={removeButton}
      />
    ) : null,
    remove_without_copy: noCopyOpen ? (
      <NoCopyForm
        post={post}
        service={service}
        busy={busy}
        onRemove={removeWithoutCopy}
        button={noCopyButton}
      />
    ) : null,
    reply: replyOpen ? (
      <ReplyForm
        post={post}
        service={service}
        field={replyField}
        onLeave={close}
        onSent={(decision, text) => (post.byHand ? toDoByHand() : (onDecided(decision, text), onLeave()))}
      />
    ) : null,
    forward: forwardOpen ? (
      <ForwardForm
        post={post}
        focused={panel === "forward"}
        sealed={sealed}
        onLeave={close}
        onSent={(department) => {
          say(words.act.forwardedSaid(post.row.author, department));
          close();
        }}
      />
    ) : null,
    assign:
      panel === "assign" ? (
        <AssignForm
          onLeave={close}
          onPick={(person, department, name) =>
            run(async () => {
              await commands.postAssign(post.id, person, department);
              say(words.act.assignedSaid(post.row.author, name));
              close();
            })
          }
        />
      ) : null,
    rest:
      panel === "rest" ? (
        <RestForm
          why={restWhy}
          onWhy={setRestWhy}
          onLeave={close}
          onRest={(until, name) =>
            run(async () => {
              await commands.postRest(post.id, new Date(until).toISOString(), restWhy.trim());
              setRestWhy("");
              say(words.act.restedSaid(post.row.author, name));
              onLeave();
            })
          }
        />
      ) : null,
    hide: panel === "hide" ? <HideForm {...deciding} sealed={sealed} /> : null,
    unhide: panel === "unhide" ? <HideForm {...deciding} sealed={sealed} again /> : null,
    block: panel === "block" ? <BlockForm {...deciding} sealed={sealed} /> : null,
    unblock: panel === "unblock" ? <UnblockForm {...deciding} /> : null,
    close: panel === "close" ? <CloseForm {...deciding} /> : null,
    open: panel === "open" ? <OpenForm {...deciding} /> : null,
    done:
      panel === "done" ? (
        <DoneForm
          reasons={post.doneReasons.map((reason) => ({ id: reason.id, name: named(reason) }))}
          first={firstReason(post.doneReasons, isAnswered(post))}
          onLeave={close}
          onDone={(why) =>
            run(async () => {
              await commands.postDone(post.id, why);
              say(words.act.doneSaid(post.row.author));
              onLeave();
            })
          }
        />
      ) : null,
  };

  const inSteps = new Set<OfferKind>(
    post.steps
      .filter(
        (one) =>
          (one.state !== "done" && one.kind !== "second" && one.kind !== "police") || one.kind === "seal",
      )
      .map((one) => (one.kind === "register" ? "forward" : (one.kind as OfferKind))),
  );
  const others = order
    .map((kind) => offer(kind))
    .filter((one) => one !== undefined && !inSteps.has(one.kind))
    .filter((one) => one !== undefined);
  const allowed = others.filter(
    (one) =>
      one.refusal === null ||
      (one.kind === "forward" && sealable(one.refusal)) ||
      (one.kind === "remove" && canRemove),
  );
  // That it may not be copied is said once, by the step that takes it away, and not of everything that would be a copy.
  const not = others.filter((one) => !allowed.includes(one) && one.refusal?.code !== "no_copy_allowed");

  const advised = firsts([...allowed, ...not].map((one) => one.advice ?? ""));

  return (
    <aside className="q-act" aria-label={words.act.pane} ref={pane}>
      <h2>{words.act.title}</h2>
      {moderates ? null : <WhyNot refusal={{ code: "role_missing", details: "moderator" }} />}
      {post.byHand ? (
        <p className="q-advice" data-testid="by-hand">
          {words.act.byHand.intro(service)}
          {post.serviceRemark ? <> {post.serviceRemark}</> : null}
        </p>
      ) : null}
      {post.row.due.duty === "disclose" && post.state !== "done" ? (
        <p className="q-advice" data-testid="disclose-advice">
          {words.act.disclose}
        </p>
      ) : null}
      <Trouble error={error} />
      <Decisions post={post} onDecided={onDecided} />
      <BlockNote post={post} onSaid={say} onUnblock={() => press("unblock")} />
      <StepChart
        post={post}
        forms={forms}
        sealing={sealing}
        onSeal={seal}
        onOpen={press}
        onDecided={onDecided}
      />
      {others.length > 0 ? (
        <section className="q-others" aria-label={words.act.others}>
          {allowed.map((one, index) => (
            <div key={one.kind} data-panel={one.kind}>
              <OfferButton
                kind={one.kind}
                draft={one.kind === "reply" && Boolean(post.draft?.text)}
                open={panel === one.kind}
                onPress={() => (panel === one.kind ? close() : press(one.kind))}
              />
              {advised[index] ? <p className="q-advice">{one.advice}</p> : null}
              {forms[one.kind]}
            </div>
          ))}
          {not.map((one, index) => (
            <div
              key={one.kind}
              className="q-no"
              data-testid={`offer-${one.kind}`}
              data-refused={one.refusal?.code}
            >
              <span>
                {words.act.offer[one.kind]}
                {one.kind === "reply" && post.draft?.text ? (
                  <>
                    {" "}
                    <Chip>{words.act.draftWaits}</Chip>
                  </>
                ) : null}
              </span>
              {advised[allowed.length + index] ? <small>{one.advice}</small> : null}
              {one.refusal ? <WhyNot refusal={one.refusal} /> : null}
              {elsewhere(one.refusal) && post.permalink ? (
                <AriaButton
                  className="q-elsewhere"
                  onPress={() => void run(() => commands.openOnPlatform(post.id))}
                  data-testid={`elsewhere-${one.kind}`}
                >
                  {words.post.openOn(service)}
                </AriaButton>
              ) : null}
            </div>
          ))}
        </section>
      ) : null}
    </aside>
  );
}

type OfferProps = {
  kind: OfferKind;
  /** What was begun of it waits. */
  draft: boolean;
  open: boolean;
  onPress: () => void;
};

function OfferButton({ kind, draft, open, onPress }: OfferProps) {
  const words = useWords();
  const key = useBinding(keyOf[kind] ?? "");
  return (
    <AriaButton
      className="q-offer"
      onPress={onPress}
      aria-expanded={open || undefined}
      data-testid={`offer-${kind}`}
    >
      {words.act.offer[kind]}
      {draft && !open ? <Chip>{words.act.draftWaits}</Chip> : null}
      {key ? <Kbd>{key}</Kbd> : null}
    </AriaButton>
  );
}
