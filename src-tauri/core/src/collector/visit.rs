//! One visit to one account: what is new, what is gone, and the pictures.

use super::{
    Round, coverage, hear,
    lease::{keeps_turn, take_turns},
    pace::{self, Before, Met},
    pictures,
};
use crate::{
    intake::{self, Allowance, Ask, Cursor, GoneBy, Look, Missed, Outage, OutageKind, Received, Source},
    logbook::{Entry, Tx},
    platform::Sent,
    queue,
    register::{self, Active, ConnectionState},
    words::{AccountId, Actor, Error, Fault, PostId, Refusal, Result, Timestamp},
};
use chrono::TimeDelta;

/// Batches fetched in one visit before the others get their turn.
const MOST_BATCHES: u32 = 50;

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
    /// How many requests went out for the account since its last visit, for decisions too: the platform counts them
    /// together.
    pub requests: u32,
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
    /// Another collector has taken the account over; what this visit had not kept by then is theirs to fetch.
    TakenOver,
}

impl VisitResult {
    pub(super) fn word(&self) -> String {
        match self {
            VisitResult::Whole => "whole".to_owned(),
            VisitResult::Partly(cause) => format!("partly: {cause}"),
            VisitResult::Missed(cause) => format!("missed: {cause}"),
            VisitResult::TakenOver => "taken_over".to_owned(),
        }
    }
}

/// An account whose turn this collector has taken, and how it was left last time.
pub(super) struct Turn {
    account: Active,
    cursor: Option<Cursor>,
    before: Before,
    /// How many accounts share the platform's budget.
    sharing: u32,
}

impl Turn {
    /// Takes the turns of those accounts that nobody else has, all in one transaction.
    pub fn take(
        round: &Round<'_>,
        holder: &str,
        accounts: Vec<Active>,
        sharing: impl Fn(&Active) -> u32,
    ) -> Result<Vec<Turn>> {
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.account().id).collect();
        let taken = round.logbook.observe((round.clock)(), |tx| {
            let taken = take_turns(tx, holder, &ids)?;
            let mut left = std::collections::BTreeMap::new();
            for id in taken {
                let row = tx.one(
                    "SELECT p.pause, p.misses, c.cursor FROM account_pace p
                     LEFT JOIN account_cursor c ON c.account_id = p.account_id WHERE p.account_id = $1",
                    &[id.into()],
                )?;
                let before = Before { pause: TimeDelta::milliseconds(row.get(0)?), misses: row.get(1)? };
                left.insert(id, (before, row.get::<Option<String>>(2)?.map(Cursor)));
            }
            Ok(Some((left, None)))
        })?;
        let mut taken = taken.unwrap_or_default();
        Ok(accounts
            .into_iter()
            .filter_map(|account| {
                let (before, cursor) = taken.remove(&account.account().id)?;
                Some(Turn { sharing: sharing(&account), account, cursor, before })
            })
            .collect())
    }

    /// Whose turn it is.
    pub fn account(&self) -> &Active {
        &self.account
    }
}

/// One visit under way.
struct Visiting<'a> {
    round: &'a Round<'a>,
    holder: &'a str,
    turn: Turn,
    started: Timestamp,
    visit: Visit,
    outage: Option<Outage>,
    no_login: bool,
    allowance: Option<Allowance>,
    more: bool,
    searches: bool,
    kept: bool,
    sent: Sent,
}

/// Visits an account: fetches until there is no more, asks for what was missed, and saves pictures. Whatever is met is
/// written into the coverage log, and the account's pace follows from it.
///
/// # Errors
/// A fault of the database. Trouble with the platform is part of the [`Visit`].
pub(super) fn visit(round: &Round<'_>, holder: &str, turn: Turn) -> Result<Visit> {
    let account = turn.account.account().id;
    let mut visiting = Visiting {
        round,
        holder,
        started: (round.clock)(),
        turn,
        visit: Visit {
            account,
            result: VisitResult::Whole,
            new: Vec::new(),
            revised: Vec::new(),
            gone: 0,
            requests: 0,
        },
        outage: None,
        no_login: false,
        allowance: None,
        more: false,
        searches: false,
        kept: false,
        sent: Sent::default(),
    };
    visiting.go()?;
    Ok(visiting.visit)
}

impl Visiting<'_> {
    fn go(&mut self) -> Result<()> {
        match self.round.connections.connection(&self.turn.account) {
            Ok(connection) => {
                let source = connection.source.as_ref();
                self.sent = connection.sent.clone();
                self.searches = source.searches();
                self.fetch(source)?;
                if self.kept || self.visit.result == VisitResult::TakenOver {
                    return Ok(());
                }
                if self.outage.is_none() {
                    pictures::save_some(self.round, self.visit.account, source)?;
                    if !pictures::read_some(self.round, self.holder, self.visit.account)? {
                        self.visit.result = VisitResult::TakenOver;
                        return Ok(());
                    }
                    hear::listen(self.round, &self.turn.account, source)?;
                }
            }
            Err(Error::Refused(refusal)) => {
                self.no_login = true;
                self.visit.result = VisitResult::Missed(code(&refusal));
            }
            Err(broke) => return Err(broke),
        }
        self.visit.requests += self.sent.since_last_asked();
        let now = (self.round.clock)();
        let kept = self.round.logbook.observe(now, |tx| {
            if !keeps_turn(tx, self.holder, self.visit.account)? {
                return Ok(None);
            }
            Ok(Some(((), self.keep(tx, &self.visit)?)))
        })?;
        if kept.is_none() {
            self.visit.result = VisitResult::TakenOver;
        }
        Ok(())
    }

    fn fetch(&mut self, source: &dyn Source) -> Result<()> {
        for _ in 0..MOST_BATCHES {
            let now = (self.round.clock)();
            let since = self.turn.cursor.take();
            let window = TimeDelta::days(i64::from(self.round.policy.limits().reread_days));
            let fetched = source.fetch(Ask { since: since.as_ref(), window_from: now - window, now });
            self.visit.requests += self.sent.since_last_asked();
            let batch = match fetched {
                Ok(batch) => batch,
                Err(outage) => {
                    self.visit.result = VisitResult::Missed(outage.kind.word().to_owned());
                    self.outage = Some(outage);
                    return Ok(());
                }
            };
            if let Some(trouble) = batch.trouble.first() {
                self.visit.result = VisitResult::Partly(trouble.clone());
            }
            self.allowance = batch.allowance.or(self.allowance);
            self.more = batch.more;
            let stuck = batch.more && batch.cursor == since;
            self.turn.cursor = batch.cursor.clone().or(since);
            let Some(misses) = self.take_in(&batch, now)? else {
                self.visit.result = VisitResult::TakenOver;
                return Ok(());
            };
            if self.kept {
                return Ok(());
            }
            if misses {
                self.look_for(source)?;
            }
            if !batch.more {
                return Ok(());
            }
            if stuck {
                self.more = false;
                self.visit.result = VisitResult::Partly("the platform's cursor does not move".to_owned());
                return Ok(());
            }
        }
        Ok(())
    }

    /// Keeps a batch together with its cursor, while the turn is ours. The last one, when nothing remains to be asked, is
    /// kept together with the whole visit: of a quiet account nothing else is written. Answers whether something is missed.
    fn take_in(&mut self, batch: &intake::Batch, now: Timestamp) -> Result<Option<bool>> {
        let clock = self.turn.account.account().clock.kind();
        let (round, account) = (self.round, &self.turn.account);
        let taken = round.logbook.observe(now, |tx| {
            if !keeps_turn(tx, self.holder, self.visit.account)? {
                return Ok(None);
            }
            let (received, _) =
                intake::receive(tx, account, batch, |received| round.policy.answer_by(received, clock))?;
            judge(tx, round, &received)?;
            let mut visit = self.visit.clone();
            let changed = count_in(&mut visit, &received);
            // Also what a collector that died had missed and not asked for.
            let misses = !intake::missing(tx, visit.account)?.is_empty();
            // There is room for one entry: where there is news and the login works again, the visit is kept after it.
            let one_entry =
                changed.is_none() || register::account(tx, visit.account)?.connection == ConnectionState::Working;
            let remains = batch.more || misses || !one_entry || self.remains(tx, now)?;
            let connection = if remains { None } else { self.keep(tx, &visit)? };
            let entry = changed.map(|(new, revised)| Entry::Received { account: visit.account, new, revised, gone: 0 });
            Ok(Some(((visit, misses, !remains), entry.or(connection))))
        })?;
        Ok(taken.map(|(visit, misses, last)| {
            self.visit = visit;
            self.kept = last;
            misses
        }))
    }

    /// Whether there is anything left to do after the last batch: pictures to fetch or to read, or watched words.
    fn remains(&self, tx: &Tx<'_>, now: Timestamp) -> Result<bool> {
        let pictures = pictures::any_to_save(tx, self.round.policy, self.visit.account)?
            || pictures::any_to_read(tx, self.round.aids, self.visit.account)?;
        Ok(pictures || self.searches && hear::is_due(tx, &self.turn.account, now)?)
    }

    /// Asks for each missed post by its name before calling it gone: a list may be short for other reasons.
    /// Whoever can't be asked now is asked for by the next visit.
    fn look_for(&mut self, source: &dyn Source) -> Result<()> {
        let id = self.visit.account;
        for Missed { post, platform_ref } in self.round.logbook.read(|reader| intake::missing(reader, id))? {
            let now = (self.round.clock)();
            let by = match source.look(&platform_ref) {
                Ok(Look::Gone(by)) => by,
                Ok(Look::Unclear) => GoneBy::Unknown,
                Ok(Look::Standing(_)) => {
                    self.round.logbook.observe(now, |tx| {
                        intake::not_missing(tx, post)?;
                        Ok(Some(((), None)))
                    })?;
                    continue;
                }
                Err(outage) => {
                    self.visit.result = VisitResult::Partly(outage.kind.word().to_owned());
                    if matches!(outage.kind, OutageKind::Limited | OutageKind::Login | OutageKind::Permission) {
                        // It would say the same of the others.
                        self.outage = Some(outage);
                        return Ok(());
                    }
                    continue;
                }
            };
            let found_gone = self.round.logbook.write_if(&Actor::collector(), now, |tx| {
                // Somebody may have taken it away while it was asked for: then its end is told already.
                if !intake::not_missing(tx, post)? {
                    return Ok(None);
                }
                intake::gone(tx, post, by)?;
                queue::settle(tx, self.round.policy, post)?;
                Ok(Some(((), Entry::Vanished { post, by: by.word().to_owned() })))
            })?;
            self.visit.gone += u32::from(found_gone.is_some());
        }
        Ok(())
    }

    /// Writes the visit into the coverage log, says how the connection stands, and when the account is next looked at.
    fn keep(&self, tx: &mut Tx<'_>, visit: &Visit) -> Result<Option<Entry>> {
        let at = tx.at();
        let (state, cause) = match &visit.result {
            VisitResult::Whole | VisitResult::Partly(_) | VisitResult::TakenOver => {
                (ConnectionState::Working, String::new())
            }
            VisitResult::Missed(cause) => (ConnectionState::Troubled, cause.clone()),
        };
        let pace = self.round.policy.pace();
        let platform = self.turn.account.account().platform;
        let met = Met {
            outage: self.outage.as_ref(),
            no_login: self.no_login,
            news: !visit.new.is_empty() || !visit.revised.is_empty() || visit.gone > 0,
            flagged: self.outage.is_none() && queue::has_grave(tx, visit.account)?,
            more: self.more,
            allowance: self.allowance,
            requests: visit.requests,
            sharing: self.turn.sharing,
            requests_a_day: pace.requests_a_day(platform.word()),
        };
        let next = pace::next(pace, self.turn.before, &met, at);
        tx.execute(
            "UPDATE account_pace SET due_at = $2, pause = $3, misses = $4, why = $5, questions = $6, held_by = ''
             WHERE account_id = $1",
            &[
                visit.account.into(),
                next.due_at.into(),
                next.pause.num_milliseconds().into(),
                next.misses.into(),
                next.why.word().into(),
                visit.requests.into(),
            ],
        )?;
        coverage::keep(tx, &self.turn.account, visit, self.started)?;
        queue::connection_changed(tx, self.round.policy, visit.account, state, &cause)
    }
}

/// Flags every new wording, and puts its post where it belongs.
fn judge(tx: &mut Tx<'_>, round: &Round<'_>, received: &[Received]) -> Result<()> {
    for one in received {
        let id = match one {
            Received::New(id) | Received::Revised(id, _) => *id,
            Received::Back(id) => {
                queue::settle(tx, round.policy, *id)?;
                continue;
            }
            Received::Unchanged(_) => continue,
        };
        if !intake::post(tx, id)?.ours {
            queue::judge(tx, round.policy, (round.lexicon, round.aids.adviser()), id)?;
        }
    }
    Ok(())
}

/// Counts what a batch brought; nothing when it brought nothing that was not known. Also the municipality's own words
/// count, and a post that stands otherwise than before is a change without being new.
fn count_in(visit: &mut Visit, received: &[Received]) -> Option<(u32, u32)> {
    let (mut new, mut revised, mut changed) = (0, 0, false);
    for one in received {
        match one {
            Received::New(post) => {
                new += 1;
                visit.new.push(*post);
            }
            Received::Revised(post, _) => {
                revised += 1;
                visit.revised.push(*post);
            }
            Received::Back(_) => {}
            Received::Unchanged(_) => continue,
        }
        changed = true;
    }
    changed.then_some((new, revised))
}

pub(super) fn code(refusal: &Refusal) -> String {
    match serde_json::to_value(refusal) {
        Ok(value) => value["code"].as_str().unwrap_or("refused").to_owned(),
        Err(_) => "refused".to_owned(),
    }
}

pub(super) fn count(n: usize) -> Result<u32> {
    u32::try_from(n).map_err(|cause| Fault::of("count posts", cause).into())
}
