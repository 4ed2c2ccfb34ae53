//! What can be done on a platform. A platform that can only be read has no hands.

use super::{Removal, Reply};
use crate::{
    intake::{Outage, OutageKind, PlatformRef},
    register::Service,
};

/// What a platform lets the municipality do with somebody else's post, and what that means in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Abilities {
    /// Answer in the account's name.
    pub reply: bool,
    /// Hide and show again.
    pub hide: bool,
    /// Whether a hidden post is still seen by its author and the author's friends, so that hiding does not end an
    /// unlawful publication.
    pub hidden_still_seen: bool,
    /// Take away.
    pub remove: bool,
    /// Shut an author out of the account.
    pub block: bool,
    /// Let a blocked author in again.
    pub unblock: bool,
    /// Close a thread for comments, and open it again.
    pub close: bool,
    /// Whether closing a thread takes away the comments that stand in it, so that it must be asked twice.
    pub closing_removes: bool,
    /// Whether only who names the account, or writes to it alone, may be answered: elsewhere a person answers in the
    /// browser.
    pub answers_if_summoned: bool,
    /// The longest reply in code points; 0 when the platform sets no limit that matters.
    pub longest_reply: u32,
}

/// What a person can do on a service that only people reach.
impl From<&Service> for Abilities {
    fn from(service: &Service) -> Abilities {
        Abilities {
            reply: service.reply,
            hide: service.hide,
            hidden_still_seen: service.hidden_still_seen,
            remove: service.remove,
            block: service.block,
            unblock: service.block,
            close: service.close,
            longest_reply: service.longest_reply,
            ..Abilities::default()
        }
    }
}

/// The platform's answer to a deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// For a reply: the platform's name for it.
    pub platform_ref: Option<PlatformRef>,
    /// One line of ids and codes, for the record.
    pub line: String,
}

/// Acts on a platform. Hide, unhide and remove may be repeated safely; a reply may not.
pub trait Hands: Send + Sync {
    /// What this platform allows.
    fn abilities(&self) -> Abilities;

    /// Publishes a reply.
    ///
    /// # Errors
    /// [`Outage`]; with `may_have_happened`, a person has to look before it is said again.
    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage>;

    /// Hides a post.
    ///
    /// # Errors
    /// [`Outage`].
    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage>;

    /// Shows a hidden post again.
    ///
    /// # Errors
    /// [`Outage`].
    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage>;

    /// Takes a post away. The [`Removal`] is the proof that evidence was sealed first (EV1).
    ///
    /// # Errors
    /// [`Outage`]. A post that is not there any more counts as taken away.
    fn remove(&self, post: &PlatformRef, removal: &Removal) -> Result<Receipt, Outage>;

    /// Shuts the author of a post out of the account. `author` is the platform's id of the author; `post` is one of
    /// theirs, for platforms that block by post.
    ///
    /// # Errors
    /// [`Outage`]; of the kind `Refused` where the platform knows no blocking.
    fn block(&self, author: &str, post: &PlatformRef) -> Result<Receipt, Outage> {
        let _ = (author, post);
        Err(cannot("block"))
    }

    /// Lets a blocked author in again.
    ///
    /// # Errors
    /// As [`Hands::block`].
    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        let _ = author;
        Err(cannot("unblock"))
    }

    /// Closes a thread for comments. `root` begins it.
    ///
    /// # Errors
    /// [`Outage`]; of the kind `Refused` where the platform can't close a thread.
    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        let _ = root;
        Err(cannot("close"))
    }

    /// Opens a closed thread again.
    ///
    /// # Errors
    /// As [`Hands::close`].
    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        let _ = root;
        Err(cannot("open"))
    }

    /// Whether an author is blocked; nothing where the platform does not tell (EV6).
    ///
    /// # Errors
    /// [`Outage`].
    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        let _ = author;
        Ok(None)
    }

    /// Whether a thread is closed; nothing where the platform does not tell (EV6).
    ///
    /// # Errors
    /// [`Outage`].
    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let _ = root;
        Ok(None)
    }
}

/// What a platform answers that was asked for something it doesn't offer.
fn cannot(what: &str) -> Outage {
    Outage {
        kind: OutageKind::Refused,
        try_again_after: None,
        may_have_happened: false,
        cause: format!("the platform offers no {what}"),
    }
}
