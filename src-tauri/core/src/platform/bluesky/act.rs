//! Acting from an account: answering, folding answers away, closing a thread, shutting people out. Each is a record in the
//! account's own repository, and what it was before is read first, so that nothing of another's doing is lost.

use super::{
    Bluesky,
    decode::{self, At, POSTS, at, quoted, with_field},
    session::Session,
    words::facets,
};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{
        reading,
        transport::{Answer, Login, outage},
    },
    words::{Digest, Timestamp},
};
use chrono::SecondsFormat;
use serde_json::{Value, json};

const THREADGATE: &str = "app.bsky.feed.threadgate";
const POSTGATE: &str = "app.bsky.feed.postgate";
const BLOCK: &str = "app.bsky.graph.block";

/// How many answers of one thread can be folded away.
const MOST_FOLDED: usize = 300;
/// How often a record is read anew when somebody else changed it meanwhile.
const TRIES: u32 = 3;
/// How many pages of the list of those who are shut out are read.
const PAGES: u32 = 50;

/// What Bluesky allows. A folded answer can be unfolded by any reader, and its author sees it as before.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: true,
    remove: false,
    block: true,
    unblock: true,
    close: true,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 300,
};

impl Hands for Bluesky {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.fold(post, true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.fold(post, false)
    }

    fn remove(&self, _: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Bluesky lets nobody take away what another wrote"))
    }

    fn block(&self, author: &str, _: &PlatformRef) -> Result<Receipt, Outage> {
        let session = self.session()?;
        let did = person(author)?;
        if let Some(key) = self.block_of(&session, did)? {
            return Ok(Receipt { platform_ref: None, line: format!("{did} is blocked by record {key}") });
        }
        let now = self.server_time(&session)?;
        let record = json!({ "$type": BLOCK, "subject": did, "createdAt": written(now) });
        let (answer, _) = self.create(&session, BLOCK, &key(now, did), &record)?;
        let key = reading::text(&answer, "uri").unwrap_or_default();
        Ok(Receipt { platform_ref: None, line: format!("{did} blocked by {key}") })
    }

    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        let session = self.session()?;
        let did = person(author)?;
        let mut taken = 0;
        // Another program may have blocked the same person twice.
        while let Some(key) = self.block_of(&session, did)?.filter(|_| taken < TRIES) {
            self.delete(&session, BLOCK, &key, None)?;
            taken += 1;
        }
        Ok(Receipt { platform_ref: None, line: format!("{taken} blocks of {did} taken away") })
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.admit(root, Some(&json!([])))
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.admit(root, None)
    }

    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        let session = self.session()?;
        self.block_of(&session, person(author)?).map(|block| Some(block.is_some()))
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let session = self.session()?;
        let key = own_root(root, &session)?;
        let gate = self.gate(&session, key)?;
        Ok(Some(gate.is_some_and(|(gate, _)| gate.get("allow").and_then(Value::as_array).is_some_and(Vec::is_empty))))
    }
}

impl Bluesky {
    /// Answers a post. The record gets its key before it is sent, so that a lost answer can be looked for.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let session = self.session()?;
        if let Some((conversation, _)) = decode::message_named(&to.0) {
            return self.send(&session, conversation, text);
        }
        if let Some(conversation) = decode::conversation_named(&to.0) {
            return self.send(&session, conversation, text);
        }
        let request = self.get(&session, "app.bsky.feed.getPosts").query("uris", to.0.clone());
        let (answer, whole) = self.ask_whole(&request)?;
        let item = reading::list(&answer, "posts").first();
        let item = item.ok_or_else(|| outage(OutageKind::NotThere, format!("{to} is not there any more")))?;
        let cid =
            reading::id(item, "cid").ok_or_else(|| outage(OutageKind::Garbled, format!("{to} has no version")))?;
        let parent = json!({ "uri": to.0, "cid": cid });
        let root = decode::record(item).get("reply").and_then(|reply| reply.get("root")).cloned();
        let now = told(&whole, item)?;
        let mut record = json!({
            "$type": POSTS,
            "text": text,
            "createdAt": written(now),
            "langs": ["sv"],
            "reply": { "root": root.unwrap_or_else(|| parent.clone()), "parent": parent },
        });
        let facets = facets(text, |handle| self.whose(&session, handle));
        if !facets.is_empty() {
            record = with_field(&record, "facets", Some(Value::Array(facets)));
        }
        let key = key(now, &format!("{to}\n{text}"));
        let (answer, said) = self.create(&session, POSTS, &key, &record)?;
        let uri = decode::post_uri(&answer, "uri").filter(|uri| *uri != to.0);
        let Some(uri) = uri else {
            let cause = format!("Bluesky did not name a new post under {to}");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        Ok(Receipt { line: format!("{uri} answers {to}, {said}"), platform_ref: Some(PlatformRef(uri)) })
    }

    fn send(&self, session: &Session, conversation: &str, text: &str) -> Result<Receipt, Outage> {
        let body = json!({ "convoId": conversation, "message": { "text": text } });
        let request = self.post(session, "chat.bsky.convo.sendMessage", body).header("atproto-proxy", super::CHAT);
        let answer = self.ask(&request)?;
        let Some(id) = reading::id(&answer, "id") else {
            let cause = format!("Bluesky did not name a new message in conversation {conversation}");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        let line = format!("message {id} in conversation {conversation}");
        Ok(Receipt { platform_ref: Some(PlatformRef(format!("message/{conversation}/{id}"))), line })
    }

    /// Makes a record under a key. When the answer is lost it is looked for before anybody says that nobody knows.
    fn create(
        &self,
        session: &Session,
        collection: &str,
        key: &str,
        record: &Value,
    ) -> Result<(Value, &'static str), Outage> {
        let body = json!({ "repo": session.did, "collection": collection, "rkey": key, "record": record });
        match self.ask(&self.post(session, "com.atproto.repo.createRecord", body)) {
            Ok(answer) => Ok((answer, "said at once")),
            Err(lost) if lost.may_have_happened => match self.record(session, collection, key) {
                Ok(Some((_, _, answer))) => Ok((answer, "found after a lost answer")),
                Ok(None) | Err(_) => Err(lost),
            },
            Err(lost) => Err(lost),
        }
    }

    /// Folds an answer in a thread of the municipality's own away, or a quoted post of its own out of another's.
    fn fold(&self, name: &PlatformRef, away: bool) -> Result<Receipt, Outage> {
        let session = self.session()?;
        let answer = self.ask(&self.get(&session, "app.bsky.feed.getPosts").query("uris", name.0.clone()))?;
        let item = reading::list(&answer, "posts").first();
        let item = item.ok_or_else(|| outage(OutageKind::NotThere, format!("{name} is not there any more")))?;
        let ours = |uri: &String| at(uri).is_some_and(|at| at.repo == session.did);
        let record = decode::record(item);
        let (collection, list, begins) = match (decode::root_of(record).filter(ours), quoted(record).filter(ours)) {
            (Some(root), _) => (THREADGATE, "hiddenReplies", root),
            (None, Some(quoted)) => (POSTGATE, "detachedEmbeddingUris", quoted),
            (None, None) => {
                return Err(outage(
                    OutageKind::Refused,
                    "only answers in the account's own threads can be folded away",
                ));
            }
        };
        self.change(&session, collection, &begins, |gate| {
            let mut all: Vec<String> =
                reading::list(gate, list).iter().filter_map(Value::as_str).map(str::to_owned).collect();
            match all.iter().position(|one| *one == name.0) {
                None if away && all.len() >= MOST_FOLDED => {
                    return Err(outage(OutageKind::Refused, format!("{MOST_FOLDED} answers are folded away already")));
                }
                None if away => all.push(name.0.clone()),
                Some(place) if !away => drop(all.remove(place)),
                _ => return Ok(None),
            }
            Ok(Some(with_field(gate, list, Some(json!(all)))))
        })?;
        let line = format!("{name} {} {collection} of {begins}", if away { "put into" } else { "taken out of" });
        Ok(Receipt { platform_ref: None, line })
    }

    /// Says who may answer in a thread: nobody, or everybody.
    fn admit(&self, root: &PlatformRef, allow: Option<&Value>) -> Result<Receipt, Outage> {
        let session = self.session()?;
        own_root(root, &session)?;
        let open = allow.is_none();
        self.change(&session, THREADGATE, &root.0, |gate| {
            let already = gate.get("allow") == allow;
            Ok((!already).then(|| with_field(gate, "allow", allow.cloned())))
        })?;
        Ok(Receipt { platform_ref: None, line: format!("{root} {}", if open { "opened" } else { "closed" }) })
    }

    /// Changes the record that belongs to a post of the account's own: reads it, changes it, and puts it in place only if
    /// nobody else has changed it meanwhile.
    fn change(
        &self,
        session: &Session,
        collection: &str,
        uri: &str,
        change: impl Fn(&Value) -> Result<Option<Value>, Outage>,
    ) -> Result<(), Outage> {
        let Some(At { key, .. }) = at(uri) else { return Err(outage(OutageKind::Refused, "that is not a post")) };
        for tried in 1.. {
            let known = self.record(session, collection, key)?;
            let (gate, cid) = known.map(|(gate, cid, _)| (Some(gate), cid)).unwrap_or_default();
            let gate = match gate {
                Some(gate) => gate,
                None => json!({ "$type": collection, "post": uri, "createdAt": written(self.server_time(session)?) }),
            };
            let Some(changed) = change(&gate)? else { return Ok(()) };
            let body = json!({
                "repo": session.did, "collection": collection, "rkey": key, "record": changed, "swapRecord": cid,
            });
            match self.ask(&self.post(session, "com.atproto.repo.putRecord", body).repeatable()) {
                Err(lost) if lost.cause.contains("InvalidSwap") && tried < TRIES => {}
                other => return other.map(|_| ()),
            }
        }
        Ok(())
    }

    /// The record that says who may answer in a thread and which answers are folded away, with its version.
    pub(super) fn gate(&self, session: &Session, key: &str) -> Result<Option<(Value, Option<String>)>, Outage> {
        Ok(self.record(session, THREADGATE, key)?.map(|(gate, cid, _)| (gate, cid)))
    }

    /// A record of the account's own, its version, and the whole answer.
    fn record(
        &self,
        session: &Session,
        collection: &str,
        key: &str,
    ) -> Result<Option<(Value, Option<String>, Value)>, Outage> {
        let request = self
            .get(session, "com.atproto.repo.getRecord")
            .query("repo", session.did.clone())
            .query("collection", collection)
            .query("rkey", key);
        match self.ask(&request) {
            Ok(answer) => Ok(Some((decode::record(&answer).clone(), reading::id(&answer, "cid"), answer))),
            Err(lost) if lost.kind == OutageKind::NotThere => Ok(None),
            Err(lost) => Err(lost),
        }
    }

    fn delete(&self, session: &Session, collection: &str, key: &str, cid: Option<&str>) -> Result<(), Outage> {
        let body = json!({ "repo": session.did, "collection": collection, "rkey": key, "swapRecord": cid });
        let body = if cid.is_some() { body } else { with_field(&body, "swapRecord", None) };
        self.ask(&self.post(session, "com.atproto.repo.deleteRecord", body).repeatable()).map(|_| ())
    }

    /// The key of the record that shuts somebody out. The account's own repository knows it at once; the public view of
    /// the network only after a while.
    fn block_of(&self, session: &Session, did: &str) -> Result<Option<String>, Outage> {
        let mut cursor = None;
        for _ in 0..PAGES {
            let mut request = self
                .get(session, "com.atproto.repo.listRecords")
                .query("repo", session.did.clone())
                .query("collection", BLOCK)
                .query("limit", "100");
            if let Some(cursor) = &cursor {
                request = request.query("cursor", String::clone(cursor));
            }
            let answer = self.ask(&request)?;
            let records = reading::list(&answer, "records");
            let theirs =
                records.iter().find(|one| reading::text(decode::record(one), "subject").as_deref() == Some(did));
            if let Some(uri) = theirs.and_then(|one| reading::text(one, "uri")) {
                return Ok(at(&uri).map(|at| at.key.to_owned()));
            }
            match reading::text(&answer, "cursor").filter(|next| !records.is_empty() && cursor.as_ref() != Some(next)) {
                Some(next) => cursor = Some(next),
                None => return Ok(None),
            }
        }
        Err(outage(OutageKind::Garbled, "the list of blocks has no end"))
    }

    /// Whom a handle belongs to.
    fn whose(&self, session: &Session, handle: &str) -> Option<String> {
        let request = self.get(session, "com.atproto.identity.resolveHandle").query("handle", handle);
        self.ask(&request).ok().and_then(|answer| reading::text(&answer, "did")).filter(|did| decode::is_did(did))
    }

    /// The time by the server's clock: records bear it, and a desk whose clock goes wrong must not date them.
    fn server_time(&self, session: &Session) -> Result<Timestamp, Outage> {
        let request = self.get(session, "com.atproto.server.getSession").login(Login::Bearer(session.access.clone()));
        let (_, answer) = self.ask_whole(&request)?;
        answer.date().ok_or_else(|| outage(OutageKind::Garbled, "the server does not say what time it is"))
    }
}

/// The time that an answer tells, or else a moment after what is answered was indexed.
fn told(answer: &Answer, item: &Value) -> Result<Timestamp, Outage> {
    let after = || decode::seen_at(item).map(|at| at + chrono::Duration::seconds(1));
    answer.date().or_else(after).ok_or_else(|| outage(OutageKind::Garbled, "the server does not say what time it is"))
}

fn person(author: &str) -> Result<&str, Outage> {
    if decode::is_did(author) { Ok(author) } else { Err(outage(OutageKind::Refused, "that is not a Bluesky account")) }
}

/// The key of a post that begins a thread of the account's own.
fn own_root<'a>(root: &'a PlatformRef, session: &Session) -> Result<&'a str, Outage> {
    let place = at(&root.0).filter(|at| at.repo == session.did && at.collection == POSTS);
    place.map(|at| at.key).ok_or_else(|| outage(OutageKind::Refused, "only the account's own threads can be closed"))
}

fn written(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The letters of a record's key, in their order.
const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// A record's key: the time in microseconds, made to differ by what the record is about. The same deed at the same time
/// has the same key, so it cannot be done twice.
fn key(at: Timestamp, about: &str) -> String {
    let digest = Digest::of(about.as_bytes()).to_string();
    let chance = u64::from_str_radix(digest.get(..8).unwrap_or("0"), 16).unwrap_or(0);
    // The server tells whole seconds: the rest of the second and the last ten bits are by what it is about.
    let micros = u64::try_from(at.timestamp_micros()).unwrap_or(0) + chance % 1_000_000;
    let number = (micros << 10 | chance >> 20 & 0x3ff) & (u64::MAX >> 1);
    let letter =
        |place: u32| LETTERS.get((number >> (5 * (12 - place)) & 31) as usize).map_or('2', |byte| char::from(*byte));
    (0..13).map(letter).collect()
}
