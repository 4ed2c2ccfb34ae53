//! What a post demands now, and by when: the order of the queue is the order of the law (QU1).
//!
//! First what is obviously a crime, then what is confidential, then personal data; then everything else by its clock,
//! so that what is late stands before what is not.

use super::desk::may_be_closed;
use crate::{
    action::{self, Action, ActionKind, ActionState, Block},
    flagging::{self, Flag, FlagState, Label},
    intake::{self, Post, PostState, Standing},
    logbook::{Reader, Tx},
    policy::{Basis, Ground, Policy, RemovalClass, day_of},
    register::{self, Account, Clock, ConnectionState},
    registrar::{self, ForwardState, Forwarded},
    store::Value,
    words::{ForwardId, PostId, RegistrationNumber, Result, Timestamp},
};
use serde::Serialize;

/// What has to be done with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// Take it away, or decide that it may stand.
    Remove,
    /// Get it into the diary.
    Register,
    /// Answer it.
    Answer,
    /// Hand out the record that it asks for, or send the request to whoever does (FL12).
    Disclose,
    /// Read it, and decide that nothing needs to be done.
    Read,
    /// See to a decision that could not be carried out, or that waits for an account without a login.
    Mend,
    /// Decide whether its author stays shut out (EV19).
    Review,
    /// Hide it on the service, by hand, as was decided.
    Hide,
    /// Show it again there.
    Unhide,
    /// Shut its author out there.
    Block,
    /// Let its author in again there.
    Unblock,
    /// Close its thread there.
    Close,
    /// Open its thread there.
    Open,
}

impl DutyKind {
    const ALL: [DutyKind; 13] = [
        DutyKind::Remove,
        DutyKind::Register,
        DutyKind::Answer,
        DutyKind::Disclose,
        DutyKind::Read,
        DutyKind::Mend,
        DutyKind::Review,
        DutyKind::Hide,
        DutyKind::Unhide,
        DutyKind::Block,
        DutyKind::Unblock,
        DutyKind::Close,
        DutyKind::Open,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            DutyKind::Remove => "remove",
            DutyKind::Register => "register",
            DutyKind::Answer => "answer",
            DutyKind::Disclose => "disclose",
            DutyKind::Read => "read",
            DutyKind::Mend => "mend",
            DutyKind::Review => "review",
            DutyKind::Hide => "hide",
            DutyKind::Unhide => "unhide",
            DutyKind::Block => "block",
            DutyKind::Unblock => "unblock",
            DutyKind::Close => "close",
            DutyKind::Open => "open",
        }
    }

    /// What a decision asks of the person who carries it out on the service.
    fn by_hand(of: ActionKind) -> DutyKind {
        match of {
            ActionKind::Reply => DutyKind::Answer,
            ActionKind::Remove | ActionKind::RemoveWithoutCopy => DutyKind::Remove,
            ActionKind::Hide => DutyKind::Hide,
            ActionKind::Unhide => DutyKind::Unhide,
            ActionKind::Block => DutyKind::Block,
            ActionKind::Unblock => DutyKind::Unblock,
            ActionKind::Close => DutyKind::Close,
            ActionKind::Open => DutyKind::Open,
        }
    }

    pub(super) fn from_word(word: &str) -> Option<DutyKind> {
        DutyKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A duty with its place in the order: the rank first, then the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// 0 a failed decision, 1 crime, 2 confidential, 3 personal data, 4 everything else.
    pub rank: u32,
    /// By when.
    pub due_at: Timestamp,
}

/// In which part of the list a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// At once, or late.
    Now,
    /// Before midnight.
    Today,
    /// Before tomorrow's midnight.
    Tomorrow,
    /// After that.
    Later,
}

/// A duty as a row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// What.
    pub duty: DutyKind,
    /// By when.
    pub at: Timestamp,
    /// Where in the list.
    pub band: Band,
    /// How grave.
    pub severity: flagging::Severity,
}

impl Due {
    pub(super) fn of(duty: Duty, now: Timestamp) -> Due {
        let (today, day) = (day_of(now), day_of(duty.due_at));
        let band = if duty.rank < 4 || duty.due_at <= now {
            Band::Now
        } else if day == today {
            Band::Today
        } else if Some(day) == today.succ_opt() {
            Band::Tomorrow
        } else {
            Band::Later
        };
        let severity = match (duty.rank, band) {
            (0..=3, _) | (_, Band::Now) => flagging::Severity::Grave,
            (_, Band::Today) => flagging::Severity::Watch,
            _ => flagging::Severity::Calm,
        };
        Due { duty: duty.kind, at: duty.due_at, band, severity }
    }
}

/// Everything about a post that its duty follows from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The post.
    pub post: Post,
    /// The flags of its newest wording, also those judged wrong.
    pub flags: Vec<Flag>,
    /// What was decided.
    pub actions: Vec<Action>,
    /// What was sent to registrars.
    pub forwards: Vec<Forwarded>,
    /// Numbers under which that stood before they were corrected.
    pub former_numbers: Vec<(ForwardId, RegistrationNumber)>,
    /// The answer clock of its account.
    pub clock: Clock,
    /// Only people reach it: what is decided on it is done by a person, on the service itself.
    pub by_hand: bool,
    /// Whether the account has a login that works, as far as is known: no program carries anything out without.
    pub has_login: bool,
    /// The block in force that was decided on it.
    pub block: Option<Block>,
    /// When its newest wording was first seen: clocks begin then, and what was done to older words does not count.
    pub since: Timestamp,
    /// Its content was destroyed, or one of its pictures is one that was destroyed elsewhere (FL3).
    pub destroyed: bool,
}

/// Gathers the facts of a post.
///
/// # Errors
/// [`crate::words::Refusal::Unknown`].
pub fn facts(reader: &Reader<'_>, id: PostId) -> Result<Facts> {
    let post = intake::post(reader, id)?;
    let flags = flagging::kept::of(reader, id, post.latest)?;
    let actions = action::of_post(reader, id)?;
    let forwards = registrar::of_post(reader, id)?;
    let registered = forwards.iter().any(|forward| forward.state == ForwardState::Registered);
    let former_numbers = if registered { registrar::former_numbers(reader, id)? } else { Vec::new() };
    let account = register::account(reader, post.account)?;
    let block = action::block_of_post(reader, id)?;
    let since = reader
        .one("SELECT seen_at FROM revision WHERE post_id = $1 AND no = $2", &[id.into(), post.latest.into()])?
        .get(0)?;
    let known_picture = "SELECT 1 FROM attachment WHERE post_id = $1 AND trouble = 'no_copy' LIMIT 1";
    let destroyed = action::is_destroyed(reader, id)? || reader.first(known_picture, &[id.into()])?.is_some();
    let by_hand = intake::only_people_reach(reader, &account, &post)?;
    // Where only people reach, nobody needs a login.
    let (clock, has_login) = (account.clock, by_hand || has_login(&account));
    Ok(Facts { post, flags, actions, forwards, former_numbers, clock, by_hand, has_login, block, since, destroyed })
}

/// Whether nothing forbids copies of a post, neither of its words nor of its pictures (FL3).
///
/// # Errors
/// As [`facts`].
pub fn may_be_copied(reader: &Reader<'_>, policy: &Policy, id: PostId) -> Result<bool> {
    Ok(!facts(reader, id)?.allows_no_copy(policy))
}

/// Whether the account has a login that works, as far as is known. A platform that is away comes back by itself.
fn has_login(account: &Account) -> bool {
    match account.connection {
        ConnectionState::None => false,
        ConnectionState::Working => true,
        ConnectionState::Troubled => ["away", "limited", "garbled"].contains(&account.connection_cause.as_str()),
    }
}

impl Facts {
    /// The labels that stand, each once.
    #[must_use]
    pub fn labels(&self) -> Vec<&'static str> {
        let mut labels: Vec<&str> =
            self.flags.iter().filter(|flag| flag.state == FlagState::Open).map(|flag| flag.label.word()).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// Whether a flag with this label stands.
    #[must_use]
    pub fn says(&self, label: Label) -> bool {
        self.flags.iter().any(|flag| flag.state == FlagState::Open && flag.label == label)
    }

    /// Whether the flags make it confidential.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        self.flags.iter().any(|flag| flag.state == FlagState::Open && flag.label.duty() == flagging::Duty::Secrecy)
    }

    /// Whether it still stands openly, with nothing decided against that which will happen by itself.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.post.standing == Standing::Standing
            && !self.will_be(ActionKind::Remove)
            && !self.will_be(ActionKind::RemoveWithoutCopy)
            && !self.will_be(ActionKind::Hide)
    }

    /// Whether it was only hidden where that does not do what the law demands: on several platforms its author and others
    /// still see what is hidden.
    fn is_merely_hidden(&self, ground: &Ground) -> bool {
        ground.basis != Basis::Guideline
            && !ground.hide_is_enough
            && self.post.standing != Standing::Gone
            && self.has(ActionKind::Hide)
            && !self.will_be(ActionKind::Remove)
            && !self.will_be(ActionKind::RemoveWithoutCopy)
    }

    /// Whether a decision of this kind waits, and nobody has to do anything for it to be carried out.
    fn will_be(&self, kind: ActionKind) -> bool {
        self.actions.iter().any(|action| action.kind == kind && action.state.is_pending() && !action.waits_for_a_hand())
    }

    /// Whether a decision of this kind waits to be carried out.
    #[must_use]
    pub fn is_pending(&self, kind: ActionKind) -> bool {
        self.actions.iter().any(|action| action.kind == kind && action.state.is_pending())
    }

    /// Whether a decision of this kind has been made on the newest wording, and holds: what was hidden and is shown again
    /// is not hidden.
    #[must_use]
    pub fn has(&self, kind: ActionKind) -> bool {
        let holds = |action: &Action| {
            action.state == ActionState::CarriedOut || action.state.is_pending() && !action.waits_for_a_hand()
        };
        self.actions.iter().any(|action| {
            let undone = kind == ActionKind::Hide
                && self.actions.iter().any(|later| {
                    later.kind == ActionKind::Unhide && holds(later) && later.decided_at >= action.decided_at
                });
            action.kind == kind
                && action.of_action.is_none()
                && action.decided_at >= self.since
                && holds(action)
                && !undone
        })
    }

    /// Whether its newest wording is with a registrar or has been.
    #[must_use]
    pub fn is_forwarded(&self) -> bool {
        self.forwards.iter().any(|forward| forward.state != ForwardState::Returned && forward.sent_at >= self.since)
    }

    /// Whether the registrar's question to it has not been answered by sending it again (RG3).
    #[must_use]
    pub fn was_returned(&self) -> bool {
        self.forwards.last().is_some_and(|forward| forward.state == ForwardState::Returned)
    }

    /// The number of a forward that a reply told before it was corrected, where no later reply tells the one that holds
    /// (RE6).
    #[must_use]
    pub fn told_wrongly<'a>(&'a self, forward: &'a Forwarded) -> Option<&'a RegistrationNumber> {
        let number = forward.number.as_ref().filter(|_| !forward.confidential)?;
        let former = || {
            let of_it = |(id, former): &&(ForwardId, RegistrationNumber)| *id == forward.id && former != number;
            self.former_numbers.iter().filter(of_it).map(|(_, former)| former)
        };
        let stands = |reply: &&Action| reply.state == ActionState::CarriedOut || reply.state.is_pending();
        let told = self
            .actions
            .iter()
            .rev()
            .filter(|action| action.kind == ActionKind::Reply)
            .filter(stands)
            .map(|reply| RegistrationNumber::told_in(&reply.text, [number].into_iter().chain(former())))
            .find(|told| !told.is_empty())?;
        former().find(|former| !told.contains(&number) && told.contains(former))
    }

    /// Whether a reply told a number that holds no longer, and nobody has told the right one.
    #[must_use]
    pub fn has_told_wrongly(&self) -> bool {
        self.forwards.iter().any(|forward| self.told_wrongly(forward).is_some())
    }

    /// Whether it points to what may not be copied at all, neither words nor pictures (FL3): its flags say so, a person
    /// has judged it so, or its content has been destroyed.
    #[must_use]
    pub fn allows_no_copy(&self, policy: &Policy) -> bool {
        self.destroyed || self.is_judged_no_copy() || self.no_copy_ground(policy).is_some()
    }

    /// Whether a person has judged that it may not be copied, and has not taken that back.
    #[must_use]
    pub fn is_judged_no_copy(&self) -> bool {
        self.actions.iter().any(|action| {
            action.kind == ActionKind::RemoveWithoutCopy
                && !matches!(action.state, ActionState::Withdrawn | ActionState::Declined)
        })
    }

    /// Whether its words are shown to nobody any more: that it may not be copied is decided, and no longer only asked.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.judgement().is_some()
    }

    /// The decision that it may not be copied.
    #[must_use]
    pub fn judgement(&self) -> Option<&Action> {
        self.actions.iter().rev().find(|action| action.says_no_copy())
    }

    /// The ground without a copy that its flags suggest.
    #[must_use]
    pub fn no_copy_ground<'p>(&self, policy: &'p Policy) -> Option<&'p Ground> {
        policy.ground_without_copy(&self.labels())
    }

    /// The gravest ground that its flags suggest, leaving out those that allow no copy.
    #[must_use]
    pub fn ground<'p>(&self, policy: &'p Policy) -> Option<&'p Ground> {
        policy.grounds_for(&self.labels()).into_iter().find(|ground| !ground.no_copy)
    }

    /// What the post demands. `None`: nothing any more.
    #[must_use]
    pub fn duty(&self, policy: &Policy) -> Option<Duty> {
        let received = self.since;
        let waits_for_login = !self.has_login && self.actions.iter().any(|action| action.state.is_pending());
        if waits_for_login || self.actions.iter().any(|action| action.state.needs_a_person()) {
            return Some(Duty { kind: DutyKind::Mend, rank: 0, due_at: received });
        }
        if self.stands() && self.allows_no_copy(policy) {
            return Some(Duty {
                kind: DutyKind::Remove,
                rank: 1,
                due_at: policy.remove_by(received, RemovalClass::Crime),
            });
        }
        if self.actions.iter().any(|action| action.state == ActionState::SecondAsked) {
            return Some(Duty {
                kind: DutyKind::Remove,
                rank: 4,
                due_at: policy.remove_by(received, RemovalClass::Rest),
            });
        }
        let ground = self.ground(policy);
        let removal = |ground: &Ground| {
            let rank = match ground.class {
                RemovalClass::Crime => 1,
                RemovalClass::Confidentiality => 2,
                RemovalClass::PersonalData => 3,
                RemovalClass::Rest => 4,
            };
            Duty { kind: DutyKind::Remove, rank, due_at: policy.remove_by(received, ground.class) }
        };
        if let Some(ground) = ground.filter(|_| self.stands()) {
            return Some(removal(ground));
        }
        // The law lets no request for a record wait, not even for its registration. Sent on, it is the registrar's.
        let met = self.has(ActionKind::Reply) || self.is_pending(ActionKind::Reply);
        let waits = !met && !self.was_returned() && !self.is_forwarded();
        if self.says(Label::RecordsRequest) && waits {
            return Some(Duty { kind: DutyKind::Disclose, rank: 4, due_at: policy.disclose_by(received) });
        }
        if self.was_returned() || self.must_be_registered(policy) && !self.is_forwarded() {
            return Some(Duty { kind: DutyKind::Register, rank: 4, due_at: policy.register_by(received) });
        }
        // What is confidential has to be registered before it may be removed.
        if let Some(ground) = ground.filter(|ground| self.is_merely_hidden(ground)) {
            return Some(removal(ground));
        }
        // What was decided and waits for somebody to do it on the service is not done.
        if let Some(action) = self.actions.iter().find(|action| action.waits_for_a_hand()) {
            let due_at = policy.answer_by(received, self.clock.kind());
            return Some(Duty { kind: DutyKind::by_hand(action.kind), rank: 4, due_at });
        }
        let removed = self.has(ActionKind::Remove) || self.has(ActionKind::RemoveWithoutCopy);
        let nothing_done = !removed && !self.has(ActionKind::Hide) && !self.is_forwarded();
        let answered = self.has(ActionKind::Reply);
        // The number has come back, the post stands, and nobody has told its author (RE6). What was told of it wrongly is
        // set right also where the post is gone: the reply stands in its thread.
        let number_to_tell = self.has_told_wrongly()
            || !answered
                && self.post.standing == Standing::Standing
                && self
                    .forwards
                    .iter()
                    .any(|forward| forward.state == ForwardState::Registered && !forward.confidential);
        if number_to_tell || !answered && nothing_done {
            let asks = number_to_tell
                || [Label::Question, Label::FaultReport, Label::Case, Label::Criticism]
                    .into_iter()
                    .any(|label| self.says(label));
            let kind = if asks { DutyKind::Answer } else { DutyKind::Read };
            return Some(Duty { kind, rank: 4, due_at: policy.answer_by(received, self.clock.kind()) });
        }
        None
    }

    /// Confidential matter always; what was taken away for a law's sake; what asks for formal handling (DI1, DI7).
    #[must_use]
    pub fn must_be_registered(&self, policy: &Policy) -> bool {
        let removed_by_law = self.actions.iter().any(|action| {
            action.kind == ActionKind::Remove
                && (action.state.is_pending() || action.state == ActionState::CarriedOut)
                && policy.ground(&action.ground).is_ok_and(|ground| ground.basis != Basis::Guideline)
        });
        removed_by_law || self.is_confidential() || self.says(Label::Case) || self.says(Label::RecordsRequest)
    }
}

/// Works out what the post demands now, and puts it where it belongs. A person's own closing holds until the post
/// changes.
///
/// # Errors
/// [`crate::words::Refusal::Unknown`].
pub fn settle(tx: &mut Tx<'_>, policy: &Policy, id: PostId) -> Result<()> {
    let facts = facts(tx, id)?;
    if facts.post.state == PostState::Context {
        return Ok(());
    }
    let at = tx.at();
    let row = tx.one("SELECT done_reason, rests_until FROM post WHERE id = $1", &[id.into()])?;
    let (closed, rests_until): (String, Option<Timestamp>) = (row.get(0)?, row.get(1)?);
    // What rests for its block's sake does so below, and not because a person put it aside.
    let for_block = facts.block.as_ref().map(Block::due_at);
    let rests_until = rests_until.filter(|until| for_block != Some(*until));
    let closed_by_person = !closed.is_empty() && closed != BY_ITSELF;
    let duty = facts.duty(policy);
    let state = match duty {
        // A closing holds for as long as the post could be closed again: not when a threat stands once more.
        Some(duty) if duty.rank > 0 && closed_by_person && may_be_closed(&facts, policy).is_ok() => PostState::Done,
        Some(duty) if duty.rank > 0 && rests_until.is_some_and(|until| until > at) => PostState::Resting,
        Some(_) => PostState::Open,
        None if rests_until.is_some_and(|until| until > at) => PostState::Resting,
        None => PostState::Done,
    };
    let duty = duty.unwrap_or(Duty { kind: DutyKind::Read, rank: 4, due_at: at });
    // A block is looked at again in time, also when nothing else remains of its post: until then it rests.
    let review = facts.block.as_ref().filter(|_| state == PostState::Done).map(Block::due_at);
    let (state, duty) = match review {
        Some(due_at) if due_at > at => (PostState::Resting, Duty { kind: DutyKind::Review, rank: 4, due_at }),
        Some(due_at) => (PostState::Open, Duty { kind: DutyKind::Review, rank: 4, due_at }),
        None => (state, duty),
    };
    tx.execute(
        "UPDATE post SET state = $2, duty = $3, rank = $4, due_at = $5,
           done_at = CASE WHEN $2 = 'done' THEN COALESCE(done_at, $6) ELSE NULL END,
           done_by = CASE WHEN $2 = 'done' AND done_by = '' THEN $7 WHEN $2 = 'done' THEN done_by ELSE '' END,
           done_reason = CASE WHEN $2 = 'done' AND done_reason = '' THEN $8
             WHEN $2 = 'done' OR CAST($9 AS BIGINT) IS NOT NULL THEN done_reason ELSE '' END,
           rests_until = COALESCE(CAST($9 AS BIGINT), rests_until)
         WHERE id = $1",
        &[
            id.into(),
            state.word().into(),
            duty.kind.word().into(),
            duty.rank.into(),
            duty.due_at.into(),
            at.into(),
            tx.by().into(),
            BY_ITSELF.into(),
            Value::from(review),
        ],
    )?;
    Ok(())
}

/// The reason of a post that was closed because nothing remained to be done.
pub(super) const BY_ITSELF: &str = "all_done";
