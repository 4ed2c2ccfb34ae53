//! What the rules that matched say together: rules that ask what others found, scores added up, the surest of many.

use super::{Label, lexicon::Lexicon, reading::Found, rule::Rule};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A rule that matched, before scores are added up.
pub(super) struct Hit {
    pub rule: usize,
    pub start: u32,
    pub end: u32,
    /// The sentence it stands in.
    pub sentence: Range<u32>,
}

/// Rules that ask what others found: `with` in the same sentence, `without` in the whole text. They are asked in the
/// order of [`Turn`], so that each knows what it asks for.
pub(super) fn second_look(lexicon: &Lexicon, hits: Vec<Hit>) -> Vec<Hit> {
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
pub(super) fn weigh(lexicon: &Lexicon, hits: &[Hit], short: u8) -> Vec<Found> {
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
pub(super) fn surest(found: Vec<Found>) -> Vec<Found> {
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
pub(super) const NEAR: usize = 64;
