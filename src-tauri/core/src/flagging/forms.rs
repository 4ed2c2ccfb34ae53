//! Entries of a word list: a base form with its paradigm, expanded to every form that a post may hold.
//!
//! | written | means |
//! |---|---|
//! | `idiot +er` | idiot, idioten, idioter, idioterna, and their genitives |
//! | `sl(å\|år\|og)` | slå, slår, slog |
//! | `~idiot +er` | also as the last part of a compound |
//! | `skit~` | only as the first part of a compound |
//! | `~fitt~` | anywhere in a word |
//! | `ekonomiskt bistånd +et` | several words; the paradigm is of the last |

use super::text::{fold_str, is_plain};

/// Where in a word an entry may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Position {
    /// The whole word.
    Whole,
    /// The whole word, or the last part of a compound.
    Head,
    /// The first part of a compound.
    First,
    /// Anywhere.
    Any,
}

/// An entry with all its forms, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it may stand.
    pub position: Position,
    /// Each form a line, so that a hundred thousand of them lie close together.
    lines: Box<str>,
}

impl Entry {
    /// Each form: one or more words, with a blank between them.
    pub(super) fn forms(&self) -> impl Iterator<Item = &str> {
        self.lines.lines()
    }
}

/// Expands an entry.
///
/// # Errors
/// What is wrong with it, in Swedish.
pub(super) fn expand(written: &str) -> Result<Entry, String> {
    let (words, paradigm) = match written.rsplit_once(" +") {
        Some((words, paradigm)) => (words.trim(), Some(paradigm.trim())),
        None => (written.trim(), None),
    };
    let (position, words) = match (words.strip_prefix('~'), words.strip_suffix('~')) {
        (Some(_), Some(_)) => (Position::Any, words.trim_matches('~')),
        (Some(rest), None) => (Position::Head, rest),
        (None, Some(rest)) => (Position::First, rest),
        (None, None) => (Position::Whole, words),
    };
    // Most entries have one form, written as posts are folded.
    let mut forms = match paradigm {
        None if is_folded(words) => vec![words.to_owned()],
        _ => spelled_out(words, paradigm)?,
    };
    if forms.iter().any(String::is_empty) {
        return Err(format!("”{written}” har ingen bokstav"));
    }
    forms.sort();
    forms.dedup();
    if position != Position::Whole && forms.iter().any(|form| form.contains(' ')) {
        return Err(format!("”{written}”: bara enstaka ord kan stå i sammansättningar"));
    }
    Ok(Entry { position, lines: forms.join("\n").into_boxed_str() })
}

/// All forms of the alternatives of an entry, folded.
fn spelled_out(words: &str, paradigm: Option<&str>) -> Result<Vec<String>, String> {
    let mut forms = Vec::new();
    for spelled in alternatives(words)? {
        let (lead, last) = spelled.rsplit_once(' ').map_or(("", spelled.as_str()), |(lead, last)| (lead, last));
        for form in inflect(last, paradigm)? {
            let whole = if lead.is_empty() { form } else { [lead, " ", &form].concat() };
            forms.push(if is_folded(&whole) { whole } else { cut(&fold_str(&whole)) });
        }
    }
    Ok(forms)
}

/// Whether folding and cutting leave this as it is.
pub(super) fn is_folded(words: &str) -> bool {
    words.split(' ').all(|word| !word.is_empty() && word.chars().all(is_plain))
}

/// The words of a folded form, cut as posts are cut, with a blank between them.
pub(super) fn cut(folded: &str) -> String {
    if folded.chars().all(is_plain) {
        return folded.to_owned();
    }
    let mut form = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !form.is_empty() {
            form.push(' ');
        }
        form.push_str(word);
    }
    form
}

/// Spells out `(a|b|)`.
pub(super) fn alternatives(written: &str) -> Result<Vec<String>, String> {
    let Some(open) = written.find('(') else {
        return if written.contains([')', '|']) {
            Err(format!("”{written}”: parentesen saknar början"))
        } else {
            Ok(vec![written.to_owned()])
        };
    };
    let rest = written.get(open + 1..).unwrap_or_default();
    let close = rest.find(')').ok_or_else(|| format!("”{written}”: parentesen saknar slut"))?;
    let before = written.get(..open).unwrap_or_default();
    let tails = alternatives(rest.get(close + 1..).unwrap_or_default())?;
    let inside = rest.get(..close).unwrap_or_default();
    Ok(inside.split('|').flat_map(|middle| tails.iter().map(move |tail| [before, middle, tail].concat())).collect())
}

const VOWELS: [char; 9] = ['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö'];

fn ends_in_vowel(word: &str) -> bool {
    word.ends_with(VOWELS)
}

/// `jävel` without its second vowel: `jävl`; any other word as it is.
fn short_stem(word: &str) -> String {
    for ending in ["el", "er", "en"] {
        if let Some(stem) = word.strip_suffix(ending) {
            let consonants = stem.chars().rev().take_while(|c| !VOWELS.contains(c)).count();
            if stem.chars().count() >= 2 && (1..=2).contains(&consonants) {
                let stem = if consonants == 2 && stem.ends_with("mm") {
                    stem.trim_end_matches('m').to_owned() + "m"
                } else {
                    stem.to_owned()
                };
                return format!("{stem}{}", ending.get(1..).unwrap_or_default());
            }
        }
    }
    word.to_owned()
}

fn inflect(word: &str, paradigm: Option<&str>) -> Result<Vec<String>, String> {
    let Some(paradigm) = paradigm else { return Ok(vec![word.to_owned()]) };
    let base = |cut: &str| word.strip_suffix(cut).unwrap_or(word).to_owned();
    let with = |stem: &str, endings: &[&str]| endings.iter().map(|ending| [stem, *ending].concat()).collect::<Vec<_>>();
    let definite = |ending: &str| {
        let bare = ends_in_vowel(word) || (ending == "en" && short_stem(word) != word);
        format!("{word}{}", if bare { ending.get(1..).unwrap_or_default() } else { ending })
    };
    let mut forms = vec![word.to_owned()];
    let genitive = match paradigm {
        "or" => {
            forms.extend(with(&base("a"), &["a", "an", "or", "orna"]));
            true
        }
        "ar" => {
            forms.push(definite("en"));
            forms.extend(with(&short_stem(&base("e")), &["ar", "arna"]));
            true
        }
        "er" => {
            forms.push(definite("en"));
            forms.extend(with(word, &["er", "erna"]));
            true
        }
        "n" => {
            forms.extend(with(word, &["t", "n", "na"]));
            true
        }
        "0" => {
            forms.push(definite("et"));
            forms.extend(with(word, &["en", "ena"]));
            true
        }
        "are" => {
            forms.extend(with(&base("e"), &["en", "na", "n"]));
            true
        }
        "en" => {
            forms.push(definite("en"));
            true
        }
        "et" | "t" => {
            forms.push(definite("et"));
            true
        }
        "met" | "men" => {
            forms.extend(with(word, &["met", "men"]));
            true
        }
        // Every ending that a noun could have: for words whose wrong forms nobody writes.
        "alla" => {
            let stem = base("a");
            let short = short_stem(&base("e"));
            forms.extend(with(word, &["n", "t", "na", "er", "erna"]));
            forms.extend([definite("en"), definite("et")]);
            if stem == word {
                forms.extend(with(&short, &["ar", "arna", "en", "ena"]));
            } else {
                forms.extend(with(&stem, &["or", "orna", "an"]));
            }
            true
        }
        "s" => true,
        "adj" => {
            forms.extend(adjective(word));
            false
        }
        "v1" => {
            forms.extend(with(&base("a"), &["a", "ar", "ade", "at", "as", "ades", "ats", "ad", "ande"]));
            false
        }
        "v2d" | "v2t" => {
            let stem = base("a");
            let tense = if stem.ends_with("nn") || stem.ends_with("mm") || stem.ends_with("ll") && paradigm == "v2d" {
                stem.get(..stem.len() - 1).unwrap_or(&stem).to_owned()
            } else {
                stem.clone()
            };
            forms.extend(with(&stem, &["", "a", "er", "as", "s", "ande"]));
            let d = if paradigm == "v2d" { "d" } else { "t" };
            forms.extend([
                format!("{tense}{d}e"),
                format!("{tense}t"),
                format!("{tense}{d}es"),
                format!("{tense}ts"),
                format!("{tense}{d}"),
                format!("{tense}{d}a"),
            ]);
            false
        }
        other => return Err(format!("böjningen ”+{other}” finns inte")),
    };
    if genitive {
        let owned: Vec<String> =
            forms.iter().filter(|form| !form.ends_with(['s', 'x', 'z'])).map(|form| [form, "s"].concat()).collect();
        forms.extend(owned);
    }
    Ok(forms)
}

fn adjective(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix("ad") {
        return vec![format!("{stem}at"), format!("{stem}ade")];
    }
    let short = short_stem(word);
    if short != word {
        let stem = word.strip_suffix('n').map_or_else(|| word.to_owned(), |_| word.trim_end_matches("en").to_owned());
        let neuter = if word.ends_with("en") { format!("{stem}et") } else { format!("{word}t") };
        return vec![
            neuter,
            format!("{short}a"),
            format!("{short}e"),
            format!("{short}are"),
            format!("{short}ast"),
            format!("{short}aste"),
        ];
    }
    let doubled = word.ends_with("um") || word.ends_with("om") || word.ends_with("am");
    let stem = if doubled { format!("{word}m") } else { word.to_owned() };
    let neuter = if word.ends_with('d') && !word.ends_with("nd") && !word.ends_with("rd") {
        format!("{}tt", word.trim_end_matches('d'))
    } else if word.ends_with("nd") || word.ends_with("rd") {
        format!("{}t", word.trim_end_matches('d'))
    } else if word.ends_with("tt") || word.ends_with("kt") || word.ends_with("st") || word.ends_with("nt") {
        word.to_owned()
    } else {
        format!("{word}t")
    };
    vec![
        neuter,
        format!("{stem}a"),
        format!("{stem}e"),
        format!("{stem}are"),
        format!("{stem}ast"),
        format!("{stem}aste"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(written: &str) -> Vec<String> {
        expand(written).unwrap().forms().map(str::to_owned).collect()
    }

    #[test]
    fn nouns_are_declined() {
        for form in ["jävel", "jäveln", "jävlar", "jävlarna", "jävlarnas", "jävels"] {
            assert!(forms("jävel +ar").contains(&form.to_owned()), "{form}");
        }
        assert!(forms("hora +or").contains(&"hororna".to_owned()));
        assert!(forms("pojke +ar").contains(&"pojkar".to_owned()));
        assert!(forms("klåpare +are").contains(&"klåparna".to_owned()));
        assert!(forms("svin +0").contains(&"svinens".to_owned()));
    }

    #[test]
    fn adjectives_agree() {
        for (entry, form) in [
            ("dum +adj", "dumma"),
            ("usel +adj", "usla"),
            ("fet +adj", "fett"),
            ("lögnaktig +adj", "lögnaktiga"),
            ("värdelös +adj", "värdelöst"),
            ("korkad +adj", "korkade"),
        ] {
            assert!(forms(entry).contains(&form.to_owned()), "{form} of {entry}: {:?}", forms(entry));
        }
    }

    #[test]
    fn verbs_are_conjugated() {
        for (entry, form) in [
            ("hota +v1", "hotade"),
            ("bränna +v2d", "brände"),
            ("bränna +v2d", "bränn"),
            ("köpa +v2t", "köpte"),
            ("sl(å|år|og)", "slog"),
        ] {
            assert!(forms(entry).contains(&form.to_owned()), "{form} of {entry}: {:?}", forms(entry));
        }
    }

    #[test]
    fn what_is_written_as_posts_are_folded_stays_as_it_is() {
        for written in ["ko", "ännu en ko", "~ko", "Ännu en ko", "ännu  en ko", "ännu-en ko", "k(o|or)", "ko +r"] {
            let words = written.trim_matches('~');
            assert_eq!(is_folded(words), cut(&fold_str(words)) == words, "{written}");
        }
        assert_eq!(forms("ännu en ko"), ["ännu en ko"]);
        assert_eq!(expand("~ko"), Ok(Entry { position: Position::Head, lines: "ko".into() }));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_reason() {
        assert!(expand("ord +xyz").unwrap_err().contains("+xyz"));
        assert!(expand("sl(å|år").is_err());
        assert!(expand("~två ord").is_err());
        assert!(expand("…").is_err());
    }
}
