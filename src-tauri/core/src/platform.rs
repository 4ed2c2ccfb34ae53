//! The platforms: one file each, which reads and, where the platform lets us, acts.
//!
//! A platform file turns what it is asked into requests and what it is answered into posts. It never knows the
//! database, the municipality's rules or why something is done, and only [`transport`] knows HTTP.

mod attached;
mod bearer;
mod bluesky;
mod cookies;
mod decoded;
mod facebook;
#[cfg(test)]
mod fake;
mod feed;
mod flickr;
mod graph;
mod instagram;
mod known;
mod limits;
mod linkedin;
mod login;
mod mastodon;
mod mediawiki;
pub mod oauth1;
mod paging;
pub mod practice;
mod reading;
mod recorded;
mod round;
pub mod sign_in;
pub mod transport;
mod unseen;
mod wordpress;
mod x;
mod youtube;

pub use decoded::Meaning;
pub use login::{HeldLogin, Keep};
pub use recorded::{Recorded, recorded};
pub use transport::{Http, Patience, Transport};
pub use unseen::{Unseen, unseen};

use crate::{
    action::{Abilities, Hands},
    intake::{Outage, OutageKind, Source, plain, xml},
    register::{self, Account, Service},
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
        Platform::Instagram => Some(instagram::ABILITIES),
        Platform::X => Some(x::ABILITIES),
        Platform::YouTube => Some(youtube::ABILITIES),
        Platform::LinkedIn => Some(linkedin::ABILITIES),
        Platform::Flickr => Some(flickr::ABILITIES),
        Platform::WordPress => Some(wordpress::ABILITIES),
        Platform::MediaWiki => Some(mediawiki::ABILITIES),
        Platform::Mastodon => Some(mastodon::ABILITIES),
        Platform::Bluesky => Some(bluesky::ABILITIES),
        _ => None,
    }
}

/// What can be done with an account's posts: by the program where it reaches, and by a person where only people do, as
/// far as the municipality has described the service (IN12).
#[must_use]
pub fn abilities_of(account: &Account, services: &[Service]) -> Option<Abilities> {
    if !account.platform.is_by_hand() {
        return abilities(account.platform);
    }
    // Of a service that nobody has described it is only known that people can write there and take away.
    let unknown = Abilities { reply: true, remove: true, ..Abilities::default() };
    Some(register::service_of(services, &account.service).map_or(unknown, Abilities::from))
}

/// Whether accounts of this platform can be connected.
#[must_use]
pub fn can_connect(platform: Platform) -> bool {
    struct Nobody;
    impl Transport for Nobody {
        fn send(&self, _: &transport::Request) -> Result<transport::Answer, Outage> {
            Err(outage(OutageKind::Away, "nobody is asked"))
        }
    }
    let nobody = &Credential::new("", "");
    connect(platform, "https://platform.example", "", nobody, Arc::new(Nobody)).is_ok()
}

/// The address that an account of this platform has unless somebody says otherwise.
#[must_use]
pub fn usual_address(platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::Facebook | Platform::Instagram => Some(graph::USUAL_ADDRESS),
        Platform::X => Some(x::USUAL_ADDRESS),
        Platform::YouTube => Some(youtube::USUAL_ADDRESS),
        Platform::LinkedIn => Some(linkedin::USUAL_ADDRESS),
        Platform::Flickr => Some(flickr::USUAL_ADDRESS),
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
        Platform::Instagram => Ok(Connection::whole(&instagram::Instagram::new(address, handle, &login, transport))),
        Platform::X => Ok(Connection::whole(&x::X::new(address, handle, &login, transport))),
        Platform::YouTube => Ok(Connection::whole(&youtube::YouTube::new(address, handle, &login, transport))),
        Platform::LinkedIn => Ok(Connection::whole(&linkedin::LinkedIn::new(address, handle, &login, transport))),
        Platform::Flickr => Ok(Connection::whole(&flickr::Flickr::new(address, handle, &login, transport))),
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
        Platform::Facebook => facebook::read(answer),
        Platform::Instagram => instagram::read(answer),
        Platform::X => x::read(answer),
        Platform::YouTube => youtube::read(answer),
        Platform::LinkedIn => linkedin::read(answer),
        Platform::Flickr => flickr::read(answer),
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
