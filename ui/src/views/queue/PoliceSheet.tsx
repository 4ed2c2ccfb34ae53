/** The sheet for a report to the police: written out to a file, as often as one likes. */
import { FileDown } from "lucide-react";
import { useState } from "react";
import type { PostView } from "../../backend/bindings";
import { commands } from "../../backend/commands";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { useWords } from "../../text";

export function PoliceSheet({ post }: { post: PostView }) {
  const words = useWords();
  const [said, setSaid] = useState("");
  const [error, setError] = useState<unknown>(null);
  const save = () =>
    commands.policeSheetSave(post.id).then(
      (path) => {
        setError(null);
        setSaid(path ? words.evidence.paperSaved(path) : "");
      },
      (caught: unknown) => setError(caught),
    );
  return (
    <div>
      <Button
        look="link"
        icon={<FileDown aria-hidden size={14} />}
        onPress={() => void save()}
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
