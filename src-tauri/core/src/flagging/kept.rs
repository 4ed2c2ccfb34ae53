//! Flags as rows: what was found in one wording of a post, by which rule of which rule set, and what people made of it.
//!
//! A row holds a span and a rule's id; the words stay where they are, in the revision. Older wordings keep their flags.

use super::{Found, Label, Language, Lexicon, Reading, Severity, adviser::Advice, proven::Proven};
use crate::{
    logbook::{Entry, Reader, Tx},
    policy::Policy,
    store::{Row, Value},
    words::{ActorId, AttachmentId, Digest, FlagId, Moderator, PostId, Refusal, Result, RevisionNo, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// The picture that its words stand in; `None` when they stand in the post.
    pub picture: Option<AttachmentId>,
    /// Where it begins, in code points of the wording, or of what was read in the picture.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// How grave.
    pub severity: Severity,
    /// How sure, 1–100.
    pub score: u8,
    /// What the local model added, where it did (FL19).
    pub advice: Option<Advice>,
    /// What people made of it.
    pub state: FlagState,
    /// When somebody last said so.
    pub judged_at: Option<Timestamp>,
    /// Who.
    pub judged_by: Option<ActorId>,
}

const FLAGS: &str = "
    SELECT f.id, f.post_id, f.revision_no, f.label, f.rule, f.rule_set, f.span_start, f.span_end, f.severity, f.score,
           f.state, f.judged_at, f.judged_by, p.attachment_id, w.model_no, w.rule_score, w.said
    FROM flag f LEFT JOIN flag_in_picture p ON p.flag_id = f.id LEFT JOIN flag_weight w ON w.flag_id = f.id";

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
        picture: row.get(13)?,
        advice: match (row.get::<Option<u32>>(14)?, row.get::<Option<u32>>(15)?, row.get::<Option<u32>>(16)?) {
            (Some(model), Some(rule_score), Some(said)) => Some(Advice {
                model,
                rule_score: u8::try_from(rule_score).unwrap_or(100),
                said: u8::try_from(said).unwrap_or(100),
            }),
            _ => None,
        },
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
    let found: Vec<(&Found, Option<Advice>)> = reading.found.iter().map(|found| (found, None)).collect();
    keep_where(tx, (post, revision, None), &found, lexicon)?;
    keep_language(tx, post, revision, reading.language)
}

/// Keeps in which language a wording is written, where that can be told (FL21): what was read last holds.
///
/// # Errors
/// A fault of the database.
pub fn keep_language(tx: &mut Tx<'_>, post: PostId, revision: RevisionNo, language: Option<Language>) -> Result<()> {
    let of = [post.into(), revision.into()];
    if let Some(language) = language {
        tx.execute(
            "INSERT INTO revision_language (post_id, revision_no, language) VALUES ($1, $2, $3)
             ON CONFLICT (post_id, revision_no) DO UPDATE SET language = excluded.language",
            &[of.as_slice(), &[language.code().into()]].concat(),
        )?;
    } else {
        tx.execute("DELETE FROM revision_language WHERE post_id = $1 AND revision_no = $2", &of)?;
    }
    Ok(())
}

/// The same for what was read with a model's advice, or in a picture of the post.
///
/// # Errors
/// A fault of the database.
pub fn keep_where(
    tx: &mut Tx<'_>,
    (post, revision, picture): (PostId, RevisionNo, Option<AttachmentId>),
    all: &[(&Found, Option<Advice>)],
    lexicon: &Lexicon,
) -> Result<()> {
    let kept = of(tx, post, revision)?;
    for (found, advice) in all {
        let same = |flag: &Flag| {
            flag.label == found.label
                && flag.rule == found.rule
                && (flag.start, flag.end) == (found.start, found.end)
                && flag.picture == picture
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
        if let Some(picture) = picture {
            let of = [id.into(), picture.into()];
            tx.execute("INSERT INTO flag_in_picture (flag_id, attachment_id) VALUES ($1, $2)", &of)?;
        }
        if let Some(advice) = advice {
            let said = [advice.model, u32::from(advice.rule_score), u32::from(advice.said)];
            let [model, rule_score, said] = said.map(crate::store::Value::from);
            tx.execute(
                "INSERT INTO flag_weight (flag_id, model_no, rule_score, said) VALUES ($1, $2, $3, $4)",
                &[id.into(), model, rule_score, said],
            )?;
        }
        if let Some(rule) = lexicon.rule(&found.rule) {
            tx.execute(
                "INSERT INTO rule_said (rule_set, rule, why, ground) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (rule_set, rule) DO NOTHING",
                &[
                    lexicon.digest().into(),
                    rule.id.as_str().into(),
                    rule.why.as_str().into(),
                    rule.ground.as_str().into(),
                ],
            )?;
        }
    }
    Ok(())
}

/// What a flag's rule said when it flagged: why, with the words put in, and on which ground. A rule that was changed or
/// taken away since keeps its old words for the flags that it made (FL16).
///
/// # Errors
/// A fault of the database.
pub fn said(reader: &Reader<'_>, flag: &Flag, lexicon: &Lexicon, words: &str) -> Result<(String, String)> {
    let now = lexicon.rule(&flag.rule).map(|rule| (rule.why.clone(), rule.ground.clone()));
    let then = if flag.rule_set == lexicon.digest() {
        None
    } else {
        reader
            .first(
                "SELECT why, ground FROM rule_said WHERE rule_set = $1 AND rule = $2",
                &[flag.rule_set.into(), flag.rule.as_str().into()],
            )?
            .map(|row| Ok::<(String, String), crate::words::Error>((row.get(0)?, row.get(1)?)))
            .transpose()?
    };
    let (why, ground) = then.or(now).unwrap_or_default();
    Ok((why.replace("{ord}", words.trim()), ground))
}

/// The flags of one wording, in the order of its text.
///
/// # Errors
/// A fault of the database.
pub fn of(reader: &Reader<'_>, post: PostId, revision: RevisionNo) -> Result<Vec<Flag>> {
    let sql = format!("{FLAGS} WHERE f.post_id = $1 AND f.revision_no = $2 ORDER BY f.span_start, f.span_end, f.id");
    reader.rows(&sql, &[post.into(), revision.into()])?.iter().map(flag).collect()
}

/// Says that a flag is wrong, or takes that back (FL14).
///
/// # Errors
/// [`Refusal::Unknown`] when there is no such flag.
pub fn judge(tx: &mut Tx<'_>, by: Moderator<'_>, flag_id: FlagId, wrong: bool) -> Result<((), Entry)> {
    let row = tx.first(&format!("{FLAGS} WHERE f.id = $1"), &[flag_id.into()])?.ok_or(Refusal::Unknown)?;
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

/// How often rules were right: `(right, judged)`.
///
/// A flag is judged when somebody marked it wrong, or when a decision about its post proved it right: it was hidden or removed
/// on a ground that the flag suggests, or forwarded; of a flag that says what a post asks for, also that somebody answered it.
/// That a post was closed tells nothing: whoever lets a post be has not said that the flag was right.
pub struct Precision {
    /// What is counted of the flags, in SQL.
    counts: String,
    values: Vec<Value>,
}

impl Precision {
    /// By decisions on the grounds of a policy.
    #[must_use]
    pub fn by(policy: &Policy) -> Precision {
        let Proven { sql: proven, values } = Proven::by(policy);
        let count = |of: &str| format!("CAST(COALESCE(SUM(CASE WHEN {of} THEN 1 ELSE 0 END), 0) AS BIGINT)");
        let answered = "f.state = 'open'
            AND f.label IN ('route.question', 'route.fault_report', 'route.case', 'route.records_request')
            AND EXISTS (SELECT 1 FROM action a WHERE a.post_id = f.post_id AND a.kind = 'reply' AND a.of_action IS NULL
                        AND a.state NOT IN ('withdrawn', 'failed', 'declined', 'second_asked'))";
        let counts = [count("f.state = 'wrong'"), count(&format!("{answered} OR {proven}"))].join(", ");
        Precision { counts, values }
    }

    /// Of one rule.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn of(&self, reader: &Reader<'_>, rule: &str) -> Result<(u32, u32)> {
        let Precision { counts, values } = self;
        let sql = format!("SELECT {counts} {JUDGED} WHERE f.rule = ${}", values.len() + 1);
        let row = reader.one(&sql, &[values.as_slice(), &[rule.into()]].concat())?;
        let (wrong, right): (u32, u32) = (row.get(0)?, row.get(1)?);
        Ok((right, right + wrong))
    }

    /// Of every rule that has flagged anything (RP6).
    ///
    /// # Errors
    /// A fault of the database.
    pub fn of_all(&self, reader: &Reader<'_>) -> Result<BTreeMap<String, (u32, u32)>> {
        let Precision { counts, values } = self;
        reader
            .rows(&format!("SELECT f.rule, {counts} {JUDGED} GROUP BY f.rule"), values)?
            .iter()
            .map(|row| {
                let (wrong, right): (u32, u32) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, (right, right + wrong)))
            })
            .collect()
    }
}

const JUDGED: &str = "FROM flag f";

#[cfg(test)]
mod tests;
