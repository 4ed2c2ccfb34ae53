//! What the page may ask, one file for each place in the window.
//!
//! A handler takes the desk, lets the core work where it may wait, and shapes the answer. A rule that is found here
//! belongs in the core.

pub mod connection;
pub mod decision;
pub mod evidence;
pub mod hand;
pub mod logbook;
pub mod overview;
pub mod queue;
pub mod register;
pub mod registrar;
pub mod rules;
pub mod settings;
pub mod unregistered;
pub mod watch;
