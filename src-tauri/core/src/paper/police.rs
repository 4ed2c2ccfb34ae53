//! Underlag för polisanmälan: where a post stood, when, who wrote it, and under which number its evidence lies (EV18).
//!
//! It repeats no word of the post: what the police need of it lies in the evidence, and of what may not be copied there is
//! none (FL3).

use super::{
    legible::one_line,
    press::{Attempt, Job, Paper, print},
    swedish,
};
use crate::words::{Digest, Result, Timestamp};
use serde_json::{Value, json};

/// What stands on the sheet.
#[derive(Debug, Clone)]
pub struct PolicePaper {
    /// The municipality that reports.
    pub municipality: String,
    /// Who wrote the sheet out.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The crime that is suspected, as the policy names it.
    pub ground: String,
    /// Its section of law.
    pub statute: Option<String>,
    /// The account under which it was written.
    pub account: String,
    /// The platform's name.
    pub platform: String,
    /// What kind of post.
    pub kind: String,
    /// Its address on the platform.
    pub address: Option<String>,
    /// The platform's own name for it.
    pub reference: String,
    /// The author as the platform shows them.
    pub author: String,
    /// The platform's id of the author.
    pub author_reference: Option<String>,
    /// When the platform says that it was written.
    pub posted: Timestamp,
    /// When the municipality could first read it.
    pub first_seen: Timestamp,
    /// When it was last seen on the platform.
    pub last_seen: Timestamp,
    /// When it was taken away, and what was seen there afterwards, in Swedish.
    pub removed: Option<(Timestamp, String)>,
    /// Who decided that, and who confirmed it.
    pub decided_by: Vec<String>,
    /// The evidence of it, the oldest first.
    pub evidence: Vec<PoliceEvidence>,
    /// Evidence of other posts by the same author on the same account.
    pub others: Vec<PoliceEvidence>,
    /// How many pictures or files came with it.
    pub files: usize,
    /// Whether no copy was kept, and what was kept by then was destroyed.
    pub without_copy: bool,
}

/// A piece of evidence, as the sheet points to it.
#[derive(Debug, Clone)]
pub struct PoliceEvidence {
    /// Its number.
    pub number: String,
    /// When it was sealed.
    pub sealed: Timestamp,
    /// The digest of its manifest.
    pub digest: Digest,
    /// The address of the post that it shows.
    pub address: Option<String>,
    /// What it lacks, by name.
    pub missing: Vec<String>,
}

/// Sets the sheet.
///
/// # Errors
/// A fault when the paper can't be set.
pub fn police(paper: &PolicePaper) -> Result<Paper> {
    let job = Job {
        template: "police.typ",
        ident: format!("police {} {}", paper.reference, paper.at.timestamp_millis()),
        at: paper.at,
        files: &[],
    };
    print(&job, |attempt| values(paper, attempt))
}

fn values(paper: &PolicePaper, Attempt { script, .. }: Attempt) -> Value {
    let line = |text: &str| one_line(text, script);
    let optional = |text: &Option<String>| text.as_deref().map(line);
    let listed = |evidence: &[PoliceEvidence]| {
        let row = |piece: &PoliceEvidence| {
            json!({
                "number": line(&piece.number),
                "sealed": swedish::exact(piece.sealed),
                "digest": piece.digest.to_string(),
                "address": optional(&piece.address),
                "missing": piece.missing.iter().map(|name| line(name)).collect::<Vec<_>>(),
            })
        };
        evidence.iter().map(row).collect::<Vec<_>>()
    };
    json!({
        "municipality": line(&paper.municipality),
        "by": line(&paper.by),
        "at": swedish::exact(paper.at),
        "ground": line(&paper.ground),
        "statute": optional(&paper.statute),
        "account": line(&paper.account),
        "platform": line(&paper.platform),
        "kind": line(&paper.kind),
        "address": optional(&paper.address),
        "reference": line(&paper.reference),
        "author": line(&paper.author),
        "author-reference": optional(&paper.author_reference),
        "posted": swedish::exact(paper.posted),
        "first-seen": swedish::exact(paper.first_seen),
        "last-seen": swedish::exact(paper.last_seen),
        "removed": paper.removed.as_ref().map(|(at, seen)| json!({ "at": swedish::exact(*at), "seen": line(seen) })),
        "decided-by": paper.decided_by.iter().map(|name| line(name)).collect::<Vec<_>>(),
        "evidence": listed(&paper.evidence),
        "others": listed(&paper.others),
        "files": paper.files,
        "without-copy": paper.without_copy,
    })
}
