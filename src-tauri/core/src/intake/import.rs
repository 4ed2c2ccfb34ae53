//! Archives that platforms let their users download, read into posts (IN8): nothing here asks a platform anything.
//!
//! Known are Facebook's export of a Page, X's archive, Mastodon's outbox and WordPress's export, each as a ZIP or as the
//! file in it, and tables (CSV) and JSON lines of anybody's own making. What is read is a proposal: [`Archive::items`] is shown first,
//! and only what is not known already is taken in.

mod csv;
mod facebook;
mod mastodon;
mod table;
mod wordpress;
mod x;
mod zip;

use super::{
    by_hand::{Handed, LARGEST_FILE, attached, keep_files, keep_how, plain_name},
    post::Standing,
    receive::{Received, gone, receive_one},
    source::{Fetched, FetchedAttachment, File, GoneBy, Hiding, PlatformRef, PostKind},
};
use crate::{
    logbook::{Reader, Tx},
    register::Active,
    store::search,
    words::{AccountId, Digest, Moderator, PostId, Refusal, Result, Timestamp},
};
use std::{
    collections::BTreeSet,
    io::{Read, Seek, SeekFrom},
};
use zip::Zip;

/// The largest JSON or table within an archive.
const LARGEST_TEXT: u64 = 512 << 20;
/// The most posts of one archive.
const MOST_ITEMS: usize = 500_000;
/// The most pictures and files of one post.
const MOST_FILES: usize = 10;

/// Why an archive can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is neither an archive nor a text of a known shape.
    NoArchive,
    /// It is damaged, encrypted or packed in an unknown way.
    Unreadable,
    /// It would unpack to far more than it says or than is reasonable.
    Bomb,
    /// A name in it leads out of it.
    Path,
    /// It, or something in it, is too large.
    TooLarge,
    /// It can be read, but holds no posts that are understood.
    NoPosts,
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Refusal {
        let word = match trouble {
            Trouble::NoArchive => "no_archive",
            Trouble::Unreadable => "unreadable",
            Trouble::Bomb => "bomb",
            Trouble::Path => "path",
            Trouble::TooLarge => "too_large",
            Trouble::NoPosts => "no_posts",
        };
        Refusal::ArchiveRefused(word.to_owned())
    }
}

/// What kind of archive it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Facebook's export of a Page.
    Facebook,
    /// X's archive.
    X,
    /// Mastodon's outbox.
    Mastodon,
    /// WordPress's export.
    #[serde(rename = "wordpress")]
    WordPress,
    /// A table, comma- or semicolon-separated.
    Table,
    /// One JSON object a line.
    JsonLines,
}

/// One post of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The platform's name for it, or one made from its words.
    pub name: String,
    /// What it answers.
    pub parent: Option<String>,
    /// What begins its thread; nothing when it does.
    pub root: Option<String>,
    /// What kind it is.
    pub kind: PostKind,
    /// The municipality wrote it.
    pub ours: bool,
    /// Whether it was shown there, kept back, or already thrown away.
    pub standing: Standing,
    /// Who wrote it.
    pub author: String,
    /// For a browser; may be empty.
    pub permalink: String,
    /// When.
    pub posted_at: Timestamp,
    /// The words.
    pub text: String,
    /// Names of pictures and files in the archive.
    pub files: Vec<String>,
    /// As the archive has it.
    pub raw: String,
}

/// What the readers of the shapes gather.
#[derive(Debug, Default)]
struct Gathered {
    items: Vec<Item>,
    left_out: u32,
}

impl Gathered {
    fn add(&mut self, item: Option<Item>) {
        match item.filter(|item| !item.text.is_empty() || !item.files.is_empty()) {
            Some(item) if self.items.len() < MOST_ITEMS => self.items.push(item),
            _ => self.left_out += 1,
        }
    }
}

/// An archive that has been read.
pub struct Archive<R> {
    zip: Option<Zip<R>>,
    /// What kind it is.
    pub kind: Kind,
    /// The digest of all of it.
    pub digest: Digest,
    /// Its posts, oldest first.
    pub items: Vec<Item>,
    /// How much of it was no post, or could not be understood.
    pub left_out: u32,
}

impl<R> std::fmt::Debug for Archive<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("kind", &self.kind).field("items", &self.items.len()).finish_non_exhaustive()
    }
}

/// Reads an archive.
///
/// # Errors
/// [`Refusal::ArchiveRefused`].
pub fn open<R: Read + Seek>(mut file: R) -> Result<Archive<R>, Refusal> {
    let digest = digest_of(&mut file)?;
    let length = file.seek(SeekFrom::End(0)).map_err(|_| Trouble::Unreadable)?;
    let mut first = [0; 4];
    file.rewind().map_err(|_| Trouble::Unreadable)?;
    let begun = file.read(&mut first).map_err(|_| Trouble::Unreadable)?;
    let (zip, kind, gathered) = if first.get(..begun).is_some_and(|first| first.starts_with(b"PK")) {
        let mut zip = Zip::open(file)?;
        let (kind, gathered) = of_zip(&mut zip)?;
        (Some(zip), kind, gathered)
    } else {
        if length > LARGEST_TEXT {
            return Err(Trouble::TooLarge.into());
        }
        let mut bytes = Vec::new();
        file.rewind().map_err(|_| Trouble::Unreadable)?;
        file.read_to_end(&mut bytes).map_err(|_| Trouble::Unreadable)?;
        let (kind, gathered) = of_text(&bytes)?;
        (None, kind, gathered)
    };
    if gathered.items.is_empty() {
        return Err(Trouble::NoPosts.into());
    }
    let Gathered { mut items, left_out } = gathered;
    items.sort_by_key(|item| item.posted_at);
    let mut seen = BTreeSet::new();
    items.retain(|item| seen.insert(item.name.clone()));
    Ok(Archive { zip, kind, digest, items, left_out })
}

fn of_zip<R: Read + Seek>(zip: &mut Zip<R>) -> Result<(Kind, Gathered), Trouble> {
    let names: Vec<String> = zip.names().map(str::to_owned).collect();
    let under = |ending: &str| names.iter().filter(|name| name.ends_with(ending)).cloned().collect::<Vec<_>>();
    if let Some(outbox) = under("outbox.json").first() {
        let bytes = zip.read(outbox, LARGEST_TEXT)?.ok_or(Trouble::Unreadable)?;
        return Ok((Kind::Mastodon, mastodon::read(&json(&bytes)?, &names)));
    }
    if names.iter().any(|name| name.ends_with("tweets.js") || name.ends_with("tweet.js")) {
        return Ok((Kind::X, x::read(zip, &names)?));
    }
    let gathered = facebook::read(zip, &names)?;
    if !gathered.items.is_empty() {
        return Ok((Kind::Facebook, gathered));
    }
    // A large blog is exported in several files.
    let mut blog = Gathered::default();
    for name in under(".xml") {
        let bytes = zip.read(&name, LARGEST_TEXT)?.ok_or(Trouble::Unreadable)?;
        if let Ok((Kind::WordPress, mut part)) = of_text(&bytes) {
            blog.items.append(&mut part.items);
            blog.left_out += part.left_out;
        }
    }
    if !blog.items.is_empty() {
        return Ok((Kind::WordPress, blog));
    }
    for name in names.iter().filter(|name| name.ends_with(".csv") || name.ends_with(".jsonl")) {
        let bytes = zip.read(name, LARGEST_TEXT)?.ok_or(Trouble::Unreadable)?;
        if let Ok(read) = of_text(&bytes) {
            return Ok(read);
        }
    }
    Err(Trouble::NoPosts)
}

fn of_text(bytes: &[u8]) -> Result<(Kind, Gathered), Trouble> {
    let text = std::str::from_utf8(bytes).map_err(|_| Trouble::NoArchive)?.trim_start_matches('\u{feff}');
    if wordpress::is_export(text) {
        return Ok((Kind::WordPress, wordpress::read(text)?));
    }
    if text.trim_start().starts_with("window.YTD.") {
        return Ok((Kind::X, x::of_tweets(&x::assigned(text)?, &[], "")));
    }
    if text.trim_start().starts_with(['{', '[']) {
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
            if value.get("orderedItems").is_some() {
                return Ok((Kind::Mastodon, mastodon::read(&value, &[])));
            }
            if value.get("messages").is_some() || value.get("comments_v2").is_some() {
                let mut gathered = Gathered::default();
                facebook::of_json(&value, "", &mut gathered);
                return Ok((Kind::Facebook, gathered));
            }
        }
        return Ok((Kind::JsonLines, table::of_json_lines(text)));
    }
    Ok((Kind::Table, table::of_csv(&csv::rows(text).ok_or(Trouble::NoArchive)?).ok_or(Trouble::NoArchive)?))
}

fn json(bytes: &[u8]) -> Result<serde_json::Value, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::Unreadable)
}

fn digest_of(file: &mut (impl Read + Seek)) -> Result<Digest, Trouble> {
    use sha2::{Digest as _, Sha256};
    file.rewind().map_err(|_| Trouble::Unreadable)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 256 << 10];
    loop {
        match file.read(&mut piece).map_err(|_| Trouble::Unreadable)? {
            0 => break,
            read => hash.update(piece.get(..read).unwrap_or_default()),
        }
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Digest::parse(&hex).ok_or(Trouble::Unreadable)
}

impl<R: Read + Seek> Archive<R> {
    /// The pictures and files of a post. One that is missing or too large is left out, and counted.
    pub fn files_of(&mut self, item: &Item) -> (Vec<Handed>, u32) {
        let mut files = Vec::new();
        let mut missing = 0;
        for name in item.files.iter().take(MOST_FILES) {
            let read = self.zip.as_mut().map(|zip| zip.read(name, u64::from(LARGEST_FILE) << 20));
            match read {
                Some(Ok(Some(bytes))) => files.push(Handed { name: plain_name(name), bytes }),
                _ => missing += 1,
            }
        }
        (files, missing)
    }
}

/// What an account's posts are known by, so that an archive's are not taken in twice.
#[derive(Debug, Default)]
pub struct Known {
    names: BTreeSet<String>,
    links: BTreeSet<String>,
    words: BTreeSet<(Digest, i64)>,
}

impl Known {
    /// Of everything that an account has.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn of(reader: &Reader<'_>, account: AccountId) -> Result<Known> {
        let mut known = Known::default();
        let rows = reader.rows(
            "SELECT p.platform_ref, p.permalink, r.digest, p.posted_at, p.author_name, p.ours
             FROM post p JOIN revision r ON r.post_id = p.id WHERE p.account_id = $1",
            &[account.into()],
        )?;
        for row in rows {
            let (name, link, words): (String, String, Digest) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (at, author): (Timestamp, String) = (row.get(3)?, row.get(4)?);
            known.names.insert(name);
            if !link.is_empty() {
                known.links.insert(link);
            }
            known.words.insert(said(words, &author, row.get(5)?, at));
        }
        Ok(known)
    }

    /// Whether this post is one of them: by its name, its link, or its words with who and when.
    #[must_use]
    pub fn has(&self, item: &Item) -> bool {
        let (words, minute) = said(Digest::of(item.text.as_bytes()), &item.author, item.ours, item.posted_at);
        self.names.contains(&item.name)
            || (!item.permalink.is_empty() && self.links.contains(&item.permalink))
            || (!item.text.is_empty() && [-1, 0, 1].iter().any(|near| self.words.contains(&(words, minute + near))))
    }

    /// Knows this one too from now on.
    pub fn add(&mut self, item: &Item) {
        self.names.insert(item.name.clone());
        if !item.permalink.is_empty() {
            self.links.insert(item.permalink.clone());
        }
        self.words.insert(said(Digest::of(item.text.as_bytes()), &item.author, item.ours, item.posted_at));
    }
}

/// Words with who said them, and the minute. Our own words are ours under whatever name.
fn said(words: Digest, author: &str, ours: bool, at: Timestamp) -> (Digest, i64) {
    let who = if ours { String::new() } else { search::folded(author) };
    (Digest::of(format!("{words} {who}").as_bytes()), at.timestamp() / 60)
}

/// Takes one post of an archive in. `answer_by` is as for [`super::receive`].
///
/// # Errors
/// A fault of the database.
pub fn import(
    tx: &mut Tx<'_>,
    account: &Active,
    by: Moderator<'_>,
    item: &Item,
    files: &[Handed],
    archive: Digest,
    answer_by: &impl Fn(Timestamp) -> Timestamp,
) -> Result<PostId> {
    let files: Vec<(FetchedAttachment, File)> = files.iter().map(attached).collect();
    let fetched = Fetched {
        platform_ref: PlatformRef(item.name.clone()),
        parent: item.parent.clone().map(PlatformRef),
        root: PlatformRef(item.root.clone().unwrap_or_else(|| item.name.clone())),
        kind: item.kind,
        ours: item.ours,
        openly_visible: item.kind != PostKind::DirectMessage,
        hidden: item.standing == Standing::Hidden,
        author_ref: None,
        author_name: Some(item.author.clone()).filter(|author| !author.is_empty()),
        permalink: Some(item.permalink.clone()).filter(|link| link.starts_with("https://")),
        posted_at: item.posted_at,
        text: item.text.clone(),
        attachments: files.iter().map(|(attachment, _)| attachment.clone()).collect(),
        raw: item.raw.clone(),
    };
    let (Received::New(post) | Received::Revised(post, _) | Received::Unchanged(post) | Received::Back(post)) =
        receive_one(tx, account.account().id, &fetched, Hiding::Untold, answer_by)?;
    if item.standing == Standing::Gone {
        // Only who keeps the place can have thrown it away and still have it.
        gone(tx, post, GoneBy::Us)?;
    }
    keep_files(tx, post, &files)?;
    keep_how(tx, post, "archive", false, by, Some(archive))?;
    Ok(post)
}

#[cfg(test)]
mod tests;
