/** A sealed copy: its number, what it holds, whether its seal still stands, and the way to paper. */
import { FileDown, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { EvidenceView } from "../backend/bindings";
import { commands } from "../backend/commands";
import { Button } from "../parts/Button";
import { useWork } from "../parts/work";
import { useDates, useWords } from "../text";
import { useNow } from "./now";
import { Trouble } from "./WhyNot";
import "./domain.css";

type Part = "text" | "picture" | "thread" | "raw";
const page = /^sida-\d+\.png$/;

/** What a copy holds, told by its files. */
function heldBy({ files }: EvidenceView): Part[] {
  const has = (name: string) => files.some((file) => file.name === name);
  const picture = files.some((file) => file.mediaType.startsWith("image/") && !page.test(file.name));
  const parts: [Part, boolean][] = [
    ["text", has("inlagg.txt")],
    ["picture", picture],
    ["thread", has("trad.json")],
    ["raw", has("svar.json")],
  ];
  return parts.filter(([, held]) => held).map(([part]) => part);
}

export function EvidenceSeal({ evidence }: { evidence: EvidenceView }) {
  const words = useWords();
  const dates = useDates(useNow());
  const [shown, setShown] = useState(false);
  const [said, setSaid] = useState("");
  const { busy, error, run } = useWork();

  const verify = () =>
    run(async () => {
      const { sound } = await commands.evidenceVerify(evidence.id);
      setSaid(sound ? words.evidence.sound : words.evidence.unsound);
    });
  const save = () =>
    run(async () => {
      const path = await commands.paperSave(evidence.id);
      setSaid(path ? words.evidence.paperSaved(path) : "");
    });
  const holds = words.list(heldBy(evidence).map((part) => words.evidence.holds[part]));

  return (
    <div className="seal">
      <p>
        <span className="strong" data-testid="evidence-number">
          {evidence.number}
        </span>{" "}
        · {dates.near(evidence.sealedAt)} · {holds}
      </p>
      {evidence.gaps.length > 0 ? (
        <ul className="watch" data-testid="evidence-gaps">
          {evidence.gaps.map((gap) => (
            <li key={gap.name}>{words.act.gap.line(gap.name, dates.moment(gap.since), gap.answer)}</li>
          ))}
        </ul>
      ) : null}
      {evidence.outdated ? <p className="watch">{words.evidence.outdated}</p> : null}
      {evidence.sound === false ? <p className="grave">{words.evidence.unsound}</p> : null}
      <div className="seal-does">
        <Button look="link" onPress={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? words.evidence.hideDetails : words.evidence.details}
        </Button>
        <Button
          look="link"
          onPress={save}
          isPending={busy}
          icon={<FileDown aria-hidden size={14} />}
          data-testid="do-paper"
        >
          {words.evidence.paper}
        </Button>
      </div>
      {shown ? (
        <div className="seal-more">
          <p className="tiny faint sentence">{words.evidence.by(evidence.by)}</p>
          <ul aria-label={words.evidence.files}>
            {evidence.files.map((file) => (
              <li key={file.name} className="tiny">
                {file.name} <span className="faint">{Math.max(1, Math.round(file.bytes / 1024))} kB</span>
              </li>
            ))}
          </ul>
          <p className="mono faint">
            {words.evidence.digest} {evidence.digest}
          </p>
          <Button look="link" onPress={verify} isPending={busy} icon={<ShieldCheck aria-hidden size={14} />}>
            {words.evidence.verify}
          </Button>
        </div>
      ) : null}
      <p role="status" className="tiny calm">
        {said}
      </p>
      <Trouble error={error} />
    </div>
  );
}
