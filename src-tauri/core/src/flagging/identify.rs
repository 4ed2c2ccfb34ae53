//! Numbers that point at somebody: identity numbers, telephones, cards, accounts, and what is checked in each.
//!
//! It finds the shape and tests it: date, check digit, issuer, length. Whether the words around it speak for or against
//! is said by the rules in `assets/lexicon`.

mod check;

use super::text::{View, first_digit};
use std::ops::Range;

/// A shape that a rule may ask for with `validator`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Personnummer,
    PersonnummerBare,
    /// The same, and a mobile telephone as well: the words around it tell.
    PersonnummerOrPhone,
    Samordningsnummer,
    SamordningsnummerBare,
    Reservnummer,
    Phone,
    Card,
    Account,
    AccountBare,
    Giro,
    Iban,
    Plate,
    Dnr,
}

impl Shape {
    const ALL: [(Shape, &'static str); 14] = [
        (Shape::Personnummer, "personnummer"),
        (Shape::PersonnummerBare, "personnummer-bart"),
        (Shape::PersonnummerOrPhone, "personnummer-eller-telefon"),
        (Shape::Samordningsnummer, "samordningsnummer"),
        (Shape::SamordningsnummerBare, "samordningsnummer-bart"),
        (Shape::Reservnummer, "reservnummer"),
        (Shape::Phone, "telefon"),
        (Shape::Card, "kort"),
        (Shape::Account, "konto"),
        (Shape::AccountBare, "konto-bart"),
        (Shape::Giro, "giro"),
        (Shape::Iban, "iban"),
        (Shape::Plate, "skylt"),
        (Shape::Dnr, "dnr"),
    ];

    pub(super) fn from_word(word: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|(_, name)| *name == word).map(|(shape, _)| shape)
    }

    /// Tests what a regex matched.
    pub(super) fn holds(self, matched: &str) -> bool {
        match self {
            Shape::Iban => check::iban(matched),
            Shape::Plate => check::plate(matched),
            Shape::Dnr => check::reference(matched),
            Shape::Reservnummer => check::reserve(matched),
            Shape::Personnummer
            | Shape::PersonnummerBare
            | Shape::PersonnummerOrPhone
            | Shape::Samordningsnummer
            | Shape::SamordningsnummerBare
            | Shape::Phone
            | Shape::Card
            | Shape::Account
            | Shape::AccountBare
            | Shape::Giro => true,
        }
    }
}

/// A number with its shape, in bytes of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub shape: Shape,
    pub bytes: Range<usize>,
}

/// Digits without anything between them.
#[derive(Debug, Clone, Copy)]
struct Group<'v> {
    start: usize,
    digits: &'v str,
    /// What stands between the group before and this one.
    parted: &'v str,
}

impl Group<'_> {
    fn end(&self) -> usize {
        self.start + self.digits.len()
    }
}

/// Groups put together; made anew for each row of them, in the same room.
#[derive(Debug, Default)]
pub(super) struct Together {
    digits: String,
    sizes: Vec<usize>,
    between: String,
}

impl Together {
    fn of(&mut self, window: &[Group<'_>]) {
        self.digits.clear();
        self.sizes.clear();
        self.between.clear();
        for (no, group) in window.iter().enumerate() {
            self.digits.push_str(group.digits);
            self.sizes.push(group.digits.len());
            if no > 0 {
                self.between.push_str(group.parted);
            }
        }
    }
}

/// Fewer digits than this are no number of any shape.
const FEWEST: usize = 3;

/// Few texts have more groups of digits than this: room for so many is made at once.
const FEW: usize = 8;

/// All numbers in a view of digits, each claimed by one shape (an account that is an identity number by two).
pub(super) fn numbers(view: &View<'_>, row: &mut Together) -> Vec<Number> {
    let groups = groups(&view.text);
    let mut found = Vec::new();
    let mut at = 0;
    let mut loose = false;
    while let Some(group) = groups.get(at) {
        let continues = loose && parts(group.parted);
        let longest = longest_window(&groups, at);
        let claimed = (1..=longest).rev().find_map(|len| {
            let window = groups.get(at..at + len)?;
            let shapes = shapes(window, &view.text, row);
            // Part of a longer row of digits is no account.
            let part = (continues || len < longest) && shapes.contains(&Shape::AccountBare);
            (!shapes.is_empty() && !part).then_some((window, shapes))
        });
        loose = claimed.is_none();
        at += match claimed {
            Some((window, shapes)) => {
                let plus = view.text.get(..group.start).is_some_and(|before| before.ends_with('+'));
                let start = group.start - usize::from(plus && shapes.contains(&Shape::Phone));
                let end = window.last().map_or(start, Group::end);
                found.extend(shapes.iter().map(|shape| Number { shape: *shape, bytes: start..end }));
                window.len()
            }
            None => 1,
        };
    }
    found
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let bytes = text.as_bytes();
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    let mut groups = Vec::with_capacity(FEW);
    let mut at = 0;
    let mut before = 0;
    while let Some(start) = bytes.get(at..).and_then(first_digit).map(|no| at + no) {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
        at = end;
        // What stands between two letters is part of a word, not of any number.
        if is_letter(start.checked_sub(1)) && is_letter(Some(end)) {
            continue;
        }
        let digits = text.get(start..end).unwrap_or_default();
        groups.push(Group { start, digits, parted: text.get(before..start).unwrap_or_default() });
        before = end;
    }
    groups
}

/// How many groups from `at` on could be one number: little between them, no more than nineteen digits.
fn longest_window(groups: &[Group<'_>], at: usize) -> usize {
    let mut digits = 0;
    groups
        .get(at..)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .take_while(|(no, group)| {
            digits += group.digits.len();
            digits <= 19 && (*no == 0 || parts(group.parted))
        })
        .count()
        .max(1)
}

fn parts(between: &str) -> bool {
    between.len() <= 9
        && between.chars().count() <= 3
        && between.chars().all(|c| {
            matches!(
                c,
                ' ' | '-'
                    | '–'
                    | '—'
                    | '.'
                    | '/'
                    | ':'
                    | '('
                    | ')'
                    | '+'
                    | '_'
                    | '*'
                    | ','
                    | '·'
                    | '\u{2212}'
                    | '\u{2011}'
                    | '\u{2010}'
            )
        })
}

/// The shapes that these groups make together.
fn shapes(window: &[Group<'_>], text: &str, row: &mut Together) -> &'static [Shape] {
    let (Some(first), Some(last)) = (window.first(), window.last()) else { return &[] };
    if text.get(..first.start).is_some_and(|before| before.ends_with(char::is_alphabetic)) {
        return &[];
    }
    if text.get(last.end()..).is_some_and(|after| after.starts_with(char::is_alphabetic)) {
        return &[];
    }
    row.of(window);
    let Together { digits, sizes, between } = row;
    if digits.len() < FEWEST || are_times(window) {
        return &[];
    }
    let plus = text.get(..first.start).is_some_and(|before| before.ends_with('+'));
    let spaced_out = sizes.len() >= 5 && sizes.iter().all(|size| *size <= 2);
    let phone = is_phone(digits, sizes, between, plus, spaced_out);
    // Year, month, day and four more: nobody groups a telephone number so.
    let dated = *sizes == [2, 2, 2, 4];
    if !(plus || phone && !dated && is_grouped_as_phone(sizes, digits))
        && let Some(shapes) = identity(digits, sizes, spaced_out)
    {
        return shapes;
    }
    if phone {
        let either = identity(digits, sizes, spaced_out) == Some(&[Shape::PersonnummerBare]);
        return if either { &[Shape::Phone, Shape::PersonnummerOrPhone] } else { &[Shape::Phone] };
    }
    if plus {
        return &[];
    }
    if (13..=19).contains(&digits.len()) && check::card(digits) && sizes.iter().all(|size| *size >= 2 || spaced_out) {
        return &[Shape::Card];
    }
    account(digits, sizes, spaced_out)
}

/// Whether the groups are times of a timetable, or some of them: 06.04, 06.34.
fn are_times(window: &[Group<'_>]) -> bool {
    let within = |group: &Group<'_>| matches!(group.parted, "." | ":");
    // Between hour and minute stands a sign that never stands between two times.
    window.len() > 2
        && window.iter().all(|group| group.digits.len() == 2)
        && window.array_windows().all(|[hour, minute]| !within(minute) || check::clock(hour.digits, minute.digits))
        && window.array_windows().all(|[_, before, after]| within(before) != within(after))
}

fn identity(digits: &str, sizes: &[usize], spaced_out: bool) -> Option<&'static [Shape]> {
    let ten = match digits.len() {
        10 => digits,
        12 if digits.starts_with("19") || digits.starts_with("20") || digits.starts_with("18") => digits.get(2..)?,
        _ => return None,
    };
    let whole = sizes.len() == 1;
    let ends_right = sizes.last() == Some(&4) || whole || spaced_out || sizes.iter().rev().take(2).sum::<usize>() == 4;
    let century = if digits.len() == 12 { digits.get(..2) } else { None };
    if !ends_right || !check::luhn(ten) {
        return None;
    }
    let bare = whole && digits.len() == 10;
    match (check::birth_day(ten, century)?, bare) {
        (check::Born::Day, false) => Some(&[Shape::Personnummer]),
        (check::Born::Day, true) => Some(&[Shape::PersonnummerBare]),
        (check::Born::Coordinated, false) => Some(&[Shape::Samordningsnummer]),
        (check::Born::Coordinated, true) => Some(&[Shape::SamordningsnummerBare]),
    }
}

/// Two to four digits beginning with 0 stand first, by themselves: an area code.
fn is_grouped_as_phone(sizes: &[usize], digits: &str) -> bool {
    let mobile = matches!(digits.as_bytes(), [b'0', b'7', b'0' | b'2' | b'3' | b'6' | b'9', ..]) && sizes.len() == 1;
    mobile
        || sizes.len() > 1
            && sizes.first().is_some_and(|size| (2..=4).contains(size))
            && sizes.iter().any(|size| *size >= 2)
}

fn is_phone(digits: &str, sizes: &[usize], between: &str, plus: bool, spaced_out: bool) -> bool {
    if between.contains([':', '_', '*']) && !spaced_out {
        return false;
    }
    if between.contains('.') && sizes == [2, 2, 2, 2] {
        return false; // opening hours
    }
    if plus || digits.starts_with("00") {
        let rest = digits.strip_prefix("00").unwrap_or(digits);
        return match rest.strip_prefix("46") {
            Some(national) => {
                let national = national.strip_prefix('0').unwrap_or(national);
                (7..=9).contains(&national.len()) && !national.starts_with('0')
            }
            None => (8..=14).contains(&rest.len()) && (plus || sizes.len() == 1) && !rest.starts_with('0'),
        };
    }
    if let [b'4', b'6', b'7', b'0' | b'2' | b'3' | b'6' | b'9', ..] = digits.as_bytes() {
        return digits.len() == 11;
    }
    let [b'0', second, third, ..] = digits.as_bytes() else { return false };
    if *second == b'0' {
        return false;
    }
    let long_enough = match (second, third) {
        (b'7', b'0' | b'2' | b'3' | b'6' | b'9') | (b'1', b'0') => digits.len() == 10,
        // In Stockholm no number begins with a 0, but the day begins at 0800.
        (b'8', b'0') => false,
        (b'8', _) => (8..=10).contains(&digits.len()),
        _ => (9..=10).contains(&digits.len()),
    };
    let first_group = sizes.len() == 1 || spaced_out || sizes.first().is_some_and(|size| (2..=4).contains(size));
    let last_group = spaced_out || sizes.len() == 1 || sizes.iter().skip(1).all(|size| (2..=8).contains(size));
    long_enough && first_group && last_group
}

fn account(digits: &str, sizes: &[usize], spaced_out: bool) -> &'static [Shape] {
    let giro = match sizes {
        [3 | 4, 4] => check::luhn(digits),
        [1..=7, 1] | [1..=3, 1..=3, 1] | [1..=3, 2, 2, 1] => digits.len() >= 3 && check::luhn(digits),
        [7 | 8] => check::luhn(digits),
        _ => false,
    };
    if giro {
        return &[Shape::Giro];
    }
    let clearing_first =
        matches!(sizes.first(), Some(4 | 5)) && sizes.len() > 1 || matches!(sizes, [4, 1, ..]) || spaced_out;
    let whole = sizes.len() == 1;
    if !check::clearing(digits) {
        // Banks come and go: beside a word of banks, the shape is enough.
        let shaped = digits.len() == 11 && clearing_first && check::clearing_shape(digits);
        return if shaped { &[Shape::AccountBare] } else { &[] };
    }
    match digits.len() {
        14 if (clearing_first || whole)
            && digits.get(4..).is_some_and(|ten| check::luhn(ten) && check::birth_day(ten, None).is_some()) =>
        {
            &[Shape::Account, Shape::Personnummer]
        }
        11 if clearing_first && !sizes.iter().skip(1).any(|size| *size == 1 && !spaced_out) => &[Shape::Account],
        // Handelsbanken: nine digits. Swedbank: a fifth digit of the clearing number, apart.
        13 if clearing_first && digits.starts_with('6') && sizes.iter().all(|size| *size > 2) => &[Shape::Account],
        12..=15 if matches!(sizes, [4, 1, ..]) && digits.starts_with('8') => &[Shape::Account],
        11..=15 if clearing_first || whole => &[Shape::AccountBare],
        _ => &[],
    }
}

#[cfg(test)]
mod tests;
