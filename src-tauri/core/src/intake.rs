//! Posts as they come in: every wording, and every disappearance.
//!
//! It judges nothing. What a platform answers passes through [`Source`] and becomes rows here, together with the
//! cursor it came with, in one transaction: a crash loses nothing and doubles nothing.

mod source;

pub use source::{
    Ask, Batch, Covered, Cursor, Fetched, FetchedAttachment, File, GoneBy, Look, Outage, OutageKind, PlatformRef,
    PostKind, Source,
};
