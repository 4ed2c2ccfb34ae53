//! One visit to one account, and the coverage log that the visits make (IN6).

use super::Round;
use crate::{
    flagging::{self, picture::Unread},
    intake::{self, Ask, GoneBy, Look, Missed, Outage, Received, Source},
    logbook::{Entry, Reader, Tx},
    queue,
    register::{self, Active, ConnectionState},
    words::{AccountId, Actor, Error, Fault, PostId, Refusal, Result, RoundId, Timestamp},
};
use chrono::TimeDelta;

/// Batches fetched in one visit before the others get their turn.
const MOST_BATCHES: u32 = 50;
/// Pictures saved in one visit.
const MOST_ATTACHMENTS: u32 = 40;
/// Pictures read in one visit: reading one takes about a second.
const MOST_PICTURES: u32 = 12;

/// What came of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// To which account.
    pub account: AccountId,
    /// How it went.
    pub result: VisitResult,
    /// Posts seen for the first time.
    pub new: Vec<PostId>,
    /// Posts with a new wording.
    pub revised: Vec<PostId>,
    /// Posts that are no longer there.
    pub gone: u32,
}

/// How a visit went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitResult {
    /// Everything was read.
    Whole,
    /// Something could not be read; the rest was.
    Partly(String),
    /// The platform did not answer, or said no: supervision was missed.
    Missed(String),
}

impl VisitResult {
    fn word(&self) -> String {
        match self {
            VisitResult::Whole => "whole".to_owned(),
            VisitResult::Partly(cause) => format!("partly: {cause}"),
            VisitResult::Missed(cause) => format!("missed: {cause}"),
        }
    }
}

/// Visits an account: fetches until there is no more, asks for what was missed, and saves pictures.
///
/// # Errors
/// A fault of the database. Trouble with the platform is part of the [`Visit`].
pub fn visit(round: &Round<'_>, account: &Active) -> Result<Visit> {
    let started = (round.clock)();
    let mut visit =
        Visit { account: account.account().id, result: VisitResult::Whole, new: vec![], revised: vec![], gone: 0 };
    match round.connections.connection(account) {
        Ok(connection) => {
            if let Err(outage) = fetch(round, account, connection.source.as_ref(), &mut visit)? {
                visit.result = VisitResult::Missed(outage.kind.word().to_owned());
            } else {
                save_attachments(round, account, connection.source.as_ref())?;
                read_pictures(round, account)?;
            }
        }
        Err(Error::Refused(refusal)) => visit.result = VisitResult::Missed(code(&refusal)),
        Err(broke) => return Err(broke),
    }
    keep(round, account, &visit, started)?;
    Ok(visit)
}

fn fetch(round: &Round<'_>, account: &Active, source: &dyn Source, visit: &mut Visit) -> Result<Result<(), Outage>> {
    for _ in 0..MOST_BATCHES {
        let now = (round.clock)();
        let since = round.logbook.read(|reader| intake::cursor(reader, visit.account))?;
        let window = TimeDelta::days(i64::from(round.policy.limits().reread_days));
        let batch = match source.fetch(Ask { since: since.as_ref(), window_from: now - window, now }) {
            Ok(batch) => batch,
            Err(outage) => return Ok(Err(outage)),
        };
        if let Some(trouble) = batch.trouble.first() {
            visit.result = VisitResult::Partly(trouble.clone());
        }
        let clock = account.account().clock.kind();
        let stuck = batch.more && batch.cursor == since;
        let (received, missed) = round.logbook.write(&Actor::collector(), now, |tx| {
            let (received, missed) =
                intake::receive(tx, account, &batch, |received| round.policy.answer_by(received, clock))?;
            let judged = judge(tx, round, &received)?;
            let entry = Entry::Received { account: visit.account, new: judged.0, revised: judged.1, gone: 0 };
            Ok(((received, missed), entry))
        })?;
        for one in received {
            match one {
                Received::New(post) => visit.new.push(post),
                Received::Revised(post, _) => visit.revised.push(post),
                Received::Unchanged(_) | Received::Back(_) => {}
            }
        }
        visit.gone += look_for(round, source, &missed)?;
        if !batch.more {
            return Ok(Ok(()));
        }
        if stuck {
            visit.result = VisitResult::Partly("the platform's cursor does not move".to_owned());
            return Ok(Ok(()));
        }
    }
    Ok(Ok(()))
}

/// Flags every new wording, and puts its post where it belongs. Answers how many were new and how many revised.
fn judge(tx: &mut Tx<'_>, round: &Round<'_>, received: &[Received]) -> Result<(u32, u32)> {
    let (mut new, mut revised) = (0, 0);
    for one in received {
        let id = match one {
            Received::New(id) => {
                new += 1;
                *id
            }
            Received::Revised(id, _) => {
                revised += 1;
                *id
            }
            Received::Back(id) => {
                queue::settle(tx, round.policy, *id)?;
                continue;
            }
            Received::Unchanged(_) => continue,
        };
        let post = intake::post(tx, id)?;
        if !post.ours {
            let adviser = round.aids.adviser();
            let advised = flagging::adviser::read(round.lexicon, adviser, &post.text);
            flagging::kept::keep_where(tx, (id, post.latest, None), &advised.pairs(), round.lexicon)?;
            flagging::picture_kept::flag(tx, id, round.lexicon, adviser)?;
            queue::settle(tx, round.policy, id)?;
        }
    }
    Ok((new, revised))
}

/// Asks for each missed post by its name before calling it gone: a list may be short for other reasons.
fn look_for(round: &Round<'_>, source: &dyn Source, missed: &[Missed]) -> Result<u32> {
    let mut gone = 0;
    for one in missed {
        let by = match source.look(&one.platform_ref) {
            Ok(Look::Gone(by)) => by,
            Ok(Look::Unclear) => GoneBy::Unknown,
            Ok(Look::Standing(_)) | Err(_) => continue,
        };
        round.logbook.write(&Actor::collector(), (round.clock)(), |tx| {
            intake::gone(tx, one.post, by)?;
            queue::settle(tx, round.policy, one.post)?;
            Ok(((), Entry::Vanished { post: one.post, by: by.word().to_owned() }))
        })?;
        gone += 1;
    }
    Ok(gone)
}

fn save_attachments(round: &Round<'_>, account: &Active, source: &dyn Source) -> Result<()> {
    let id = account.account().id;
    let unsaved = round.logbook.read(|reader| intake::unsaved_attachments(reader, id, MOST_ATTACHMENTS))?;
    for (post, attachment) in unsaved {
        let no_copy = round.logbook.read(|reader| Ok(queue::facts(reader, post)?.allows_no_copy(round.policy)))?;
        if no_copy {
            continue;
        }
        let file = source.attachment(&attachment.address);
        round.logbook.write_if(&Actor::collector(), (round.clock)(), |tx| {
            let saved = intake::keep_attachment(tx, attachment.id, &file)?;
            // Trouble that passes leaves no trace: the next round tries again.
            let news = file.as_ref().map_or_else(|outage| !outage.kind.passes(), |_| true);
            let digests: Vec<_> = saved.into_iter().collect();
            Ok(news.then_some(((), Entry::AttachmentsSaved { post, digests })))
        })?;
    }
    Ok(())
}

/// Reads what stands in pictures that have been saved, and flags it like any text (FL17).
fn read_pictures(round: &Round<'_>, account: &Active) -> Result<()> {
    let Some(eyes) = &round.aids.eyes else { return Ok(()) };
    let waiting =
        round.logbook.read(|reader| flagging::picture_kept::waiting(reader, account.account().id, MOST_PICTURES))?;
    for picture in waiting {
        let bytes = round.logbook.read(|reader| {
            // What may not be copied is not read either: its words would be a copy.
            let no_copy = queue::facts(reader, picture.post)?.allows_no_copy(round.policy);
            if no_copy { Ok(None) } else { reader.bytes(picture.digest) }
        })?;
        let read = bytes.map_or(Err(Unread::NotAllowed), |bytes| eyes.read(&bytes));
        round.logbook.write(&Actor::collector(), (round.clock)(), |tx| {
            let with = (round.lexicon, round.aids.adviser());
            let kept = flagging::picture_kept::keep(tx, picture, eyes.name(), &read, with)?;
            queue::settle(tx, round.policy, picture.post)?;
            Ok(kept)
        })?;
    }
    Ok(())
}

/// Writes the visit into the coverage log and says how the connection stands.
fn keep(round: &Round<'_>, account: &Active, visit: &Visit, started: Timestamp) -> Result<()> {
    let id = account.account().id;
    let ended = (round.clock)();
    let (state, cause) = match &visit.result {
        VisitResult::Whole | VisitResult::Partly(_) => (ConnectionState::Working, String::new()),
        VisitResult::Missed(cause) => (ConnectionState::Troubled, cause.clone()),
    };
    round.logbook.write(&Actor::collector(), ended, |tx| {
        let round_id: RoundId = tx.new_id()?;
        let count = |n: usize| u32::try_from(n).map_err(|cause| Fault::of("count posts", cause));
        let (new, revised) = (count(visit.new.len())?, count(visit.revised.len())?);
        tx.execute(
            "INSERT INTO round (id, account_id, started_at, ended_at, result, new_posts, revised_posts, gone_posts)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                round_id.into(),
                id.into(),
                started.into(),
                ended.into(),
                visit.result.word().into(),
                new.into(),
                revised.into(),
                visit.gone.into(),
            ],
        )?;
        let news = register::keep_connection(tx, id, state, &cause)?;
        let entry = if news {
            Entry::ConnectionChanged { account: id, state: state.word().to_owned() }
        } else {
            Entry::Received { account: id, new, revised, gone: visit.gone }
        };
        Ok(((), entry))
    })
}

fn code(refusal: &Refusal) -> String {
    match serde_json::to_value(refusal) {
        Ok(value) => value["code"].as_str().unwrap_or("refused").to_owned(),
        Err(_) => "refused".to_owned(),
    }
}

/// How the accounts are watched, as the foot of the window tells it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    /// Accounts that are visited.
    pub accounts: u32,
    /// Accounts whose login does not work.
    pub troubled: u32,
    /// When the last visit ended.
    pub last_round_at: Option<Timestamp>,
    /// The longest time today in which an account was not seen, in minutes.
    pub longest_gap_minutes: Option<u32>,
    /// Which account that was.
    pub longest_gap_account: Option<String>,
}

/// How the accounts are watched. `midnight` is when today began.
///
/// # Errors
/// A fault of the database.
pub fn watch(reader: &Reader<'_>, midnight: Timestamp, now: Timestamp) -> Result<Watch> {
    let accounts = register::active_accounts(reader)?;
    let connected: Vec<_> =
        accounts.iter().map(Active::account).filter(|account| account.connection != ConnectionState::None).collect();
    let mut longest: Option<(u32, String)> = None;
    for account in &connected {
        if let Some(gap) = longest_gap(reader, account.id, midnight, now)?
            && longest.as_ref().is_none_or(|(minutes, _)| gap > *minutes)
        {
            longest = Some((gap, account.name.clone()));
        }
    }
    let last: Option<Timestamp> = reader.one("SELECT MAX(ended_at) FROM round", &[])?.get(0)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Watch {
        accounts: count(connected.len()),
        troubled: count(connected.iter().filter(|account| account.connection == ConnectionState::Troubled).count()),
        last_round_at: last,
        longest_gap_minutes: longest.as_ref().map(|(minutes, _)| *minutes),
        longest_gap_account: longest.map(|(_, name)| name),
    })
}

/// When an account was last visited with success.
///
/// # Errors
/// A fault of the database.
pub fn last_visit(reader: &Reader<'_>, account: AccountId) -> Result<Option<Timestamp>> {
    reader
        .one("SELECT MAX(ended_at) FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%'", &[account.into()])?
        .get(0)
}

/// The longest time since `from` in which the account was not seen, in whole minutes; `None` before its first visit.
///
/// # Errors
/// A fault of the database.
pub fn longest_gap(reader: &Reader<'_>, account: AccountId, from: Timestamp, now: Timestamp) -> Result<Option<u32>> {
    let rows = reader.rows(
        "SELECT ended_at FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%' AND ended_at >= $2
         ORDER BY ended_at",
        &[account.into(), from.into()],
    )?;
    let mut seen = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<Timestamp>>>()?;
    let before = reader.one(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM round
         WHERE account_id = $1 AND result NOT LIKE 'missed%' AND ended_at < $2",
        &[account.into(), from.into()],
    )?;
    if before.get::<i64>(0)? > 0 {
        seen.insert(0, from);
    }
    if seen.is_empty() {
        return Ok(None);
    }
    seen.push(now);
    let longest = seen.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    Ok(u32::try_from(longest.num_minutes()).ok())
}
