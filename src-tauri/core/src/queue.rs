//! The one queue: what the law wants first stands first.
//!
//! It is a query, not a table of its own. What a post demands now, its duty, follows from its flags, from what has been
//! decided and from what the registrar has answered; [`settle`] works it out after each of these, in the same
//! transaction. Every post is in exactly one list at all times (QU21).

mod attachment;
mod author;
mod claim;
mod connection;
mod desk;
mod duty;
mod hand;
mod judge;
mod list;
mod police;
mod reply;
mod steps;
mod view;
mod without_copy;

pub use attachment::{attachments_to_save, keep_attachment};
pub use author::{Breach, breaches};
pub use claim::{Held, claim, holder, must_not_be_held_by_another, release};
pub use connection::{connected, connection_changed};
pub use desk::{
    again, ask_second, assign, block, close, close_thread, correct, forward, hide, keep_note, open_thread, remove,
    reopen, rest, review_block, second_answer, unblock, unhide, wake,
};
pub use duty::{Band, Due, Duty, DutyKind, facts, may_be_copied, settle};
pub use hand::{IMPORTED, Part, done_by_hand, import_part, take_in};
pub use judge::judge;
pub use list::{
    Chip, Content, Counts, Filter, List, Page, QueueRow, counts, has_grave, open_by_account, page, rested, unplaced,
};
pub use police::police_sheet;
pub use reply::{Answer, own_words, reminders, reply};
pub use steps::{Offer, OfferKind, Step, StepKind, StepState};
pub use view::{
    ActionView, AttachmentView, BlockView, ClaimView, Departure, Desk, DoneReasonView, DraftView, EvidenceFileView,
    EvidenceView, FlagView, ForwardSummary, GapView, GroundView, LogLine, NoteView, PictureReading, PostView,
    RevisionView, TakenInView, TemplateView, ThreadPost, evidence_view, log_lines, names, view,
};
pub use without_copy::remove_without_copy;
