/**
 * The login that a platform wants: in the person's own browser, or typed. What the platform demands of the municipality first
 * stands beside it, and the municipality's own app is given here.
 */
import { useQueryClient } from "@tanstack/react-query";
import { ExternalLink, LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Candidate, PlatformInfo } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useNow } from "../../domain/now";
import { useMine } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useHold } from "../../parts/hash";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";

type Login = { address: string; user: string; secret: string };
type SignInProps = {
  platform: PlatformInfo;
  login: Login;
  onLogin: (login: Login) => void;
  reconnecting: boolean;
  busy: boolean;
  onTyped: () => void;
  onSignedIn: (id: number, opens: Candidate[]) => void;
  onBack: () => void;
};

export function SignIn({ platform, login, onLogin, reconnecting, busy, ...on }: SignInProps) {
  const words = useWords();
  const { flow } = words.register;
  const { signIn, fields } = platform;
  const [typing, setTyping] = useState(!signIn.browser);
  const [changing, setChanging] = useState(false);
  const { busy: opening, error, run } = useWork();
  const appWanted = !typing && signIn.ownApp && (!signIn.appId || changing);
  const open = () => void run(() => commands.platformPageOpen(platform.platform, login.address));

  return (
    <>
      <ul className="r-demands" aria-label={platform.name}>
        {flow.demands[platform.platform].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {fields.includes("address") ? (
        <Field
          label={flow.address}
          help={flow.addressHelp[platform.platform]}
          type="url"
          value={login.address}
          onChange={(address) => onLogin({ ...login, address })}
          testid="field-address"
          autoFocus
        />
      ) : null}
      {!typing && signIn.ownApp && signIn.appId && !changing ? (
        <p className="quiet small">
          {flow.appKept(signIn.appId)}{" "}
          <Button look="link" onPress={() => setChanging(true)} data-testid="do-change-app">
            {flow.appChange}
          </Button>
        </p>
      ) : null}
      {appWanted ? <AppForm platform={platform} onOpen={open} onKept={() => setChanging(false)} /> : null}
      {typing && fields.includes("user") ? (
        <Field
          label={flow.user}
          value={login.user}
          onChange={(user) => onLogin({ ...login, user })}
          testid="field-user"
        />
      ) : null}
      {typing && fields.includes("secret") ? (
        <Field
          label={flow.secret}
          help={flow.secretHelp}
          type="password"
          value={login.secret}
          onChange={(secret) => onLogin({ ...login, secret })}
          testid="field-secret"
        />
      ) : null}
      {typing && (signIn.passwordPage || (!signIn.ownApp && signIn.console)) ? (
        <div>
          <Button
            icon={<ExternalLink aria-hidden />}
            isPending={opening}
            onPress={open}
            data-testid="do-password-page"
          >
            {flow.passwordPage}
          </Button>
        </div>
      ) : null}
      <Trouble error={error} />
      {typing ? (
        <Foot onBack={on.onBack}>
          <Button
            look="primary"
            type="submit"
            isPending={busy}
            onPress={on.onTyped}
            data-testid="do-discover"
          >
            {reconnecting ? flow.connect : busy ? flow.discovering : flow.discover}
          </Button>
        </Foot>
      ) : appWanted ? (
        <Foot onBack={on.onBack} />
      ) : (
        <InBrowser platform={platform} address={login.address} busy={busy} {...on} />
      )}
      {signIn.browser && fields.includes("secret") ? (
        <p>
          <Button look="link" onPress={() => setTyping(!typing)} data-testid="do-type-instead">
            {typing ? flow.browserInstead : flow.typedInstead}
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** The platform's own page in the person's browser, and waiting for them to come back from it. */
function InBrowser({
  platform,
  address,
  busy,
  onSignedIn,
  onBack,
}: Pick<SignInProps, "platform" | "busy" | "onSignedIn" | "onBack"> & { address: string }) {
  const words = useWords();
  const { flow } = words.register;
  const dates = useDates(useNow());
  const [waits, setWaits] = useState<{ id: number; until: string } | null>(null);
  const { busy: beginning, error, run } = useWork();
  const current = useRef<number | null>(null);

  // Whoever leaves the page is not waited for any longer.
  useEffect(
    () => () => {
      if (current.current !== null) commands.signInCancel(current.current).catch(() => undefined);
    },
    [],
  );

  const begin = () =>
    void run(async () => {
      try {
        const begun = await commands.signInBegin(platform.platform, address);
        current.current = begun.id;
        setWaits(begun);
        const opens = await commands.signInFinish(begun.id, platform.platform, address);
        // It is no longer waited for: whoever leaves the page now does not cancel it.
        current.current = null;
        onSignedIn(begun.id, opens);
      } finally {
        current.current = null;
        setWaits(null);
      }
    });

  return (
    <>
      {waits ? (
        <p className="r-waits" role="status" data-testid="sign-in-waits">
          <LoaderCircle aria-hidden className="turns" /> {flow.signInWaits(dates.time(waits.until))}
        </p>
      ) : (
        <p className="quiet small">{flow.signInHelp}</p>
      )}
      <Trouble error={error} />
      <Foot onBack={waits ? undefined : onBack}>
        {waits ? (
          <Button onPress={() => void commands.signInCancel(waits.id)} data-testid="do-cancel-sign-in">
            {flow.signInCancel}
          </Button>
        ) : (
          <Button
            look="primary"
            icon={<ExternalLink aria-hidden />}
            isPending={busy || beginning}
            onPress={begin}
            data-testid="do-sign-in"
          >
            {flow.signIn}
          </Button>
        )}
      </Foot>
    </>
  );
}

/** The municipality's own app at the platform. Only the administrator gives it; everybody sees what is missing. */
function AppForm({
  platform,
  onOpen,
  onKept,
}: {
  platform: PlatformInfo;
  onOpen: () => void;
  onKept: () => void;
}) {
  const words = useWords();
  const { flow } = words.register;
  const client = useQueryClient();
  const may = useMine().holds("administrator");
  const { signIn } = platform;
  const [id, setId] = useState(signIn.appId);
  const [secret, setSecret] = useState("");
  const { busy, error, run } = useWork();
  useHold(may && (id !== signIn.appId || secret) ? flow.unsaved : null);
  const keep = () =>
    void run(async () => {
      await commands.appKeep(platform.platform, id.trim(), secret.trim());
      await client.invalidateQueries({ queryKey: ["platforms"] });
      onKept();
    });
  return (
    <section className="r-app" aria-label={flow.app} data-testid="app-form">
      <h3>{flow.app}</h3>
      <p className="quiet small">{flow.appIntro}</p>
      <dl className="facts">
        {signIn.redirect ? (
          <div>
            <dt>{flow.redirect}</dt>
            <dd>
              <code>{signIn.redirect}</code>
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{flow.permissions}</dt>
          <dd>
            <code>{signIn.permissions.join(", ")}</code>
          </dd>
        </div>
      </dl>
      {signIn.console ? (
        <div>
          <Button icon={<ExternalLink aria-hidden />} onPress={onOpen} data-testid="do-console">
            {flow.console}
          </Button>
        </div>
      ) : null}
      {may ? (
        <>
          <Field label={flow.appId} value={id} onChange={setId} testid="field-app-id" />
          <Field
            label={flow.appSecret}
            help={flow.appSecretHelp}
            type="password"
            value={secret}
            onChange={setSecret}
            testid="field-app-secret"
          />
          <div>
            <Button look="primary" isPending={busy} onPress={keep} data-testid="do-keep-app">
              {flow.appSave}
            </Button>
          </div>
        </>
      ) : (
        <WhyNot refusal={{ code: "role_missing", details: "administrator" }} />
      )}
      <Trouble error={error} />
    </section>
  );
}

export function Foot({ onBack, children }: { onBack?: () => void; children?: ReactNode }) {
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
