//! Claims are leases: one person holds a post for a while, and whoever comes second is told who (QU2).
//!
//! A claim keeps colleagues apart; it is never the only copy of anything. Losing one loses no draft (QU4).

use crate::{
    logbook::{Entry, Reader, Tx},
    words::{ActorId, Moderator, PostId, Refusal, Result, Timestamp},
};
use chrono::TimeDelta;

/// Who holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The person.
    pub by: ActorId,
    /// Their initials, which is what colleagues see.
    pub initials: String,
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: Timestamp,
}

/// Who holds the post at `at`, if anybody does.
///
/// # Errors
/// A fault of the database.
pub fn holder(reader: &Reader<'_>, post: PostId, at: Timestamp) -> Result<Option<Held>> {
    reader
        .first(
            "SELECT c.person_id, p.initials, p.name, c.until FROM claim c JOIN person p ON p.id = c.person_id
             WHERE c.post_id = $1 AND c.until > $2",
            &[post.into(), at.into()],
        )?
        .map(|row| Ok(Held { by: row.get(0)?, initials: row.get(1)?, name: row.get(2)?, until: row.get(3)? }))
        .transpose()
}

/// Claims a post, or holds on to it. `None` when it was held well enough already, so that nothing is entered for
/// looking at the same post again.
///
/// # Errors
/// [`Refusal::ClaimedBy`] when a colleague holds it.
pub fn claim(tx: &mut Tx<'_>, by: Moderator<'_>, post: PostId, minutes: u32) -> Result<Option<(Timestamp, Entry)>> {
    let at = tx.at();
    let length = TimeDelta::minutes(i64::from(minutes));
    let until = at + length;
    let held = holder(tx, post, at)?;
    if held.as_ref().is_some_and(|held| held.by == by.id() && held.until > at + length / 2) {
        return Ok(None);
    }
    // The token tells one claim from the next by the same person: a decision made under an old one is refused.
    let token: crate::words::ActionId = tx.new_id()?;
    let taken = tx.execute(
        "INSERT INTO claim (post_id, person_id, token, until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (post_id) DO UPDATE SET person_id = excluded.person_id, token = excluded.token,
           until = excluded.until WHERE claim.person_id = excluded.person_id OR claim.until <= $5",
        &[post.into(), by.id().into(), token.into(), until.into(), at.into()],
    )?;
    if taken == 0 {
        must_not_be_held_by_another(tx, by, post)?;
    }
    Ok(Some((until, Entry::Claimed { post, until })))
}

/// Gives a claim back; `None` when there was none.
///
/// # Errors
/// A fault of the database.
pub fn release(tx: &mut Tx<'_>, by: Moderator<'_>, post: PostId) -> Result<Option<((), Entry)>> {
    let gone = tx.execute("DELETE FROM claim WHERE post_id = $1 AND person_id = $2", &[post.into(), by.id().into()])?;
    Ok((gone == 1).then_some(((), Entry::Released { post })))
}

/// Says no when a colleague holds the post. Nobody holding it is fine: a decision does not wait for a claim.
///
/// # Errors
/// [`Refusal::ClaimedBy`].
pub fn must_not_be_held_by_another(tx: &Tx<'_>, by: Moderator<'_>, post: PostId) -> Result<()> {
    match holder(tx, post, tx.at())? {
        Some(held) if held.by != by.id() => Err(Refusal::ClaimedBy { holder: held.name, until: held.until }.into()),
        _ => Ok(()),
    }
}
