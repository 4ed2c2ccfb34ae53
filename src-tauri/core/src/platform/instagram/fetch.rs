//! Reading an account, a round at a time: its media, its stories, the media that tag it, its messages, then the comments
//! of every medium in which something happened.
//!
//! A medium does not say when it was last commented on, only how often: a number other than the last round's is a sign.

use super::{
    Instagram,
    decode::{self, Found, LISTED_FIELDS, MEDIA_FIELDS, Me, claimed},
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
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

/// Media are listed this far back, except in the round a day that lists them to their end.
const REACH: Duration = Duration::days(90);

impl Source for Instagram {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        self.graph.rested()?;
        let round = Round::of(&ask);
        let me = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.me()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.media(&me, round, batch, ask.now),
            Stage::Others => self.beside(&me, "stories", Found::Own, Stage::Mentions, round, batch),
            Stage::Mentions => self.beside(&me, "tags", Found::Tagged, Stage::Messages, round, batch),
            Stage::Messages => self.messages(&me, round, batch),
            Stage::Threads | Stage::Rest => self.thread(&me, round, batch),
        })?;
        Ok(Batch { allowance: self.graph.allowance(ask.now), ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        if !reading::is_id(&at.0) && !inbox::is_message(&at.0) {
            return Err(outage(OutageKind::Refused, "that is not an Instagram id"));
        }
        let me = self.me()?;
        let read = if inbox::is_message(&at.0) {
            inbox::ask(&self.graph, &at.0).map(|item| inbox::message(&item, "", &me.ids()))
        } else {
            self.item(&at.0).map(|(item, is_comment)| {
                if is_comment {
                    decode::comment(&item, None, None, &me)
                } else {
                    decode::media(&item, &me, Found::Tagged)
                }
            })
        };
        match read {
            Ok(Ok(post)) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(Ok(_)) => Err(outage(OutageKind::Garbled, format!("asked for {at}, Instagram answers with another"))),
            Ok(Err(why)) => Err(outage(OutageKind::Garbled, why)),
            // Gone, or not to be seen any more. If the login holds, it was this one; by whom, nobody tells.
            Err(lost) if lost.kind == OutageKind::NotThere => self.proved().map(|_| Look::Gone(GoneBy::Unknown)),
            Err(lost) => Err(lost),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl Instagram {
    fn media(&self, me: &Me, round: &mut Round, batch: &mut Batch, now: Timestamp) -> Result<(), Outage> {
        let request = self.graph.get(&format!("{}/media", me.id)).query("fields", MEDIA_FIELDS).query("limit", "50");
        let answer = self.graph.ask(&go_on(request, round.page.as_deref()))?;
        let items = reading::list(&answer, "data");
        let mut oldest = now;
        for item in items {
            match decode::media(item, me, Found::Own) {
                Ok(post) => {
                    round.met = true;
                    oldest = oldest.min(post.posted_at);
                    let (id, count) = (post.platform_ref.0.clone(), claimed(item));
                    let changed = round.known.insert(id.clone(), count) != Some(count) && count > 0;
                    if round.is_active(post.posted_at) || changed || round.before.contains(&id) {
                        round.found(&id, post.posted_at, count);
                        batch.posts.push(post);
                    }
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        let floor = (now - REACH).min(round.since());
        let far_enough = !round.sweeping && !items.is_empty() && oldest < floor;
        if !round.goes_on(next_page(&answer).filter(|_| !far_enough)) {
            round.next(Stage::Others);
        }
        Ok(())
    }

    /// Stories, or the media that tag the account: what may not be read does not stand in the way of the rest.
    fn beside(
        &self,
        me: &Me,
        edge: &str,
        found: Found,
        following: Stage,
        round: &mut Round,
        batch: &mut Batch,
    ) -> Result<(), Outage> {
        let request = self.graph.get(&format!("{}/{edge}", me.id)).query("fields", MEDIA_FIELDS).query("limit", "50");
        let answer = match self.graph.ask(&go_on(request, round.page.as_deref())) {
            Err(lost) if is_beside(&lost) => {
                batch.trouble.push(format!("{edge} cannot be read: {}", lost.cause));
                round.next(following);
                return Ok(());
            }
            other => other?,
        };
        let mut quiet = false;
        for item in reading::list(&answer, "data") {
            match decode::media(item, me, found) {
                Ok(post) if !round.is_active(post.posted_at) => quiet = true,
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        if !round.goes_on(next_page(&answer).filter(|_| !quiet)) {
            round.next(following);
        }
        Ok(())
    }

    fn messages(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        match inbox::list(&self.graph, &me.page, "instagram", round) {
            Ok(next) if round.goes_on(next.clone()) => {}
            Ok(_) => round.begin_threads(),
            Err(lost) if is_beside(&lost) => {
                batch.trouble.push(format!("messages cannot be read: {}", lost.cause));
                round.begin_threads();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn thread(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        let conversation = inbox::conversation(&thread);
        let read = match conversation {
            Some(id) => inbox::read(&self.graph, id, &me.ids(), round, batch),
            None if thread.brought => self.comments(me, &thread, round, batch),
            None => self.beginning(me, &thread, round, batch),
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.kind == OutageKind::NotThere && round.met && conversation.is_none() => {
                batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
                round.thread_done();
            }
            Err(lost) if is_beside(&lost) => {
                batch.trouble.push(format!("thread {} cannot be read: {}", thread.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn beginning(&self, me: &Me, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let item = self.graph.ask(&self.graph.get(&thread.id).query("fields", MEDIA_FIELDS))?;
        let post = decode::media(&item, me, Found::Own);
        round.brought(post.as_ref().ok().map(|post| post.posted_at), claimed(&item));
        match post {
            Ok(post) => batch.posts.push(post),
            Err(why) => {
                batch.trouble.push(why);
                round.place.doubtful = true;
            }
        }
        Ok(())
    }

    /// The comments of a medium, newest first, each with the answers under it.
    fn comments(&self, me: &Me, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let began_here = round.place.page.is_none();
        let (mut came, mut empty, mut latest) = (0_u64, 0, round.place.latest);
        loop {
            let request =
                self.graph.get(&format!("{}/comments", thread.id)).query("fields", LISTED_FIELDS).query("limit", "50");
            let answer = match self.graph.ask(&go_on(request, round.place.page.as_deref())) {
                Ok(answer) => answer,
                Err(lost) => {
                    round.place.latest = latest;
                    return Err(lost);
                }
            };
            let items = reading::list(&answer, "data");
            empty = if items.is_empty() { empty + 1 } else { 0 };
            for item in items {
                came += 1;
                if !self.with_answers(item, me, thread, batch, &mut latest)? {
                    round.place.doubtful = true;
                }
            }
            match next_page(&answer) {
                Some(next) if empty > EMPTY_PAGES || !round.thread_goes_on(Some(next.clone())) => {
                    batch.trouble.push(format!("thread {} goes in a ring", thread.id));
                    round.place.doubtful = true;
                    break;
                }
                Some(_) => {}
                None => break,
            }
            if batch.posts.len() >= POSTS {
                round.place.latest = latest;
                return Ok(());
            }
        }
        if began_here && came == 0 && thread.claimed > 0 {
            // Comments by people whom the account restricted are counted and not shown.
            batch.trouble.push(format!("thread {} should hold {} comments and shows none", thread.id, thread.claimed));
            round.place.doubtful = true;
        }
        if !round.place.doubtful {
            batch.covered.push(Covered { root: PlatformRef(thread.id.clone()), since: round.covered_since(thread) });
        }
        round.thread_done();
        Ok(())
    }

    /// A comment and the answers under it. Answers whether all could be read.
    fn with_answers(
        &self,
        item: &Value,
        me: &Me,
        thread: &Thread,
        batch: &mut Batch,
        latest: &mut Option<i64>,
    ) -> Result<bool, Outage> {
        let mut whole = true;
        let mut take = |read: Result<crate::intake::Fetched, String>, batch: &mut Batch| match read {
            Ok(post) => {
                *latest = (*latest).max(Some(post.posted_at.timestamp_millis()));
                batch.posts.push(post);
            }
            Err(why) => {
                batch.trouble.push(why);
                whole = false;
            }
        };
        take(decode::comment(item, Some(&thread.id), None, me), batch);
        let Some(id) = reading::id(item, "id") else { return Ok(false) };
        let replies = item.get("replies").unwrap_or(&Value::Null);
        for reply in reading::list(replies, "data") {
            take(decode::comment(reply, Some(&thread.id), Some(&id), me), batch);
        }
        if next_page(replies).is_none() {
            return Ok(whole);
        }
        // More answers than came along: the list is read from its own beginning.
        let known: std::collections::BTreeSet<String> =
            reading::list(replies, "data").iter().filter_map(|reply| reading::id(reply, "id")).collect();
        let request =
            self.graph.get(&format!("{id}/replies")).query("fields", decode::COMMENT_FIELDS).query("limit", "50");
        self.graph.all(&request, |reply| {
            if reading::id(reply, "id").is_none_or(|id| !known.contains(&id)) {
                take(decode::comment(reply, Some(&thread.id), Some(&id), me), batch);
            }
        })?;
        Ok(whole)
    }
}

/// Whether an outage is about one list or thread only: the others are read all the same.
fn is_beside(lost: &Outage) -> bool {
    matches!(lost.kind, OutageKind::Permission | OutageKind::Refused | OutageKind::NotThere)
}
