/** A new rule by its fields, for whoever does not want to write the file's own language. */
import { useBegun } from "../../domain/begun";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { flagName, useWords } from "../../text";
import { flagLabels } from "../../text/codes";
import type { NewRule } from "./toml";

const empty: NewRule = {
  id: "",
  label: "offensive.attack",
  severity: "watch",
  score: "80",
  patterns: "",
  unless: "",
  why: "",
  ground: "",
  hit: "",
  miss: "",
};

export function AddRule({ onAdd, onLeave }: { onAdd: (rule: NewRule) => void; onLeave: () => void }) {
  const words = useWords();
  const [rule, setRule] = useBegun("rule", empty);
  const field = (
    name: keyof Omit<NewRule, "label" | "severity">,
    extra: { help?: string; rows?: number } = {},
  ) => (
    <Field
      label={words.rules.form[name]}
      value={rule[name]}
      onChange={(value) => setRule({ ...rule, [name]: value })}
      testid={`field-rule-${name}`}
      {...extra}
    />
  );
  return (
    <form
      className="u-add"
      aria-label={words.rules.addRule}
      data-testid="add-rule"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(rule);
        setRule(empty);
      }}
    >
      {field("id", { help: words.rules.form.idHelp })}
      <div className="u-pair">
        <Select
          label={words.rules.form.label}
          choices={flagLabels.map((id) => ({ id, name: flagName(words, id) }))}
          value={rule.label}
          onChange={(label) => setRule({ ...rule, label })}
          testid="field-rule-label"
        />
        <Select
          label={words.rules.form.severity}
          choices={(["grave", "watch", "calm"] as const).map((id) => ({ id, name: words.due.severity[id] }))}
          value={rule.severity}
          onChange={(severity) => setRule({ ...rule, severity })}
          testid="field-rule-severity"
        />
        {field("score")}
      </div>
      {field("patterns", { help: words.rules.form.patternsHelp, rows: 3 })}
      {field("unless", { rows: 2 })}
      {field("why", { help: words.rules.form.whyHelp })}
      {field("ground")}
      {field("hit", { rows: 2 })}
      {field("miss", { rows: 2 })}
      <div className="u-buttons">
        <Button type="submit" look="primary" data-testid="do-add">
          {words.rules.addRuleDo}
        </Button>
        <Button look="quiet" onPress={onLeave}>
          {words.cancel}
        </Button>
      </div>
    </form>
  );
}
