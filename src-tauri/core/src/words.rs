//! The words that everything else is said in: ids, time, digests, actors, and the two ways of saying no.
//!
//! Nothing here has behaviour of its own, and nothing here knows a database, a platform or a municipality.

mod error;
mod id;
mod people;
mod platform;

pub use error::{Error, Fault, Refusal, Result};
pub use id::{
    AccountId, ActionId, ActorId, AttachmentId, DepartmentId, EvidenceId, FlagId, ForwardId, HeardId, Id, MalformedId,
    NoteId, PostId, RoundId, ServiceId, UnregisteredId, WatchwordId, number as id_number,
};
pub use people::{
    AccountOwner, Actor, Administrator, Archivist, Auditor, Manager, Moderator, Registrar, Role, RuleKeeper,
};
pub use platform::Platform;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A closed set whose cases stand in the database as words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$case_doc])* $case),* }

        impl $name {
            /// The word that the database holds.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$case => $word),* }
            }

            /// Reads the word back.
            #[must_use]
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$case),)* _ => None }
            }
        }
    };
}
pub(crate) use words;

/// An instant in coordinated universal time. In the database it is Unix milliseconds.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// Which wording of a post: 1 is the first that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct RevisionNo(pub u32);

impl RevisionNo {
    /// The wording in which a post was first seen.
    pub const FIRST: RevisionNo = RevisionNo(1);

    /// The number of the wording after this one.
    #[must_use]
    pub fn next(self) -> RevisionNo {
        RevisionNo(self.0 + 1)
    }
}

/// A SHA-256 digest. Shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "specta", specta(transparent))]
pub struct Digest(#[cfg_attr(feature = "specta", specta(type = String))] [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits back; anything else is `None`.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Digest> {
        let bytes = hex.as_bytes();
        if bytes.len() != 64 || !bytes.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut digest = [0_u8; 32];
        for (to, from) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
            *to = u8::from_str_radix(std::str::from_utf8(from).ok()?, 16).ok()?;
        }
        Some(Digest(digest))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Digest, D::Error> {
        let hex = String::deserialize(from)?;
        Digest::parse(&hex).ok_or_else(|| serde::de::Error::custom("a digest is 64 hexadecimal digits"))
    }
}

/// Diarienummer: the number under which a diary holds a record, such as `KS 2026/77`. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct RegistrationNumber(String);

impl RegistrationNumber {
    /// Takes what the registrar wrote, without surrounding and doubled blanks.
    ///
    /// # Errors
    /// [`Refusal::RegistrationNumberMalformed`] when there is no digit in it, or more than 60 characters.
    pub fn parse(written: &str) -> Result<RegistrationNumber, Refusal> {
        let number = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if number.chars().any(|c| c.is_ascii_digit()) && number.chars().count() <= 60 {
            Ok(RegistrationNumber(number))
        } else {
            Err(Refusal::RegistrationNumberMalformed)
        }
    }
}

impl fmt::Display for RegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_back_what_it_shows() {
        let digest = Digest::of("åäö".as_bytes());
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(Digest::parse("åäö"), None, "letters outside a–f are no digest, and no panic");
    }

    #[test]
    fn a_registration_number_needs_a_digit() {
        assert_eq!(RegistrationNumber::parse("  KS  2026/77 ").unwrap().to_string(), "KS 2026/77");
        assert_eq!(RegistrationNumber::parse("KS"), Err(Refusal::RegistrationNumberMalformed));
        assert_eq!(RegistrationNumber::parse(&"1".repeat(61)), Err(Refusal::RegistrationNumberMalformed));
    }
}
