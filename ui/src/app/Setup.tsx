/** The first time: whose municipality, who sits here, and where the first registrar is. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Setup as SetupRequest } from "../backend/bindings";
import { commands } from "../backend/commands";
import { Trouble } from "../domain/WhyNot";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Select } from "../parts/Select";
import { useWork } from "../parts/work";
import { useWords } from "../text";
import "./shell.css";

const empty: SetupRequest = {
  municipality: "",
  personName: "",
  initials: "",
  department: "",
  board: "",
  prefix: "",
  registrarAddress: "",
  policy: "neutral",
};
const needed: (keyof SetupRequest)[] = [
  "municipality",
  "personName",
  "initials",
  "department",
  "board",
  "prefix",
];

export function Setup() {
  const words = useWords();
  const client = useQueryClient();
  const [setup, setSetup] = useState(empty);
  const [checked, setChecked] = useState(false);
  const { busy, error, run } = useWork();
  const set = (name: keyof SetupRequest) => (value: string) => setSetup((now) => ({ ...now, [name]: value }));
  const missing = (name: keyof SetupRequest) =>
    checked && needed.includes(name) && !setup[name].trim() ? words.setup.required : null;

  function start(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (needed.some((name) => !setup[name].trim())) return;
    void run(async () => {
      await commands.setUp(setup);
      await client.invalidateQueries();
    });
  }

  const field = (name: keyof SetupRequest, label: string, help?: string) => (
    <Field
      label={label}
      help={help}
      value={setup[name]}
      onChange={set(name)}
      error={missing(name)}
      required={needed.includes(name)}
      testid={`field-${name}`}
    />
  );

  return (
    <main className="alone setup" data-testid="setup">
      <form onSubmit={start} noValidate>
        <h1>{words.setup.title}</h1>
        <p className="quiet">{words.setup.intro}</p>
        {field("municipality", words.setup.municipality, words.setup.municipalityHelp)}
        <fieldset>
          <legend>{words.setup.you}</legend>
          <div className="two wide-first">
            {field("personName", words.setup.personName)}
            {field("initials", words.setup.initials, words.setup.initialsHelp)}
          </div>
        </fieldset>
        <fieldset>
          <legend>{words.setup.firstDepartment}</legend>
          <div className="two">
            {field("department", words.setup.department)}
            {field("board", words.setup.board)}
          </div>
          <div className="two wide-last">
            {field("prefix", words.setup.prefix, words.setup.prefixHelp)}
            {field("registrarAddress", words.setup.registrarAddress)}
          </div>
        </fieldset>
        <Select
          label={words.setup.policy}
          choices={(["neutral", "botkyrka"] as const).map((id) => ({
            id,
            name: words.setup.policies[id] ?? id,
          }))}
          value={setup.policy}
          onChange={set("policy")}
          testid="field-policy"
        />
        <Trouble error={error} />
        <div>
          <Button look="primary" type="submit" isPending={busy} data-testid="do-set-up">
            {words.setup.start}
          </Button>
        </div>
      </form>
    </main>
  );
}
