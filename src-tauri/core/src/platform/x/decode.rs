//! What X's items mean, field by field, under the old names and the new. Any field may be missing.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached, plain, reading, transport::Request},
    words::Timestamp,
};
use chrono::DateTime;
use serde_json::Value;

/// The account behind the token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::platform) struct Me {
    pub id: String,
    pub username: Option<String>,
    pub name: Option<String>,
}

const FIELDS: &str = "id,text,created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,attachments,\
     entities,edit_controls,edit_history_tweet_ids,reply_settings,public_metrics,lang,possibly_sensitive,withheld,note_tweet";
const EXPANSIONS: &str = "author_id,referenced_tweets.id,attachments.media_keys";
const NEWER_FIELDS: &str = "id,text,created_at,author_id,conversation_id,in_reply_to_user_id,referenced_posts,attachments,\
     entities,edit_controls,edit_history_post_ids,reply_settings,public_metrics,lang,possibly_sensitive,withheld,note_post";
const NEWER_EXPANSIONS: &str = "author_id,referenced_posts.id,attachments.media_keys";
const MEDIA: &str = "media_key,type,url,preview_image_url,alt_text,variants";

/// A question for posts, with everything that is read of them, under the old names or the newer.
pub(super) fn with_fields(request: Request, newer: bool) -> Request {
    let (name, fields, expansions) =
        if newer { ("post.fields", NEWER_FIELDS, NEWER_EXPANSIONS) } else { ("tweet.fields", FIELDS, EXPANSIONS) };
    request
        .query(name, fields)
        .query("expansions", expansions)
        .query("user.fields", "id,name,username")
        .query("media.fields", MEDIA)
}

/// Marks a message: X counts posts and messages apart.
pub(super) const MESSAGE: &str = "dm-";

/// What came along with the items: people, other posts and media.
#[derive(Debug, Clone, Copy)]
pub(in crate::platform) struct Beside<'a>(pub &'a Value);

impl<'a> Beside<'a> {
    fn of(self, lists: &[&str], key: &str, id: &str) -> Option<&'a Value> {
        let included = self.0.get("includes").unwrap_or(self.0);
        let mut all = lists.iter().flat_map(|list| reading::list(included, list));
        all.find(|one| reading::id(one, key).as_deref() == Some(id))
    }

    fn person(self, id: &str) -> Option<&'a Value> {
        self.of(&["users"], "id", id)
    }
}

/// The items of an answer, whether it holds one or many.
pub(in crate::platform) fn items(answer: &Value) -> &[Value] {
    match answer.get("data") {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// The versions of a post, oldest first; the post's name is the first one's.
pub(super) fn versions(item: &Value) -> Vec<String> {
    let told = ["edit_history_tweet_ids", "edit_history_post_ids"].iter().find_map(|name| item.get(name)?.as_array());
    let ids = told.into_iter().flatten().filter_map(|id| match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    });
    ids.filter(|id| reading::is_id(id)).collect()
}

/// The post that this one refers to in a way: `replied_to`, `quoted`.
fn referenced(item: &Value, way: &str) -> Option<String> {
    let lists = ["referenced_tweets", "referenced_posts"];
    let mut all = lists.iter().flat_map(|list| reading::list(item, list));
    let found = all.find(|one| reading::text(one, "type").as_deref() == Some(way));
    let older = || reading::id(item, "in_reply_to_status_id_str").filter(|_| way == "replied_to");
    found.and_then(|found| reading::id(found, "id")).or_else(older)
}

/// Whether a post answers another.
pub(super) fn answers(item: &Value) -> bool {
    referenced(item, "replied_to").is_some()
}

/// When a post was written: as it says, or as its number tells where it was not asked for. X counts its numbers from
/// 2010-11-04 on, with the milliseconds in their upper part.
fn moment(item: &Value, id: &str) -> Option<Timestamp> {
    let older = |text: String| DateTime::parse_from_str(&text, "%a %b %d %H:%M:%S %z %Y").ok().map(|at| at.to_utc());
    let numbered = || {
        let number = id.parse::<i64>().ok().filter(|number| *number > 1 << 40)?;
        DateTime::from_timestamp_millis((number >> 22) + 1_288_834_974_657)
    };
    reading::instant(item, "created_at").or_else(|| reading::text(item, "created_at").and_then(older)).or_else(numbered)
}

/// The thread that a post says it stands in.
pub(super) fn conversation(item: &Value) -> Option<String> {
    reading::id(item, "conversation_id")
}

/// Who wrote a post.
pub(super) fn author(item: &Value) -> Option<String> {
    reading::id(item, "author_id").or_else(|| reading::id(item.get("user")?, "id_str"))
}

/// Where a post stands, as whoever asked for it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) enum Place {
    /// The account's own list of posts.
    Own,
    /// Under one of the account's posts.
    Thread,
    /// Anywhere else, naming the account.
    Elsewhere,
}

/// A post.
pub(in crate::platform) fn post(item: &Value, beside: Beside<'_>, me: &Me, place: Place) -> Result<Fetched, String> {
    let id = reading::id(item, "id_str").or_else(|| reading::id(item, "id")).ok_or("a post has no id")?;
    let posted_at = moment(item, &id).ok_or_else(|| format!("post {id} has no time"))?;
    let name = versions(item).into_iter().next().unwrap_or_else(|| id.clone());
    let author = author(item);
    let person = author.as_deref().and_then(|author| beside.person(author));
    // Older answers hold the person in the post.
    let person = person.or_else(|| item.get("user").filter(|user| user.get("screen_name").is_some()));
    let told = |name: &str| person.and_then(|person| reading::text(person, name));
    let username = told("username").or_else(|| told("screen_name"));
    let ours = author.as_ref().is_some_and(|author| *author == me.id);
    let conversation = conversation(item).filter(|conversation| *conversation != id && *conversation != name);
    let answered = referenced(item, "replied_to").filter(|answered| *answered != name);
    let (parent, root, kind) = match (place, conversation, answered) {
        (Place::Thread, Some(root), Some(answered)) if answered != root => (Some(answered), root, PostKind::Reply),
        (Place::Thread, Some(root), _) => (Some(root.clone()), root, PostKind::Comment),
        // What the account writes under somebody else's post begins nothing of its own.
        (_, _, _) if ours => (None, name.clone(), PostKind::Post),
        (_, _, _) => (None, name.clone(), PostKind::Mention),
    };
    let long = item.get("note_tweet").or_else(|| item.get("note_post")).and_then(|note| reading::text(note, "text"));
    let text = long.or_else(|| reading::text(item, "full_text")).or_else(|| reading::text(item, "text"));
    let text = text.unwrap_or_default();
    Ok(Fetched {
        platform_ref: PlatformRef(name.clone()),
        parent: parent.map(PlatformRef),
        root: PlatformRef(root),
        kind,
        ours,
        openly_visible: true,
        hidden: false,
        author_ref: author,
        author_name: told("name").or_else(|| username.clone()),
        permalink: Some(format!(
            "https://x.com/{}/status/{id}",
            username.as_deref().filter(|name| reading::is_id(name)).unwrap_or("i")
        )),
        posted_at,
        text: plain::of_escaped(&text),
        attachments: attachments(item, beside),
        raw: reading::raw(item),
    })
}

/// The pictures and films of a post or message. Their addresses hold.
fn attachments(item: &Value, beside: Beside<'_>) -> Vec<FetchedAttachment> {
    let keys = item.get("attachments").map_or(&[][..], |attached| reading::list(attached, "media_keys"));
    keys.iter()
        .filter_map(Value::as_str)
        .filter_map(|key| beside.of(&["media"], "media_key", key))
        .filter_map(|media| {
            let film = reading::list(media, "variants")
                .iter()
                .filter(|one| reading::text(one, "content_type").as_deref() == Some("video/mp4"))
                .max_by_key(|one| reading::count(one, "bit_rate").unwrap_or(0))
                .and_then(|one| reading::web_address(one, "url"));
            let picture =
                || reading::web_address(media, "url").or_else(|| reading::web_address(media, "preview_image_url"));
            let address = film.or_else(picture)?;
            let media_type = attached::media_type(&address).to_owned();
            Some(FetchedAttachment {
                address,
                media_type,
                description: reading::text(media, "alt_text").unwrap_or_default(),
            })
        })
        .collect()
}

/// Whether an event is a message: people joining and leaving are events too.
pub(super) fn is_message(item: &Value) -> bool {
    matches!(reading::text(item, "event_type").as_deref(), Some("MessageCreate") | None)
}

/// A message that only the sender and the account see.
pub(in crate::platform) fn message(item: &Value, beside: Beside<'_>, me: &Me) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a message has no id")?;
    let posted_at = moment(item, &id).ok_or_else(|| format!("message {id} has no time"))?;
    let author = reading::id(item, "sender_id");
    let person = author.as_deref().and_then(|author| beside.person(author));
    let conversation = reading::id(item, "dm_conversation_id").unwrap_or_else(|| id.clone());
    Ok(Fetched {
        platform_ref: PlatformRef(format!("{MESSAGE}{id}")),
        parent: None,
        root: PlatformRef(format!("{MESSAGE}{conversation}")),
        kind: PostKind::DirectMessage,
        ours: author.as_ref().is_some_and(|author| *author == me.id),
        openly_visible: false,
        hidden: false,
        author_ref: author,
        author_name: person
            .and_then(|person| reading::text(person, "name").or_else(|| reading::text(person, "username"))),
        permalink: None,
        posted_at,
        text: plain::of_escaped(&reading::text(item, "text").unwrap_or_default()),
        attachments: attachments(item, beside),
        raw: reading::raw(item),
    })
}

/// Whether X says of this id that it is not there, rather than that we may not see it.
pub(super) fn is_gone(answer: &Value, id: &str) -> Option<bool> {
    let about = |error: &&Value| {
        ["resource_id", "value"].iter().any(|name| reading::id(error, name).is_some_and(|named| named == id))
    };
    let error = reading::list(answer, "errors").iter().find(about)?;
    Some(reading::text(error, "type").is_some_and(|address| address.ends_with("/resource-not-found")))
}
