/** The removal of what may not be copied: what becomes of what was kept, on which ground, and one button. */
import { useState, type RefObject } from "react";
import type { PostView } from "../../backend/bindings";
import { Button } from "../../parts/Button";
import { useBinding } from "../../parts/keys";
import { useNamed, useWords } from "../../text";
import { GroundSelect } from "./GroundSelect";

export function NoCopyForm({
  post,
  service,
  busy,
  onRemove,
  button,
}: {
  post: PostView;
  service: string;
  busy: boolean;
  onRemove: (ground: string) => void;
  button: RefObject<HTMLButtonElement | null>;
}) {
  const words = useWords();
  const named = useNamed();
  const key = useBinding("remove");
  const [ground, setGround] = useState(post.groundsWithoutCopy[0]?.id ?? "");
  const chosen = post.groundsWithoutCopy.find((one) => one.id === ground);
  if (!chosen) return null;
  return (
    <div className="q-form" data-testid="no-copy-form">
      {post.groundsWithoutCopy.length > 1 ? (
        <GroundSelect grounds={post.groundsWithoutCopy} value={ground} onChange={setGround} />
      ) : (
        <p>
          {words.act.groundLead} {named(chosen)}
        </p>
      )}
      <p className="q-law">{chosen.statute}</p>
      <ul className="q-points">
        {words.act.noCopy.what.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Button
        look="primary"
        wide
        shortcut={post.noCopy ? key : undefined}
        ref={button}
        onPress={() => onRemove(ground)}
        isPending={busy}
        data-testid="do-remove-without-copy"
      >
        {words.act.noCopy.remove(service)}
      </Button>
    </div>
  );
}
