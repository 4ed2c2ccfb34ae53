//! Acting on X: answering, and hiding what stands under the account's own posts.

use super::{
    X,
    decode::{MESSAGE, items},
};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{
        reading,
        transport::{Body, Request, outage},
    },
};
use serde_json::json;

/// What X allows. A hidden reply is one click away for everybody, so hiding ends no unlawful publication; nobody can be
/// blocked over the interface, only an author takes away their own words, and who may answer is settled when a post is
/// published and not afterwards.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: true,
    remove: false,
    block: false,
    unblock: false,
    close: false,
    closing_removes: false,
    answers_if_summoned: true,
    longest_reply: 280,
};

impl Hands for X {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.show(post, true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.show(post, false)
    }

    fn remove(&self, _: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "X lets only authors take away their words"))
    }
}

impl X {
    /// A program may answer only whoever named or quoted the account. X says so with 403, and a person may then answer in
    /// the browser.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        if let Some(id) = to.0.strip_prefix(MESSAGE) {
            return self.write_to(named(id)?, text);
        }
        let id = named(&to.0)?;
        let answer =
            self.ask(&self.sent("tweets", json!({ "text": text, "reply": { "in_reply_to_tweet_id": id } })))?;
        let Some(new) = items(&answer).first().and_then(|post| reading::id(post, "id")).filter(|new| new != id) else {
            return Err(unnamed(&format!("a new post under {id}")));
        };
        Ok(Receipt { line: format!("{new} answers {id}"), platform_ref: Some(PlatformRef(new)) })
    }

    fn write_to(&self, id: &str, text: &str) -> Result<Receipt, Outage> {
        let fields = "id,sender_id,dm_conversation_id";
        let event = self.ask(&self.get(&format!("dm_events/{id}")).query("dm_event.fields", fields))?;
        let other = items(&event).first().and_then(|event| reading::id(event, "sender_id"));
        let other = other.ok_or_else(|| outage(OutageKind::Refused, "X does not say who wrote the message"))?;
        let path = format!("dm_conversations/with/{other}/messages");
        let answer = self.ask(&self.sent(&path, json!({ "text": text })))?;
        let Some(new) = items(&answer).first().and_then(|event| reading::id(event, "dm_event_id")) else {
            return Err(unnamed(&format!("a new message to {other}")));
        };
        Ok(Receipt {
            line: format!("{new} sent to {other}"),
            platform_ref: Some(PlatformRef(format!("{MESSAGE}{new}"))),
        })
    }

    fn show(&self, post: &PlatformRef, hidden: bool) -> Result<Receipt, Outage> {
        let id = named(&post.0)?;
        let request = Request::put(self.url(&format!("tweets/{id}/hidden")), Body::Json(json!({ "hidden": hidden })));
        let answer = self.ask(&request)?;
        let told = answer.get("data").and_then(|data| reading::truth(data, "hidden"));
        if told != Some(hidden) {
            return Err(outage(OutageKind::Refused, format!("X did not confirm: {id} hidden={hidden}")));
        }
        self.remember(id, hidden);
        Ok(Receipt { platform_ref: None, line: format!("{id} hidden={hidden}") })
    }
}

fn named(id: &str) -> Result<&str, Outage> {
    if reading::is_id(id) { Ok(id) } else { Err(outage(OutageKind::Refused, "that is not an id of X's")) }
}

fn unnamed(what: &str) -> Outage {
    Outage { may_have_happened: true, ..outage(OutageKind::Garbled, format!("X did not name {what}")) }
}
