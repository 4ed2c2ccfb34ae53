/** What each platform lets the municipality do with others' posts, and what that means in law. */
import { useQuery } from "@tanstack/react-query";
import type { PlatformAbilities } from "../../backend/bindings";
import { queries } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { useWords } from "../../text";

const columns = ["reply", "hide", "remove", "block", "close"] as const;

export function AbilitiesTable() {
  const words = useWords();
  const { can } = words.register;
  const { data, error } = useQuery(queries.platforms);
  /** What has to be known beside a yes. */
  const but = (of: PlatformAbilities, what: (typeof columns)[number]) => {
    if (what === "reply" && of.answersIfSummoned) return can.summoned;
    if (what === "hide" && of.hiddenStillSeen) return can.stillSeen;
    if (what === "block" && !of.unblock) return can.noUnblock;
    if (what === "close" && of.closingRemoves) return can.closingRemoves;
    return "";
  };
  return (
    <div className="r-can">
      <p className="small quiet">{can.intro}</p>
      <Trouble error={error} />
      <div className="table-wrap" tabIndex={0} role="group" aria-label={can.title}>
        <table className="table">
          <caption className="aside">{can.title}</caption>
          <thead>
            <tr>
              <th scope="col">{can.platform}</th>
              {columns.map((what) => (
                <th key={what} scope="col">
                  {can.column[what]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(data ?? []).map((platform) => (
              <tr key={platform.platform} data-testid="abilities-row" data-platform={platform.platform}>
                <th scope="row">
                  {platform.name}
                  {platform.unseen.length > 0 ? (
                    <small>
                      {can.unseen(words.list(platform.unseen.map((what) => words.register.unseen[what])))}
                    </small>
                  ) : null}
                </th>
                {platform.abilities ? (
                  columns.map((what) => (
                    <td key={what} data-can={platform.abilities?.[what]} data-what={what}>
                      {platform.abilities?.[what] ? can.yes : <span className="watch">{can.no}</span>}
                      {platform.abilities?.[what] && but(platform.abilities, what) ? (
                        <small>{but(platform.abilities, what)}</small>
                      ) : null}
                    </td>
                  ))
                ) : (
                  <td colSpan={columns.length} className="quiet">
                    {platform.platform === "feed" ? can.readOnly : can.byHand}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>{can.effect}</h2>
      <dl className="facts" data-testid="legal-effects">
        {columns.map((what) => (
          <div key={what}>
            <dt>{can.column[what]}</dt>
            <dd>{can.effects[what]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
