//! Forms with their lists, as they are added, until a table is made of them.

use super::{Phrase, Phrases, Table, WordNo, Words};
use crate::flagging::{pattern::ListNo, token::place};
use std::{cmp::Reverse, ops::Range};

/// Words, and rows of words with a blank between them, each on some lists.
#[derive(Debug, Default)]
pub(in crate::flagging) struct Forms {
    words: Words,
    /// Which word is on which list, in the order they were put there; some more than once.
    of_words: Vec<(WordNo, ListNo)>,
    /// Each row as if it were a word.
    rows: Words,
    of_rows: Vec<(RowNo, ListNo)>,
    /// The words of all rows, and where those of each stand.
    row_words: Vec<WordNo>,
    rows_at: Vec<Range<u32>>,
}

/// A row of words, by number.
type RowNo = u32;

impl Forms {
    /// Makes room for so many words.
    pub(in crate::flagging) fn make_room(&mut self, words: usize) {
        self.words.make_room(words);
        self.of_words.reserve_exact(words);
    }

    /// Room for half as many words as there are here.
    pub(in crate::flagging) fn room_for_half(&self) -> Forms {
        let mut forms = Forms::default();
        forms.make_room(self.words.words.len() / 2);
        forms
    }

    /// Adds a form.
    pub(in crate::flagging) fn add(&mut self, form: &str, list: ListNo) {
        if form.contains(' ') {
            self.add_row(form, list);
        } else {
            let no = self.enter(form);
            self.of_words.push((no, list));
        }
    }

    /// Adds a word that is of no list.
    pub(in crate::flagging) fn enter(&mut self, word: &str) -> WordNo {
        self.words.enter(word.as_bytes())
    }

    fn add_row(&mut self, row: &str, list: ListNo) {
        let no = self.rows.enter(row.as_bytes());
        if no as usize == self.rows_at.len() {
            let from = place(self.row_words.len());
            for word in row.split(' ') {
                let word = self.enter(word);
                self.row_words.push(word);
            }
            self.rows_at.push(from..place(self.row_words.len()));
        }
        self.of_rows.push((no, list));
    }

    /// Each list with the words of a row that it has.
    pub(in crate::flagging) fn rows(&self) -> impl Iterator<Item = (ListNo, &[WordNo])> {
        self.of_rows.iter().map(|(no, list)| (*list, self.words_of(*no)))
    }

    fn words_of(&self, row: RowNo) -> &[WordNo] {
        let at = self.rows_at.get(row as usize).cloned().unwrap_or_default();
        self.row_words.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    /// Calls with each word that is on a list, in bytes.
    pub(in crate::flagging) fn each_word(&self, call: impl FnMut(&[u8], ListNo)) {
        each(&self.words, &self.of_words, call);
    }

    /// Calls with each row that is on a list, in bytes.
    pub(in crate::flagging) fn each_row(&self, call: impl FnMut(&[u8], ListNo)) {
        each(&self.rows, &self.of_rows, call);
    }

    /// For each word, by number, whether it alone is on a list.
    pub(in crate::flagging) fn listed(&self) -> Vec<bool> {
        let mut listed = vec![false; self.words.words.len()];
        for (no, _) in &self.of_words {
            if let Some(listed) = listed.get_mut(*no as usize) {
                *listed = true;
            }
        }
        listed
    }

    /// The number of a word, or [`super::UNKNOWN`].
    pub(in crate::flagging) fn number(&self, word: &str) -> WordNo {
        self.words.number(word.as_bytes())
    }

    /// The table of these forms, the same each time for the same forms.
    pub(in crate::flagging) fn table(self) -> Table {
        let phrases = self.phrases();
        self.table_with(phrases)
    }

    /// The table of these forms, when [`Forms::phrases`] has been asked already: it takes as long as the rest.
    pub(in crate::flagging) fn table_with(self, phrases: Phrases) -> Table {
        let mut table = Table { words: self.words, phrases, ..Table::default() };
        table.words.give_back_room();
        table.put(&self.of_words);
        table.note_beginnings();
        table
    }

    /// The rows of two words or more, by how they begin.
    pub(in crate::flagging) fn phrases(&self) -> Phrases {
        let mut rows: Vec<_> = self
            .rows()
            .filter_map(|(list, words)| match words {
                [first, second, rest @ ..] => Some(((*first, *second), Reverse(rest.len()), list, rest)),
                _ => None,
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let mut phrases = Phrases::default();
        for rows in rows.chunk_by(|one, next| one.0 == next.0) {
            let start = place(phrases.all.len());
            for (.., list, rest) in rows {
                let from = place(phrases.words.len());
                phrases.words.extend_from_slice(rest);
                let to = place(phrases.words.len());
                phrases.all.push(Phrase { third: rest.first().copied(), rest: from..to, list: *list });
            }
            if let Some((beginning, ..)) = rows.first() {
                phrases.beginnings.insert(*beginning, start..place(phrases.all.len()));
            }
        }
        phrases
    }
}

/// Calls with the letters of each thing that is on a list.
fn each(things: &Words, on: &[(u32, ListNo)], mut call: impl FnMut(&[u8], ListNo)) {
    let mut letters = Vec::new();
    for (no, list) in on {
        things.word(*no).spell(&things.rests, &mut letters);
        call(&letters, *list);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{BEGINS, FOLLOWS},
        *,
    };

    #[test]
    fn forms_have_the_lists_they_were_put_on_each_once() {
        let mut forms = Forms::default();
        for (form, list) in
            [("häst", 7), ("stor häst", 3), ("häst", 2), ("häst", 7), ("stor häst", 3), ("en stor häst", 4)]
        {
            forms.add(form, list);
        }
        forms.enter("liten");
        assert_eq!(forms.listed(), [true, false, false, false]);
        assert_eq!(forms.rows().map(|(list, words)| (list, words.len())).collect::<Vec<_>>(), [(3, 2), (3, 2), (4, 3)]);
        let table = forms.table();
        assert_eq!([table.lists("häst"), table.lists("stor"), table.lists("liten")], [&[7, 2][..], &[], &[]]);
        assert_eq!(table.phrases.all.iter().map(|phrase| phrase.list).collect::<Vec<_>>(), [3, 4]);
        let word = |word: &str| table.word(table.number(word.as_bytes()));
        assert!(word("häst").is_of_lists() && !word("stor").is_of_lists() && !word("liten").is_of_lists());
        assert!(
            word("stor").is(BEGINS) && word("stor").is(FOLLOWS) && word("häst").is(FOLLOWS) && !word("häst").is(BEGINS)
        );
    }
}
