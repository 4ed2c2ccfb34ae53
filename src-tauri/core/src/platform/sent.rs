//! How many requests go out over a connection, counted as the platform counts them: each page of a list is one, and so is
//! each second try.

use super::transport::{Answer, Request, Transport};
use crate::intake::Outage;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A count of requests. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Sent(Arc<AtomicU32>);

impl Sent {
    /// One more has gone out.
    pub fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many have gone out since this was last asked.
    #[must_use]
    pub fn since_last_asked(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// A transport that counts what goes out for one connection.
pub(super) struct Counted {
    pub transport: Arc<dyn Transport>,
    pub sent: Sent,
}

impl Transport for Counted {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        self.transport.send_counted(request, &self.sent)
    }
}
