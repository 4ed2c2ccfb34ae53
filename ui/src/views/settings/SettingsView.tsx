/** How the window looks and answers, whether all is well, and where the data lies. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SettingName, Settings } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { Avatar } from "../../domain/AccountBadge";
import { queries, useHouse, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { Tick } from "../../parts/Tick";
import { useWork } from "../../parts/work";
import { languages, useWords } from "../../text";
import { Keys } from "./Keys";
import "./settings.css";

export function SettingsView() {
  const words = useWords();
  const client = useQueryClient();
  const { data: settings } = useQuery(queries.settings);
  const [error, setError] = useState<unknown>(null);
  if (!settings) return null;
  const keep = (name: Parameters<typeof commands.settingKeep>[0], value: string) =>
    commands
      .settingKeep(name, value)
      .then(() => client.invalidateQueries({ queryKey: ["settings"] }))
      .then(() => setError(null), setError);

  return (
    <section className="s" aria-label={words.settings.title} tabIndex={0}>
      <div className="s-page">
        <h1>{words.settings.title}</h1>
        <Trouble error={error} />
        <section aria-labelledby="s-look">
          <h2 id="s-look">{words.settings.look}</h2>
          <div className="s-two">
            <Select
              label={words.settings.language}
              choices={(["sv", "en"] as const).map((id) => ({ id, name: languages[id].language }))}
              value={settings.language}
              onChange={(id) => void keep("language", id)}
              testid="field-language"
            />
            <Select
              label={words.settings.theme}
              choices={(["system", "light", "dark"] as const).map((id) => ({
                id,
                name: words.settings.themes[id],
              }))}
              value={settings.theme}
              onChange={(id) => void keep("theme", id)}
              testid="field-theme"
            />
          </div>
          <Tick on={settings.notify} onChange={(on) => void keep("notify", String(on))} testid="field-notify">
            {words.settings.notifyOn}
          </Tick>
        </section>
        <Practice />
        <People />
        <Doctor />
        <Keys own={settings.keys} onKeep={(keys) => void keep("keys", JSON.stringify(keys))} />
        <Municipality settings={settings} onKeep={keep} />
        <Where settings={settings} />
      </div>
    </section>
  );
}

/** An invented municipality to practise on, in a window of its own. */
function Practice() {
  const words = useWords();
  const { practice } = useHouse();
  const [opened, setOpened] = useState(false);
  const { busy, error, run } = useWork();
  if (practice) return null;
  const open = () => run(() => commands.practiceBegin().then(() => setOpened(true)));
  return (
    <section aria-labelledby="s-practice">
      <h2 id="s-practice">{words.settings.practice}</h2>
      <p className="quiet small">{words.settings.practiceHelp}</p>
      <Trouble error={error} />
      <div>
        <Button onPress={open} isPending={busy} data-testid="do-practice">
          {words.settings.practiceOpen}
        </Button>
      </div>
      {opened ? (
        <p className="small calm" role="status">
          {words.settings.practiceOpened}
        </p>
      ) : null}
    </section>
  );
}

/** In an exercise one may sit down in another chair. */
function People() {
  const words = useWords();
  const client = useQueryClient();
  const { demo, me, people } = useHouse();
  const { busy, error, run } = useWork();
  if (!demo) return null;
  return (
    <section aria-labelledby="s-person">
      <h2 id="s-person">{words.settings.person}</h2>
      <p className="quiet small">{words.settings.personHelp}</p>
      <Trouble error={error} />
      <ul className="s-people">
        {people.map((person) => (
          <li key={person.id} className={person.id === me?.id ? "on" : undefined}>
            <Avatar name={person.name} small />
            <span>
              <b>{person.name}</b>
              <small>{words.and(person.roles.map((role) => words.role[role]))}</small>
            </span>
            {person.id === me?.id ? (
              <span className="faint small">{words.settings.you}</span>
            ) : (
              <Button
                onPress={() =>
                  void run(() => commands.sitDown(person.id).then(() => client.invalidateQueries()))
                }
                isPending={busy}
                aria-label={`${words.settings.sitHere}: ${person.name}`}
                data-testid="do-sit"
                data-person={person.id}
              >
                {words.settings.sitHere}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Doctor() {
  const words = useWords();
  const { data, error, isFetching, refetch } = useQuery({ ...queries.doctor, staleTime: 60_000 });
  const tone = { good: "calm", note: "watch", bad: "grave" } as const;
  return (
    <section aria-labelledby="s-doctor">
      <div className="s-head">
        <h2 id="s-doctor">{words.settings.doctor}</h2>
        <Button onPress={() => void refetch()} isPending={isFetching} data-testid="do-doctor">
          {words.settings.doctorAgain}
        </Button>
      </div>
      <Trouble error={error} />
      <ul className="s-checks" role="list" aria-live="polite">
        {data?.map((check) => (
          <li key={check.what} data-testid="check" data-what={check.what} data-state={check.state}>
            <span className={`s-state ${tone[check.state]}`}>
              <SeverityShape severity={tone[check.state]} />
              {words.settings.checkState[check.state]}
            </span>
            <span>
              <b>{words.settings.check[check.what]}</b>
              <small>{check.detail}</small>
              {check.state === "good" ? null : (
                <small className="s-do">{words.settings.checkDo[check.what]}</small>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What holds for everybody; kept when the field is left. */
function Municipality({
  settings,
  onKeep,
}: {
  settings: Settings;
  onKeep: (name: SettingName, value: string) => unknown;
}) {
  const words = useWords();
  const may = useMine().holds("administrator");
  const kept = (name: SettingName, known: string, label: string, help: string) => (
    <Kept
      label={label}
      help={help}
      known={known}
      may={may}
      onKeep={(value) => onKeep(name, value)}
      testid={`field-${name}`}
    />
  );
  return (
    <section aria-labelledby="s-municipality">
      <h2 id="s-municipality">{words.settings.municipality}</h2>
      {may ? (
        <p className="quiet small">{words.settings.municipalityHelp}</p>
      ) : (
        <WhyNot refusal={{ code: "role_missing", details: "administrator" }} />
      )}
      {may ? (
        <Select
          label={words.settings.policyChoose}
          choices={settings.policies.map((name) => ({ id: name, name }))}
          value={settings.policy}
          onChange={(name) => onKeep("policy", name)}
          testid="field-policy"
        />
      ) : null}
      {kept("rules", settings.rules, words.settings.rules, words.settings.rulesHelp)}
      {kept("contact", settings.contact, words.settings.contact, words.settings.contactHelp)}
      {kept("mail_server", settings.mailServer, words.settings.mailServer, words.settings.mailHelp)}
    </section>
  );
}

type KeptProps = {
  label: string;
  help: string;
  known: string;
  may: boolean;
  onKeep: (value: string) => unknown;
  testid: string;
};

function Kept({ label, help, known, may, onKeep, testid }: KeptProps) {
  const [value, setValue] = useState(known);
  const keep = () => {
    if (may && value.trim() !== known) onKeep(value.trim());
  };
  return (
    <Field
      label={label}
      help={help}
      value={value}
      onChange={setValue}
      readOnly={!may}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
      testid={testid}
    />
  );
}

function Where({ settings }: { settings: Settings }) {
  const words = useWords();
  const { head, policyName } = useHouse();
  const rows: [string, string][] = [
    [words.settings.place, `${settings.place} · ${words.settings.databaseKind[settings.database]}`],
    [words.settings.keyStore, settings.keyStore],
    [words.settings.policy, policyName],
    [words.settings.head, head],
  ];
  return (
    <section aria-labelledby="s-where">
      <h2 id="s-where">{words.settings.where}</h2>
      <dl className="s-where">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
