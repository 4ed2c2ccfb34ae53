//! Mastodon's outbox: what an account has written, as ActivityStreams.

use super::{Gathered, Item, table::moment};
use crate::intake::{PostKind, Standing, plain};
use serde_json::Value;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// The posts of an outbox. `names` are the files beside it.
pub(super) fn read(outbox: &Value, names: &[String]) -> Gathered {
    let mut gathered = Gathered::default();
    for activity in outbox.get("orderedItems").and_then(Value::as_array).into_iter().flatten() {
        gathered.add(item(activity, names));
    }
    gathered
}

fn item(activity: &Value, names: &[String]) -> Option<Item> {
    if activity.get("type")?.as_str()? != "Create" {
        return None;
    }
    let object = activity.get("object").filter(|object| object.is_object())?;
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let answers = Some(text("inReplyTo")).filter(|parent| !parent.is_empty());
    let open = ["to", "cc"].into_iter().any(|to| {
        object.get(to).and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| one.as_str() == Some(PUBLIC)))
    });
    let files = object
        .get("attachment")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("url")?.as_str())
        .filter_map(|url| {
            let url = url.trim_start_matches('/');
            names.iter().find(|name| name.as_str() == url || name.ends_with(&format!("/{url}"))).cloned()
        })
        .collect();
    Some(Item {
        name: own_name(text("id"))?,
        parent: answers.and_then(own_name),
        root: answers.and_then(own_name),
        kind: if !open {
            PostKind::DirectMessage
        } else if answers.is_some() {
            PostKind::Reply
        } else {
            PostKind::Post
        },
        ours: true,
        standing: Standing::Standing,
        author: text("attributedTo").rsplit('/').next().unwrap_or_default().to_owned(),
        permalink: text("url").to_owned(),
        posted_at: moment(text("published"))?,
        text: plain::of_html(text("content")),
        files,
        raw: activity.to_string(),
    })
}

/// The server's own number, as its interface names the post too.
fn own_name(id: &str) -> Option<String> {
    Some(id.rsplit('/').next()?.to_owned()).filter(|name| !name.is_empty())
}
