//! Watched words, and what others wrote with them (IN11): a school's shared hashtag, the municipality's name.
//!
//! It lies apart from the posts. What somebody writes elsewhere with a watched word has not been received by the
//! municipality, has no clock and is in no count of duties.

use super::source::{Cursor, Fetched};
use crate::{
    logbook::{Entry, Reader, Tx},
    register::Active,
    store::search,
    words::{AccountId, HeardId, Moderator, Platform, PostId, Refusal, Result, Timestamp, WatchwordId},
};
use serde::Serialize;

/// The longest watched word, in code points.
const LONGEST: usize = 60;

/// A watched word or hashtag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Watchword {
    /// Its id.
    pub id: WatchwordId,
    /// As it was written, with `#` where it is a hashtag.
    pub words: String,
    /// When it was put on the list.
    pub added_at: Timestamp,
    /// When it was last searched for, anywhere.
    pub asked_at: Option<Timestamp>,
    /// How many have been heard and not been looked at.
    pub unseen: u32,
}

/// Something that was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Heard {
    /// Its id.
    pub id: HeardId,
    /// With which word.
    pub watchword: String,
    /// Where.
    pub platform: Platform,
    /// Who wrote it, as they call themselves.
    pub author: String,
    /// Their words.
    pub text: String,
    /// A web address for a person's browser; empty when there is none.
    pub permalink: String,
    /// When it was written.
    pub posted_at: Timestamp,
    /// Whether somebody has marked it as seen.
    pub seen: bool,
}

/// A word that is to be searched for, and where the last search ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchwordTurn {
    /// Which.
    pub id: WatchwordId,
    /// As it was written.
    pub words: String,
    /// Where the last search ended.
    pub cursor: Option<Cursor>,
}

/// Puts a word on the list. One that was taken off comes back with what it has heard.
///
/// # Errors
/// [`Refusal::FieldMissing`] when it is empty, longer than 60 characters or more than one line.
pub fn watch_for(tx: &mut Tx<'_>, by: Moderator<'_>, words: &str) -> Result<(WatchwordId, Entry)> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = search::folded(&words);
    if folded.trim().is_empty() || words.chars().count() > LONGEST {
        return Err(Refusal::FieldMissing("watchword".to_owned()).into());
    }
    // «#lillvik» and «lillvik» are searched for differently.
    let folded = if words.starts_with('#') { format!("#{folded}") } else { folded };
    let (new, at): (WatchwordId, Timestamp) = (tx.new_id()?, tx.at());
    let id = tx
        .rows(
            "INSERT INTO watchword (id, words, folded, active, added_at, added_by) VALUES ($1, $2, $3, 1, $4, $5)
             ON CONFLICT (folded) DO UPDATE SET active = 1 RETURNING id",
            &[new.into(), words.into(), folded.into(), at.into(), by.id().into()],
        )?
        .first()
        .ok_or(Refusal::Unknown)?
        .get(0)?;
    Ok((id, Entry::WatchwordKept { watchword: id, active: true }))
}

/// Takes a word off the list. What it has heard stays.
///
/// # Errors
/// [`Refusal::Unknown`] when it is not on it.
pub fn stop_watching_for(tx: &mut Tx<'_>, _by: Moderator<'_>, id: WatchwordId) -> Result<((), Entry)> {
    if tx.execute("UPDATE watchword SET active = 0 WHERE id = $1 AND active = 1", &[id.into()])? == 0 {
        return Err(Refusal::Unknown.into());
    }
    Ok(((), Entry::WatchwordKept { watchword: id, active: false }))
}

/// The words on the list, in the order they were put there.
///
/// # Errors
/// A fault of the database.
pub fn watchwords(reader: &Reader<'_>) -> Result<Vec<Watchword>> {
    reader
        .rows(
            "SELECT w.id, w.words, w.added_at, (SELECT MAX(t.asked_at) FROM watchword_turn t WHERE t.watchword_id = w.id),
               (SELECT COUNT(*) FROM heard h WHERE h.watchword_id = w.id AND h.seen_at IS NULL)
             FROM watchword w WHERE w.active = 1 ORDER BY w.added_at, w.id",
            &[],
        )?
        .iter()
        .map(|row| {
            Ok(Watchword {
                id: row.get(0)?,
                words: row.get(1)?,
                added_at: row.get(2)?,
                asked_at: row.get(3)?,
                unseen: row.get(4)?,
            })
        })
        .collect()
}

/// What has been heard, the newest first, at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn heard(reader: &Reader<'_>, limit: u32) -> Result<Vec<Heard>> {
    reader
        .rows(
            "SELECT h.id, w.words, a.platform, h.author_name, h.text, h.permalink, h.posted_at, h.seen_at
             FROM heard h JOIN watchword w ON w.id = h.watchword_id JOIN account a ON a.id = h.account_id
             ORDER BY h.posted_at DESC, h.id DESC LIMIT $1",
            &[limit.into()],
        )?
        .iter()
        .map(|row| {
            Ok(Heard {
                id: row.get(0)?,
                watchword: row.get(1)?,
                platform: row.word(2, Platform::from_word)?,
                author: row.get(3)?,
                text: row.get(4)?,
                permalink: row.get(5)?,
                posted_at: row.get(6)?,
                seen: row.get::<Option<Timestamp>>(7)?.is_some(),
            })
        })
        .collect()
}

/// How many have been heard and not been looked at.
///
/// # Errors
/// A fault of the database.
pub fn unseen(reader: &Reader<'_>) -> Result<u32> {
    reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM heard WHERE seen_at IS NULL", &[])?.get(0)
}

/// The web address of something that was heard.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn address_of_heard(reader: &Reader<'_>, id: HeardId) -> Result<String> {
    reader.first("SELECT permalink FROM heard WHERE id = $1", &[id.into()])?.ok_or(Refusal::Unknown)?.get(0)
}

/// Marks something as seen; `None` when somebody has already.
///
/// # Errors
/// A fault of the database.
pub fn mark_heard_seen(tx: &mut Tx<'_>, by: Moderator<'_>, id: HeardId) -> Result<Option<((), Entry)>> {
    let at = tx.at();
    let marked = tx.execute(
        "UPDATE heard SET seen_at = $2, seen_by = $3 WHERE id = $1 AND seen_at IS NULL",
        &[id.into(), at.into(), by.id().into()],
    )?;
    Ok((marked == 1).then_some(((), Entry::HeardSeen { heard: id })))
}

/// The words that this account is to search for now: none unless it is the one that listens for its host.
///
/// # Errors
/// A fault of the database.
pub fn words_due(reader: &Reader<'_>, account: &Active, now: Timestamp) -> Result<Vec<WatchwordTurn>> {
    let account = account.account();
    reader
        .rows(
            "SELECT w.id, w.words, t.cursor FROM watchword w
             LEFT JOIN watchword_turn t ON t.watchword_id = w.id AND t.account_id = $1
             WHERE w.active = 1 AND (t.due_at IS NULL OR t.due_at <= $2)
               AND NOT EXISTS (SELECT 1 FROM account o WHERE o.platform = $3 AND o.address = $4 AND o.status = 'active'
                 AND o.connection_state = 'working' AND o.id < $1)
             ORDER BY w.added_at, w.id",
            &[account.id.into(), now.into(), account.platform.word().into(), account.address.as_str().into()],
        )?
        .iter()
        .map(|row| {
            let cursor = row.get::<Option<String>>(2)?.filter(|cursor| !cursor.is_empty()).map(Cursor);
            Ok(WatchwordTurn { id: row.get(0)?, words: row.get(1)?, cursor })
        })
        .collect()
}

/// Keeps what a search found, except the municipality's own words. Answers how many had not been heard before.
///
/// # Errors
/// A fault of the database.
pub fn hear(tx: &mut Tx<'_>, word: &WatchwordTurn, account: &Active, found: &[Fetched]) -> Result<u32> {
    let at = tx.at();
    let account: AccountId = account.account().id;
    let mut new = 0;
    for fetched in found.iter().filter(|fetched| !fetched.ours) {
        let id: HeardId = tx.new_id()?;
        let clean = |text: &str| text.replace('\0', "\u{FFFD}");
        let kept = tx.execute(
            "INSERT INTO heard (id, watchword_id, account_id, platform_ref, author_name, text, permalink, posted_at,
               heard_at, seen_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')
             ON CONFLICT (watchword_id, account_id, platform_ref) DO NOTHING",
            &[
                id.into(),
                word.id.into(),
                account.into(),
                fetched.platform_ref.0.as_str().into(),
                clean(fetched.author_name.as_deref().unwrap_or_default()).into(),
                clean(&fetched.text).into(),
                fetched.permalink.as_deref().unwrap_or_default().into(),
                fetched.posted_at.into(),
                at.into(),
            ],
        )?;
        new += u32::from(kept == 1);
    }
    Ok(new)
}

/// Blanks what searches found of a post that may not be copied, on any account of its platform. It stays as a row, so that
/// the next search finds nothing new in it (FL3).
///
/// # Errors
/// A fault of the database.
pub fn forget_heard(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    tx.execute(
        "UPDATE heard SET text = '', author_name = '' WHERE platform_ref = (SELECT p.platform_ref FROM post p WHERE p.id = $1)
           AND account_id IN (SELECT o.id FROM account o JOIN account a ON a.platform = o.platform AND a.address = o.address
             JOIN post p ON p.account_id = a.id WHERE p.id = $1)",
        &[post.into()],
    )?;
    Ok(())
}

/// Keeps where a search ended, when the next one is due, and how it went: `whole`, or a code.
///
/// # Errors
/// A fault of the database.
pub fn keep_turn(
    tx: &mut Tx<'_>,
    word: &WatchwordTurn,
    account: &Active,
    cursor: Option<&Cursor>,
    due_at: Timestamp,
    result: &str,
) -> Result<()> {
    let at = tx.at();
    tx.execute(
        "INSERT INTO watchword_turn (watchword_id, account_id, cursor, due_at, asked_at, result)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (watchword_id, account_id) DO UPDATE SET cursor = excluded.cursor, due_at = excluded.due_at,
           asked_at = excluded.asked_at, result = excluded.result",
        &[
            word.id.into(),
            account.account().id.into(),
            cursor.map_or("", |cursor| cursor.0.as_str()).into(),
            due_at.into(),
            at.into(),
            result.into(),
        ],
    )?;
    Ok(())
}
