//! The outbox: what was decided and waits for its time, or for its platform.

use super::Round;
use crate::{
    action::{self, Carried},
    logbook::Entry,
    queue, register,
    words::{AccountId, ActionId, Actor, Error, Result},
};

/// Decisions taken from the outbox at a time.
const AT_A_TIME: u32 = 100;

/// Carries out everything that is due, and answers how many decisions were carried out.
///
/// # Errors
/// A fault of the database. What a platform says is kept with its decision.
pub fn deliver(round: &Round<'_>) -> Result<u32> {
    let due = round.logbook.read(|reader| action::waiting(reader, (round.clock)(), AT_A_TIME))?;
    let mut carried_out = 0;
    for (id, account) in due {
        if let Some(Carried::Out(_)) = deliver_one(round, id, account)? {
            carried_out += 1;
        }
    }
    Ok(carried_out)
}

fn deliver_one(round: &Round<'_>, id: ActionId, account: AccountId) -> Result<Option<Carried>> {
    let active = match round.logbook.read(|reader| register::active(reader, account)) {
        Ok(active) => active,
        Err(Error::Refused(_)) => return Ok(None),
        Err(broke) => return Err(broke),
    };
    // Without a login the decision waits; the account itself says that it is not connected.
    let connection = match round.connections.connection(&active) {
        Ok(connection) => connection,
        Err(Error::Refused(_)) => return Ok(None),
        Err(broke) => return Err(broke),
    };
    let Some(hands) = connection.hands.as_deref() else { return Ok(None) };
    let name = &active.account().name;
    let carried = action::carry_out(round.logbook, connection.source.as_ref(), hands, id, name, (round.clock)())?;
    if carried != Carried::NotOurs {
        settle(round, id)?;
    }
    Ok(Some(carried))
}

/// What the post demands now that this has come of the decision.
fn settle(round: &Round<'_>, id: ActionId) -> Result<()> {
    let post = round.logbook.read(|reader| action::action(reader, id))?.post;
    round.logbook.write(&Actor::collector(), (round.clock)(), |tx| {
        queue::settle(tx, round.policy, post)?;
        Ok(((), Entry::Settled { post }))
    })
}
