//! Reading a channel, a round at a time: its videos, then all comment threads in three passes (published, held back,
//! taken for spam), then the answers that did not come along.
//!
//! YouTube has no list of what changed. Threads come newest first and are walked a month back in every round, to the end
//! once a day; an answer under an older comment is thus seen within a day.

use super::{
    YouTube,
    decode::{self, Channel, Pass, is_comment},
};
use crate::{
    intake::{Ask, Batch, Fetched, File, GoneBy, Hiding, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        reading,
        round::{Round, Stage, advance},
        transport::outage,
    },
    words::Timestamp,
};
use chrono::{DateTime, Duration};

/// How far back threads are walked in every round.
const REACH: Duration = Duration::days(30);

/// Marks, among the threads to be read, a comment whose answers did not all come along.
const ANSWERS: &str = "answers:";

impl Source for YouTube {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        let channel = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.channel()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.videos(&channel, round, batch, ask.now),
            Stage::Others => self.threads(&channel, Pass::Published, round, batch, ask.now),
            Stage::Mentions => self.threads(&channel, Pass::Held, round, batch, ask.now),
            Stage::Messages => self.threads(&channel, Pass::Spam, round, batch, ask.now),
            Stage::Threads | Stage::Rest => self.rest_of(&channel, round, batch),
        })?;
        Ok(Batch { hiding: Hiding::Unlisted, ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        if !reading::is_id(&at.0) {
            return Err(outage(OutageKind::Refused, "that is not an id of YouTube's"));
        }
        let channel = self.channel()?;
        let request = if is_comment(&at.0) {
            self.get("comments").query("part", "id,snippet").query("textFormat", "plainText")
        } else {
            self.get("videos").query("part", "id,snippet,status")
        };
        let answer = match self.ask(&request.query("id", at.0.clone())) {
            Ok(answer) => answer,
            Err(lost) if lost.kind == OutageKind::NotThere => serde_json::Value::Null,
            Err(lost) => return Err(lost),
        };
        let Some(item) = reading::list(&answer, "items").first() else {
            // What we rejected ourselves is hidden rather than gone; YouTube shows it to nobody, us included.
            return Ok(if self.was_rejected(&at.0) { Look::Unclear } else { Look::Gone(GoneBy::Unknown) });
        };
        let post =
            if is_comment(&at.0) { decode::comment(item, None, &channel, None) } else { decode::video(item, &channel) };
        match post {
            Ok(mut post) if post.platform_ref == *at => {
                post.hidden |= self.was_rejected(&at.0);
                Ok(Look::Standing(Box::new(post)))
            }
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, YouTube answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl YouTube {
    fn videos(&self, channel: &Channel, round: &mut Round, batch: &mut Batch, now: Timestamp) -> Result<(), Outage> {
        let request = self
            .get("playlistItems")
            .query("part", "snippet,contentDetails,status")
            .query("playlistId", channel.uploads.clone())
            .query("maxResults", "50");
        let request = match round.page.clone() {
            Some(page) => request.query("pageToken", page),
            None => request,
        };
        let answer = match self.ask(&request) {
            Ok(answer) => answer,
            // A channel without a video has no list of them.
            Err(lost) if lost.kind == OutageKind::NotThere => serde_json::Value::Null,
            Err(lost) => return Err(lost),
        };
        let mut oldest = now;
        for item in reading::list(&answer, "items") {
            match decode::video(item, channel) {
                Ok(post) => {
                    round.met = true;
                    oldest = oldest.min(post.posted_at);
                    remember(round, &post);
                    batch.posts.push(post);
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        let far_enough = !round.sweeping && oldest < now - REACH;
        if !round.goes_on(next(&answer).filter(|_| !far_enough)) {
            round.next(Stage::Others);
        }
        Ok(())
    }

    /// One page of one pass.
    fn threads(
        &self,
        channel: &Channel,
        pass: Pass,
        round: &mut Round,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<(), Outage> {
        let request = self
            .get("commentThreads")
            .query("part", "id,snippet,replies")
            .query("allThreadsRelatedToChannelId", channel.id.clone())
            .query("order", "time")
            .query("maxResults", "100")
            .query("textFormat", "plainText")
            .query("moderationStatus", pass.word());
        let request = match round.page.clone() {
            Some(page) => request.query("pageToken", page),
            None => request,
        };
        let answer = self.ask(&request)?;
        let mut oldest = now;
        for item in reading::list(&answer, "items") {
            self.thread(channel, pass, item, round, batch, &mut oldest);
        }
        let floor = (now - REACH).min(round.since());
        let far_enough = !round.sweeping && oldest < floor;
        let next = next(&answer);
        let listed_out = next.is_none();
        if round.goes_on(next.filter(|_| !far_enough)) {
            return Ok(());
        }
        // How far back the list went is how far back something missing is gone.
        let since = if listed_out { DateTime::UNIX_EPOCH } else { oldest + Duration::seconds(1) };
        let roots: Vec<String> =
            round.active.union(&round.before).filter(|id| !id.starts_with(ANSWERS)).cloned().collect();
        for root in roots {
            // The video itself was listed as far as videos are; nobody need look for it because of its comments.
            let here = batch.posts.iter().any(|post| post.platform_ref.0 == root);
            let after = round.known.get(&root).and_then(|at| DateTime::from_timestamp(i64::try_from(*at).ok()?, 0));
            let video = after.map(|at| at + Duration::seconds(1)).filter(|_| !here);
            round.has_read(&root, since.max(video.unwrap_or(DateTime::UNIX_EPOCH)));
        }
        match pass.following() {
            Some(Pass::Held) => round.next(Stage::Mentions),
            Some(_) => round.next(Stage::Messages),
            None => {
                // The passes have shown every thread: those that look quiet now need no reading of their own.
                round.before.clear();
                round.begin_threads();
                round.cover_if_done(batch);
            }
        }
        Ok(())
    }

    fn thread(
        &self,
        channel: &Channel,
        pass: Pass,
        item: &serde_json::Value,
        round: &mut Round,
        batch: &mut Batch,
        oldest: &mut Timestamp,
    ) {
        let Some(thread) = decode::Thread::of(item) else {
            batch.trouble.push("a comment thread has no comment".to_owned());
            return;
        };
        let root = thread.root();
        let top = match decode::comment(thread.top, root.as_deref(), channel, Some(pass)) {
            Ok(top) => top,
            Err(why) => {
                batch.trouble.push(why);
                return;
            }
        };
        *oldest = (*oldest).min(top.posted_at);
        let id = top.platform_ref.0.clone();
        if !round.known.contains_key(&top.root.0) && !is_comment(&top.root.0) {
            round.heard_of(&top.root.0);
        } else {
            round.active.insert(top.root.0.clone());
        }
        let came = thread.replies.len() as u64;
        if thread.total > came {
            round.heard_of(&format!("{ANSWERS}{}/{id}", top.root.0));
        }
        for reply in thread.replies {
            match decode::comment(reply, Some(&top.root.0), channel, reply_pass(reply, pass)) {
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        batch.posts.push(top);
    }

    /// What the passes left over: videos that were not known yet, and answers that did not come along.
    fn rest_of(&self, channel: &Channel, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(first) = round.todo.first().cloned() else {
            round.cover_if_done(batch);
            return Ok(());
        };
        let read = match first.id.strip_prefix(ANSWERS).and_then(|both| both.split_once('/')) {
            Some((root, top)) => self.answers(channel, root, top, round, batch),
            None => self.video(channel, &first.id, round, batch),
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.leaves_the_others() => {
                batch.trouble.push(format!("{} cannot be read: {}", first.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.cover_if_done(batch);
        Ok(())
    }

    fn video(&self, channel: &Channel, id: &str, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let request = self.get("videos").query("part", "id,snippet,status").query("id", id);
        let answer = self.ask(&request)?;
        if let Some(item) = reading::list(&answer, "items").first() {
            match decode::video(item, channel) {
                Ok(post) => {
                    remember(round, &post);
                    batch.posts.push(post);
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        round.known.entry(id.to_owned()).or_insert(0);
        round.thread_done();
        Ok(())
    }

    fn answers(
        &self,
        channel: &Channel,
        root: &str,
        top: &str,
        round: &mut Round,
        batch: &mut Batch,
    ) -> Result<(), Outage> {
        let request = self
            .get("comments")
            .query("part", "id,snippet")
            .query("parentId", top)
            .query("maxResults", "100")
            .query("textFormat", "plainText");
        let request = match round.place.page.clone() {
            Some(page) => request.query("pageToken", page),
            None => request,
        };
        let answer = self.ask(&request)?;
        let known: std::collections::BTreeSet<String> =
            batch.posts.iter().map(|post| post.platform_ref.0.clone()).collect();
        for item in reading::list(&answer, "items") {
            match decode::comment(item, Some(root), channel, None) {
                Ok(post) if known.contains(&post.platform_ref.0) => {}
                Ok(post) => batch.posts.push(post),
                Err(why) => batch.trouble.push(why),
            }
        }
        if !round.thread_goes_on(next(&answer)) {
            round.thread_done();
        }
        Ok(())
    }
}

/// Keeps in mind that a video is known, and when it was published.
fn remember(round: &mut Round, video: &Fetched) {
    let at = u64::try_from(video.posted_at.timestamp()).unwrap_or(0);
    round.known.insert(video.platform_ref.0.clone(), at);
}

/// An answer that came along says its own status, where it differs from its thread's.
fn reply_pass(reply: &serde_json::Value, pass: Pass) -> Option<Pass> {
    let told = reply.get("snippet").and_then(|told| reading::text(told, "moderationStatus"));
    if told.is_some() { None } else { Some(pass) }
}

fn next(answer: &serde_json::Value) -> Option<String> {
    reading::text(answer, "nextPageToken")
}
