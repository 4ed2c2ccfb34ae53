/** What happened, in order. */
import type { ReactNode } from "react";

export type Moment = { id: string; at: string; when: string; what: ReactNode };

export function Timeline({ moments }: { moments: Moment[] }) {
  return (
    <ol className="timeline">
      {moments.map((moment) => (
        <li key={moment.id}>
          <time dateTime={moment.at}>{moment.when}</time>
          <div>{moment.what}</div>
        </li>
      ))}
    </ol>
  );
}
