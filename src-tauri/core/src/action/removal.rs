//! A removal that may be carried out, and what it takes to make one.

use super::{Action, ActionKind, ActionState, RemovalWithoutCopy};
use crate::{
    evidence::{self, SealedEvidence},
    intake::{self, Post},
    logbook::Reader,
    registrar::Registered,
    words::{ActorId, EvidenceId, Moderator, Refusal, Result},
};

/// Why a post goes. Each carries what that reason demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A law says so. Holds the ground's id in the policy.
    Unlawful(String),
    /// The municipality's own guidelines say so.
    AgainstGuidelines(String),
    /// Confidential matter: registered before it is taken away (EV14, DI7).
    Confidential(String, Registered),
}

impl Basis {
    /// The ground's id in the policy.
    #[must_use]
    pub fn ground(&self) -> &str {
        match self {
            Basis::Unlawful(ground) | Basis::AgainstGuidelines(ground) | Basis::Confidential(ground, _) => ground,
        }
    }
}

/// A post and what its flags say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The post as it stands now.
    pub post: Post,
    /// It reads as criticism (FL13).
    pub reads_as_criticism: bool,
}

/// A second person's agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondOpinion {
    by: ActorId,
}

impl SecondOpinion {
    /// The agreement of somebody who may judge posts.
    #[must_use]
    pub fn of(by: Moderator<'_>) -> SecondOpinion {
        SecondOpinion { by: by.id() }
    }

    /// Whose it is.
    #[must_use]
    pub fn by(&self) -> ActorId {
        self.by
    }
}

/// What a platform demands before it takes a post away: one of two proofs, and there is no third.
#[derive(Debug)]
pub enum Removal {
    /// With evidence: nearly always.
    OnEvidence(RemovalOnEvidence),
    /// Without any copy: suspected child pornography (FL3).
    WithoutCopy(RemovalWithoutCopy),
}

/// A removal that may be carried out: there is sealed evidence of the newest wording, a ground, and a second person
/// where one is needed.
///
/// ```compile_fail
/// # use uppsikt_core::{action::*, words::*};
/// fn without_evidence(judged: &Judged, by: Moderator<'_>) -> RemovalOnEvidence {
///     RemovalOnEvidence::of(judged, by.id(), &Basis::Unlawful("olaga-hot".into()), None).unwrap()
/// }
/// ```
///
/// Nor can one be put together by hand:
///
/// ```compile_fail
/// # use uppsikt_core::{action::*, evidence::*, words::*};
/// fn by_hand(evidence: SealedEvidence) -> RemovalOnEvidence {
///     RemovalOnEvidence { evidence, ground: "olaga-hot".into(), second: None }
/// }
/// ```
#[derive(Debug)]
pub struct RemovalOnEvidence {
    evidence: SealedEvidence,
    ground: String,
    second: Option<ActorId>,
}

impl RemovalOnEvidence {
    /// A removal by the person `by`.
    ///
    /// # Errors
    /// [`Refusal::EvidenceOfAnotherPost`], [`Refusal::EvidenceOutdated`] when the evidence does not show the post as it
    /// stands; [`Refusal::NotRegistered`] when the registration is of another post; [`Refusal::SecondPersonNeeded`] for
    /// criticism on no other ground than the municipality's own guidelines; [`Refusal::SamePerson`].
    pub fn of(
        judged: &Judged,
        by: ActorId,
        evidence: SealedEvidence,
        basis: &Basis,
        second: Option<SecondOpinion>,
    ) -> Result<RemovalOnEvidence, Refusal> {
        evidence.shows(&judged.post)?;
        match basis {
            Basis::Confidential(_, registered) if registered.post() != judged.post.id => {
                return Err(Refusal::NotRegistered);
            }
            Basis::AgainstGuidelines(_) if judged.reads_as_criticism && second.is_none() => {
                return Err(Refusal::SecondPersonNeeded);
            }
            Basis::Confidential(..) | Basis::AgainstGuidelines(_) | Basis::Unlawful(_) => {}
        }
        if second.is_some_and(|second| second.by == by) {
            return Err(Refusal::SamePerson);
        }
        Ok(RemovalOnEvidence { evidence, ground: basis.ground().to_owned(), second: second.map(|second| second.by) })
    }

    /// The removal that was decided and is about to be carried out: the evidence is read back byte by byte once more,
    /// and must still show the newest wording.
    ///
    /// # Errors
    /// [`Refusal::EvidenceMissing`], [`Refusal::EvidenceBroken`], [`Refusal::EvidenceOutdated`].
    pub(super) fn decided(reader: &Reader<'_>, action: &Action) -> Result<RemovalOnEvidence> {
        let decided = action.kind == ActionKind::Remove && action.state == ActionState::UnderWay;
        let evidence = action.evidence.filter(|_| decided).ok_or(Refusal::EvidenceMissing)?;
        let evidence = evidence::verified(reader, evidence)?;
        evidence.shows(&intake::post(reader, action.post)?)?;
        Ok(RemovalOnEvidence { evidence, ground: action.ground.clone(), second: action.second_by })
    }

    /// The evidence that it rests on.
    #[must_use]
    pub fn evidence(&self) -> EvidenceId {
        self.evidence.id()
    }

    /// The ground's id in the policy.
    #[must_use]
    pub fn ground(&self) -> &str {
        &self.ground
    }

    /// The second person, where one agreed.
    #[must_use]
    pub fn second(&self) -> Option<ActorId> {
        self.second
    }
}
