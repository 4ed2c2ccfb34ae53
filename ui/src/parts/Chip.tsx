/** A short word with a tone. The word says it all; the tone only repeats it. */
import type { ReactNode } from "react";

export type Tone = "grave" | "watch" | "calm" | "none";

export function Chip({ tone = "none", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`chip tone-${tone}`}>{children}</span>;
}
