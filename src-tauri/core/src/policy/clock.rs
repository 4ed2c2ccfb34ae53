//! The legal clocks: by when something is answered, removed and registered.
//!
//! Pure functions of the moment a post was received; none of them knows what time it is now.

use super::calendar::{WorkingTime, day_of};
use crate::words::Timestamp;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How the minutes of a clock are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Around the clock, every day.
    Clock,
    /// Around the clock on working days, beginning when somebody is at work; days off do not count, and an end that
    /// falls when nobody works moves to the next opening.
    WorkingDays,
    /// Only while somebody is at work.
    WorkingTime,
}

/// Svarstid: how long a question may wait, and why that is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct AnswerClock {
    /// How long.
    pub minutes: u32,
    /// Counted how.
    pub counts: Counts,
    /// Whether the goal of the same day is shown beside the limit.
    #[serde(default)]
    pub same_day: bool,
    /// Where the limit comes from.
    pub reason: String,
}

/// How long something that must go may stand, and why that is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct RemovalClock {
    /// How long.
    pub minutes: u32,
    /// Counted how.
    pub counts: Counts,
    /// Whether it is a matter of at once: shown in minutes, first in the queue.
    #[serde(default)]
    pub at_once: bool,
    /// Where the limit comes from.
    pub reason: String,
}

/// By when the question must be answered.
#[must_use]
pub fn answer_by(received: Timestamp, clock: &AnswerClock, working: &WorkingTime) -> Timestamp {
    end(received, clock.minutes, clock.counts, working)
}

/// The same day's goal: the end of work on the day of receipt, or on the next working day when that has passed.
#[must_use]
pub fn same_day_goal(received: Timestamp, working: &WorkingTime) -> Timestamp {
    let opens = working.open_from(received);
    working.closes(day_of(opens)).unwrap_or(opens)
}

/// By when something must be gone.
#[must_use]
pub fn remove_by(received: Timestamp, clock: &RemovalClock, working: &WorkingTime) -> Timestamp {
    end(received, clock.minutes, clock.counts, working)
}

/// By when a record must be registered: the end of work on the last of `working_days` working days after its receipt.
#[must_use]
pub fn register_by(received: Timestamp, working_days: u32, working: &WorkingTime) -> Timestamp {
    let day = (0..working_days).fold(day_of(received), |day, _| working.working_day_after(day));
    working.closes(day).unwrap_or_else(|| same_day_goal(received, working))
}

fn end(received: Timestamp, minutes: u32, counts: Counts, working: &WorkingTime) -> Timestamp {
    match counts {
        Counts::Clock => received + TimeDelta::minutes(i64::from(minutes)),
        Counts::WorkingTime => working.add(received, minutes),
        Counts::WorkingDays => on_working_days(received, minutes, working),
    }
}

/// Each 24 hours lead to the same clock reading of the next working day, so that a day of 23 or 25 hours changes nothing.
fn on_working_days(received: Timestamp, minutes: u32, working: &WorkingTime) -> Timestamp {
    const DAY: u32 = 24 * 60;
    let start = working.open_from(received);
    let day = (0..minutes / DAY).fold(day_of(start), |day, _| working.working_day_after(day));
    let time = start.with_timezone(&chrono_tz::Europe::Stockholm).time();
    let end = super::calendar::instant(day, time) + TimeDelta::minutes(i64::from(minutes % DAY));
    working.open_from(end)
}
