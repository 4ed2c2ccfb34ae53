//! What was found in a text, and how it was found: the one pass over views, words, patterns and numbers.

use super::{
    Label, LegalGround, Severity, identify,
    language::{Language, Tally},
    lexicon::{Lexicon, Limits, Sought, Trigger},
    names::Names,
    pattern::{ListNo, Place, Scene, Seen, Wanted},
    rule::{Rule, Where},
    table::{Table, WordNo},
    text::{self, View, Views},
    token::{Token, mark, tokens},
};
use serde::Serialize;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// One thing found. The words themselves are not in it: `start..end` points into the text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Found {
    /// What.
    pub label: Label,
    /// By which rule.
    pub rule: String,
    /// Where it begins, in code points of the original.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// How sure the rule is, 1–100.
    pub score: u8,
    /// How grave.
    pub severity: Severity,
}

/// What a text was found to contain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reading {
    /// In the order of the text.
    pub found: Vec<Found>,
    /// In which language, when that can be told (FL21).
    pub language: Option<Language>,
}

impl Reading {
    /// Whether `label` was found.
    #[must_use]
    pub fn has(&self, label: Label) -> bool {
        self.found.iter().any(|found| found.label == label)
    }

    /// Whether it reads as criticism: then it may not be taken away without a legal ground and a second person (FL13).
    #[must_use]
    pub fn reads_as_criticism(&self) -> bool {
        self.has(Label::Criticism)
    }

    /// Whether it holds a request for public records: the disclosure clock starts (FL12).
    #[must_use]
    pub fn asks_for_records(&self) -> bool {
        self.has(Label::RecordsRequest)
    }

    /// The gravest flag: first by duty, then by severity, then by score.
    #[must_use]
    pub fn gravest(&self) -> Option<&Found> {
        self.found.iter().min_by_key(|found| {
            (found.label.duty(), std::cmp::Reverse(found.severity), std::cmp::Reverse(found.score), found.start)
        })
    }

    /// The legal grounds that the flags point to, without repetition.
    #[must_use]
    pub fn legal(&self) -> Vec<LegalGround> {
        let mut grounds: Vec<LegalGround> = self.found.iter().filter_map(|found| found.label.legal_ground()).collect();
        grounds.sort();
        grounds.dedup();
        grounds
    }
}

/// A rule that matched, before scores are added up.
struct Hit {
    rule: usize,
    start: u32,
    end: u32,
    /// The sentence it stands in.
    sentence: Range<u32>,
}

/// Reads `text` by `lexicon`. Where rules of one label saw the same words, the surest speaks for all.
pub(super) fn read(lexicon: &Lexicon, text: &str) -> Reading {
    let (hits, language) = seen(lexicon, text);
    Reading { found: surest(weigh(lexicon, &hits, 0)), language }
}

/// What rules see in `text`, also of labels that are up to `short` points below their threshold. The second is whether
/// the label reaches it by the rules alone.
pub(super) fn candidates(lexicon: &Lexicon, text: &str, short: u8) -> Vec<(Found, bool)> {
    let (hits, _) = seen(lexicon, text);
    let reached: BTreeSet<Label> = weigh(lexicon, &hits, 0).into_iter().map(|found| found.label).collect();
    let all = surest(weigh(lexicon, &hits, short));
    all.into_iter()
        .map(|found| {
            let by_itself = reached.contains(&found.label);
            (found, by_itself)
        })
        .collect()
}

/// Whether `rule` sees something in `text`, be there surer rules or not.
pub(super) fn rule_sees(lexicon: &Lexicon, rule: &str, text: &str) -> bool {
    weigh(lexicon, &seen(lexicon, text).0, 0).iter().any(|found| found.rule == rule)
}

/// All that any rule sees, and the language of the text.
fn seen(lexicon: &Lexicon, text: &str) -> (Vec<Hit>, Option<Language>) {
    let views = Views::known_by(text, &|word| lexicon.knows(word));
    let mut hits = Vec::new();
    let mut plain = Scenery::of(lexicon, &views, &views.fold, None);
    plain.patterns(lexicon, &mut hits);
    plain.regexes(lexicon, views.digits > 0, &mut hits);
    for view in views.of_words().skip(1) {
        let mut scenery = Scenery::of(lexicon, &views, view, plain.language);
        scenery.patterns(lexicon, &mut hits);
        scenery.regexes(lexicon, views.digits > 0, &mut hits);
    }
    plain.numbers(lexicon, &views, &mut hits);
    plain.written(lexicon, &views, &mut hits);
    (second_look(lexicon, hits), plain.language)
}

/// A set of lists.
#[derive(Debug, Default)]
struct Lists(Vec<u64>);

impl Lists {
    fn clear(&mut self, lists: usize) {
        self.0.clear();
        self.0.resize(lists / 64 + 1, 0);
    }

    #[inline]
    fn add(&mut self, list: ListNo) {
        if let Some(word) = self.0.get_mut(usize::from(list) / 64) {
            *word |= 1 << (list % 64);
        }
    }

    #[inline]
    fn has(&self, list: ListNo) -> bool {
        self.0.get(usize::from(list) / 64).is_some_and(|word| word & (1 << (list % 64)) != 0)
    }

    fn each(&self) -> impl Iterator<Item = ListNo> + '_ {
        self.0.iter().zip(0_u16..).flat_map(|(word, at)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = u16::try_from(left.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// What one view needs room for; kept from post to post, so that reading allocates nothing.
#[derive(Debug, Default)]
struct Room {
    tokens: Vec<Token>,
    /// The number of each token in a table.
    numbers: Vec<WordNo>,
    seen: Vec<Seen>,
    /// For each token, where its part of `seen` begins; one more at the end.
    first: Vec<u32>,
    /// Which lists are seen anywhere.
    lists: Lists,
    /// Words with stars in them.
    parts: Vec<Seen>,
    /// Lists from which a pattern may be found, each with its place in `live`.
    worth: Vec<(ListNo, Range<u32>)>,
    live: Vec<Wanted>,
}

thread_local! {
    static ROOMS: RefCell<Vec<Room>> = const { RefCell::new(Vec::new()) };
}

/// More room than this is given back: one long post must not hold memory for ever.
const ROOM_KEPT: usize = 16_384;

impl Room {
    fn take() -> Room {
        ROOMS.with(|rooms| rooms.borrow_mut().pop()).unwrap_or_default()
    }

    fn give_back(self) {
        if self.seen.capacity() <= ROOM_KEPT && self.tokens.capacity() <= ROOM_KEPT {
            ROOMS.with(|rooms| rooms.borrow_mut().push(self));
        }
    }
}

/// A view with what was seen in it.
struct Scenery<'v> {
    view: &'v View<'v>,
    room: Room,
    language: Option<Language>,
}

impl Drop for Scenery<'_> {
    fn drop(&mut self) {
        std::mem::take(&mut self.room).give_back();
    }
}

impl<'v> Scenery<'v> {
    /// A view with what is seen in it. Its language is told from its words, unless that of a plainer view is `known`.
    fn of(lexicon: &Lexicon, views: &Views<'v>, view: &'v View<'v>, known: Option<Language>) -> Scenery<'v> {
        let mut scenery = Scenery { view, room: Room::take(), language: known };
        scenery.look(lexicon, views);
        if known.is_none() {
            let mut tally = Tally::default();
            for no in &scenery.room.numbers {
                tally.count(lexicon.table.languages(*no));
            }
            scenery.language = tally.told(&view.text);
        }
        scenery
    }

    fn look(&mut self, lexicon: &Lexicon, views: &Views<'v>) {
        let view = self.view;
        let Room { tokens: cut, numbers, seen, first, lists, parts, .. } = &mut self.room;
        tokens(view, &views.raw, cut);
        seen.clear();
        first.clear();
        parts.clear();
        numbers.clear();
        numbers.extend(cut.iter().map(|token| lexicon.table.number(token.text(view))));
        if views.masked {
            lexicon.masked.look(view, cut, parts);
            parts.sort_by_key(|seen| seen.at);
        }
        let numbers_in = |table: &Table| cut.iter().map(|token| table.number(token.text(view))).collect::<Vec<_>>();
        // A 4 may have been an å or an ä, and capitals of other alphabets have no dots.
        let dots_may_lack = views.nodia || view.seen != text::Seen::Fold;
        let nodia = if dots_may_lack { numbers_in(&lexicon.nodia) } else { Vec::new() };
        let stretched = if view.seen == text::Seen::Fold { Vec::new() } else { numbers_in(&lexicon.stretched) };
        let mut next = 0;
        for (at, token) in cut.iter().enumerate() {
            first.push(u32::try_from(seen.len()).unwrap_or(u32::MAX));
            let mut known = lexicon.table.look(at, cut, numbers, seen);
            if dots_may_lack {
                if known {
                    lexicon.nodia.look_for_phrases(at, cut, &nodia, seen);
                } else {
                    known = lexicon.nodia.look(at, cut, &nodia, seen);
                }
            }
            let word = token.text(view);
            if !known && !stretched.is_empty() && word.len() >= 3 {
                lexicon.stretched.look(at, cut, &stretched, seen);
            }
            if !numbers.get(at).is_some_and(|no| lexicon.table.is_simple(*no)) {
                if let Some(compounds) = &lexicon.compounds {
                    compounds.look(word, at, seen);
                }
                if let (true, Some(compounds)) = (dots_may_lack, &lexicon.nodia_compounds) {
                    compounds.look(word, at, seen);
                }
            }
            while let Some(part) = parts.get(next).filter(|part| part.at as usize <= at) {
                seen.push(*part);
                next += 1;
            }
            Names::look(&lexicon.table, view, cut, numbers, at, seen);
        }
        first.push(u32::try_from(seen.len()).unwrap_or(u32::MAX));
        lists.clear(lexicon.sought.len());
        for one in seen.iter() {
            lists.add(one.list);
        }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { tokens: &self.room.tokens, seen: &self.room.seen, first: &self.room.first }
    }

    fn patterns(&mut self, lexicon: &Lexicon, hits: &mut Vec<Hit>) {
        let Room { lists, worth, live, .. } = &mut self.room;
        worth.clear();
        live.clear();
        for list in lists.each() {
            let from = u32::try_from(live.len()).unwrap_or(u32::MAX);
            let sought = lexicon.sought.get(usize::from(list)).map(Vec::as_slice).unwrap_or_default();
            live.extend(sought.iter().filter(|wanted| lexicon.needs.met(**wanted, &|list| lists.has(list))));
            let to = u32::try_from(live.len()).unwrap_or(u32::MAX);
            if from < to {
                worth.push((list, from..to));
            }
        }
        let this = &*self;
        let scene = this.scene();
        let has = |list: ListNo| this.room.lists.has(list);
        let mut try_at = |wanted: &Wanted, at: usize, len: usize| {
            let Some(pattern) = lexicon.patterns.get(wanted.pattern as usize) else { return };
            if let Some(matched) = pattern.around(&scene, usize::from(wanted.place), at, len) {
                this.hit(lexicon, pattern.rule as usize, matched, None, hits);
            }
        };
        if !this.room.worth.is_empty() {
            for seen in &this.room.seen {
                let Ok(at) = this.room.worth.binary_search_by_key(&seen.list, |(list, _)| *list) else { continue };
                let of = this.room.worth.get(at).map_or(0..0, |(_, of)| of.start as usize..of.end as usize);
                for wanted in this.room.live.get(of).unwrap_or_default() {
                    try_at(wanted, seen.at as usize, usize::from(seen.len));
                }
            }
        }
        for (at, token) in scene.tokens.iter().enumerate().filter(|(_, token)| token.has(mark::ASKS | mark::SHOUTED)) {
            let of = if token.has(mark::ASKS) { &lexicon.asked } else { &lexicon.shouted };
            for wanted in of.iter().filter(|wanted| lexicon.needs.met(**wanted, &has)) {
                try_at(wanted, at, 1);
            }
        }
    }

    /// Enters a match of these tokens if nothing around them speaks against. `origin` is what to mark, where that is
    /// known better than by tokens.
    fn hit(
        &self,
        lexicon: &Lexicon,
        rule: usize,
        matched: Range<usize>,
        origin: Option<Range<u32>>,
        hits: &mut Vec<Hit>,
    ) {
        if matched.is_empty() || !self.allows(lexicon, rule, matched.clone()) {
            return;
        }
        let sentence = self.origin(self.scene().sentence(matched.start));
        let whole = lexicon.rules.get(rule).is_some_and(|rule| rule.marks == Where::Sentence);
        let origin = if whole { sentence.clone() } else { origin.unwrap_or_else(|| self.origin(matched)) };
        if !hits.iter().rev().take(NEAR).any(|hit| hit.rule == rule && hit.start < origin.end && origin.start < hit.end)
        {
            hits.push(Hit { rule, start: origin.start, end: origin.end, sentence });
        }
    }

    /// The code points of the original that these tokens stand for.
    fn origin(&self, tokens: Range<usize>) -> Range<u32> {
        let start = self.room.tokens.get(tokens.start).map_or(0, |token| token.from);
        let end = self.room.tokens.get(tokens.end.saturating_sub(1)).map_or(start, |token| token.to);
        start..end.max(start)
    }

    fn allows(&self, lexicon: &Lexicon, rule: usize, matched: Range<usize>) -> bool {
        let Some(limits) = lexicon.limits.get(rule) else { return true };
        let one_latin_word = || self.room.tokens.len() < 2 && self.view.text.chars().all(|c| c < '\u{250}');
        if limits.foreign && (self.language == Some(Language::Swedish) || one_latin_word()) {
            return false;
        }
        let quoted = |at: usize| self.room.tokens.get(at).is_some_and(|token| token.has(mark::QUOTED));
        if !limits.quoted && matched.clone().all(quoted) {
            return false;
        }
        let scene = self.scene();
        let mut from = matched.start;
        while from + 2 > matched.start
            && from > 0
            && self.room.tokens.get(from).is_some_and(|token| !token.has(mark::FIRST | mark::AFTER_COMMA))
        {
            from -= 1;
        }
        let denied = |list| scene.holds(from, matched.end, &[list]);
        if limits.affirmed && lexicon.denial.is_some_and(denied) {
            return false;
        }
        let anywhere = |place: &Place| place.lists.iter().any(|list| self.room.lists.has(*list));
        limits.needs_post.iter().all(anywhere)
            && !limits.unless_post.iter().any(anywhere)
            && limits.allow(&scene, &self.room.lists, matched)
    }

    /// Regexes over a view of words.
    fn regexes(&self, lexicon: &Lexicon, digits: bool, hits: &mut Vec<Hit>) {
        each_of(lexicon, true, &self.view.text, digits, |sought, bytes| {
            let matched = self.tokens_in(&bytes);
            self.hit(lexicon, sought.rule, matched, Some(self.view.origin(bytes)), hits);
        });
    }

    /// Regexes over the text as written, with its capitals; this is then the view in lower case.
    fn written(&self, lexicon: &Lexicon, views: &Views<'_>, hits: &mut Vec<Hit>) {
        each_of(lexicon, false, &views.raw.text, views.digits > 0, |sought, bytes| {
            let origin = views.raw.origin(bytes);
            self.hit(lexicon, sought.rule, self.tokens_at(&origin), Some(origin), hits);
        });
    }

    /// Numbers of every shape.
    fn numbers(&self, lexicon: &Lexicon, views: &Views<'_>, hits: &mut Vec<Hit>) {
        let said = self.room.seen.iter().filter(|seen| Some(seen.list) == lexicon.number_words).count();
        if views.digits < 5 && said < 4 {
            return;
        }
        let view = text::digits(&views.raw, said >= 4);
        for number in identify::numbers(&view) {
            let origin = view.origin(number.bytes);
            for (_, rule) in lexicon.shapes.iter().filter(|(shape, _)| *shape == number.shape) {
                self.hit(lexicon, *rule, self.tokens_at(&origin), Some(origin.clone()), hits);
            }
        }
    }

    /// The tokens that these bytes of the view touch.
    fn tokens_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.room.tokens.partition_point(|token| token.end as usize <= bytes.start);
        let end = self.room.tokens.partition_point(|token| (token.start as usize) < bytes.end);
        self.or_nearest(start..end)
    }

    /// The tokens that these code points of the original touch.
    fn tokens_at(&self, origin: &Range<u32>) -> Range<usize> {
        self.tokens_in(&self.view.bytes(origin))
    }

    /// A sign between words stands by the word before it, or else by the one after.
    fn or_nearest(&self, tokens: Range<usize>) -> Range<usize> {
        if !tokens.is_empty() {
            return tokens;
        }
        let near = tokens.start.saturating_sub(1);
        near..(near + 1).min(self.room.tokens.len())
    }
}

/// Each match in `text` of the regexes over words, or over what was written.
fn each_of(lexicon: &Lexicon, in_words: bool, text: &str, digits: bool, mut found: impl FnMut(&Sought, Range<usize>)) {
    if digits {
        let together = if in_words { &lexicon.digit_words } else { &lexicon.digit_written };
        for no in together.set.matches(text) {
            if let Some(sought) = together.which.get(no).and_then(|no| lexicon.regexes.get(*no)) {
                sought.each(text, |bytes| found(sought, bytes));
            }
        }
    }
    for sought in lexicon.regexes.iter().filter(|sought| sought.in_words == in_words) {
        let worth_it = match sought.trigger {
            Trigger::Digit => false,
            Trigger::At => text.contains('@'),
            Trigger::Sign => !text.is_ascii(),
        };
        if worth_it {
            sought.each(text, |bytes| found(sought, bytes));
        }
    }
}

impl Sought {
    /// Each match that stands by itself and holds when tested.
    fn each(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        for matched in self.regex.find_iter(text) {
            if text.get(..matched.start()).is_some_and(|before| before.ends_with(char::is_alphanumeric))
                && matched.as_str().starts_with(char::is_alphanumeric)
            {
                continue;
            }
            let Some(end) = self.end_of(text, matched.range()) else { continue };
            if text.get(matched.start()..end).is_some_and(|words| self.shape.is_none_or(|shape| shape.holds(words))) {
                found(matched.start()..end);
            }
        }
    }

    /// Where a match ends that may not end inside a word: there, or shortened by the word it would have cut.
    fn end_of(&self, text: &str, matched: Range<usize>) -> Option<usize> {
        let cuts = |end: usize| {
            text.get(..end).is_some_and(|inside| inside.ends_with(char::is_alphanumeric))
                && text.get(end..).is_some_and(|after| after.starts_with(char::is_alphanumeric))
        };
        if !cuts(matched.end) {
            return Some(matched.end);
        }
        let words = text.get(matched.clone())?;
        let shorter = words.trim_end_matches(char::is_alphanumeric);
        let again = self.regex.find(shorter).filter(|again| again.start() == 0)?;
        let end = matched.start + again.end();
        (!cuts(end)).then_some(end)
    }
}

impl Limits {
    /// What a rule wants around its match, in its sentence or anywhere in the post.
    pub(super) fn needed(&self) -> impl Iterator<Item = &Place> {
        self.needs.iter().chain(&self.needs_post)
    }

    fn allow(&self, scene: &Scene<'_>, lists: &Lists, matched: Range<usize>) -> bool {
        let sentence = scene.sentence(matched.start);
        let before = matched.start.saturating_sub(3).max(sentence.start)..matched.start;
        let after = matched.end..(matched.end + 3).min(sentence.end);
        let listed = |within: &Range<usize>, place: &Place| {
            place.lists.iter().any(|list| lists.has(*list))
                && within.clone().any(|at| scene.at(at).iter().any(|seen| place.lists.contains(&seen.list)))
        };
        let marked = |within: &Range<usize>, place: &Place| {
            place.marks != 0
                && within.clone().any(|at| scene.tokens.get(at).is_some_and(|token| token.has(place.marks)))
        };
        // How a word stands is asked of what matched; which words there are, of the whole sentence.
        let needed = |place: &Place| listed(&sentence, place) || marked(&matched, place);
        let holds = |within: &Range<usize>, place: &Place| listed(within, place) || marked(within, place);
        self.needs.iter().all(needed)
            && !self.unless.iter().any(|place| holds(&sentence, place))
            && !self.unless_before.iter().any(|place| holds(&before, place))
            && !self.unless_after.iter().any(|place| holds(&after, place))
    }
}

/// Rules that ask what others found: `with` in the same sentence, `without` in the whole text. They are asked in the
/// order of [`Turn`], so that each knows what it asks for.
fn second_look(lexicon: &Lexicon, hits: Vec<Hit>) -> Vec<Hit> {
    if !hits.iter().any(|hit| lexicon.second.contains(&hit.rule)) {
        return hits;
    }
    let (asking, mut told): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| lexicon.second.contains(&hit.rule));
    let mut turns: BTreeMap<Turn, Vec<Hit>> = BTreeMap::new();
    for hit in asking {
        turns.entry(Turn::of(lexicon, hit.rule)).or_default().push(hit);
    }
    for (turn, asking) in turns {
        let said = match turn {
            Turn::Alone | Turn::Beside => told.iter().flat_map(|hit| says(lexicon, hit)).collect(),
            Turn::Way | Turn::LastWay => weigh(lexicon, &told, 0).into_iter().map(|found| found.label).collect(),
        };
        told = answered(lexicon, asking, told, &said);
    }
    told
}

/// When a rule that asks what others found is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// It warns, and asks only what is absent.
    Alone,
    /// It warns of what stands beside something else.
    Beside,
    /// It tells where a post is to go, once it is known what the post warns of.
    Way,
    /// The same, and it asks where else the post is to go.
    LastWay,
}

impl Turn {
    fn of(lexicon: &Lexicon, rule: usize) -> Turn {
        let route = lexicon.rules.get(rule).is_some_and(|rule| rule.label.is_route());
        let limits = lexicon.limits.get(rule);
        match (route, limits) {
            (true, Some(limits)) if limits.without.iter().any(|label| label.is_route()) => Turn::LastWay,
            (true, _) => Turn::Way,
            (false, Some(limits)) if !limits.with.is_empty() => Turn::Beside,
            (false, _) => Turn::Alone,
        }
    }
}

/// `told`, and those of `asking` that have what they want beside them and none of `said` against them.
fn answered(lexicon: &Lexicon, asking: Vec<Hit>, mut told: Vec<Hit>, said: &BTreeSet<Label>) -> Vec<Hit> {
    told.sort_by_key(|hit| hit.sentence.start);
    let kept: Vec<Hit> = asking
        .into_iter()
        .filter(|hit| {
            let Some(limits) = lexicon.limits.get(hit.rule) else { return false };
            let from = told.partition_point(|other| other.sentence.end <= hit.sentence.start);
            let beside = told.iter().skip(from).take_while(|other| other.sentence.start < hit.sentence.end);
            let mut beside = beside.take(NEAR).flat_map(|other| says(lexicon, other));
            let with = limits.with.is_empty() || beside.any(|label| limits.with.contains(&label));
            with && !limits.without.iter().any(|label| said.contains(label))
        })
        .collect();
    told.into_iter().chain(kept).collect()
}

fn says<'l>(lexicon: &'l Lexicon, hit: &Hit) -> impl Iterator<Item = Label> + use<'l> {
    lexicon.rules.get(hit.rule).into_iter().flat_map(Rule::labels)
}

pub(super) const THRESHOLD: u8 = 50;

/// Adds up what independent rules say of a label, and keeps what reaches its threshold, or comes `short` of it by so much.
fn weigh(lexicon: &Lexicon, hits: &[Hit], short: u8) -> Vec<Found> {
    let mut doubt: BTreeMap<Label, f64> = BTreeMap::new();
    let mut counted: Vec<(Label, usize)> = Vec::new();
    let rule_of = |hit: &Hit| lexicon.rules.get(hit.rule);
    for hit in hits {
        let Some(rule) = rule_of(hit) else { continue };
        for label in rule.labels() {
            if !counted.contains(&(label, hit.rule)) {
                counted.push((label, hit.rule));
                *doubt.entry(label).or_insert(1.0) *= 1.0 - f64::from(rule.score) / 100.0;
            }
        }
    }
    let reaches = |label: &Label| {
        let sure = 1.0 - doubt.get(label).copied().unwrap_or(1.0);
        let least = lexicon.thresholds.get(label).copied().unwrap_or(THRESHOLD).saturating_sub(short);
        sure * 100.0 + 0.001 >= f64::from(least)
    };
    let mut found: Vec<Found> = Vec::new();
    for hit in hits {
        let Some(rule) = rule_of(hit) else { continue };
        for label in rule.labels().filter(reaches) {
            found.push(Found {
                label,
                rule: rule.id.clone(),
                start: hit.start,
                end: hit.end,
                score: rule.score,
                severity: rule.severity,
            });
        }
    }
    found.sort_by(|a, b| (a.start, a.end, a.label, &a.rule).cmp(&(b.start, b.end, b.label, &b.rule)));
    found.dedup();
    found
}

/// Without those whose words lie inside the words of a surer one of the same label. `found` is in the order of the text.
fn surest(found: Vec<Found>) -> Vec<Found> {
    let covered = |at: usize, one: &Found| {
        let near = at.saturating_sub(NEAR)..(at + NEAR).min(found.len());
        near.filter(|no| *no != at).filter_map(|no| Some((no, found.get(no)?))).any(|(no, other)| {
            let inside = other.label == one.label && other.start <= one.start && one.end <= other.end;
            let as_wide = (other.start, other.end) == (one.start, one.end);
            inside && other.score >= one.score && (!as_wide || (other.score, at) > (one.score, no))
        })
    };
    let keep: Vec<bool> = found.iter().enumerate().map(|(at, one)| !covered(at, one)).collect();
    found.into_iter().zip(keep).filter_map(|(found, keep)| keep.then_some(found)).collect()
}

/// How many hits may lie between two that are compared: sentences are short, and long texts must take linear time.
const NEAR: usize = 64;
