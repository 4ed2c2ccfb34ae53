//! What must hold of a reading whatever the post is. Shared by the fuzz target and by the ordinary tests.

#![allow(clippy::expect_used, reason = "a promise that is broken stops the test")]

use std::sync::OnceLock;
use uppsikt_core::flagging::Lexicon;

/// Reads bytes as a post and holds the reading to its promises: spans lie inside the post, on its code points, in order;
/// every rule is known and can say why; reading twice says the same.
///
/// # Panics
/// When a promise is broken.
pub fn read(bytes: &[u8]) {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    let lexicon = LEXICON.get_or_init(|| Lexicon::embedded().expect("the program's own rules hold"));
    let text = String::from_utf8_lossy(bytes);
    let count = u32::try_from(text.chars().count()).expect("a post is shorter than four billion characters");
    let reading = lexicon.read(&text);
    let mut last = 0;
    for found in &reading.found {
        assert!(found.start < found.end && found.end <= count, "{found:?} of {count}");
        assert!(found.start >= last, "flags stand in the order of the text");
        last = found.start;
        let rule = lexicon.rule(&found.rule).expect("a flag names a rule of the lexicon");
        assert!(!rule.why("ord").is_empty() && (1..=100).contains(&found.score));
    }
    assert_eq!(lexicon.read(&text), reading, "the same post is read the same way");
}
