//! A lexicon file as it is written: lists of words and rules, with the line of each, so that a refusal can point.
//!
//! | written | means |
//! |---|---|
//! | `words` | entries, parted by commas or lines: see `forms.rs` |
//! | `lists` | the words of other lists too |
//! | `common` `masked` `stop` `nodia` | small words; may have letters replaced by stars; never seen in compounds; known without å, ä, ö |
//! | `of_thousand` | how many posts of a thousand hold each of some words: a pattern is sought from its rarest |
//! | `patterns` `regex` `validator` | what a rule seeks: rows of words, letters, or a number of a shape |
//! | `never` | what the word before the number may not be that a regex matches |
//! | `needs` `unless` | words that the sentence must or must not hold; `_post` of the whole post, `_before` and `_after` beside |
//! | `threshold` | what a label must reach, 1–100: the municipality's own files go before the program's |
//! | `off` | rules of other files that are switched off |
//! | `with` `without` | labels that others must or must not have given; `pii.` is all of a kind, `larm` all that warn |
//! | `affirmed` `quoted` `foreign` | not when denied; also between quotation marks; only in posts that are not Swedish |
//!
//! It checks what one file can tell. What needs all of them (does the list exist, do the examples hold) is for
//! [`super::Lexicon`].

use super::{
    Label, Severity, embedded,
    forms::{self, Entry},
    identify::Shape,
    rule::{Rule, Where},
    table::Letters,
};
use crate::{policy::malformed_toml, words::Refusal};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashSet},
    hash::BuildHasherDefault,
};
use toml::Spanned;

/// One file, read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub name: String,
    pub version: String,
    pub thresholds: Vec<(Label, u8)>,
    pub frequencies: Vec<Frequency>,
    pub lists: Vec<List>,
    pub rules: Vec<Ruled>,
    pub off: Vec<Off>,
}

/// A rule that a file switches off.
#[derive(Debug, Clone)]
pub(super) struct Off {
    pub rule: String,
    pub line: u32,
}

/// Words that are often met: patterns are sought from what is rarer.
#[derive(Debug, Clone)]
pub(super) struct Frequency {
    pub words: Vec<String>,
    /// How many posts of a thousand hold each of them.
    pub of_thousand: u16,
}

/// A list of words that rules name with `@`.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub name: String,
    pub line: u32,
    pub entries: Vec<Entry>,
    /// Small words that patterns are made of: they are recognised without their dots however short they are.
    pub common: bool,
    /// Its words may have letters replaced by stars.
    pub masked: bool,
    /// Its words are the ones that compounds are never seen in.
    pub stop: bool,
    /// Its words are recognised without å, ä and ö too.
    pub nodia: bool,
    /// Lists whose words it holds besides its own.
    pub holds: Vec<String>,
}

/// A rule with what its file says of it.
#[derive(Debug, Clone)]
pub(super) struct Ruled {
    pub rule: Rule,
    pub line: u32,
    pub spec: Spec,
    /// The shape that it seeks, or tests what its regexes match by.
    pub shape: Option<Shape>,
}

impl Ruled {
    /// A refusal that names the rule and points at it.
    pub(super) fn malformed(&self, file: &File, reason: &str) -> Refusal {
        malformed(&file.name, self.line, format!("regeln ”{}”: {reason}", self.rule.id))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSpec {
    version: String,
    #[serde(default)]
    #[allow(dead_code, reason = "for the person who reads the file")]
    title: String,
    #[serde(default)]
    threshold: BTreeMap<String, Spanned<u8>>,
    #[serde(default)]
    frequency: Vec<FrequencySpec>,
    #[serde(default)]
    list: Vec<Spanned<ListSpec>>,
    #[serde(default)]
    rule: Vec<Spanned<Spec>>,
    #[serde(default)]
    off: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrequencySpec {
    of_thousand: u16,
    words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListSpec {
    name: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    lists: Vec<String>,
    #[serde(default)]
    common: bool,
    #[serde(default)]
    masked: bool,
    #[serde(default)]
    stop: bool,
    #[serde(default = "yes")]
    nodia: bool,
}

fn yes() -> bool {
    true
}

/// A rule as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub severity: String,
    pub score: u8,
    pub why: String,
    pub ground: String,
    #[serde(default)]
    pub patterns: Vec<String>,
    #[serde(default)]
    pub regex: Vec<String>,
    #[serde(default)]
    pub validator: String,
    /// What the last word before the first digit of a regex's match may not be: words in small letters, and lists.
    #[serde(default)]
    pub never: Vec<String>,
    #[serde(default)]
    pub needs: Vec<String>,
    #[serde(default)]
    pub needs_post: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default)]
    pub unless_post: Vec<String>,
    #[serde(default)]
    pub unless_before: Vec<String>,
    #[serde(default)]
    pub unless_after: Vec<String>,
    #[serde(default)]
    pub with: Vec<String>,
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub quoted: bool,
    #[serde(default)]
    pub affirmed: bool,
    #[serde(default)]
    pub foreign: bool,
    #[serde(default)]
    pub view: String,
    #[serde(default)]
    pub span: String,
    pub hit: Vec<String>,
    pub miss: Vec<String>,
}

impl Spec {
    /// All rows of places that it writes out: its patterns, and what must or must not stand around them.
    pub(super) fn rows(&self) -> impl Iterator<Item = &str> {
        let Spec { patterns, needs, needs_post, unless, unless_post, unless_before, unless_after, .. } = self;
        [patterns, needs, needs_post, unless, unless_post, unless_before, unless_after]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

impl File {
    /// Whether it comes with the program, or stands in the place of one that does.
    pub(super) fn is_of_program(&self) -> bool {
        embedded::file(&self.name).is_some()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] with the line.
    pub(super) fn read(name: &str, text: &str) -> Result<File, Refusal> {
        let spec: FileSpec = toml::from_str(text).map_err(|cause| malformed_toml(name, text, &cause))?;
        if spec.version.trim().is_empty() {
            return Err(malformed(name, 1, "filen saknar ”version”"));
        }
        let mut thresholds = Vec::new();
        for (word, least) in &spec.threshold {
            let says = |reason: String| malformed(name, line_of(text, least.span().start), reason);
            let label = Label::from_word(word).ok_or_else(|| says(format!("tröskel för okänd etikett ”{word}”")))?;
            let least = *least.get_ref();
            if !(1..=100).contains(&least) {
                return Err(says(format!("tröskeln för ”{word}” är {least} och ska vara 1–100")));
            }
            thresholds.push((label, least));
        }
        let frequencies = spec.frequency.into_iter().map(|frequency| Frequency {
            words: entries_of(&frequency.words).map(str::to_owned).collect(),
            of_thousand: frequency.of_thousand,
        });
        let frequencies = frequencies.collect();
        let mut lists = Vec::new();
        for list in spec.list {
            let line = line_of(text, list.span().start);
            lists.push(read_list(name, line, text, list.into_inner())?);
        }
        let mut rules = Vec::new();
        for rule in spec.rule {
            let line = line_of(text, rule.span().start);
            let spec = rule.into_inner();
            let read = read_rule(&spec, name).and_then(|rule| Ok((rule, shape_of(&spec)?)));
            let (rule, shape) = read.map_err(|reason| malformed(name, line, reason))?;
            rules.push(Ruled { rule, line, spec, shape });
        }
        let off =
            spec.off.into_iter().map(|rule| Off { line: line_of(text, rule.span().start), rule: rule.into_inner() });
        let off = off.collect();
        Ok(File { name: name.to_owned(), version: spec.version, thresholds, frequencies, lists, rules, off })
    }
}

/// A refusal that points at a line.
pub(super) fn malformed(file: &str, line: u32, reason: impl Into<String>) -> Refusal {
    Refusal::FileMalformed { file: file.to_owned(), line, reason: reason.into() }
}

fn line_of(text: &str, byte: usize) -> u32 {
    // Counted in bytes, and in rows so short that the count of one fits: so many are counted at once.
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    let ends = |row: &[u8]| row.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>();
    before.chunks(128).map(|row| u32::from(ends(row))).sum::<u32>().saturating_add(1)
}

/// Entries as they are written, parted by commas or lines.
fn entries_of(words: &str) -> impl Iterator<Item = &str> {
    words.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty() && !word.starts_with('#'))
}

fn read_list(file: &str, line: u32, text: &str, spec: ListSpec) -> Result<List, Refusal> {
    if spec.name.is_empty() || !spec.name.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(malformed(
            file,
            line,
            format!("listan ”{}” ska heta med små bokstäver och bindestreck", spec.name),
        ));
    }
    let mut entries = Vec::new();
    let mut seen: HashSet<&str, BuildHasherDefault<Letters>> = HashSet::default();
    for written in entries_of(&spec.words) {
        let entry = forms::expand(written).map_err(|reason| {
            let at = text.find(written).map_or(line, |byte| line_of(text, byte));
            malformed(file, at, reason)
        })?;
        if seen.insert(written) {
            entries.push(entry);
        }
    }
    Ok(List {
        name: spec.name,
        line,
        entries,
        common: spec.common,
        masked: spec.masked,
        stop: spec.stop,
        nodia: spec.nodia,
        holds: spec.lists,
    })
}

fn read_rule(spec: &Spec, file: &str) -> Result<Rule, String> {
    let id = &spec.id;
    if id.is_empty() || !id.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')) {
        return Err(format!("regeln ”{id}” ska heta med små bokstäver, punkt och bindestreck"));
    }
    let label =
        |word: &str| Label::from_word(word).ok_or_else(|| format!("regeln ”{id}”: etiketten ”{word}” finns inte"));
    let severity = Severity::from_word(&spec.severity)
        .ok_or_else(|| format!("regeln ”{id}”: allvaret ”{}” finns inte (grave, watch, calm)", spec.severity))?;
    if spec.score == 0 || spec.score > 100 {
        return Err(format!("regeln ”{id}”: poängen ska vara 1–100"));
    }
    if spec.why.trim().is_empty() || spec.ground.trim().is_empty() {
        return Err(format!("regeln ”{id}” saknar skäl eller grund"));
    }
    if spec.hit.is_empty() || spec.miss.is_empty() {
        return Err(format!("regeln ”{id}” behöver minst ett exempel som träffar och ett som inte gör det"));
    }
    let sought = usize::from(!spec.patterns.is_empty()) + usize::from(!spec.regex.is_empty());
    if sought == 0 && spec.validator.is_empty() {
        return Err(format!("regeln ”{id}” söker ingenting"));
    }
    for regex in &spec.regex {
        lint(regex).map_err(|reason| format!("regeln ”{id}”: {reason}"))?;
    }
    if !matches!(spec.view.as_str(), "" | "raw" | "words") {
        return Err(format!("regeln ”{id}”: vyn ”{}” finns inte (raw, words)", spec.view));
    }
    let span = match spec.span.as_str() {
        "" | "match" => Where::Match,
        "sentence" => Where::Sentence,
        other => return Err(format!("regeln ”{id}”: ”span = {other}” finns inte (match, sentence)")),
    };
    let also = spec.also.iter().map(|word| label(word)).collect::<Result<Vec<Label>, _>>()?;
    let label = label(&spec.label)?;
    Ok(Rule {
        id: id.clone(),
        label,
        says: also.iter().copied().chain([label]).collect(),
        also,
        severity,
        score: spec.score,
        why: spec.why.clone(),
        ground: spec.ground.clone(),
        file: file.to_owned(),
        marks: span,
    })
}

fn shape_of(spec: &Spec) -> Result<Option<Shape>, String> {
    let Spec { id, validator, .. } = spec;
    let of = |word| Shape::from_word(word).ok_or_else(|| format!("regeln ”{id}”: prövningen ”{word}” finns inte"));
    Some(validator.as_str()).filter(|word| !word.is_empty()).map(of).transpose()
}

/// Regexes may use ASCII classes only: one Unicode `\b` makes the whole set a hundred times slower on Swedish text.
fn lint(regex: &str) -> Result<(), String> {
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            let next = chars.next().unwrap_or(' ');
            if matches!(next, 'b' | 'B' | 'w' | 'W' | 'd' | 'D' | 's' | 'S' | 'p' | 'P') {
                return Err(format!("”\\{next}” får inte stå i ett reguljärt uttryck; skriv ut klassen, som [0-9]"));
            }
        }
    }
    if regex.contains("(?i") || regex.contains("(?u") {
        return Err("flaggor får inte stå i ett reguljärt uttryck; vyn ”fold” är redan gemener".to_owned());
    }
    Ok(())
}
