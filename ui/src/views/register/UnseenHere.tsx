/** What a platform keeps from every program, said where somebody could believe that it is watched. */
import { useQuery } from "@tanstack/react-query";
import type { Platform } from "../../backend/bindings";
import { queries } from "../../domain/queries";
import { useWords } from "../../text";

export function UnseenHere({ platform }: { platform: Platform }) {
  const { unseen: words } = useWords().register;
  const { data } = useQuery(queries.platforms);
  const unseen = data?.find((one) => one.platform === platform)?.unseen ?? [];
  if (unseen.length === 0) return null;
  return (
    <section aria-label={words.title} data-testid="unseen">
      <h3 className="watch">{words.title}</h3>
      <ul className="small r-unseen">
        {unseen.map((what) => (
          <li key={what} data-what={what}>
            {words[what]}
          </li>
        ))}
      </ul>
      <p className="small quiet">{words.instead}</p>
    </section>
  );
}
