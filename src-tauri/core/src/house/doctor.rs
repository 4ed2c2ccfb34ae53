//! Whether everything that Uppsikt rests on is well, each in one Swedish sentence.
//!
//! It asks the core and the machine; it knows no window, so that the headless program can ask the same.

use crate::{
    collector,
    flagging::picture::{Missing, Tesseract},
    logbook::Logbook,
    policy, register,
    secrets::Secrets,
    words::{Error, Refusal, Result, Timestamp},
};
use chrono::TimeDelta;
use serde::Serialize;
use std::{
    env,
    ffi::OsStr,
    net::{TcpStream, ToSocketAddrs},
    path::Path,
    time::Duration,
};

/// What is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Whether the key store takes a secret and gives it back.
    KeyStore,
    /// Whether the database is whole.
    Database,
    /// Whether there is room on the disk.
    Disk,
    /// Whether the clock can be right.
    Clock,
    /// Whether a browser is there to take pictures with.
    Browser,
    /// Whether text in pictures can be read.
    Pictures,
    /// Whether the mail server answers.
    Mail,
    /// Whether the logbook's chain holds.
    Chain,
    /// Whether somebody collects.
    Collector,
    /// Whether the municipality's own files of rules are in force.
    Rules,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Well.
    Good,
    /// Well enough, but worth knowing.
    Note,
    /// Not well.
    Bad,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Check {
    /// What was examined.
    pub what: CheckKind,
    /// How it is.
    pub state: CheckState,
    /// In one Swedish sentence.
    pub detail: String,
}

/// What is examined.
pub struct Patient<'a> {
    /// The database.
    pub logbook: &'a Logbook,
    /// The key store.
    pub secrets: &'a Secrets,
    /// Where everything lies.
    pub folder: &'a Path,
    /// The time now.
    pub now: Timestamp,
}

type Finding = (CheckState, String);
type Examination = fn(&Patient<'_>) -> Result<Finding>;

/// Examines everything. What can't be examined is a finding too.
#[must_use]
pub fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let examinations: [(CheckKind, Examination); 10] = [
        (CheckKind::KeyStore, key_store),
        (CheckKind::Database, database),
        (CheckKind::Chain, chain),
        (CheckKind::Disk, disk),
        (CheckKind::Clock, clock),
        (CheckKind::Collector, collecting),
        (CheckKind::Rules, rules),
        (CheckKind::Browser, browser),
        (CheckKind::Pictures, pictures),
        (CheckKind::Mail, mail),
    ];
    examinations
        .into_iter()
        .map(|(what, examination)| {
            let (state, detail) = examination(patient).unwrap_or_else(|error| not_examined(&error));
            Check { what, state, detail }
        })
        .collect()
}

/// Examines what can be examined of a folder whose database does not open, and says why it does not.
#[must_use]
pub fn examine_unopened(folder: &Path, trouble: &Refusal) -> Vec<Check> {
    let store = Secrets::of_system(&super::realm(folder)).and_then(|secrets| proved(&secrets));
    unopened(store.unwrap_or_else(|_| bad(KEY_STORE_CLOSED)), folder, trouble)
}

fn unopened(store: Finding, folder: &Path, trouble: &Refusal) -> Vec<Check> {
    [
        (CheckKind::KeyStore, store),
        (CheckKind::Database, bad(explained(trouble))),
        (CheckKind::Disk, room(folder)),
        (CheckKind::Browser, browser_in(&env::var_os("PATH").unwrap_or_default())),
    ]
    .into_iter()
    .map(|(what, (state, detail))| Check { what, state, detail })
    .collect()
}

/// Why a folder does not open, in Swedish, with what to do; the window has a sentence for every refusal, this the few that
/// can be met without it.
#[must_use]
pub fn explained(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unknown => {
            "Här finns ingen databas. Starta Uppsikt en gång, eller ange rätt mapp med --data.".to_owned()
        }
        Refusal::KeyMissing => {
            "Databasen finns, men dess nyckel saknas i nyckelringen. Logga in som den som skapade databasen, eller \
             återställ nyckelringen. Nyckeln hör till mappens plats: är mappen flyttad eller kopierad, flytta tillbaka den. \
             Ingenting har ändrats."
                .to_owned()
        }
        Refusal::KeyWrong => {
            "Nyckeln i nyckelringen öppnar inte databasen. Återställ rätt nyckel. Ingenting har ändrats.".to_owned()
        }
        Refusal::KeyStoreClosed => KEY_STORE_CLOSED.to_owned(),
        Refusal::DatabaseNewer => "Databasen hör till en nyare version av Uppsikt. Uppdatera programmet.".to_owned(),
        Refusal::DatabaseDamaged(copy) => {
            format!("Databasen är skadad. En kopia är lagd åt sidan ({copy}). Återställ från en säkerhetskopia.")
        }
        Refusal::DatabaseAway => {
            "Databasservern svarar inte. Försök igen när den är igång; ingenting har gått förlorat.".to_owned()
        }
        Refusal::DatabaseBusy => "Databasen är upptagen av någon annan. Försök igen om en stund.".to_owned(),
        Refusal::DatabaseLogin => {
            "Databasservern godtar inte inloggningen. Kontrollera adressen i uppsikt.toml.".to_owned()
        }
        Refusal::DiskFull => "Disken är full. Gör plats och försök igen; ingenting har gått förlorat.".to_owned(),
        Refusal::ReadOnly => "Mappen går inte att skriva i. Välj en annan eller ändra rättigheterna.".to_owned(),
        Refusal::FileMalformed { file, line, reason } => format!("{file}, rad {line}: {reason}"),
        other => other.to_string(),
    }
}

const KEY_STORE_CLOSED: &str = "Nyckelringen är låst eller saknas. Lås upp den och försök igen. Finns ingen session, \
    starta Uppsikt inifrån en (dbus-run-session).";

fn good(detail: impl Into<String>) -> Finding {
    (CheckState::Good, detail.into())
}

fn note(detail: impl Into<String>) -> Finding {
    (CheckState::Note, detail.into())
}

fn bad(detail: impl Into<String>) -> Finding {
    (CheckState::Bad, detail.into())
}

fn not_examined(error: &Error) -> Finding {
    tracing::warn!("Could not examine: {}", error.chain());
    bad("Det gick inte att undersöka; se programmets logg.")
}

fn key_store(patient: &Patient<'_>) -> Result<Finding> {
    proved(patient.secrets)
}

fn proved(secrets: &Secrets) -> Result<Finding> {
    Ok(match secrets.prove() {
        Ok(()) => good(format!("Nyckelringen ({}) tar emot och lämnar tillbaka nycklar.", key_store_name(secrets))),
        Err(Error::Refused(_)) => bad(KEY_STORE_CLOSED),
        Err(broke) => return Err(broke),
    })
}

/// What the key store calls itself, without the address that some add.
#[must_use]
pub fn key_store_name(secrets: &Secrets) -> String {
    secrets.store_name().split(',').next().unwrap_or_default().trim().to_owned()
}

fn database(patient: &Patient<'_>) -> Result<Finding> {
    Ok(match patient.logbook.store().check() {
        Ok(damage) if damage.is_empty() => good("Databasen är hel."),
        Ok(damage) => bad(format!(
            "Databasen är skadad på {} ställen. Rör den inte; läs tillbaka senaste säkerhetskopian.",
            damage.len()
        )),
        Err(Error::Refused(trouble)) => bad(explained(&trouble)),
        Err(broke) => return Err(broke),
    })
}

fn chain(patient: &Patient<'_>) -> Result<Finding> {
    let checked = patient.logbook.verify()?;
    Ok(match checked.broken_at {
        None => good(format!("Loggbokens {} rader hänger ihop.", checked.entries)),
        Some(at) => bad(format!("Loggboken är bruten vid rad {at}: något har ändrats eller tagits bort i efterhand.")),
    })
}

fn rules(patient: &Patient<'_>) -> Result<Finding> {
    let left_out = super::left_out(patient.logbook, patient.folder)?;
    let Some(first) = left_out.first() else {
        return Ok(good("Alla egna regelfiler i mappen används."));
    };
    Ok(bad(format!(
        "{} av de egna filerna används inte: {}. Rätta filen, eller ta bort den ur mappen. Till dess gäller det som gällde \
         före ändringen.",
        left_out.len(),
        explained(first).trim_end_matches('.')
    )))
}

fn disk(patient: &Patient<'_>) -> Result<Finding> {
    Ok(room(patient.folder))
}

/// Whether there is room in the folder, and whether it may be used.
fn room(folder: &Path) -> Finding {
    let Ok(free) = fs4::available_space(folder) else {
        return note("Det går inte att se hur mycket plats som är kvar på disken.");
    };
    let (state, detail) = left(free);
    match may_write(folder) {
        _ if state == CheckState::Bad => (state, detail),
        Ok(()) => (state, detail),
        Err(cause) if cause.kind() == std::io::ErrorKind::StorageFull => bad(explained(&Refusal::DiskFull)),
        Err(_) => bad(explained(&Refusal::ReadOnly)),
    }
}

/// What so many free bytes mean.
fn left(free: u64) -> Finding {
    let mebibytes = free >> 20;
    match mebibytes {
        0..200 => bad(format!("Bara {mebibytes} MB är kvar på disken. Gör plats: nya inlägg kan snart inte sparas.")),
        200..2048 => note(format!("{mebibytes} MB är kvar på disken.")),
        _ => good(format!("{} GB är kvar på disken.", mebibytes >> 10)),
    }
}

/// Tries it: what the rights say is not always what the disk does.
fn may_write(folder: &Path) -> std::io::Result<()> {
    let proof = folder.join(format!(".prov-{}", std::process::id()));
    std::fs::write(&proof, b"uppsikt")?;
    std::fs::remove_file(&proof)
}

fn clock(patient: &Patient<'_>) -> Result<Finding> {
    let newest = patient.logbook.read(|reader| reader.entries(None, i64::MAX, 1))?;
    Ok(match newest.first() {
        Some(newest) if newest.at > patient.now + TimeDelta::minutes(1) => bad(
            "Datorns klocka går fel: loggbokens senaste rad är skriven i framtiden. Ställ klockan mot en tidsserver.",
        ),
        _ => good("Datorns klocka stämmer med loggboken."),
    })
}

/// For so many minutes an account may wait beyond its time before something is wrong. How long the time is, is its pace.
const USUAL_DELAY: i64 = 10;

fn collecting(patient: &Patient<'_>) -> Result<Finding> {
    let midnight = policy::instant(policy::day_of(patient.now), chrono::NaiveTime::MIN);
    let watch = patient.logbook.read(|reader| collector::watch(reader, midnight, patient.now))?;
    if watch.accounts == 0 {
        return Ok(note("Inget konto är anslutet än, så ingenting hämtas."));
    }
    let standings = patient.logbook.read(|reader| collector::standings(reader, patient.now))?;
    let late =
        standings.values().filter_map(|standing| standing.due_at).map(|due| (patient.now - due).num_minutes()).max();
    let since = watch.last_round_at.map(|at| (patient.now - at).num_minutes());
    Ok(match since {
        None => note("Ingen runda har gjorts än."),
        Some(minutes) if late.is_some_and(|late| late > USUAL_DELAY) => {
            bad(format!("Insamlaren går inte: det senaste besöket gjordes för {minutes} minuter sedan."))
        }
        Some(_) if watch.troubled > 0 => {
            note(format!("Inlägg hämtas, men {} av {} konton går inte att nå.", watch.troubled, watch.accounts))
        }
        Some(_) => good(format!("Inlägg hämtas från {} konton.", watch.accounts)),
    })
}

/// Browsers that can take a picture of a page without showing it.
const BROWSERS: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge"];

fn browser(_: &Patient<'_>) -> Result<Finding> {
    Ok(browser_in(&env::var_os("PATH").unwrap_or_default()))
}

fn browser_in(path: &OsStr) -> Finding {
    let found = BROWSERS.into_iter().find(|name| env::split_paths(path).any(|folder| is_program(&folder, name)));
    match found {
        Some(name) => good(format!("Webbläsaren {name} finns.")),
        None => note("Ingen webbläsare som kan avbilda sidor finns. Bevis görs av plattformens egna uppgifter."),
    }
}

fn pictures(_: &Patient<'_>) -> Result<Finding> {
    Ok(match Tesseract::find() {
        Ok(eyes) => good(format!("Text i bilder läses av {}.", eyes.name())),
        Err(Missing::Program) => note("Text i bilder läses inte: Tesseract är inte installerat på den här datorn."),
        Err(Missing::Swedish) => note("Text i bilder läses inte: Tesseract finns, men utan svenska (språket swe)."),
    })
}

fn is_program(folder: &Path, name: &str) -> bool {
    folder.join(name).is_file() || folder.join(format!("{name}.exe")).is_file()
}

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

fn mail(patient: &Patient<'_>) -> Result<Finding> {
    let server = patient.logbook.read(|reader| register::setting(reader, "mail_server"))?.unwrap_or_default();
    if server.is_empty() {
        return Ok(note("Ingen e-postserver är inställd. Registratorn läser i Uppsikt."));
    }
    let address = if server.contains(':') { server.clone() } else { format!("{server}:25") };
    let answers = address
        .to_socket_addrs()
        .is_ok_and(|mut found| found.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok()));
    Ok(if answers {
        good(format!("E-postservern {server} svarar."))
    } else {
        bad(format!(
            "E-postservern {server} svarar inte. Kontrollera namn, port och nät; till dess når inget registratorn."
        ))
    })
}

#[cfg(test)]
#[path = "doctor_tests.rs"]
mod tests;
