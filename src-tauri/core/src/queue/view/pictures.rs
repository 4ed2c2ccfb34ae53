//! The pictures and files of a post, and what was read in them.

use crate::{
    flagging::{picture::Place, picture_kept::Kept},
    intake,
    logbook::Reader,
    words::{AttachmentId, PostId, Result, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

seen! {
    /// A picture or file.
    AttachmentView {
        /// Its id.
        id: AttachmentId,
        /// What kind.
        media_type: String,
        /// The alternative text.
        description: String,
        /// The name made by us, as evidence names it.
        file_name: String,
        /// Whether its bytes have been saved, and may be looked at.
        saved: bool,
        /// Why not: a code.
        trouble: String,
        /// Whether the platform no longer gives it, so that evidence may be sealed without it, knowingly.
        gone: bool,
        /// Since when the platform has said no.
        trouble_since: Option<Timestamp>,
        /// What the platform answered: codes and numbers.
        trouble_answer: String,
        /// What was read in it; `None` while nobody has.
        reading: Option<PictureReading>,
    }
    /// What stands in a picture.
    PictureReading {
        /// The words, line by line.
        text: String,
        /// Where each of them stands.
        places: Vec<Place>,
        /// How wide the picture is, in points.
        width: u32,
        /// How high.
        height: u32,
        /// Why nothing could be read: a code, or empty.
        trouble: String,
    }
}

/// Of what may not be copied, no picture is shown either, though it may have been saved before that was known.
pub(super) fn attachments(
    reader: &Reader<'_>,
    id: PostId,
    no_copy: bool,
    pictures: &mut BTreeMap<AttachmentId, Kept>,
) -> Result<Vec<AttachmentView>> {
    let attachments = intake::attachments(reader, id)?;
    Ok(attachments
        .into_iter()
        .map(|attachment| AttachmentView {
            reading: pictures.remove(&attachment.id).filter(|_| !no_copy).map(|kept| PictureReading {
                text: kept.text.text,
                places: kept.text.places,
                width: kept.text.width,
                height: kept.text.height,
                trouble: kept.trouble,
            }),
            id: attachment.id,
            saved: attachment.digest.is_some() && !no_copy,
            gone: attachment.is_gone(),
            media_type: attachment.media_type,
            description: if no_copy { String::new() } else { attachment.description },
            trouble: if no_copy { "no_copy".to_owned() } else { attachment.trouble },
            trouble_since: attachment.trouble_since,
            trouble_answer: attachment.trouble_answer,
            file_name: attachment.file_name,
        })
        .collect())
}
