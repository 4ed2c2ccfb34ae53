//! The list of what evidence holds. Its text is what is digested and signed, so its text never changes form.

use super::Gap;
use crate::words::{ActorId, Digest, EvidenceId, Fault, PostId, Result, RevisionNo, Timestamp};
use serde::{Deserialize, Serialize};

/// What evidence holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The evidence.
    pub evidence: EvidenceId,
    /// Its number.
    pub no: u32,
    /// Of which post.
    pub post: PostId,
    /// Of which wording.
    pub revision: RevisionNo,
    /// When.
    pub sealed_at: Timestamp,
    /// By whom.
    pub sealed_by: ActorId,
    /// Its files.
    pub files: Vec<ManifestFile>,
    /// What it lacks, since the platform no longer gave it. Not written when it lacks nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// The digest of the evidence sealed before it; empty for the first.
    pub prev: String,
}

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// A name made by us.
    pub name: String,
    /// `application/pdf` and the like.
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Digest,
}

impl Manifest {
    /// The text that is digested and signed.
    pub(super) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|cause| Fault::of("write a manifest", cause).into())
    }

    /// Reads the text back; `None` when it is no manifest.
    pub(super) fn parse(text: &str) -> Option<Manifest> {
        serde_json::from_str(text).ok()
    }
}
