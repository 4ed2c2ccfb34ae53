//! The compiled lexicon: all files together, checked against each other and against their own examples.

mod compiling;

pub(super) use compiling::{Numbered, Reason};

use super::{
    Label,
    compounds::Compounds,
    file::{self, File, Off},
    identify::Shape,
    labels::Labels,
    masked::Masked,
    pattern::{ListNo, Pattern, Place},
    reading::Reading,
    rule::Rule,
    sieve::Sieve,
    sought::Regexes,
    table::{Table, UNKNOWN},
    weighing::THRESHOLD,
};
use crate::words::{Digest, Refusal, Result};
use compiling::{Compiling, set_thresholds};
use std::{
    collections::BTreeMap,
    iter,
    num::NonZero,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// What a municipality knows of itself: its places, streets and boards. Each becomes a list that rules can name.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct LocalWords {
    /// Towns, villages and the names that properties are counted under.
    pub places: Vec<String>,
    /// Public buildings: an address beside one of these is nobody's home.
    pub public_buildings: Vec<String>,
    /// Streets.
    pub streets: Vec<String>,
    /// What registration numbers begin with.
    pub dnr_prefixes: Vec<String>,
    /// Boards and departments.
    pub boards: Vec<String>,
    /// Titles of officials.
    pub titles: Vec<String>,
}

/// Rules, compiled. One is shared by all threads.
#[derive(Debug)]
pub struct Lexicon {
    files: Arc<Vec<File>>,
    digest: Digest,
    pub(super) rules: Vec<Rule>,
    by_id: BTreeMap<String, usize>,
    pub(super) limits: Vec<Limits>,
    /// What each label must reach, in the order of [`Label::ALL`].
    pub(super) thresholds: [u8; Label::ALL.len()],
    pub(super) patterns: Vec<Pattern>,
    pub(super) sieve: Sieve,
    pub(super) table: Table,
    pub(super) nodia: Table,
    pub(super) stretched: Table,
    pub(super) compounds: Option<Compounds>,
    pub(super) nodia_compounds: Option<Compounds>,
    pub(super) masked: Masked,
    pub(super) regexes: Regexes,
    /// Rules that look for a shape of numbers.
    pub(super) shapes: Vec<(Shape, usize)>,
    /// The lists that the engine itself asks for: words that deny, and numbers.
    pub(super) denial: Option<ListNo>,
    pub(super) number_words: Option<ListNo>,
}

/// What must and must not stand around a match.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    pub needs: Vec<Place>,
    pub needs_post: Vec<Place>,
    pub unless: Vec<Place>,
    pub unless_post: Vec<Place>,
    pub unless_before: Vec<Place>,
    pub unless_after: Vec<Place>,
    pub with: Labels,
    pub without: Labels,
    pub quoted: bool,
    pub affirmed: bool,
    /// Not in Swedish posts: the words are other words there.
    pub foreign: bool,
    /// It is a sign that counts once, however often it is seen: it need not be sought any more.
    pub once: bool,
    /// A file of the municipality has switched the rule off.
    pub off: bool,
}

impl Lexicon {
    /// The lexicon that comes with the program.
    ///
    /// # Errors
    /// A refusal when the program was built with a lexicon that does not hold.
    pub fn embedded() -> Result<Lexicon> {
        Ok(Lexicon::load(super::embedded::files())?)
    }

    /// The embedded lexicon with a municipality's own files instead of those of the same name, and besides.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`].
    pub fn with_own(own: impl IntoIterator<Item = (String, String)>) -> Result<Lexicon, Refusal> {
        let mut files: BTreeMap<String, String> = super::embedded::files().collect();
        files.extend(own);
        Lexicon::load(files)
    }

    /// What a file that comes with the program says; `None` when there is none of that name.
    #[must_use]
    pub fn embedded_file(name: &str) -> Option<&'static str> {
        super::embedded::file(name)
    }

    /// Reads and compiles files, given as names and texts. Their order does not matter.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] when a file does not hold, or a rule fails its own examples.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Result<Lexicon, Refusal> {
        let mut texts: Vec<(String, String)> = files.into_iter().collect();
        texts.sort();
        let mut bytes = Vec::new();
        for (name, text) in &texts {
            for part in [name, text] {
                bytes.extend_from_slice(part.len().to_string().as_bytes());
                bytes.push(b':');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
        let files = beside_each_other(&texts, |(name, text)| File::read(name, text))?;
        let lexicon = Compiling::default().compile(Arc::new(files), Digest::of(&bytes), &LocalWords::default())?;
        // What a rule sees may rest on what another one says: examples are those of all rules together. Those of the program
        // are tried by the program's thresholds, whatever a municipality has set.
        lexicon.holds_the_examples_of(File::is_of_program)?;
        let lexicon = lexicon.with_own_thresholds();
        lexicon.holds_the_examples_of(|file| !file.is_of_program())?;
        Ok(lexicon.switch_off())
    }

    /// The same with what a municipality knows of itself.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] when a local word cannot be read; the file is then `lokala ord`.
    pub fn with_local(self, local: &LocalWords) -> Result<Lexicon, Refusal> {
        let words = serde_json::to_vec(local).unwrap_or_default();
        let digest = Digest::of(&[self.digest.as_bytes().as_slice(), &words].concat());
        Ok(Compiling::default().compile(self.files, digest, local)?.with_own_thresholds().switch_off())
    }

    /// The digest of the rule set: flags keep it, so that old decisions name the rules they rested on (FL16).
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The files with their versions.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.version.as_str()))
    }

    /// Reads a text: what it contains, where, and by which rule.
    #[must_use]
    pub fn read(&self, text: &str) -> Reading {
        super::reading::read(self, text)
    }

    /// What a label must reach to be flagged, 1–100.
    #[must_use]
    pub fn threshold(&self, label: Label) -> u8 {
        self.thresholds.get(label as usize).copied().unwrap_or(THRESHOLD)
    }

    /// A rule by its id, be it switched off or not.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.by_id.get(id).and_then(|no| self.rules.get(*no))
    }

    /// All rules, by id, each with whether a file of the municipality has switched it off.
    pub fn rules(&self) -> impl Iterator<Item = (&Rule, bool)> {
        let is_off = |no: usize| self.limits.get(no).is_some_and(|limits| limits.off);
        self.by_id.values().filter_map(move |no| Some((self.rules.get(*no)?, is_off(*no))))
    }

    /// Why `file` does not hold that somebody has just written: it switches off a rule that there is none of. A file that has
    /// held goes on to: a later version of the program may be without the rule, which is then as good as off.
    pub(super) fn off_in_vain(&self, file: &str) -> Option<Refusal> {
        let off = self.files.iter().filter(|one| one.name == file).flat_map(|file| &file.off);
        let mut unknown = off.filter(|off| !self.by_id.contains_key(&off.rule));
        unknown.next().map(|Off { rule, line }| {
            file::malformed(file, *line, format!("det finns ingen regel ”{rule}” att slå av"))
        })
    }

    /// Sets the thresholds that the municipality's own files set.
    fn with_own_thresholds(mut self) -> Lexicon {
        set_thresholds(&mut self.thresholds, self.files.iter().filter(|file| !file.is_of_program()));
        self
    }

    /// Switches off what its files say.
    fn switch_off(mut self) -> Lexicon {
        for Off { rule, .. } in self.files.iter().flat_map(|file| &file.off) {
            if let Some(limits) = self.by_id.get(rule).and_then(|no| self.limits.get_mut(*no)) {
                limits.off = true;
            }
        }
        self
    }

    /// Whether a word that comes to light in a disguise is of any list or phrase, whole, without its doubles, or in part.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.lists(word)
            || [&self.compounds, &self.nodia_compounds].into_iter().flatten().any(|compounds| compounds.sees(word))
    }

    /// The same, but that it is of none in part.
    pub(super) fn lists(&self, word: &str) -> bool {
        [&self.table, &self.nodia, &self.stretched].iter().any(|table| table.number(word.as_bytes()) != UNKNOWN)
    }

    /// Tries the rules of some files on their examples.
    fn holds_the_examples_of(&self, some: impl Fn(&File) -> bool + Sync) -> Result<(), Refusal> {
        beside_each_other(&self.files, |file| if some(file) { self.holds_examples_of(file) } else { Ok(()) })
            .map(|_| ())
    }

    fn holds_examples_of(&self, file: &File) -> Result<(), Refusal> {
        for ruled in &file.rules {
            let id = &ruled.rule.id;
            let found = |text: &str| super::reading::rule_sees(self, id, text);
            if let Some(text) = ruled.spec.hit.iter().find(|text| !found(text)) {
                let reason = format!("regeln ”{id}” träffar inte sitt exempel ”{text}”");
                return Err(file::malformed(&file.name, ruled.line, reason));
            }
            if let Some(text) = ruled.spec.miss.iter().find(|text| found(text)) {
                let reason = format!("regeln ”{id}” träffar ”{text}”, som den ska gå förbi");
                return Err(file::malformed(&file.name, ruled.line, reason));
            }
        }
        Ok(())
    }
}

/// Does the other on a thread of its own meanwhile.
pub(super) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Does the same to each, with every core at work: whoever starts the program waits for it. Of several refusals, that of
/// the first is answered.
fn beside_each_other<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<R, Refusal> + Sync,
) -> Result<Vec<R>, Refusal> {
    let next = AtomicUsize::new(0);
    // Each takes the next that nobody has taken. The thread that waits works too: more threads than cores only hold memory.
    let some = || -> Vec<(usize, Result<R, Refusal>)> {
        let mine = iter::from_fn(|| {
            let no = next.fetch_add(1, Ordering::Relaxed);
            all.get(no).map(|one| (no, work(one)))
        });
        mine.collect()
    };
    let mut done = thread::scope(|scope| {
        let others = thread::available_parallelism().map_or(1, NonZero::get).min(all.len()).saturating_sub(1);
        let others: Vec<_> = (0..others).map(|_| scope.spawn(some)).collect();
        let mut done = some();
        done.extend(others.into_iter().flat_map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic))));
        done
    });
    done.sort_unstable_by_key(|(no, _)| *no);
    done.into_iter().map(|(_, one)| one).collect()
}

/// Keeps the compiler honest about sharing.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Lexicon>();
};
