//! What a recorded answer of YouTube's means, whatever was asked: each item says its kind, or has the fields of one.

use super::{
    decode::{self, Channel, Thread},
    judged,
};
use crate::platform::{decoded::Meaning, reading, transport::Answer};
use serde_json::Value;

/// Reads one answer.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let value = match judged(answer) {
        Ok(value) => value,
        Err(lost) => return Meaning::lost(answer, lost),
    };
    let mut meaning = Meaning::of(answer);
    match value.get("items").and_then(Value::as_array) {
        Some(items) => items.iter().for_each(|one| item(one, &mut meaning)),
        None => item(&value, &mut meaning),
    }
    meaning.next = reading::text(&value, "nextPageToken");
    meaning
}

fn item(item: &Value, meaning: &mut Meaning) {
    let kind = reading::text(item, "kind").or_else(|| reading::text_at(item, &["id", "kind"])).unwrap_or_default();
    let told = item.get("snippet").unwrap_or(item);
    let channel = Channel::default();
    if let Some(thread) = Thread::of(item) {
        let root = thread.root();
        let own = Channel { id: reading::id(told, "channelId").unwrap_or_default(), ..channel };
        meaning.take(decode::comment(thread.top, root.as_deref(), &own, None));
        thread.replies.iter().for_each(|reply| meaning.take(decode::comment(reply, root.as_deref(), &own, None)));
    } else if kind.ends_with("#comment") || ["textDisplay", "textOriginal"].iter().any(|name| told.get(name).is_some())
    {
        meaning.take(decode::comment(item, None, &channel, None));
    } else if (kind.ends_with("#video") || kind.ends_with("#playlistItem") || kind.ends_with("#searchResult"))
        && decode::video_id(item).is_some()
        && told.get("title").is_some()
    {
        meaning.take(decode::video(item, &channel));
    }
}
