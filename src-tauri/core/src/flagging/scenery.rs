//! What is seen in one view of a text: its words, the patterns they make, and the numbers among them.

use super::{
    identify,
    language::{Language, Tally},
    lexicon::{Lexicon, Limits},
    names::Names,
    pattern::{Lists, Place, Scene, Seen},
    rule::Where,
    sieve::Try,
    table::{UNKNOWN, WordNo, trait_of},
    text::{self, View, Views},
    token::{Token, mark, place, tokens},
    weighing::{Hit, NEAR},
};
use std::{cell::RefCell, ops::Range};

/// What one view needs room for; kept from post to post, so that reading allocates nothing.
#[derive(Default)]
struct Room {
    tokens: Vec<Token>,
    /// The number of each token in the table of words, and in that of words without dots where it is asked.
    numbers: Vec<WordNo>,
    nodia: Vec<WordNo>,
    seen: Vec<Seen>,
    /// For each token, where its part of `seen` begins; one more at the end.
    first: Vec<u32>,
    /// For each sentence, which token it begins with; one more at the end.
    sentences: Vec<u32>,
    /// Which lists are seen anywhere.
    lists: Lists,
    /// Words with stars in them.
    parts: Vec<Seen>,
    /// What patterns are sought from, of all that is seen.
    sought: Vec<(Seen, Range<u32>)>,
    /// Patterns that may be found, and where.
    tries: Vec<Try>,
    /// Rules that have been seen and count once.
    told: Vec<u32>,
    /// A number being put together.
    number: identify::Together,
}

thread_local! {
    #[allow(clippy::vec_box, reason = "a room is handed on from view to view, and is too large to be copied each time")]
    static ROOMS: RefCell<Vec<Box<Room>>> = const { RefCell::new(Vec::new()) };
}

/// More room than this is given back: one long post must not hold memory for ever.
const ROOM_KEPT: usize = 16_384;

impl Room {
    fn take() -> Box<Room> {
        ROOMS.with(|rooms| rooms.borrow_mut().pop()).unwrap_or_default()
    }

    fn give_back(self: Box<Room>) {
        if self.seen.capacity() <= ROOM_KEPT && self.tokens.capacity() <= ROOM_KEPT {
            ROOMS.with(|rooms| rooms.borrow_mut().push(self));
        }
    }
}

/// A view with what was seen in it.
pub(super) struct Scenery<'v> {
    view: &'v View<'v>,
    room: Box<Room>,
    pub language: Option<Language>,
}

impl<'v> Scenery<'v> {
    /// A view with what is seen in it. Its language is told from its words, unless that of a plainer view is `known`.
    pub(super) fn of(lexicon: &Lexicon, views: &Views<'v>, view: &'v View<'v>, known: Option<Language>) -> Scenery<'v> {
        let mut scenery = Scenery { view, room: Room::take(), language: known };
        let tally = scenery.look(lexicon, views);
        scenery.language = known.or_else(|| tally.told(&view.text));
        scenery
    }

    /// Sees what there is; answers of which languages its small words are.
    fn look(&mut self, lexicon: &Lexicon, views: &Views<'v>) -> Tally {
        let view = self.view;
        let Room { tokens: cut, numbers, nodia, seen, first, sentences, lists, parts, .. } = &mut *self.room;
        tokens(view, views, cut);
        lists.remove(seen);
        seen.clear();
        first.clear();
        first.resize(cut.len() + 1, 0);
        sentences.clear();
        parts.clear();
        lexicon.table.numbers_in(view.text.as_bytes(), cut, numbers);
        if views.masked {
            lexicon.masked.look(view, cut, parts);
            parts.sort_by_key(|seen| seen.at);
        }
        // A 4 may have been an å or an ä, and capitals of other alphabets have no dots.
        let dots_may_lack = views.nodia || view.seen != text::Seen::Fold;
        nodia.clear();
        if dots_may_lack {
            nodia.extend(cut.iter().map(|token| lexicon.nodia.number(token.bytes(view))));
        }
        let stretched = view.seen != text::Seen::Fold;
        let mut next = 0;
        let mut tally = Tally::default();
        for (((at, token), no), first) in cut.iter().enumerate().zip(numbers.iter()).zip(first.iter_mut()) {
            *first = place(seen.len());
            if token.sentence as usize == sentences.len() {
                sentences.push(place(at));
            }
            let known_as = lexicon.table.word(*no);
            tally.count(known_as.languages);
            lexicon.table.look(at, known_as, seen);
            lexicon.table.look_for_phrases(at, known_as, cut, numbers, seen);
            let mut known = known_as.is_of_lists();
            if let Some(no) = nodia.get(at) {
                let without_dots = lexicon.nodia.word(*no);
                if !known {
                    lexicon.nodia.look(at, without_dots, seen);
                    known = without_dots.is_of_lists();
                }
                lexicon.nodia.look_for_phrases(at, without_dots, cut, nodia, seen);
            }
            if !known && stretched && token.end - token.start >= 3 {
                let no = lexicon.stretched.number(token.bytes(view));
                lexicon.stretched.look(at, lexicon.stretched.word(no), seen);
            }
            // What a word of the table is put together of stands with it, and no word has digits.
            let may_be_compound = !token.has(mark::DIGITS);
            if *no == UNKNOWN
                && may_be_compound
                && let Some(compounds) = &lexicon.compounds
            {
                compounds.look(token.text(view), at, seen);
            }
            if dots_may_lack
                && may_be_compound
                && !known_as.is_simple()
                && let Some(compounds) = &lexicon.nodia_compounds
            {
                compounds.look(token.text(view), at, seen);
            }
            while let Some(part) = parts.get(next).filter(|part| part.at as usize <= at) {
                seen.push(*part);
                next += 1;
            }
            if token.has(mark::CAPITAL) || known_as.is(trait_of::FIRST_NAME) {
                Names::look(&lexicon.table, view, cut, numbers, at, seen);
            }
        }
        if let Some(end) = first.last_mut() {
            *end = place(seen.len());
        }
        sentences.push(place(cut.len()));
        lists.add(seen);
        tally
    }

    /// Gives back the room that was taken for it.
    pub(super) fn done(self) {
        self.room.give_back();
    }

    fn scene(&self) -> Scene<'_> {
        let Room { tokens, seen, first, sentences, .. } = &*self.room;
        Scene { tokens, seen, first, sentences }
    }

    pub(super) fn patterns(&mut self, lexicon: &Lexicon, hits: &mut Vec<Hit>) {
        let Room { tokens, seen, lists, sought, tries, .. } = &mut *self.room;
        let ends = tokens.iter().enumerate().filter(|(_, token)| token.has(mark::ASKS | mark::SHOUTED));
        lexicon.sieve.passed(seen, ends.map(|(at, token)| (at, token.has(mark::ASKS))), lists, sought, tries);
        let mut told = std::mem::take(&mut self.room.told);
        told.clear();
        let scene = self.scene();
        for Try { pattern, at, len } in &self.room.tries {
            let Some(pattern) = lexicon.patterns.get(*pattern as usize) else { continue };
            if told.contains(&pattern.rule) {
                continue;
            }
            if let Some(matched) = pattern.around(&scene, *at as usize, usize::from(*len))
                && self.hit(lexicon, pattern.rule as usize, matched, None, hits)
                && lexicon.limits.get(pattern.rule as usize).is_some_and(|limits| limits.once)
            {
                told.push(pattern.rule);
            }
        }
        self.room.told = told;
    }

    /// Enters a match of these tokens if nothing around them speaks against; answers whether nothing does. `origin` is what
    /// to mark, where that is known better than by tokens.
    fn hit(
        &self,
        lexicon: &Lexicon,
        rule: usize,
        matched: Range<usize>,
        origin: Option<Range<u32>>,
        hits: &mut Vec<Hit>,
    ) -> bool {
        // A post of signs alone has no words to stand at: it is one sentence of its own.
        let wordless = self.room.tokens.is_empty() && origin.is_some();
        if matched.is_empty() && !wordless || !self.allows(lexicon, rule, matched.clone()) {
            return false;
        }
        let sentence = if wordless {
            self.view.origin(0..self.view.text.len())
        } else {
            self.origin(self.scene().sentence(matched.start))
        };
        let whole = lexicon.rules.get(rule).is_some_and(|rule| rule.marks == Where::Sentence);
        let origin = if whole { sentence.clone() } else { origin.unwrap_or_else(|| self.origin(matched)) };
        if !hits.iter().rev().take(NEAR).any(|hit| hit.rule == rule && hit.start < origin.end && origin.start < hit.end)
        {
            hits.push(Hit { rule, start: origin.start, end: origin.end, sentence });
        }
        true
    }

    /// The code points of the original that these tokens stand for.
    fn origin(&self, tokens: Range<usize>) -> Range<u32> {
        let start = self.room.tokens.get(tokens.start).map_or(0, |token| token.start as usize);
        let end = self.room.tokens.get(tokens.end.saturating_sub(1)).map_or(start, |token| token.end as usize);
        self.view.origin(start..end.max(start))
    }

    fn allows(&self, lexicon: &Lexicon, rule: usize, matched: Range<usize>) -> bool {
        let Some(limits) = lexicon.limits.get(rule) else { return true };
        let one_latin_word = || self.room.tokens.len() < 2 && self.view.text.chars().all(|c| c < '\u{250}');
        if limits.off || limits.foreign && (self.language == Some(Language::Swedish) || one_latin_word()) {
            return false;
        }
        let quoted = |at: usize| self.room.tokens.get(at).is_some_and(|token| token.has(mark::QUOTED));
        if !limits.quoted && !matched.is_empty() && matched.clone().all(quoted) {
            return false;
        }
        let scene = self.scene();
        if limits.affirmed && self.is_denied(lexicon, &scene, &matched) {
            return false;
        }
        let anywhere = |place: &Place| self.room.lists.has_any(&place.lists);
        limits.needs_post.iter().all(anywhere)
            && !limits.unless_post.iter().any(anywhere)
            && limits.allow(&scene, &self.room.lists, matched)
    }

    /// Whether a word that denies stands among these tokens, or up to two before them in the same clause.
    fn is_denied(&self, lexicon: &Lexicon, scene: &Scene<'_>, matched: &Range<usize>) -> bool {
        let Some(denial) = lexicon.denial.filter(|list| self.room.lists.has(*list)) else { return false };
        let mut from = matched.start;
        while from + 2 > matched.start
            && from > 0
            && self.room.tokens.get(from).is_some_and(|token| !token.has(mark::FIRST | mark::AFTER_COMMA))
        {
            from -= 1;
        }
        scene.holds(from, matched.end, &[denial])
    }

    /// Whether the words that a rule asks for around its match are seen at all.
    fn may_allow(&self, lexicon: &Lexicon, rule: usize) -> bool {
        let may = |place: &Place| place.marks != 0 || self.room.lists.has_any(&place.lists);
        lexicon.limits.get(rule).is_none_or(|limits| limits.needed().all(may))
    }

    /// Regexes over a view of words.
    pub(super) fn regexes(&self, lexicon: &Lexicon, views: &Views<'_>, hits: &mut Vec<Hit>) {
        let worth = |rule| self.may_allow(lexicon, rule);
        lexicon.regexes.in_words.each(&self.view.text, views, worth, |sought, bytes| {
            let matched = self.tokens_in(&bytes);
            self.hit(lexicon, sought.rule, matched, Some(self.view.origin(bytes)), hits);
        });
    }

    /// Regexes over the text as written, with its capitals; this is then the view in lower case.
    pub(super) fn written(&self, lexicon: &Lexicon, views: &Views<'_>, hits: &mut Vec<Hit>) {
        let worth = |rule| self.may_allow(lexicon, rule);
        lexicon.regexes.written.each(&views.raw.text, views, worth, |sought, bytes| {
            let (matched, origin) = self.tokens_of(&views.raw, bytes);
            self.hit(lexicon, sought.rule, matched, Some(origin), hits);
        });
    }

    /// Numbers of every shape.
    pub(super) fn numbers(&mut self, lexicon: &Lexicon, views: &Views<'_>, hits: &mut Vec<Hit>) {
        let said = |list| self.room.seen.iter().filter(|seen| seen.list == list).count();
        // A number said in words is four or more, but those written as one word, as twenty-four, are not on the list.
        let in_words = lexicon.number_words.is_some_and(|list| self.room.lists.has(list) && said(list) >= 2);
        if views.digits < 5 && !in_words {
            return;
        }
        let view = text::digits(&views.raw, in_words);
        for number in identify::numbers(&view, &mut self.room.number) {
            let (matched, origin) = self.tokens_of(&view, number.bytes);
            for (_, rule) in lexicon.shapes.iter().filter(|(shape, _)| *shape == number.shape) {
                self.hit(lexicon, *rule, matched.clone(), Some(origin.clone()), hits);
            }
        }
    }

    /// The tokens that these bytes of the view touch.
    fn tokens_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.room.tokens.partition_point(|token| token.end as usize <= bytes.start);
        let end = self.room.tokens.partition_point(|token| (token.start as usize) < bytes.end);
        self.or_nearest(start..end)
    }

    /// The tokens that these bytes of another view touch, and the code points of the original that they stand for.
    fn tokens_of(&self, other: &View<'_>, bytes: Range<usize>) -> (Range<usize>, Range<u32>) {
        let origin = other.origin(bytes.clone());
        let here = if self.view.has_bytes_of(other) { bytes } else { self.view.bytes(&origin) };
        (self.tokens_in(&here), origin)
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

impl Limits {
    /// What a rule wants around its match, in its sentence or anywhere in the post.
    pub(super) fn needed(&self) -> impl Iterator<Item = &Place> {
        self.needs.iter().chain(&self.needs_post)
    }

    /// All that it asks for around its match, or against it.
    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        let Limits { unless, unless_post, unless_before, unless_after, .. } = self;
        self.needed().chain(unless).chain(unless_post).chain(unless_before).chain(unless_after)
    }

    fn allow(&self, scene: &Scene<'_>, lists: &Lists, matched: Range<usize>) -> bool {
        let sentence = scene.sentence(matched.start);
        let before = matched.start.saturating_sub(3).max(sentence.start)..matched.start;
        let after = matched.end..(matched.end + 3).min(sentence.end);
        let listed = |within: &Range<usize>, place: &Place| {
            lists.has_any(&place.lists)
                && within.clone().any(|at| scene.at(at).iter().any(|seen| place.holds(seen.list)))
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
