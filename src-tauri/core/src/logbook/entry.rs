//! What is entered in the logbook.

use crate::words::{
    AccountId, ActionId, ActorId, DepartmentId, Digest, EvidenceId, FlagId, ForwardId, PostId, RegistrationNumber,
    RevisionNo, Timestamp,
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
    /// The collector visited an account.
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
    },
    /// A reply, hiding or removal was decided.
    Decided {
        /// On which post.
        post: PostId,
        /// The decision.
        action: ActionId,
        /// What: `reply`, `hide`, `unhide`, `remove`.
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
            Entry::DepartmentKept { department } => department.to_string(),
            Entry::PersonKept { person, .. } => person.to_string(),
            Entry::AccountApplied { account }
            | Entry::AccountApproved { account, .. }
            | Entry::AccountChanged { account, .. }
            | Entry::AccountConnected { account }
            | Entry::CredentialOpened { account, .. }
            | Entry::ConnectionChanged { account, .. }
            | Entry::Received { account, .. } => account.to_string(),
            Entry::Vanished { post, .. }
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
            | Entry::Decided { post, .. }
            | Entry::SecondAsked { post, .. }
            | Entry::SecondAnswered { post, .. }
            | Entry::Withdrawn { post, .. }
            | Entry::CarriedOut { post, .. }
            | Entry::NotCarriedOut { post, .. }
            | Entry::Closed { post, .. }
            | Entry::Reopened { post }
            | Entry::Forwarded { post, .. }
            | Entry::Registered { post, .. }
            | Entry::Returned { post, .. } => post.to_string(),
            Entry::PaperSaved { subject, .. } => subject.clone(),
            Entry::RulesSwitched { .. } => "rules".to_owned(),
            Entry::ModelTrained { .. } => "model".to_owned(),
        })
    }
}
