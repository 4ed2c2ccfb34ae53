/** Pictures from our own store, never from the platform. Of a flagged post they are blurred until asked for. */
import { Eye, EyeOff, FileText, ImageOff } from "lucide-react";
import { useState } from "react";
import type { AttachmentView, PostView } from "../../backend/bindings";
import { attachmentAddress } from "../../backend/evidence";
import { Button } from "../../parts/Button";
import { causeText, useWords } from "../../text";

/** Only our own address is ever asked for a picture: looking must not tell a platform that somebody looked. */
export function isOurs(url: string): boolean {
  try {
    const address = new URL(url, window.location.href);
    return (
      address.protocol === "evidence:" ||
      address.hostname === "evidence.localhost" ||
      address.origin === window.location.origin
    );
  } catch {
    return false;
  }
}

export function Pictures({ post }: { post: PostView }) {
  const words = useWords();
  if (post.attachments.length === 0) return null;
  const flagged = post.flags.some((flag) => !flag.wrong && flag.severity !== "calm");
  return (
    <ul className="q-pictures" aria-label={words.post.pictures}>
      {post.attachments.map((attachment) => (
        <li key={attachment.id}>
          <Picture attachment={attachment} flagged={flagged} />
        </li>
      ))}
    </ul>
  );
}

function Picture({ attachment, flagged }: { attachment: AttachmentView; flagged: boolean }) {
  const words = useWords();
  const [asked, setAsked] = useState(false);
  const name = attachment.description || words.post.noDescription;
  const [unreadable, setUnreadable] = useState(false);
  const address = attachmentAddress(attachment.id);
  if (!attachment.saved)
    return (
      <div className="q-nopicture">
        <ImageOff aria-hidden />
        <span>
          {words.post.pictureNotSaved}
          {attachment.trouble ? `: ${causeText(words, attachment.trouble)}` : ""}
        </span>
      </div>
    );
  if (unreadable || !attachment.mediaType.startsWith("image/") || !isOurs(address))
    return (
      <div className="q-nopicture quiet">
        <FileText aria-hidden />
        <span>{name}</span>
      </div>
    );
  const blurred = flagged && !asked;
  return (
    <figure className="q-picture" data-blurred={blurred} data-testid="picture">
      <div>
        <img
          src={address}
          onError={() => setUnreadable(true)}
          alt={blurred ? words.post.blurred : name}
          draggable={false}
        />
      </div>
      <figcaption>
        <span>{blurred ? words.post.blurred : name}</span>
        {flagged ? (
          <Button
            look="link"
            icon={asked ? <EyeOff aria-hidden size={14} /> : <Eye aria-hidden size={14} />}
            onPress={() => setAsked(!asked)}
            data-testid="do-show-picture"
          >
            {asked ? words.post.hidePicture : words.post.showPicture}
          </Button>
        ) : null}
      </figcaption>
    </figure>
  );
}
