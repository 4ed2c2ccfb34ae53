//! What can be set of a text that anybody may have written.
//!
//! Paper shows what it can and says what it can't: invisible characters are left out, characters that no typeface has
//! become a box, and both are counted. The exact text always lies beside it as a file.

use super::fonts::FONTS;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// What stands for a character that no typeface has.
const MISSING: char = '□';
/// A longer run without a space gets places to break, or it would leave the paper.
const UNBROKEN: usize = 60;
/// More marks than this on one letter are mischief.
const MARKS: usize = 4;

/// How much of Unicode is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Everything that the typefaces have.
    All,
    /// Letters that every typeface has, when the rest could not be set after all.
    Western,
}

/// A text as it can stand on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Legible {
    /// Its lines.
    pub(super) lines: Vec<String>,
    /// How many characters are left out because they are invisible.
    pub(super) invisible: usize,
    /// How many characters are shown as a box.
    pub(super) missing: usize,
    /// How many characters it has, when not all of them stand here.
    pub(super) cut_from: Option<usize>,
    /// Whether it is written from right to left.
    pub(super) from_right: bool,
}

/// The first `most` characters of a text.
pub(super) fn legible(text: &str, most: usize, script: Script) -> Legible {
    let mut shown = Legible { from_right: begins_from_right(text), ..Legible::default() };
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let (kept, rest) = text.split_at(end);
    if !rest.is_empty() {
        shown.cut_from = Some(most + rest.chars().count());
    }
    let mut line = Line::default();
    for cluster in kept.graphemes(true) {
        match cluster {
            "\n" | "\r\n" | "\r" | "\u{b}" | "\u{c}" | "\u{85}" | "\u{2028}" | "\u{2029}" => {
                shown.lines.push(std::mem::take(&mut line).text);
            }
            "\t" => line.push("    ", true),
            _ => shown.cluster(cluster, script, &mut line),
        }
    }
    shown.lines.push(line.text);
    shown
}

/// A short text in one line, for names, addresses and the like.
pub(super) fn one_line(text: &str, script: Script) -> String {
    const MOST: usize = 300;
    let shown = legible(text, MOST, script);
    let mut line = shown.lines.join(" ").trim().to_owned();
    if shown.cut_from.is_some() {
        line.push('…');
    }
    line
}

impl Legible {
    fn cluster(&mut self, cluster: &str, script: Script, line: &mut Line) {
        let mut visible = String::new();
        let mut marks = 0;
        for character in cluster.nfc() {
            if is_invisible(character) {
                self.invisible += usize::from(!is_joiner(character));
            } else if unicode_normalization::char::is_combining_mark(character) && marks >= MARKS {
                self.invisible += 1;
            } else {
                marks += usize::from(unicode_normalization::char::is_combining_mark(character));
                visible.push(character);
            }
        }
        let Some(first) = visible.chars().next() else { return };
        if first.is_whitespace() {
            line.push(" ", true);
            return;
        }
        // A joined emoji or a Persian word needs its joiners, if one typeface has all of it.
        let joined: String = cluster.nfc().filter(|c| !is_invisible(*c) || is_joiner(*c)).collect();
        if joined.chars().count() > visible.chars().count() && settable(&joined, script) {
            line.push(&joined, false);
        } else if settable(&visible, script) {
            line.push(&visible, false);
        } else if settable(first.encode_utf8(&mut [0; 4]), script) {
            self.missing += visible.chars().count() - 1;
            line.push(first.encode_utf8(&mut [0; 4]), false);
        } else {
            self.missing += visible.chars().count();
            line.push(MISSING.encode_utf8(&mut [0; 4]), false);
        }
    }
}

#[derive(Default)]
struct Line {
    text: String,
    unbroken: usize,
}

impl Line {
    fn push(&mut self, cluster: &str, is_space: bool) {
        self.unbroken = if is_space { 0 } else { self.unbroken + 1 };
        if self.unbroken > UNBROKEN {
            self.text.push('\u{200b}');
            self.unbroken = 1;
        }
        self.text.push_str(cluster);
    }
}

fn settable(cluster: &str, script: Script) -> bool {
    match script {
        Script::All => {
            let ours = |c: char| !matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..) && u32::from(c) & 0xFFFE != 0xFFFE;
            cluster.chars().all(ours) && FONTS.set_together(cluster.chars())
        }
        Script::Western => cluster.chars().all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{17f}' | '–' | '—' | '’' | '”' | '…')),
    }
}

/// Controls, marks of direction, zero widths, tags and variation selectors.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
                | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE_0000..=0xE_0FFF
        )
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Whether the first letter belongs to a script that is written from right to left.
fn begins_from_right(text: &str) -> bool {
    text.chars()
        .take(2000)
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Legible {
        legible(text, 20_000, Script::All)
    }

    #[test]
    fn swedish_and_its_neighbours_stand_as_written() {
        for text in ["Räksmörgås på Åsögatan", "Þjóðvegur", "Ποιος", "Где", "ሰላም", "سلام", "שלום", "ܫܠܡܐ", "👍🏻 😀 👩‍👩‍👧"] {
            let shown = shown(text);
            assert_eq!((shown.lines.join(""), shown.missing), (text.to_owned(), 0), "{text}");
        }
    }

    #[test]
    fn decomposed_letters_are_put_together() {
        assert_eq!(shown("a\u{30a}a\u{308}o\u{308}").lines, ["åäö"]);
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_and_counted() {
        let shown = shown("\u{202e}gnp.exe\u{0}\u{200b}\u{feff}");
        assert_eq!((shown.lines, shown.invisible), (vec!["gnp.exe".to_owned()], 4));
    }

    #[test]
    fn what_no_typeface_has_becomes_a_box_and_is_counted() {
        let shown = shown("中 \u{e000} \u{ffff}");
        assert_eq!((shown.lines.join(""), shown.missing), ("□ □ □".to_owned(), 3));
    }

    #[test]
    fn a_heap_of_marks_is_cut_down() {
        let shown = shown(&format!("e{}", "\u{301}".repeat(200)));
        assert!(shown.lines.join("").chars().count() <= 1 + MARKS, "{shown:?}");
    }

    #[test]
    fn lines_and_long_words_can_be_broken() {
        assert_eq!(shown("a\r\nb\u{2028}c").lines, ["a", "b", "c"]);
        assert_eq!(shown(&"x".repeat(200)).lines.join("").matches('\u{200b}').count(), 3);
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_was() {
        let shown = legible(&"å".repeat(5_000_000), 20_000, Script::All);
        assert_eq!(shown.cut_from, Some(5_000_000));
        assert!(shown.lines.join("").chars().filter(|c| *c == 'å').count() == 20_000);
    }
}
