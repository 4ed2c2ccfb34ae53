//! What Bluesky's items mean, field by field. Any field may be missing.

use super::judged;
use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{decoded::Meaning, reading, transport::Answer},
    words::Timestamp,
};
use serde_json::{Map, Value, json};

/// The collection that posts lie in.
pub(super) const POSTS: &str = "app.bsky.feed.post";

/// A lasting name: `did:plc:…` or `did:web:…`.
pub(super) fn is_did(name: &str) -> bool {
    let mut parts = name.splitn(3, ':');
    parts.next() == Some("did")
        && parts.next().is_some_and(|method| !method.is_empty() && method.chars().all(|c| c.is_ascii_lowercase()))
        && parts.next().is_some_and(|rest| {
            !rest.is_empty()
                && rest.len() <= 256
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%'))
        })
}

/// The address of a record: whose repository, which collection, which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At<'a> {
    pub repo: &'a str,
    pub collection: &'a str,
    pub key: &'a str,
}

pub(super) fn at(uri: &str) -> Option<At<'_>> {
    let mut parts = uri.strip_prefix("at://")?.split('/');
    let (repo, collection, key) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && is_did(repo) && reading::is_id(collection) && reading::is_id(key);
    whole.then_some(At { repo, collection, key })
}

/// The address of a post under this name.
pub(super) fn post_uri(of: &Value, name: &str) -> Option<String> {
    reading::text(of, name).filter(|uri| at(uri).is_some_and(|at| at.collection == POSTS))
}

/// What begins the thread that a record answers in; nothing when it answers nothing.
pub(super) fn root_of(record: &Value) -> Option<String> {
    post_uri(record.get("reply")?.get("root")?, "uri")
}

fn parent_of(record: &Value) -> Option<String> {
    post_uri(record.get("reply")?.get("parent")?, "uri")
}

/// The record of a post, as a list, a thread, a notification or a repository gives it.
pub(super) fn record(item: &Value) -> &Value {
    ["record", "value"].iter().find_map(|name| item.get(name)).unwrap_or(&Value::Null)
}

/// When a post was indexed: the author can put anything into a post's own time.
pub(super) fn seen_at(item: &Value) -> Option<Timestamp> {
    reading::instant(item, "indexedAt")
}

/// Whether a post names the account, answers it or quotes it.
pub(super) fn concerns(item: &Value, me: &str) -> bool {
    let record = record(item);
    let features = reading::list(record, "facets").iter().flat_map(|facet| reading::list(facet, "features"));
    let named = features.into_iter().any(|feature| reading::text(feature, "did").as_deref() == Some(me));
    let ours = |uri: Option<String>| uri.is_some_and(|uri| at(&uri).is_some_and(|at| at.repo == me));
    named || author(item) == Some(me) || ours(parent_of(record)) || ours(quoted(record))
}

/// What a post quotes.
pub(super) fn quoted(record: &Value) -> Option<String> {
    let embed = record.get("embed")?;
    let inner = embed.get("record")?;
    post_uri(inner, "uri").or_else(|| post_uri(inner.get("record")?, "uri"))
}

fn author(item: &Value) -> Option<&str> {
    item.get("author")?.get("did")?.as_str()
}

/// One post, as lists and threads give it. `folded` are the addresses of the answers that the municipality folded away.
pub(super) fn post(item: &Value, me: &str, folded: &[String]) -> Result<Fetched, String> {
    let uri = post_uri(item, "uri").ok_or("a post has no address")?;
    let record = record(item);
    let posted_at = reading::instant(record, "createdAt").or_else(|| seen_at(item));
    let posted_at = posted_at.ok_or_else(|| format!("post {uri} has no time"))?;
    let place = at(&uri).map(|at| (at.repo.to_owned(), at.key.to_owned())).unwrap_or_default();
    let root = root_of(record);
    let parent = parent_of(record);
    let ours = place.0 == me;
    let root_is_ours = root.as_deref().and_then(at).is_some_and(|at| at.repo == me);
    let kind = match &root {
        None if ours => PostKind::Post,
        None => PostKind::Mention,
        Some(_) if !root_is_ours => PostKind::Mention,
        Some(root) if parent.as_ref().is_none_or(|parent| parent == root) => PostKind::Comment,
        Some(_) => PostKind::Reply,
    };
    let shown = item.get("author").unwrap_or(&Value::Null);
    let name = reading::text(shown, "displayName").or_else(|| reading::text(shown, "handle"));
    Ok(Fetched {
        parent: root.as_ref().and(parent).map(PlatformRef),
        root: PlatformRef(root.unwrap_or_else(|| uri.clone())),
        kind,
        ours,
        openly_visible: true,
        hidden: folded.contains(&uri) || is_detached(item, me),
        author_ref: Some(place.0.clone()),
        author_name: name,
        permalink: Some(format!("https://bsky.app/profile/{}/post/{}", place.0, place.1)),
        posted_at,
        text: words(record, item),
        attachments: attachments(item, &place.0),
        raw: reading::raw(item),
        platform_ref: PlatformRef(uri),
    })
}

/// Whether the municipality has cut its own post out of this one, which quoted it.
fn is_detached(item: &Value, me: &str) -> bool {
    let inner = item.get("embed").and_then(|embed| embed.get("record")).unwrap_or(&Value::Null);
    let inner = inner.get("record").filter(|inner| inner.get("$type").is_some()).unwrap_or(inner);
    reading::text(inner, "$type").as_deref() == Some("app.bsky.embed.record#viewDetached")
        && quoted(record(item)).is_some_and(|uri| at(&uri).is_some_and(|at| at.repo == me))
}

/// The words, and the address of what is attached as a card.
fn words(record: &Value, item: &Value) -> String {
    let text = reading::text(record, "text").unwrap_or_default();
    let cards = embeds(item).filter_map(|embed| {
        let card = embed.get("external")?;
        let address = reading::text(card, "uri").filter(|address| !text.contains(address.as_str()))?;
        let title = reading::text(card, "title").map(|title| format!("{title} "));
        Some(format!("{}({address})", title.unwrap_or_default()))
    });
    let parts: Vec<String> = std::iter::once(text.clone()).chain(cards).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// What is attached: one thing, or a quoted post and one thing.
fn embeds(item: &Value) -> impl Iterator<Item = &Value> {
    let embed = item.get("embed");
    embed.into_iter().chain(embed.and_then(|embed| embed.get("media")))
}

/// Pictures and films. The view tells where the server of pictures has them; the record, which blob it is.
fn attachments(item: &Value, repo: &str) -> Vec<FetchedAttachment> {
    let mut found = Vec::new();
    let described = |one: &Value| reading::text(one, "alt").unwrap_or_default();
    let mut add = |view: Option<String>, blob: Option<&Value>, description: String| {
        let cid = blob.and_then(|blob| reading::id(blob.get("ref")?, "$link"));
        let media_type = blob.and_then(|blob| reading::text(blob, "mimeType")).unwrap_or_default();
        let address = match (view, cid) {
            (view, Some(cid)) => format!("{}#{repo}/{cid}", view.unwrap_or_default()),
            (Some(view), None) => view,
            (None, None) => return,
        };
        found.push(FetchedAttachment { address, media_type, description });
    };
    let record = record(item);
    let in_record: Vec<&Value> = embeds(record).collect();
    for (place, view) in embeds(item).enumerate() {
        let kept = in_record.get(place).copied().unwrap_or(&Value::Null);
        let blobs = reading::list(kept, "images");
        for (number, image) in reading::list(view, "images").iter().enumerate() {
            let blob = blobs.get(number).and_then(|one| one.get("image"));
            add(reading::web_address(image, "fullsize"), blob, described(image));
        }
        // A film's view is a list of pieces; the blob is the whole film.
        if let Some(film) = kept.get("video") {
            add(None, Some(film), described(view));
        }
    }
    found
}

/// Reads an attachment's address back: where the server of pictures has it, whose it is, and which blob.
pub(super) fn blob_named(address: &str) -> (Option<&str>, Option<(&str, &str)>) {
    match address.rsplit_once('#') {
        Some((view, blob)) => {
            let blob = blob.split_once('/').filter(|(repo, cid)| is_did(repo) && reading::is_id(cid));
            (Some(view).filter(|view| !view.is_empty()), blob)
        }
        None => (Some(address), None),
    }
}

/// The answers that a thread's record folds away.
pub(super) fn folded(gate: &Value) -> Vec<String> {
    reading::list(gate, "hiddenReplies").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A thread, flat: its posts in the order in which they stand, what is missing from it, and posts whose answers were not
/// shown.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    pub posts: Vec<&'a Value>,
    pub missing: Vec<String>,
    /// Of those that are missing, the ones that are there, but not for us.
    pub withheld: Vec<String>,
    pub deeper: Vec<String>,
}

pub(super) fn flat(thread: &Value) -> Flat<'_> {
    let mut flat = Flat::default();
    let mut todo = vec![thread];
    while let Some(node) = todo.pop() {
        let Some(post) = node.get("post").filter(|post| post.is_object()) else {
            flat.missing.extend(post_uri(node, "uri"));
            flat.withheld.extend(post_uri(node, "uri").filter(|_| reading::truth(node, "blocked") == Some(true)));
            continue;
        };
        flat.posts.push(post);
        let answers = reading::list(node, "replies");
        if answers.is_empty() && reading::count(post, "replyCount").is_some_and(|count| count > 0) {
            flat.deeper.extend(post_uri(post, "uri"));
        }
        todo.extend(answers.iter().rev());
    }
    flat
}

/// A direct message. `members` are the conversation's people.
pub(super) fn message(item: &Value, conversation: &str, members: &[Value], me: &str) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a message has no id")?;
    let posted_at = reading::instant(item, "sentAt").ok_or_else(|| format!("message {id} has no time"))?;
    let sender = item.get("sender").and_then(|sender| reading::text(sender, "did")).filter(|did| is_did(did));
    let shown = members.iter().find(|one| reading::text(one, "did") == sender);
    let name = shown.and_then(|one| reading::text(one, "displayName").or_else(|| reading::text(one, "handle")));
    Ok(Fetched {
        platform_ref: PlatformRef(format!("message/{conversation}/{id}")),
        parent: None,
        root: PlatformRef(format!("conversation/{conversation}")),
        kind: PostKind::DirectMessage,
        ours: sender.as_deref() == Some(me),
        openly_visible: false,
        hidden: false,
        author_ref: sender,
        author_name: name,
        permalink: Some(format!("https://bsky.app/messages/{conversation}")),
        posted_at,
        text: reading::text(item, "text").unwrap_or_default(),
        attachments: Vec::new(),
        raw: reading::raw(item),
    })
}

/// Whether an item of a conversation is a message: a deleted one is only a mark.
pub(super) fn is_message(item: &Value) -> bool {
    reading::text(item, "$type").is_none_or(|kind| kind.ends_with("#messageView")) && item.get("text").is_some()
}

/// Reads the name of a message back: the conversation and the message.
pub(super) fn message_named(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("message/")?
        .split_once('/')
        .filter(|(conversation, id)| reading::is_id(conversation) && reading::is_id(id))
}

/// Reads the name of a conversation back.
pub(super) fn conversation_named(name: &str) -> Option<&str> {
    name.strip_prefix("conversation/").filter(|id| reading::is_id(id))
}

/// A record as `putRecord` wants it, with one field changed; the rest stays, also what this program does not know.
pub(super) fn with_field(record: &Value, name: &str, value: Option<Value>) -> Value {
    let mut fields: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.shift_remove(name),
    };
    Value::Object(fields)
}

/// Whether what stands in a conversation is only the mark that a message was deleted.
fn is_taken_back(item: &Value) -> bool {
    reading::text(item, "$type").is_some_and(|kind| kind.ends_with("#deletedMessageView"))
}

/// The most posts above one that are read.
const DEEPEST: usize = 4_096;

/// One piece of a thread as the newer question for it tells it: flat, each with its depth.
fn branch_of_thread(branch: &Value, meaning: &mut Meaning) {
    let Some(uri) = post_uri(branch, "uri") else { return };
    let value = branch.get("value").unwrap_or(&Value::Null);
    let kind = reading::text(value, "$type").unwrap_or_default();
    match value.get("post") {
        Some(item) => {
            let folded = reading::truth(value, "hiddenByThreadgate") == Some(true);
            let read = post(item, "", &[]);
            meaning.take_plainly(read.map(|post| Fetched { hidden: post.hidden || folded, ..post }));
        }
        None if kind.ends_with("#threadItemNotFound") => meaning.gone.push(uri),
        None => meaning.trouble.push(format!("post {uri} is not shown to this account")),
    }
}

/// What streams, one change of one repository at a time, as a list of records or as what is gone.
fn streamed(value: &Value) -> Option<Value> {
    let commit = value.get("commit").filter(|_| reading::text(value, "kind").as_deref() == Some("commit"))?;
    let text = |name| reading::text(commit, name);
    let uri = format!("at://{}/{}/{}", reading::text(value, "did")?, text("collection")?, text("rkey")?);
    Some(match commit.get("record") {
        Some(record) => json!({ "records": [{ "uri": uri, "cid": commit.get("cid"), "value": record }] }),
        None => json!({ "thread": [{ "uri": uri, "value": { "$type": "#threadItemNotFound" } }] }),
    })
}

/// What one recorded answer means, whatever was asked.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let value = match judged(answer) {
        Ok(value) => value,
        Err(lost) => return Meaning::lost(answer, lost),
    };
    let mut meaning = Meaning::of(answer);
    meaning.next = reading::text(&value, "cursor");
    let value = streamed(&value).unwrap_or(value);
    if let Some(branches) = value.get("thread").and_then(Value::as_array) {
        branches.iter().for_each(|branch| branch_of_thread(branch, &mut meaning));
    } else if let Some(thread) = value.get("thread") {
        let gate = value.get("threadgate").map_or(&Value::Null, record);
        let folded_here = folded(gate);
        let within = thread.get("post").and_then(|post| post.get("threadgate")).map_or(&Value::Null, record);
        let folded = [folded_here, folded(within)].concat();
        // What the asked post answers stands above it, each in the next.
        let mut above: Vec<&Value> =
            std::iter::successors(thread.get("parent"), |node| node.get("parent")).take(DEEPEST).collect();
        above.reverse();
        let flat = flat(thread);
        let above = above.into_iter().filter_map(|node| node.get("post"));
        above.chain(flat.posts).for_each(|item| meaning.take_plainly(post(item, "", &folded)));
        meaning.gone = flat.missing.into_iter().filter(|uri| !flat.withheld.contains(uri)).collect();
        meaning.trouble.extend(flat.withheld.iter().map(|uri| format!("post {uri} is not shown to this account")));
    }
    let lists = ["feed", "posts", "notifications", "records", "messages", "logs", "items"];
    for item in lists.iter().flat_map(|name| reading::list(&value, name)) {
        let inner = item.get("post").or_else(|| item.get("message")).unwrap_or(item);
        let conversation = reading::id(item, "convoId").unwrap_or_else(|| "unknown".to_owned());
        if is_taken_back(inner) {
            meaning.gone.extend(reading::id(inner, "id").map(|id| format!("message/{conversation}/{id}")));
        } else if is_message(inner) && inner.get("sentAt").is_some() {
            meaning.take(message(inner, &conversation, &[], ""));
        } else if post_uri(inner, "uri").is_some()
            || inner.get("record").is_some_and(|record| record.get("text").is_some())
        {
            let read = post(inner, "", &[]);
            // Only a notification says why it was told.
            match reading::text(item, "reason").as_deref() {
                Some("mention" | "quote") => meaning.take(read),
                _ => meaning.take_plainly(read),
            }
        }
    }
    // A list of conversations names the last message of each; a message or a record may also stand alone.
    for convo in reading::list(&value, "convos").iter().chain(value.get("convo")) {
        let id = reading::id(convo, "id").unwrap_or_else(|| "unknown".to_owned());
        if let Some(last) = convo.get("lastMessage").filter(|last| is_message(last)) {
            meaning.take(message(last, &id, reading::list(convo, "members"), ""));
        }
    }
    if is_message(&value) && value.get("sentAt").is_some() {
        meaning.take(message(&value, "unknown", &[], ""));
    } else if post_uri(&value, "uri").is_some() && !record(&value).is_null() {
        meaning.take_plainly(post(&value, "", &[]));
    } else if reading::text(&value, "$type").as_deref() == Some(POSTS) {
        // A record without its address: what it says can be told, but not where it is.
        let placed = json!({ "uri": format!("at://did:plc:unknown/{POSTS}/unknown"), "record": value });
        meaning.take_plainly(post(&placed, "", &[]));
    }
    meaning
}
