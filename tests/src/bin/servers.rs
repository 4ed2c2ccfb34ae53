//! The real platform servers that `tests/servers` talks to, for trying things by hand.
//!
//! Prints where they are and what opens them, and keeps them until its standard input ends or Ctrl+C.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever started it")]

use uppsikt_tests::wordpress::WordPress;

fn main() {
    let Some(site) = WordPress::start() else {
        eprintln!("WordPress, MariaDB or PHP is not installed; `cargo dev servers` brings them");
        std::process::exit(1);
    };
    println!("WordPress {}", site.address());
    for (user, password) in site.logins() {
        println!("  {user}: {password}");
    }
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
}
