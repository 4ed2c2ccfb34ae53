//! Posts that people put in: what no program can fetch, what stands on somebody else's page, and what an official wrote
//! in their role from elsewhere (IN7, IN14).
//!
//! Once in, such a post is a post like any other. What was handed over beside it, files and names, is worth only what it
//! is checked for here: a file is what its bytes are, and is called what we call it.

use super::{
    post::Post,
    receive::{keep_attachment, receive_one},
    source::{Fetched, FetchedAttachment, File, Hiding, Outage, OutageKind, PlatformRef, PostKind},
};
use crate::{
    logbook::{Reader, Tx},
    register::{Account, Active},
    store::{Value, search},
    words::{AccountId, Digest, Moderator, PostId, Refusal, Result, Timestamp},
};
use serde_json::json;

/// The largest file that may be handed over, in MiB.
pub const LARGEST_FILE: u32 = 25;
/// The most files with one post.
const MOST_FILES: usize = 20;
/// The longest text, in bytes: a book.
const LONGEST_TEXT: usize = 8 << 20;

/// A file as somebody hands it over.
#[derive(Clone, PartialEq, Eq)]
pub struct Handed {
    /// What its owner calls it.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Tells how much, never what.
impl std::fmt::Debug for Handed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handed").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// A post that a person puts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Where it stands, for a browser; empty when it stands nowhere.
    pub link: String,
    /// The words.
    pub text: String,
    /// Who wrote it, as they call themselves.
    pub author: String,
    /// When.
    pub posted_at: Timestamp,
    /// What kind it is; what stands on somebody else's page is a [`PostKind::Mention`].
    pub kind: PostKind,
    /// An official wrote it in their role, from home or elsewhere (IN14).
    pub in_role: bool,
    /// Pictures and files.
    pub files: Vec<Handed>,
}

/// How a post came in that was not fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// From an archive; otherwise put in by itself.
    pub imported: bool,
    /// An official wrote it in their role.
    pub in_role: bool,
    /// When it was put in.
    pub at: Timestamp,
    /// The id of who put it in.
    pub by: crate::words::ActorId,
}

/// Takes in what a person puts in, all but the bytes of its files: those [`keep_files`] keeps, once it is known whether they
/// may be. `answer_by` is as for [`super::receive`].
///
/// # Errors
/// [`Refusal::FieldMissing`] without words, link and file, or without an author; [`Refusal::AddressMalformed`];
/// [`Refusal::TimeAhead`]; [`Refusal::FileTooLarge`]; [`Refusal::TakenInBefore`] when the
/// same link, or the same words of the same author at the same time, stand in the queue already.
pub fn take_in(
    tx: &mut Tx<'_>,
    account: &Active,
    by: Moderator<'_>,
    item: &ByHand,
    answer_by: impl Fn(Timestamp) -> Timestamp,
) -> Result<PostId> {
    let at = tx.at();
    checked(item, at)?;
    let id = account.account().id;
    if let Some(known) = known(tx, id, item)? {
        return Err(Refusal::TakenInBefore(known).into());
    }
    let name = name_of(item);
    let fetched = Fetched {
        platform_ref: name.clone(),
        parent: None,
        root: name,
        kind: item.kind,
        ours: false,
        openly_visible: item.kind != PostKind::DirectMessage,
        hidden: false,
        // What somebody calls themselves says who wrote, not that two who share a name are one.
        author_ref: None,
        author_name: Some(item.author.trim().to_owned()),
        permalink: Some(item.link.trim().to_owned()).filter(|link| !link.is_empty()),
        posted_at: item.posted_at,
        text: item.text.trim().to_owned(),
        attachments: item.files.iter().map(attached).collect(),
        // No platform answered: what is sealed is what the person wrote down.
        raw: json!({
            "put_in_by": by.id(), "link": item.link.trim(), "author": item.author.trim(), "posted_at": item.posted_at,
            "kind": item.kind, "in_role": item.in_role, "text": item.text.trim(),
        })
        .to_string(),
    };
    let (super::Received::New(post)
    | super::Received::Revised(post, _)
    | super::Received::Unchanged(post)
    | super::Received::Back(post)) = receive_one(tx, id, &fetched, Hiding::Untold, &answer_by)?;
    keep_how(tx, post, "hand", item.in_role, by, None)?;
    Ok(post)
}

/// Keeps the bytes of the files of a post that was taken in; where they may not be copied (FL3), that they were handed over and
/// are gone.
///
/// # Errors
/// A fault of the database.
pub fn keep_files(tx: &mut Tx<'_>, post: PostId, files: &[Handed], may_be_copied: bool) -> Result<()> {
    for attachment in super::attachments(tx, post)? {
        if let Some(file) = files.iter().find(|file| address_of(file) == attachment.address) {
            let kept = may_be_copied
                .then(|| File { media_type: media_type(&file.bytes).to_owned(), bytes: file.bytes.clone() });
            keep_attachment(tx, attachment.id, &kept.ok_or_else(not_kept))?;
        }
    }
    Ok(())
}

fn not_kept() -> Outage {
    Outage {
        kind: OutageKind::NotThere,
        try_again_after: None,
        may_have_happened: false,
        cause: "not kept: no copy allowed".to_owned(),
    }
}

/// Keeps how a post came in.
pub(super) fn keep_how(
    tx: &mut Tx<'_>,
    post: PostId,
    how: &str,
    in_role: bool,
    by: Moderator<'_>,
    source: Option<Digest>,
) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "INSERT INTO taken_in (post_id, how, in_role, place, taken_in_at, taken_in_by, source_digest)
         VALUES ($1, $2, $3, '', $4, $5, $6) ON CONFLICT (post_id) DO NOTHING",
        &[
            post.into(),
            how.into(),
            in_role.into(),
            at.into(),
            by.id().into(),
            source.map(|digest| digest.to_string()).unwrap_or_default().into(),
        ],
    )?;
    Ok(())
}

/// How a post came in, if it was not fetched.
///
/// # Errors
/// A fault of the database.
pub fn taken_in(reader: &Reader<'_>, post: PostId) -> Result<Option<TakenIn>> {
    reader
        .first("SELECT how, in_role, taken_in_at, taken_in_by FROM taken_in WHERE post_id = $1", &[post.into()])?
        .map(|row| {
            let how: String = row.get(0)?;
            Ok(TakenIn { imported: how == "archive", in_role: row.get(1)?, at: row.get(2)?, by: row.get(3)? })
        })
        .transpose()
}

/// Whether only people reach a post: no program acts on its service, or the service knows no such name, since a person put
/// the post in or it came from an archive. What is decided on it is done by a person there, and nothing is sent (IN7, IN8).
///
/// A name that an archive holds is not taken for the service's own, though it may be: nothing has proved it.
///
/// # Errors
/// A fault of the database.
pub fn only_people_reach(reader: &Reader<'_>, account: &Account, post: &Post) -> Result<bool> {
    Ok(account.platform.is_by_hand() || post.platform_ref.is_made_up() || taken_in(reader, post.id)?.is_some())
}

fn checked(item: &ByHand, at: Timestamp) -> Result<(), Refusal> {
    if item.text.trim().is_empty() && item.files.is_empty() {
        return Err(Refusal::FieldMissing("text".into()));
    }
    if item.author.trim().is_empty() {
        return Err(Refusal::FieldMissing("author".into()));
    }
    if item.text.len() > LONGEST_TEXT {
        return Err(Refusal::FileTooLarge(8));
    }
    let link = item.link.trim();
    let web = link.starts_with("https://") || link.starts_with("http://");
    if !link.is_empty() && (!web || link.contains(char::is_whitespace)) {
        return Err(Refusal::AddressMalformed);
    }
    // A clock may be a little ahead of ours.
    if item.posted_at > at + chrono::TimeDelta::minutes(10) {
        return Err(Refusal::TimeAhead);
    }
    if item.files.len() > MOST_FILES || item.files.iter().any(|file| file.bytes.len() > (LARGEST_FILE as usize) << 20) {
        return Err(Refusal::FileTooLarge(LARGEST_FILE));
    }
    Ok(())
}

/// The post that stands in the database already: on any account under the same link, or on this one with the same words
/// of the same author at the same minute.
fn known(reader: &Reader<'_>, account: AccountId, item: &ByHand) -> Result<Option<PostId>> {
    let link = item.link.trim();
    if !link.is_empty() {
        let found = reader.first(
            "SELECT id FROM post WHERE permalink = $1 OR (account_id = $2 AND platform_ref = $3) ORDER BY id LIMIT 1",
            &[link.into(), account.into(), name_of(item).0.into()],
        )?;
        if let Some(row) = found {
            return row.get(0).map(Some);
        }
    }
    same_words(reader, account, item.author.trim(), item.text.trim(), item.posted_at)
}

/// The post on this account with the same words of the same author at the same minute.
pub(super) fn same_words(
    reader: &Reader<'_>,
    account: AccountId,
    author: &str,
    text: &str,
    posted_at: Timestamp,
) -> Result<Option<PostId>> {
    let minute = chrono::TimeDelta::minutes(1);
    let rows = reader.rows(
        "SELECT p.id, p.author_name FROM post p JOIN revision r ON r.post_id = p.id
         WHERE p.account_id = $1 AND r.digest = $2 AND p.posted_at > $3 AND p.posted_at < $4 ORDER BY p.id",
        &[
            account.into(),
            Digest::of(text.as_bytes()).into(),
            Value::from(posted_at - minute),
            Value::from(posted_at + minute),
        ],
    )?;
    for row in rows {
        let name: String = row.get(1)?;
        if search::folded(&name) == search::folded(author) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// Our own name for a post that no platform has named: its link, or else its words with who and when.
fn name_of(item: &ByHand) -> PlatformRef {
    let link = item.link.trim();
    let told = if link.is_empty() {
        let files: Vec<String> = item.files.iter().map(|file| Digest::of(&file.bytes).to_string()).collect();
        format!("{}\n{}\n{}\n{}", item.author.trim(), item.posted_at.timestamp(), item.text.trim(), files.join(" "))
    } else {
        link.to_owned()
    };
    PlatformRef::made_up(&Digest::of(told.as_bytes()).to_string())
}

/// A file with what it is, by its bytes. Its owner's name for it is kept as its description, never as a place.
pub(super) fn attached(file: &Handed) -> FetchedAttachment {
    FetchedAttachment {
        address: address_of(file),
        media_type: media_type(&file.bytes).to_owned(),
        description: plain_name(&file.name),
    }
}

fn address_of(file: &Handed) -> String {
    format!("hand:{}", Digest::of(&file.bytes))
}

/// The last step of what somebody calls a file, as words and nothing else.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let plain: String = last.chars().filter(|c| !hidden(*c)).take(120).collect();
    plain.trim_matches(['.', ' ']).to_owned()
}

/// What these bytes are, by themselves: what their sender calls them is not asked.
#[must_use]
pub fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => "image/avif",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "video/mp4",
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        [b'I', b'D', b'3', ..] => "audio/mpeg",
        _ if !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in7_a_file_is_what_its_bytes_are_and_is_called_nothing_that_leads_anywhere() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n..."), "image/png");
        assert_eq!(media_type("Hej å".as_bytes()), "text/plain");
        assert_eq!(media_type(b"<svg onload=x>"), "text/plain", "a drawing that may hold a program is only text");
        assert_eq!(media_type(b"MZ\0\x01"), "application/octet-stream");
        for (told, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\maja\\bild.png", "bild.png"),
            ("..", ""),
            ("a\u{202e}gpj.exe\n", "agpj.exe"),
            ("skärmbild 3.png", "skärmbild 3.png"),
        ] {
            assert_eq!(plain_name(told), kept, "{told:?}");
        }
        assert_eq!(plain_name(&"x".repeat(500)).len(), 120);
    }
}
