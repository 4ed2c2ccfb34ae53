//! The views that undo disguises: signs for letters, letters held down, letters set apart.

use super::{Cell, Making, Seen, View};

/// Signs become the letters they are read as, inside words that hold a letter; a letter three times or more running
/// becomes one, and then so do the double letters of that word: the lexicon looks stretched words up without doubles.
pub(super) fn squeeze(fold: &View<'_>, one: char) -> View<'static> {
    let cells: Vec<Cell> = fold.cells().collect();
    let mut made = Making::default();
    for chunk in cells.split_inclusive(|cell| cell.c.is_whitespace()) {
        let has_letter = chunk.iter().any(|cell| cell.c.is_alphabetic());
        let read: Vec<char> = chunk
            .iter()
            .enumerate()
            .map(|(at, cell)| if has_letter { unleet(chunk, at, one) } else { cell.c })
            .collect();
        let mut at = 0;
        for word in read.split_inclusive(|c| !c.is_alphanumeric()) {
            let cells = chunk.get(at..at + word.len()).unwrap_or_default();
            at += word.len();
            put(&mut made, word, cells);
        }
    }
    made.done(Seen::Squeeze)
}

fn unleet(chunk: &[Cell], at: usize, one: char) -> char {
    let at_of = |at: Option<usize>| at.and_then(|at| chunk.get(at)).map_or(' ', |cell| cell.c);
    let c = at_of(Some(at));
    let next = at_of(Some(at + 1));
    let before = at_of(at.checked_sub(1));
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '$' | '@' | '€' | '!' | '|');
    match c {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '@' if at > 0 && inner(before) => 'a',
        '$' if inner(next) || inner(before) => 's',
        '€' if inner(next) && inner(before) => 'e',
        '!' | '|' if inner(next) && inner(before) => one,
        other => other,
    }
}

fn put(made: &mut Making, word: &[char], cells: &[Cell]) {
    let stretched = word.windows(3).any(|w| matches!(w, [a, b, c] if a == b && b == c && a.is_alphabetic()));
    let mut before = None;
    for (&c, cell) in word.iter().zip(cells) {
        if stretched && before == Some(c) {
            if let Some(to) = made.to.last().copied() {
                let whole = made.text.chars().next_back().map_or(1, char::len_utf8);
                let len = made.to.len();
                for end in made.to.iter_mut().skip(len - whole) {
                    *end = cell.to.max(to);
                }
            }
            continue;
        }
        made.push(c, cell.from, cell.to);
        before = Some(c);
    }
}

/// Three or more letters that stand alone, with the same kind of thing between them, become a word; so does a word with
/// dots or stars between its letters. Whole words are never joined to each other. `None` when nothing was apart.
pub(super) fn joined(of: &View<'_>) -> Option<View<'static>> {
    let cells: Vec<Cell> = of.cells().collect();
    let mut made = Making::default();
    let mut changed = false;
    let mut at = 0;
    while let Some(cell) = cells.get(at) {
        let starts_here = at == 0 || cells.get(at - 1).is_some_and(|before| !before.c.is_alphanumeric());
        if starts_here && cell.c.is_alphabetic() {
            let (letters, end) = row_of_letters(&cells, at);
            if letters.len() >= 3 {
                for letter in letters {
                    made.push(letter.c, letter.from, letter.to);
                }
                changed = true;
                at = end;
                continue;
            }
        }
        let dotted = matches!(cell.c, '.' | '_' | '*' | '·' | '~' | '|' | '•' | '#')
            && at > 0
            && cells.get(at - 1).is_some_and(|before| before.c.is_alphabetic())
            && cells.get(at + 1).is_some_and(|after| after.c.is_alphabetic());
        if dotted {
            changed = true;
        } else {
            made.push(cell.c, cell.from, cell.to);
        }
        at += 1;
    }
    changed.then(|| made.done(Seen::Joined))
}

/// The letters that stand alone from `at` on, and where the row ends.
fn row_of_letters(cells: &[Cell], at: usize) -> (Vec<Cell>, usize) {
    let mut letters = Vec::new();
    let mut end = at;
    let mut next = at;
    while let Some(cell) = cells.get(next).filter(|cell| cell.c.is_alphabetic()) {
        if cells.get(next + 1).is_some_and(|after| after.c.is_alphanumeric()) {
            break;
        }
        letters.push(*cell);
        end = next + 1;
        let apart = cells.get(end..).unwrap_or_default().iter().take(4).take_while(|c| is_apart(c.c)).count();
        let wide = cells.get(end..end + apart).unwrap_or_default().iter().filter(|c| c.c.is_whitespace()).count();
        if apart == 0 || apart > 3 || wide > 1 && apart == wide {
            break;
        }
        next = end + apart;
    }
    (letters, end)
}

fn is_apart(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\n' | '\r' | '?' | '!' | '"' | '”' | ':' | ';')
}
