//! The platforms: one file each, which reads and, where the platform lets us, acts.
//!
//! A platform file turns what it is asked into requests and what it is answered into posts. It never knows the
//! database, the municipality's rules or why something is done, and only [`transport`] knows HTTP.

mod attached;
mod bluesky;
mod cookies;
mod decoded;
mod facebook;
#[cfg(test)]
mod fake;
mod feed;
mod known;
mod limits;
mod login;
mod mastodon;
mod mediawiki;
mod paging;
mod plain;
mod reading;
mod recorded;
mod round;
pub mod transport;
mod wordpress;
mod xml;

pub use decoded::Meaning;
pub use login::{HeldLogin, Keep};
pub use recorded::{Recorded, recorded};
pub use transport::{Http, Patience, Transport};

use crate::{
    action::{Abilities, Hands},
    intake::{Outage, OutageKind, Source},
    secrets::Credential,
    words::{Platform, Timestamp},
};
use std::{fmt, sync::Arc};
use transport::outage;

/// An account's way to its platform.
pub struct Connection {
    /// Where its posts come from.
    pub source: Box<dyn Source>,
    /// What can be done there; nothing where the platform can only be read.
    pub hands: Option<Box<dyn Hands>>,
    /// What its login opens.
    pub door: Box<dyn Door>,
}

impl Connection {
    /// Of a platform file that reads and acts.
    fn whole<P: Source + Hands + Door + Clone + 'static>(file: &P) -> Connection {
        let hands: Box<dyn Hands> = Box::new(file.clone());
        Connection { source: Box::new(file.clone()), hands: Some(hands), door: Box::new(file.clone()) }
    }
}

/// What a login opens, and whether it still does.
pub trait Door: Send + Sync {
    /// The accounts that the login administers, each with the login for it alone (AC15).
    ///
    /// # Errors
    /// [`Outage`]; [`OutageKind::Permission`] when the login may not moderate.
    fn discover(&self) -> Result<Vec<Candidate>, Outage>;

    /// Proves the login with a question that can't be answered anonymously: a platform that merely answers proves
    /// nothing. Answers when the login ends, where the platform says so.
    ///
    /// # Errors
    /// [`Outage`].
    fn prove(&self) -> Result<Option<Timestamp>, Outage>;
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
        Platform::MediaWiki => Some(mediawiki::ABILITIES),
        Platform::Mastodon => Some(mastodon::ABILITIES),
        Platform::Bluesky => Some(bluesky::ABILITIES),
        _ => None,
    }
}

/// The address that an account of this platform has unless somebody says otherwise.
#[must_use]
pub fn usual_address(platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::Facebook => Some("https://graph.facebook.com/v26.0"),
        Platform::Bluesky => Some("https://bsky.social"),
        _ => None,
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
    login: impl Into<HeldLogin>,
    transport: Arc<dyn Transport>,
) -> Result<Connection, Outage> {
    let login = login.into();
    match platform {
        Platform::Facebook => Ok(Connection::whole(&facebook::Facebook::new(address, handle, &login, transport))),
        Platform::WordPress => Ok(Connection::whole(&wordpress::WordPress::new(address, &login, transport))),
        Platform::MediaWiki => Ok(Connection::whole(&mediawiki::MediaWiki::new(address, handle, &login, transport))),
        Platform::Mastodon => Ok(Connection::whole(&mastodon::Mastodon::new(address, handle, &login, transport))),
        Platform::Bluesky => Ok(Connection::whole(&bluesky::Bluesky::new(address, handle, &login, transport))),
        Platform::Feed => Ok(feed::Feed::new(address, handle, &login, transport).connection()),
        _ => Err(outage(OutageKind::Refused, "the account is watched by hand")),
    }
}

/// What the program makes of one recorded answer of a platform, whatever was asked.
#[must_use]
pub fn decode(platform: Platform, answer: &transport::Answer) -> Meaning {
    match platform {
        Platform::WordPress => wordpress::read(answer),
        Platform::MediaWiki => mediawiki::read(answer),
        Platform::Feed => feed::read(answer),
        Platform::Mastodon => mastodon::read(answer),
        Platform::Bluesky => bluesky::read(answer),
        _ => Meaning::lost(answer, outage(OutageKind::Refused, "the account is watched by hand")),
    }
}

/// The accounts that a login opens: [`Door::discover`] before there is any account.
///
/// # Errors
/// [`Outage`]; [`OutageKind::Permission`] when the login may not moderate.
pub fn discover(
    platform: Platform,
    address: &str,
    credential: &Credential,
    transport: Arc<dyn Transport>,
) -> Result<Vec<Candidate>, Outage> {
    connect(platform, address, "", credential, transport)?.door.discover()
}

/// Proves a login to an account: [`Door::prove`].
///
/// # Errors
/// [`Outage`].
pub fn health(
    platform: Platform,
    address: &str,
    handle: &str,
    credential: &Credential,
    transport: Arc<dyn Transport>,
) -> Result<Option<Timestamp>, Outage> {
    connect(platform, address, handle, credential, transport)?.door.prove()
}
