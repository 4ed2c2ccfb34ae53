//! Paper: values to bytes. Evidence copies and data sheets as PDF/A-3a, with the originals inside.
//!
//! A citizen's words go in as values and come out as text: nothing in them is ever read as markup, a file name or a
//! command. The same values give the same bytes. Nothing here knows the database, and nothing asks what time it is.

mod evidence;
mod fonts;
mod forward;
mod legible;
mod police;
mod press;
mod swedish;

#[cfg(test)]
mod paper_tests;

pub use evidence::{EarlierWording, EvidencePaper, FlagLine, MissingFile, Seal, ThreadPost, evidence};
pub use forward::{ForwardPaper, forward};
pub use police::{PoliceEvidence, PolicePaper, police};
pub use press::{Paper, Pdf};

use crate::words::{Digest, Timestamp};

/// What an enclosed file is to the paper that encloses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relationship {
    /// The paper was made from it: the platform's raw answer.
    Source,
    /// The same in machine-readable form.
    Data,
    /// The same in another form: the words as plain text.
    Alternative,
    /// It belongs to it: a picture, another paper.
    Supplement,
}

/// A file that lies inside a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// Its name. Names that are no plain file names are made so, and no two get the same.
    pub file_name: String,
    /// Its media type, such as `application/json`.
    pub media_type: String,
    /// What it is, in Swedish.
    pub description: String,
    /// The bytes, which are enclosed unchanged.
    pub bytes: Vec<u8>,
    /// What it is to the paper.
    pub relationship: Relationship,
}

impl Enclosed {
    /// The digest of the bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    fn is_picture(&self) -> bool {
        self.relationship == Relationship::Supplement && self.media_type.starts_with("image/")
    }
}

/// Sekretessmarkering: always with its section, a day and who (RG6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidentialityMark {
    /// The section of the Public Access to Information and Secrecy Act.
    pub section: String,
    /// When it was marked.
    pub marked: Timestamp,
    /// Who marked it.
    pub by: String,
}
