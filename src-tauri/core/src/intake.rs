//! Posts as they come in: every wording, and every disappearance.
//!
//! It judges nothing. What a platform answers passes through [`Source`] and becomes rows here, together with the
//! cursor it came with, in one transaction: a crash loses nothing and doubles nothing.

mod post;
mod receive;
mod source;

pub use post::{
    Attachment, Post, PostState, Revision, Standing, attachment, attachments, earlier_by_author, mark_read, post,
    revisions, thread, unsaved_attachments, wave_size,
};
pub use receive::{
    Missed, Received, cursor, drawn_up, gone, keep_attachment, keep_cursor, receive, standing_now, words_of_wave,
};
pub use source::{
    Allowance, Ask, Batch, Covered, Cursor, Fetched, FetchedAttachment, File, GoneBy, Look, Outage, OutageKind,
    PlatformRef, PostKind, Source,
};
