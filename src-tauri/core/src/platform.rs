//! The platforms: one file each, which reads and, where the platform lets us, acts.
//!
//! A platform file turns what it is asked into requests and what it is answered into posts. It never knows the
//! database, the municipality's rules or why something is done, and only [`transport`] knows HTTP.

mod facebook;
#[cfg(test)]
mod fake;
mod reading;
mod round;
pub mod transport;
mod wordpress;

pub use transport::{Http, Patience, Transport};

use crate::{
    action::{Abilities, Hands},
    intake::{Outage, OutageKind, Source},
    secrets::Credential,
    words::Platform,
};
use std::{fmt, sync::Arc};
use transport::outage;

/// An account's way to its platform.
pub struct Connection {
    /// Where its posts come from.
    pub source: Box<dyn Source>,
    /// What can be done there; nothing where the platform can only be read.
    pub hands: Option<Box<dyn Hands>>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("hands", &self.hands.is_some()).finish_non_exhaustive()
    }
}

/// An account that a login opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name in the platform's addresses.
    pub handle: String,
    /// The name that people see.
    pub name: String,
    /// Where its interface is.
    pub address: String,
    /// The login for this account alone.
    pub credential: Credential,
}

/// What a platform lets the municipality do; nothing where accounts are watched by hand (EV7).
#[must_use]
pub fn abilities(platform: Platform) -> Option<Abilities> {
    match platform {
        Platform::Facebook => Some(facebook::ABILITIES),
        Platform::WordPress => Some(wordpress::ABILITIES),
        Platform::Manual => None,
    }
}

/// The address that an account of this platform has unless somebody says otherwise.
#[must_use]
pub fn usual_address(platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::Facebook => Some("https://graph.facebook.com/v26.0"),
        Platform::WordPress | Platform::Manual => None,
    }
}

/// Connects an account. Nothing is asked of the platform yet.
///
/// # Errors
/// [`Outage`] with [`OutageKind::Refused`] for a platform that is watched by hand.
pub fn connect(
    platform: Platform,
    address: &str,
    handle: &str,
    credential: &Credential,
    transport: Arc<dyn Transport>,
) -> Result<Connection, Outage> {
    match platform {
        Platform::Facebook => {
            let page = facebook::Facebook::new(address, handle, credential, transport);
            Ok(Connection { source: Box::new(page.clone()), hands: Some(Box::new(page)) })
        }
        Platform::WordPress => {
            let site = wordpress::WordPress::new(address, credential, transport);
            Ok(Connection { source: Box::new(site.clone()), hands: Some(Box::new(site)) })
        }
        Platform::Manual => Err(by_hand()),
    }
}

/// The accounts that a login opens: for Facebook each Page with a token of its own, for WordPress the one site.
///
/// # Errors
/// [`Outage`]; [`OutageKind::Permission`] when the login may not moderate.
pub fn discover(
    platform: Platform,
    address: &str,
    credential: &Credential,
    transport: Arc<dyn Transport>,
) -> Result<Vec<Candidate>, Outage> {
    match platform {
        Platform::Facebook => facebook::Facebook::new(address, "", credential, transport).pages(),
        Platform::WordPress => wordpress::WordPress::new(address, credential, transport).site().map(|site| vec![site]),
        Platform::Manual => Err(by_hand()),
    }
}

/// Proves the login with a question that can't be answered anonymously: a platform that merely answers proves nothing.
///
/// # Errors
/// [`Outage`].
pub fn health(
    platform: Platform,
    address: &str,
    handle: &str,
    credential: &Credential,
    transport: Arc<dyn Transport>,
) -> Result<(), Outage> {
    match platform {
        Platform::Facebook => facebook::Facebook::new(address, handle, credential, transport).prove(),
        Platform::WordPress => wordpress::WordPress::new(address, credential, transport).prove(),
        Platform::Manual => Err(by_hand()),
    }
}

fn by_hand() -> Outage {
    outage(OutageKind::Refused, "the account is watched by hand")
}
