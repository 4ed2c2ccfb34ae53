//! The outbox: what was decided and waits for its time, or for its platform.

use super::Round;
use crate::{
    action::{self, Abilities, Around, Carried, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
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
    // Without a login the decision waits, and its post says so at the top of the queue.
    let connection = match round.connections.connection(&active) {
        Ok(connection) => connection,
        Err(Error::Refused(_)) => return Ok(None),
        Err(broke) => return Err(broke),
    };
    let hands = connection.hands.as_deref().unwrap_or(&NoHands);
    let around = Around {
        name: &active.account().name,
        clock: round.clock,
        aftermath: &|tx, post| queue::settle(tx, round.policy, post),
    };
    action::carry_out(round.logbook, connection.source.as_ref(), hands, id, around).map(Some)
}

/// Where nothing can be done: what was decided all the same fails, so that a person sees it.
struct NoHands;

impl NoHands {
    fn refuses(&self) -> Result<Receipt, Outage> {
        Err(Outage {
            kind: OutageKind::Refused,
            try_again_after: None,
            may_have_happened: false,
            cause: "the platform can only be read".to_owned(),
        })
    }
}

impl Hands for NoHands {
    fn abilities(&self) -> Abilities {
        Abilities::default()
    }
    fn reply(&self, _: &PlatformRef, _: &Reply) -> Result<Receipt, Outage> {
        self.refuses()
    }
    fn hide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        self.refuses()
    }
    fn unhide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        self.refuses()
    }
    fn remove(&self, _: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.refuses()
    }
}

/// Takes up what has rested until now (QU11).
///
/// # Errors
/// A fault of the database.
pub(super) fn wake_rested(round: &Round<'_>) -> Result<()> {
    let at = (round.clock)();
    for post in round.logbook.read(|reader| queue::rested(reader, at))? {
        round.logbook.write(&Actor::collector(), at, |tx| {
            queue::settle(tx, round.policy, post)?;
            Ok(((), Entry::Settled { post }))
        })?;
    }
    Ok(())
}
