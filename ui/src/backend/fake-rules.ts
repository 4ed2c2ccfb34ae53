/**
 * Rules in memory, for tests and the browser: a few words, a reader of rule files that knows the shape and no more, and a
 * rehearsal that takes a moment. Only the core knows what a rule really is.
 */
import type {
  Example,
  ModelPage,
  OwnVersion,
  Person,
  Refusal,
  Rehearsal,
  Reminder,
  Report,
  RulesHistory,
  RulesPage,
  TriedFlag,
} from "./bindings";

type Rule = RulesPage["rules"][number] & { patterns: string[] };

const rule = (
  id: string,
  label: Rule["label"],
  severity: Rule["severity"],
  why: string,
  ground: string,
  patterns: string[],
  right: number,
  judged: number,
): Rule => ({
  ...{ id, label, severity, why, ground, patterns, right, judged },
  also: [],
  score: 90,
  file:
    label === "offensive.threat"
      ? "hot.toml"
      : label.startsWith("pii")
        ? "personuppgifter.toml"
        : "angrepp.toml",
  own: false,
  off: false,
});

const program: Rule[] = [
  rule(
    "hot.vet-var-du-bor",
    "offensive.threat",
    "grave",
    "”…”: antyder att någon söker upp en person i hemmet.",
    "Brottsbalken 4 kap. 5 § olaga hot",
    ["vet var du bor"],
    41,
    43,
  ),
  rule(
    "angrepp.ord",
    "offensive.attack",
    "watch",
    "”…”: ett påhopp på en person.",
    "Kommunens riktlinjer; brottsbalken 5 kap. 3 § förolämpning",
    ["idiot", "pajas"],
    12,
    20,
  ),
  rule(
    "id.telefon",
    "pii.phone",
    "watch",
    "”…”: ett telefonnummer till en enskild.",
    "Dataskyddsförordningen artikel 5 och 6",
    ["070-174 06 55"],
    0,
    0,
  ),
];

const day = 86_400_000;
const digest = (no: number) => ((no + 7) * 2654435761).toString(16).padStart(8, "0").repeat(8).slice(0, 64);
const points = (text: string) => [...text].length;

/** The rules of a file, or the line where it does not hold. */
function readFile(file: string, text: string): Rule[] | Refusal {
  const malformed = (line: number, reason: string): Refusal => ({
    code: "file_malformed",
    details: { file, line, reason },
  });
  if (!text.trim()) return [];
  if (!/^version = "/m.test(text)) return malformed(1, "filen saknar ”version”");
  const found: Rule[] = [];
  const blocks = text.split("[[rule]]");
  let line = blocks[0]!.split("\n").length;
  for (const block of blocks.slice(1)) {
    const words = (name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(block)?.[1] ?? "";
    const list = (name: string): string[] => {
      const written = new RegExp(`^${name} = (\\[.*\\])$`, "m").exec(block)?.[1];
      return written ? (JSON.parse(written) as string[]) : [];
    };
    const id = words("id");
    const made = rule(
      id,
      (words("label") || "offensive.attack") as Rule["label"],
      (words("severity") || "watch") as Rule["severity"],
      words("why").replaceAll("{ord}", "…"),
      words("ground"),
      list("patterns"),
      0,
      0,
    );
    if (!made.why || !made.ground) return malformed(line, `regeln ”${id}” saknar skäl eller grund`);
    const hits = list("hit");
    if (hits.length === 0 || list("miss").length === 0)
      return malformed(line, `regeln ”${id}” behöver minst ett exempel som träffar och ett som inte gör det`);
    const missed = hits.find((hit) => seen([made], hit).length === 0);
    if (missed) return malformed(line, `regeln ”${id}” träffar inte sitt exempel ”${missed}”`);
    found.push({ ...made, file, own: true });
    line += block.split("\n").length - 1;
  }
  return found;
}

/** The rules that a file switches off. */
const offIn = (text: string) =>
  [...(/^off = \[([^\]]*)\]/m.exec(text)?.[1] ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1]!);

function seen(rules: Rule[], text: string): TriedFlag[] {
  const low = text.toLocaleLowerCase("sv");
  return rules.flatMap((one) =>
    one.patterns.flatMap((pattern) => {
      const at = low.indexOf(pattern.toLocaleLowerCase("sv"));
      if (at < 0) return [];
      const start = points(text.slice(0, at));
      const words = text.slice(at, at + pattern.length);
      const { label, severity, score, ground } = one;
      return [
        {
          ...{ label, severity, score, ground },
          rule: one.id,
          start,
          end: start + points(words),
          why: one.why.replace("…", words),
          advice: null,
        },
      ];
    }),
  );
}

type Town = {
  me: () => Person;
  now: () => number;
  posts: () => { id: string; text: string }[];
  enter: (kind: string, subject: string, name: string, entry: Record<string, unknown>) => void;
  refuse: (refusal: Refusal) => Error;
};

export function makeRules(town: Town) {
  const iso = (at: number) => new Date(at).toISOString();
  const own = new Map<string, string>();
  const versions: Omit<OwnVersion, "holds">[] = [];
  const sets: RulesHistory["sets"] = [
    { digest: digest(0), versions: { "hot.toml": "2026-11-22" }, since: iso(town.now() - 3 * day) },
  ];
  const leftOut: Refusal[] = [];
  let rehearsal: Rehearsal = { state: "idle" };
  let training = false;
  const model: Omit<ModelPage, "mayChange" | "training"> = {
    on: false,
    right: 31,
    wrong: 18,
    needed: 12,
    newest: null,
  };

  const keeps = () => town.me().roles.some((role) => role === "manager" || role === "administrator");
  const need = () => {
    if (!keeps()) throw town.refuse({ code: "role_missing", details: "manager" });
  };
  const every = (changed?: { file: string; text: string }): Rule[] => {
    const texts = new Map(own);
    if (changed) texts.set(changed.file, changed.text);
    const off = [...texts.values()].flatMap(offIn);
    const files = new Map([...texts].map(([file, text]) => [file, read(file, text)]));
    const theirs = program.filter((one) => !files.has(one.file) || files.get(one.file)!.length === 0);
    return [...theirs, ...[...files.values()].flat()].map((one) => ({ ...one, off: off.includes(one.id) }));
  };
  const all = (changed?: { file: string; text: string }) => every(changed).filter((one) => !one.off);
  const read = (file: string, text: string) => {
    const rules = readFile(file, text);
    if (!Array.isArray(rules)) throw town.refuse(rules);
    return rules;
  };

  /** As a model that is on and trained adds to it, by the core's sums; it has no say in what is proved by check digits. */
  const advised = (flag: TriedFlag): TriedFlag => {
    if (!model.on || !model.newest || flag.label.startsWith("pii.")) return flag;
    const said = 66;
    const score = Math.min(100, flag.score + (said - 50) / 2);
    return { ...flag, score, advice: { model: model.newest.no, ruleScore: flag.score, said } };
  };

  function report(file: string, text: string): Report {
    const rules = read(file, text);
    const [before, after] = [all(), all({ file, text })];
    const posts = town.posts();
    const marks = (of: Rule[], text: string) => seen(of, text);
    const examples = (from: Rule[], to: Rule[]): Example[] =>
      posts.flatMap((post) => {
        const known = new Set(marks(from, post.text).map((flag) => flag.rule));
        return marks(to, post.text)
          .filter((flag) => !known.has(flag.rule))
          .map(({ rule: by, label, start, end, why }) => ({
            ...{ post: post.id, rule: by, label, start, end, text: post.text, why },
            confirmed: false,
            calledWrong: false,
          }));
      });
    const [gained, lost] = [examples(before, after), examples(after, before)];
    const count = (of: Rule[]) => posts.filter((post) => marks(of, post.text).length > 0).length;
    const hits = count(rules);
    const posted = (of: Example[]) => new Set(of.map((one) => one.post)).size;
    return {
      posts: posts.length,
      hits,
      misses: posts.length - hits,
      gained: posted(gained),
      lost: posted(lost),
      confirmedLost: 0,
      wrongAgain: 0,
      rules: rules.map((one) => ({
        rule: one.id,
        before: 0,
        after: count([one]),
        gained: count([one]),
        lost: 0,
      })),
      newMarks: gained,
      lostMarks: lost,
    };
  }

  const answers = {
    rulesPage: (): RulesPage => {
      const rules = every().map(({ patterns: _, ...row }) => row);
      const names = [...new Set([...program.map((one) => one.file), ...own.keys()])];
      return {
        digest: sets[0]!.digest,
        since: sets[0]!.since,
        files: names.map((name) => ({
          name,
          version: "2026-11-22",
          own: own.has(name),
          replaces: own.has(name) && program.some((one) => one.file === name),
        })),
        rules,
        thresholds: [...new Set(rules.map((one) => one.label))].map((label) => [label, 50]),
        mayChange: keeps(),
        leftOut: [...leftOut],
      };
    },
    rulesTry: (text: string) => seen(all(), text).map(advised),
    rulesFile: (file: string) =>
      own.get(file) ?? (program.some((one) => one.file === file) ? `version = "2026-11-22"\n` : ""),
    rulesCheck: (file: string, text: string, sample: string) => seen(all({ file, text }), sample),
    rulesRehearse: (file: string, text: string) => {
      read(file, text);
      const posts = town.posts().length;
      rehearsal = { state: "going", done: Math.floor(posts / 3), all: posts };
      const mine = rehearsal;
      setTimeout(() => {
        if (rehearsal === mine) rehearsal = { state: "done", file, text, report: report(file, text) };
      }, 600);
      return null;
    },
    rulesRehearsal: () => rehearsal,
    rulesStop: () => {
      if (rehearsal.state === "going") rehearsal = { state: "stopped" };
      return null;
    },
    rulesSwitchOn: (file: string, text: string, reason: string) => {
      need();
      if (rehearsal.state !== "done" || rehearsal.file !== file || rehearsal.text !== text)
        throw town.refuse({ code: "not_rehearsed" });
      if (!reason.trim()) throw town.refuse({ code: "field_missing", details: "reason" });
      const no = versions.length + 1;
      if (text.trim()) own.set(file, text);
      else own.delete(file);
      sets.unshift({ digest: digest(no), versions: {}, since: iso(town.now()) });
      versions.unshift({
        ...{ no, file, text, reason },
        ruleSet: digest(no),
        keptAt: iso(town.now()),
        keptBy: town.me().name,
      });
      town.enter("rules_switched", "rules", "", { file, no });
      return null;
    },
    rulesHistory: (): RulesHistory => {
      const newest = new Set<string>();
      return {
        sets,
        versions: versions.map((version) => {
          const holds = !newest.has(version.file);
          newest.add(version.file);
          return { ...version, holds };
        }),
      };
    },
    replyCheck: (_: string, text: string): Reminder[] => {
      const found: Reminder[] = [];
      for (const [kind, pattern] of [
        ["private_link", /\S+\.(?:blogspot|wordpress)\.com\S*/],
        ["personal_data", /0\d\d-\d[\d ]+/],
        ["political", /rösta på \S+/i],
      ] as const) {
        const hit = pattern.exec(text);
        if (!hit) continue;
        const start = points(text.slice(0, hit.index));
        found.push({ kind, start, end: start + points(hit[0]), words: hit[0] });
      }
      return found;
    },
    modelPage: (): ModelPage => ({
      ...model,
      mayChange: keeps(),
      training: training ? { state: "going", done: 5, all: 12 } : { state: "idle" },
    }),
    modelTrain: () => {
      need();
      training = true;
      const by = town.me().name;
      setTimeout(() => {
        training = false;
        model.newest = {
          no: (model.newest?.no ?? 0) + 1,
          trainedAt: iso(town.now()),
          trainedBy: by,
          right: model.right,
          wrong: model.wrong,
          heldOut: 9,
          agreed: 8,
        };
        town.enter("model_trained", "model", "", { no: model.newest.no });
      }, 500);
      return null;
    },
    modelStop: () => ((training = false), null),
    modelUse: (on: boolean) => {
      need();
      model.on = on;
      town.enter("setting_changed", "local_model", "local_model", { name: "local_model" });
      return null;
    },
  };
  return { answers, model, leftOut };
}
