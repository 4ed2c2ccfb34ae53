//! The platforms by name. What each can do stands in module `platform`.

use serde::{Deserialize, Serialize};

/// Where an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// A Facebook Page.
    Facebook,
    /// A WordPress blog of the municipality's own.
    WordPress,
    /// Anything that is watched by hand; the account says which service.
    Manual,
}

impl Platform {
    /// All of them, in the order they are offered.
    pub const ALL: [Platform; 3] = [Platform::Facebook, Platform::WordPress, Platform::Manual];

    /// The word that the database and the demo hold.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Platform::Facebook => "facebook",
            Platform::WordPress => "wordpress",
            Platform::Manual => "manual",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Platform> {
        Platform::ALL.into_iter().find(|platform| platform.word() == word)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Platform::Facebook => "Facebook",
            Platform::WordPress => "WordPress",
            Platform::Manual => "Manuellt",
        }
    }
}
