//! Lillvik's platforms on this machine:
//! `demo-platform [--port N] [--ends 2026-11-21T22:22:00Z] [--play MINUTES [SECONDS]] [--while-stdin]`.
//!
//! Prints its address as the first line. The week ends now, or when `--ends` says; `--play` replays its last minutes
//! within so many seconds (60). It runs until it is stopped, or with `--while-stdin` until its standard input ends.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever started it")]
#![allow(clippy::disallowed_methods, reason = "a program's beginning is where the time comes from")]

use chrono::{DateTime, TimeDelta, Utc};
use std::{io::Write as _, time::Duration};
use uppsikt_tests::demo_platform::{DemoPlatform, Scenario};

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let (mut port, mut ends, mut play) = (0_u16, Utc::now(), None);
    let mut while_stdin = false;
    while let Some(argument) = arguments.next() {
        let read = match argument.as_str() {
            "--port" => arguments.next().and_then(|n| n.parse().ok()).map(|n| port = n),
            "--ends" => {
                arguments.next().and_then(|at| DateTime::parse_from_rfc3339(&at).ok()).map(|at| ends = at.to_utc())
            }
            "--play" => arguments.next().and_then(|n| n.parse::<i64>().ok()).map(|minutes| {
                let seconds = arguments.next_if(|next| next.parse::<u64>().is_ok()).and_then(|n| n.parse().ok());
                play = Some((minutes, seconds.unwrap_or(60)));
            }),
            "--while-stdin" => {
                while_stdin = true;
                Some(())
            }
            _ => None,
        };
        if read.is_none() {
            eprintln!("usage: demo-platform [--port N] [--ends TIME] [--play MINUTES [SECONDS]] [--while-stdin]");
            std::process::exit(2);
        }
    }
    let platform = DemoPlatform::start_at(&Scenario::lillvik(), ends, port);
    let from = ends - TimeDelta::minutes(play.map_or(0, |(minutes, _)| minutes));
    let coming = platform.play(from, ends, Duration::from_secs(play.map_or(0, |(_, seconds)| seconds)));
    // Whoever started it may hear the first line and no more.
    let mut said = std::io::stdout().lock();
    let _ = writeln!(said, "{}", platform.address()).and_then(|()| said.flush());
    let _ = writeln!(said, "{} accounts; {coming} things are still to happen", platform.accounts().len());
    drop(said);
    if while_stdin {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        return;
    }
    loop {
        std::thread::park();
    }
}
