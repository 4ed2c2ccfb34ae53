/** Pictures from our own store, never from the platform. Of a flagged post they are blurred until asked for. */
import { Eye, EyeOff, FileText, ImageOff } from "lucide-react";
import { useState } from "react";
import type { AttachmentView, FlagView, PostView } from "../../backend/bindings";
import { attachmentAddress } from "../../backend/evidence";
import { FlagMark, namesOf, reasonsOf } from "../../domain/FlagMark";
import { written } from "../../domain/written";
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

export function Pictures({
  post,
  active,
  onActive,
}: {
  post: PostView;
  active: string | null;
  onActive: (flag: string | null) => void;
}) {
  const words = useWords();
  if (post.attachments.length === 0) return null;
  const flagged = post.flags.some((flag) => !flag.wrong && flag.severity !== "calm");
  return (
    <ul className="q-pictures" aria-label={words.post.pictures}>
      {post.attachments.map((attachment) => (
        <li key={attachment.id}>
          <Picture
            attachment={attachment}
            flagged={flagged}
            flags={post.flags.filter((flag) => flag.picture === attachment.id && !flag.wrong)}
            active={active}
            onActive={onActive}
          />
          <Reading
            attachment={attachment}
            flags={post.flags.filter((flag) => flag.picture === attachment.id && !flag.wrong)}
            active={active}
            onActive={onActive}
            missing={post.eyesMissing}
          />
        </li>
      ))}
    </ul>
  );
}

type Seen = {
  attachment: AttachmentView;
  flags: FlagView[];
  active: string | null;
  onActive: (flag: string | null) => void;
};

/** The places in the picture where flagged words stand, in percent of its width and height. */
function boxes({ attachment, flags }: Pick<Seen, "attachment" | "flags">) {
  const reading = attachment.reading;
  if (!reading || reading.width === 0 || reading.height === 0) return [];
  const begun = new Set<FlagView>();
  return reading.places.flatMap((place) => {
    const of = flags.filter((flag) => flag.start < place.end && place.start < flag.end);
    if (of.length === 0) return [];
    const begins = of.some((flag) => !begun.has(flag));
    of.forEach((flag) => begun.add(flag));
    return [
      {
        key: `${place.start}`,
        of,
        begins,
        style: {
          left: `${(100 * place.left) / reading.width}%`,
          top: `${(100 * place.top) / reading.height}%`,
          width: `${(100 * place.width) / reading.width}%`,
          height: `${(100 * place.height) / reading.height}%`,
        },
      },
    ];
  });
}

/** A picture with marks is shown whole: cut to a frame, its marks would stand beside their words. */
const shape = ({ reading }: AttachmentView) =>
  reading && reading.width > 0 && reading.height > 0
    ? { aspectRatio: `${reading.width}/${reading.height}` }
    : undefined;

/** What was read in a picture, flagged like any text, or why nothing was: silence would look like a picture without words. */
function Reading({
  attachment,
  flags,
  active,
  onActive,
  missing,
}: Seen & { missing: PostView["eyesMissing"] }) {
  const words = useWords();
  if (!attachment.saved || !attachment.mediaType.startsWith("image/")) return null;
  const reading = attachment.reading;
  const note = !reading
    ? missing
      ? words.post.pictureMissing[missing]
      : words.post.pictureWaiting
    : reading.trouble
      ? words.post.pictureUnread(words.post.pictureCause[reading.trouble] ?? reading.trouble)
      : reading.text
        ? null
        : words.post.pictureTextNone;
  return note || !reading ? (
    <p className="q-reading tiny faint" data-testid="picture-note">
      {note}
    </p>
  ) : (
    <details className="q-reading" open={flags.length > 0}>
      <summary>{words.post.pictureText}</summary>
      <p {...written()} data-testid="picture-text">
        <FlagMark text={reading.text} flags={flags} active={active} onActive={onActive} />
      </p>
    </details>
  );
}

function Picture({ attachment, flagged, flags, active, onActive }: Seen & { flagged: boolean }) {
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
      <div style={shape(attachment)}>
        <img
          src={address}
          onError={() => setUnreadable(true)}
          alt={blurred ? words.post.blurred : name}
          draggable={false}
        />
        {blurred
          ? null
          : boxes({ attachment, flags }).map(({ key, of, begins, style }) => (
              <span
                key={key}
                className={`q-box${of.some((flag) => flag.id === active) ? " active" : ""}`}
                style={style}
                data-label={of.map((flag) => flag.label).join(" ")}
                data-testid="picture-box"
                title={reasonsOf(of)}
                // A flag is read aloud once, however many words it has.
                {...(begins ? { role: "img", "aria-label": namesOf(words, of) } : { "aria-hidden": true })}
                onMouseEnter={() => onActive(of[0]!.id)}
                onMouseLeave={() => onActive(null)}
              />
            ))}
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
