//! X's archive: scripts that each assign one list, `window.YTD.tweets.part0 = [...]`.

use super::{Gathered, Item, LARGEST_TEXT, Trouble, table::moment, zip::Zip};
use crate::intake::{PostKind, Standing, plain};
use serde_json::Value;
use std::io::{Read, Seek};

/// The posts and messages of an archive.
pub(super) fn read<R: Read + Seek>(zip: &mut Zip<R>, names: &[String]) -> Result<Gathered, Trouble> {
    let mut script = |wanted: &dyn Fn(&str) -> bool| -> Result<Vec<Value>, Trouble> {
        let mut lists = Vec::new();
        for name in names.iter().filter(|name| wanted(last(name))) {
            let bytes = zip.read(name, LARGEST_TEXT)?.ok_or(Trouble::Unreadable)?;
            lists.push(assigned(std::str::from_utf8(&bytes).map_err(|_| Trouble::Unreadable)?)?);
        }
        Ok(lists)
    };
    let account = script(&|name| name == "account.js")?;
    let account = account.first().and_then(|list| list.get(0)).and_then(|one| one.get("account"));
    let told = |name: &str| account.and_then(|account| account.get(name)?.as_str()).unwrap_or_default().to_owned();
    let (id, handle) = (told("accountId"), told("username"));
    let mut gathered = Gathered::default();
    let is_tweets = |name: &str| name == "tweets.js" || name == "tweet.js" || name.starts_with("tweets-part");
    for list in script(&is_tweets)? {
        let some = of_tweets(&list, names, &handle);
        gathered.items.extend(some.items);
        gathered.left_out += some.left_out;
    }
    let is_messages = |name: &str| name == "direct-messages.js" || name.starts_with("direct-messages-part");
    for list in script(&is_messages)? {
        for conversation in list.as_array().into_iter().flatten() {
            of_conversation(conversation, names, &id, &handle, &mut gathered);
        }
    }
    Ok(gathered)
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// What such a script assigns.
pub(super) fn assigned(script: &str) -> Result<Value, Trouble> {
    let (_, list) = script.split_once('=').ok_or(Trouble::Unreadable)?;
    serde_json::from_str(list.trim().trim_end_matches(';')).map_err(|_| Trouble::Unreadable)
}

pub(super) fn of_tweets(list: &Value, names: &[String], handle: &str) -> Gathered {
    let mut gathered = Gathered::default();
    for one in list.as_array().into_iter().flatten() {
        gathered.add(tweet(one.get("tweet").unwrap_or(one), names, handle));
    }
    gathered
}

fn tweet(tweet: &Value, names: &[String], handle: &str) -> Option<Item> {
    let text = |name: &str| tweet.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = [text("id_str"), text("id")].into_iter().find(|id| !id.is_empty())?.to_owned();
    let words = [text("full_text"), text("text")].into_iter().find(|words| !words.is_empty())?;
    // What was only passed on is somebody else's.
    if words.starts_with("RT @") {
        return None;
    }
    let parent = Some(text("in_reply_to_status_id_str").to_owned()).filter(|parent| !parent.is_empty());
    let permalink = if handle.is_empty() { String::new() } else { format!("https://x.com/{handle}/status/{name}") };
    Some(Item {
        root: parent.clone(),
        kind: if parent.is_some() { PostKind::Reply } else { PostKind::Post },
        parent,
        ours: true,
        standing: Standing::Standing,
        author: handle.to_owned(),
        permalink,
        posted_at: moment(text("created_at"))?,
        text: plain::of_escaped(words),
        files: media(names, &name),
        raw: tweet.to_string(),
        name,
    })
}

fn of_conversation(conversation: &Value, names: &[String], own: &str, handle: &str, gathered: &mut Gathered) {
    let Some(conversation) = conversation.get("dmConversation") else { return };
    let id = conversation.get("conversationId").and_then(Value::as_str).unwrap_or_default();
    for message in conversation.get("messages").and_then(Value::as_array).into_iter().flatten() {
        gathered.add(message_of(message, names, own, handle, id));
    }
}

fn message_of(message: &Value, names: &[String], own: &str, handle: &str, conversation: &str) -> Option<Item> {
    let message = message.get("messageCreate")?;
    let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = Some(text("id").to_owned()).filter(|id| !id.is_empty())?;
    let sender = text("senderId");
    // The archive names people by number only; who is ours is known when it says which number the account has.
    let ours = !own.is_empty() && sender == own;
    Some(Item {
        parent: None,
        root: Some(format!("dm:{conversation}")).filter(|_| !conversation.is_empty()),
        kind: PostKind::DirectMessage,
        ours,
        standing: Standing::Standing,
        author: if ours { handle.to_owned() } else { format!("X {sender}") },
        permalink: String::new(),
        posted_at: moment(text("createdAt"))?,
        text: plain::of_escaped(text("text")),
        files: media(names, &name),
        raw: message.to_string(),
        name,
    })
}

/// Files are called by the number of what they belong to.
fn media(names: &[String], id: &str) -> Vec<String> {
    let begins = format!("{id}-");
    names.iter().filter(|name| name.contains("_media/") && last(name).starts_with(&begins)).cloned().collect()
}
