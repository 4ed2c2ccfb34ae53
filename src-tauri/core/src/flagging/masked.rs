//! Words that may have letters replaced by stars ("j*vla", "f*n").

use super::{
    pattern::{ListNo, Seen},
    text::View,
    token::Token,
};
use std::collections::{BTreeMap, BTreeSet};

/// Words that may have letters replaced by stars, by their first letter.
#[derive(Debug, Clone, Default)]
pub(super) struct Masked {
    of: BTreeMap<char, Vec<(Vec<char>, ListNo)>>,
    /// What compounds begin with.
    starts: BTreeMap<char, Vec<(Vec<char>, ListNo)>>,
}

impl Masked {
    /// Adds what a compound may begin with.
    pub(super) fn add_start(&mut self, form: &str, list: ListNo) {
        let letters: Vec<char> = form.chars().collect();
        if let (Some(first), true) = (letters.first().copied(), letters.len() >= 4) {
            self.starts.entry(first).or_default().push((letters, list));
        }
    }

    pub(super) fn add(&mut self, form: &str, list: ListNo) {
        let letters: Vec<char> = form.chars().collect();
        if let (Some(first), true) = (letters.first().copied(), letters.len() >= 3) {
            self.of.entry(first).or_default().push((letters, list));
        }
    }

    /// The lists that have such words.
    pub(super) fn lists(&self) -> impl Iterator<Item = ListNo> {
        self.of.values().chain(self.starts.values()).flatten().map(|(_, list)| *list)
    }

    /// Enters words in which stars (or one dash between single letters) stand for letters.
    pub(super) fn look(&self, view: &View<'_>, tokens: &[Token], into: &mut Vec<Seen>) {
        let text = &*view.text;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let start = token.start as usize;
            let chunk: String = text
                .get(start..)
                .unwrap_or_default()
                .chars()
                .take(24)
                .take_while(|c| c.is_alphanumeric() || matches!(c, '*' | '#' | '-'))
                .collect();
            let chunk = chunk.trim_end_matches('-');
            let end = start + chunk.len();
            let mut next = at + 1;
            while tokens.get(next).is_some_and(|token| (token.end as usize) <= end) {
                next += 1;
            }
            let stars = chunk.contains(['*', '#']);
            let dash =
                chunk.matches('-').count() == 1 && chunk.chars().count() <= 8 && chunk.chars().nth(1) == Some('-');
            if (stars || dash) && next - at < 200 {
                let len = u8::try_from(next - at).unwrap_or(1);
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                into.extend(self.fits(chunk).into_iter().map(|list| Seen { list, at, len }));
            }
            at = next;
        }
    }

    /// The lists that hold a word which the chunk may be.
    fn fits(&self, chunk: &str) -> BTreeSet<ListNo> {
        let mask: Vec<char> = chunk.chars().collect();
        let visible = mask.iter().filter(|c| c.is_alphabetic()).count();
        let starts = mask.first().and_then(|first| self.starts.get(first)).map(Vec::as_slice).unwrap_or_default();
        let candidates = mask.first().and_then(|first| self.of.get(first)).map(Vec::as_slice).unwrap_or_default();
        candidates
            .iter()
            .filter(|(word, _)| (visible >= 2 || word.len() <= 4) && fits(&mask, word))
            .chain(starts.iter().filter(|(start, _)| begins(&mask, start)))
            .map(|(_, list)| *list)
            .collect()
    }
}

/// One letter of what a compound begins with is masked, and the rest of it is letters, three or more.
fn begins(mask: &[char], start: &[char]) -> bool {
    let (Some(head), Some(rest)) = (mask.get(..start.len()), mask.get(start.len()..)) else { return false };
    let masked = head.iter().filter(|c| !c.is_alphanumeric()).count();
    masked == 1 && rest.len() >= 3 && rest.iter().all(|c| c.is_alphabetic()) && fits(head, start)
}

/// Stars stand for as many letters as there are stars; two or more may also stand for one or two more or fewer.
fn fits(mask: &[char], word: &[char]) -> bool {
    match (mask.split_first(), word.split_first()) {
        (None, None) => true,
        (Some((m, mask)), Some((w, word))) if m == w => fits(mask, word),
        (Some((m, _)), Some(_)) if !m.is_alphanumeric() => {
            let stars = mask.iter().take_while(|c| !c.is_alphanumeric()).count();
            let rest = mask.get(stars..).unwrap_or_default();
            let least = if stars > 1 { stars - 1 } else { 1 };
            let most = if stars > 1 { stars + 2 } else { 1 };
            (least..=most.min(word.len())).any(|taken| fits(rest, word.get(taken..).unwrap_or_default()))
        }
        _ => false,
    }
}
