/** The municipality's own rules: written, checked, rehearsed on everything that was written here, and then switched on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { commands, refusalOf } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { useClock } from "../../domain/now";
import { queries } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { collator, useWords } from "../../text";
import { dayOf } from "../../text/dates";
import { AddRule } from "./AddRule";
import { isChanged, useDraft, type Draft } from "./draft";
import { History } from "./History";
import { Rehearsal } from "./Rehearsal";
import { lineAt, withRule } from "./toml";
import { Tried, useSettled } from "./TryText";

const fresh = "+";

export function OwnRules({ wanted }: { wanted: string | null }) {
  const words = useWords();
  const clock = useClock();
  const client = useQueryClient();
  const { say } = useToasts();
  const { data: page, error } = useQuery(queries.rules);
  const [draft, setDraft] = useDraft();
  const [adding, setAdding] = useState(false);
  const [reason, setReason] = useBegun("rules-reason", "");
  const opening = useWork();
  const rehearsing = useWork();
  const deciding = useWork();
  // It must be possible to stop what has not yet been answered.
  const stopping = useWork();
  const area = useRef<HTMLTextAreaElement>(null);
  const rehearsal = useQuery({
    ...queries.rehearsal,
    refetchInterval: ({ state }) => (state.data?.state === "going" ? 300 : false),
  });

  const open = (file: string) =>
    void opening.run(async () => {
      const text = await commands.rulesFile(file);
      setDraft({ file, text, base: text });
    });
  // The file that somebody came for; what was being written is not thrown away for it.
  const first = wanted ?? page?.files.find((file) => file.own)?.name ?? words.rules.newFile;
  const changed = isChanged(draft);
  useEffect(() => {
    if (page && (!draft || (wanted && draft.file !== wanted && !changed))) open(first);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [page, wanted]);

  const settled = useSettled(draft ? `${draft.file}\n${draft.text}` : "", 350);
  const check = useQuery({
    queryKey: ["rules", "check", settled, page?.digest],
    queryFn: () => commands.rulesCheck(draft!.file, draft!.text, ""),
    enabled: changed && settled === `${draft.file}\n${draft.text}`,
    retry: false,
    gcTime: 0,
  });
  const checked = changed && settled === `${draft.file}\n${draft.text}` && !check.isPending;
  const refusal = checked ? refusalOf(check.error) : null;
  const malformed = refusal?.code === "file_malformed" ? refusal.details : null;

  const freshRehearsal = () => client.invalidateQueries({ queryKey: ["rehearsal"] });
  const rehearse = (file: string, text: string) =>
    void rehearsing.run(async () => {
      await commands.rulesRehearse(file, text);
      await freshRehearsal();
    });
  const switchOn = () => {
    if (!draft) return;
    void deciding.run(async () => {
      await commands.rulesSwitchOn(draft.file, draft.text, reason);
      setReason("");
      setDraft({ ...draft, base: draft.text });
      say(words.rules.switchedSaid);
      await client.invalidateQueries({ queryKey: ["rules"] });
    });
  };

  if (!page || !draft) return <Trouble error={error ?? opening.error} />;
  const names = [...new Set([...page.files.map((file) => file.name), draft.file])].sort(collator.compare);
  const isOwn = (name: string) => page.files.some((file) => file.name === name && file.own);
  const isTheirs = (name: string) => page.files.some((file) => file.name === name && !file.own);
  const stands = rehearsal.data;
  const ofThisFile = stands?.state === "done" && stands.file === draft.file;
  const rehearsed = ofThisFile && stands.text.trim() === draft.text.trim();

  return (
    <div className="u-own-rules">
      <div className="u-edit">
        <p className="small quiet">{words.rules.ownHelp}</p>
        <div className="tools">
          <Select
            label={words.rules.file}
            lead={`${words.rules.file}:`}
            placeholder={words.rules.chooseFile}
            choices={[
              ...names.map((name) => ({
                id: name,
                name,
                detail: isOwn(name)
                  ? words.rules.ownFile
                  : isTheirs(name)
                    ? words.rules.programFile
                    : words.rules.freshFile,
              })),
              ...(names.includes(words.rules.newFile)
                ? []
                : [{ id: fresh, name: words.rules.newFile, detail: words.rules.freshFile }]),
            ]}
            value={draft.file}
            onChange={(name) => open(name === fresh ? words.rules.newFile : name)}
            testid="field-file"
          />
          <Button onPress={() => setAdding(!adding)} aria-expanded={adding} data-testid="do-add-rule">
            {words.rules.addRule}
          </Button>
          {changed ? (
            <>
              <span className="small u-changed" data-testid="rules-changed">
                {words.rules.changed}
              </span>
              <Button look="link" onPress={() => setDraft({ ...draft, text: draft.base })}>
                {words.rules.forget}
              </Button>
            </>
          ) : null}
        </div>
        {adding ? (
          <AddRule
            onAdd={(rule) => {
              setDraft({ ...draft, text: withRule(draft.text, rule, dayOf(clock())) });
              setAdding(false);
            }}
            onLeave={() => setAdding(false)}
          />
        ) : null}
        {isOwn(draft.file) || isTheirs(draft.file) ? null : (
          <Field
            label={words.rules.fileName}
            help={words.rules.fileHelp}
            value={draft.file}
            onChange={(file) => setDraft({ ...draft, file: file.trim() })}
            testid="field-file-name"
          />
        )}
        <Field
          label={words.rules.text}
          help={words.rules.textHelp}
          value={draft.text}
          onChange={(text) => setDraft({ ...draft, text })}
          rows={16}
          inputRef={area}
          testid="field-rules"
        />
        <div
          className="u-check"
          role="status"
          data-testid="rules-check"
          data-holds={checked ? !check.error : undefined}
        >
          {!changed ? null : !checked ? (
            <span className="faint">{words.rules.checking}</span>
          ) : check.error ? (
            <>
              <Trouble error={check.error} />
              {malformed && malformed.file === draft.file ? (
                <Button
                  look="link"
                  onPress={() => {
                    const { start, end } = lineAt(draft.text, malformed.line);
                    area.current?.focus();
                    area.current?.setSelectionRange(start, end);
                  }}
                  data-testid="do-line"
                >
                  {words.rules.line(malformed.line)}
                </Button>
              ) : null}
            </>
          ) : (
            <span className="calm">{draft.text.trim() ? words.rules.holds : words.rules.takesAway}</span>
          )}
        </div>
        {changed && checked && !check.error ? <Sample draft={draft} /> : null}
        <div className="u-buttons">
          <Button
            isDisabled={!changed || !checked || Boolean(check.error) || stands?.state === "going"}
            isPending={rehearsing.busy}
            onPress={() => rehearse(draft.file, draft.text)}
            data-testid="do-rehearse"
          >
            {words.rules.rehearse}
          </Button>
          {changed ? null : <p className="why-not">{words.rules.notChanged}</p>}
        </div>
        <Trouble error={opening.error} />
        <Trouble error={rehearsing.error} />
        <Trouble error={stopping.error} />
        {stands && (rehearsed || !ofThisFile) ? (
          <Rehearsal
            stands={stands}
            onStop={() =>
              void stopping.run(async () => {
                await commands.rulesStop();
                await freshRehearsal();
              })
            }
          />
        ) : null}
        {stands?.state === "failed" && stands.refusal ? <WhyNot refusal={stands.refusal} loud /> : null}
        {!page.mayChange ? (
          <p className="why-not">{words.rules.onlyKeeper}</p>
        ) : changed ? (
          <section className="u-switch" aria-label={words.rules.switchOn}>
            {rehearsed ? null : (
              <p className="why-not" data-testid="not-rehearsed">
                {stands?.state === "done" ? words.rules.rehearsalOld : words.rules.notYet}
              </p>
            )}
            <Field
              label={words.rules.reason}
              help={words.rules.reasonHelp}
              value={reason}
              onChange={setReason}
              testid="field-rules-reason"
            />
            <Trouble error={deciding.error} />
            <Button
              look="primary"
              isDisabled={!rehearsed}
              isPending={deciding.busy}
              onPress={switchOn}
              data-testid="do-switch-on"
            >
              {words.rules.switchOn}
            </Button>
          </section>
        ) : null}
      </div>
      <History
        onBack={(version) =>
          void opening.run(async () => {
            const base = await commands.rulesFile(version.file);
            setDraft({ file: version.file, text: version.text, base });
            rehearse(version.file, version.text);
          })
        }
      />
    </div>
  );
}

/** A text to try the change on before it is rehearsed. */
function Sample({ draft }: { draft: Draft }) {
  const words = useWords();
  const [sample, setSample] = useState("");
  const settled = useSettled(sample);
  const { data } = useQuery({
    queryKey: ["rules", "sample", draft.file, draft.text, settled],
    queryFn: () => commands.rulesCheck(draft.file, draft.text, settled),
    enabled: settled.trim() !== "",
    retry: false,
    gcTime: 0,
  });
  return (
    <>
      <Field
        label={words.rules.tryLabel}
        placeholder={words.rules.tryPlaceholder}
        value={sample}
        onChange={setSample}
        testid="field-sample"
      />
      {settled.trim() && data ? <Tried text={settled} flags={data} /> : null}
    </>
  );
}
