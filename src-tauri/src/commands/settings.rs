//! Settings: what each person likes, and what holds for the municipality.

use super::register::administers;
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
    place::PRACTICE,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tauri::State;
use uppsikt_core::{
    house::{self, Check},
    logbook::Reader,
    register,
    store::Place,
    words::{ActorId, Fault, Refusal, Result},
};

/// Which database holds everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    /// An encrypted file at this desk.
    Sqlite,
    /// A server that a team shares.
    Postgres,
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$case_doc])* $case),* }

        impl $name {
            fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$case),)* _ => None }
            }
        }
    )*};
}

choices! {
    /// The language of the window.
    WindowLanguage {
        /// Swedish.
        Sv = "sv",
        /// English.
        En = "en",
    }
    /// The colours of the window.
    Theme {
        /// As the desktop has them.
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

/// A setting that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingName {
    /// The language of the window: `sv` or `en`.
    Language,
    /// `system`, `light` or `dark`.
    Theme,
    /// The keys, as a JSON object of words.
    Keys,
    /// Whether grave posts are notified: `true` or `false`.
    Notify,
    /// The mail server, as `name:port`.
    MailServer,
    /// The policy.
    Policy,
    /// The web address of the municipality's rules for comments.
    Rules,
    /// Where an author may turn.
    Contact,
    /// How the names of our accounts look, one pattern a line, with `*` for anything (AC15).
    NamePatterns,
}

impl SettingName {
    /// The name that the database holds. What a person likes is theirs alone, also where a team shares the database.
    fn kept_as(self, me: ActorId) -> String {
        let personal = |name: &str| format!("{name} {me}");
        match self {
            SettingName::Language => personal("language"),
            SettingName::Theme => personal("theme"),
            SettingName::Keys => personal("keys"),
            SettingName::Notify => personal("notify"),
            SettingName::MailServer => "mail_server".to_owned(),
            SettingName::Policy => "policy".to_owned(),
            SettingName::Rules => "rules".to_owned(),
            SettingName::Contact => "contact".to_owned(),
            SettingName::NamePatterns => register::NAME_PATTERNS.to_owned(),
        }
    }

    fn is_personal(self) -> bool {
        matches!(self, SettingName::Language | SettingName::Theme | SettingName::Keys | SettingName::Notify)
    }

    /// Says no to a value that the window could not have meant.
    fn fits(self, value: &str) -> Result<(), Refusal> {
        let fits = match self {
            SettingName::Language => WindowLanguage::from_word(value).is_some(),
            SettingName::Theme => Theme::from_word(value).is_some(),
            SettingName::Keys => serde_json::from_str::<BTreeMap<String, String>>(value).is_ok(),
            SettingName::Notify => matches!(value, "true" | "false"),
            SettingName::Rules => value.is_empty() || value.starts_with("https://") || value.starts_with("http://"),
            SettingName::MailServer | SettingName::Policy | SettingName::Contact | SettingName::NamePatterns => true,
        };
        match self {
            _ if fits => Ok(()),
            SettingName::Rules => Err(Refusal::AddressMalformed),
            _ => Err(Refusal::Unknown),
        }
    }
}

/// The settings as they are.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The language of the window.
    pub language: WindowLanguage,
    /// Its colours.
    pub theme: Theme,
    /// Its keys, where they are not the usual ones.
    pub keys: BTreeMap<String, String>,
    /// Whether grave posts are notified.
    pub notify: bool,
    /// Where the data lies.
    pub place: String,
    /// What the key store calls itself.
    pub key_store: String,
    /// The policy.
    pub policy: String,
    /// The policies that can be chosen.
    pub policies: Vec<String>,
    /// The mail server.
    pub mail_server: String,
    /// The web address of the municipality's rules for comments.
    pub rules: String,
    /// Where an author may turn.
    pub contact: String,
    /// How the names of our accounts look, one pattern a line.
    pub name_patterns: String,
    /// Which database.
    pub database: DatabaseKind,
}

/// The settings as they are.
#[tauri::command]
#[specta::specta]
pub async fn settings(desk: State<'_, Desk>) -> Answer<Settings> {
    desk.run(|desk| {
        let database = match desk.logbook.store().place() {
            Place::File { .. } => DatabaseKind::Sqlite,
            Place::Server(_) => DatabaseKind::Postgres,
        };
        desk.read(|reader, me| {
            let get = |name: SettingName| kept(reader, name, me.id());
            Ok(Settings {
                language: get(SettingName::Language)?
                    .and_then(|word| WindowLanguage::from_word(&word))
                    .unwrap_or(WindowLanguage::Sv),
                theme: get(SettingName::Theme)?.and_then(|word| Theme::from_word(&word)).unwrap_or(Theme::System),
                keys: get(SettingName::Keys)?.and_then(|keys| serde_json::from_str(&keys).ok()).unwrap_or_default(),
                notify: notifies(reader, me.id())?,
                place: place(desk),
                key_store: house::key_store_name(&desk.secrets),
                policy: get(SettingName::Policy)?.unwrap_or_default(),
                policies: policies(desk),
                mail_server: get(SettingName::MailServer)?.unwrap_or_default(),
                rules: get(SettingName::Rules)?.unwrap_or_default(),
                contact: get(SettingName::Contact)?.unwrap_or_default(),
                name_patterns: get(SettingName::NamePatterns)?.unwrap_or_default(),
                database,
            })
        })
    })
    .await
}

/// Changes a setting. One that holds for the municipality takes an administrator.
#[tauri::command]
#[specta::specta]
pub async fn setting_keep(desk: State<'_, Desk>, name: SettingName, value: String) -> Answer<()> {
    desk.run(move |desk| {
        let value = value.trim();
        name.fits(value)?;
        let policy = match name {
            SettingName::Policy => Some(house::policy(&desk.folder, value)?),
            _ => None,
        };
        desk.write(|tx, me| {
            if !name.is_personal() {
                administers(me)?;
            }
            register::keep_setting(tx, &name.kept_as(me.id()), value)
        })?;
        if let Some(policy) = policy {
            desk.follow(policy);
            desk.renew_rules()?;
        }
        Ok(())
    })
    .await
}

/// How the program and everything around it are.
#[tauri::command]
#[specta::specta]
pub async fn doctor(desk: State<'_, Desk>) -> Answer<Vec<Check>> {
    desk.run(|desk| {
        desk.me()?;
        let OpenDesk { logbook, secrets, folder, .. } = desk;
        Ok(house::examine(&house::Patient { logbook, secrets, folder, now: desk.now() }))
    })
    .await
}

/// Opens a practice in a window of its own: another process, with a database of its own, whose channels answer from
/// memory (IN13).
#[tauri::command]
#[specta::specta]
pub async fn practice_begin(desk: State<'_, Desk>) -> Answer<()> {
    desk.run(|desk| {
        desk.me()?;
        if desk.surroundings.practice {
            return Err(Refusal::Unknown.into());
        }
        let doing = "open the practice";
        let program = std::env::current_exe().map_err(|cause| Fault::of(doing, cause))?;
        let begun = std::process::Command::new(program)
            .env(PRACTICE, "1")
            .env("UPPSIKT_DATA", &desk.folder)
            .env_remove("UPPSIKT_DEMO_PLATFORM")
            .env_remove("UPPSIKT_TOUR_DIR")
            .spawn();
        let mut practice = begun.map_err(|cause| Fault::of(doing, cause))?;
        // Somebody has to take note of its end.
        let waits = std::thread::Builder::new().name("practice".to_owned()).spawn(move || practice.wait());
        waits.map(drop).map_err(|cause| Fault::of(doing, cause).into())
    })
    .await
}

/// Whether this person wants to be notified of grave posts.
///
/// # Errors
/// A fault of the database.
pub fn notifies(reader: &Reader<'_>, me: ActorId) -> Result<bool> {
    Ok(kept(reader, SettingName::Notify, me)?.is_none_or(|value| value == "true"))
}

fn kept(reader: &Reader<'_>, name: SettingName, me: ActorId) -> Result<Option<String>> {
    register::setting(reader, &name.kept_as(me))
}

/// Where the data lies: the folder, or the server without the name and password that open it.
fn place(desk: &OpenDesk) -> String {
    match desk.logbook.store().place() {
        Place::File { .. } => desk.folder.to_string_lossy().into_owned(),
        Place::Server(address) => without_login(address),
    }
}

fn without_login(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split_once('?').map_or(rest, |(before, _)| before);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}")
}

/// The policies that came with the program, and the municipality's own.
fn policies(desk: &OpenDesk) -> Vec<String> {
    let mut names: Vec<String> =
        uppsikt_core::policy::Policy::embedded_names().into_iter().map(str::to_owned).collect();
    let own = std::fs::read_dir(desk.folder.join(house::POLICIES)).into_iter().flatten().flatten();
    for path in own.map(|file| file.path()).filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use uppsikt_core::words::Id;

    #[test]
    fn what_one_person_likes_is_not_another_s() {
        let (maja, rune) = (ActorId::from_number(2), ActorId::from_number(3));
        assert_ne!(SettingName::Theme.kept_as(maja), SettingName::Theme.kept_as(rune));
        assert_eq!(SettingName::Policy.kept_as(maja), SettingName::Policy.kept_as(rune));
    }

    #[test]
    fn a_server_is_named_without_its_password() {
        let shown = without_login("postgres://maja:hemligt@db.lillvik.example:5432/uppsikt?password=hemligt");
        assert_eq!(shown, "postgres://db.lillvik.example:5432/uppsikt");
        assert_eq!(without_login("postgresql://db/uppsikt"), "postgresql://db/uppsikt");
    }

    #[test]
    fn a_value_that_means_nothing_is_not_kept() {
        assert!(SettingName::Theme.fits("dark").is_ok());
        assert_eq!(SettingName::Theme.fits("rosa"), Err(Refusal::Unknown));
        assert_eq!(SettingName::Rules.fits("regler"), Err(Refusal::AddressMalformed));
        assert!(SettingName::Keys.fits("{\"next\":\"j\"}").is_ok());
    }
}
