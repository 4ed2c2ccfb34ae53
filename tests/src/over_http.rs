//! The same municipality with its one account on a platform that is reached over HTTP: the demo's, or a real server.

use crate::Municipality;
use chrono::TimeDelta;
use std::sync::Arc;
use uppsikt_core::{
    collector::{self, Connections, Round, Visit},
    platform::Connection,
    register::Active,
    words::{PostId, Result, Timestamp},
};

/// The account's connection, and the municipality that it belongs to.
pub struct OverHttp<'a> {
    town: &'a Municipality,
    connection: Arc<Connection>,
}

impl<'a> OverHttp<'a> {
    /// The municipality's account, reached this way.
    #[must_use]
    pub fn new(town: &'a Municipality, connection: Connection) -> OverHttp<'a> {
        OverHttp { town, connection: Arc::new(connection) }
    }

    /// The story's time becomes this one.
    pub fn at(&self, now: Timestamp) {
        self.town.later(now - self.town.now());
    }

    /// One visit of the collector.
    #[must_use]
    pub fn collect(&self) -> Visit {
        self.town.later(TimeDelta::minutes(1));
        self.in_round(|round| collector::round(round, "test", &|_, _, _| {}).unwrap()).remove(0)
    }

    /// The hold passes, and what waits is carried out.
    pub fn hold_passes(&self) {
        self.town.later(TimeDelta::seconds(i64::from(self.town.policy.limits().hold_seconds)));
        self.in_round(|round| collector::deliver(round).unwrap());
    }

    /// The post that the platform knows by this name.
    #[must_use]
    pub fn known(&self, name: &str) -> PostId {
        self.town.read(|reader| reader.one("SELECT id FROM post WHERE platform_ref = $1", &[name.into()])?.get(0))
    }

    fn in_round<T>(&self, work: impl FnOnce(&Round<'_>) -> T) -> T {
        let (logbook, policy, lexicon) = (&self.town.logbook, &self.town.policy, &self.town.lexicon);
        // The clock is asked from the collector's threads, and the municipality stays on this one.
        let now = self.town.now();
        work(&Round {
            logbook,
            policy,
            lexicon,
            aids: &self.town.aids,
            connections: &Shared(Arc::clone(&self.connection)),
            clock: &move || now,
        })
    }
}

/// What crosses to the collector's threads.
struct Shared(Arc<Connection>);

impl Connections for Shared {
    fn connection(&self, _: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::clone(&self.0))
    }
}
