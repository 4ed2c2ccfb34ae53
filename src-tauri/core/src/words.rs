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

    /// Those of the numbers that a text tells, each as a number of its own: `KS 2026/8` is not told by `KS 2026/80`, nor
    /// `2026/8` by `KS 2026/8` when that is one of them too.
    #[must_use]
    pub fn told_in<'n>(text: &str, numbers: impl IntoIterator<Item = &'n RegistrationNumber>) -> Vec<&'n Self> {
        let fold = |written: &str| written.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut numbers: Vec<_> = numbers.into_iter().map(|number| (fold(&number.0), number)).collect();
        numbers.sort_by_key(|(folded, _)| std::cmp::Reverse(folded.len()));
        let mut left = fold(text);
        let mut told = Vec::new();
        for (folded, number) in numbers {
            let places: Vec<_> =
                left.match_indices(&folded).map(|(start, found)| (start, start + found.len())).collect();
            for (start, end) in places {
                let goes_on =
                    left[..start].ends_with(char::is_alphanumeric) || left[end..].starts_with(char::is_alphanumeric);
                if !goes_on {
                    // Shorter numbers are not sought in what has been read as a longer one.
                    left.replace_range(start..end, &" ".repeat(end - start));
                    told.push(number);
                }
            }
        }
        told.dedup();
        told
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

    #[test]
    fn a_text_tells_a_number_and_not_the_beginning_of_one() {
        let [short, long, bare] =
            ["KS 2026/8", "KS 2026/80", "2026/8"].map(|it| RegistrationNumber::parse(it).unwrap());
        let told = |text| RegistrationNumber::told_in(text, [&bare, &short, &long]);
        assert_eq!(told("Det har nummer KS 2026/80."), [&long]);
        assert_eq!(told("Det har nummer ks\u{a0}2026/8, hos oss."), [&short], "however it is written");
        assert_eq!(told("Det har nummer 2026/8."), [&bare]);
        assert_eq!(told("Inte KS 2026/8 utan KS 2026/80, och inte ÅKS2026/8."), [&long, &short]);
        assert!(told("Det har nummer KS 2026/801, eller 12026/8.").is_empty());
        assert!(told("").is_empty());
    }
}
