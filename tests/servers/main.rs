//! Journeys through real platform servers: a stranger writes there, and what the program does can be seen there.
//!
//! Where a server is not installed its journey stands aside, unless `UPPSIKT_COMPLETE` says that it must be tried.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it goes wrong, with its reason"
)]

mod wordpress;
