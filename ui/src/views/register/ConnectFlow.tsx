/**
 * An account comes under watch, on one page: where it is, the login, which account, what it is for, who answers for it, connected.
 * It can be left after the application and taken up again by the manager, so it begins where the account stands.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, CircleAlert, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import type {
  AccountRow,
  Application,
  Candidate,
  ConnectRequest,
  PlatformInfo,
  UnregisteredRow,
} from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { registerAddress } from "../../domain/places";
import { queries, useHouse } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { go, useHold } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { useWork } from "../../parts/work";
import { collator, useWords } from "../../text";
import { Foot, SignIn } from "./SignIn";

type At = 0 | 1 | 2 | 3 | 4 | 5;

type FlowProps = { account: string | null; adopt: string | null; onClose: () => void };

export function ConnectFlow({ account, adopt, onClose }: FlowProps) {
  const { data: accounts } = useQuery(queries.accounts);
  const { data: platforms } = useQuery(queries.platforms);
  const { data: unregistered } = useQuery({ ...queries.unregistered, enabled: adopt !== null });
  if (!accounts || !platforms || (adopt && !unregistered)) return null;
  const known = accounts.find((one) => one.id === account) ?? null;
  const found = unregistered?.find((one) => one.id === adopt) ?? null;
  return (
    <Flow
      key={account ?? adopt ?? "new"}
      platforms={platforms}
      known={known}
      found={found}
      onClose={onClose}
    />
  );
}

function Flow({
  platforms,
  known,
  found,
  onClose,
}: {
  platforms: PlatformInfo[];
  known: AccountRow | null;
  /** An account that somebody found and that is now applied for. */
  found: UnregisteredRow | null;
  onClose: () => void;
}) {
  const words = useWords();
  const flow = words.register.flow;
  const client = useQueryClient();
  const { departments, people } = useHouse();
  const reconnecting = known?.status === "active";
  const [at, setAt] = useState<At>(known ? (reconnecting ? 1 : 4) : found ? 3 : 0);
  // Only which one: what is known of it changes when the municipality's app is given.
  const [chosen, setChosen] = useState((known ?? found)?.platform ?? null);
  const platform = platforms.find((one) => one.platform === chosen) ?? null;
  const [login, setLogin] = useState({ address: known?.address ?? "", user: "", secret: "" });
  const [signIn, setSignIn] = useState<number | null>(null);
  const [candidates, setCandidates] = useState<Candidate[] | null>(null);
  const [account, setAccount] = useState<AccountRow | null>(known);
  const [application, setApplication] = useState<Application>({
    platform: found?.platform ?? "facebook",
    service: found?.service ?? "",
    handle: found?.handle ?? "",
    name: found?.name ?? "",
    address: found?.address ?? "",
    department: "",
    kind: "official",
    purpose: "",
    targetGroup: "",
    clock: "main",
  });
  const [administrators, setAdministrators] = useState<[string | null, string | null]>([null, null]);
  const [agreedOn, setAgreedOn] = useState(known?.agreedOn ?? "");
  const { busy, error, run, forget } = useWork();
  /** Goes to another page, where what was refused on this one is not said. */
  const turn = (to: At) => {
    forget();
    setAt(to);
  };

  const manual = platform?.platform === "manual";
  const request = (id = signIn): ConnectRequest => ({
    platform: platform?.platform ?? "manual",
    ...login,
    signIn: id,
  });
  const set = (part: Partial<Application>) => setApplication((now) => ({ ...now, ...part }));

  const typed = [
    login.user,
    login.secret,
    login.address === (known?.address ?? "") ? "" : login.address,
    application.purpose,
    application.targetGroup,
    ...(manual && !found
      ? [application.service, application.handle, application.name, application.address]
      : []),
  ].some((text) => text.trim());
  const named = agreedOn !== (known?.agreedOn ?? "") || administrators.some((one) => one !== null);
  useHold((at < 4 && (typed || signIn !== null)) || (at === 4 && named) ? flow.unsaved : null);

  const fresh = () => client.invalidateQueries({ queryKey: ["accounts"] });

  const discover = () =>
    run(async () => {
      if (reconnecting && known) {
        await commands.accountConnect(known.id, request());
        await fresh();
        return setAt(5);
      }
      setCandidates(await commands.accountDiscover(request()));
      setAt(2);
    });
  const signedIn = (id: number, opens: Candidate[]) =>
    run(async () => {
      setSignIn(id);
      if (reconnecting && known) {
        await commands.accountConnect(known.id, request(id));
        await fresh();
        return setAt(5);
      }
      setCandidates(opens);
      setAt(2);
    });
  const apply = () =>
    run(async () => {
      const applied = await commands.accountApply({
        ...application,
        platform: platform?.platform ?? "manual",
      });
      setAccount(applied);
      if (found) {
        await commands.unregisteredJudge(found.id, { what: "adopted", account: applied.id });
        await client.invalidateQueries({ queryKey: ["unregistered"] });
      }
      await fresh();
      setAt(4);
    });
  const approve = () =>
    run(async () => {
      if (!account) return;
      const approved = await commands.accountApprove(
        account.id,
        agreedOn,
        administrators.filter((one) => one !== null),
      );
      setAccount(approved);
      const open = platform?.fields.join() === "address" && !platform.signIn.browser && login.address;
      const canConnect = !manual && Boolean(signIn !== null || login.secret || login.user || open);
      if (canConnect) setAccount(await commands.accountConnect(account.id, request()));
      await fresh();
      setAt(canConnect || manual ? 5 : 1);
    });

  const pages: Record<At, () => ReactNode> = {
    0: () => (
      <div role="radiogroup" aria-label={flow.choosePlatform} className="r-platforms">
        {platforms.map((one) => (
          <button
            key={one.platform}
            type="button"
            role="radio"
            aria-checked={platform?.platform === one.platform}
            disabled={!one.canConnect}
            className="r-platform"
            onClick={() => {
              setChosen(one.platform);
              turn(one.platform === "manual" ? 3 : 1);
              set({ platform: one.platform, service: one.platform === "facebook" ? "Facebook" : "" });
            }}
            data-testid={`platform-${one.platform}`}
          >
            <b>{one.name}</b>
            <Abilities of={one} />
          </button>
        ))}
      </div>
    ),
    1: () =>
      platform ? (
        <SignIn
          platform={platform}
          login={login}
          onLogin={setLogin}
          reconnecting={reconnecting}
          busy={busy}
          onTyped={() => void discover()}
          onSignedIn={(id, opens) => void signedIn(id, opens)}
          onBack={reconnecting ? onClose : () => turn(0)}
        />
      ) : null,
    2: () => (
      <>
        {candidates?.length === 0 ? <p>{flow.foundNone}</p> : null}
        <div role="radiogroup" aria-label={flow.chooseAccount} className="r-platforms">
          {candidates?.map((one) => (
            <button
              key={one.handle}
              type="button"
              role="radio"
              aria-checked={application.handle === one.handle}
              disabled={one.registered}
              className="r-platform"
              onClick={() => {
                set({ handle: one.handle, name: one.name, address: one.address });
                turn(3);
              }}
              data-testid="candidate"
              data-handle={one.handle}
            >
              <b>{one.name}</b>
              <small>
                {one.handle}
                {one.registered ? ` · ${flow.alreadyRegistered}` : ""}
              </small>
            </button>
          ))}
        </div>
        <Foot onBack={() => turn(1)} />
      </>
    ),
    3: () => (
      <>
        {manual || found ? (
          <div className="r-two">
            {manual ? (
              <Field
                label={flow.service}
                help={flow.serviceHelp}
                value={application.service}
                onChange={(service) => set({ service })}
                testid="field-service"
                autoFocus
              />
            ) : null}
            <Field
              label={flow.handle}
              value={application.handle}
              onChange={(handle) => set({ handle })}
              testid="field-handle"
            />
            <Field
              label={flow.name}
              value={application.name}
              onChange={(name) => set({ name })}
              testid="field-name"
            />
            <Field
              label={flow.address}
              type="url"
              value={application.address}
              onChange={(address) => set({ address })}
              testid="field-address"
            />
          </div>
        ) : (
          <p className="strong">
            {application.name} <span className="faint">{application.handle}</span>
          </p>
        )}
        <Field
          label={flow.purpose}
          help={flow.purposeHelp}
          rows={2}
          value={application.purpose}
          onChange={(purpose) => set({ purpose })}
          testid="field-purpose"
          autoFocus={!manual}
        />
        <Field
          label={flow.targetGroup}
          value={application.targetGroup}
          onChange={(targetGroup) => set({ targetGroup })}
          testid="field-target"
        />
        <div className="r-two">
          <Select
            label={words.register.department}
            placeholder={flow.chooseDepartment}
            choices={[...departments]
              .sort((a, b) => collator.compare(a.name, b.name))
              .map((one) => ({ id: one.id, name: one.name, detail: one.board }))}
            value={application.department || null}
            onChange={(department) => set({ department })}
            testid="field-department"
          />
          <Select
            label={flow.kind}
            choices={(["official", "pedagogical"] as const).map((id) => ({
              id,
              name: words.register.kind[id],
            }))}
            value={application.kind}
            onChange={(kind) => set({ kind: kind as Application["kind"] })}
            testid="field-kind"
          />
          <Select
            label={flow.clock}
            choices={(["main", "other"] as const).map((id) => ({ id, name: words.register.clock[id] }))}
            value={application.clock}
            onChange={(clock) => set({ clock: clock as Application["clock"] })}
            testid="field-clock"
          />
        </div>
        <Foot onBack={found ? onClose : () => turn(manual ? 0 : 2)}>
          <Button look="primary" isPending={busy} onPress={() => void apply()} data-testid="do-apply">
            {flow.apply}
          </Button>
        </Foot>
      </>
    ),
    4: () => (
      <>
        <p className="quiet">{known ? null : flow.applied}</p>
        <div className="r-two">
          {([0, 1] as const).map((index) => (
            <Select
              key={index}
              label={index === 0 ? flow.first : flow.second}
              placeholder={flow.choosePerson}
              choices={[...people]
                .sort((a, b) => collator.compare(a.name, b.name))
                .map((one) => ({ id: one.id, name: one.name, detail: one.title }))}
              value={administrators[index]}
              onChange={(id) =>
                setAdministrators(index === 0 ? [id, administrators[1]] : [administrators[0], id])
              }
              testid={`field-administrator-${index + 1}`}
            />
          ))}
        </div>
        <Field
          label={flow.agreedOn}
          help={flow.agreedHelp}
          value={agreedOn}
          onChange={setAgreedOn}
          testid="field-agreed"
        />
        <Foot onBack={onClose}>
          <Button look="primary" isPending={busy} onPress={() => void approve()} data-testid="do-approve">
            {flow.approve}
          </Button>
        </Foot>
      </>
    ),
    5: () => (
      <>
        <p className="calm r-done">
          <Check aria-hidden /> {flow.connected}
        </p>
        <Foot>
          <Button
            look="primary"
            onPress={() => go(registerAddress("accounts", account?.id))}
            data-testid="do-finish"
          >
            {words.register.back}
          </Button>
        </Foot>
      </>
    ),
  };

  return (
    <div className="r">
      <div className="bar wide">
        <h1>{flow.title}</h1>
        <span className="quiet">{account?.name ?? ""}</span>
        <span className="r-right">
          <Button look="quiet" icon={<X aria-hidden />} onPress={onClose}>
            {words.register.back}
          </Button>
        </span>
      </div>
      <div className="r-flow">
        <ol className="r-flow-steps">
          {flow.steps.map((step, index) => (
            <li
              key={step}
              className={index < at ? "done" : index === at ? "now" : ""}
              aria-current={index === at ? "step" : undefined}
            >
              <span className="step-no" aria-hidden="true">
                {index < at ? <Check size={13} strokeWidth={3} /> : index + 1}
              </span>
              {step}
            </li>
          ))}
        </ol>
        <form
          className="r-flow-page"
          onSubmit={(event) => event.preventDefault()}
          data-testid={`connect-${at}`}
        >
          <h2>{flow.steps[at]}</h2>
          {pages[at]()}
          <Trouble error={error} />
        </form>
      </div>
    </div>
  );
}

/** What can be done there, and what that means. */
function Abilities({ of }: { of: PlatformInfo }) {
  const words = useWords();
  const { abilities } = words.register.flow;
  if (!of.canConnect) return <small>{abilities.notConnectable}</small>;
  if (!of.abilities) return <small>{abilities.manual}</small>;
  const can = of.abilities;
  const lines: [boolean, string][] = [
    [
      can.reply,
      can.reply
        ? can.longestReply > 0
          ? abilities.longest(can.longestReply)
          : abilities.reply
        : abilities.cannotReply,
    ],
    [can.hide, can.hide ? abilities.hide : abilities.cannotHide],
    [can.remove, can.remove ? abilities.remove : abilities.cannotRemove],
  ];
  return (
    <ul>
      {lines.map(([yes, line]) => (
        <li key={line} className={yes ? "calm" : "watch"}>
          {yes ? <Check aria-hidden /> : <X aria-hidden />}
          <span>{line}</span>
        </li>
      ))}
      {can.hide && can.hiddenStillSeen ? (
        <li className="watch">
          <CircleAlert aria-hidden />
          <span>{abilities.hiddenStillSeen}</span>
        </li>
      ) : null}
    </ul>
  );
}
