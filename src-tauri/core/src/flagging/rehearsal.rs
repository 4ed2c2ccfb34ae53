//! Rehearsal: changed rules on everything that was ever written here, beside the rules that hold (FL15).
//!
//! It reads and counts, and changes nothing. Posts are streamed, the newest first, so that a million take no more memory
//! than a thousand; every core reads. A person's earlier judgement is its measure: what they acted on should still be
//! found, what they called wrong should not.

use super::{Found, Label, Lexicon, own::Candidate, text::words_between};
use crate::{
    logbook::{Logbook, Reader},
    words::{Fault, PostId, Result},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

/// Posts fetched at a time.
const BATCH: u32 = 1000;
/// Examples kept of each kind.
const EXAMPLES: usize = 60;
/// Code points of an example on either side of its words.
const AROUND: usize = 60;

/// What a rehearsal has come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Posts read.
    pub posts: u32,
    /// Posts in which a rule of the changed file would see something.
    pub hits: u32,
    /// Posts that those rules would go by.
    pub misses: u32,
    /// Posts with a mark that they do not have now.
    pub gained: u32,
    /// Posts that would lose one.
    pub lost: u32,
    /// Of those that would lose one: people had acted on it.
    pub confirmed_lost: u32,
    /// Posts with a mark that people had called wrong, and which would be made again.
    pub wrong_again: u32,
    /// The rules of the changed file, and those whose marks would change.
    pub rules: Vec<RuleChange>,
    /// The newest posts with a new mark.
    pub new_marks: Vec<Example>,
    /// The newest posts that would lose one.
    pub lost_marks: Vec<Example>,
}

/// What a rule would see, in posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RuleChange {
    /// Which.
    pub rule: String,
    /// It now sees something in so many.
    pub before: u32,
    /// It would in so many.
    pub after: u32,
    /// New among those.
    pub gained: u32,
    /// No longer among those.
    pub lost: u32,
}

/// A post that the change makes a difference to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// Which.
    pub post: PostId,
    /// By which rule.
    pub rule: String,
    /// What it says.
    pub label: Label,
    /// The words with some before and after.
    pub text: String,
    /// Where they begin in it, in code points.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// People acted on the post while it carried this mark.
    pub confirmed: bool,
    /// People called this mark wrong.
    pub called_wrong: bool,
    /// Why, as the rule says it.
    pub why: String,
}

/// A change that has been rehearsed on every post there was. There is no other way to come by one.
#[derive(Debug, Clone)]
pub struct Rehearsed {
    candidate: Candidate,
    report: Report,
}

impl Rehearsed {
    /// What was rehearsed.
    #[must_use]
    pub fn candidate(&self) -> &Candidate {
        &self.candidate
    }

    /// What came of it.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Watches a long work from outside, and stops it.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    all: AtomicU64,
    stopped: AtomicBool,
}

impl Watch {
    /// How much is done, and of how much.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    /// Ends the work as soon as it looks up.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether somebody ended it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(super) fn expect(&self, all: u64) {
        self.all.store(all, Ordering::Relaxed);
    }

    pub(super) fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }
}

/// Reads every post with the rules that hold and with the candidate's. `None` when it was stopped.
///
/// # Errors
/// A fault of the database.
pub fn rehearse(logbook: &Logbook, now: &Lexicon, candidate: Candidate, watch: &Watch) -> Result<Option<Rehearsed>> {
    let (all, judged) = logbook.read(|reader| Ok((count(reader)?, Judged::read(reader)?)))?;
    watch.expect(all);
    let stream = Mutex::new(Stream { before: None, ended: false });
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (tallies, failed) = (Mutex::new(Vec::new()), Mutex::new(None));
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut tally = Tally::default();
                let mut work = || -> Result<()> {
                    while !watch.is_stopped() {
                        let batch = guard(&stream).next(logbook)?;
                        if batch.is_empty() {
                            break;
                        }
                        for (post, text) in &batch {
                            tally.take(*post, text, now, &candidate, &judged);
                        }
                        watch.advance(batch.len() as u64);
                    }
                    Ok(())
                };
                if let Err(error) = work() {
                    watch.stop();
                    *guard(&failed) = Some(error);
                }
                guard(&tallies).push(tally);
            });
        }
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    if watch.is_stopped() {
        return Ok(None);
    }
    let mut sum = Tally::default();
    for tally in tallies.into_inner().unwrap_or_else(PoisonError::into_inner) {
        sum.add(tally);
    }
    let report = sum.report(&candidate);
    Ok(Some(Rehearsed { candidate, report }))
}

fn guard<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(reader: &Reader<'_>) -> Result<u64> {
    let count: i64 = reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM post WHERE ours = 0", &[])?.get(0)?;
    u64::try_from(count).map_err(|cause| Fault::of("count posts", cause).into())
}

/// Where the stream has come to. Ids sort in the order in which posts came in, so the newest are read first.
struct Stream {
    before: Option<PostId>,
    ended: bool,
}

impl Stream {
    fn next(&mut self, logbook: &Logbook) -> Result<Vec<(PostId, String)>> {
        if self.ended {
            return Ok(Vec::new());
        }
        let batch = logbook.read(|reader| {
            let rows = reader.rows(
                "SELECT p.id, r.text FROM post p JOIN revision r ON r.post_id = p.id AND r.no = p.latest
                 WHERE p.ours = 0 AND p.id < $1 ORDER BY p.id DESC LIMIT $2",
                // Above every id: they are hexadecimal digits.
                &[self.before.map_or_else(|| "g".to_owned(), |id| id.to_string()).into(), BATCH.into()],
            )?;
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<(PostId, String)>>>()
        })?;
        self.before = batch.last().map(|(id, _)| *id).or(self.before);
        self.ended = batch.len() < BATCH as usize;
        Ok(batch)
    }
}

/// What people have said of marks and posts.
struct Judged {
    /// Somebody has judged that they may not be copied (FL3): their words are nobody's example.
    no_copy: BTreeSet<PostId>,
    confirmed: BTreeSet<(PostId, Label)>,
    wrong: BTreeSet<(PostId, Label)>,
}

impl Judged {
    fn read(reader: &Reader<'_>) -> Result<Judged> {
        let read = |sql: &str| -> Result<BTreeSet<(PostId, Label)>> {
            reader.rows(sql, &[])?.iter().map(|row| Ok((row.get(0)?, row.word(1, Label::from_word)?))).collect()
        };
        let no_copy = reader.rows(
            "SELECT post_id FROM action WHERE kind = 'remove_without_copy' AND state NOT IN ('withdrawn', 'declined')",
            &[],
        )?;
        Ok(Judged {
            no_copy: no_copy.iter().map(|row| row.get(0)).collect::<Result<_>>()?,
            confirmed: read(
                "SELECT f.post_id, f.label FROM flag f WHERE f.state = 'open' AND f.post_id IN (
                   SELECT post_id FROM action WHERE kind IN ('hide', 'remove', 'remove_without_copy')
                     AND state NOT IN ('withdrawn', 'failed', 'declined')
                   UNION SELECT post_id FROM forward)",
            )?,
            wrong: read("SELECT post_id, label FROM flag WHERE state = 'wrong'")?,
        })
    }
}

#[derive(Default, Clone, Copy)]
struct Count {
    before: u32,
    after: u32,
    gained: u32,
    lost: u32,
}

/// What one core has seen.
#[derive(Default)]
struct Tally {
    posts: u32,
    hits: u32,
    gained: u32,
    lost: u32,
    confirmed_lost: u32,
    wrong_again: u32,
    rules: BTreeMap<String, Count>,
    new_marks: BTreeSet<std::cmp::Reverse<Example>>,
    lost_marks: BTreeSet<std::cmp::Reverse<Example>>,
}

impl Tally {
    fn take(&mut self, post: PostId, text: &str, now: &Lexicon, candidate: &Candidate, judged: &Judged) {
        let (before, after) = (now.read(text), candidate.lexicon().read(text));
        self.posts += 1;
        let in_file =
            |found: &Found| candidate.lexicon().rule(&found.rule).is_some_and(|rule| rule.file == candidate.file());
        self.hits += u32::from(after.found.iter().any(in_file));
        if before.found.is_empty() && after.found.is_empty() {
            return;
        }
        let marks = |found: &'_ [Found]| -> BTreeSet<(String, Label)> {
            found.iter().map(|one| (one.rule.clone(), one.label)).collect()
        };
        if before.found == after.found {
            for rule in before.found.iter().map(|one| one.rule.as_str()).collect::<BTreeSet<_>>() {
                let count = self.of(rule);
                count.before += 1;
                count.after += 1;
            }
        } else {
            let (old, new) = (marks(&before.found), marks(&after.found));
            let rules: BTreeSet<&str> = old.iter().chain(&new).map(|(rule, _)| rule.as_str()).collect();
            for rule in rules {
                let (was, is) = (old.iter().any(|(one, _)| one == rule), new.iter().any(|(one, _)| one == rule));
                let count = self.of(rule);
                count.before += u32::from(was);
                count.after += u32::from(is);
                count.gained += u32::from(is && !was);
                count.lost += u32::from(was && !is);
            }
            let labels = |found: &[Found]| found.iter().map(|one| one.label).collect::<BTreeSet<_>>();
            let kept = labels(&after.found);
            self.gained += u32::from(new.difference(&old).next().is_some());
            self.lost += u32::from(old.difference(&new).next().is_some());
            self.confirmed_lost += u32::from(
                labels(&before.found)
                    .iter()
                    .any(|label| !kept.contains(label) && judged.confirmed.contains(&(post, *label))),
            );
            if !judged.no_copy.contains(&post) {
                let example = |found: &Found, by: &Lexicon| example(post, text, found, judged, by);
                for found in after.found.iter().filter(|one| !old.contains(&(one.rule.clone(), one.label))) {
                    keep(&mut self.new_marks, example(found, candidate.lexicon()));
                }
                for found in before.found.iter().filter(|one| !new.contains(&(one.rule.clone(), one.label))) {
                    keep(&mut self.lost_marks, example(found, now));
                }
            }
        }
        let again = |found: &Found| in_file(found) && judged.wrong.contains(&(post, found.label));
        self.wrong_again += u32::from(after.found.iter().any(again));
    }

    fn of(&mut self, rule: &str) -> &mut Count {
        if !self.rules.contains_key(rule) {
            self.rules.insert(rule.to_owned(), Count::default());
        }
        self.rules.entry(rule.to_owned()).or_default()
    }

    fn add(&mut self, other: Tally) {
        self.posts += other.posts;
        self.hits += other.hits;
        self.gained += other.gained;
        self.lost += other.lost;
        self.confirmed_lost += other.confirmed_lost;
        self.wrong_again += other.wrong_again;
        for (rule, count) in other.rules {
            let sum = self.rules.entry(rule).or_default();
            sum.before += count.before;
            sum.after += count.after;
            sum.gained += count.gained;
            sum.lost += count.lost;
        }
        for (to, from) in [(&mut self.new_marks, other.new_marks), (&mut self.lost_marks, other.lost_marks)] {
            for std::cmp::Reverse(example) in from {
                keep(to, example);
            }
        }
    }

    fn report(mut self, candidate: &Candidate) -> Report {
        for (rule, _) in candidate.lexicon().rules().filter(|(rule, _)| rule.file == candidate.file()) {
            self.of(&rule.id);
        }
        let of_file = |id: &str| candidate.lexicon().rule(id).is_some_and(|rule| rule.file == candidate.file());
        Report {
            posts: self.posts,
            hits: self.hits,
            misses: self.posts - self.hits,
            gained: self.gained,
            lost: self.lost,
            confirmed_lost: self.confirmed_lost,
            wrong_again: self.wrong_again,
            rules: self
                .rules
                .iter()
                .filter(|(rule, count)| of_file(rule) || count.gained > 0 || count.lost > 0)
                .map(|(rule, count)| RuleChange {
                    rule: rule.clone(),
                    before: count.before,
                    after: count.after,
                    gained: count.gained,
                    lost: count.lost,
                })
                .collect(),
            new_marks: self.new_marks.into_iter().map(|example| example.0).collect(),
            lost_marks: self.lost_marks.into_iter().map(|example| example.0).collect(),
        }
    }
}

/// Keeps the newest examples, whichever core found them.
fn keep(among: &mut BTreeSet<std::cmp::Reverse<Example>>, example: Example) {
    among.insert(std::cmp::Reverse(example));
    if among.len() > EXAMPLES {
        among.pop_last();
    }
}

fn example(post: PostId, text: &str, found: &Found, judged: &Judged, by: &Lexicon) -> Example {
    let from = (found.start as usize).saturating_sub(AROUND);
    let length = (found.end as usize).saturating_sub(from) + AROUND;
    let shift = u32::try_from(from).unwrap_or(0);
    let words = words_between(text, found.start, found.end);
    Example {
        post,
        rule: found.rule.clone(),
        label: found.label,
        text: text.chars().skip(from).take(length).collect(),
        start: found.start - shift,
        end: found.end - shift,
        confirmed: judged.confirmed.contains(&(post, found.label)),
        called_wrong: judged.wrong.contains(&(post, found.label)),
        why: by.rule(&found.rule).map(|rule| rule.why(&words)).unwrap_or_default(),
    }
}
