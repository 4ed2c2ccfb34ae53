//! Where posts come from. A platform implements [`Source`]; what it answers is only worth what it is checked for here.

use crate::words::Timestamp;
use std::time::Duration;

/// What kind of contribution it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// The municipality's own post, or an article.
    Post,
    /// A post that somebody else wrote on the municipality's page.
    VisitorPost,
    /// A comment on a post.
    Comment,
    /// A comment on a comment.
    Reply,
    /// Somewhere else, but naming the account: the act on electronic bulletin boards does not reach it.
    Mention,
    /// A message that only the municipality can see: the act on electronic bulletin boards does not reach it, OSL does.
    DirectMessage,
}

impl PostKind {
    /// All of them.
    pub const ALL: [PostKind; 6] = [
        PostKind::Post,
        PostKind::VisitorPost,
        PostKind::Comment,
        PostKind::Reply,
        PostKind::Mention,
        PostKind::DirectMessage,
    ];

    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            PostKind::Post => "post",
            PostKind::VisitorPost => "visitor_post",
            PostKind::Comment => "comment",
            PostKind::Reply => "reply",
            PostKind::Mention => "mention",
            PostKind::DirectMessage => "direct_message",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<PostKind> {
        PostKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The platform's own name for a post. Opaque: only the platform file that made it reads it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformRef(pub String);

/// How a name begins that we made for a post which no platform has named.
const MADE_UP: &str = "hand:";

impl PlatformRef {
    /// A name for a post that no platform has named.
    #[must_use]
    pub fn made_up(from: &str) -> PlatformRef {
        PlatformRef(format!("{MADE_UP}{from}"))
    }

    /// Whether the name is one of ours, which no platform knows.
    #[must_use]
    pub fn is_made_up(&self) -> bool {
        self.0.starts_with(MADE_UP)
    }
}

impl std::fmt::Display for PlatformRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A picture or file as the platform names it. Its bytes are fetched by [`Source::attachment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedAttachment {
    /// Where its bytes are.
    pub address: String,
    /// `image/png` and the like; empty when the platform does not say.
    pub media_type: String,
    /// The alternative text or title; empty when there is none.
    pub description: String,
}

/// One post as the platform gives it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The platform's name for it, unique within the account.
    pub platform_ref: PlatformRef,
    /// What it answers, if anything.
    pub parent: Option<PlatformRef>,
    /// The post that begins the thread; itself when it begins one.
    pub root: PlatformRef,
    /// What kind it is.
    pub kind: PostKind,
    /// Written in the municipality's own name.
    pub ours: bool,
    /// Whether others than the sender and the municipality can see it.
    pub openly_visible: bool,
    /// Hidden on the platform, by us or by it, but still there.
    pub hidden: bool,
    /// The platform's id of the author, if it tells.
    pub author_ref: Option<String>,
    /// The name the author shows, if the platform tells.
    pub author_name: Option<String>,
    /// A web address for a person's browser; never fetched by us.
    pub permalink: Option<String>,
    /// When the author posted it, by the platform's clock.
    pub posted_at: Timestamp,
    /// The words, as plain text.
    pub text: String,
    /// Pictures and files.
    pub attachments: Vec<FetchedAttachment>,
    /// The platform's answer for this one post, as it came: sealed with the evidence.
    pub raw: String,
}

/// Where to go on from. Opaque: only the platform file that made it reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A thread of which everything was listed, so that what is missing is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The thread.
    pub root: PlatformRef,
    /// Everything in it that was posted at this time or later was in the batch.
    pub since: Timestamp,
}

/// What one call brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The posts, parents before what answers them.
    pub posts: Vec<Fetched>,
    /// Threads listed to their end in this batch.
    pub covered: Vec<Covered>,
    /// Where the next call goes on; saved in the same transaction as the posts.
    pub cursor: Option<Cursor>,
    /// Whether there is more to fetch at once.
    pub more: bool,
    /// What could not be read though the rest could: one line each, no citizen's words.
    pub trouble: Vec<String>,
    /// What the platform still allows, as far as it tells.
    pub allowance: Option<Allowance>,
    /// How far the platform tells what is hidden.
    pub hiding: Hiding,
}

/// How far a platform tells what is hidden, so that what we hid ourselves is remembered where it doesn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hiding {
    /// Each post says whether it is hidden.
    #[default]
    Told,
    /// What is hidden is listed nowhere: that it is missing does not mean that it is gone.
    Unlisted,
    /// Nothing says it: what we hid counts as hidden until we show it again, whether it is listed or not.
    Untold,
}

/// How much more a platform lets itself be asked: the pace of an account follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Allowance {
    /// Questions left until [`Allowance::renewed_at`], where the platform counts questions.
    pub left: Option<u64>,
    /// The share that is used, in per cent, where the platform counts shares.
    pub used: Option<u64>,
    /// When there is more again.
    pub renewed_at: Option<Timestamp>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Where the last call ended; nothing at the first.
    pub since: Option<&'a Cursor>,
    /// Threads that were active at this time or later are read again, so that edits and deletions are seen (IN4, IN5).
    pub window_from: Timestamp,
    /// The time now.
    pub now: Timestamp,
}

/// How one post stands when asked for by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// It stands, with this wording (and [`Fetched::hidden`] says whether hidden).
    Standing(Box<Fetched>),
    /// It is not there. Who took it away is said only as far as the platform can tell.
    Gone(GoneBy),
    /// The platform does not tell absence from missing permission.
    Unclear,
}

/// Who took a post away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum GoneBy {
    /// Its author.
    Author,
    /// The municipality.
    Us,
    /// The platform.
    Platform,
    /// The platform does not tell.
    Unknown,
}

impl GoneBy {
    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            GoneBy::Author => "author",
            GoneBy::Us => "us",
            GoneBy::Platform => "platform",
            GoneBy::Unknown => "unknown",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<GoneBy> {
        [GoneBy::Author, GoneBy::Us, GoneBy::Platform, GoneBy::Unknown].into_iter().find(|by| by.word() == word)
    }
}

/// A file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As the platform declares it.
    pub media_type: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// The platform is out of reach, or it said no.
///
/// `cause` is for the coverage log and the window: codes and numbers, never a citizen's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}: {cause}")]
pub struct Outage {
    /// What sort of trouble.
    pub kind: OutageKind,
    /// When the platform wants to be asked again, if it says.
    pub try_again_after: Option<Duration>,
    /// Whether what was asked may have happened all the same: the request went out and no answer came back.
    pub may_have_happened: bool,
    /// One line.
    pub cause: String,
}

impl Outage {
    /// Whether it is about the one list or thread that was asked for: the others are read all the same.
    #[must_use]
    pub fn leaves_the_others(&self) -> bool {
        matches!(self.kind, OutageKind::Permission | OutageKind::Refused | OutageKind::NotThere)
    }
}

/// What sort of trouble: each asks for something else to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// The login no longer works: connect the account again.
    Login,
    /// The login works, but lacks a permission or role.
    Permission,
    /// Asked too often: wait.
    Limited,
    /// No answer, or the platform has trouble of its own: try again.
    Away,
    /// An answer that can't be read.
    Garbled,
    /// What was asked for is not there.
    NotThere,
    /// The answer is larger than anything we take: asking again changes nothing.
    TooLarge,
    /// The platform understood and said no.
    Refused,
    /// The platform keeps that for people in its own window: open the post in a browser.
    ByHand,
    /// What the municipality may use of the platform is used up, and waiting alone does not help: somebody pays or asks
    /// for more.
    Spent,
}

impl OutageKind {
    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OutageKind::Login => "login",
            OutageKind::Permission => "permission",
            OutageKind::Limited => "limited",
            OutageKind::Away => "away",
            OutageKind::Garbled => "garbled",
            OutageKind::NotThere => "not_there",
            OutageKind::TooLarge => "too_large",
            OutageKind::Refused => "refused",
            OutageKind::ByHand => "by_hand",
            OutageKind::Spent => "spent",
        }
    }

    /// Whether the same may well succeed later without anybody doing anything.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, OutageKind::Limited | OutageKind::Away | OutageKind::Garbled)
    }
}

/// Where posts come from.
pub trait Source: Send + Sync {
    /// The next batch. Called again at once while [`Batch::more`] holds.
    ///
    /// # Errors
    /// [`Outage`]: nothing of this call is kept, and the cursor stays where it was.
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage>;

    /// How one post stands now, asked in a way that cannot be answered anonymously.
    ///
    /// # Errors
    /// [`Outage`].
    fn look(&self, at: &PlatformRef) -> Result<Look, Outage>;

    /// The bytes of an attachment, up to the platform's cap.
    ///
    /// # Errors
    /// [`Outage`].
    fn attachment(&self, address: &str) -> Result<File, Outage>;

    /// Whether [`Source::search`] offers anything: nobody asks where it does not.
    fn searches(&self) -> bool {
        false
    }

    /// What others have written anywhere on the platform with these words, one batch at a time (IN11). `words` is one
    /// watched word or hashtag, `#` included, as a person wrote it. It is never a duty: what comes from here is kept apart
    /// from what [`Source::fetch`] brings, so [`Batch::covered`] says nothing and the window of [`Ask`] need not be read.
    ///
    /// # Errors
    /// [`Outage`]; of the kind `Refused` where the platform has no search.
    fn search(&self, words: &str, ask: Ask<'_>) -> Result<Batch, Outage> {
        let _ = (words, ask);
        Err(Outage {
            kind: OutageKind::Refused,
            try_again_after: None,
            may_have_happened: false,
            cause: "the platform offers no search".to_owned(),
        })
    }
}
