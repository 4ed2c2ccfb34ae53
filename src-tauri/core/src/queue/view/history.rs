//! What people noted and what the logbook tells, with names instead of ids.

use crate::{
    logbook::{Logged, Reader},
    register,
    words::{Actor, ActorId, NoteId, PostId, Result, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

seen! {
    /// A working note.
    NoteView {
        /// Its id.
        id: NoteId,
        /// Who wrote it.
        author: String,
        /// What.
        text: String,
        /// When.
        at: Timestamp,
    }
    /// An entry of the logbook, with names instead of ids where the register knows them.
    LogLine {
        /// Its number; text, since it may outgrow what a window counts exactly.
        seq: String,
        /// When.
        at: Timestamp,
        /// Who.
        actor: String,
        /// Which kind.
        kind: String,
        /// What about: an id.
        subject: String,
        /// What about: a name, where there is one; of a post, its author's.
        subject_name: String,
        /// Whether it is about a post.
        about_post: bool,
        /// The entry as JSON.
        entry: String,
        /// Its hash.
        hash: String,
    }
}

/// The names of everybody in the register, and of the collector.
///
/// # Errors
/// A fault of the database.
pub fn names(reader: &Reader<'_>) -> Result<BTreeMap<ActorId, String>> {
    let collector = Actor::collector();
    let mut names: BTreeMap<ActorId, String> = [(collector.id(), collector.name().to_owned())].into();
    for person in register::people(reader)? {
        names.insert(person.id, person.name);
    }
    Ok(names)
}

pub(super) fn name_of(names: &BTreeMap<ActorId, String>, id: ActorId) -> String {
    names.get(&id).cloned().unwrap_or_default()
}

pub(super) fn notes(reader: &Reader<'_>, id: PostId, names: &BTreeMap<ActorId, String>) -> Result<Vec<NoteView>> {
    reader
        .rows("SELECT id, person_id, text, at FROM note WHERE post_id = $1 ORDER BY at, id", &[id.into()])?
        .iter()
        .map(|row| {
            Ok(NoteView { id: row.get(0)?, author: name_of(names, row.get(1)?), text: row.get(2)?, at: row.get(3)? })
        })
        .collect()
}

/// Entries with names instead of ids.
///
/// # Errors
/// A fault of the database.
pub fn log_lines(reader: &Reader<'_>, entries: &[Logged]) -> Result<Vec<LogLine>> {
    let names = names(reader)?;
    let mut subjects: BTreeMap<String, String> =
        names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    for account in register::accounts(reader)? {
        subjects.insert(account.id.to_string(), account.name);
    }
    for department in register::departments(reader)? {
        subjects.insert(department.id.to_string(), department.name);
    }
    let authors = authors(reader, entries)?;
    Ok(entries
        .iter()
        .map(|entry| LogLine {
            about_post: authors.contains_key(&entry.subject),
            seq: entry.seq.to_string(),
            at: entry.at,
            actor: name_of(&names, entry.actor),
            kind: entry.kind.clone(),
            subject_name: subjects
                .get(&entry.subject)
                .or_else(|| authors.get(&entry.subject))
                .cloned()
                .unwrap_or_default(),
            subject: entry.subject.clone(),
            entry: entry.entry.clone(),
            hash: entry.hash.clone(),
        })
        .collect())
}

/// Who wrote the posts that entries are about: a person reads the logbook by names. The names are the register's and the
/// post's own; in the book itself there are ids only.
fn authors(reader: &Reader<'_>, entries: &[Logged]) -> Result<BTreeMap<String, String>> {
    let mut subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut authors = BTreeMap::new();
    for some in subjects.chunks(500) {
        let places = (1..=some.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let args: Vec<_> = some.iter().map(|subject| (*subject).into()).collect();
        for row in reader.rows(&format!("SELECT id, author_name FROM post WHERE id IN ({places})"), &args)? {
            authors.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(authors)
}
