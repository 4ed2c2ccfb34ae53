//! Acting on a page: answering, taking comments away, closing a post's comments.

use super::{
    LinkedIn,
    decode::{comment_parts, escaped, is_urn, object_of},
    speaking,
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

/// What LinkedIn allows. Closing a post's comments takes away those that stand there.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: false,
    hidden_still_seen: false,
    remove: true,
    block: false,
    unblock: false,
    close: true,
    closing_removes: true,
    answers_if_summoned: false,
    longest_reply: 1_250,
};

impl Hands for LinkedIn {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "LinkedIn hides nothing"))
    }

    fn unhide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "LinkedIn hides nothing"))
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.set(root, "CLOSED")
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.set(root, "OPEN")
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let answer = self.ask(&self.get(&format!("socialMetadata/{}", escaped(named(root)?))))?;
        Ok(reading::text(&answer, "commentsState").map(|state| state == "CLOSED"))
    }
}

impl LinkedIn {
    /// An answer to an answer stands under the comment that both answer: LinkedIn knows two storeys.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let to = named(to)?;
        let own = self.organisation()?;
        let mut said = json!({ "actor": own.urn(), "object": to, "message": { "text": text } });
        let mut under = to.to_owned();
        if let Some((((_, id), object), fields)) = comment_parts(to).zip(object_of(to)).zip(said.as_object_mut()) {
            let item = self.ask(&self.get(&format!("socialActions/{}/comments/{id}", escaped(&object))))?;
            let above = reading::text(&item, "parentComment").filter(|above| is_urn(above));
            under = above.unwrap_or(under);
            let object = reading::text(&item, "object").filter(|object| is_urn(object)).unwrap_or(object);
            fields.insert("object".to_owned(), object.into());
            fields.insert("parentComment".to_owned(), under.clone().into());
        }
        let path = format!("socialActions/{}/comments", escaped(&under));
        let (answer, id) = self.ask_with(&speaking(Request::post(self.url(&path), Body::Json(said))))?;
        let new = super::decode::comment_name(&answer).or_else(|| {
            let object = object_of(&under).unwrap_or_else(|| under.clone());
            let id = id.filter(|id| reading::is_id(id) || is_urn(id))?;
            Some(if is_urn(&id) { id } else { format!("urn:li:comment:({object},{id})") })
        });
        let Some(new) = new.filter(|new| new != to) else {
            let lost = outage(OutageKind::Garbled, format!("LinkedIn did not name a new comment under {to}"));
            return Err(Outage { may_have_happened: true, ..lost });
        };
        Ok(Receipt { line: format!("{new} stands under {under}"), platform_ref: Some(PlatformRef(new)) })
    }

    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let urn = named(post)?;
        let Some(((_, id), object)) = comment_parts(urn).zip(object_of(urn)) else {
            return Err(outage(OutageKind::Refused, "only comments are acted on here"));
        };
        let own = self.organisation()?;
        let path = format!("socialActions/{}/comments/{id}?actor={}", escaped(&object), escaped(&own.urn()));
        match self.ask(&speaking(Request::delete(self.url(&path)))) {
            Ok(_) => Ok(Receipt { platform_ref: None, line: format!("{urn} deleted") }),
            // Gone already, or out of our sight: it is the former only if the login still holds.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                self.proved()?;
                Ok(Receipt { platform_ref: None, line: format!("{urn} was not there: {}", lost.cause) })
            }
            Err(lost) => Err(lost),
        }
    }

    fn set(&self, root: &PlatformRef, state: &'static str) -> Result<Receipt, Outage> {
        let urn = named(root)?;
        let own = self.organisation()?;
        let path = format!("socialMetadata/{}?actor={}", escaped(urn), escaped(&own.urn()));
        let change = json!({ "patch": { "$set": { "commentsState": state } } });
        let request = Request::post(self.url(&path), Body::Json(change)).header("x-restli-method", "PARTIAL_UPDATE");
        self.ask(&speaking(request.repeatable()))?;
        Ok(Receipt { platform_ref: None, line: format!("{urn} commentsState={state}") })
    }
}

fn named(post: &PlatformRef) -> Result<&str, Outage> {
    if is_urn(&post.0) { Ok(&post.0) } else { Err(outage(OutageKind::Refused, "that is not a name of LinkedIn's")) }
}
