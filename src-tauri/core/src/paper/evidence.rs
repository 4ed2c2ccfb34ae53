//! Beviskopia: a post with all that is known of it, as it stood when it was sealed.

use super::{
    ConfidentialityMark, Enclosed,
    legible::{Script, legible, one_line},
    press::{Attempt, Job, Paper, print},
    swedish,
};
use crate::words::{Digest, Result, RevisionNo, Timestamp};
use serde_json::{Value, json};

/// So much of a post stands on paper; the whole lies in the enclosed files.
const WORDS: usize = 20_000;
/// So much of each earlier wording.
const EARLIER: usize = 5_000;
/// So much of each other post in the thread.
const THREAD: usize = 2_000;
/// So many earlier wordings, other posts and flags.
const ENTRIES: usize = 60;

/// What stands on an evidence copy.
#[derive(Debug, Clone)]
pub struct EvidencePaper {
    /// The number of the evidence.
    pub number: String,
    /// The municipality that sealed it.
    pub municipality: String,
    /// The account under which it was written.
    pub account: String,
    /// The platform's name.
    pub platform: String,
    /// What kind of post: `Kommentar`, `Besökares inlägg`, `Direktmeddelande`.
    pub kind: String,
    /// Whether everybody could read it.
    pub openly_visible: bool,
    /// Its address on the platform.
    pub address: Option<String>,
    /// The author as the platform shows them.
    pub author: String,
    /// The author's account name, where there is one.
    pub author_handle: Option<String>,
    /// When the platform says that it was written.
    pub posted: Option<Timestamp>,
    /// When the municipality could read it: the moment of receipt.
    pub first_seen: Timestamp,
    /// When this wording was fetched.
    pub fetched: Timestamp,
    /// Which wording it is.
    pub revision: RevisionNo,
    /// The words, exactly.
    pub words: String,
    /// Earlier wordings, the first one first.
    pub earlier: Vec<EarlierWording>,
    /// The thread around it, in order, without the post itself.
    pub thread: Vec<ThreadPost>,
    /// What the lexicon remarked.
    pub flags: Vec<FlagLine>,
    /// Files of the post that the copy lacks.
    pub missing: Vec<MissingFile>,
    /// How it is sealed.
    pub seal: Seal,
    /// Its confidentiality mark.
    pub confidentiality: Option<ConfidentialityMark>,
}

/// A file that the platform no longer gave when the copy was made.
#[derive(Debug, Clone)]
pub struct MissingFile {
    /// The name that it would have had.
    pub name: String,
    /// Since when the platform has said no.
    pub since: Timestamp,
    /// What it answered: codes and numbers.
    pub answer: String,
}

/// A wording that was replaced.
#[derive(Debug, Clone)]
pub struct EarlierWording {
    /// Which.
    pub revision: RevisionNo,
    /// When it was first seen.
    pub seen: Timestamp,
    /// The words, exactly.
    pub words: String,
}

/// Another post in the thread.
#[derive(Debug, Clone)]
pub struct ThreadPost {
    /// Its author as the platform shows them.
    pub author: String,
    /// When the platform says that it was written.
    pub posted: Option<Timestamp>,
    /// What it is to the post: `Inlägget som kommenteras`, `Tidigare i tråden`, `Kommunens svar`.
    pub place: String,
    /// The words, exactly; nothing of what may not be copied.
    pub words: Option<String>,
}

/// A flag.
#[derive(Debug, Clone)]
pub struct FlagLine {
    /// What it says.
    pub name: String,
    /// The words that it was raised for.
    pub words: String,
    /// Why, and on what ground.
    pub why: String,
    /// The rule and the version of the lexicon.
    pub rule: String,
}

/// How the evidence is sealed.
#[derive(Debug, Clone)]
pub struct Seal {
    /// When.
    pub sealed: Timestamp,
    /// By whom.
    pub by: String,
    /// The digest of the list of files, which the signature covers.
    pub manifest: Digest,
    /// The evidence sealed before this one: its digest.
    pub previous: Option<Digest>,
    /// Which key signed it.
    pub key: String,
    /// The time stamp: by whom and when, or that it is awaited. `None` when there is none.
    pub time_stamp: Option<String>,
    /// What the copy was made from: the platform's data, a picture of the page.
    pub made_from: String,
}

/// Sets the evidence copy and encloses the files, unchanged, in the order given. Pictures among them
/// ([`super::Relationship::Supplement`]) are shown.
///
/// # Errors
/// A fault when the paper can't be set; it never quotes the words.
pub fn evidence(paper: &EvidencePaper, files: &[Enclosed]) -> Result<Paper> {
    let job = Job {
        template: "evidence.typ",
        ident: format!("evidence {} {}", paper.number, paper.seal.manifest),
        at: paper.seal.sealed,
        files,
    };
    print(&job, |attempt| values(paper, attempt))
}

fn values(paper: &EvidencePaper, Attempt { script, .. }: Attempt) -> Value {
    let line = |text: &str| one_line(text, script);
    let optional = |text: &Option<String>| text.as_deref().map(line);
    json!({
        "number": line(&paper.number),
        "municipality": line(&paper.municipality),
        "account": line(&paper.account),
        "platform": line(&paper.platform),
        "kind": line(&paper.kind),
        "openly-visible": paper.openly_visible,
        "address": optional(&paper.address),
        "author": line(&paper.author),
        "handle": optional(&paper.author_handle),
        "posted": paper.posted.map(swedish::exact),
        "first-seen": swedish::exact(paper.first_seen),
        "fetched": swedish::exact(paper.fetched),
        "revision": paper.revision.0,
        "words": words(&paper.words, WORDS, script),
        "earlier": paper.earlier.iter().rev().take(ENTRIES).rev().map(|earlier| json!({
            "revision": earlier.revision.0,
            "seen": swedish::exact(earlier.seen),
            "words": words(&earlier.words, EARLIER, script),
        })).collect::<Vec<_>>(),
        "earlier-left-out": paper.earlier.len().saturating_sub(ENTRIES),
        "thread": paper.thread.iter().take(ENTRIES).map(|post| json!({
            "author": line(&post.author),
            "posted": post.posted.map(swedish::moment),
            "place": line(&post.place),
            "words": post.words.as_deref().map(|text| words(text, THREAD, script)),
        })).collect::<Vec<_>>(),
        "thread-left-out": paper.thread.len().saturating_sub(ENTRIES),
        "flags": paper.flags.iter().take(ENTRIES).map(|flag| json!({
            "name": line(&flag.name),
            "words": line(&flag.words),
            "why": line(&flag.why),
            "rule": line(&flag.rule),
        })).collect::<Vec<_>>(),
        "flags-left-out": paper.flags.len().saturating_sub(ENTRIES),
        "missing": paper.missing.iter().map(|file| json!({
            "name": line(&file.name),
            "since": swedish::exact(file.since),
            "answer": line(&file.answer),
        })).collect::<Vec<_>>(),
        "seal": {
            "sealed": swedish::exact(paper.seal.sealed),
            "by": line(&paper.seal.by),
            "manifest": paper.seal.manifest.to_string(),
            "previous": paper.seal.previous.map(|digest| digest.to_string()),
            "key": line(&paper.seal.key),
            "time-stamp": optional(&paper.seal.time_stamp),
            "made-from": line(&paper.seal.made_from),
        },
        "confidentiality": paper.confidentiality.as_ref().map(|mark| confidentiality(mark, script)),
    })
}

/// A text that a citizen wrote, as the templates take it.
pub(super) fn words(text: &str, most: usize, script: Script) -> Value {
    let shown = legible(text, most, script);
    let number = |count: usize| swedish::number(u64::try_from(count).unwrap_or(u64::MAX));
    json!({
        "empty": text.trim().is_empty(),
        "passages": shown.passages.iter().map(|passage| json!({
            "from-right": passage.from_right,
            "lines": passage.lines,
        })).collect::<Vec<_>>(),
        "invisible": (shown.invisible > 0).then(|| number(shown.invisible)),
        "missing": (shown.missing > 0).then(|| number(shown.missing)),
        "cut-from": shown.cut_from.map(number),
        "cut-to": number(most),
    })
}

pub(super) fn confidentiality(mark: &ConfidentialityMark, script: Script) -> Value {
    json!({
        "section": one_line(&mark.section, script),
        "marked": swedish::date(mark.marked),
        "by": one_line(&mark.by, script),
    })
}
