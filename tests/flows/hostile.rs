//! The fuzz target's function on made-up inputs: the same ones in every run, and only so many of them.

#[path = "../fuzz/hostile.rs"]
mod shared;

/// A row of numbers that looks random and is the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// Pieces that the views, the numbers and the rules have something to do with.
const PIECES: [&str; 48] = [
    "jag ",
    "ska ",
    "döda ",
    "dig",
    "Kim Ek ",
    "är ",
    "en ",
    "idiot",
    "j4vl4 ",
    "f a n ",
    "i.d.i.o.t",
    "s k i t",
    "ä\u{308}",
    "\u{200B}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{336}",
    "😀",
    "👩‍👩‍👧",
    "🔪",
    "Ж",
    "і",
    "ｋ",
    "𝐤",
    "ß",
    "İ",
    "ﬁ",
    "١٢٣",
    "070-174 06 55",
    "121212-9892",
    "4111 1111 1111 1111",
    "SE45 5000 0000 0583 9825 7466",
    "KS 2025/1",
    "ABC 123",
    "Storgatan 1",
    "kim@example.se",
    "\n",
    "?",
    "!",
    "”",
    "\"",
    "*",
    "(",
    "%",
    "\0",
    "\t",
    "ett två tre fyra fem sex ",
    "سأقتلك",
];

#[test]
fn fl1_whatever_is_written_the_reading_keeps_its_promises() {
    let mut numbers = Numbers(2026);
    for _ in 0..1_500 {
        let mut post = Vec::new();
        for _ in 0..numbers.next(24) {
            post.extend_from_slice(PIECES[numbers.next(PIECES.len())].as_bytes());
        }
        for _ in 0..numbers.next(4) {
            if !post.is_empty() {
                let at = numbers.next(post.len());
                post[at] = u8::try_from(numbers.next(256)).unwrap();
            }
        }
        shared::read(&post);
    }
}

#[test]
fn fl1_posts_of_nothing_but_one_thing_are_read_too() {
    for piece in PIECES {
        shared::read(piece.repeat(400).as_bytes());
    }
    shared::read(b"");
    shared::read(&[0xFF; 200]);
}
