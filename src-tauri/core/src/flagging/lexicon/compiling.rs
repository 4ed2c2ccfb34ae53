//! From the files to one lexicon: lists to tables, rules to patterns, each knowing only the numbers of its lists.

use super::{Lexicon, Limits, LocalWords, both};
use crate::{
    flagging::{
        Label,
        compounds::Parts,
        file::{self, File, List, Spec},
        forms::{self, Entry, Position},
        identify::Shape,
        labels::Labels,
        language::Language,
        masked::Masked,
        names::Names,
        pattern::{ListNo, Lists, NAME, Pattern, Place},
        rule::Rule,
        sieve::{Sieving, SoughtFrom},
        sought::Regexes,
        table::{Forms, Letters, Table},
        text::fold_str,
        token::mark,
        weighing::THRESHOLD,
    },
    words::{Digest, Refusal},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::BuildHasherDefault,
    mem::take,
    sync::{Arc, mpsc},
};

/// What a pattern may name, while compiling.
#[derive(Default)]
pub(super) struct Compiling {
    /// Every list by name.
    lists: Numbered,
    /// The nameless ones of one form each, by that form: those that patterns spell out, and those of words that are often met.
    of_one_form: HashMap<String, OfOneForm, BuildHasherDefault<Letters>>,
    /// Places of patterns, as they are written.
    places: HashMap<String, Place, BuildHasherDefault<Letters>>,
    /// The lists that a list holds besides its own words, where a pattern may name them all instead.
    held: HashMap<String, Vec<String>>,
    common: Lists,
    /// Lists whose words are not recognised without their dots.
    dotted: Lists,
    forms: Forms,
    parts: Parts,
    nodia_parts: Parts,
    masked: Masked,
    /// The small words of each language, by bits.
    languages: BTreeMap<String, u16>,
}

/// A list of one form.
struct OfOneForm {
    no: ListNo,
    /// Whether some pattern spells the form out.
    by_pattern: bool,
}

/// What the rules of all files say.
struct Ruled {
    rules: Vec<Rule>,
    by_id: BTreeMap<String, usize>,
    limits: Vec<Limits>,
    thresholds: [u8; Label::ALL.len()],
    patterns: Vec<Pattern>,
    shapes: Vec<(Shape, usize)>,
}

/// Every form by its letters, and what is to be known of each list before that.
struct Tables {
    table: Table,
    nodia: Table,
    stretched: Table,
    /// See [`Compiling::commonness`] and [`Compiling::longest`].
    commonness: Vec<u64>,
    longest: Vec<u8>,
}

/// Lists by name. The names come from our own files, so they may be hashed quickly.
pub(in crate::flagging) type Numbered = HashMap<String, ListNo, BuildHasherDefault<Letters>>;

pub(in crate::flagging) type Reason<T> = std::result::Result<T, String>;

/// Sets what these files say that labels must reach.
pub(super) fn set_thresholds<'f>(thresholds: &mut [u8; Label::ALL.len()], files: impl IntoIterator<Item = &'f File>) {
    for (label, least) in files.into_iter().flat_map(|file| &file.thresholds) {
        if let Some(threshold) = thresholds.get_mut(*label as usize) {
            *threshold = *least;
        }
    }
}

impl Compiling {
    pub fn compile(mut self, files: Arc<Vec<File>>, digest: Digest, local: &LocalWords) -> Result<Lexicon, Refusal> {
        // Regexes, and compounds once all their parts are known, take as long as lists and rules.
        let (give, taken) = mpsc::channel();
        let (compiling, all) = (&mut self, &files);
        let (ruled, (regexes, compounds)) = both(
            move || {
                let parts = compiling.take_lists(all, local)?;
                // Nobody takes them only where a regex could not be read.
                let _ = give.send(parts);
                compiling.take_rules(all)
            },
            move || (Regexes::of(all), taken.recv().map(|parts| parts.map(Parts::build)).unwrap_or_default()),
        );
        let (ruled, regexes, [compounds, nodia_compounds]) = (ruled?, regexes?, compounds);
        let tables = self.take_tables();
        let Ruled { rules, by_id, mut limits, thresholds, mut patterns, shapes } = ruled;
        let Tables { mut table, mut nodia, mut stretched, mut commonness, longest } = tables;
        let asked_labels = limits.iter().map(|limits: &Limits| limits.with).fold(Labels::default(), Labels::and);
        for (limits, rule) in limits.iter_mut().zip(&rules) {
            let too_little = |label: Label| thresholds.get(label as usize).is_none_or(|least| rule.score < *least);
            limits.once = rule.labels().all(|label| label.is_route() && too_little(label) && !asked_labels.has(label));
        }
        let (denial, number_words) = (self.lists.get("nekning").copied(), self.lists.get("talord").copied());
        let list_count = self.list_count();
        for place in patterns.iter_mut().flat_map(|pattern| &mut pattern.places) {
            let of = place.lists.iter().filter_map(|list| longest.get(usize::from(*list)));
            place.longest = of.copied().max().unwrap_or(1);
        }
        let seen_in = |word: &str| {
            let mut seen = Vec::new();
            table.look(0, table.word(table.number(word.as_bytes())), &mut seen);
            compounds.iter().for_each(|compounds| compounds.look(word, 0, &mut seen));
            seen.into_iter().map(|seen| usize::from(seen.list)).collect::<BTreeSet<usize>>()
        };
        for often in files.iter().flat_map(|file| &file.frequencies) {
            for list in often.words.iter().flat_map(|word| seen_in(word)) {
                if let Some(count) = commonness.get_mut(list) {
                    *count += u64::from(often.of_thousand) * IN_A_THOUSAND;
                }
            }
        }
        let rare = |lists: &[ListNo]| -> u64 {
            lists.iter().map(|list| commonness.get(usize::from(*list)).copied().unwrap_or(0)).sum()
        };
        // Nobody asks for these any more, and they take long to throw away.
        let done_with = (take(&mut self.of_one_form), take(&mut self.places));
        let ((sieve, order), ()) = both(
            || {
                let mut sieving = Sieving::default();
                for pattern in &mut patterns {
                    pattern.anchor = anchor(&pattern.places, &rare);
                    let from = pattern.places.get(usize::from(pattern.anchor)).and_then(sought_from);
                    let more = limits.get(pattern.rule as usize).into_iter().flat_map(Limits::needed);
                    sieving.push(pattern, from, more, &rare);
                }
                sieving.done(list_count)
            },
            move || drop(done_with),
        );
        let patterns: Vec<Pattern> = order.iter().filter_map(|no| patterns.get_mut(*no as usize).map(take)).collect();
        Names::mark(&self.lists, &mut table);
        for (word, languages) in &self.languages {
            table.speak(word, *languages);
        }
        let asked_for = asked_for(&patterns, &limits, [denial, number_words].into_iter().flatten());
        for table in [&mut nodia, &mut stretched] {
            table.settle(&asked_for, |_, _| false);
        }
        table.settle(&asked_for, |word, into| {
            compounds.iter().for_each(|of| of.look(word, 0, into));
            !nodia_compounds.iter().any(|compounds| compounds.sees(word))
        });
        Ok(Lexicon {
            files,
            digest,
            rules,
            by_id,
            limits,
            thresholds,
            patterns,
            sieve,
            table,
            nodia,
            stretched,
            compounds,
            nodia_compounds,
            masked: self.masked,
            regexes,
            shapes,
            denial,
            number_words,
        })
    }

    /// Takes the rules of all files, and the words that their patterns spell out.
    fn take_rules(&mut self, files: &[File]) -> Result<Ruled, Refusal> {
        let mut rules = Vec::new();
        let mut by_id = BTreeMap::new();
        let mut limits = Vec::new();
        let mut thresholds = [THRESHOLD; Label::ALL.len()];
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut shapes = Vec::new();
        set_thresholds(&mut thresholds, files.iter().filter(|file| file.is_of_program()));
        for file in files {
            for ruled in &file.rules {
                let no = rules.len();
                let says = |reason: String| ruled.malformed(file, &reason);
                if by_id.insert(ruled.rule.id.clone(), no).is_some() {
                    return Err(says("namnet finns redan".to_owned()));
                }
                rules.push(ruled.rule.clone());
                limits.push(self.limits(&ruled.spec).map_err(says)?);
                for written in &ruled.spec.patterns {
                    let places = self.pattern(written).map_err(says)?;
                    patterns.push(Pattern { rule: u32::try_from(no).unwrap_or(u32::MAX), places, anchor: 0 });
                }
                if let (Some(shape), true) = (ruled.shape, ruled.spec.regex.is_empty()) {
                    shapes.push((shape, no));
                }
            }
        }
        Ok(Ruled { rules, by_id, limits, thresholds, patterns, shapes })
    }

    /// Makes tables of all forms, once nothing is added to them any more.
    fn take_tables(&mut self) -> Tables {
        let longest = self.longest();
        let ((stretched, phrases), nodia) =
            both(|| (self.without_doubles().table(), self.forms.phrases()), || self.without_dots().table());
        let table = take(&mut self.forms).table_with(phrases);
        let commonness = self.commonness(&table);
        Tables { table, nodia, stretched, commonness, longest }
    }

    /// Takes the lists of all files, and then what is local. Answers the parts of compounds, as written and without dots.
    fn take_lists(&mut self, files: &[File], local: &LocalWords) -> Result<[Parts; 2], Refusal> {
        self.lists.insert("<namn>".to_owned(), NAME);
        // Room is made once: a table that grows is put together anew each time.
        let entries: usize = files.iter().flat_map(|file| &file.lists).map(|list| list.entries.len()).sum();
        self.forms.make_room(entries + entries / 2);
        // Lists that are often seen stand near each other in memory.
        for word in files.iter().flat_map(|file| &file.frequencies).flat_map(|often| &often.words) {
            if !self.of_one_form.contains_key(word) {
                self.new_of_one_form(word, false).map_err(|reason| file::malformed("alla listor", 1, reason))?;
            }
        }
        for file in files {
            for list in &file.lists {
                self.take_list(list).map_err(|reason| file::malformed(&file.name, list.line, reason))?;
            }
        }
        let rows = files.iter().flat_map(|file| &file.rules).flat_map(|ruled| ruled.spec.rows());
        let sides: HashSet<&str> = rows
            .flat_map(str::split_whitespace)
            .flat_map(|place| place.trim_end_matches('?').split('&').skip(1))
            .filter_map(|side| side.strip_prefix('@'))
            .collect();
        for (file, list) in files.iter().flat_map(|file| file.lists.iter().map(move |list| (file, list))) {
            for held in &list.holds {
                let of = files.iter().flat_map(|file| &file.lists).find(|other| other.name == *held);
                let reason = || format!("listan ”{held}”, som ”{}” ska innehålla, finns inte", list.name);
                let of = of.ok_or_else(|| file::malformed(&file.name, list.line, reason()))?;
                // A word that stands on many lists costs time wherever it is met: a place that names the list names what it
                // holds. Only a list that a word must be of *too* has to have all its words itself.
                if sides.contains(list.name.as_str()) {
                    let same = List { entries: of.entries.clone(), holds: Vec::new(), ..list.clone() };
                    self.take_list(&same).map_err(|reason| file::malformed(&file.name, list.line, reason))?;
                } else {
                    self.held.entry(list.name.clone()).or_default().push(held.clone());
                }
            }
        }
        self.take_local(local).map_err(|reason| file::malformed("lokala ord", 1, reason))?;
        Ok([take(&mut self.parts), take(&mut self.nodia_parts)])
    }

    fn number(&mut self, name: &str) -> Reason<ListNo> {
        if let Some(known) = self.lists.get(name) {
            return Ok(*known);
        }
        let next = self.next_number()?;
        self.lists.insert(name.to_owned(), next);
        Ok(next)
    }

    fn next_number(&self) -> Reason<ListNo> {
        ListNo::try_from(self.list_count()).map_err(|_| "det finns för många listor".to_owned())
    }

    fn list_count(&self) -> usize {
        self.lists.len() + self.of_one_form.len()
    }

    fn take_list(&mut self, list: &List) -> Reason<()> {
        if let Some(code) = list.name.strip_prefix("språk-") {
            let language = Language::from_code(code).ok_or_else(|| format!("språket ”{code}” finns inte"))?;
            let bit = 1_u16 << (language as u16);
            for word in list.entries.iter().flat_map(Entry::forms).filter_map(|form| form.split(' ').next()) {
                self.forms.enter(word);
                *self.languages.entry(word.to_owned()).or_default() |= bit;
            }
            return Ok(());
        }
        let no = self.number(&list.name)?;
        if list.common {
            self.common.insert(no);
        }
        if !list.nodia {
            self.dotted.insert(no);
        }
        for entry in &list.entries {
            if list.stop {
                for word in entry.forms().flat_map(|form| form.split(' ')) {
                    if entry.position == Position::First {
                        self.parts.stop_beginnings.push(word.into());
                    } else {
                        self.parts.stop.insert(word.into());
                    }
                }
                continue;
            }
            for word in entry.forms() {
                if entry.position != Position::First {
                    self.take_form(word, no, list.masked);
                }
                if entry.position != Position::Whole && !word.contains(' ') {
                    self.parts.add(word, entry.position, no);
                    if list.masked && entry.position != Position::Head {
                        self.masked.add_start(word, no);
                    }
                    let bare = without_dots(word);
                    if list.nodia && bare != word && bare.len() >= 5 {
                        self.nodia_parts.add(&bare, entry.position, no);
                    }
                }
            }
        }
        Ok(())
    }

    fn take_form(&mut self, form: &str, list: ListNo, masked: bool) {
        self.forms.add(form, list);
        if masked && !form.contains(' ') {
            self.masked.add(form, list);
        }
    }

    /// Whether a word without its dots stands for one of a list. Short ones are too many other words, but for the small ones
    /// that patterns are made of.
    fn stands_for(&self, bare: &str, list: ListNo) -> bool {
        !self.dotted.has(list) && (bare.len() >= 4 || self.common.has(list))
    }

    /// The forms as they are written without dots, but for words that are words as they are then.
    fn without_dots(&self) -> Forms {
        let mut nodia = self.forms.room_for_half();
        let listed = self.forms.listed();
        self.forms.each_word(|word, list| {
            if let Some(bare) = bare_of(word)
                && self.stands_for(&bare, list)
                && !listed.get(self.forms.number(&bare) as usize).is_some_and(|listed| *listed)
            {
                nodia.add(&bare, list);
            }
        });
        self.forms.each_row(|row, list| {
            if let Some(bare) = bare_of(row).filter(|_| !self.dotted.has(list)) {
                nodia.add(&bare, list);
            }
        });
        nodia
    }

    /// Words without double letters, with their dots and without: they are asked for where a word is not known as it stands.
    fn without_doubles(&self) -> Forms {
        let mut stretched = self.forms.room_for_half();
        self.forms.each_word(|word, list| {
            if word.len() < 3 || is_single(word) {
                return;
            }
            let Ok(word) = str::from_utf8(word) else { return };
            let single = without_doubles(word);
            if single != word {
                stretched.add(&single, list);
            }
            let bare = without_dots(word);
            let single = without_doubles(&bare);
            if bare != word && (single != bare || !self.stands_for(&bare, list)) {
                stretched.add(&single, list);
            }
        });
        stretched
    }

    fn take_local(&mut self, local: &LocalWords) -> Reason<()> {
        for (name, words) in [
            ("trakt", &local.places),
            ("offentlig-plats", &local.public_buildings),
            ("gata", &local.streets),
            ("diarieprefix", &local.dnr_prefixes),
            ("kommunen", &local.boards),
            ("roll", &local.titles),
        ] {
            let no = self.number(name)?;
            for word in words {
                let form = forms::cut(&fold_str(word));
                if !form.is_empty() {
                    self.take_form(&form, no, false);
                }
            }
        }
        Ok(())
    }

    fn limits(&mut self, spec: &Spec) -> Reason<Limits> {
        let mut places = |of: &[String]| of.iter().map(|written| self.place(written)).collect::<Reason<Vec<_>>>();
        Ok(Limits {
            needs: places(&spec.needs)?,
            needs_post: places(&spec.needs_post)?,
            unless: places(&spec.unless)?,
            unless_post: places(&spec.unless_post)?,
            unless_before: places(&spec.unless_before)?,
            unless_after: places(&spec.unless_after)?,
            with: labels(&spec.with)?,
            without: labels(&spec.without)?,
            quoted: spec.quoted,
            affirmed: spec.affirmed,
            foreign: spec.foreign,
            once: false,
            off: false,
        })
    }

    /// The places of a pattern.
    fn pattern(&mut self, written: &str) -> Reason<Vec<Place>> {
        let mut places = Vec::new();
        let mut gap = 0;
        for piece in written.split_whitespace() {
            if let Some(words) = piece.strip_prefix("..") {
                gap = words.parse::<u8>().map_err(|_| format!("”{piece}” är inget mellanrum"))?.min(12);
                continue;
            }
            let mut place = self.place(piece)?;
            place.gap = gap;
            gap = 0;
            places.push(place);
        }
        if places.iter().all(|place| sought_from(place).is_none()) {
            return Err(format!("mönstret ”{written}” har inget ord att söka från"));
        }
        Ok(places)
    }

    /// A place as patterns write it: the same few are written in most of them.
    fn place(&mut self, written: &str) -> Reason<Place> {
        if let Some(known) = self.places.get(written) {
            return Ok(known.clone());
        }
        let place = self.new_place(written)?;
        self.places.insert(written.to_owned(), place.clone());
        Ok(place)
    }

    fn new_place(&mut self, piece: &str) -> Reason<Place> {
        let (piece, optional) = match piece.strip_suffix('?') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (piece, false),
        };
        let mut place = Place { optional, longest: LONGEST_ENTRY, ..Place::default() };
        let mut lists = Vec::new();
        let mut sides = piece.split('&');
        let piece = sides.next().unwrap_or_default();
        for side in sides {
            if let Some(marks) = marks_of(side) {
                place.and_marks |= marks;
                continue;
            }
            let name = side.trim_start_matches('@');
            place.and.push(*self.lists.get(name).ok_or_else(|| format!("listan ”@{name}” finns inte"))?);
        }
        for written in forms::alternatives(piece)?.iter().flat_map(|one| one.split('/')) {
            match written {
                "<ord>" => place.anything = true,
                "<namn>" => lists.push(NAME),
                _ if written.starts_with('@') => {
                    let name = written.trim_start_matches('@');
                    let no = self.lists.get(name).ok_or_else(|| format!("listan ”@{name}” finns inte"))?;
                    let held = self.held.get(name).into_iter().flatten().filter_map(|held| self.lists.get(held));
                    for list in std::iter::once(no).chain(held) {
                        if !lists.contains(list) {
                            lists.push(*list);
                        }
                    }
                }
                _ if written.starts_with('<') => {
                    place.marks |= marks_of(written).ok_or_else(|| format!("”{written}” finns inte"))?;
                }
                _ => {
                    let form = if forms::is_folded(written) {
                        Cow::Borrowed(written)
                    } else {
                        forms::cut(&fold_str(&written.replace('_', " "))).into()
                    };
                    if form.is_empty() {
                        return Err(format!("”{written}” är inget ord"));
                    }
                    lists.push(self.spelled_out(&form)?);
                }
            }
        }
        Ok(place.of_lists(lists))
    }

    /// The list of a form that a pattern spells out.
    fn spelled_out(&mut self, form: &str) -> Reason<ListNo> {
        let no = match self.of_one_form.get_mut(form) {
            Some(OfOneForm { no, by_pattern: true }) => return Ok(*no),
            Some(list) => {
                list.by_pattern = true;
                list.no
            }
            None => self.new_of_one_form(form, true)?,
        };
        if !form.contains(' ') && form.chars().count() <= 3 {
            self.common.insert(no);
        }
        self.take_form(form, no, false);
        Ok(no)
    }

    fn new_of_one_form(&mut self, form: &str, by_pattern: bool) -> Reason<ListNo> {
        let no = self.next_number()?;
        self.of_one_form.insert(form.to_owned(), OfOneForm { no, by_pattern });
        Ok(no)
    }

    /// How many words the longest entry of each list has, as it may be seen: what is masked may be cut into many.
    fn longest(&self) -> Vec<u8> {
        let mut of = vec![1; self.list_count()];
        let mut lengthen = |list: ListNo, words: usize| {
            if let Some(longest) = of.get_mut(usize::from(list)) {
                *longest = u8::try_from(words).unwrap_or(LONGEST_ENTRY).clamp(*longest, LONGEST_ENTRY);
            }
        };
        for (list, words) in self.forms.rows() {
            lengthen(list, words.len());
        }
        for list in self.masked.lists().chain([NAME]) {
            lengthen(list, usize::from(LONGEST_ENTRY));
        }
        of
    }

    /// How often a word of each list may be met: small words of Swedish are met everywhere, others now and then.
    fn commonness(&self, table: &Table) -> Vec<u64> {
        let mut of = vec![1_u64; self.list_count()];
        let mut add = |list: ListNo, more: u64| {
            if let Some(count) = of.get_mut(usize::from(list)) {
                *count += more;
            }
        };
        table.lists_of_words().iter().for_each(|list| add(*list, 2));
        for (small, _) in self.languages.iter().filter(|(_, bits)| **bits & 1 != 0) {
            table.lists(small).iter().for_each(|list| add(*list, 300));
        }
        add(NAME, 4_000);
        of
    }
}

/// A row of more words than this is never sought backwards from the word after it.
const LONGEST_ENTRY: u8 = 6;

/// One post of a thousand, as [`Compiling::commonness`] counts.
const IN_A_THOUSAND: u64 = 100;

/// The place that a pattern is sought from: the rarest that can be.
fn anchor(places: &[Place], rare: &impl Fn(&[ListNo]) -> u64) -> u8 {
    let commonness = |place: &Place| {
        Some(match sought_from(place)? {
            SoughtFrom::Lists(lists) => (0, rare(lists)),
            SoughtFrom::Asked => (1, 0),
            SoughtFrom::Shouted => (2, 0),
        })
    };
    let places = (0_u8..).zip(places).filter_map(|(no, place)| Some((commonness(place)?, no)));
    places.min().map_or(0, |(_, no)| no)
}

/// What a pattern may be sought from at a place; `None` where it may not.
fn sought_from(place: &Place) -> Option<SoughtFrom<'_>> {
    match place {
        Place { optional: true, .. } => None,
        Place { marks, .. } if marks & mark::ASKS != 0 => Some(SoughtFrom::Asked),
        Place { marks, .. } if marks & mark::SHOUTED != 0 => Some(SoughtFrom::Shouted),
        Place { marks: 0, anything: false, lists, .. } if !lists.is_empty() => Some(SoughtFrom::Lists(lists)),
        _ => None,
    }
}

/// The lists that a pattern or what stands around it asks for, and `more`.
fn asked_for(patterns: &[Pattern], limits: &[Limits], more: impl Iterator<Item = ListNo>) -> Lists {
    let around = limits.iter().flat_map(Limits::places);
    let places = patterns.iter().flat_map(|pattern| &pattern.places).chain(around);
    let mut asked = Lists::default();
    places
        .flat_map(|place| place.lists.iter().chain(&place.and))
        .copied()
        .chain(more)
        .for_each(|list| asked.insert(list));
    asked
}

/// What a pattern may ask of how a word stands.
fn marks_of(written: &str) -> Option<u16> {
    Some(match written {
        "<tal>" => mark::NUMBER,
        "<versal>" => mark::CAPITAL,
        "<först>" => mark::FIRST,
        "<sist>" => mark::LAST,
        "<fråga>" => mark::ASKS,
        "<utrop>" => mark::SHOUTED,
        _ => return None,
    })
}

/// Labels by their words. `pii.` stands for all that begin so, and `larm` for all but the ones that only sort.
fn labels(words: &[String]) -> Reason<Labels> {
    let mut labels = Labels::default();
    for word in words {
        let named = |label: &Label| match word.as_str() {
            "larm" => !label.is_route(),
            start if start.ends_with('.') => label.word().starts_with(start),
            whole => label.word() == whole,
        };
        let of_word: Labels = Label::ALL.into_iter().filter(named).collect();
        if of_word.is_empty() {
            return Err(format!("etiketten ”{word}” finns inte"));
        }
        labels = labels.and(of_word);
    }
    Ok(labels)
}

/// Letters as they are written where å, ä and ö are missing; nothing where none of them is among them.
fn bare_of(letters: &[u8]) -> Option<Cow<'_, str>> {
    if letters.is_ascii() {
        return None;
    }
    let word = str::from_utf8(letters).ok()?;
    Some(without_dots(word)).filter(|bare| bare != word)
}

/// Whether these are plain letters, and no two side by side the same.
fn is_single(word: &[u8]) -> bool {
    word.is_ascii() && word.iter().zip(word.iter().skip(1)).all(|(one, next)| one != next)
}

/// A word as it is written where å, ä and ö are missing.
fn without_dots(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return word.into();
    }
    let mut bare = String::with_capacity(word.len());
    bare.extend(word.chars().map(|c| match c {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        other => other,
    }));
    bare.into()
}

/// A word with every double letter made single.
fn without_doubles(word: &str) -> Cow<'_, str> {
    if is_single(word.as_bytes()) {
        return word.into();
    }
    let mut before = None;
    let mut single = String::with_capacity(word.len());
    single.extend(word.chars().filter(|c| before.replace(*c) != Some(*c)));
    single.into()
}
