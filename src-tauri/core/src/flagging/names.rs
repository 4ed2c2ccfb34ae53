//! Persons' names: a known first name, or two capitals side by side that are not known to be something else.
//!
//! It finds what looks like a name; whether anything is said about the person is for the rules.

use super::{
    pattern::{ListNo, NAME, Seen},
    table::Table,
    text::View,
    token::{Token, mark},
};
use std::collections::BTreeMap;

/// The lists that names are told by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    first: ListNo,
    last: ListNo,
    never: ListNo,
}

const ENDINGS: [&str; 26] = [
    "sson", "ström", "berg", "gren", "lund", "qvist", "kvist", "dahl", "stedt", "mark", "blom", "holm", "fors",
    "hjelm", "wall", "vall", "rup", "quist", "stad", "vik", "crantz", "ović", "ovic", "ski", "nen", "sen",
];

impl Names {
    pub(super) fn of(lists: &BTreeMap<String, ListNo>) -> Names {
        let no = |name: &str| lists.get(name).copied().unwrap_or(ListNo::MAX);
        Names { first: no("förnamn"), last: no("efternamn"), never: no("ej-namn") }
    }

    /// Enters a name that begins at token `at`, if one does.
    pub(super) fn look(&self, table: &Table, view: &View<'_>, tokens: &[Token], at: usize, into: &mut Vec<Seen>) {
        let Some(token) = tokens.get(at) else { return };
        if !token.has(mark::CAPITAL) || token.has(mark::NUMBER) {
            return;
        }
        let is = |no: usize, list: ListNo| {
            tokens.get(no).is_some_and(|token| {
                let mut seen = Vec::new();
                table.look(token.text(view), no, &[], view, &mut seen);
                seen.iter().any(|seen| seen.list == list)
            })
        };
        let known_first = is(at, self.first);
        let follows = |no: usize| {
            let (Some(before), Some(next)) = (tokens.get(no), tokens.get(no + 1)) else { return false };
            let between = view.text.get(before.end as usize..next.start as usize);
            matches!(between, Some(" " | "-")) && next.has(mark::CAPITAL) && !next.has(mark::NUMBER)
        };
        let could_be_last =
            |no: usize| !is(no, self.never) && tokens.get(no).is_some_and(|token| token.text(view).chars().count() > 1);
        let mut len = 1;
        while len < 3 && follows(at + len - 1) && could_be_last(at + len) {
            len += 1;
        }
        let known = if known_first {
            true
        } else if len >= 2 && !is(at, self.never) && token.text(view).chars().count() > 1 {
            let last = tokens.get(at + len - 1).map_or("", |token| token.text(view));
            let family = is(at + len - 1, self.last) || ENDINGS.iter().any(|ending| last.ends_with(ending));
            family
                || !table.knows(last) && !token.has(mark::ALL_CAPITALS)
                || !token.has(mark::FIRST) && !token.has(mark::ALL_CAPITALS)
        } else {
            false
        };
        if known {
            into.push(Seen {
                list: NAME,
                at: u32::try_from(at).unwrap_or(u32::MAX),
                len: u8::try_from(len).unwrap_or(1),
            });
        }
    }
}
