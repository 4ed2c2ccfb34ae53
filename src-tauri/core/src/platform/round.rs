//! Where a round of reading stands between two calls.
//!
//! A round lists the posts, finds the threads in which something happened, and reads those whole. It may take many
//! calls; each ends with a [`Round`] in the cursor, so that the next one goes on exactly there, also after a crash.
//! Nothing here knows a platform.

use crate::{
    intake::{Ask, Batch, Covered, Cursor, Fetched, Outage, PlatformRef},
    words::Timestamp,
};
use chrono::{DateTime, Duration};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Platforms' clocks and lists lag a little: each round looks this far back beyond the last one's beginning.
const OVERLAP: Duration = Duration::minutes(10);

/// How many steps one call takes at most.
const STEPS: u32 = 25;

/// How many posts one call brings before it hands over.
pub(super) const POSTS: usize = 400;

/// The most pages of one list.
const LONGEST: u32 = 1_000;

/// Empty pages with more behind them happen; so many in a row are believed.
pub(super) const EMPTY_PAGES: u32 = 5;

/// How far a round has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(super) enum Stage {
    /// Between two rounds.
    #[default]
    Rest,
    /// Listing the municipality's own posts.
    Own,
    /// Listing what else tells which threads are active.
    Others,
    /// Listing where else the account is named.
    Mentions,
    /// Listing the conversations that nobody else sees.
    Messages,
    /// Reading active threads whole.
    Threads,
}

/// A thread that is to be read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Thread {
    /// The platform's id of its beginning.
    pub id: String,
    /// Whether the beginning itself was brought in this round already.
    pub brought: bool,
    /// When the beginning was posted, in Unix milliseconds; 0 as long as that isn't known.
    pub at: i64,
    /// How many answers the platform claims; an empty list that should not be empty proves nothing.
    pub claimed: u64,
}

/// A thread read in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(super) struct Place {
    /// The next page, in the platform's own way of saying it.
    pub page: Option<String>,
    /// When the last answer of earlier calls was posted, in Unix milliseconds.
    pub latest: Option<i64>,
    /// How many there are in all, where the platform says.
    pub total: Option<u64>,
    /// Something in it could not be read, so that it can't be said what is missing.
    pub doubtful: bool,
    /// How many pages of it were read.
    #[serde(default)]
    pub pages: u32,
}

/// A round, as the cursor holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Round {
    pub stage: Stage,
    /// Threads active at this time or later are read; Unix milliseconds.
    pub since: i64,
    /// When the round began; Unix milliseconds.
    pub began: i64,
    /// When the round before began; Unix milliseconds, 0 in the first.
    pub last: i64,
    /// When a round last listed every post there is; Unix milliseconds.
    pub swept: i64,
    /// Whether this round lists every post there is.
    pub sweeping: bool,
    /// The next page of the list being read.
    pub page: Option<String>,
    /// How many pages of it were read.
    pub pages: u32,
    /// Whether the lists showed any post at all.
    pub met: bool,
    /// Threads still to be read whole; the first one may be begun.
    pub todo: Vec<Thread>,
    /// How far the first of them has come.
    pub place: Place,
    /// Threads that this round found active.
    pub active: BTreeSet<String>,
    /// Those of them that turned out to be a part of another thread.
    pub parts: BTreeSet<String>,
    /// Reworded posts, where the platform keeps their history: up to which moment, in Unix milliseconds, their wordings
    /// were brought. A wording is thus brought once.
    pub versions: BTreeMap<String, i64>,
    /// Threads whose beginning was brought in this very call.
    #[serde(skip)]
    pub here: BTreeSet<String>,
    /// What was last known of things that themselves do not tell when they changed: a number for each id.
    pub known: BTreeMap<String, u64>,
    /// Whether everything of this round so far came in this very call.
    #[serde(skip)]
    pub whole: bool,
    /// Threads read in this call whose lists run through each other, and since when: only a whole round covers them.
    #[serde(skip)]
    pub read: BTreeMap<String, i64>,
    /// Threads that the last round found active: read once more, since a thread whose answers are all gone looks quiet.
    pub before: BTreeSet<String>,
}

impl Round {
    /// The round that this call belongs to: the one in the cursor, or a new one.
    pub fn of(ask: &Ask<'_>) -> Round {
        let last = ask.since.and_then(|cursor| serde_json::from_str::<Round>(&cursor.0).ok());
        let now = ask.now.timestamp_millis();
        let window = ask.window_from.timestamp_millis();
        match last {
            Some(round) if round.stage != Stage::Rest => round,
            Some(round) => Round {
                stage: Stage::Own,
                since: window.min(round.began - OVERLAP.num_milliseconds()),
                began: now,
                last: round.began,
                swept: round.swept,
                sweeping: now - round.swept >= Duration::days(1).num_milliseconds(),
                before: &round.active - &round.parts,
                versions: round.versions.into_iter().filter(|(_, until)| *until >= window).collect(),
                known: round.known,
                whole: true,
                ..Round::default()
            },
            None => {
                Round { stage: Stage::Own, since: window, began: now, sweeping: true, whole: true, ..Round::default() }
            }
        }
    }

    /// Whether nothing of this round was asked for yet.
    pub fn begins(&self) -> bool {
        self.stage == Stage::Own && self.page.is_none()
    }

    /// Since when changes are listed, by platforms that never change what they listed before.
    pub fn since_last(&self) -> Timestamp {
        if self.last == 0 { self.since() } else { instant(self.last) - OVERLAP }
    }

    /// Notes that a thread is only a part of another, which is read instead.
    pub fn is_part(&mut self, id: &str, of: &str) {
        self.todo.retain(|thread| thread.id != id);
        self.parts.insert(id.to_owned());
        self.heard_of(of);
    }

    /// Notes that these posts were read with their thread, so that none of them need be looked for alone.
    pub fn read_with(&mut self, ids: impl Iterator<Item = String>) {
        for id in ids.filter(|id| self.active.contains(id)).collect::<Vec<_>>() {
            self.todo.retain(|thread| thread.id != id || thread.brought);
            self.parts.insert(id);
        }
    }

    /// Whether something that happened at this time makes a thread active.
    pub fn is_active(&self, at: Timestamp) -> bool {
        at.timestamp_millis() >= self.since
    }

    /// Since when threads are active.
    pub fn since(&self) -> Timestamp {
        instant(self.since)
    }

    /// Notes that a thread is active, whose beginning was brought.
    pub fn found(&mut self, id: &str, posted_at: Timestamp, claimed: u64) {
        if self.active.insert(id.to_owned()) {
            self.here.insert(id.to_owned());
            self.todo.push(Thread { id: id.to_owned(), brought: true, at: posted_at.timestamp_millis(), claimed });
        }
    }

    /// Notes that a thread is active, whose beginning is still to be brought.
    pub fn heard_of(&mut self, id: &str) {
        if self.active.insert(id.to_owned()) {
            self.todo.push(Thread { id: id.to_owned(), brought: false, at: 0, claimed: 0 });
        }
    }

    /// Notes that the beginning of the first thread has been dealt with.
    pub fn brought(&mut self, posted_at: Option<Timestamp>, claimed: u64) {
        if let Some(first) = self.todo.first_mut() {
            first.brought = true;
            first.at = posted_at.map_or(0, |at| at.timestamp_millis());
            first.claimed = claimed;
            if posted_at.is_some() {
                self.here.insert(first.id.clone());
            }
        }
    }

    /// From when on everything in a thread is in this batch, if it ends here: from its very beginning if all of it
    /// came in this call, else from after its beginning and after the last answer of the calls before.
    pub fn covered_since(&self, thread: &Thread) -> Timestamp {
        match self.place.latest {
            None if self.here.contains(&thread.id) => DateTime::UNIX_EPOCH,
            latest => instant(latest.unwrap_or(0).max(thread.at)) + Duration::seconds(1),
        }
    }

    /// Notes that everything in a thread posted since then is in this call's lists.
    pub fn has_read(&mut self, root: &str, since: Timestamp) {
        let since = since.timestamp_millis();
        self.read.entry(root.to_owned()).and_modify(|at| *at = (*at).max(since)).or_insert(since);
    }

    /// Covers what was read, if the round was whole and nothing in it was unreadable.
    fn cover(&mut self, batch: &mut Batch) {
        let read = std::mem::take(&mut self.read);
        if self.whole && batch.trouble.is_empty() {
            let covered = |(root, since)| Covered { root: PlatformRef(root), since: instant(since) };
            batch.covered.extend(read.into_iter().map(covered));
        }
    }

    /// Goes on to the threads, and to those of the last round that look quiet now.
    pub fn begin_threads(&mut self) {
        let quiet: Vec<String> = self.before.difference(&self.active).cloned().collect();
        self.todo.extend(quiet.into_iter().map(|id| Thread { id, brought: false, at: 0, claimed: 0 }));
        self.next(Stage::Threads);
    }

    /// Goes on to the next list.
    pub fn next(&mut self, stage: Stage) {
        self.stage = stage;
        self.page = None;
        self.pages = 0;
    }

    /// Goes on to the next page of a list, if there is one. A page that leads to itself is the last, and so is the last of
    /// very many: they go in a ring.
    pub fn goes_on(&mut self, next: Option<String>) -> bool {
        let next = next.filter(|next| self.page.as_ref() != Some(next) && self.pages < LONGEST);
        let Some(next) = next else { return false };
        self.page = Some(next);
        self.pages += 1;
        true
    }

    /// The same within the first thread.
    pub fn thread_goes_on(&mut self, next: Option<String>) -> bool {
        let next = next.filter(|next| self.place.page.as_ref() != Some(next) && self.place.pages < LONGEST);
        let Some(next) = next else { return false };
        self.place.page = Some(next);
        self.place.pages += 1;
        true
    }

    /// The first thread is done.
    pub fn thread_done(&mut self) {
        if !self.todo.is_empty() {
            self.todo.remove(0);
        }
        self.place = Place::default();
    }

    /// Ends the round when no thread is left.
    pub fn rest_if_done(&mut self) {
        if self.stage == Stage::Threads && self.todo.is_empty() {
            self.stage = Stage::Rest;
            if self.sweeping {
                self.swept = self.began;
            }
            self.before.clear();
        }
    }

    /// As [`Round::rest_if_done`], covering what was read in one go.
    pub fn cover_if_done(&mut self, batch: &mut Batch) {
        if self.todo.is_empty() {
            self.cover(batch);
        }
        self.rest_if_done();
    }

    /// As a cursor.
    pub fn cursor(&self) -> Option<Cursor> {
        serde_json::to_string(self).ok().map(Cursor)
    }
}

/// One call of a round, step by step, until enough was asked or brought.
///
/// # Errors
/// The outage of the first step. After a later one, what was read before it stays read, and the next call meets the
/// outage by itself.
pub(super) fn advance(
    mut round: Round,
    mut step: impl FnMut(&mut Round, &mut Batch) -> Result<(), Outage>,
) -> Result<Batch, Outage> {
    let mut batch = Batch::default();
    for number in 0..STEPS {
        if round.stage == Stage::Rest || batch.posts.len() >= POSTS {
            break;
        }
        match step(&mut round, &mut batch) {
            Err(lost) if number == 0 => return Err(lost),
            Err(_) => break,
            Ok(()) => {}
        }
    }
    parents_first(&mut batch.posts);
    batch.more = round.stage != Stage::Rest;
    batch.cursor = round.cursor();
    Ok(batch)
}

fn instant(milliseconds: i64) -> Timestamp {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(DateTime::UNIX_EPOCH)
}

/// Puts parents before what answers them, and otherwise keeps the order.
pub(super) fn parents_first(posts: &mut [Fetched]) {
    let parents: BTreeMap<PlatformRef, Option<PlatformRef>> =
        posts.iter().map(|post| (post.platform_ref.clone(), post.parent.clone())).collect();
    // A chain can't be longer than there are posts; a ring in a broken answer ends there too.
    let depth = |post: &Fetched| {
        std::iter::successors(post.parent.as_ref(), |parent| parents.get(parent).and_then(Option::as_ref))
            .take_while(|parent| parents.contains_key(parent))
            .take(posts.len().min(64))
            .count()
    };
    let mut order: Vec<(usize, Fetched)> = posts.iter().map(|post| (depth(post), post.clone())).collect();
    order.sort_by_key(|(depth, _)| *depth);
    for (slot, (_, post)) in posts.iter_mut().zip(order) {
        *slot = post;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::PostKind;

    fn post(name: &str, parent: Option<&str>) -> Fetched {
        Fetched {
            platform_ref: PlatformRef(name.to_owned()),
            parent: parent.map(|parent| PlatformRef(parent.to_owned())),
            root: PlatformRef("root".to_owned()),
            kind: PostKind::Comment,
            ours: false,
            openly_visible: true,
            hidden: false,
            author_ref: None,
            author_name: None,
            permalink: None,
            posted_at: DateTime::UNIX_EPOCH,
            text: String::new(),
            attachments: Vec::new(),
            raw: String::new(),
        }
    }

    #[test]
    fn parents_come_first_also_in_a_ring() {
        let mut posts =
            [post("c", Some("b")), post("x", Some("y")), post("y", Some("x")), post("b", Some("a")), post("a", None)];
        parents_first(&mut posts);
        let place = |name: &str| posts.iter().position(|post| post.platform_ref.0 == name);
        assert!(place("a") < place("b") && place("b") < place("c"), "each stands after what it answers");
        assert_eq!(posts.len(), 5, "a ring in a broken answer loses nothing");
    }

    #[test]
    fn a_round_goes_on_where_the_cursor_says_and_a_new_one_looks_back_a_little() {
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        let ask = |since| Ask { since, window_from: now - Duration::minutes(1), now };
        let mut round = Round::of(&ask(None));
        round.found("1_2", now, 0);
        round.begin_threads();
        let cursor = round.cursor().unwrap();
        // What a call brought is forgotten with it.
        round.here.clear();
        round.whole = false;
        assert_eq!(Round::of(&ask(Some(&cursor))), round, "half-way through it is the same round");
        round.thread_done();
        round.rest_if_done();
        let cursor = round.cursor().unwrap();
        let next = Round::of(&ask(Some(&cursor)));
        assert_eq!(next.since(), now - OVERLAP, "the window is short, so the last round's beginning counts");
        assert!(next.before.contains("1_2") && !next.sweeping);
    }
}
