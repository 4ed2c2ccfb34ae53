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
    /// Its passages: lines that run in one direction.
    pub(super) passages: Vec<Passage>,
    /// How many characters are left out because they are invisible.
    pub(super) invisible: usize,
    /// How many characters are shown as a box.
    pub(super) missing: usize,
    /// How many characters it has, when not all of them stand here.
    pub(super) cut_from: Option<usize>,
}

/// Lines that run in one direction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Passage {
    /// Whether they are written from right to left.
    pub(super) from_right: bool,
    /// The lines.
    pub(super) lines: Vec<String>,
}

/// The first `most` characters of a text.
pub(super) fn legible(text: &str, most: usize, script: Script) -> Legible {
    let mut shown = Legible::default();
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let (kept, rest) = text.split_at(end);
    if !rest.is_empty() {
        shown.cut_from = Some(most + rest.chars().count());
    }
    let mut line = Line::default();
    for cluster in kept.graphemes(true) {
        match cluster {
            "\n" | "\r\n" | "\r" | "\u{b}" | "\u{c}" | "\u{85}" | "\u{2028}" | "\u{2029}" => {
                shown.push(std::mem::take(&mut line).text);
            }
            "\t" => line.push("    ", true),
            _ => shown.cluster(cluster, script, &mut line),
        }
    }
    shown.push(line.text);
    shown
}

/// A short text in one line, for names, addresses and the like.
pub(super) fn one_line(text: &str, script: Script) -> String {
    const MOST: usize = 300;
    let shown = legible(text, MOST, script);
    let mut line = shown.lines().collect::<Vec<_>>().join(" ").trim().to_owned();
    if shown.cut_from.is_some() {
        line.push('…');
    }
    line
}

impl Legible {
    /// All lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.passages.iter().flat_map(|passage| &passage.lines).map(String::as_str)
    }

    /// A line without letters goes on in the direction of the one above.
    fn push(&mut self, line: String) {
        let from_right = runs_from_right(&line);
        match self.passages.last_mut() {
            Some(passage) if from_right.is_none_or(|from_right| from_right == passage.from_right) => {
                passage.lines.push(line);
            }
            _ => self.passages.push(Passage { from_right: from_right.unwrap_or(false), lines: vec![line] }),
        }
    }

    fn cluster(&mut self, cluster: &str, script: Script, line: &mut Line) {
        let mut visible = String::new();
        // A joined emoji or a Persian word needs its joiners, if one typeface has all of it.
        let mut joined = String::new();
        let mut marks = 0;
        for character in cluster.nfc() {
            let is_mark = unicode_normalization::char::is_combining_mark(character);
            if is_joiner(character) {
                joined.push(character);
            } else if is_invisible(character) || (is_mark && marks >= MARKS) {
                self.invisible += 1;
            } else {
                marks += usize::from(is_mark);
                visible.push(character);
                joined.push(character);
            }
        }
        let Some(first) = visible.chars().next() else { return };
        if first.is_whitespace() {
            line.push(" ", true);
            return;
        }
        if joined.len() > visible.len() && settable(&joined, script) {
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
        // Lines break by themselves after these, and an address should be copied as it is.
        let breaks = is_space || matches!(cluster, "/" | "?" | "-");
        self.unbroken = if breaks { 0 } else { self.unbroken + 1 };
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
            let ours =
                |c: char| !matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..) && u32::from(c) & 0xFFFE != 0xFFFE;
            cluster.chars().all(ours) && FONTS.set_together(cluster.chars())
        }
        Script::Western => {
            cluster.chars().all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{17f}' | '–' | '—' | '’' | '”' | '…'))
        }
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

/// Whether the first letter of a line belongs to a script that is written from right to left; `None` without letters.
fn runs_from_right(line: &str) -> Option<bool> {
    let first = line.chars().find(|c| c.is_alphabetic())?;
    Some(matches!(u32::from(first), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Legible {
        legible(text, 20_000, Script::All)
    }

    fn written(shown: &Legible) -> String {
        shown.lines().collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn swedish_and_its_neighbours_stand_as_written() {
        for text in ["Räksmörgås på Åsögatan", "Þjóðvegur", "Ποιος", "Где", "ሰላም", "سلام", "שלום", "ܫܠܡܐ", "👍🏻 😀 👩‍👩‍👧"]
        {
            let shown = shown(text);
            assert_eq!((written(&shown), shown.missing), (text.to_owned(), 0), "{text}");
        }
    }

    #[test]
    fn decomposed_letters_are_put_together() {
        assert_eq!(written(&shown("a\u{30a}a\u{308}o\u{308}")), "åäö");
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_and_counted() {
        let shown = shown("\u{202e}gnp.exe\u{0}\u{200b}\u{feff}");
        assert_eq!((written(&shown), shown.invisible), ("gnp.exe".to_owned(), 4));
    }

    #[test]
    fn what_no_typeface_has_becomes_a_box_and_is_counted() {
        let shown = shown("中 \u{e000} \u{ffff}");
        assert_eq!((written(&shown), shown.missing), ("□ □ □".to_owned(), 3));
    }

    #[test]
    fn a_heap_of_marks_is_cut_down() {
        let shown = shown(&format!("e{}", "\u{301}".repeat(200)));
        assert!(written(&shown).chars().count() <= 1 + MARKS, "{shown:?}");
    }

    #[test]
    fn lines_and_long_words_can_be_broken() {
        assert_eq!(written(&shown("a\r\nb\u{2028}c")), "a\nb\nc");
        assert_eq!(written(&shown(&"x".repeat(200))).matches('\u{200b}').count(), 3);
        let address = "https://www.facebook.com/lillvikskommun/posts/pfbid02abcDEF?comment_id=789012345678901";
        assert_eq!(written(&shown(address)), address, "an address can be copied from the paper");
    }

    #[test]
    fn each_passage_runs_in_its_own_direction() {
        let shown = shown("Hej\n\nسلام 1\n2\nvidare");
        let directions: Vec<_> =
            shown.passages.iter().map(|passage| (passage.from_right, passage.lines.len())).collect();
        assert_eq!(directions, [(false, 2), (true, 2), (false, 1)]);
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_was() {
        let shown = legible(&"å".repeat(5_000_000), 20_000, Script::All);
        assert_eq!(shown.cut_from, Some(5_000_000));
        assert_eq!(written(&shown).chars().filter(|c| *c == 'å').count(), 20_000);
    }
}
