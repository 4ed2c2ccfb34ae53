//! What a person at the desk does with a post. Each deed looks whether a colleague holds the post, lets the module that
//! owns the rule decide, and works out what the post demands afterwards, all in one transaction.

use super::{
    claim::must_not_be_held_by_another,
    duty::{Facts, facts, settle},
    without_copy::agreed_without_copy,
};
use crate::{
    action::{
        self, Action, ActionKind, ActionState, Basis, BlockProof, Blocking, Judged, Removal, RemovalOnEvidence,
        SecondOpinion,
    },
    evidence,
    flagging::{Duty, FlagState, Label},
    intake::{self, PostState},
    logbook::{Entry, Tx},
    policy::{self, Ground, Policy, day_of},
    register::{self, department},
    registrar::{self, DiaryFields, Forward, ForwardState, RegistrarAddress},
    store::Value,
    words::{
        ActionId, ActorId, DepartmentId, EvidenceId, ForwardId, Moderator, NoteId, PostId, Refusal, Registrar, Result,
        Timestamp,
    },
};
use chrono::TimeDelta;

/// The instant until which a decision made now can be withdrawn; where only people reach, it waits for them.
pub(super) fn held_on(tx: &Tx<'_>, policy: &Policy, post: PostId) -> Result<Timestamp> {
    let post = intake::post(tx, post)?;
    let account = register::account(tx, post.account)?;
    let hold = TimeDelta::seconds(i64::from(policy.limits().hold_seconds));
    Ok(if intake::only_people_reach(tx, &account, &post)? { action::by_hand() } else { tx.at() + hold })
}

/// Decides on a post, with the hold that its service allows, and puts it where it belongs after that.
pub(super) fn decided(
    tx: &mut Tx<'_>,
    policy: &Policy,
    post: PostId,
    decide: impl FnOnce(&mut Tx<'_>, Timestamp) -> Result<(ActionId, Entry)>,
) -> Result<((ActionId, Timestamp), Entry)> {
    let until = held_on(tx, policy, post)?;
    let (id, entry) = decide(tx, until)?;
    settle(tx, policy, post)?;
    Ok(((id, until), entry))
}

/// The ground, if it is one that this way of removing may use: what allows no copy has a way of its own.
fn usable_ground<'p>(policy: &'p Policy, id: &str) -> Result<&'p Ground, Refusal> {
    let ground = policy.ground(id)?;
    if ground.no_copy { Err(Refusal::GroundUnknown) } else { Ok(ground) }
}

/// What the removal rests on, from the ground that was chosen. Confidential matter has to be registered first.
fn basis(tx: &Tx<'_>, ground: &Ground, post: PostId) -> Result<Basis> {
    Ok(match ground.basis {
        policy::Basis::Law => Basis::Unlawful(ground.id.clone()),
        policy::Basis::Guideline => Basis::AgainstGuidelines(ground.id.clone()),
        policy::Basis::Confidentiality => {
            let registered = registrar::registered(tx, post)?.ok_or(Refusal::NotRegistered)?;
            Basis::Confidential(ground.id.clone(), registered)
        }
    })
}

/// What the flags say. Whoever judged the mark of criticism wrong can't make use of that alone (EV9).
fn judged(facts: &Facts, by: ActorId) -> Judged {
    let set_aside = facts
        .flags
        .iter()
        .any(|flag| flag.label == Label::Criticism && flag.state == FlagState::Wrong && flag.judged_by == Some(by));
    Judged { post: facts.post.clone(), reads_as_criticism: facts.says(Label::Criticism) || set_aside }
}

/// Decides a removal on sealed evidence; answers until when it can be withdrawn.
///
/// # Errors
/// [`Refusal::SecondPersonNeeded`] when the post reads as criticism and the ground is only a guideline: then
/// [`ask_second`]. Otherwise as [`RemovalOnEvidence::of`], [`action::decide_removal`],
/// [`Refusal::GroundUnknown`],
/// [`Refusal::ClaimedBy`].
pub fn remove(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    ground: &str,
    reason: &str,
    notice: &str,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let facts = facts(tx, post)?;
    let ground = usable_ground(policy, ground)?;
    // No ground is a way round the diary (DI7). Only what is flagged as a crime goes at once, and is registered after.
    let crime = facts.flags.iter().any(|flag| flag.state == FlagState::Open && flag.label.duty() == Duty::Crime);
    if facts.is_confidential() && !crime && registrar::registered(tx, post)?.is_none() {
        return Err(Refusal::NotRegistered.into());
    }
    let basis = basis(tx, ground, post)?;
    let evidence = evidence::verified(tx, evidence)?;
    let removal = RemovalOnEvidence::of(&judged(&facts, by.id()), by.id(), evidence, &basis, None)?;
    decided(tx, policy, post, |tx, until| action::decide_removal(tx, by, &removal, post, reason, notice, until))
}

/// Proposes a removal to a second person (EV9).
///
/// # Errors
/// As [`remove`], but for the second person.
pub fn ask_second(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    ground: &str,
    reason: &str,
    notice: &str,
) -> Result<(ActionId, Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let known = evidence::verified(tx, evidence)?;
    known.shows(&facts(tx, post)?.post)?;
    let ground = usable_ground(policy, ground)?;
    let asked = action::propose(tx, by, post, evidence, &ground.id, reason, notice)?;
    settle(tx, policy, post)?;
    Ok(asked)
}

/// Answers a colleague's proposal. Agreeing decides the removal; answers until when it can be withdrawn.
///
/// # Errors
/// [`Refusal::SamePerson`]; otherwise as [`RemovalOnEvidence::of`] and [`action::RemovalWithoutCopy::of`].
pub fn second_answer(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    id: ActionId,
    agree: bool,
    reason: &str,
) -> Result<(Option<(ActionId, Timestamp)>, Entry)> {
    let proposed = action::action(tx, id)?;
    if proposed.state != ActionState::SecondAsked {
        return Err(Refusal::Unknown.into());
    }
    let until = held_on(tx, policy, proposed.post)?;
    let removal = if agree && proposed.kind == ActionKind::RemoveWithoutCopy {
        Some(Removal::WithoutCopy(agreed_without_copy(tx, policy, by, &proposed)?))
    } else if agree {
        let facts = facts(tx, proposed.post)?;
        let evidence = proposed.evidence.ok_or(Refusal::EvidenceMissing)?;
        let basis = basis(tx, usable_ground(policy, &proposed.ground)?, proposed.post)?;
        let second = Some(SecondOpinion::of(by));
        Some(Removal::OnEvidence(RemovalOnEvidence::of(
            &judged(&facts, proposed.decided_by),
            proposed.decided_by,
            evidence::verified(tx, evidence)?,
            &basis,
            second,
        )?))
    } else {
        None
    };
    let (_, entry) = action::answer_second(tx, by, id, removal.as_ref(), reason, until)?;
    settle(tx, policy, proposed.post)?;
    Ok((agree.then_some((id, until)), entry))
}

/// Decides to hide a post, on sealed evidence and a ground (EV8).
///
/// # Errors
/// [`Refusal::EvidenceOutdated`], [`Refusal::GroundUnknown`], [`Refusal::SecondPersonNeeded`] for criticism on no more
/// than a guideline; otherwise as [`action::decide_hide`].
pub fn hide(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    ground: &str,
    reason: &str,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let facts = facts(tx, post)?;
    let ground = usable_ground(policy, ground)?;
    evidence::verified(tx, evidence)?.shows(&facts.post)?;
    if ground.basis == policy::Basis::Guideline && facts.says(Label::Criticism) {
        return Err(Refusal::SecondPersonNeeded.into());
    }
    decided(tx, policy, post, |tx, until| action::decide_hide(tx, by, post, evidence, &ground.id, reason, until))
}

/// Decides to show a hidden post again (EV16).
///
/// # Errors
/// As [`action::decide_unhide`].
pub fn unhide(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    decided(tx, policy, post, |tx, until| action::decide_unhide(tx, by, post, reason, until))
}

/// Decides to shut the author of a post out, on a ground, with an end and a day to look at it again (EV19). It rests on the
/// newest evidence of the post, or on the decision that the post may not be copied (FL3).
///
/// # Errors
/// [`Refusal::EvidenceMissing`]; [`Refusal::NoCopyUndecided`] while what may not be copied is only flagged so. As [`hide`],
/// but for the post, which may be gone, and as [`action::decide_block`].
pub fn block(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    blocking: &Blocking,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let facts = facts(tx, post)?;
    let proof = if let Some(judgement) = facts.judgement() {
        BlockProof::Judgement(judgement.id)
    } else if facts.allows_no_copy(policy) {
        return Err(Refusal::NoCopyUndecided.into());
    } else {
        let ground = usable_ground(policy, &blocking.ground)?;
        if ground.basis == policy::Basis::Guideline && facts.says(Label::Criticism) {
            return Err(Refusal::SecondPersonNeeded.into());
        }
        BlockProof::Evidence(evidence::newest(tx, post)?.ok_or(Refusal::EvidenceMissing)?.id)
    };
    decided(tx, policy, post, |tx, until| action::decide_block(tx, by, post, proof, blocking, until))
}

/// Decides to let the author of a post in again.
///
/// # Errors
/// As [`action::decide_unblock`].
pub fn unblock(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    decided(tx, policy, post, |tx, until| action::decide_unblock(tx, by, post, reason, until))
}

/// Looks at a block again and lets it go on.
///
/// # Errors
/// As [`action::review_block`].
pub fn review_block(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
    ends_at: Timestamp,
    review_at: Timestamp,
) -> Result<((), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let (of, entry) = action::review_block(tx, by, post, reason, ends_at, review_at)?;
    // It rests until the new day, not until the one that has passed.
    tx.execute("UPDATE post SET rests_until = NULL WHERE id = $1", &[of.into()])?;
    settle(tx, policy, of)?;
    Ok(((), entry))
}

/// Decides to close the thread of a post. Where that `removes` its comments it has to be said twice: `sure` is the second
/// time.
///
/// # Errors
/// [`Refusal::ClosingRemoves`]; otherwise as [`action::decide_close`].
pub fn close_thread(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
    removes: bool,
    sure: bool,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    if removes && !sure {
        let comments = intake::comments_standing(tx, &intake::post(tx, post)?)?.len();
        return Err(Refusal::ClosingRemoves(u32::try_from(comments).unwrap_or(u32::MAX)).into());
    }
    decided(tx, policy, post, |tx, until| action::decide_close(tx, by, post, reason, removes, until))
}

/// Decides to open the thread of a post again.
///
/// # Errors
/// As [`action::decide_open`].
pub fn open_thread(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    reason: &str,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    decided(tx, policy, post, |tx, until| action::decide_open(tx, by, post, reason, until))
}

/// Decides once more what failed; answers until when it can be withdrawn.
///
/// # Errors
/// As [`action::again`].
pub fn again(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    id: ActionId,
) -> Result<((Action, Timestamp), Entry)> {
    let post = action::action(tx, id)?.post;
    let until = held_on(tx, policy, post)?;
    let (id, entry) = action::again(tx, by, id, until)?;
    settle(tx, policy, post)?;
    Ok(((action::action(tx, id)?, until), entry))
}

/// Sends a post to a department's registrar (DI3, DI5).
///
/// # Errors
/// As [`RegistrarAddress::of`] and [`Forward::new`].
pub fn forward(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    evidence: EvidenceId,
    to: DepartmentId,
    concerns: &str,
    confidential: bool,
) -> Result<(ForwardId, Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let facts = facts(tx, post)?;
    let known = facts.post.clone();
    let address = RegistrarAddress::of(&department(tx, to)?)?;
    let forward = Forward::new(&known, evidence::verified(tx, evidence)?, address, concerns, confidential)?;
    for sent in facts.forwards.iter().filter(|sent| sent.department == to && sent.sent_at >= facts.since) {
        match sent.state {
            ForwardState::Sent => return Err(Refusal::DecisionWaiting.into()),
            ForwardState::Registered => return Err(Refusal::AlreadyRegistered.into()),
            ForwardState::Returned => {}
        }
    }
    let received_on = day_of(known.posted_at.min(known.first_seen_at)).to_string();
    let register_by = policy.register_by(known.first_seen_at);
    let sent = registrar::send(tx, by, &forward, &received_on, register_by)?;
    settle(tx, policy, post)?;
    Ok(sent)
}

/// Corrects what a forward was registered as. Where a reply has told the number that was wrong, the post comes back, also
/// when a person had closed it: they took that number for the right one. `None` when nothing differs.
///
/// # Errors
/// As [`registrar::correct`].
pub fn correct(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Registrar<'_>,
    forward: ForwardId,
    fields: &DiaryFields,
) -> Result<Option<((), Entry)>> {
    let Some((registered, entry)) = registrar::correct(tx, by, forward, fields)? else { return Ok(None) };
    let post = registered.post();
    let facts = facts(tx, post)?;
    let renumbered = matches!(&entry, Entry::Corrected { was, number, .. } if was != number);
    if renumbered && facts.has_told_wrongly() && facts.post.state == PostState::Done {
        open(tx, post)?;
    }
    settle(tx, policy, post)?;
    Ok(Some(((), entry)))
}

/// Closes a post that needs nothing more, for one of the policy's reasons (DI14).
///
/// # Errors
/// [`Refusal::StillStanding`] while what is flagged as unlawful or confidential stands; [`Refusal::NotRegistered`] while
/// confidential matter is in no diary (DI7); [`Refusal::DecisionWaiting`] while a decision needs a person;
/// [`Refusal::ReviewDue`] when it has to be decided whether its author stays shut out.
pub fn close(tx: &mut Tx<'_>, policy: &Policy, by: Moderator<'_>, post: PostId, reason: &str) -> Result<((), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let reason = policy.done_reason(reason)?.id.clone();
    let facts = facts(tx, post)?;
    may_be_closed(&facts, policy)?;
    let at = tx.at();
    if facts.block.is_some_and(|block| block.due_at() <= at) {
        return Err(Refusal::ReviewDue.into());
    }
    tx.execute(
        "UPDATE post SET done_reason = $2, done_by = $3, done_at = $4 WHERE id = $1",
        &[post.into(), reason.as_str().into(), by.id().into(), at.into()],
    )?;
    settle(tx, policy, post)?;
    Ok(((), Entry::Closed { post, reason }))
}

/// Whether a post may be closed without more ado.
pub(super) fn may_be_closed(facts: &Facts, policy: &Policy) -> Result<(), Refusal> {
    use crate::policy::RemovalClass;
    if facts.actions.iter().any(|action| action.state.needs_a_person() || action.state == ActionState::SecondAsked) {
        return Err(Refusal::DecisionWaiting);
    }
    let grave = facts
        .ground(policy)
        .is_some_and(|ground| matches!(ground.class, RemovalClass::Crime | RemovalClass::Confidentiality));
    if (grave || facts.allows_no_copy(policy)) && facts.stands() {
        return Err(Refusal::StillStanding);
    }
    if facts.is_confidential() && !facts.is_forwarded() {
        return Err(Refusal::NotRegistered);
    }
    Ok(())
}

/// Opens a closed post again.
///
/// # Errors
/// [`Refusal::Unknown`] when it is not closed.
pub fn reopen(tx: &mut Tx<'_>, policy: &Policy, by: Moderator<'_>, post: PostId) -> Result<((), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    if facts(tx, post)?.post.state != PostState::Done {
        return Err(Refusal::Unknown.into());
    }
    open(tx, post)?;
    settle(tx, policy, post)?;
    // What had closed by itself has no duty left; a person who opens it again wants to see it all the same.
    open(tx, post)?;
    Ok(((), Entry::Reopened { post }))
}

/// Makes a closed post an open one, as if nobody had closed it.
fn open(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    tx.execute(
        "UPDATE post SET state = 'open', done_reason = '', done_by = '', done_at = NULL WHERE id = $1",
        &[post.into()],
    )?;
    Ok(())
}

/// Puts a post aside until a time, with a reason. Its clock keeps running (QU11).
///
/// # Errors
/// [`Refusal::TimePassed`].
pub fn rest(
    tx: &mut Tx<'_>,
    policy: &Policy,
    by: Moderator<'_>,
    post: PostId,
    until: Timestamp,
    reason: &str,
) -> Result<((), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    if until <= tx.at() {
        return Err(Refusal::TimePassed.into());
    }
    tx.execute(
        "UPDATE post SET rests_until = $2, rest_reason = $3 WHERE id = $1",
        &[post.into(), until.into(), reason.trim().into()],
    )?;
    settle(tx, policy, post)?;
    Ok(((), Entry::Rested { post, until }))
}

/// Takes a resting post up again before its time.
///
/// # Errors
/// A fault of the database.
pub fn wake(tx: &mut Tx<'_>, policy: &Policy, _by: Moderator<'_>, post: PostId) -> Result<((), Entry)> {
    tx.execute("UPDATE post SET rests_until = NULL, rest_reason = '' WHERE id = $1", &[post.into()])?;
    settle(tx, policy, post)?;
    Ok(((), Entry::Reopened { post }))
}

/// Gives a post to a person or a department, or to nobody in particular (QU9).
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn assign(
    tx: &mut Tx<'_>,
    _by: Moderator<'_>,
    post: PostId,
    person: Option<ActorId>,
    to: Option<DepartmentId>,
) -> Result<((), Entry)> {
    if let Some(person) = person {
        register::person(tx, person)?;
    }
    if let Some(to) = to {
        department(tx, to)?;
    }
    tx.execute(
        "UPDATE post SET assigned_person = $2, assigned_department = $3 WHERE id = $1",
        &[post.into(), Value::from(person), Value::from(to)],
    )?;
    Ok(((), Entry::Assigned { post, person, department: to }))
}

/// Writes a working note: for colleagues, not a public record (QU12, TF 2:12).
///
/// # Errors
/// [`Refusal::FieldMissing`] when it is empty.
pub fn keep_note(tx: &mut Tx<'_>, by: Moderator<'_>, post: PostId, text: &str) -> Result<((), Entry)> {
    if text.trim().is_empty() {
        return Err(Refusal::FieldMissing("note".into()).into());
    }
    let (id, at): (NoteId, Timestamp) = (tx.new_id()?, tx.at());
    tx.execute(
        "INSERT INTO note (id, post_id, person_id, text, at) VALUES ($1, $2, $3, $4, $5)",
        &[id.into(), post.into(), by.id().into(), text.trim().into(), at.into()],
    )?;
    Ok(((), Entry::Noted { post }))
}
