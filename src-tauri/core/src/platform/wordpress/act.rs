//! Acting on a site: answering, holding back, putting into the bin.

use super::{
    WordPress,
    decode::{Named, Standing, comment_ref, named, standing},
};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{
        reading,
        transport::{Body, Request, outage},
    },
};
use serde_json::{Value, json};

/// What WordPress allows. A comment that is held back is seen by nobody else.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: false,
    remove: true,
    block: false,
    unblock: false,
    close: true,
    closing_removes: false,
    longest_reply: 0,
};

impl Hands for WordPress {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.set(post, "hold", Standing::Hidden)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.set(post, "approve", Standing::Shown)
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.admit(root, "closed")
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.admit(root, "open")
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let item = self.post_or_page(thread(root)?)?;
        Ok(reading::text(&item, "comment_status").map(|status| status != "open"))
    }
}

impl WordPress {
    /// Lets comments in under a post or page, or doesn't.
    fn admit(&self, root: &PlatformRef, status: &str) -> Result<Receipt, Outage> {
        let id = thread(root)?;
        let answer = self.as_post_or_page(|kind| {
            let body = Body::Json(json!({ "comment_status": status }));
            self.ask(&Request::post(self.url(&format!("/wp/v2/{kind}/{id}")), body).login(self.login()).repeatable())
        })?;
        if reading::text(&answer, "comment_status").as_deref() == Some(status) {
            Ok(Receipt { platform_ref: None, line: format!("comments under post {id} {status}") })
        } else {
            Err(outage(OutageKind::Refused, format!("comments under post {id} did not become {status}")))
        }
    }

    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let (post, parent) = match named(to) {
            Some(Named::Post(post)) => (post, 0),
            Some(Named::Comment(comment)) => {
                let item = self.ask(&self.get(&format!("/wp/v2/comments/{comment}")).query("context", "edit"))?;
                let post = reading::count(&item, "post")
                    .ok_or_else(|| outage(OutageKind::Garbled, "the comment stands nowhere"))?;
                (post, comment)
            }
            None => return Err(outage(OutageKind::Refused, "that is not a WordPress name")),
        };
        let said = json!({ "post": post, "parent": parent, "content": as_html(text) });
        let answer = self.ask(&Request::post(self.url("/wp/v2/comments"), Body::Json(said)).login(self.login()))?;
        let Some(id) = reading::count(&answer, "id").filter(|id| *id > 0 && *id != parent) else {
            let cause = format!("WordPress did not name a new comment under {to}");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        let under = reading::count(&answer, "parent").unwrap_or(0);
        let status = reading::id(&answer, "status").unwrap_or_default();
        let line = format!("comment {id} under post {post}, answers {under}, {status}");
        Ok(Receipt { platform_ref: Some(comment_ref(id)), line })
    }

    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let id = comment(post)?;
        let path = format!("/wp/v2/comments/{id}");
        let bin = Request::delete(self.url(&path)).login(self.login());
        let (gone, line) = match self.ask(&bin) {
            Ok(answer) => (standing(&answer) == Standing::Binned, format!("comment {id} put into the bin")),
            Err(lost) if lost.kind == OutageKind::NotThere => (true, format!("comment {id}: {}", lost.cause)),
            // A site without a bin: then it is for good, which is what was decided.
            Err(lost) if lost.cause.contains("rest_trash_not_supported") => {
                let answer = self.ask(&bin.query("force", "true"))?;
                (reading::truth(&answer, "deleted") == Some(true), format!("comment {id} deleted"))
            }
            Err(lost) => return Err(lost),
        };
        if gone {
            Ok(Receipt { platform_ref: None, line })
        } else {
            Err(outage(OutageKind::Refused, format!("WordPress did not confirm: {line}")))
        }
    }

    fn set(&self, post: &PlatformRef, status: &str, wanted: Standing) -> Result<Receipt, Outage> {
        let id = comment(post)?;
        let path = format!("/wp/v2/comments/{id}");
        let change =
            Request::post(self.url(&path), Body::Json(json!({ "status": status }))).login(self.login()).repeatable();
        let stands: Value = match self.ask(&change) {
            Ok(answer) => answer,
            // WordPress calls it a failure when there is nothing to change.
            Err(lost) if lost.cause.contains("rest_comment_failed_edit") => {
                let stands = self.ask(&self.get(&path).query("context", "edit"))?;
                if standing(&stands) != wanted {
                    return Err(lost);
                }
                stands
            }
            Err(lost) => return Err(lost),
        };
        if standing(&stands) == wanted {
            Ok(Receipt { platform_ref: None, line: format!("comment {id} {status}") })
        } else {
            Err(outage(OutageKind::Refused, format!("comment {id} did not become {status}")))
        }
    }
}

/// Only comments are acted on: the municipality's own posts are its editors' business.
fn comment(post: &PlatformRef) -> Result<u64, Outage> {
    match named(post) {
        Some(Named::Comment(id)) => Ok(id),
        _ => Err(outage(OutageKind::Refused, "only comments are acted on here")),
    }
}

/// Only a post or page begins a thread.
fn thread(root: &PlatformRef) -> Result<u64, Outage> {
    match named(root) {
        Some(Named::Post(id)) => Ok(id),
        _ => Err(outage(OutageKind::Refused, "only a post or page is closed for comments")),
    }
}

/// Words as HTML: WordPress takes what an editor writes as such.
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
