/**
 * Where somebody is in the list: at the open post, and where it stood when it has left or has moved because it was judged.
 *
 * A list that changes under a reader is read on by its neighbours, not by numbers: what stood above is passed, what stands below is
 * still to come, and so is what is new in between.
 */
import type { Rows } from "../../domain/queries";

export type Place = {
  /** Of which list. */
  list: string;
  post: string;
  rows: Rows;
  /** Where the post stands now, or -1. */
  found: number;
  /** How many rows stand above the place, the post itself not counted. */
  at: number;
  /** Its neighbours when it was last in its place, the nearest first. */
  above: string[];
  below: string[];
};

/** Some of the neighbours may themselves be moved or gone: enough of them know the place all the same. */
const near = 12;

/** The place of the open post in the rows as they are now, given where it was `before`; `last` where nothing is known of it. */
export function placeIn(rows: Rows, list: string, post: string, before: Place | null, last: number): Place {
  const found = rows.indexOf(post);
  const known = before?.list === list && before.post === post ? before : null;
  const at = known ? kept(rows, known, found) : found >= 0 ? found : last;
  const inPlace = found >= 0 && found === at;
  const neighbours = (step: 1 | -1) =>
    Array.from({ length: near }, (_, away) => rows.at(found + step * (away + 1))?.id).filter(
      (id) => id !== undefined,
    );
  return {
    list,
    post,
    rows,
    found,
    at,
    above: inPlace ? neighbours(-1) : (known?.above ?? []),
    below: inPlace ? neighbours(1) : (known?.below ?? []),
  };
}

/**
 * The row that is to be in view: that of the post, or the one that stands in its place when the post has moved away; -1 while the
 * post is not there.
 */
export const inView = (place: Place): number =>
  place.found < 0 || place.found === place.at ? place.found : Math.min(after(place), place.rows.total - 1);

/** The row that comes next. */
export const after = (place: Place): number => whole(place, place.at);

/** The row that came before; -1 at the top. */
export const ahead = (place: Place): number => (place.at > 0 ? whole(place, place.at - 1) : -1);

/** A number in the list without the post, as the number in the whole list. */
const whole = ({ found }: Place, at: number) => (found >= 0 && at >= found ? at + 1 : at);

/** The place that parts what stood above from what stood below best: where the post is, if that is as good as any. */
function kept(rows: Rows, known: Place, found: number): number {
  const now = (ids: string[]) =>
    ids
      .map((id) => rows.indexOf(id))
      .filter((index) => index >= 0)
      .map((index) => (found >= 0 && index > found ? index - 1 : index));
  const above = now(known.above);
  const below = now(known.below);
  const wrong = (at: number) =>
    above.filter((index) => index >= at).length + below.filter((index) => index < at).length;
  const tried = [
    ...(known.at === 0 ? [0] : []),
    ...[...above.map((index) => index + 1), ...below].sort((a, b) => a - b),
  ];
  if (found >= 0) tried.unshift(found);
  return tried.reduce((best, at) => (wrong(at) < wrong(best) ? at : best), tried[0] ?? known.at);
}
