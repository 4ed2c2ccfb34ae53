//! Uppsikt without its window: everything that a municipality's supervision of its social media does.
//!
//! The modules stand in the order in which a citizen's post travels through the municipality. A module may use those
//! above it, never those below; `tests/flows/order.rs` keeps that so.
//!
//! Nothing here knows a window, a runtime or the time of day: whoever calls brings the [`words::Timestamp`].

/// Ids, time, digests, actors with their role proofs, and the two ways of saying no.
pub mod words;
/// One municipality's policy: working time, legal clocks, grounds, texts, the step chart.
pub mod policy;
/// Rows in SQLite or PostgreSQL, from one SQL text.
pub mod store;
/// The one door to the database: every change is entered in a hash chain.
pub mod logbook;
/// Values to bytes: papers as PDF/A-3a.
pub mod paper;
/// Posts as they come in, with every wording and every disappearance.
pub mod intake;
