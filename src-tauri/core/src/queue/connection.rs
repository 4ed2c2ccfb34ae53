//! What a connection means for the queue: a decision that waits for a login is somebody's duty, and no longer one when the
//! login works. Whoever changes a connection does it here, so that neither is ever true without the other.

use super::settle;
use crate::{
    action,
    logbook::{Entry, Tx},
    policy::Policy,
    register::{self, Active, ConnectionState},
    words::{AccountId, Result},
};

/// Notes how the connection of an account stands now, and why it does not work: a code. When that is news, what waits for
/// it is settled too. Answers the entry that tells of it.
///
/// # Errors
/// A fault of the database.
pub fn connection_changed(
    tx: &mut Tx<'_>,
    policy: &Policy,
    account: AccountId,
    state: ConnectionState,
    cause: &str,
) -> Result<Option<Entry>> {
    if !register::keep_connection(tx, account, state, cause)? {
        return Ok(None);
    }
    settle_waiting(tx, policy, account)?;
    Ok(Some(Entry::ConnectionChanged { account, state: state.word().to_owned() }))
}

/// Notes that a login was proved and is kept, and settles what waited for it.
///
/// # Errors
/// A fault of the database.
pub fn connected(tx: &mut Tx<'_>, policy: &Policy, account: &Active) -> Result<((), Entry)> {
    let entry = register::connected(tx, account)?;
    settle_waiting(tx, policy, account.account().id)?;
    Ok(((), entry))
}

fn settle_waiting(tx: &mut Tx<'_>, policy: &Policy, account: AccountId) -> Result<()> {
    for post in action::posts_waiting(tx, account)? {
        settle(tx, policy, post)?;
    }
    Ok(())
}
