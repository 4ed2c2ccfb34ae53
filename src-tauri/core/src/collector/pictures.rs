//! What stands in pictures that have been saved, read and flagged like any text (FL17).

use super::Round;
use crate::{
    flagging::{self, picture::Unread},
    queue,
    register::{self, ConnectionState},
    words::{AccountId, Actor, Result},
};

/// Pictures of an account read at a time: reading one takes about a second.
const MOST_PICTURES: u32 = 12;

/// Reads pictures of an account that wait to be read.
pub(super) fn read(round: &Round<'_>, account: AccountId) -> Result<()> {
    let Some(eyes) = &round.aids.eyes else { return Ok(()) };
    let waiting = round.logbook.read(|reader| flagging::picture_kept::waiting(reader, account, MOST_PICTURES))?;
    for picture in waiting {
        let bytes = round.logbook.read(|reader| {
            // What may not be copied is not read either: its words would be a copy.
            let no_copy = queue::facts(reader, picture.post)?.allows_no_copy(round.policy);
            if no_copy { Ok(None) } else { reader.bytes(picture.digest) }
        })?;
        let read = bytes.map_or(Err(Unread::NotAllowed), |bytes| eyes.read(&bytes));
        round.logbook.write(&Actor::collector(), (round.clock)(), |tx| {
            let with = (round.lexicon, round.aids.adviser());
            let kept = flagging::picture_kept::keep(tx, picture, eyes.name(), &read, with)?;
            queue::settle(tx, round.policy, picture.post)?;
            Ok(kept)
        })?;
    }
    Ok(())
}

/// Reads the pictures of accounts that no visit comes to: what people put in stands in the same rank as what is fetched
/// (IN7). Goes on to the next account for as long as `go_on` says so.
pub(super) fn read_where_no_visit_comes(round: &Round<'_>, go_on: &dyn Fn() -> bool) -> Result<()> {
    if round.aids.eyes.is_none() {
        return Ok(());
    }
    for account in round.logbook.read(register::active_accounts)? {
        if account.account().connection != ConnectionState::Working && go_on() {
            read(round, account.account().id)?;
        }
    }
    Ok(())
}
