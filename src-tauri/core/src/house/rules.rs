//! The rules that hold in a house: those of the program, with the municipality's own in their place and besides.
//!
//! The database holds the own files and their history, so that a team's desks follow the same rules. The folder beside it
//! holds them as files, for people who like an editor. A file there that nobody has kept is somebody's hand, and is
//! adopted, if it holds: one that does not keeps no house from opening, and is left as it lies for its writer to mend. A
//! file that is an older version, or missing, is behind, and is brought up to date.

use super::LEXICON;
use crate::{
    collector::Aids,
    flagging::{
        Lexicon, learning,
        own::{self, Files, Holding},
        picture::Tesseract,
    },
    logbook::{Logbook, Reader},
    policy::Policy,
    register,
    words::{Actor, Fault, Refusal, Result, Timestamp},
};
use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path, sync::Arc};

/// Whether the rules that hold may be others after an entry of this kind: own rules, the model, or the names of
/// departments.
#[must_use]
pub fn change_with(kind: &str) -> bool {
    matches!(kind, "rules_switched" | "model_trained" | "department_kept")
}

/// The rules that hold, and what was left out of them.
#[derive(Debug)]
pub struct InForce {
    /// The rules.
    pub lexicon: Lexicon,
    /// Why files in the folder are not in force. They lie where they lay, and hold as soon as they are mended.
    pub left_out: Vec<Refusal>,
}

/// The rules that hold, after the folder and the database have been brought together. A file that does not hold is left out,
/// and left alone.
///
/// # Errors
/// A fault of the database or the folder.
pub fn in_force(logbook: &Logbook, policy: &Policy, folder: &Path, at: Timestamp) -> Result<InForce> {
    let (found, Holding { lexicon, files, left_out }) = gathered(logbook, policy, folder)?;
    let collector = Actor::collector();
    for (name, text) in found.by_hand.iter().filter(|(name, text)| files.get(*name) == Some(*text)) {
        logbook.write(&collector, at, |tx| own::adopt(tx, name, text, &lexicon))?;
    }
    logbook.write_if(&collector, at, |tx| {
        let news = own::note(tx, collector.id(), &lexicon)?;
        Ok(news.then(|| ((), crate::logbook::Entry::SettingChanged { name: "rule_set".to_owned() })))
    })?;
    for why in &left_out {
        // The reason may hold an example, and an example may be what a citizen wrote: the window says it, no log does.
        match why {
            Refusal::FileMalformed { file, line, .. } => {
                tracing::warn!("An own file of rules is not in force: {file}, line {line}");
            }
            _ => tracing::warn!("An own file of rules is not in force"),
        }
    }
    write_out(&folder.join(LEXICON), &found, &files);
    Ok(InForce { lexicon, left_out })
}

/// Why files in the folder are not in force.
///
/// # Errors
/// As [`in_force`].
pub fn left_out(logbook: &Logbook, policy: &Policy, folder: &Path) -> Result<Vec<Refusal>> {
    Ok(gathered(logbook, policy, folder)?.1.left_out)
}

/// What lies in the folder, and the rules that follow from it and from the database. Nothing is changed.
fn gathered(logbook: &Logbook, policy: &Policy, folder: &Path) -> Result<(Found, Holding)> {
    let (found, kept, local) = logbook.read(|reader| {
        let found = found(reader, &folder.join(LEXICON))?;
        Ok((found, own::in_force(reader)?, own::local_words(reader, policy)?))
    })?;
    let mut holding = own::as_far_as_they_hold(&kept, &found.by_hand, &local)?;
    holding.left_out.extend(found.unreadable.values().cloned());
    Ok((found, holding))
}

/// What helps the rules: the model when it is switched on and has learnt, and a reader of pictures where one is installed.
///
/// # Errors
/// A fault of the database.
pub fn aids(logbook: &Logbook) -> Result<Aids> {
    let model = logbook.read(|reader| match register::setting(reader, learning::SETTING)?.as_deref() {
        Some("on") => learning::model(reader),
        _ => Ok(None),
    })?;
    Ok(Aids { model: model.map(Arc::new), eyes: Tesseract::find().ok() })
}

/// Writes the files that hold into the folder, and takes away those that hold no longer. The database has them all, so
/// that a folder that can't be written to costs nothing but the copy.
///
/// # Errors
/// A fault of the database or the folder.
pub fn write_copy(logbook: &Logbook, folder: &Path) -> Result<()> {
    let folder = folder.join(LEXICON);
    let (found, files) = logbook.read(|reader| Ok((found(reader, &folder)?, own::in_force(reader)?)))?;
    write_out(&folder, &found, &files);
    Ok(())
}

/// What somebody has written and nobody has kept, or what can't be read, is never written over: it lies nowhere else.
fn write_out(folder: &Path, found: &Found, files: &Files) {
    let own = |name: &String| found.by_hand.contains_key(name) || found.unreadable.contains_key(name);
    let written = &found.written;
    let stale: Vec<&String> = written.keys().filter(|name| !files.contains_key(*name) && !own(name)).collect();
    let behind: Vec<_> = files.iter().filter(|(name, text)| written.get(*name) != Some(*text) && !own(name)).collect();
    if stale.is_empty() && behind.is_empty() {
        return;
    }
    let done = fs::create_dir_all(folder)
        .and_then(|()| behind.into_iter().try_for_each(|(name, text)| fs::write(folder.join(name), text)))
        .and_then(|()| stale.into_iter().try_for_each(|name| fs::remove_file(folder.join(name))));
    if let Err(cause) = done {
        tracing::warn!("Could not write the copy of the municipality's own rules: {cause}");
    }
}

/// What lies in the folder.
#[derive(Debug, Default)]
struct Found {
    /// Every file that can be read.
    written: Files,
    /// Those of them that no version in the database says: somebody's hand.
    by_hand: Files,
    /// Why the others can't be read.
    unreadable: BTreeMap<String, Refusal>,
}

fn found(reader: &Reader<'_>, folder: &Path) -> Result<Found> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Found::default()),
        Err(cause) => return Err(Fault::of("list the municipality's own words", cause).into()),
    };
    let mut found = Found::default();
    for file in listed {
        let path = file.map_err(|cause| Fault::of("list the municipality's own words", cause))?.path();
        if let (Some("toml"), Some(name)) =
            (path.extension().and_then(|ending| ending.to_str()), path.file_name().and_then(|name| name.to_str()))
        {
            match fs::read_to_string(&path) {
                Ok(text) => {
                    if !text.trim().is_empty() && !own::was_kept(reader, name, &text)? {
                        found.by_hand.insert(name.to_owned(), text.clone());
                    }
                    found.written.insert(name.to_owned(), text);
                }
                Err(cause) => {
                    let reason = match cause.kind() {
                        ErrorKind::InvalidData => "filen är inte text i UTF-8",
                        _ => "filen går inte att läsa",
                    };
                    let why = Refusal::FileMalformed { file: name.to_owned(), line: 1, reason: reason.to_owned() };
                    found.unreadable.insert(name.to_owned(), why);
                }
            }
        }
    }
    Ok(found)
}
