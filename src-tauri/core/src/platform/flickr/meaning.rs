//! What a recorded answer of Flickr's means, whatever was asked, in JSON or XML.

use super::{
    decode::{self, Me, listed},
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
    let me = Me::default();
    let listed_under = value.get("comments").unwrap_or(&Value::Null);
    let photo = reading::id(listed_under, "photo_id").or_else(|| reading::id(listed_under, "photoset_id"));
    let written = value.get("comment").filter(|comment| comment.get("datecreate").is_some());
    for item in listed(&value, "comments", "comment").iter().chain(written) {
        meaning.take(decode::comment(item, photo.as_deref(), &me));
    }
    // What happened lately: comments stand among favourites and notes.
    for item in listed(&value, "items", "item") {
        for event in listed(item, "activity", "event") {
            if reading::text(event, "type").as_deref() == Some("comment") {
                meaning.take(decode::comment(&as_comment(event), reading::id(item, "id").as_deref(), &me));
            }
        }
    }
    for item in listed(&value, "photos", "photo").iter().chain(listed(&value, "photoset", "photo")) {
        meaning.take(decode::photo(item, &me));
    }
    if let Some(item) = value.get("photo").filter(|photo| photo.get("id").is_some() && photo.get("secret").is_some()) {
        meaning.take(decode::photo(item, &me));
    }
    let photos = value.get("photos").or_else(|| value.get("photoset")).unwrap_or(&Value::Null);
    if let (Some(page), Some(pages)) = (reading::count(photos, "page"), reading::count(photos, "pages"))
        && page < pages
    {
        meaning.next = Some(format!("page={}", page + 1));
    }
    meaning
}

/// An event as the list of comments would give it: the same things go by other names there.
fn as_comment(event: &Value) -> Value {
    let mut item = event.clone();
    let names = [("commentid", "id"), ("user", "author"), ("username", "authorname"), ("dateadded", "datecreate")];
    if let Some(fields) = item.as_object_mut() {
        for (told, name) in names {
            if let Some(value) = event.get(told) {
                fields.insert(name.to_owned(), value.clone());
            }
        }
    }
    item
}
