//! Reading a Page, a round at a time: its own posts, its visitors' posts, posts that tag it and its messages, then every
//! active thread whole.

use super::{
    Facebook,
    decode::{self, COMMENT_FIELDS, POST_FIELDS, Page, Root, TAGGED_FIELDS, last_part},
};
use crate::{
    intake::{Ask, Batch, Covered, Fetched, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        graph::{go_on, inbox, next_page},
        reading,
        round::{EMPTY_PAGES, POSTS, Round, Stage, Thread, advance},
        transport::outage,
    },
    words::Timestamp,
};
use chrono::{DateTime, Duration};
use serde_json::Value;

/// A list of posts is read this far back, except in the round a day that reads it to its end.
const REACH: Duration = Duration::days(90);

impl Source for Facebook {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        self.graph.rested()?;
        let round = Round::of(&ask);
        // The first question of a round proves the login: without it, everything could look empty.
        let page = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.page()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.list(&page, round, batch, ask.now, List::Own),
            Stage::Others => self.list(&page, round, batch, ask.now, List::Visitors),
            Stage::Mentions => self.list(&page, round, batch, ask.now, List::Tagged),
            Stage::Messages => self.messages(&page, round, batch),
            Stage::Threads | Stage::Rest => self.thread(&page, round, batch),
        })?;
        Ok(Batch { allowance: self.graph.allowance(ask.now), ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        if !reading::is_id(&at.0) && !inbox::is_message(&at.0) {
            return Err(outage(OutageKind::Refused, "that is not a Facebook id"));
        }
        let page = self.page()?;
        if inbox::is_message(&at.0) {
            return self.look_at_message(at, &page);
        }
        let is_post = page.is_post(&at.0);
        match self.look_as(at, &page, is_post) {
            // The id did not tell truly what it is: ask for the other kind's fields.
            Err(lost) if lost.kind == OutageKind::Refused => self.look_as(at, &page, !is_post),
            other => other,
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl Facebook {
    fn look_as(&self, at: &PlatformRef, page: &Page, is_post: bool) -> Result<Look, Outage> {
        let fields = if is_post { POST_FIELDS } else { COMMENT_FIELDS };
        let item = match self.graph.ask(&self.graph.get(&at.0).query("fields", fields)) {
            Ok(item) => item,
            // Gone, or not to be seen any more. If the login holds, it was this one post; by whom, nobody tells.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                return self.proved().map(|_| Look::Gone(GoneBy::Unknown));
            }
            Err(lost) => return Err(lost),
        };
        let post = if is_post {
            decode::post(&item, page, false)
        } else {
            decode::comment(&item, &root_of(&item, at, page), page)
        };
        match post {
            Ok(post) if last_part(&post.platform_ref.0) == last_part(&at.0) => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, Facebook answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    /// A message does not name its conversation; what stands in it is asked for all the same.
    fn look_at_message(&self, at: &PlatformRef, page: &Page) -> Result<Look, Outage> {
        match inbox::ask(&self.graph, &at.0) {
            Ok(item) => inbox::message(&item, "", std::slice::from_ref(&page.id))
                .map(|post| Look::Standing(Box::new(post)))
                .map_err(|why| outage(OutageKind::Garbled, why)),
            Err(lost) if lost.kind == OutageKind::NotThere => self.proved().map(|_| Look::Gone(GoneBy::Unknown)),
            Err(lost) => Err(lost),
        }
    }

    /// One page of a list of posts. Active ones are brought and their threads noted.
    fn list(
        &self,
        page: &Page,
        round: &mut Round,
        batch: &mut Batch,
        now: Timestamp,
        which: List,
    ) -> Result<(), Outage> {
        let path = format!("{}/{}", page.id, which.edge());
        let request = self.graph.get(&path).query("fields", which.fields()).query("limit", "100");
        let answer = match self.graph.ask(&go_on(request, round.page.as_deref())) {
            // Not every app and Page may see where else it is named; its own threads are read all the same.
            Err(lost) if which == List::Tagged && beside(&lost) => {
                batch.trouble.push(format!("posts that tag the Page cannot be read: {}", lost.cause));
                round.next(Stage::Messages);
                return Ok(());
            }
            other => other?,
        };
        let items = reading::list(&answer, "data");
        let mut oldest = now;
        for item in items {
            match which.read(item, page) {
                Ok(post) => {
                    round.met = true;
                    oldest = oldest.min(post.posted_at);
                    if decode::last_change(item).is_some_and(|at| round.is_active(at)) {
                        // Elsewhere we read what names us, and not what others answer there.
                        if which != List::Tagged {
                            round.found(&post.platform_ref.0, post.posted_at, decode::claimed(item));
                        }
                        batch.posts.push(post);
                    }
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        let floor = (now - REACH).min(round.since());
        let far_enough = !round.sweeping && !items.is_empty() && oldest < floor;
        if !round.goes_on(next_page(&answer).filter(|_| !far_enough)) {
            round.next(which.following());
        }
        Ok(())
    }

    fn messages(&self, page: &Page, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        match inbox::list(&self.graph, &page.id, "messenger", round) {
            Ok(next) if round.goes_on(next.clone()) => {}
            Ok(_) => round.begin_threads(),
            Err(lost) if beside(&lost) => {
                batch.trouble.push(format!("the Page's messages cannot be read: {}", lost.cause));
                round.begin_threads();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    /// The next piece of the first thread that is left: its beginning if that wasn't brought yet, else a page of it.
    fn thread(&self, page: &Page, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        let read = if let Some(conversation) = inbox::conversation(&thread) {
            inbox::read(&self.graph, conversation, std::slice::from_ref(&page.id), round, batch)
        } else if thread.brought {
            self.comments(page, &thread, round, batch)
        } else {
            self.beginning(page, &thread, round, batch)
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.kind == OutageKind::NotThere => {
                if inbox::conversation(&thread).is_some() {
                    round.thread_done();
                    round.rest_if_done();
                    return Ok(());
                }
                // Where nothing at all is to be seen it is the sight that is gone, not the posts.
                if round.met {
                    batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
                } else {
                    batch
                        .trouble
                        .push(format!("thread {} is not there, nor is any other: is a permission gone?", thread.id));
                }
                round.thread_done();
            }
            Err(lost) if matches!(lost.kind, OutageKind::Permission | OutageKind::Refused) => {
                batch.trouble.push(format!("thread {} cannot be read: {}", thread.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn beginning(&self, page: &Page, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let item = self.graph.ask(&self.graph.get(&thread.id).query("fields", POST_FIELDS))?;
        round.met = true;
        let post = decode::post(&item, page, false);
        round.brought(post.as_ref().ok().map(|post| post.posted_at), decode::claimed(&item));
        match post {
            Ok(post) => batch.posts.push(post),
            Err(why) => {
                batch.trouble.push(why);
                round.place.doubtful = true;
            }
        }
        Ok(())
    }

    fn comments(&self, page: &Page, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let root = Root { id: thread.id.clone() };
        let mut came = 0_u64;
        let mut empty = 0;
        let mut latest = round.place.latest;
        let began_here = round.place.page.is_none();
        loop {
            let request = self
                .graph
                .get(&format!("{}/comments", thread.id))
                .query("filter", "stream")
                .query("order", "chronological")
                .query("limit", "100")
                .query("fields", COMMENT_FIELDS);
            let answer = match self.graph.ask(&go_on(request, round.place.page.as_deref())) {
                Ok(answer) => answer,
                // What was read of the thread may still be kept: the next call begins where this page did.
                Err(lost) => {
                    round.place.latest = latest;
                    return Err(lost);
                }
            };
            let items = reading::list(&answer, "data");
            empty = if items.is_empty() { empty + 1 } else { 0 };
            for item in items {
                came += 1;
                match decode::comment(item, &root, page) {
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
            batch.trouble.push(format!("thread {} should hold {} comments and shows none", thread.id, thread.claimed));
            round.place.doubtful = true;
        }
        if !round.place.doubtful {
            batch.covered.push(Covered { root: PlatformRef(thread.id.clone()), since: round.covered_since(thread) });
        }
        round.thread_done();
        Ok(())
    }
}

/// The lists of posts that a Page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Own,
    Visitors,
    Tagged,
}

impl List {
    fn edge(self) -> &'static str {
        match self {
            List::Own => "published_posts",
            List::Visitors => "visitor_posts",
            List::Tagged => "tagged",
        }
    }

    fn fields(self) -> &'static str {
        match self {
            List::Own | List::Visitors => POST_FIELDS,
            List::Tagged => TAGGED_FIELDS,
        }
    }

    fn following(self) -> Stage {
        match self {
            List::Own => Stage::Others,
            List::Visitors => Stage::Mentions,
            List::Tagged => Stage::Messages,
        }
    }

    fn read(self, item: &Value, page: &Page) -> Result<Fetched, String> {
        match self {
            List::Own | List::Visitors => decode::post(item, page, self == List::Own),
            List::Tagged => decode::tagged(item, page),
        }
    }
}

/// Whether an outage is about one list only: the others are read all the same.
fn beside(lost: &Outage) -> bool {
    matches!(lost.kind, OutageKind::Permission | OutageKind::Refused | OutageKind::NotThere)
}

/// The thread of a comment that is asked for alone.
fn root_of(item: &Value, at: &PlatformRef, page: &Page) -> Root {
    let object = item.get("object").and_then(|object| reading::id(object, "id"));
    let by_name = at.0.split_once('_').map(|(post, _)| post.to_owned());
    let id = object.or(by_name).unwrap_or_else(|| last_part(&at.0).to_owned());
    Root { id: page.post_id(&id) }
}
