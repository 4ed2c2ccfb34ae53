//! What a municipality does, told as stories, on SQLite and on PostgreSQL.
//!
//! A story that shows a row of the feature list carries the row's id in its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it goes wrong, with its reason"
)]

mod bad_days;
mod by_hand;
mod connecting;
mod evidence;
mod hostile;
mod intake;
mod killed;
mod listening;
mod main_job;
mod no_copy;
mod order;
mod papers;
mod platforms;
mod queue;
mod register;
mod registrar;
mod removal;
mod replies;
mod shutting;
mod rules;
mod store;
mod watching;
mod words;
