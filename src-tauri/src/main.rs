//! The window's own program. It brings the one thing that the rest takes as an argument: what time it is.

use std::process::ExitCode;
use uppsikt_core::words::Timestamp;

#[allow(clippy::disallowed_methods, reason = "here the time comes in; from here on it is an argument")]
fn clock() -> Timestamp {
    chrono::Utc::now()
}

fn main() -> ExitCode {
    uppsikt_desktop::run(clock)
}
