//! Pictures and files: fetched and kept, and what stands in pictures read (FL17).

use super::{Aids, Round, lease::keeps_turn};
use crate::{
    flagging::{self, picture::Unread},
    intake::{self, Attachment, Source},
    logbook::{Reader, Tx},
    policy::Policy,
    queue,
    register::{self, ConnectionState},
    words::{AccountId, Actor, Error, PostId, Result},
};

/// Pictures saved in one visit.
const MOST_ATTACHMENTS: usize = 40;
/// Pictures read in one visit: reading one takes about a second.
const MOST_PICTURES: u32 = 12;

/// Fetches what the platform still has of a post's pictures and files, before somebody seals it. One that it does not give
/// is said by the sealing itself, and so is an account without a login.
///
/// # Errors
/// A fault of the database.
pub fn save_attachments(round: &Round<'_>, post: PostId) -> Result<()> {
    let (account, unsaved, by_hand) = round.logbook.read(|reader| {
        let facts = queue::facts(reader, post)?;
        let unsaved = intake::attachments(reader, post)?.into_iter().filter(|attachment| attachment.digest.is_none());
        Ok((facts.post.account, unsaved.collect::<Vec<_>>(), facts.by_hand))
    })?;
    if unsaved.is_empty() || by_hand {
        return Ok(());
    }
    let active = round.logbook.read(|reader| register::active(reader, account));
    let connection = match active.and_then(|active| round.connections.connection(&active)) {
        Ok(connection) => connection,
        Err(Error::Refused(_)) => return Ok(()),
        Err(broke) => return Err(broke),
    };
    for attachment in unsaved {
        save(round, connection.source.as_ref(), post, &attachment)?;
    }
    Ok(())
}

/// Whether the account has any picture or file to save.
pub(super) fn any_to_save(reader: &Reader<'_>, policy: &Policy, account: AccountId) -> Result<bool> {
    Ok(!queue::attachments_to_save(reader, policy, account, 1)?.is_empty())
}

/// Saves pictures and files of an account, as many as one visit takes.
pub(super) fn save_some(round: &Round<'_>, account: AccountId, source: &dyn Source) -> Result<()> {
    let to_save =
        round.logbook.read(|reader| queue::attachments_to_save(reader, round.policy, account, MOST_ATTACHMENTS))?;
    for (post, attachment) in to_save {
        // Somebody may have judged it meanwhile, or its first picture was a known one.
        if round.logbook.read(|reader| queue::may_be_copied(reader, round.policy, post))? {
            save(round, source, post, &attachment)?;
        }
    }
    Ok(())
}

fn save(round: &Round<'_>, source: &dyn Source, post: PostId, attachment: &Attachment) -> Result<()> {
    let file = source.attachment(&attachment.address);
    round.logbook.write_if(&Actor::collector(), (round.clock)(), |tx| {
        queue::keep_attachment(tx, round.policy, post, attachment.id, &file)
    })?;
    Ok(())
}

/// Whether the account has any picture to read, and somebody to read it.
pub(super) fn any_to_read(reader: &Reader<'_>, aids: &Aids, account: AccountId) -> Result<bool> {
    Ok(aids.eyes.is_some() && !flagging::picture_kept::waiting(reader, account, 1)?.is_empty())
}

/// Reads what stands in pictures that have been saved, and flags it like any text (FL17), for as long as the account's turn
/// is the holder's: no picture is read by two. Answers whether it still is.
pub(super) fn read_some(round: &Round<'_>, holder: &str, account: AccountId) -> Result<bool> {
    read_waiting(round, account, Some(holder))
}

/// Reads the pictures of accounts that no visit comes to: what people put in stands in the same rank as what is fetched
/// (IN7). Goes on to the next account for as long as `go_on` says so.
pub(super) fn read_where_no_visit_comes(round: &Round<'_>, go_on: &dyn Fn() -> bool) -> Result<()> {
    if round.aids.eyes.is_none() {
        return Ok(());
    }
    for account in round.logbook.read(register::active_accounts)? {
        if account.account().connection != ConnectionState::Working && go_on() {
            read_waiting(round, account.account().id, None)?;
        }
    }
    Ok(())
}

/// Reads pictures of an account for as long as its turn is the `holder`'s, and answers whether it still is. Without a holder
/// nobody else comes to the account.
fn read_waiting(round: &Round<'_>, account: AccountId, holder: Option<&str>) -> Result<bool> {
    let keeps = |tx: &mut Tx<'_>| holder.map_or(Ok(true), |holder| keeps_turn(tx, holder, account));
    let Some(eyes) = &round.aids.eyes else { return Ok(true) };
    let waiting = round.logbook.read(|reader| flagging::picture_kept::waiting(reader, account, MOST_PICTURES))?;
    for picture in waiting {
        // Fetching may have taken long, and so may the picture before: the turn is made longer before the next.
        let lengthened = || round.logbook.observe((round.clock)(), |tx| Ok(keeps(tx)?.then_some(((), None))));
        if holder.is_some() && lengthened()?.is_none() {
            return Ok(false);
        }
        let bytes = round.logbook.read(|reader| {
            // What may not be copied is not read either: its words would be a copy.
            if queue::may_be_copied(reader, round.policy, picture.post)? {
                reader.bytes(picture.digest)
            } else {
                Ok(None)
            }
        })?;
        let read = bytes.map_or(Err(Unread::NotAllowed), |bytes| eyes.read(&bytes));
        let kept = round.logbook.write_if(&Actor::collector(), (round.clock)(), |tx| {
            if !keeps(tx)? {
                return Ok(None);
            }
            let with = (round.lexicon, round.aids.adviser());
            let kept = flagging::picture_kept::keep(tx, picture, eyes.name(), &read, with)?;
            queue::settle(tx, round.policy, picture.post)?;
            Ok(Some(kept))
        })?;
        if kept.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
