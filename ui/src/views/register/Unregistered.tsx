/** Accounts that nobody has applied for: how each was found, and what is made of it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useState } from "react";
import type { Platform, UnregisteredRow, Verdict } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useServiceName } from "../../domain/AccountBadge";
import { useLasting } from "../../domain/lasting";
import { useNow } from "../../domain/now";
import { queueAddress, registerAddress } from "../../domain/places";
import { queries, useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Beside, Sheet } from "../../parts/Beside";
import { Button } from "../../parts/Button";
import { Chip, type Tone } from "../../parts/Chip";
import { EmptyState } from "../../parts/EmptyState";
import { Field } from "../../parts/Field";
import { go, letGo, writeAddress } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { Table } from "../../parts/Table";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { collator, useDates, useWords } from "../../text";

const tones: Record<UnregisteredRow["state"], Tone> = {
  open: "watch",
  adopted: "calm",
  known: "calm",
  close: "watch",
  not_ours: "none",
};

export function Unregistered({ chosen }: { chosen: string | null }) {
  const all = useWords();
  const words = all.register.unregistered;
  const client = useQueryClient();
  const dates = useDates(useNow());
  const service = useServiceName();
  const { say } = useToasts();
  const may = useMine().holds("administrator", "manager", "account_owner");
  const { data, error } = useQuery(queries.unregistered);
  const {
    begin: look,
    going: looking,
    error: trouble,
  } = useLasting("look", async () => {
    const { asked, lost, found } = await commands.unregisteredLook();
    await client.invalidateQueries({ queryKey: ["unregistered"] });
    say(words.looked(asked, lost, found));
  });
  const rows = data ?? [];
  const row = rows.find((one) => one.id === chosen);
  const pick = (id: string | null) => go(registerAddress("unregistered", id), true);
  const close = () => {
    letGo();
    pick(null);
  };

  return (
    <Beside
      sheet={
        row ? (
          <Judge key={row.id} row={row} may={may} onClose={close} />
        ) : chosen === "tip" ? (
          <Tip onClose={close} />
        ) : null
      }
    >
      <p className="r-intro quiet small">{words.intro}</p>
      <div className="tools">
        {may ? (
          <Button
            icon={<Search aria-hidden />}
            isPending={looking}
            onPress={() => look(null)}
            data-testid="do-look"
          >
            {looking ? words.looking : words.look}
          </Button>
        ) : null}
        <Button icon={<Plus aria-hidden />} onPress={() => pick("tip")} data-testid="do-tip">
          {words.tip}
        </Button>
      </div>
      <Trouble error={trouble ?? error} />
      {data && rows.length === 0 ? (
        <EmptyState title={words.empty.title}>{words.empty.body}</EmptyState>
      ) : (
        <Table
          caption={words.title}
          rows={rows}
          picked={chosen}
          onPick={pick}
          narrow={Boolean(row) || chosen === "tip"}
          testid="unregistered-row"
          columns={[
            {
              id: "name",
              name: words.column.name,
              cell: (one) => (
                <>
                  <button type="button" className="row-name" onClick={() => pick(one.id)}>
                    {one.name || one.handle || one.address}
                  </button>
                  <small>
                    {service(one)} · {one.handle || one.address}
                  </small>
                </>
              ),
            },
            { id: "how", name: words.column.how, cell: (one) => words.by[one.foundBy](one.foundIn) },
            { id: "found", name: words.column.found, cell: (one) => dates.short(one.foundAt), spare: true },
            {
              id: "state",
              name: words.column.state,
              cell: (one) => <Chip tone={tones[one.state]}>{words.state[one.state]}</Chip>,
            },
          ]}
        />
      )}
      <Patterns />
    </Beside>
  );
}

function Judge({ row, may, onClose }: { row: UnregisteredRow; may: boolean; onClose: () => void }) {
  const all = useWords();
  const words = all.register.unregistered;
  const client = useQueryClient();
  const service = useServiceName();
  const dates = useDates(useNow());
  const { data: accounts } = useQuery(queries.accounts);
  const [asking, setAsking] = useState<"close" | "not_ours" | null>(null);
  const [reason, setReason] = useState("");
  const [same, setSame] = useState<string | null>(row.like);
  const { busy, error, run } = useWork();
  const judge = (verdict: Verdict) =>
    void run(async () => {
      await commands.unregisteredJudge(row.id, verdict);
      await client.invalidateQueries({ queryKey: ["unregistered"] });
      setAsking(null);
    });
  const like = accounts?.find((one) => one.id === row.like);
  return (
    <Sheet
      title={row.name || row.handle || row.address}
      under={`${service(row)} · ${row.handle || row.address}`}
      closeLabel={all.close}
      onClose={onClose}
      unsaved={asking && reason.trim() ? all.unsaved : null}
      testid="unregistered-detail"
    >
      <p>
        <Chip tone={tones[row.state]}>{words.state[row.state]}</Chip>
      </p>
      <p className="small sentence">
        {words.by[row.foundBy](row.foundIn)}, {dates.near(row.foundAt)}{" "}
        {row.foundInPost ? (
          <a href={queueAddress({ list: "open" }, row.foundInPost)}>{words.showPost}</a>
        ) : null}
      </p>
      {row.address ? <p className="small quiet">{row.address}</p> : null}
      {row.reason ? <p className="small">{row.reason}</p> : null}
      {like && row.state === "open" ? <p className="small watch">{words.like(like.name)}</p> : null}
      <Trouble error={error} />
      {!may ? (
        <WhyNot refusal={{ code: "role_missing", details: "account_owner" }} />
      ) : row.state !== "open" ? (
        <Button isPending={busy} onPress={() => judge({ what: "open" })} data-testid="do-judge-again">
          {words.reopen}
        </Button>
      ) : asking ? (
        <div className="r-form">
          <Field
            label={words.reason}
            help={words.reasonHelp}
            value={reason}
            onChange={setReason}
            autoFocus
            testid="field-judge-reason"
          />
          <div className="r-foot">
            <Button
              look="primary"
              isPending={busy}
              onPress={() => judge({ what: asking, reason })}
              data-testid="do-judge"
            >
              {asking === "close" ? words.close : words.notOurs}
            </Button>
            <Button look="quiet" onPress={() => setAsking(null)}>
              {all.cancel}
            </Button>
          </div>
        </div>
      ) : (
        <div className="r-does">
          <Button
            look="primary"
            onPress={() => go(writeAddress(["register", "connect"], { adopt: row.id }))}
            data-testid="do-adopt"
          >
            {words.adopt}
          </Button>
          <div className="r-same">
            <Select
              label={words.knownLabel}
              placeholder={words.knownChoose}
              choices={[...(accounts ?? [])]
                .sort((a, b) => collator.compare(a.name, b.name))
                .map((one) => ({ id: one.id, name: one.name, detail: service(one) }))}
              value={same}
              onChange={setSame}
              testid="field-same"
            />
            <Button
              isDisabled={!same}
              isPending={busy}
              onPress={() => same && judge({ what: "known", account: same })}
              data-testid="do-known"
            >
              {words.known}
            </Button>
          </div>
          <Button onPress={() => setAsking("close")} data-testid="do-ask-close">
            {words.close}
          </Button>
          <Button onPress={() => setAsking("not_ours")} data-testid="do-ask-not-ours">
            {words.notOurs}
          </Button>
        </div>
      )}
    </Sheet>
  );
}

function Tip({ onClose }: { onClose: () => void }) {
  const all = useWords();
  const words = all.register.unregistered;
  const flow = all.register.flow;
  const client = useQueryClient();
  const { say } = useToasts();
  const { data: platforms } = useQuery(queries.platforms);
  const [platform, setPlatform] = useState<Platform>("facebook");
  const [tip, setTip] = useState({ service: "", handle: "", name: "", address: "", words: "" });
  const { busy, error, run } = useWork();
  const set = (part: Partial<typeof tip>) => setTip((now) => ({ ...now, ...part }));
  const send = () =>
    void run(async () => {
      const news = await commands.unregisteredTip({ ...tip, platform });
      await client.invalidateQueries({ queryKey: ["unregistered"] });
      say(news ? words.tipSaid : words.tipKnown);
      onClose();
    });
  return (
    <Sheet
      title={words.tip}
      onClose={onClose}
      unsaved={Object.values(tip).some((text) => text.trim()) ? all.unsaved : null}
      testid="tip-form"
    >
      <form
        className="r-form"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Select
          label={words.platform}
          choices={(platforms ?? []).map((one) => ({ id: one.platform, name: all.platform[one.platform] }))}
          value={platform}
          onChange={(id) => setPlatform(id as Platform)}
          testid="field-tip-platform"
        />
        {platform === "manual" ? (
          <Field
            label={flow.service}
            help={flow.serviceHelp}
            value={tip.service}
            onChange={(service) => set({ service })}
            testid="field-tip-service"
          />
        ) : null}
        <Field
          label={flow.handle}
          value={tip.handle}
          onChange={(handle) => set({ handle })}
          testid="field-tip-handle"
        />
        <Field
          label={flow.address}
          type="url"
          value={tip.address}
          onChange={(address) => set({ address })}
          testid="field-tip-address"
        />
        <Field
          label={words.tipWords}
          value={tip.words}
          onChange={(said) => set({ words: said })}
          testid="field-tip-words"
        />
        <Trouble error={error} />
        <div className="r-foot">
          <Button look="primary" type="submit" isPending={busy} data-testid="do-send-tip">
            {words.tip}
          </Button>
          <Button look="quiet" onPress={onClose} data-testid="do-close-sheet">
            {all.cancel}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

/** Names that may be ours; kept when the field is left. */
function Patterns() {
  const words = useWords().register.unregistered;
  const client = useQueryClient();
  const may = useMine().holds("administrator", "manager");
  const { data: settings } = useQuery(queries.settings);
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (!settings) return null;
  const keep = () => {
    if (!may || typed === null || typed.trim() === settings.namePatterns) return;
    void commands
      .settingKeep("name_patterns", typed.trim())
      .then(() => client.invalidateQueries({ queryKey: ["settings"] }))
      .then(() => setError(null), setError);
  };
  return (
    <div className="r-patterns">
      <Field
        label={words.patterns}
        help={words.patternsHelp}
        rows={3}
        value={typed ?? settings.namePatterns}
        onChange={setTyped}
        readOnly={!may}
        onBlur={keep}
        testid="field-patterns"
      />
      <Trouble error={error} />
    </div>
  );
}
