//! Carrying out what was decided, and asking the platform afterwards whether it is so (EV6).

use super::{
    Action, ActionKind, ActionState, Hands, ReadBack, Receipt, Removal, RemovalOnEvidence, RemovalWithoutCopy, Reply,
    action, by_hand, decide::insert_notice, shut::all_sealed, without_copy::destroy,
};
use crate::{
    evidence,
    intake::{self, GoneBy, Look, Outage, OutageKind, PlatformRef, Source, Standing},
    logbook::{Entry, Logbook, Reader, Tx},
    register,
    words::{AccountId, ActionId, Actor, Moderator, PostId, Refusal, Result, Timestamp},
};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// How long somebody may be at it before somebody else takes over.
const TURN: TimeDelta = TimeDelta::minutes(2);
/// The first wait after a failed attempt; it doubles with each one.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// The longest wait between attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);
/// After so many attempts a person has to look.
const MOST_ATTEMPTS: u32 = 12;

/// What came of carrying out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Done; this was seen afterwards.
    Out(ReadBack),
    /// Not done; it will be tried again.
    Later,
    /// Not done, or nobody knows: a person has to look.
    NeedsAPerson(ActionState),
    /// Somebody else is at it, or it was withdrawn.
    NotOurs,
}

/// The decisions that are due at `at`, with the account they belong to, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn waiting(reader: &Reader<'_>, at: Timestamp, limit: u32) -> Result<Vec<(ActionId, AccountId)>> {
    reader
        .rows(
            "SELECT a.id, p.account_id FROM action a JOIN post p ON p.id = a.post_id
             WHERE a.state IN ('decided', 'under_way') AND a.not_before <= $1 ORDER BY a.not_before, a.id LIMIT $2",
            &[at.into(), limit.into()],
        )?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The posts of an account on which a decision waits to be carried out.
///
/// # Errors
/// A fault of the database.
pub fn posts_waiting(reader: &Reader<'_>, account: AccountId) -> Result<Vec<PostId>> {
    reader
        .rows(
            "SELECT DISTINCT a.post_id FROM action a JOIN post p ON p.id = a.post_id
             WHERE a.state IN ('decided', 'under_way') AND p.account_id = $1 ORDER BY a.post_id",
            &[account.into()],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// How many decisions wait in each account that has any.
///
/// # Errors
/// A fault of the database.
pub fn waiting_by_account(reader: &Reader<'_>) -> Result<BTreeMap<AccountId, u32>> {
    reader
        .rows(
            "SELECT p.account_id, CAST(COUNT(*) AS BIGINT) FROM action a JOIN post p ON p.id = a.post_id
             WHERE a.state IN ('decided', 'under_way') GROUP BY p.account_id",
            &[],
        )?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What carrying out needs beside the platform.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The account's name, for the record of a reply.
    pub name: &'a str,
    /// What time it is; asked again after the platform has answered.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// What follows for the post, in the same transaction as what came of it.
    pub aftermath: &'a dyn Fn(&mut Tx<'_>, PostId) -> Result<()>,
}

/// Carries out one decision and reads back what became of it.
///
/// # Errors
/// A fault of the database. What the platform says is kept with the decision, not answered here.
pub fn carry_out(
    logbook: &Logbook,
    source: &dyn Source,
    hands: &dyn Hands,
    id: ActionId,
    around: Around<'_>,
) -> Result<Carried> {
    let collector = Actor::collector();
    let taken = logbook.write_if(&collector, (around.clock)(), |tx| {
        let taken = take(tx, id)?;
        if let Some((Turn::APersons(post, _), _)) = &taken {
            (around.aftermath)(tx, *post)?;
        }
        Ok(taken)
    })?;
    let Some(taken) = taken else {
        return Ok(Carried::NotOurs);
    };
    let taken = match taken {
        Turn::Ours(taken) => *taken,
        Turn::APersons(_, state) => return Ok(Carried::NeedsAPerson(state)),
    };
    let target = logbook.read(|reader| target(reader, &taken))?;
    if taken.kind == ActionKind::RemoveWithoutCopy {
        // The hold has passed, so it can't be undone: the copies go now, whatever the platform is about to say.
        let removal = RemovalWithoutCopy::decided(&taken)?;
        logbook.write_if(&collector, (around.clock)(), |tx| destroy(tx, &removal, id))?;
    }
    let outcome = match act(logbook, source, hands, &taken, &target) {
        Ok(outcome) => outcome,
        // The evidence no longer shows the post: it was reworded after the decision. A person decides anew.
        Err(crate::words::Error::Refused(refusal)) => Err(Outage {
            kind: OutageKind::Refused,
            try_again_after: None,
            may_have_happened: false,
            cause: refusal.to_string(),
        }),
        Err(broke) => return Err(broke),
    };
    match outcome {
        Ok(receipt) => {
            let seen = look_back(source, hands, &taken, &target);
            logbook.write(&collector, (around.clock)(), |tx| {
                let also = keep_done(tx, &taken, &receipt, seen, around.name, hands.abilities().closing_removes)?;
                for post in also.into_iter().chain([taken.post]) {
                    (around.aftermath)(tx, post)?;
                }
                let entry = Entry::CarriedOut { post: taken.post, action: id, read_back: seen.word().to_owned() };
                Ok((Carried::Out(seen), entry))
            })
        }
        Err(outage) => logbook.write(&collector, (around.clock)(), |tx| {
            let (carried, state) = keep_failed(tx, &taken, &outage)?;
            (around.aftermath)(tx, taken.post)?;
            Ok((carried, Entry::NotCarriedOut { post: taken.post, action: id, state: state.to_owned() }))
        }),
    }
}

enum Turn {
    Ours(Box<Action>),
    APersons(PostId, ActionState),
}

/// Takes the decision on. A reply that somebody was at when they died may have been published: it is not said twice. What
/// only people reach is left to them, whatever was thought when it was decided: its name means nothing to the platform.
fn take(tx: &mut Tx<'_>, id: ActionId) -> Result<Option<(Turn, Entry)>> {
    let at = tx.at();
    let known = action(tx, id)?;
    if known.not_before > at || !known.state.is_pending() {
        return Ok(None);
    }
    let entry = |state: &str| Entry::NotCarriedOut { post: known.post, action: id, state: state.to_owned() };
    if known.state == ActionState::UnderWay && known.kind == ActionKind::Reply {
        tx.execute("UPDATE action SET state = 'uncertain', cause = 'interrupted' WHERE id = $1", &[id.into()])?;
        return Ok(Some((Turn::APersons(known.post, ActionState::Uncertain), entry("uncertain"))));
    }
    let post = intake::post(tx, known.post)?;
    if intake::only_people_reach(tx, &register::account(tx, post.account)?, &post)? {
        tx.execute(
            "UPDATE action SET state = 'decided', not_before = $2 WHERE id = $1",
            &[id.into(), by_hand().into()],
        )?;
        return Ok(Some((Turn::APersons(known.post, ActionState::Decided), entry("waiting"))));
    }
    tx.execute(
        "UPDATE action SET state = 'under_way', attempts = attempts + 1, not_before = $2 WHERE id = $1",
        &[id.into(), (at + TURN).into()],
    )?;
    Ok(Some((Turn::Ours(Box::new(action(tx, id)?)), entry("under_way"))))
}

/// What is acted on.
struct Target {
    at: PlatformRef,
    author: String,
}

/// The post, or the beginning of its thread: when a reply comes after the post has gone, and when the thread is meant.
fn target(reader: &Reader<'_>, taken: &Action) -> Result<Target> {
    let post = intake::post(reader, taken.post)?;
    let gone = post.standing == Standing::Gone;
    let of_thread = match taken.kind {
        ActionKind::Reply => gone,
        ActionKind::Close | ActionKind::Open => true,
        ActionKind::Hide
        | ActionKind::Unhide
        | ActionKind::Remove
        | ActionKind::RemoveWithoutCopy
        | ActionKind::Block
        | ActionKind::Unblock => false,
    };
    Ok(Target { at: if of_thread { post.root_ref } else { post.platform_ref }, author: post.author_ref })
}

fn act(
    logbook: &Logbook,
    source: &dyn Source,
    hands: &dyn Hands,
    taken: &Action,
    Target { at: target, author }: &Target,
) -> Result<Result<Receipt, Outage>> {
    Ok(match taken.kind {
        ActionKind::Block => hands.block(author, target),
        ActionKind::Unblock => hands.unblock(author),
        ActionKind::Open => hands.open(target),
        ActionKind::Close => {
            if hands.abilities().closing_removes {
                // What was written since the decision would go without a copy.
                logbook.read(|reader| all_sealed(reader, &intake::post(reader, taken.post)?))?;
            }
            hands.close(target)
        }
        ActionKind::Reply => hands.reply(target, &Reply::decided(&taken.text)),
        ActionKind::Unhide => hands.unhide(target),
        ActionKind::Hide => {
            logbook.read(|reader| still_shown(reader, source, taken, target))?;
            hands.hide(target)
        }
        ActionKind::Remove => {
            let removal = logbook.read(|reader| {
                still_shown(reader, source, taken, target)?;
                RemovalOnEvidence::decided(reader, taken)
            })?;
            hands.remove(target, &Removal::OnEvidence(removal))
        }
        ActionKind::RemoveWithoutCopy => {
            hands.remove(target, &Removal::WithoutCopy(RemovalWithoutCopy::decided(taken)?))
        }
    })
}

/// Says no when the evidence does not show the post any more: as we last fetched it, and as it stands on the platform at
/// this moment. What was reworded since would otherwise go without a copy (EV1).
fn still_shown(reader: &Reader<'_>, source: &dyn Source, taken: &Action, target: &PlatformRef) -> Result<()> {
    let post = intake::post(reader, taken.post)?;
    let evidence = taken.evidence.ok_or(Refusal::EvidenceMissing)?;
    evidence::verified(reader, evidence)?.shows(&post)?;
    match source.look(target) {
        Ok(Look::Standing(now)) if now.text.replace('\0', "\u{FFFD}") != post.text => {
            Err(Refusal::EvidenceOutdated.into())
        }
        _ => Ok(()),
    }
}

fn look_back(source: &dyn Source, hands: &dyn Hands, taken: &Action, target: &Target) -> ReadBack {
    let told = |answer: Result<Option<bool>, Outage>, yes, no| match answer {
        Ok(Some(true)) => yes,
        Ok(Some(false)) => no,
        Ok(None) | Err(_) => ReadBack::Unknown,
    };
    match taken.kind {
        ActionKind::Reply => return ReadBack::NotYet,
        ActionKind::Block | ActionKind::Unblock => {
            return told(hands.is_blocked(&target.author), ReadBack::Blocked, ReadBack::Admitted);
        }
        ActionKind::Close | ActionKind::Open => {
            return told(hands.is_closed(&target.at), ReadBack::Closed, ReadBack::Open);
        }
        ActionKind::Hide | ActionKind::Unhide | ActionKind::Remove | ActionKind::RemoveWithoutCopy => {}
    }
    match source.look(&target.at) {
        Ok(Look::Gone(_)) => ReadBack::Gone,
        Ok(Look::Standing(fetched)) if fetched.hidden => ReadBack::Hidden,
        Ok(Look::Standing(_)) => ReadBack::Standing,
        Ok(Look::Unclear) | Err(_) => ReadBack::Unknown,
    }
}

/// Keeps what was done, and answers which other posts it changed.
pub(super) fn keep_done(
    tx: &mut Tx<'_>,
    taken: &Action,
    receipt: &Receipt,
    seen: ReadBack,
    name: &str,
    closing_removes: bool,
) -> Result<Vec<PostId>> {
    let at = tx.at();
    // The platform said yes, and it is not so all the same: that is not done, and must not look done.
    let away = taken.kind.takes_away();
    let contrary = match (taken.kind, seen) {
        (kind, ReadBack::Standing) if away || kind == ActionKind::Hide => "still_standing",
        (_, ReadBack::Hidden) if away => "still_standing",
        (ActionKind::Block, ReadBack::Admitted)
        | (ActionKind::Unblock, ReadBack::Blocked)
        | (ActionKind::Close, ReadBack::Open)
        | (ActionKind::Open, ReadBack::Closed) => "not_so",
        _ => "",
    };
    let (cause, contrary) = (contrary, !contrary.is_empty());
    let state = if contrary { ActionState::Failed } else { ActionState::CarriedOut };
    tx.execute(
        "UPDATE action SET state = $2, carried_out_at = $3, receipt = $4, read_back = $5, read_back_at = $3, cause = $6
         WHERE id = $1",
        &[
            taken.id.into(),
            state.word().into(),
            at.into(),
            receipt.line.as_str().into(),
            seen.word().into(),
            cause.into(),
        ],
    )?;
    match (taken.kind, seen) {
        (ActionKind::Remove | ActionKind::RemoveWithoutCopy, ReadBack::Gone | ReadBack::Unknown) => {
            intake::gone(tx, taken.post, GoneBy::Us)?;
        }
        (ActionKind::Hide, _) if !contrary => intake::standing_now(tx, taken.post, Standing::Hidden)?,
        (ActionKind::Unhide, _) => intake::standing_now(tx, taken.post, Standing::Standing)?,
        _ => {}
    }
    if taken.kind == ActionKind::Remove && !contrary && !taken.text.is_empty() {
        // Whoever began the thread took it along: there is nowhere left to say why.
        let post = intake::post(tx, taken.post)?;
        if post.root_ref != post.platform_ref {
            insert_notice(tx, taken, at)?;
        }
    }
    if let (ActionKind::Reply, Some(platform_ref)) = (taken.kind, &receipt.platform_ref) {
        intake::drawn_up(tx, taken.post, platform_ref, &taken.text, name)?;
    }
    if taken.kind == ActionKind::Unblock && !contrary {
        let post = intake::post(tx, taken.post)?;
        let lifted = tx.rows(
            "UPDATE block SET lifted_at = $3
             WHERE account_id = $1 AND author_ref = $2 AND (author_ref <> '' OR post_id = $4) AND lifted_at IS NULL
             RETURNING post_id, review_at, ends_at",
            &[post.account.into(), post.author_ref.as_str().into(), at.into(), post.id.into()],
        )?;
        let mut freed = Vec::new();
        for row in &lifted {
            let (of, review_at, ends_at): (PostId, Timestamp, Timestamp) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // It rested only until the review.
            tx.execute(
                "UPDATE post SET rests_until = NULL WHERE id = $1 AND rests_until = $2",
                &[of.into(), review_at.min(ends_at).into()],
            )?;
            freed.push(of);
        }
        return Ok(freed);
    }
    if taken.kind == ActionKind::Close && closing_removes && !contrary {
        let mut went = Vec::new();
        for comment in intake::comments_standing(tx, &intake::post(tx, taken.post)?)? {
            intake::gone(tx, comment.id, GoneBy::Us)?;
            went.push(comment.id);
        }
        return Ok(went);
    }
    Ok(Vec::new())
}

fn keep_failed(tx: &mut Tx<'_>, taken: &Action, outage: &Outage) -> Result<(Carried, &'static str)> {
    let at = tx.at();
    let lost_reply = taken.kind == ActionKind::Reply && outage.may_have_happened;
    let state = if lost_reply {
        ActionState::Uncertain
    } else if outage.kind.passes() && taken.attempts < MOST_ATTEMPTS {
        ActionState::Decided
    } else {
        ActionState::Failed
    };
    let wait = outage
        .try_again_after
        .and_then(|wait| TimeDelta::from_std(wait).ok())
        .map(|wait| wait.min(LONGEST_WAIT))
        .unwrap_or_else(|| (FIRST_WAIT * (1 << taken.attempts.min(8))).min(LONGEST_WAIT));
    tx.execute(
        "UPDATE action SET state = $2, not_before = $3, cause = $4 WHERE id = $1",
        &[taken.id.into(), state.word().into(), (at + wait).into(), outage.kind.word().into()],
    )?;
    Ok(match state {
        ActionState::Decided => (Carried::Later, "waiting"),
        _ => (Carried::NeedsAPerson(state), state.word()),
    })
}

/// A person has looked at the platform and says whether an uncertain reply was published.
///
/// # Errors
/// [`Refusal::Unknown`] when it is not uncertain.
pub fn settle_uncertain(tx: &mut Tx<'_>, _by: Moderator<'_>, id: ActionId, happened: bool) -> Result<(Action, Entry)> {
    let known = action(tx, id)?;
    if known.state != ActionState::Uncertain {
        return Err(Refusal::Unknown.into());
    }
    let at = tx.at();
    let state = if happened { ActionState::CarriedOut } else { ActionState::Failed };
    tx.execute(
        "UPDATE action SET state = $2, carried_out_at = $3 WHERE id = $1",
        &[id.into(), state.word().into(), happened.then_some(at).into()],
    )?;
    let entry = if happened {
        Entry::CarriedOut { post: known.post, action: id, read_back: "seen_by_person".to_owned() }
    } else {
        Entry::NotCarriedOut { post: known.post, action: id, state: state.word().to_owned() }
    };
    Ok((action(tx, id)?, entry))
}
