//! What can be done on a platform. A platform that can only be read has no hands.

use super::{Removal, Reply};
use crate::intake::{Outage, PlatformRef};

/// What a platform lets the municipality do with somebody else's post, and what that means in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
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
    /// The longest reply in code points; 0 when the platform sets no limit that matters.
    pub longest_reply: u32,
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
}
