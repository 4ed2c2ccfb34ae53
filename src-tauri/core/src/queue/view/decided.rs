//! What was decided on a post, what that rests on, and where it was sent.

use super::{super::duty::Facts, history::name_of};
use crate::{
    action::{Action, ActionKind, ActionState, ReadBack},
    evidence::Summary,
    logbook::Reader,
    register::Department,
    registrar::ForwardState,
    words::{ActionId, ActorId, EvidenceId, ForwardId, PostId, Result, RevisionNo, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

seen! {
    /// A decision.
    ActionView {
        /// Its id.
        id: ActionId,
        /// What.
        kind: ActionKind,
        /// How far it has come.
        state: ActionState,
        /// When it was decided.
        decided_at: Timestamp,
        /// By whom.
        by: String,
        /// Whether I decided it.
        mine: bool,
        /// The ground's id.
        ground: String,
        /// The reason, for colleagues.
        reason: String,
        /// The reply, or the notice in the thread.
        text: String,
        /// Until when it can be withdrawn, or when it is tried again.
        not_before: Timestamp,
        /// When it was carried out.
        carried_out_at: Option<Timestamp>,
        /// What was seen afterwards.
        read_back: ReadBack,
        /// Why it was not carried out: a code.
        cause: String,
        /// It is the notice of a removal.
        is_notice: bool,
        /// It waits because the account has no login that works.
        no_login: bool,
        /// It waits for a person who does it on the service itself.
        waits_for_a_hand: bool,
        /// The digest of the rules that held when it was decided, shortened; empty where nobody noted it.
        rule_set: String,
    }
    /// A block in force.
    BlockView {
        /// Who decided it.
        by: String,
        /// Since when.
        since: Timestamp,
        /// When it ends.
        ends_at: Timestamp,
        /// When it is looked at again.
        review_at: Timestamp,
        /// Whether that day has come.
        due: bool,
    }
    /// A file of evidence.
    EvidenceFileView {
        /// Its name.
        name: String,
        /// What kind.
        media_type: String,
        /// Its length in bytes.
        bytes: u32,
        /// Its SHA-256.
        digest: String,
    }
    /// A file that evidence lacks, since the platform no longer gave it.
    GapView {
        /// The name made by us.
        name: String,
        /// Since when.
        since: Timestamp,
        /// What the platform answered: codes and numbers.
        answer: String,
    }
    /// Sealed evidence, unopened.
    EvidenceView {
        /// Its id.
        id: EvidenceId,
        /// Its number as people write it.
        number: String,
        /// When it was sealed.
        sealed_at: Timestamp,
        /// By whom.
        by: String,
        /// The digest of its manifest.
        digest: String,
        /// Its files.
        files: Vec<EvidenceFileView>,
        /// Which wording it shows.
        revision: RevisionNo,
        /// The post has been reworded since.
        outdated: bool,
        /// What a check of every byte said, where one was made.
        sound: Option<bool>,
        /// What it lacks.
        gaps: Vec<GapView>,
    }
    /// A forward, in short.
    ForwardSummary {
        /// Its id.
        id: ForwardId,
        /// To which department.
        department: String,
        /// How far it has come.
        state: ForwardState,
        /// When it was sent.
        sent_at: Timestamp,
        /// When it must be registered.
        register_by: Timestamp,
        /// The number.
        number: Option<String>,
        /// The number that a reply told before it was corrected, and that nobody has set right.
        told_wrongly: Option<String>,
        /// The registrar's question.
        question: String,
        /// Whether it goes to a person's file.
        personal_file: bool,
    }
}

/// The rules that held when each decision on a post was made.
pub(super) fn rule_sets(reader: &Reader<'_>, id: PostId) -> Result<BTreeMap<ActionId, String>> {
    reader
        .rows(
            "SELECT d.action_id, d.rule_set FROM decided_under d JOIN action a ON a.id = d.action_id WHERE a.post_id = $1",
            &[id.into()],
        )?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get::<String>(1)?.chars().take(12).collect())))
        .collect()
}

/// When a sheet for a report to the police was last written out.
pub(super) fn police_at(reader: &Reader<'_>, id: PostId) -> Result<Option<Timestamp>> {
    let entries = "SELECT MAX(at) FROM logbook WHERE subject = $1 AND kind = 'police_sheet_saved'";
    reader.one(entries, &[id.to_string().into()])?.get(0)
}

pub(super) fn action_view(
    action: &Action,
    names: &BTreeMap<ActorId, String>,
    me: ActorId,
    has_login: bool,
    rule_sets: &BTreeMap<ActionId, String>,
) -> ActionView {
    ActionView {
        no_login: !has_login && action.state.is_pending(),
        id: action.id,
        kind: action.kind,
        state: action.state,
        decided_at: action.decided_at,
        by: name_of(names, action.decided_by),
        mine: action.decided_by == me,
        ground: action.ground.clone(),
        reason: action.reason.clone(),
        text: action.text.clone(),
        not_before: action.not_before,
        carried_out_at: action.carried_out_at,
        read_back: action.read_back,
        cause: action.cause.clone(),
        is_notice: action.of_action.is_some(),
        waits_for_a_hand: action.waits_for_a_hand(),
        rule_set: rule_sets.get(&action.id).cloned().unwrap_or_default(),
    }
}

/// Evidence as it is shown. `latest` is the newest wording of its post; `sound` what a check said.
#[must_use]
pub fn evidence_view(
    summary: &Summary,
    names: &BTreeMap<ActorId, String>,
    latest: Option<RevisionNo>,
    sound: Option<bool>,
) -> EvidenceView {
    EvidenceView {
        id: summary.id,
        number: summary.number(),
        sealed_at: summary.sealed_at,
        by: name_of(names, summary.sealed_by),
        digest: summary.digest.to_string(),
        files: summary
            .manifest
            .files
            .iter()
            .map(|file| EvidenceFileView {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes: u32::try_from(file.bytes).unwrap_or(u32::MAX),
                digest: file.sha256.to_string(),
            })
            .collect(),
        revision: summary.revision,
        outdated: latest.is_some_and(|latest| latest != summary.revision),
        sound,
        gaps: summary
            .manifest
            .gaps
            .iter()
            .map(|gap| GapView { name: gap.file_name.clone(), since: gap.since, answer: gap.answer.clone() })
            .collect(),
    }
}

pub(super) fn forwards(facts: &Facts, departments: &[Department]) -> Vec<ForwardSummary> {
    facts
        .forwards
        .iter()
        .map(|forward| ForwardSummary {
            id: forward.id,
            department: departments
                .iter()
                .find(|department| department.id == forward.department)
                .map(|department| department.name.clone())
                .unwrap_or_default(),
            state: forward.state,
            sent_at: forward.sent_at,
            register_by: forward.register_by,
            number: forward.number.as_ref().map(ToString::to_string),
            told_wrongly: facts.told_wrongly(forward).map(ToString::to_string),
            question: forward.question.clone(),
            personal_file: forward.personal_file,
        })
        .collect()
}
