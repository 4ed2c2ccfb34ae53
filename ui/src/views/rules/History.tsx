/** Every version of the own rules, who switched it on and why, and the way back to an earlier one. */
import { useQuery } from "@tanstack/react-query";
import type { OwnVersion } from "../../backend/bindings";
import { useNow } from "../../domain/now";
import { queries } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useDates, useWords } from "../../text";

export function History({ onBack }: { onBack: (version: OwnVersion) => void }) {
  const words = useWords();
  const dates = useDates(useNow());
  const { data, error } = useQuery(queries.rulesHistory);
  return (
    <aside className="sheet u-history" aria-label={words.rules.history}>
      <h2>{words.rules.history}</h2>
      <Trouble error={error} />
      {data?.versions.length === 0 ? <p className="small faint">{words.rules.historyNone}</p> : null}
      <ol>
        {data?.versions.map((version) => (
          <li key={version.no} data-testid="rules-version">
            <p className="strong small">
              {words.rules.version(version.no, version.file)}
              {version.holds && version.text ? <span className="calm"> · {words.rules.holdsNow}</span> : null}
            </p>
            <p className="small">{version.reason}</p>
            <p className="tiny faint">
              {words.rules.versionBy(version.keptBy, dates.moment(version.keptAt))} ·{" "}
              <code>{version.ruleSet.slice(0, 12)}</code>
              {version.text ? "" : ` · ${words.rules.takenAway}`}
            </p>
            {version.holds ? null : (
              <Button look="link" onPress={() => onBack(version)} data-testid="do-go-back">
                {words.rules.goBack}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {data && data.versions.length > 1 ? <p className="tiny faint">{words.rules.goBackHelp}</p> : null}
      {data && data.sets.length > 0 ? (
        <>
          <h3>{words.rules.sets}</h3>
          <ul className="tiny faint">
            {data.sets.map((set) => (
              <li key={`${set.digest}-${set.since}`}>
                {words.rules.set(set.digest.slice(0, 12), dates.moment(set.since))}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </aside>
  );
}
