//! What people do with their own hands: put posts in, import an archive, and do on a service what no program can do there.
//!
//! A post that was put in is flagged and placed like any other, in the same transaction, before any file of it is kept. A decision on a service that
//! only people reach is decided like any other too, and then waits for the person who does it there and ticks it off.

use super::{
    duty::{may_be_copied, settle},
    judge::judge,
};
use crate::{
    action::{self, Action},
    flagging::{Lexicon, adviser::Adviser},
    intake::{self, ByHand, Handed, import},
    logbook::{Entry, Tx},
    policy::Policy,
    register::{self, Active},
    words::{AccountId, ActionId, Digest, Moderator, PostId, Result, Timestamp},
};

/// Why an imported post was closed: it is history.
pub const IMPORTED: &str = "imported";

/// Puts a post in (IN7, IN14).
///
/// # Errors
/// As [`intake::take_in`] and [`register::active`].
pub fn take_in(
    tx: &mut Tx<'_>,
    policy: &Policy,
    with: (&Lexicon, Option<&dyn Adviser>),
    by: Moderator<'_>,
    account: AccountId,
    item: &ByHand,
) -> Result<(PostId, Entry)> {
    let active = register::active(tx, account)?;
    let clock = active.account().clock.kind();
    let post = intake::take_in(tx, &active, by, item, |received| policy.answer_by(received, clock))?;
    judge(tx, policy, with, post)?;
    keep_files(tx, policy, post, &item.files)?;
    Ok((post, Entry::TakenIn { post, account, in_role: item.in_role }))
}

/// What is taken in of an archive at a time.
#[derive(Debug)]
pub struct Part<'a> {
    /// Posts with their pictures and files.
    pub items: &'a [(&'a import::Item, Vec<Handed>)],
    /// The archive's digest.
    pub archive: Digest,
    /// Posts that are older are history: closed, unless what they are flagged as must not stand.
    pub history_before: Timestamp,
}

/// Takes in a part of an archive (IN8). What the account has already is not taken in again.
///
/// # Errors
/// A fault of the database.
pub fn import_part(
    tx: &mut Tx<'_>,
    policy: &Policy,
    with: (&Lexicon, Option<&dyn Adviser>),
    by: Moderator<'_>,
    active: &Active,
    known: &mut import::Known,
    part: &Part<'_>,
) -> Result<(u32, Entry)> {
    let account = active.account().id;
    let clock = active.account().clock.kind();
    let (mut new, mut before) = (0, 0);
    for (item, files) in part.items {
        if known.has(item) {
            before += 1;
            continue;
        }
        let answer_by = |received| policy.answer_by(received, clock);
        let post = import::import(tx, active, by, item, files, part.archive, &answer_by)?;
        known.add(item);
        new += 1;
        if item.ours {
            intake::keep_files(tx, post, files, true)?;
            continue;
        }
        if item.posted_at < part.history_before {
            let at = tx.at();
            tx.execute(
                "UPDATE post SET done_reason = $2, done_by = $3, done_at = $4 WHERE id = $1",
                &[post.into(), IMPORTED.into(), by.id().into(), at.into()],
            )?;
        }
        judge(tx, policy, with, post)?;
        keep_files(tx, policy, post, files)?;
    }
    Ok((new, Entry::Imported { account, archive: part.archive, new, known: before }))
}

/// Keeps the files of a post that has been flagged, unless it may not be copied (FL3): then no copy was ever made.
fn keep_files(tx: &mut Tx<'_>, policy: &Policy, id: PostId, files: &[Handed]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    intake::keep_files(tx, id, files, may_be_copied(tx, policy, id)?)?;
    // A picture that was destroyed once puts its post first.
    settle(tx, policy, id)
}

/// A person has done on the service what was decided, and has seen it.
///
/// # Errors
/// As [`action::done_by_hand`].
pub fn done_by_hand(tx: &mut Tx<'_>, policy: &Policy, by: Moderator<'_>, id: ActionId) -> Result<(Action, Entry)> {
    let post = action::action(tx, id)?.post;
    let account = register::account(tx, intake::post(tx, post)?.account)?;
    let (done, freed, entry) = action::done_by_hand(tx, by, id, &account.name)?;
    for post in freed.into_iter().chain([post]) {
        settle(tx, policy, post)?;
    }
    Ok((done, entry))
}
