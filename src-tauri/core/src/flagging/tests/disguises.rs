//! A hit stays a hit however it is disguised, and spans always point into what was written.

use super::lexicon;
use crate::flagging::Label;
use proptest::prelude::*;
use std::collections::BTreeSet;

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
        ("combining", each(&|c| format!("{c}\u{336}"))),
        (
            "full width",
            each(&|c| match c {
                ' ' => "\u{3000}".into(),
                _ => char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii()).unwrap_or(c).to_string(),
            }),
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
fn fl1_blanks_of_any_kind_part_words_and_numbers() {
    let written =
        "Du är en jävla idiot, min syster bor på Rönnvägen 14, ring 070-174 06 55, fastigheten Lillvik Berg 2:14";
    let found = lexicon().read(written).found;
    assert!(
        [Label::Attack, Label::Address, Label::Phone, Label::Property]
            .iter()
            .all(|label| { found.iter().any(|found| found.label == *label) })
    );
    for blank in ["\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}"] {
        assert_eq!(lexicon().read(&written.replace(' ', blank)).found, found, "{blank:?}");
        let mixed = written.replacen(' ', blank, 3);
        assert_eq!(lexicon().read(&mixed).found, found, "{mixed}");
    }
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

/// Further ways, for a word that stands in a sentence which needs it.
fn more_disguises(word: &str) -> Vec<(&'static str, String)> {
    let look_alike = |c: char| match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        other => other,
    };
    let bold = |c: char| match c {
        'a'..='z' => char::from_u32(u32::from(c) - u32::from('a') + 0x1_D41A).unwrap(),
        other => other,
    };
    use unicode_normalization::UnicodeNormalization;
    vec![
        ("plain", word.to_owned()),
        ("decomposed", word.nfd().collect()),
        ("homoglyph", word.chars().map(look_alike).collect()),
        ("bold", word.chars().map(bold).collect()),
    ]
}

/// Every line of `disguised.tsv`: a label, and a sentence in three parts, the middle one the word that the label rests on.
fn disguised() -> impl Iterator<Item = (Label, [&'static str; 3])> {
    let lines = include_str!("../../../../../tests/fixtures/flagging/disguised.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let (label, sentence) = line.split_once('\t').unwrap();
        let (before, rest) = sentence.split_once('[').unwrap();
        let (word, after) = rest.split_once(']').unwrap();
        (Label::from_word(label).unwrap(), [before, word, after])
    })
}

/// The sentence as it is, and in every way that makes another of it, each with its name.
fn ways([before, word, after]: [&str; 3]) -> Vec<(&'static str, String)> {
    let plain = format!("{before}{word}{after}");
    let hidden = more_disguises(word).into_iter().chain(disguises(word));
    let mut ways: Vec<(&str, String)> = hidden.map(|(how, hidden)| (how, format!("{before}{hidden}{after}"))).collect();
    let dotless = |c: char| match c {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        other => other,
    };
    let small = plain.to_lowercase();
    let bare: String = small.chars().map(dotless).collect();
    ways.push(("upper case", plain.to_uppercase()));
    ways.push((if bare == small { "lower case" } else { "no diacritics" }, bare));
    ways.retain(|(how, text)| *how == "plain" || *text != plain);
    ways
}

/// Which ways the lines of `disguised.tsv` show of each label.
pub(super) fn shown() -> BTreeSet<(Label, &'static str)> {
    disguised().flat_map(|(label, sentence)| ways(sentence).into_iter().map(move |(how, _)| (label, how))).collect()
}

#[test]
fn fl1_a_word_that_a_label_rests_on_is_seen_in_every_disguise() {
    let mut missed = Vec::new();
    for (label, sentence) in disguised() {
        for (how, text) in ways(sentence) {
            if !lexicon().read(&text).has(label) {
                missed.push(format!("{label}, {how}: {text}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// What may stand around anything.
const EVERYDAY: [&str; 12] =
    ["i", "går", "vid", "bussen", "och", "sedan", "regnade", "det", "på", "torget", "hela", "eftermiddagen"];

/// The digit that makes nine digits an identity number.
fn check_digit(nine: &str) -> u32 {
    let sum: u32 = nine
        .bytes()
        .zip([2, 1].into_iter().cycle())
        .map(|(b, by)| {
            let value = u32::from(b - b'0') * by;
            value / 10 + value % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn fl4_no_mutation_of_date_or_check_digit_is_an_identity_number(
        year in 0..100_u32, month in 1..13_u32, day in 1..29_u32, birth in 980..1000_u32, other in 1..10_u32,
        wrong_month in 13..40_u32, wrong_day in 32..61_u32,
    ) {
        let nine = format!("{year:02}{month:02}{day:02}{birth}");
        let check = check_digit(&nine);
        let text = |nine: &str, check: u32| format!("Hon har {}-{}{check} hos er", &nine[..6], &nine[6..]);
        let seen = |text: &str| {
            let reading = lexicon().read(text);
            reading.has(Label::Personnummer) || reading.has(Label::Samordningsnummer)
        };
        prop_assert!(seen(&text(&nine, check)), "{}", text(&nine, check));
        let mutated = text(&nine, (check + other) % 10);
        prop_assert!(!seen(&mutated), "{mutated}");
        for nine in [
            format!("{year:02}{wrong_month:02}{day:02}{birth}"),
            format!("{year:02}{month:02}{wrong_day:02}{birth}"),
            format!("{year:02}0231{birth}"),
        ] {
            let mutated = text(&nine, check_digit(&nine));
            prop_assert!(!seen(&mutated), "{mutated}");
        }
        let coordinated = format!("{year:02}{month:02}{:02}{birth}", day + 60);
        let reading = lexicon().read(&text(&coordinated, check_digit(&coordinated)));
        prop_assert!(reading.has(Label::Samordningsnummer) && !reading.has(Label::Personnummer));
    }

    #[test]
    fn fl1_a_hit_is_kept_by_every_disguise_wherever_it_stands(
        word in prop::sample::select(vec!["helvete", "jävlar", "fitta", "kärring", "idioter", "tokstolle", "svartskalle", "slampa", "åsnor", "paki", "idiotgubbe"]),
        way in 0..12_usize,
        before in prop::collection::vec(prop::sample::select(EVERYDAY.to_vec()), 0..6),
        after in prop::collection::vec(prop::sample::select(EVERYDAY.to_vec()), 0..6),
    ) {
        let plain = [before.join(" "), word.to_owned(), after.join(" ")].join(" ");
        let (how, hidden) = disguises(word).swap_remove(way);
        let text = [before.join(" "), hidden, after.join(" ")].join(" ");
        let labels = |text: &str| lexicon().read(text).found.iter().map(|found| found.label).collect::<BTreeSet<Label>>();
        for label in labels(&plain).into_iter().filter(|label| !label.is_route()) {
            prop_assert!(labels(&text).contains(&label), "{how}: {label} of ”{plain}” is lost in ”{text}”");
        }
    }

    #[test]
    fn fl4_no_digit_of_an_identity_number_can_be_another_however_it_is_spelt(
        year in 0..100_u32, month in 1..13_u32, day in 1..29_u32, birth in 980..1000_u32, place in 0..10_usize, other in 1..10_u8,
    ) {
        let nine = format!("{year:02}{month:02}{day:02}{birth}");
        let right = format!("{nine}{}", check_digit(&nine));
        let mut digits = right.clone().into_bytes();
        digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        let wide = |digits: &str| digits.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect::<String>();
        let spelt = |digits: &str| [
            digits.to_owned(),
            format!("{} {}", &digits[..6], &digits[6..]),
            format!("{}.{}.{}-{}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..]),
            digits.chars().map(String::from).collect::<Vec<_>>().join(" "),
            wide(digits),
        ];
        for (right, wrong) in spelt(&right).into_iter().zip(spelt(&wrong)) {
            let seen = |number: &str| {
                let reading = lexicon().read(&format!("Hennes personnummer är {number} enligt brevet"));
                reading.has(Label::Personnummer) || reading.has(Label::Samordningsnummer)
            };
            prop_assert!(seen(&right), "{right}");
            prop_assert!(!seen(&wrong), "{wrong} differs from {right} in one digit");
        }
    }

    #[test]
    fn fl5_no_digit_of_a_card_can_be_another(
        card in prop::sample::select(vec!["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"]),
        place in 0..15_usize, other in 1..10_u8,
    ) {
        let mut digits = card.as_bytes().to_vec();
        digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        let is_card = |digits: &str| lexicon().read(&format!("Mitt kort {digits} är spärrat")).has(Label::Card);
        prop_assert!(is_card(card), "{card}");
        prop_assert!(!is_card(&wrong), "{wrong}");
    }

    #[test]
    fn anything_can_be_read_and_spans_stay_inside(text in "(\\PC|\\pC){0,120}") {
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

/// How long they take is measured by `cargo dev bench flagging`.
#[test]
fn hostile_texts_are_read_to_their_end() {
    for piece in ["du är ", "a", "1 ", "å 070-174 06 55 och ", "i d ", "ä\u{308}", "j*"] {
        let text = piece.repeat(10_000);
        let count = u32::try_from(text.chars().count()).unwrap();
        let reading = lexicon().read(&format!("{text} Jag ska slå ihjäl dig."));
        assert!(reading.found.iter().any(|found| found.label == Label::Threat && found.start >= count), "{piece}");
    }
}
