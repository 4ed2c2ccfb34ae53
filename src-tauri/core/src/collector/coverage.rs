//! The coverage log: every visit to every account, and the times in which nobody looked (IN6).
//!
//! It is supervision's own proof, so it is honest about itself: time in which no collector was at work, because the
//! machine slept or nobody had started one, is a gap like any other and is said to be that; a visit that saw nothing is a
//! visit that was missed (IN9).
//!
//! The rounds are the record. They lie in a table of their own, and not in the logbook: a thousand accounts make some
//! hundred thousand visits a day, nearly all of them without news, and a logbook of those would hide what people did.
//! What the logbook holds is what changed: posts that came, a connection that broke or works again, and for each account
//! and day that is over one line, with the number of visits, the longest gap and the digest of the day's rounds
//! ([`Entry::Watched`]). So the coverage log can't be altered afterwards without the chain telling either, at the price of
//! one entry for an account and day. `coverage_day` is kept beside the rounds so that the register of a thousand accounts
//! is one query.

use super::{
    Round,
    visit::{Visit, VisitResult, count},
};
use crate::{
    logbook::{Entry, Reader, Tx},
    policy::{Policy, day_of, instant},
    register::{Active, ConnectionState},
    store::{Row, Value},
    words::{AccountId, Actor, Digest, Fault, Platform, Result, RoundId, Timestamp},
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// Writes a visit down. A visit that saw something ends the time in which the account was not seen.
pub(super) fn keep(tx: &mut Tx<'_>, account: &Active, visit: &Visit, started: Timestamp) -> Result<()> {
    let id = visit.account;
    let ended = tx.at();
    let round: RoundId = tx.new_id()?;
    let (new, revised) = (count(visit.new.len())?, count(visit.revised.len())?);
    tx.execute(
        "INSERT INTO round (id, account_id, started_at, ended_at, result, new_posts, revised_posts, gone_posts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            round.into(),
            id.into(),
            started.into(),
            ended.into(),
            visit.result.word().into(),
            new.into(),
            revised.into(),
            visit.gone.into(),
        ],
    )?;
    let missed = matches!(visit.result, VisitResult::Missed(_));
    let day = day_of(ended);
    let mut gap = None;
    if !missed {
        let before: Option<Timestamp> =
            tx.one("SELECT seen_at FROM account_pace WHERE account_id = $1", &[id.into()])?.get(0)?;
        let since = before.or(account.account().connected_at).unwrap_or(ended).max(midnight(day));
        gap = Some((ended - since, since));
        tx.execute("UPDATE account_pace SET seen_at = $2 WHERE account_id = $1", &[id.into(), ended.into()])?;
    }
    let (length, from) = gap.unwrap_or((TimeDelta::zero(), ended));
    tx.execute(
        "INSERT INTO coverage_day (account_id, day, visits, partly, missed, new_posts, revised_posts, gone_posts, seen_at,
           gap, gap_from)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (account_id, day) DO UPDATE SET visits = coverage_day.visits + 1,
           partly = coverage_day.partly + excluded.partly, missed = coverage_day.missed + excluded.missed,
           new_posts = coverage_day.new_posts + excluded.new_posts,
           revised_posts = coverage_day.revised_posts + excluded.revised_posts,
           gone_posts = coverage_day.gone_posts + excluded.gone_posts,
           seen_at = COALESCE(excluded.seen_at, coverage_day.seen_at),
           gap_from = CASE WHEN excluded.gap > coverage_day.gap THEN excluded.gap_from ELSE coverage_day.gap_from END,
           gap = CASE WHEN excluded.gap > coverage_day.gap THEN excluded.gap ELSE coverage_day.gap END",
        &[
            id.into(),
            day.to_string().into(),
            matches!(visit.result, VisitResult::Partly(_)).into(),
            missed.into(),
            new.into(),
            revised.into(),
            visit.gone.into(),
            Value::from(gap.map(|_| ended)),
            length.num_milliseconds().into(),
            from.into(),
        ],
    )?;
    Ok(())
}

fn midnight(day: NaiveDate) -> Timestamp {
    instant(day, NaiveTime::MIN)
}

fn end_of(day: NaiveDate) -> Timestamp {
    day.succ_opt().map_or_else(|| midnight(day) + TimeDelta::days(1), midnight)
}

/// An account's day, as the window and the register tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// Which day, `YYYY-MM-DD`.
    pub day: String,
    /// How often the account was visited.
    pub visits: u32,
    /// How many of these visits could not read everything.
    pub partly: u32,
    /// How many saw nothing.
    pub missed: u32,
    /// Posts seen for the first time.
    pub new_posts: u32,
    /// Posts with a new wording.
    pub revised_posts: u32,
    /// Posts found gone.
    pub gone_posts: u32,
    /// When it was last seen that day.
    pub seen_at: Option<Timestamp>,
    /// The longest time that day in which it was not seen, in minutes.
    pub longest_gap_minutes: u32,
    /// When that began.
    pub gap_from: Timestamp,
}

/// A day that nobody has written anything of.
fn empty(day: NaiveDate) -> Kept {
    Kept { day, counts: [0; 6], seen_at: None, gap: TimeDelta::zero(), gap_from: midnight(day) }
}

struct Kept {
    day: NaiveDate,
    counts: [u32; 6],
    seen_at: Option<Timestamp>,
    gap: TimeDelta,
    gap_from: Timestamp,
}

const KEPT: &str = "SELECT account_id, day, visits, partly, missed, new_posts, revised_posts, gone_posts, seen_at, gap,
    gap_from FROM coverage_day";

fn kept(row: &Row) -> Result<(AccountId, Kept)> {
    let day: String = row.get(1)?;
    let day = day.parse().map_err(|cause| Fault::of("read a day of the coverage log", cause))?;
    let mut counts = [0; 6];
    for (at, count) in counts.iter_mut().enumerate() {
        *count = row.get(at + 2)?;
    }
    let gap = TimeDelta::milliseconds(row.get(9)?);
    Ok((row.get(0)?, Kept { day, counts, seen_at: row.get(8)?, gap, gap_from: row.get(10)? }))
}

impl Kept {
    /// The day as it stands `now`. The account was watched from `began` on; what was before is nobody's gap.
    fn day(&self, began: Timestamp, now: Timestamp) -> Day {
        let until = end_of(self.day).min(now);
        let since = self.seen_at.unwrap_or_else(|| midnight(self.day).max(began));
        let (gap, from) = if until - since > self.gap { (until - since, since) } else { (self.gap, self.gap_from) };
        let [visits, partly, missed, new_posts, revised_posts, gone_posts] = self.counts;
        Day {
            day: self.day.to_string(),
            visits,
            partly,
            missed,
            new_posts,
            revised_posts,
            gone_posts,
            seen_at: self.seen_at,
            longest_gap_minutes: u32::try_from(gap.num_minutes()).unwrap_or(0),
            gap_from: from,
        }
    }
}

/// How an account stands, for the register: one row of [`standings`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// When it was last visited with success.
    pub seen_at: Option<Timestamp>,
    /// When it is visited next.
    pub due_at: Option<Timestamp>,
    /// Why then: a code.
    pub why: String,
    /// Its day until now.
    pub today: Day,
}

/// How every connected account stands now, in two queries however many there are.
///
/// # Errors
/// A fault of the database.
pub fn standings(reader: &Reader<'_>, now: Timestamp) -> Result<BTreeMap<AccountId, Standing>> {
    let today = day_of(now);
    let mut days: BTreeMap<AccountId, Kept> = reader
        .rows(&format!("{KEPT} WHERE day = $1"), &[today.to_string().into()])?
        .iter()
        .map(kept)
        .collect::<Result<_>>()?;
    reader
        .rows(
            "SELECT a.id, a.connected_at, p.seen_at, p.due_at, p.why FROM account a
             LEFT JOIN account_pace p ON p.account_id = a.id
             WHERE a.status = 'active' AND a.connection_state <> 'none'",
            &[],
        )?
        .iter()
        .map(|row| {
            let id: AccountId = row.get(0)?;
            let seen_at: Option<Timestamp> = row.get(2)?;
            let began = row.get::<Option<Timestamp>>(1)?.or(seen_at).unwrap_or(now);
            let today = days.remove(&id).unwrap_or_else(|| empty(today)).day(began, now);
            let why = row.get::<Option<String>>(4)?.unwrap_or_default();
            Ok((id, Standing { seen_at, due_at: row.get(3)?, why, today }))
        })
        .collect()
}

/// How the accounts are watched, as the foot of the window and the head of the register tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
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
    /// Visits today.
    pub visits: u32,
    /// How many of them saw nothing.
    pub missed: u32,
    /// Minutes today in which no collector was at work.
    pub off_minutes: u32,
}

/// How the accounts are watched. `midnight` is when today began.
///
/// # Errors
/// A fault of the database.
pub fn watch(reader: &Reader<'_>, midnight: Timestamp, now: Timestamp) -> Result<Watch> {
    let standings = standings(reader, now)?;
    let mut seen = Watch { accounts: count(standings.len())?, ..Watch::default() };
    let mut longest: Option<(u32, AccountId)> = None;
    for (id, standing) in &standings {
        seen.visits += standing.today.visits;
        seen.missed += standing.today.missed;
        // Before its first visit an account has not been missed yet.
        let visited = standing.seen_at.is_some() || standing.today.visits > 0;
        let gap = standing.today.longest_gap_minutes;
        if visited && longest.is_none_or(|(minutes, _)| gap > minutes) {
            longest = Some((gap, *id));
        }
    }
    if let Some((minutes, id)) = longest {
        seen.longest_gap_minutes = Some(minutes);
        seen.longest_gap_account = Some(reader.one("SELECT name FROM account WHERE id = $1", &[id.into()])?.get(0)?);
    }
    seen.troubled = reader
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM account WHERE status = 'active' AND connection_state = $1",
            &[ConnectionState::Troubled.word().into()],
        )?
        .get(0)?;
    seen.last_round_at = reader.one("SELECT MAX(ended_at) FROM round", &[])?.get(0)?;
    let began: Option<Timestamp> = reader
        .one("SELECT MIN(connected_at) FROM account WHERE status = 'active' AND connection_state <> 'none'", &[])?
        .get(0)?;
    if let Some(began) = began {
        let off =
            off_duty(reader, midnight.max(began), now)?.into_iter().map(|(from, to)| to - from).sum::<TimeDelta>();
        seen.off_minutes = u32::try_from(off.num_minutes()).unwrap_or(0);
    }
    Ok(seen)
}

/// The times in which no collector was at work. Silences within a lease are none.
fn off_duty(reader: &Reader<'_>, from: Timestamp, to: Timestamp) -> Result<Vec<(Timestamp, Timestamp)>> {
    let rows = reader.rows(
        "SELECT from_at, until_at FROM on_duty WHERE until_at >= $1 AND from_at <= $2 ORDER BY from_at, holder",
        &[from.into(), to.into()],
    )?;
    let mut off = Vec::new();
    let mut seen = from;
    let mut silent = |since: Timestamp, until: Timestamp| {
        if until - since > TimeDelta::minutes(3) {
            off.push((since, until));
        }
    };
    for row in &rows {
        let (begun, ended): (Timestamp, Timestamp) = (row.get(0)?, row.get(1)?);
        silent(seen, begun.min(to));
        seen = seen.max(ended);
    }
    silent(seen, to);
    Ok(off)
}

/// When an account was last visited with success.
///
/// # Errors
/// A fault of the database.
pub fn last_visit(reader: &Reader<'_>, account: AccountId) -> Result<Option<Timestamp>> {
    match reader.first("SELECT seen_at FROM account_pace WHERE account_id = $1", &[account.into()])? {
        Some(row) => row.get(0),
        None => Ok(None),
    }
}

/// Why nobody saw an account for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "why", content = "cause", rename_all = "snake_case")]
pub enum GapCause {
    /// Visits were made in vain; holds the last cause: a code.
    Missed(String),
    /// For most of the time no collector was at work.
    Off,
    /// The account's own pace.
    Pace,
}

/// A time in which an account was not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// When it was last seen before.
    pub from: Timestamp,
    /// When it was seen again, or now.
    pub to: Timestamp,
    /// How long, in minutes.
    pub minutes: u32,
    /// How many minutes of it were working time.
    pub working_minutes: u32,
    /// Whether that is more than the policy allows: a gap in the supervision.
    pub too_long: bool,
    /// Why.
    pub cause: GapCause,
}

/// One visit as the coverage log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RoundRow {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// `whole`, `partly` or `missed`.
    pub result: String,
    /// Why not whole: a code, or a line without anybody's words.
    pub cause: String,
    /// Posts seen for the first time.
    pub new_posts: u32,
    /// Posts with a new wording.
    pub revised_posts: u32,
    /// Posts found gone.
    pub gone_posts: u32,
}

/// What the coverage log holds of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The days, the newest first; a day without a visit too.
    pub days: Vec<Day>,
    /// The longest gaps of these days, the longest first.
    pub gaps: Vec<Gap>,
    /// The newest visits, the newest first.
    pub rounds: Vec<RoundRow>,
    /// When it is visited next.
    pub due_at: Option<Timestamp>,
    /// Why then: a code.
    pub why: String,
}

/// Visits that are shown one by one.
const ROUNDS: u32 = 200;
/// Gaps that are shown.
const GAPS: usize = 10;

/// What the coverage log holds of an account for so many days until now.
///
/// # Errors
/// [`crate::words::Refusal::Unknown`].
pub fn coverage(
    reader: &Reader<'_>,
    policy: &Policy,
    account: AccountId,
    days: u32,
    now: Timestamp,
) -> Result<Coverage> {
    let today = day_of(now);
    let first = today - TimeDelta::days(i64::from(days.max(1)) - 1);
    let began = began(reader, account, now)?;
    let mut known: BTreeMap<NaiveDate, Kept> = reader
        .rows(&format!("{KEPT} WHERE account_id = $1 AND day >= $2"), &[account.into(), first.to_string().into()])?
        .iter()
        .map(|row| kept(row).map(|(_, day)| (day.day, day)))
        .collect::<Result<_>>()?;
    let from_day = first.max(day_of(began));
    let days = from_day
        .iter_days()
        .take_while(|day| *day <= today)
        .map(|day| known.remove(&day).unwrap_or_else(|| empty(day)).day(began, now))
        .collect::<Vec<_>>();
    let from = midnight(from_day).max(began);
    let mut gaps = gaps(reader, policy, account, from, now)?;
    gaps.sort_by_key(|gap| (std::cmp::Reverse(gap.minutes), gap.from));
    gaps.truncate(GAPS);
    let pace = reader.first("SELECT due_at, why FROM account_pace WHERE account_id = $1", &[account.into()])?;
    let (due_at, why) = match &pace {
        Some(row) => (Some(row.get(0)?), row.get(1)?),
        None => (None, String::new()),
    };
    let rounds = rounds(reader, account, from, ROUNDS)?;
    Ok(Coverage { days: days.into_iter().rev().collect(), gaps, rounds, due_at, why })
}

/// Since when an account is watched.
fn began(reader: &Reader<'_>, account: AccountId, now: Timestamp) -> Result<Timestamp> {
    let connected: Option<Timestamp> = reader
        .first("SELECT connected_at FROM account WHERE id = $1", &[account.into()])?
        .ok_or(crate::words::Refusal::Unknown)?
        .get(0)?;
    let first: Option<Timestamp> =
        reader.one("SELECT MIN(ended_at) FROM round WHERE account_id = $1", &[account.into()])?.get(0)?;
    Ok(match (connected, first) {
        (Some(connected), Some(first)) => connected.min(first),
        (one, other) => one.or(other).unwrap_or(now),
    })
}

fn rounds(reader: &Reader<'_>, account: AccountId, from: Timestamp, limit: u32) -> Result<Vec<RoundRow>> {
    reader
        .rows(
            "SELECT started_at, ended_at, result, new_posts, revised_posts, gone_posts FROM round
             WHERE account_id = $1 AND ended_at >= $2 ORDER BY ended_at DESC, id DESC LIMIT $3",
            &[account.into(), from.into(), limit.into()],
        )?
        .iter()
        .map(|row| {
            let told: String = row.get(2)?;
            let (result, cause) = told.split_once(": ").unwrap_or((&told, ""));
            Ok(RoundRow {
                started_at: row.get(0)?,
                ended_at: row.get(1)?,
                result: result.to_owned(),
                cause: cause.to_owned(),
                new_posts: row.get(3)?,
                revised_posts: row.get(4)?,
                gone_posts: row.get(5)?,
            })
        })
        .collect()
}

/// The times between `from` and `to` in which an account was not seen, in order, each with why.
///
/// # Errors
/// A fault of the database.
pub fn gaps(
    reader: &Reader<'_>,
    policy: &Policy,
    account: AccountId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Gap>> {
    let off = off_duty(reader, from, to)?;
    let mut visits = rounds(reader, account, from, u32::MAX)?;
    visits.reverse();
    let mut found = Vec::new();
    let (mut since, mut vain) = (from, None);
    let mut close = |since: Timestamp, until: Timestamp, vain: Option<String>| {
        let length = until - since;
        let asleep: TimeDelta = off.iter().map(|(a, b)| (*b.min(&until) - *a.max(&since)).max(TimeDelta::zero())).sum();
        let cause = match vain {
            Some(cause) => GapCause::Missed(cause),
            None if asleep * 2 > length => GapCause::Off,
            None => GapCause::Pace,
        };
        let working = policy.working_time().minutes_between(since, until);
        found.push(Gap {
            from: since,
            to: until,
            minutes: u32::try_from(length.num_minutes()).unwrap_or(0),
            working_minutes: u32::try_from(working).unwrap_or(0),
            too_long: working > i64::from(policy.limits().blind_minutes),
            cause,
        });
    };
    for visit in visits {
        if visit.result == "missed" {
            vain = Some(visit.cause);
        } else {
            close(since, visit.ended_at, vain.take());
            since = visit.ended_at;
        }
    }
    close(since, to, vain);
    Ok(found)
}

/// The longest time since `from` in which the account was not seen, in whole minutes; `None` before its first visit.
///
/// # Errors
/// A fault of the database.
pub fn longest_gap(reader: &Reader<'_>, account: AccountId, from: Timestamp, now: Timestamp) -> Result<Option<u32>> {
    let Some(first) = reader
        .one("SELECT MIN(ended_at) FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%'", &[account.into()])?
        .get::<Option<Timestamp>>(0)?
    else {
        return Ok(None);
    };
    let rows = reader.rows(
        "SELECT ended_at FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%' AND ended_at >= $2
         ORDER BY ended_at",
        &[account.into(), from.into()],
    )?;
    let mut seen = vec![from.max(first)];
    for row in &rows {
        seen.push(row.get(0)?);
    }
    seen.push(now);
    let longest = seen.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    Ok(u32::try_from(longest.num_minutes()).ok())
}

/// Days entered in one go: after a long absence the rest follows a little later, and nobody waits for it.
const DAYS_AT_ONCE: usize = 500;

/// Enters the days that are over: for each account and day one line, held to its rounds by their digest. Days on which
/// nobody collected at all are entered too, as what they were.
pub(super) fn enter_days(round: &Round<'_>) -> Result<()> {
    let now = (round.clock)();
    let today = day_of(now);
    let Some(yesterday) = today.pred_opt() else { return Ok(()) };
    let behind = round.logbook.read(|reader| {
        reader
            .rows(
                "SELECT a.id, p.entered_day FROM account a JOIN account_pace p ON p.account_id = a.id
                 WHERE a.status = 'active' AND a.connection_state <> 'none' AND p.entered_day < $1 ORDER BY a.id",
                &[yesterday.to_string().into()],
            )?
            .iter()
            .map(|row| Ok((row.get::<AccountId>(0)?, row.get::<String>(1)?)))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut told = 0;
    for (account, entered) in behind {
        let began = round.logbook.read(|reader| began(reader, account, now))?;
        let entered: Option<NaiveDate> = entered.parse().ok();
        let from = entered.and_then(|day| day.succ_opt()).unwrap_or(day_of(began)).max(day_of(began));
        if from > yesterday {
            // Its first day is not over. Tomorrow there is something to enter.
            continue;
        }
        for day in from.iter_days().take_while(|day| *day <= yesterday) {
            round.logbook.write_if(&Actor::collector(), now, |tx| enter_day(tx, account, day, began))?;
            told += 1;
            if told == DAYS_AT_ONCE {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn enter_day(tx: &mut Tx<'_>, account: AccountId, day: NaiveDate, began: Timestamp) -> Result<Option<((), Entry)>> {
    let written = day.to_string();
    let ours = tx.execute(
        "UPDATE account_pace SET entered_day = $2 WHERE account_id = $1 AND entered_day < $2",
        &[account.into(), written.as_str().into()],
    )?;
    if ours == 0 {
        return Ok(None);
    }
    let known =
        tx.first(&format!("{KEPT} WHERE account_id = $1 AND day = $2"), &[account.into(), written.as_str().into()])?;
    let known = known.map(|row| kept(&row)).transpose()?.map_or_else(|| empty(day), |(_, day)| day);
    let seen = known.day(began, end_of(day));
    Ok(Some((
        (),
        Entry::Watched {
            account,
            day: written,
            visits: seen.visits,
            missed: seen.missed,
            longest_gap_minutes: seen.longest_gap_minutes,
            rounds: digest(tx, account, day)?,
        },
    )))
}

/// The digest of an account's rounds on one day, as [`Entry::Watched`] holds it.
///
/// # Errors
/// A fault of the database.
pub fn digest(reader: &Reader<'_>, account: AccountId, day: NaiveDate) -> Result<Digest> {
    let rows = reader.rows(
        "SELECT id, started_at, ended_at, result, new_posts, revised_posts, gone_posts FROM round
         WHERE account_id = $1 AND ended_at >= $2 AND ended_at < $3 ORDER BY ended_at, id",
        &[account.into(), midnight(day).into(), end_of(day).into()],
    )?;
    let mut text = String::new();
    for row in &rows {
        let (id, result): (RoundId, String) = (row.get(0)?, row.get(3)?);
        let numbers = [row.get::<i64>(1)?, row.get(2)?, row.get(4)?, row.get(5)?, row.get(6)?].map(|n| n.to_string());
        let _ = writeln!(text, "{id} {} {result}", numbers.join(" "));
    }
    Ok(Digest::of(text.as_bytes()))
}

/// The coverage log as a table for a spreadsheet: one line a visit, between them one for each time in which no collector
/// was at work, oldest first. Of one account, or of all. Semicolons between and a byte order mark before, as Swedish
/// spreadsheets want it; times by the Swedish clock.
///
/// # Errors
/// A fault of the database.
pub fn as_csv(reader: &Reader<'_>, only: Option<AccountId>, from: Timestamp, to: Timestamp) -> Result<String> {
    let mut lines: Vec<(Timestamp, String)> = Vec::new();
    let rows = reader.rows(
        "SELECT a.name, a.platform, r.started_at, r.ended_at, r.result, r.new_posts, r.revised_posts, r.gone_posts
         FROM round r JOIN account a ON a.id = r.account_id
         WHERE r.ended_at >= $1 AND r.ended_at < $2 AND ($3 = '' OR r.account_id = $3) ORDER BY r.ended_at, r.id",
        &[from.into(), to.into(), only.map_or_else(String::new, |only| only.to_string()).into()],
    )?;
    for row in &rows {
        let (told, started): (String, Timestamp) = (row.get(4)?, row.get(2)?);
        let (result, cause) = told.split_once(": ").unwrap_or((&told, ""));
        let cells = [
            row.get::<String>(0)?,
            row.word(1, Platform::from_word)?.name().to_owned(),
            written(started),
            written(row.get(3)?),
            match result {
                "whole" => "helt",
                "partly" => "delvis",
                "missed" => "missat",
                other => other,
            }
            .to_owned(),
            cause.to_owned(),
            row.get::<i64>(5)?.to_string(),
            row.get::<i64>(6)?.to_string(),
            row.get::<i64>(7)?.to_string(),
        ];
        lines.push((started, line(&cells)));
    }
    for (begun, ended) in off_duty(reader, from, to)? {
        let cells = ["", "", &written(begun), &written(ended), "ingen insamlare igång", "", "", "", ""];
        lines.push((begun, line(&cells)));
    }
    lines.sort_by_key(|(at, _)| *at);
    let heads = [
        "konto",
        "plattform",
        "började",
        "slutade",
        "resultat",
        "orsak",
        "nya inlägg",
        "ändrade inlägg",
        "borta inlägg",
    ];
    let mut csv = format!("\u{FEFF}{}", line(&heads));
    for (_, line) in lines {
        csv.push_str(&line);
    }
    Ok(csv)
}

fn written(at: Timestamp) -> String {
    let local = at.with_timezone(&chrono_tz::Europe::Stockholm);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A cell that begins like a formula is text all the same.
fn line(cells: &[impl AsRef<str>]) -> String {
    let quoted = cells.iter().map(|cell| {
        let cell = cell.as_ref();
        let sign = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{sign}{}\"", cell.replace('"', "\"\""))
    });
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_begins_with() {
        assert_eq!(line(&["=1+1", "sa \"hej\"", "a;b"]), "\"'=1+1\";\"sa \"\"hej\"\"\";\"a;b\"\r\n");
    }

    #[test]
    fn a_day_in_which_nobody_looked_is_blind_from_midnight_to_midnight() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let began = midnight(day) - TimeDelta::days(3);
        assert_eq!(empty(day).day(began, end_of(day) + TimeDelta::days(2)).longest_gap_minutes, 1440);
        let first = empty(day).day(midnight(day) + TimeDelta::hours(20), end_of(day));
        assert_eq!(first.longest_gap_minutes, 240, "before it was connected nobody had to look");
        let until_noon =
            Kept { seen_at: Some(midnight(day) + TimeDelta::hours(12)), gap: TimeDelta::minutes(40), ..empty(day) };
        assert_eq!(until_noon.day(began, end_of(day)).longest_gap_minutes, 720, "the evening counts");
        let now = midnight(day) + TimeDelta::minutes(730);
        assert_eq!(until_noon.day(began, now).longest_gap_minutes, 40, "what has not been yet does not");
    }
}
