//! Putting posts in by hand (IN7, IN14), and importing an exported archive (IN8).

use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
};
use base64::Engine as _;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::BufReader,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tauri_specta::Event;
use uppsikt_core::{
    intake::{ByHand, Handed, LARGEST_FILE, PostKind, import},
    queue::{self, Part},
    register,
    words::{AccountId, Fault, PostId, Refusal, Result, Timestamp},
};

/// A file as the page hands it over.
#[derive(Clone, Deserialize, specta::Type)]
pub struct HandedFile {
    /// What its owner calls it.
    name: String,
    /// Its bytes, in base64.
    base64: String,
}

/// A post that a person puts in.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TakeIn {
    account: AccountId,
    link: String,
    text: String,
    author: String,
    posted_at: Timestamp,
    kind: PostKind,
    in_role: bool,
    files: Vec<HandedFile>,
}

/// Puts a post into the queue.
#[tauri::command]
#[specta::specta]
pub async fn post_take_in(desk: State<'_, Desk>, post: TakeIn) -> Answer<PostId> {
    desk.run(move |desk| {
        let item = ByHand {
            link: post.link,
            text: post.text,
            author: post.author,
            posted_at: post.posted_at,
            kind: post.kind,
            in_role: post.in_role,
            files: post.files.into_iter().map(handed).collect::<Result<_, _>>()?,
        };
        let policy = desk.policy();
        desk.write(|tx, me| queue::take_in(tx, &policy, &desk.lexicon(), me.moderator()?, post.account, &item))
    })
    .await
}

fn handed(file: HandedFile) -> Result<Handed, Refusal> {
    // Four letters hold three bytes: what is too large is not even read.
    if file.base64.len() / 4 * 3 > (LARGEST_FILE as usize) << 20 {
        return Err(Refusal::FileTooLarge(LARGEST_FILE));
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64.as_bytes());
    Ok(Handed { name: file.name, bytes: bytes.map_err(|_| Refusal::FieldMissing("files".into()))? })
}

/// An import goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, specta::Type, Event)]
pub struct Importing {
    /// Posts looked at.
    pub done: u32,
    /// Of how many.
    pub all: u32,
}

type OpenArchive = import::Archive<BufReader<File>>;

/// The archive that was chosen, and whether its import is to stop.
#[derive(Default)]
pub struct Import {
    chosen: Mutex<Option<Chosen>>,
    stop: AtomicBool,
}

struct Chosen {
    name: String,
    archive: OpenArchive,
}

impl Import {
    fn chosen(&self) -> MutexGuard<'_, Option<Chosen>> {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A post of an archive, in short.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub posted_at: Timestamp,
    /// What kind it is.
    pub kind: PostKind,
    /// The municipality wrote it.
    pub ours: bool,
    /// The beginning of its words.
    pub excerpt: String,
    /// How many pictures and files it has.
    pub files: u32,
}

/// What an archive would bring into an account.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// What the file is called.
    pub name: String,
    /// What kind of archive it is.
    pub kind: import::Kind,
    /// Posts in it.
    pub all: u32,
    /// Those that the account does not have.
    pub new: u32,
    /// Those of the new ones that the municipality wrote itself.
    pub ours: u32,
    /// How much was no post, or was not understood.
    pub left_out: u32,
    /// When the first was written.
    pub first_at: Timestamp,
    /// When the last was.
    pub last_at: Timestamp,
    /// Some of the new ones, the newest first.
    pub samples: Vec<Sample>,
}

/// Asks which archive, and reads it. Nothing is taken in; nothing is answered when none was chosen.
#[tauri::command]
#[specta::specta]
pub async fn import_choose(
    desk: State<'_, Desk>,
    import: State<'_, Arc<Import>>,
    app: AppHandle,
    account: AccountId,
) -> Answer<Option<Preview>> {
    let import = Arc::clone(&import);
    desk.run(move |desk| {
        desk.me()?.moderator()?;
        let Some(path) = ask_which(&app) else { return Ok(None) };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = File::open(&path).map_err(|cause| Fault::of("open the archive", cause))?;
        let archive = import::open(BufReader::new(file))?;
        let mut chosen = import.chosen();
        let chosen = chosen.insert(Chosen { name, archive });
        preview(desk, chosen, account).map(Some)
    })
    .await
}

fn ask_which(app: &AppHandle) -> Option<PathBuf> {
    let endings = ["zip", "json", "jsonl", "csv", "js", "txt", "xml"];
    let asked = app.dialog().file().set_title("Välj arkiv").add_filter("Arkiv", &endings);
    asked.blocking_pick_file()?.into_path().ok()
}

/// What the archive that was chosen would bring into another account.
#[tauri::command]
#[specta::specta]
pub async fn import_preview(
    desk: State<'_, Desk>,
    import: State<'_, Arc<Import>>,
    account: AccountId,
) -> Answer<Preview> {
    let import = Arc::clone(&import);
    desk.run(move |desk| {
        desk.me()?.moderator()?;
        preview(desk, import.chosen().as_ref().ok_or(Refusal::Unknown)?, account)
    })
    .await
}

fn preview(desk: &OpenDesk, chosen: &Chosen, account: AccountId) -> Result<Preview> {
    const SAMPLES: usize = 8;
    const EXCERPT: usize = 200;
    let items = &chosen.archive.items;
    let known = desk.read(|reader, _| import::Known::of(reader, account))?;
    let new: Vec<&import::Item> = items.iter().filter(|item| !known.has(item)).collect();
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Err(Refusal::Unknown.into()) };
    Ok(Preview {
        name: chosen.name.clone(),
        kind: chosen.archive.kind,
        all: count(items.len()),
        new: count(new.len()),
        ours: count(new.iter().filter(|item| item.ours).count()),
        left_out: chosen.archive.left_out,
        first_at: first.posted_at,
        last_at: last.posted_at,
        samples: new
            .iter()
            .rev()
            .take(SAMPLES)
            .map(|item| Sample {
                author: item.author.clone(),
                posted_at: item.posted_at,
                kind: item.kind,
                ours: item.ours,
                excerpt: item.text.chars().take(EXCERPT).collect(),
                files: count(item.files.len()),
            })
            .collect(),
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportSummary {
    /// Posts that were taken in.
    pub new: u32,
    /// Posts that the account had before.
    pub known: u32,
    /// Pictures and files that were missing in the archive, or too large.
    pub missing_files: u32,
    /// It was stopped before its end; what had been taken in stays.
    pub stopped: bool,
}

/// Takes the chosen archive in. Posts older than `history_days` are closed as history, unless what they are flagged as
/// must not stand.
#[tauri::command]
#[specta::specta]
pub async fn import_run(
    desk: State<'_, Desk>,
    import: State<'_, Arc<Import>>,
    app: AppHandle,
    account: AccountId,
    history_days: u32,
) -> Answer<ImportSummary> {
    let import = Arc::clone(&import);
    desk.run(move |desk| {
        desk.me()?.moderator()?;
        import.stop.store(false, Ordering::Relaxed);
        let mut chosen = import.chosen().take().ok_or(Refusal::Unknown)?;
        let progress = |done, all| {
            if let Err(cause) = (Importing { done, all }).emit(&app) {
                tracing::warn!("Could not tell the page how far the import is: {cause}");
            }
        };
        run(desk, &mut chosen.archive, account, history_days, &progress, &import.stop)
    })
    .await
}

fn run(
    desk: &OpenDesk,
    archive: &mut OpenArchive,
    account: AccountId,
    history_days: u32,
    progress: &dyn Fn(u32, u32),
    stop: &AtomicBool,
) -> Result<ImportSummary> {
    const AT_A_TIME: usize = 100;
    let policy = desk.policy();
    let active = desk.read(|reader, _| register::active(reader, account))?;
    let mut known = desk.read(|reader, _| import::Known::of(reader, account))?;
    let history_before = desk.now() - TimeDelta::days(i64::from(history_days));
    let items = std::mem::take(&mut archive.items);
    let mut summary = ImportSummary { new: 0, known: 0, missing_files: 0, stopped: false };
    let mut done = 0;
    for some in items.chunks(AT_A_TIME) {
        if stop.load(Ordering::Relaxed) {
            summary.stopped = true;
            break;
        }
        let mut part = Vec::with_capacity(some.len());
        for item in some.iter().filter(|item| !known.has(item)) {
            let (files, missing) = archive.files_of(item);
            summary.missing_files += missing;
            part.push((item, files));
        }
        let wanted = count(part.len());
        if wanted > 0 {
            let part = Part { items: &part, archive: archive.digest, history_before };
            let new = desk.write(|tx, me| {
                queue::import_part(tx, &policy, &desk.lexicon(), me.moderator()?, &active, &mut known, &part)
            })?;
            summary.new += new;
            summary.known += wanted - new;
        }
        summary.known += count(some.len()) - wanted;
        done += count(some.len());
        progress(done, count(items.len()));
    }
    Ok(summary)
}

/// Stops the import after the part that is under way.
#[tauri::command]
#[specta::specta]
pub async fn import_cancel(import: State<'_, Arc<Import>>) -> Answer<()> {
    import.stop.store(true, Ordering::Relaxed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in7_a_file_that_is_too_large_is_not_even_read() {
        let file = |base64: String| handed(HandedFile { name: "bild.png".into(), base64 });
        assert_eq!(file("aGVq".into()).unwrap().bytes, b"hej");
        assert!(file("inte base64!".into()).is_err());
        assert_eq!(file("A".repeat((LARGEST_FILE as usize + 1) << 21)), Err(Refusal::FileTooLarge(LARGEST_FILE)));
    }
}
