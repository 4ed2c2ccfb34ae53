//! Once a day: does each login still open what it should, when does it end, and does it open more than the register
//! knows (AC15)? And do our own posts link to accounts that nobody has applied for?

use super::Round;
use crate::{
    intake::{Outage, OutageKind},
    logbook::Entry,
    platform::Candidate,
    queue,
    register::{self, Active, ConnectionState, Found, FoundBy, Known, KnownAs},
    store::Value,
    words::{AccountId, Actor, Error, PostId, Refusal, Result, Timestamp},
};
use chrono::TimeDelta;
use std::{collections::BTreeSet, panic::resume_unwind, thread};

/// The setting that holds when it was last done.
const LAST: &str = "daily_look_at";
/// Logins asked at the same time, if the policy lets so many: a thousand, one after the other, would take minutes.
const ASKED_AT_ONCE: usize = 8;
/// Posts whose links and names are looked at in one go.
const MOST_POSTS: u32 = 20_000;

/// What a look has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Looked {
    /// Accounts whose login was tried.
    pub asked: u32,
    /// Those whose login no longer works.
    pub lost: u32,
    /// Accounts that nobody has applied for, found for the first time.
    pub found: u32,
}

/// Looks, unless it was done within a day, for as long as `go_on` says so.
///
/// # Errors
/// As [`look`].
pub fn look_if_due(round: &Round<'_>, go_on: &dyn Fn() -> bool) -> Result<Option<Looked>> {
    let last = round.logbook.read(|reader| register::setting(reader, LAST))?;
    let last = last.and_then(|millis| millis.parse().ok()).and_then(Timestamp::from_timestamp_millis);
    if last.is_some_and(|last| (round.clock)() - last < TimeDelta::hours(24)) {
        return Ok(None);
    }
    look_while(round, go_on)
}

/// Looks now.
///
/// # Errors
/// A fault of the database. What a platform says is kept with its account.
pub fn look(round: &Round<'_>) -> Result<Looked> {
    Ok(look_while(round, &|| true)?.unwrap_or_default())
}

/// Nothing when it was told to stop: then the look is still due.
fn look_while(round: &Round<'_>, go_on: &dyn Fn() -> bool) -> Result<Option<Looked>> {
    let mut looked = Looked::default();
    let mut known = round.logbook.read(Known::of)?;
    let mut accounts = round.logbook.read(register::active_accounts)?;
    accounts.retain(|account| account.account().connection != ConnectionState::None);
    let at_once =
        usize::try_from(round.policy.pace().at_once).map_or(ASKED_AT_ONCE, |most| most.clamp(1, ASKED_AT_ONCE));
    for some in accounts.chunks(at_once) {
        if !go_on() {
            return Ok(None);
        }
        for Answered { account, proof, opened } in ask(round, some)? {
            looked.asked += 1;
            if keep_proof(round, account, proof)? {
                looked.lost += 1;
                continue;
            }
            let opened = opened.into_iter().map(|candidate| Found {
                platform: account.account().platform,
                service: String::new(),
                handle: candidate.handle,
                name: candidate.name,
                address: candidate.address,
                by: FoundBy::Login,
                within: account.account().id.to_string(),
            });
            looked.found += note(round, &mut known, opened)?;
        }
    }
    let named = links_and_names(round)?;
    looked.found += note(round, &mut known, named)?;
    let now = (round.clock)();
    round
        .logbook
        .write(&Actor::collector(), now, |tx| register::keep_setting(tx, LAST, &now.timestamp_millis().to_string()))?;
    Ok(Some(looked))
}

/// What a login answered.
struct Answered<'a> {
    account: &'a Active,
    proof: Result<Option<Timestamp>, Outage>,
    /// What it opens. A login that can't list that shows nothing, and says nothing of the account.
    opened: Vec<Candidate>,
}

/// Asks these logins at the same time, those that are there.
fn ask<'a>(round: &Round<'_>, accounts: &'a [Active]) -> Result<Vec<Answered<'a>>> {
    let ask_one = |account: &'a Active| -> Result<Option<Answered<'a>>> {
        let connection = match round.connections.connection(account) {
            Ok(connection) => connection,
            Err(Error::Refused(_)) => return Ok(None),
            Err(broke) => return Err(broke),
        };
        let proof = connection.door.prove();
        let opened = if proof.as_ref().is_err_and(is_lost) {
            Vec::new()
        } else {
            connection.door.discover().unwrap_or_default()
        };
        Ok(Some(Answered { account, proof, opened }))
    };
    let answers = thread::scope(|scope| {
        let asked: Vec<_> = accounts.iter().map(|account| scope.spawn(move || ask_one(account))).collect();
        asked.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect::<Result<Vec<_>>>()
    })?;
    Ok(answers.into_iter().flatten().collect())
}

/// Whether the login opens the account no more. No answer today says nothing about that.
fn is_lost(outage: &Outage) -> bool {
    matches!(outage.kind, OutageKind::Login | OutageKind::Permission)
}

/// Asks the platform whether an account's login still works, for somebody who wants to know now: one that was thought lost
/// counts as found again.
///
/// # Errors
/// [`Refusal::PlatformAway`] when it does not answer; as [`super::Connections::connection`]; a fault of the database.
pub fn check(round: &Round<'_>, by: &Actor, account: &Active) -> Result<()> {
    let proof = round.connections.connection(account)?.door.prove();
    if proof.as_ref().is_err_and(|outage| outage.kind.passes()) {
        return Err(Refusal::PlatformAway.into());
    }
    let works = proof.is_ok();
    keep_proof(round, account, proof)?;
    if works {
        stands(round, by, account.account().id, ConnectionState::Working, "")?;
    }
    Ok(())
}

/// Notes how the connection of an account stands now.
fn stands(round: &Round<'_>, by: &Actor, account: AccountId, state: ConnectionState, cause: &str) -> Result<()> {
    round.logbook.write_if(by, (round.clock)(), |tx| {
        let entry = queue::connection_changed(tx, round.policy, account, state, cause)?;
        Ok(entry.map(|entry| ((), entry)))
    })?;
    Ok(())
}

/// Keeps what a login proved, or why it didn't. Answers whether it is lost.
///
/// # Errors
/// A fault of the database.
fn keep_proof(round: &Round<'_>, account: &Active, proof: Result<Option<Timestamp>, Outage>) -> Result<bool> {
    let id = account.account().id;
    let now = (round.clock)();
    match proof {
        Ok(ends_at) => {
            round.logbook.write_if(&Actor::collector(), now, |tx| {
                // A platform that does not say leaves what was said when the login was made.
                let news = match ends_at {
                    Some(_) => register::keep_login_end(tx, id, ends_at)?,
                    None => false,
                };
                Ok(news.then_some(((), Entry::LoginEndNoted { account: id, ends_at })))
            })?;
            Ok(false)
        }
        Err(outage) if is_lost(&outage) => {
            stands(round, &Actor::collector(), id, ConnectionState::Troubled, outage.kind.word())?;
            Ok(true)
        }
        Err(_) => Ok(false),
    }
}

/// Notes what was found, and answers how much of it is new. That something was seen again is no news: it is kept as what
/// the collector observed.
fn note(round: &Round<'_>, known: &mut Known, all: impl IntoIterator<Item = Found>) -> Result<u32> {
    let (mut new, mut again) = (0, BTreeSet::new());
    for found in all {
        match known.place(&found) {
            Ok(KnownAs::Listed(id)) => {
                again.insert(id);
            }
            // A colleague may have told of it meanwhile, or registered it.
            Ok(KnownAs::New) => {
                let noted =
                    round.logbook.write_if(&Actor::collector(), (round.clock)(), |tx| register::note(tx, &found))?;
                if let Some(noted) = noted {
                    known.list(&found, noted.id)?;
                    new += u32::from(noted.new);
                }
            }
            // Without a name it can't be told from others.
            Ok(KnownAs::Registered) | Err(_) => {}
        }
    }
    if !again.is_empty() {
        round.logbook.observe((round.clock)(), |tx| Ok(Some((register::seen_again(tx, again)?, None))))?;
    }
    Ok(new)
}

/// What our own posts link to, and who calls themselves something like us.
fn links_and_names(round: &Round<'_>) -> Result<Vec<Found>> {
    let (posts, patterns) = round.logbook.read(|reader| {
        let since = register::setting(reader, LAST)?.and_then(|millis| millis.parse::<i64>().ok()).unwrap_or(0);
        // What came in while the last look was under way is looked at once more.
        let since = since - TimeDelta::hours(1).num_milliseconds();
        let rows = reader.rows(
            "SELECT p.id, p.ours, p.author_name, p.author_ref, a.platform, a.service, a.address, r.text
             FROM post p JOIN account a ON a.id = p.account_id
             JOIN revision r ON r.post_id = p.id AND r.no = p.latest
             WHERE r.seen_at >= $1 ORDER BY r.seen_at DESC, p.id LIMIT $2",
            &[Value::from(since), MOST_POSTS.into()],
        )?;
        Ok((rows, register::setting(reader, register::NAME_PATTERNS)?.unwrap_or_default()))
    })?;
    let mut found = Vec::new();
    for row in posts {
        let (post, ours): (PostId, bool) = (row.get(0)?, row.get(1)?);
        let (author, author_ref): (String, String) = (row.get(2)?, row.get(3)?);
        let platform = row.word(4, crate::words::Platform::from_word)?;
        let text: String = row.get(7)?;
        if ours {
            for (platform, handle, address) in register::named_in(&text) {
                let (service, name, by, within) = (String::new(), handle.clone(), FoundBy::Link, post.to_string());
                found.push(Found { platform, service, handle, name, address, by, within });
            }
        } else if register::looks_like_ours(&author, &patterns) {
            let handle = if author_ref.is_empty() { author.clone() } else { author_ref };
            let (service, by, within) = (row.get(5)?, FoundBy::Name, post.to_string());
            let address = String::new();
            found.push(Found { platform, service, handle, name: author, address, by, within });
        }
    }
    Ok(found)
}
