//! The municipality's own rules: files that stand beside those of the program, or in the place of one of the same name.
//!
//! Every version is kept with who switched it on, when and why, and none is ever changed: a flag made by a rule of last
//! year can still be explained. A version comes into force only through [`switch_on`], which takes a [`Rehearsed`]: no
//! rule holds that has not been tried on what was written before (FL15).

use super::{Lexicon, LocalWords, rehearsal::Rehearsed};
use crate::{
    logbook::{Entry, Reader, Tx},
    policy::Policy,
    register,
    store::Row,
    words::{Actor, ActorId, Digest, Refusal, Result, RuleKeeper, Timestamp},
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// Texts of files, by name.
pub type Files = BTreeMap<String, String>;

/// One version of one own file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number; all files are counted together, from 1.
    pub no: u32,
    /// The file.
    pub file: String,
    /// Its text; empty when the file was taken away.
    pub text: String,
    /// The digest of all rules together, as they held from then on.
    pub rule_set: Digest,
    /// Why, in the words of whoever did it.
    pub reason: String,
    /// When.
    pub kept_at: Timestamp,
    /// Who.
    pub kept_by: ActorId,
}

/// A rule set that has held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RuleSet {
    /// Its digest.
    pub digest: Digest,
    /// The versions of its files, by name.
    pub versions: BTreeMap<String, String>,
    /// Since when.
    pub since: Timestamp,
}

const VERSION: &str = "SELECT no, file, text, rule_set, reason, kept_at, kept_by FROM own_rules";

fn version(row: &Row) -> Result<Version> {
    Ok(Version {
        no: row.get(0)?,
        file: row.get(1)?,
        text: row.get(2)?,
        rule_set: row.get(3)?,
        reason: row.get(4)?,
        kept_at: row.get(5)?,
        kept_by: row.get(6)?,
    })
}

/// The own files that hold: the newest version of each that was not taken away.
///
/// # Errors
/// A fault of the database.
pub fn in_force(reader: &Reader<'_>) -> Result<Files> {
    let rows = reader.rows(
        "SELECT file, text FROM own_rules o
         WHERE no = (SELECT MAX(n.no) FROM own_rules n WHERE n.file = o.file) AND text <> '' ORDER BY no",
        &[],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The number of the newest version of any file; 0 before the first. A colleague may move it.
///
/// # Errors
/// A fault of the database.
pub fn newest(reader: &Reader<'_>) -> Result<u32> {
    reader.one("SELECT CAST(COALESCE(MAX(no), 0) AS BIGINT) FROM own_rules", &[])?.get(0)
}

/// Every version of every file, the newest first, at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn history(reader: &Reader<'_>, limit: u32) -> Result<Vec<Version>> {
    reader.rows(&format!("{VERSION} ORDER BY no DESC LIMIT $1"), &[limit.into()])?.iter().map(version).collect()
}

/// One version.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn of_number(reader: &Reader<'_>, no: u32) -> Result<Version> {
    let row = reader.first(&format!("{VERSION} WHERE no = $1"), &[no.into()])?;
    version(&row.ok_or(Refusal::Unknown)?)
}

/// Whether some version of the file had exactly these words.
///
/// # Errors
/// A fault of the database.
pub fn was_kept(reader: &Reader<'_>, file: &str, text: &str) -> Result<bool> {
    let row = reader.one(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM own_rules WHERE file = $1 AND text = $2",
        &[file.into(), text.into()],
    )?;
    Ok(row.get::<i64>(0)? > 0)
}

/// What the municipality knows of itself: the lists of its policy, with the departments, boards and prefixes of its
/// register.
///
/// # Errors
/// A fault of the database.
pub fn local_words(reader: &Reader<'_>, policy: &Policy) -> Result<LocalWords> {
    let lists = policy.local();
    let mut local = LocalWords {
        places: lists.places.clone(),
        public_buildings: lists.public_buildings.clone(),
        streets: lists.streets.clone(),
        dnr_prefixes: lists.dnr_prefixes.clone(),
        boards: lists.boards.clone(),
        titles: lists.titles.clone(),
    };
    for department in register::departments(reader)? {
        local.dnr_prefixes.push(department.prefix);
        local.boards.extend([department.name, department.board]);
    }
    for words in [&mut local.dnr_prefixes, &mut local.boards] {
        words.retain(|word| !word.trim().is_empty());
        words.sort();
        words.dedup();
    }
    Ok(local)
}

/// The rules of the program and the municipality's own, compiled with what it knows of itself.
///
/// # Errors
/// [`Refusal::FileMalformed`].
pub fn compiled(own: Files, local: &LocalWords) -> Result<Lexicon, Refusal> {
    let lexicon = Lexicon::with_own(own)?;
    if *local == LocalWords::default() { Ok(lexicon) } else { lexicon.with_local(local) }
}

/// The rules as far as the municipality's own files hold.
#[derive(Debug)]
pub struct Holding {
    /// The rules.
    pub lexicon: Lexicon,
    /// The own files among them.
    pub files: Files,
    /// Why the others were left out.
    pub left_out: Vec<Refusal>,
}

/// The rules with every own file that holds: of those that were `kept`, and of those that somebody has `written` and nobody has
/// kept yet. A written file that does not hold leaves the kept one of its name in its place, so that one mistake in one file
/// puts nothing else out of force.
///
/// # Errors
/// [`Refusal::FileMalformed`] when not even the rules of the program hold.
pub fn as_far_as_they_hold(kept: &Files, written: &Files, local: &LocalWords) -> Result<Holding, Refusal> {
    let all: Files = kept.iter().chain(written).map(|(name, text)| (name.clone(), text.clone())).collect();
    let in_vain = |lexicon: &Lexicon, name: &String| lexicon.off_in_vain(name).filter(|_| written.contains_key(name));
    if let Ok(lexicon) = compiled(all.clone(), local)
        && all.keys().all(|name| in_vain(&lexicon, name).is_none())
    {
        return Ok(Holding { lexicon, files: all, left_out: Vec::new() });
    }
    let (mut left_out, none) = (Vec::new(), LocalWords::default());
    let (local, lexicon) = match compiled(Files::new(), local) {
        Ok(lexicon) => (local, lexicon),
        Err(why) => {
            left_out.push(why);
            (&none, compiled(Files::new(), &none)?)
        }
    };
    let mut holding = Holding { lexicon, files: Files::new(), left_out };
    let mut waiting: Vec<(&String, &String)> = written.iter().collect();
    match compiled(kept.clone(), local) {
        Ok(lexicon) => (holding.lexicon, holding.files) = (lexicon, kept.clone()),
        Err(_) => waiting = kept.iter().chain(written).collect(),
    }
    // A file may rest on another one: as long as one more holds, those that did not are tried again.
    loop {
        let mut troubles = Vec::new();
        let before = waiting.len();
        waiting.retain(|(name, text)| {
            let mut with = holding.files.clone();
            with.insert((*name).clone(), (*text).clone());
            let holds =
                compiled(with.clone(), local).and_then(|lexicon| in_vain(&lexicon, name).map_or(Ok(lexicon), Err));
            match holds {
                Ok(lexicon) => {
                    (holding.lexicon, holding.files) = (lexicon, with);
                    false
                }
                Err(why) => {
                    troubles.push(why);
                    true
                }
            }
        });
        if waiting.len() == before || waiting.is_empty() {
            holding.left_out.extend(troubles);
            return Ok(holding);
        }
    }
}

/// A change that holds: all the rules with one file exchanged, compiled, and true to their own examples. It is not in
/// force, and nothing in it says that it should be.
#[derive(Debug, Clone)]
pub struct Candidate {
    file: String,
    text: String,
    since: u32,
    lexicon: Arc<Lexicon>,
}

impl Candidate {
    /// The rules as they would be with `file` saying `text`; without the file when the text is empty.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] with file, line and reason.
    pub fn of(reader: &Reader<'_>, policy: &Policy, file: &str, text: &str) -> Result<Candidate> {
        let named = file.strip_suffix(".toml").is_some_and(|name| {
            !name.is_empty()
                && name.chars().count() <= 60
                && name.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '-')
        });
        if !named {
            let reason = "filen ska heta med små bokstäver, siffror och bindestreck, och sluta med .toml".to_owned();
            return Err(Refusal::FileMalformed { file: file.to_owned(), line: 1, reason }.into());
        }
        let mut files = in_force(reader)?;
        if text.trim().is_empty() {
            files.remove(file);
        } else {
            files.insert(file.to_owned(), text.to_owned());
        }
        let text = if text.trim().is_empty() { String::new() } else { text.to_owned() };
        let lexicon = Arc::new(compiled(files, &local_words(reader, policy)?)?);
        if let Some(why) = lexicon.off_in_vain(file) {
            return Err(why.into());
        }
        Ok(Candidate { file: file.to_owned(), text, since: newest(reader)?, lexicon })
    }

    /// The rules as they would be.
    #[must_use]
    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    /// The file that would say something else.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What it would say.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Puts a rehearsed change into force.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a reason; [`Refusal::RulesMoved`] when somebody else changed the rules since it was
/// rehearsed.
pub fn switch_on(tx: &mut Tx<'_>, by: RuleKeeper<'_>, rehearsed: &Rehearsed, reason: &str) -> Result<(u32, Entry)> {
    if reason.trim().is_empty() {
        return Err(Refusal::FieldMissing("reason".to_owned()).into());
    }
    let candidate = rehearsed.candidate();
    if newest(tx)? != candidate.since {
        return Err(Refusal::RulesMoved.into());
    }
    keep(tx, by.id(), &candidate.file, &candidate.text, &candidate.lexicon, reason.trim())
}

/// Keeps what a person wrote into the folder without the window. It holds already: whoever may write there answers for
/// the whole installation.
///
/// # Errors
/// A fault of the database.
pub fn adopt(tx: &mut Tx<'_>, file: &str, text: &str, lexicon: &Lexicon) -> Result<(u32, Entry)> {
    keep(tx, Actor::collector().id(), file, text, lexicon, "Ändrad i mappen bredvid databasen")
}

fn keep(tx: &mut Tx<'_>, by: ActorId, file: &str, text: &str, lexicon: &Lexicon, reason: &str) -> Result<(u32, Entry)> {
    let no = newest(tx)? + 1;
    let at = tx.at();
    tx.execute(
        "INSERT INTO own_rules (no, file, text, rule_set, reason, kept_at, kept_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[no.into(), file.into(), text.into(), lexicon.digest().into(), reason.into(), at.into(), by.into()],
    )?;
    note(tx, by, lexicon)?;
    Ok((no, Entry::RulesSwitched { file: file.to_owned(), no, rule_set: lexicon.digest() }))
}

/// Notes which rules hold from now on, if they are others than before. Answers whether they are.
///
/// # Errors
/// A fault of the database.
pub fn note(tx: &mut Tx<'_>, by: ActorId, lexicon: &Lexicon) -> Result<bool> {
    if holding(tx)? == Some(lexicon.digest()) {
        return Ok(false);
    }
    let versions: BTreeMap<&str, &str> = lexicon.versions().collect();
    let versions = serde_json::to_string(&versions).unwrap_or_default();
    let at = tx.at();
    tx.execute(
        "INSERT INTO rule_set (no, digest, versions, since, begun_by)
         SELECT COALESCE(MAX(no), 0) + 1, $1, $2, $3, $4 FROM rule_set",
        &[lexicon.digest().into(), versions.into(), at.into(), by.into()],
    )?;
    Ok(true)
}

/// The rules that hold, by their digest; `None` before a house was opened on the database.
///
/// # Errors
/// A fault of the database.
pub fn holding(reader: &Reader<'_>) -> Result<Option<Digest>> {
    reader.first("SELECT digest FROM rule_set ORDER BY no DESC LIMIT 1", &[])?.map(|row| row.get(0)).transpose()
}

/// The rule sets that have held, the newest first, at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn rule_sets(reader: &Reader<'_>, limit: u32) -> Result<Vec<RuleSet>> {
    let rows =
        reader.rows("SELECT digest, versions, since FROM rule_set ORDER BY no DESC LIMIT $1", &[limit.into()])?;
    rows.iter()
        .map(|row| {
            let versions: String = row.get(1)?;
            Ok(RuleSet {
                digest: row.get(0)?,
                versions: serde_json::from_str(&versions).unwrap_or_default(),
                since: row.get(2)?,
            })
        })
        .collect()
}
