//! Shutting an author out, closing a thread, and taking either back: the steps beyond the single post.
//!
//! They are the severest that a municipality has against somebody who wants to speak, so each needs its reason, and a block
//! an end and a day on which it is looked at again (EV19).

use super::{
    ActionKind,
    decide::{Row, decide, reason_given},
};
use crate::{
    evidence,
    intake::{self, Post, PostKind},
    logbook::{Entry, Reader, Tx},
    register,
    words::{ActionId, ActorId, EvidenceId, Moderator, PostId, Refusal, Result, Timestamp},
};

/// What takes the place of one another: shutting an author out and letting them in, closing a thread and opening it.
const BLOCKING: &[ActionKind] = &[ActionKind::Block, ActionKind::Unblock];
const CLOSING: &[ActionKind] = &[ActionKind::Close, ActionKind::Open];

/// What a block rests on: one of two proofs, as with a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockProof {
    /// Sealed evidence of the post as it stands.
    Evidence(EvidenceId),
    /// The decision that took the post away without a copy, since there may be none (FL3). It stands in the logbook.
    Judgement(ActionId),
}

/// What a block has to say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocking {
    /// The ground's id in the policy.
    pub ground: String,
    /// Why nothing milder is enough.
    pub reason: String,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it is looked at again; not after its end.
    pub review_at: Timestamp,
}

/// A block that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The decision.
    pub action: ActionId,
    /// On which post it was decided.
    pub post: PostId,
    /// Who decided it.
    pub by: ActorId,
    /// Since when.
    pub since: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it is looked at again.
    pub review_at: Timestamp,
}

impl Block {
    /// When somebody has to decide whether it goes on.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.review_at.min(self.ends_at)
    }
}

const BLOCK: &str = "SELECT b.action_id, b.post_id, a.decided_by, a.carried_out_at, b.ends_at, b.review_at
    FROM block b JOIN action a ON a.id = b.action_id
    WHERE a.state = 'carried_out' AND b.lifted_at IS NULL";

fn block(rows: &[crate::store::Row]) -> Result<Option<Block>> {
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Block {
        action: row.get(0)?,
        post: row.get(1)?,
        by: row.get(2)?,
        since: row.get(3)?,
        ends_at: row.get(4)?,
        review_at: row.get(5)?,
    }))
}

/// The block in force that was decided on this post.
///
/// # Errors
/// A fault of the database.
pub fn block_of_post(reader: &Reader<'_>, post: PostId) -> Result<Option<Block>> {
    block(&reader.rows(&format!("{BLOCK} AND b.post_id = $1 ORDER BY a.carried_out_at DESC"), &[post.into()])?)
}

/// The block in force that shuts the author of this post out of its account, on whichever post it was decided. Where nobody
/// tells who the author is, a block is of whoever wrote the post that it was decided on.
///
/// # Errors
/// A fault of the database.
pub fn block_of_author(reader: &Reader<'_>, post: &Post) -> Result<Option<Block>> {
    if post.author_ref.is_empty() {
        return block_of_post(reader, post.id);
    }
    let rows = reader.rows(
        &format!("{BLOCK} AND b.account_id = $1 AND b.author_ref = $2 ORDER BY a.carried_out_at DESC"),
        &[post.account.into(), post.author_ref.as_str().into()],
    )?;
    block(&rows)
}

/// Whether the thread of a post was closed from here and has not been opened since.
///
/// # Errors
/// A fault of the database.
pub fn thread_is_closed(reader: &Reader<'_>, post: &Post) -> Result<bool> {
    let last = reader.first(
        "SELECT a.kind FROM action a JOIN post p ON p.id = a.post_id
         WHERE p.account_id = $1 AND p.root_ref = $2 AND a.kind IN ('close', 'open') AND a.state = 'carried_out'
         ORDER BY a.carried_out_at DESC, a.id DESC LIMIT 1",
        &[post.account.into(), post.root_ref.0.as_str().into()],
    )?;
    Ok(match last {
        Some(row) => row.word(0, ActionKind::from_word)? == ActionKind::Close,
        None => false,
    })
}

/// Decides to shut the author of a post out of the account. The post itself may be gone already.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a reason, [`Refusal::TimePassed`], [`Refusal::ReviewAfterEnd`],
/// [`Refusal::AuthorUnknown`], [`Refusal::AlreadyBlocked`], [`Refusal::EvidenceOutdated`], [`Refusal::DecisionWaiting`];
/// [`Refusal::NoCopyUndecided`] and [`Refusal::GroundUnknown`] for a judgement that is not one of this post, or on another
/// ground.
pub fn decide_block(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    id: PostId,
    proof: BlockProof,
    blocking: &Blocking,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    let post = intake::post(tx, id)?;
    reason_given(&blocking.reason)?;
    in_order(tx.at(), blocking.ends_at, blocking.review_at)?;
    // A person finds the author by the post; a program needs the platform's name for them.
    let by_hand = intake::only_people_reach(tx, &register::account(tx, post.account)?, &post)?;
    if post.ours || post.author_ref.is_empty() && !by_hand {
        return Err(Refusal::AuthorUnknown.into());
    }
    if block_of_author(tx, &post)?.is_some() {
        return Err(Refusal::AlreadyBlocked.into());
    }
    let evidence = proved(tx, &post, proof, &blocking.ground)?;
    let Blocking { ground, reason, .. } = blocking;
    let row = Row { ground, reason, evidence, ..Row::plain(id, ActionKind::Block, not_before) };
    let (action, entry) = decide(tx, by, BLOCKING, &row)?;
    tx.execute(
        "INSERT INTO block (action_id, post_id, account_id, author_ref, ends_at, review_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            action.into(),
            id.into(),
            post.account.into(),
            post.author_ref.as_str().into(),
            blocking.ends_at.into(),
            blocking.review_at.into(),
        ],
    )?;
    Ok((action, entry))
}

/// Says no unless this proves, on this ground, what the author is shut out for. Answers the evidence, where there is some.
fn proved(reader: &Reader<'_>, post: &Post, proof: BlockProof, ground: &str) -> Result<Option<EvidenceId>> {
    match proof {
        BlockProof::Evidence(id) => {
            evidence::verified(reader, id)?.shows(post)?;
            Ok(Some(id))
        }
        BlockProof::Judgement(id) => {
            let judgement = super::action(reader, id)?;
            if judgement.post != post.id || !judgement.says_no_copy() {
                return Err(Refusal::NoCopyUndecided.into());
            }
            if judgement.ground != ground {
                return Err(Refusal::GroundUnknown.into());
            }
            Ok(None)
        }
    }
}

/// Decides to let the author of a post in again.
///
/// # Errors
/// [`Refusal::NotBlocked`]; [`Refusal::FieldMissing`] without a reason; [`Refusal::DecisionWaiting`].
pub fn decide_unblock(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    id: PostId,
    reason: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    reason_given(reason)?;
    let post = intake::post(tx, id)?;
    if block_of_author(tx, &post)?.is_none() {
        return Err(Refusal::NotBlocked.into());
    }
    decide(tx, by, BLOCKING, &Row { reason, ..Row::plain(id, ActionKind::Unblock, not_before) })
}

/// Looks at a block again: it goes on until then.
///
/// # Errors
/// [`Refusal::NotBlocked`] when it is not in force; [`Refusal::FieldMissing`], [`Refusal::TimePassed`],
/// [`Refusal::ReviewAfterEnd`].
pub fn review_block(
    tx: &mut Tx<'_>,
    _by: Moderator<'_>,
    id: PostId,
    reason: &str,
    ends_at: Timestamp,
    review_at: Timestamp,
) -> Result<(PostId, Entry)> {
    reason_given(reason)?;
    in_order(tx.at(), ends_at, review_at)?;
    let post = intake::post(tx, id)?;
    let known = block_of_author(tx, &post)?.ok_or(Refusal::NotBlocked)?;
    tx.execute(
        "UPDATE block SET ends_at = $2, review_at = $3 WHERE action_id = $1",
        &[known.action.into(), ends_at.into(), review_at.into()],
    )?;
    let told = [super::action(tx, known.action)?.reason.as_str(), reason.trim()].join("\n");
    tx.execute("UPDATE action SET reason = $2 WHERE id = $1", &[known.action.into(), told.into()])?;
    Ok((known.post, Entry::BlockReviewed { post: known.post, action: known.action, until: ends_at }))
}

/// Decides to close the thread of a post for comments. Where that takes the comments away (`removes`), each of them must be
/// sealed in its newest wording first.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a reason; [`Refusal::EvidenceMissing`] while a comment is not sealed;
/// [`Refusal::PlatformCannot`] for a message, which has no thread to close; [`Refusal::DecisionWaiting`].
pub fn decide_close(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    id: PostId,
    reason: &str,
    removes: bool,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    reason_given(reason)?;
    let post = intake::post(tx, id)?;
    if post.kind == PostKind::DirectMessage {
        return Err(Refusal::PlatformCannot.into());
    }
    if removes {
        all_sealed(tx, &post)?;
    }
    decide(tx, by, CLOSING, &Row { reason, ..Row::plain(id, ActionKind::Close, not_before) })
}

/// Decides to open the thread of a post again.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a reason; [`Refusal::DecisionWaiting`].
pub fn decide_open(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    id: PostId,
    reason: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    reason_given(reason)?;
    decide(tx, by, CLOSING, &Row { reason, ..Row::plain(id, ActionKind::Open, not_before) })
}

/// Says no unless every comment that closing would take away lies sealed as it stands.
pub(super) fn all_sealed(reader: &Reader<'_>, of: &Post) -> Result<()> {
    for comment in intake::comments_standing(reader, of)? {
        let newest = evidence::newest(reader, comment.id)?.ok_or(Refusal::EvidenceMissing)?;
        evidence::verified(reader, newest.id)?.shows(&comment)?;
    }
    Ok(())
}

fn in_order(now: Timestamp, ends_at: Timestamp, review_at: Timestamp) -> Result<(), Refusal> {
    if ends_at <= now || review_at <= now {
        return Err(Refusal::TimePassed);
    }
    if review_at > ends_at { Err(Refusal::ReviewAfterEnd) } else { Ok(()) }
}
