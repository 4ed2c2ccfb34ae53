//! Pictures and files on their way in, and what a fetched one means for its post.

use super::{may_be_copied, settle};
use crate::{
    intake::{self, Attachment, File, Outage},
    logbook::{Entry, Reader, Tx},
    policy::Policy,
    words::{AccountId, AttachmentId, PostId, Result},
};
use std::collections::BTreeMap;

/// Attachments looked through at a time.
const PAGE: u32 = 100;

/// Pictures and files of an account that have not been saved and may be, at most `limit`, the longest known first. Those of
/// posts that may not be copied (FL3) take nobody's place, however many they are.
///
/// # Errors
/// A fault of the database.
pub fn attachments_to_save(
    reader: &Reader<'_>,
    policy: &Policy,
    account: AccountId,
    limit: usize,
) -> Result<Vec<(PostId, Attachment)>> {
    let mut judged = BTreeMap::new();
    let (mut chosen, mut after) = (Vec::new(), None);
    loop {
        let page = intake::unsaved_attachments(reader, account, after, PAGE)?;
        let Some((_, last)) = page.last() else { return Ok(chosen) };
        after = Some(last.id);
        for (post, attachment) in page {
            let copied = match judged.get(&post) {
                Some(copied) => *copied,
                None => may_be_copied(reader, policy, post)?,
            };
            judged.insert(post, copied);
            if copied {
                chosen.push((post, attachment));
            }
            if chosen.len() == limit {
                return Ok(chosen);
            }
        }
    }
}

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
