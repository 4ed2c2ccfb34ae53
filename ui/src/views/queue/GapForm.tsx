/** What the platform no longer gives: named, so that whoever seals without it knows what is missing. */
import { useState } from "react";
import type { PostView } from "../../backend/bindings";
import { useNow } from "../../domain/now";
import { Button } from "../../parts/Button";
import { useDates, useWords } from "../../text";

export const lostFiles = (post: PostView) => post.attachments.filter((attachment) => attachment.gone);

export function GapForm({ post, onSeal }: { post: PostView; onSeal: (without: string[]) => Promise<void> }) {
  const words = useWords();
  const dates = useDates(useNow());
  const [busy, setBusy] = useState(false);
  const lost = lostFiles(post);
  return (
    <div className="q-form" data-testid="gap-form">
      <p>{words.act.gap.lead}</p>
      <ul className="q-points">
        {lost.map((file) => (
          <li key={file.id}>
            {words.act.gap.line(
              file.fileName,
              file.troubleSince ? dates.moment(file.troubleSince) : "",
              file.troubleAnswer,
            )}
          </li>
        ))}
      </ul>
      <p className="faint">{words.act.gap.body}</p>
      <Button
        wide
        isPending={busy}
        onPress={() => {
          setBusy(true);
          void onSeal(lost.map((file) => file.id)).finally(() => setBusy(false));
        }}
        data-testid="do-seal-without"
      >
        {words.act.gap.seal}
      </Button>
    </div>
  );
}
