//! Reading a page, a round at a time: its own posts, the notices of what happened since, then the posts under which
//! something did, whole.

use super::{
    LinkedIn,
    decode::{self, Organisation, escaped, is_urn, urn},
};
use crate::{
    intake::{Ask, Batch, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        reading,
        round::{POSTS, Round, Stage, advance},
        transport::outage,
    },
    words::Timestamp,
};
use chrono::{DateTime, Duration};

/// A list of posts is read this far back, except in the round a day that reads it to its end.
const REACH: Duration = Duration::days(90);

/// Notices are kept for sixty days.
const NOTICED: Duration = Duration::days(59);

/// Marks, among the threads to be read, a comment whose answers are asked for apart.
const ANSWERS: &str = "answers:";

impl Source for LinkedIn {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        let own = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.organisation()? };
        advance(round, |round, batch| match round.stage {
            Stage::Own => self.posts(&own, round, batch, ask.now),
            Stage::Others | Stage::Mentions | Stage::Messages => self.notices(&own, round, batch, ask.now),
            Stage::Threads | Stage::Rest => self.thread(&own, round, batch),
        })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        if !is_urn(&at.0) {
            return Err(outage(OutageKind::Refused, "that is not a name of LinkedIn's"));
        }
        let own = self.organisation()?;
        let comment = decode::comment_parts(&at.0).zip(decode::object_of(&at.0));
        let path = match &comment {
            Some(((_, id), object)) => format!("socialActions/{}/comments/{id}", escaped(object)),
            None => format!("posts/{}", escaped(&at.0)),
        };
        let item = match self.ask(&self.get(&path)) {
            Ok(item) => item,
            Err(lost) if lost.kind == OutageKind::NotThere => {
                return self.proved().map(|_| Look::Gone(GoneBy::Unknown));
            }
            Err(lost) => return Err(lost),
        };
        let post = if comment.is_some() { decode::comment(&item, None, &own) } else { decode::post(&item, &own) };
        match post {
            Ok(post) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, LinkedIn answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl LinkedIn {
    fn posts(&self, own: &Organisation, round: &mut Round, batch: &mut Batch, now: Timestamp) -> Result<(), Outage> {
        let start = number(round.page.as_deref());
        let path = format!("posts?q=author&author={}&start={start}&count=50&sortBy=LAST_MODIFIED", escaped(&own.urn()));
        let answer = self.ask(&self.get(&path).header("x-restli-method", "FINDER"))?;
        let elements = reading::list(&answer, "elements");
        let mut oldest = now;
        for item in elements {
            let changed = reading::instant_ms(item, "lastModifiedAt");
            match decode::post(item, own) {
                Ok(post) => {
                    round.met = true;
                    let changed = changed.unwrap_or(post.posted_at);
                    oldest = oldest.min(changed);
                    if round.is_active(changed.max(post.posted_at)) {
                        round.found(&post.platform_ref.0, post.posted_at, 0);
                        batch.posts.push(post);
                    }
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        let far_enough = !round.sweeping && oldest < (now - REACH).min(round.since());
        match following(start, elements.len(), 50, &answer).filter(|_| !far_enough) {
            Some(next) => round.page = Some(next.to_string()),
            None => round.next(Stage::Others),
        }
        Ok(())
    }

    /// What happened since: comments made, reworded and taken back lead to their posts; who named the page is a mention.
    fn notices(&self, own: &Organisation, round: &mut Round, batch: &mut Batch, now: Timestamp) -> Result<(), Outage> {
        let start = number(round.page.as_deref());
        let from = round.since().max(now - NOTICED).timestamp_millis();
        let path = format!(
            "organizationalEntityNotifications?q=criteria&organizationalEntity={}\
             &actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT,SHARE,SHARE_MENTION)\
             &timeRange=(start:{from},end:{})&start={start}&count=100",
            escaped(&own.urn()),
            now.timestamp_millis(),
        );
        let answer = self.ask(&self.get(&path))?;
        let elements = reading::list(&answer, "elements");
        for notice in elements {
            let action = reading::text(notice, "action").unwrap_or_default();
            if action.ends_with("MENTION") {
                match decode::mention(notice, own) {
                    Ok(post) => batch.posts.push(post),
                    Err(why) => batch.trouble.push(why),
                }
            } else if let Some(post) = urn(notice, &["sourcePost"]).filter(|_| action.contains("COMMENT")) {
                round.heard_of(&post);
            }
        }
        match following(start, elements.len(), 100, &answer) {
            Some(next) => round.page = Some(next.to_string()),
            None => {
                round.before.retain(|id| !id.starts_with(ANSWERS));
                round.begin_threads();
                round.cover_if_done(batch);
            }
        }
        Ok(())
    }

    fn thread(&self, own: &Organisation, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(first) = round.todo.first().cloned() else {
            round.cover_if_done(batch);
            return Ok(());
        };
        let answers = first.id.strip_prefix(ANSWERS).and_then(|both| both.split_once('|'));
        let read = match answers {
            Some((root, comment)) => self.comments(own, root, comment, round, batch),
            None if first.brought => self.comments(own, &first.id, &first.id, round, batch),
            None => self.beginning(own, &first.id, round, batch),
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.kind == OutageKind::NotThere && answers.is_none() && round.met => {
                round.has_read(&first.id, DateTime::UNIX_EPOCH);
                round.thread_done();
            }
            Err(lost) if lost.leaves_the_others() => {
                batch.trouble.push(format!("thread {} cannot be read: {}", first.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.cover_if_done(batch);
        Ok(())
    }

    fn beginning(&self, own: &Organisation, id: &str, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        if !is_urn(id) {
            round.thread_done();
            return Ok(());
        }
        let item = self.ask(&self.get(&format!("posts/{}", escaped(id))))?;
        round.met = true;
        match decode::post(&item, own) {
            Ok(post) => {
                round.brought(Some(post.posted_at), 0);
                batch.posts.push(post);
            }
            Err(why) => {
                batch.trouble.push(why);
                round.brought(None, 0);
            }
        }
        Ok(())
    }

    /// A page of the comments under a post, or of the answers under a comment.
    fn comments(
        &self,
        own: &Organisation,
        root: &str,
        under: &str,
        round: &mut Round,
        batch: &mut Batch,
    ) -> Result<(), Outage> {
        if !is_urn(root) || !is_urn(under) {
            round.thread_done();
            return Ok(());
        }
        let start = number(round.place.page.as_deref());
        let path = format!("socialActions/{}/comments?start={start}&count=100", escaped(under));
        let answer = self.ask(&self.get(&path))?;
        let elements = reading::list(&answer, "elements");
        for item in elements {
            match decode::comment(item, Some(root), own) {
                Ok(mut post) => {
                    if root != under && post.parent.as_ref().is_none_or(|parent| parent.0 == root) {
                        post.parent = Some(PlatformRef(under.to_owned()));
                        post.kind = crate::intake::PostKind::Reply;
                    }
                    if root == under && decode::answers(item) > 0 {
                        round.heard_of(&format!("{ANSWERS}{root}|{}", post.platform_ref.0));
                    }
                    batch.posts.push(post);
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        match following(start, elements.len(), 100, &answer) {
            Some(next) if batch.posts.len() < POSTS * 4 => round.place.page = Some(next.to_string()),
            _ => {
                let at = round.todo.first().map_or(0, |first| first.at);
                let since = DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH);
                round.has_read(root, since);
                round.thread_done();
            }
        }
        Ok(())
    }
}

fn number(page: Option<&str>) -> usize {
    page.and_then(|page| page.parse().ok()).unwrap_or(0)
}

/// Where a list goes on, by number: a full page may have another behind it, and LinkedIn may say how many there are.
fn following(start: usize, came: usize, asked: usize, answer: &serde_json::Value) -> Option<usize> {
    let total = answer.get("paging").and_then(|paging| reading::count(paging, "total"));
    let next = start.saturating_add(came);
    let more = total.map_or(came >= asked, |total| (next as u64) < total);
    (more && came > 0 && next < 50_000).then_some(next)
}
