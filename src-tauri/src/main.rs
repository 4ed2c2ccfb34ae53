//! The window's own program. It brings the one thing that the rest takes as an argument: what time it is.

use chrono::SubsecRound as _;
use std::process::ExitCode;
use uppsikt_core::words::Timestamp;

#[allow(clippy::disallowed_methods, reason = "here the time comes in; from here on it is an argument")]
fn clock() -> Timestamp {
    // In the database time is milliseconds; what was just written must compare equal to what is read back.
    chrono::Utc::now().trunc_subsecs(3)
}

fn main() -> ExitCode {
    uppsikt_desktop::run(clock)
}
