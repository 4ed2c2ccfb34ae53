//! A lexicon that does not hold is refused, with the file, the line and the reason.

use crate::{
    flagging::{Label, Lexicon, LocalWords},
    words::Refusal,
};

const RULE: &str = "
[[rule]]
id = \"prov.regel\"
label = \"offensive.attack\"
severity = \"watch\"
score = 80
why = \"”{ord}” är ett skällsord.\"
ground = \"Brottsbalken 5 kap. 3 §\"
patterns = [\"@ord\"]
hit = [\"du är en fjant\"]
miss = [\"du är snäll\"]
";

fn file(rule: &str) -> String {
    format!("version = \"1\"\n\n[[list]]\nname = \"ord\"\nwords = \"fjant +ar\"\n{rule}")
}

fn refused(text: &str) -> (String, u32, String) {
    match Lexicon::load([("prov.toml".to_owned(), text.to_owned())]) {
        Err(Refusal::FileMalformed { file, line, reason }) => (file, line, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_file_is_taken() {
    assert!(Lexicon::load([("prov.toml".to_owned(), file(RULE))]).is_ok());
}

#[test]
fn fl14_a_rule_that_a_file_switches_off_sees_nothing_and_is_still_known_by_its_name() {
    let rules = |off: &str| [("prov.toml", file(RULE)), ("avslagna.toml", format!("version = \"1\"\noff = [{off}]\n"))];
    let load = |off: &str| Lexicon::load(rules(off).map(|(name, text)| (name.to_owned(), text)));
    let sees = |lexicon: &Lexicon| !lexicon.read("du är en fjant").found.is_empty();
    let (on, off) = (load("").unwrap(), load("\"prov.regel\", \"prov.regel\"").unwrap());
    assert!(sees(&on) && !sees(&off) && on.digest() != off.digest());
    let off = off.with_local(&LocalWords { places: vec!["Lillvik".to_owned()], ..LocalWords::default() }).unwrap();
    assert!(!sees(&off), "with local words too");
    let named = |lexicon: &Lexicon| lexicon.rules().map(|(rule, off)| (rule.id.clone(), off)).collect::<Vec<_>>();
    assert_eq!([named(&on), named(&off)], [false, true].map(|is_off| vec![("prov.regel".to_owned(), is_off)]));
    let later = load("\n  \"prov.okänd\",\n  \"prov.regel\",\n").unwrap();
    assert!(!sees(&later), "the program may be without a rule some day, and the others stay off");
    let Some(Refusal::FileMalformed { file, line, reason }) = later.off_in_vain("avslagna.toml") else {
        panic!("who writes it now is told")
    };
    assert_eq!((file.as_str(), line), ("avslagna.toml", 3));
    assert!(reason.contains("prov.okänd"), "{reason}");
}

#[test]
fn fl14_a_rule_that_fails_its_own_examples_is_refused() {
    let (name, line, reason) = refused(&file(&RULE.replace("du är en fjant", "du är en hedersman")));
    assert_eq!((name.as_str(), line), ("prov.toml", 7));
    assert!(reason.contains("prov.regel") && reason.contains("du är en hedersman"), "{reason}");
    let (_, _, reason) = refused(&file(&RULE.replace("du är snäll", "vilken fjant")));
    assert!(reason.contains("som den ska gå förbi"), "{reason}");
}

#[test]
fn each_fault_is_told_with_its_line() {
    for (from, to, says) in [
        ("offensive.attack", "offensive.fult", "offensive.fult"),
        ("\"watch\"", "\"illa\"", "illa"),
        ("score = 80", "score = 0", "poängen"),
        ("@ord", "@okänd", "@okänd"),
        ("hit = [\"du är en fjant\"]", "hit = []", "minst ett exempel"),
        ("ground = \"Brottsbalken 5 kap. 3 §\"", "ground = \"\"", "grund"),
        ("patterns = [\"@ord\"]", "regex = [\"\\\\bfjant\"]", "\\b"),
        ("patterns = [\"@ord\"]", "regex = [\"[0-9]\\\\d\"]", "\\d"),
        ("patterns = [\"@ord\"]", "regex = [\"(?i)fjant\"]", "flaggor"),
        ("patterns = [\"@ord\"]", "validator = \"horoskop\"", "horoskop"),
        ("patterns = [\"@ord\"]", "patterns = [\"<ord> <ord>\"]", "inget ord"),
        ("patterns = [\"@ord\"]", "", "söker ingenting"),
        ("patterns = [\"@ord\"]", "patterns = [\"@ord\"]\nfarg = 1", "farg"),
    ] {
        let (_, line, reason) = refused(&file(&RULE.replace(from, to)));
        assert!(reason.contains(says), "{to}: {reason}");
        assert!((7..=18).contains(&line), "{to}: line {line}");
    }
    let (_, line, reason) = refused(&file(RULE).replace("fjant +ar", "fjant +xyz"));
    assert_eq!(line, 5);
    assert!(reason.contains("+xyz"), "{reason}");
    assert!(refused("version = \"\"").2.contains("version"));
    assert!(refused("version = ").1 == 1);
}

#[test]
fn a_threshold_of_the_municipality_goes_before_that_of_the_program_whatever_its_file_is_called() {
    let own = |text: &str| Lexicon::with_own([("a-egna.toml".to_owned(), format!("version = \"1\"\n\n{text}"))]);
    let lexicon = own("[threshold]\n\"offensive.threat\" = 99\n").unwrap();
    assert_eq!(lexicon.threshold(Label::Threat), 99);
    assert_ne!(Lexicon::embedded().unwrap().threshold(Label::Threat), 99);
    for (text, line) in [
        ("[threshold]\n\"offensive.hate\" = 60\n\"offensive.threat\" = 0\n", 5),
        ("[threshold]\n\"offensive.threat\" = 101\n", 4),
        ("[threshold]\n\"offensive.hate\" = 60\n\"offensive.okänd\" = 60\n", 5),
    ] {
        let Err(Refusal::FileMalformed { file, line: told, .. }) = own(text) else { panic!("{text}") };
        assert_eq!((file.as_str(), told), ("a-egna.toml", line), "{text}");
    }
}

#[test]
fn two_rules_cannot_share_an_id() {
    let (_, _, reason) = refused(&file(&format!("{RULE}{RULE}")));
    assert!(reason.contains("finns redan"), "{reason}");
}

#[test]
fn a_municipality_may_replace_a_file_by_its_name() {
    let own = Lexicon::with_own([("angrepp.toml".to_owned(), file(RULE))]);
    assert!(own.is_err(), "other files name lists that the replaced file held");
    let own = Lexicon::with_own([("egna-ord.toml".to_owned(), file(RULE))]).unwrap();
    assert!(own.rule("prov.regel").is_some() && own.rule("id.telefon").is_some());
}

#[test]
fn no_rule_of_the_program_uses_a_class_that_is_slow_on_swedish_text() {
    for (name, text) in crate::flagging::embedded::files() {
        let file: toml::Table = toml::from_str(&text).unwrap();
        let rules = file.get("rule").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        for regex in rules.iter().filter_map(|rule| rule.get("regex")?.as_array()).flatten() {
            let regex = regex.as_str().unwrap();
            for class in ["\\b", "\\B", "\\w", "\\W", "\\d", "\\D", "\\s", "\\S", "\\p", "\\P", "(?i", "(?u"] {
                assert!(!regex.contains(class), "{name}: {class} in {regex}");
            }
        }
    }
}

#[test]
fn a_list_may_hold_another_but_not_one_that_is_missing() {
    let holding = "[[list]]\nname = \"alla\"\nlists = [\"ord\"]\n";
    let rule = RULE.replace("@ord", "@alla");
    assert!(Lexicon::load([("prov.toml".to_owned(), file(&format!("{holding}{rule}")))]).is_ok());
    let (_, _, reason) = refused(&file(&format!("{}{rule}", holding.replace("[\"ord\"]", "[\"borta\"]"))));
    assert!(reason.contains("borta"), "{reason}");
}
