/** Times as they are written: "lör 21 nov 23.10" in Swedish, always Swedish local time. */
export type Language = "sv" | "en";

const zone = "Europe/Stockholm";
const locale = { sv: "sv-SE", en: "en-GB" } as const;
const between = { sv: ".", en: ":" } as const;

type Parts = { weekday: string; day: string; month: string; year: string; hour: string; minute: string };

const formats = new Map<Language, Intl.DateTimeFormat>();
function parts(at: number, language: Language): Parts {
  let format = formats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(locale[language], {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(language, format);
  }
  const found = Object.fromEntries(
    format.formatToParts(at).map((part) => [part.type, part.value.replace(/\.$/, "")]),
  );
  return found as Parts;
}

const days = new Intl.DateTimeFormat("sv-SE", {
  timeZone: zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The Swedish calendar day, `2026-11-21`. */
export function dayOf(at: number): string {
  return days.format(at);
}

export function timeText(iso: string | number, language: Language): string {
  const { hour, minute } = parts(+new Date(iso), language);
  return `${hour}${between[language]}${minute}`;
}

export function dateText(iso: string | number, now: number, language: Language): string {
  const at = +new Date(iso);
  const { weekday, day, month, year } = parts(at, language);
  const thisYear = dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4);
  return `${weekday} ${day} ${month}${thisYear ? "" : ` ${year}`}`;
}

/** "lör 21 nov 23.10" */
export function momentText(iso: string | number, now: number, language: Language): string {
  return `${dateText(iso, now, language)} ${timeText(iso, language)}`;
}

/** The time alone today, else the date: for narrow places. */
export function shortMoment(iso: string | number, now: number, language: Language): string {
  return dayOf(+new Date(iso)) === dayOf(now) ? timeText(iso, language) : dateText(iso, now, language);
}

/** The time alone today, else date and time. */
export function nearMoment(iso: string | number, now: number, language: Language): string {
  return dayOf(+new Date(iso)) === dayOf(now) ? timeText(iso, language) : momentText(iso, now, language);
}

/** How many minutes Stockholm is ahead of UTC at that instant. */
function offsetMinutes(at: number): number {
  const wall = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(at);
  return Math.round((Date.parse(`${wall.replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000) / 60_000);
}

/** The instant of a Swedish wall-clock time, `2026-11-23T08:00`. */
export function fromWall(wall: string): number {
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  const first = asUtc - offsetMinutes(asUtc) * 60_000;
  return asUtc - offsetMinutes(first) * 60_000;
}

/** The Swedish wall-clock time of an instant, `2026-11-23T08:00`. */
export function toWall(at: number): string {
  return new Date(at + offsetMinutes(at) * 60_000).toISOString().slice(0, 16);
}

/**
 * "2026-11-23 08.00" as people write it, or with a colon or a T; null when it is no time. Asked in the midst of drawing, for
 * every letter that is typed: it never throws, whatever stands there.
 */
export function readWall(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2})[.:](\d{2})$/.exec(text.trim());
  if (!found) return null;
  const wall = `${found[1]}T${found[2]!.padStart(2, "0")}:${found[3]}`;
  // A day or an hour that doesn't exist is no number, or rolls over to one that does: 30 February to 2 March, 24.00 to the day after.
  const asUtc = Date.parse(`${wall}:00Z`);
  if (!Number.isFinite(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return null;
  return fromWall(wall);
}

/** The other way: "2026-11-23 08.00". */
export function wallText(at: number): string {
  return toWall(at).replace("T", " ").replace(":", ".");
}

/** ISO week number, for headings such as "vecka 47". */
export function isoWeek(at: number): number {
  const day = new Date(`${dayOf(at)}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const start = Date.UTC(day.getUTCFullYear(), 0, 1);
  return Math.ceil(((+day - start) / 86_400_000 + 1) / 7);
}
