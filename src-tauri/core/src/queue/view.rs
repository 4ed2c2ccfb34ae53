//! One post as the window shows it: everything that a decision needs, on one page.

use super::{
    author::{Breach, breaches},
    claim::holder,
    duty::{Facts, facts},
    list::{QueueRow, closed_by_itself, queue_rows},
    steps::{Around, Offer, Step, offers, steps},
};
use crate::{
    action::{self, Abilities, Action, ActionKind, ActionState, ReadBack},
    evidence::{self, Summary},
    flagging::{
        self, Flag, FlagState, Label, Lexicon, Severity,
        adviser::Advice,
        picture::{Missing, Place},
        picture_kept::Kept,
    },
    intake::{self, GoneBy, Post, PostKind, PostState, Standing},
    logbook::{Logged, Reader},
    policy::{self, Policy, TemplateKind, Unregistered},
    register::{self, Account, ConnectionState, Department},
    registrar::{ForwardState, Forwarded},
    words::{
        AccountId, ActionId, Actor, ActorId, AttachmentId, DepartmentId, EvidenceId, FlagId, NoteId, PostId, Refusal,
        Result, RevisionNo, Timestamp,
    },
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Posts of a thread that are shown around one post.
const THREAD: u32 = 200;
/// Entries of a post's history that are shown with it.
const HISTORY: u32 = 200;

macro_rules! seen {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind),* }
    )*};
}

seen! {
    /// A flag with its reason.
    FlagView {
        /// Its id.
        id: FlagId,
        /// What it says.
        label: Label,
        /// How grave.
        severity: Severity,
        /// Which rule made it.
        rule: String,
        /// The digest of the rules it was made with, shortened.
        rule_set: String,
        /// The picture that its words stand in, if they stand in one.
        picture: Option<AttachmentId>,
        /// How sure, 1–100.
        score: u8,
        /// What the local model added, where it did.
        advice: Option<Advice>,
        /// Where its words begin, in code points of the newest wording or of what was read in the picture.
        start: u32,
        /// Where they end.
        end: u32,
        /// One Swedish sentence.
        why: String,
        /// The ground with its statute, in Swedish.
        ground: String,
        /// Whether a person has judged it wrong.
        wrong: bool,
        /// How often its rule was right.
        right: u32,
        /// Of how many that were judged.
        judged: u32,
    }
    /// One wording.
    RevisionView {
        /// Its number.
        no: RevisionNo,
        /// The words.
        text: String,
        /// When it was first seen.
        seen_at: Timestamp,
    }
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
    /// A file that evidence lacks, since the platform no longer gave it.
    GapView {
        /// The name made by us.
        name: String,
        /// Since when.
        since: Timestamp,
        /// What the platform answered: codes and numbers.
        answer: String,
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
    /// A post of the thread.
    ThreadPost {
        /// Its id.
        id: PostId,
        /// The name its author shows.
        author: String,
        /// Written by the municipality.
        ours: bool,
        /// Its words; none of what may not be copied.
        text: String,
        /// Its words are not shown, since it may not be copied (FL3).
        withheld: bool,
        /// When it was posted.
        posted_at: Timestamp,
        /// How deep it stands: 0 begins the thread.
        depth: u32,
        /// It is gone.
        gone: bool,
        /// It is the one that is looked at.
        current: bool,
    }
    /// A working note.
    NoteView {
        /// Its id.
        id: NoteId,
        /// Who wrote it.
        author: String,
        /// What.
        text: String,
        /// When.
        at: Timestamp,
    }
    /// A decision.
    ActionView {
        /// Its id.
        id: ActionId,
        /// What.
        kind: ActionKind,
        /// How far it has come.
        state: ActionState,
        /// When it was decided.
        decided_at: Timestamp,
        /// By whom.
        by: String,
        /// Whether I decided it.
        mine: bool,
        /// The ground's id.
        ground: String,
        /// The reason, for colleagues.
        reason: String,
        /// The reply, or the notice in the thread.
        text: String,
        /// Until when it can be withdrawn, or when it is tried again.
        not_before: Timestamp,
        /// When it was carried out.
        carried_out_at: Option<Timestamp>,
        /// What was seen afterwards.
        read_back: ReadBack,
        /// Why it was not carried out: a code.
        cause: String,
        /// It is the notice of a removal.
        is_notice: bool,
        /// It waits because the account has no login that works.
        no_login: bool,
        /// It waits for a person who does it on the service itself.
        waits_for_a_hand: bool,
        /// The digest of the rules that held when it was decided, shortened; empty where nobody noted it.
        rule_set: String,
    }
    /// A block in force.
    BlockView {
        /// Who decided it.
        by: String,
        /// Since when.
        since: Timestamp,
        /// When it ends.
        ends_at: Timestamp,
        /// When it is looked at again.
        review_at: Timestamp,
        /// Whether that day has come.
        due: bool,
    }
    /// A file of evidence.
    EvidenceFileView {
        /// Its name.
        name: String,
        /// What kind.
        media_type: String,
        /// Its length in bytes.
        bytes: u32,
        /// Its SHA-256.
        digest: String,
    }
    /// Sealed evidence, unopened.
    EvidenceView {
        /// Its id.
        id: EvidenceId,
        /// Its number as people write it.
        number: String,
        /// When it was sealed.
        sealed_at: Timestamp,
        /// By whom.
        by: String,
        /// The digest of its manifest.
        digest: String,
        /// Its files.
        files: Vec<EvidenceFileView>,
        /// Which wording it shows.
        revision: RevisionNo,
        /// The post has been reworded since.
        outdated: bool,
        /// What a check of every byte said, where one was made.
        sound: Option<bool>,
        /// What it lacks.
        gaps: Vec<GapView>,
    }
    /// A ground that can be chosen.
    GroundView {
        /// Its id.
        id: String,
        /// Its name, in Swedish.
        name_sv: String,
        /// Its name, in English.
        name_en: String,
        /// Its statute; empty for a guideline.
        statute: String,
        /// What it rests on.
        basis: policy::Basis,
        /// Whether it must go at once.
        immediate: bool,
        /// What counts and what does not, in Swedish.
        help: String,
    }
    /// A text to answer with.
    TemplateView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What it is for.
        kind: TemplateKind,
        /// The text, filled in as far as is known; a `{field}` is left where not.
        text: String,
        /// The fields that are left, as people call them.
        missing: Vec<String>,
        /// Whether the flags suggest it.
        suggested: bool,
    }
    /// A reason to close.
    DoneReasonView {
        /// Its id.
        id: String,
        /// In Swedish.
        name_sv: String,
        /// In English.
        name_en: String,
        /// Why it needs no diary.
        unregistered: Unregistered,
    }
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
    /// A forward, in short.
    ForwardSummary {
        /// Its id.
        id: crate::words::ForwardId,
        /// To which department.
        department: String,
        /// How far it has come.
        state: ForwardState,
        /// When it was sent.
        sent_at: Timestamp,
        /// When it must be registered.
        register_by: Timestamp,
        /// The number.
        number: Option<String>,
        /// The registrar's question.
        question: String,
        /// Whether it goes to a person's file.
        personal_file: bool,
    }
    /// An entry of the logbook, with names instead of ids where the register knows them.
    LogLine {
        /// Its number; text, since it may outgrow what a window counts exactly.
        seq: String,
        /// When.
        at: Timestamp,
        /// Who.
        actor: String,
        /// Which kind.
        kind: String,
        /// What about: an id.
        subject: String,
        /// What about: a name, where there is one; of a post, its author's.
        subject_name: String,
        /// Whether it is about a post.
        about_post: bool,
        /// The entry as JSON.
        entry: String,
        /// Its hash.
        hash: String,
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
        flags: flags(reader, &facts.flags, desk.lexicon, text, &pictures)?,
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
        forwards: forwards(&facts.forwards, &departments),
        draft: match me.moderator() {
            Ok(by) => action::draft(reader, by, id)?.map(|(text, saved_at)| DraftView { text, saved_at }),
            Err(_) => None,
        },
        templates: templates(policy, &facts, &account, department, &labels, &signature),
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
        done_reasons: policy
            .done_reasons()
            .iter()
            .map(|reason| DoneReasonView {
                id: reason.id.clone(),
                name_sv: reason.name_sv.clone(),
                name_en: reason.name_en.clone(),
                unregistered: reason.unregistered,
            })
            .collect(),
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

/// The names of everybody in the register, and of the collector.
///
/// # Errors
/// A fault of the database.
pub fn names(reader: &Reader<'_>) -> Result<BTreeMap<ActorId, String>> {
    let collector = Actor::collector();
    let mut names: BTreeMap<ActorId, String> = [(collector.id(), collector.name().to_owned())].into();
    for person in register::people(reader)? {
        names.insert(person.id, person.name);
    }
    Ok(names)
}

fn name_of(names: &BTreeMap<ActorId, String>, id: ActorId) -> String {
    names.get(&id).cloned().unwrap_or_default()
}

fn revisions(reader: &Reader<'_>, id: PostId, withheld: bool) -> Result<Vec<RevisionView>> {
    let shown = |text| if withheld { String::new() } else { text };
    let revisions = intake::revisions(reader, id)?;
    Ok(revisions.into_iter().map(|r| RevisionView { no: r.no, text: shown(r.text), seen_at: r.seen_at }).collect())
}

/// The rules that held when each decision on a post was made.
fn rule_sets(reader: &Reader<'_>, id: PostId) -> Result<BTreeMap<ActionId, String>> {
    reader
        .rows(
            "SELECT d.action_id, d.rule_set FROM decided_under d JOIN action a ON a.id = d.action_id WHERE a.post_id = $1",
            &[id.into()],
        )?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get::<String>(1)?.chars().take(12).collect())))
        .collect()
}

fn flags(
    reader: &Reader<'_>,
    flags: &[Flag],
    lexicon: &Lexicon,
    text: &str,
    pictures: &BTreeMap<AttachmentId, Kept>,
) -> Result<Vec<FlagView>> {
    let mut seen = Vec::with_capacity(flags.len());
    for flag in flags {
        let (right, judged) = flagging::kept::precision(reader, &flag.rule)?;
        let words = flagging::picture_kept::words_of(flag, text, pictures);
        let (why, ground) = flagging::kept::said(reader, flag, lexicon, &words)?;
        seen.push(FlagView {
            id: flag.id,
            label: flag.label,
            severity: flag.severity,
            rule_set: flag.rule_set.to_string().chars().take(12).collect(),
            start: flag.start,
            end: flag.end,
            picture: flag.picture,
            score: flag.score,
            advice: flag.advice,
            why,
            ground,
            rule: flag.rule.clone(),
            wrong: flag.state == FlagState::Wrong,
            right,
            judged,
        });
    }
    seen.sort_by_key(|flag| (flag.wrong, std::cmp::Reverse(flag.severity), flag.start));
    Ok(seen)
}

/// When a sheet for a report to the police was last written out.
fn police_at(reader: &Reader<'_>, id: PostId) -> Result<Option<Timestamp>> {
    let entries = "SELECT MAX(at) FROM logbook WHERE subject = $1 AND kind = 'police_sheet_saved'";
    reader.one(entries, &[id.to_string().into()])?.get(0)
}

/// Of what may not be copied, no picture is shown either, though it may have been saved before that was known.
fn attachments(
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

/// The thread in the order of its branches: what answers a post stands under it. Of what may not be copied only the place
/// is shown; of the post itself the words, for as long as somebody has to judge them.
fn thread(reader: &Reader<'_>, policy: &Policy, of: &Post, withheld: bool) -> Result<Vec<ThreadPost>> {
    let posts = intake::thread(reader, of, THREAD)?;
    let others = evidence::withheld(reader, policy, of)?;
    let is_withheld = |post: &Post| if post.id == of.id { withheld } else { others.contains(&post.id) };
    let mut answers: BTreeMap<&str, Vec<&Post>> = BTreeMap::new();
    let known: std::collections::BTreeSet<&str> = posts.iter().map(|post| post.platform_ref.0.as_str()).collect();
    for post in &posts {
        // What answers something that was never seen, or itself, stands at the beginning.
        let parent = post.parent_ref.0.as_str();
        let at = if known.contains(parent) && parent != post.platform_ref.0 { parent } else { "" };
        answers.entry(at).or_default().push(post);
    }
    let mut ordered = Vec::with_capacity(posts.len());
    let mut stack: Vec<(&Post, u32)> =
        answers.remove("").unwrap_or_default().into_iter().rev().map(|post| (post, 0)).collect();
    loop {
        let Some((post, depth)) = stack.pop() else {
            // What is left answers in a ring: it is shown all the same, from its oldest post on.
            let left = answers.values().flatten().min_by_key(|post| (post.posted_at, post.id)).copied();
            let Some(oldest) = left else { break };
            for ring in answers.values_mut() {
                ring.retain(|post| post.id != oldest.id);
            }
            stack.push((oldest, 0));
            continue;
        };
        ordered.push(ThreadPost {
            id: post.id,
            author: post.author_name.clone(),
            ours: post.ours,
            text: if is_withheld(post) { String::new() } else { post.text.clone() },
            withheld: is_withheld(post),
            posted_at: post.posted_at,
            depth,
            gone: post.standing == Standing::Gone,
            current: post.id == of.id,
        });
        let under = answers.remove(post.platform_ref.0.as_str()).unwrap_or_default();
        stack.extend(under.into_iter().rev().map(|post| (post, depth + 1)));
    }
    Ok(ordered)
}

fn notes(reader: &Reader<'_>, id: PostId, names: &BTreeMap<ActorId, String>) -> Result<Vec<NoteView>> {
    reader
        .rows("SELECT id, person_id, text, at FROM note WHERE post_id = $1 ORDER BY at, id", &[id.into()])?
        .iter()
        .map(|row| {
            Ok(NoteView { id: row.get(0)?, author: name_of(names, row.get(1)?), text: row.get(2)?, at: row.get(3)? })
        })
        .collect()
}

/// Entries with names instead of ids.
///
/// # Errors
/// A fault of the database.
pub fn log_lines(reader: &Reader<'_>, entries: &[Logged]) -> Result<Vec<LogLine>> {
    let names = names(reader)?;
    let mut subjects: BTreeMap<String, String> =
        names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    for account in register::accounts(reader)? {
        subjects.insert(account.id.to_string(), account.name);
    }
    for department in register::departments(reader)? {
        subjects.insert(department.id.to_string(), department.name);
    }
    let authors = authors(reader, entries)?;
    Ok(entries
        .iter()
        .map(|entry| LogLine {
            about_post: authors.contains_key(&entry.subject),
            seq: entry.seq.to_string(),
            at: entry.at,
            actor: name_of(&names, entry.actor),
            kind: entry.kind.clone(),
            subject_name: subjects
                .get(&entry.subject)
                .or_else(|| authors.get(&entry.subject))
                .cloned()
                .unwrap_or_default(),
            subject: entry.subject.clone(),
            entry: entry.entry.clone(),
            hash: entry.hash.clone(),
        })
        .collect())
}

/// Who wrote the posts that entries are about: a person reads the logbook by names. The names are the register's and the
/// post's own; in the book itself there are ids only.
fn authors(reader: &Reader<'_>, entries: &[Logged]) -> Result<BTreeMap<String, String>> {
    let mut subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut authors = BTreeMap::new();
    for some in subjects.chunks(500) {
        let places = (1..=some.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let args: Vec<_> = some.iter().map(|subject| (*subject).into()).collect();
        for row in reader.rows(&format!("SELECT id, author_name FROM post WHERE id IN ({places})"), &args)? {
            authors.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(authors)
}

fn grounds(policy: &Policy, no_copy: bool) -> Vec<GroundView> {
    policy
        .grounds()
        .iter()
        .filter(|ground| ground.no_copy == no_copy)
        .map(|ground| GroundView {
            id: ground.id.clone(),
            name_sv: ground.name_sv.clone(),
            name_en: ground.name_en.clone(),
            statute: ground.statute.clone().unwrap_or_default(),
            basis: ground.basis,
            immediate: policy.is_immediate(ground),
            help: ground.help_sv.clone(),
        })
        .collect()
}

/// The department that the words suggest, else the one that owns the account.
fn suggested_department<'a>(
    policy: &Policy,
    departments: &'a [Department],
    account: &Account,
    text: &str,
    labels: &[&str],
) -> Option<&'a Department> {
    let named = |name: &str| {
        let wanted = name.to_lowercase();
        departments.iter().find(|department| {
            department.name.to_lowercase().contains(&wanted) || department.board.to_lowercase().contains(&wanted)
        })
    };
    policy
        .departments_for(text, labels)
        .into_iter()
        .find_map(|hint| named(&hint.department))
        .or_else(|| departments.iter().find(|department| department.id == account.department))
}

/// In brief what a post is about, from its flags and never from its words: it goes into the diary, which is public.
fn concerns(facts: &Facts, policy: &Policy) -> String {
    if let Some(ground) = facts.ground(policy) {
        return format!("Inlägg i sociala medier: {}", ground.name_sv.to_lowercase());
    }
    let what = [
        (Label::RecordsRequest, "begäran om allmän handling"),
        (Label::Case, "begäran om handläggning"),
        (Label::FaultReport, "felanmälan"),
        (Label::Criticism, "synpunkt"),
        (Label::Question, "fråga"),
    ]
    .into_iter()
    .find_map(|(label, what)| facts.says(label).then_some(what))
    .unwrap_or("inlägg");
    format!("Inlägg i sociala medier: {what}")
}

fn action_view(
    action: &Action,
    names: &BTreeMap<ActorId, String>,
    me: ActorId,
    has_login: bool,
    rule_sets: &BTreeMap<ActionId, String>,
) -> ActionView {
    ActionView {
        no_login: !has_login && action.state.is_pending(),
        id: action.id,
        kind: action.kind,
        state: action.state,
        decided_at: action.decided_at,
        by: name_of(names, action.decided_by),
        mine: action.decided_by == me,
        ground: action.ground.clone(),
        reason: action.reason.clone(),
        text: action.text.clone(),
        not_before: action.not_before,
        carried_out_at: action.carried_out_at,
        read_back: action.read_back,
        cause: action.cause.clone(),
        is_notice: action.of_action.is_some(),
        waits_for_a_hand: action.waits_for_a_hand(),
        rule_set: rule_sets.get(&action.id).cloned().unwrap_or_default(),
    }
}

/// Evidence as it is shown. `latest` is the newest wording of its post; `sound` what a check said.
#[must_use]
pub fn evidence_view(
    summary: &Summary,
    names: &BTreeMap<ActorId, String>,
    latest: Option<RevisionNo>,
    sound: Option<bool>,
) -> EvidenceView {
    EvidenceView {
        id: summary.id,
        number: summary.number(),
        sealed_at: summary.sealed_at,
        by: name_of(names, summary.sealed_by),
        digest: summary.digest.to_string(),
        files: summary
            .manifest
            .files
            .iter()
            .map(|file| EvidenceFileView {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes: u32::try_from(file.bytes).unwrap_or(u32::MAX),
                digest: file.sha256.to_string(),
            })
            .collect(),
        revision: summary.revision,
        outdated: latest.is_some_and(|latest| latest != summary.revision),
        sound,
        gaps: summary
            .manifest
            .gaps
            .iter()
            .map(|gap| GapView { name: gap.file_name.clone(), since: gap.since, answer: gap.answer.clone() })
            .collect(),
    }
}

fn forwards(forwards: &[Forwarded], departments: &[Department]) -> Vec<ForwardSummary> {
    forwards
        .iter()
        .map(|forward| ForwardSummary {
            id: forward.id,
            department: departments
                .iter()
                .find(|department| department.id == forward.department)
                .map(|department| department.name.clone())
                .unwrap_or_default(),
            state: forward.state,
            sent_at: forward.sent_at,
            register_by: forward.register_by,
            number: forward.number.as_ref().map(ToString::to_string),
            question: forward.question.clone(),
            personal_file: forward.personal_file,
        })
        .collect()
}

fn templates(
    policy: &Policy,
    facts: &Facts,
    account: &Account,
    department: Option<&Department>,
    labels: &[&str],
    signature: &str,
) -> Vec<TemplateView> {
    // A number that would tell of something confidential is not told in a thread.
    let number =
        facts.forwards.iter().rev().filter(|forward| !forward.confidential).find_map(|forward| forward.number.as_ref());
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    values.insert("kommun", account.name.clone());
    values.insert("signatur", signature.to_owned());
    if let Some(department) = department {
        values.insert("forvaltning", department.name.clone());
    }
    if let Some(number) = number {
        values.insert("diarienummer", number.to_string());
    }
    let fitting = policy.templates_for(labels);
    let mut seen: Vec<TemplateView> = policy
        .templates()
        .iter()
        .filter(|template| template.kind != TemplateKind::RemovalNotice)
        .map(|template| {
            let missing = template.missing(&values);
            let numbered = template.kind == TemplateKind::Forwarded && number.is_some();
            TemplateView {
                id: template.id.clone(),
                name: template.name.clone(),
                kind: template.kind,
                text: template.filled_where_known(&values),
                missing: missing.iter().map(|field| policy.field_name(field).to_owned()).collect(),
                suggested: numbered || (number.is_none() && fitting.iter().any(|fit| fit.id == template.id)),
            }
        })
        .collect();
    seen.sort_by_key(|template| !template.suggested);
    seen
}
