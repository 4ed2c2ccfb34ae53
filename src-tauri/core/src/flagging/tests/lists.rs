//! Which lists a word is of: those it stands on, those that lists hold, and those of the parts it is put together of.

use crate::flagging::{Label, Lexicon};

/// Two lists of which one holds the other, places that name one of them or both, and a part of compounds.
const FILE: &str = r#"
version = "1"

[[list]]
name = "smått"
words = "fjant"

[[list]]
name = "allt"
lists = ["smått"]
words = "stropp"

[[list]]
name = "djur"
words = "~häst"

[[list]]
name = "redskap"
words = "gunghäst"

[[rule]]
id = "prov.allt"
label = "offensive.attack"
severity = "watch"
score = 60
why = "”{ord}” är på listan."
ground = "Brottsbalken 5 kap. 3 §"
patterns = ["vilken @allt"]
hit = ["vilken fjant", "vilken stropp"]
miss = ["vilken gunghäst"]

[[rule]]
id = "prov.båda"
label = "offensive.hate"
severity = "watch"
score = 60
why = "”{ord}” är på båda."
ground = "Brottsbalken 16 kap. 8 §"
patterns = ["denna @smått&@allt"]
hit = ["denna fjant"]
miss = ["denna stropp"]

[[rule]]
id = "prov.del"
label = "offensive.threat"
severity = "watch"
score = 60
why = "”{ord}” är en häst."
ground = "Brottsbalken 4 kap. 5 §"
patterns = ["en @djur"]
hit = ["en häst", "en ridhäst", "en gunghäst"]
miss = ["en hästkarl"]

[[rule]]
id = "prov.redskap"
label = "offensive.sexist"
severity = "watch"
score = 60
why = "”{ord}” är ett redskap."
ground = "Diskrimineringslagen (2008:567)"
patterns = ["någon @redskap"]
hit = ["någon gunghäst"]
miss = ["någon ridhäst"]
"#;

fn seen(text: &str) -> Vec<Label> {
    let lexicon =
        Lexicon::load([("prov.toml".to_owned(), FILE.to_owned())]).unwrap_or_else(|refused| panic!("{refused:?}"));
    lexicon.read(text).found.iter().map(|found| found.label).collect()
}

#[test]
fn a_place_that_names_a_list_takes_what_the_list_holds() {
    assert_eq!(seen("Vilken fjant"), [Label::Attack]);
    assert_eq!(seen("Vilken stropp"), [Label::Attack]);
}

#[test]
fn a_word_of_a_held_list_is_of_the_list_that_holds_it_too() {
    assert_eq!(seen("Denna fjant"), [Label::Hate]);
    assert_eq!(seen("Denna stropp"), []);
}

#[test]
fn a_known_word_is_also_what_it_is_put_together_of() {
    assert_eq!(seen("En ridhäst"), [Label::Threat], "which no list knows");
    assert_eq!(seen("En gunghäst"), [Label::Threat], "which another list knows");
    assert_eq!(seen("Någon gunghäst"), [Label::Sexist], "and it is of that list still");
}
