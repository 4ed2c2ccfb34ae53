//! What the local model learns from, and where its versions are kept (FL19).
//!
//! A flag is a lesson when people have said what it was worth: wrong, because somebody pressed the key, or because a
//! person closed the post as needing nothing though it warned; right, because a decision about the post proved it
//! ([`super::proven`]). Nothing else teaches.

use super::{
    Label,
    model::{Lesson, Model, Trained},
    proven::Proven,
    rehearsal::Watch,
};
use crate::{
    logbook::{Entry, Logbook, Reader, Tx},
    policy::Policy,
    store::Value,
    words::{Actor, ActorId, Refusal, Result, RuleKeeper, Timestamp},
};

/// The setting that says whether the model may be asked: `on` or anything else.
pub const SETTING: &str = "local_model";
/// The most lessons that are learnt from: the newest.
const MOST: u32 = 20_000;
/// How many right ones and how many wrong ones it takes.
pub const NEEDED: u32 = 12;

/// A version of the model, without its weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub no: u32,
    /// When it was trained.
    pub trained_at: Timestamp,
    /// By whom.
    pub trained_by: ActorId,
    /// What came of it.
    pub trained: Trained,
}

/// Flags that people marked wrong or proved right; value `most` says how many.
fn judged_flags(proven: &str, most: usize) -> String {
    format!(
        "SELECT f.label, f.rule, r.text, f.span_start, f.span_end, CASE WHEN f.state = 'wrong' THEN 0 ELSE 1 END AS correct
         FROM flag f
         JOIN revision r ON r.post_id = f.post_id AND r.no = f.revision_no
         WHERE NOT EXISTS (SELECT 1 FROM flag_in_picture i WHERE i.flag_id = f.id)
           AND (f.state = 'wrong' OR {proven})
         ORDER BY f.id DESC LIMIT ${most}"
    )
}

/// Flags that warned of a post which a person closed as needing nothing: nobody answered, hid, removed or forwarded it.
const LET_BE: &str = "
    SELECT f.label, f.rule, r.text, f.span_start, f.span_end, 0 AS correct
    FROM flag f JOIN post p ON p.id = f.post_id
    JOIN revision r ON r.post_id = f.post_id AND r.no = f.revision_no
    WHERE f.state = 'open' AND f.label NOT LIKE 'route.%' AND p.state = 'done' AND p.done_reason NOT IN ('', 'all_done', 'imported')
      AND NOT EXISTS (SELECT 1 FROM flag_in_picture i WHERE i.flag_id = f.id)
      AND NOT EXISTS (SELECT 1 FROM action a WHERE a.post_id = f.post_id AND a.state NOT IN ('withdrawn', 'failed'))
      AND NOT EXISTS (SELECT 1 FROM forward w WHERE w.post_id = f.post_id)
    ORDER BY f.id DESC LIMIT $1";

/// Where lessons come from, each with its values.
fn queries(policy: &Policy) -> [(String, Vec<Value>); 2] {
    let Proven { sql: proven, mut values } = Proven::by(policy);
    values.push(MOST.into());
    [(judged_flags(&proven, values.len()), values), (LET_BE.to_owned(), vec![MOST.into()])]
}

/// The lessons there are, the newest first.
///
/// # Errors
/// A fault of the database.
pub fn lessons(reader: &Reader<'_>, policy: &Policy) -> Result<Vec<Lesson>> {
    let mut lessons = Vec::new();
    for (sql, values) in queries(policy) {
        for row in reader.rows(&sql, &values)? {
            let (rule, text): (String, String) = (row.get(1)?, row.get(2)?);
            let label = row.word(0, Label::from_word)?;
            lessons.push(Lesson::of(label, &rule, &text, row.get(3)?, row.get(4)?, row.get(5)?));
        }
    }
    Ok(lessons)
}

/// How many flags people have found right, and how many wrong: as many as there are [`lessons`].
///
/// # Errors
/// A fault of the database.
pub fn judged(reader: &Reader<'_>, policy: &Policy) -> Result<(u32, u32)> {
    let (mut right, mut wrong) = (0, 0);
    for (sql, values) in queries(policy) {
        let counted = "CAST(COALESCE(SUM(l.correct), 0) AS BIGINT), CAST(COUNT(*) AS BIGINT)";
        let row = reader.one(&format!("SELECT {counted} FROM ({sql}) AS l"), &values)?;
        let (of_them, all): (u32, u32) = (row.get(0)?, row.get(1)?);
        right += of_them;
        wrong += all - of_them;
    }
    Ok((right, wrong))
}

/// Trains a new version from the decisions there are, and keeps it. `None` when it was stopped.
///
/// # Errors
/// [`Refusal::RoleMissing`] for whoever may not change rules; [`Refusal::TooFewJudged`].
pub fn train(logbook: &Logbook, policy: &Policy, by: &Actor, at: Timestamp, watch: &Watch) -> Result<Option<Version>> {
    RuleKeeper::of(by)?;
    let lessons = logbook.read(|reader| lessons(reader, policy))?;
    let right = u32::try_from(lessons.iter().filter(|lesson| lesson.right).count()).unwrap_or(u32::MAX);
    let wrong = u32::try_from(lessons.len()).unwrap_or(u32::MAX) - right;
    if right < NEEDED || wrong < NEEDED {
        return Err(Refusal::TooFewJudged { right, wrong, needed: NEEDED }.into());
    }
    let step = |done: usize, all: usize| {
        watch.expect(all as u64);
        watch.advance(u64::from(done > 0));
        !watch.is_stopped()
    };
    let Some((model, trained)) = Model::train(0, &lessons, step) else { return Ok(None) };
    let no = logbook.write(by, at, |tx| keep(tx, RuleKeeper::of(by)?, &model, trained))?;
    Ok(Some(Version { no, trained_at: at, trained_by: by.id(), trained }))
}

fn keep(tx: &mut Tx<'_>, by: RuleKeeper<'_>, model: &Model, trained: Trained) -> Result<(u32, Entry)> {
    let no: u32 = tx.one("SELECT CAST(COALESCE(MAX(no), 0) + 1 AS BIGINT) FROM model", &[])?.get(0)?;
    let at = tx.at();
    tx.execute(
        "INSERT INTO model (no, trained_at, trained_by, right_ones, wrong_ones, held_out, agreed, weights)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            no.into(),
            at.into(),
            by.id().into(),
            trained.right.into(),
            trained.wrong.into(),
            trained.held_out.into(),
            trained.agreed.into(),
            model.to_bytes().into(),
        ],
    )?;
    Ok((no, Entry::ModelTrained { no }))
}

/// The newest version, without its weights.
///
/// # Errors
/// A fault of the database.
pub fn newest(reader: &Reader<'_>) -> Result<Option<Version>> {
    let row = reader.first(
        "SELECT no, trained_at, trained_by, right_ones, wrong_ones, held_out, agreed FROM model
         ORDER BY no DESC LIMIT 1",
        &[],
    )?;
    row.map(|row| {
        let trained = Trained { right: row.get(3)?, wrong: row.get(4)?, held_out: row.get(5)?, agreed: row.get(6)? };
        Ok(Version { no: row.get(0)?, trained_at: row.get(1)?, trained_by: row.get(2)?, trained })
    })
    .transpose()
}

/// The newest model, to be asked; `None` before the first training.
///
/// # Errors
/// A fault of the database, also when its weights are not what they were.
pub fn model(reader: &Reader<'_>) -> Result<Option<Model>> {
    let row = reader.first("SELECT no, weights FROM model ORDER BY no DESC LIMIT 1", &[])?;
    row.map(|row| {
        let weights: Vec<u8> = row.get(1)?;
        Model::from_bytes(row.get(0)?, &weights)
    })
    .transpose()
}
