/** From the mildest step to the severest: what has been done, what is possible, and what is not (proportion). */
import type { OfferKind, PostView } from "../../backend/bindings";
import { useWords } from "../../text";

const rungs = ["reply", "hide", "remove", "block"] as const;

export function Ladder({ post }: { post: PostView }) {
  const { shut } = useWords().act;
  const state = (kind: (typeof rungs)[number]) => {
    if (post.actions.some((action) => action.kind === kind && action.state === "carried_out")) return "done";
    const offer = post.offers.find((one) => one.kind === (kind as OfferKind));
    const sealable = ["evidence_missing", "evidence_outdated"];
    return offer && (!offer.refusal || sealable.includes(offer.refusal.code)) ? "open" : "no";
  };
  return (
    <section aria-label={shut.ladder} className="q-ladder">
      <p className="small strong">{shut.ladder}</p>
      <ol data-testid="ladder">
        {rungs.map((kind) => (
          <li key={kind} data-rung={kind} data-state={state(kind)} className={state(kind)}>
            <span>{shut.rung[kind]}</span> <small>{shut.rungState[state(kind)]}</small>
          </li>
        ))}
      </ol>
      <p className="tiny faint">{shut.ladderHelp}</p>
    </section>
  );
}
