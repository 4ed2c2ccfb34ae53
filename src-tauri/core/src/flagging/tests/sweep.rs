//! A whole Swedish dictionary, word by word: what only looks like a swear word or an insult must be let be.
//!
//! The dictionary is hunspell-sv, which has a licence of its own: `cargo dev test` fetches it into its cache and names the
//! folder in `UPPSIKT_DICTIONARY`. Without it the test stands aside, unless all is said to be installed.

use super::lexicon;
use crate::flagging::Label;
use std::collections::BTreeSet;

/// The words of the dictionary, or why there are none.
fn dictionary() -> Result<Vec<String>, String> {
    let folder = std::env::var("UPPSIKT_DICTIONARY").map_err(|_| "UPPSIKT_DICTIONARY is not set".to_owned())?;
    let file = std::path::Path::new(&folder).join("sv_SE.dic");
    let text = std::fs::read_to_string(file).map_err(|cause| format!("sv_SE.dic: {}", cause.kind()))?;
    let word = |line: &str| line.split(['/', '\t']).next().unwrap_or_default().trim().to_owned();
    let words = text.lines().skip(1).map(word);
    Ok(words.filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit())).collect())
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that stands aside says so")]
fn fl1_no_word_of_a_dictionary_is_taken_for_what_it_only_looks_like() {
    let words = match dictionary() {
        Ok(words) => words,
        Err(why) => {
            assert!(
                std::env::var("UPPSIKT_COMPLETE").as_deref() != Ok("1"),
                "the complete suite needs the dictionary: {why}"
            );
            eprintln!("stands aside: {why}");
            return;
        }
    };
    assert!(words.len() > 200_000, "{} words are no whole dictionary", words.len());
    let allowed: BTreeSet<&str> = include_str!("../../../../../tests/fixtures/flagging/dictionary-allowed.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let offends = |word: &&String| {
        let reading = lexicon().read(word);
        reading.has(Label::Profanity) || reading.has(Label::Attack)
    };
    let wrong: Vec<&String> =
        words.iter().filter(|word| !word.contains(' ') && !allowed.contains(word.as_str())).filter(offends).collect();
    assert!(
        wrong.is_empty(),
        "{} words that are not on the allow list: {:?}",
        wrong.len(),
        &wrong[..wrong.len().min(40)]
    );
}
