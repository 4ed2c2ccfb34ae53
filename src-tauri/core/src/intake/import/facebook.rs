//! Facebook's export of a Page: JSON files of posts, comments and messages, in folders whose names change with the year.
//! So a file is known by what is in it.

use super::{Gathered, Item, LARGEST_TEXT, Trouble, zip::Zip};
use crate::{
    intake::{PostKind, Standing},
    words::{Digest, Timestamp},
};
use chrono::DateTime;
use serde_json::Value;
use std::io::{Read, Seek};

/// The posts, comments and messages of an export.
pub(super) fn read<R: Read + Seek>(zip: &mut Zip<R>, names: &[String]) -> Result<Gathered, Trouble> {
    let wanted = |name: &&String| {
        let name = name.to_lowercase();
        name.ends_with(".json") && ["posts", "comments", "messages"].iter().any(|part| name.contains(part))
    };
    let mut gathered = Gathered::default();
    for name in names.iter().filter(wanted) {
        let bytes = zip.read(name, LARGEST_TEXT)?.ok_or(Trouble::Unreadable)?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => of_json(&value, name, &mut gathered),
            Err(_) => gathered.left_out += 1,
        }
    }
    Ok(gathered)
}

/// One file of an export.
pub(super) fn of_json(value: &Value, name: &str, gathered: &mut Gathered) {
    if let Some(messages) = value.get("messages").and_then(Value::as_array) {
        let thread = text(value, "thread_path").unwrap_or_else(|| name.to_owned());
        // The Page is who stands in every conversation, last in the list of participants.
        let page = value.get("participants").and_then(Value::as_array).and_then(|people| text(people.last()?, "name"));
        for message in messages {
            gathered.add(message_of(message, &thread, page.as_deref()));
        }
        return;
    }
    for list in ["comments_v2", "comments"] {
        for comment in value.get(list).and_then(Value::as_array).into_iter().flatten() {
            gathered.add(comment_of(comment));
        }
    }
    let posts = value.as_array().or_else(|| value.get("posts").and_then(Value::as_array));
    for post in posts.into_iter().flatten().filter(|post| post.get("timestamp").is_some()) {
        gathered.add(post_of(post));
    }
}

fn post_of(post: &Value) -> Option<Item> {
    let posted_at = seconds(post, "timestamp")?;
    let words = post.get("data").and_then(Value::as_array).into_iter().flatten().find_map(|one| text(one, "post"));
    let files = media(post);
    made(posted_at, "", words.unwrap_or_default(), PostKind::Post, true, None, files, post)
}

fn comment_of(comment: &Value) -> Option<Item> {
    let inner = comment.get("data").and_then(Value::as_array)?.iter().find_map(|one| one.get("comment"))?;
    let posted_at = seconds(inner, "timestamp").or_else(|| seconds(comment, "timestamp"))?;
    let author = text(inner, "author").unwrap_or_default();
    let words = text(inner, "comment").unwrap_or_default();
    // What an export of a Page holds under "comments" the Page has written.
    made(posted_at, &author, words, PostKind::Comment, true, None, media(comment), comment)
}

fn message_of(message: &Value, thread: &str, page: Option<&str>) -> Option<Item> {
    let posted_at = message.get("timestamp_ms").and_then(Value::as_i64).and_then(DateTime::from_timestamp_millis)?;
    let author = text(message, "sender_name").unwrap_or_default();
    let words = text(message, "content").unwrap_or_default();
    let ours = page.is_some_and(|page| page == author);
    let files = ["photos", "videos", "files", "audio_files"]
        .into_iter()
        .flat_map(|list| message.get(list).and_then(Value::as_array).into_iter().flatten())
        .filter_map(|one| one.get("uri")?.as_str().map(str::to_owned))
        .collect();
    let root = Some(format!("dm:{thread}"));
    made(posted_at, &author, words, PostKind::DirectMessage, ours, root, files, message)
}

#[allow(clippy::too_many_arguments, reason = "the fields of one post, each once")]
fn made(
    posted_at: Timestamp,
    author: &str,
    text: String,
    kind: PostKind,
    ours: bool,
    root: Option<String>,
    files: Vec<String>,
    raw: &Value,
) -> Option<Item> {
    // An export names nothing by its id: the same words at the same moment are the same post.
    let told = format!("{author}\n{}\n{text}\n{}", posted_at.timestamp_millis(), files.join(" "));
    let name = format!("archive:{}", Digest::of(told.as_bytes()));
    let author = author.to_owned();
    let (parent, permalink, raw) = (None, String::new(), raw.to_string());
    let standing = Standing::Standing;
    Some(Item { name, parent, root, kind, ours, standing, author, permalink, posted_at, text, files, raw })
}

fn media(of: &Value) -> Vec<String> {
    of.get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .flat_map(|attachment| attachment.get("data").and_then(Value::as_array).into_iter().flatten())
        .filter_map(|one| one.get("media")?.get("uri")?.as_str().map(str::to_owned))
        .collect()
}

fn seconds(of: &Value, name: &str) -> Option<Timestamp> {
    DateTime::from_timestamp(of.get(name)?.as_i64()?, 0)
}

/// A text of the export. Facebook writes each byte of UTF-8 as a letter of its own: å becomes Ã¥. It is put together
/// again where that makes sense, and left as it is where not.
fn text(of: &Value, name: &str) -> Option<String> {
    let told = of.get(name)?.as_str()?;
    let bytes: Option<Vec<u8>> = told.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    Some(bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| told.to_owned()))
}
