/** The conversation that the post stands in. */
import type { PostView } from "../../backend/bindings";
import { Avatar } from "../../domain/AccountBadge";
import { useNow } from "../../domain/now";
import { written } from "../../domain/written";
import { Chip } from "../../parts/Chip";
import { useDates, useWords } from "../../text";

export function Thread({ post }: { post: PostView }) {
  const words = useWords();
  const dates = useDates(useNow());
  if (post.thread.length === 0) return <p className="q-none">{words.post.threadEmpty}</p>;
  return (
    <ol className="q-thread">
      {post.thread.map((other) => (
        <li
          key={other.id}
          className={other.current ? "current" : undefined}
          aria-current={other.current || undefined}
          style={{ marginInlineStart: `${Math.min(other.depth, 3) * 1.125}rem` }}
        >
          <Avatar name={other.author} small />
          <span className="q-thread-who">
            <b>{other.author}</b> {other.ours ? <Chip>{words.post.ours}</Chip> : null}
            {other.current ? <Chip>{words.post.thisPost}</Chip> : null}
            {other.gone ? <Chip>{words.post.threadGone}</Chip> : null}
          </span>
          <time className="q-when" dateTime={other.postedAt}>
            {dates.short(other.postedAt)}
          </time>
          {other.withheld ? (
            <p className="faint">{words.post.threadWithheld}</p>
          ) : (
            <p
              className={other.gone ? "gone" : undefined}
              {...written(other.current ? post.row.language : null)}
            >
              {other.text}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
