/** The sheet for a report to the police: written out to a file, as often as one likes. */
import { FileDown } from "lucide-react";
import { useState } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useWork } from "../../parts/work";
import { useWords } from "../../text";

export function PoliceSheet({ post }: { post: PostView }) {
  const words = useWords();
  const [said, setSaid] = useState("");
  const { busy, error, run } = useWork();
  const save = () =>
    run(async () => {
      const path = await commands.policeSheetSave(post.id);
      setSaid(path ? words.evidence.paperSaved(path) : "");
    });
  return (
    <div>
      <Button
        look="link"
        icon={<FileDown aria-hidden size={14} />}
        onPress={() => void save()}
        isPending={busy}
        data-testid="do-police-sheet"
      >
        {words.act.policeSheet}
      </Button>
      <p role="status" className="tiny calm">
        {said}
      </p>
      <Trouble error={error} />
    </div>
  );
}
