/**
 * Putting in what no program can fetch: one post with its link, words and files, or a whole archive. What is put in is checked,
 * flagged and placed like anything else.
 */
import { useQuery } from "@tanstack/react-query";
import { Plus, Upload, X } from "lucide-react";
import { useRef, useState } from "react";
import type { HandedFile, PostKind } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { useServiceName } from "../../domain/AccountBadge";
import { useBegun } from "../../domain/begun";
import { useClock } from "../../domain/now";
import { queueAddress } from "../../domain/places";
import { queries, useMine } from "../../domain/queries";
import { Trouble } from "../../domain/WhyNot";
import { Button, IconButton } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { go } from "../../parts/hash";
import { useBinding, useKeys } from "../../parts/keys";
import { Select } from "../../parts/Select";
import { Tabs } from "../../parts/Tabs";
import { Tick } from "../../parts/Tick";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { collator, useWords } from "../../text";
import { readWall, wallText } from "../../text/dates";
import { ImportPane } from "./ImportPane";

/** As the core has it: what is larger is not even read. */
const largest = 25 * 1024 * 1024;
const kinds: PostKind[] = ["comment", "visitor_post", "direct_message", "mention"];

export function TakeIn() {
  const words = useWords().queue.takeIn;
  const all = useWords();
  const moderates = useMine().holds("moderator");
  const key = useBinding("take_in");
  const [open, setOpen] = useState(false);
  useKeys({ take_in: () => moderates && setOpen(true) });
  if (!moderates) return null;
  return (
    <>
      <IconButton label={`${words.open} (${key})`} onPress={() => setOpen(true)} data-testid="do-take-in">
        <Plus aria-hidden />
      </IconButton>
      <Dialog title={words.title} closeLabel={all.close} open={open} onClose={() => setOpen(false)} broad>
        <p className="quiet small">{words.intro}</p>
        <Tabs
          label={words.title}
          items={[
            { id: "one", name: words.one, panel: <OnePost onDone={() => setOpen(false)} /> },
            { id: "archive", name: words.archive, panel: <ImportPane /> },
          ]}
        />
      </Dialog>
    </>
  );
}

/** The accounts that posts can be put in for. */
export function useAccountChoices() {
  const service = useServiceName();
  const { data } = useQuery(queries.accounts);
  return [...(data ?? [])]
    .filter((one) => one.status === "active")
    .sort((a, b) => collator.compare(a.name, b.name))
    .map((one) => ({ id: one.id, name: one.name, detail: service(one), byHand: one.platform === "manual" }));
}

type Written = {
  account: string | null;
  post: { link: string; text: string; author: string };
  at: string;
  kind: PostKind;
  inRole: boolean;
  files: File[];
};
/** An account or a time alone is not yet worth keeping. */
const blank = ({ post, files }: Written) =>
  files.length === 0 && [post.link, post.text, post.author].every((words) => !words.trim());

function OnePost({ onDone }: { onDone: () => void }) {
  const all = useWords();
  const words = all.queue.takeIn;
  const clock = useClock();
  const { say } = useToasts();
  const accounts = useAccountChoices();
  const chooser = useRef<HTMLInputElement>(null);
  const fresh = (): Written => ({
    account: null,
    post: { link: "", text: "", author: "" },
    at: wallText(clock()),
    kind: "comment",
    inRole: false,
    files: [],
  });
  const [written, setWritten, begun] = useBegun("take-in", fresh(), blank);
  const [found, setFound] = useState(begun.found);
  const { account, post, at, kind, inRole, files } = written;
  const write = (part: Partial<Written>) => setWritten((now) => ({ ...now, ...part }));
  const [wrongFile, setWrongFile] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const { busy, error, run } = useWork();
  const [asked, setAsked] = useState(false);
  const postedAt = readWall(at);
  const set = (part: Partial<typeof post>) =>
    setWritten((now) => ({ ...now, post: { ...now.post, ...part } }));
  const setFiles = (change: (now: File[]) => File[]) =>
    setWritten((now) => ({ ...now, files: change(now.files) }));

  function empty() {
    setWritten(fresh());
    setWrongFile(null);
    setAsked(false);
    setFound(false);
  }

  function add(list: Iterable<File>) {
    const chosen = [...list];
    const tooLarge = chosen.find((file) => file.size > largest);
    setWrongFile(tooLarge ? words.tooLarge(tooLarge.name) : null);
    setFiles((now) => [
      ...now,
      ...chosen.filter(
        (file) =>
          file.size <= largest && !now.some((one) => one.name === file.name && one.size === file.size),
      ),
    ]);
  }

  const send = () => {
    setAsked(true);
    if (!account || postedAt === null) return;
    void run(async () => {
      const handed = await Promise.all(files.map(read));
      const id = await commands.postTakeIn({
        account,
        ...post,
        postedAt: new Date(postedAt).toISOString(),
        kind,
        inRole,
        files: handed,
      });
      begun.forget();
      say(words.said);
      onDone();
      go(queueAddress({ list: "open" }, id));
    });
  };

  return (
    <form
      className={`q-takein${over ? " over" : ""}`}
      data-testid="take-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.ctrlKey) void send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer.files);
      }}
    >
      {found ? (
        <p className="q-advice" role="status" data-testid="take-in-draft">
          {words.draftKept}{" "}
          <Button look="link" onPress={empty} data-testid="do-empty-take-in">
            {words.empty}
          </Button>
        </p>
      ) : null}
      <Select
        label={words.account}
        placeholder={words.chooseAccount}
        choices={accounts}
        value={account}
        onChange={(id) => write({ account: id })}
        error={asked && !account ? words.accountMissing : null}
        testid="field-take-account"
      />
      <Field
        label={words.link}
        help={words.linkHelp}
        type="url"
        value={post.link}
        onChange={(link) => set({ link })}
        testid="field-take-link"
      />
      <Field
        label={words.text}
        help={words.textHelp}
        rows={5}
        value={post.text}
        onChange={(text) => set({ text })}
        testid="field-take-text"
      />
      <div className="q-two">
        <Field
          label={words.author}
          help={words.authorHelp}
          value={post.author}
          onChange={(author) => set({ author })}
          testid="field-take-author"
        />
        <Field
          label={words.postedAt}
          help={words.postedAtHelp}
          error={postedAt === null ? words.postedAtWrong : null}
          value={at}
          onChange={(text) => write({ at: text })}
          testid="field-take-at"
        />
        <Select
          label={words.kind}
          choices={kinds.map((id) => ({
            id,
            name: all.post.kind[id],
            detail: id === "mention" ? words.elsewhere : undefined,
          }))}
          value={kind}
          onChange={(id) => write({ kind: id as PostKind })}
          testid="field-take-kind"
        />
      </div>
      <Tick on={inRole} onChange={(on) => write({ inRole: on })} testid="field-take-role">
        {words.inRole}
      </Tick>
      {inRole ? <p className="small quiet">{words.inRoleHelp}</p> : null}
      <section className="q-drop" aria-label={words.files}>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            add(event.target.files ?? []);
            event.target.value = "";
          }}
          data-testid="field-take-files"
        />
        <Button icon={<Upload aria-hidden />} onPress={() => chooser.current?.click()}>
          {words.chooseFiles}
        </Button>
        <span className="small quiet">{words.filesHelp}</span>
        {files.length > 0 ? (
          <ul>
            {files.map((file) => (
              <li key={`${file.name}-${file.size}`}>
                <span>{file.name}</span>
                <IconButton
                  label={words.takeAway(file.name)}
                  onPress={() => setFiles((now) => now.filter((one) => one !== file))}
                >
                  <X aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        ) : null}
        {wrongFile ? (
          <p className="field-error" role="alert">
            {wrongFile}
          </p>
        ) : null}
      </section>
      <Trouble error={error} />
      <Button
        look="primary"
        type="submit"
        shortcut="Ctrl+Enter"
        isPending={busy}
        data-testid="do-send-take-in"
      >
        {words.send}
      </Button>
    </form>
  );
}

/** A file as the core takes it. */
function read(file: File): Promise<HandedFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.onload = () => {
      const text = typeof reader.result === "string" ? reader.result : "";
      resolve({ name: file.name, base64: text.slice(text.indexOf(",") + 1) });
    };
    reader.readAsDataURL(file);
  });
}
