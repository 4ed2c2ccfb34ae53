//! Ids. They exist before the row does, sort in the order they were made, and are never reused.

use super::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// The text is not an id: ids are 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 32 hexadecimal digits")]
pub struct MalformedId;

/// 48 bits of Unix milliseconds, then 80 bits of chance.
pub fn number(at: Timestamp, chance: u128) -> u128 {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or(0);
    (millis << 80) | (chance & ((1 << 80) - 1))
}

fn show(number: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{number:032x}")
}

fn read(text: &str) -> Result<u128, MalformedId> {
    if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        u128::from_str_radix(text, 16).map_err(|_| MalformedId)
    } else {
        Err(MalformedId)
    }
}

/// What the logbook can mint: see `Tx::new_id`.
pub trait Id: Sized {
    /// The id with this number.
    fn from_number(number: u128) -> Self;
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[cfg_attr(feature = "specta", specta(transparent))]
        pub struct $name(#[cfg_attr(feature = "specta", specta(type = String))] u128);

        impl Id for $name {
            fn from_number(number: u128) -> Self {
                $name(number)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                show(self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                show(self.0, f)
            }
        }
        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                read(text).map($name)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                read(&String::deserialize(from)?).map($name).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

id! {
    /// A person who uses Uppsikt, or the collector.
    ActorId
    /// An account in the register.
    AccountId
    /// A department of the municipality.
    DepartmentId
    /// A post: comment, reply, visitor post, direct message.
    PostId
    /// A picture or file that came with a post.
    AttachmentId
    /// A flag on a revision.
    FlagId
    /// A working note on a post.
    NoteId
    /// A sealed copy.
    EvidenceId
    /// A decided reply, hiding or removal.
    ActionId
    /// What was sent to a registrar.
    ForwardId
    /// One visit of the collector to one account.
    RoundId
    /// A word or hashtag that is watched.
    WatchwordId
    /// What somebody wrote elsewhere with a watched word.
    HeardId
    /// An account that nobody has applied for.
    UnregisteredId
    /// A service that is watched by hand.
    ServiceId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_they_were_made() {
        let at = |ms| number(Timestamp::from_timestamp_millis(ms).unwrap(), u128::MAX);
        assert!(at(1) < at(2), "the time stands before the chance");
    }

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = PostId(7);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("7".parse::<PostId>(), Err(MalformedId));
    }
}
