/** A logbook line as a sentence. */
import type { LogLine } from "../backend/bindings";
import { isEntryKind, useDates, useWords } from "../text";
import { useHouse } from "./queries";
import { useNow } from "./now";

export function useSentence(): (line: LogLine) => string {
  const words = useWords();
  const { people, departments } = useHouse();
  const dates = useDates(useNow());
  return (line) => {
    if (!isEntryKind(line.kind)) return words.logbook.unknownKind(line.kind);
    const entry = parse(line.entry);
    const get = (field: string) =>
      entry[field] === undefined || entry[field] === null ? "" : String(entry[field]);
    const until = get("until");
    return words.entry[line.kind]({
      actor: line.actor || words.logbook.system,
      subject: line.aboutPost
        ? words.logbook.postBy(line.subjectName || words.logbook.someone)
        : line.subjectName || plain(line, words.logbook.nameless),
      department: departments.find((department) => department.id === get("department"))?.name ?? "",
      person: people.find((person) => person.id === get("person"))?.name ?? "",
      until: until ? dates.near(until) : "",
      get,
    });
  };
}

/** A subject that is a word; of an id, which says nothing to a reader, what can be said instead. */
function plain({ kind, subject }: LogLine, nameless: string): string {
  if (!/^[0-9a-f-]{16,}$/i.test(subject)) return subject;
  return kind === "paper_saved" ? "" : nameless;
}

function parse(entry: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(entry);
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
