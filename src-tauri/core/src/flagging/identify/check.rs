//! The arithmetic: check digits, calendar, issuers, clearing numbers. Each answers yes or no of digits alone.

/// What the day of an identity number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Born {
    /// A day of the calendar.
    Day,
    /// A day with sixty added.
    Coordinated,
}

/// The last digit is right by the Luhn rule.
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit.wrapping_sub(b'0'));
            if place % 2 == 1 { value * 2 / 10 + value * 2 % 10 } else { value }
        })
        .sum();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && sum.is_multiple_of(10)
}

/// Whether six digits are a birth day, in `century` or in any that could be meant.
pub(super) fn birth_day(digits: &str, century: Option<&str>) -> Option<Born> {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i32>().ok());
    let (year, month, day) = (number(0, 2)?, number(2, 4)?, number(4, 6)?.unsigned_abs());
    let (day, born) = if day > 60 { (day - 60, Born::Coordinated) } else { (day, Born::Day) };
    let month = month.unsigned_abs();
    let in_century = |century: i32| chrono::NaiveDate::from_ymd_opt(century * 100 + year, month, day).is_some();
    let holds = match century.and_then(|century| century.parse().ok()) {
        Some(century) => in_century(century),
        None => in_century(19) || in_century(20),
    };
    holds.then_some(born)
}

/// Two digits and two that are a time of day.
pub(super) fn clock(hour: &str, minute: &str) -> bool {
    let two = |digits: &str| if digits.len() == 2 { digits.parse::<u8>().ok() } else { None };
    two(hour).is_some_and(|hour| hour < 24) && two(minute).is_some_and(|minute| minute < 60)
}

/// Length and prefix of an issuer that exists, and the check digit.
pub(super) fn card(digits: &str) -> bool {
    let prefix = |len: usize| digits.get(..len).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let issued = match digits.len() {
        13 | 19 => {
            prefix(1) == 4 || (digits.len() == 19 && (prefix(2) == 62 || prefix(4) == 6304 || prefix(4) == 6759))
        }
        14 => matches!(prefix(3), 300..=305 | 309) || matches!(prefix(2), 36 | 38 | 39),
        15 => matches!(prefix(2), 34 | 37),
        16 => {
            prefix(1) == 4
                || matches!(prefix(2), 51..=55 | 65 | 62 | 36 | 50 | 56..=58)
                || matches!(prefix(4), 2221..=2720 | 3528..=3589 | 6011 | 6304 | 6759 | 6761..=6763 | 9792)
                || matches!(prefix(3), 644..=649)
        }
        17 | 18 => matches!(prefix(2), 50 | 56..=58 | 62) || matches!(prefix(4), 6304 | 6759 | 6761..=6763),
        _ => false,
    };
    issued && luhn(digits) && digits.bytes().any(|b| Some(b) != digits.bytes().next())
}

/// The first four digits are a clearing number that a Swedish bank holds.
pub(super) fn clearing(digits: &str) -> bool {
    matches!(clearing_number(digits),
        1100..=2099 | 2300..=2499 | 3000..=8999 | 9020..=9029 | 9040..=9049 | 9060..=9079 | 9090..=9109 | 9120..=9124
        | 9130..=9199 | 9230..=9289 | 9300..=9349 | 9390..=9409 | 9420..=9429 | 9460..=9479 | 9500..=9579 | 9580..=9599
        | 9630..=9719 | 9750..=9759 | 9780..=9789 | 9880..=9899 | 9960..=9969)
}

/// The first four digits could be a clearing number, if not one that a bank holds today.
pub(super) fn clearing_shape(digits: &str) -> bool {
    (1100..=9999).contains(&clearing_number(digits))
}

fn clearing_number(digits: &str) -> u32 {
    digits.get(..4).and_then(|part| part.parse().ok()).unwrap_or(0)
}

/// How long an IBAN is in the countries of Europe, from the register of ISO 13616.
const IBAN_LENGTHS: [(&str, usize); 42] = [
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SM", 27),
    ("VA", 22),
];

/// IBAN: the letters, the length of the country where it is known, and remainder 1 by 97.
pub(super) fn iban(written: &str) -> bool {
    let plain: String = written.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let of_country = |(country, len): &(&str, usize)| plain.starts_with(country).then_some(*len);
    let length = IBAN_LENGTHS.iter().find_map(of_country);
    if !(15..=34).contains(&plain.len()) || length.is_some_and(|length| plain.len() != length) {
        return false;
    }
    let (head, tail) = plain.split_at(4);
    let mut rest = 0_u32;
    for c in tail.chars().chain(head.chars()) {
        let Some(value) = c.to_digit(36) else { return false };
        rest = (if value > 9 { rest * 100 } else { rest * 10 } + value) % 97;
    }
    rest == 1
}

/// Numbers of plates begin with 001.
pub(super) fn plate(written: &str) -> bool {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    digits != "000"
}

/// A case reference has a year that may be meant.
pub(super) fn reference(written: &str) -> bool {
    let mut digits = written.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    digits.any(|part| part.parse::<u32>().is_ok_and(|year| (1950..=2099).contains(&year)) || part.len() == 2)
}

/// The part before the letters of a reserve number is a birth day, and the last four hold a letter and a digit.
pub(super) fn reserve(written: &str) -> bool {
    let last: String = written.chars().rev().take(4).collect();
    if !last.chars().any(char::is_alphabetic) || !last.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        6 => birth_day(&digits, None).is_some(),
        8 => digits.get(2..).is_some_and(|six| birth_day(six, digits.get(..2)).is_some()),
        _ => false,
    }
}
