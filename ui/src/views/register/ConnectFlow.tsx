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
} from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { registerAddress } from "../../domain/places";
import { queries, useHouse } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { go } from "../../parts/hash";
import { Select } from "../../parts/Select";
import { collator, useWords } from "../../text";

type At = 0 | 1 | 2 | 3 | 4 | 5;

export function ConnectFlow({ account, onClose }: { account: string | null; onClose: () => void }) {
  const { data: accounts } = useQuery(queries.accounts);
  const { data: platforms } = useQuery(queries.platforms);
  if (!accounts || !platforms) return null;
  const known = accounts.find((one) => one.id === account) ?? null;
  return <Flow key={account ?? "new"} platforms={platforms} known={known} onClose={onClose} />;
}

function Flow({
  platforms,
  known,
  onClose,
}: {
  platforms: PlatformInfo[];
  known: AccountRow | null;
  onClose: () => void;
}) {
  const words = useWords();
  const flow = words.register.flow;
  const client = useQueryClient();
  const { departments, people } = useHouse();
  const reconnecting = known?.status === "active";
  const [at, setAt] = useState<At>(known ? (reconnecting ? 1 : 4) : 0);
  const [platform, setPlatform] = useState<PlatformInfo | null>(
    platforms.find((one) => one.platform === known?.platform) ?? null,
  );
  const [login, setLogin] = useState({ address: known?.address ?? "", user: "", secret: "" });
  const [candidates, setCandidates] = useState<Candidate[] | null>(null);
  const [account, setAccount] = useState<AccountRow | null>(known);
  const [application, setApplication] = useState<Application>({
    platform: "facebook",
    service: "",
    handle: "",
    name: "",
    address: "",
    department: "",
    kind: "official",
    purpose: "",
    targetGroup: "",
    clock: "main",
  });
  const [administrators, setAdministrators] = useState<[string | null, string | null]>([null, null]);
  const [agreedOn, setAgreedOn] = useState(known?.agreedOn ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const manual = platform?.platform === "manual";
  const request = (): ConnectRequest => ({ platform: platform?.platform ?? "manual", ...login });
  const set = (part: Partial<Application>) => setApplication((now) => ({ ...now, ...part }));

  async function run(work: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }
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
  const apply = () =>
    run(async () => {
      setAccount(await commands.accountApply({ ...application, platform: platform?.platform ?? "manual" }));
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
      const canConnect = !manual && (login.secret || login.user);
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
              setPlatform(one);
              setError(null);
              setAt(one.platform === "manual" ? 3 : 1);
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
    1: () => (
      <>
        {platform?.fields.includes("address") ? (
          <Field
            label={flow.address}
            help={flow.addressHelp[platform.platform]}
            type="url"
            value={login.address}
            onChange={(address) => setLogin({ ...login, address })}
            testid="field-address"
            autoFocus
          />
        ) : null}
        {platform?.fields.includes("user") ? (
          <Field
            label={flow.user}
            value={login.user}
            onChange={(user) => setLogin({ ...login, user })}
            testid="field-user"
          />
        ) : null}
        {platform?.fields.includes("secret") ? (
          <Field
            label={flow.secret}
            help={flow.secretHelp}
            type="password"
            value={login.secret}
            onChange={(secret) => setLogin({ ...login, secret })}
            testid="field-secret"
          />
        ) : null}
        <Foot onBack={reconnecting ? onClose : () => setAt(0)}>
          <Button
            look="primary"
            type="submit"
            isPending={busy}
            onPress={() => void discover()}
            data-testid="do-discover"
          >
            {reconnecting ? flow.connect : busy ? flow.discovering : flow.discover}
          </Button>
        </Foot>
      </>
    ),
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
                setAt(3);
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
        <Foot onBack={() => setAt(1)} />
      </>
    ),
    3: () => (
      <>
        {manual ? (
          <div className="r-two">
            <Field
              label={flow.service}
              help={flow.serviceHelp}
              value={application.service}
              onChange={(service) => set({ service })}
              testid="field-service"
              autoFocus
            />
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
        <Foot onBack={() => setAt(manual ? 0 : 2)}>
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
      <div className="bar">
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
              <span aria-hidden="true">{index < at ? <Check size={13} strokeWidth={3} /> : index + 1}</span>
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

function Foot({ onBack, children }: { onBack?: () => void; children?: ReactNode }) {
  const words = useWords();
  return (
    <div className="r-foot">
      {children}
      {onBack ? (
        <Button look="quiet" onPress={onBack}>
          {words.register.flow.previous}
        </Button>
      ) : null}
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
