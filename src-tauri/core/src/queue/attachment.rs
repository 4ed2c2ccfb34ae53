//! Pictures and files on their way in, and what a fetched one means for its post.

use super::settle;
use crate::{
    intake::{self, File, Outage},
    logbook::{Entry, Tx},
    policy::Policy,
    words::{AttachmentId, PostId, Result},
};

/// Keeps what came of fetching a file, and puts its post where it then belongs: a picture that may not be kept puts its post
/// first (FL3). `None` for trouble that passes, which leaves no trace: whoever comes next tries again.
///
/// # Errors
/// A fault of the database.
pub fn keep_attachment(
    tx: &mut Tx<'_>,
    policy: &Policy,
    post: PostId,
    attachment: AttachmentId,
    file: &Result<File, Outage>,
) -> Result<Option<((), Entry)>> {
    if file.as_ref().is_err_and(|outage| outage.kind.passes()) {
        return Ok(None);
    }
    let saved = intake::keep_attachment(tx, attachment, file)?;
    settle(tx, policy, post)?;
    Ok(Some(((), Entry::AttachmentsSaved { post, digests: saved.into_iter().collect() })))
}
