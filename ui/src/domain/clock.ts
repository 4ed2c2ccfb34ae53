/** How long is left, in the shortest words that are still true. */
import type { Words } from "../text";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "12 min", "2 tim", "3 dagar": rounded down, so that nobody is promised more time than there is. */
export function spanText(milliseconds: number, words: Words): string {
  const span = Math.abs(milliseconds);
  if (span < minute) return words.due.now;
  if (span < hour) return words.due.minutes(Math.floor(span / minute));
  if (span < 2 * day) return words.due.hours(Math.floor(span / hour));
  return words.due.days(Math.floor(span / day));
}

export function leftText(at: string, now: number, words: Words): { text: string; late: boolean } {
  const left = Date.parse(at) - now;
  const late = left <= -minute;
  const span = spanText(left, words);
  return { text: late ? words.due.late(span) : span, late };
}
