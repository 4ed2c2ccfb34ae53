//! The rules that hold in a house: those of the program, with the municipality's own in their place and besides.
//!
//! The database holds the own files and their history, so that a team's desks follow the same rules. The folder beside it
//! holds them as files, for people who like an editor. A file there that nobody has kept is somebody's hand, and is
//! adopted; one that is an older version, or missing, is behind, and is brought up to date.

use super::LEXICON;
use crate::{
    collector::Aids,
    flagging::{
        Lexicon, learning,
        own::{self, Files},
        picture::Tesseract,
    },
    logbook::Logbook,
    policy::Policy,
    register,
    words::{Actor, Fault, Result, Timestamp},
};
use std::{fs, io::ErrorKind, path::Path, sync::Arc};

/// Whether the rules that hold may be others after an entry of this kind: own rules, the model, or the names of
/// departments.
#[must_use]
pub fn change_with(kind: &str) -> bool {
    matches!(kind, "rules_switched" | "model_trained" | "department_kept")
}

/// The rules that hold, after the folder and the database have been brought together.
///
/// # Errors
/// [`crate::words::Refusal::FileMalformed`] when the files do not hold; a fault of the database or the folder.
pub fn in_force(logbook: &Logbook, policy: &Policy, folder: &Path, at: Timestamp) -> Result<Lexicon> {
    let folder = folder.join(LEXICON);
    let written = written(&folder)?;
    let (mut files, by_hand, local) = logbook.read(|reader| {
        let mut by_hand = Files::new();
        for (name, text) in &written {
            if !text.trim().is_empty() && !own::was_kept(reader, name, text)? {
                by_hand.insert(name.clone(), text.clone());
            }
        }
        Ok((own::in_force(reader)?, by_hand, own::local_words(reader, policy)?))
    })?;
    files.extend(by_hand.clone());
    let lexicon = own::compiled(files.clone(), &local)?;
    let collector = Actor::collector();
    for (name, text) in &by_hand {
        logbook.write(&collector, at, |tx| own::adopt(tx, name, text, &lexicon))?;
    }
    logbook.write_if(&collector, at, |tx| {
        let news = own::note(tx, collector.id(), &lexicon)?;
        Ok(news.then(|| ((), crate::logbook::Entry::SettingChanged { name: "rule_set".to_owned() })))
    })?;
    write_out(&folder, &written, &files);
    Ok(lexicon)
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
pub fn write_copy(folder: &Path, files: &Files) {
    let folder = folder.join(LEXICON);
    match written(&folder) {
        Ok(written) => write_out(&folder, &written, files),
        Err(error) => tracing::warn!("Could not read the folder of own rules: {}", error.chain()),
    }
}

fn write_out(folder: &Path, written: &Files, files: &Files) {
    let stale: Vec<&String> = written.keys().filter(|name| !files.contains_key(*name)).collect();
    let behind: Vec<_> = files.iter().filter(|(name, text)| written.get(*name) != Some(*text)).collect();
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

fn written(folder: &Path) -> Result<Files> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Files::new()),
        Err(cause) => return Err(Fault::of("list the municipality's own words", cause).into()),
    };
    let mut files = Files::new();
    for file in listed {
        let path = file.map_err(|cause| Fault::of("list the municipality's own words", cause))?.path();
        if let (Some("toml"), Some(name)) =
            (path.extension().and_then(|ending| ending.to_str()), path.file_name().and_then(|name| name.to_str()))
        {
            let text = fs::read_to_string(&path).map_err(|cause| Fault::of("read the municipality's words", cause))?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}
