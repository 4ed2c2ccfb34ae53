//! Deciding: a row and an entry, before anything reaches a platform.

use super::{
    Action, ActionKind, ActionState, Removal, RemovalOnEvidence, RemovalWithoutCopy, Reply, SecondOpinion, action,
    of_post,
};
use crate::{
    intake::{self, Standing},
    logbook::{Entry, Tx},
    store::Value,
    words::{ActionId, ActorId, EvidenceId, Moderator, PostId, Refusal, Result, Timestamp},
};

/// What is done with the post itself, and not with words beside it.
const DEEDS: &[ActionKind] = &[ActionKind::Remove, ActionKind::RemoveWithoutCopy, ActionKind::Hide, ActionKind::Unhide];

/// A decision as it is written down.
pub(super) struct Row<'a> {
    pub post: PostId,
    pub kind: ActionKind,
    pub state: ActionState,
    pub second: Option<ActorId>,
    pub ground: &'a str,
    pub reason: &'a str,
    pub evidence: Option<EvidenceId>,
    pub text: &'a str,
    pub of_action: Option<ActionId>,
    pub not_before: Timestamp,
}

impl Row<'_> {
    /// One person's decision, with nothing to say of itself yet.
    pub fn plain(post: PostId, kind: ActionKind, not_before: Timestamp) -> Row<'static> {
        Row {
            post,
            kind,
            state: ActionState::Decided,
            second: None,
            ground: "",
            reason: "",
            evidence: None,
            text: "",
            of_action: None,
            not_before,
        }
    }
}

/// Decides a removal. `notice` is what the thread is told once it is carried out; empty for nothing (EV11).
///
/// # Errors
/// [`Refusal::DecisionWaiting`], [`Refusal::Gone`].
pub fn decide_removal(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    removal: &RemovalOnEvidence,
    post: PostId,
    reason: &str,
    notice: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    let row = Row {
        second: removal.second(),
        ground: removal.ground(),
        reason,
        evidence: Some(removal.evidence()),
        text: notice,
        ..Row::plain(post, ActionKind::Remove, not_before)
    };
    decide_deed(tx, by, &row)
}

/// Proposes a removal that takes a second person (EV9).
///
/// # Errors
/// [`Refusal::DecisionWaiting`], [`Refusal::Gone`].
pub fn propose(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    ground: &str,
    reason: &str,
    notice: &str,
) -> Result<(ActionId, Entry)> {
    let (state, evidence) = (ActionState::SecondAsked, Some(evidence));
    let row = Row { state, ground, reason, evidence, text: notice, ..Row::plain(post, ActionKind::Remove, tx.at()) };
    decide_deed(tx, by, &row)
}

/// Decides a removal that leaves no copy. There is no notice: nothing may point to what stood there (FL3).
///
/// # Errors
/// [`Refusal::DecisionWaiting`], [`Refusal::Gone`].
pub fn decide_without_copy(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    removal: &RemovalWithoutCopy,
    reason: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    let (second, ground) = (removal.second(), removal.ground());
    let row = Row { second, ground, reason, ..Row::plain(removal.post(), ActionKind::RemoveWithoutCopy, not_before) };
    decide_deed(tx, by, &row)
}

/// Proposes a removal that leaves no copy to a second person.
///
/// # Errors
/// [`Refusal::DecisionWaiting`], [`Refusal::Gone`].
pub fn propose_without_copy(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: PostId,
    ground: &str,
    reason: &str,
) -> Result<(ActionId, Entry)> {
    let state = ActionState::SecondAsked;
    let row = Row { state, ground, reason, ..Row::plain(post, ActionKind::RemoveWithoutCopy, tx.at()) };
    decide_deed(tx, by, &row)
}

/// Answers a proposal. Agreement takes the [`Removal`] that agreement makes possible; without one the proposal is
/// declined.
///
/// # Errors
/// [`Refusal::SamePerson`] for whoever proposed it, [`Refusal::Unknown`] when it no longer waits for an answer.
pub fn answer_second(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    id: ActionId,
    agreed: Option<&Removal>,
    reason: &str,
    not_before: Timestamp,
) -> Result<(Action, Entry)> {
    let proposed = action(tx, id)?;
    if proposed.state != ActionState::SecondAsked {
        return Err(Refusal::Unknown.into());
    }
    if proposed.decided_by == by.id() {
        return Err(Refusal::SamePerson.into());
    }
    let second = SecondOpinion::of(by).by();
    let state = if agreed.is_some() { ActionState::Decided } else { ActionState::Declined };
    let both = [proposed.reason.as_str(), reason.trim()].join("\n");
    tx.execute(
        "UPDATE action SET state = $2, second_by = $3, reason = $4, not_before = $5 WHERE id = $1",
        &[id.into(), state.word().into(), second.into(), both.trim().into(), not_before.into()],
    )?;
    let entry = Entry::SecondAnswered { post: proposed.post, action: id, agreed: agreed.is_some() };
    Ok((action(tx, id)?, entry))
}

/// Decides to hide a post.
///
/// # Errors
/// [`Refusal::DecisionWaiting`], [`Refusal::Gone`].
pub fn decide_hide(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    ground: &str,
    reason: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    let evidence = Some(evidence);
    let row = Row { ground, reason, evidence, ..Row::plain(post, ActionKind::Hide, not_before) };
    decide_deed(tx, by, &row)
}

/// Decides to show a hidden post again, with the reason why hiding was wrong (EV16).
///
/// # Errors
/// [`Refusal::DecisionWaiting`]; [`Refusal::FieldMissing`] without a reason.
pub fn decide_unhide(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    reason_given(reason)?;
    decide_deed(tx, by, &Row { reason, ..Row::plain(post, ActionKind::Unhide, not_before) })
}

/// Decides to publish a reply. To a post that is gone, it goes to the thread that the post stood in.
///
/// # Errors
/// [`Refusal::DecisionWaiting`] while another reply to the same post waits, or nobody knows whether one was published.
pub fn decide_reply(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: PostId,
    reply: &Reply,
    not_before: Timestamp,
) -> Result<(ActionId, Entry)> {
    let row = Row { text: reply.text(), ..Row::plain(post, ActionKind::Reply, not_before) };
    let decided = decide(tx, by, &[ActionKind::Reply], &row)?;
    tx.execute("DELETE FROM draft WHERE post_id = $1 AND person_id = $2", &[post.into(), by.id().into()])?;
    Ok(decided)
}

/// The notice in the thread that follows a removal which has been carried out.
pub(super) fn insert_notice(tx: &mut Tx<'_>, removal: &Action, not_before: Timestamp) -> Result<()> {
    let (text, of_action) = (removal.text.as_str(), Some(removal.id));
    let row = Row { text, of_action, ..Row::plain(removal.post, ActionKind::Reply, not_before) };
    insert(tx, removal.decided_by, &row)?;
    Ok(())
}

/// Takes a decision back while it is on hold (QU8), or lets one be that failed.
///
/// # Errors
/// [`Refusal::TooLateToWithdraw`].
pub fn withdraw(tx: &mut Tx<'_>, _by: Moderator<'_>, id: ActionId) -> Result<(Action, Entry)> {
    let known = action(tx, id)?;
    let at = tx.at();
    let withdrawn = tx.execute(
        "UPDATE action SET state = 'withdrawn'
         WHERE id = $1 AND (state = 'failed'
           OR attempts = 0 AND (state = 'second_asked' OR (state = 'decided' AND not_before > $2)))",
        &[id.into(), at.into()],
    )?;
    if withdrawn == 0 {
        return Err(Refusal::TooLateToWithdraw.into());
    }
    // The words of a reply that was taken back are the author's draft again.
    if known.kind == ActionKind::Reply {
        tx.execute(
            "INSERT INTO draft (post_id, person_id, text, saved_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (post_id, person_id) DO NOTHING",
            &[known.post.into(), known.decided_by.into(), known.text.as_str().into(), at.into()],
        )?;
    }
    Ok((action(tx, id)?, Entry::Withdrawn { post: known.post, action: id }))
}

/// Decides once more what failed.
///
/// # Errors
/// [`Refusal::Unknown`] when it did not fail: what is uncertain is first looked into, so that nothing is said twice.
pub fn again(tx: &mut Tx<'_>, by: Moderator<'_>, id: ActionId, not_before: Timestamp) -> Result<(ActionId, Entry)> {
    let known = action(tx, id)?;
    if known.second_by == Some(by.id()) {
        return Err(Refusal::SamePerson.into());
    }
    if known.state != ActionState::Failed {
        return Err(Refusal::Unknown.into());
    }
    tx.execute(
        "UPDATE action SET state = 'decided', not_before = $2, attempts = 0, cause = '', decided_by = $3 WHERE id = $1",
        &[id.into(), not_before.into(), by.id().into()],
    )?;
    Ok((id, decided(known.post, id, known.kind, &known.ground, known.evidence)))
}

/// Decides, in place of what failed of these kinds.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    instead_of: &[ActionKind],
    row: &Row<'_>,
) -> Result<(ActionId, Entry)> {
    makes_way(tx, row.post, instead_of)?;
    let id = insert(tx, by.id(), row)?;
    let entry = match row.state {
        ActionState::SecondAsked => Entry::SecondAsked { post: row.post, action: id, ground: row.ground.to_owned() },
        ActionState::Decided
        | ActionState::UnderWay
        | ActionState::CarriedOut
        | ActionState::Failed
        | ActionState::Uncertain
        | ActionState::Withdrawn
        | ActionState::Declined => decided(row.post, id, row.kind, row.ground, row.evidence),
    };
    Ok((id, entry))
}

/// Decides what is done with the post itself, as long as it stands.
fn decide_deed(tx: &mut Tx<'_>, by: Moderator<'_>, row: &Row<'_>) -> Result<(ActionId, Entry)> {
    must_stand(tx, row.post)?;
    decide(tx, by, DEEDS, row)
}

fn decided(post: PostId, action: ActionId, kind: ActionKind, ground: &str, evidence: Option<EvidenceId>) -> Entry {
    Entry::Decided { post, action, what: kind.word().to_owned(), ground: ground.to_owned(), evidence }
}

/// Says no to a decision without a reason.
pub(super) fn reason_given(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Err(Refusal::FieldMissing("reason".to_owned())) } else { Ok(()) }
}

fn must_stand(tx: &Tx<'_>, post: PostId) -> Result<()> {
    if intake::post(tx, post)?.standing == Standing::Gone {
        return Err(Refusal::Gone.into());
    }
    Ok(())
}

fn nothing_waits(tx: &Tx<'_>, post: PostId, kinds: &[ActionKind]) -> Result<()> {
    let waits = of_post(tx, post)?.iter().any(|known| {
        kinds.contains(&known.kind) && (known.state.is_pending() || known.state == ActionState::SecondAsked)
    });
    if waits { Err(Refusal::DecisionWaiting.into()) } else { Ok(()) }
}

/// Makes way for a new decision of these kinds: what waits or is uncertain goes before it, and what failed is let be,
/// since the new decision stands in its place.
fn makes_way(tx: &mut Tx<'_>, post: PostId, kinds: &[ActionKind]) -> Result<()> {
    nothing_waits(tx, post, kinds)?;
    for known in of_post(tx, post)? {
        if !kinds.contains(&known.kind) {
            continue;
        }
        match known.state {
            ActionState::Uncertain => return Err(Refusal::DecisionWaiting.into()),
            ActionState::Failed => {
                tx.execute("UPDATE action SET state = 'withdrawn' WHERE id = $1", &[known.id.into()])?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, by: ActorId, row: &Row<'_>) -> Result<ActionId> {
    let id: ActionId = tx.new_id()?;
    let at = tx.at();
    tx.execute(
        "INSERT INTO action (id, post_id, kind, state, decided_at, decided_by, second_by, ground, reason, evidence_id,
           text, of_action, not_before, attempts, cause, receipt, read_back)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', '', '')",
        &[
            id.into(),
            row.post.into(),
            row.kind.word().into(),
            row.state.word().into(),
            at.into(),
            by.into(),
            Value::from(row.second),
            row.ground.into(),
            row.reason.trim().into(),
            Value::from(row.evidence),
            row.text.into(),
            Value::from(row.of_action),
            row.not_before.into(),
        ],
    )?;
    // Which rules the decision was made under (FL16).
    tx.execute(
        "INSERT INTO decided_under (action_id, rule_set) SELECT $1, digest FROM rule_set ORDER BY no DESC LIMIT 1",
        &[id.into()],
    )?;
    Ok(id)
}
