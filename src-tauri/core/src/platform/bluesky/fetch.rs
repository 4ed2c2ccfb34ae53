//! Reading an account, a round at a time: what it wrote, who spoke to it, then every active thread whole, and messages.

use super::{
    Bluesky, CHAT,
    decode::{self, POSTS, at, flat, folded},
    session::Session,
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        attached, reading,
        round::{Round, Stage, advance},
        transport::{Request, outage},
    },
};
use chrono::DateTime;
use serde_json::Value;
use std::collections::BTreeSet;

/// Pieces of a thread that was too deep for one answer; so many are asked for.
const PIECES: usize = 40;

/// In the list of what others wrote, the part that is read after the notifications.
const MESSAGES: &str = "messages";

impl Source for Bluesky {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        // The first question of a round proves the login: much here could also be answered to nobody.
        let session = if round.begins() { self.proved()? } else { self.session()? };
        let mut batch = advance(round, |round, batch| {
            // A session that was renewed meanwhile is the one to go on with.
            let session = self.session().unwrap_or_else(|_| session.clone());
            match round.stage {
                Stage::Own => self.written(&session, round, batch),
                Stage::Others if round.page.as_deref().is_some_and(|page| page.starts_with(MESSAGES)) => {
                    self.messages(&session, round, batch)
                }
                Stage::Others => self.addressed(&session, round),
                Stage::Threads | Stage::Rest => self.thread(&session, round, batch),
            }
        })?;
        batch.allowance = self.meter.now();
        Ok(batch)
    }

    fn look(&self, name: &PlatformRef) -> Result<Look, Outage> {
        let session = self.session()?;
        if let Some((conversation, id)) = decode::message_named(&name.0) {
            return self.look_at_message(&session, conversation, id);
        }
        let Some(place) = at(&name.0).filter(|at| at.collection == POSTS) else {
            return Err(outage(OutageKind::Refused, "that is not the address of a post"));
        };
        let answer = self.ask(&self.get(&session, "app.bsky.feed.getPosts").query("uris", name.0.clone()))?;
        let Some(item) = reading::list(&answer, "posts").first() else { return self.gone(&session, &place) };
        let root = decode::root_of(decode::record(item)).unwrap_or_else(|| name.0.clone());
        let gate = match at(&root).filter(|at| at.repo == session.did) {
            Some(root) => self.gate(&session, root.key)?.map(|(gate, _)| gate).unwrap_or_default(),
            None => Value::Null,
        };
        match decode::post(item, &session.did, &folded(&gate)) {
            Ok(post) if post.platform_ref == *name => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {name}, Bluesky answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        let (view, blob) = decode::blob_named(address);
        let session = self.session()?;
        let shown = match view {
            Some(view) => attached::fetch(self.transport.as_ref(), view, &session.home),
            None => Err(outage(OutageKind::NotThere, "the attachment is shown nowhere")),
        };
        match (shown, blob) {
            (Err(_), Some((repo, cid))) => {
                // As it was uploaded, where its author lives on the same server.
                let request =
                    Request::get(session.url("com.atproto.sync.getBlob")).query("did", repo).query("cid", cid);
                attached::download(self.transport.as_ref(), request)
            }
            (shown, _) => shown,
        }
    }
}

impl Bluesky {
    /// The post is shown to nobody. If its author's repository is on this server it tells whether the author took the
    /// record away, or only the sight of it is gone; otherwise nobody tells.
    fn gone(&self, session: &Session, place: &decode::At<'_>) -> Result<Look, Outage> {
        let repo = self.get(session, "com.atproto.repo.describeRepo").query("repo", place.repo);
        match self.ask(&repo) {
            Ok(_) => {}
            Err(lost) if lost.kind.passes() || lost.kind == OutageKind::Login => return Err(lost),
            Err(_) => return self.proved().map(|_| Look::Gone(GoneBy::Unknown)),
        }
        let record = self
            .get(session, "com.atproto.repo.getRecord")
            .query("repo", place.repo)
            .query("collection", place.collection)
            .query("rkey", place.key);
        match self.ask(&record) {
            Ok(_) => Ok(Look::Gone(GoneBy::Platform)),
            Err(lost) if lost.kind == OutageKind::NotThere => {
                Ok(Look::Gone(if place.repo == session.did { GoneBy::Us } else { GoneBy::Author }))
            }
            Err(lost) => Err(lost),
        }
    }

    /// One page of what the account wrote, newest first. What begins a thread is brought; an answer leads to its thread.
    fn written(&self, session: &Session, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let mut request = self
            .get(session, "app.bsky.feed.getAuthorFeed")
            .query("actor", session.did.clone())
            .query("filter", "posts_with_replies")
            .query("limit", "100");
        if let Some(cursor) = &round.page {
            request = request.query("cursor", cursor.clone());
        }
        let answer = self.ask(&request)?;
        let items = reading::list(&answer, "feed");
        let mut far_enough = false;
        // What others wrote and the account only passed on is theirs.
        for item in items.iter().filter(|item| item.get("reason").is_none()).filter_map(|item| item.get("post")) {
            if decode::seen_at(item).is_some_and(|at| !round.is_active(at)) {
                far_enough = true;
            } else if let Some(root) = decode::root_of(decode::record(item)) {
                round.heard_of(&root);
            } else {
                match decode::post(item, &session.did, &[]) {
                    // The thread brings it, with what is folded away in it.
                    Ok(post) => round.heard_of(&post.platform_ref.0),
                    Err(why) => batch.trouble.push(why),
                }
            }
        }
        // An empty page with more behind it is believed once: the next cursor must be another.
        match reading::text(&answer, "cursor").filter(|next| !far_enough && round.page.as_ref() != Some(next)) {
            Some(next) if !items.is_empty() => round.page = Some(next),
            _ => round.next(Stage::Others),
        }
        Ok(())
    }

    /// One page of who spoke to the account, newest first.
    fn addressed(&self, session: &Session, round: &mut Round) -> Result<(), Outage> {
        let mut request = self.get(session, "app.bsky.notification.listNotifications").query("limit", "100");
        for reason in ["reply", "mention", "quote"] {
            request = request.query("reasons", reason);
        }
        if let Some(cursor) = &round.page {
            request = request.query("cursor", cursor.clone());
        }
        let answer = self.ask(&request)?;
        let items = reading::list(&answer, "notifications");
        let mut far_enough = items.is_empty();
        for item in items {
            if decode::seen_at(item).is_some_and(|at| !round.is_active(at)) {
                far_enough = true;
            } else if let Some(uri) = decode::post_uri(item, "uri") {
                round.heard_of(&decode::root_of(decode::record(item)).unwrap_or(uri));
            }
        }
        match reading::text(&answer, "cursor").filter(|next| !far_enough && round.page.as_ref() != Some(next)) {
            Some(next) => round.page = Some(next),
            None => round.page = Some(MESSAGES.to_owned()),
        }
        Ok(())
    }

    /// One page of the conversations in which something was said, and what was said there.
    fn messages(&self, session: &Session, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let cursor = round.page.as_deref().and_then(|page| page.split_once(' ')).map(|(_, cursor)| cursor.to_owned());
        let mut request = self.chat(session, "listConvos").query("limit", "50");
        if let Some(cursor) = &cursor {
            request = request.query("cursor", cursor.clone());
        }
        let answer = match self.ask(&request) {
            Ok(answer) => answer,
            // Another server, another permission: the rest of the account is not blind for it, but this much is said.
            Err(lost) if lost.kind != OutageKind::Limited => {
                batch.trouble.push(format!("direct messages cannot be read: {}", lost.cause));
                round.begin_threads();
                round.rest_if_done();
                return Ok(());
            }
            Err(lost) => return Err(lost),
        };
        let mut far_enough = false;
        for convo in reading::list(&answer, "convos") {
            let Some(id) = reading::id(convo, "id") else { continue };
            let last = convo.get("lastMessage").and_then(|last| reading::instant(last, "sentAt"));
            if last.is_some_and(|at| !round.is_active(at)) {
                far_enough = true;
                continue;
            }
            let said =
                self.ask(&self.chat(session, "getMessages").query("convoId", id.clone()).query("limit", "100"))?;
            for item in reading::list(&said, "messages").iter().rev().filter(|item| decode::is_message(item)) {
                match decode::message(item, &id, reading::list(convo, "members"), &session.did) {
                    Ok(message) if round.is_active(message.posted_at) => batch.posts.push(message),
                    Ok(_) => {}
                    Err(why) => batch.trouble.push(why),
                }
            }
        }
        match reading::text(&answer, "cursor").filter(|next| !far_enough && cursor.as_ref() != Some(next)) {
            Some(next) => round.page = Some(format!("{MESSAGES} {next}")),
            None => round.begin_threads(),
        }
        round.rest_if_done();
        Ok(())
    }

    pub(super) fn chat(&self, session: &Session, method: &str) -> Request {
        self.get(session, &format!("chat.bsky.convo.{method}")).header("atproto-proxy", CHAT)
    }

    fn look_at_message(&self, session: &Session, conversation: &str, id: &str) -> Result<Look, Outage> {
        let said = self.chat(session, "getMessages").query("convoId", conversation).query("limit", "100");
        let answer = self.ask(&said)?;
        let items = reading::list(&answer, "messages");
        let found = items.iter().find(|item| reading::id(item, "id").as_deref() == Some(id));
        match found {
            Some(item) if decode::is_message(item) => {
                let message = decode::message(item, conversation, &[], &session.did);
                message.map(|message| Look::Standing(Box::new(message))).map_err(|why| outage(OutageKind::Garbled, why))
            }
            // Only we can delete a message from our own sight of a conversation.
            Some(_) => Ok(Look::Gone(GoneBy::Us)),
            None => Ok(Look::Unclear),
        }
    }

    /// The first thread that is left, whole: from its beginning, or the next piece that was too deep.
    fn thread(&self, session: &Session, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        match self.whole(session, &thread.id, batch) {
            Ok(()) => {
                batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
                round.thread_done();
            }
            // Its beginning is gone, and with it the sight of the rest: each is asked for by its own name.
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

    fn whole(&self, session: &Session, root: &str, batch: &mut Batch) -> Result<(), Outage> {
        let ours = at(root).is_some_and(|at| at.repo == session.did);
        let mut todo = vec![root.to_owned()];
        let mut asked = BTreeSet::new();
        let mut away = Vec::new();
        let mut posts = Vec::new();
        while let Some(uri) = todo.pop() {
            let request = self
                .get(session, "app.bsky.feed.getPostThread")
                .query("uri", uri.clone())
                .query("depth", "1000")
                .query("parentHeight", "0");
            let answer = self.ask(&request)?;
            let tree = answer.get("thread").unwrap_or(&Value::Null);
            if asked.is_empty() {
                // The view tells it too, but later than the record itself.
                let gate =
                    if ours { at(root).map(|at| self.gate(session, at.key)).transpose()?.flatten() } else { None };
                away = folded(&gate.map(|(gate, _)| gate).unwrap_or_default());
            }
            let flat = flat(tree);
            if flat.posts.is_empty() && asked.is_empty() {
                let blocked = tree.get("blocked").is_some();
                let kind = if blocked { OutageKind::Refused } else { OutageKind::NotThere };
                return Err(outage(kind, "the thread is not shown"));
            }
            for item in flat.posts.into_iter().filter(|item| ours || decode::concerns(item, &session.did)) {
                match decode::post(item, &session.did, &away) {
                    Ok(post) => posts.push(post),
                    Err(why) => batch.trouble.push(why),
                }
            }
            asked.insert(uri);
            todo.extend(flat.deeper.into_iter().filter(|deeper| !asked.contains(deeper)));
            if asked.len() >= PIECES {
                break;
            }
        }
        if !todo.is_empty() {
            batch.trouble.push(format!("thread {root} is deeper than is read"));
        }
        // A piece begins with a post that the piece before it ended with.
        posts.dedup_by(|one, other| one.platform_ref == other.platform_ref);
        batch.posts.append(&mut posts);
        Ok(())
    }
}
