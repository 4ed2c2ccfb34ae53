//! Removal without a copy: the one way to take a post away without evidence (FL3).
//!
//! Suspected child pornography may not be kept, not even as proof. What stays is ids, times and who wrote it. It is a type
//! of its own, so that neither way of removing can be had for the other's price.

use super::{Action, ActionKind, ActionState, SecondOpinion};
use crate::{
    flagging,
    intake::{self, Post},
    logbook::{Entry, Reader, Tx},
    policy::Ground,
    store::Value,
    words::{ActionId, ActorId, Digest, PostId, Refusal, Result},
};
use std::collections::BTreeSet;

/// A removal that leaves no copy: for a ground that the policy marks so, and confirmed by a second person where one is
/// needed.
///
/// It can't be made from an ordinary removal's evidence:
///
/// ```compile_fail
/// # use uppsikt_core::{action::*, evidence::*};
/// fn from_evidence(removal: RemovalOnEvidence) -> RemovalWithoutCopy {
///     removal.into()
/// }
/// ```
///
/// nor an ordinary removal from it, which would be one without evidence:
///
/// ```compile_fail
/// # use uppsikt_core::{action::*, words::*};
/// fn to_evidence(judged: &Judged, by: ActorId, removal: RemovalWithoutCopy, basis: &Basis) -> RemovalOnEvidence {
///     RemovalOnEvidence::of(judged, by, removal, basis, None).unwrap()
/// }
/// ```
///
/// and nobody puts one together by hand:
///
/// ```compile_fail
/// # use uppsikt_core::{action::*, words::*};
/// fn by_hand(post: PostId) -> RemovalWithoutCopy {
///     RemovalWithoutCopy { post, ground: "child_pornography".into(), second: None }
/// }
/// ```
#[derive(Debug)]
pub struct RemovalWithoutCopy {
    post: PostId,
    ground: String,
    second: Option<ActorId>,
}

impl RemovalWithoutCopy {
    /// A removal by the person `by`. `alone` says that no second person is needed.
    ///
    /// # Errors
    /// [`Refusal::GroundUnknown`] for a ground that allows copies; [`Refusal::SecondPersonNeeded`];
    /// [`Refusal::SamePerson`].
    pub fn of(
        post: &Post,
        by: ActorId,
        ground: &Ground,
        alone: bool,
        second: Option<SecondOpinion>,
    ) -> Result<RemovalWithoutCopy, Refusal> {
        if !ground.no_copy {
            return Err(Refusal::GroundUnknown);
        }
        match second {
            None if !alone => Err(Refusal::SecondPersonNeeded),
            Some(second) if second.by() == by => Err(Refusal::SamePerson),
            second => Ok(RemovalWithoutCopy {
                post: post.id,
                ground: ground.id.clone(),
                second: second.map(|second| second.by()),
            }),
        }
    }

    /// The removal that was decided and is about to be carried out.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when that is not what was decided.
    pub(super) fn decided(action: &Action) -> Result<RemovalWithoutCopy, Refusal> {
        let begun = action.state == ActionState::UnderWay || action.waits_for_a_hand();
        if action.kind != ActionKind::RemoveWithoutCopy || !begun {
            return Err(Refusal::Unknown);
        }
        Ok(RemovalWithoutCopy { post: action.post, ground: action.ground.clone(), second: action.second_by })
    }

    /// Which post.
    #[must_use]
    pub fn post(&self) -> PostId {
        self.post
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

/// Whether the content of a post has been destroyed.
///
/// # Errors
/// A fault of the database.
pub fn is_destroyed(reader: &Reader<'_>, post: PostId) -> Result<bool> {
    Ok(reader.first("SELECT at FROM destroyed_post WHERE post_id = $1", &[post.into()])?.is_some())
}

/// Destroys what is kept of the post: every wording, the platform's answers, the pictures, and the bytes of evidence that
/// held any of it. Digests stay, so that it can be told what was there. `None` when it has been done already.
///
/// A picture goes wherever it is kept: another post with the same one loses it too, and evidence that shows it. What a
/// neighbour's evidence quotes of the words, in its copy of the thread, stays: that is proof of another matter.
///
/// The rows of three other modules are changed here, rather than through them: only whoever holds the removal may do it.
///
/// # Errors
/// A fault of the database.
pub(super) fn destroy(tx: &mut Tx<'_>, removal: &RemovalWithoutCopy, action: ActionId) -> Result<Option<((), Entry)>> {
    let (post, at) = (removal.post, tx.at());
    if is_destroyed(tx, post)? {
        return Ok(None);
    }
    let pictures = pictures_of(tx, post)?;
    let doomed = bytes_of(tx, post, &pictures)?;
    tx.execute(
        "INSERT INTO destroyed_post (post_id, action_id, at) VALUES ($1, $2, $3)",
        &[post.into(), action.into(), at.into()],
    )?;
    flagging::picture_kept::forget(tx, post, &pictures)?;
    for digest in &doomed {
        tx.execute(
            "INSERT INTO destroyed_bytes (digest, post_id, picture, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (digest) DO NOTHING",
            &[(*digest).into(), post.into(), pictures.contains(digest).into(), at.into()],
        )?;
        tx.execute("DELETE FROM blob_chunk WHERE digest = $1", &[(*digest).into()])?;
    }
    tx.execute("UPDATE revision SET text = '', raw = '' WHERE post_id = $1", &[post.into()])?;
    tx.execute(
        "UPDATE attachment SET digest = NULL, description = '', trouble = 'no_copy', trouble_since = $2
         WHERE post_id = $1",
        &[post.into(), at.into()],
    )?;
    for picture in &pictures {
        tx.execute(
            "UPDATE attachment SET digest = NULL, description = '', trouble = 'no_copy', trouble_since = $2
             WHERE digest = $1",
            &[(*picture).into(), at.into()],
        )?;
    }
    tx.execute("UPDATE post SET wave = '' WHERE id = $1", &[post.into()])?;
    intake::forget_heard(tx, post)?;
    let author = intake::post(tx, post)?.author_name;
    tx.forget_for_search(post)?;
    tx.file_for_search(post, &author)?;
    Ok(Some(((), Entry::Destroyed { post, action, digests: doomed.into_iter().collect() })))
}

fn pictures_of(tx: &Tx<'_>, post: PostId) -> Result<BTreeSet<Digest>> {
    tx.rows("SELECT digest FROM attachment WHERE post_id = $1 AND digest IS NOT NULL", &[post.into()])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The pictures, and all files of evidence that shows the post or one of the pictures, but for files that other evidence
/// shares.
fn bytes_of(tx: &Tx<'_>, post: PostId, pictures: &BTreeSet<Digest>) -> Result<BTreeSet<Digest>> {
    let mut tainted: BTreeSet<String> = tx
        .rows("SELECT id FROM evidence WHERE post_id = $1", &[post.into()])?
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_>>()?;
    for picture in pictures {
        for row in tx.rows("SELECT evidence_id FROM evidence_file WHERE digest = $1", &[(*picture).into()])? {
            tainted.insert(row.get(0)?);
        }
    }
    let mut doomed = pictures.clone();
    for evidence in &tainted {
        let files = tx.rows("SELECT digest FROM evidence_file WHERE evidence_id = $1", &[evidence.as_str().into()])?;
        for file in files {
            let digest: Digest = file.get(0)?;
            let shared = tx
                .rows("SELECT evidence_id FROM evidence_file WHERE digest = $1", &[Value::from(digest)])?
                .iter()
                .map(|row| row.get::<String>(0))
                .collect::<Result<Vec<_>>>()?
                .iter()
                .any(|other| !tainted.contains(other));
            if !shared {
                doomed.insert(digest);
            }
        }
    }
    Ok(doomed)
}
