/** Until when a post can rest: in an hour, tomorrow morning, on Monday morning. All in Swedish wall-clock time. */
import { dayOf, fromWall } from "../../text/dates";

export type Preset = "hour" | "tomorrow" | "monday";

const day = 24 * 60 * 60_000;
const morning = (at: number) => fromWall(`${dayOf(at)}T08:00`);

export function restUntil(preset: Preset, now: number): number {
  switch (preset) {
    case "hour":
      return now + 60 * 60_000;
    case "tomorrow":
      return morning(fromWall(`${dayOf(now)}T12:00`) + day);
    case "monday": {
      const noon = fromWall(`${dayOf(now)}T12:00`);
      const weekday = new Date(`${dayOf(now)}T12:00Z`).getUTCDay() || 7;
      return morning(noon + (8 - weekday) * day);
    }
  }
}
