//! Listening for watched words where a platform offers search (IN11).
//!
//! One account of each host does it for all, after its own visit, at its own pace. What is heard is nobody's duty: it goes
//! to a list of its own and never to the queue.

use super::Round;
use crate::{
    intake::{self, Ask, Cursor, Source, WatchwordTurn},
    logbook::{Entry, Reader},
    register::Active,
    words::{Result, Timestamp},
};
use chrono::TimeDelta;

/// Batches fetched for one word in one visit.
const MOST_BATCHES: u32 = 5;

/// Whether this account listens for its host, and some word is due.
pub(super) fn is_due(reader: &Reader<'_>, account: &Active, now: Timestamp) -> Result<bool> {
    Ok(!intake::words_due(reader, account, now)?.is_empty())
}

/// Searches for every watched word that is due.
pub(super) fn listen(round: &Round<'_>, account: &Active, source: &dyn Source) -> Result<()> {
    if !source.searches() {
        return Ok(());
    }
    let now = (round.clock)();
    for due in round.logbook.read(|reader| intake::words_due(reader, account, now))? {
        search(round, account, source, due)?;
    }
    Ok(())
}

fn search(round: &Round<'_>, account: &Active, source: &dyn Source, mut word: WatchwordTurn) -> Result<()> {
    let pause = TimeDelta::minutes(i64::from(round.policy.pace().search_minutes));
    let window = TimeDelta::days(i64::from(round.policy.limits().reread_days));
    for _ in 0..MOST_BATCHES {
        let now = (round.clock)();
        let since = word.cursor.take();
        let found = source.search(&word.words, Ask { since: since.as_ref(), window_from: now - window, now });
        let (batch, result, wait) = match found {
            Ok(batch) => (Some(batch), "whole", pause),
            Err(outage) => {
                let told = outage.try_again_after.and_then(|wait| TimeDelta::from_std(wait).ok());
                (None, outage.kind.word(), told.unwrap_or(pause))
            }
        };
        let more = batch.as_ref().is_some_and(|batch| batch.more && batch.cursor != since);
        let cursor: Option<Cursor> = batch.as_ref().and_then(|batch| batch.cursor.clone()).or(since);
        let posts = batch.map(|batch| batch.posts).unwrap_or_default();
        round.logbook.observe(now, |tx| {
            let new = intake::hear(tx, &word, account, &posts)?;
            intake::keep_turn(tx, &word, account, cursor.as_ref(), now + wait, result)?;
            Ok(Some(((), (new > 0).then_some(Entry::Heard { watchword: word.id, new }))))
        })?;
        if !more {
            return Ok(());
        }
        word.cursor = cursor;
    }
    Ok(())
}
