//! What a recorded answer of X's means, whatever was asked: posts and messages are told by their fields, and older
//! answers (v1.1) are read as far as they say the same.

use super::{
    allowance,
    decode::{self, Beside, Me, Place, items},
    judged,
};
use crate::platform::{
    decoded::Meaning,
    reading,
    transport::{Answer, Method},
};
use serde_json::{Value, json};

/// Reads one answer.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let older = serde_json::from_slice::<Value>(&answer.bytes).ok().and_then(|value| as_listed(&value));
    let value = match older.filter(|_| (200..300).contains(&answer.status)) {
        Some(listed) => listed,
        None => match judged(answer, Method::Get) {
            Ok(value) => value,
            Err(lost) => {
                let gone = gone(&serde_json::from_slice(&answer.bytes).unwrap_or_default());
                return Meaning { allowance: allowance(answer), gone, ..Meaning::lost(answer, lost) };
            }
        },
    };
    let mut meaning = Meaning::of(answer);
    meaning.allowance = allowance(answer).or(meaning.allowance);
    let me = Me::default();
    let one = std::slice::from_ref(&value);
    let all = if value.get("data").is_none() && value.get("text").is_some() { one } else { items(&value) };
    for item in all {
        let beside = Beside(&value);
        if item.get("event_type").is_some() || item.get("dm_conversation_id").is_some() && item.get("text").is_some() {
            if decode::is_message(item) {
                meaning.take(decode::message(item, beside, &me));
            }
        } else if ["text", "full_text"].iter().any(|name| item.get(name).is_some()) && item.get("username").is_none() {
            let place = if decode::answers(item) { Place::Thread } else { Place::Elsewhere };
            // Whose list it is a recording does not tell; what names nobody is at least no mention.
            let read = decode::post(item, beside, &me, place);
            let names_somebody = read.as_ref().is_ok_and(|post| post.parent.is_some() || post.text.contains('@'));
            if names_somebody { meaning.take(read) } else { meaning.take_plainly(read) }
        } else if reading::truth(item, "deleted") == Some(true) {
            meaning.gone.extend(reading::id(item, "id"));
        }
    }
    meaning.gone.extend(gone(&value));
    meaning.next = reading::text_at(&value, &["meta", "next_token"]).or_else(|| reading::text(&value, "next_cursor"));
    meaning
}

/// Older answers, and what X would tell a server of ours, as a list under `data`; nothing when it is neither.
fn as_listed(value: &Value) -> Option<Value> {
    let named = |names: &[&str]| names.iter().find_map(|name| value.get(*name)?.as_array());
    let items: Vec<Value> =
        if let Some(posts) = value.as_array().or_else(|| named(&["statuses", "tweet_create_events"])) {
            posts.clone()
        } else if let Some(messages) = named(&["events", "direct_message_events"]) {
            messages.iter().filter_map(as_message).collect()
        } else {
            let taken_back = named(&["tweet_delete_events"])?.iter().filter_map(|event| event.get("status"));
            taken_back.map(|status| json!({ "id": status.get("id"), "deleted": true })).collect()
        };
    Some(json!({ "data": items, "next_cursor": value.get("next_cursor") }))
}

/// An older message under the names of today. Who talks with whom is the conversation.
fn as_message(event: &Value) -> Option<Value> {
    let made = event.get("message_create")?;
    let number = |name: &str, of: &Value| reading::id(of, name)?.parse::<u64>().ok();
    let (sender, other) = (number("sender_id", made)?, number("recipient_id", made.get("target")?)?);
    Some(json!({
        "event_type": "MessageCreate",
        "id": event.get("id"),
        "sender_id": made.get("sender_id"),
        "dm_conversation_id": format!("{}-{}", sender.min(other), sender.max(other)),
        "text": made.get("message_data").and_then(|data| data.get("text")),
        "created_at": reading::instant_ms(event, "created_timestamp"),
    }))
}

fn gone(value: &Value) -> Vec<String> {
    let is_gone =
        |error: &&Value| reading::text(error, "type").is_some_and(|kind| kind.ends_with("/resource-not-found"));
    let errors = reading::list(value, "errors").iter().filter(is_gone);
    errors.filter_map(|error| reading::id(error, "resource_id").or_else(|| reading::id(error, "value"))).collect()
}
