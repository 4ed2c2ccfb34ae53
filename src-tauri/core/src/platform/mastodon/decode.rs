//! What Mastodon's items mean, field by field. Any field may be missing.

use super::judged;
use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached::media_type, decoded::Meaning, paging, plain, reading, transport::Answer},
};
use serde_json::Value;

/// The account behind the token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Me {
    pub id: String,
    /// As it stands after the `@`, without the server.
    pub name: String,
    /// As people see it.
    pub shown: Option<String>,
}

pub(super) fn me(account: &Value) -> Option<Me> {
    let name = reading::text(account, "username").or_else(|| reading::text(account, "acct"))?;
    Some(Me { id: reading::id(account, "id")?, name, shown: reading::text(account, "display_name") })
}

/// The thread that a post stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// What begins it.
    pub root: String,
    /// Whether the municipality began it.
    pub ours: bool,
}

impl Place {
    /// The thread that this post begins.
    pub fn begun_by(item: &Value, me: &Me) -> Option<Place> {
        Some(Place { root: reading::id(item, "id")?, ours: author(item) == Some(&me.id) })
    }
}

fn author(item: &Value) -> Option<&str> {
    item.get("account")?.get("id")?.as_str()
}

/// Whether only those who are named in it can read it.
fn is_direct(item: &Value) -> bool {
    reading::text(item, "visibility").as_deref() == Some("direct")
}

/// Whether a post in somebody else's thread concerns the municipality: its own, one that names it, one that quotes it.
pub(super) fn concerns(item: &Value, me: &Me) -> bool {
    let named = reading::list(item, "mentions").iter().any(|one| reading::id(one, "id").as_ref() == Some(&me.id));
    let quoted = item.get("quote").and_then(|quote| quote.get("quoted_status")).and_then(author);
    named || is_direct(item) || author(item) == Some(&me.id) || quoted == Some(&me.id)
}

/// When it was reworded last, in Unix milliseconds; nothing when it never was.
pub(super) fn reworded(item: &Value) -> Option<i64> {
    reading::instant(item, "edited_at").map(|at| at.timestamp_millis())
}

/// One post.
pub(super) fn status(item: &Value, place: &Place, me: &Me) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a post has no id")?;
    let posted_at = reading::instant(item, "created_at").ok_or_else(|| format!("post {id} has no time"))?;
    let parent = reading::id(item, "in_reply_to_id");
    let author = item.get("account").unwrap_or(&Value::Null);
    let ours = reading::id(author, "id").is_some_and(|id| id == me.id);
    let kind = match (&parent, is_direct(item)) {
        (_, true) => PostKind::DirectMessage,
        (None, _) if ours => PostKind::Post,
        _ if !place.ours => PostKind::Mention,
        (Some(parent), _) if *parent == place.root => PostKind::Comment,
        (Some(_), _) => PostKind::Reply,
        (None, _) => PostKind::Comment,
    };
    let name = reading::text(author, "display_name").or_else(|| reading::text(author, "acct"));
    Ok(Fetched {
        platform_ref: PlatformRef(id),
        parent: parent.map(PlatformRef),
        root: PlatformRef(place.root.clone()),
        kind,
        ours,
        openly_visible: matches!(reading::text(item, "visibility").as_deref(), Some("public" | "unlisted") | None),
        hidden: false,
        author_ref: reading::id(author, "id"),
        author_name: name,
        permalink: reading::web_address(item, "url").or_else(|| reading::web_address(item, "uri")),
        posted_at,
        text: words(item),
        attachments: attachments(item),
        raw: reading::raw(item),
    })
}

/// An earlier wording of a post, as its history tells it.
pub(super) fn earlier(now: &Fetched, version: &Value) -> Fetched {
    Fetched { text: words(version), attachments: attachments(version), raw: reading::raw(version), ..now.clone() }
}

/// What a reader sees: the warning that is shown first, the words, and what may be voted for.
fn words(item: &Value) -> String {
    let warning = reading::text(item, "spoiler_text");
    let content = reading::text(item, "content").map(|html| plain::of_html(&html));
    let choices = item.get("poll").map_or(&[][..], |poll| reading::list(poll, "options"));
    let choices: Vec<_> =
        choices.iter().filter_map(|one| reading::text(one, "title")).map(|one| format!("– {one}")).collect();
    let parts = [warning, content, Some(choices.join("\n"))];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn attachments(item: &Value) -> Vec<FetchedAttachment> {
    let known = |one: &Value| {
        let address = reading::web_address(one, "url").or_else(|| reading::web_address(one, "remote_url"))?;
        let media_type = media_type(&address).to_owned();
        Some(FetchedAttachment {
            media_type,
            description: reading::text(one, "description").unwrap_or_default(),
            address,
        })
    };
    reading::list(item, "media_attachments").iter().filter_map(known).collect()
}

/// The post that a notification, a request or a conversation is about.
pub(super) fn about(item: &Value) -> Option<&Value> {
    ["status", "last_status"].iter().find_map(|name| item.get(name)).filter(|status| status.is_object())
}

/// What one recorded answer means, whatever was asked.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let value = match judged(answer) {
        Ok(value) => value,
        Err(lost) => return Meaning::lost(answer, lost),
    };
    let me = Me::default();
    let mut meaning = Meaning::of(answer);
    meaning.next = paging::next(answer, "max_id").map(|at| format!("max_id={at}"));
    // What streams tells one event at a time, with the item in it as text.
    let streamed = reading::text(&value, "payload").filter(|_| value.get("event").is_some());
    if let Some(id) = streamed.as_ref().filter(|_| reading::text(&value, "event").as_deref() == Some("delete")) {
        meaning.gone.push(id.clone());
        return meaning;
    }
    let value = streamed.and_then(|item| serde_json::from_str(&item).ok()).unwrap_or(value);
    // A thread's parts come in the order in which they stand; without what was before, what they answer begins it.
    let thread = ["ancestors", "descendants"].map(|name| reading::list(&value, name));
    let whole = thread.concat();
    let first = whole.first().and_then(|first| {
        let answered = reading::id(first, "in_reply_to_id").map(|root| Place { root, ours: false });
        answered.or_else(|| Place::begun_by(first, &me))
    });
    for item in thread.iter().copied().flatten() {
        if let Some(place) = first.clone().or_else(|| Place::begun_by(item, &me)) {
            meaning.take_plainly(status(item, &place, &me));
        }
    }
    let alone = std::iter::once(&value);
    for item in reading::items(&value).iter().chain(alone).chain(reading::list(&value, "statuses")) {
        let status_of = about(item);
        let told = status_of.unwrap_or(item);
        // What somebody merely passed on is still its author's.
        let told = told.get("reblog").filter(|passed_on| passed_on.is_object()).unwrap_or(told);
        if told.get("content").is_none() || told.get("account").is_none() {
            continue;
        }
        if told.get("id").is_none() && told.get("created_at").is_some() {
            meaning.trouble.push("an earlier wording, which does not say of which post".to_owned());
            continue;
        }
        // What a lone answer stands under is what it answers, as far as it tells.
        let parent = reading::id(told, "in_reply_to_id").map(|root| Place { root, ours: false });
        let Some(place) = parent.or_else(|| Place::begun_by(told, &me)) else {
            meaning.trouble.push("a post has no id".to_owned());
            continue;
        };
        let is_mention = reading::text(item, "type").is_some_and(|kind| kind == "mention" || kind == "quote");
        let read = status(told, &place, &me);
        if is_mention && status_of.is_some() { meaning.take(read) } else { meaning.take_plainly(read) }
    }
    meaning
}
