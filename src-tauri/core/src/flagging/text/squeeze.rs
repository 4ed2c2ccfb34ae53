//! The views that undo disguises: signs for letters, letters held down, letters set apart.

use super::{Cell, Making, Seen, View};

/// Signs become the letters they are read as, inside words that hold a letter; a letter three times or more running
/// becomes one, and then so do the double letters of that word: the lexicon looks stretched words up without doubles.
/// A 1 is read as i, or as l where only that makes a word that `known` knows. `None` when nothing that changed is known.
pub(super) fn squeeze(fold: &View<'_>, known: &dyn Fn(&str) -> bool) -> Option<View<'static>> {
    let cells: Vec<Cell> = fold.cells().collect();
    let mut made = Making::with_room(cells.len() * 5 / 4);
    let mut useful = false;
    let mut read: Vec<char> = Vec::new();
    for chunk in cells.split_inclusive(|cell| cell.c.is_whitespace()) {
        let letters = chunk.iter().filter(|cell| cell.c.is_alphabetic()).count();
        let stretched = is_stretched(chunk.iter().map(|cell| cell.c));
        if !stretched
            && (letters == 0 || letters == chunk.len() - usize::from(chunk.last().is_some_and(|c| c.c == ' ')))
        {
            chunk.iter().for_each(|cell| made.push(cell.c, cell.from, cell.to));
            continue;
        }
        let start = made.text.len();
        let twofold = letters > 0 && chunk.iter().any(|cell| matches!(cell.c, '1' | '!' | '|'));
        for one in ['i', 'l'] {
            read.clear();
            read.extend(
                (0..chunk.len()).map(|at| if letters > 0 { unleet(chunk, at, one) } else { cell_at(chunk, at) }),
            );
            made.cut(start);
            let mut at = 0;
            for word in read.split_inclusive(|c| !c.is_alphanumeric()) {
                put(&mut made, word, chunk.get(at..at + word.len()).unwrap_or_default());
                at += word.len();
            }
            let changed = read.iter().zip(chunk).any(|(read, cell)| *read != cell.c) || stretched;
            let words = made.text.get(start..).unwrap_or_default();
            let knows =
                changed && words.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_empty() && known(word));
            useful |= knows;
            if knows || !twofold {
                break;
            }
        }
    }
    useful.then(|| made.done(Seen::Squeeze))
}

fn is_stretched(chars: impl Iterator<Item = char>) -> bool {
    let (mut before, mut running) = (' ', 0);
    for c in chars {
        running = if c == before { running + 1 } else { 1 };
        before = c;
        if running >= 3 && c.is_alphabetic() {
            return true;
        }
    }
    false
}

fn cell_at(chunk: &[Cell], at: usize) -> char {
    chunk.get(at).map_or(' ', |cell| cell.c)
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
    let stretched = is_stretched(word.iter().copied());
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
/// dots or stars between its letters. Whole words are never joined to each other. `None` when nothing was apart, or when
/// what was joined makes no word that `known` knows, and there is neither a digit nor an `@` among it.
pub(super) fn joined(of: &View<'_>, known: &dyn Fn(&str) -> bool) -> Option<View<'static>> {
    let cells: Vec<Cell> = of.cells().collect();
    let mut made = Making::with_room(cells.len() * 5 / 4);
    let mut changed = false;
    let mut at = 0;
    let mut near_row = 0;
    while let Some(cell) = cells.get(at) {
        let starts_here = at == 0 || cells.get(at - 1).is_some_and(|before| !before.c.is_alphanumeric());
        if starts_here && cell.c.is_alphabetic() {
            let (letters, end) = row_of_letters(&cells, at);
            // Beside a row, or with a dot between them, two letters are a word too.
            let dotted = cells.get(at + 1).is_some_and(|sign| !sign.c.is_whitespace());
            let two = letters.len() == 2 && (dotted || near_row > 0 && at - near_row <= 3);
            if letters.len() >= 3 || two {
                near_row = end;
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
    let useful = || {
        let words = made.text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
        made.text.contains(['@', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) || words.into_iter().any(known)
    };
    (changed && useful()).then(|| made.done(Seen::Joined))
}

/// The letters that stand alone from `at` on, and where the row ends.
fn row_of_letters(cells: &[Cell], at: usize) -> (Vec<Cell>, usize) {
    let mut letters = Vec::new();
    let mut first_sign = None;
    let mut end = at;
    let mut next = at;
    while let Some(cell) = cells.get(next).filter(|cell| cell.c.is_alphabetic()) {
        if cells.get(next + 1).is_some_and(|after| after.c.is_alphanumeric()) {
            break;
        }
        letters.push(*cell);
        end = next + 1;
        let apart = cells.get(end..).unwrap_or_default().iter().take(4).take_while(|c| is_apart(c.c)).count();
        let sign = cells.get(end).map_or(' ', |cell| cell.c);
        if first_sign.is_some_and(|first: char| !first.is_whitespace() && sign.is_whitespace()) {
            break;
        }
        first_sign = Some(first_sign.unwrap_or(sign));
        let wide = cells.get(end..end + apart).unwrap_or_default().iter().filter(|c| c.c.is_whitespace()).count();
        if apart == 0 || apart > 3 || wide > 1 && apart == wide {
            break;
        }
        // The signs of an address belong to it.
        let between = cells.get(end..end + apart).unwrap_or_default();
        let more = cells.get(end + apart).is_some_and(|after| after.c.is_alphabetic());
        let dot = apart == 3 && wide == 2;
        letters.extend(between.iter().filter(|cell| more && (cell.c == '@' || cell.c == '.' && dot)).copied());
        next = end + apart;
    }
    (letters, end)
}

fn is_apart(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\n' | '\r' | '?' | '!' | '"' | '”' | ':' | ';')
}
