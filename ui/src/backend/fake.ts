/**
 * A core that lives in memory: for tests, and for looking at the window in a browser (`?fake`). It keeps the rules that the window
 * leans on (evidence before removal, a hold before anything is carried out, register before removing what is confidential) and no more.
 */
import type {
  AccountRow,
  ActionView,
  ApiError,
  Decided,
  EvidenceView,
  FlagView,
  ForwardView,
  LogLine,
  Offer,
  OfferKind,
  Overview,
  Person,
  PostView,
  Filter,
  Listening,
  List,
  PlatformInfo,
  QueueRow,
  Refusal,
  Service,
  Settings,
  UnregisteredRow,
  Step,
  commands as Core,
} from "./bindings";
import { dayOf, fromWall } from "../text/dates";
import { standIn as answerWith } from "./commands";
import { standIn as showWith } from "./evidence";
import { standIn as tellWith, type Events, type Heard } from "./events";
import { makeRules } from "./fake-rules";
import {
  accountsAt,
  day,
  departments,
  fillers,
  grounds,
  hour,
  minute,
  people,
  seedsOfPosts,
  townId,
  type Seed,
} from "./fake-town";

type Commands = typeof Core;
type Options = {
  posts?: number;
  now?: () => number;
  latency?: number;
  stage?: Overview["stage"];
  trouble?: Refusal;
  settings?: Partial<Settings>;
  sits?: string;
  hold?: number;
  practice?: boolean;
  /** How long the person is in the browser, in milliseconds. */
  browser?: number;
};

class No extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
const no = (code: Refusal["code"], details?: unknown) => new No({ code, details } as Refusal);

type Post = {
  takenIn?: PostView["takenIn"];
  id: string;
  seed: Seed;
  row: QueueRow;
  state: PostView["state"];
  flags: FlagView[];
  evidence: EvidenceView | null;
  actions: ActionView[];
  forwards: ForwardView[];
  notes: PostView["notes"];
  draft: PostView["draft"];
  doneReason: string;
  restsUntil: string | null;
  restReason: string;
  person: string | null;
  department: string | null;
  claim: PostView["claim"];
  gone: PostView["gone"];
  block: PostView["block"];
  closed: boolean;
  closingRemoves: number;
  unsummoned: boolean;
  firstSeen: string;
};

const groundsWithoutCopy: PostView["groundsWithoutCopy"] = [
  {
    id: "child_pornography",
    nameSv: "Barnpornografibrott",
    nameEn: "Child pornography",
    statute: "16 kap. 10 a § brottsbalken",
    basis: "law",
    immediate: true,
    help: "",
  },
];
/** Flagged as what may not be copied. */
const withoutCopy = (post: Post) =>
  post.flags.some((flag) => !flag.wrong && flag.label === "unlawful.child_pornography");

const doneReasons = [
  {
    id: "answered",
    nameSv: "Besvarat här",
    nameEn: "Answered here",
    unregistered: "kept_in_order" as const,
  },
  {
    id: "read",
    nameSv: "Läst, inget att göra",
    nameEn: "Läst, inget att göra",
    unregistered: "minor_importance" as const,
  },
  {
    id: "minor",
    nameSv: "Av ringa betydelse",
    nameEn: "Av ringa betydelse",
    unregistered: "minor_importance" as const,
  },
  { id: "duplicate", nameSv: "Dubblett", nameEn: "Dubblett", unregistered: "minor_importance" as const },
];
/** A drawn picture for the browser: a view for what came with a post, lines of text for a page. */
function drawn(address: string): string {
  const page = /paper\/\w+\/(\d+)/.exec(address)?.[1];
  const [w, h] = page ? [595, 842] : [640, 480];
  const lines = page
    ? Array.from(
        { length: 22 },
        (_, i) =>
          `<rect x="60" y="${250 + i * 24}" width="${380 + ((i * 67) % 95)}" height="7" rx="3" fill="#c9ccd1"/>`,
      ).join("")
    : `<circle cx="470" cy="130" r="60" fill="#f2d9a0"/><path d="M0 480 220 220 380 380 480 270 640 480z" fill="#7b93ab"/>`;
  const title = page
    ? `<text x="60" y="120" font-family="sans-serif" font-size="26" fill="#333">Bevis, sida ${page}</text>`
    : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}"><rect width="${w}" height="${h}" fill="${page ? "#fff" : "#dfe7ee"}"/>${lines}${title}</svg>`;
  return URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
}

/** A decision as the core tells of it; what is not said is as it is before anything has come of one. */
export const anAction = (
  told: Pick<ActionView, "id" | "kind" | "state" | "decidedAt" | "by"> & Partial<ActionView>,
): ActionView => ({
  ground: "",
  text: "",
  mine: false,
  reason: "",
  notBefore: "",
  carriedOutAt: null,
  readBack: "not_yet",
  cause: "",
  isNotice: false,
  noLogin: false,
  waitsForAHand: false,
  ruleSet: "",
  ...told,
});

export function makeFake(options: Options = {}) {
  const now = options.now ?? Date.now;
  const begun = now();
  const iso = (at: number) => new Date(at).toISOString();
  const hold = options.hold ?? 5000;
  const stage = { now: options.stage ?? "ready" };
  let me: Person = people.find((person) => person.name === (options.sits ?? "Maja Lind")) ?? people[0]!;
  const staff = [...people];
  const houses = [...departments];
  const accounts: AccountRow[] = accountsAt(begun);
  const settings: Settings = {
    language: "sv",
    theme: "system",
    keys: {},
    notify: true,
    place: "/home/maja/.local/share/uppsikt/lillvik.db",
    keyStore: "Secret Service (GNOME Keyring)",
    policy: "lillvik",
    policies: ["lillvik", "neutral", "botkyrka"],
    rules: "https://www.lillvik.example/kommentarer",
    contact: "kontaktcenter@lillvik.example",
    namePatterns: "lillvik*",
    mailServer: "smtp.lillvik.example",
    database: "sqlite",
    ...options.settings,
  };
  const log: LogLine[] = [];
  const heard: { [Name in keyof Heard]: Set<(event: { payload: Heard[Name] }) => void> } = {
    logbookAdvanced: new Set(),
    collecting: new Set(),
    openPost: new Set(),
    importing: new Set(),
  };
  const listened: Listening = {
    words: [
      {
        id: townId("3a", 1),
        words: "#lillvikskola",
        addedAt: iso(begun - day),
        askedAt: iso(begun - 20 * minute),
        unseen: 1,
      },
    ],
    heard: [
      {
        id: townId("3b", 1),
        watchword: "#lillvikskola",
        platform: "mastodon",
        author: "Ida Norén",
        text: "Fin vernissage i aulan! #lillvikskola",
        permalink: "https://social.example/@ida/1",
        postedAt: iso(begun - 3 * hour),
        seen: false,
      },
    ],
  };
  const apps = new Map<string, string>();
  const services: Service[] = [
    {
      id: townId("5e", 1),
      name: "TikTok",
      addressPattern: "https://www.tiktok.com/@{konto}",
      remark: "Kommentarer på egna filmer kan tas bort i appen.",
      reply: true,
      hide: false,
      hiddenStillSeen: false,
      remove: true,
      block: true,
      close: true,
      longestReply: 150,
    },
  ];
  const found: UnregisteredRow[] = [
    {
      id: townId("0a", 1),
      platform: "facebook",
      service: "",
      handle: "angsskolanforaldrar",
      name: "Ängsskolan föräldrar",
      address: "https://www.example.org/angsskolanforaldrar",
      foundBy: "login",
      foundIn: "Lillviks kommun",
      foundInPost: null,
      foundAt: iso(begun - 20 * hour),
      seenAt: iso(begun - hour),
      state: "open",
      reason: "",
      account: null,
      like: accounts.find((one) => one.name === "Ängsskolan")?.id ?? null,
    },
    {
      id: townId("0a", 2),
      platform: "instagram",
      service: "",
      handle: "lillviksbadhus",
      name: "lillviksbadhus",
      address: "https://www.instagram.com/lillviksbadhus",
      foundBy: "link",
      foundIn: "",
      foundInPost: townId("b0", 1),
      foundAt: iso(begun - 3 * day),
      seenAt: iso(begun - day),
      state: "not_ours",
      reason: "Simklubbens konto",
      account: null,
      like: null,
    },
  ];
  let signIns = 0;
  const stopped = new Set<number>();
  let importStopped = false;
  let sequence = 0;
  let actionNo = 0;
  let evidenceNo = 118;
  let noteNo = 0;

  function enter(
    kind: string,
    subject: string,
    subjectName: string,
    entry: Record<string, unknown> = {},
    actor = me.name,
    at = now(),
  ) {
    sequence += 1;
    const hash = (sequence * 2654435761).toString(16).padStart(16, "0").repeat(4).slice(0, 64);
    log.unshift({
      seq: String(sequence),
      at: iso(at),
      actor,
      kind,
      subject,
      subjectName,
      aboutPost: false,
      entry: JSON.stringify({ kind, ...entry }),
      hash,
    });
    if (at === begun) return;
    for (const cb of heard.logbookAdvanced) cb({ payload: { head: hash, subjects: [subject] } });
  }
  enter("begun", "municipality", "Lillviks kommun", { municipality: "Lillviks kommun" }, "Uppsikt", begun);

  function make(seed: Seed, index: number): Post {
    const account = accounts[seed.account - 1]!;
    const postId = townId("b0", index + 1);
    const posted = begun - seed.ago;
    const points = [...seed.text];
    const flags = (seed.flags ?? []).map((flag, at) => {
      const words = [...(seed.words?.[at] ?? "")];
      const start = points.findIndex(
        (_, from) => words.length > 0 && words.every((point, offset) => points[from + offset] === point),
      );
      return {
        ...flag,
        id: townId("f1", index * 10 + at + 1),
        wrong: false,
        picture: flag.inPicture ? townId("a7", index + 1) : null,
        score: 90,
        advice: null,
        start: flag.inPicture?.start ?? Math.max(0, start),
        end: flag.inPicture?.end ?? (start < 0 ? 0 : start + words.length),
      };
    });
    const firstSeen = iso(Math.min(posted + minute, begun));
    enter(
      "received",
      account.id,
      account.name,
      { new: 1, revised: seed.before ? 1 : 0, gone: 0 },
      "Uppsikt",
      begun,
    );
    return {
      id: postId,
      seed,
      state: "open",
      flags,
      evidence: null,
      actions: [],
      forwards: [],
      notes: [],
      draft: null,
      doneReason: "",
      restsUntil: null,
      restReason: "",
      person: null,
      department: null,
      claim: seed.holder ? { holder: seed.holder, mine: false, until: iso(begun + 25 * minute) } : null,
      gone: null,
      block: null,
      closed: false,
      closingRemoves: 0,
      unsummoned: false,
      firstSeen,
      row: {
        id: postId,
        due: { duty: seed.duty, at: iso(begun + seed.left), band: "later", severity: seed.severity },
        kind: seed.kind ?? "comment",
        byHand: false,
        inRole: false,
        author: seed.author,
        platform: account.platform,
        service: account.service,
        account: account.name,
        postedAt: iso(posted),
        excerpt: seed.text.replace(/(\d{8}-)\d{4}/, "$1••••").slice(0, 140),
        chips: seed.chips,
        revisions: seed.before ? 2 : 1,
        wave: seed.wave ?? 0,
        holder: seed.holder ?? null,
        criticism: seed.criticism ?? false,
        registrationNumber: seed.dnr ?? null,
        gone: false,
        unread: index > 1,
        hasPicture: Boolean(seed.picture),
        withheld: false,
        language: seed.language ?? "sv",
      },
    };
  }

  const wanted = options.posts ?? 142;
  const posts: Post[] = [];
  for (let index = 0; index < wanted; index++) {
    const seed = seedsOfPosts[index] ?? filler(index);
    posts.push(make(seed, index));
  }
  function filler(index: number): Seed {
    const [author, text, label, account] = fillers[index % fillers.length]!;
    return {
      author,
      text,
      account,
      kind: "comment",
      ago: 48 * hour + index * 7 * minute,
      duty: label === "route.question" ? "answer" : label ? "register" : "read",
      left: 53 * hour + index * 9 * minute,
      severity: "calm",
      chips: label ? [{ label, severity: "calm" }] : [],
      criticism: label === "route.criticism",
    };
  }

  const rules = makeRules({
    me: () => me,
    now,
    posts: () => posts.map((post) => ({ id: post.id, text: post.seed.text })),
    enter: (kind, subject, subjectName, entry) => enter(kind, subject, subjectName, entry),
    refuse: (refusal) => new No(refusal),
  });

  const byId = new Map(posts.map((post) => [post.id, post]));
  const find = (post: string) => {
    const found = byId.get(post);
    if (!found) throw no("unknown");
    return found;
  };
  const name = (post: Post) => `inlägg av ${post.seed.author}`;
  const need = (...roles: Person["roles"]) => {
    if (!me.roles.some((role) => roles.includes(role))) throw no("role_missing", roles[0]);
  };

  function band(at: number): QueueRow["due"]["band"] {
    const midnight = new Date(now());
    midnight.setHours(24, 0, 0, 0);
    if (at - now() < hour) return "now";
    if (at < +midnight) return "today";
    return at < +midnight + day ? "tomorrow" : "later";
  }
  /** What is asked for is handed out first; when it has been met or sent on, it is the registrar's. */
  function dutyOf({ row, actions, forwards: sent }: Post): QueueRow["due"]["duty"] {
    const { duty } = row.due;
    const answered = actions.some(
      (one) => one.kind === "reply" && ["decided", "under_way", "carried_out"].includes(one.state),
    );
    return duty === "disclose" && (answered || sent.length > 0) ? "register" : duty;
  }
  const rowOf = (post: Post): QueueRow => ({
    ...post.row,
    due: { ...post.row.due, duty: dutyOf(post), band: band(Date.parse(post.row.due.at)) },
    holder: post.claim ? (post.claim.mine ? me.initials : post.claim.holder) : null,
    gone: post.gone !== null,
    registrationNumber:
      post.forwards.find((forward) => forward.number)?.number ?? post.row.registrationNumber,
  });

  function listOf(post: Post): List {
    if (post.state === "done") return "done";
    if (post.state === "resting") return "resting";
    return "open";
  }
  function inList(post: Post, list: List): boolean {
    if (list === "mine") return post.state === "open" && (post.person === me.id || post.claim?.mine === true);
    if (list === "review")
      return (
        post.state === "open" &&
        post.actions.some((action) => ["second_asked", "failed", "uncertain"].includes(action.state))
      );
    return listOf(post) === list;
  }
  function matching(filter: Filter): Post[] {
    const words = filter.words.toLocaleLowerCase("sv").trim();
    const account = accounts.find((one) => one.id === filter.account)?.name;
    return posts.filter(
      (post) =>
        inList(post, filter.list) &&
        (!filter.account || post.row.account === account) &&
        (!filter.department ||
          accounts.find((one) => one.name === post.row.account)?.department.id === filter.department) &&
        (!filter.content || isOf(post, filter.content)) &&
        (!words || `${post.seed.author} ${post.seed.text}`.toLocaleLowerCase("sv").includes(words)),
    );
  }

  function isOf({ row }: Post, content: NonNullable<Filter["content"]>): boolean {
    if (content === "files") return row.hasPicture;
    if (content === "by_hand") return row.byHand;
    if (content === "other_language") return row.language !== null && row.language !== "sv";
    const kinds = {
      visitor_posts: ["post", "visitor_post"],
      comments: ["comment", "reply"],
      messages: ["direct_message"],
      mentions: ["mention"],
    }[content];
    return kinds.includes(row.kind);
  }

  const pending = (post: Post) =>
    post.actions.find((action) => action.state === "decided" || action.state === "under_way");
  const removed = (post: Post) =>
    post.actions.some((action) => action.kind === "remove" && action.state === "carried_out");
  const formerNumbers = new Map<string, string[]>();
  /** The number that a reply told before it was corrected, where no later one tells the right one. */
  function toldWrongly(post: Post, { id, number, confidential }: ForwardView): string | null {
    if (!number || confidential) return null;
    const former = (formerNumbers.get(id) ?? []).filter((one) => one !== number);
    const replies = post.actions.filter(
      (action) => action.kind === "reply" && ["decided", "under_way", "carried_out"].includes(action.state),
    );
    const last = replies
      .map((reply) => reply.text)
      .findLast((text) => [number, ...former].some((one) => text.includes(one)));
    return last && !last.includes(number) ? (former.find((one) => last.includes(one)) ?? null) : null;
  }
  const registered = (post: Post) => post.forwards.some((forward) => forward.state === "registered");
  const handled = (post: Post) => ["manual", "feed"].includes(account(post).platform);
  const account = (post: Post) => accounts.find((one) => one.name === post.row.account)!;

  function removeRefusal(post: Post): Refusal | null {
    if (post.gone) return { code: "gone" };
    if (account(post).platform === "manual" && account(post).service === "YouTube")
      return { code: "platform_cannot" };
    if (post.claim && !post.claim.mine)
      return { code: "claimed_by", details: { holder: post.claim.holder, until: post.claim.until } };
    if (pending(post)) return { code: "decision_waiting" };
    if (post.seed.registerFirst && !post.forwards.length) return { code: "not_registered" };
    return post.evidence ? null : { code: "evidence_missing" };
  }

  function offersOf(post: Post): Offer[] {
    const claimed: Refusal | null =
      post.claim && !post.claim.mine
        ? { code: "claimed_by", details: { holder: post.claim.holder, until: post.claim.until } }
        : null;
    const canHide = account(post).platform !== "manual";
    const standing =
      post.seed.remove &&
      !removed(post) &&
      post.flags.some((flag) => !flag.wrong && flag.severity === "grave");
    const offer = (kind: OfferKind, refusal: Refusal | null, advice = ""): Offer => ({
      kind,
      refusal,
      advice,
    });
    if (post.state === "done") return [offer("reopen", null), offer("note", null)];
    return [
      offer(
        "reply",
        claimed ??
          (post.gone
            ? { code: "gone" }
            : pending(post)?.kind === "reply"
              ? { code: "decision_waiting" }
              : post.unsummoned
                ? { code: "not_summoned" }
                : null),
      ),
      post.block
        ? offer("unblock", null)
        : offer("block", canHide ? (claimed ?? null) : { code: "platform_cannot" }),
      offer(post.closed ? "open" : "close", canHide ? (claimed ?? null) : { code: "platform_cannot" }),
      offer("assign", null),
      offer("rest", claimed),
      offer(
        "hide",
        !canHide ? { code: "platform_cannot" } : (claimed ?? (post.gone ? { code: "gone" } : null)),
        canHide && standing
          ? "Räcker inte här: ett dolt inlägg syns för avsändaren och dennes vänner på Facebook."
          : "",
      ),
      offer("remove", removeRefusal(post)),
      offer("forward", claimed ?? (post.evidence ? null : { code: "evidence_missing" })),
      offer("note", null),
      offer("done", claimed ?? (standing ? { code: "still_standing" } : null)),
      offer("seal", post.evidence ? null : null),
      offer("remove_without_copy", claimed ?? (post.gone ? { code: "gone" } : null)),
    ];
  }

  function stepsOf(post: Post): Step[] {
    const sealedStep: Step = {
      kind: "seal",
      state: post.evidence ? "done" : "now",
      at: post.evidence?.sealedAt ?? null,
      detail: post.evidence ? "" : "Ett bevis ska finnas innan något görs.",
      refusal: null,
    };
    const sent = post.forwards[0];
    const register = (detail: string, state: Step["state"]): Step => ({
      kind: "register",
      state: registered(post) ? "done" : state,
      at: sent?.registeredAt ?? null,
      detail: sent ? "" : detail,
      refusal: null,
    });
    if (withoutCopy(post))
      return [
        { kind: "remove_without_copy", state: "now", at: null, detail: "", refusal: null },
        { kind: "police", state: "later", at: null, detail: "", refusal: null },
      ];
    if (post.seed.remove) {
      const done = removed(post);
      const refusal = removeRefusal(post);
      const remove: Step = {
        kind: "remove",
        state: done ? "done" : refusal && refusal.code !== "evidence_missing" ? "cannot" : "now",
        at:
          post.actions.find((action) => action.kind === "remove" && action.state === "carried_out")
            ?.carriedOutAt ?? null,
        detail: done
          ? ""
          : post.row.due.severity === "grave"
            ? "Hot och sekretess ska bort omgående."
            : "Reklam hör inte hemma här.",
        refusal: done ? null : refusal,
      };
      const house = post.seed.department?.board.toLocaleLowerCase("sv") ?? "";
      if (post.seed.registerFirst)
        return [sealedStep, register(`Förslag: ${house}. Innehåller sekretess.`, "now"), remove];
      const steps = [sealedStep, remove, register(`Förslag: ${house}. Leder till åtgärd.`, "later")];
      if (post.seed.ground === "threat")
        steps.push({
          kind: "police",
          state: "later",
          at: null,
          detail: "Underlag med länkar, tider och bevisnummer.",
          refusal: null,
        });
      return steps;
    }
    const misled = post.forwards.some((forward) => toldWrongly(post, forward));
    const answered = misled
      ? undefined
      : post.actions.find((action) => action.kind === "reply" && action.state === "carried_out");
    const steps: Step[] = [];
    if (post.seed.duty === "register" || post.seed.duty === "disclose")
      steps.push(
        register(
          post.seed.criticism
            ? "Synpunkten ska registreras."
            : post.seed.duty === "disclose"
              ? "Begäran ska registreras."
              : "Hör till ett ärende.",
          sent ? "later" : "now",
        ),
      );
    if (post.seed.duty !== "read")
      steps.push({
        kind: "reply",
        state: answered ? "done" : post.seed.duty === "answer" ? "now" : "later",
        at: answered?.carriedOutAt ?? null,
        detail: answered ? "" : "Svara samma dag, i samma tråd.",
        refusal: null,
      });
    return steps;
  }

  function viewOf(post: Post): PostView {
    const { seed } = post;
    const posted = Date.parse(post.row.postedAt);
    const current = {
      id: post.id,
      author: seed.author,
      ours: false,
      text: seed.text,
      depth: (seed.thread?.length ?? 0) > 0 ? 1 : 0,
      gone: post.gone !== null,
      current: true,
      withheld: false,
      postedAt: post.row.postedAt,
    };
    return {
      id: post.id,
      row: rowOf(post),
      kind: seed.kind ?? "comment",
      openlyVisible: true,
      permalink: account(post).address,
      firstSeenAt: post.firstSeen,
      text: seed.text,
      revisions: [
        ...(seed.before ? [{ no: 1, text: seed.before, seenAt: iso(posted + 20_000) }] : []),
        { no: seed.before ? 2 : 1, text: seed.text, seenAt: post.firstSeen },
      ],
      flags: post.flags,
      attachments: seed.picture
        ? [
            {
              id: townId("a7", posts.indexOf(post) + 1),
              mediaType: "image/png",
              description: seed.picture,
              fileName: "bilaga-1.png",
              saved: !seed.pictureLost,
              trouble: seed.pictureLost ? "not_there" : "",
              gone: Boolean(seed.pictureLost),
              troubleSince: seed.pictureLost ? iso(posted) : null,
              troubleAnswer: seed.pictureLost ? "404" : "",
              reading: seed.reading ?? null,
            },
          ]
        : [],
      thread: [
        ...(seed.thread ?? []).map(({ ago, ...other }, index) => ({
          ...other,
          id: townId("77", index + 1),
          current: false,
          withheld: false,
          postedAt: iso(begun - ago),
        })),
        current,
      ],
      earlierByAuthor: seed.author.length % 4,
      breaches: seed.breaches ?? [],
      authorDays: 180,
      eyesMissing: seed.picture && !seed.reading ? "program" : null,
      notes: post.notes,
      history: log.filter((line) => line.subject === post.id).slice(0, 40),
      steps: stepsOf(post),
      offers: offersOf(post),
      grounds,
      suggestedGround:
        post.flags.length > 0 && post.flags.every((flag) => flag.wrong) ? null : (seed.ground ?? null),
      groundsWithoutCopy,
      noCopy: withoutCopy(post),
      destroyed: false,
      withheld: false,
      suggestedDepartment: seed.department?.id ?? houses[0]!.id,
      suggestedConcerns: seed.concerns ?? "",
      actions: post.actions,
      evidence: post.evidence,
      forwards: post.forwards.map((forward) => ({
        id: forward.id,
        department: forward.department.name,
        state: forward.state,
        sentAt: forward.sentAt,
        registerBy: forward.registerBy,
        number: forward.number,
        toldWrongly: toldWrongly(post, forward),
        question: forward.question,
        personalFile: forward.personalFile,
      })),
      draft: post.draft,
      templates: [
        {
          id: "thanks",
          kind: "thanks",
          name: "Tack för din fråga",
          text: `Hej ${seed.author.split(" ")[0]}! Tack för din fråga. {svar}`,
          missing: ["svar"],
          suggested: seed.duty === "answer",
        },
        {
          id: "fault",
          kind: "answer",
          name: "Felanmälan mottagen",
          text: "Hej! Tack för att du säger till. Felet är anmält med nummer {ärendenummer} och beräknas vara lagat {datum}.",
          missing: ["ärendenummer", "datum"],
          suggested: false,
        },
        {
          id: "registered",
          kind: "answer",
          name: "Synpunkten är registrerad",
          text: "Hej! Tack för din synpunkt. Den är registrerad och lämnad till ansvarig nämnd.",
          missing: [],
          suggested: Boolean(seed.criticism),
        },
      ],
      signature: `/${me.initials.replace(/\./g, "").toLowerCase()}, ${houses[0]!.name.toLowerCase()}`,
      longestReply: post.row.service === "X" ? 280 : 8000,
      state: post.state,
      doneReason: post.doneReason,
      restsUntil: post.restsUntil,
      restReason: post.restReason,
      assignedPerson: post.person,
      assignedDepartment: post.department,
      claim: post.claim,
      gone: post.gone,
      account: account(post).id,
      block: post.block,
      closingRemoves: post.closingRemoves,
      doneReasons,
      byHand: handled(post),
      serviceRemark: services.find((one) => one.name === post.row.service)?.remark ?? "",
      takenIn: post.takenIn ?? null,
      standing: post.gone ? "gone" : "standing",
      confidential: Boolean(seed.registerFirst),
      closedByItself: false,
    };
  }

  function decide(
    post: Post,
    kind: ActionView["kind"],
    ground: string,
    text: string,
    span?: { endsAt: string; reviewAt: string },
  ): Decided {
    const action = anAction({
      id: townId("ad", ++actionNo),
      kind,
      state: "decided",
      decidedAt: iso(now()),
      by: me.name,
      ground,
      text,
      mine: true,
      reason: text,
      notBefore: iso(now() + hold),
      noLogin: account(post).connection !== "working" && account(post).platform !== "manual",
      waitsForAHand: handled(post),
    });
    post.actions = [...post.actions, action];
    enter("decided", post.id, name(post), { what: kind, ground, action: action.id });
    if (action.waitsForAHand) return { action: action.id, holdUntil: action.notBefore, what: kind };
    setTimeout(() => {
      const still = post.actions.find((one) => one.id === action.id);
      if (still?.state !== "decided") return;
      change(post, action.id, {
        state: "carried_out",
        carriedOutAt: iso(now()),
        readBack:
          (
            {
              remove: "gone",
              hide: "hidden",
              block: "blocked",
              unblock: "admitted",
              close: "closed",
              open: "open",
            } as Record<string, ActionView["readBack"]>
          )[kind] ?? "standing",
      });
      if (kind === "remove")
        post.gone = { by: "us", lastSeenAt: action.decidedAt, firstMissedAt: iso(now()) };
      if (kind === "reply") post.draft = null;
      if (kind === "block" && span)
        post.block = {
          by: me.name,
          since: iso(now()),
          endsAt: span.endsAt,
          reviewAt: span.reviewAt,
          due: false,
        };
      if (kind === "unblock") post.block = null;
      if (kind === "close" || kind === "open") post.closed = kind === "close";
      enter(
        "carried_out",
        post.id,
        name(post),
        { action: action.id, read_back: kind === "remove" ? "gone" : "standing" },
        "Uppsikt",
      );
    }, hold);
    return { action: action.id, holdUntil: action.notBefore, what: kind };
  }
  function change(post: Post, action: string, to: Partial<ActionView>) {
    post.actions = post.actions.map((one) => (one.id === action ? { ...one, ...to } : one));
  }
  function ofAction(action: string): [Post, ActionView] {
    for (const post of posts) {
      const found = post.actions.find((one) => one.id === action);
      if (found) return [post, found];
    }
    throw no("unknown");
  }
  const forwards = () => posts.flatMap((post) => post.forwards);
  const late = (forward: ForwardView) => forward.state === "sent" && Date.parse(forward.registerBy) < now();
  function keepForward(forward: string, to: Partial<ForwardView>): [Post, ForwardView] {
    for (const post of posts) {
      const found = post.forwards.find((one) => one.id === forward);
      if (!found) continue;
      const next = { ...found, ...to };
      post.forwards = post.forwards.map((one) => (one.id === forward ? next : one));
      return [post, next];
    }
    throw no("unknown");
  }
  function diaryFields(
    number: string,
    receivedOn: string,
    correspondent: string,
    concerns: string,
    publicLine: string,
  ) {
    if (!number.trim()) throw no("field_missing", "number");
    if (!/\d/.test(number) || number.length > 60) throw no("registration_number_malformed");
    if (!concerns.trim()) throw no("field_missing", "concerns");
    return { number, receivedOn, correspondent, concerns, publicLine };
  }
  function accountOf(key: string): AccountRow {
    const found = accounts.find((one) => one.id === key);
    if (!found) throw no("unknown");
    return found;
  }
  function keepAccount(key: string, to: Partial<AccountRow>): AccountRow {
    const at = accounts.findIndex((one) => one.id === key);
    accounts[at] = { ...accountOf(key), ...to };
    enter("account_changed", key, accounts[at]!.name, { account: key, status: accounts[at]!.status });
    return accounts[at]!;
  }
  function seal(post: Post, without: string[] = []): EvidenceView {
    evidenceNo += 1;
    const evidence: EvidenceView = {
      id: townId("ee", evidenceNo),
      number: `B 2026-${String(evidenceNo).padStart(6, "0")}`,
      sealedAt: iso(now()),
      by: me.name,
      digest: "9f2c0e3a7b".repeat(6) + "41ad",
      files: [
        { name: "inlagg.txt", mediaType: "text/plain", bytes: 120, digest: "41ad" },
        { name: "svar.json", mediaType: "application/json", bytes: 2310, digest: "0b7c" },
        { name: "trad.json", mediaType: "application/json", bytes: 5120, digest: "5c11" },
        ...(post.seed.picture && !post.seed.pictureLost
          ? [{ name: "bild.png", mediaType: "image/png", bytes: 88_400, digest: "77e0" }]
          : []),
        { name: "sida-1.png", mediaType: "image/png", bytes: 64_000, digest: "a9d2" },
        { name: "bevis.pdf", mediaType: "application/pdf", bytes: 140_200, digest: "e3f0" },
      ],
      revision: post.seed.before ? 2 : 1,
      sound: null,
      outdated: false,
      gaps: without.map(() => ({ name: "bilaga-1.png", since: iso(now()), answer: "404" })),
    };
    post.evidence = evidence;
    enter("sealed", post.id, name(post), { no: evidenceNo, evidence: evidence.id });
    return evidence;
  }
  function forward(post: Post, department: string, concerns: string, confidential: boolean): ForwardView {
    const house = houses.find((one) => one.id === department);
    if (!house) throw no("unknown");
    if (!house.registrarAddress) throw no("registrar_address_missing");
    if (!concerns) throw no("field_missing", "concerns");
    const sent: ForwardView = {
      id: townId("f0", forwards().length + 1),
      post: post.id,
      evidence: post.evidence ?? seal(post),
      department: house,
      concerns,
      sentAt: iso(now()),
      sentBy: me.name,
      registerBy: iso(now() + 3 * hour),
      state: "sent",
      personalFile: house.personalFile,
      confidential,
      receivedOn: post.row.postedAt.slice(0, 10),
      correspondent: post.seed.author,
      publicLine: confidential ? "Klagomål" : concerns,
      number: null,
      registeredAt: null,
      registeredBy: null,
      question: "",
      late: false,
      account: post.row.account,
      platform: post.row.platform,
      excerpt: post.row.excerpt,
      pagePictures: [1, 2].map(
        (page) => `evidence://localhost/paper/${(post.evidence ?? seal(post)).id}/${page}.png`,
      ),
    };
    post.forwards = [...post.forwards, sent];
    enter("forwarded", post.id, name(post), { forward: sent.id, department: house.id });
    return sent;
  }

  function overview(): Overview {
    const count = (list: List) => posts.filter((post) => inList(post, list)).length;
    return {
      stage: stage.now,
      trouble: options.trouble ?? null,
      municipality: "Lillviks kommun",
      demo: true,
      practice: options.practice ?? false,
      me,
      people: staff,
      departments: houses,
      counts: {
        open: count("open"),
        mine: count("mine"),
        review: count("review"),
        resting: count("resting"),
        doneToday: count("done"),
        registrar: forwards().filter((one) => one.state === "sent").length,
        accounts: accounts.filter((one) => one.status === "active").length,
        unreadGrave: 0,
        heard: listened.heard.filter((one) => !one.seen).length,
      },
      watch: {
        accounts: accounts.filter((one) => one.status === "active").length,
        troubled: 1,
        lastRoundAt: iso(begun - minute),
        longestGapMinutes: 4,
        longestGapAccount: "X",
        visits: 312,
        missed: 2,
        offMinutes: 372,
        since: iso(fromWall(`${dayOf(now())}T00:00`)),
      },
      holdSeconds: hold / 1000,
      policyName: settings.policy,
      head: log[0]?.seq ?? "",
      now: iso(now()),
    };
  }

  const opens = [
    {
      handle: "lillvikskommun",
      name: "Lillviks kommun",
      address: "https://www.example.org/lillvikskommun",
      registered: true,
    },
    {
      handle: "lillviksbadhus",
      name: "Lillviks badhus",
      address: "https://www.example.org/lillviksbadhus",
      registered: false,
    },
  ];

  function platforms(): PlatformInfo[] {
    const can = {
      reply: true,
      hide: true,
      hiddenStillSeen: true,
      remove: true,
      block: true,
      unblock: true,
      close: false,
      closingRemoves: false,
      answersIfSummoned: false,
      longestReply: 8000,
    };
    const typed = {
      browser: false,
      ownApp: false,
      appSecret: false,
      appId: "",
      permissions: [],
      console: "",
      redirect: "",
      passwordPage: false,
    };
    return [
      {
        platform: "facebook",
        name: "Facebook",
        canConnect: true,
        fields: ["secret"],
        signIn: {
          ...typed,
          browser: true,
          ownApp: true,
          appSecret: true,
          appId: apps.get("facebook") ?? "",
          permissions: ["pages_show_list", "pages_manage_engagement"],
          console: "https://developers.facebook.com/apps",
        },
        abilities: can,
        unseen: ["mentions_in_comments", "reviews"],
      },
      {
        platform: "linkedin",
        name: "LinkedIn",
        canConnect: true,
        fields: ["secret"],
        signIn: { ...typed, browser: true, ownApp: true, appSecret: true },
        abilities: {
          ...can,
          hide: false,
          hiddenStillSeen: false,
          block: false,
          unblock: false,
          close: true,
          closingRemoves: true,
          longestReply: 1250,
        },
        unseen: ["mentions_in_comments", "messages"],
      },
      {
        platform: "mastodon",
        name: "Mastodon",
        canConnect: true,
        fields: ["address"],
        signIn: { ...typed, browser: true, permissions: ["read"] },
        abilities: { ...can, hide: false, remove: false, longestReply: 500 },
        unseen: [],
      },
      {
        platform: "wordpress",
        name: "WordPress",
        canConnect: true,
        fields: ["address", "user", "secret"],
        signIn: { ...typed, passwordPage: true },
        abilities: {
          ...can,
          hiddenStillSeen: false,
          block: false,
          unblock: false,
          close: true,
          longestReply: 65525,
        },
        unseen: [],
      },
      {
        platform: "manual",
        name: "Annan tjänst, för hand",
        canConnect: true,
        fields: [],
        signIn: typed,
        abilities: null,
        unseen: [],
      },
      {
        platform: "feed",
        name: "RSS/Atom",
        canConnect: true,
        fields: ["address"],
        signIn: typed,
        abilities: null,
        unseen: [],
      },
    ];
  }
  const preview = () => ({
    name: "lillvik-arkiv.zip",
    kind: "x" as const,
    all: 40,
    new: 38,
    ours: 21,
    leftOut: 1,
    firstAt: iso(begun - 400 * day),
    lastAt: iso(begun - 2 * day),
    samples: [
      {
        author: "Anna B.",
        postedAt: iso(begun - 2 * day),
        kind: "direct_message" as const,
        ours: false,
        excerpt: "Hej! Vet ni när simskolan börjar?",
        files: 0,
      },
    ],
  });

  const answers = {
    overview,
    setUp: (setup) => {
      if (!setup.municipality) throw no("field_missing", "municipality");
      stage.now = "ready";
      return null;
    },
    sitDown: (person) => {
      me = staff.find((one) => one.id === person) ?? me;
      enter("setting_changed", "person", "person", { name: "person" });
      return null;
    },
    queuePage: (filter, offset, limit) => {
      const all = matching(filter);
      return { rows: all.slice(offset, offset + limit).map(rowOf), total: all.length };
    },
    queuePost: (post) => viewOf(find(post)),
    postOpened: (post) => {
      const found = find(post);
      if (!me.roles.includes("moderator")) return null;
      if (found.row.unread) {
        found.row.unread = false;
        enter("read", post, name(found), { revision: found.seed.before ? 2 : 1 });
      }
      if (!found.claim) {
        found.claim = { holder: me.name, mine: true, until: iso(now() + 15 * minute) };
        enter("claimed", post, name(found), { until: found.claim.until });
      }
      return null;
    },
    queueClaim: (post) => {
      const found = find(post);
      need("moderator");
      if (found.claim && !found.claim.mine)
        throw no("claimed_by", { holder: found.claim.holder, until: found.claim.until });
      found.claim = { holder: me.name, mine: true, until: iso(now() + 20 * minute) };
      enter("claimed", post, name(found), { until: found.claim.until });
      return null;
    },
    queueRelease: (post) => {
      if (!find(post).claim?.mine) return null;
      find(post).claim = null;
      enter("released", post, name(find(post)));
      return null;
    },
    evidenceSeal: (post, without) => {
      need("moderator");
      if (find(post).seed.pictureLost && without.length === 0) throw no("attachment_gone");
      return seal(find(post), without);
    },
    evidenceVerify: (evidence) =>
      posts.find((post) => post.evidence?.id === evidence)?.evidence ?? seal(posts[0]!),
    paperSave: () => "/home/maja/Dokument/bevis.pdf",
    policeSheetSave: (post) => {
      enter("police_sheet_saved", post, name(find(post)));
      return "/home/maja/Dokument/Polisanmälan.pdf";
    },
    postRemoveWithoutCopy: (post, ground, reason) => {
      need("moderator");
      if (!groundsWithoutCopy.some((one) => one.id === ground)) throw no("ground_unknown");
      return decide(find(post), "remove_without_copy", ground, reason);
    },
    postRemove: (post, evidence, ground, reason) => {
      need("moderator");
      const found = find(post);
      if (!evidence || !found.evidence) throw no("evidence_missing");
      if (!grounds.some((one) => one.id === ground)) throw no("ground_unknown");
      const refusal = removeRefusal(found);
      if (refusal) throw new No(refusal);
      if (found.seed.criticism && grounds.find((one) => one.id === ground)?.basis !== "law") {
        found.actions = [
          ...found.actions,
          anAction({
            id: townId("ad", ++actionNo),
            kind: "remove",
            state: "second_asked",
            decidedAt: iso(now()),
            by: me.name,
            ground,
            text: reason,
            mine: true,
            reason,
            notBefore: iso(now()),
          }),
        ];
        enter("second_asked", post, name(found), { ground });
        return null;
      }
      return decide(found, "remove", ground, reason);
    },
    postHide: (post, ground, reason) => decide(find(post), "hide", ground, reason),
    postUnhide: (post, reason) => decide(find(post), "unhide", "", reason),
    postBlock: (post, ground, reason, endsAt, reviewAt) => {
      need("moderator");
      if (!reason.trim()) throw no("field_missing", "reason");
      if (!find(post).evidence) throw no("evidence_missing");
      if (Date.parse(reviewAt) > Date.parse(endsAt)) throw no("review_after_end");
      return decide(find(post), "block", ground, reason, { endsAt, reviewAt });
    },
    postUnblock: (post, reason) => decide(find(post), "unblock", "", reason),
    blockReview: (post, _reason, endsAt, reviewAt) => {
      const found = find(post);
      if (!found.block) throw no("not_blocked");
      found.block = { ...found.block, endsAt, reviewAt, due: false };
      enter("block_reviewed", post, name(found), { until: endsAt });
      return null;
    },
    threadClose: (post, reason, sure) => {
      const found = find(post);
      if (found.closingRemoves > 0 && !sure) throw no("closing_removes", found.closingRemoves);
      return decide(found, "close", "", reason);
    },
    threadOpen: (post, reason) => decide(find(post), "open", "", reason),
    postReply: (post, text, seen) => {
      need("moderator");
      if (!text.trim()) throw no("reply_empty");
      const open = /\{([^{}]+)\}/.exec(text);
      if (open) throw no("field_unfilled", open[1]);
      const unseen = rules.answers
        .replyCheck(post, text)
        .filter((now) => !seen.some((one) => one.kind === now.kind && one.words === now.words));
      if (unseen.length > 0) throw no("reminders_unseen", unseen.length);
      return decide(find(post), "reply", "", text);
    },
    secondAnswer: (action, agree, reason) => {
      const [post, found] = ofAction(action);
      change(post, action, { state: agree ? "withdrawn" : "declined" });
      enter("second_answered", post.id, name(post), { agreed: agree });
      return agree ? decide(post, "remove", found.ground, reason) : null;
    },
    actionWithdraw: (action) => {
      const [post, found] = ofAction(action);
      if (found.state !== "decided") throw no("too_late_to_withdraw");
      change(post, action, { state: "withdrawn" });
      enter("withdrawn", post.id, name(post), { action });
      return null;
    },
    actionAgain: (action) => {
      const [post, found] = ofAction(action);
      change(post, action, { state: "withdrawn" });
      return decide(post, found.kind, found.ground, found.text);
    },
    actionSettle: (action, happened) => {
      const [post] = ofAction(action);
      change(post, action, {
        state: happened ? "carried_out" : "failed",
        carriedOutAt: happened ? iso(now()) : null,
      });
      enter(happened ? "carried_out" : "not_carried_out", post.id, name(post), { action, state: "failed" });
      return null;
    },
    draftSave: (post, text) => {
      find(post).draft = text ? { text, savedAt: iso(now()) } : null;
      enter("draft_saved", post, name(find(post)));
      return null;
    },
    postDone: (post, reason) => {
      const found = find(post);
      const refusal = offersOf(found).find((offer) => offer.kind === "done")?.refusal;
      if (refusal) throw new No(refusal);
      found.state = "done";
      found.doneReason = reason;
      enter("closed", post, name(found), {
        reason: doneReasons.find((one) => one.id === reason)?.nameSv ?? reason,
      });
      return null;
    },
    postReopen: (post) => {
      find(post).state = "open";
      enter("reopened", post, name(find(post)));
      return null;
    },
    postRest: (post, until, reason) => {
      if (Date.parse(until) <= now()) throw no("time_passed");
      const found = find(post);
      found.state = "resting";
      found.restsUntil = until;
      found.restReason = reason;
      enter("rested", post, name(found), { until });
      return null;
    },
    postWake: (post) => {
      const found = find(post);
      found.state = "open";
      found.restsUntil = null;
      enter("reopened", post, name(found));
      return null;
    },
    postAssign: (post, person, department) => {
      const found = find(post);
      found.person = person;
      found.department = department;
      enter("assigned", post, name(found), { person, department });
      return null;
    },
    postNote: (post, text) => {
      const found = find(post);
      found.notes = [...found.notes, { id: townId("c0", ++noteNo), author: me.name, text, at: iso(now()) }];
      enter("noted", post, name(found));
      return null;
    },
    flagJudge: (flag, wrong) => {
      for (const post of posts) {
        const found = post.flags.find((one) => one.id === flag);
        if (!found) continue;
        post.flags = post.flags.map((one) => (one.id === flag ? { ...one, wrong } : one));
        enter("flag_judged", post.id, name(post), { rule: found.rule, state: wrong ? "wrong" : "open" });
      }
      return null;
    },
    openOnPlatform: () => null,
    registrarPage: (tab) =>
      forwards()
        .map((one) => ({ ...one, late: late(one) }))
        .filter((one) =>
          tab === "to_register" ? one.state === "sent" : tab === "late" ? one.late : one.state === tab,
        ),
    postForward: (post, _evidence, department, concerns, confidential) =>
      forward(find(post), department, concerns, confidential),
    registrarRegister: (key, ...fields) => {
      need("registrar");
      const [post, kept] = keepForward(key, {
        state: "registered",
        ...diaryFields(...fields),
        registeredAt: iso(now()),
        registeredBy: me.name,
      });
      enter("registered", post.id, name(post), { forward: key, number: kept.number });
      return kept;
    },
    registrarCorrect: (key, ...fields) => {
      need("registrar");
      const known = forwards().find((one) => one.id === key);
      if (!known || known.state !== "registered") throw no("unknown");
      const to = diaryFields(...fields);
      const columns = {
        number: "number",
        receivedOn: "received_on",
        correspondent: "correspondent",
        concerns: "concerns",
        publicLine: "public_line",
      } as const;
      const changed = (Object.keys(columns) as (keyof typeof columns)[]).filter(
        (field) => to[field] !== known[field],
      );
      if (changed.length === 0) return known;
      const [post, kept] = keepForward(key, to);
      const was = known.number!;
      if (was !== to.number) formerNumbers.set(key, [...(formerNumbers.get(key) ?? []), was]);
      if (was !== to.number && toldWrongly(post, kept)) post.state = "open";
      enter("corrected", post.id, name(post), {
        forward: key,
        was,
        number: to.number,
        changed: changed.map((field) => columns[field]),
      });
      return kept;
    },
    registrarReturn: (key, question) => {
      need("registrar");
      if (!question.trim()) throw no("field_missing", "question");
      const [post, kept] = keepForward(key, { state: "returned", question });
      enter("returned", post.id, name(post), { forward: key });
      return kept;
    },
    accountCoverage: (key) => {
      const row = accountOf(key);
      return {
        days: [0, 1, 2].map((back) => ({
          day: iso(begun - back * day).slice(0, 10),
          visits: back === 1 ? 0 : 96,
          partly: 0,
          missed: row.connection === "troubled" && back === 0 ? 7 : 0,
          newPosts: 4,
          revisedPosts: 1,
          gonePosts: 0,
          seenAt: iso(begun - back * day - minute),
          longestGapMinutes: back === 1 ? 1440 : 22,
          gapFrom: iso(begun - back * day - hour),
        })),
        gaps: [
          {
            from: iso(begun - 40 * hour),
            to: iso(begun - 14 * hour),
            minutes: 1560,
            workingMinutes: 510,
            tooLong: true,
            cause: { why: "off" },
          },
          {
            from: iso(begun - 2 * hour),
            to: iso(begun - hour),
            minutes: 60,
            workingMinutes: 60,
            tooLong: false,
            cause: { why: "missed", cause: "login" },
          },
        ],
        rounds: [
          {
            startedAt: iso(begun - 5 * minute),
            endedAt: iso(begun - 5 * minute + 400),
            result: row.connection === "troubled" ? "missed" : "whole",
            cause: row.connection === "troubled" ? "login" : "",
            newPosts: 0,
            revisedPosts: 0,
            gonePosts: 0,
          },
        ],
        dueAt: iso(begun + 5 * minute),
        why: row.connection === "troubled" ? "login" : "quiet",
      };
    },
    coverageSave: () => "/home/maja/Dokument/uppsiktslogg.csv",
    listening: () => ({ words: [...listened.words], heard: [...listened.heard] }),
    watchwordAdd: (words) => {
      need("moderator");
      const word = words.trim();
      if (!word || word.length > 60) throw no("field_missing", "watchword");
      const id = townId("3a", listened.words.length + 1);
      listened.words.push({ id, words: word, addedAt: iso(now()), askedAt: null, unseen: 0 });
      enter("watchword_kept", id, id, { watchword: id, active: true });
      return null;
    },
    watchwordRemove: (watchword) => {
      listened.words = listened.words.filter((one) => one.id !== watchword);
      enter("watchword_kept", watchword, watchword, { watchword, active: false });
      return null;
    },
    heardSeen: (key) => {
      listened.heard = listened.heard.map((one) => (one.id === key ? { ...one, seen: true } : one));
      enter("heard_seen", key, key, { heard: key });
      return null;
    },
    heardOpen: () => null,
    accounts: () => [...accounts],
    platforms: () => platforms(),
    appKeep: (platform, id) => {
      need("administrator");
      if (id) apps.set(platform, id);
      else apps.delete(platform);
      enter("app_kept", platform, platform, { platform });
      return null;
    },
    signInBegin: (platform) => {
      const info = platforms().find((one) => one.platform === platform);
      if (info?.signIn.ownApp && !info.signIn.appId) throw no("app_missing");
      signIns += 1;
      return { id: signIns, until: iso(now() + 10 * minute) };
    },
    signInFinish: async (id) => {
      for (let waited = 0; waited < (options.browser ?? 0); waited += 20) {
        if (stopped.has(id)) throw no("sign_in_denied");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return opens;
    },
    signInCancel: (id) => {
      stopped.add(id);
      return null;
    },
    platformPageOpen: () => null,
    accountCheck: (key) =>
      keepAccount(key, { connection: "working", connectionCause: "", connectionSeenAt: iso(now()) }),
    unregistered: () => [...found].sort((a, b) => Number(a.state !== "open") - Number(b.state !== "open")),
    unregisteredLook: () => ({ asked: 3, lost: 0, found: 0 }),
    unregisteredTip: (tip) => {
      if (!tip.handle && !tip.address) throw no("field_missing", "handle");
      if (found.some((one) => one.platform === tip.platform && one.handle === tip.handle)) return false;
      found.push({
        ...found[0]!,
        id: townId("0a", found.length + 1),
        platform: tip.platform,
        service: tip.service,
        handle: tip.handle,
        name: tip.name || tip.handle,
        address: tip.address,
        foundBy: "tip",
        foundIn: tip.words,
        like: null,
        foundAt: iso(now()),
      });
      enter("unregistered_noted", found.at(-1)!.id, tip.handle, { state: "open" });
      return true;
    },
    unregisteredJudge: (key, verdict) => {
      const one = found.find((row) => row.id === key);
      if (!one) throw no("unknown");
      const reason = "reason" in verdict ? verdict.reason.trim() : "";
      if ("reason" in verdict && !reason) throw no("field_missing", "reason");
      Object.assign(one, {
        state: verdict.what,
        reason,
        account: "account" in verdict ? verdict.account : null,
      });
      enter("unregistered_noted", key, one.name, { state: verdict.what });
      return null;
    },
    services: () => services,
    serviceKeep: (form) => {
      need("administrator", "manager");
      if (!form.name.trim()) throw no("field_missing", "name");
      const at = services.findIndex((one) => one.id === form.id);
      const kept = { ...form, id: form.id || townId("5e", services.length + 1) };
      if (at < 0) services.push(kept);
      else services[at] = kept;
      enter("service_kept", kept.id, kept.name);
      return kept.id;
    },
    postTakeIn: (handed) => {
      need("moderator");
      const at = accounts.findIndex((one) => one.id === handed.account);
      if (at < 0) throw no("unknown");
      if (!handed.text.trim() && handed.files.length === 0) throw no("field_missing", "text");
      if (!handed.author.trim()) throw no("field_missing", "author");
      const same = posts.find((one) => one.seed.text === handed.text && one.seed.author === handed.author);
      if (same) throw no("taken_in_before", same.id);
      const made = make(
        {
          author: handed.author,
          text: handed.text,
          account: at + 1,
          kind: handed.kind,
          ago: begun - Date.parse(handed.postedAt),
          duty: "read",
          left: 24 * hour,
          severity: "watch",
          chips: [],
          picture: handed.files[0]?.name,
        },
        posts.length,
      );
      made.row.byHand = true;
      made.row.inRole = handed.inRole;
      made.takenIn = { by: me.name, at: iso(now()), imported: false, inRole: handed.inRole };
      posts.push(made);
      byId.set(made.id, made);
      enter("taken_in", made.id, name(made), { in_role: handed.inRole });
      return made.id;
    },
    actionDone: (key) => {
      need("moderator");
      for (const post of posts) {
        const action = post.actions.find((one) => one.id === key);
        if (!action) continue;
        Object.assign(action, { state: "carried_out", waitsForAHand: false, carriedOutAt: iso(now()) });
        if (action.kind === "remove") action.readBack = "gone";
        enter("carried_out", post.id, name(post), { action: key, read_back: "seen_by_person" });
        return null;
      }
      throw no("unknown");
    },
    importChoose: () => preview(),
    importPreview: () => preview(),
    importRun: async () => {
      importStopped = false;
      for (let done = 0; done <= 40; done += 10) {
        heard.importing.forEach((cb) => cb({ payload: { done, all: 40 } }));
        await new Promise((resolve) => setTimeout(resolve, 40));
        if (importStopped) return { new: done, known: 2, missingFiles: 0, stopped: true };
      }
      return { new: 38, known: 2, missingFiles: 1, stopped: false };
    },
    importCancel: () => {
      importStopped = true;
      return null;
    },
    practiceBegin: () => null,
    accountDiscover: (request) => {
      if (request.platform !== "manual" && request.secret === "fel") throw no("login_refused");
      return opens;
    },
    accountApply: (application) => {
      if (!application.purpose) throw no("field_missing", "purpose");
      const department = houses.find((one) => one.id === application.department);
      if (!department) throw no("field_missing", "department");
      const account: AccountRow = {
        ...accounts[0]!,
        ...application,
        id: townId("ac", accounts.length + 1),
        department,
        status: "applied",
        administrators: [],
        agreedOn: "",
        connection: "none",
        openPosts: 0,
        lastRoundAt: null,
        nextRoundAt: null,
        pace: "",
        visitsToday: 0,
        missedToday: 0,
        waitingDecisions: 0,
        longestGapMinutes: null,
        warnings: [{ code: "agreement_missing" }],
      };
      accounts.push(account);
      enter("account_applied", account.id, account.name);
      return account;
    },
    accountApprove: (key, agreedOn, administrators) => {
      need("manager");
      if (!agreedOn) throw no("agreement_missing");
      if (new Set(administrators).size < 2) throw no("second_administrator_missing");
      return keepAccount(key, {
        status: "active",
        agreedOn,
        administrators: staff.filter((one) => administrators.includes(one.id)),
        warnings: [{ code: "not_connected" }],
      });
    },
    accountConnect: (key, request) => {
      if (request.user === "fel-konto") throw no("wrong_account", "storvik");
      return keepAccount(key, { connection: "working", warnings: [], connectionSeenAt: iso(now()) });
    },
    accountStatus: (key, status) => {
      need("manager", "administrator");
      return keepAccount(key, { status });
    },
    departmentKeep: (department) => {
      need("administrator");
      const at = houses.findIndex((one) => one.id === department.id);
      if (at < 0) houses.push({ ...department, id: townId("de", houses.length + 1) });
      else houses[at] = department;
      enter("department_kept", department.id || houses.at(-1)!.id, department.name);
      return null;
    },
    personKeep: (person) => {
      need("administrator");
      const at = staff.findIndex((one) => one.id === person.id);
      if (at < 0) staff.push({ ...person, id: townId("ae", staff.length + 1) });
      else staff[at] = person;
      enter("person_kept", person.id || staff.at(-1)!.id, person.name);
      return null;
    },
    logbookPage: (subject, before, limit) =>
      log
        .filter(
          (line) => (!subject || line.subject === subject) && (!before || Number(line.seq) < Number(before)),
        )
        .slice(0, limit),
    logbookVerify: () => ({ entries: sequence.toLocaleString("sv-SE"), brokenAt: null, altered: [] }),
    settings: () => ({ ...settings }),
    settingKeep: (key, value) => {
      if (key === "keys") settings.keys = JSON.parse(value) as Record<string, string>;
      else if (key === "notify") settings.notify = value === "true";
      else if (key === "language") settings.language = value as Settings["language"];
      else if (key === "theme") settings.theme = value as Settings["theme"];
      else if (key === "mail_server") settings.mailServer = value;
      else if (key === "rules") settings.rules = value;
      else if (key === "contact") settings.contact = value;
      else if (key === "name_patterns") settings.namePatterns = value;
      else settings.policy = value;
      enter("setting_changed", key, key, { name: key });
      return null;
    },
    doctor: () => [
      { what: "database", state: "good", detail: "Krypterad, 14 MB, hel." },
      { what: "chain", state: "good", detail: "Kedjan är hel." },
      { what: "key_store", state: "good", detail: "Nyckeln finns i nyckelringen." },
      { what: "disk", state: "good", detail: "212 GB ledigt." },
      { what: "clock", state: "good", detail: "Går rätt på 0,2 s." },
      { what: "collector", state: "good", detail: "Senaste runda för 1 minut sedan." },
      {
        what: "pictures",
        state: "note",
        detail: "Text i bilder läses inte: Tesseract är inte installerat på den här datorn.",
      },
      { what: "browser", state: "note", detail: "Ingen webbläsare hittades. Bevis får ingen bild av sidan." },
      { what: "mail", state: "bad", detail: "E-postservern svarar inte." },
    ],
    collectNow: () => {
      const all = accounts.filter((one) => one.status === "active").length;
      for (let done = 0; done <= all; done++)
        setTimeout(() => heard.collecting.forEach((cb) => cb({ payload: { done, all } })), done * 160);
      return null;
    },
    ...rules.answers,
    ready: () => null,
  } satisfies { [Name in keyof Commands]: (...args: Parameters<Commands[Name]>) => unknown };

  const pause = () =>
    options.latency ? new Promise((resolve) => setTimeout(resolve, options.latency)) : Promise.resolve();
  const commands = Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => [
      key,
      async (...args: unknown[]) => {
        await pause();
        try {
          const data = await (answer as (...args: unknown[]) => unknown)(...args);
          return { status: "ok", data: data === null ? null : structuredClone(data) };
        } catch (error) {
          if (!(error instanceof No)) throw error;
          const refused: ApiError = { kind: "refused", refusal: error.refusal };
          return { status: "error", error: refused };
        }
      },
    ]),
  ) as unknown as Commands;
  const events = Object.fromEntries(
    Object.entries(heard).map(([key, listeners]) => [
      key,
      {
        listen: async (cb: never) => {
          (listeners as Set<never>).add(cb);
          return () => void (listeners as Set<never>).delete(cb);
        },
      },
    ]),
  ) as unknown as Events;

  const town = {
    posts,
    forward,
    seal,
    settings,
    accounts,
    log,
    rules,
    sitAs: (who: string) => (me = staff.find((one) => one.name === who)!),
  };
  return { commands, events, town };
}

export type Fake = ReturnType<typeof makeFake>;

export function standInFake(fake: Fake): Fake {
  answerWith(fake.commands);
  tellWith(fake.events);
  return fake;
}

/** For the browser: `?fake`, `?fake=100000` posts, `&at=2026-11-21T22:13:00Z`, `&sits=Rune Ek`, `&stage=first_run`, `&theme=dark`. */
export function startFake(query: URLSearchParams): void {
  const at = query.get("at");
  const ahead = at ? Date.parse(at) - Date.now() : 0;
  const fake = makeFake({
    posts: Number(query.get("fake")) || 142,
    now: () => Date.now() + ahead,
    latency: 15,
    sits: query.get("sits") ?? "Maja Lind",
    practice: query.has("practice"),
    stage: (query.get("stage") as Overview["stage"] | null) ?? "ready",
    trouble:
      query.get("stage") === "closed"
        ? ({ code: query.get("code") ?? "key_missing", details: "lillvik-2026-11-21.db" } as Refusal)
        : undefined,
    settings: {
      theme: (query.get("theme") as Settings["theme"] | null) ?? "system",
      language: (query.get("language") as Settings["language"] | null) ?? "sv",
    },
  });
  const { posts, seal, forward } = fake.town;
  const sealFirst = posts[0];
  if (sealFirst) seal(sealFirst);
  for (const [index, concerns] of [
    [4, "Trasig gatlampa, Ringvägen 12"],
    [8, "Begäran om allmän handling"],
    [13, "Synpunkt på busslinje 14"],
    [15, "Mörkt i tunneln vid stationen"],
  ] as const) {
    const post = posts[index];
    if (post) forward(post, departments[index === 8 ? 1 : 3]!.id, concerns, false);
  }
  const uncertain = posts[11];
  if (uncertain)
    uncertain.actions = [
      anAction({
        id: townId("ad", 900),
        kind: "reply",
        state: "uncertain",
        decidedAt: new Date(Date.now() + ahead - hour).toISOString(),
        by: "Per Alm",
        text: "Hej! Ja, på webben.",
      }),
    ];
  posts.slice(20, 26).forEach((post) => (post.state = "done"));
  posts
    .slice(26, 29)
    .forEach(
      (post) => (
        (post.state = "resting"),
        (post.restsUntil = new Date(Date.now() + ahead + 9 * hour).toISOString()),
        (post.restReason = "väntar på svar från Tekniska")
      ),
    );
  const pictures = new Map<string, string>();
  showWith((address) => {
    if (!pictures.has(address)) pictures.set(address, drawn(address));
    return pictures.get(address)!;
  });
  standInFake(fake);
}
