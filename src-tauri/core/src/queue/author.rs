//! What an author's earlier posts were taken away for (FL20).
//!
//! Only what people decided counts, never what a rule saw; only on the municipality's own accounts; and only for as long
//! as the policy says. It is shown beside a post and is no part of its [`super::Facts`]: nobody's post is judged by
//! another one.

use crate::{
    action::ActionKind,
    intake::Post,
    logbook::Reader,
    policy::Policy,
    words::{PostId, Result, Timestamp},
};
use chrono::TimeDelta;
use serde::Serialize;

/// The most that are shown.
const MOST: u32 = 20;

/// A post that was hidden or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Breach {
    /// Which.
    pub post: PostId,
    /// When that was decided.
    pub at: Timestamp,
    /// What was done.
    pub what: ActionKind,
    /// On which ground.
    pub ground: String,
    /// On which account.
    pub account: String,
}

/// What earlier posts of the same author were hidden or removed for, the newest first. What was shown again or withdrawn
/// does not count, nor what is older than the policy's days. Empty where the platform does not tell who the author is.
///
/// # Errors
/// A fault of the database.
pub fn breaches(reader: &Reader<'_>, policy: &Policy, of: &Post, now: Timestamp) -> Result<Vec<Breach>> {
    let days = policy.limits().author_days;
    if of.author_ref.is_empty() || days == 0 || of.ours {
        return Ok(Vec::new());
    }
    let since = now - TimeDelta::days(i64::from(days));
    // An author's name on a platform is theirs only where the accounts share its address: two blogs each have a user 7.
    let rows = reader.rows(
        "SELECT p.id, a.decided_at, a.kind, a.ground, other.name
         FROM post p
         JOIN account other ON other.id = p.account_id
         JOIN account own ON own.id = $1 AND own.platform = other.platform AND own.address = other.address
         JOIN action a ON a.post_id = p.id
         WHERE p.author_ref = $2 AND p.id <> $3 AND p.ours = 0
           AND a.kind IN ('hide', 'remove', 'remove_without_copy') AND a.state = 'carried_out' AND a.decided_at >= $4 AND a.decided_at <= $5
           AND NOT EXISTS (SELECT 1 FROM action u WHERE u.post_id = p.id AND u.kind = 'unhide'
                           AND u.state = 'carried_out' AND u.decided_at >= a.decided_at)
         ORDER BY a.decided_at DESC, a.id DESC LIMIT $6",
        &[of.account.into(), of.author_ref.as_str().into(), of.id.into(), since.into(), now.into(), MOST.into()],
    )?;
    rows.iter()
        .map(|row| {
            let ground: String = row.get(3)?;
            Ok(Breach {
                post: row.get(0)?,
                at: row.get(1)?,
                what: row.word(2, ActionKind::from_word)?,
                ground: policy.ground(&ground).map_or(ground.clone(), |known| known.name_sv.clone()),
                account: row.get(4)?,
            })
        })
        .collect()
}
