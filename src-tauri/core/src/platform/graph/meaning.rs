//! What recorded answers of the Graph API have in common: lists, several answers in one, and notices.

use super::{Usage, inbox, judged, next_page};
use crate::{
    intake::{Fetched, PlatformRef, PostKind},
    platform::{decoded::Meaning, reading, transport::Answer},
};
use serde_json::{Value, json};

/// How deep answers stand in each other.
const DEEPEST: u32 = 6;

/// Lists that may be asked for together with what they belong to: `/{page}?fields=feed{…}`.
const EDGES: [&str; 11] = [
    "feed",
    "posts",
    "published_posts",
    "visitor_posts",
    "tagged",
    "ratings",
    "conversations",
    "media",
    "stories",
    "live_media",
    "tags",
];

/// Goes through an answer and shows every single item of it.
pub fn each_item(value: &Value, meaning: &mut Meaning, item: &mut dyn FnMut(&Value, &mut Meaning)) {
    walk(value, meaning, item, 0);
}

fn walk(value: &Value, meaning: &mut Meaning, item: &mut dyn FnMut(&Value, &mut Meaning), depth: u32) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|one| walk(one, meaning, item, depth + 1)),
        Value::Object(fields) => {
            // One of several answers in a batch: its body is text.
            if let (Some(Value::String(body)), Some(code)) = (fields.get("body"), reading::count(value, "code")) {
                let status = u16::try_from(code).unwrap_or(500);
                let one = Answer { status, headers: Vec::new(), bytes: body.clone().into_bytes() };
                match judged(&one, &Usage::default()) {
                    Ok(inner) => walk(&inner, meaning, item, depth + 1),
                    Err(lost) => meaning.outage = Some(lost),
                }
                return;
            }
            let is_list = fields.get("data").is_some_and(Value::is_array);
            let by_id = !fields.is_empty()
                && fields
                    .iter()
                    .all(|(name, one)| one.get("id").is_some() && name.starts_with(|c: char| c.is_ascii_digit()));
            if is_list {
                reading::list(value, "data").iter().for_each(|one| walk(one, meaning, item, depth + 1));
                meaning.next = next_page(value).or(meaning.next.take());
            } else if by_id {
                fields.values().for_each(|one| walk(one, meaning, item, depth + 1));
            } else {
                item(value, meaning);
                let lists = EDGES.iter().filter_map(|edge| fields.get(*edge));
                lists
                    .filter(|list| list.get("data").is_some_and(Value::is_array))
                    .for_each(|list| walk(list, meaning, item, depth + 1));
            }
        }
        _ => {}
    }
}

/// Whether a list comes from this edge, as the addresses of its neighbouring pages tell.
pub fn is_from(list: &Value, edge: &str) -> bool {
    let addresses = ["next", "previous"].iter().filter_map(|name| reading::text_at(list, &["paging", name]));
    addresses.into_iter().any(|address| address.contains(&format!("/{edge}?")))
}

/// Reads what a notice tells of messages: new ones, reworded ones, and those that were taken back.
pub fn noticed_messages(entry: &Value, meaning: &mut Meaning) {
    let own = reading::text(entry, "id");
    // What another program has in hand is told under a name of its own.
    for told in ["messaging", "standby"].iter().flat_map(|name| reading::list(entry, name)) {
        let message = told.get("message").unwrap_or(&Value::Null);
        if reading::truth(message, "is_deleted") == Some(true) {
            meaning.gone.extend(inbox::id_of(message, "mid"));
        } else if let Some(read) = noticed_message(told, own.as_deref()) {
            meaning.take(read);
        }
    }
}

fn noticed_message(told: &Value, own: Option<&str>) -> Option<Result<Fetched, String>> {
    let message = told.get("message").or_else(|| told.get("message_edit"))?;
    let id = inbox::id_of(message, "mid");
    let writer = reading::text_at(told, &["sender", "id"]);
    let posted_at = reading::instant_ms(told, "timestamp");
    let (Some(id), Some(posted_at)) = (id, posted_at) else {
        return Some(Err("a message has no id or no time".to_owned()));
    };
    let ours =
        reading::truth(message, "is_echo") == Some(true) || own.is_some_and(|own| writer.as_deref() == Some(own));
    let files = reading::list(message, "attachments").iter().filter_map(|one| {
        let address = reading::web_address(one.get("payload")?, "url")?;
        Some(crate::intake::FetchedAttachment { address, media_type: String::new(), description: String::new() })
    });
    Some(Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: None,
        root: PlatformRef(id),
        kind: PostKind::DirectMessage,
        ours,
        openly_visible: false,
        hidden: false,
        author_ref: writer,
        author_name: None,
        permalink: None,
        posted_at,
        text: reading::text(message, "text").unwrap_or_default(),
        attachments: files.collect(),
        raw: reading::raw(told),
    }))
}

/// A notice's fields as the interface would give them: the same things go by other names there.
pub fn as_item(told: &Value, entry: &Value) -> Value {
    let mut item = told.clone();
    let names = ["comment_id", "post_id", "photo_id", "video_id", "album_id", "event_id"].map(|notice| (notice, "id"));
    let Some(fields) = item.as_object_mut() else { return item };
    for (notice, name) in names {
        if !fields.contains_key(name)
            && let Some(value) = told.get(notice)
        {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(time) = entry.get("time").filter(|_| !fields.contains_key("created_time")) {
        fields.insert("created_time".to_owned(), time.clone());
    }
    if let Some(parent) = told.get("parent_id").filter(|_| told.get("comment_id").is_some()) {
        fields.insert("parent".to_owned(), json!({ "id": parent }));
    }
    if let Some(sender) = told.get("sender_id").filter(|_| !fields.contains_key("from")) {
        fields.insert("from".to_owned(), json!({ "id": sender, "name": told.get("sender_name") }));
    }
    item
}
