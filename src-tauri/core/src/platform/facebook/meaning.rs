//! What a recorded answer of Facebook's means, whatever was asked: posts, comments and messages are told by their fields.

use super::decode::{self, Page, Root};
use crate::{
    intake::{Allowance, Fetched, PostKind},
    platform::{
        decoded::Meaning,
        graph::{Usage, inbox, judged, meaning},
        reading,
        transport::Answer,
    },
};
use serde_json::{Value, json};

/// Fields that only comments have.
const OF_COMMENTS: [&str; 10] = [
    "parent",
    "object",
    "can_hide",
    "can_remove",
    "can_comment",
    "comment_count",
    "user_likes",
    "attachment",
    "is_private",
    "can_reply_privately",
];
/// Fields that only posts have.
const OF_POSTS: [&str; 14] = [
    "message",
    "story",
    "updated_time",
    "status_type",
    "is_published",
    "attachments",
    "comments",
    "likes",
    "shares",
    "permalink_url",
    "type",
    "link",
    "tagged_time",
    "targeting",
];

/// Reads one answer.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let usage = Usage::of(answer);
    let value = match listed(answer).map_or_else(|| judged(answer, &usage), Ok) {
        Ok(value) => value,
        Err(lost) => return Meaning { allowance: told(&usage), ..Meaning::lost(answer, lost) },
    };
    let mut meaning = Meaning::of(answer);
    meaning.allowance = told(&usage).or(meaning.allowance);
    if value.get("entry").is_some() {
        notices(&value, &mut meaning);
    } else {
        meaning::each_item(&value, &mut meaning, &mut item);
    }
    meaning
}

/// Several answers in one stand in a list, which is no answer to any other question.
fn listed(answer: &Answer) -> Option<Value> {
    serde_json::from_slice::<Value>(&answer.bytes)
        .ok()
        .filter(|value| value.is_array() && (200..300).contains(&answer.status))
}

fn told(usage: &Usage) -> Option<Allowance> {
    usage.told.then_some(Allowance { left: None, used: Some(usage.share), renewed_at: None })
}

fn item(item: &Value, meaning: &mut Meaning) {
    let has = |names: &[&str]| names.iter().any(|name| item.get(name).is_some());
    let id = reading::text(item, "id").unwrap_or_default();
    if item.get("review_text").is_some() {
        meaning.take(review(item, ""));
    } else if let Some(inner) = item.get("messages") {
        meaning::each_item(inner, meaning, &mut |one, meaning| meaning.take(inbox::message(one, &id, &[])));
    } else if id.starts_with("m_")
        || (item.get("to").is_some()
            && has(&["message", "attachments", "sticker"])
            && !has(&["updated_time", "status_type"]))
    {
        meaning.take(inbox::message(item, &id, &[]));
    } else if id.starts_with("t_") || (item.get("error").is_some() && id.is_empty()) {
    } else if has(&OF_COMMENTS) && has(&["message", "created_time", "attachment"]) {
        meaning.take(comment(item));
    } else if has(&OF_POSTS) && (has(&["created_time", "tagged_time"]) || item.get("message").is_some()) {
        let own = page_of(&id);
        // Who wrote is told of strangers; a Page that asks for its own posts need not ask for itself.
        let unsigned = item.get("from").is_none();
        meaning.take(if has(&["tagged_time"]) {
            decode::tagged(item, &own)
        } else {
            decode::post(item, &own, unsigned)
        });
    }
    if let Some(inner) = item.get("comments").filter(|_| !id.is_empty()) {
        let own = page_of(&id);
        let root = Root { id: own.post_id(&id) };
        meaning::each_item(inner, meaning, &mut |one, meaning| {
            // The list's own sum is no comment.
            if one.get("id").is_some() || one.get("message").is_some() {
                meaning.take(decode::comment(one, &root, &own));
            }
        });
    }
}

/// The Page whose post this is, as the post's id tells.
fn page_of(id: &str) -> Page {
    Page { id: id.split_once('_').map_or_else(String::new, |(page, _)| page.to_owned()), name: None }
}

fn comment(item: &Value) -> Result<Fetched, String> {
    let object = item.get("object").and_then(|object| reading::id(object, "id"));
    let by_name = reading::id(item, "id").and_then(|id| id.split_once('_').map(|(post, _)| post.to_owned()));
    let id = object.or(by_name).or_else(|| reading::id(item, "post_id")).or_else(|| reading::id(item, "id"));
    let root = Root { id: id.unwrap_or_default() };
    decode::comment(item, &root, &page_of(&root.id))
}

/// What Facebook would tell a server of ours, if it could reach one.
fn notices(value: &Value, meaning: &mut Meaning) {
    for entry in reading::list(value, "entry") {
        let own = reading::text(entry, "id");
        for told in reading::list(entry, "messaging") {
            if told.get("message").and_then(|message| reading::truth(message, "is_deleted")) == Some(true) {
                meaning.gone.extend(told.get("message").and_then(|message| reading::id(message, "mid")));
            } else if let Some(read) = meaning::noticed_message(told, own.as_deref()) {
                meaning.take(read);
            }
        }
        for change in reading::list(entry, "changes") {
            let told = change.get("value").unwrap_or(&Value::Null);
            let field = reading::text(change, "field").unwrap_or_default();
            let kind = reading::text(told, "item").unwrap_or_default();
            let verb = reading::text(told, "verb").unwrap_or_default();
            let is_comment = kind == "comment" && told.get("comment_id").is_some();
            let is_post = ["post", "status", "photo", "video", "share", "album", "event"].contains(&kind.as_str());
            if kind == "rating" && verb != "remove" {
                meaning.take(review(told, &own.clone().unwrap_or_default()));
            } else if verb == "remove" && (is_comment || is_post) {
                let name = if is_comment { "comment_id" } else { "post_id" };
                meaning.gone.extend(reading::id(told, name));
            } else if ["add", "edited", "edit", "hide", "unhide"].contains(&verb.as_str()) && (is_comment || is_post) {
                let mut item = meaning::as_item(told, entry);
                if let (Some(fields), "hide") = (item.as_object_mut(), verb.as_str()) {
                    fields.insert("is_hidden".to_owned(), true.into());
                }
                let page = Page { id: own.clone().unwrap_or_default(), name: None };
                let root = Root { id: reading::id(told, "post_id").unwrap_or_default() };
                let read =
                    if is_comment { noticed_comment(&item, &root, &page) } else { decode::post(&item, &page, false) };
                meaning.take(read.map(|post| if field == "mention" { named(post) } else { post }));
            }
        }
    }
}

/// A notice that the Page was named: it stands somewhere else.
fn named(post: Fetched) -> Fetched {
    let root = post.platform_ref.clone();
    Fetched { kind: PostKind::Mention, parent: None, root, ..post }
}

/// A review of the Page: a visitor's words, with or without stars.
fn review(told: &Value, page: &str) -> Result<Fetched, String> {
    let mut item = told.clone();
    if let Some(fields) = item.as_object_mut() {
        let story =
            told.get("open_graph_story_id").or_else(|| told.get("open_graph_story").and_then(|story| story.get("id")));
        let writer = json!({ "id": told.get("reviewer_id"), "name": told.get("reviewer_name") });
        fields.insert("id".to_owned(), story.cloned().unwrap_or_default());
        fields.insert("message".to_owned(), told.get("review_text").cloned().unwrap_or_default());
        fields.insert("from".to_owned(), told.get("reviewer").cloned().unwrap_or(writer));
    }
    let post = decode::post(&item, &Page { id: page.to_owned(), name: None }, false)?;
    Ok(Fetched { raw: reading::raw(told), ..post })
}

/// A notice names the post as the parent of a comment that answers nothing else.
fn noticed_comment(item: &Value, root: &Root, page: &Page) -> Result<Fetched, String> {
    let mut post = decode::comment(item, root, page)?;
    if post.parent.as_ref().is_some_and(|parent| decode::last_part(&parent.0) == decode::last_part(&root.id)) {
        post.parent = Some(post.root.clone());
        post.kind = PostKind::Comment;
    }
    Ok(post)
}
