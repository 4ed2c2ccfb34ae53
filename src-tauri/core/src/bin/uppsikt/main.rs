//! Uppsikt without a window: it collects around the clock, checks what was sealed, and says what is wrong.
//!
//! `uppsikt COMMAND [--data FOLDER]`; without a folder it takes the one that the window uses. This file, like the
//! window's `main.rs`, is where the time of day comes in.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever started it")]

mod collect;
mod flag;

use std::{path::PathBuf, process::ExitCode};
use uppsikt_core::{
    evidence,
    flagging::Lexicon,
    house::{CheckState, House, Patient, examine},
    words::{Error, Fault, Refusal, Result, Timestamp},
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

const COMMANDS: [Command; 5] = [
    Command { name: "collect", does: "collects from every account until it is stopped", act: collect::for_ever },
    Command {
        name: "once",
        does: "collects from every account once, and carries out what was decided",
        act: collect::once,
    },
    Command { name: "verify", does: "reads the logbook's chain and every byte of all evidence", act: verify },
    Command { name: "flag", does: "reads posts as JSON lines and writes their flags", act: flag },
    Command {
        name: "doctor",
        does: "says what is wrong with key store, database, disk, clock and the rest",
        act: doctor,
    },
];

/// What was asked for.
struct Arguments {
    folder: Option<PathBuf>,
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
        return usage(&name);
    };
    let mut arguments = Arguments { folder: None };
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--data", Some(folder)) => arguments.folder = Some(folder.into()),
            _ => return usage(&name),
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

fn usage(name: &str) -> ExitCode {
    println!("uppsikt KOMMANDO [--data MAPP]\n");
    for command in &COMMANDS {
        println!("  {:<8} {}", command.name, command.does);
    }
    if matches!(name, "" | "help" | "--help") { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// A refusal in Swedish, with what to do; the window has a sentence for every one, this the few that can meet it here.
fn explained(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unknown => {
            "Här finns ingen databas. Starta Uppsikt en gång, eller ange rätt mapp med --data.".to_owned()
        }
        Refusal::KeyMissing => {
            "Databasen finns, men dess nyckel saknas i nyckelringen. Logga in som den som skapade databasen, eller \
             återställ nyckelringen. Ingenting har ändrats."
                .to_owned()
        }
        Refusal::KeyWrong => "Nyckeln i nyckelringen öppnar inte databasen. Ingenting har ändrats.".to_owned(),
        Refusal::KeyStoreClosed => "Nyckelringen är låst eller saknas. Lås upp den och försök igen.".to_owned(),
        Refusal::DatabaseNewer => "Databasen hör till en nyare version av Uppsikt. Uppdatera programmet.".to_owned(),
        Refusal::DatabaseDamaged(copy) => {
            format!("Databasen är skadad. En kopia är lagd åt sidan ({copy}). Återställ från en säkerhetskopia.")
        }
        Refusal::DatabaseAway => "Databasservern svarar inte. Försök igen när den är igång.".to_owned(),
        Refusal::DiskFull => "Disken är full. Gör plats och försök igen; ingenting har gått förlorat.".to_owned(),
        Refusal::ReadOnly => "Mappen går inte att skriva i. Välj en annan eller ändra rättigheterna.".to_owned(),
        Refusal::FileMalformed { file, line, reason } => format!("{file}, rad {line}: {reason}"),
        other => other.to_string(),
    }
}

/// Reads everything that was sealed, and the chain (EV5).
fn verify(arguments: &Arguments) -> Result<ExitCode> {
    let house = arguments.house()?;
    let chain = house.logbook.verify()?;
    match chain.broken_at {
        None => println!("Loggboken: {} rader, kedjan håller.", chain.entries),
        Some(at) => println!("Loggboken: BRUTEN vid rad {at}."),
    }
    let all = house.logbook.read(evidence::all)?;
    let mut broken = 0;
    for id in &all {
        match house.logbook.read(|reader| evidence::verified(reader, *id)) {
            Ok(_) => {}
            Err(Error::Refused(Refusal::EvidenceBroken)) => {
                broken += 1;
                let number = house.logbook.read(|reader| Ok(evidence::summary(reader, *id)?.number()));
                println!("Bevis {}: BRUTET.", number.unwrap_or_else(|_| id.to_string()));
            }
            Err(other) => return Err(other),
        }
    }
    println!("Bevis: {} kontrollerade, {broken} brutna.", all.len());
    Ok(if broken == 0 && chain.broken_at.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says how everything is that Uppsikt rests on.
fn doctor(arguments: &Arguments) -> Result<ExitCode> {
    let house = arguments.house()?;
    let patient = Patient { logbook: &house.logbook, secrets: &house.secrets, folder: &house.folder, now: clock() };
    let checks = examine(&patient);
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

/// Flags posts from standard input.
fn flag(_: &Arguments) -> Result<ExitCode> {
    let lexicon = Lexicon::embedded()?;
    let done = flag::run(&lexicon, std::io::stdin().lock(), std::io::stdout())
        .map_err(|cause| Fault::of("read posts and write flags", cause))?;
    Ok(if done.unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
