//! What a recorded answer of Instagram's means, whatever was asked: media and comments are told by their fields.

use super::decode::{self, Found, Me};
use crate::{
    intake::Allowance,
    platform::{
        decoded::Meaning,
        graph::{Usage, inbox, judged, meaning},
        reading,
        transport::Answer,
    },
};
use serde_json::{Value, json};

/// Reads one answer.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let usage = Usage::of(answer);
    let allowance = usage.told.then_some(Allowance { left: None, used: Some(usage.share), renewed_at: None });
    let value = match judged(answer, &usage) {
        Ok(value) => value,
        Err(lost) => return Meaning { allowance, ..Meaning::lost(answer, lost) },
    };
    let mut meaning = Meaning::of(answer);
    meaning.allowance = allowance.or(meaning.allowance);
    if value.get("entry").is_some() {
        notices(&value, &mut meaning);
    } else {
        let found = if meaning::is_from(&value, "tags") { Found::Tagged } else { Found::Own };
        meaning::each_item(&value, &mut meaning, &mut |one, meaning| item(one, found, meaning));
    }
    meaning
}

/// `found` says where a medium is from that does not tell.
fn item(item: &Value, found: Found, meaning: &mut Meaning) {
    let me = Me::default();
    let has = |names: &[&str]| names.iter().any(|name| item.get(name).is_some());
    if let Some(inner) = item.get("mentioned_comment") {
        meaning.take(decode::comment(inner, None, None, &me));
    } else if let Some(inner) = item.get("mentioned_media") {
        meaning.take(decode::media(inner, &me, Found::Tagged));
    } else if let Some(inner) = item.get("business_discovery").and_then(|found| found.get("media")) {
        meaning::each_item(inner, meaning, &mut |one, meaning| meaning.take(decode::media(one, &me, Found::Tagged)));
    } else if let Some(inner) = item.get("messages") {
        let id = reading::text(item, "id").unwrap_or_default();
        meaning::each_item(inner, meaning, &mut |one, meaning| meaning.take(inbox::message(one, &id, &[])));
    } else if has(&["text"]) && has(&["id"]) {
        let root = item.get("media").and_then(|media| reading::id(media, "id"));
        discussion(item, root.as_deref(), &me, meaning);
    } else if has(&["created_time"]) && has(&["message", "from", "to"]) {
        meaning.take(inbox::message(item, "", &[]));
    } else if has(&["caption", "media_url", "media_type", "permalink"]) && has(&["timestamp"]) {
        meaning.take(decode::media(item, &me, found));
        for comment in item.get("comments").map_or(&[][..], |comments| reading::list(comments, "data")) {
            discussion(comment, reading::id(item, "id").as_deref(), &me, meaning);
        }
    }
}

/// A comment, and the answers that came along with it.
fn discussion(item: &Value, root: Option<&str>, me: &Me, meaning: &mut Meaning) {
    let id = reading::id(item, "id");
    meaning.take(decode::comment(item, root, None, me));
    for reply in item.get("replies").map_or(&[][..], |replies| reading::list(replies, "data")) {
        meaning.take(decode::comment(reply, root, id.as_deref(), me));
    }
}

/// What Instagram would tell a server of ours, if it could reach one.
fn notices(value: &Value, meaning: &mut Meaning) {
    for entry in reading::list(value, "entry") {
        let own = reading::text(entry, "id");
        meaning::noticed_messages(entry, meaning);
        for change in reading::list(entry, "changes") {
            let field = reading::text(change, "field").unwrap_or_default();
            let Some(told) = change.get("value").filter(|told| told.get("text").is_some()) else { continue };
            if ["comments", "live_comments", "mentions"].contains(&field.as_str()) {
                let mut item = told.clone();
                let time = reading::instant_ms(entry, "time").map(|at| at.to_rfc3339());
                if let (Some(fields), Some(time), None) = (item.as_object_mut(), time, told.get("timestamp")) {
                    fields.insert("timestamp".to_owned(), json!(time));
                }
                let me = Me { id: own.clone().unwrap_or_default(), ..Me::default() };
                meaning.take(decode::comment(&item, None, None, &me));
            }
        }
    }
}
