//! Acting on an account: answering, hiding, taking away, closing a medium for comments.

use super::{Instagram, decode::COMMENT_FIELDS};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{graph::inbox, reading, transport::outage},
};

/// What Instagram allows. A hidden comment is still seen by its author. People can be kept out of the messages only, not
/// of the comments, so that is not called blocking here.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: true,
    remove: true,
    block: false,
    unblock: false,
    close: true,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 2_200,
};

impl Hands for Instagram {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(post, "hide", true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(post, "hide", false)
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(root, "comment_enabled", false)
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(root, "comment_enabled", true)
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let answer =
            self.graph.ask(&self.graph.get(self.graph.named(root)?).query("fields", "id,is_comment_enabled"))?;
        Ok(reading::truth(&answer, "is_comment_enabled").map(|open| !open))
    }
}

impl Instagram {
    /// Instagram knows two storeys: an answer to an answer stands under the comment that begins the thread.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let to = self.graph.named(to)?;
        if inbox::is_message(to) {
            let me = self.me()?;
            return inbox::answer(&self.graph, &me.page, to, &me.ids(), text);
        }
        let (path, under) = match self.graph.ask(&self.graph.get(to).query("fields", COMMENT_FIELDS)) {
            Ok(item) => {
                let top = reading::id(&item, "parent_id").unwrap_or_else(|| to.to_owned());
                (format!("{top}/replies"), top)
            }
            // A medium has other fields than a comment.
            Err(lost) if lost.kind == OutageKind::Refused => (format!("{to}/comments"), to.to_owned()),
            Err(lost) => return Err(lost),
        };
        let answer = self.graph.ask(&self.graph.post(&path, vec![("message", text.to_owned())]))?;
        let Some(new) = reading::id(&answer, "id").filter(|new| new != to && *new != under) else {
            let lost = outage(OutageKind::Garbled, format!("Instagram did not name a new comment under {under}"));
            return Err(Outage { may_have_happened: true, ..lost });
        };
        Ok(Receipt { line: format!("{new} stands under {under}"), platform_ref: Some(PlatformRef(new)) })
    }

    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.take_away(post, || self.proved())
    }
}
