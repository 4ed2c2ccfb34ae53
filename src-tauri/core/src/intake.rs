//! Posts as they come in: every wording, and every disappearance.
//!
//! It judges nothing. What a platform answers passes through [`Source`] and becomes rows here, together with the
//! cursor it came with, in one transaction: a crash loses nothing and doubles nothing.

mod by_hand;
mod heard;
pub mod import;
pub(crate) mod plain;
mod post;
mod receive;
mod source;
pub(crate) mod xml;

pub use by_hand::{ByHand, Handed, LARGEST_FILE, TakenIn, media_type, plain_name, take_in, taken_in};
pub use heard::{
    Heard, Watchword, WatchwordTurn, address_of_heard, forget_heard, hear, heard, keep_turn, mark_heard_seen,
    stop_watching_for, unseen, watch_for, watchwords, words_due,
};
pub use post::{
    Attachment, Post, PostState, Revision, Standing, attachment, attachments, brought, comments_standing,
    earlier_by_author, mark_read, post, revisions, thread, unsaved_attachments, wave_size,
};
pub use receive::{
    Missed, Received, cursor, drawn_up, gone, keep_attachment, keep_cursor, missing, not_missing, receive,
    standing_now, words_of_wave,
};
pub use source::{
    Allowance, Ask, Batch, Covered, Cursor, Fetched, FetchedAttachment, File, GoneBy, Hiding, Look, Outage, OutageKind,
    PlatformRef, PostKind, Source,
};
