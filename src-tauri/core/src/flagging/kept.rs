//! Flags as rows: what was found in one wording of a post, by which rule of which rule set, and what people made of it.
//!
//! A row holds a span and a rule's id; the words stay where they are, in the revision. Older wordings keep their flags.

use super::{Label, Lexicon, Reading, Severity};
use crate::{
    logbook::{Entry, Reader, Tx},
    store::Row,
    words::{ActorId, Digest, FlagId, Moderator, PostId, Refusal, Result, RevisionNo, Timestamp},
};
use serde::Serialize;

/// What people made of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FlagState {
    /// Nobody has said that it is wrong.
    Open,
    /// Somebody has.
    Wrong,
}

impl FlagState {
    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            FlagState::Open => "open",
            FlagState::Wrong => "wrong",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<FlagState> {
        [FlagState::Open, FlagState::Wrong].into_iter().find(|state| state.word() == word)
    }
}

/// A flag on one wording of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Flag {
    /// Its id.
    pub id: FlagId,
    /// The post.
    pub post: PostId,
    /// The wording.
    pub revision: RevisionNo,
    /// What it says.
    pub label: Label,
    /// By which rule.
    pub rule: String,
    /// Of which rule set.
    pub rule_set: Digest,
    /// Where it begins, in code points of the wording.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// How grave.
    pub severity: Severity,
    /// How sure, 1–100.
    pub score: u8,
    /// What people made of it.
    pub state: FlagState,
    /// When somebody last said so.
    pub judged_at: Option<Timestamp>,
    /// Who.
    pub judged_by: Option<ActorId>,
}

const FLAGS: &str = "
    SELECT id, post_id, revision_no, label, rule, rule_set, span_start, span_end, severity, score, state,
           judged_at, judged_by
    FROM flag";

fn flag(row: &Row) -> Result<Flag> {
    let score: u32 = row.get(9)?;
    Ok(Flag {
        id: row.get(0)?,
        post: row.get(1)?,
        revision: row.get(2)?,
        label: row.word(3, Label::from_word)?,
        rule: row.get(4)?,
        rule_set: row.get(5)?,
        start: row.get(6)?,
        end: row.get(7)?,
        severity: row.word(8, Severity::from_word)?,
        score: u8::try_from(score).unwrap_or(100),
        state: row.word(10, FlagState::from_word)?,
        judged_at: row.get(11)?,
        judged_by: row.get(12)?,
    })
}

/// Keeps what was found in a wording. What is kept already is not kept twice; nothing is taken away.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx<'_>, post: PostId, revision: RevisionNo, reading: &Reading, lexicon: &Lexicon) -> Result<()> {
    let kept = of(tx, post, revision)?;
    for found in &reading.found {
        let same = |flag: &Flag| {
            flag.label == found.label && flag.rule == found.rule && (flag.start, flag.end) == (found.start, found.end)
        };
        if kept.iter().any(same) {
            continue;
        }
        let id: FlagId = tx.new_id()?;
        tx.execute(
            "INSERT INTO flag (id, post_id, revision_no, label, rule, rule_set, span_start, span_end, severity, score,
                               state, judged_at, judged_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', NULL, NULL)",
            &[
                id.into(),
                post.into(),
                revision.into(),
                found.label.word().into(),
                found.rule.as_str().into(),
                lexicon.digest().into(),
                found.start.into(),
                found.end.into(),
                found.severity.word().into(),
                u32::from(found.score).into(),
            ],
        )?;
    }
    Ok(())
}

/// The flags of one wording, in the order of its text.
///
/// # Errors
/// A fault of the database.
pub fn of(reader: &Reader<'_>, post: PostId, revision: RevisionNo) -> Result<Vec<Flag>> {
    let sql = format!("{FLAGS} WHERE post_id = $1 AND revision_no = $2 ORDER BY span_start, span_end, id");
    reader.rows(&sql, &[post.into(), revision.into()])?.iter().map(flag).collect()
}

/// Says that a flag is wrong, or takes that back (FL14).
///
/// # Errors
/// [`Refusal::Unknown`] when there is no such flag.
pub fn judge(tx: &mut Tx<'_>, by: Moderator<'_>, flag_id: FlagId, wrong: bool) -> Result<((), Entry)> {
    let row = tx.first(&format!("{FLAGS} WHERE id = $1"), &[flag_id.into()])?.ok_or(Refusal::Unknown)?;
    let judged = flag(&row)?;
    let state = if wrong { FlagState::Wrong } else { FlagState::Open };
    tx.execute(
        "UPDATE flag SET state = $1, judged_at = $2, judged_by = $3 WHERE id = $4",
        &[state.word().into(), tx.at().into(), by.id().into(), flag_id.into()],
    )?;
    let entry =
        Entry::FlagJudged { post: judged.post, flag: flag_id, rule: judged.rule, state: state.word().to_owned() };
    Ok(((), entry))
}

/// How often a rule was right: `(right, judged)`.
///
/// A flag is judged when somebody marked it wrong, or when its post was hidden, removed, forwarded or closed and the
/// flag was left standing.
///
/// # Errors
/// A fault of the database.
pub fn precision(reader: &Reader<'_>, rule: &str) -> Result<(u32, u32)> {
    let row = reader.one(
        "SELECT CAST(COALESCE(SUM(CASE WHEN f.state = 'wrong' THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN f.state = 'open' AND (
                    p.state = 'done'
                    OR EXISTS (SELECT 1 FROM action a WHERE a.post_id = f.post_id AND a.kind IN ('hide', 'remove')
                               AND a.state NOT IN ('withdrawn', 'failed'))
                    OR EXISTS (SELECT 1 FROM forward w WHERE w.post_id = f.post_id)
                ) THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM flag f JOIN post p ON p.id = f.post_id
         WHERE f.rule = $1",
        &[rule.into()],
    )?;
    let (wrong, right): (u32, u32) = (row.get(0)?, row.get(1)?);
    Ok((right, right + wrong))
}

#[cfg(test)]
mod tests;
