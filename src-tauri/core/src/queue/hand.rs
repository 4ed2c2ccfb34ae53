//! What people do with their own hands: put posts in, import an archive, and do on a service what no program can do there.
//!
//! A post that was put in is flagged and placed like any other, in the same transaction. A decision on a service that
//! only people reach is decided like any other too, and then waits for the person who does it there and ticks it off.

use super::duty::settle;
use crate::{
    action::{self, Action},
    flagging::{self, Lexicon},
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
    lexicon: &Lexicon,
    by: Moderator<'_>,
    account: AccountId,
    item: &ByHand,
) -> Result<(PostId, Entry)> {
    let active = register::active(tx, account)?;
    let clock = active.account().clock.kind();
    let post = intake::take_in(tx, &active, by, item, |received| policy.answer_by(received, clock))?;
    flag(tx, policy, lexicon, post)?;
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
    lexicon: &Lexicon,
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
            continue;
        }
        if item.posted_at < part.history_before {
            let at = tx.at();
            tx.execute(
                "UPDATE post SET done_reason = $2, done_by = $3, done_at = $4 WHERE id = $1",
                &[post.into(), IMPORTED.into(), by.id().into(), at.into()],
            )?;
        }
        flag(tx, policy, lexicon, post)?;
    }
    Ok((new, Entry::Imported { account, archive: part.archive, new, known: before }))
}

/// Flags a post that has just come in, and puts it where it belongs.
fn flag(tx: &mut Tx<'_>, policy: &Policy, lexicon: &Lexicon, id: PostId) -> Result<()> {
    let post = intake::post(tx, id)?;
    let reading = lexicon.read(&post.text);
    flagging::kept::keep(tx, id, post.latest, &reading, lexicon)?;
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
