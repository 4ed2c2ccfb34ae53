//! Persons' names: a known first name, or two capitals side by side that are not known to be something else.
//!
//! It finds what looks like a name; whether anything is said about the person is for the rules.

use super::{
    lexicon::Numbered,
    pattern::{NAME, Seen},
    table::{Table, UNKNOWN, WordNo, trait_of},
    text::View,
    token::{Token, mark, place},
};

/// Names, told by the lists of first names, of surnames, and of capitals that are neither: medicines, places, offices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names;

const ENDINGS: [&str; 26] = [
    "sson", "ström", "berg", "gren", "lund", "qvist", "kvist", "dahl", "stedt", "mark", "blom", "holm", "fors",
    "hjelm", "wall", "vall", "rup", "quist", "stad", "vik", "crantz", "ović", "ovic", "ski", "nen", "sen",
];

impl Names {
    /// Marks the words of a table by what they are to names.
    pub(super) fn mark(lists: &Numbered, table: &mut Table) {
        let traits = [
            ("förnamn", trait_of::FIRST_NAME),
            ("efternamn", trait_of::LAST_NAME),
            ("förnamn-som-är-ord", trait_of::WORD_TOO),
            ("ej-namn", trait_of::NO_NAME),
            ("medicin", trait_of::NO_NAME),
            ("ort", trait_of::NO_NAME),
            ("trakt", trait_of::NO_NAME),
        ];
        let of_lists = traits.into_iter().filter_map(|(name, traits)| Some((*lists.get(name)?, traits)));
        table.mark(&of_lists.collect::<Vec<_>>());
    }

    /// Enters a name that begins at token `at`, if one does. `numbers` are the numbers of the tokens in `table`.
    pub(super) fn look(
        table: &Table,
        view: &View<'_>,
        tokens: &[Token],
        numbers: &[WordNo],
        at: usize,
        into: &mut Vec<Seen>,
    ) {
        let Some(token) = tokens.get(at) else { return };
        let is = |no: usize, traits: u8| numbers.get(no).is_some_and(|no| table.word(*no).is(traits));
        if !token.has(mark::CAPITAL) {
            // In small letters a first name may be another word; one that is none is a name beside a surname.
            let beside = || view.text.get(token.end as usize..tokens.get(at + 1)?.start as usize);
            let first = is(at, trait_of::FIRST_NAME) && !is(at, trait_of::WORD_TOO);
            if first && is(at + 1, trait_of::LAST_NAME) && beside() == Some(" ") {
                into.push(Seen { list: NAME, at: place(at), len: 2 });
            }
            return;
        }
        if token.has(mark::NUMBER) {
            return;
        }
        let known_first = is(at, trait_of::FIRST_NAME);
        let begins = !is(at, trait_of::NO_NAME) && tokens.get(at + 1).is_some_and(|next| next.has(mark::CAPITAL));
        if !known_first && !begins {
            return;
        }
        let follows = |no: usize| {
            let (Some(before), Some(next)) = (tokens.get(no), tokens.get(no + 1)) else { return false };
            let between = view.text.get(before.end as usize..next.start as usize);
            matches!(between, Some(" " | "-")) && next.has(mark::CAPITAL) && !next.has(mark::NUMBER)
        };
        let long = |token: &Token| token.text(view).chars().nth(1).is_some();
        let could_be_last = |no: usize| !is(no, trait_of::NO_NAME) && tokens.get(no).is_some_and(long);
        let mut len = 1;
        while len < 3 && follows(at + len - 1) && could_be_last(at + len) {
            len += 1;
        }
        let known = if known_first {
            true
        } else if len >= 2 && long(token) {
            let last = at + len - 1;
            let word = tokens.get(last).map_or("", |token| token.text(view));
            let unknown = numbers.get(last).is_some_and(|no| !table.word(*no).is_of_lists());
            let strange = numbers.get(at).is_some_and(|no| *no == UNKNOWN);
            let tells = strange || unknown || !token.has(mark::FIRST);
            let ends_as = |ending: &&str| word.bytes().last() == ending.bytes().last() && word.ends_with(*ending);
            is(last, trait_of::LAST_NAME) || tells && !token.has(mark::ALL_CAPITALS) || ENDINGS.iter().any(ends_as)
        } else {
            false
        };
        if known {
            into.push(Seen { list: NAME, at: place(at), len: u8::try_from(len).unwrap_or(1) });
        }
    }
}
