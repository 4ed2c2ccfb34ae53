//! Reading an account, a round at a time: its media, its stories, the media that tag it, its messages, then the comments
//! of every medium in which something happened.
//!
//! A medium does not say when it was last commented on, only how often: a number other than the last round's is a sign.

use super::{
    Instagram,
    decode::{self, Found, LISTED_FIELDS, MEDIA_FIELDS, Me, claimed},
};
use crate::{
    intake::{Ask, Batch, Fetched, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        graph::{
            Graph, go_on, inbox, next_page,
            threads::{self, Talk},
        },
        reading,
        round::{Round, Stage, advance},
        transport::{Request, outage},
    },
    words::Timestamp,
};
use serde_json::Value;
use std::collections::BTreeSet;

impl Source for Instagram {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        self.graph.rested()?;
        let round = Round::of(&ask);
        let me = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.me()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.media(&me, round, batch, ask.now),
            Stage::Others => self.beside(&me, "stories", Found::Own, Stage::Mentions, round, batch),
            Stage::Mentions => self.beside(&me, "tags", Found::Tagged, Stage::Messages, round, batch),
            Stage::Messages => threads::messages(&self.graph, &me.page, round, batch),
            Stage::Threads | Stage::Rest => {
                threads::thread(&self.graph, &UnderMedia { graph: &self.graph, me: &me }, &me.ids(), round, batch)
            }
        })?;
        Ok(Batch { allowance: self.graph.allowance(ask.now), ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        self.graph.named(at)?;
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
        let mut oldest = now;
        for item in reading::list(&answer, "data") {
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
        threads::further(round, &answer, oldest, now, Stage::Others);
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
            Err(lost) if lost.leaves_the_others() => {
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
}

/// The talk under an account's media.
struct UnderMedia<'a> {
    graph: &'a Graph,
    me: &'a Me,
}

impl Talk for UnderMedia<'_> {
    fn beginning(&self, thread: &str) -> Result<(Result<Fetched, String>, u64), Outage> {
        let item = self.graph.ask(&self.graph.get(thread).query("fields", MEDIA_FIELDS))?;
        Ok((decode::media(&item, self.me, Found::Own), claimed(&item)))
    }

    /// Newest first, each with the answers under it.
    fn asking(&self, thread: &str) -> Request {
        self.graph.get(&format!("{thread}/comments")).query("fields", LISTED_FIELDS).query("limit", "50")
    }

    fn taken(&self, item: &Value, thread: &str) -> Result<Vec<Result<Fetched, String>>, Outage> {
        let mut taken = vec![decode::comment(item, Some(thread), None, self.me)];
        let Some(id) = reading::id(item, "id") else { return Ok(taken) };
        let answer = |reply: &Value| decode::comment(reply, Some(thread), Some(&id), self.me);
        let replies = item.get("replies").unwrap_or(&Value::Null);
        taken.extend(reading::list(replies, "data").iter().map(answer));
        if next_page(replies).is_none() {
            return Ok(taken);
        }
        // More answers than came along: the list is read from its own beginning.
        let known: BTreeSet<String> =
            reading::list(replies, "data").iter().filter_map(|reply| reading::id(reply, "id")).collect();
        let request =
            self.graph.get(&format!("{id}/replies")).query("fields", decode::COMMENT_FIELDS).query("limit", "50");
        self.graph.all(&request, |reply| {
            if reading::id(reply, "id").is_none_or(|id| !known.contains(&id)) {
                taken.push(answer(reply));
            }
        })?;
        Ok(taken)
    }
}
