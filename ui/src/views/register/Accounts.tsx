/** The accounts in a table, and one of them beside it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { AccountRow, AccountStatus } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { SeverityShape } from "../../domain/AnswerClock";
import { useServiceName } from "../../domain/AccountBadge";
import { useNow } from "../../domain/now";
import { queueAddress, registerAddress } from "../../domain/places";
import { queries, useMine } from "../../domain/queries";
import { SearchBox } from "../../domain/SearchBox";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Beside, Sheet } from "../../parts/Beside";
import { Button } from "../../parts/Button";
import { Chip, type Tone } from "../../parts/Chip";
import { EmptyState } from "../../parts/EmptyState";
import { go, writeAddress } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { Table, type Column } from "../../parts/Table";
import { holds, wholeFirst } from "../../parts/search";
import { useWork } from "../../parts/work";
import { Coverage, Today } from "./Coverage";
import { UnseenHere } from "./UnseenHere";
import { causeText, collator, useDates, useWords } from "../../text";

export const connectAddress = (account?: string) =>
  writeAddress(["register", "connect", ...(account ? [account] : [])]);
const statusTone: Record<AccountStatus, Tone> = {
  active: "calm",
  applied: "watch",
  paused: "watch",
  closed: "none",
};
const health = { working: "calm", troubled: "grave", none: "watch" } as const;

export function Accounts({ chosen }: { chosen: string | null }) {
  const words = useWords();
  const dates = useDates(useNow());
  const service = useServiceName();
  const { data, error } = useQuery(queries.accounts);
  const [typed, setTyped] = useState("");
  const [status, setStatus] = useState<string>("any");

  const fitting = (data ?? [])
    .filter((account) => status === "any" || account.status === status)
    .filter((account) =>
      holds(typed, [account.name, account.handle, account.department.name, service(account)]),
    )
    .sort((a, b) => collator.compare(a.name, b.name));
  const rows = wholeFirst(typed, fitting, (account) => [account.name, account.handle]);
  const account = rows.find((one) => one.id === chosen);
  const pick = (id: string | null) => go(registerAddress("accounts", id), true);

  const columns: Column<AccountRow>[] = [
    {
      id: "name",
      name: words.register.column.name,
      cell: (row) => (
        <>
          <button
            type="button"
            className="row-name"
            onClick={() => pick(row.id)}
            aria-current={row.id === chosen || undefined}
          >
            {row.name}
          </button>
          <small>
            {service(row)} · {row.handle}
          </small>
        </>
      ),
    },
    {
      id: "department",
      name: words.register.column.department,
      cell: (row) => row.department.name,
      spare: true,
    },
    {
      id: "status",
      name: words.register.column.status,
      cell: (row) => <Chip tone={statusTone[row.status]}>{words.register.status[row.status]}</Chip>,
    },
    { id: "health", name: words.register.column.health, cell: (row) => <Health account={row} /> },
    {
      id: "administrators",
      name: words.register.column.administrators,
      cell: (row) =>
        row.administrators.length > 0 ? (
          words.list(row.administrators.map((person) => person.initials))
        ) : (
          <span className="watch">{words.register.none}</span>
        ),
      spare: true,
    },
    {
      id: "open",
      name: words.register.column.open,
      cell: (row) => row.openPosts.toLocaleString("sv-SE"),
      number: true,
    },
    {
      id: "round",
      name: words.register.column.round,
      cell: (row) => (row.lastRoundAt ? dates.short(row.lastRoundAt) : words.register.never),
      spare: true,
    },
    {
      id: "warnings",
      name: words.register.column.warnings,
      cell: (row) =>
        row.warnings.length > 0 ? (
          <span className="watch">
            <SeverityShape severity="watch" /> {row.warnings.length}
          </span>
        ) : null,
    },
  ];

  return (
    <Beside sheet={account ? <Detail key={account.id} account={account} onClose={() => pick(null)} /> : null}>
      <div className="tools">
        <SearchBox label={words.register.filter} value={typed} onChange={setTyped} testid="account-search" />
        <Select
          label={words.register.statusFilter}
          lead=""
          choices={[
            { id: "any", name: words.register.anyStatus },
            ...(["active", "applied", "paused", "closed"] as const).map((id) => ({
              id,
              name: words.register.status[id],
            })),
          ]}
          value={status}
          onChange={setStatus}
          testid="account-status"
        />
        <Button
          look="primary"
          icon={<Plus aria-hidden />}
          onPress={() => go(connectAddress())}
          data-testid="do-connect-account"
        >
          {words.register.connect}
        </Button>
      </div>
      <Trouble error={error} />
      <Today />
      {data && rows.length === 0 ? (
        <EmptyState title={data.length === 0 ? words.register.empty.title : words.register.noneMatch.title}>
          {data.length === 0 ? words.register.empty.body : words.register.noneMatch.body}
        </EmptyState>
      ) : (
        <Table
          caption={words.register.tab.accounts}
          rows={rows}
          picked={chosen}
          onPick={pick}
          testid="account-row"
          narrow={Boolean(account)}
          columns={columns}
        />
      )}
    </Beside>
  );
}

/** A login's end is said two weeks before it. */
const warnWithin = 14;
const daysUntil = (iso: string, now: number) => Math.floor((Date.parse(iso) - now) / 86_400_000);

function Health({ account }: { account: AccountRow }) {
  const words = useWords();
  const now = useNow();
  if (account.status === "closed") return null;
  if (account.platform === "manual" && account.connection === "none")
    return (
      <span className="r-health quiet">
        <SeverityShape severity="calm" />
        {words.register.byHand}
      </span>
    );
  const tone = health[account.connection];
  const days = account.loginEndsAt ? daysUntil(account.loginEndsAt, now) : null;
  const ends = days !== null && days <= warnWithin ? words.register.loginEnds(days) : null;
  return (
    <span className={`r-health ${tone}`}>
      <SeverityShape severity={ends ? "watch" : tone} />
      {words.register.connection[account.connection]}
      {ends ? <small className="watch">{ends}</small> : null}
    </span>
  );
}

function Detail({ account, onClose }: { account: AccountRow; onClose: () => void }) {
  const words = useWords();
  const client = useQueryClient();
  const dates = useDates(useNow());
  const service = useServiceName();
  const { holds } = useMine();
  const [closing, setClosing] = useState(false);
  const may = holds("manager", "administrator");
  const { busy, error, run } = useWork();
  const [checked, setChecked] = useState(false);
  const ending = account.warnings.some((one) => one.code === "login_ending" || one.code === "login_ended");
  const check = () =>
    run(async () => {
      setChecked(false);
      const now = await commands.accountCheck(account.id);
      await client.invalidateQueries({ queryKey: ["accounts"] });
      setChecked(now.connection === "working");
    });
  const change = (status: AccountStatus) =>
    void run(async () => {
      setChecked(false);
      await commands.accountStatus(account.id, status);
      await client.invalidateQueries({ queryKey: ["accounts"] });
    });

  const facts: [string, string][] = [
    [words.register.department, `${account.department.name} (${account.department.board})`],
    [words.register.kindLabel, words.register.kind[account.kind]],
    [words.register.purpose, account.purpose],
    [words.register.targetGroup, account.targetGroup],
    [words.register.clockLabel, words.register.clock[account.clock]],
    [
      words.register.administrators,
      account.administrators.length > 0
        ? words.and(account.administrators.map((person) => person.name))
        : words.register.none,
    ],
    [words.register.agreedOn, account.agreedOn ? dates.date(account.agreedOn) : words.register.none],
    [words.register.address, account.address],
    [
      words.register.lastSeen,
      account.connectionSeenAt && account.connection !== "none"
        ? dates.near(account.connectionSeenAt)
        : words.register.never,
    ],
    [
      words.register.loginEndsLabel,
      account.loginEndsAt ? dates.date(account.loginEndsAt) : words.register.loginNoEnd,
    ],
    [
      words.register.longestGap,
      account.longestGapMinutes === null ? words.none : words.register.minutes(account.longestGapMinutes),
    ],
  ];
  return (
    <Sheet
      title={account.name}
      under={`${service(account)} · ${account.handle}`}
      label={words.register.detail}
      closeLabel={words.close}
      onClose={onClose}
      testid="account-detail"
    >
      <section aria-label={words.register.warnings} className="r-warnings">
        {account.warnings.length === 0 ? (
          <p className="small calm">{words.register.noWarnings}</p>
        ) : (
          <ul>
            {account.warnings.map((warning) => (
              <li key={warning.code}>
                <SeverityShape severity="watch" /> <WhyNot refusal={warning} />
              </li>
            ))}
          </ul>
        )}
        {account.connectionCause ? (
          <p className="small grave sentence">{causeText(words, account.connectionCause)}.</p>
        ) : null}
        {account.waitingDecisions > 0 ? (
          <p className="small grave" data-testid="waiting-decisions">
            {words.register.waitingDecisions(account.waitingDecisions)}
          </p>
        ) : null}
      </section>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {account.connection === "none" ? null : <Coverage account={account.id} />}
      <UnseenHere platform={account.platform} />
      <Trouble error={error} />
      <div className="r-does">
        <a href={queueAddress({ account: account.id })} className="small">
          {words.register.openQueue} ({account.openPosts.toLocaleString("sv-SE")})
        </a>
        {account.status === "applied" ? (
          <Button look="primary" onPress={() => go(connectAddress(account.id))} data-testid="do-approve">
            {words.register.approve}
          </Button>
        ) : null}
        {account.status === "active" && account.platform !== "manual" ? (
          <Button
            look={account.connection === "working" && !ending ? "plain" : "primary"}
            onPress={() => go(connectAddress(account.id))}
            data-testid="do-reconnect"
          >
            {account.connection === "none" ? words.register.connectThis : words.register.reconnect}
          </Button>
        ) : null}
        {account.status === "active" && account.platform !== "manual" && account.connection !== "none" ? (
          <Button isPending={busy} onPress={() => void check()} data-testid="do-check-login">
            {words.register.check}
          </Button>
        ) : null}
        {checked ? (
          <p className="small calm" role="status">
            {words.register.checked}
          </p>
        ) : null}
        {account.status === "active" && may ? (
          <Button isPending={busy} onPress={() => change("paused")} data-testid="do-pause">
            {words.register.pause}
          </Button>
        ) : null}
        {account.status === "paused" && may ? (
          <Button isPending={busy} onPress={() => change("active")}>
            {words.register.resume}
          </Button>
        ) : null}
        {account.status !== "closed" && account.status !== "applied" && may ? (
          closing ? (
            <div className="r-sure">
              <p className="small">{words.register.closeSure}</p>
              <Button isPending={busy} onPress={() => change("closed")} data-testid="do-close-account">
                {words.register.close}
              </Button>
              <Button look="quiet" onPress={() => setClosing(false)}>
                {words.cancel}
              </Button>
            </div>
          ) : (
            <Button look="quiet" onPress={() => setClosing(true)}>
              {words.register.close}
            </Button>
          )
        ) : null}
        {may ? null : <WhyNot refusal={{ code: "role_missing", details: "manager" }} />}
      </div>
    </Sheet>
  );
}
