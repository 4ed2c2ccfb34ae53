//! What the rules that matched say together: rules that ask what others found, scores added up, the surest of many.

use super::{Label, labels::Labels, lexicon::Lexicon, reading::Found, rule::Rule};
use std::ops::Range;

/// A rule that matched, before scores are added up.
#[derive(Clone)]
pub(super) struct Hit {
    pub rule: usize,
    pub start: u32,
    pub end: u32,
    /// The sentence it stands in.
    pub sentence: Range<u32>,
}

/// Something that a rule says of a text, once scores are added up.
#[derive(Clone, Copy)]
pub(super) struct Said<'l> {
    pub label: Label,
    pub rule: &'l Rule,
    start: u32,
    end: u32,
}

impl Said<'_> {
    pub(super) fn found(self) -> Found {
        let Said { label, rule, start, end } = self;
        Found { label, rule: rule.id.clone(), start, end, score: rule.score, severity: rule.severity }
    }
}

/// Rules that ask what others found: `with` in the same sentence, `without` in the whole text. They are asked in the
/// order of [`Turn`], so that each knows what it asks for.
pub(super) fn second_look(lexicon: &Lexicon, mut told: Vec<Hit>) -> Vec<Hit> {
    let mut asking: Vec<(Turn, Hit)> = Vec::new();
    told.retain(|hit| match Turn::of(lexicon, hit.rule) {
        Some(turn) => {
            asking.push((turn, hit.clone()));
            false
        }
        None => true,
    });
    asking.sort_by_key(|(turn, _)| *turn);
    for asking in asking.chunk_by(|(a, _), (b, _)| a == b) {
        let said = match asking.first() {
            Some((Turn::Way | Turn::LastWay, _)) => reached(lexicon, &told, 0),
            Some((Turn::Alone | Turn::Beside, _)) | None => all_said(lexicon, &told),
        };
        told.sort_by_key(|hit| hit.sentence.start);
        let before = told.len();
        for (_, hit) in asking {
            if is_answered(lexicon, hit, told.get(..before).unwrap_or_default(), said) {
                told.push(hit.clone());
            }
        }
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
    /// The turn of a rule; `None` when it asks nothing of others.
    fn of(lexicon: &Lexicon, rule: usize) -> Option<Turn> {
        let limits = lexicon.limits.get(rule)?;
        if limits.with.is_empty() && limits.without.is_empty() {
            return None;
        }
        let route = lexicon.rules.get(rule).is_some_and(|rule| rule.label.is_route());
        Some(match route {
            true if limits.without.meets(Labels::ROUTES) => Turn::LastWay,
            true => Turn::Way,
            false if !limits.with.is_empty() => Turn::Beside,
            false => Turn::Alone,
        })
    }
}

/// Whether a hit has what its rule wants beside it and none of `said` against it. `told` is in the order of its sentences.
fn is_answered(lexicon: &Lexicon, hit: &Hit, told: &[Hit], said: Labels) -> bool {
    let Some(limits) = lexicon.limits.get(hit.rule) else { return false };
    let from = told.partition_point(|other| other.sentence.end <= hit.sentence.start);
    let beside = told.iter().skip(from).take_while(|other| other.sentence.start < hit.sentence.end);
    let mut beside = beside.take(NEAR);
    let with = limits.with.is_empty() || beside.any(|other| limits.with.meets(says(lexicon, other)));
    with && !limits.without.meets(said)
}

fn says(lexicon: &Lexicon, hit: &Hit) -> Labels {
    lexicon.rules.get(hit.rule).map(Rule::labels).unwrap_or_default()
}

/// What a label must reach that no file sets a threshold for.
pub(super) const THRESHOLD: u8 = 50;

/// All labels that these hits speak of.
fn all_said(lexicon: &Lexicon, hits: &[Hit]) -> Labels {
    hits.iter().map(|hit| says(lexicon, hit)).fold(Labels::default(), Labels::and)
}

/// Adds up what independent rules say of a label: those that reach their threshold, or come `short` of it by so much.
pub(super) fn reached(lexicon: &Lexicon, hits: &[Hit], short: u8) -> Labels {
    let mut doubts = [1.0; Label::ALL.len()];
    let mut counted: Vec<usize> = Vec::with_capacity(hits.len().min(lexicon.rules.len()));
    for hit in hits {
        let Some(rule) = lexicon.rules.get(hit.rule).filter(|_| !counted.contains(&hit.rule)) else { continue };
        counted.push(hit.rule);
        for label in rule.labels() {
            if let Some(doubt) = doubts.get_mut(label as usize) {
                *doubt *= 1.0 - f64::from(rule.score) / 100.0;
            }
        }
    }
    let reaches = |label: &Label| {
        let least = lexicon.threshold(*label).saturating_sub(short);
        doubts.get(*label as usize).is_some_and(|doubt| (1.0 - doubt) * 100.0 + 0.001 >= f64::from(least))
    };
    all_said(lexicon, hits).filter(reaches).collect()
}

/// What the hits say of the labels that are [`reached`], in the order of the text.
pub(super) fn weigh<'l>(lexicon: &'l Lexicon, hits: &[Hit], short: u8) -> Vec<Said<'l>> {
    let reached = reached(lexicon, hits, short);
    let mut said: Vec<Said<'l>> = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(rule) = lexicon.rules.get(hit.rule) else { continue };
        let labels = rule.labels().both(reached);
        said.extend(labels.map(|label| Said { label, rule, start: hit.start, end: hit.end }));
    }
    let place = |said: &Said<'l>| (said.start, said.end, said.label, said.rule.id.as_str());
    said.sort_unstable_by(|a, b| place(a).cmp(&place(b)));
    said.dedup_by(|a, b| place(a) == place(b));
    said
}

/// Without those whose words lie inside the words of a surer one of the same label. `said` is in the order of the text.
pub(super) fn surest<'l>(said: &[Said<'l>]) -> impl Iterator<Item = Said<'l>> {
    let covered = |at: usize, one: &Said<'l>| {
        let from = at.saturating_sub(NEAR);
        let near = said.get(from..(at + NEAR).min(said.len())).unwrap_or_default();
        (from..).zip(near).filter(|(no, _)| *no != at).any(|(no, other)| {
            let inside = other.label == one.label && other.start <= one.start && one.end <= other.end;
            let as_wide = (other.start, other.end) == (one.start, one.end);
            let (score, of_one) = (other.rule.score, one.rule.score);
            inside && score >= of_one && (!as_wide || (score, at) > (of_one, no))
        })
    };
    said.iter().enumerate().filter(move |(at, one)| !covered(*at, one)).map(|(_, one)| *one)
}

/// How many hits may lie between two that are compared: sentences are short, and long texts must take linear time.
pub(super) const NEAR: usize = 64;
