//! The step chart of one post: what is done, what is next, what can't be done, and why (AD5).
//!
//! It only tells. The rules themselves stand where they are enforced, and the chart asks the same questions.

use super::{desk::may_be_closed, duty::Facts};
use crate::{
    action::{Abilities, ActionKind, ActionState, Block},
    evidence::Summary,
    flagging::Label,
    intake::{PostKind, PostState, Standing},
    policy::{self, Policy, Situation},
    registrar::ForwardState,
    words::{Refusal, Timestamp},
};
use serde::Serialize;

/// A step of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Seal evidence.
    Seal,
    /// A second person agrees.
    Second,
    /// Take it away.
    Remove,
    /// Take it away without a copy (FL3).
    RemoveWithoutCopy,
    /// Get it into the diary.
    Register,
    /// Answer it.
    Reply,
    /// Tell the police.
    Police,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// To be done now.
    Now,
    /// To be done after that.
    Later,
    /// Can't be done, for the reason beside it.
    Cannot,
}

/// One step, with why it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// How far it has come.
    pub state: StepState,
    /// When it was done.
    pub at: Option<Timestamp>,
    /// Why it is there: the policy's own words, in Swedish; may be empty.
    pub detail: String,
    /// Why it can't be done.
    pub refusal: Option<Refusal>,
}

/// Something that can be done at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// Seal evidence.
    Seal,
    /// Take it away.
    Remove,
    /// Take it away without a copy (FL3).
    RemoveWithoutCopy,
    /// Hide it.
    Hide,
    /// Show it again.
    Unhide,
    /// Answer it.
    Reply,
    /// Shut its author out.
    Block,
    /// Let its author in again.
    Unblock,
    /// Close its thread for comments.
    Close,
    /// Open its thread again.
    Open,
    /// Send it to the registrar.
    Forward,
    /// Give it to somebody.
    Assign,
    /// Put it aside.
    Rest,
    /// Write a note.
    Note,
    /// Close it.
    Done,
    /// Open it again.
    Reopen,
}

/// What can be done, or why not. Every one of them is always there, so that the window explains every no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Offer {
    /// What.
    pub kind: OfferKind,
    /// Why not.
    pub refusal: Option<Refusal>,
    /// What to think of first: the policy's own words, in Swedish; may be empty.
    pub advice: String,
}

/// What the chart needs to know beside the facts.
pub(super) struct Around<'a> {
    pub policy: &'a Policy,
    pub abilities: Option<Abilities>,
    pub connected: bool,
    /// The platform's name for the account.
    pub handle: &'a str,
    /// The block in force that shuts the author out.
    pub block: Option<&'a Block>,
    pub thread_closed: bool,
    pub evidence: Option<&'a Summary>,
    pub registrar_known: bool,
    /// When a sheet for a report to the police was last written out.
    pub police_at: Option<Timestamp>,
    pub now: Timestamp,
}

impl Around<'_> {
    /// Why the platform won't, if it won't.
    fn ability(&self, has: impl Fn(&Abilities) -> bool) -> Option<Refusal> {
        match self.abilities {
            None => Some(Refusal::PlatformCannot),
            Some(abilities) if !has(&abilities) => Some(Refusal::PlatformCannot),
            Some(_) if !self.connected => Some(Refusal::NotConnected),
            Some(_) => None,
        }
    }

    /// Why the author can't be answered from here, where a platform lets an account answer only who names it.
    fn unsummoned(&self, facts: &Facts) -> Option<Refusal> {
        // A person answers in the browser, whoever is named.
        if facts.by_hand || !self.abilities.is_some_and(|abilities| abilities.answers_if_summoned) {
            return None;
        }
        let named = !self.handle.is_empty()
            && facts
                .post
                .text
                .to_lowercase()
                .contains(&format!("@{}", self.handle.trim_start_matches('@').to_lowercase()));
        let summons = named || matches!(facts.post.kind, PostKind::Mention | PostKind::DirectMessage);
        (!summons).then_some(Refusal::NotSummoned)
    }

    fn cannot(&self) -> Vec<policy::Ability> {
        let mut cannot = Vec::new();
        for (ability, has) in [
            (policy::Ability::Reply, self.abilities.is_some_and(|abilities| abilities.reply)),
            (policy::Ability::Hide, self.abilities.is_some_and(|abilities| abilities.hide)),
            (policy::Ability::Remove, self.abilities.is_some_and(|abilities| abilities.remove)),
        ] {
            if !has {
                cannot.push(ability);
            }
        }
        cannot
    }
}

/// The steps of this post, in the order they are taken.
pub(super) fn steps(facts: &Facts, around: &Around<'_>) -> Vec<Step> {
    let labels = facts.labels();
    let cannot = around.cannot();
    let situation = situation(facts, around, &labels, &cannot);
    let rows = around.policy.steps_for(&situation);
    let why = |step: policy::Step| {
        rows.iter().find(|row| row.steps.contains(&step)).map(|row| row.why.clone()).unwrap_or_default()
    };
    if facts.allows_no_copy(around.policy) {
        return steps_without_copy(facts, around, why(policy::Step::Remove));
    }
    let ground = facts.ground(around.policy);
    let mut steps = Vec::new();
    let sealed = around.evidence.filter(|evidence| evidence.revision == facts.post.latest);
    let removal = facts
        .actions
        .iter()
        .rev()
        .find(|action| action.kind == ActionKind::Remove && action.state != ActionState::Withdrawn);
    let wants_removal = ground.is_some() || removal.is_some();
    let unlawful = ground.is_some_and(|ground| ground.basis == policy::Basis::Law);
    let wants_registration = unlawful || facts.must_be_registered(around.policy) || !facts.forwards.is_empty();
    if wants_removal || wants_registration || sealed.is_some() {
        steps.push(done_or_next(StepKind::Seal, sealed.map(|evidence| evidence.sealed_at), why(policy::Step::Seal)));
    }
    let confidential = ground.is_some_and(|ground| ground.basis == policy::Basis::Confidentiality);
    if wants_registration && confidential {
        steps.push(registration(facts, around, why(policy::Step::Forward)));
    }
    if wants_removal {
        let second = removal.filter(|action| action.state == ActionState::SecondAsked || action.second_by.is_some());
        let protected =
            facts.says(Label::Criticism) && ground.is_some_and(|ground| ground.basis == policy::Basis::Guideline);
        if second.is_some() || protected {
            let agreed = second.filter(|action| action.second_by.is_some()).map(|action| action.decided_at);
            steps.push(done_or_next(StepKind::Second, agreed, why(policy::Step::SecondPerson)));
        }
        steps.push(removal_step(
            facts,
            around,
            removal.map(|action| (action.state, action.carried_out_at)),
            why(policy::Step::Remove),
        ));
    }
    if wants_registration && !confidential {
        steps.push(registration(facts, around, why(policy::Step::Forward)));
    }
    if ground.is_some_and(|ground| ground.police) {
        steps.push(police(around, why(policy::Step::Police)));
    }
    if let Some(reply) = reply_step(facts, around, why(policy::Step::Reply)) {
        steps.push(reply);
    }
    only_one_is_now(&mut steps);
    each_reason_once(&mut steps);
    steps
}

/// The way of what may not be copied: there is no seal in it and no diary, since both would be copies (FL3).
fn steps_without_copy(facts: &Facts, around: &Around<'_>, detail: String) -> Vec<Step> {
    let removal = facts.actions.iter().rev().find(|action| {
        action.kind == ActionKind::RemoveWithoutCopy
            && !matches!(action.state, ActionState::Withdrawn | ActionState::Declined)
    });
    let mut steps = Vec::new();
    if let Some(second) = removal.filter(|it| it.state == ActionState::SecondAsked || it.second_by.is_some()) {
        let agreed = second.second_by.map(|_| second.decided_at);
        steps.push(done_or_next(StepKind::Second, agreed, String::new()));
    }
    let removed = removal.map(|action| (action.state, action.carried_out_at));
    steps.push(Step { kind: StepKind::RemoveWithoutCopy, ..removal_step(facts, around, removed, detail) });
    steps.push(police(around, String::new()));
    only_one_is_now(&mut steps);
    steps
}

/// The report to the police: done once its sheet has been written out (EV18).
fn police(around: &Around<'_>, detail: String) -> Step {
    let state = if around.police_at.is_some() { StepState::Done } else { StepState::Later };
    Step { kind: StepKind::Police, state, at: around.police_at, detail, refusal: None }
}

fn situation<'a>(
    facts: &Facts,
    around: &Around<'_>,
    labels: &'a [&'a str],
    cannot: &'a [policy::Ability],
) -> Situation<'a> {
    let answer_by = around.policy.answer_by(facts.post.first_seen_at, facts.clock.kind());
    Situation {
        labels,
        direct_message: facts.post.kind == PostKind::DirectMessage,
        cannot,
        late: answer_by < around.now && !facts.has(ActionKind::Reply),
    }
}

fn done_or_next(kind: StepKind, at: Option<Timestamp>, detail: String) -> Step {
    let state = if at.is_some() { StepState::Done } else { StepState::Now };
    Step { kind, state, at, detail, refusal: None }
}

fn removal_step(
    facts: &Facts,
    around: &Around<'_>,
    removal: Option<(ActionState, Option<Timestamp>)>,
    detail: String,
) -> Step {
    let kind = StepKind::Remove;
    if let Some((ActionState::CarriedOut, at)) = removal {
        return Step { kind, state: StepState::Done, at, detail, refusal: None };
    }
    if let Some((_, since)) = facts.post.gone.map(|(since, by)| (by, since)) {
        return Step { kind, state: StepState::Done, at: Some(since), detail, refusal: None };
    }
    match around.ability(|abilities| abilities.remove) {
        Some(refusal) => Step { kind, state: StepState::Cannot, at: None, detail, refusal: Some(refusal) },
        None => Step { kind, state: StepState::Now, at: None, detail, refusal: None },
    }
}

fn registration(facts: &Facts, around: &Around<'_>, detail: String) -> Step {
    let kind = StepKind::Register;
    let at = facts.forwards.iter().find_map(|forward| forward.registered_at);
    if at.is_some() {
        return Step { kind, state: StepState::Done, at, detail, refusal: None };
    }
    if facts.forwards.iter().any(|forward| forward.state == ForwardState::Sent) {
        return Step { kind, state: StepState::Later, at: None, detail, refusal: None };
    }
    let refusal = (!around.registrar_known).then_some(Refusal::RegistrarAddressMissing);
    let state = if refusal.is_some() { StepState::Cannot } else { StepState::Now };
    Step { kind, state, at: None, detail, refusal }
}

fn reply_step(facts: &Facts, around: &Around<'_>, detail: String) -> Option<Step> {
    let reply = facts.actions.iter().rev().find(|action| {
        action.kind == ActionKind::Reply
            && action.of_action.is_none()
            && !matches!(action.state, ActionState::Withdrawn | ActionState::Declined)
    });
    let asks = [Label::Question, Label::FaultReport, Label::Case, Label::RecordsRequest, Label::Criticism]
        .into_iter()
        .any(|label| facts.says(label));
    let numbered = facts.forwards.iter().any(|forward| forward.state == ForwardState::Registered);
    if reply.is_none() && !asks && !numbered {
        return None;
    }
    let kind = StepKind::Reply;
    let told = |state| state == ActionState::CarriedOut && !facts.has_told_wrongly();
    if let Some(reply) = reply.filter(|reply| told(reply.state)) {
        return Some(Step { kind, state: StepState::Done, at: reply.carried_out_at, detail, refusal: None });
    }
    let refusal = around.ability(|abilities| abilities.reply).or_else(|| around.unsummoned(facts));
    let state = if refusal.is_some() { StepState::Cannot } else { StepState::Now };
    Some(Step { kind, state, at: None, detail, refusal })
}

/// Of the steps that could be taken now, the first is; the others come after it.
fn only_one_is_now(steps: &mut [Step]) {
    let mut taken = false;
    for step in steps {
        if step.state == StepState::Now {
            if taken {
                step.state = StepState::Later;
            }
            taken = true;
        }
    }
}

/// A reason that holds for several steps stands with the first of them that is not done.
fn each_reason_once(steps: &mut [Step]) {
    let mut told: Vec<String> = Vec::new();
    for step in steps {
        if step.state == StepState::Done || told.contains(&step.detail) {
            step.detail.clear();
        } else {
            told.push(step.detail.clone());
        }
    }
}

/// Everything that can be done with this post, each with why not.
pub(super) fn offers(facts: &Facts, around: &Around<'_>) -> Vec<Offer> {
    let labels = facts.labels();
    let cannot = around.cannot();
    let situation = situation(facts, around, &labels, &cannot);
    let why_not = |step| around.policy.why_not(step, &situation).unwrap_or_default().to_owned();
    let gone = (facts.post.standing == Standing::Gone).then_some(Refusal::Gone);
    let waiting = (facts.is_pending(ActionKind::Remove)
        || facts.is_pending(ActionKind::RemoveWithoutCopy)
        || facts.is_pending(ActionKind::Hide)
        || facts.is_pending(ActionKind::Unhide))
    .then_some(Refusal::DecisionWaiting);
    let hidden = facts.post.standing == Standing::Hidden;
    let uncertain = facts.actions.iter().any(|action| action.state == ActionState::Uncertain);
    let replying = (uncertain || facts.is_pending(ActionKind::Reply)).then_some(Refusal::DecisionWaiting);
    let offer = |kind, refusal: Option<Refusal>, advice: String| Offer { kind, refusal, advice };
    let no_copy = facts.allows_no_copy(around.policy).then_some(Refusal::NoCopyAllowed);
    let removing = gone.clone().or(waiting.clone()).or_else(|| around.ability(|abilities| abilities.remove));
    let mut offers = vec![
        offer(OfferKind::Seal, no_copy.clone(), String::new()),
        offer(OfferKind::Remove, no_copy.clone().or(removing.clone()), why_not(policy::Step::Remove)),
    ];
    let hiding = no_copy.clone().or(gone).or(waiting).or_else(|| around.ability(|abilities| abilities.hide));
    if hidden {
        offers.push(offer(OfferKind::Unhide, hiding, String::new()));
    } else {
        offers.push(offer(OfferKind::Hide, hiding, why_not(policy::Step::Hide)));
    }
    offers.push(offer(
        OfferKind::Reply,
        replying.or_else(|| around.ability(|abilities| abilities.reply)).or_else(|| around.unsummoned(facts)),
        why_not(policy::Step::Reply),
    ));
    offers.extend(shutting(facts, around));
    offers.push(offer(
        OfferKind::Forward,
        no_copy.or((!around.registrar_known).then_some(Refusal::RegistrarAddressMissing)),
        why_not(policy::Step::Forward),
    ));
    for kind in [OfferKind::Assign, OfferKind::Rest, OfferKind::Note] {
        offers.push(offer(kind, None, String::new()));
    }
    if facts.post.state == PostState::Done {
        offers.push(offer(OfferKind::Reopen, None, String::new()));
    } else {
        offers.push(offer(OfferKind::Done, may_be_closed(facts, around.policy).err(), why_not(policy::Step::Done)));
    }
    offers.push(offer(OfferKind::RemoveWithoutCopy, removing, String::new()));
    offers
}

/// What goes beyond the post: its author, and its thread.
fn shutting(facts: &Facts, around: &Around<'_>) -> [Offer; 2] {
    let pending = |kinds: [ActionKind; 2]| {
        kinds.into_iter().any(|kind| facts.is_pending(kind)).then_some(Refusal::DecisionWaiting)
    };
    let message = (facts.post.kind == PostKind::DirectMessage).then_some(Refusal::PlatformCannot);
    let nameless = facts.post.author_ref.is_empty() && !facts.by_hand;
    let unknown = (facts.post.ours || nameless).then_some(Refusal::AuthorUnknown);
    let of_author = pending([ActionKind::Block, ActionKind::Unblock]);
    let of_thread = pending([ActionKind::Close, ActionKind::Open]).or(message);
    let offer = |kind, refusal| Offer { kind, refusal, advice: String::new() };
    [
        if around.block.is_some() {
            offer(OfferKind::Unblock, of_author.or_else(|| around.ability(|abilities| abilities.unblock)))
        } else {
            let can = around.ability(|abilities| abilities.block);
            // It rests on evidence, or else on the decision that there may be none (FL3).
            let undecided = facts.allows_no_copy(around.policy) && !facts.is_withheld();
            offer(OfferKind::Block, of_author.or(can).or(unknown).or(undecided.then_some(Refusal::NoCopyUndecided)))
        },
        if around.thread_closed {
            offer(OfferKind::Open, of_thread.or_else(|| around.ability(|abilities| abilities.close)))
        } else {
            offer(OfferKind::Close, of_thread.or_else(|| around.ability(|abilities| abilities.close)))
        },
    ]
}
