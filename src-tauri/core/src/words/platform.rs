//! The platforms by name. What each can do stands in module `platform`.

use serde::{Deserialize, Serialize};

/// Where an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// A Facebook Page.
    Facebook,
    /// An Instagram business account.
    Instagram,
    /// An account on X.
    X,
    /// A YouTube channel.
    YouTube,
    /// An organisation's page on LinkedIn.
    LinkedIn,
    /// A WordPress blog of the municipality's own.
    WordPress,
    /// A wiki that runs MediaWiki.
    MediaWiki,
    /// A Flickr account.
    Flickr,
    /// An account on a Mastodon server.
    Mastodon,
    /// An account on Bluesky, or on a server of one's own.
    Bluesky,
    /// A feed that can only be read.
    Feed,
    /// Anything that is watched by hand; the account says which service.
    Manual,
}

impl Platform {
    /// All of them, in the order they are offered.
    pub const ALL: [Platform; 12] = [
        Platform::Facebook,
        Platform::Instagram,
        Platform::X,
        Platform::YouTube,
        Platform::LinkedIn,
        Platform::WordPress,
        Platform::MediaWiki,
        Platform::Flickr,
        Platform::Mastodon,
        Platform::Bluesky,
        Platform::Feed,
        Platform::Manual,
    ];

    /// The word that the database and the demo hold.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Platform::Facebook => "facebook",
            Platform::Instagram => "instagram",
            Platform::X => "x",
            Platform::YouTube => "youtube",
            Platform::LinkedIn => "linkedin",
            Platform::WordPress => "wordpress",
            Platform::MediaWiki => "mediawiki",
            Platform::Flickr => "flickr",
            Platform::Mastodon => "mastodon",
            Platform::Bluesky => "bluesky",
            Platform::Feed => "feed",
            Platform::Manual => "manual",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Platform> {
        Platform::ALL.into_iter().find(|platform| platform.word() == word)
    }

    /// Whether what is decided there is done by a person, on the service itself, and ticked off: nothing of ours can
    /// act there.
    #[must_use]
    pub fn is_by_hand(self) -> bool {
        matches!(self, Platform::Feed | Platform::Manual)
    }

    /// Whether an account's address tells which account it is: a site, a wiki, a feed. Accounts of the others share the
    /// address of their interface.
    #[must_use]
    pub fn is_known_by_address(self) -> bool {
        matches!(self, Platform::WordPress | Platform::MediaWiki | Platform::Feed)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Platform::Facebook => "Facebook",
            Platform::Instagram => "Instagram",
            Platform::X => "X",
            Platform::YouTube => "YouTube",
            Platform::LinkedIn => "LinkedIn",
            Platform::WordPress => "WordPress",
            Platform::MediaWiki => "MediaWiki",
            Platform::Flickr => "Flickr",
            Platform::Mastodon => "Mastodon",
            Platform::Bluesky => "Bluesky",
            Platform::Feed => "RSS/Atom",
            Platform::Manual => "Manuellt",
        }
    }
}
