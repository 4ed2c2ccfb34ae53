//! What can be chosen for a post: grounds, departments, texts to answer with and reasons to close.

use super::super::duty::Facts;
use crate::{
    flagging::Label,
    policy::{self, Policy, TemplateKind, Unregistered},
    register::{Account, Department},
};
use serde::Serialize;
use std::collections::BTreeMap;

seen! {
    /// A ground that can be chosen.
    GroundView {
        /// Its id.
        id: String,
        /// Its name, in Swedish.
        name_sv: String,
        /// Its name, in English.
        name_en: String,
        /// Its statute; empty for a guideline.
        statute: String,
        /// What it rests on.
        basis: policy::Basis,
        /// Whether it must go at once.
        immediate: bool,
        /// What counts and what does not, in Swedish.
        help: String,
    }
    /// A text to answer with.
    TemplateView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What it is for.
        kind: TemplateKind,
        /// The text, filled in as far as is known; a `{field}` is left where not.
        text: String,
        /// The fields that are left, as people call them.
        missing: Vec<String>,
        /// Whether the flags suggest it.
        suggested: bool,
    }
    /// A reason to close.
    DoneReasonView {
        /// Its id.
        id: String,
        /// In Swedish.
        name_sv: String,
        /// In English.
        name_en: String,
        /// Why it needs no diary.
        unregistered: Unregistered,
    }
}

pub(super) fn grounds(policy: &Policy, no_copy: bool) -> Vec<GroundView> {
    policy
        .grounds()
        .iter()
        .filter(|ground| ground.no_copy == no_copy)
        .map(|ground| GroundView {
            id: ground.id.clone(),
            name_sv: ground.name_sv.clone(),
            name_en: ground.name_en.clone(),
            statute: ground.statute.clone().unwrap_or_default(),
            basis: ground.basis,
            immediate: policy.is_immediate(ground),
            help: ground.help_sv.clone(),
        })
        .collect()
}

/// The department that the words suggest, else the one that owns the account.
pub(super) fn suggested_department<'a>(
    policy: &Policy,
    departments: &'a [Department],
    account: &Account,
    text: &str,
    labels: &[&str],
) -> Option<&'a Department> {
    let named = |name: &str| {
        let wanted = name.to_lowercase();
        departments.iter().find(|department| {
            department.name.to_lowercase().contains(&wanted) || department.board.to_lowercase().contains(&wanted)
        })
    };
    policy
        .departments_for(text, labels)
        .into_iter()
        .find_map(|hint| named(&hint.department))
        .or_else(|| departments.iter().find(|department| department.id == account.department))
}

/// In brief what a post is about, from its flags and never from its words: it goes into the diary, which is public.
pub(super) fn concerns(facts: &Facts, policy: &Policy) -> String {
    if let Some(ground) = facts.ground(policy) {
        return format!("Inlägg i sociala medier: {}", ground.name_sv.to_lowercase());
    }
    let what = [
        (Label::RecordsRequest, "begäran om allmän handling"),
        (Label::Case, "begäran om handläggning"),
        (Label::FaultReport, "felanmälan"),
        (Label::Criticism, "synpunkt"),
        (Label::Question, "fråga"),
    ]
    .into_iter()
    .find_map(|(label, what)| facts.says(label).then_some(what))
    .unwrap_or("inlägg");
    format!("Inlägg i sociala medier: {what}")
}

/// The field of a template that a registration number is told in.
const NUMBER: &str = "diarienummer";

pub(super) fn templates(
    policy: &Policy,
    facts: &Facts,
    department: Option<&Department>,
    labels: &[&str],
    own: BTreeMap<&'static str, String>,
) -> Vec<TemplateView> {
    // A number that would tell of something confidential is not told in a thread.
    let number =
        facts.forwards.iter().rev().filter(|forward| !forward.confidential).find_map(|forward| forward.number.as_ref());
    let mut values: BTreeMap<&str, String> = own;
    if let Some(department) = department {
        values.insert("forvaltning", department.name.clone());
    }
    if let Some(number) = number {
        values.insert(NUMBER, number.to_string());
    }
    let fitting = policy.templates_for(labels);
    let mut seen: Vec<TemplateView> = policy
        .templates()
        .iter()
        .filter(|template| template.kind != TemplateKind::RemovalNotice)
        .map(|template| {
            let missing = template.missing(&values);
            let tells = template.fields().is_some_and(|fields| fields.contains(&NUMBER));
            let numbered = template.kind == TemplateKind::Forwarded && number.is_some() && tells;
            TemplateView {
                id: template.id.clone(),
                name: template.name.clone(),
                kind: template.kind,
                text: template.filled_where_known(&values),
                missing: missing.iter().map(|field| policy.field_name(field).to_owned()).collect(),
                suggested: numbered || (number.is_none() && fitting.iter().any(|fit| fit.id == template.id)),
            }
        })
        .collect();
    seen.sort_by_key(|template| !template.suggested);
    seen
}

/// The reasons to close a post.
pub(super) fn done_reasons(policy: &Policy) -> Vec<DoneReasonView> {
    policy
        .done_reasons()
        .iter()
        .map(|reason| DoneReasonView {
            id: reason.id.clone(),
            name_sv: reason.name_sv.clone(),
            name_en: reason.name_en.clone(),
            unregistered: reason.unregistered,
        })
        .collect()
}
