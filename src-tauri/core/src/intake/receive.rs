//! From what a platform answers to rows.

use super::{
    post::{POST, Post, Standing, post, read_post},
    source::{Batch, Cursor, Fetched, File, GoneBy, Hiding, Outage, PlatformRef, PostKind},
};
use crate::{
    logbook::{Reader, Tx},
    register::Active,
    store::{Value, search},
    words::{AccountId, AttachmentId, Digest, PostId, Result, RevisionNo, Timestamp},
};
use std::borrow::Cow;

/// What came of one post of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Seen for the first time.
    New(PostId),
    /// It has another wording than when last seen.
    Revised(PostId, RevisionNo),
    /// As it was.
    Unchanged(PostId),
    /// The words are as they were, but it stands otherwise: it is back, or hidden, or shown again.
    Back(PostId),
}

/// A post that should have been in the batch and was not: to be asked for by name before it is called gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Which.
    pub post: PostId,
    /// The platform's name for it.
    pub platform_ref: PlatformRef,
}

/// Takes a batch in, with its cursor. `answer_by` says when a post received at a time must be answered.
///
/// # Errors
/// A fault of the database.
pub fn receive(
    tx: &mut Tx<'_>,
    account: &Active,
    batch: &Batch,
    answer_by: impl Fn(Timestamp) -> Timestamp,
) -> Result<(Vec<Received>, Vec<Missed>)> {
    let id = account.account().id;
    let mut received = Vec::with_capacity(batch.posts.len());
    for fetched in &batch.posts {
        received.push(receive_one(tx, id, fetched, batch.hiding, &answer_by)?);
    }
    seen_is_not_missing(tx, id)?;
    // Where what is hidden is not listed, its absence proves nothing; nor does that of what people put in.
    let beside = if batch.hiding == Hiding::Told { "" } else { "hidden" };
    let mut missed = Vec::new();
    for covered in &batch.covered {
        let rows = tx.rows(
            "SELECT id, platform_ref FROM post
             WHERE account_id = $1 AND root_ref = $2 AND posted_at >= $3 AND standing <> 'gone' AND standing <> $5
               AND last_seen_at < $4 AND NOT EXISTS (SELECT 1 FROM taken_in t WHERE t.post_id = post.id)
             ORDER BY posted_at, id",
            &[id.into(), covered.root.0.as_str().into(), covered.since.into(), tx.at().into(), beside.into()],
        )?;
        for row in rows {
            let one = Missed { post: row.get(0)?, platform_ref: PlatformRef(row.get(1)?) };
            keep_missing(tx, id, one.post)?;
            missed.push(one);
        }
    }
    if let Some(cursor) = &batch.cursor {
        keep_cursor(tx, id, cursor)?;
    }
    Ok((received, missed))
}

/// Notes that a post is missed, with the cursor that moves past where it should have been: whoever dies before asking for
/// it by name leaves the question to the next.
fn keep_missing(tx: &mut Tx<'_>, account: AccountId, post: PostId) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "INSERT INTO missing (post_id, account_id, since) VALUES ($1, $2, $3) ON CONFLICT (post_id) DO NOTHING",
        &[post.into(), account.into(), at.into()],
    )?;
    Ok(())
}

/// The posts of an account that are missed and have not been asked for by name yet, the longest missed first.
///
/// # Errors
/// A fault of the database.
pub fn missing(reader: &Reader<'_>, account: AccountId) -> Result<Vec<Missed>> {
    reader
        .rows(
            "SELECT m.post_id, p.platform_ref FROM missing m JOIN post p ON p.id = m.post_id
             WHERE m.account_id = $1 ORDER BY m.since, m.post_id",
            &[account.into()],
        )?
        .iter()
        .map(|row| Ok(Missed { post: row.get(0)?, platform_ref: PlatformRef(row.get(1)?) }))
        .collect()
}

/// Notes that a post is missed no longer: it was found, or found to be gone. Answers whether it was missed until now.
///
/// # Errors
/// A fault of the database.
pub fn not_missing(tx: &mut Tx<'_>, post: PostId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM missing WHERE post_id = $1", &[post.into()])? > 0)
}

/// Whoever has been seen since they were missed need not be asked for.
fn seen_is_not_missing(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM missing WHERE account_id = $1
           AND EXISTS (SELECT 1 FROM post p WHERE p.id = missing.post_id AND p.last_seen_at > missing.since)",
        &[account.into()],
    )?;
    Ok(())
}

pub(super) fn receive_one(
    tx: &mut Tx<'_>,
    account: AccountId,
    fetched: &Fetched,
    hiding: Hiding,
    answer_by: &impl Fn(Timestamp) -> Timestamp,
) -> Result<Received> {
    let fetched = &*without_nul(fetched);
    let known = tx.first(
        &format!("{POST} WHERE p.account_id = $1 AND p.platform_ref = $2"),
        &[account.into(), fetched.platform_ref.0.as_str().into()],
    )?;
    let received = match known {
        None => Received::New(insert(tx, account, fetched, answer_by)?),
        Some(row) => {
            let known = read_post(&row)?;
            if is_destroyed(tx, known.id)? {
                return seen_without_copy(tx, &known, fetched);
            }
            let still_hidden = hiding == Hiding::Untold && known.standing == Standing::Hidden && !fetched.hidden;
            let fetched = if still_hidden {
                Cow::Owned(Fetched { hidden: true, ..fetched.clone() })
            } else {
                Cow::Borrowed(fetched)
            };
            seen_again(tx, &known, &fetched, answer_by)?
        }
    };
    let (Received::New(id) | Received::Revised(id, _) | Received::Unchanged(id) | Received::Back(id)) = received;
    if !matches!(received, Received::Unchanged(_)) {
        if !matches!(received, Received::New(_)) {
            tx.forget_for_search(id)?;
        }
        tx.file_for_search(id, &format!("{} {}", fetched.author_name.as_deref().unwrap_or_default(), fetched.text))?;
    }
    keep_attachments(tx, id, fetched)?;
    Ok(received)
}

fn insert(
    tx: &mut Tx<'_>,
    account: AccountId,
    fetched: &Fetched,
    answer_by: &impl Fn(Timestamp) -> Timestamp,
) -> Result<PostId> {
    let id: PostId = tx.new_id()?;
    let at = tx.at();
    let due = answer_by(at);
    let state = if fetched.ours { "context" } else { "open" };
    tx.execute(
        "INSERT INTO post (id, account_id, platform_ref, parent_ref, root_ref, kind, ours, openly_visible, author_ref,
           author_name, permalink, posted_at, first_seen_at, last_seen_at, latest, standing, state, duty, rank, due_at,
           answer_by, wave)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 1, $14, $15, 'read', 4, $16, $16, $17)",
        &[
            id.into(),
            account.into(),
            fetched.platform_ref.0.as_str().into(),
            fetched.parent.as_ref().map_or("", |parent| parent.0.as_str()).into(),
            fetched.root.0.as_str().into(),
            fetched.kind.word().into(),
            fetched.ours.into(),
            fetched.openly_visible.into(),
            fetched.author_ref.as_deref().unwrap_or_default().into(),
            fetched.author_name.as_deref().unwrap_or_default().into(),
            fetched.permalink.as_deref().unwrap_or_default().into(),
            fetched.posted_at.into(),
            at.into(),
            standing_of(fetched).word().into(),
            state.into(),
            due.into(),
            words_of_wave(fetched).into(),
        ],
    )?;
    keep_revision(tx, id, RevisionNo::FIRST, fetched)?;
    Ok(id)
}

fn seen_again(
    tx: &mut Tx<'_>,
    known: &Post,
    fetched: &Fetched,
    answer_by: &impl Fn(Timestamp) -> Timestamp,
) -> Result<Received> {
    let at = tx.at();
    // What was fetched before something newer was learnt, by a removal that was carried out meanwhile, say, tells nothing.
    if known.last_seen_at > at || known.gone.is_some_and(|(since, _)| since >= at) {
        return Ok(Received::Unchanged(known.id));
    }
    let back = known.standing != standing_of(fetched);
    tx.execute(
        "UPDATE post SET last_seen_at = $2, standing = $3, gone_first_missed_at = NULL, gone_by = '' WHERE id = $1",
        &[known.id.into(), at.into(), standing_of(fetched).word().into()],
    )?;
    if known.text == fetched.text {
        return Ok(if back { Received::Back(known.id) } else { Received::Unchanged(known.id) });
    }
    let no = known.latest.next();
    keep_revision(tx, known.id, no, fetched)?;
    // New words are a new matter: a post that was dealt with comes back to the queue, with a new clock.
    tx.execute(
        "UPDATE post SET latest = $2, wave = $3, answer_by = $4,
           state = CASE WHEN ours = 1 THEN 'context' ELSE 'open' END,
           done_at = NULL, done_by = '', done_reason = '', rests_until = NULL, rest_reason = ''
         WHERE id = $1",
        &[known.id.into(), no.into(), words_of_wave(fetched).into(), answer_by(at).into()],
    )?;
    // Nobody has read them yet (QU17); who read the old ones stands in the logbook.
    tx.execute("DELETE FROM read_by WHERE post_id = $1", &[known.id.into()])?;
    Ok(Received::Revised(known.id, no))
}

/// Whether the content of the post was destroyed, since no copy of it may be kept (FL3).
fn is_destroyed(reader: &Reader<'_>, post: PostId) -> Result<bool> {
    Ok(reader.first("SELECT 1 FROM destroyed_post WHERE post_id = $1", &[post.into()])?.is_some())
}

/// Of what may not be kept only that it stands is learnt: no words, no pictures, however often it is fetched.
fn seen_without_copy(tx: &mut Tx<'_>, known: &Post, fetched: &Fetched) -> Result<Received> {
    let at = tx.at();
    if known.last_seen_at > at || known.gone.is_some_and(|(since, _)| since >= at) {
        return Ok(Received::Unchanged(known.id));
    }
    let back = known.standing != standing_of(fetched);
    tx.execute(
        "UPDATE post SET last_seen_at = $2, standing = $3, gone_first_missed_at = NULL, gone_by = '' WHERE id = $1",
        &[known.id.into(), at.into(), standing_of(fetched).word().into()],
    )?;
    Ok(if back { Received::Back(known.id) } else { Received::Unchanged(known.id) })
}

/// The character U+0000 has no place in PostgreSQL's text. It is replaced here, for both databases alike, so that the
/// same post is not taken for a new wording each time it is fetched.
fn without_nul(fetched: &Fetched) -> Cow<'_, Fetched> {
    let clean = |text: &str| text.replace('\0', "\u{FFFD}");
    let has = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('\0'));
    if !fetched.text.contains('\0') && !has(&fetched.author_name) && !fetched.raw.contains('\0') {
        return Cow::Borrowed(fetched);
    }
    Cow::Owned(Fetched {
        text: clean(&fetched.text),
        author_name: fetched.author_name.as_deref().map(clean),
        raw: clean(&fetched.raw),
        ..fetched.clone()
    })
}

fn standing_of(fetched: &Fetched) -> Standing {
    if fetched.hidden { Standing::Hidden } else { Standing::Standing }
}

fn keep_revision(tx: &mut Tx<'_>, post: PostId, no: RevisionNo, fetched: &Fetched) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "INSERT INTO revision (post_id, no, text, digest, raw, seen_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            post.into(),
            no.into(),
            fetched.text.as_str().into(),
            Digest::of(fetched.text.as_bytes()).into(),
            fetched.raw.as_str().into(),
            at.into(),
        ],
    )?;
    Ok(())
}

fn keep_attachments(tx: &mut Tx<'_>, post: PostId, fetched: &Fetched) -> Result<()> {
    for (no, attachment) in (1_i64..).zip(&fetched.attachments) {
        let id: AttachmentId = tx.new_id()?;
        let ending = match attachment.media_type.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/gif" => "gif",
            "image/webp" => "webp",
            "application/pdf" => "pdf",
            "video/mp4" => "mp4",
            _ => "bin",
        };
        tx.execute(
            "INSERT INTO attachment (id, post_id, no, address, file_name, media_type, description, trouble)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT (post_id, address) DO NOTHING",
            &[
                id.into(),
                post.into(),
                no.into(),
                attachment.address.as_str().into(),
                format!("bilaga-{no}.{ending}").into(),
                attachment.media_type.as_str().into(),
                attachment.description.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// Keeps the bytes of an attachment, or why they could not be had for good, since when, and what the platform answered.
/// Trouble that passes is not kept: the next round tries again. A picture that was destroyed once is not kept again (FL3).
///
/// # Errors
/// A fault of the database.
pub fn keep_attachment(tx: &mut Tx<'_>, id: AttachmentId, file: &Result<File, Outage>) -> Result<Option<Digest>> {
    // It may have been fetched while its post was being destroyed (FL3).
    let barred = "SELECT 1 FROM attachment a WHERE a.id = $1
        AND (a.trouble = 'no_copy' OR a.post_id IN (SELECT d.post_id FROM destroyed_post d))";
    if tx.first(barred, &[id.into()])?.is_some() {
        return Ok(None);
    }
    match file {
        Ok(file) => {
            let destroyed = "SELECT 1 FROM destroyed_bytes WHERE digest = $1 AND picture = 1";
            if tx.first(destroyed, &[Digest::of(&file.bytes).into()])?.is_some() {
                keep_trouble(tx, id, "no_copy", "")?;
                return Ok(None);
            }
            let digest = tx.keep_bytes(&file.bytes)?;
            tx.execute(
                "UPDATE attachment SET digest = $2, trouble = '', trouble_since = NULL, trouble_answer = '',
                   media_type = CASE WHEN media_type = '' THEN $3 ELSE media_type END WHERE id = $1",
                &[id.into(), digest.into(), file.media_type.as_str().into()],
            )?;
            Ok(Some(digest))
        }
        Err(outage) => {
            if !outage.kind.passes() {
                keep_trouble(tx, id, outage.kind.word(), &outage.cause)?;
            }
            Ok(None)
        }
    }
}

fn keep_trouble(tx: &mut Tx<'_>, id: AttachmentId, trouble: &str, answer: &str) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "UPDATE attachment SET trouble = $2, trouble_answer = $3,
           trouble_since = CASE WHEN trouble = $2 THEN COALESCE(trouble_since, $4) ELSE $4 END WHERE id = $1",
        &[id.into(), trouble.into(), answer.into(), at.into()],
    )?;
    Ok(())
}

/// Notes that a post is gone, since when, and by whom as far as that can be told (IN5). Nobody asks for it any more.
///
/// # Errors
/// A fault of the database.
pub fn gone(tx: &mut Tx<'_>, id: PostId, by: GoneBy) -> Result<()> {
    let at = tx.at();
    not_missing(tx, id)?;
    tx.execute(
        "UPDATE post SET standing = 'gone', gone_first_missed_at = $2, gone_by = $3
         WHERE id = $1 AND standing <> 'gone'",
        &[id.into(), at.into(), by.word().into()],
    )?;
    Ok(())
}

/// Notes how a post stands now, after looking.
///
/// # Errors
/// A fault of the database.
pub fn standing_now(tx: &mut Tx<'_>, id: PostId, standing: Standing) -> Result<()> {
    let at = tx.at();
    not_missing(tx, id)?;
    tx.execute(
        "UPDATE post SET standing = $2, last_seen_at = $3 WHERE id = $1",
        &[id.into(), standing.word().into(), at.into()],
    )?;
    Ok(())
}

/// Keeps a reply that the municipality has just published: a drawn-up record in the same thread (RE18).
///
/// # Errors
/// A fault of the database.
pub fn drawn_up(
    tx: &mut Tx<'_>,
    answers: PostId,
    platform_ref: &PlatformRef,
    text: &str,
    name: &str,
) -> Result<PostId> {
    let answered = post(tx, answers)?;
    let at = tx.at();
    let fetched = Fetched {
        platform_ref: platform_ref.clone(),
        parent: Some(answered.platform_ref.clone()),
        root: answered.root_ref.clone(),
        kind: PostKind::Reply,
        ours: true,
        openly_visible: answered.openly_visible,
        hidden: false,
        author_ref: None,
        author_name: Some(name.to_owned()),
        permalink: None,
        posted_at: at,
        text: text.to_owned(),
        attachments: Vec::new(),
        raw: String::new(),
    };
    match receive_one(tx, answered.account, &fetched, Hiding::Told, &|at| at)? {
        Received::New(id) | Received::Revised(id, _) | Received::Unchanged(id) | Received::Back(id) => Ok(id),
    }
}

/// Where the last visit to an account ended.
///
/// # Errors
/// A fault of the database.
pub fn cursor(reader: &Reader<'_>, account: AccountId) -> Result<Option<Cursor>> {
    reader
        .first("SELECT cursor FROM account_cursor WHERE account_id = $1", &[account.into()])?
        .map(|row| row.get(0).map(Cursor))
        .transpose()
}

/// Saves where a visit has come to.
///
/// # Errors
/// A fault of the database.
pub fn keep_cursor(tx: &mut Tx<'_>, account: AccountId, cursor: &Cursor) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "INSERT INTO account_cursor (account_id, cursor, saved_at) VALUES ($1, $2, $3)
         ON CONFLICT (account_id) DO UPDATE SET cursor = excluded.cursor, saved_at = excluded.saved_at",
        &[account.into(), cursor.0.as_str().into(), at.into()],
    )?;
    Ok(())
}

/// What copies of one text have in common, whatever their emoji, punctuation and numbers; empty for a text too short
/// to be told from chance.
#[must_use]
pub fn words_of_wave(fetched: &Fetched) -> String {
    let folded = search::folded(&fetched.text);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| word.chars().count() > 1 && !word.chars().any(|c| c.is_ascii_digit()))
        .collect();
    if words.len() < 5 {
        return String::new();
    }
    Digest::of(words.join(" ").as_bytes()).to_string().chars().take(32).collect()
}

impl From<GoneBy> for Value {
    fn from(by: GoneBy) -> Value {
        by.word().into()
    }
}
