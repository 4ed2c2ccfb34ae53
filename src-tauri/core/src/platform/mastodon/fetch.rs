//! Reading an account, a round at a time: what it wrote, who spoke to it, then every active thread whole.

use super::{
    Mastodon,
    decode::{self, Me, Place},
};
use crate::{
    intake::{Ask, Batch, Covered, Fetched, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        attached, paging,
        reading::{self, items},
        round::{Round, Stage, advance},
        transport::outage,
    },
};
use chrono::DateTime;
use serde_json::Value;

/// What tells that somebody spoke to the account. A list of each round, in this order.
///
/// Mentions from accounts that the server holds back stand in no notification list unless they are asked for; the list of
/// held-back requests names their senders all the same, also on servers that don't know how to be asked.
const LISTS: [&str; 3] = ["notifications", "notifications/requests", "conversations"];

impl Source for Mastodon {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        // The first question of a round proves the login: without it, everything could look empty.
        let me = if round.begins() { self.proved()? } else { self.me()? };
        let mut batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.written(&me, round, batch),
            Stage::Others => self.addressed(round, batch),
            Stage::Threads | Stage::Rest => self.thread(&me, round, batch),
        })?;
        batch.allowance = self.meter.now();
        Ok(batch)
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let me = self.me()?;
        let item = match self.status(&at.0) {
            Ok(item) => item,
            // If the login holds, it was this one post; by whom, nobody tells.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                return self.proved().map(|_| Look::Gone(GoneBy::Unknown));
            }
            Err(lost) => return Err(lost),
        };
        let first = match reading::id(&item, "in_reply_to_id") {
            Some(_) => reading::list(&self.context(&at.0)?, "ancestors").first().cloned(),
            None => None,
        };
        let place = Place::begun_by(first.as_ref().unwrap_or(&item), &me);
        let place = place.ok_or_else(|| outage(OutageKind::Garbled, "a post has no id"))?;
        match decode::status(&item, &place, &me) {
            Ok(post) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, Mastodon answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.transport.as_ref(), address, &self.base)
    }
}

impl Mastodon {
    pub(super) fn status(&self, id: &str) -> Result<Value, Outage> {
        if !reading::is_id(id) {
            return Err(outage(OutageKind::Refused, "that is not a Mastodon id"));
        }
        self.ask(&self.get(&format!("statuses/{id}"))).map(|(item, _)| item)
    }

    fn context(&self, id: &str) -> Result<Value, Outage> {
        self.ask(&self.get(&format!("statuses/{id}/context"))).map(|(context, _)| context)
    }

    /// One page of what the account wrote, newest first. What begins a thread is brought; what answers is looked up with
    /// the thread that it stands in.
    fn written(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let mut request =
            self.get(&format!("accounts/{}/statuses", me.id)).query("exclude_reblogs", "true").query("limit", "40");
        if let Some(at) = &round.page {
            request = request.query("max_id", at.clone());
        }
        let (answer, whole) = self.ask(&request)?;
        let mut far_enough = items(&answer).is_empty();
        for item in items(&answer) {
            let Some(id) = reading::id(item, "id") else {
                batch.trouble.push("a post has no id".to_owned());
                continue;
            };
            if reading::instant(item, "created_at").is_some_and(|at| !round.is_active(at)) {
                far_enough = true;
            } else if reading::id(item, "in_reply_to_id").is_some() {
                round.heard_of(&id);
            } else {
                let place = Place { root: id.clone(), ours: true };
                match decode::status(item, &place, me) {
                    Ok(post) => {
                        round.found(&id, post.posted_at, 0);
                        self.bring(post, item, round, batch)?;
                    }
                    Err(why) => batch.trouble.push(why),
                }
            }
        }
        match paging::next(&whole, "max_id").filter(|next| !far_enough && round.page.as_ref() != Some(next)) {
            Some(next) => round.page = Some(next),
            None => round.next(Stage::Others),
        }
        Ok(())
    }

    /// One page of the lists of who spoke to the account, newest first.
    fn addressed(&self, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let at = round.page.clone().unwrap_or_else(|| LISTS[0].to_owned());
        let (list, page) = at.split_once(' ').map_or((at.as_str(), None), |(list, page)| (list, Some(page)));
        let mut request = self.get(list).query("limit", "40");
        if list == LISTS[0] {
            for kind in ["mention", "quote"] {
                request = request.query("types[]", kind);
            }
            request = request.query("include_filtered", "true");
        }
        if let Some(page) = page {
            request = request.query("max_id", page);
        }
        let mut next = None;
        match self.ask(&request) {
            Ok((answer, whole)) => {
                let mut far_enough = items(&answer).is_empty();
                for item in items(&answer) {
                    let Some(status) = decode::about(item) else { continue };
                    if reading::instant(status, "created_at").is_some_and(|at| !round.is_active(at)) {
                        far_enough = true;
                    } else if let Some(id) = reading::id(status, "id") {
                        round.heard_of(&id);
                    }
                }
                next = paging::next(&whole, "max_id").filter(|next| !far_enough && page != Some(next));
            }
            // An older server without this list, or a token that was not given it.
            Err(lost) if list != LISTS[0] && lost.kind == OutageKind::NotThere => {}
            Err(lost) if list != LISTS[0] && lost.kind == OutageKind::Permission => {
                batch.trouble.push(format!("the list of {list} may not be read: {}", lost.cause));
            }
            Err(lost) => return Err(lost),
        }
        let after = LISTS.iter().skip_while(|own| **own != list).nth(1);
        match (next, after) {
            (Some(next), _) => round.page = Some(format!("{list} {next}")),
            (None, Some(after)) => round.page = Some((*after).to_owned()),
            (None, None) => round.begin_threads(),
        }
        round.rest_if_done();
        Ok(())
    }

    /// The first thread that is left: all of it, or, when it is a part of another, that other one's turn.
    fn thread(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        let read = self.whole(me, &thread.id, thread.brought, round, batch);
        match read {
            Ok(true) => {
                let since = if thread.brought { round.covered_since(&thread) } else { DateTime::UNIX_EPOCH };
                batch.covered.push(Covered { root: PlatformRef(thread.id), since });
                round.thread_done();
            }
            Ok(false) => {}
            Err(lost) if lost.kind == OutageKind::NotThere => {
                batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
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

    /// Brings a thread. Answers whether it was one, and whole: `false` when the post stands in another's.
    fn whole(&self, me: &Me, id: &str, brought: bool, round: &mut Round, batch: &mut Batch) -> Result<bool, Outage> {
        let beginning = if brought { None } else { Some(self.status(id)?) };
        let context = self.context(id)?;
        if let Some(root) = reading::list(&context, "ancestors").first().and_then(|first| reading::id(first, "id"))
            && root != id
        {
            round.is_part(id, &root);
            return Ok(false);
        }
        let place = match &beginning {
            Some(item) => Place::begun_by(item, me).ok_or_else(|| outage(OutageKind::Garbled, "a post has no id"))?,
            None => Place { root: id.to_owned(), ours: true },
        };
        let answers = reading::list(&context, "descendants");
        for item in beginning.iter().chain(answers).filter(|item| place.ours || decode::concerns(item, me)) {
            match decode::status(item, &place, me) {
                Ok(post) => self.bring(post, item, round, batch)?,
                Err(why) => batch.trouble.push(why),
            }
        }
        round.read_with(answers.iter().filter_map(|item| reading::id(item, "id")));
        Ok(true)
    }

    /// Brings a post, and before it the wordings that it had since it was last brought.
    fn bring(&self, post: Fetched, item: &Value, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let id = post.platform_ref.0.clone();
        if let Some(reworded) = decode::reworded(item).filter(|at| *at >= round.since().timestamp_millis()) {
            let known = round.versions.get(&id).copied().unwrap_or(i64::MIN);
            if known < reworded {
                match self.ask(&self.get(&format!("statuses/{id}/history"))) {
                    Ok((history, _)) => {
                        let moment = |version: &&Value| {
                            reading::instant(version, "created_at").map_or(i64::MIN, |at| at.timestamp_millis())
                        };
                        let between =
                            items(&history).iter().filter(|one| moment(one) > known && moment(one) < reworded);
                        batch.posts.extend(between.map(|version| decode::earlier(&post, version)));
                    }
                    Err(lost) if lost.kind.passes() => return Err(lost),
                    Err(lost) => batch.trouble.push(format!("the history of {id} cannot be read: {}", lost.cause)),
                }
                round.versions.insert(id, reworded);
            }
        }
        batch.posts.push(post);
        Ok(())
    }
}
