//! Decisions on what only people reach ([`intake::only_people_reach`]): decided like all others, done by a person on the
//! service, and ticked off here.
//!
//! What the person says is kept as what a person said. Nothing of ours has looked.

use super::{
    Action, ActionKind, ReadBack, Receipt, RemovalWithoutCopy, action, carry_out::keep_done, decide::insert_notice,
    is_destroyed, without_copy::destroy,
};
use crate::{
    evidence,
    intake::{self, PlatformRef},
    logbook::{Entry, Tx},
    words::{ActionId, Moderator, PostId, Refusal, Result, Timestamp},
};
use chrono::DateTime;

/// The instant that never comes: a decision that waits for it is not carried out by any program.
#[must_use]
pub fn by_hand() -> Timestamp {
    // The last second of the year 9999.
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC)
}

/// A person has done what was decided, on the service itself, and has seen that it is so. `name` is the account's, for
/// the record of a reply.
///
/// # Errors
/// [`Refusal::Unknown`] when it does not wait for a person; [`Refusal::EvidenceMissing`],
/// [`Refusal::EvidenceOutdated`], [`Refusal::EvidenceBroken`] when what it rests on no longer shows the post (EV1).
pub fn done_by_hand(
    tx: &mut Tx<'_>,
    _by: Moderator<'_>,
    id: ActionId,
    name: &str,
) -> Result<(Action, Vec<PostId>, Entry)> {
    let known = action(tx, id)?;
    if !known.waits_for_a_hand() {
        return Err(Refusal::Unknown.into());
    }
    // What may not be copied goes without evidence, and its copies before it (FL3).
    if known.kind == ActionKind::RemoveWithoutCopy && !is_destroyed(tx, known.post)? {
        return Err(Refusal::Unknown.into());
    }
    if matches!(known.kind, ActionKind::Remove | ActionKind::Hide) {
        let evidence = known.evidence.ok_or(Refusal::EvidenceMissing)?;
        evidence::verified(tx, evidence)?.shows(&intake::post(tx, known.post)?)?;
    }
    let seen = match known.kind {
        ActionKind::Remove | ActionKind::RemoveWithoutCopy => ReadBack::Gone,
        ActionKind::Hide => ReadBack::Hidden,
        ActionKind::Unhide => ReadBack::Standing,
        ActionKind::Block => ReadBack::Blocked,
        ActionKind::Unblock => ReadBack::Admitted,
        ActionKind::Close => ReadBack::Closed,
        ActionKind::Open => ReadBack::Open,
        ActionKind::Reply => ReadBack::NotYet,
    };
    let platform_ref = (known.kind == ActionKind::Reply).then(|| PlatformRef::made_up(&id.to_string()));
    let receipt = Receipt { platform_ref, line: "done and seen by a person".to_owned() };
    // A removal's notice is written by a person too: no program is to publish it.
    let notice = if known.kind == ActionKind::Remove { String::new() } else { known.text.clone() };
    let freed = keep_done(tx, &Action { text: notice, ..known.clone() }, &receipt, seen, name, false)?;
    if known.kind == ActionKind::Remove && !known.text.is_empty() {
        let post = intake::post(tx, known.post)?;
        if post.root_ref != post.platform_ref {
            insert_notice(tx, &known, by_hand())?;
        }
    }
    let entry = Entry::CarriedOut { post: known.post, action: id, read_back: "seen_by_person".to_owned() };
    Ok((action(tx, id)?, freed, entry))
}

/// Destroys what is kept of a post that may not be copied, before a person says that it is gone from the service; `None` for
/// any other decision, and when it has been done already (FL3).
///
/// # Errors
/// A fault of the database.
pub fn destroy_by_hand(tx: &mut Tx<'_>, _by: Moderator<'_>, id: ActionId) -> Result<Option<((), Entry)>> {
    let known = action(tx, id)?;
    if known.kind != ActionKind::RemoveWithoutCopy || !known.waits_for_a_hand() {
        return Ok(None);
    }
    destroy(tx, &RemovalWithoutCopy::decided(&known)?, id)
}
