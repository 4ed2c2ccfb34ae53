//! What was read in pictures, as rows, and the flags on it (FL17).
//!
//! A picture is read once; its words are kept beside it and are flagged by the same rules as any. A flag in a picture is
//! a flag of the newest wording of its post, so that it weighs in the post's duty like the others.

use super::{
    Lexicon,
    adviser::{self, Adviser},
    kept,
    picture::{PictureText, Unread},
    text::words_between,
};
use crate::{
    intake,
    logbook::{Entry, Reader, Tx},
    words::{AccountId, AttachmentId, Digest, Fault, PostId, Result},
};
use std::collections::{BTreeMap, BTreeSet};

/// A picture that has been saved and not been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToRead {
    /// Which.
    pub attachment: AttachmentId,
    /// Of which post.
    pub post: PostId,
    /// Its bytes.
    pub digest: Digest,
}

/// Pictures of an account that wait to be read, the newest first, at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn waiting(reader: &Reader<'_>, account: AccountId, limit: u32) -> Result<Vec<ToRead>> {
    let rows = reader.rows(
        "SELECT a.id, a.post_id, a.digest FROM attachment a JOIN post p ON p.id = a.post_id
         WHERE p.account_id = $1 AND p.ours = 0 AND a.digest IS NOT NULL AND a.media_type LIKE 'image/%'
           AND NOT EXISTS (SELECT 1 FROM picture_text t WHERE t.attachment_id = a.id)
         ORDER BY a.id DESC LIMIT $2",
        &[account.into(), limit.into()],
    )?;
    rows.iter().map(|row| Ok(ToRead { attachment: row.get(0)?, post: row.get(1)?, digest: row.get(2)? })).collect()
}

/// Keeps what was read in a picture, or why nothing was, and flags it.
///
/// # Errors
/// A fault of the database.
pub fn keep(
    tx: &mut Tx<'_>,
    picture: ToRead,
    reader: &str,
    read: &Result<PictureText, Unread>,
    (lexicon, adviser): (&Lexicon, Option<&dyn Adviser>),
) -> Result<((), Entry)> {
    // Its bytes may have been destroyed while it was being read (FL3): then its words are kept no more than they.
    let still = "SELECT 1 FROM attachment WHERE id = $1 AND digest = $2";
    let destroyed = Err(Unread::NotAllowed);
    let here = tx.first(still, &[picture.attachment.into(), picture.digest.into()])?.is_some();
    let read = if here { read } else { &destroyed };
    let nothing = PictureText::default();
    let text = read.as_ref().unwrap_or(&nothing);
    let places = serde_json::to_string(&text.places).map_err(|cause| Fault::of("keep what a picture says", cause))?;
    let trouble = read.as_ref().err().map_or("", |unread| unread.word());
    let at = tx.at();
    tx.execute(
        "INSERT INTO picture_text (attachment_id, reader, text, places, width, height, trouble, read_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (attachment_id) DO NOTHING",
        &[
            picture.attachment.into(),
            reader.into(),
            text.text.replace('\0', "\u{FFFD}").into(),
            places.into(),
            text.width.into(),
            text.height.into(),
            trouble.into(),
            at.into(),
        ],
    )?;
    flag(tx, picture.post, lexicon, adviser)?;
    Ok(((), Entry::PictureRead { post: picture.post, digest: picture.digest }))
}

/// Flags what was read in the pictures of a post, on its newest wording. What is flagged already is not flagged twice.
///
/// # Errors
/// A fault of the database.
pub fn flag(tx: &mut Tx<'_>, post: PostId, lexicon: &Lexicon, adviser: Option<&dyn Adviser>) -> Result<()> {
    let known = texts(tx, post)?;
    if known.is_empty() {
        return Ok(());
    }
    let latest = intake::post(tx, post)?.latest;
    for (attachment, read) in known {
        let advised = adviser::read(lexicon, adviser, &read.text.text);
        kept::keep_where(tx, (post, latest, Some(attachment)), &advised.pairs(), lexicon)?;
    }
    Ok(())
}

/// What was read in a picture, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The words and their places.
    pub text: PictureText,
    /// Why nothing was read: a word of [`Unread`], or empty.
    pub trouble: String,
}

/// What was read in the pictures of a post.
///
/// # Errors
/// A fault of the database.
pub fn texts(reader: &Reader<'_>, post: PostId) -> Result<BTreeMap<AttachmentId, Kept>> {
    let rows = reader.rows(
        "SELECT t.attachment_id, t.text, t.places, t.width, t.height, t.trouble
         FROM picture_text t JOIN attachment a ON a.id = t.attachment_id WHERE a.post_id = $1",
        &[post.into()],
    )?;
    rows.iter()
        .map(|row| {
            let places: String = row.get(2)?;
            let places = serde_json::from_str(&places)
                .map_err(|cause| Fault::of("read where words stand in a picture", cause))?;
            let text = PictureText { text: row.get(1)?, places, width: row.get(3)?, height: row.get(4)? };
            Ok((row.get(0)?, Kept { text, trouble: row.get(5)? }))
        })
        .collect()
}

/// The words that a flag points at: in the post, or in the picture that it stands in.
#[must_use]
pub fn words_of(flag: &kept::Flag, post: &str, pictures: &BTreeMap<AttachmentId, Kept>) -> String {
    let text = match flag.picture {
        None => post,
        Some(picture) => pictures.get(&picture).map_or("", |kept| kept.text.text.as_str()),
    };
    words_between(text, flag.start, flag.end)
}

/// Forgets what was read in the pictures of a post, and in the same pictures elsewhere: of what may not be copied, its words
/// are a copy too (FL3).
///
/// # Errors
/// A fault of the database.
pub fn forget(tx: &mut Tx<'_>, post: PostId, pictures: &BTreeSet<Digest>) -> Result<()> {
    const READ: &str =
        "UPDATE picture_text SET text = '', places = '[]', trouble = 'not_allowed' WHERE attachment_id IN";
    tx.execute(&format!("{READ} (SELECT id FROM attachment WHERE post_id = $1)"), &[post.into()])?;
    for picture in pictures {
        tx.execute(&format!("{READ} (SELECT id FROM attachment WHERE digest = $1)"), &[(*picture).into()])?;
    }
    Ok(())
}
