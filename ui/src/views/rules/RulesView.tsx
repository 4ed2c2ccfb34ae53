/** Rules: what flags are made with, a text to try them on, the municipality's own, and the local model. */
import { useQuery } from "@tanstack/react-query";
import { useAddress } from "../../parts/hash";
import { TabLinks } from "../../parts/TabLinks";
import { rulesAddress, rulesTabs } from "../../domain/places";
import { queries } from "../../domain/queries";
import { WhyNot } from "../../domain/WhyNot";
import { useWords } from "../../text";
import { LocalModel } from "./LocalModel";
import { OwnRules } from "./OwnRules";
import { RuleList } from "./RuleList";
import { TryText } from "./TryText";
import "./rules.css";

export function RulesView() {
  const words = useWords();
  const { path } = useAddress();
  const tab = rulesTabs.find((name) => name === path[1]) ?? "list";
  const chosen = path[2] ?? null;
  return (
    <section className="u" aria-label={words.rules.title}>
      <div className="bar wide">
        <h1>{words.rules.title}</h1>
        <TabLinks
          label={words.rules.title}
          tabs={rulesTabs.map((id) => ({ id, name: words.rules.tab[id], href: rulesAddress(id) }))}
          on={tab}
        />
      </div>
      <LeftOut />
      {tab === "list" ? <RuleList chosen={chosen} /> : null}
      {tab === "try" ? <TryText /> : null}
      {tab === "own" ? <OwnRules wanted={chosen} /> : null}
      {tab === "model" ? <LocalModel /> : null}
    </section>
  );
}

/** Own files that do not hold: they keep nobody from working, and are told of until somebody has mended them. */
function LeftOut() {
  const words = useWords();
  const { data } = useQuery(queries.rules);
  if (!data || data.leftOut.length === 0) return null;
  return (
    <section className="u-left-out" role="alert" aria-label={words.rules.leftOut} data-testid="left-out">
      <p className="strong">{words.rules.leftOut}</p>
      <ul>
        {data.leftOut.map((refusal, index) => (
          <li key={index}>
            <WhyNot refusal={refusal} />
          </li>
        ))}
      </ul>
      <p className="small">{words.rules.leftOutHelp}</p>
    </section>
  );
}
