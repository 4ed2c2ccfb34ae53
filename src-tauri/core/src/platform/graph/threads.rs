//! What reading a Page and reading an Instagram account have in common: how far a list is read, the messages, and every
//! active thread whole.
//!
//! What begins a thread and what its comments are, each platform's own file knows.

use super::{Graph, go_on, inbox, next_page};
use crate::{
    intake::{Batch, Covered, Fetched, Outage, OutageKind, PlatformRef},
    platform::{
        reading,
        round::{EMPTY_PAGES, POSTS, Round, Stage, Thread},
        transport::Request,
    },
    words::Timestamp,
};
use chrono::{DateTime, Duration};
use serde_json::Value;

/// A list is read this far back, except in the round a day that reads it to its end.
const REACH: Duration = Duration::days(90);

/// What a platform knows of its own threads.
pub trait Talk {
    /// What begins a thread, and how many comments the platform claims that it has.
    ///
    /// # Errors
    /// [`Outage`].
    fn beginning(&self, thread: &str) -> Result<(Result<Fetched, String>, u64), Outage>;

    /// The question for a thread's comments.
    fn asking(&self, thread: &str) -> Request;

    /// One item of the answer: a comment, and what came along with it; or why something of it can't be read.
    ///
    /// # Errors
    /// [`Outage`].
    fn taken(&self, item: &Value, thread: &str) -> Result<Vec<Result<Fetched, String>>, Outage>;
}

/// After a page of a list that holds posts as old as `oldest`: goes on in it, or to the stage that follows.
pub fn further(round: &mut Round, answer: &Value, oldest: Timestamp, now: Timestamp, following: Stage) {
    let floor = (now - REACH).min(round.since());
    let is_empty = reading::list(answer, "data").is_empty();
    let far_enough = !round.sweeping && !is_empty && oldest < floor;
    if !round.goes_on(next_page(answer).filter(|_| !far_enough)) {
        round.next(following);
    }
}

/// One page of the conversations.
pub fn messages(graph: &Graph, page: &str, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
    match inbox::list(graph, page, round) {
        Ok(next) if round.goes_on(next.clone()) => {}
        Ok(_) => round.begin_threads(),
        Err(lost) if lost.leaves_the_others() => {
            batch.trouble.push(format!("messages cannot be read: {}", lost.cause));
            round.begin_threads();
        }
        Err(lost) => return Err(lost),
    }
    round.rest_if_done();
    Ok(())
}

/// The next piece of the first thread that is left: its beginning if that wasn't brought yet, else a page of it. `ours`
/// are the ids that are the account itself.
pub fn thread(
    graph: &Graph,
    talk: &impl Talk,
    ours: &[String],
    round: &mut Round,
    batch: &mut Batch,
) -> Result<(), Outage> {
    let Some(thread) = round.todo.first().cloned() else {
        round.rest_if_done();
        return Ok(());
    };
    let conversation = inbox::conversation(&thread);
    let read = match conversation {
        Some(id) => inbox::read(graph, id, ours, round, batch),
        None if thread.brought => comments(graph, talk, &thread, round, batch),
        None => beginning(talk, &thread, round, batch),
    };
    match read {
        Ok(()) => {}
        Err(lost) if lost.kind == OutageKind::NotThere => {
            if conversation.is_none() && round.met {
                batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
            } else if conversation.is_none() {
                // Where nothing at all is to be seen it is the sight that is gone, not the posts.
                let id = &thread.id;
                batch.trouble.push(format!("thread {id} is not there, nor is any other: is a permission gone?"));
            }
            round.thread_done();
        }
        Err(lost) if lost.leaves_the_others() => {
            batch.trouble.push(format!("thread {} cannot be read: {}", thread.id, lost.cause));
            round.thread_done();
        }
        Err(lost) => return Err(lost),
    }
    round.rest_if_done();
    Ok(())
}

fn beginning(talk: &impl Talk, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
    let (post, claimed) = talk.beginning(&thread.id)?;
    round.met = true;
    round.brought(post.as_ref().ok().map(|post| post.posted_at), claimed);
    match post {
        Ok(post) => batch.posts.push(post),
        Err(why) => {
            batch.trouble.push(why);
            round.place.doubtful = true;
        }
    }
    Ok(())
}

fn comments(
    graph: &Graph,
    talk: &impl Talk,
    thread: &Thread,
    round: &mut Round,
    batch: &mut Batch,
) -> Result<(), Outage> {
    let began_here = round.place.page.is_none();
    let (mut came, mut empty, mut latest) = (0, 0, round.place.latest);
    loop {
        let request = go_on(talk.asking(&thread.id), round.place.page.as_deref());
        let read = graph.ask(&request).and_then(|answer| {
            let items = reading::list(&answer, "data").iter().map(|item| talk.taken(item, &thread.id));
            let taken = items.collect::<Result<Vec<_>, Outage>>()?;
            Ok((answer, taken))
        });
        let (answer, taken) = match read {
            Ok(read) => read,
            // What was read of the thread may still be kept: the next call begins where this page did.
            Err(lost) => {
                round.place.latest = latest;
                return Err(lost);
            }
        };
        empty = if taken.is_empty() { empty + 1 } else { 0 };
        came += taken.len();
        for one in taken.into_iter().flatten() {
            match one {
                Ok(post) => {
                    latest = latest.max(Some(post.posted_at.timestamp_millis()));
                    batch.posts.push(post);
                }
                Err(why) => {
                    batch.trouble.push(why);
                    round.place.doubtful = true;
                }
            }
        }
        match next_page(&answer) {
            Some(next) if empty > EMPTY_PAGES || !round.thread_goes_on(Some(next.clone())) => {
                batch.trouble.push(format!("thread {} goes in a ring", thread.id));
                round.place.doubtful = true;
                break;
            }
            Some(_) if batch.posts.len() >= POSTS => {
                round.place.latest = latest;
                return Ok(());
            }
            Some(_) => {}
            None => break,
        }
    }
    if began_here && came == 0 && thread.claimed > 0 {
        // On Instagram, comments by people whom the account restricted are counted and not shown.
        batch.trouble.push(format!("thread {} should hold {} comments and shows none", thread.id, thread.claimed));
        round.place.doubtful = true;
    }
    if !round.place.doubtful {
        batch.covered.push(Covered { root: PlatformRef(thread.id.clone()), since: round.covered_since(thread) });
    }
    round.thread_done();
    Ok(())
}
