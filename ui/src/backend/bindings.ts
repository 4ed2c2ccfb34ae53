/** What the core gives the window: types and commands. To be replaced by the file that the shell writes. */
import { invoke } from "@tauri-apps/api/core";
import { listen, type EventCallback } from "@tauri-apps/api/event";

export type Role = "moderator" | "account_owner" | "registrar" | "archivist" | "manager" | "auditor" | "administrator";
export type Platform = "facebook" | "wordpress" | "manual";
export type PostKind = "post" | "visitor_post" | "comment" | "reply" | "direct_message";
export type GoneBy = "author" | "us" | "platform" | "unknown";

/** A rule said no, or something broke. `code` of a refusal has a sentence in text/sv.ts; `details` fills its blanks. */
export type ApiError =
  | { kind: "refused"; refusal: Refusal }
  | { kind: "broke"; code: string };          // code: "fault"; the chain went to the log
export type Refusal = { code: string; details?: unknown };  // e.g. {code:"claimed_by",details:{holder,until}}, {code:"reply_too_long",details:8000}, {code:"field_missing",details:"concerns"}
/* all refusal codes: role_missing unknown evidence_missing evidence_of_another_post evidence_outdated evidence_broken attachment_missing
 second_person_needed same_person ground_unknown not_registered still_standing claimed_by{holder,until} claim_lost platform_cannot not_connected
 too_late_to_withdraw decision_waiting gone reply_empty field_unfilled(name) reply_too_long(n) signature_missing registrar_address_missing
 registration_number_malformed field_missing(name) already_registered second_administrator_missing agreement_missing account_exists login_refused
 platform_away address_malformed time_passed file_malformed{file,line,reason} key_missing key_wrong key_store_closed database_newer
 database_damaged(name) disk_full read_only database_away */

export type Person = { id: string; name: string; initials: string; title: string; roles: Role[]; department: string | null };  // department: id
export type Department = { id: string; name: string; board: string; prefix: string; registrarAddress: string; personalFile: boolean };
export type Counts = { open: number; mine: number; review: number; resting: number; doneToday: number; registrar: number; accounts: number; unreadGrave: number };
export type Watch = { accounts: number; troubled: number; lastRoundAt: string | null; longestGapMinutes: number | null; longestGapAccount: string | null };
export type Overview = {
  stage: "ready" | "first_run" | "closed";    // closed: the database could not be opened; `trouble` says why
  trouble: Refusal | null;
  municipality: string; demo: boolean; me: Person | null; people: Person[]; departments: Department[];
  counts: Counts; watch: Watch; holdSeconds: number; policyName: string; head: string /* logbook head as text */; now: string;
};

// ---- queue
export type QueueList = "open" | "mine" | "review" | "resting" | "done";
export type QueueFilter = { list: QueueList; account: string | null; department: string | null; words: string };
export type Severity = "grave" | "watch" | "calm";
export type DutyKind = "remove" | "answer" | "register" | "read";
export type Due = { duty: DutyKind; at: string; band: "now" | "today" | "tomorrow" | "later"; severity: Severity };
export type Chip = { label: string; severity: Severity };      // label: taxonomy key such as "offensive.threat"; text in sv.ts/en.ts
export type QueueRow = { id: string; due: Due; author: string; platform: Platform; service: string; account: string; postedAt: string; excerpt: string;
  chips: Chip[]; revisions: number; wave: number /* how many posts share its text; 0 alone */; holder: string | null /* initials of who claimed it */;
  criticism: boolean; registrationNumber: string | null; gone: boolean; unread: boolean; hasPicture: boolean };
export type QueuePage = { rows: QueueRow[]; total: number };

export type FlagView = { id: string; label: string; severity: Severity; rule: string; ruleSet: string; start: number; end: number /* code points of the newest wording */;
  why: string /* one Swedish sentence */; ground: string /* Swedish, e.g. "olaga hot, 4 kap. 5 § brottsbalken" */; wrong: boolean; right: number; judged: number /* "träffsäker 41 av 43" */ };
export type RevisionView = { no: number; text: string; seenAt: string };
export type AttachmentView = { id: string; mediaType: string; description: string; saved: boolean; trouble: string; url: string /* evidence: address when it can be shown */ };
export type ThreadPost = { id: string; author: string; ours: boolean; text: string; postedAt: string; depth: number; gone: boolean; current: boolean };
export type NoteView = { id: string; author: string; text: string; at: string };
export type StepKind = "seal" | "second" | "remove" | "register" | "reply" | "police" | "done";
/** One step of the step chart: what is done, what is next, why it can't be done. */
export type Step = { kind: StepKind; state: "done" | "now" | "later" | "cannot"; at: string | null; detail: string /* Swedish sentence from the policy: why this step */; refusal: Refusal | null };
export type OfferKind = "reply" | "assign" | "rest" | "hide" | "unhide" | "remove" | "forward" | "note" | "done" | "reopen" | "seal";
/** Everything that can or cannot be done, with why not. */
export type Offer = { kind: OfferKind; refusal: Refusal | null; advice: string /* Swedish, may be empty: e.g. why hiding is not enough */ };
export type Ground = { id: string; name: string; statute: string; basis: "law" | "guideline" | "confidentiality"; immediate: boolean };
export type ActionView = { id: string; kind: "reply" | "hide" | "unhide" | "remove"; state: "second_asked" | "decided" | "waiting" | "carried_out" | "failed" | "uncertain" | "withdrawn" | "declined";
  decidedAt: string; by: string; ground: string; text: string; holdUntil: string; carriedOutAt: string | null; readBack: "" | "gone" | "hidden" | "standing" | "unknown"; cause: string; withNotice: boolean };
export type EvidenceView = { id: string; no: number; number: string /* "B 2026-000123" */; sealedAt: string; by: string; digest: string; files: { name: string; mediaType: string; bytes: number; digest: string }[]; revision: number; sound: boolean; holds: string[] /* "text","thread","raw","picture" */; pages: number; outdated: boolean };
export type ForwardView = { id: string; post: string; evidence: EvidenceView; department: Department; concerns: string; sentAt: string; sentBy: string; registerBy: string;
  state: "sent" | "registered" | "returned"; personalFile: boolean; confidential: boolean; receivedOn: string /* YYYY-MM-DD */; correspondent: string; publicLine: string;
  number: string | null; registeredAt: string | null; registeredBy: string | null; question: string; late: boolean; account: string; platform: Platform; excerpt: string; caseReference: string | null; pagePictures: string[] /* evidence: addresses of the paper's pages */ };
export type LogLine = { seq: string; at: string; actor: string; kind: string; subject: string; subjectName: string; entry: string /* JSON */; hash: string };
export type Draft = { text: string; savedAt: string };
export type ReplyTemplate = { id: string; name: string; text: string /* fields filled in as far as known; {field} left where not */; missing: string[]; suggested: boolean };
export type PostView = { id: string; row: QueueRow; kind: PostKind; openlyVisible: boolean; permalink: string | null; firstSeenAt: string; text: string; revisions: RevisionView[];
  flags: FlagView[]; attachments: AttachmentView[]; thread: ThreadPost[]; earlierByAuthor: number; notes: NoteView[]; history: LogLine[]; steps: Step[]; offers: Offer[];
  grounds: Ground[]; suggestedGround: string | null; suggestedDepartment: string | null; suggestedConcerns: string; actions: ActionView[]; evidence: EvidenceView | null; forwards: ForwardView[];
  draft: Draft | null; templates: ReplyTemplate[]; signature: string; longestReply: number; state: "open" | "resting" | "done"; doneReason: string; restsUntil: string | null; restReason: string;
  assignedPerson: string | null; assignedDepartment: string | null; claim: { holder: string; mine: boolean; until: string } | null; gone: { by: GoneBy; lastSeenAt: string; firstMissedAt: string } | null; doneReasons: { id: string; name: string }[]; department: string };
export type Decided = { action: string; holdUntil: string; what: "reply" | "hide" | "unhide" | "remove" };

// ---- register
export type AccountStatus = "applied" | "active" | "paused" | "closed";
export type AccountRow = { id: string; platform: Platform; service: string; handle: string; name: string; address: string; department: Department; kind: "official" | "pedagogical"; status: AccountStatus;
  purpose: string; targetGroup: string; clock: "main" | "other"; administrators: Person[]; agreedOn: string; connection: "none" | "working" | "troubled"; connectionCause: string; connectionSeenAt: string | null;
  openPosts: number; lastRoundAt: string | null; longestGapMinutes: number | null; warnings: Refusal[] };
export type PlatformInfo = { platform: Platform; name: string; canConnect: boolean; fields: ("address" | "user" | "secret")[]; abilities: { reply: boolean; hide: boolean; hiddenStillSeen: boolean; remove: boolean; longestReply: number } | null };
export type ConnectRequest = { platform: Platform; address: string; user: string; secret: string };
export type Candidate = { handle: string; name: string; address: string; registered: boolean };
export type Application = { platform: Platform; service: string; handle: string; name: string; address: string; department: string; kind: "official" | "pedagogical"; purpose: string; targetGroup: string; clock: "main" | "other" };

export type Check = { what: "key_store" | "database" | "disk" | "clock" | "browser" | "mail" | "chain" | "collector"; state: "good" | "note" | "bad"; detail: string /* Swedish sentence */ };
export type Settings = { language: "sv" | "en"; theme: "system" | "light" | "dark"; keys: Record<string, string>; notify: boolean; place: string /* where the data lies */; keyStore: string; policy: string; mailServer: string; database: "sqlite" | "postgres" };
export type Setup = { municipality: string; personName: string; initials: string; department: string; board: string; prefix: string; registrarAddress: string; policy: "neutral" | "botkyrka" };

type R<T> = Promise<{ status: "ok"; data: T } | { status: "error"; error: ApiError }>;

async function run<T>(name: string, args: Record<string, unknown> = {}): R<T> {
  try {
    return { status: "ok", data: await invoke<T>(name, args) };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: "error", error: error as ApiError };
  }
}

export const commands = {
  overview: (): R<Overview> => run("overview"),
  setUp: (setup: Setup): R<null> => run("set_up", { setup }),
  sitDown: (person: string): R<null> => run("sit_down", { person }),
  queuePage: (filter: QueueFilter, offset: number, limit: number): R<QueuePage> => run("queue_page", { filter, offset, limit }),
  queuePost: (post: string): R<PostView> => run("queue_post", { post }),
  postOpened: (post: string): R<null> => run("post_opened", { post }),
  queueClaim: (post: string): R<null> => run("queue_claim", { post }),
  queueRelease: (post: string): R<null> => run("queue_release", { post }),
  evidenceSeal: (post: string): R<EvidenceView> => run("evidence_seal", { post }),
  evidenceVerify: (evidence: string): R<EvidenceView> => run("evidence_verify", { evidence }),
  paperSave: (evidence: string): R<string | null> => run("paper_save", { evidence }),
  postRemove: (post: string, evidence: string, ground: string, reason: string, withNotice: boolean): R<Decided | null> => run("post_remove", { post, evidence, ground, reason, withNotice }),
  postHide: (post: string, ground: string, reason: string): R<Decided> => run("post_hide", { post, ground, reason }),
  postUnhide: (post: string, reason: string): R<Decided> => run("post_unhide", { post, reason }),
  postReply: (post: string, text: string): R<Decided> => run("post_reply", { post, text }),
  secondAnswer: (action: string, agree: boolean, reason: string): R<Decided | null> => run("second_answer", { action, agree, reason }),
  actionWithdraw: (action: string): R<null> => run("action_withdraw", { action }),
  actionAgain: (action: string): R<Decided> => run("action_again", { action }),
  actionSettle: (action: string, happened: boolean): R<null> => run("action_settle", { action, happened }),
  draftSave: (post: string, text: string): R<null> => run("draft_save", { post, text }),
  postDone: (post: string, reason: string): R<null> => run("post_done", { post, reason }),
  postReopen: (post: string): R<null> => run("post_reopen", { post }),
  postRest: (post: string, until: string, reason: string): R<null> => run("post_rest", { post, until, reason }),
  postWake: (post: string): R<null> => run("post_wake", { post }),
  postAssign: (post: string, person: string | null, department: string | null): R<null> => run("post_assign", { post, person, department }),
  postNote: (post: string, text: string): R<null> => run("post_note", { post, text }),
  flagJudge: (flag: string, wrong: boolean): R<null> => run("flag_judge", { flag, wrong }),
  openOnPlatform: (post: string): R<null> => run("open_on_platform", { post }),
  registrarPage: (tab: "to_register" | "registered" | "returned" | "late"): R<ForwardView[]> => run("registrar_page", { tab }),
  postForward: (post: string, evidence: string, department: string, concerns: string, confidential: boolean): R<ForwardView> => run("post_forward", { post, evidence, department, concerns, confidential }),
  registrarRegister: (forward: string, number: string, receivedOn: string, correspondent: string, concerns: string, publicLine: string): R<ForwardView> => run("registrar_register", { forward, number, receivedOn, correspondent, concerns, publicLine }),
  registrarReturn: (forward: string, question: string): R<ForwardView> => run("registrar_return", { forward, question }),
  accounts: (): R<AccountRow[]> => run("accounts"),
  platforms: (): R<PlatformInfo[]> => run("platforms"),
  accountDiscover: (request: ConnectRequest): R<Candidate[]> => run("account_discover", { request }),
  accountApply: (application: Application): R<AccountRow> => run("account_apply", { application }),
  accountApprove: (account: string, agreedOn: string, administrators: string[]): R<AccountRow> => run("account_approve", { account, agreedOn, administrators }),
  accountConnect: (account: string, request: ConnectRequest): R<AccountRow> => run("account_connect", { account, request }),
  accountStatus: (account: string, status: AccountStatus): R<AccountRow> => run("account_status", { account, status }),
  departmentKeep: (department: Department): R<null> => run("department_keep", { department }),
  personKeep: (person: Person, login: string, active: boolean): R<null> => run("person_keep", { person, login, active }),
  logbookPage: (subject: string | null, before: string | null, limit: number): R<LogLine[]> => run("logbook_page", { subject, before, limit }),
  logbookVerify: (): R<{ entries: string; brokenAt: string | null }> => run("logbook_verify"),
  settings: (): R<Settings> => run("settings"),
  settingKeep: (name: "language" | "theme" | "keys" | "notify" | "mail_server" | "policy", value: string): R<null> => run("setting_keep", { name, value }),
  doctor: (): R<Check[]> => run("doctor"),
  collectNow: (): R<null> => run("collect_now"),
  ready: (): R<null> => run("ready"),
};

const event = <T>(name: string) => ({ listen: (heard: EventCallback<T>) => listen<T>(name, heard) });

export const events = {
  logbookAdvanced: event<{ head: string; subjects: string[] }>("logbook-advanced"),
  collecting: event<{ done: number; all: number }>("collecting"),
  openPost: event<{ post: string }>("open-post"),
};
