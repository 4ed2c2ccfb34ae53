//! The sheet for a report to the police, gathered from everything that is known of a post (EV18).

use super::{duty::facts, view::names};
use crate::{
    action::{self, Action, ActionState, ReadBack},
    evidence::{self, Summary},
    intake::{self, PostKind},
    logbook::Reader,
    paper::{self, Pdf, PoliceEvidence, PolicePaper},
    policy::Policy,
    register,
    words::{Actor, EvidenceId, PostId, Refusal, Result, Timestamp},
};

/// The most pieces of evidence of other posts that are listed.
const OTHERS: u32 = 50;

/// The sheet for a post: its crime is what was decided, or else what its flags suggest.
///
/// # Errors
/// [`Refusal::Unknown`]; [`Refusal::GroundUnknown`] when neither points to anything that is reported to the police.
pub fn police_sheet(reader: &Reader<'_>, policy: &Policy, by: &Actor, id: PostId, at: Timestamp) -> Result<Pdf> {
    let facts = facts(reader, id)?;
    let post = &facts.post;
    let removal = facts.actions.iter().rev().find(|action| {
        action.kind.takes_away() && !matches!(action.state, ActionState::Withdrawn | ActionState::Declined)
    });
    let decided = removal.map(|action| policy.ground(&action.ground)).transpose()?;
    let suggested = facts.no_copy_ground(policy).or_else(|| facts.ground(policy));
    let ground = decided.or(suggested).filter(|ground| ground.police).ok_or(Refusal::GroundUnknown)?;
    let account = register::account(reader, post.account)?;
    let names = names(reader)?;
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let sheet = PolicePaper {
        municipality: register::municipality(reader)?.unwrap_or_default(),
        by: by.name().to_owned(),
        at,
        ground: ground.name_sv.clone(),
        statute: ground.statute.clone(),
        account: account.name,
        platform: if account.service.is_empty() { account.platform.name().to_owned() } else { account.service },
        kind: kind(post.kind).to_owned(),
        address: known(&post.permalink),
        reference: post.platform_ref.0.clone(),
        author: post.author_name.clone(),
        author_reference: known(&post.author_ref),
        posted: post.posted_at,
        first_seen: post.first_seen_at,
        last_seen: post.last_seen_at,
        removed: removal.and_then(removed),
        decided_by: removal
            .map(|action| std::iter::once(action.decided_by).chain(action.second_by).map(name).collect())
            .unwrap_or_default(),
        evidence: pieces(reader, &[id])?,
        others: pieces(reader, &others(reader, id)?)?,
        files: intake::attachments(reader, id)?.len(),
        without_copy: ground.no_copy,
    };
    Ok(paper::police(&sheet)?.into_pdf())
}

fn removed(action: &Action) -> Option<(Timestamp, String)> {
    let seen = match action.read_back {
        ReadBack::Gone => "Kontrollerat: borta.",
        ReadBack::Hidden => "Kontrollerat: dolt.",
        ReadBack::Standing => "Kontrollerat: står kvar.",
        ReadBack::Unknown
        | ReadBack::NotYet
        | ReadBack::Blocked
        | ReadBack::Admitted
        | ReadBack::Closed
        | ReadBack::Open => "Plattformen svarar inte om det är borta.",
    };
    action.carried_out_at.map(|at| (at, seen.to_owned()))
}

/// Other posts by the same author on the same account, of which there is evidence.
fn others(reader: &Reader<'_>, id: PostId) -> Result<Vec<PostId>> {
    reader
        .rows(
            "SELECT o.id FROM post o JOIN post p ON p.account_id = o.account_id AND p.author_ref = o.author_ref
             WHERE p.id = $1 AND o.id <> p.id AND p.author_ref <> ''
               AND o.id IN (SELECT e.post_id FROM evidence e) ORDER BY o.posted_at, o.id LIMIT $2",
            &[id.into(), OTHERS.into()],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The evidence of these posts that can still be read.
fn pieces(reader: &Reader<'_>, posts: &[PostId]) -> Result<Vec<PoliceEvidence>> {
    let mut pieces = Vec::new();
    for post in posts {
        let address = intake::post(reader, *post)?.permalink;
        let address = (!address.is_empty()).then_some(address);
        if action::is_destroyed(reader, *post)? {
            continue;
        }
        let rows = reader.rows("SELECT id FROM evidence WHERE post_id = $1 ORDER BY no", &[(*post).into()])?;
        for row in rows {
            let piece: Summary = evidence::summary(reader, row.get::<EvidenceId>(0)?)?;
            pieces.push(PoliceEvidence {
                number: piece.number(),
                sealed: piece.sealed_at,
                digest: piece.digest,
                address: address.clone(),
                missing: piece.manifest.gaps.into_iter().map(|gap| gap.file_name).collect(),
            });
        }
    }
    Ok(pieces)
}

fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Post => "Inlägg",
        PostKind::VisitorPost => "Besökares inlägg",
        PostKind::Comment => "Kommentar",
        PostKind::Reply => "Svar på kommentar",
        PostKind::Mention => "Omnämnande",
        PostKind::DirectMessage => "Direktmeddelande",
    }
}
