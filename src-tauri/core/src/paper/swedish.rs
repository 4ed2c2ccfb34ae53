//! Dates, sizes and numbers as Swedes write them.

use crate::words::Timestamp;
use chrono::{Datelike as _, Offset as _, Timelike as _};
use chrono_tz::Europe::Stockholm;

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// `22 november 2026`
pub(super) fn date(at: Timestamp) -> String {
    let local = at.with_timezone(&Stockholm);
    let month = usize::try_from(local.month0()).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    format!("{} {month} {}", local.day(), local.year())
}

/// `22 november 2026 kl. 14.03`
pub(super) fn moment(at: Timestamp) -> String {
    let local = at.with_timezone(&Stockholm);
    format!("{} kl. {:02}.{:02}", date(at), local.hour(), local.minute())
}

/// `22 november 2026 kl. 14.03.09 (UTC+1)`: to the second and without doubt in the hour that comes twice in October.
pub(super) fn exact(at: Timestamp) -> String {
    let local = at.with_timezone(&Stockholm);
    let hours = local.offset().fix().local_minus_utc() / 3600;
    format!("{}.{:02} (UTC+{hours})", moment(at), local.second())
}

/// `1 234 567`, with spaces that do not break.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('\u{a0}');
        }
        shown.push(digit);
    }
    shown
}

/// `1 234 byte`
pub(super) fn size(bytes: usize) -> String {
    format!("{}\u{a0}byte", number(u64::try_from(bytes).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_swedish() {
        let at: Timestamp = "2026-11-21T22:10:05Z".parse().unwrap();
        assert_eq!(exact(at), "21 november 2026 kl. 23.10.05 (UTC+1)");
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(size(12), "12\u{a0}byte");
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let first: Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
        let second: Timestamp = "2026-10-25T01:30:00Z".parse().unwrap();
        assert!(exact(first).ends_with("kl. 02.30.00 (UTC+2)"), "{}", exact(first));
        assert!(exact(second).ends_with("kl. 02.30.00 (UTC+1)"), "{}", exact(second));
    }
}
