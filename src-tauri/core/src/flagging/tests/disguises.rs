//! A hit stays a hit however it is disguised, and spans always point into what was written.

use super::lexicon;
use crate::flagging::Label;
use proptest::prelude::*;

/// Twelve ways of hiding a word, each with its name.
fn disguises(word: &str) -> Vec<(&'static str, String)> {
    let letters: Vec<char> = word.chars().collect();
    let between = |sign: &str| letters.iter().map(char::to_string).collect::<Vec<_>>().join(sign);
    let each = |how: &dyn Fn(char) -> String| letters.iter().map(|c| how(*c)).collect::<String>();
    vec![
        ("zero-width", between("\u{200B}")),
        ("soft hyphen", between("\u{AD}")),
        ("word joiner", between("\u{2060}")),
        ("spaced", between(" ")),
        ("dotted", between(".")),
        ("dashed", between("-")),
        ("underscored", between("_")),
        ("capitals", word.to_uppercase()),
        ("combining strokes", each(&|c| format!("{c}\u{336}"))),
        (
            "full width",
            each(&|c| char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii()).unwrap_or(c).to_string()),
        ),
        ("held down", each(&|c| if "aeiouyåäö".contains(c) { c.to_string().repeat(4) } else { c.to_string() })),
        (
            "leet",
            each(&|c| match c {
                'a' => "4".into(),
                'e' => "3".into(),
                'o' => "0".into(),
                'i' => "1".into(),
                's' => "5".into(),
                other => other.to_string(),
            }),
        ),
    ]
}

#[test]
fn fl1_a_disguised_word_is_still_seen() {
    for (word, label) in [
        ("helvete", Label::Profanity),
        ("jävlar", Label::Profanity),
        ("fitta", Label::Profanity),
        ("idioter", Label::Attack),
        ("kretin", Label::Attack),
        ("svartskalle", Label::Hate),
        ("blattar", Label::Hate),
        ("slampa", Label::Sexist),
    ] {
        for (how, hidden) in disguises(word) {
            let text = format!("Här står {hidden} igen");
            let reading = lexicon().read(&text);
            let found =
                reading.found.iter().find(|found| found.label == label).unwrap_or_else(|| panic!("{how}: {text}"));
            let marked: String =
                text.chars().skip(found.start as usize).take((found.end - found.start) as usize).collect();
            assert!(hidden.starts_with(marked.chars().next().unwrap()), "{how}: ”{marked}” of ”{text}”");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn anything_can_be_read_and_spans_stay_inside(text in "\\PC{0,120}") {
        let count = u32::try_from(text.chars().count()).unwrap();
        for found in lexicon().read(&text).found {
            prop_assert!(found.start < found.end && found.end <= count, "{:?}", found);
        }
    }

    #[test]
    fn swedish_soup_can_be_read_and_spans_stay_inside(
        words in prop::collection::vec(prop::sample::select(vec![
            "jag", "ska", "slå", "dig", "er", "Kim", "Ekberg", "har", "cancer", "är", "en", "idiot", "inte", "070-174 06 55",
            "f a n", "j4vla", "?", "!", ".", "\n", "”", "Storgatan 3", "121212-9892", "b.l.a.t.t.e", "skit*vel", "min", "son",
        ]), 0..30),
    ) {
        let text = words.join(" ");
        let count = u32::try_from(text.chars().count()).unwrap();
        for found in lexicon().read(&text).found {
            prop_assert!(found.start < found.end && found.end <= count, "{:?}", found);
        }
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    for text in [
        "du är ".repeat(60_000),
        "a".repeat(400_000),
        "1 ".repeat(200_000),
        "i d ".repeat(100_000),
        "ä\u{308}".repeat(200_000),
        "j*".repeat(100_000),
    ] {
        let started = std::time::Instant::now();
        let _ = lexicon().read(&text);
        assert!(started.elapsed().as_secs() < 30, "{}… took {:?}", &text[..8], started.elapsed());
    }
}
