//! Uppsikt without its window: everything that a municipality's supervision of its social media does.
//!
//! The modules stand in the order in which a citizen's post travels through the municipality. A module may use those
//! above it, never those below; `tests/flows/order.rs` keeps that so.
//!
//! Nothing here knows a window, a runtime or the time of day: whoever calls brings the [`words::Timestamp`].

/// Ids, time, digests, actors with their role proofs, and the two ways of saying no.
pub mod words;
/// One municipality's own rules: clocks, grounds, replies, steps.
pub mod policy;
/// Rows in SQLite or PostgreSQL, from one SQL text.
pub mod store;
/// The one door to the database: every change is entered in a hash chain.
pub mod logbook;
/// Values to papers: PDF/A with the originals inside.
pub mod paper;
/// What opens the doors of platforms and of the database.
pub mod secrets;
/// The municipality's accounts, departments and people.
pub mod register;
/// Posts as they come in, with every wording and every disappearance.
pub mod intake;
/// Signs in a text, each with its rule, its words and its reason.
pub mod flagging;
/// Copies that can be proved unaltered.
pub mod evidence;
/// From the contact centre to the diary, and the number back.
pub mod registrar;
/// Replies, hiding, removal: decided first, carried out after.
pub mod action;
/// The one queue, and what to propose for each post in it.
pub mod queue;
/// One file per platform.
pub mod platform;
/// One round over all accounts.
pub mod collector;
/// The folder where a municipality's Uppsikt lives, opened and examined.
pub mod house;
