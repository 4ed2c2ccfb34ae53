/** Whether a post has been answered by us as far as is known, and which reasons to close it say something of the kind. */
import type { PostView } from "../../backend/bindings";

/** True only where somebody has answered it, or registered it: nobody may come to say so by pressing Enter. */
const claims = ["answered", "answered_elsewhere", "registered_elsewhere"];

/** Our reply was decided here, or stands below the post in its thread. What stands above it is what it answers itself. */
export function isAnswered({ actions, thread }: Pick<PostView, "actions" | "thread">): boolean {
  const replied = actions.some(
    ({ kind, state, isNotice }) =>
      kind === "reply" && !isNotice && ["decided", "under_way", "carried_out"].includes(state),
  );
  if (replied) return true;
  const at = thread.findIndex((one) => one.current);
  if (at < 0) return false;
  const below = thread.slice(at + 1);
  const end = below.findIndex((one) => one.depth <= thread[at]!.depth);
  return below.slice(0, end < 0 ? below.length : end).some((one) => one.ours && !one.gone);
}

/** The reason to begin with: that it was answered where it was, or else the first that claims nothing. */
export function firstReason(reasons: { id: string }[], answered: boolean): string | undefined {
  const told = answered ? reasons.find((reason) => reason.id === "answered") : undefined;
  return (told ?? reasons.find((reason) => !claims.includes(reason.id)))?.id;
}

/** The reasons that claim nothing first. */
export const innocentFirst = <R extends { id: string }>(reasons: R[]): R[] =>
  [...reasons].sort((a, b) => Number(claims.includes(a.id)) - Number(claims.includes(b.id)));
