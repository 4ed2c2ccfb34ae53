//! Replies, hiding, removal, blocking and closing: decided first, carried out after.
//!
//! A decision is a row and an entry, committed before anything reaches a platform. It then waits a few seconds in which
//! it can be withdrawn (QU8), and is carried out by whoever comes first, the window or the collector. Hiding, removing,
//! blocking and closing may be repeated safely. A reply may not: after a lost answer it becomes uncertain, and a person looks,
//! rather than the municipality saying the same thing twice.

mod by_hand;
mod carry_out;
mod decide;
mod hands;
mod removal;
mod reply;
mod shut;
mod without_copy;

pub use by_hand::{by_hand, destroy_by_hand, done_by_hand};
pub use carry_out::{Around, Carried, carry_out, posts_waiting, settle_uncertain, waiting, waiting_by_account};
pub use decide::{
    again, answer_second, decide_hide, decide_removal, decide_reply, decide_unhide, decide_without_copy, propose,
    propose_without_copy, withdraw,
};
pub use hands::{Abilities, Hands, Receipt};
pub use removal::{Basis, Judged, Removal, RemovalOnEvidence, SecondOpinion};
pub use reply::{Draft, Reply, Wording, draft, keep_draft};
pub use shut::{
    Block, Blocking, block_of_author, block_of_post, decide_block, decide_close, decide_open, decide_unblock,
    review_block, thread_is_closed,
};
pub use without_copy::{RemovalWithoutCopy, is_destroyed};

use crate::{
    logbook::Reader,
    store::Row,
    words::{ActionId, ActorId, EvidenceId, PostId, Refusal, Result, Timestamp, words},
};

words! {
    /// What is done.
    ActionKind {
        /// Answer in the account's name.
        Reply = "reply",
        /// Hide.
        Hide = "hide",
        /// Show again (EV16).
        Unhide = "unhide",
        /// Take away.
        Remove = "remove",
        /// Shut its author out of the account (EV19).
        Block = "block",
        /// Let its author in again.
        Unblock = "unblock",
        /// Close its thread for comments.
        Close = "close",
        /// Open its thread again.
        Open = "open",
        /// Take away without a copy (FL3).
        RemoveWithoutCopy = "remove_without_copy",
    }
}
words! {
    /// How far a decision has come.
    ActionState {
        /// Proposed; a second person has to agree (EV9).
        SecondAsked = "second_asked",
        /// Decided, and waiting: for the hold to pass, or for the platform to answer.
        Decided = "decided",
        /// Being carried out by somebody.
        UnderWay = "under_way",
        /// Done, and read back.
        CarriedOut = "carried_out",
        /// The platform said no; a person decides anew.
        Failed = "failed",
        /// Nobody knows whether it was done; a person looks.
        Uncertain = "uncertain",
        /// Taken back before it was carried out.
        Withdrawn = "withdrawn",
        /// The second person did not agree.
        Declined = "declined",
    }
}
words! {
    /// What was seen when the platform was asked again (EV6).
    ReadBack {
        /// Nobody has looked.
        NotYet = "",
        /// It is not there any more.
        Gone = "gone",
        /// It is hidden.
        Hidden = "hidden",
        /// It stands.
        Standing = "standing",
        /// Its author is shut out.
        Blocked = "blocked",
        /// Its author is let in.
        Admitted = "admitted",
        /// Its thread is closed.
        Closed = "closed",
        /// Its thread is open.
        Open = "open",
        /// The platform does not tell.
        Unknown = "unknown",
    }
}

impl ActionKind {
    /// Whether it takes the post off the platform.
    #[must_use]
    pub fn takes_away(self) -> bool {
        matches!(self, ActionKind::Remove | ActionKind::RemoveWithoutCopy)
    }
}

impl ActionState {
    /// Whether it waits to be carried out, or is being so.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, ActionState::Decided | ActionState::UnderWay)
    }

    /// Whether a person has to see to it.
    #[must_use]
    pub fn needs_a_person(self) -> bool {
        matches!(self, ActionState::Failed | ActionState::Uncertain)
    }
}

/// A decision as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// On which post.
    pub post: PostId,
    /// What.
    pub kind: ActionKind,
    /// How far it has come.
    pub state: ActionState,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// By whom.
    pub decided_by: ActorId,
    /// The second person.
    pub second_by: Option<ActorId>,
    /// The ground's id in the policy; empty for a reply.
    pub ground: String,
    /// In the moderator's own words, for colleagues.
    pub reason: String,
    /// The evidence it rests on.
    pub evidence: Option<EvidenceId>,
    /// The reply; for a removal, the notice in the thread, empty for none.
    pub text: String,
    /// The removal that a notice belongs to.
    pub of_action: Option<ActionId>,
    /// Not before this: the hold, or the next attempt.
    pub not_before: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed: codes and numbers.
    pub cause: String,
    /// When it was carried out.
    pub carried_out_at: Option<Timestamp>,
    /// The platform's receipt.
    pub receipt: String,
    /// What was seen afterwards.
    pub read_back: ReadBack,
}

impl Action {
    /// Whether it waits for a person who does it on the service itself.
    #[must_use]
    pub fn waits_for_a_hand(&self) -> bool {
        self.state == ActionState::Decided && self.not_before >= by_hand()
    }
}

const ACTION: &str = "SELECT id, post_id, kind, state, decided_at, decided_by, second_by, ground, reason, evidence_id,
    text, of_action, not_before, attempts, cause, carried_out_at, receipt, read_back FROM action";

/// One decision.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn action(reader: &Reader<'_>, id: ActionId) -> Result<Action> {
    read(&reader.first(&format!("{ACTION} WHERE id = $1"), &[id.into()])?.ok_or(Refusal::Unknown)?)
}

/// The decisions on a post, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn of_post(reader: &Reader<'_>, post: PostId) -> Result<Vec<Action>> {
    reader
        .rows(&format!("{ACTION} WHERE post_id = $1 ORDER BY decided_at, id"), &[post.into()])?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Action> {
    Ok(Action {
        id: row.get(0)?,
        post: row.get(1)?,
        kind: row.word(2, ActionKind::from_word)?,
        state: row.word(3, ActionState::from_word)?,
        decided_at: row.get(4)?,
        decided_by: row.get(5)?,
        second_by: row.get(6)?,
        ground: row.get(7)?,
        reason: row.get(8)?,
        evidence: row.get(9)?,
        text: row.get(10)?,
        of_action: row.get(11)?,
        not_before: row.get(12)?,
        attempts: row.get(13)?,
        cause: row.get(14)?,
        carried_out_at: row.get(15)?,
        receipt: row.get(16)?,
        read_back: row.word(17, ReadBack::from_word)?,
    })
}
