//! Which days are off, and when anybody is at work: computed from rules, for any year.
//!
//! Everything is counted in Swedish time, so a day may have 23 or 25 hours. Nothing here asks what time it is.

use super::malformed;
use crate::words::{Refusal, Timestamp};
use chrono::{Datelike as _, Days, MappedLocalTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Stockholm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// So many days off in a row mean that nobody ever works.
const LONGEST_CLOSED: usize = 60;
/// How far a working day is searched for.
const SEARCHED: usize = 366;

/// What kind of day off a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday by law.
    Holiday,
    /// Not a holiday by law, but counted as one when time limits are computed: Midsummer Eve, Christmas Eve.
    Closed,
    /// A working day that ends early.
    Eve,
}

/// The days off of a country, as rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    name: String,
    kind: DayKind,
    when: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Date { month: u32, day: u32 },
    Easter(i64),
    FirstOnOrAfter { weekday: Weekday, month: u32, day: u32 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    #[serde(rename = "version")]
    _version: String,
    name: String,
    #[serde(rename = "source")]
    _source: String,
    day: Vec<toml::Spanned<RuleLine>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleLine {
    name: String,
    kind: DayKind,
    date: Option<String>,
    easter: Option<i64>,
    weekday: Option<Weekday>,
    from: Option<String>,
}

impl Calendar {
    /// Reads a calendar file.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] with the line and the reason.
    pub fn parse(file_name: &str, text: &str) -> Result<Calendar, Refusal> {
        let file: CalendarFile = super::read_toml(file_name, text)?;
        let mut rules = Vec::new();
        for line in file.day {
            let at = line.span().start;
            let line = line.into_inner();
            let when = match (&line.date, line.easter, line.weekday, &line.from) {
                (Some(date), None, None, None) => month_and_day(date).map(|(month, day)| When::Date { month, day }),
                (None, Some(days), None, None) => Some(When::Easter(days)),
                (None, None, Some(weekday), Some(from)) => {
                    month_and_day(from).map(|(month, day)| When::FirstOnOrAfter { weekday, month, day })
                }
                _ => None,
            };
            let Some(when) = when else {
                return Err(malformed(
                    file_name,
                    text,
                    at,
                    format!("”{}”: en dag har antingen date = \"MM-DD\", easter, eller weekday med from", line.name),
                ));
            };
            rules.push(Rule { name: line.name, kind: line.kind, when });
        }
        Ok(Calendar { name: file.name, rules })
    }

    /// What the calendar is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What day off this is, and its name; `None` on an ordinary day. Where two rules meet, a holiday wins over an eve.
    #[must_use]
    pub fn day_off(&self, date: NaiveDate) -> Option<(DayKind, &str)> {
        let mut found = self.rules.iter().filter(|rule| rule.falls_on(date)).peekable();
        let first = found.peek().map(|rule| (rule.kind, rule.name.as_str()));
        found.find(|rule| rule.kind != DayKind::Eve).map(|rule| (rule.kind, rule.name.as_str())).or(first)
    }

    /// All days off of a year in order, for showing them.
    #[must_use]
    pub fn year(&self, year: i32) -> Vec<(NaiveDate, DayKind, &str)> {
        let mut days: Vec<_> = self
            .rules
            .iter()
            .filter_map(|rule| rule.in_year(year).map(|date| (date, rule.kind, rule.name.as_str())))
            .collect();
        days.sort_by_key(|(date, ..)| *date);
        days
    }
}

impl Rule {
    fn falls_on(&self, date: NaiveDate) -> bool {
        self.in_year(date.year()) == Some(date)
    }

    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match self.when {
            When::Date { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            When::Easter(days) => easter_day(year)?.checked_add_signed(TimeDelta::days(days)),
            When::FirstOnOrAfter { weekday, month, day } => {
                let first = NaiveDate::from_ymd_opt(year, month, day)?;
                first.checked_add_days(Days::new(u64::from(weekday.days_since(first.weekday()))))
            }
        }
    }
}

/// Easter Day in the Gregorian calendar, after the anonymous computus of 1876.
#[must_use]
pub fn easter_day(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // Leap years have every date.
    NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day))
}

/// One stretch of a day in which somebody is at work. It ends after it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    opens: NaiveTime,
    closes: NaiveTime,
}

impl Period {
    /// Reads `08:00-12:00`. `None` when it is not that, or ends before it begins.
    #[must_use]
    pub fn parse(text: &str) -> Option<Period> {
        let (opens, closes) = text.split_once('-')?;
        let (opens, closes) = (time_of_day(opens)?, time_of_day(closes)?);
        (opens < closes).then_some(Period { opens, closes })
    }
}

/// Reads `16:30`.
pub(super) fn time_of_day(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// When the municipality is at work: periods for each weekday, shorter on eves, none on days off.
///
/// There is always a next opening: a policy in which nobody ever works is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTime {
    calendar: Calendar,
    week: [Vec<Period>; 7],
    eve_closes: Option<NaiveTime>,
    closed: BTreeSet<NaiveDate>,
}

impl WorkingTime {
    /// The week from Monday to Sunday, when eves close, and the municipality's own days off. `None` when nobody ever
    /// works, or when the periods of a day are out of order or overlap.
    #[must_use]
    pub fn new(
        calendar: Calendar,
        week: [Vec<Period>; 7],
        eve_closes: Option<NaiveTime>,
        closed: BTreeSet<NaiveDate>,
    ) -> Option<WorkingTime> {
        let in_order = week.iter().all(|day| day.windows(2).all(|two| matches!(two, [a, b] if a.closes <= b.opens)));
        // Days off fall on any weekday and eves cut afternoons away, so a weekday must remain that opens in the morning.
        let opens = week.iter().flatten().any(|period| eve_closes.is_none_or(|closes| period.opens < closes));
        (in_order && opens).then_some(WorkingTime { calendar, week, eve_closes, closed })
    }

    /// The calendar that it follows.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Whether anybody works that day.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.periods(date).is_empty()
    }

    /// The first working day after `date`.
    #[must_use]
    pub fn working_day_after(&self, date: NaiveDate) -> NaiveDate {
        days_from(date).skip(1).take(SEARCHED).find(|day| self.is_working_day(*day)).unwrap_or(date)
    }

    /// When work ends that day; `None` on a day off.
    #[must_use]
    pub fn closes(&self, date: NaiveDate) -> Option<Timestamp> {
        self.periods(date).last().map(|(_, closes)| *closes)
    }

    /// Whether somebody is at work.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.periods(day_of(at)).iter().any(|(opens, closes)| *opens <= at && at < *closes)
    }

    /// `at` itself when somebody is at work, otherwise the next moment when somebody is.
    #[must_use]
    pub fn open_from(&self, at: Timestamp) -> Timestamp {
        self.stretches(at).next().map_or(at, |(opens, _)| opens.max(at))
    }

    /// The moment when so many minutes of working time have passed. Nothing is counted while nobody works.
    #[must_use]
    pub fn add(&self, from: Timestamp, minutes: u32) -> Timestamp {
        let mut left = TimeDelta::minutes(i64::from(minutes));
        let mut end = from;
        for (opens, closes) in self.stretches(from) {
            let start = opens.max(from);
            end = start + left.min(closes - start);
            left -= end - start;
            if left <= TimeDelta::zero() {
                break;
            }
        }
        end
    }

    /// The working minutes between two moments.
    #[must_use]
    pub fn minutes_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.stretches(from)
            .take_while(|(opens, _)| *opens < to)
            .map(|(opens, closes)| (closes.min(to) - opens.max(from)).num_minutes())
            .sum()
    }

    /// Every stretch of work that ends after `from`, in order, without end but for [`LONGEST_CLOSED`].
    fn stretches(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let mut closed_days = 0_usize;
        days_from(day_of(from))
            .map(|day| self.periods(day))
            .take_while(move |periods| {
                closed_days = if periods.is_empty() { closed_days + 1 } else { 0 };
                closed_days <= LONGEST_CLOSED
            })
            .flatten()
            .filter(move |(_, closes)| *closes > from)
    }

    /// The day's stretches of work as instants.
    fn periods(&self, date: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        if self.closed.contains(&date) {
            return Vec::new();
        }
        let last = match self.calendar.day_off(date) {
            Some((DayKind::Holiday | DayKind::Closed, _)) => return Vec::new(),
            Some((DayKind::Eve, _)) => self.eve_closes,
            None => None,
        };
        let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
        self.week
            .get(weekday)
            .into_iter()
            .flatten()
            .filter_map(|period| {
                let closes = last.map_or(period.closes, |last| period.closes.min(last));
                (period.opens < closes).then(|| (instant(date, period.opens), instant(date, closes)))
            })
            .collect()
    }
}

/// The day it is in Sweden.
#[must_use]
pub fn day_of(at: Timestamp) -> NaiveDate {
    at.with_timezone(&Stockholm).date_naive()
}

/// The instant of a Swedish clock reading. One that is skipped in spring is taken an hour later; of two in autumn, the first.
#[must_use]
pub fn instant(date: NaiveDate, time: NaiveTime) -> Timestamp {
    let local = date.and_time(time);
    match Stockholm.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.with_timezone(&Utc),
        MappedLocalTime::None => Stockholm
            .from_local_datetime(&(local + TimeDelta::hours(1)))
            .earliest()
            .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc)),
    }
}

fn days_from(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(date), NaiveDate::succ_opt)
}
