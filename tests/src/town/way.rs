//! The way to a platform in memory.

use crate::fake_platform::FakePlatform;
use std::sync::Arc;
use uppsikt_core::{
    action::{self, Abilities, Hands},
    collector::Connections,
    intake,
    platform::{Candidate, Connection, Door, Sent},
    register::Active,
    words::{Result, Timestamp},
};

pub(super) struct OnePlatform(pub Arc<Connection>);

impl Connections for OnePlatform {
    fn connection(&self, _: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::clone(&self.0))
    }
}

struct Shared(Arc<FakePlatform>);

impl intake::Source for Shared {
    fn fetch(&self, ask: intake::Ask<'_>) -> std::result::Result<intake::Batch, intake::Outage> {
        self.0.fetch(ask)
    }
    fn look(&self, at: &intake::PlatformRef) -> std::result::Result<intake::Look, intake::Outage> {
        self.0.look(at)
    }
    fn attachment(&self, address: &str) -> std::result::Result<intake::File, intake::Outage> {
        self.0.attachment(address)
    }
    fn searches(&self) -> bool {
        self.0.searches()
    }
    fn search(&self, words: &str, ask: intake::Ask<'_>) -> std::result::Result<intake::Batch, intake::Outage> {
        self.0.search(words, ask)
    }
}

impl Door for Shared {
    fn discover(&self) -> std::result::Result<Vec<Candidate>, intake::Outage> {
        Ok(Vec::new())
    }
    fn prove(&self) -> std::result::Result<Option<Timestamp>, intake::Outage> {
        Ok(None)
    }
}

impl Hands for Shared {
    fn abilities(&self) -> Abilities {
        self.0.abilities()
    }
    fn reply(
        &self,
        to: &intake::PlatformRef,
        reply: &action::Reply,
    ) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.reply(to, reply)
    }
    fn hide(&self, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.hide(post)
    }
    fn unhide(&self, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.unhide(post)
    }
    fn remove(
        &self,
        post: &intake::PlatformRef,
        removal: &action::Removal,
    ) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.remove(post, removal)
    }
    fn block(&self, author: &str, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.block(author, post)
    }
    fn unblock(&self, author: &str) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.unblock(author)
    }
    fn close(&self, root: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.close(root)
    }
    fn open(&self, root: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.open(root)
    }
    fn is_blocked(&self, author: &str) -> std::result::Result<Option<bool>, intake::Outage> {
        self.0.is_blocked(author)
    }
    fn is_closed(&self, root: &intake::PlatformRef) -> std::result::Result<Option<bool>, intake::Outage> {
        self.0.is_closed(root)
    }
}

/// A connection to a platform in memory.
#[must_use]
pub fn connection(platform: &Arc<FakePlatform>) -> Arc<Connection> {
    Arc::new(Connection {
        source: Box::new(Shared(Arc::clone(platform))),
        hands: Some(Box::new(Shared(Arc::clone(platform)))),
        door: Box::new(Shared(Arc::clone(platform))),
        sent: Sent::default(),
    })
}
