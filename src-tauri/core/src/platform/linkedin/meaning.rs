//! What a recorded answer of LinkedIn's means, whatever was asked: posts, comments and notices are told by their fields.

use super::{
    decode::{self, Organisation},
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
    // What LinkedIn asks of a person stands under elements, what it would tell a server of ours under notifications.
    match value.get("elements").or_else(|| value.get("notifications")).and_then(Value::as_array) {
        Some(elements) => elements.iter().for_each(|one| item(one, &mut meaning)),
        None => match value.get("results").and_then(Value::as_object) {
            Some(results) => results.values().for_each(|one| item(one, &mut meaning)),
            None => item(&value, &mut meaning),
        },
    }
    // Of several that were asked for by name, some may not be there.
    let lost = value.get("errors").and_then(Value::as_object).into_iter().flatten();
    let is_gone = |error: &Value| matches!(reading::count(error, "status"), Some(404 | 410));
    meaning.gone.extend(lost.filter(|(urn, error)| decode::is_urn(urn) && is_gone(error)).map(|(urn, _)| urn.clone()));
    let links = value.get("paging").map_or(&[][..], |paging| reading::list(paging, "links"));
    let next = links.iter().find(|link| reading::text(link, "rel").as_deref() == Some("next"));
    meaning.next = next.and_then(|next| reading::text(next, "href"));
    meaning
}

fn item(item: &Value, meaning: &mut Meaning) {
    let nobody = Organisation::default();
    let has = |names: &[&str]| names.iter().any(|name| item.get(name).is_some());
    if has(&["notificationId"]) || (has(&["action"]) && has(&["sourcePost", "generatedActivity"])) {
        let action = reading::text(item, "action").unwrap_or_default();
        if action == "COMMENT_DELETE" {
            meaning.gone.extend(reading::text(item, "generatedActivity").filter(|urn| decode::is_urn(urn)));
        } else if action.ends_with("MENTION") {
            meaning.take(decode::mention(item, &nobody));
        } else if let Some(read) = decode::noticed(item, &nobody) {
            meaning.take(read);
        }
    } else if has(&["message", "commentUrn"]) && has(&["actor", "created", "object"]) {
        meaning.take(decode::comment(item, None, &nobody));
    } else if has(&["commentary", "author", "lifecycleState", "owner"]) && has(&["id", "$URN", "activity"]) {
        meaning.take_plainly(decode::post(item, &nobody));
    }
}
