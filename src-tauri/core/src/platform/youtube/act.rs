//! Acting on a channel's comments: answering, rejecting and publishing again, shutting out.

use super::{
    YouTube,
    decode::{is_comment, top_of},
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

/// What YouTube allows. A rejected comment is seen by nobody, its answers neither.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: false,
    remove: false,
    block: true,
    unblock: false,
    close: false,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 10_000,
};

impl Hands for YouTube {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.moderate(post, "rejected", false)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.moderate(post, "published", false)
    }

    fn remove(&self, _: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "YouTube lets a channel reject others' comments and not delete them"))
    }

    /// YouTube shuts an author out together with one of their comments, which is rejected.
    fn block(&self, _: &str, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.moderate(post, "rejected", true)
    }
}

impl YouTube {
    /// YouTube knows two storeys: an answer to an answer stands under the comment that begins the thread.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let id = named(to)?;
        if !is_comment(id) {
            return self.begin(id, text);
        }
        let top = top_of(id).unwrap_or(id);
        let said = json!({ "snippet": { "parentId": top, "textOriginal": text } });
        let request = Request::post(self.url("comments"), Body::Json(said)).query("part", "id,snippet");
        let answer = self.ask(&request)?;
        let Some(new) = reading::id(&answer, "id").filter(|new| new != id && new != top) else {
            return Err(unnamed(id));
        };
        let line = if top == id {
            format!("{new} answers {id}")
        } else {
            format!("{new} stands under {top}, which {id} answers")
        };
        Ok(Receipt { line, platform_ref: Some(PlatformRef(new)) })
    }

    /// A new thread under a video.
    fn begin(&self, video: &str, text: &str) -> Result<Receipt, Outage> {
        let channel = self.channel()?;
        let said = json!({ "snippet": { "channelId": channel.id, "videoId": video,
            "topLevelComment": { "snippet": { "textOriginal": text } } } });
        let request = Request::post(self.url("commentThreads"), Body::Json(said)).query("part", "id,snippet");
        let answer = self.ask(&request)?;
        let Some(new) = reading::id(&answer, "id") else { return Err(unnamed(video)) };
        Ok(Receipt { line: format!("{new} begins a thread under {video}"), platform_ref: Some(PlatformRef(new)) })
    }

    fn moderate(&self, post: &PlatformRef, status: &'static str, out: bool) -> Result<Receipt, Outage> {
        let id = named(post)?;
        if !is_comment(id) {
            return Err(outage(OutageKind::Refused, "only comments are acted on here"));
        }
        let request = Request::post(self.url("comments/setModerationStatus"), Body::Form(Vec::new()))
            .query("id", id)
            .query("moderationStatus", status);
        let request = if out { request.query("banAuthor", "true") } else { request };
        self.ask(&request.repeatable())?;
        self.remember(id, status == "published");
        let line = if out { format!("{id} {status}, its author shut out") } else { format!("{id} {status}") };
        Ok(Receipt { platform_ref: None, line })
    }
}

fn named(post: &PlatformRef) -> Result<&str, Outage> {
    if reading::is_id(&post.0) {
        Ok(&post.0)
    } else {
        Err(outage(OutageKind::Refused, "that is not an id of YouTube's"))
    }
}

fn unnamed(under: &str) -> Outage {
    let cause = format!("YouTube did not name a new comment under {under}");
    Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) }
}
