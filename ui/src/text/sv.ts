/** Every Swedish word on screen. The other languages have the same shape. */
import type { CauseCode, EntryKind, FlagLabel, KeyAct, RefusalCode } from "./codes";

/** Why something is refused, and what would make it possible. */
export type Reason = { why: string; remedy: string };
/** What is known about a logbook entry when its sentence is made. Empty text where nothing is known. */
export type EntryWords = {
  actor: string;
  subject: string;
  department: string;
  person: string;
  until: string;
  get: (field: string) => string;
};

export type DecisionKind =
  "reply" | "hide" | "unhide" | "remove" | "remove_without_copy" | "block" | "unblock" | "close" | "open";
export type DecisionState =
  | "second_asked"
  | "decided"
  | "under_way"
  | "carried_out"
  | "failed"
  | "uncertain"
  | "withdrawn"
  | "declined";

const plural = (count: number, one: string, many: string) => `${number(count)} ${count === 1 ? one : many}`;
const number = (value: number) => value.toLocaleString("sv-SE");
/** How long something lasted: "4 min", "6 tim 12 min". */
const lasting = (minutes: number) => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${number(hours)} tim` : "", rest > 0 || hours === 0 ? `${rest} min` : ""]
    .filter(Boolean)
    .join(" ");
};
/** How soon a decision is carried out. */
const within = (seconds: number) => (seconds > 0 ? ` om ${seconds} s` : " nu");
const text = (details: unknown) =>
  typeof details === "string" || typeof details === "number" ? String(details) : "";
const part = (details: unknown, name: string) =>
  typeof details === "object" && details !== null ? text((details as Record<string, unknown>)[name]) : "";

/** Those of an entry's counts that are not nothing: "2 nya, 1 borta". */
const counted = (e: EntryWords, names: Record<string, [one: string, many: string]>) =>
  Object.entries(names)
    .filter(([field]) => Number(e.get(field)) > 0)
    .map(([field, [one, many]]) => plural(Number(e.get(field)), one, many))
    .join(", ");

/** Fields that the municipality fills in once, not the writer each time. */
const own = (field: string): Reason | null =>
  field === "regler" || field === "kontakt"
    ? {
        why: `Beskedet till tråden behöver ${field === "regler" ? "adressen till reglerna för kommentarer" : "en kontaktväg"}.`,
        remedy: "Administratören fyller i den i Inställningar. Utan besked går det redan nu.",
      }
    : null;

const roleNames: Record<string, string> = {
  moderator: "moderator",
  account_owner: "kontoansvarig",
  registrar: "registrator",
  archivist: "arkivarie",
  manager: "ansvarig chef",
  auditor: "revisor",
  administrator: "administratör",
};
const fieldNames: Record<string, string> = {
  received_on: "Datum då handlingen kom in",
  receivedOn: "Datum då handlingen kom in",
  number: "Diarienummer",
  correspondent: "Från eller till",
  concerns: "Vad handlingen rör",
  public_line: "Offentlig text",
  publicLine: "Offentlig text",
  reason: "Motivering",
  purpose: "Syfte",
  target_group: "Målgrupp",
  targetGroup: "Målgrupp",
  name: "Namn",
  handle: "Kontonamn",
  address: "Adress",
  question: "Fråga",
  watchword: "Ordet (högst 60 tecken)",
  municipality: "Kommun",
  initials: "Initialer",
  department: "Förvaltning",
  text: "Ord eller fil",
  author: "Avsändare",
  files: "Filen",
};

/** The grounds of the policies that come with the program; the logbook holds only their ids. */
const grounds: Record<string, string> = {
  threat: "olaga hot",
  breach_of_privacy: "olaga integritetsintrång",
  incitement: "uppvigling",
  agitation_against_group: "hets mot folkgrupp",
  child_pornography: "barnpornografibrott",
  unlawful_depiction_of_violence: "olaga våldsskildring",
  public_provocation: "offentlig uppmaning till terrorism eller särskilt allvarlig brottslighet",
  copyright_infringement: "upphovsrättsintrång",
  defamation: "förtal",
  confidential_protected_identity: "skyddade personuppgifter",
  confidential_health: "hälso- och sjukvård",
  confidential_social: "socialtjänst",
  confidential_school: "skola och förskola",
  confidential_crime: "brott och förundersökning",
  sensitive_personal_data: "känsliga personuppgifter",
  personal_data: "personuppgifter",
  personal_attack: "personangrepp",
  sexist_remark: "sexistiskt eller nedsättande om kön",
  obscenity: "svordomar och obscena ord",
  pornography: "pornografi och sexuella närmanden",
  depiction_of_violence: "våldsskildring",
  advertising: "reklam",
  offensive_material: "stötande material",
};
/** Why a post was done with, likewise. */
const doneReasons: Record<string, string> = {
  answered: "besvarat här",
  answered_elsewhere: "besvarat på annat sätt",
  registered_elsewhere: "registrerat i ett annat system",
  no_action: "läst, kräver ingen åtgärd",
  between_citizens: "samtal mellan invånare",
  minor_importance: "av ringa betydelse",
};
/** What can be set. */
const settings: Record<string, string> = {
  language: "språk",
  theme: "utseende",
  keys: "tangenter",
  notify: "aviseringar",
  mail_server: "e-postserver",
  policy: "policy",
  policy_text: "policyns lydelse",
  rules: "adress till reglerna för kommentarer",
  contact: "kontaktväg",
  name_patterns: "hur kontonas namn ser ut",
  local_model: "lokal modell",
  rule_set: "regelversion",
  daily_look_at: "daglig genomgång",
  rounds_disposed_until: "gallring av uppsiktsloggen",
};

const groundName = (id: string): string =>
  grounds[id] ?? (sv.flag as Record<string, string>)[id] ?? id.replaceAll("_", " ");
/** The name without what follows it: the person whose setting it is, or the policy. */
const settingName = (name: string): string => settings[name.split(/[ :]/)[0]!] ?? "";

export const sv = {
  language: "Svenska",
  close: "Stäng",
  cancel: "Avbryt",
  save: "Spara",
  clearSearch: "Rensa sökning",
  unsaved: "Det som är skrivet är inte sparat. Spara det, eller välj Avbryt.",
  none: "inga",
  yes: "Ja",
  messages: "Meddelanden",
  and: (names: string[]) =>
    names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} och ${names[names.length - 1]}`,
  list: (names: string[]) => names.join(", "),

  broke: {
    title: "Något gick fel",
    body: "Det är vårt fel, inte ditt. Felet är antecknat i programmets logg. Försök igen; hjälper det inte, kontakta den som sköter Uppsikt.",
    here: "Det är vårt fel, inte ditt. Det som var sparat finns kvar, men det som höll på att skrivas här kan ha gått förlorat. Läs in fönstret på nytt. Händer det igen, berätta för den som sköter Uppsikt vad du gjorde: fönstrets egna fel hamnar inte i programmets logg.",
    reload: "Läs in fönstret på nytt",
  },

  nav: {
    places: "Platser",
    queue: "Kö",
    mine: "Mina",
    review: "Att granska",
    resting: "Vilande",
    done: "Klara i dag",
    heard: "Bevakade ord",
    registrar: "Diariet",
    register: "Konton",
    rules: "Regler",
    logbook: "Loggbok",
    settings: "Inställningar",
    watching: (accounts: number) =>
      accounts === 1 ? "Bevakar 1 konto." : `Bevakar ${number(accounts)} konton.`,
    troubled: (accounts: number) =>
      accounts === 1 ? "1 konto svarar inte." : `${number(accounts)} konton svarar inte.`,
    lastRound: (at: string) => `Senaste runda ${at}.`,
    noRound: "Ingen runda än.",
    longestGap: (minutes: number, account: string) =>
      `Längsta lucka i dag: ${lasting(minutes)} (${account}).`,
    off: (minutes: number) => `Ingen insamlare igång under ${lasting(minutes)} i dag.`,
    collectNow: "Hämta nu",
    collecting: "Hämtar från kontona",
    demo: "Övning: inget når någon plattform på riktigt.",
    practice: "Övning i Lillvik, en påhittad kommun. Inget här är på riktigt.",
    sits: "Sitter här",
  },

  palette: {
    title: "Kommandon",
    placeholder: "Gå till, gör eller byt …",
    empty: "Inget kommando heter så.",
    theme: (name: string) => `Utseende: ${name}`,
    language: (name: string) => `Språk: ${name}`,
    switchPerson: (name: string) => `Byt till ${name}`,
    help: "Visa tangenterna",
    account: (name: string) => `Visa bara ${name}`,
    group: { go: "Gå till", act: "Gör med inlägget", see: "Visa", set: "Ställ in" },
  },

  help: {
    title: "Tangenter",
    intro: "Tangenterna gäller när du inte skriver. Du kan byta dem i Inställningar.",
    queue: "I kön",
    writing: "När du skriver",
    everywhere: "Överallt",
    send: "Skicka eller bekräfta",
    leave: "Lämna fältet; utkastet finns kvar",
    panes: "Gå mellan delarna i fönstret",
    chart: "Så går det till",
    chartBody:
      "Högerspalten är kommunens flödesschema: vad som är gjort, vad som ska göras nu och vad som återstår. Går något inte att göra står det varför.",
  },

  keys: {
    next: "Nästa inlägg",
    previous: "Föregående inlägg",
    open: "Öppna inlägget",
    reply: "Besvara",
    remove: "Ta bort",
    hide: "Dölj",
    block: "Blockera",
    thread: "Stäng tråden",
    forward: "Till registrator",
    assign: "Tilldela",
    wrong: "Felaktig flagga",
    why: "Varför den är flaggad",
    note: "Anteckna",
    undo: "Ångra",
    back: "Tillbaka till det borttagna inlägget",
    rest: "Låt vila",
    select: "Välj flera",
    done: "Klar",
    take_in: "Lägg in inlägg",
    palette: "Alla kommandon",
    search: "Sök",
    help: "Visa tangenterna",
  } satisfies Record<KeyAct, string> as Record<KeyAct, string>,

  platform: {
    facebook: "Facebook",
    instagram: "Instagram",
    x: "X",
    youtube: "YouTube",
    linkedin: "LinkedIn",
    wordpress: "WordPress",
    mediawiki: "MediaWiki",
    flickr: "Flickr",
    mastodon: "Mastodon",
    bluesky: "Bluesky",
    feed: "RSS/Atom",
    manual: "Manuellt",
  },
  role: roleNames as Record<
    "moderator" | "account_owner" | "registrar" | "archivist" | "manager" | "auditor" | "administrator",
    string
  >,

  duty: {
    remove: "ta bort",
    answer: "svara",
    register: "registrera",
    read: "läs",
    mend: "se över",
    review: "ompröva blockering",
    hide: "dölj",
    unhide: "visa igen",
    block: "blockera",
    unblock: "häv blockering",
    close: "stäng tråden",
    open: "öppna tråden",
  },
  due: {
    late: (time: string) => `sen ${time}`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} tim`,
    days: (count: number) => (count === 1 ? "1 dag" : `${count} dagar`),
    now: "nu",
    severity: { grave: "brådskande", watch: "bevaka", calm: "lugnt" },
  },

  queue: {
    list: "Inlägg i kön",
    heading: { open: "Kö", mine: "Mina", review: "Att granska", resting: "Vilande", done: "Klara i dag" },
    allAccounts: "alla konton",
    department: "Förvaltning",
    filter: "Visa",
    contentLabel: "Slag",
    anyContent: "alla slag",
    kind: {
      post: "inlägg",
      visitor_post: "besökare",
      comment: "kommentar",
      reply: "svar",
      mention: "omnämnd",
      direct_message: "meddelande",
    },
    content: {
      visitor_posts: "besökarinlägg",
      comments: "kommentarer",
      messages: "direktmeddelanden",
      mentions: "omnämnanden",
      files: "med bild eller fil",
      by_hand: "inlagda för hand",
    },
    byHand: "inlagt för hand",
    inRole: "skrivet i tjänsten",
    takeIn: {
      open: "Lägg in inlägg",
      title: "Lägg in inlägg",
      intro:
        "För plattformar som Uppsikt inte når, för inlägg på andras sidor och för det som tjänstemän skriver i sin roll. Det som läggs in får samma rang som det som hämtas.",
      one: "Ett inlägg",
      archive: "Ett arkiv",
      account: "Vilket konto det gäller",
      chooseAccount: "välj konto",
      accountMissing: "Välj vilket konto inlägget gäller.",
      draftKept: "Det du började skriva finns kvar.",
      empty: "Töm och börja om",
      link: "Länk",
      linkHelp: "Webbadressen till inlägget, om det har någon.",
      text: "Vad som står",
      textHelp: "Klistra in orden precis som de står.",
      author: "Avsändare",
      authorHelp: "Som avsändaren kallar sig.",
      postedAt: "När det skrevs",
      postedAtHelp: "ÅÅÅÅ-MM-DD TT.MM",
      postedAtWrong: "Skriv till exempel 2026-11-23 08.00.",
      kind: "Slag",
      elsewhere: "på någon annans sida",
      inRole: "Skrivet av en tjänsteman eller förtroendevald i sin roll",
      inRoleHelp:
        "Också det som skrivs hemifrån är en handling hos kommunen när det skrivs i tjänsten. Ange tjänstemannen som avsändare.",
      files: "Bilder och filer",
      filesHelp: "Släpp filer här eller välj. Högst 25 MB per fil.",
      chooseFiles: "Välj filer",
      takeAway: (name: string) => `Ta bort ${name}`,
      tooLarge: (name: string) => `${name} är större än 25 MB.`,
      send: "Lägg in i kön",
      said: "Inlägget är inlagt i kön.",
    },
    importing: {
      intro:
        "Ett arkiv som plattformen låter er hämta: Facebook-sidans export (JSON), X-arkivet, Mastodons outbox, WordPress export (WXR), eller en egen tabell (CSV, JSON Lines). Inget tas in förrän du har sett vad det är.",
      choose: "Välj arkiv …",
      reading: "Läser arkivet …",
      kind: {
        facebook: "Facebook-sidans export",
        x: "X-arkiv",
        mastodon: "Mastodons outbox",
        wordpress: "WordPress export",
        table: "tabell",
        json_lines: "JSON Lines",
      },
      found: (all: number, kind: string) => `${plural(all, "inlägg", "inlägg")} i ${kind}`,
      period: (first: string, last: string) => `${first} till ${last}`,
      fresh: (count: number) => `${number(count)} som inte finns i Uppsikt`,
      ours: (count: number) => `varav ${number(count)} är kommunens egna`,
      known: (count: number) => `${plural(count, "finns", "finns")} redan och hoppas över`,
      leftOut: (count: number) => `${plural(count, "rad", "rader")} gick inte att förstå`,
      samples: "De senaste nya",
      history: "Lägg äldre inlägg som klara",
      historyHelp:
        "Inlägg äldre än 30 dagar är historia och behöver ingen åtgärd. Det som flaggas som olagligt eller sekretess läggs ändå i kön.",
      run: (count: number) => `Ta in ${plural(count, "inlägg", "inlägg")}`,
      running: "Tar in",
      stop: "Avbryt",
      nothing: "Allt i arkivet finns redan.",
      summary: (fresh: number, known: number) =>
        `${plural(fresh, "inlägg togs in", "inlägg togs in")}. ${plural(known, "fanns", "fanns")} redan.`,
      missing: (count: number) => `${plural(count, "fil", "filer")} saknades i arkivet eller var för stor.`,
      stopped: "Importen avbröts. Det som togs in finns kvar, och resten kan tas in senare utan dubbletter.",
    },
    search: "Sök",
    searchLabel: "Sök i kön",
    band: { now: "Nu", today: "I dag", tomorrow: "I morgon", later: "Senare" },
    edited: (times: number) => (times === 1 ? "ändrad 1 gång" : `ändrad ${times} gånger`),
    wave: (posts: number) => `samma text i ${number(posts)} inlägg`,
    taken: (initials: string) => `tas av ${initials}`,
    protectedCriticism: "skyddad från borttagning",
    goneChip: "borta från plattformen",
    picture: "bild",
    unread: "oläst",
    registered: (dnr: string) => `dnr ${dnr}`,
    rowLoading: "Hämtar inlägg …",
    withheld: "Innehållet visas inte",
    position: (at: string, total: string) => `${at} av ${total}`,
    nextKey: "nästa",
    previousKey: "föregående",
    backToList: "Till listan",
    resizeList: "Listans bredd",
    empty: {
      open: {
        title: "Kön är tom",
        body: "Allt är läst och hanterat. Nya inlägg visas här så snart insamlaren har hämtat dem.",
      },
      mine: {
        title: "Inget är ditt just nu",
        body: "Inlägg hamnar här när du tar dem eller när någon tilldelar dig dem.",
      },
      review: {
        title: "Inget att granska",
        body: "Här visas borttagningar som väntar på en andra person, och åtgärder som har misslyckats eller är osäkra.",
      },
      resting: {
        title: "Inget vilar",
        body: "Inlägg som du låter vila väntar här och kommer tillbaka av sig själva.",
      },
      done: { title: "Inget är klart än i dag", body: "Inlägg som har hanterats i dag samlas här." },
      filtered: {
        title: "Inget passar urvalet",
        body: "Inga inlägg i listan passar sökningen eller filtret.",
      },
    },
    clearFilter: "Visa alla",
    nothingOpen: "Inget inlägg är öppet",
    nothingOpenBody: (next: string, previous: string) =>
      `Välj ett inlägg i listan med ${next} och ${previous}, eller klicka på det.`,
  },

  post: {
    article: (author: string) => `Inlägg av ${author}`,
    kind: {
      post: "inlägg",
      visitor_post: "besökarinlägg",
      comment: "kommentar",
      reply: "svar i tråd",
      mention: "omnämnande",
      direct_message: "direktmeddelande",
    },
    inReplyTo: (author: string, at: string) => `Svar på ${author}, ${at}:`,
    inReplyToOurs: (at: string) => `Svar på vårt inlägg ${at}:`,
    seen: (at: string) => `sedd ${at}`,
    openOn: (service: string) => `Öppna på ${service}`,
    earlier: (count: number) => (count === 1 ? "1 tidigare inlägg" : `${number(count)} tidigare inlägg`),
    firstFrom: "första inlägget från avsändaren",
    authorUntold: "det går inte att säga om avsändaren har skrivit förut",
    notOpen: "Syns inte öppet",
    takenIn: (who: string, at: string) => `Inlagt för hand av ${who} ${at}.`,
    takenInArchive: (who: string, at: string) => `Importerat ur ett arkiv av ${who} ${at}.`,
    takenInRole: "Skrivet av en tjänsteman i sin roll: en handling hos kommunen.",
    imported: "importerat som historia",
    edited: (times: number) => (times === 1 ? "Ändrad en gång" : `Ändrad ${times} gånger`),
    showDifference: "visa skillnad",
    hideDifference: "dölj skillnad",
    difference: "Skillnad mellan ordalydelserna",
    wording: (no: number, at: string) => `Lydelse ${no}, sedd ${at}`,
    added: "tillagt",
    taken: "struket",
    gone: {
      author: "Avsändaren har själv tagit bort inlägget.",
      us: "Kommunen har tagit bort inlägget.",
      platform: "Plattformen har tagit bort inlägget.",
      unknown: "Inlägget är borta från plattformen. Vi vet inte vem som tog bort det.",
    },
    goneWhen: (seen: string, missed: string) => `Sågs senast ${seen}, saknades ${missed}.`,
    claimedBy: (who: string, until: string) => `${who} har tagit inlägget till ${until}.`,
    claimedMine: (until: string) => `Ditt till ${until}`,
    claim: "Ta inlägget",
    release: "Lämna tillbaka",
    assignedTo: (who: string) => `Tilldelat ${who}.`,
    restsUntil: (at: string, why: string) => `Vilar till ${at}${why ? `: ${why}` : ""}.`,
    wake: "Väck nu",
    doneByItself: "Klart av sig självt: inget mer återstod att göra.",
    hidden: "Inlägget är dolt på plattformen.",
    doneBecause: (why: string) => `Klart: ${why}.`,
    flags: "Flaggor",
    rule: (rule: string) => `Regel ${rule}`,
    precision: (right: number, judged: number) =>
      judged === 0 ? "ännu inte bedömd" : `träffsäker ${right} av ${judged}`,
    ground: (ground: string) => `grund: ${ground}`,
    wrong: "Fel flagga",
    moreReasons: (n: number) => (n === 1 ? "Ett skäl till" : `${n} skäl till`),
    wrongMarked: "Bedömd som fel",
    rightAfterAll: "Rätt ändå",
    advice: (said: number, from: number, to: number) => `Modellen: ${said} % rätt, säkerhet ${from} → ${to}`,
    inPicture: "i bild",
    ruleSet: (version: string) => `regelversion ${version}`,
    breaches: (count: number, days: number) =>
      `${plural(count, "tidigare inlägg åtgärdat", "tidigare inlägg åtgärdade")} de senaste ${number(days)} dagarna`,
    breach: (what: string, ground: string, at: string) => `${what}: ${ground}, ${at}`,
    breachWhat: {
      remove: "Borttaget",
      remove_without_copy: "Borttaget utan kopia",
      hide: "Dolt",
      unhide: "Visat igen",
      reply: "Besvarat",
      block: "Avsändaren blockerad",
      unblock: "Avsändaren insläppt",
      close: "Tråden stängd",
      open: "Tråden öppnad",
    } satisfies Record<DecisionKind, string>,
    breachesHelp: "Att ett tidigare inlägg har åtgärdats är aldrig en grund för det här.",
    breachesShow: "visa",
    breachesHide: "dölj",
    pictures: "Bilder",
    pictureText: "Text i bilden",
    pictureTextNone: "Ingen text hittades i bilden.",
    pictureWaiting: "Texten i bilden är inte läst än.",
    pictureMissing: {
      program: "Texten i bilden läses inte: Tesseract är inte installerat på den här datorn.",
      swedish: "Texten i bilden läses inte: Tesseract saknar svenska på den här datorn.",
    },
    pictureUnread: (cause: string) => `Texten i bilden gick inte att läsa: ${cause}.`,
    pictureCause: {
      kind: "bildens format",
      size: "bilden är för stor",
      time: "det tog för lång tid",
      failed: "läsaren gav upp",
      not_allowed: "inlägget får inte kopieras",
    } as Record<string, string>,
    blurred: "Bilden är suddad eftersom inlägget är flaggat.",
    showPicture: "Visa bilden",
    hidePicture: "Sudda bilden",
    pictureNotSaved: "Bilden kunde inte sparas",
    noDescription: "Bild utan beskrivning",
    destroyed:
      "Innehållet är förstört, eftersom det inte får finnas någon kopia av det. Kvar finns beteckningar, tider och avsändare.",
    withheld: "Orden visas inte: det är beslutat att inlägget inte får kopieras.",
    threadWithheld: "Orden visas inte, eftersom inlägget kan vara sådant som inte får kopieras.",
    thread: "Tråden",
    notes: "Anteckning",
    logbook: "Loggbok",
    about: "Om inlägget",
    threadEmpty: "Inget mer i tråden.",
    threadGone: "borttaget",
    ours: "kommunen",
    thisPost: "det här inlägget",
    noteLabel: "Ny arbetsanteckning",
    noteHelp: "Arbetsanteckningar är internt arbetsmaterial och följer inte med bevis eller handlingar.",
    noteSave: "Spara anteckning",
    noteNone: "Inga anteckningar än.",
    logNone: "Inget är infört än.",
  },

  evidence: {
    holds: { text: "text", picture: "bild", thread: "tråd", raw: "råsvar" },
    by: (who: string) => `säkrat av ${who}`,
    outdated: "Inlägget har ändrats sedan beviset säkrades.",
    unsound: "Beviset stämmer inte längre med sitt sigill.",
    sound: "Sigillet stämmer",
    verify: "Kontrollera sigillet",
    paper: "Spara som PDF",
    paperSaved: (path: string) => `Sparat: ${path}`,
    digest: "Kontrollsumma",
    files: "Filer i beviset",
    details: "Visa beviset",
    hideDetails: "Dölj detaljer",
  },

  act: {
    title: "Vad gör vi?",
    pane: "Åtgärder",
    steps: "Flödesschema",
    others: "Annat du kan göra",
    stepState: { done: "klart", now: "nu", later: "senare", cannot: "går inte" },
    step: {
      seal: "Säkra bevis",
      second: "Andra personens granskning",
      remove: "Ta bort",
      remove_without_copy: "Ta bort utan kopia",
      register: "Till registrator",
      reply: "Svara",
      police: "Polisanmälan",
      done: "Klar",
    },
    stepDone: {
      seal: "Bevis säkrat",
      second: "Granskat av två",
      remove: "Borttaget",
      remove_without_copy: "Borttaget utan kopia",
      register: "Hos registrator",
      reply: "Besvarat",
      police: "Underlag till polisen utskrivet",
      done: "Klart",
    },
    offer: {
      reply: "Svara",
      assign: "Tilldela",
      rest: "Vila",
      hide: "Dölj",
      unhide: "Visa igen",
      remove: "Ta bort",
      remove_without_copy: "Misstänkt barnpornografi: ta bort utan kopia",
      block: "Blockera avsändaren",
      unblock: "Släpp in avsändaren igen",
      close: "Stäng tråden",
      open: "Öppna tråden",
      forward: "Till registrator",
      note: "Anteckna",
      done: "Klar",
      reopen: "Öppna igen",
      seal: "Säkra bevis",
    },
    begin: { forward: "Skicka till registrator", reply: "Skriv svar" },
    seal: "Säkra bevis",
    sealing: "Säkrar bevis …",
    removeFrom: (service: string) => `Ta bort från ${service}`,
    sealAndRemove: (service: string) => `Säkra bevis och ta bort från ${service}`,
    noCopy: {
      what: [
        "Ingen text och ingen bild sparas, och inget bevis säkras.",
        "Det som redan har sparats förstörs när ångertiden är ute. Det går inte att få tillbaka.",
        "Kvar finns beteckningar, tider och avsändare, för polisanmälan.",
      ],
      remove: (service: string) => `Ta bort från ${service} utan kopia`,
    },
    gap: {
      lead: "Plattformen ger inte längre ut allt som hör till inlägget:",
      line: (name: string, since: string, answer: string) =>
        `${name} saknas sedan ${since}${answer ? `; plattformens svar: ${answer}` : ""}`,
      body: "Beviset kan säkras utan det. Vad som saknas står då i beviset, på papperet och i loggboken.",
      seal: "Säkra bevis utan det som saknas",
    },
    policeSheet: "Spara underlag för polisanmälan",
    ground: "Grund",
    groundLead: "Grund:",
    chooseGround: "välj grund",
    groundMissing: "Välj den grund som borttagningen vilar på.",
    basis: { law: "lag", guideline: "riktlinje", confidentiality: "sekretess" },
    immediate: "omgående",
    noticeOn: "Besked till tråden",
    reason: "Motivering",
    reasonHelp: "Förs in i loggboken tillsammans med beslutet.",
    reasonShow: "Lägg till motivering",
    hideOn: (service: string) => `Dölj på ${service}`,
    unhideOn: (service: string) => `Visa igen på ${service}`,
    shut: {
      ladder: "Det mildaste som räcker kommer först",
      ladderHelp:
        "En myndighet får inte ingripa hårdare än vad som behövs (förvaltningslagen 5 §). Att stänga ute någon är det hårdaste.",
      rung: { reply: "Svara", hide: "Dölja", remove: "Ta bort", block: "Blockera" },
      rungState: { done: "gjort", open: "möjligt", no: "går inte här" },
      ground: "Grund för blockeringen",
      reason: "Varför räcker inget mildare?",
      reasonHelp:
        "Beslutet ska motiveras (förvaltningslagen 32 §). Förs in i loggboken tillsammans med beslutet.",
      reasonMissing: "Skriv varför.",
      endsAt: "Slutar",
      reviewAt: "Omprövas",
      datesHelp: "ÅÅÅÅ-MM-DD TT.MM. Omprövningen ligger före slutet; Uppsikt påminner då.",
      dateWrong: "Skriv till exempel 2027-02-23 08.00.",
      blockOn: (service: string) => `Blockera på ${service}`,
      sealAndBlock: (service: string) => `Säkra bevis och blockera på ${service}`,
      unblockOn: (service: string) => `Släpp in igen på ${service}`,
      closeOn: (service: string) => `Stäng tråden på ${service}`,
      openOn: (service: string) => `Öppna tråden på ${service}`,
      threadReason: "Varför?",
      closeHelp: "Ingen kan kommentera i tråden förrän den öppnas igen. Det som redan står där står kvar.",
      removes: (count: number) =>
        `Här tar plattformen bort alla kommentarer när tråden stängs: ${plural(count, "kommentar", "kommentarer")}. Det går inte att ångra på plattformen. Varje kommentar säkras som bevis först.`,
      sure: (count: number) => `Ja, ta bort ${plural(count, "kommentar", "kommentarer")}`,
      sealAndClose: (count: number) => `Säkra ${number(count)} bevis och stäng`,
      blocked: (by: string, since: string, ends: string) =>
        `Avsändaren är blockerad sedan ${since} (${by}), till ${ends}.`,
      reviewOn: (at: string) => `Omprövas ${at}.`,
      reviewNow: "Det är dags att ompröva: ska blockeringen fortsätta?",
      goesOn: "Låt den fortsätta",
      goesOnSaid: (until: string) => `Blockeringen fortsätter till ${until}.`,
    },
    reply: "Svar",
    replyPlaceholder: "Skriv svaret här",
    replySend: (service: string) => `Svara på ${service}`,
    template: "Mall",
    templateChoose: "Välj mall",
    templateSuggested: "föreslagen",
    templateMissing: (count: number) => (count === 1 ? "1 fält att fylla i" : `${count} fält att fylla i`),
    unfilled: (fields: string) => `Fyll i: ${fields}`,
    signature: (text: string) => `Undertecknas: ${text}`,
    draftSaving: "Sparar utkast …",
    draftSaved: (at: string) => `Utkast sparat ${at}`,
    draftUnsaved: "Utkastet är inte sparat än",
    draftFailed: "Utkastet kunde inte sparas",
    left: (used: number, most: number) => `${number(used)} av ${number(most)} tecken`,
    tooLong: (over: number) => `${number(over)} tecken för långt`,
    forwardTo: "Till vilken förvaltning",
    chooseDepartment: "välj förvaltning",
    concerns: "Vad handlingen rör",
    concernsHelp: "Kort och sakligt. Blir förslag till registratorns ärendemening.",
    confidential: "Innehåller sekretess",
    forwardSend: "Skicka till registrator",
    personalFile: "Förvaltningen registrerar i personakt.",
    restUntil: "Vila till",
    restReason: "Varför det vilar",
    restPresets: {
      hour: "Om en timme",
      tomorrow: "I morgon 08.00",
      monday: "På måndag 08.00",
      own: "Egen tid",
    },
    restOwn: "Datum och tid",
    restOwnHelp: "ÅÅÅÅ-MM-DD TT.MM",
    restOwnWrong: "Skriv till exempel 2026-11-23 08.00.",
    restDo: "Låt vila",
    restClock: "Tidsfristen fortsätter att räknas medan inlägget vilar.",
    assignTo: "Tilldela",
    assignFind: "Sök person eller förvaltning",
    assignMe: "Mig",
    assignNobody: "Ingen",
    people: "Personer",
    departments: "Förvaltningar",
    doneWhy: "Varför är det klart?",
    doneChoose: "välj skäl",
    registrar: {
      sent: (department: string, by: string) => `Skickat till ${department}, registreras senast ${by}.`,
      registered: (number: string, department: string) => `Registrerat som ${number} hos ${department}.`,
      toldWrongly: (number: string) =>
        `Numret är rättat. Ett svar nämner ${number}, som inte gäller. Svara med det rätta.`,
      returned: (department: string, question: string) => `${department} frågar: ”${question}”`,
      late: "Registreringen är sen.",
    },
    second: {
      asked: (who: string, ground: string) => `${who} föreslår borttagning: ${ground}.`,
      own: "Du har föreslagit borttagningen. Någon annan ska granska den.",
      agree: "Jag instämmer, ta bort",
      decline: "Jag avstyrker",
      reason: "Motivering",
    },
    decisions: "Beslut",
    decision: {
      title: (kind: DecisionKind, state: DecisionState) => {
        const what = {
          reply: "Svaret",
          hide: "Döljandet",
          unhide: "Visningen",
          remove: "Borttagningen",
          remove_without_copy: "Borttagningen utan kopia",
          block: "Blockeringen",
          unblock: "Insläppandet",
          close: "Stängningen av tråden",
          open: "Öppningen av tråden",
        }[kind];
        const neuter = kind === "reply" || kind === "hide" || kind === "unblock";
        const how: Record<DecisionState, string> = {
          second_asked: "väntar på en andra person",
          decided: neuter ? "är beslutat" : "är beslutad",
          under_way: "verkställs just nu",
          carried_out: neuter ? "är verkställt" : "är verkställd",
          failed: "misslyckades",
          uncertain: neuter ? "är osäkert" : "är osäker",
          withdrawn: neuter ? "är återtaget" : "är återtagen",
          declined: "är avstyrkt",
        };
        return `${what} ${how[state]}`;
      },
      later: (at: string) => `Plattformen svarar inte just nu. Uppsikt försöker igen av sig självt ${at}.`,
      noLogin:
        "Beslutet väntar: kontot har ingen inloggning som fungerar. Inget händer förrän det ansluts igen.",
      toAccount: "Till kontot",
      notice: "Besked i tråden",
      failed: (cause: string) => `Plattformen sa nej${cause ? `: ${cause}` : "."}`,
      uncertain:
        "Svaret skickades, men plattformen bekräftade aldrig. Titta efter på plattformen innan du gör något mer, så att kommunen inte säger samma sak två gånger.",
      happened: "Det syns på plattformen",
      notHappened: "Det syns inte",
      tryAgain: "Försök igen",
      readBack: {
        not_yet: "Inte kontrollerat än.",
        gone: "Kontrollerat: borta.",
        hidden: "Kontrollerat: dolt.",
        standing: "Kontrollerat: står fortfarande kvar.",
        blocked: "Kontrollerat: avsändaren är blockerad.",
        admitted: "Kontrollerat: avsändaren är insläppt.",
        closed: "Kontrollerat: tråden är stängd.",
        open: "Kontrollerat: tråden är öppen.",
        unknown: "Har inte kunnat kontrolleras.",
      },
      by: (who: string, at: string) => `${who}, ${at}`,
    },
    byHand: {
      intro: (service: string) =>
        `Uppsikt når inte ${service}. Besluta här, gör det sedan själv där och kryssa i när du har sett att det är gjort.`,
      decided: "Beslutet är infört. Gör det nu på tjänsten och kryssa i.",
      todo: {
        reply: (service: string) => `Skriv svaret på ${service}, precis som det står här:`,
        hide: (service: string) => `Dölj inlägget på ${service}.`,
        unhide: (service: string) => `Visa inlägget igen på ${service}.`,
        remove: (service: string) => `Ta bort inlägget på ${service}.`,
        other: (service: string) => `Gör det på ${service}.`,
      },
      done: "Jag har gjort det och sett att det är gjort",
      copy: "Kopiera svaret",
      copied: "Kopierat",
      takeBack: "Ta tillbaka beslutet",
    },
    undo: "Ångra",
    undone: "Återtaget. Inget har nått plattformen.",
    soon: {
      remove: (who: string, s: number) => ({ lead: `Inlägg av ${who} tas bort`, rest: within(s) }),
      remove_without_copy: (who: string, s: number) => ({
        lead: `Inlägg av ${who} tas bort utan kopia`,
        rest: within(s),
      }),
      hide: (who: string, s: number) => ({ lead: `Inlägg av ${who} döljs`, rest: within(s) }),
      unhide: (who: string, s: number) => ({ lead: `Inlägg av ${who} visas igen`, rest: within(s) }),
      block: (who: string, s: number) => ({ lead: `${who} blockeras`, rest: within(s) }),
      unblock: (who: string, s: number) => ({ lead: `${who} släpps in igen`, rest: within(s) }),
      close: (_who: string, s: number) => ({ lead: "Tråden stängs", rest: within(s) }),
      open: (_who: string, s: number) => ({ lead: "Tråden öppnas", rest: within(s) }),
      reply: (who: string, s: number) => ({ lead: `Svaret till ${who} publiceras`, rest: within(s) }),
    },
    spoken: {
      remove: (who: string, key: string) => `Borttagning av inlägg av ${who} beslutad. Ångra med ${key}.`,
      remove_without_copy: (who: string, key: string) =>
        `Borttagning utan kopia av inlägg av ${who} beslutad. Ångra med ${key}.`,
      hide: (who: string, key: string) => `Inlägg av ${who} döljs. Ångra med ${key}.`,
      unhide: (who: string, key: string) => `Inlägg av ${who} visas igen. Ångra med ${key}.`,
      block: (who: string, key: string) => `${who} blockeras. Ångra med ${key}.`,
      unblock: (who: string, key: string) => `${who} släpps in igen. Ångra med ${key}.`,
      close: (_who: string, key: string) => `Tråden stängs. Ångra med ${key}.`,
      open: (_who: string, key: string) => `Tråden öppnas. Ångra med ${key}.`,
      reply: (who: string, key: string) => `Svar till ${who} skickas. Ångra med ${key}.`,
    },
    secondAsked: (who: string) => `En andra person ombeds granska borttagningen av inlägget av ${who}.`,
    doneSaid: (who: string) => `Inlägg av ${who} är klart.`,
    restedSaid: (who: string, until: string) => `Inlägg av ${who} vilar till ${until}.`,
    assignedSaid: (who: string, to: string) => `Inlägg av ${who} tilldelat ${to}.`,
    forwardedSaid: (who: string, to: string) => `Inlägg av ${who} skickat till registrator hos ${to}.`,
    noteSaid: "Anteckningen är sparad.",
    sealedSaid: (no: string) => `Bevis ${no} säkrat.`,
    wrongSaid: (label: string) => `Flaggan ${label} är bedömd som fel.`,
    rightSaid: (label: string) => `Flaggan ${label} gäller igen.`,
    back: "Öppna igen",
    backSpoken: (key: string) => `Mer återstår i ärendet. Öppna inlägget igen med ${key}.`,
    nothingToUndo: "Det finns inget att ångra.",
  },

  heard: {
    title: "Bevakade ord",
    intro:
      "Vad andra skriver på andra ställen med ord som kommunen bevakar. Det är inga inkomna inlägg, har ingen tidsfrist och räknas inte i kön.",
    words: "Ord",
    add: "Nytt ord eller hashtagg",
    addHelp: "Till exempel #lillvikskola",
    watch: "Bevaka",
    stop: (word: string) => `Sluta bevaka ${word}`,
    asked: (at: string) => `söktes ${at}`,
    notAsked: "har inte sökts än",
    noWords: "Inga ord bevakas.",
    list: "Träffar",
    empty: {
      title: "Inget är hört än",
      body: "Bevakade ord söks på de plattformar som har sökning och där kommunen har ett anslutet konto.",
    },
    seen: "Markera som sedd",
    alreadySeen: "sedd",
    open: (service: string) => `Öppna på ${service}`,
    line: (author: string, service: string, at: string) => `${author} · ${service} · ${at}`,
  },

  bulk: {
    title: (count: number) => plural(count, "markerat inlägg", "markerade inlägg"),
    what: "Det här kommer att hända",
    close: "Markera som klara",
    assign: "Tilldela",
    rest: "Låt vila",
    run: (count: number) => `Utför på ${plural(count, "inlägg", "inlägg")}`,
    clear: "Avmarkera alla",
    noRemoval: "Borttagning görs ett inlägg i taget, så att ingen tar bort något osett.",
    line: {
      close: (who: string, why: string) => `${who}: blir klart (${why})`,
      assign: (who: string, to: string) => `${who}: tilldelas ${to}`,
      rest: (who: string, until: string) => `${who}: vilar till ${until}`,
    },
    result: (ok: number, refused: number, left: number) =>
      `${[
        plural(ok, "klart", "klara"),
        ...(refused > 0 ? [`${number(refused)} gick inte att utföra`] : []),
        ...(left > 0 ? [`${number(left)} kvar`] : []),
      ].join(", ")}.`,
  },

  registrar: {
    title: "Diariet",
    tab: { to_register: "Att registrera", registered: "Registrerade", returned: "Återsända", late: "Sena" },
    list: "Handlingar",
    empty: {
      to_register: {
        title: "Inget att registrera",
        body: "Det som skickas hit från kön väntar här med fälten ifyllda.",
      },
      registered: {
        title: "Inget är registrerat än",
        body: "Det du registrerar samlas här med sitt diarienummer.",
      },
      returned: {
        title: "Inget är återsänt",
        body: "Det du skickar tillbaka med en fråga väntar här på svar.",
      },
      late: {
        title: "Inget är sent",
        body: "Handlingar ska registreras utan dröjsmål. Det som drar över tiden visas här.",
      },
    },
    nothingOpen: "Ingen handling är öppen",
    nothingOpenBody: "Välj en handling i listan.",
    form: "Registrering",
    fields: "Uppgifter enligt 5 kap. 2 § offentlighets- och sekretesslagen",
    receivedOn: "Kom in",
    receivedOnHelp: "ÅÅÅÅ-MM-DD",
    number: "Diarienummer",
    numberHelp: (prefix: string) => `Till exempel ${prefix} 2026/118`,
    correspondent: "Från",
    concerns: "Vad handlingen rör",
    publicLine: "Offentlig text i diariet",
    publicLineHelp: "Visas för allmänheten. Ta bort uppgifter som kan omfattas av sekretess.",
    register: "Registrera",
    return: "Skicka tillbaka med en fråga",
    question: "Fråga till avsändaren",
    returnSend: "Skicka tillbaka",
    from: (who: string, at: string) => `Skickat av ${who}, ${at}`,
    registerBy: (at: string) => `Registreras senast ${at}`,
    late: "sen",
    confidential: "sekretess",
    personalFile: "personakt",
    preview: "Beviset som handling",
    page: (no: number, of: number) => `Sida ${no} av ${of}`,
    noPages: "Handlingen har ingen förhandsvisning. Spara den som PDF för att läsa den.",
    registeredAs: (number: string) => `Registrerad som ${number}`,
    registeredBy: (who: string, at: string) => `${who}, ${at}`,
    registeredSaid: (number: string) => `Registrerad som ${number}.`,
    correct: "Rätta",
    correctSave: "Spara rättelsen",
    correctedSaid: (number: string) => `Registreringen ${number} är rättad.`,
    renumberedSaid: (was: string, number: string) => `Rättad från ${was} till ${number}.`,
    nothingCorrected: "Inget var ändrat.",
    returnedSaid: "Återsänd med en fråga.",
    asked: "Din fråga",
    openPost: "Visa inlägget",
    resize: "Listans bredd",
    sendKey: "Ctrl+Enter registrerar",
  },

  register: {
    title: "Konton",
    tab: {
      accounts: "Konton",
      unregistered: "Oanmälda konton",
      services: "Tjänster för hand",
      departments: "Förvaltningar",
      people: "Personer",
      abilities: "Vad plattformarna tillåter",
    },
    loginEnds: (days: number) =>
      days < 0
        ? "nyckeln har gått ut"
        : days === 0
          ? "nyckeln går ut i dag"
          : days === 1
            ? "nyckeln går ut i morgon"
            : `nyckeln går ut om ${number(days)} dagar`,
    loginEndsLabel: "Nyckeln gäller till",
    loginNoEnd: "inget slutdatum känt",
    check: "Kontrollera inloggningen",
    checked: "Inloggningen fungerar.",
    reconnect: "Anslut igen",
    unregistered: {
      title: "Oanmälda konton",
      intro:
        "Konton som ser ut att vara kommunens men som ingen har ansökt om. De hittas genom kommunens egna inloggningar, länkar i egna inlägg och namn som liknar kommunens, och genom tips.",
      look: "Leta nu",
      looking: "Letar …",
      looked: (asked: number, lost: number, found: number) =>
        `Frågade ${plural(asked, "konto", "konton")}, ${plural(found, "nytt fynd", "nya fynd")}${lost > 0 ? `. ${plural(lost, "inloggning fungerar", "inloggningar fungerar")} inte längre` : ""}.`,
      tip: "Lämna tips",
      tipWords: "Var du såg det",
      tipSaid: "Tipset är uppfört i listan.",
      tipKnown: "Kontot är redan känt.",
      platform: "Plattform",
      by: {
        login: (where: string) =>
          where ? `öppnas av inloggningen till ${where}` : "öppnas av en av kommunens inloggningar",
        link: () => "länkas i ett eget inlägg",
        name: () => "har ett namn som liknar kommunens",
        tip: (where: string) => (where ? `tips: ${where}` : "tips"),
      },
      showPost: "Visa inlägget",
      state: {
        open: "att bedöma",
        adopted: "ansökt om",
        known: "känt konto",
        close: "ska avvecklas",
        not_ours: "inte vårt",
      },
      column: { name: "Konto", how: "Hur det hittades", found: "Hittat", state: "Läge" },
      adopt: "Ansök om kontot",
      known: "Det är detta konto",
      knownLabel: "Finns redan i registret som",
      knownChoose: "välj konto i registret",
      like: (name: string) => `Liknar ${name} i registret.`,
      close: "Ska avvecklas",
      notOurs: "Inte vårt",
      reason: "Varför",
      reasonHelp: "Syns för kollegor och står kvar i listan.",
      reopen: "Bedöm på nytt",
      patterns: "Namn att hålla utkik efter",
      patternsHelp:
        "Ett mönster per rad, * för vad som helst. Till exempel lillvik* eller *lillviks kommun*.",
      empty: {
        title: "Inga oanmälda konton",
        body: "Inget har hittats än. Uppsikt letar en gång om dagen; du kan också leta nu eller lämna ett tips.",
      },
    },
    services: {
      title: "Tjänster för hand",
      intro:
        "Plattformar som Uppsikt inte kan ansluta till. Beskriv vad som går att göra där, så säger kön rätt sak om varje inlägg därifrån. Ett konto hör till tjänsten vars namn det bär.",
      new: "Ny tjänst",
      name: "Tjänst",
      nameHelp: "Till exempel TikTok",
      pattern: "Kontots adress",
      patternHelp: "Med {konto} där kontots namn står, till exempel https://www.tiktok.com/@{konto}",
      can: "Det här går att göra där",
      reply: "svara",
      hide: "dölja inlägg",
      hiddenStillSeen: "dolda inlägg syns ändå för avsändaren och andra",
      hiddenStillSeenLaw:
        "Då räcker det inte att dölja: lagen om elektroniska anslagstavlor kräver att ett olagligt inlägg tas bort eller görs oåtkomligt.",
      remove: "ta bort andras inlägg",
      removeLaw:
        "Går det inte att ta bort får olagliga inlägg anmälas till tjänsten, och kommunen måste överväga om kontot kan vara kvar.",
      block: "stänga ute en avsändare",
      close: "stänga en tråd",
      longest: "Längsta svar, antal tecken",
      longestHelp: "0 betyder ingen gräns.",
      longestWrong: "Skriv ett tal, eller 0.",
      remark: "Att veta",
      remarkHelp: "Rättslig verkan och annat som handläggaren behöver. Visas bredvid inlägget.",
      column: { name: "Tjänst", can: "Går att göra", accounts: "Konton" },
      nothing: "inget",
      empty: {
        title: "Ingen tjänst är beskriven",
        body: "För konton på en tjänst utan beskrivning antar Uppsikt att man kan svara och ta bort.",
      },
    },
    filter: "Sök konto",
    status: { applied: "ansökt", active: "aktivt", paused: "pausat", closed: "avvecklat" },
    anyStatus: "alla lägen",
    statusFilter: "Läge",
    kind: { official: "officiellt", pedagogical: "pedagogiskt" },
    clock: { main: "kommunens svarstid", other: "annan svarstid" },
    clockLabel: "Svarstid",
    byHand: "bevakas för hand",
    connection: { none: "inte ansluten", working: "ansluten", troubled: "svarar inte" },
    column: {
      name: "Konto",
      department: "Förvaltning",
      status: "Läge",
      health: "Anslutning",
      administrators: "Administratörer",
      open: "I kön",
      round: "Senaste runda",
      warnings: "Att göra",
    },
    empty: {
      title: "Inga konton än",
      body: "Anslut kommunens första konto, så börjar Uppsikt hålla uppsikt över det.",
    },
    noneMatch: { title: "Inget konto passar", body: "Ändra sökningen eller läget." },
    connect: "Anslut konto",
    detail: "Om kontot",
    purpose: "Syfte",
    targetGroup: "Målgrupp",
    agreedOn: "Överenskommelse",
    administrators: "Administratörer",
    department: "Förvaltning",
    address: "Adress",
    kindLabel: "Slag",
    lastSeen: "Senaste kontakt",
    longestGap: "Längsta lucka i dag",
    minutes: lasting,
    waitingDecisions: (count: number) =>
      `${plural(count, "beslut väntar", "beslut väntar")} på att kontot ansluts. De verkställs inte förrän dess.`,
    watch: {
      title: "Uppsiktslogg",
      all: "Alla konton i dag",
      today: (visits: number, missed: number) =>
        `I dag: ${plural(visits, "besök", "besök")}${missed > 0 ? `, varav ${number(missed)} missade` : ""}.`,
      longest: (minutes: number, account: string) => `Längsta lucka: ${lasting(minutes)} (${account}).`,
      off: (minutes: number) => `Ingen insamlare var igång under ${lasting(minutes)}.`,
      on: (since: string | null) =>
        since ? `Insamlaren har varit igång sedan ${since}.` : "Insamlaren har varit igång hela dagen.",
      nothingYet: "Inget konto är anslutet än, så ingenting hämtas.",
      save: "Spara uppsiktsloggen",
      saved: (path: string) => `Sparad: ${path}`,
      days: "Dag för dag",
      day: "Dag",
      visits: "Besök",
      missed: "Missade",
      posts: "Nya, ändrade, borta",
      gap: "Längsta lucka",
      gaps: "Längsta luckorna",
      gapLine: (from: string, to: string, minutes: number) => `${from} till ${to}: ${lasting(minutes)}`,
      cause: {
        missed: (cause: string) => `kontot kunde inte nås: ${cause}`,
        off: "ingen insamlare var igång",
        pace: "vanlig paus",
      },
      tooLong: "lucka i uppsikten",
      rounds: "Senaste besöken",
      noRounds: "Inga besök än.",
      result: { whole: "helt", partly: "delvis", missed: "missat" } as Record<string, string>,
      next: (at: string, why: string) => `Nästa besök ${at}${why ? `: ${why}` : ""}.`,
      why: {
        more: "det finns mer att hämta",
        active: "något nytt har kommit",
        flagged: "något allvarligt står kvar",
        quiet: "det är lugnt",
        limited: "plattformen vill vila",
        shared: "plattformens dygnskvot delas med andra konton",
        away: "plattformen svarar inte",
        login: "inloggningen måste ses över",
      } as Record<string, string>,
    },
    can: {
      title: "Vad plattformarna tillåter",
      intro:
        "Vad kommunen kan göra med andras inlägg härifrån, och vad det betyder enligt lagen. Det som inte går härifrån görs på plattformen eller inte alls.",
      platform: "Plattform",
      yes: "ja",
      no: "nej",
      byHand: "bevakas för hand",
      readOnly: "hämtas, men låter sig bara läsas",
      column: {
        reply: "Svara",
        hide: "Dölja",
        remove: "Ta bort",
        block: "Blockera",
        close: "Stänga tråd",
      },
      effect: "Vad det betyder",
      effects: {
        reply:
          "Ett svar är en upprättad handling. Myndigheten ska svara utan onödigt dröjsmål (förvaltningslagen 6 §).",
        hide: "Ett dolt inlägg som fortfarande syns för avsändaren och dennes vänner är inte borttaget: det räcker inte för det som ska bort enligt lagen om elektroniska anslagstavlor (5 §).",
        remove:
          "Den som tillhandahåller tjänsten ska ta bort det som uppenbart är till exempel olaga hot eller hets mot folkgrupp (5 §). Bevis säkras först. Går det inte här: dölj, ta avstånd och anmäl till plattformen.",
        block:
          "Att stänga ute någon begränsar yttrandefriheten. Det kräver grund, motivering, slutdatum och omprövning, och är alltid det sista steget.",
        close:
          "Att stänga en tråd tystar alla. På LinkedIn tas kommentarerna bort samtidigt: då säkras de först.",
      },
      summoned: "bara den som nämner kontot",
      stillSeen: "syns för avsändaren",
      noUnblock: "kan inte hävas härifrån",
      closingRemoves: "tar bort kommentarerna",
      unseen: (what: string) => `Syns inte: ${what}`,
    },
    unseen: {
      title: "Det som inte syns här",
      instead:
        "Plattformen visar inte detta för något program. Se efter i plattformens egna aviseringar, och lägg in det som rör kommunen för hand.",
      mentions_in_comments: "att kontot nämns i en kommentar under någon annans inlägg",
      mentions_in_captions:
        "att kontot nämns i texten till någon annans bild eller film utan att vara taggat i den",
      mentions: "att kontot nämns på andras sidor",
      messages: "meddelanden till kontot",
      encrypted_messages: "krypterade meddelanden till kontot",
      reviews: "omdömen och rekommendationer",
      channel_posts: "kanalens inlägg som inte är filmer, och kommentarerna till dem",
      older_answers: "svar som är äldre än en vecka när de hämtas och inte nämner kontot",
    },
    warnings: "Att åtgärda",
    noWarnings: "Allt i ordning.",
    pause: "Pausa bevakningen",
    resume: "Återuppta bevakningen",
    close: "Avveckla kontot",
    closeSure: "Avvecklade konton bevakas inte längre. Det som har sparats finns kvar.",
    approve: "Godkänn ansökan",
    connectThis: "Anslut kontot",
    openQueue: "Visa i kön",
    none: "saknas",
    never: "aldrig",
    back: "Till kontona",
    flow: {
      title: "Anslut konto",
      steps: ["Plattform", "Inloggning", "Konto", "Uppdrag", "Ansvar", "Klart"],
      unsaved: "Anslutningen är inte klar. Gör klart den, eller välj Till kontona.",
      choosePlatform: "Var finns kontot?",
      abilities: {
        reply: "Svara härifrån",
        hide: "Dölja inlägg",
        remove: "Ta bort inlägg",
        longest: (count: number) => `Svar upp till ${number(count)} tecken`,
        cannotReply: "Svar skrivs på plattformen",
        cannotHide: "Inlägg kan inte döljas",
        cannotRemove: "Inlägg tas bort på plattformen",
        hiddenStillSeen:
          "Ett dolt inlägg syns fortfarande för avsändaren och dennes vänner. Dölja räcker därför inte när något ska bort.",
        manual:
          "Uppsikt hämtar inget av sig självt. Inlägg skrivs in för hand, och du får en påminnelse om att titta.",
        notConnectable: "Kan inte anslutas i den här versionen.",
      },
      address: "Adress",
      addressHelp: {
        facebook: "Sidans adress, till exempel https://www.facebook.com/lillvik",
        instagram: "Kontots adress, till exempel https://www.instagram.com/lillvik",
        x: "Kontots adress, till exempel https://x.com/lillvik",
        youtube: "Kanalens adress, till exempel https://www.youtube.com/@lillvik",
        linkedin: "Sidans adress, till exempel https://www.linkedin.com/company/lillvik",
        wordpress: "Bloggens adress, till exempel https://blogg.lillvik.se",
        mediawiki: "Wikins adress, till exempel https://wiki.lillvik.se",
        flickr: "Kontots adress, till exempel https://www.flickr.com/photos/lillvik",
        mastodon: "Serverns adress, till exempel https://social.lillvik.se",
        bluesky: "Kontots namn eller dess server, till exempel lillvik.se eller https://bsky.social",
        feed: "Flödets adress, till exempel https://lillvik.se/nyheter/feed",
        manual: "Kontots adress",
      },
      signIn: "Logga in i webbläsaren",
      signInHelp:
        "Plattformens egen inloggningssida öppnas i din webbläsare. Lösenordet skriver du där, aldrig här.",
      signInWaits: (until: string) =>
        `Webbläsaren är öppen. Logga in där och godkänn, så fortsätter det här av sig självt. Väntar till ${until}.`,
      signInCancel: "Avbryt inloggningen",
      typedInstead: "Jag har redan en nyckel",
      browserInstead: "Logga in i webbläsaren i stället",
      passwordPage: "Öppna sidan där lösenordet skapas",
      console: "Öppna sidan där appen registreras",
      app: "Kommunens app",
      appIntro:
        "Plattformen vill veta vilket program som frågar. Kommunen registrerar en egen app där, en gång; Uppsikt levererar ingen. Id och hemlighet sparas i datorns nyckelförvaring.",
      appId: "Appens id",
      appSecret: "Appens hemlighet",
      appSecretHelp: "Lämna tomt för en app utan hemlighet, eller för att behålla den som är sparad.",
      appSave: "Spara appen",
      appChange: "Byt app",
      appKept: (id: string) => `App ${id}`,
      redirect: "Adress att komma tillbaka till (ange den i appen)",
      permissions: "Behörigheter som appen ska ha",
      demands: {
        facebook: [
          "Skapa en app av typen Företag på developers.facebook.com och lägg till Facebook-inloggning.",
          "Låt appen stå kvar i utvecklingsläge: då får de som har en roll i appen logga in utan granskning. Ge varje administratör en roll i appen.",
          "Den som loggar in måste ha uppgiften Moderera på sidan.",
        ],
        instagram: [
          "Kontot ska vara ett företagskonto som hör till en Facebook-sida.",
          "Samma app som för Facebook används, med behörigheterna för Instagram.",
        ],
        x: [
          "Skapa en app i X utvecklarportal med OAuth 2.0 påslaget, typ Native App.",
          "X tar betalt för läsning. Sätt ett tak i portalen.",
          "Inloggningen gäller ett konto: logga in i webbläsaren som kommunens konto, inte som dig själv.",
        ],
        youtube: [
          "Skapa ett projekt i Google Cloud, slå på YouTube Data API v3 och gör en OAuth-klient av typen Datorprogram.",
          "Sätt samtyckesskärmen i läge Produktion: i läge Test slutar nyckeln gälla efter sju dagar.",
          "Välj kanalen, inte det egna kontot, när Google frågar.",
        ],
        linkedin: [
          "Appen ska höra till kommunens sida och ha produkten Community Management API, som LinkedIn godkänner efter ansökan.",
          "Den som loggar in måste vara administratör för sidan; andra roller får tomma listor.",
        ],
        wordpress: [
          "Ett programlösenord skapas på bloggen under Användare, Profil. Det vanliga lösenordet ska inte användas.",
          "Kontot på bloggen behöver rollen redaktör eller administratör.",
        ],
        mediawiki: [
          "Ett botlösenord skapas på wikin under Special:BotPasswords. Användarnamnet blir Namn@botnamn.",
          "Kryssa i rätten att redigera sidor, och att dölja versioner om ni har den.",
        ],
        flickr: [
          "Skapa en nyckel för icke-kommersiell användning i Flickrs App Garden.",
          "Nyckeln gäller tills den återkallas.",
        ],
        mastodon: [
          "Ange serverns adress. Uppsikt registrerar sig där av sig självt, ingen app behövs.",
          "Nyckeln gäller tills den återkallas under Inställningar, Konto, Auktoriserade appar.",
        ],
        bluesky: [
          "Skapa ett applösenord på Bluesky under Inställningar, Integritet och säkerhet, Applösenord.",
          "Kryssa i åtkomst till direktmeddelanden om de ska bevakas.",
        ],
        feed: ["Ett flöde är öppet och behöver ingen inloggning. Det kan läsas men inte besvaras."],
        manual: ["Inlägg läggs in för hand i kön."],
      },
      user: "Användarnamn",
      secret: "Lösenord eller åtkomstnyckel",
      secretHelp: "Sparas i datorns nyckelförvaring, aldrig i databasen och aldrig i klartext.",
      discover: "Sök upp konton",
      discovering: "Söker …",
      foundNone: "Inloggningen gick, men inget konto hittades.",
      chooseAccount: "Vilket konto gäller det?",
      alreadyRegistered: "finns redan i registret",
      service: "Tjänst",
      serviceHelp: "Till exempel Instagram, X eller TikTok",
      handle: "Kontonamn",
      name: "Kontots namn",
      purpose: "Syfte",
      purposeHelp: "Vad ska kontot åstadkomma?",
      targetGroup: "Målgrupp",
      chooseDepartment: "välj förvaltning",
      kind: "Slag av konto",
      clock: "Svarstid",
      apply: "Ansök",
      applied: "Ansökan är införd. Ansvarig chef godkänner den här.",
      first: "Första administratören",
      second: "Andra administratören",
      choosePerson: "välj person",
      agreedOn: "Överenskommelsen undertecknad",
      agreedHelp: "ÅÅÅÅ-MM-DD. Utan en undertecknad överenskommelse blir kontot inte aktivt.",
      approve: "Godkänn",
      connect: "Anslut",
      connected: "Kontot är anslutet och bevakas.",
      previous: "Tillbaka",
    },
    departments: {
      title: "Förvaltningar",
      name: "Förvaltning",
      board: "Nämnd",
      prefix: "Diariets beteckning",
      prefixHelp: "Till exempel KS eller BUN",
      registrarAddress: "Registratorns e-postadress",
      personalFile: "Registrerar i personakt",
      new: "Ny förvaltning",
      noAddress: "Utan registrators adress kan inget skickas hit.",
    },
    people: {
      title: "Personer",
      name: "Namn",
      initials: "Initialer",
      initialsHelp: "Står under svar utåt i stället för namnet.",
      titleLabel: "Befattning",
      roles: "Roller",
      department: "Förvaltning",
      login: "Inloggning",
      loginHelp: "Personens användarnamn på datorn.",
      active: "Arbetar här",
      new: "Ny person",
      noDepartment: "ingen",
    },
    onlyAdministrator: "Bara administratörer ändrar det här.",
  },

  logbook: {
    title: "Loggbok",
    postBy: (author: string) => `inlägget av ${author}`,
    someone: "okänd avsändare",
    nameless: "något utan namn",
    list: "Införda händelser",
    subjectPlaceholder: "Sök i det som visas",
    only: "Bara detta",
    onlySubject: (name: string) => `Bara ${name}`,
    verify: "Kontrollera kedjan",
    verifying: "Kontrollerar …",
    checkedAt: (when: string) => `Kontrollerad ${when}.`,
    whole: (entries: string) => `Kedjan är hel: ${entries} införingar, ingen ändrad, ingen borttagen.`,
    broken: (at: string) =>
      `Kedjan är bruten vid införing ${at}. Rör inget mer och kontakta den som sköter Uppsikt.`,
    altered: (days: number) =>
      `Kedjan är hel, men ${plural(days, "dag", "dagar")} i uppsiktsloggen har ändrats i efterhand. Rör inget mer och kontakta den som sköter Uppsikt.`,
    alteredMore: (days: number) => `och ${plural(days, "dag", "dagar")} till`,
    empty: {
      title: "Loggboken är tom",
      body: "Allt som ändras förs in här, i en kedja som inte går att ändra i efterhand.",
    },
    noneMatch: { title: "Inget passar", body: "Inga införingar passar sökningen." },
    seq: (seq: string) => `Införing ${seq}`,
    hash: "Kedja",
    system: "Uppsikt",
    unknownKind: (kind: string) => `Händelse av ett slag som den här versionen inte känner (${kind}).`,
  },

  entry: {
    begun: (e) => `Databasen påbörjades för ${e.get("municipality")}`,
    setting_changed: (e) =>
      settingName(e.get("name"))
        ? `${e.actor} ändrade inställningen ${settingName(e.get("name"))}`
        : `${e.actor} ändrade en inställning`,
    department_kept: (e) => `${e.actor} skrev in förvaltningen ${e.department || e.subject}`,
    person_kept: (e) => `${e.actor} skrev in ${e.person || e.subject}`,
    account_applied: (e) => `${e.actor} ansökte om kontot ${e.subject}`,
    account_approved: (e) => `${e.actor} godkände kontot ${e.subject}, överenskommelse ${e.get("agreed_on")}`,
    account_changed: (e) =>
      `${e.actor} ändrade kontot ${e.subject}${e.get("status") ? ` (${({ applied: "ansökt", active: "aktivt", paused: "pausat", closed: "avvecklat" } as Record<string, string>)[e.get("status")] ?? e.get("status")})` : ""}`,
    unregistered_noted: (e) =>
      ({
        open: `${e.actor} förde upp ett oanmält konto`,
        adopted: `${e.actor} ansökte om ett konto som var oanmält`,
        known: `${e.actor} kände igen ett oanmält konto`,
        close: `${e.actor} bestämde att ett oanmält konto ska avvecklas`,
        not_ours: `${e.actor} bedömde att ett konto inte är kommunens`,
      })[e.get("state")] ?? `${e.actor} bedömde ett oanmält konto`,
    service_kept: (e) => `${e.actor} beskrev en tjänst som bevakas för hand`,
    app_kept: (e) => `${e.actor} ändrade kommunens app hos ${e.get("platform")}`,
    login_end_noted: (e) => `Inloggningen till ${e.subject} har fått ett nytt slutdatum`,
    taken_in: (e) =>
      e.get("in_role") === "true"
        ? `${e.actor} lade in ett inlägg som en tjänsteman skrivit: ${e.subject}`
        : `${e.actor} lade in ${e.subject} för hand`,
    imported: (e) => `${e.actor} importerade ${e.get("new")} inlägg till ${e.subject} ur ett arkiv`,
    account_connected: (e) => `${e.actor} anslöt kontot ${e.subject}`,
    credential_opened: (e) =>
      `${e.actor} tog fram inloggningen till ${e.subject}${({ collect: " för att hämta inlägg" } as Record<string, string>)[e.get("purpose")] ?? ""}`,
    connection_changed: (e) =>
      e.get("state") === "working"
        ? `Anslutningen till ${e.subject} fungerar`
        : `Anslutningen till ${e.subject} svarar inte`,
    received: (e) =>
      `Hämtade från ${e.subject}: ${counted(e, { new: ["nytt", "nya"], revised: ["ändrat", "ändrade"], gone: ["borta", "borta"] }) || "inget nytt"}`,
    vanished: (e) =>
      `Försvann från plattformen: ${e.subject}${({ author: ", borttaget av avsändaren", us: ", borttaget av kommunen", platform: ", borttaget av plattformen" } as Record<string, string>)[e.get("by")] ?? ""}`,
    settled: (e) => `Nästa steg räknades om för ${e.subject}`,
    attachments_saved: (e) => `Bilder och filer sparades från ${e.subject}`,
    read: (e) => `${e.actor} läste ${e.subject}, lydelse ${e.get("revision")}`,
    claimed: (e) => `${e.actor} tog ${e.subject} till ${e.until}`,
    released: (e) => `${e.actor} lämnade tillbaka ${e.subject}`,
    assigned: (e) => `${e.actor} tilldelade ${e.person || e.department || "ingen"} ${e.subject}`,
    rested: (e) => `${e.actor} lät ${e.subject} vila till ${e.until}`,
    noted: (e) => `${e.actor} skrev en arbetsanteckning om ${e.subject}`,
    draft_saved: (e) => `${e.actor} sparade ett utkast till svar på ${e.subject}`,
    flag_judged: (e) =>
      e.get("state") === "wrong"
        ? `${e.actor} bedömde flaggan ${e.get("rule")} som fel på ${e.subject}`
        : `${e.actor} bedömde flaggan ${e.get("rule")} som rätt på ${e.subject}`,
    sealed: (e) => `${e.actor} säkrade bevis nr ${e.get("no")} av ${e.subject}`,
    decided: (e) =>
      `${e.actor} beslutade om ${({ reply: "svar på", hide: "att dölja", unhide: "att visa igen", remove: "borttagning av", remove_without_copy: "borttagning utan kopia av", block: "att blockera avsändaren till", unblock: "att släppa in avsändaren till", close: "att stänga tråden med", open: "att öppna tråden med" } as Record<string, string>)[e.get("what")] ?? e.get("what")} ${e.subject}${e.get("ground") ? `, grund: ${groundName(e.get("ground"))}` : ""}`,
    second_asked: (e) =>
      `${e.actor} bad en andra person granska borttagning av ${e.subject}, grund: ${groundName(e.get("ground"))}`,
    second_answered: (e) =>
      e.get("agreed") === "true"
        ? `${e.actor} instämde i borttagningen av ${e.subject}`
        : `${e.actor} avstyrkte borttagningen av ${e.subject}`,
    withdrawn: (e) => `${e.actor} tog tillbaka beslutet om ${e.subject} innan det verkställdes`,
    carried_out: (e) =>
      `Beslutet om ${e.subject} verkställdes${({ gone: ", kontrollerat: borta", hidden: ", kontrollerat: dolt", standing: ", kontrollerat: står kvar", blocked: ", kontrollerat: blockerad", admitted: ", kontrollerat: insläppt", closed: ", kontrollerat: stängd", open: ", kontrollerat: öppen", seen_by_person: ", sett av en människa", unknown: ", inte kontrollerat" } as Record<string, string>)[e.get("read_back")] ?? ""}`,
    not_carried_out: (e) =>
      `Beslutet om ${e.subject} ${({ under_way: "håller på att verkställas", waiting: "väntar på plattformen", failed: "kunde inte verkställas", uncertain: "är osäkert: plattformen svarade inte" } as Record<string, string>)[e.get("state")] ?? "är inte verkställt än"}`,
    destroyed: (e) => `Det som var sparat av ${e.subject} förstördes, eftersom det inte får kopieras`,
    police_sheet_saved: (e) => `${e.actor} sparade underlag för polisanmälan om ${e.subject}`,
    closed: (e) =>
      `${e.actor} markerade ${e.subject} som klart: ${doneReasons[e.get("reason")] ?? e.get("reason").replaceAll("_", " ")}`,
    reopened: (e) => `${e.actor} öppnade ${e.subject} igen`,
    forwarded: (e) =>
      `${e.actor} skickade ${e.subject} till registrator${e.department ? ` hos ${e.department}` : ""}`,
    registered: (e) => `${e.actor} registrerade ${e.subject} som ${e.get("number")}`,
    corrected: (e) => {
      const others = e
        .get("changed")
        .split(",")
        .filter((field) => field && field !== "number")
        .map((field) => (fieldNames[field] ?? field).toLowerCase())
        .join(", ");
      return e.get("was") === e.get("number")
        ? `${e.actor} rättade registreringen ${e.get("number")} av ${e.subject}: ${others}`
        : `${e.actor} rättade diarienumret för ${e.subject} från ${e.get("was")} till ${e.get("number")}${others ? `, och ${others}` : ""}`;
    },
    returned: (e) => `${e.actor} skickade tillbaka ${e.subject} med en fråga`,
    picture_read: (e) => `${e.actor} läste texten i en bild i ${e.subject}`,
    rules_switched: (e) => `${e.actor} slog på egna regler i ${e.get("file")}, version ${e.get("no")}`,
    model_trained: (e) => `${e.actor} tränade den lokala modellen, version ${e.get("no")}`,
    paper_saved: (e) =>
      e.subject === "coverage"
        ? `${e.actor} sparade uppsiktsloggen`
        : `${e.actor} sparade en handling${e.subject ? ` om ${e.subject}` : ""}`,
    watched: (e) =>
      `Uppsikt över ${e.subject} ${e.get("day")}: ${e.get("visits")} besök, ${e.get("missed")} missade, längsta lucka ${lasting(Number(e.get("longest_gap_minutes")))}`,
    rounds_disposed: (e) =>
      `Besöken i uppsiktsloggen till och med ${e.get("day")} gallrades (${e.get("rounds")} st) enligt beslut ${e.get("decision")}, ${e.get("board")} ${e.get("decided_on")}`,
    block_reviewed: (e) =>
      `${e.actor} omprövade blockeringen av avsändaren till ${e.subject}: den fortsätter till ${e.until}`,
    watchword_kept: (e) =>
      e.get("active") === "true" ? `${e.actor} började bevaka ett ord` : `${e.actor} slutade bevaka ett ord`,
    heard: (e) => `${e.get("new")} nya träffar på ett bevakat ord`,
    heard_seen: (e) => `${e.actor} markerade en träff på ett bevakat ord som sedd`,
    lease_taken: (e) =>
      `${e.actor} tog över ${e.get("name") === "collector" ? "insamlingen" : e.get("name")}`,
  } satisfies Record<EntryKind, (e: EntryWords) => string> as Record<EntryKind, (e: EntryWords) => string>,

  rules: {
    leftOut: "Filer i kommunens mapp används inte",
    leftOutHelp:
      "Till dess de är rättade gäller det som gällde före ändringen. Filerna ligger kvar som de är.",
    title: "Regler",
    tab: { list: "Regler", try: "Prova en text", own: "Egna regler", model: "Lokal modell" },
    intro: (rules: number, since: string) =>
      `${number(rules)} regler gäller${since ? ` sedan ${since}` : ""}. Uppsikt föreslår, en människa bestämmer.`,
    digest: "Regelversion",
    search: "Sök regel, ord eller grund",
    sort: "Ordning",
    sorts: { name: "efter namn", worst: "minst träffsäkra först", most: "mest bedömda först" },
    list: "Reglerna som gäller",
    noneMatch: { title: "Ingen regel passar", body: "Sök på ett annat ord, en grund eller en etikett." },
    column: { rule: "Regel", label: "Flaggar", score: "Säkerhet", precision: "Träffsäkerhet", file: "Fil" },
    own: "egen",
    threshold: (score: number) => `tröskel ${score}`,
    precision: (right: number, judged: number) =>
      judged === 0 ? "inte bedömd än" : `${Math.round((100 * right) / judged)} %`,
    precisionOf: (right: number, judged: number) =>
      judged === 0
        ? "Ingen har bedömt regelns flaggor än."
        : `${number(right)} rätt av ${number(judged)} bedömda`,
    ground: "Grund",
    severity: "Allvar",
    also: "Flaggar också",
    editFile: "Ändra i en egen fil",
    tryHelp: "Skriv eller klistra in en text. Den läses här på datorn och sparas inte.",
    tryLabel: "Text att prova",
    tryPlaceholder: "Till exempel: Vi vet var du bor.",
    tried: "Så här skulle den flaggas i kön",
    nothingFound: { title: "Inget skulle flaggas", body: "Ingen regel ser något i texten." },
    notTried: { title: "Inget att visa än", body: "Skriv en text, så markeras det som reglerna ser." },
    score: (score: number) => `säkerhet ${score}`,
    advice: (said: number, from: number, to: number) =>
      `Den lokala modellen tror till ${said} % att flaggan är rätt och höjde säkerheten från ${from} till ${to}.`,
    ownHelp:
      "Egna filer läggs till programmets regler. En egen fil med samma namn som en av programmets ersätter den. Inget gäller förrän det har provkörts och slagits på.",
    file: "Fil",
    newFile: "egna-regler.toml",
    fileName: "Filens namn",
    fileHelp: "Små bokstäver, siffror och bindestreck, sedan .toml.",
    chooseFile: "Välj fil",
    ownFile: "egen fil",
    programFile: "kopia av programmets fil",
    freshFile: "ny fil",
    text: "Filens text",
    textHelp: "Varje regel behöver minst ett exempel som träffar och ett som den ska gå förbi.",
    line: (line: number) => `Till rad ${line}`,
    holds: "Filen håller: alla exempel stämmer.",
    checking: "Kontrollerar …",
    takesAway: "Filen är tom. Slås den på tas filen bort och programmets egna regler gäller.",
    addRule: "Lägg till en regel",
    addRuleDo: "Lägg i filen",
    form: {
      id: "Regelns namn",
      idHelp: "Till exempel lillvik.smeknamn. Namnet ändras aldrig sedan.",
      label: "Vad den flaggar",
      severity: "Allvar",
      score: "Säkerhet, 1–100",
      patterns: "Ord eller mönster, ett på varje rad",
      patternsHelp: "Flera ord i följd skrivs med mellanslag. ..2 betyder upp till två ord emellan.",
      unless: "Inte om meningen har något av de här orden, ett på varje rad",
      why: "Varför, i en mening",
      whyHelp: "Skriv {ord} där de funna orden ska stå.",
      ground: "Grund",
      hit: "Exempel som ska träffas, ett på varje rad",
      miss: "Exempel som ska gå fria, ett på varje rad",
    },
    changed: "Ändrad, inte påslagen",
    forget: "Släng ändringen",
    rehearse: "Provkör på alla inlägg",
    rehearsing: "Provkör på sparade inlägg",
    stop: "Avbryt",
    stopped: "Provkörningen avbröts. Inget har ändrats.",
    rehearsal: "Provkörning",
    rehearsalOld: "Texten har ändrats sedan provkörningen. Provkör igen innan du slår på den.",
    rehearsedPosts: (posts: number) => `${number(posts)} inlägg lästa`,
    report: {
      hits: "Träffar",
      hitsHelp: "inlägg där filens regler ser något",
      misses: "Går fria",
      missesHelp: "inlägg som filens regler går förbi",
      gained: "Nytt",
      gainedHelp: "inlägg som får en flagga de inte har nu",
      lost: "Faller bort",
      lostHelp: "inlägg som förlorar en flagga",
      confirmedLost: (posts: number) =>
        `${plural(posts, "inlägg", "inlägg")} som ni har åtgärdat skulle inte längre flaggas.`,
      wrongAgain: (posts: number) =>
        `${plural(posts, "inlägg", "inlägg")} skulle flaggas igen fast ni har bedömt flaggan som fel.`,
      rule: "Regel",
      before: "Nu",
      after: "Sedan",
      byRule: "Regel för regel",
      newMarks: "Det som är nytt",
      lostMarks: "Det som faller bort",
      examples: (count: number) => plural(count, "exempel", "exempel"),
      none: "Inga exempel.",
      open: "Öppna inlägget",
      confirmed: "åtgärdat",
      calledWrong: "bedömt som fel",
    },
    switchOn: "Slå på reglerna",
    reason: "Varför ändras reglerna?",
    reasonHelp: "Står i historiken.",
    notChanged: "Inget är ändrat än: skriv i filen eller lägg till en regel, så kan ändringen provköras.",
    notYet: "Provkör ändringen först, så att du ser vad den gör.",
    onlyKeeper: "Regler ändras av ansvarig chef eller administratör. Du kan prova och provköra.",
    switchedSaid: "Reglerna gäller från och med nu. Gamla flaggor behåller sin förklaring.",
    history: "Historik",
    historyNone: "Inga egna regler har gällt än.",
    version: (no: number, file: string) => `Version ${no} av ${file}`,
    versionBy: (who: string, at: string) => `${who}, ${at}`,
    takenAway: "filen togs bort",
    holdsNow: "gäller nu",
    goBack: "Gå tillbaka till den här",
    goBackHelp: "Versionen hämtas till redigeraren och provkörs. Sedan kan den slås på.",
    sets: "Regelversioner som har gällt",
    set: (digest: string, at: string) => `${digest} från ${at}`,
    modelHelp:
      "En liten modell kan lära sig av era egna bedömningar och göra reglernas fynd säkrare. Den hittar aldrig något själv, den är aldrig grund för en flagga, och inget lämnar datorn eller kommunens databas.",
    modelUse: "Fråga modellen om det som reglerna hittar",
    modelOff: "Modellen frågas inte.",
    modelNone: "Ingen modell har tränats än.",
    modelLearnt: (no: number, right: number, wrong: number) =>
      `Version ${no} har lärt sig av ${number(right)} rätta och ${number(wrong)} felaktiga flaggor.`,
    modelAgreed: (agreed: number, of: number) =>
      `På ${number(of)} bedömningar som hölls undan bedömde den ${number(agreed)} som ni.`,
    modelWhen: (who: string, at: string) => `Tränad av ${who}, ${at}.`,
    modelHas: (right: number, wrong: number) =>
      `Det finns ${number(right)} flaggor som ni har funnit rätt och ${number(wrong)} som ni har funnit fel.`,
    modelNeeds: (needed: number) => `Det behövs minst ${number(needed)} av varje för att träna.`,
    train: "Träna modellen",
    training: "Tränar modellen",
    trainingStopped: "Träningen avbröts. Den förra modellen gäller.",
    teaches: "Så lär den sig",
    teachesBody:
      "Fel: flaggor som någon har bedömt som fel, och varningar på inlägg som har stängts utan åtgärd. Rätt: flaggor som stod kvar när inlägget doldes, togs bort eller skickades till registrator. Personuppgifter som prövas med kontrollsiffra rör den aldrig.",
  },

  reminder: {
    title: "Läs igenom en gång till innan du skickar",
    kind: {
      private_link: "Länk till en blogg eller privat sida",
      commercial_link: "Länk till något som säljs",
      other_link: "Länk till en sida som inte är kommunens eller en myndighets",
      personal_data: "Personuppgift",
      confidential: "Kan vara sekretess",
      harsh: "Ordval",
      political: "Politiskt innehåll",
      private: "Privat innehåll",
    },
    sendAnyway: (service: string) => `Skicka ändå på ${service}`,
    said: (count: number) =>
      plural(count, "sak att se över innan svaret skickas", "saker att se över innan svaret skickas"),
  },

  settings: {
    title: "Inställningar",
    look: "Utseende och språk",
    language: "Språk",
    theme: "Utseende",
    themes: { system: "Som datorn", light: "Ljust", dark: "Mörkt" },
    notifyOn: "Visa en notis när något brådskande kommer in",
    keys: "Tangenter",
    keysHelp: "Klicka på en tangent och tryck den nya. Esc avbryter. Bokstäver med AltGr kan inte användas.",
    keyWaiting: "Tryck en tangent …",
    keyTaken: (key: string, act: string) => `${key} används redan till ${act}.`,
    keyChange: (act: string, key: string) => `${act}: ${key}. Byt tangent`,
    keysReset: "Återställ alla",
    doctor: "Hälsokontroll",
    doctorAgain: "Kontrollera igen",
    check: {
      key_store: "Nyckelförvaring",
      database: "Databas",
      disk: "Diskutrymme",
      clock: "Klocka",
      browser: "Webbläsare för sidbilder",
      pictures: "Text i bilder",
      mail: "E-post till registrator",
      chain: "Loggbokens kedja",
      collector: "Insamlare",
      rules: "Egna regelfiler",
    },
    checkState: { good: "i ordning", note: "att veta", bad: "åtgärda" },
    checkDo: {
      key_store:
        "Lås upp datorns nyckelring och kontrollera igen. Utan den kan databasen inte öppnas nästa gång.",
      database: "Kontrollera att disken eller servern är nåbar. Läs säkerhetskopian om databasen är skadad.",
      disk: "Frigör utrymme på disken. Bevis kan inte säkras när den är full.",
      clock: "Ställ datorns klocka mot en tidsserver. Bevis och tidsfrister vilar på den.",
      browser: "Installera Chromium, Chrome eller Edge för att bevis ska kunna få en bild av sidan.",
      pictures: "Installera Tesseract med svenska (paketen tesseract-ocr och tesseract-ocr-swe i Debian).",
      mail: "Fyll i kommunens e-postserver, annars når inget registratorn med e-post.",
      chain: "Rör inget mer. Spara en kopia av databasen och kontakta den som sköter Uppsikt.",
      collector: "Starta insamlaren, eller låt fönstret vara öppet. Utan den kommer inga nya inlägg in.",
      rules:
        "Rätta filen som nämns, eller ta bort den ur mappen. Till dess gäller det som gällde före ändringen.",
    },
    where: "Var uppgifterna finns",
    place: "Databas",
    databaseKind: { sqlite: "SQLite, krypterad, på den här datorn", postgres: "PostgreSQL, delad" },
    keyStore: "Nyckelförvaring",
    policy: "Riktlinjer",
    mailServer: "E-postserver",
    head: "Senaste införing",
    municipality: "Kommunens uppgifter",
    municipalityHelp: "Gäller alla som arbetar här. Ändras av administratören.",
    policyChoose: "Riktlinjer",
    rules: "Reglerna för kommentarer",
    rulesHelp: "Webbadress. Står i beskedet när ett inlägg har tagits bort.",
    contact: "Kontaktväg",
    contactHelp: "Vart den som skrev kan vända sig. Står i beskedet.",
    mailHelp: "Namn och port, till exempel smtp.lillvik.se:587",
    person: "Byt person",
    personHelp: "Det här är en övning. Sätt dig på en annan stol för att se hur det ser ut därifrån.",
    sitHere: "Sätt dig",
    practice: "Övning",
    practiceHelp:
      "En påhittad kommun, Lillvik, med en vecka av inlägg att öva på. Den öppnas i ett eget fönster med en egen databas; inget i den riktiga rörs, och inget når någon plattform.",
    practiceOpen: "Öppna övningen",
    practiceOpened: "Övningen öppnas i ett eget fönster.",
    you: "du",
  },

  setup: {
    title: "Välkommen till Uppsikt",
    intro: "Några uppgifter, sedan är fönstret igång. Allt kan ändras senare.",
    municipality: "Kommun",
    municipalityHelp: "Till exempel Lillviks kommun",
    you: "Du",
    personName: "Ditt namn",
    initials: "Initialer",
    initialsHelp: "Står under svar utåt i stället för namnet.",
    firstDepartment: "Första förvaltningen",
    department: "Förvaltning",
    board: "Nämnd",
    prefix: "Diariets beteckning",
    prefixHelp: "Till exempel KS",
    registrarAddress: "Registratorns e-postadress",
    policy: "Riktlinjer att börja med",
    policies: {
      neutral: "Neutrala: lagen och inget mer",
      botkyrka: "Botkyrka: med kommunens egna regler",
    } as Record<string, string>,
    start: "Börja",
    required: "Behöver fyllas i",
  },

  stranger: {
    title: "Uppsikt känner inte igen dig",
    body: "Din inloggning på datorn finns inte bland personerna i registret. Be administratören skriva in dig under Konton, Personer.",
  },

  closed: {
    title: "Databasen kunde inte öppnas",
    unknown: "Något gick fel när databasen skulle öppnas. Vad det var står i programmets logg.",
    unknownDo: "Försök igen. Hjälper det inte, kontakta den som sköter Uppsikt.",
    safe: "Inget är borttaget eller ändrat.",
    again: "Försök igen",
  },

  /** Why a platform did not do it. */
  cause: {
    login: "inloggningen fungerar inte längre",
    permission: "inloggningen saknar behörighet",
    limited: "plattformen vill inte bli tillfrågad så ofta",
    away: "plattformen svarar inte",
    garbled: "plattformens svar gick inte att läsa",
    not_there: "det finns inte längre där",
    too_large: "det är större än vad som kan sparas",
    no_copy: "den får inte kopieras",
    refused: "plattformen sa nej",
    by_hand: "plattformen låter bara människor göra det där: öppna inlägget i webbläsaren",
    spent: "det som kommunen får använda av plattformen är slut",
    interrupted: "programmet avbröts mitt i",
    still_standing: "plattformen sa ja, men inlägget står kvar",
    not_so: "plattformen sa ja, men vid kontrollen var det inte så",
  } satisfies Record<CauseCode, string> as Record<CauseCode, string>,

  refusal: {
    role_missing: (d) => ({
      why: `Det här gör den som är ${roleNames[text(d)] ?? "behörig"}.`,
      remedy: "Be en kollega med den rollen, eller be administratören om rollen.",
    }),
    unknown: () => ({
      why: "Det finns inte längre, eller är inte ditt att se.",
      remedy: "Gå tillbaka till listan.",
    }),
    evidence_missing: () => ({
      why: "Inget bevis är säkrat än.",
      remedy: "Säkra bevis först; sedan går det.",
    }),
    evidence_of_another_post: () => ({
      why: "Beviset gäller ett annat inlägg.",
      remedy: "Säkra bevis av det här inlägget.",
    }),
    evidence_outdated: () => ({
      why: "Inlägget har ändrats sedan beviset säkrades.",
      remedy: "Säkra bevis av den nya lydelsen.",
    }),
    no_copy_allowed: () => ({
      why: "Inlägget får inte kopieras: det kan vara barnpornografi.",
      remedy: "Ta bort det utan kopia, och anmäl till polisen på 114 14.",
    }),
    no_copy_undecided: () => ({
      why: "Inget bevis får säkras av inlägget, och det är inte beslutat att det ska bort utan kopia.",
      remedy: "Ta bort inlägget utan kopia först. Då vilar blockeringen på det beslutet.",
    }),
    evidence_broken: () => ({
      why: "Beviset stämmer inte längre med sitt sigill.",
      remedy: "Säkra nytt bevis och anmäl saken till den som sköter Uppsikt.",
    }),
    attachment_missing: () => ({
      why: "En bild eller fil i inlägget har inte kunnat sparas, så beviset blir inte helt.",
      remedy: "Uppsikt försöker igen vid nästa runda. Brådskar det, ta en skärmbild och tala med arkivarien.",
    }),
    attachment_gone: () => ({
      why: "Plattformen ger inte längre ut en bild eller fil i inlägget.",
      remedy: "Säkra bevis utan den under Säkra bevis; vad som saknas står då i beviset.",
    }),
    evidence_destroyed: () => ({
      why: "Beviset är förstört, eftersom det inte får finnas någon kopia av det som det visade.",
      remedy: "",
    }),
    second_person_needed: () => ({
      why: "Inlägget är saklig kritik. Utan laglig grund krävs två personer för att ta bort det.",
      remedy: "Be en andra person granska.",
    }),
    same_person: () => ({
      why: "Den andra personen måste vara någon annan än den första.",
      remedy: "Be en kollega.",
    }),
    ground_unknown: () => ({
      why: "Grunden finns inte i kommunens riktlinjer.",
      remedy: "Välj en av grunderna i listan.",
    }),
    not_registered: () => ({
      why: "Uppgifter med sekretess ska registreras innan de tas bort.",
      remedy: "Skicka till registrator först.",
    }),
    still_standing: () => ({
      why: "Går inte än: ett olagligt eller sekretesskyddat inlägg står kvar.",
      remedy: "Ta bort det, eller bedöm flaggan som fel.",
    }),
    claimed_by: (d) => ({
      why: `${part(d, "holder") || "En kollega"} har tagit inlägget${part(d, "until") ? ` till ${part(d, "until")}` : ""}.`,
      remedy: "Vänta, eller be kollegan lämna tillbaka det. Ditt utkast finns kvar.",
    }),
    platform_cannot: () => ({
      why: "Plattformen låter inte kommunen göra det härifrån.",
      remedy: "Gör det på plattformen.",
    }),
    not_connected: () => ({ why: "Kontot är inte anslutet.", remedy: "Anslut kontot under Konton." }),
    not_summoned: () => ({
      why: "Plattformen låter kommunen svara härifrån bara den som nämner kontot.",
      remedy: "Öppna inlägget i webbläsaren och svara där. Anteckna det här.",
    }),
    author_unknown: () => ({
      why: "Plattformen säger inte vem som skrev inlägget, så ingen kan blockeras.",
      remedy: "",
    }),
    already_blocked: () => ({ why: "Avsändaren är redan blockerad.", remedy: "" }),
    not_blocked: () => ({ why: "Avsändaren är inte blockerad härifrån.", remedy: "" }),
    review_after_end: () => ({
      why: "Omprövningen ligger efter blockeringens slut.",
      remedy: "Välj en dag före slutet.",
    }),
    review_due: () => ({
      why: "Blockeringen av avsändaren ska omprövas först.",
      remedy: "Låt den fortsätta eller släpp in avsändaren igen.",
    }),
    closing_removes: (d) => ({
      why: `Plattformen tar bort ${text(d) ? number(Number(text(d))) : "alla"} kommentarer när tråden stängs.`,
      remedy: "Bekräfta en gång till.",
    }),
    too_late_to_withdraw: () => ({ why: "För sent att ångra: beslutet verkställs redan.", remedy: "" }),
    decision_waiting: () => ({
      why: "Ett annat beslut om inlägget väntar på att verkställas.",
      remedy: "Vänta tills det är klart, eller ångra det.",
    }),
    gone: () => ({ why: "Inlägget är borta från plattformen.", remedy: "" }),
    reminders_unseen: (d) => ({
      why:
        Number(text(d)) === 1
          ? "Det är en sak i svaret att tänka på innan det skickas."
          : `Det är ${number(Number(text(d)))} saker i svaret att tänka på innan det skickas.`,
      remedy: "Tryck på skicka igen, så visas vad det är.",
    }),
    reply_empty: () => ({ why: "Svaret är tomt.", remedy: "Skriv något först." }),
    field_unfilled: (d) =>
      own(text(d)) ?? {
        why: `Mallens fält ”${text(d)}” är inte ifyllt.`,
        remedy: "Fyll i det eller stryk det.",
      },
    reply_too_long: (d) => ({
      why: `Svaret är längre än ${text(d) ? number(Number(text(d))) : ""} tecken.`,
      remedy: "Korta det.",
    }),
    registrar_address_missing: () => ({
      why: "Förvaltningen har ingen registratorsadress.",
      remedy: "Administratören fyller i den under Konton, Förvaltningar.",
    }),
    registration_number_malformed: () => ({
      why: "Det ser inte ut som ett diarienummer.",
      remedy: "Det ska ha minst en siffra och högst 60 tecken.",
    }),
    field_missing: (d) => ({ why: `${fieldNames[text(d)] ?? "Ett fält"} måste fyllas i.`, remedy: "" }),
    already_registered: () => ({ why: "Det är redan registrerat.", remedy: "" }),
    second_administrator_missing: () => ({
      why: "Ett konto ska ha två administratörer.",
      remedy: "Välj två olika personer.",
    }),
    agreement_missing: () => ({
      why: "Det finns ingen undertecknad överenskommelse.",
      remedy: "Fyll i dagen då den undertecknades.",
    }),
    account_exists: () => ({ why: "Kontot finns redan i registret.", remedy: "" }),
    login_refused: () => ({
      why: "Plattformen godtog inte inloggningen.",
      remedy: "Kontrollera användarnamn och lösenord och anslut kontot igen.",
    }),
    app_missing: () => ({
      why: "Kommunens egen app hos plattformen är inte angiven.",
      remedy: "Administratören fyller i appens id när kontot ansluts.",
    }),
    sign_in_denied: () => ({
      why: "Inloggningen avbröts.",
      remedy: "Börja om när du vill; inget är sparat.",
    }),
    sign_in_foreign: () => ({
      why: "Svaret från webbläsaren hörde inte till den här inloggningen.",
      remedy: "Det är inte sparat. Stäng andra inloggningssidor och börja om.",
    }),
    sign_in_timed_out: () => ({ why: "Ingen loggade in i tid.", remedy: "Börja om; det finns tio minuter." }),
    sign_in_port_taken: (d) => ({
      why: `Ett annat program på datorn använder port ${text(d)}, dit webbläsaren ska komma tillbaka.`,
      remedy: "Stäng det programmet, eller vänta tills en annan inloggning är klar.",
    }),
    wrong_account: (d) => ({
      why: `Inloggningen gäller ett annat konto${text(d) ? ` (${text(d)})` : ""}.`,
      remedy: "Logga ut på plattformen i webbläsaren och logga in med rätt konto.",
    }),
    login_ending: (d) => ({
      why: `Nyckeln till plattformen går ut${text(d) ? ` ${text(d)}` : " snart"}.`,
      remedy: "Anslut kontot igen innan dess; annars bryts uppsikten.",
    }),
    login_ended: () => ({
      why: "Nyckeln till plattformen har gått ut.",
      remedy: "Anslut kontot igen.",
    }),
    taken_in_before: () => ({
      why: "Inlägget finns redan i Uppsikt.",
      remedy: "Sök på orden i kön för att hitta det.",
    }),
    file_too_large: (d) => ({
      why: `Filen är för stor. Högst ${text(d) || "25"} MB per fil går att lägga in.`,
      remedy: "Dela upp den eller spara den på annat sätt och länka.",
    }),
    archive_refused: (d) => ({
      why: `Arkivet gick inte att läsa: ${
        (
          {
            no_archive: "det är varken ett känt arkiv eller en tabell",
            unreadable: "det är skadat, krypterat eller packat på ett okänt sätt",
            bomb: "det packar upp till orimligt mycket",
            path: "en fil i det pekar ut ur arkivet",
            too_large: "det, eller en fil i det, är för stort",
            no_posts: "det innehåller inga inlägg som går att känna igen",
          } as Record<string, string>
        )[text(d)] ?? text(d)
      }.`,
      remedy: "Inget är infört. Hämta arkivet på nytt från plattformen, i formatet JSON.",
    }),
    platform_away: () => ({ why: "Plattformen svarar inte.", remedy: "Försök igen om en stund." }),
    address_malformed: () => ({ why: "Det är ingen webbadress.", remedy: "Den ska börja med https://." }),
    time_passed: () => ({ why: "Tiden har redan varit.", remedy: "Välj en tid framåt." }),
    time_ahead: () => ({ why: "Tiden har inte varit än.", remedy: "Välj en tid som har varit." }),
    file_malformed: (d) => ({
      why: `Filen ${part(d, "file")} håller inte, rad ${part(d, "line")}: ${part(d, "reason").replace(/\.?$/, ".")}`,
      remedy: "Rätta filen.",
    }),
    not_rehearsed: () => ({
      why: "Ändringen har inte provkörts som den står.",
      remedy: "Provkör den på alla inlägg först.",
    }),
    rules_moved: () => ({
      why: "Någon annan har ändrat reglerna under tiden.",
      remedy: "Provkör igen, så att du ser vad som gäller tillsammans.",
    }),
    too_few_judged: (d) => ({
      why: `Det finns för få bedömda flaggor att lära av: ${part(d, "right") || "0"} rätta och ${part(d, "wrong") || "0"} felaktiga, och det behövs ${part(d, "needed") || "fler"} av varje.`,
      remedy: "Bedöm fler flaggor i kön.",
    }),
    key_missing: () => ({
      why: "Nyckeln till databasen finns inte i datorns nyckelförvaring.",
      remedy:
        "Logga in på datorn som den person som brukar använda Uppsikt, eller återställ nyckeln från säkerhetskopian.",
    }),
    key_wrong: () => ({
      why: "Nyckeln i datorns nyckelförvaring passar inte databasen.",
      remedy: "Databasen kan komma från en annan dator. Återställ rätt nyckel från säkerhetskopian.",
    }),
    key_store_closed: () => ({
      why: "Datorns nyckelförvaring är låst eller saknas.",
      remedy: "Lås upp nyckelringen och försök igen.",
    }),
    database_newer: () => ({
      why: "Databasen har skrivits av en nyare version av Uppsikt.",
      remedy: "Uppdatera Uppsikt på den här datorn.",
    }),
    database_damaged: (d) => ({
      why: `Databasen är skadad. En kopia är undanlagd som ${text(d)}.`,
      remedy: "Rör den inte. Läs tillbaka senaste säkerhetskopian och kontakta den som sköter Uppsikt.",
    }),
    disk_full: () => ({ why: "Disken är full.", remedy: "Frigör utrymme och försök igen." }),
    read_only: () => ({
      why: "Mappen går inte att skriva i.",
      remedy: "Be datorns administratör om skrivrätt till mappen.",
    }),
    database_away: () => ({
      why: "Databasservern svarar inte.",
      remedy: "Kontrollera nätet och försök igen. Inget har gått förlorat; utkast i fönstret finns kvar.",
    }),
    database_busy: () => ({
      why: "Databasen är upptagen av någon annan.",
      remedy: "Försök igen om en stund. Inget har gått förlorat.",
    }),
    database_login: () => ({
      why: "Databasservern godtar inte inloggningen.",
      remedy: "Be den som sköter Uppsikt kontrollera adressen i uppsikt.toml.",
    }),
  } satisfies Record<RefusalCode, (details: unknown) => Reason> as Record<
    RefusalCode,
    (details: unknown) => Reason
  >,

  flag: {
    "offensive.attack": "Påhopp",
    "offensive.threat": "Hot",
    "offensive.hate": "Hets mot folkgrupp",
    "offensive.sexist": "Sexistiskt",
    "offensive.profanity": "Svordom",
    "offensive.sexual": "Sexuellt",
    "offensive.violence": "Våldsskildring",
    "unlawful.incitement": "Uppvigling",
    "unlawful.copyright": "Upphovsrätt",
    "unlawful.child_pornography": "Barnpornografi",
    "spam.commercial": "Reklam",
    "confidential.health": "Sekretess: hälsa",
    "confidential.social": "Sekretess: omsorg",
    "confidential.school": "Sekretess: skola",
    "confidential.protected_identity": "Skyddade uppgifter",
    "confidential.crime": "Sekretess: brott",
    "pii.personnummer": "Personnummer",
    "pii.samordningsnummer": "Samordningsnummer",
    "pii.phone": "Telefonnummer",
    "pii.email": "E-postadress",
    "pii.address": "Bostadsadress",
    "pii.bank": "Kontonummer",
    "pii.card": "Kortnummer",
    "pii.plate": "Registreringsskylt",
    "pii.property": "Fastighet",
    "pii.name_sensitive": "Namn på enskild",
    "pii.special_category": "Känslig personuppgift",
    "route.question": "Fråga",
    "route.criticism": "Saklig kritik",
    "route.fault_report": "Felanmälan",
    "route.case": "Ärende",
    "route.dnr": "Nämner diarienummer",
    "route.records_request": "Begäran om handling",
  } satisfies Record<FlagLabel, string> as Record<FlagLabel, string>,
};

export type Words = typeof sv;
