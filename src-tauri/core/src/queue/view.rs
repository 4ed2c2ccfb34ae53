//! One post as the window shows it: everything that a decision needs, on one page.

macro_rules! seen {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind),* }
    )*};
}

mod choices;
mod decided;
mod history;
mod marked;
mod pictures;
mod thread;

pub use choices::{DoneReasonView, GroundView, TemplateView};
pub use decided::{ActionView, BlockView, EvidenceFileView, EvidenceView, ForwardSummary, GapView, evidence_view};
pub use history::{LogLine, NoteView, log_lines, names};
pub use marked::{FlagView, RevisionView};
pub use pictures::{AttachmentView, PictureReading};
pub use thread::ThreadPost;

use super::{
    author::{Breach, breaches},
    claim::holder,
    duty::facts,
    list::{QueueRow, closed_by_itself, queue_rows},
    reply::own_words,
    steps::{Around, Offer, Step, offers, steps},
};
use crate::{
    action::{self, Abilities},
    evidence,
    flagging::{self, Lexicon, picture::Missing},
    intake::{self, GoneBy, PostKind, PostState, Standing},
    logbook::Reader,
    policy::Policy,
    register::{self, Account, ConnectionState},
    words::{AccountId, Actor, ActorId, DepartmentId, PostId, Refusal, Result, Timestamp},
};
use choices::{concerns, done_reasons, grounds, suggested_department, templates};
use decided::{action_view, forwards, police_at, rule_sets};
use history::{name_of, notes};
use marked::{flags, revisions};
use pictures::attachments;
use serde::Serialize;
use std::collections::BTreeMap;
use thread::thread;

/// Entries of a post's history that are shown with it.
const HISTORY: u32 = 200;

seen! {
    /// A saved draft.
    DraftView {
        /// The words.
        text: String,
        /// When they were saved.
        saved_at: Timestamp,
    }
    /// Who holds the post.
    ClaimView {
        /// Their name.
        holder: String,
        /// Whether that is me.
        mine: bool,
        /// Until when.
        until: Timestamp,
    }
    /// How it came in, when it was not fetched.
    TakenInView {
        /// Who put it in.
        by: String,
        /// When.
        at: Timestamp,
        /// From an archive.
        imported: bool,
        /// An official wrote it in their role, from elsewhere.
        in_role: bool,
    }
    /// How it went away.
    Departure {
        /// Who took it away, as far as can be told.
        by: GoneBy,
        /// When it was last seen.
        last_seen_at: Timestamp,
        /// When it was first missed.
        first_missed_at: Timestamp,
    }
    /// Everything about one post.
    PostView {
        /// Its id.
        id: PostId,
        /// Its row in the list.
        row: QueueRow,
        /// What kind it is.
        kind: PostKind,
        /// Whether others can see it.
        openly_visible: bool,
        /// Whether it stands, and how.
        standing: Standing,
        /// A web address for the browser.
        permalink: Option<String>,
        /// When the municipality could first read it.
        first_seen_at: Timestamp,
        /// Its newest wording; empty when it is withheld.
        text: String,
        /// Its words are not shown any more: that it may not be copied has been decided (FL3).
        withheld: bool,
        /// Every wording, oldest first.
        revisions: Vec<RevisionView>,
        /// The flags of the newest wording, the gravest first.
        flags: Vec<FlagView>,
        /// Pictures and files.
        attachments: Vec<AttachmentView>,
        /// The thread it stands in.
        thread: Vec<ThreadPost>,
        /// How many earlier posts its author has written here; nothing where nobody tells who the author is.
        earlier_by_author: Option<u32>,
        /// What earlier posts of its author were taken away for, the newest first.
        breaches: Vec<Breach>,
        /// For how many days those are shown.
        author_days: u32,
        /// Why text in its pictures is not read here, where it is not.
        eyes_missing: Option<Missing>,
        /// Working notes.
        notes: Vec<NoteView>,
        /// What was done, newest first.
        history: Vec<LogLine>,
        /// The step chart.
        steps: Vec<Step>,
        /// What can be done, or why not.
        offers: Vec<Offer>,
        /// The grounds that can be chosen.
        grounds: Vec<GroundView>,
        /// The ground its flags suggest.
        suggested_ground: Option<String>,
        /// The grounds on which nothing may be copied (FL3).
        grounds_without_copy: Vec<GroundView>,
        /// It may not be copied: its flags say so, or a person has.
        no_copy: bool,
        /// Its content was destroyed; only ids, times and the author are left.
        destroyed: bool,
        /// The department it concerns: its own, or the one that its words suggest.
        suggested_department: DepartmentId,
        /// In brief what it is about, without the citizen's words.
        suggested_concerns: String,
        /// Whether its flags make it confidential.
        confidential: bool,
        /// What was decided, oldest first.
        actions: Vec<ActionView>,
        /// The newest evidence.
        evidence: Option<EvidenceView>,
        /// What was sent to registrars.
        forwards: Vec<ForwardSummary>,
        /// My draft.
        draft: Option<DraftView>,
        /// Texts to answer with.
        templates: Vec<TemplateView>,
        /// What a reply will end with.
        signature: String,
        /// The longest reply, in code points; 0 for no limit.
        longest_reply: u32,
        /// Where it is.
        state: PostState,
        /// Why it was closed: the reason's id, or `all_done`.
        done_reason: String,
        /// Whether the program closed it, because nothing remained.
        closed_by_itself: bool,
        /// Until when it rests.
        rests_until: Option<Timestamp>,
        /// Why it rests.
        rest_reason: String,
        /// To whom it was given.
        assigned_person: Option<ActorId>,
        /// To which department.
        assigned_department: Option<DepartmentId>,
        /// Who holds it.
        claim: Option<ClaimView>,
        /// How it went away.
        gone: Option<Departure>,
        /// The account it came to.
        account: AccountId,
        /// The block in force that shuts its author out of the account.
        block: Option<BlockView>,
        /// Comments that closing the thread would take away; 0 where it takes none.
        closing_removes: u32,
        /// Reasons to close it.
        done_reasons: Vec<DoneReasonView>,
        /// What is decided here is done by a person, on the service itself, and ticked off.
        by_hand: bool,
        /// What the municipality has noted of the service; empty when nothing.
        service_remark: String,
        /// How it came in, when it was not fetched.
        taken_in: Option<TakenInView>,
    }
}

/// What the view of a post needs beside the database.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// What flags were made with.
    pub lexicon: &'a Lexicon,
    /// What the platform of the account can do.
    pub abilities: &'a dyn Fn(&Account) -> Option<Abilities>,
    /// Who looks.
    pub me: &'a Actor,
    /// The time now.
    pub now: Timestamp,
}

/// Everything about one post.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn view(reader: &Reader<'_>, desk: Desk<'_>, id: PostId) -> Result<PostView> {
    let facts = facts(reader, id)?;
    let Desk { policy, me, now, .. } = desk;
    let post = &facts.post;
    let account = register::account(reader, post.account)?;
    let names = names(reader)?;
    let row = queue_rows(reader, &[id], now)?.into_iter().next().ok_or(Refusal::Unknown)?;
    let newest = evidence::newest(reader, id)?;
    let departments = register::departments(reader)?;
    let labels = facts.labels();
    let department = suggested_department(policy, &departments, &account, &post.text, &labels);
    let block = action::block_of_author(reader, post)?;
    let abilities = (desk.abilities)(&account);
    let around = Around {
        policy,
        abilities,
        connected: account.connection != ConnectionState::None || facts.by_hand,
        handle: &account.handle,
        block: block.as_ref(),
        thread_closed: action::thread_is_closed(reader, post)?,
        evidence: newest.as_ref(),
        registrar_known: department.is_some_and(|department| !department.registrar_address.is_empty()),
        police_at: police_at(reader, id)?,
        now,
    };
    let no_copy = facts.allows_no_copy(policy);
    let services = if account.platform.is_by_hand() { register::services(reader)? } else { Vec::new() };
    let placed = reader.one(
        "SELECT done_reason, rests_until, rest_reason, assigned_person, assigned_department FROM post WHERE id = $1",
        &[id.into()],
    )?;
    let done_reason: String = placed.get(0)?;
    let signature = policy
        .signature(account.platform.word())
        .filter(|rule| rule.required)
        .map(|rule| rule.signature(me.initials()))
        .unwrap_or_default();
    let withheld = facts.is_withheld();
    let text = if withheld { "" } else { post.text.as_str() };
    let mut pictures = if withheld { BTreeMap::new() } else { flagging::picture_kept::texts(reader, id)? };
    let rule_sets = rule_sets(reader, id)?;
    Ok(PostView {
        id,
        kind: post.kind,
        openly_visible: post.openly_visible,
        standing: post.standing,
        permalink: (!post.permalink.is_empty()).then(|| post.permalink.clone()),
        first_seen_at: post.first_seen_at,
        text: text.to_owned(),
        withheld,
        revisions: revisions(reader, id, withheld)?,
        flags: flags(reader, policy, &facts.flags, desk.lexicon, text, &pictures)?,
        attachments: attachments(reader, id, no_copy, &mut pictures)?,
        thread: thread(reader, policy, post, withheld)?,
        earlier_by_author: intake::earlier_by_author(reader, post)?,
        breaches: breaches(reader, policy, post, now)?,
        author_days: policy.limits().author_days,
        eyes_missing: None,
        notes: notes(reader, id, &names)?,
        history: log_lines(reader, &reader.entries(Some(&id.to_string()), i64::MAX, HISTORY)?)?,
        steps: steps(&facts, &around),
        offers: offers(&facts, &around),
        grounds: grounds(policy, false),
        grounds_without_copy: grounds(policy, true),
        no_copy,
        destroyed: action::is_destroyed(reader, id)?,
        suggested_ground: facts.ground(policy).map(|ground| ground.id.clone()),
        suggested_department: department.map_or(account.department, |department| department.id),
        suggested_concerns: concerns(&facts, policy),
        confidential: facts.is_confidential(),
        actions: facts
            .actions
            .iter()
            .map(|action| action_view(action, &names, me.id(), facts.has_login, &rule_sets))
            .collect(),
        evidence: newest.as_ref().map(|summary| evidence_view(summary, &names, Some(post.latest), None)),
        forwards: forwards(&facts, &departments),
        draft: match me.moderator() {
            Ok(by) => action::draft(reader, by, id)?.map(|(text, saved_at)| DraftView { text, saved_at }),
            Err(_) => None,
        },
        templates: templates(policy, &facts, department, &labels, own_words(reader, policy, account.platform, me)?),
        signature,
        longest_reply: around.abilities.map_or(0, |abilities| abilities.longest_reply),
        state: post.state,
        closed_by_itself: closed_by_itself(&done_reason),
        done_reason,
        rests_until: placed.get(1)?,
        rest_reason: placed.get(2)?,
        assigned_person: placed.get(3)?,
        assigned_department: placed.get(4)?,
        claim: holder(reader, id, now)?.map(|held| ClaimView {
            holder: held.name,
            mine: held.by == me.id(),
            until: held.until,
        }),
        account: account.id,
        closing_removes: if abilities.is_some_and(|abilities| abilities.closing_removes) {
            u32::try_from(intake::comments_standing(reader, post)?.len()).unwrap_or(u32::MAX)
        } else {
            0
        },
        block: block.as_ref().map(|block| BlockView {
            by: name_of(&names, block.by),
            since: block.since,
            ends_at: block.ends_at,
            review_at: block.review_at,
            due: block.due_at() <= now,
        }),
        gone: post.gone.map(|(first_missed_at, by)| Departure { by, last_seen_at: post.last_seen_at, first_missed_at }),
        done_reasons: done_reasons(policy),
        by_hand: facts.by_hand,
        service_remark: register::service_of(&services, &account.service)
            .map(|service| service.remark.clone())
            .unwrap_or_default(),
        taken_in: intake::taken_in(reader, id)?.map(|how| TakenInView {
            by: name_of(&names, how.by),
            at: how.at,
            imported: how.imported,
            in_role: how.in_role,
        }),
        row,
    })
}
