//! Developer commands: `cargo dev run`, `cargo dev test` and the rest of [`COMMANDS`].
//!
//! On a machine with Rust and Node they bring what else is missing. They know nothing of Uppsikt's inside: they build its
//! programs, give them a place to run, and start them. What a program should know about that place stands in its environment:
//!
//! | variable | says |
//! |---|---|
//! | `UPPSIKT_PROGRAMS` | the folder with the finished programs (demo, tests) |
//! | `UPPSIKT_DATA` | the empty folder for Lillvik's database (demo) |
//! | `UPPSIKT_PRACTICE` | set by the window itself when it opens a practice in a window of its own (window) |
//! | `UPPSIKT_DEMO_PLATFORM` | the demo platform's address: the first line it printed (window, tour) |
//! | `UPPSIKT_WEBDRIVER` | the address of the driver that works the window (tour) |
//! | `UPPSIKT_TOUR_DIR` | the empty folder for pictures and papers (tour) |
//! | `UPPSIKT_SESSION` | `private` where display, bus, key store and home are thrown away afterwards |
//! | `UPPSIKT_DICTIONARY` | the folder of a Swedish dictionary that the flagging is tried on |
//! | `UPPSIKT_SERVERS` | the folder of the platform servers that no Debian package brings (tests) |
//! | `UPPSIKT_COMPLETE` | `1` when all is installed: a test that misses something must fail, not stand aside |
//! | `UPPSIKT_WRITE_BINDINGS` | `1` when the TypeScript is to be written rather than compared |

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on standard output")]

mod build_dir;
mod caretaker;
mod cargo;
mod checkout;
mod demo;
mod dictionary;
mod errands;
mod fault;
mod postgres;
mod process;
mod servers;
mod session;
mod steps;
mod suite;
mod system;
mod ui;

use std::env;
use std::process::ExitCode;

use checkout::Checkout;
use fault::{Fault, Result};

struct Command {
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    act: fn(&Checkout, &[String]) -> Result<()>,
}

const COMMANDS: [Command; 9] = [
    Command {
        name: "run",
        takes: "[--tour]",
        does: "opens the window on Lillvik's week; without a display, plays a tour of it",
        act: demo::run,
    },
    Command {
        name: "test",
        takes: "[PART [WORD]]",
        does: "every check; or one part: style, ui, unit, doc, flows, journeys, servers",
        act: suite::run,
    },
    Command {
        name: "bindings",
        takes: "",
        does: "writes the TypeScript that the window calls its commands with",
        act: errands::bindings,
    },
    Command { name: "postgres", takes: "", does: "a throwaway PostgreSQL; says its address", act: errands::database },
    Command {
        name: "servers",
        takes: "",
        does: "the real platform servers that tests/servers talks to",
        act: errands::servers,
    },
    Command {
        name: "session",
        takes: "[PROGRAM]",
        does: "a program, or a shell, with a virtual display, bus and key store of its own",
        act: errands::session,
    },
    Command { name: "bench", takes: "[PART …] [POSTS]", does: "the benchmarks, as a table", act: errands::bench },
    Command { name: "package", takes: "", does: "the installable package (.deb)", act: errands::package },
    Command { name: "help", takes: "", does: "this list", act: help },
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (name, rest) = args.split_first().map_or(("help", &[][..]), |(name, rest)| (name.as_str(), rest));
    if let ("caretaker", [mark]) = (name, rest) {
        caretaker::watch(mark);
        return ExitCode::SUCCESS;
    }
    match act(name, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("cargo dev {name}: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn act(name: &str, args: &[String]) -> Result<()> {
    let command = COMMANDS.iter().find(|command| command.name == name);
    let command = command.ok_or_else(|| Fault::because("there is no such command; `cargo dev help` lists them"))?;
    (command.act)(&Checkout::find()?, args)
}

fn help(_: &Checkout, _: &[String]) -> Result<()> {
    for Command { name, takes, does, .. } in COMMANDS {
        println!("cargo dev {:24} {does}", format!("{name} {takes}"));
    }
    Ok(())
}
