//! The legal clocks on the days that are easy to get wrong.

use super::*;
use chrono::{NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Stockholm;
use std::collections::BTreeSet;

fn sweden() -> Calendar {
    Calendar::parse("sweden.toml", embedded::calendar("sweden").unwrap()).unwrap()
}

/// Monday to Friday with a lunch break, closing at noon on eves.
fn with_lunch() -> WorkingTime {
    let day = vec![Period::parse("08:00-12:00").unwrap(), Period::parse("13:00-16:00").unwrap()];
    let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]];
    WorkingTime::new(sweden(), week, NaiveTime::from_hms_opt(12, 0, 0), BTreeSet::new()).unwrap()
}

fn at(swedish: &str) -> Timestamp {
    let local = chrono::NaiveDateTime::parse_from_str(swedish, "%Y-%m-%d %H:%M").unwrap();
    Stockholm.from_local_datetime(&local).unwrap().with_timezone(&Utc)
}

fn shown(at: Timestamp) -> String {
    at.with_timezone(&Stockholm).format("%Y-%m-%d %H:%M").to_string()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn named(date: &str) -> Option<String> {
    sweden().day_off(day(date)).map(|(_, name)| name.to_owned())
}

#[test]
fn su4_easter_is_where_the_almanac_has_it() {
    for (year, date) in [
        (1961, "1961-04-02"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2019, "2019-04-21"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
        (2049, "2049-04-18"),
        (2076, "2076-04-19"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter_day(year), Some(day(date)));
    }
}

#[test]
fn su4_moving_days_move() {
    for (date, name) in [
        ("2026-04-03", "Långfredagen"),
        ("2026-04-06", "Annandag påsk"),
        ("2026-05-14", "Kristi himmelsfärdsdag"),
        ("2026-05-24", "Pingstdagen"),
        ("2026-06-19", "Midsommarafton"),
        ("2026-06-20", "Midsommardagen"),
        ("2027-06-26", "Midsommardagen"),
        ("2026-10-31", "Alla helgons dag"),
        ("2027-11-06", "Alla helgons dag"),
        ("2026-10-30", "Dagen före alla helgons dag"),
        ("2026-12-24", "Julafton"),
        ("2026-01-01", "Nyårsdagen"),
        ("2026-06-06", "Sveriges nationaldag"),
    ] {
        assert_eq!(named(date).as_deref(), Some(name), "{date}");
    }
    assert_eq!(named("2026-05-25"), None, "Whit Monday has been a working day since 2005");
}

#[test]
fn su4_where_two_days_meet_the_holiday_wins() {
    let text = "version = \"1\"\nname = \"x\"\nsource = \"\"\n\
        [[day]]\nname = \"Afton\"\nkind = \"eve\"\ndate = \"05-01\"\n\
        [[day]]\nname = \"Dag\"\nkind = \"holiday\"\neaster = 39\n";
    let calendar = Calendar::parse("x.toml", text).unwrap();
    assert_eq!(calendar.day_off(day("2008-05-01")), Some((DayKind::Holiday, "Dag")), "Ascension Day was on 1 May");
    assert_eq!(calendar.day_off(day("2026-05-01")), Some((DayKind::Eve, "Afton")));
}

#[test]
fn su4_every_year_has_all_its_days_once() {
    for year in 1950..2150 {
        let days = sweden().year(year).len();
        assert_eq!(days, 22, "{year}");
    }
}

#[test]
fn su4_nobody_works_on_a_holiday_and_eves_end_early() {
    let working = with_lunch();
    assert!(!working.is_working_day(day("2026-06-19")), "Midsummer Eve");
    assert!(!working.is_working_day(day("2026-11-22")), "a Sunday");
    assert_eq!(working.closes(day("2026-12-23")).map(shown).as_deref(), Some("2026-12-23 12:00"));
    assert!(working.is_open(at("2026-11-23 11:59")));
    assert!(!working.is_open(at("2026-11-23 12:00")), "lunch");
    assert!(!working.is_open(at("2026-12-23 13:30")), "the afternoon of an eve");
}

#[test]
fn su4_several_periods_a_day_are_counted_and_the_breaks_are_not() {
    let working = with_lunch();
    assert_eq!(shown(working.add(at("2026-11-23 11:30"), 60)), "2026-11-23 13:30");
    assert_eq!(shown(working.add(at("2026-11-23 12:30"), 60)), "2026-11-23 14:00");
    assert_eq!(shown(working.add(at("2026-11-23 06:00"), 7 * 60)), "2026-11-23 16:00", "a whole day of work");
    assert_eq!(shown(working.add(at("2026-11-23 06:00"), 7 * 60 + 1)), "2026-11-24 08:01");
    assert_eq!(working.minutes_between(at("2026-11-23 11:30"), at("2026-11-24 08:30")), 30 + 180 + 30);
}

#[test]
fn su4_christmas_is_stepped_over() {
    let working = with_lunch();
    // Wednesday 23 December is an eve; 24, 25 and 26 are off, then a weekend, then Monday.
    assert_eq!(shown(working.add(at("2026-12-23 11:00"), 90)), "2026-12-28 08:30");
    // New Year's Eve is a Thursday; 1 January a Friday; then a weekend; Monday 4; Tuesday 5 is an eve; Wednesday 6 is off.
    assert_eq!(shown(working.open_from(at("2026-12-31 09:00"))), "2027-01-04 08:00");
    assert_eq!(working.working_day_after(day("2027-01-05")), day("2027-01-07"));
}

#[test]
fn su4_a_municipality_has_days_off_of_its_own() {
    let day_after_ascension = day("2026-05-15");
    let week =
        std::array::from_fn(|weekday| if weekday < 5 { vec![Period::parse("08:00-16:00").unwrap()] } else { vec![] });
    let working = WorkingTime::new(sweden(), week, None, BTreeSet::from([day_after_ascension])).unwrap();
    assert_eq!(working.working_day_after(day("2026-05-13")), day("2026-05-18"));
}

#[test]
fn su4_working_time_that_never_opens_is_no_working_time() {
    let never: [Vec<Period>; 7] = Default::default();
    assert!(WorkingTime::new(sweden(), never, None, BTreeSet::new()).is_none());
    let overlapping =
        std::array::from_fn(|_| vec![Period::parse("08:00-12:00").unwrap(), Period::parse("11:00-16:00").unwrap()]);
    assert!(WorkingTime::new(sweden(), overlapping, None, BTreeSet::new()).is_none());
    assert_eq!(Period::parse("16:00-08:00"), None);
}

#[test]
fn su4_a_day_of_23_or_25_hours_has_its_own_minutes() {
    // The clock is put forward on 29 March 2026 and back on 25 October 2026, both at night between two Sundays' hours.
    let always = std::array::from_fn(|_| vec![Period::parse("00:00-23:59").unwrap()]);
    let calendar =
        Calendar::parse("none.toml", "version = \"1\"\nname = \"Ingen\"\nsource = \"\"\nday = []\n").unwrap();
    let working = WorkingTime::new(calendar, always, None, BTreeSet::new()).unwrap();
    assert_eq!(working.minutes_between(at("2026-03-29 00:00"), at("2026-03-29 12:00")), 11 * 60);
    assert_eq!(working.minutes_between(at("2026-10-25 00:00"), at("2026-10-25 12:00")), 13 * 60);
    assert_eq!(
        shown(working.add(at("2026-03-29 01:00"), 120)),
        "2026-03-29 04:00",
        "the hour from two to three is not there"
    );
}

#[test]
fn su4_a_clock_reading_that_is_skipped_is_taken_an_hour_later() {
    let two_thirty = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
    assert_eq!(shown(instant(day("2026-03-29"), two_thirty)), "2026-03-29 03:30");
    assert_eq!(
        instant(day("2026-10-25"), two_thirty).to_rfc3339(),
        "2026-10-25T00:30:00+00:00",
        "the first of the two"
    );
}

fn answer(minutes: u32, counts: Counts) -> AnswerClock {
    AnswerClock { minutes, counts, same_day: true, reason: String::new() }
}

#[test]
fn su1_two_answer_clocks() {
    let working = with_lunch();
    let main = answer(24 * 60, Counts::WorkingDays);
    let other = answer(48 * 60, Counts::Clock);
    let on_monday = at("2026-11-23 10:00");
    assert_eq!(shown(answer_by(on_monday, &main, &working)), "2026-11-24 10:00");
    assert_eq!(shown(answer_by(on_monday, &other, &working)), "2026-11-25 10:00");
}

#[test]
fn su1_a_day_within_working_time_steps_over_the_weekend() {
    let working = with_lunch();
    let main = answer(24 * 60, Counts::WorkingDays);
    assert_eq!(shown(answer_by(at("2026-11-20 15:00"), &main, &working)), "2026-11-23 15:00", "from Friday to Monday");
    assert_eq!(
        shown(answer_by(at("2026-11-20 22:00"), &main, &working)),
        "2026-11-24 08:00",
        "it begins on Monday morning"
    );
    assert_eq!(shown(answer_by(at("2026-11-22 09:00"), &main, &working)), "2026-11-24 08:00");
    assert_eq!(
        shown(answer_by(at("2026-11-23 12:20"), &main, &working)),
        "2026-11-24 13:00",
        "from lunch to after lunch"
    );
    assert_eq!(
        shown(answer_by(at("2026-12-22 15:00"), &main, &working)),
        "2026-12-28 08:00",
        "an eve has no three o'clock"
    );
}

#[test]
fn su1_the_answer_clock_keeps_its_reading_when_summer_time_comes_and_goes() {
    let working = with_lunch();
    let main = answer(24 * 60, Counts::WorkingDays);
    assert_eq!(shown(answer_by(at("2026-03-27 10:00"), &main, &working)), "2026-03-30 10:00");
    assert_eq!(shown(answer_by(at("2026-10-23 10:00"), &main, &working)), "2026-10-26 10:00");
    let other = answer(48 * 60, Counts::Clock);
    assert_eq!(shown(answer_by(at("2026-03-28 10:00"), &other, &working)), "2026-03-30 11:00", "48 hours are 48 hours");
}

#[test]
fn su1_working_time_alone_can_be_counted_too() {
    let clock = answer(8 * 60, Counts::WorkingTime);
    assert_eq!(shown(answer_by(at("2026-11-20 15:00"), &clock, &with_lunch())), "2026-11-23 16:00");
}

#[test]
fn su2_the_same_day_is_the_goal_and_the_next_working_day_when_it_is_over() {
    let working = with_lunch();
    assert_eq!(shown(same_day_goal(at("2026-11-23 07:00"), &working)), "2026-11-23 16:00");
    assert_eq!(shown(same_day_goal(at("2026-11-23 15:59"), &working)), "2026-11-23 16:00");
    assert_eq!(shown(same_day_goal(at("2026-11-23 16:00"), &working)), "2026-11-24 16:00");
    assert_eq!(shown(same_day_goal(at("2026-12-22 17:00"), &working)), "2026-12-23 12:00", "an eve ends early");
    assert_eq!(shown(same_day_goal(at("2026-06-18 17:00"), &working)), "2026-06-22 16:00", "after Midsummer");
}

#[test]
fn su2_the_goal_is_never_later_than_the_limit() {
    let policy = Policy::embedded("neutral").unwrap();
    let mut received = at("2026-03-25 00:00");
    for _ in 0..2000 {
        received += chrono::TimeDelta::minutes(97);
        for kind in [ClockKind::Main, ClockKind::Other] {
            let limit = policy.answer_by(received, kind);
            assert!(limit > received);
            assert!(policy.same_day_goal(received, kind).is_none_or(|goal| goal <= limit && goal > received));
        }
    }
}

#[test]
fn su3_removal_is_at_once_for_crime_confidentiality_and_personal_data_and_48_hours_for_the_rest() {
    for name in Policy::embedded_names() {
        let policy = Policy::embedded(name).unwrap();
        let received = at("2026-11-20 22:00");
        for class in [RemovalClass::Crime, RemovalClass::Confidentiality, RemovalClass::PersonalData] {
            assert!(policy.removal_clock(class).unwrap().at_once, "{name}");
            assert!(
                (policy.remove_by(received, class) - received).num_minutes() <= 60,
                "{name}: a night stops no crime"
            );
        }
        assert_eq!((policy.remove_by(received, RemovalClass::Rest) - received).num_hours(), 48, "{name}");
    }
}

#[test]
fn su3_a_ground_knows_its_clock() {
    let policy = Policy::embedded("botkyrka").unwrap();
    let received = at("2026-11-23 10:00");
    let by = |id| shown(policy.remove_by(received, policy.ground(id).unwrap().class));
    assert_eq!(by("threat"), "2026-11-23 11:00");
    assert_eq!(by("advertising"), "2026-11-25 10:00");
    assert!(policy.is_immediate(policy.ground("personal_data").unwrap()));
    assert!(!policy.is_immediate(policy.ground("obscenity").unwrap()));
}

#[test]
fn di5_registered_by_the_end_of_the_next_working_day() {
    let working = with_lunch();
    for (received, by) in [
        ("2026-11-23 10:00", "2026-11-24 16:00"),
        ("2026-11-23 23:59", "2026-11-24 16:00"),
        ("2026-11-20 10:00", "2026-11-23 16:00"),
        ("2026-11-21 10:00", "2026-11-23 16:00"),
        ("2026-12-22 10:00", "2026-12-23 12:00"),
        ("2026-12-23 10:00", "2026-12-28 16:00"),
        ("2026-04-02 10:00", "2026-04-07 16:00"),
        ("2026-03-27 10:00", "2026-03-30 16:00"),
    ] {
        assert_eq!(shown(register_by(at(received), 1, &working)), by, "received {received}");
    }
}
