/** The steps in order: done, now, later, or not possible and why. A step that can be taken holds its own form. */
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import type { Decided, OfferKind, PostView, Step, StepKind } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useServiceName } from "../../domain/AccountBadge";
import { EvidenceSeal } from "../../domain/EvidenceSeal";
import { useNow } from "../../domain/now";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useBinding } from "../../parts/keys";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";
import { GapForm, lostFiles } from "./GapForm";
import { PoliceSheet } from "./PoliceSheet";
import { SecondForm } from "./SecondForm";

type ChartProps = {
  post: PostView;
  forms: Partial<Record<OfferKind, ReactNode>>;
  sealing: boolean;
  onSeal: (without?: string[]) => Promise<void>;
  onOpen: (kind: OfferKind) => void;
  onDecided: (decision: Decided) => void;
};

export function StepChart(props: ChartProps) {
  const { post } = props;
  const words = useWords();
  const told = firsts(post.steps.map((step) => (step.state === "done" ? "" : step.detail)));
  return (
    <ol className="q-steps" aria-label={words.act.steps}>
      {post.steps.map((step, index) => (
        <li
          key={step.kind}
          className={`q-step ${step.state}${index === post.steps.length - 1 ? " last" : ""}`}
          data-testid={`step-${step.kind}`}
          data-state={step.state}
          data-panel={step.kind === "register" ? "forward" : step.kind}
          aria-current={step.state === "now" ? "step" : undefined}
        >
          <span className="step-no" aria-hidden="true">
            {step.state === "done" ? (
              <Check size={14} strokeWidth={3} />
            ) : step.state === "cannot" ? (
              <Minus size={14} strokeWidth={3} />
            ) : (
              index + 1
            )}
          </span>
          <h3>
            {step.state === "done" ? words.act.stepDone[step.kind] : words.act.step[step.kind]}
            <span className="aside"> ({words.act.stepState[step.state]})</span>
          </h3>
          <div className="q-step-body">
            <Body step={told[index] || step.state === "done" ? step : { ...step, detail: "" }} {...props} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Of the texts, which are told for the first time: one that holds for several steps stands with the first of them. */
export const firsts = (texts: string[]): boolean[] =>
  texts.map(
    (text, index) => text.trim() !== "" && texts.findIndex((other) => other.trim() === text.trim()) === index,
  );

function Body({ step, post, forms, sealing, onSeal, onOpen, onDecided }: ChartProps & { step: Step }) {
  const words = useWords();
  const dates = useDates(useNow());
  const service = useServiceName()(post.row);
  const forwardKey = useBinding("forward");
  const replyKey = useBinding("reply");
  const { busy, error, run } = useWork();
  const when = step.at ? `${dates.near(step.at)}${step.detail ? " · " : ""}` : "";
  const detail =
    step.kind === "seal" && step.state === "done" && post.evidence ? null : when || step.detail ? (
      <p>
        {when}
        {step.detail}
      </p>
    ) : null;
  const why =
    step.refusal && step.state === "cannot" ? (
      <>
        <WhyNot refusal={step.refusal} />
        {step.refusal.code === "not_summoned" && post.permalink ? (
          <Button
            wide
            isPending={busy}
            onPress={() => void run(() => commands.openOnPlatform(post.id))}
            data-testid={`elsewhere-${step.kind}`}
          >
            {words.post.openOn(service)}
          </Button>
        ) : null}
      </>
    ) : null;

  const open = (kind: "forward" | "reply", key: string) =>
    step.state === "now" || step.state === "later" ? (
      <Button
        look={step.state === "now" ? "primary" : "plain"}
        wide
        shortcut={key}
        onPress={() => onOpen(kind)}
        data-testid={`open-${kind}`}
      >
        {words.act.begin[kind]}
        {kind === "reply" && post.draft?.text ? <small> ({words.act.draftWaits})</small> : null}
      </Button>
    ) : null;

  const body: Record<StepKind, () => ReactNode> = {
    seal: () =>
      sealing ? (
        <p role="status">{words.act.sealing}</p>
      ) : step.state === "done" && post.evidence ? (
        <EvidenceSeal evidence={post.evidence} />
      ) : lostFiles(post).length > 0 ? (
        <GapForm post={post} onSeal={onSeal} />
      ) : step.state === "now" || step.state === "later" ? (
        <Button wide onPress={() => void onSeal()} data-testid="do-seal">
          {words.act.seal}
        </Button>
      ) : null,
    second: () => <SecondForm post={post} onDecided={onDecided} />,
    remove: () => forms.remove ?? null,
    remove_without_copy: () => forms.remove_without_copy ?? null,
    register: () => (
      <>
        <Forwards post={post} />
        {forms.forward ??
          (post.forwards.some((forward) => forward.state === "sent") ? null : open("forward", forwardKey))}
      </>
    ),
    reply: () => forms.reply ?? open("reply", replyKey),
    police: () => (
      <>
        {post.evidence && !post.destroyed ? <p className="tiny faint">{post.evidence.number}</p> : null}
        <PoliceSheet post={post} />
      </>
    ),
  };
  return (
    <>
      {detail}
      {why}
      <Trouble error={error} />
      {step.state === "cannot" ? null : body[step.kind]()}
    </>
  );
}

function Forwards({ post }: { post: PostView }) {
  const words = useWords();
  const now = useNow();
  const dates = useDates(now);
  if (post.forwards.length === 0) return null;
  return (
    <ul className="q-forwards">
      {post.forwards.map((forward) => {
        const name = forward.department;
        const late = forward.state === "sent" && Date.parse(forward.registerBy) < now;
        return (
          <li key={forward.id} data-testid="forward" data-state={forward.state}>
            {forward.state === "registered"
              ? words.act.registrar.registered(forward.number ?? "", name)
              : null}
            {forward.toldWrongly ? (
              <span className="grave"> {words.act.registrar.toldWrongly(forward.toldWrongly)}</span>
            ) : null}
            {forward.state === "sent" ? words.act.registrar.sent(name, dates.near(forward.registerBy)) : null}
            {forward.state === "returned" ? words.act.registrar.returned(name, forward.question) : null}
            {late ? <span className="grave"> {words.act.registrar.late}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}
