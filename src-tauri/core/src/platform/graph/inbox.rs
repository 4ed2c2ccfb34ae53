//! Conversations that only the sender and the account see: Messenger's on a Page, and Instagram's behind it.
//!
//! The act on electronic bulletin boards does not reach them, OSL does. A message that its sender takes back is left out
//! of the list, and nobody says by whom.

use super::{Graph, Service, go_on, next_page};
use crate::{
    action::Receipt,
    intake::{Batch, Covered, Fetched, FetchedAttachment, File, Outage, OutageKind, PlatformRef, PostKind},
    platform::{
        attached, reading,
        round::{POSTS, Round, Thread},
        transport::outage,
    },
};
use chrono::Duration;
use serde_json::{Value, json};

/// What is asked for of a message. Instagram also tells that somebody named the account in a story, as a message that
/// holds the story; it is there for a day.
fn fields(service: Service) -> &'static str {
    match service {
        Service::Facebook => "id,message,from,to,created_time,attachments,sticker,shares,is_unsupported",
        Service::Instagram => "id,message,from,to,created_time,attachments,sticker,shares,is_unsupported,story",
    }
}

/// Marks a conversation among the threads that are to be read.
const CONVERSATION: &str = "inbox:";

/// Marks a message's attachment among addresses.
const SCHEME: &str = "message:";

/// One page of the conversations, newest first: notes those in which something happened. Answers where the list goes on.
pub fn list(graph: &Graph, page: &str, round: &mut Round) -> Result<Option<String>, Outage> {
    let platform = if graph.service == Service::Instagram { "instagram" } else { "messenger" };
    let request = graph
        .get(&format!("{page}/conversations"))
        .query("platform", platform)
        .query("fields", "id,updated_time,unread_count,message_count")
        .query("limit", "50");
    let answer = graph.ask(&go_on(request, round.page.as_deref()))?;
    let items = reading::list(&answer, "data");
    let mut quiet = false;
    for item in items {
        let Some(id) = reading::id(item, "id") else { continue };
        match reading::instant(item, "updated_time") {
            Some(at) if !round.is_active(at) => quiet = true,
            _ => round.heard_of(&format!("{CONVERSATION}{id}")),
        }
    }
    Ok(next_page(&answer).filter(|_| !quiet))
}

/// The conversation that a thread to be read is, if it is one.
pub fn conversation(thread: &Thread) -> Option<&str> {
    thread.id.strip_prefix(CONVERSATION)
}

/// Reads a conversation, newest first, back to where the round begins. `ours` are the ids that are the account itself.
pub fn read(graph: &Graph, id: &str, ours: &[String], round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
    let began_here = round.place.page.is_none();
    let mut doubtful = !began_here;
    loop {
        let request = graph.get(&format!("{id}/messages")).query("fields", fields(graph.service)).query("limit", "100");
        let answer = graph.ask(&go_on(request, round.place.page.as_deref()))?;
        let mut back_enough = false;
        for item in reading::list(&answer, "data") {
            match message(item, id, ours) {
                Ok(post) => {
                    back_enough |= !round.is_active(post.posted_at);
                    batch.posts.push(post);
                }
                Err(why) => {
                    batch.trouble.push(why);
                    doubtful = true;
                }
            }
        }
        if !round.thread_goes_on(next_page(&answer).filter(|_| !back_enough)) {
            break;
        }
        if batch.posts.len() >= POSTS {
            return Ok(());
        }
    }
    if !doubtful {
        let since = round.since() + Duration::seconds(1);
        batch.covered.push(Covered { root: PlatformRef(id.to_owned()), since });
    }
    round.thread_done();
    Ok(())
}

/// The id of a message: older ones hold `:` and `$`, which mean nothing in an address either.
pub fn id_of(item: &Value, name: &str) -> Option<String> {
    reading::text(item, name).filter(|id| is_id(id))
}

fn is_id(id: &str) -> bool {
    reading::is_id(&id.replace([':', '$', '='], "_"))
}

/// A message, as intake knows it.
pub fn message(item: &Value, conversation: &str, ours: &[String]) -> Result<Fetched, String> {
    let id = id_of(item, "id").ok_or("a message has no id")?;
    let posted_at = reading::instant(item, "created_time").ok_or_else(|| format!("message {id} has no time"))?;
    let author = reading::text_at(item, &["from", "id"]);
    let shared = item.get("shares").map_or(&[][..], |shares| reading::list(shares, "data"));
    let link = shared.iter().find_map(|one| reading::text(one, "link").or_else(|| reading::text(one, "name")));
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: None,
        root: PlatformRef(conversation.to_owned()),
        kind: PostKind::DirectMessage,
        ours: author.as_ref().is_some_and(|author| ours.contains(author)),
        openly_visible: false,
        hidden: false,
        author_ref: author,
        author_name: reading::text_at(item, &["from", "name"])
            .or_else(|| reading::text_at(item, &["from", "username"])),
        permalink: None,
        posted_at,
        text: reading::text(item, "message").or(link).unwrap_or_default(),
        attachments: attachments(&id, item),
        raw: reading::raw(item),
    })
}

/// Where each attachment of a message lies today, with the name that it keeps.
fn files(item: &Value) -> Vec<(String, String)> {
    let attached = item.get("attachments").map_or(&[][..], |attached| reading::list(attached, "data"));
    let url = |one: &Value| {
        let inner = |name: &str| one.get(name).and_then(|media| reading::web_address(media, "url"));
        inner("video_data").or_else(|| inner("image_data")).or_else(|| reading::web_address(one, "file_url"))
    };
    let mut files: Vec<(String, String)> = (0..)
        .zip(attached)
        .filter_map(|(no, one): (usize, &Value)| {
            Some((reading::id(one, "id").unwrap_or_else(|| no.to_string()), url(one)?))
        })
        .collect();
    files.extend(reading::web_address(item, "sticker").map(|url| ("sticker".to_owned(), url)));
    let story = item.get("story").and_then(|story| reading::web_address(story.get("mention")?, "link"));
    files.extend(story.map(|url| ("story".to_owned(), url)));
    files
}

fn attachments(id: &str, item: &Value) -> Vec<FetchedAttachment> {
    let attached = item.get("attachments").map_or(&[][..], |attached| reading::list(attached, "data"));
    let told = |which: &str| {
        let one = attached.iter().find(|one| reading::id(one, "id").as_deref() == Some(which));
        (one.and_then(|one| reading::text(one, "mime_type")), one.and_then(|one| reading::text(one, "name")))
    };
    files(item)
        .into_iter()
        .map(|(which, url)| {
            let (kind, name) = told(&which);
            let media_type = kind.unwrap_or_else(|| attached::media_type(&url).to_owned());
            let address = format!("{SCHEME}{id}/{which}");
            FetchedAttachment { address, media_type, description: name.unwrap_or_default() }
        })
        .collect()
}

/// Reads the address of a message's attachment back: the message and which of its attachments.
pub fn attachment_named(address: &str) -> Option<(&str, &str)> {
    address.strip_prefix(SCHEME)?.split_once('/').filter(|(id, _)| is_id(id))
}

/// Asks where a message's attachment lies today, then fetches it from there.
pub fn file(graph: &Graph, message: &str, which: &str) -> Result<File, Outage> {
    let item = graph.ask(&graph.get(message).query("fields", fields(graph.service)))?;
    let url = files(&item).into_iter().find(|(name, _)| name == which).map(|(_, url)| url);
    let url = url.ok_or_else(|| outage(OutageKind::NotThere, "the attachment is not there any more"))?;
    attached::fetch(graph.transport.as_ref(), &url, &graph.base)
}

/// Whether an id is a message's: posts and comments have digits and `_` only.
pub fn is_message(id: &str) -> bool {
    is_id(id) && id.chars().any(|c| !c.is_ascii_digit() && c != '_')
}

/// One message, asked for by its id.
pub fn ask(graph: &Graph, id: &str) -> Result<Value, Outage> {
    graph.ask(&graph.get(id).query("fields", fields(graph.service)))
}

/// Answers whoever wrote a message. Meta lets a person answer for seven days, a program for one: a moderator is a
/// person, and is named as such when the day is over.
pub fn answer(graph: &Graph, page: &str, to: &str, ours: &[String], text: &str) -> Result<Receipt, Outage> {
    let item = ask(graph, to)?;
    let writer = reading::text_at(&item, &["from", "id"]);
    let receiver = item.get("to").map_or(&[][..], |to| reading::list(to, "data")).first();
    let receiver = receiver.and_then(|receiver| reading::id(receiver, "id"));
    let other = if writer.as_ref().is_some_and(|writer| ours.contains(writer)) { receiver } else { writer };
    let other = other.ok_or_else(|| outage(OutageKind::Refused, "Meta does not say who wrote the message"))?;
    let send = |kind: [(&'static str, &str); 2]| {
        let mut fields =
            vec![("recipient", json!({ "id": other }).to_string()), ("message", json!({ "text": text }).to_string())];
        fields.extend(kind.iter().filter(|(_, word)| !word.is_empty()).map(|(name, word)| (*name, (*word).to_owned())));
        graph.ask(&graph.post(&format!("{page}/messages"), fields))
    };
    let answer = match send([("messaging_type", "RESPONSE"), ("tag", "")]) {
        Err(lost) if lost.kind == OutageKind::ByHand => {
            send([("messaging_type", "MESSAGE_TAG"), ("tag", "HUMAN_AGENT")])?
        }
        other => other?,
    };
    let Some(id) = id_of(&answer, "message_id") else {
        let lost = outage(OutageKind::Garbled, "Meta did not name the new message");
        return Err(Outage { may_have_happened: true, ..lost });
    };
    Ok(Receipt { line: format!("{id} sent to {other}"), platform_ref: Some(PlatformRef(id)) })
}
