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
use serde_json::Value;

/// Reads one answer.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let older = serde_json::from_slice::<Value>(&answer.bytes).ok().filter(Value::is_array);
    let value = match older.filter(|_| (200..300).contains(&answer.status)) {
        Some(list) => serde_json::json!({ "data": list }),
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
            meaning.take(decode::post(item, beside, &me, place));
        } else if reading::truth(item, "deleted") == Some(true) {
            meaning.gone.extend(reading::id(item, "id"));
        }
    }
    meaning.gone.extend(gone(&value));
    meaning.next = reading::text_at(&value, &["meta", "next_token"]);
    meaning
}

fn gone(value: &Value) -> Vec<String> {
    let is_gone =
        |error: &&Value| reading::text(error, "type").is_some_and(|kind| kind.ends_with("/resource-not-found"));
    let errors = reading::list(value, "errors").iter().filter(is_gone);
    errors.filter_map(|error| reading::id(error, "resource_id").or_else(|| reading::id(error, "value"))).collect()
}
