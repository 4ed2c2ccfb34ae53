//! Reading a site, a round at a time: what was published or changed, which threads were written in, then those whole.

use super::{
    Length, WordPress,
    decode::{self, Me, Named, Standing, named, post_ref, standing},
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        attached,
        reading::{self, items},
        round::{Round, Stage, Thread, advance},
        transport::outage,
    },
};
use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

/// How many posts of one thread a call brings before it hands over.
const POSTS: usize = 400;

impl Source for WordPress {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        // The first question of a round proves the login, and that it may still see what the public doesn't.
        let me = if round.begins() { self.proved()? } else { self.me()? };
        advance(round, |round, batch| match round.stage {
            Stage::Own => self.published(round, batch),
            Stage::Others | Stage::Mentions | Stage::Messages => self.written_in(round),
            Stage::Threads | Stage::Rest => self.thread(me, round, batch),
        })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let name = named(at).ok_or_else(|| outage(OutageKind::Refused, "that is not a WordPress name"))?;
        let item = match name {
            Named::Comment(id) => self.ask(&self.get(&format!("/wp/v2/comments/{id}")).query("context", "edit")),
            Named::Post(id) => self.post_or_page(id),
        };
        let item = match item {
            Ok(item) => item,
            // Taken away for good. Only who has a login can do that, but which of them, and whether a bin emptied
            // itself, WordPress does not tell.
            Err(lost) if lost.kind == OutageKind::NotThere => return Ok(Look::Gone(GoneBy::Unknown)),
            Err(lost) => return Err(lost),
        };
        if standing(&item) == Standing::Binned {
            return Ok(Look::Gone(GoneBy::Us));
        }
        let post = match name {
            Named::Comment(_) => decode::comment(&item, self.me()?, None),
            Named::Post(_) => decode::post(&item),
        };
        match post {
            Ok(post) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, WordPress answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.transport.as_ref(), address, &self.root)
    }
}

impl WordPress {
    /// One page of the posts that were published or changed.
    fn published(&self, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let page = number(round.page.as_deref());
        let request = self
            .get("/wp/v2/posts")
            .query("context", "edit")
            .query("status", "publish,private")
            .query("modified_after", moment(round))
            // By number, not by time: a post that is changed meanwhile must not move the others.
            .query("orderby", "id")
            .query("order", "asc")
            .query("per_page", "100")
            .query("page", page.to_string());
        let (answer, length) = match self.ask_counted(&request) {
            // WordPress refuses a page that the list has meanwhile become too short for.
            Err(lost) if page > 1 && lost.kind == OutageKind::Refused => {
                round.next(Stage::Others);
                return Ok(());
            }
            other => other?,
        };
        for item in items(&answer) {
            match decode::post(item) {
                Ok(post) => {
                    if let Some(Named::Post(id)) = named(&post.platform_ref) {
                        round.found(&id.to_string(), post.posted_at, 0);
                    }
                    batch.posts.push(post);
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        match following(page, &answer, length) {
            Some(next) => round.page = Some(next.to_string()),
            None => round.next(Stage::Others),
        }
        Ok(())
    }

    /// One page of the threads that were written in.
    fn written_in(&self, round: &mut Round) -> Result<(), Outage> {
        let page = number(round.page.as_deref());
        let request = self
            .get("/wp/v2/comments")
            .query("context", "edit")
            .query("status", "any")
            .query("type", "comment")
            .query("after", moment(round))
            .query("orderby", "id")
            .query("order", "asc")
            .query("per_page", "100")
            .query("page", page.to_string())
            .query("_fields", "id,post");
        let (answer, length) = self.ask_counted(&request)?;
        for item in items(&answer) {
            if let Some(post) = reading::count(item, "post").filter(|post| *post > 0) {
                round.heard_of(&post.to_string());
            }
        }
        match following(page, &answer, length) {
            Some(next) => round.page = Some(next.to_string()),
            None => round.begin_threads(),
        }
        round.rest_if_done();
        Ok(())
    }

    /// The next piece of the first thread that is left.
    fn thread(&self, me: Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some((thread, id)) = round.todo.first().and_then(|first| Some((first.clone(), first.id.parse().ok()?)))
        else {
            round.thread_done();
            round.rest_if_done();
            return Ok(());
        };
        let read = if thread.brought {
            self.comments(me, id, &thread, round, batch)
        } else {
            self.beginning(id, round, batch)
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.leaves_the_others() => {
                batch.trouble.push(format!("thread {id} cannot be read: {}", lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn beginning(&self, id: u64, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        match self.post_or_page(id) {
            Ok(item) if standing(&item) != Standing::Binned => {
                let post = decode::post(&item);
                round.brought(post.as_ref().ok().map(|post| post.posted_at), 0);
                match post {
                    Ok(post) => batch.posts.push(post),
                    Err(why) => batch.trouble.push(why),
                }
            }
            Ok(_) => round.brought(None, 0),
            // It may be of a kind that only a plugin knows: its comments will tell whether it stands.
            Err(lost) if matches!(lost.kind, OutageKind::NotThere | OutageKind::Permission) => round.brought(None, 0),
            Err(lost) => return Err(lost),
        }
        Ok(())
    }

    fn comments(&self, me: Me, id: u64, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let mut latest = round.place.latest;
        let root = post_ref(id);
        let editor = batch.posts.iter().find(|post| post.platform_ref == root).and_then(author_of);
        loop {
            let page = number(round.place.page.as_deref());
            let request = self
                .get("/wp/v2/comments")
                .query("context", "edit")
                .query("status", "any")
                .query("type", "comment")
                .query("post", id.to_string())
                .query("orderby", "id")
                .query("order", "asc")
                .query("per_page", "100")
                .query("page", page.to_string());
            let (answer, length) = match self.ask_counted(&request) {
                Ok(answer) => answer,
                Err(lost) => {
                    round.place.latest = latest;
                    return Err(lost);
                }
            };
            // A list that grew or shrank between two pages may have slid past us.
            round.place.doubtful |= page > 1 && length.items != round.place.total;
            round.place.total = length.items;
            let here =
                items(&answer).iter().filter(|item| decode::is_comment(item) && standing(item) != Standing::Binned);
            for item in here {
                match decode::comment(item, me, editor) {
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
            let Some(next) = following(page, &answer, length) else { break };
            round.place.page = Some(next.to_string());
            if batch.posts.len() >= POSTS {
                round.place.latest = latest;
                return Ok(());
            }
        }
        if !round.place.doubtful {
            // Without a beginning and without comments the whole thread is gone.
            let gone = thread.at == 0 && latest.is_none();
            let since = if gone { DateTime::UNIX_EPOCH } else { round.covered_since(thread) };
            batch.covered.push(Covered { root, since });
        }
        round.thread_done();
        Ok(())
    }

    /// Comments stand under posts and under pages, and say only the number.
    pub(super) fn post_or_page(&self, id: u64) -> Result<Value, Outage> {
        self.as_post_or_page(|kind| self.ask(&self.get(&format!("/wp/v2/{kind}/{id}")).query("context", "edit")))
    }

    /// Asks of posts, and of pages when there is no such post.
    pub(super) fn as_post_or_page<T>(&self, ask: impl Fn(&str) -> Result<T, Outage>) -> Result<T, Outage> {
        match ask("posts") {
            Err(lost) if lost.kind == OutageKind::NotThere => ask("pages"),
            other => other,
        }
    }
}

fn number(page: Option<&str>) -> u64 {
    page.and_then(|page| page.parse().ok()).unwrap_or(1)
}

/// The next page's number. An empty page is the last one, whatever the headers say.
fn following(page: u64, answer: &Value, length: Length) -> Option<u64> {
    let came = items(answer).len();
    let more = length.pages.map_or(came >= 100, |pages| page < pages);
    (more && came > 0).then_some(page + 1)
}

fn moment(round: &Round) -> String {
    round.since().to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn author_of(post: &crate::intake::Fetched) -> Option<u64> {
    post.author_ref.as_deref()?.strip_prefix("user-")?.parse().ok()
}
