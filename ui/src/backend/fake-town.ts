/** Lillvik, a municipality that does not exist: its people, departments, accounts and one evening of posts. */
import type {
  AccountRow,
  AttachmentView,
  Chip,
  Department,
  DutyKind,
  FlagView,
  GroundView,
  Label,
  Language,
  Person,
  Platform,
  PostKind,
  PostView,
  Severity,
  ThreadPost,
} from "./bindings";

const id = (kind: string, no: number) => kind.repeat(4).slice(0, 4) + no.toString(16).padStart(28, "0");
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const departments: Department[] = [
  {
    id: id("de", 1),
    name: "Kommunledningskontoret",
    board: "Kommunstyrelsen",
    prefix: "KS",
    registrarAddress: "registrator.ks@lillvik.example",
    personalFile: false,
  },
  {
    id: id("de", 2),
    name: "Utbildningsförvaltningen",
    board: "Barn- och utbildningsnämnden",
    prefix: "BUN",
    registrarAddress: "registrator.bun@lillvik.example",
    personalFile: false,
  },
  {
    id: id("de", 3),
    name: "Socialförvaltningen",
    board: "Socialnämnden",
    prefix: "SN",
    registrarAddress: "registrator.sn@lillvik.example",
    personalFile: true,
  },
  {
    id: id("de", 4),
    name: "Tekniska förvaltningen",
    board: "Tekniska nämnden",
    prefix: "TN",
    registrarAddress: "registrator.tn@lillvik.example",
    personalFile: false,
  },
  {
    id: id("de", 5),
    name: "Kultur- och fritidsförvaltningen",
    board: "Kultur- och fritidsnämnden",
    prefix: "KFN",
    registrarAddress: "",
    personalFile: false,
  },
];
const [ks, bun, sn, tn, kfn] = departments as [Department, Department, Department, Department, Department];

export const people: Person[] = [
  {
    id: id("ae", 1),
    name: "Maja Lind",
    initials: "M.L.",
    title: "kontaktcenter",
    roles: ["moderator"],
    department: ks.id,
  },
  {
    id: id("ae", 2),
    name: "Per Alm",
    initials: "P.A.",
    title: "kommunikatör",
    roles: ["moderator", "account_owner"],
    department: ks.id,
  },
  {
    id: id("ae", 3),
    name: "Rune Ek",
    initials: "R.E.",
    title: "registrator",
    roles: ["registrar"],
    department: ks.id,
  },
  {
    id: id("ae", 4),
    name: "Gunilla Berg",
    initials: "G.B.",
    title: "kommunikationschef",
    roles: ["manager", "moderator"],
    department: ks.id,
  },
  {
    id: id("ae", 5),
    name: "Arvid Holm",
    initials: "A.H.",
    title: "arkivarie",
    roles: ["archivist"],
    department: ks.id,
  },
  {
    id: id("ae", 6),
    name: "Åke Ström",
    initials: "Å.S.",
    title: "revisor",
    roles: ["auditor"],
    department: null,
  },
  {
    id: id("ae", 7),
    name: "Örjan Dahl",
    initials: "Ö.D.",
    title: "systemförvaltare",
    roles: ["administrator", "manager", "moderator", "registrar"],
    department: ks.id,
  },
];
const [maja, per, , gunilla, , , orjan] = people as [Person, Person, Person, Person, Person, Person, Person];

export const grounds: GroundView[] = [
  {
    id: "threat",
    nameSv: "olaga hot",
    nameEn: "unlawful threat",
    help: "",
    statute: "4 kap. 5 § brottsbalken",
    basis: "law",
    immediate: true,
  },
  {
    id: "agitation",
    nameSv: "hets mot folkgrupp",
    nameEn: "agitation against a population group",
    help: "",
    statute: "16 kap. 8 § brottsbalken",
    basis: "law",
    immediate: true,
  },
  {
    id: "incitement",
    nameSv: "uppvigling",
    nameEn: "incitement",
    help: "",
    statute: "16 kap. 5 § brottsbalken",
    basis: "law",
    immediate: true,
  },
  {
    id: "defamation",
    nameSv: "förtal",
    nameEn: "defamation",
    help: "",
    statute: "5 kap. 1 § brottsbalken",
    basis: "law",
    immediate: false,
  },
  {
    id: "personal_data",
    nameSv: "personuppgifter",
    nameEn: "personal data",
    help: "",
    statute: "artikel 6 dataskyddsförordningen",
    basis: "law",
    immediate: true,
  },
  {
    id: "confidentiality",
    nameSv: "sekretess inom socialtjänsten",
    nameEn: "confidentiality in social services",
    help: "",
    statute: "26 kap. 1 § offentlighets- och sekretesslagen",
    basis: "confidentiality",
    immediate: true,
  },
  {
    id: "advertising",
    nameSv: "reklam",
    nameEn: "advertising",
    help: "",
    statute: "",
    basis: "guideline",
    immediate: false,
  },
  {
    id: "insult",
    nameSv: "grova ord och påhopp",
    nameEn: "coarse words and attacks",
    help: "",
    statute: "",
    basis: "guideline",
    immediate: false,
  },
];

type AccountSeed = [string, Platform, string, string, Department, Partial<AccountRow>?];
const seeds: AccountSeed[] = [
  ["Lillviks kommun", "facebook", "Facebook", "lillvikskommun", ks],
  ["Simhallen", "manual", "Instagram", "simhallenlillvik", kfn, { lastRoundAt: null, connection: "none" }],
  ["Kommunfullmäktige", "manual", "YouTube", "lillvikfullmaktige", ks, { connection: "none" }],
  ["Lillviksbloggen", "wordpress", "", "blogg.lillvik.example", ks],
  ["Biblioteket", "manual", "Instagram", "lillviksbibliotek", kfn, { connection: "none" }],
  ["@lillvik", "manual", "X", "lillvik", ks, { connection: "none", longestGapMinutes: 94 }],
  [
    "Lillviks gymnasium",
    "facebook",
    "Facebook",
    "lillviksgymnasium",
    bun,
    {
      connection: "troubled",
      connectionCause: "login",
      warnings: [{ code: "login_refused" }],
    },
  ],
  ["Ängsskolan", "facebook", "Facebook", "angsskolan", bun, { kind: "pedagogical" }],
  ["Räddningstjänsten", "facebook", "Facebook", "lillvikraddning", tn],
  ["Vatten och avlopp", "wordpress", "", "vatten.lillvik.example", tn],
  [
    "Unga i Lillvik",
    "manual",
    "TikTok",
    "ungailillvik",
    kfn,
    { connection: "none", warnings: [{ code: "second_administrator_missing" }], status: "paused" },
  ],
  ["Omsorgen söker dig", "facebook", "Facebook", "omsorgenlillvik", sn],
  [
    "Kulturskolan",
    "facebook",
    "Facebook",
    "kulturskolanlillvik",
    kfn,
    {
      status: "applied",
      connection: "none",
      administrators: [],
      agreedOn: "",
      warnings: [{ code: "agreement_missing" }],
    },
  ],
  [
    "Översiktsplan 2040",
    "wordpress",
    "",
    "plan.lillvik.example",
    tn,
    { status: "closed", connection: "none" },
  ],
];

export function accountsAt(now: number): AccountRow[] {
  return seeds.map(([name, platform, service, handle, department, other], index) => ({
    id: id("ac", index + 1),
    platform,
    service,
    handle,
    name,
    address: `https://${platform === "wordpress" ? handle : `www.example.org/${handle}`}`,
    department,
    kind: "official",
    status: "active",
    purpose: "Berätta vad kommunen gör och svara på frågor.",
    targetGroup: "Boende i Lillvik",
    clock: "main",
    administrators: index === 10 ? [per] : [per, index % 3 === 0 ? orjan : gunilla],
    agreedOn: "2026-02-12",
    connection: "working",
    connectionCause: "",
    connectionSeenAt: new Date(now - 2 * minute).toISOString(),
    loginEndsAt: null,
    openPosts: (index * 7) % 23,
    lastRoundAt: new Date(now - 3 * minute).toISOString(),
    nextRoundAt: null,
    pace: "quiet",
    visitsToday: 96,
    missedToday: 0,
    waitingDecisions: 0,
    longestGapMinutes: 4,
    warnings: [],
    ...other,
  }));
}

/** A flag whose words stand in the post, or in its picture between these places of what was read there. */
type SeedFlag = Pick<
  FlagView,
  "label" | "severity" | "rule" | "ruleSet" | "why" | "ground" | "right" | "judged"
> & {
  inPicture?: { start: number; end: number };
};

export type Seed = {
  author: string;
  account: number;
  kind?: PostKind;
  text: string;
  /** Swedish, where nothing else is said. */
  language?: Language;
  before?: string;
  ago: number;
  duty: DutyKind;
  left: number;
  severity: Severity;
  chips: Chip[];
  flags?: SeedFlag[];
  reading?: AttachmentView["reading"];
  breaches?: PostView["breaches"];
  words?: (string | null)[];
  wave?: number;
  holder?: string;
  criticism?: boolean;
  dnr?: string;
  picture?: string;
  pictureLost?: boolean;
  thread?: Omit<ThreadPost, "id" | "current" | "postedAt" | "withheld"> & { ago: number } extends infer T
    ? T[]
    : never;
  ground?: string;
  department?: Department;
  concerns?: string;
  remove?: boolean;
  registerFirst?: boolean;
};

const flag = (
  label: Label,
  severity: Severity,
  rule: string,
  why: string,
  ground: string,
  right = 0,
  judged = 0,
): SeedFlag => ({
  label,
  severity,
  rule,
  ruleSet: "lillvik 2026-11-02",
  why,
  ground,
  right,
  judged,
});

const school =
  "Kommunstyrelsen har beslutat om Ängsskolan. Skolan läggs samman med Björkskolan från höstterminen.";

export const seedsOfPosts: Seed[] = [
  {
    author: "Anna B.",
    account: 1,
    kind: "comment",
    text: "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.",
    before: "Du ska få ångra det här beslutet, Karin.",
    ago: 3 * minute,
    duty: "remove",
    left: 12.5 * minute,
    severity: "grave",
    chips: [{ label: "offensive.threat", severity: "grave" }],
    words: ["Vi vet var du bor.", "Karin"],
    breaches: [
      {
        post: id("b0", 12),
        at: "2026-10-02T09:12:00Z",
        what: "remove",
        ground: "Olaga hot",
        account: "Lillviks kommun",
      },
    ],
    flags: [
      flag(
        "offensive.threat",
        "grave",
        "hot.vet-var-du-bor",
        "”Vi vet var du bor” antyder att någon söker upp en namngiven person i hemmet.",
        "olaga hot, 4 kap. 5 § brottsbalken",
        41,
        43,
      ),
      flag(
        "pii.name_sensitive",
        "watch",
        "namn.kontext",
        "”Karin” tillsammans med ett hot: kan vara en anställd.",
        "dataskyddsförordningen",
      ),
    ],
    thread: [
      { author: "Lillviks kommun", ours: true, text: school, depth: 0, gone: false, ago: 5.2 * hour },
      {
        author: "Pia Lund",
        ours: false,
        text: "Hur många barn berörs? Finns underlaget någonstans?",
        depth: 1,
        gone: false,
        ago: 81 * minute,
      },
      {
        author: "Kurt S.",
        ours: false,
        text: "Fegt att fatta beslut en lördag.",
        depth: 1,
        gone: false,
        ago: 58 * minute,
      },
    ],
    ground: "threat",
    department: ks,
    concerns: "Hot mot anställd i kommentar om Ängsskolan",
    remove: true,
  },
  {
    author: "Omar K.",
    account: 2,
    kind: "comment",
    text: "Min mamma 19480412-9809 fick inte sin hemtjänst i går heller. Hon sitter ensam på Ringvägen 12 och ingen svarar i telefon 👵🏽.",
    ago: 32 * minute,
    duty: "remove",
    left: 38.4 * minute,
    severity: "grave",
    chips: [
      { label: "pii.personnummer", severity: "grave" },
      { label: "confidential.social", severity: "watch" },
    ],
    words: ["19480412-9809", "fick inte sin hemtjänst"],
    flags: [
      flag(
        "pii.personnummer",
        "grave",
        "personnummer",
        "Ett giltigt personnummer om en enskild person.",
        "dataskyddsförordningen och 26 kap. offentlighets- och sekretesslagen",
        118,
        118,
      ),
      flag(
        "confidential.social",
        "watch",
        "sekretess.hemtjanst",
        "Uteblivet stöd till en person som går att känna igen.",
        "26 kap. 1 § offentlighets- och sekretesslagen",
        33,
        41,
      ),
      {
        ...flag(
          "pii.phone",
          "watch",
          "id.telefon",
          "”070-174 06 55”: ett telefonnummer till en enskild.",
          "dataskyddsförordningen artikel 5 och 6",
          9,
          10,
        ),
        inPicture: { start: 16, end: 29 },
      },
    ],
    picture: "En trappuppgång",
    reading: {
      text: "Hemtjänst? Ring\n070-174 06 55",
      places: [
        { start: 0, end: 10, left: 60, top: 70, width: 170, height: 34 },
        { start: 11, end: 15, left: 245, top: 70, width: 70, height: 34 },
        { start: 16, end: 23, left: 60, top: 130, width: 130, height: 34 },
        { start: 24, end: 26, left: 205, top: 130, width: 40, height: 34 },
        { start: 27, end: 29, left: 258, top: 130, width: 40, height: 34 },
      ],
      width: 640,
      height: 480,
      trouble: "",
    },
    ground: "confidentiality",
    department: sn,
    concerns: "Klagomål på utebliven hemtjänst",
    remove: true,
    registerFirst: true,
  },
  {
    author: "Pia Lund",
    account: 1,
    kind: "comment",
    text: "När öppnar badhuset efter renoveringen? Står olika på sidan.",
    ago: 7.9 * hour,
    duty: "answer",
    left: 2.2 * hour,
    severity: "watch",
    chips: [{ label: "route.question", severity: "calm" }],
    department: kfn,
    concerns: "Fråga om badhusets öppettider",
  },
  {
    author: "Kurt S.",
    account: 3,
    kind: "comment",
    text: "Skandal att ni lägger ner Ängsskolan utan att lyssna på föräldrarna. Ni har haft tre år på er att räkna på barnkullarna.",
    ago: 9.2 * hour,
    duty: "register",
    left: 3.3 * hour,
    severity: "watch",
    chips: [{ label: "route.criticism", severity: "calm" }],
    criticism: true,
    department: bun,
    concerns: "Synpunkt på nedläggningen av Ängsskolan",
  },
  {
    author: "Elsa M.",
    account: 4,
    kind: "comment",
    text: "Lampan på Ringvägen 12 har varit trasig i tre veckor, jag har anmält två gånger (TN 2026/118). När lagas den?",
    ago: 10.4 * hour,
    duty: "register",
    left: 5.1 * hour,
    severity: "watch",
    chips: [{ label: "route.fault_report", severity: "calm" }],
    words: ["TN 2026/118"],
    flags: [
      flag("route.dnr", "calm", "dnr", "Texten nämner ett diarienummer: ärendet finns redan.", "", 210, 214),
    ],
    dnr: "TN 2026/118",
    picture: "En lyktstolpe utan ljus",
    department: tn,
    concerns: "Trasig gatlampa, Ringvägen 12",
  },
  {
    author: "billiga-glasögon",
    account: 5,
    kind: "comment",
    text: "50 % på alla märken, klicka på länken i profilen 🔥🔥",
    ago: 11.7 * hour,
    duty: "remove",
    left: 6.2 * hour,
    severity: "watch",
    chips: [{ label: "spam.commercial", severity: "watch" }],
    words: ["50 % på alla märken, klicka på länken"],
    flags: [
      flag(
        "spam.commercial",
        "watch",
        "reklam.rabatt",
        "Erbjudande från ett företag utan samband med sidans ämne.",
        "riktlinje: reklam",
        86,
        91,
      ),
    ],
    wave: 14,
    picture: "Glasögon på en disk",
    ground: "advertising",
    department: kfn,
    remove: true,
  },
  {
    author: "Samira H.",
    account: 1,
    kind: "comment",
    text: "Tack för fin snöröjning i år! Gäller den nya taxan redan nu?",
    ago: 34 * hour,
    duty: "answer",
    left: 19.4 * hour,
    severity: "calm",
    chips: [{ label: "route.question", severity: "calm" }],
    department: tn,
  },
  {
    author: "Jonas E.",
    account: 6,
    kind: "reply",
    text: "@lillvik vem bestämmer om cykelbanan vid stationen?",
    ago: 36 * hour,
    duty: "answer",
    left: 21.3 * hour,
    severity: "calm",
    chips: [{ label: "route.question", severity: "calm" }],
    holder: "Per (P.A.)",
    department: tn,
  },
  {
    author: "Åsa Öberg",
    account: 8,
    kind: "visitor_post",
    text: "Jag begär ut protokollet från mötet om Ängsskolan den 3 november. Kan ni skicka det till mig?",
    ago: 8 * hour,
    duty: "disclose",
    left: 30 * hour,
    severity: "calm",
    chips: [{ label: "route.records_request", severity: "calm" }],
    department: bun,
    concerns: "Begäran om allmän handling",
  },
  {
    author: "Lars-Göran",
    account: 9,
    kind: "comment",
    text: "Bra jobbat vid branden på Storgatan! 🚒 Ni var där på fem minuter.",
    ago: 45 * hour,
    duty: "read",
    left: 52 * hour,
    severity: "calm",
    chips: [],
    department: tn,
    picture: "Brandbil",
    pictureLost: true,
  },
  {
    author: "Aino Korhonen",
    account: 2,
    kind: "comment",
    text: "Milloin uimahalli avataan remontin jälkeen?",
    language: "fi",
    ago: 46 * hour,
    duty: "read",
    left: 52.4 * hour,
    severity: "calm",
    chips: [],
    department: kfn,
  },
  {
    author: "Rania S.",
    account: 1,
    kind: "comment",
    text: "متى تفتح المكتبة يوم الأحد؟",
    language: "ar",
    ago: 47 * hour,
    duty: "read",
    left: 52.8 * hour,
    severity: "calm",
    chips: [],
    department: kfn,
  },
];

export const fillers: [string, string, Label | "", number][] = [
  ["Birgitta Sjö", "Var hittar jag matsedeln för vecka 48?", "route.question", 1],
  ["Mohammed A.", "Går det att boka tennisbanan på nätet?", "route.question", 2],
  ["Ingrid Åberg", "Hur anmäler jag mitt barn till kulturskolan?", "route.question", 12],
  ["Nils P.", "Bussen 14 stannar inte längre vid skolan. Vem har bestämt det?", "route.criticism", 1],
  ["Fatima Y.", "Finns det plats i simskolan efter jul?", "route.question", 2],
  ["Östen Karlsson", "Det är mörkt i tunneln vid stationen igen.", "route.fault_report", 4],
  ["Malin D.", "Tack för ett fint svar!", "", 1],
];

export const townPeople = { maja, per, gunilla, orjan };
export { id as townId };
