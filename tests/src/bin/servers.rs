//! The real platform servers that `tests/servers` talks to, for trying things by hand.
//!
//! Prints where they are and what opens them, and keeps them until its standard input ends or Ctrl+C.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever started it")]

use uppsikt_tests::{
    servers::{bluesky::Bluesky, mastodon::Mastodon, mediawiki::MediaWiki},
    wordpress::WordPress,
};

fn main() {
    let site = WordPress::start();
    if let Some(site) = &site {
        println!("WordPress {}", site.address());
        for (user, password) in site.logins() {
            println!("  {user}: {password}");
        }
    }
    let wiki = MediaWiki::start();
    if let Some(wiki) = &wiki {
        let (name, word) = wiki.bot_password();
        println!("MediaWiki {}\n  {name}: {word}", wiki.address());
    }
    let double = Mastodon::start();
    if let Some(double) = &double {
        println!("Mastodon (a double) {}", double.address());
        for user in ["kommun", "medborgare"] {
            println!("  {user}: {}", Mastodon::token(user));
        }
    }
    let network = Bluesky::start(false);
    if let Some(network) = &network {
        println!("Bluesky {}", network.address());
        for user in ["kommun", "medborgare"] {
            network.joins(user);
            println!("  {user}.test: {}", network.app_password(user));
        }
    }
    if site.is_none() && wiki.is_none() && double.is_none() && network.is_none() {
        eprintln!("none of the servers is installed; `cargo dev servers` brings them");
        std::process::exit(1);
    }
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
}
