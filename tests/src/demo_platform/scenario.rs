//! A week in a municipality, as its file tells it.

use chrono::{DateTime, Duration, FixedOffset, NaiveTime, Utc};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The week, with times as the file has them.
#[derive(Debug, Clone, Deserialize)]
pub struct Scenario {
    /// The last moment of the week.
    pub ends: String,
    /// The accounts, of any platform.
    #[serde(default)]
    pub account: Vec<ToldAccount>,
    /// What was written.
    #[serde(default)]
    pub thread: Vec<ToldThread>,
    /// Where pictures lie.
    #[serde(skip)]
    pub pictures: PathBuf,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldAccount {
    /// The file's own name for it.
    pub key: String,
    /// The platform's word, or `manual`.
    pub platform: String,
    /// What people see.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
}

/// A post and what was written under it.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldThread {
    /// The account's key.
    pub account: String,
    /// Day and time.
    pub at: String,
    /// Who wrote it; empty for the municipality.
    #[serde(default)]
    pub by: String,
    /// The words.
    pub text: String,
    /// Where it stands: empty for the account's own page, `elsewhere` for a mention, `direct` for a message.
    #[serde(default)]
    pub stands: String,
    /// A picture's file name.
    pub picture: Option<String>,
    /// What was written under it.
    #[serde(default)]
    pub comment: Vec<ToldComment>,
}

/// A comment.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldComment {
    /// Who wrote it; empty for the municipality.
    #[serde(default)]
    pub by: String,
    /// Day and time.
    pub at: String,
    /// The words.
    pub text: String,
    /// The file's own name for it.
    pub key: Option<String>,
    /// The key of the comment that it answers.
    pub answers: Option<String>,
    /// Later wordings.
    #[serde(default)]
    pub edits: Vec<ToldEdit>,
    /// When its author took it away.
    pub deleted: Option<String>,
    /// Held back by the platform itself until somebody looks.
    #[serde(default)]
    pub held: bool,
    /// A picture's file name.
    pub picture: Option<String>,
}

/// A later wording.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldEdit {
    /// Day and time.
    pub at: String,
    /// The words from then on.
    pub text: String,
}

impl Scenario {
    /// Lillvik's week, as the demo and the screenshots have it.
    ///
    /// # Panics
    /// When the file is missing or does not hold.
    #[must_use]
    pub fn lillvik() -> Scenario {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/demo/lillvik.toml");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
        Scenario { pictures: file.parent().unwrap_or(Path::new(".")).to_owned(), ..Scenario::told(&text) }
    }

    /// A week told in the same form.
    ///
    /// # Panics
    /// When it does not hold.
    #[must_use]
    pub fn told(toml: &str) -> Scenario {
        toml::from_str(toml).unwrap_or_else(|cause| panic!("the week does not hold: {cause}"))
    }

    fn end(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(&self.ends).unwrap_or_else(|cause| panic!("ends = {}: {cause}", self.ends))
    }

    /// What "day hour:minute" means when the week ends at `ends`.
    ///
    /// # Panics
    /// When it is no such time.
    #[must_use]
    pub fn moment(&self, told: &str, ends: DateTime<Utc>) -> DateTime<Utc> {
        let end = self.end();
        let parts = told.split_once(' ').and_then(|(day, time)| {
            let time =
                NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
            Some((day.parse::<i64>().ok()?, time.ok()?))
        });
        let (day, time) = parts.unwrap_or_else(|| panic!("{told:?} is not a day and a time"));
        let local = (end.date_naive() + Duration::days(day - 7)).and_time(time);
        local.and_utc() - Duration::seconds(i64::from(end.offset().local_minus_utc())) + (ends - end.to_utc())
    }
}
