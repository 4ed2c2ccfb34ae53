//! Uppsikt without a window: it collects around the clock, checks what was sealed, and says what is wrong.
//!
//! `uppsikt COMMAND [--data FOLDER]`; without a folder it takes the one that the window uses, but for `uppsikt flag`, which
//! then knows no municipality. `uppsikt decode` takes
//! `--platform NAME`, and `--status` and `--header` for what a recorded answer does not tell by itself. This file, like the
//! window's `main.rs`, is where the time of day comes in.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever started it")]

mod collect;
mod decode;
mod flag;

use std::{path::PathBuf, process::ExitCode, sync::Arc};
use uppsikt_core::{
    collector::{self, AlteredDay},
    evidence,
    flagging::Lexicon,
    house::{CheckState, House, Patient, examine, examine_unopened, explained},
    register,
    words::{Error, Fault, Platform, Refusal, Result, Timestamp},
};

/// The collector's own log, one line a thing.
fn listen() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[allow(clippy::disallowed_methods, reason = "here the time comes in; from here on it is an argument")]
fn clock() -> Timestamp {
    chrono::Utc::now()
}

struct Command {
    name: &'static str,
    does: &'static str,
    act: fn(&Arguments) -> Result<ExitCode>,
}

const COMMANDS: [Command; 6] = [
    Command { name: "collect", does: "hämtar från alla konton tills det stoppas", act: collect::for_ever },
    Command {
        name: "once", does: "hämtar från alla konton en gång och utför det som är beslutat", act: collect::once
    },
    Command {
        name: "verify",
        does: "läser loggbokens kedja, uppsiktsloggen och varje byte av alla bevis",
        act: verify,
    },
    Command {
        name: "flag",
        does: "läser inlägg som JSON-rader, {\"id\": …, \"text\": …}, och skriver språk och flaggor, eller {\"line\": …, \"error\": …}; \
               med --data efter mappens regler",
        act: flag,
    },
    Command {
        name: "decode", does: "läser ett inspelat svar från en plattform och skriver vad det blir", act: decode
    },
    Command {
        name: "doctor",
        does: "säger vad som är fel med nyckelring, databas, disk, klocka och resten",
        act: doctor,
    },
];

/// What was asked for.
struct Arguments {
    folder: Option<PathBuf>,
    /// What else was said, for the command that understands it.
    options: Vec<(String, String)>,
}

impl Arguments {
    /// The folder: the one that was named, `UPPSIKT_DATA`, or the one that the window uses.
    fn folder(&self) -> Result<PathBuf> {
        let named = self.folder.clone().or_else(|| std::env::var_os("UPPSIKT_DATA").map(PathBuf::from));
        named.or_else(usual_folder).ok_or_else(|| Refusal::ReadOnly.into())
    }

    /// The opened folder. Only the window begins a new one.
    fn house(&self) -> Result<House> {
        let folder = self.folder()?;
        if !House::stands(&folder)? {
            return Err(Refusal::Unknown.into());
        }
        House::open(&folder, clock, |_, _, _| Ok(()))
    }
}

/// Where the window keeps its data when nobody says otherwise.
fn usual_folder() -> Option<PathBuf> {
    let under = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(target_os = "windows") {
        under("APPDATA")
    } else if cfg!(target_os = "macos") {
        under("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        under("XDG_DATA_HOME").or_else(|| under("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("se.uppsikt.desktop"))
}

fn main() -> ExitCode {
    listen();
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        let asked = matches!(name.as_str(), "" | "help" | "--help" | "-h");
        return if asked { help() } else { misused(&format!("kommandot ”{name}” finns inte")) };
    };
    let mut arguments = Arguments { folder: None, options: Vec::new() };
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--help", _) => return help(),
            ("--data", Some(folder)) => arguments.folder = Some(folder.into()),
            (_, Some(value)) if name == "decode" => arguments.options.push((word, value)),
            (_, None) if word.starts_with("--") => return misused(&format!("efter {word} saknas ett värde")),
            _ => return misused(&format!("{name} tar inget ”{word}”")),
        }
    }
    match (command.act)(&arguments) {
        Ok(code) => code,
        Err(Error::Refused(refusal)) => {
            eprintln!("uppsikt {name}: {}", explained(&refusal));
            ExitCode::FAILURE
        }
        Err(broke) => {
            eprintln!("uppsikt {name}: {}", broke.chain());
            ExitCode::FAILURE
        }
    }
}

fn help() -> ExitCode {
    println!("uppsikt KOMMANDO [--data MAPP]");
    println!("uppsikt decode --platform NAMN [--status 200] [--header 'NAMN: VÄRDE'] < svar\n");
    for command in &COMMANDS {
        println!("  {:<8} {}", command.name, command.does);
    }
    println!("\nPlattformar: {}.", Platform::ALL.map(Platform::word).join(", "));
    ExitCode::SUCCESS
}

/// Says what can't be understood, and where to read on.
fn misused(fault: &str) -> ExitCode {
    eprintln!("uppsikt: {fault}. ”uppsikt help” visar hur man gör.");
    ExitCode::from(2)
}

/// Reads everything that was sealed (EV5), the chain (AD3), and the coverage log beside what the chain holds of it (IN6).
fn verify(arguments: &Arguments) -> Result<ExitCode> {
    let house = arguments.house()?;
    let chain = house.logbook.verify()?;
    match chain.broken_at {
        None => println!("Loggboken: {} rader, kedjan håller.", chain.entries),
        Some(at) => println!("Loggboken: BRUTEN vid rad {at}."),
    }
    let altered = house.logbook.read(collector::altered_days)?;
    for AlteredDay { account, day } in &altered {
        let name = house.logbook.read(|reader| Ok(register::account(reader, *account)?.name))?;
        println!("Uppsiktsloggen: {name}, {day}: ÄNDRAD efter att dagen fördes in i loggboken.");
    }
    if altered.is_empty() {
        println!("Uppsiktsloggen: stämmer med loggboken.");
    }
    let all = house.logbook.read(evidence::all)?;
    let mut broken = 0;
    for id in &all {
        match house.logbook.read(|reader| evidence::verified(reader, *id)) {
            Ok(sealed) => {
                for gap in sealed.gaps() {
                    let number = house.logbook.read(|reader| Ok(evidence::summary(reader, *id)?.number()))?;
                    println!(
                        "Bevis {number}: helt, men saknar {} (sedan {}; plattformens svar: {}).",
                        gap.file_name,
                        gap.since.format("%Y-%m-%d %H:%M UTC"),
                        gap.answer
                    );
                }
            }
            Err(Error::Refused(Refusal::EvidenceDestroyed)) => {
                let number = house.logbook.read(|reader| Ok(evidence::summary(reader, *id)?.number()))?;
                println!("Bevis {number}: förstört, eftersom det inte får finnas kopior av det som det visade.");
            }
            Err(Error::Refused(Refusal::EvidenceBroken)) => {
                broken += 1;
                let number = house.logbook.read(|reader| Ok(evidence::summary(reader, *id)?.number()));
                println!("Bevis {}: BRUTET.", number.unwrap_or_else(|_| id.to_string()));
            }
            Err(other) => return Err(other),
        }
    }
    println!("Bevis: {} kontrollerade, {broken} brutna.", all.len());
    Ok(if broken == 0 && altered.is_empty() && chain.broken_at.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Says how everything is that Uppsikt rests on, also when the database does not open: then it is needed most.
fn doctor(arguments: &Arguments) -> Result<ExitCode> {
    println!("Mappen: {}", arguments.folder()?.display());
    let checks = match arguments.house() {
        Ok(house) => {
            let (logbook, secrets, folder) = (&house.logbook, &house.secrets, &house.folder);
            examine(&Patient { logbook, secrets, folder, now: clock() })
        }
        Err(Error::Refused(trouble)) => examine_unopened(&arguments.folder()?, &trouble),
        Err(broke) => return Err(broke),
    };
    for check in &checks {
        let mark = match check.state {
            CheckState::Good => "bra ",
            CheckState::Note => "obs ",
            CheckState::Bad => "FEL ",
        };
        println!("{mark} {}", check.detail);
    }
    let bad = checks.iter().any(|check| check.state == CheckState::Bad);
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Reads a recorded answer from standard input.
fn decode(arguments: &Arguments) -> Result<ExitCode> {
    let told = match decode::Told::of(&arguments.options) {
        Ok(told) => told,
        Err(fault) => return Ok(misused(&fault)),
    };
    decode::run(&told, std::io::stdin().lock(), std::io::stdout().lock())
        .map_err(|cause| Fault::of("read an answer and write what it means", cause))?;
    Ok(ExitCode::SUCCESS)
}

/// Flags posts from standard input: by the rules in force in a folder when one is named, otherwise by the program's own.
fn flag(arguments: &Arguments) -> Result<ExitCode> {
    let lexicon = match arguments.folder {
        Some(_) => {
            let house = arguments.house()?;
            for why in &house.left_out {
                eprintln!("uppsikt flag: {}", explained(why));
            }
            house.lexicon
        }
        None => Arc::new(Lexicon::embedded()?),
    };
    let done = flag::run(&lexicon, std::io::stdin().lock(), std::io::stdout())
        .map_err(|cause| Fault::of("read posts and write flags", cause))?;
    Ok(if done.unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
