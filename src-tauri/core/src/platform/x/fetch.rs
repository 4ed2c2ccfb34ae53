//! Reading an account, a round at a time: its own posts, where it is named, its messages, then the threads under its own
//! posts, as far back as X searches: seven days.

use super::{
    X,
    decode::{self, Beside, MESSAGE, Me, Place, author, conversation, items, versions},
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Hiding, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        reading,
        round::{EMPTY_PAGES, POSTS, Round, Stage, Thread, advance},
        transport::outage,
    },
    words::Timestamp,
};
use chrono::{Duration, SecondsFormat};
use serde_json::Value;
use std::{collections::BTreeSet, sync::PoisonError};

/// How far back X searches in a conversation, less the minutes that it takes to be sure.
const SEARCHED: Duration = Duration::minutes(7 * 24 * 60 - 10);

impl Source for X {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        let me = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.me()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.own(&me, round, batch),
            Stage::Others | Stage::Mentions => self.mentions(&me, round, batch),
            Stage::Messages => self.messages(&me, round, batch),
            Stage::Threads | Stage::Rest => self.thread(&me, round, batch, ask.now),
        })?;
        let left = *self.left.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Batch { allowance: left, hiding: Hiding::Untold, ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let me = self.me()?;
        if let Some(id) = at.0.strip_prefix(MESSAGE) {
            return self.look_at_message(at, named(id)?, &me);
        }
        let id = named(&at.0)?;
        let mut answer = self.one(id)?;
        // An older version tells which is the newest.
        let newest = items(&answer).first().map(versions).and_then(|mut all| all.pop());
        if let Some(newest) = newest.filter(|newest| newest != id) {
            answer = self.one(&newest)?;
        }
        let Some(item) = items(&answer).first() else {
            return match decode::is_gone(&answer, id) {
                Some(true) => Ok(Look::Gone(GoneBy::Unknown)),
                // Protected, suspended or withheld: it may well be there.
                Some(false) => Ok(Look::Unclear),
                None => Err(outage(OutageKind::Garbled, format!("asked for {id}, X answers nothing"))),
            };
        };
        let own = author(item).as_deref() == Some(me.id.as_str());
        let answers_us = reading::id(item, "in_reply_to_user_id").as_deref() == Some(me.id.as_str());
        let place = if own || !answers_us { Place::Elsewhere } else { Place::Thread };
        let mut post =
            decode::post(item, Beside(&answer), &me, place).map_err(|why| outage(OutageKind::Garbled, why))?;
        if post.platform_ref != *at {
            return Err(outage(OutageKind::Garbled, format!("asked for {at}, X answers with another")));
        }
        post.hidden = self.is_hidden(id);
        Ok(Look::Standing(Box::new(post)))
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }

    fn searches(&self) -> bool {
        true
    }

    /// What was written with these words in the last seven days. The cursor is the newest id that was seen.
    fn search(&self, words: &str, ask: Ask<'_>) -> Result<Batch, Outage> {
        let me = self.me()?;
        let sought = words.replace(['"', '(', ')'], " ");
        let sought = sought.trim();
        let query = if sought.starts_with('#') { sought.to_owned() } else { format!("\"{sought}\"") };
        let request = self.get("tweets/search/recent").query("query", format!("{query} -is:retweet"));
        let request = request.query("max_results", "100");
        let request = match ask.since.map(|cursor| cursor.0.as_str()).filter(|id| reading::is_id(id)) {
            Some(since) => request.query("since_id", since),
            None => request,
        };
        let answer = self.posts(&request)?;
        let mut batch = Batch { hiding: Hiding::Untold, ..Batch::default() };
        for item in items(&answer) {
            match decode::post(item, Beside(&answer), &me, Place::Elsewhere) {
                Ok(post) if post.ours => {}
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        let newest = reading::text_at(&answer, &["meta", "newest_id"]).filter(|id| reading::is_id(id));
        batch.cursor = newest.map(crate::intake::Cursor).or_else(|| ask.since.cloned());
        Ok(batch)
    }
}

impl X {
    fn one(&self, id: &str) -> Result<Value, Outage> {
        match self.posts(&self.get("tweets").query("ids", id)) {
            // Errors alone, with nothing found, are an answer here.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                Ok(serde_json::json!({ "errors": [{ "resource_id": id, "type": "x/resource-not-found" }] }))
            }
            Err(lost) if lost.kind == OutageKind::Permission && lost.cause.contains("HTTP 200") => {
                Ok(serde_json::json!({ "errors": [{ "resource_id": id, "type": "x/not-authorized-for-resource" }] }))
            }
            other => other,
        }
    }

    fn look_at_message(&self, at: &PlatformRef, id: &str, me: &Me) -> Result<Look, Outage> {
        let request = message_fields(self.get(&format!("dm_events/{id}")));
        let answer = match self.ask(&request) {
            Ok(answer) => answer,
            Err(lost) if lost.kind == OutageKind::NotThere => {
                self.proved()?;
                // Older than thirty days, or gone: X does not tell them apart.
                return Ok(Look::Unclear);
            }
            Err(lost) => return Err(lost),
        };
        let item = items(&answer).first().unwrap_or(&Value::Null);
        match decode::message(item, Beside(&answer), me) {
            Ok(post) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, X answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn own(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let request = self.get(&format!("users/{}/tweets", me.id)).query("exclude", "retweets");
        let answer = self.posts(&further(since(request, round.since()), round.page.as_deref()))?;
        for item in items(&answer) {
            match decode::post(item, Beside(&answer), me, Place::Own) {
                Ok(post) => {
                    // What the account wrote under somebody else's post stands in their thread, not in ours.
                    let begins = conversation(item).is_none_or(|id| id == post.platform_ref.0);
                    if begins {
                        round.met = true;
                        round.found(&post.platform_ref.0, post.posted_at, replies(item));
                        batch.posts.push(post);
                    }
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        if !round.goes_on(next(&answer)) {
            round.next(Stage::Others);
        }
        Ok(())
    }

    /// Who named the account: answers to its posts lead to their threads, the rest are mentions.
    fn mentions(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let request = self.get(&format!("users/{}/mentions", me.id));
        let answer = self.posts(&further(since(request, round.since()), round.page.as_deref()))?;
        let unknown: BTreeSet<String> = items(&answer)
            .iter()
            .filter(|item| reading::id(item, "in_reply_to_user_id").is_some())
            .filter_map(conversation)
            .filter(|id| !round.active.contains(id))
            .take(100)
            .collect();
        let beginnings = if unknown.is_empty() {
            Value::Null
        } else {
            let ids: Vec<&str> = unknown.iter().map(String::as_str).collect();
            self.posts(&self.get("tweets").query("ids", ids.join(",")))?
        };
        for begin in items(&beginnings).iter().filter(|item| author(item).as_deref() == Some(me.id.as_str())) {
            match decode::post(begin, Beside(&beginnings), me, Place::Own) {
                Ok(post) => {
                    round.found(&post.platform_ref.0, post.posted_at, replies(begin));
                    batch.posts.push(post);
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        for item in items(&answer) {
            let place = match conversation(item) {
                Some(id) if round.active.contains(&id) => Place::Thread,
                _ => Place::Elsewhere,
            };
            match decode::post(item, Beside(&answer), me, place) {
                Ok(post) if post.ours => {}
                // Its thread is read whole later in this round, though only as far back as X searches.
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        if !round.goes_on(next(&answer)) {
            round.next(Stage::Messages);
        }
        Ok(())
    }

    fn messages(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let request = message_fields(self.get("dm_events").query("event_types", "MessageCreate"));
        let answer = match self.ask(&further(request.query("max_results", "100"), round.page.as_deref())) {
            // An app without the right to read messages reads everything else.
            Err(lost) if matches!(lost.kind, OutageKind::Permission | OutageKind::Refused) => {
                batch.trouble.push(format!("messages cannot be read: {}", lost.cause));
                round.begin_threads();
                round.rest_if_done();
                return Ok(());
            }
            other => other?,
        };
        let mut back_enough = false;
        for item in items(&answer).iter().filter(|item| decode::is_message(item)) {
            match decode::message(item, Beside(&answer), me) {
                Ok(post) if !round.is_active(post.posted_at) => back_enough = true,
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        if !round.goes_on(next(&answer).filter(|_| !back_enough)) {
            round.begin_threads();
        }
        round.rest_if_done();
        Ok(())
    }

    fn thread(&self, me: &Me, round: &mut Round, batch: &mut Batch, now: Timestamp) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        let read = if thread.brought {
            self.replies(me, &thread, round, batch, now)
        } else {
            self.beginning(me, &thread, round, batch)
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.leaves_the_others() => {
                batch.trouble.push(format!("thread {} cannot be read: {}", thread.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn beginning(&self, me: &Me, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let answer = self.one(named(&thread.id)?)?;
        let item = items(&answer).first();
        match item.map(|item| decode::post(item, Beside(&answer), me, Place::Own)) {
            Some(Ok(post)) => {
                round.brought(Some(post.posted_at), item.map_or(0, replies));
                batch.posts.push(post);
            }
            Some(Err(why)) => {
                batch.trouble.push(why);
                round.brought(None, 0);
                round.place.doubtful = true;
            }
            // Gone or out of sight; the answers that stand all the same are read.
            None => round.brought(None, 0),
        }
        Ok(())
    }

    fn replies(
        &self,
        me: &Me,
        thread: &Thread,
        round: &mut Round,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), Outage> {
        let mut latest = round.place.latest;
        let mut empty = 0;
        let known: BTreeSet<PlatformRef> = batch.posts.iter().map(|post| post.platform_ref.clone()).collect();
        loop {
            let query = format!("conversation_id:{}", thread.id);
            let request = self.get("tweets/search/recent").query("query", query).query("max_results", "100");
            let request = match round.place.page.clone() {
                Some(page) => request.query("next_token", page),
                None => request,
            };
            let answer = match self.posts(&request) {
                Ok(answer) => answer,
                Err(lost) => {
                    round.place.latest = latest;
                    return Err(lost);
                }
            };
            empty = if items(&answer).is_empty() { empty + 1 } else { 0 };
            for item in items(&answer) {
                match decode::post(item, Beside(&answer), me, Place::Thread) {
                    Ok(post) if post.platform_ref.0 == thread.id || known.contains(&post.platform_ref) => {
                        latest = latest.max(Some(post.posted_at.timestamp_millis()));
                    }
                    Ok(mut post) => {
                        post.hidden = self.is_hidden(&post.platform_ref.0);
                        latest = latest.max(Some(post.posted_at.timestamp_millis()));
                        batch.posts.push(post);
                    }
                    Err(why) => {
                        batch.trouble.push(why);
                        round.place.doubtful = true;
                    }
                }
            }
            let more = next(&answer);
            let listed_out = more.is_none();
            if empty > EMPTY_PAGES || !round.thread_goes_on(more) {
                round.place.doubtful |= !listed_out;
                break;
            }
            if batch.posts.len() >= POSTS {
                round.place.latest = latest;
                return Ok(());
            }
        }
        if !round.place.doubtful {
            let root = PlatformRef(thread.id.clone());
            // The beginning itself is asked for by its name; its answers only as far back as X searches.
            batch.covered.push(Covered { root, since: round.covered_since(thread).max(now - SEARCHED) });
        }
        round.thread_done();
        Ok(())
    }
}

fn named(id: &str) -> Result<&str, Outage> {
    if reading::is_id(id) { Ok(id) } else { Err(outage(OutageKind::Refused, "that is not an id of X's")) }
}

fn since(request: crate::platform::transport::Request, at: Timestamp) -> crate::platform::transport::Request {
    request.query("max_results", "100").query("start_time", at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn further(request: crate::platform::transport::Request, page: Option<&str>) -> crate::platform::transport::Request {
    match page {
        Some(page) => request.query("pagination_token", page),
        None => request,
    }
}

fn message_fields(request: crate::platform::transport::Request) -> crate::platform::transport::Request {
    request
        .query(
            "dm_event.fields",
            "id,text,event_type,dm_conversation_id,created_at,sender_id,attachments,participant_ids",
        )
        .query("expansions", "sender_id,attachments.media_keys")
        .query("user.fields", "id,name,username")
        .query("media.fields", "media_key,type,url,preview_image_url,alt_text,variants")
}

/// Where a list goes on.
fn next(answer: &Value) -> Option<String> {
    reading::text_at(answer, &["meta", "next_token"])
}

fn replies(item: &Value) -> u64 {
    item.get("public_metrics").and_then(|counts| reading::count(counts, "reply_count")).unwrap_or(0)
}
