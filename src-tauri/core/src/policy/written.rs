//! What is wrong with a file that a municipality has written, in Swedish: which file, which line, and why. Policies, word
//! lists and settings all say it in this way.

use crate::words::Refusal;

/// What a file holds wrong at byte `at`.
#[must_use]
pub fn malformed(file: &str, text: &str, at: usize, reason: impl Into<String>) -> Refusal {
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    Refusal::FileMalformed { file: file.to_owned(), line, reason: reason.into() }
}

/// What the reader of TOML found wrong.
#[must_use]
pub fn malformed_toml(file: &str, text: &str, fault: &toml::de::Error) -> Refusal {
    malformed(file, text, fault.span().map_or(0, |span| span.start), in_swedish(fault.message()))
}

/// The reader's few sentences in Swedish; what it says beyond them stands as it is, after a Swedish beginning.
fn in_swedish(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default().trim();
    let named = quoted(first);
    let (name, others) = match named.split_first() {
        Some((name, others)) => (*name, others.join(", ")),
        None => ("", String::new()),
    };
    if first.starts_with("missing field") {
        return format!("”{name}” saknas");
    }
    if first.starts_with("unknown field") {
        return format!("”{name}” finns inte här; det som kan stå är {others}");
    }
    if first.starts_with("unknown variant") {
        return format!("värdet ”{name}” finns inte; välj bland {others}");
    }
    if first.starts_with("key with no value") {
        return "efter ett namn ska det stå = och ett värde; text står inom citattecken".to_owned();
    }
    if first.starts_with("duplicate key") {
        return format!("”{name}” står två gånger");
    }
    let kinds =
        first.strip_prefix("invalid type: ").or_else(|| first.strip_prefix("invalid value: ")).unwrap_or_default();
    if let Some((found, wanted)) = kinds.split_once(", expected ") {
        return format!("här står {}, men det ska vara {}", kind(found), kind(wanted));
    }
    format!("det går inte att läsa som TOML ({first})")
}

/// What stands between backticks.
fn quoted(sentence: &str) -> Vec<&str> {
    sentence.split('`').skip(1).step_by(2).collect()
}

fn kind(english: &str) -> String {
    let known = [
        ("string", "text"),
        ("a string", "text"),
        ("integer", "ett heltal"),
        ("floating point", "ett decimaltal"),
        ("boolean", "sant eller falskt"),
        ("a boolean", "sant eller falskt"),
        ("sequence", "en lista"),
        ("a sequence", "en lista"),
        ("map", "en tabell"),
        ("a map", "en tabell"),
        ("datetime", "ett datum"),
    ];
    // The kind comes first, and the value after it: text first, then what was written.
    let number = matches!(english, "u8" | "u16" | "u32" | "u64" | "i64" | "usize");
    if number {
        return "ett heltal från 0".to_owned();
    }
    let begins = |word: &str| english == word || english.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
    match known.iter().find(|(word, _)| begins(word)) {
        Some((_, swedish)) => (*swedish).to_owned(),
        None if english.starts_with("struct ") => "en tabell".to_owned(),
        None => english.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only read to see what is said when it can't be")]
    struct Sample {
        minutes: u32,
        clock: Clock,
        #[serde(default)]
        names: Vec<String>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Clock {
        Main,
        Other,
    }

    fn said(text: &str) -> (u32, String) {
        match malformed_toml("prov.toml", text, &toml::from_str::<Sample>(text).unwrap_err()) {
            Refusal::FileMalformed { line, reason, .. } => (line, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_that_does_not_hold_is_explained_in_swedish_with_its_line() {
        for (text, line, expected) in [
            ("clock = \"main\"\n", 1, "”minutes” saknas"),
            (
                "minutes = 5\nklocka = 1\nclock = \"main\"\n",
                2,
                "”klocka” finns inte här; det som kan stå är minutes, clock, names",
            ),
            ("minutes = 5\nclock = \"mitt\"\n", 2, "värdet ”mitt” finns inte; välj bland main, other"),
            ("minutes = \"fem\"\nclock = \"main\"\n", 1, "här står text, men det ska vara ett heltal från 0"),
            ("minutes = -5\nclock = \"main\"\n", 1, "här står ett heltal, men det ska vara ett heltal från 0"),
            ("minutes = 5\nclock = \"main\"\nnames = \"a\"\n", 3, "här står text, men det ska vara en lista"),
        ] {
            assert_eq!(said(text), (line, expected.to_owned()), "{text}");
        }
        let (line, reason) = said("minutes = 5\nminutes = 6\nclock = \"main\"\n");
        assert!(line == 2 && reason.contains("två gånger") || reason.contains("TOML"), "{line}: {reason}");
        assert!(said("minutes = 5\nclock\n").1.starts_with("efter ett namn ska det stå ="));
        let (line, reason) = said("minutes = 5\nclock = [\n");
        assert!(line >= 2 && reason.starts_with("det går inte att läsa som TOML"), "{line}: {reason}");
    }
}
