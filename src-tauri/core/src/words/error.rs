//! Refused is not broken: a [`Refusal`] is a rule that said no, a [`Fault`] is something that broke.
//!
//! A refusal exists only because the window does something with it: `text/sv.ts` holds a sentence for each code, and
//! a test fails on a code without one. Neither ever carries a citizen's words.

use super::{PostId, Role, Timestamp};
use serde::Serialize;

/// Why the program says no: the request was understood, and a rule forbids it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "code", content = "details", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The person does not hold the role that this takes.
    #[error("the actor does not hold the role {}", .0.word())]
    RoleMissing(Role),
    /// The id names nothing, or nothing that this person may see.
    #[error("nothing has that id")]
    Unknown,
    /// Removal and forwarding need sealed evidence (EV1, DI3).
    #[error("there is no sealed evidence of the post")]
    EvidenceMissing,
    /// The evidence is of another post.
    #[error("the evidence shows another post")]
    EvidenceOfAnotherPost,
    /// The post was reworded after the evidence was sealed.
    #[error("the post was revised after the evidence was sealed")]
    EvidenceOutdated,
    /// A sealed copy no longer matches its digest or signature (EV5).
    #[error("the evidence no longer matches its seal")]
    EvidenceBroken,
    /// A picture or file of the post could not be saved, so the copy would not be whole (EV1).
    #[error("an attachment of the post has not been saved")]
    AttachmentMissing,
    /// The platform no longer gives a picture or file of the post: evidence can be sealed without it, knowingly (EV1).
    #[error("the platform no longer gives an attachment of the post")]
    AttachmentGone,
    /// The evidence was destroyed, because what it showed may not be kept (FL3).
    #[error("the evidence was destroyed because it may not be kept")]
    EvidenceDestroyed,
    /// What may be child pornography is never copied (FL3).
    #[error("the post may not be copied")]
    NoCopyAllowed,
    /// What may not be copied is only flagged so: what would rest on evidence has to rest on a decision (FL3, EV19).
    #[error("it has not been decided that the post may not be copied")]
    NoCopyUndecided,
    /// Lawful criticism may go only when two persons agree (EV9).
    #[error("criticism without a legal ground needs a second person")]
    SecondPersonNeeded,
    /// The second person must be somebody else than the first.
    #[error("the second person must be someone else")]
    SamePerson,
    /// The ground is not one of the municipality's (EV8, EV25).
    #[error("the policy has no such ground")]
    GroundUnknown,
    /// Confidential matter is registered before it is taken away (EV14, DI7).
    #[error("confidential matter is registered before it is removed")]
    NotRegistered,
    /// An unlawful or confidential post still stands, so it can't be closed (DI7).
    #[error("the post is flagged as unlawful or confidential and still stands")]
    StillStanding,
    /// A colleague holds the post (QU2).
    #[error("a colleague has claimed the post")]
    ClaimedBy {
        /// Who holds it.
        holder: String,
        /// When the claim runs out.
        until: Timestamp,
    },
    /// The platform gives no such ability (EV7).
    #[error("the platform cannot do that")]
    PlatformCannot,
    /// The account has no working connection.
    #[error("the account is not connected")]
    NotConnected,
    /// The platform lets the municipality answer only who names the account, or writes to it alone (EV7).
    #[error("the platform lets the account answer only who names it")]
    NotSummoned,
    /// The platform does not tell who wrote the post, so nobody can be shut out.
    #[error("the platform does not tell who the author is")]
    AuthorUnknown,
    /// The author is shut out already.
    #[error("the author is blocked already")]
    AlreadyBlocked,
    /// Nobody has shut the author out from here.
    #[error("the author is not blocked")]
    NotBlocked,
    /// A block is looked at again before it ends, not after (EV19).
    #[error("the review lies after the end of the block")]
    ReviewAfterEnd,
    /// Whether a block goes on has to be decided before its post can be closed (EV19).
    #[error("the block is due to be reviewed")]
    ReviewDue,
    /// Closing the thread takes its comments away: so many. It has to be said twice.
    #[error("closing the thread removes {0} comments")]
    ClosingRemoves(u32),
    /// The hold has passed: what was decided is already being carried out.
    #[error("the decision has already been carried out")]
    TooLateToWithdraw,
    /// A decision on the post waits to be carried out.
    #[error("another decision on the post is waiting")]
    DecisionWaiting,
    /// The post is gone from the platform.
    #[error("the post is gone from the platform")]
    Gone,
    /// A reply without words.
    #[error("the reply is empty")]
    ReplyEmpty,
    /// A template's field was left unfilled (RE3).
    #[error("a field of the template is not filled in")]
    FieldUnfilled(String),
    /// Longer than the platform takes (RE19). The number is code points.
    #[error("the reply is longer than {0} characters")]
    ReplyTooLong(u32),
    /// The reply holds what its writer is to look at once more, so many times, and has not (FL10, RE13).
    #[error("the reply has {0} reminders that its writer has not seen")]
    RemindersUnseen(u32),
    /// The department has no registrar's address (DI3).
    #[error("the department has no registrar's address")]
    RegistrarAddressMissing,
    /// A registration number has at least one digit and at most 60 characters.
    #[error("that is not a registration number")]
    RegistrationNumberMalformed,
    /// One of the four fields of OSL 5:2 is empty.
    #[error("the field {0} must be filled in")]
    FieldMissing(String),
    /// It was registered already.
    #[error("it is already registered")]
    AlreadyRegistered,
    /// Two administrators, and not the same person twice (AC5).
    #[error("an account needs two administrators")]
    SecondAdministratorMissing,
    /// No active account without a signed agreement (AC4).
    #[error("there is no signed agreement")]
    AgreementMissing,
    /// The account stands in the register already.
    #[error("the account is already registered")]
    AccountExists,
    /// The platform turned the login down.
    #[error("the platform did not accept the login")]
    LoginRefused,
    /// The platform did not answer.
    #[error("the platform did not answer")]
    PlatformAway,
    /// The municipality's own app at the platform has not been given.
    #[error("the municipality's app at the platform is not known")]
    AppMissing,
    /// The person said no to the platform, or stopped.
    #[error("the sign-in was declined")]
    SignInDenied,
    /// An answer came to a sign-in that was not the one that had begun.
    #[error("the answer belongs to another sign-in")]
    SignInForeign,
    /// Nobody signed in within the time.
    #[error("nobody signed in within the time")]
    SignInTimedOut,
    /// Another program listens where the browser should come back to.
    #[error("another program listens on port {0}")]
    SignInPortTaken(u16),
    /// The login opens other accounts than the one it was wanted for. Holds their names.
    #[error("the login opens another account")]
    WrongAccount(String),
    /// The login ends soon (IN9).
    #[error("the login ends at {0}")]
    LoginEnding(Timestamp),
    /// The login has ended (IN9).
    #[error("the login has ended")]
    LoginEnded,
    /// The post was taken in before (IN7, IN8).
    #[error("the post was taken in before")]
    TakenInBefore(PostId),
    /// A file is larger than may be kept. The number is MiB.
    #[error("a file is larger than {0} MiB")]
    FileTooLarge(u32),
    /// An archive can't be imported; holds a word for why (IN8).
    #[error("the archive cannot be imported: {0}")]
    ArchiveRefused(String),
    /// The address is not a web address.
    #[error("that is not a web address")]
    AddressMalformed,
    /// A rest needs a time in the future (QU11).
    #[error("the time must lie ahead")]
    TimePassed,
    /// What has happened cannot have happened later than now.
    #[error("the time must lie behind")]
    TimeAhead,
    /// A file that somebody may want to change does not hold (policy, lexicon, templates).
    #[error("{file}, line {line}: {reason}")]
    FileMalformed {
        /// Which file.
        file: String,
        /// Which line, from 1.
        line: u32,
        /// What is wrong with it.
        reason: String,
    },
    /// Rules are tried on what was written before they hold (FL15): this change was not, or not in these words.
    #[error("the changed rules have not been rehearsed")]
    NotRehearsed,
    /// Somebody else changed the rules meanwhile, so what was rehearsed is no longer what would hold.
    #[error("the rules were changed meanwhile")]
    RulesMoved,
    /// Too few flags have been judged for a model to learn from (FL19).
    #[error("too few flags have been judged to learn from")]
    TooFewJudged {
        /// How many flags were right at least, as people judged.
        right: u32,
        /// How many were wrong.
        wrong: u32,
        /// How many of each it takes.
        needed: u32,
    },
    /// The database exists, but the key store holds no key to it.
    #[error("the database's key is not in the key store")]
    KeyMissing,
    /// The key in the key store does not open the database.
    #[error("the key does not open the database")]
    KeyWrong,
    /// The key store is locked, absent or refuses.
    #[error("the key store cannot be used")]
    KeyStoreClosed,
    /// The database was written by a newer program.
    #[error("the database belongs to a newer program")]
    DatabaseNewer,
    /// The database is damaged; a copy has been set aside under this file name.
    #[error("the database is damaged; it was set aside as {0}")]
    DatabaseDamaged(String),
    /// No more room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The folder can't be written to.
    #[error("the folder cannot be written to")]
    ReadOnly,
    /// The database server does not answer.
    #[error("the database server is out of reach")]
    DatabaseAway,
    /// Somebody else holds what this would change, for longer than is waited.
    #[error("the database is busy")]
    DatabaseBusy,
    /// The database server does not accept the login.
    #[error("the database server does not accept the login")]
    DatabaseLogin,
}

/// Something broke. `doing` says what was being attempted, so that the chain of causes reads as one sentence.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing}")]
pub struct Fault {
    doing: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Fault {
    /// What was being done, and what came of it.
    pub fn of(doing: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
        Fault { doing, source: cause.into() }
    }
}

/// Either of the two.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke.
    #[error(transparent)]
    Broke(#[from] Fault),
}

impl Error {
    /// The refusal, if a rule said no.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) => Some(refusal),
            Error::Broke(_) => None,
        }
    }

    /// The whole chain of causes in one line, for the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause {
            line.push_str(": ");
            line.push_str(&next.to_string());
            cause = next.source();
        }
        line
    }
}

/// The answer of nearly everything.
pub type Result<T, E = Error> = std::result::Result<T, E>;
