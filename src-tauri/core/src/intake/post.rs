//! A post as the database holds it.

use super::source::{GoneBy, OutageKind, PlatformRef, PostKind};
use crate::{
    logbook::{Entry, Reader, Tx},
    store::Row,
    words::{AccountId, AttachmentId, Digest, Moderator, PostId, Refusal, Result, RevisionNo, Timestamp, words},
};

words! {
    /// Where a post is in the municipality. Every post is in exactly one of these (QU21).
    PostState {
        /// Waits to be looked at, or is being looked at.
        Open = "open",
        /// Put aside until a time.
        Resting = "resting",
        /// Dealt with.
        Done = "done",
        /// The municipality's own words: shown around others' posts, never a duty.
        Context = "context",
    }
}
words! {
    /// Whether a post stands on its platform.
    Standing {
        /// For all to see.
        Standing = "standing",
        /// Hidden, but there.
        Hidden = "hidden",
        /// Not there any more.
        Gone = "gone",
    }
}

/// A post in its newest wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// The account it came to.
    pub account: AccountId,
    /// The platform's name for it.
    pub platform_ref: PlatformRef,
    /// What it answers; empty when nothing.
    pub parent_ref: PlatformRef,
    /// What begins its thread.
    pub root_ref: PlatformRef,
    /// What kind it is.
    pub kind: PostKind,
    /// Written in the municipality's name.
    pub ours: bool,
    /// Whether others than the sender and the municipality can see it.
    pub openly_visible: bool,
    /// The platform's id of the author; empty when it does not tell.
    pub author_ref: String,
    /// The name the author shows; empty when the platform does not tell.
    pub author_name: String,
    /// A web address for a person's browser; empty when there is none.
    pub permalink: String,
    /// When it was posted, by the platform's clock.
    pub posted_at: Timestamp,
    /// When the municipality could first read it: received in the sense of TF 2:9 at the latest then.
    pub first_seen_at: Timestamp,
    /// When it was last seen there.
    pub last_seen_at: Timestamp,
    /// The number of its newest wording.
    pub latest: RevisionNo,
    /// Its newest wording.
    pub text: String,
    /// Whether it stands.
    pub standing: Standing,
    /// Since when it was missed, and who took it away.
    pub gone: Option<(Timestamp, GoneBy)>,
    /// Where it is in the municipality.
    pub state: PostState,
}

/// One wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number.
    pub no: RevisionNo,
    /// The words.
    pub text: String,
    /// The platform's answer that it came in.
    pub raw: String,
    /// When it was first seen.
    pub seen_at: Timestamp,
}

/// A picture or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Where the platform keeps it.
    pub address: String,
    /// A name made by us: never what the sender called it.
    pub file_name: String,
    /// `image/png` and the like.
    pub media_type: String,
    /// The alternative text.
    pub description: String,
    /// What was saved, once it has been.
    pub digest: Option<Digest>,
    /// Why it has not: a code.
    pub trouble: String,
    /// Since when the platform has said no.
    pub trouble_since: Option<Timestamp>,
    /// What it answered: codes and numbers.
    pub trouble_answer: String,
}

impl Attachment {
    /// Whether the platform no longer gives it, or it is larger than anything we take: asking again will not bring it.
    /// A login that does not work, or a platform that is away, is another matter: that can be mended or passes.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.digest.is_none()
            && [OutageKind::NotThere, OutageKind::TooLarge].iter().any(|kind| kind.word() == self.trouble)
    }
}

pub(super) const POST: &str = "SELECT p.id, p.account_id, p.platform_ref, p.parent_ref, p.root_ref, p.kind, p.ours,
    p.openly_visible, p.author_ref, p.author_name, p.permalink, p.posted_at, p.first_seen_at, p.last_seen_at, p.latest,
    r.text, p.standing, p.gone_first_missed_at, p.gone_by, p.state
    FROM post p JOIN revision r ON r.post_id = p.id AND r.no = p.latest";

/// One post in its newest wording.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn post(reader: &Reader<'_>, id: PostId) -> Result<Post> {
    let row = reader.first(&format!("{POST} WHERE p.id = $1"), &[id.into()])?;
    read_post(&row.ok_or(Refusal::Unknown)?)
}

/// Every wording, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn revisions(reader: &Reader<'_>, id: PostId) -> Result<Vec<Revision>> {
    let rows =
        reader.rows("SELECT no, text, raw, seen_at FROM revision WHERE post_id = $1 ORDER BY no", &[id.into()])?;
    rows.iter()
        .map(|row| Ok(Revision { no: row.get(0)?, text: row.get(1)?, raw: row.get(2)?, seen_at: row.get(3)? }))
        .collect()
}

/// The posts of an account that came in, or got a new wording, at exactly this instant: what one entry of the logbook
/// tells of.
///
/// # Errors
/// A fault of the database.
pub fn brought(reader: &Reader<'_>, account: AccountId, at: Timestamp) -> Result<Vec<PostId>> {
    reader
        .rows(
            "SELECT r.post_id FROM revision r JOIN post p ON p.id = r.post_id
             WHERE r.seen_at = $1 AND p.account_id = $2 ORDER BY r.post_id",
            &[at.into(), account.into()],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The thread that a post belongs to, in the order it was written, with at most `limit` posts.
///
/// # Errors
/// A fault of the database.
pub fn thread(reader: &Reader<'_>, of: &Post, limit: u32) -> Result<Vec<Post>> {
    let rows = reader.rows(
        &format!("{POST} WHERE p.account_id = $1 AND p.root_ref = $2 ORDER BY p.posted_at, p.id LIMIT $3"),
        &[of.account.into(), of.root_ref.0.as_str().into(), limit.into()],
    )?;
    rows.iter().map(read_post).collect()
}

/// What stands in the thread of a post beside its beginning: what closing the thread would take away on some platforms.
///
/// # Errors
/// A fault of the database.
pub fn comments_standing(reader: &Reader<'_>, of: &Post) -> Result<Vec<Post>> {
    let rows = reader.rows(
        &format!(
            "{POST} WHERE p.account_id = $1 AND p.root_ref = $2 AND p.platform_ref <> $2 AND p.standing <> 'gone'
             ORDER BY p.posted_at, p.id"
        ),
        &[of.account.into(), of.root_ref.0.as_str().into()],
    )?;
    rows.iter().map(read_post).collect()
}

/// How many earlier posts the same author has written to the same account.
///
/// # Errors
/// A fault of the database.
pub fn earlier_by_author(reader: &Reader<'_>, of: &Post) -> Result<u32> {
    if of.author_ref.is_empty() {
        return Ok(0);
    }
    reader
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM post WHERE account_id = $1 AND author_ref = $2 AND posted_at < $3",
            &[of.account.into(), of.author_ref.as_str().into(), of.posted_at.into()],
        )?
        .get(0)
}

/// How many posts carry the same words; 0 when it stands alone (QU20).
///
/// # Errors
/// A fault of the database.
pub fn wave_size(reader: &Reader<'_>, id: PostId) -> Result<u32> {
    let count: u32 = reader
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM post o JOIN post p ON p.wave = o.wave
             WHERE p.id = $1 AND p.wave <> ''",
            &[id.into()],
        )?
        .get(0)?;
    Ok(if count > 1 { count } else { 0 })
}

const ATTACHMENT: &str =
    "SELECT id, address, file_name, media_type, description, digest, trouble, post_id, trouble_since, trouble_answer
     FROM attachment";

/// The pictures and files of a post.
///
/// # Errors
/// A fault of the database.
pub fn attachments(reader: &Reader<'_>, id: PostId) -> Result<Vec<Attachment>> {
    let rows = reader.rows(&format!("{ATTACHMENT} WHERE post_id = $1 ORDER BY no"), &[id.into()])?;
    rows.iter().map(read_attachment).collect()
}

/// One picture or file, and the post it belongs to.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn attachment(reader: &Reader<'_>, id: AttachmentId) -> Result<(Attachment, PostId)> {
    let row = reader.first(&format!("{ATTACHMENT} WHERE id = $1"), &[id.into()])?.ok_or(Refusal::Unknown)?;
    Ok((read_attachment(&row)?, row.get(7)?))
}

/// Pictures and files of an account that have not been saved yet, at most `limit`: those that were never refused, and
/// those that a lost login kept back, which may have been mended.
///
/// # Errors
/// A fault of the database.
pub fn unsaved_attachments(reader: &Reader<'_>, account: AccountId, limit: u32) -> Result<Vec<(PostId, Attachment)>> {
    let rows = reader.rows(
        &format!(
            "{ATTACHMENT} WHERE digest IS NULL AND trouble IN ('', 'login')
             AND post_id IN (SELECT id FROM post WHERE account_id = $1 AND ours = 0) ORDER BY id LIMIT $2"
        ),
        &[account.into(), limit.into()],
    )?;
    rows.iter().map(|row| Ok((row.get(7)?, read_attachment(row)?))).collect()
}

/// Notes that a person has read the newest wording; `None` when they had read the post before (QU17).
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn mark_read(tx: &mut Tx<'_>, by: Moderator<'_>, id: PostId) -> Result<Option<((), Entry)>> {
    let at = tx.at();
    let Post { latest, .. } = post(tx, id)?;
    let new = tx.execute(
        "INSERT INTO read_by (post_id, person_id, at) VALUES ($1, $2, $3)
         ON CONFLICT (post_id, person_id) DO NOTHING",
        &[id.into(), by.id().into(), at.into()],
    )?;
    Ok((new == 1).then_some(((), Entry::Read { post: id, revision: latest })))
}

pub(super) fn read_post(row: &Row) -> Result<Post> {
    let first_missed: Option<Timestamp> = row.get(17)?;
    let gone_by: String = row.get(18)?;
    Ok(Post {
        id: row.get(0)?,
        account: row.get(1)?,
        platform_ref: PlatformRef(row.get(2)?),
        parent_ref: PlatformRef(row.get(3)?),
        root_ref: PlatformRef(row.get(4)?),
        kind: row.word(5, PostKind::from_word)?,
        ours: row.get(6)?,
        openly_visible: row.get(7)?,
        author_ref: row.get(8)?,
        author_name: row.get(9)?,
        permalink: row.get(10)?,
        posted_at: row.get(11)?,
        first_seen_at: row.get(12)?,
        last_seen_at: row.get(13)?,
        latest: row.get(14)?,
        text: row.get(15)?,
        standing: row.word(16, Standing::from_word)?,
        gone: first_missed.zip(GoneBy::from_word(&gone_by)),
        state: row.word(19, PostState::from_word)?,
    })
}

fn read_attachment(row: &Row) -> Result<Attachment> {
    Ok(Attachment {
        id: row.get(0)?,
        address: row.get(1)?,
        file_name: row.get(2)?,
        media_type: row.get(3)?,
        description: row.get(4)?,
        digest: row.get(5)?,
        trouble: row.get(6)?,
        trouble_since: row.get(8)?,
        trouble_answer: row.get(9)?,
    })
}
