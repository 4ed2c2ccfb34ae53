//! What a copy lacks, and that a person knows it.
//!
//! A platform that no longer gives a picture must not make its post unremovable for ever. The copy is then sealed without
//! it, and says so wherever it is shown: which file, since when, and what the platform answered. Trouble that passes is no
//! gap: then the post waits (EV1).

use crate::{
    intake,
    logbook::Reader,
    words::{AttachmentId, Moderator, PostId, Refusal, Result, Timestamp},
};
use serde::{Deserialize, Serialize};

/// A file that the platform no longer gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Which of the post's files.
    pub attachment: AttachmentId,
    /// The name it would have had in the evidence.
    pub file_name: String,
    /// Since when the platform has said no.
    pub since: Timestamp,
    /// What it answered: codes and numbers.
    pub answer: String,
}

/// The gaps of a post that a moderator has been told of and accepts.
///
/// ```compile_fail
/// # use uppsikt_core::evidence::*;
/// fn nobody_was_asked(gaps: Vec<Gap>) -> ConfirmedGaps {
///     ConfirmedGaps(gaps)
/// }
/// ```
#[derive(Debug)]
pub struct ConfirmedGaps(Vec<Gap>);

impl ConfirmedGaps {
    /// That a moderator accepts that these files of the post are missing.
    ///
    /// # Errors
    /// [`Refusal::AttachmentMissing`] when one of them is not gone for good: a platform that is away, or a login that no
    /// longer works, is waited for or mended.
    pub fn of(
        reader: &Reader<'_>,
        _by: Moderator<'_>,
        post: PostId,
        without: &[AttachmentId],
    ) -> Result<ConfirmedGaps> {
        let known = gaps(reader, post)?;
        let confirmed: Vec<Gap> = known.into_iter().filter(|gap| without.contains(&gap.attachment)).collect();
        if without.iter().any(|id| !confirmed.iter().any(|gap| gap.attachment == *id)) {
            return Err(Refusal::AttachmentMissing.into());
        }
        Ok(ConfirmedGaps(confirmed))
    }

    /// No gaps: the copy is whole.
    #[must_use]
    pub fn none() -> ConfirmedGaps {
        ConfirmedGaps(Vec::new())
    }

    /// What is missing.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.0
    }

    pub(super) fn has(&self, attachment: AttachmentId) -> bool {
        self.0.iter().any(|gap| gap.attachment == attachment)
    }
}

/// The files of a post that the platform no longer gives.
///
/// # Errors
/// A fault of the database.
pub fn gaps(reader: &Reader<'_>, post: PostId) -> Result<Vec<Gap>> {
    let gone = intake::attachments(reader, post)?.into_iter().filter(intake::Attachment::is_gone);
    Ok(gone
        .filter_map(|attachment| {
            Some(Gap {
                attachment: attachment.id,
                since: attachment.trouble_since?,
                file_name: attachment.file_name,
                answer: attachment.trouble_answer,
            })
        })
        .collect())
}
