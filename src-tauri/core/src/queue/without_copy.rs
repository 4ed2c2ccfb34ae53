//! Removing what may not be copied (FL3): who has to agree, and what is decided.

use super::{
    claim::must_not_be_held_by_another,
    desk::held_until,
    duty::{facts, settle},
};
use crate::{
    action::{self, Action, RemovalWithoutCopy, SecondOpinion},
    logbook::{Entry, Reader, Tx},
    policy::{Policy, SecondPerson},
    register,
    words::{ActionId, ActorId, Moderator, PostId, Refusal, Result, Role, Timestamp},
};
use chrono::TimeDelta;

/// So many of the newest entries are looked through for colleagues at work: a bounded look, and more than a day's half.
const ENTRIES: i64 = 10_000;

/// Decides a removal that leaves no copy; answers until when it can be withdrawn, or nothing when a colleague who is on
/// duty has to agree and has been asked.
///
/// # Errors
/// As [`RemovalWithoutCopy::of`], [`action::decide_without_copy`], [`Refusal::ClaimedBy`].
pub fn remove_without_copy(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    ground: &str,
    reason: &str,
) -> Result<(Option<(ActionId, Timestamp)>, Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let known = facts(tx, post)?.post;
    let ground = policy.ground(ground)?;
    let alone = !a_second_is_needed(tx, policy, by.id())?;
    let answer = match RemovalWithoutCopy::of(&known, by.id(), ground, alone, None) {
        Ok(removal) => {
            let until = held_until(tx, policy);
            let (id, entry) = action::decide_without_copy(tx, by, &removal, reason, until)?;
            (Some((id, until)), entry)
        }
        Err(Refusal::SecondPersonNeeded) => {
            let (_, entry) = action::propose_without_copy(tx, by, post, &ground.id, reason)?;
            (None, entry)
        }
        Err(refusal) => return Err(refusal.into()),
    };
    settle(tx, policy, post)?;
    Ok(answer)
}

/// The removal that a second person's agreement makes possible.
pub(super) fn agreed_without_copy(
    tx: &Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    proposed: &Action,
) -> Result<RemovalWithoutCopy> {
    let post = facts(tx, proposed.post)?.post;
    let ground = policy.ground(&proposed.ground)?;
    let second = Some(SecondOpinion::of(by));
    Ok(RemovalWithoutCopy::of(&post, proposed.decided_by, ground, false, second)?)
}

/// Whether the policy asks for a second person now: always, never, or when a colleague who may judge posts has done
/// something in Uppsikt within the minutes that the policy calls on duty.
fn a_second_is_needed(tx: &Tx<'_>, policy: &Policy, by: ActorId) -> Result<bool> {
    let rule = policy.no_copy();
    Ok(match rule.second_person {
        SecondPerson::Always => true,
        SecondPerson::Never => false,
        SecondPerson::OnDuty => {
            let since = tx.at() - TimeDelta::minutes(i64::from(rule.on_duty_minutes));
            colleague_at_work(tx, by, since)?
        }
    })
}

fn colleague_at_work(reader: &Reader<'_>, by: ActorId, since: Timestamp) -> Result<bool> {
    let rows = reader.rows(
        "SELECT DISTINCT actor FROM logbook
         WHERE seq > (SELECT seq FROM logbook_head WHERE one = 1) - $1 AND at >= $2 AND actor <> $3",
        &[ENTRIES.into(), since.into(), by.into()],
    )?;
    let at_work = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<ActorId>>>()?;
    let people = register::people(reader)?;
    Ok(people
        .iter()
        .any(|person| person.active && person.roles.contains(&Role::Moderator) && at_work.contains(&person.id)))
}
