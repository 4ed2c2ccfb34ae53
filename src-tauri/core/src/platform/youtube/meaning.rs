//! What a recorded answer of YouTube's means, whatever was asked: each item says its kind, or has the fields of one.

use super::{
    decode::{self, Channel, Thread},
    judged,
};
use crate::{
    intake::Fetched,
    platform::{decoded::Meaning, plain, reading, transport::Answer},
};
use serde_json::{Value, json};

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
        let take = |one: &Value| meaning.take(decode::comment(&unmarked(one), root.as_deref(), &own, None));
        std::iter::once(thread.top).chain(thread.replies).for_each(take);
    } else if kind.ends_with("#liveChatMessage") {
        meaning.take(live(item));
    } else if kind.ends_with("#activity") {
        // What the channel did elsewhere is not what it published.
        if let Some(upload) = item.get("contentDetails").and_then(|details| details.get("upload")) {
            let video = json!({ "contentDetails": upload, "snippet": told });
            meaning.take(decode::video(&video, &channel));
        }
    } else if kind.ends_with("#comment") || ["textDisplay", "textOriginal"].iter().any(|name| told.get(name).is_some())
    {
        meaning.take(decode::comment(&unmarked(item), None, &channel, None));
    } else if (kind.ends_with("#video") || kind.ends_with("#playlistItem") || kind.ends_with("#searchResult"))
        && decode::video_id(item).is_some()
        && told.get("title").is_some()
    {
        let read = decode::video(item, &channel);
        // Only a search tells words as HTML does.
        let is_escaped = kind.ends_with("#searchResult");
        let plainly = |post: Fetched| Fetched { text: plain::of_escaped(&post.text), ..post };
        meaning.take(if is_escaped { read.map(plainly) } else { read });
    }
}

/// Signs that words are told as HTML, as YouTube does unless it is asked for `textFormat=plainText`.
const MARKS: [&str; 9] = ["<br>", "<a href=", "<b>", "<i>", "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];

/// A comment with plain words, whichever way it was asked for. A recording does not tell the way.
fn unmarked(item: &Value) -> Value {
    let mut plainly = item.clone();
    let told = if item.get("snippet").is_some() { plainly.get_mut("snippet") } else { Some(&mut plainly) };
    if let Some(told) = told.filter(|told| told.get("textOriginal").is_none())
        && let Some(shown) = reading::text(told, "textDisplay").filter(|shown| MARKS.iter().any(|m| shown.contains(m)))
        && let Some(fields) = told.as_object_mut()
    {
        fields.insert("textDisplay".to_owned(), plain::of_html(&shown).into());
    }
    plainly
}

/// What somebody wrote in the talk beside a live broadcast. It stands under the talk, since no film is named.
fn live(item: &Value) -> Result<Fetched, String> {
    let told = item.get("snippet").unwrap_or(&Value::Null);
    let who = item.get("authorDetails").unwrap_or(&Value::Null);
    let comment = json!({ "id": item.get("id"), "snippet": {
        "textOriginal": told.get("displayMessage"), "publishedAt": told.get("publishedAt"),
        "authorChannelId": { "value": told.get("authorChannelId") }, "authorDisplayName": who.get("displayName"),
    } });
    let talk = reading::id(told, "liveChatId");
    // A comment has an address of its own, and what is said live has none.
    decode::comment(&comment, talk.as_deref(), &Channel::default(), None).map(|post| Fetched {
        permalink: None,
        raw: reading::raw(item),
        ..post
    })
}
