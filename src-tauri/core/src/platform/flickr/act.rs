//! Acting on Flickr: answering, taking comments away, closing a photograph for comments.

use super::{Flickr, decode::photo_of};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{reading, transport::outage},
};
use serde_json::Value;

/// What Flickr allows. Whoever owns a photograph may take away the comments under it.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: false,
    hidden_still_seen: false,
    remove: true,
    block: false,
    unblock: false,
    close: true,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 0,
};

/// Who may comment: nobody, and everybody.
const NOBODY: &str = "0";
const EVERYBODY: &str = "3";

impl Hands for Flickr {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Flickr hides nothing"))
    }

    fn unhide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Flickr hides nothing"))
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.let_comment(root, NOBODY)
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.let_comment(root, EVERYBODY)
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let perms = self.perms(named(root)?)?;
        Ok(reading::text(&perms, "permcomment").map(|who| who == NOBODY))
    }
}

impl Flickr {
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let to = named(to)?;
        let photo = photo_of(to).unwrap_or(to);
        let fields = [("photo_id", photo.to_owned()), ("comment_text", text.to_owned())];
        let answer = self.do_it("flickr.photos.comments.addComment", &fields, false)?;
        let new = answer.get("comment").and_then(|comment| reading::id(comment, "id")).filter(|new| new != to);
        let Some(new) = new else {
            let lost = outage(OutageKind::Garbled, format!("Flickr did not name a new comment under {photo}"));
            return Err(Outage { may_have_happened: true, ..lost });
        };
        Ok(Receipt { line: format!("{new} stands under {photo}"), platform_ref: Some(PlatformRef(new)) })
    }

    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let id = named(post)?;
        if photo_of(id).is_none() {
            return Err(outage(OutageKind::Refused, "only comments are acted on here"));
        }
        match self.do_it("flickr.photos.comments.deleteComment", &[("comment_id", id.to_owned())], true) {
            Ok(_) => Ok(Receipt { platform_ref: None, line: format!("{id} deleted") }),
            Err(lost) if lost.kind == OutageKind::NotThere => {
                self.proved()?;
                Ok(Receipt { platform_ref: None, line: format!("{id} was not there: {}", lost.cause) })
            }
            Err(lost) => Err(lost),
        }
    }

    fn perms(&self, photo: &str) -> Result<Value, Outage> {
        let answer = self.ask("flickr.photos.getPerms", &[("photo_id", photo.to_owned())])?;
        answer.get("perms").cloned().ok_or_else(|| outage(OutageKind::Garbled, "the answer holds no permissions"))
    }

    /// All of a photograph's permissions are set together: the others are set as they are.
    fn let_comment(&self, root: &PlatformRef, who: &'static str) -> Result<Receipt, Outage> {
        let photo = named(root)?;
        let perms = self.perms(photo)?;
        let kept = |told: &str, usual: &str| reading::text(&perms, told).unwrap_or_else(|| usual.to_owned());
        let before = kept("permcomment", EVERYBODY);
        let fields = [
            ("photo_id", photo.to_owned()),
            ("is_public", kept("ispublic", "1")),
            ("is_friend", kept("isfriend", "0")),
            ("is_family", kept("isfamily", "0")),
            ("perm_comment", who.to_owned()),
            ("perm_addmeta", kept("permaddmeta", "0")),
        ];
        self.do_it("flickr.photos.setPerms", &fields, true)?;
        Ok(Receipt { platform_ref: None, line: format!("{photo} perm_comment={who}, was {before}") })
    }
}

fn named(post: &PlatformRef) -> Result<&str, Outage> {
    if reading::is_id(&post.0) {
        Ok(&post.0)
    } else {
        Err(outage(OutageKind::Refused, "that is not an id of Flickr's"))
    }
}
