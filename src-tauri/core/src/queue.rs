//! The one queue: what the law wants first stands first.
//!
//! It is a query, not a table of its own. What a post demands now, its duty, follows from its flags, from what has been
//! decided and from what the registrar has answered; [`settle`] works it out after each of these, in the same
//! transaction. Every post is in exactly one list at all times (QU21).

mod author;
mod claim;
mod desk;
mod duty;
mod list;
mod steps;
mod view;

pub use author::{Breach, breaches};
pub use claim::{Held, claim, holder, must_not_be_held_by_another, release};
pub use desk::{
    ask_second, assign, close, forward, hide, keep_note, remove, reopen, reply, rest, second_answer, unhide, wake,
};
pub use duty::{Band, Due, Duty, DutyKind, facts, settle};
pub use list::{Chip, Counts, Filter, List, Page, QueueRow, counts, page, rested, unplaced};
pub use steps::{Offer, OfferKind, Step, StepKind, StepState};
pub use view::{
    ActionView, AttachmentView, ClaimView, Departure, Desk, DoneReasonView, DraftView, EvidenceFileView, EvidenceView,
    FlagView, ForwardSummary, GroundView, LogLine, NoteView, PictureReading, PostView, RevisionView, TemplateView,
    ThreadPost, evidence_view, log_lines, names, view,
};
