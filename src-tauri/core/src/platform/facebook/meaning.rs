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
const OF_COMMENTS: [&str; 11] = [
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
    "like_count",
];
/// All that is told of a comment when no fields are asked for: a post would tell less.
const USUAL: [&str; 4] = ["id", "from", "message", "created_time"];
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
    } else if is_of_comments(&value) {
        meaning::each_item(&value, &mut meaning, &mut |item, meaning| discussion(item, meaning));
    } else {
        let posts = is_of_posts(&value);
        meaning::each_item(&value, &mut meaning, &mut |item, meaning| read_item(item, posts, meaning));
    }
    meaning
}

/// The lists of posts that a Page has.
const POST_EDGES: [&str; 5] = ["feed", "posts", "published_posts", "visitor_posts", "tagged"];

/// Whether a list says of itself that it is one of comments.
fn is_of_comments(list: &Value) -> bool {
    let summed = list.get("summary").is_some_and(|sum| sum.get("order").is_some() || sum.get("can_comment").is_some());
    summed || meaning::is_from(list, "comments")
}

/// Whether a list is known to be one of posts: by its address, or since the Page's own are in it.
fn is_of_posts(list: &Value) -> bool {
    let by_address = POST_EDGES.iter().any(|edge| meaning::is_from(list, edge));
    let own = |item: &Value| reading::text(item, "id").is_some_and(|id| page_of(&id).wrote(item));
    let within = POST_EDGES.iter().any(|edge| list.get(*edge).is_some());
    by_address || within || reading::list(list, "data").iter().any(own)
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

/// `among_posts` says that the list holds posts, so that what has too few fields to tell is one.
fn read_item(item: &Value, among_posts: bool, meaning: &mut Meaning) {
    let has = |names: &[&str]| names.iter().any(|name| item.get(name).is_some());
    let id = reading::text(item, "id").unwrap_or_default();
    let fields = || item.as_object().into_iter().flat_map(|fields| fields.keys());
    let is_usual = USUAL.iter().all(|name| has(&[name])) && fields().all(|name| USUAL.contains(&name.as_str()));
    if has(&["review_text", "recommendation_type", "has_rating"]) {
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
    } else if has(&OF_COMMENTS) && has(&["message", "created_time", "attachment"])
        || is_usual && !among_posts && id.contains('_') && !page_of(&id).wrote(item)
    {
        return discussion(item, meaning);
    } else if has(&OF_POSTS) && (has(&["created_time", "tagged_time"]) || item.get("message").is_some()) {
        let own = page_of(&id);
        // Who wrote is told of strangers; a Page that asks for its own posts need not ask for itself.
        let unsigned = item.get("from").is_none();
        meaning.take(if has(&["tagged_time"]) {
            // It stands with whoever wrote it, and the Page that it tags is not told.
            decode::tagged(item, &Page { id: String::new(), name: None })
        } else {
            decode::post(item, &own, unsigned)
        });
    }
    if !id.is_empty() {
        let own = page_of(&id);
        below(item, &Root { id: own.post_id(&id) }, &own, None, meaning);
    }
}

/// A comment that stands in a list or alone, and what came along of the talk under it.
fn discussion(item: &Value, meaning: &mut Meaning) {
    let root = root_of(item);
    let own = page_of(&root.id);
    meaning.take(decode::comment(item, &root, &own));
    below(item, &root, &own, reading::id(item, "id").as_deref(), meaning);
}

/// The comments that came along with a post or a comment. Those under a comment need not say that they answer it.
fn below(item: &Value, root: &Root, own: &Page, answered: Option<&str>, meaning: &mut Meaning) {
    let Some(inner) = item.get("comments") else { return };
    meaning::each_item(inner, meaning, &mut |one, meaning| {
        // The list's own sum is no comment.
        if one.get("id").is_none() && one.get("message").is_none() {
            return;
        }
        let mut placed = one.clone();
        if let (Some(fields), Some(answered), None) = (placed.as_object_mut(), answered, one.get("parent")) {
            fields.insert("parent".to_owned(), json!({ "id": answered }));
        }
        let read = decode::comment(&placed, root, own);
        meaning.take(read.map(|post| Fetched { raw: reading::raw(one), ..post }));
        below(one, root, own, reading::id(one, "id").as_deref(), meaning);
    });
}

/// The Page whose post this is, as the post's id tells.
fn page_of(id: &str) -> Page {
    Page { id: id.split_once('_').map_or_else(String::new, |(page, _)| page.to_owned()), name: None }
}

/// The post that a comment says it stands under, or that its id names.
fn root_of(item: &Value) -> Root {
    let object = item.get("object").and_then(|object| reading::id(object, "id"));
    let by_name = reading::id(item, "id").and_then(|id| id.split_once('_').map(|(post, _)| post.to_owned()));
    let id = object.or(by_name).or_else(|| reading::id(item, "post_id")).or_else(|| reading::id(item, "id"));
    Root { id: id.unwrap_or_default() }
}

/// What Facebook would tell a server of ours, if it could reach one.
fn notices(value: &Value, meaning: &mut Meaning) {
    for entry in reading::list(value, "entry") {
        let own = reading::text(entry, "id");
        meaning::noticed_messages(entry, meaning);
        for change in reading::list(entry, "changes") {
            let told = change.get("value").unwrap_or(&Value::Null);
            let field = reading::text(change, "field").unwrap_or_default();
            let kind = reading::text(told, "item").unwrap_or_default();
            let verb = reading::text(told, "verb").unwrap_or_default();
            let is_comment = kind == "comment" && told.get("comment_id").is_some();
            let is_post = ["post", "status", "photo", "video", "share", "album", "event"].contains(&kind.as_str());
            if kind == "rating" && verb != "remove" {
                meaning.take(review(&meaning::as_item(told, entry), &own.clone().unwrap_or_default()));
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
        // A review that is not asked for its story has no id: who wrote it and when names it.
        let named = || {
            let by = reading::text_at(told, &["reviewer", "id"]).or_else(|| reading::text(told, "reviewer_id"))?;
            Some(json!(format!("review-{by}-{}", reading::instant(told, "created_time")?.timestamp())))
        };
        fields.insert("id".to_owned(), story.cloned().or_else(named).unwrap_or_default());
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
