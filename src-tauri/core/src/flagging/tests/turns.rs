//! Rules that ask what others found are asked in turn: what warns alone, what stands beside it, and last where to go.

use crate::flagging::{Label, Lexicon};

/// Two weak signs of an insult, a name beside a crime, and criticism that insults silence.
const FILE: &str = r#"
version = "1"

[[rule]]
id = "prov.ett-tecken"
label = "offensive.attack"
severity = "watch"
score = 30
why = "”{ord}” är ett tecken."
ground = "Brottsbalken 5 kap. 3 §"
patterns = ["fjant"]
without = ["spam.commercial"]
hit = ["en fjant och en stropp"]
miss = ["en fjant"]

[[rule]]
id = "prov.två-tecken"
label = "offensive.attack"
severity = "watch"
score = 30
why = "”{ord}” är ett tecken."
ground = "Brottsbalken 5 kap. 3 §"
patterns = ["stropp"]
without = ["spam.commercial"]
hit = ["en fjant och en stropp"]
miss = ["en stropp"]

[[rule]]
id = "prov.brott"
label = "pii.special_category"
severity = "watch"
score = 60
why = "”{ord}” är ett brott."
ground = "Artikel 10 GDPR"
patterns = ["dömd"]
without = ["spam.commercial"]
hit = ["hon är dömd"]
miss = ["hon är fri"]

[[rule]]
id = "prov.namn"
label = "pii.name_sensitive"
severity = "grave"
score = 60
why = "”{ord}” står intill ett brott."
ground = "Artikel 6 GDPR"
patterns = ["kim"]
with = ["pii.special_category"]
hit = ["kim är dömd"]
miss = ["kim är fri"]

[[rule]]
id = "prov.kritik"
label = "route.criticism"
severity = "calm"
score = 60
why = "”{ord}” är kritik."
ground = "Regeringsformen 2 kap. 1 §"
patterns = ["uselt"]
without = ["offensive.attack"]
hit = ["uselt skött", "uselt skött av en fjant"]
miss = ["uselt skött av en fjant och en stropp"]

[[rule]]
id = "prov.fråga"
label = "route.question"
severity = "calm"
score = 60
why = "”{ord}” är en fråga."
ground = "Förvaltningslagen (2017:900) 6 §"
patterns = ["varför"]
without = ["route.criticism"]
hit = ["varför är det stängt"]
miss = ["varför är det uselt skött"]
"#;

fn seen(text: &str) -> Vec<Label> {
    let lexicon =
        Lexicon::load([("prov.toml".to_owned(), FILE.to_owned())]).unwrap_or_else(|refused| panic!("{refused:?}"));
    let mut labels: Vec<Label> = lexicon.read(text).found.into_iter().map(|found| found.label).collect();
    labels.sort();
    labels.dedup();
    labels
}

#[test]
fn a_route_is_silenced_by_what_the_post_warns_of_and_by_nothing_less() {
    assert_eq!(seen("uselt skött av en fjant"), [Label::Criticism]);
    assert_eq!(seen("uselt skött av en fjant och en stropp"), [Label::Attack]);
}

#[test]
fn a_name_sees_what_stands_beside_it_though_that_too_asked() {
    assert_eq!(seen("kim är dömd"), [Label::NameSensitive, Label::SpecialCategory]);
    assert!(seen("kim är fri").is_empty());
}

#[test]
fn a_question_that_is_criticism_is_no_question() {
    assert_eq!(seen("varför är det stängt"), [Label::Question]);
    assert_eq!(seen("varför är det uselt skött"), [Label::Criticism]);
}
