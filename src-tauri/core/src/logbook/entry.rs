//! What is entered in the logbook.

use crate::words::{
    AccountId, ActionId, ActorId, AttachmentId, DepartmentId, Digest, EvidenceId, FlagId, ForwardId, HeardId, Platform,
    PostId, RegistrationNumber, RevisionNo, ServiceId, Timestamp, UnregisteredId, WatchwordId,
};
use serde::Serialize;
use std::fmt;

/// One change. It names things by their ids and grounds by their words; a citizen's words have no place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// The database was begun for a municipality.
    Begun {
        /// The municipality's name.
        municipality: String,
    },
    /// A setting was changed.
    SettingChanged {
        /// Which.
        name: String,
    },
    /// A department was written into the register, or changed.
    DepartmentKept {
        /// Which.
        department: DepartmentId,
    },
    /// A person was written into the register, or changed.
    PersonKept {
        /// Which.
        person: ActorId,
        /// The roles they hold now.
        roles: Vec<String>,
    },
    /// An account was applied for.
    AccountApplied {
        /// Which.
        account: AccountId,
    },
    /// An account was approved, with its agreement.
    AccountApproved {
        /// Which.
        account: AccountId,
        /// Its administrators.
        administrators: Vec<ActorId>,
        /// The day the agreement was signed, `YYYY-MM-DD`.
        agreed_on: String,
    },
    /// An account's particulars or status changed.
    AccountChanged {
        /// Which.
        account: AccountId,
        /// Its status now.
        status: String,
    },
    /// An account that nobody has applied for was found, or what was made of it was decided (AC15).
    UnregisteredNoted {
        /// Which.
        unregistered: UnregisteredId,
        /// What is made of it now: `open`, `adopted`, `known`, `close`, `not_ours`.
        state: String,
    },
    /// A service that is watched by hand was described, or its description changed (IN12).
    ServiceKept {
        /// Which.
        service: ServiceId,
    },
    /// The municipality's own app at a platform was given, changed or forgotten.
    AppKept {
        /// At which platform.
        platform: Platform,
    },
    /// The end of an account's login became known, or another (IN9).
    LoginEndNoted {
        /// Which account.
        account: AccountId,
        /// When; nothing when it does not end.
        ends_at: Option<Timestamp>,
    },
    /// A person put a post in (IN7, IN14).
    TakenIn {
        /// Which.
        post: PostId,
        /// For which account.
        account: AccountId,
        /// Whether an official wrote it in their role, from elsewhere.
        in_role: bool,
    },
    /// Posts were imported from an archive (IN8).
    Imported {
        /// Into which account.
        account: AccountId,
        /// The archive's digest.
        archive: Digest,
        /// How many were new in this part of it.
        new: u32,
        /// How many were known before.
        known: u32,
    },
    /// A login to the account was tried and is kept in the key store.
    AccountConnected {
        /// Which.
        account: AccountId,
    },
    /// The login of an account was taken out of the key store to be used (AC6).
    CredentialOpened {
        /// Which.
        account: AccountId,
        /// What for.
        purpose: String,
    },
    /// The connection of an account stopped or started working.
    ConnectionChanged {
        /// Which.
        account: AccountId,
        /// Its state now.
        state: String,
    },
    /// A day of watching an account is over: what the coverage log holds of it (IN6).
    Watched {
        /// Which account.
        account: AccountId,
        /// The day, `YYYY-MM-DD`.
        day: String,
        /// How often it was visited.
        visits: u32,
        /// How many of these visits saw nothing.
        missed: u32,
        /// The longest time in which it was not seen, in minutes.
        longest_gap_minutes: u32,
        /// The digest of the day's rounds, so that the coverage log can be held to it.
        rounds: Digest,
    },
    /// The collector's visits were disposed of one by one, up to and with a day. What each day amounted to, and the digest
    /// of what went, stay in [`Entry::Watched`] (AR8).
    RoundsDisposed {
        /// The last day, `YYYY-MM-DD`.
        day: String,
        /// How many visits.
        rounds: u32,
        /// The registration number of the decision.
        decision: String,
        /// When it was made, `YYYY-MM-DD`.
        decided_on: String,
        /// By which board.
        board: String,
    },
    /// A word was put on the list of what is watched, or taken off it (IN11).
    WatchwordKept {
        /// Which.
        watchword: WatchwordId,
        /// Whether it is watched now.
        active: bool,
    },
    /// Others wrote something elsewhere with a watched word (IN11).
    Heard {
        /// With which word.
        watchword: WatchwordId,
        /// How many had not been heard before.
        new: u32,
    },
    /// Something that others wrote elsewhere was marked as seen (IN11).
    HeardSeen {
        /// What.
        heard: HeardId,
    },
    /// Whether an author stays shut out was looked at again (EV19).
    BlockReviewed {
        /// Of which post the decision was.
        post: PostId,
        /// The decision to block.
        action: ActionId,
        /// Until when the block lasts now.
        until: Timestamp,
    },
    /// The collector brought something new from an account.
    Received {
        /// Which.
        account: AccountId,
        /// Posts seen for the first time.
        new: u32,
        /// Posts with a new wording.
        revised: u32,
        /// Posts that are no longer there.
        gone: u32,
    },
    /// A post is gone from its platform (IN5).
    Vanished {
        /// Which.
        post: PostId,
        /// Who took it away: `author`, `us`, `platform`, `unknown`.
        by: String,
    },
    /// What a post demands was worked out anew, after a decision had been carried out.
    Settled {
        /// Which.
        post: PostId,
    },
    /// Pictures or files of a post were saved.
    AttachmentsSaved {
        /// Of which post.
        post: PostId,
        /// What was saved.
        digests: Vec<Digest>,
    },
    /// A person opened a post for the first time (QU17).
    Read {
        /// Which.
        post: PostId,
        /// In which wording.
        revision: RevisionNo,
    },
    /// A post was claimed.
    Claimed {
        /// Which.
        post: PostId,
        /// Until when.
        until: Timestamp,
    },
    /// A claim was given back.
    Released {
        /// Which.
        post: PostId,
    },
    /// A post was given to a person or a department.
    Assigned {
        /// Which.
        post: PostId,
        /// The person, if one.
        person: Option<ActorId>,
        /// The department, if one.
        department: Option<DepartmentId>,
    },
    /// A post rests until later.
    Rested {
        /// Which.
        post: PostId,
        /// Until when.
        until: Timestamp,
    },
    /// A working note was written (QU12). It is not a public record.
    Noted {
        /// On which post.
        post: PostId,
    },
    /// A draft was saved.
    DraftSaved {
        /// On which post.
        post: PostId,
    },
    /// A flag was judged wrong, or right after all.
    FlagJudged {
        /// On which post.
        post: PostId,
        /// Which flag.
        flag: FlagId,
        /// Its rule.
        rule: String,
        /// `open` or `wrong`.
        state: String,
    },
    /// A copy was sealed.
    Sealed {
        /// Of which post.
        post: PostId,
        /// The evidence.
        evidence: EvidenceId,
        /// Its number.
        no: u32,
        /// The digest of its manifest.
        digest: Digest,
        /// What the platform no longer gave, and the moderator sealed without, knowingly. Not written when nothing.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        without: Vec<AttachmentId>,
    },
    /// A reply, hiding or removal was decided.
    Decided {
        /// On which post.
        post: PostId,
        /// The decision.
        action: ActionId,
        /// What: `reply`, `hide`, `unhide`, `remove`, `remove_without_copy`.
        what: String,
        /// On which ground; empty for a reply.
        ground: String,
        /// The evidence it rests on.
        evidence: Option<EvidenceId>,
    },
    /// A removal was proposed that takes a second person (EV9).
    SecondAsked {
        /// On which post.
        post: PostId,
        /// The proposal.
        action: ActionId,
        /// On which ground.
        ground: String,
    },
    /// The second person answered.
    SecondAnswered {
        /// On which post.
        post: PostId,
        /// The proposal.
        action: ActionId,
        /// Whether they agreed.
        agreed: bool,
    },
    /// A decision was withdrawn before it was carried out (QU8).
    Withdrawn {
        /// On which post.
        post: PostId,
        /// The decision.
        action: ActionId,
    },
    /// A decision was carried out on the platform.
    CarriedOut {
        /// On which post.
        post: PostId,
        /// The decision.
        action: ActionId,
        /// What was seen when the platform was asked again: `gone`, `hidden`, `standing`, `unknown` (EV6).
        read_back: String,
    },
    /// Carrying out failed, or nobody knows whether it succeeded.
    NotCarriedOut {
        /// On which post.
        post: PostId,
        /// The decision.
        action: ActionId,
        /// `waiting`, `failed` or `uncertain`.
        state: String,
    },
    /// What was kept of a post was destroyed, since no copy of it may be kept (FL3). The digests tell what it was.
    Destroyed {
        /// Of which post.
        post: PostId,
        /// By which decision.
        action: ActionId,
        /// What was destroyed.
        digests: Vec<Digest>,
    },
    /// A sheet for a report to the police was written out to a file (EV18).
    PoliceSheetSaved {
        /// About which post.
        post: PostId,
        /// Its digest.
        digest: Digest,
    },
    /// A post was closed without further action, with its reason.
    Closed {
        /// Which.
        post: PostId,
        /// Why: a word of the policy.
        reason: String,
    },
    /// A closed post was opened again.
    Reopened {
        /// Which.
        post: PostId,
    },
    /// A post was sent to a registrar.
    Forwarded {
        /// Which.
        post: PostId,
        /// As which forward.
        forward: ForwardId,
        /// To which department.
        department: DepartmentId,
        /// With which evidence.
        evidence: EvidenceId,
    },
    /// A registrar registered it.
    Registered {
        /// Which post.
        post: PostId,
        /// Which forward.
        forward: ForwardId,
        /// The number.
        number: RegistrationNumber,
    },
    /// A registrar corrected a registration.
    Corrected {
        /// Of which post.
        post: PostId,
        /// Which forward.
        forward: ForwardId,
        /// The number before.
        was: RegistrationNumber,
        /// The number from now on; the same where other fields were wrong.
        number: RegistrationNumber,
        /// The names of the fields that changed. What stood in them may be a citizen's words.
        changed: Vec<String>,
    },
    /// A registrar sent it back with a question.
    Returned {
        /// Which post.
        post: PostId,
        /// Which forward.
        forward: ForwardId,
    },
    /// A paper was written out to a file.
    PaperSaved {
        /// What of.
        subject: String,
        /// Its digest.
        digest: Digest,
    },
    /// A lease changed hands.
    LeaseTaken {
        /// Which.
        name: String,
    },
    /// What stands in a picture was read, or could not be (FL17).
    PictureRead {
        /// Of which post.
        post: PostId,
        /// The picture's digest.
        digest: Digest,
    },
    /// A file of the municipality's own rules was switched on, exchanged or taken away (FL15).
    RulesSwitched {
        /// Which file.
        file: String,
        /// The number of its version.
        no: u32,
        /// The digest of all rules together, as they hold from now on.
        rule_set: Digest,
    },
    /// The local model learnt from what people had decided (FL19).
    ModelTrained {
        /// The number of its version.
        no: u32,
    },
}

/// What an entry is about: one id, or the house itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(String);

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Entry {
    /// The name of the kind, as in the JSON.
    #[must_use]
    pub fn kind(&self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(fields)) => {
                fields.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        }
    }

    /// What it is about: a post before an account before a person.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject(match self {
            Entry::Begun { .. } => "municipality".to_owned(),
            Entry::SettingChanged { name } | Entry::LeaseTaken { name } => name.clone(),
            Entry::UnregisteredNoted { unregistered, .. } => unregistered.to_string(),
            Entry::ServiceKept { service } => service.to_string(),
            Entry::AppKept { platform } => platform.word().to_owned(),
            Entry::DepartmentKept { department } => department.to_string(),
            Entry::PersonKept { person, .. } => person.to_string(),
            Entry::AccountApplied { account }
            | Entry::AccountApproved { account, .. }
            | Entry::AccountChanged { account, .. }
            | Entry::AccountConnected { account }
            | Entry::LoginEndNoted { account, .. }
            | Entry::Imported { account, .. }
            | Entry::CredentialOpened { account, .. }
            | Entry::ConnectionChanged { account, .. }
            | Entry::Watched { account, .. }
            | Entry::Received { account, .. } => account.to_string(),
            Entry::WatchwordKept { watchword, .. } | Entry::Heard { watchword, .. } => watchword.to_string(),
            Entry::HeardSeen { heard } => heard.to_string(),
            Entry::Vanished { post, .. }
            | Entry::TakenIn { post, .. }
            | Entry::PictureRead { post, .. }
            | Entry::Settled { post }
            | Entry::AttachmentsSaved { post, .. }
            | Entry::Read { post, .. }
            | Entry::Claimed { post, .. }
            | Entry::Released { post }
            | Entry::Assigned { post, .. }
            | Entry::Rested { post, .. }
            | Entry::Noted { post }
            | Entry::DraftSaved { post }
            | Entry::FlagJudged { post, .. }
            | Entry::Sealed { post, .. }
            | Entry::BlockReviewed { post, .. }
            | Entry::Decided { post, .. }
            | Entry::SecondAsked { post, .. }
            | Entry::SecondAnswered { post, .. }
            | Entry::Withdrawn { post, .. }
            | Entry::CarriedOut { post, .. }
            | Entry::NotCarriedOut { post, .. }
            | Entry::Destroyed { post, .. }
            | Entry::PoliceSheetSaved { post, .. }
            | Entry::Closed { post, .. }
            | Entry::Reopened { post }
            | Entry::Forwarded { post, .. }
            | Entry::Registered { post, .. }
            | Entry::Corrected { post, .. }
            | Entry::Returned { post, .. } => post.to_string(),
            Entry::PaperSaved { subject, .. } => subject.clone(),
            Entry::RoundsDisposed { .. } => "coverage".to_owned(),
            Entry::RulesSwitched { .. } => "rules".to_owned(),
            Entry::ModelTrained { .. } => "model".to_owned(),
        })
    }
}
