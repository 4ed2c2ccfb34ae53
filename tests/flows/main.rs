//! What a municipality does, told as stories, on SQLite and on PostgreSQL.
//!
//! A story that shows a row of the feature list carries the row's id in its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it goes wrong, with its reason"
)]

mod evidence;
mod intake;
mod main_job;
mod order;
mod papers;
mod platforms;
mod queue;
mod register;
mod registrar;
mod removal;
mod replies;
mod rules;
mod store;
mod words;
