//! What was written, in every wording, and what the rules said of it.

use crate::{
    flagging::{self, Flag, FlagState, Label, Lexicon, Severity, adviser::Advice, picture_kept::Kept},
    intake,
    logbook::Reader,
    policy::Policy,
    words::{AttachmentId, FlagId, PostId, Result, RevisionNo, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

seen! {
    /// A flag with its reason.
    FlagView {
        /// Its id.
        id: FlagId,
        /// What it says.
        label: Label,
        /// How grave.
        severity: Severity,
        /// Which rule made it.
        rule: String,
        /// The digest of the rules it was made with, shortened.
        rule_set: String,
        /// The picture that its words stand in, if they stand in one.
        picture: Option<AttachmentId>,
        /// How sure, 1–100.
        score: u8,
        /// What the local model added, where it did.
        advice: Option<Advice>,
        /// Where its words begin, in code points of the newest wording or of what was read in the picture.
        start: u32,
        /// Where they end.
        end: u32,
        /// One Swedish sentence.
        why: String,
        /// The ground with its statute, in Swedish.
        ground: String,
        /// Whether a person has judged it wrong.
        wrong: bool,
        /// How often its rule was right.
        right: u32,
        /// Of how many that were judged.
        judged: u32,
    }
    /// One wording.
    RevisionView {
        /// Its number.
        no: RevisionNo,
        /// The words.
        text: String,
        /// When it was first seen.
        seen_at: Timestamp,
    }
}

pub(super) fn revisions(reader: &Reader<'_>, id: PostId, withheld: bool) -> Result<Vec<RevisionView>> {
    let shown = |text| if withheld { String::new() } else { text };
    let revisions = intake::revisions(reader, id)?;
    Ok(revisions.into_iter().map(|r| RevisionView { no: r.no, text: shown(r.text), seen_at: r.seen_at }).collect())
}

pub(super) fn flags(
    reader: &Reader<'_>,
    policy: &Policy,
    flags: &[Flag],
    lexicon: &Lexicon,
    text: &str,
    pictures: &BTreeMap<AttachmentId, Kept>,
) -> Result<Vec<FlagView>> {
    let precision = flagging::kept::Precision::by(policy);
    let mut seen = Vec::with_capacity(flags.len());
    for flag in flags {
        let (right, judged) = precision.of(reader, &flag.rule)?;
        let words = flagging::picture_kept::words_of(flag, text, pictures);
        let (why, ground) = flagging::kept::said(reader, flag, lexicon, &words)?;
        seen.push(FlagView {
            id: flag.id,
            label: flag.label,
            severity: flag.severity,
            rule_set: flag.rule_set.to_string().chars().take(12).collect(),
            start: flag.start,
            end: flag.end,
            picture: flag.picture,
            score: flag.score,
            advice: flag.advice,
            why,
            ground,
            rule: flag.rule.clone(),
            wrong: flag.state == FlagState::Wrong,
            right,
            judged,
        });
    }
    seen.sort_by_key(|flag| (flag.wrong, std::cmp::Reverse(flag.severity), flag.start));
    Ok(seen)
}
