//! Evidence: a copy of one wording of a post that can be proved unaltered.
//!
//! It does not know why it was sealed, and nothing outside this module can make one. A seal holds four things together:
//! every file's SHA-256 in a manifest, an Ed25519 signature over the manifest, the digest of the evidence before it,
//! and an entry in the logbook.

mod copy;
mod gap;
mod manifest;
mod withheld;

pub use gap::{ConfirmedGaps, Gap, gaps};
pub use manifest::{Manifest, ManifestFile};
pub use withheld::withheld;

use crate::{
    flagging::Lexicon,
    intake::Post,
    logbook::{Entry, Reader, Tx},
    policy::Policy,
    words::{ActorId, Digest, EvidenceId, Fault, Moderator, PostId, Refusal, Result, RevisionNo, Timestamp},
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// A sealed copy of one wording of one post.
///
/// It comes from [`seal`] or [`verified`] and from nowhere else; above all it never arrives from outside:
///
/// ```compile_fail
/// let forged: uppsikt_core::evidence::SealedEvidence = serde_json::from_str("{}").unwrap();
/// ```
///
/// and it is not copied, so that one seal is used by one decision at a time:
///
/// ```compile_fail
/// fn twice(evidence: uppsikt_core::evidence::SealedEvidence) {
///     let copy = evidence.clone();
/// }
/// ```
#[derive(Debug)]
pub struct SealedEvidence {
    id: EvidenceId,
    no: u32,
    post: PostId,
    revision: RevisionNo,
    digest: Digest,
    gaps: Vec<Gap>,
}

impl SealedEvidence {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> EvidenceId {
        self.id
    }

    /// Its number, from 1 in the order of sealing.
    #[must_use]
    pub fn no(&self) -> u32 {
        self.no
    }

    /// The post that it shows.
    #[must_use]
    pub fn post(&self) -> PostId {
        self.post
    }

    /// The digest of its manifest.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the copy lacks, since the platform no longer gave it; nearly always nothing.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Says no unless this shows `post` as it stands now.
    ///
    /// # Errors
    /// [`Refusal::EvidenceOfAnotherPost`], [`Refusal::EvidenceOutdated`].
    pub fn shows(&self, post: &Post) -> Result<(), Refusal> {
        if self.post != post.id {
            return Err(Refusal::EvidenceOfAnotherPost);
        }
        if self.revision != post.latest {
            return Err(Refusal::EvidenceOutdated);
        }
        Ok(())
    }
}

/// What is told of evidence without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: EvidenceId,
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
    /// The digest of its manifest.
    pub digest: Digest,
    /// What it holds.
    pub manifest: Manifest,
}

impl Summary {
    /// The number as people write it: `B 2026-000123`.
    #[must_use]
    pub fn number(&self) -> String {
        number(self.no, self.sealed_at)
    }
}

/// The number as people write it: the year of sealing and the running number.
#[must_use]
pub fn number(no: u32, sealed_at: Timestamp) -> String {
    format!("B {}-{no:06}", sealed_at.format("%Y"))
}

/// What a seal is made with.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    /// The municipality's key.
    pub key: &'a SigningKey,
    /// The rules that the flags were raised by, for their reasons.
    pub lexicon: &'a Lexicon,
    /// The grounds, of which some allow no copy.
    pub policy: &'a Policy,
}

/// Copies the newest wording of `post` with all that is known of it, and seals the copy (EV1–EV3).
///
/// # Errors
/// [`Refusal::NoCopyAllowed`] for what may not be copied at all (FL3).
/// [`Refusal::AttachmentMissing`] when a picture or file has not been saved: the copy would not be whole.
/// [`Refusal::AttachmentGone`] when the platform no longer gives it: then [`seal_lacking`].
pub fn seal(tx: &mut Tx<'_>, by: Moderator<'_>, post: &Post, sealing: Sealing<'_>) -> Result<(SealedEvidence, Entry)> {
    seal_lacking(tx, by, post, sealing, &ConfirmedGaps::none())
}

/// The same, without what a moderator knows to be gone.
///
/// # Errors
/// As [`seal`], for whatever else is missing.
pub fn seal_lacking(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    post: &Post,
    sealing: Sealing<'_>,
    lacking: &ConfirmedGaps,
) -> Result<(SealedEvidence, Entry)> {
    let key = sealing.key;
    let id: EvidenceId = tx.new_id()?;
    let last = tx.first("SELECT no, digest FROM evidence ORDER BY no DESC LIMIT 1", &[])?;
    let (no, prev) = match last {
        Some(row) => (row.get::<u32>(0)? + 1, row.get::<String>(1)?),
        None => (1, String::new()),
    };
    let at = tx.at();
    let files = copy::files(tx, post, by, sealing, &number(no, at), Digest::parse(&prev), lacking)?;
    let mut listed = Vec::with_capacity(files.len());
    for file in &files {
        listed.push(ManifestFile {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes.len() as u64,
            sha256: tx.keep_bytes(&file.bytes)?,
        });
    }
    let manifest = Manifest {
        evidence: id,
        no,
        post: post.id,
        revision: post.latest,
        sealed_at: at,
        sealed_by: by.id(),
        files: listed,
        gaps: lacking.gaps().to_vec(),
        prev: prev.clone(),
    };
    let text = manifest.text()?;
    let digest = Digest::of(text.as_bytes());
    let signature = key.sign(text.as_bytes());
    tx.execute(
        "INSERT INTO evidence (id, no, post_id, revision_no, sealed_at, sealed_by, manifest, digest, signature,
           public_key, prev)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            id.into(),
            no.into(),
            post.id.into(),
            post.latest.into(),
            at.into(),
            by.id().into(),
            text.into(),
            digest.into(),
            hex(&signature.to_bytes()).into(),
            hex(key.verifying_key().as_bytes()).into(),
            prev.into(),
        ],
    )?;
    for (file_no, file) in (1_i64..).zip(&manifest.files) {
        tx.execute(
            "INSERT INTO evidence_file (evidence_id, no, file_name, media_type, digest) VALUES ($1, $2, $3, $4, $5)",
            &[
                id.into(),
                file_no.into(),
                file.name.as_str().into(),
                file.media_type.as_str().into(),
                file.sha256.into(),
            ],
        )?;
    }
    let without = manifest.gaps.iter().map(|gap| gap.attachment).collect();
    let entry = Entry::Sealed { post: post.id, evidence: id, no, digest, without };
    Ok((SealedEvidence { id, no, post: post.id, revision: post.latest, digest, gaps: manifest.gaps }, entry))
}

const EVIDENCE: &str = "SELECT id, no, post_id, revision_no, sealed_at, sealed_by, manifest, digest FROM evidence";

/// The newest evidence of a post, unopened.
///
/// # Errors
/// A fault of the database.
pub fn newest(reader: &Reader<'_>, post: PostId) -> Result<Option<Summary>> {
    reader
        .first(&format!("{EVIDENCE} WHERE post_id = $1 ORDER BY no DESC LIMIT 1"), &[post.into()])?
        .map(|row| read_summary(&row))
        .transpose()
}

/// One piece of evidence, unopened.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn summary(reader: &Reader<'_>, id: EvidenceId) -> Result<Summary> {
    read_summary(&reader.first(&format!("{EVIDENCE} WHERE id = $1"), &[id.into()])?.ok_or(Refusal::Unknown)?)
}

/// The numbers and ids of all evidence, oldest first, for a check of everything (EV5).
///
/// # Errors
/// A fault of the database.
pub fn all(reader: &Reader<'_>) -> Result<Vec<EvidenceId>> {
    reader.rows("SELECT id FROM evidence ORDER BY no", &[])?.iter().map(|row| row.get(0)).collect()
}

/// Reads evidence back and checks every byte of it: each file against its digest, the manifest against its digest and
/// signature, the digest against the logbook, and its place after the evidence before it.
///
/// # Errors
/// [`Refusal::EvidenceBroken`] when anything differs, [`Refusal::EvidenceDestroyed`] when its bytes were destroyed because
/// they may not be kept, [`Refusal::Unknown`].
pub fn verified(reader: &Reader<'_>, id: EvidenceId) -> Result<SealedEvidence> {
    let row = reader
        .first(
            "SELECT manifest, digest, signature, public_key, prev, no, post_id, revision_no, sealed_at, sealed_by
             FROM evidence WHERE id = $1",
            &[id.into()],
        )?
        .ok_or(Refusal::Unknown)?;
    let text: String = row.get(0)?;
    let digest = Digest::parse(&row.get::<String>(1)?).ok_or(Refusal::EvidenceBroken)?;
    let (signature, public_key, prev): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
    let manifest = Manifest::parse(&text).ok_or(Refusal::EvidenceBroken)?;
    let beside: (u32, PostId, RevisionNo) = (row.get(5)?, row.get(6)?, row.get(7)?);
    let sealed: (Timestamp, ActorId) = (row.get(8)?, row.get(9)?);
    let sound = Digest::of(text.as_bytes()) == digest
        && manifest.evidence == id
        && manifest.prev == prev
        && beside == (manifest.no, manifest.post, manifest.revision)
        && sealed == (manifest.sealed_at, manifest.sealed_by)
        && lists_the_same(reader, &manifest)?
        && signed(&text, &signature, &public_key)
        && entered(reader, &manifest, digest)?
        && follows(reader, &manifest)?;
    if !sound {
        return Err(Refusal::EvidenceBroken.into());
    }
    let mut destroyed = false;
    for file in &manifest.files {
        if reader.bytes(file.sha256)?.is_none() {
            if !was_destroyed(reader, file.sha256)? {
                return Err(Refusal::EvidenceBroken.into());
            }
            destroyed = true;
        }
    }
    if destroyed {
        return Err(Refusal::EvidenceDestroyed.into());
    }
    Ok(SealedEvidence {
        id,
        no: manifest.no,
        post: manifest.post,
        revision: manifest.revision,
        digest,
        gaps: manifest.gaps,
    })
}

/// Whether bytes are missing because they may not be kept (FL3): the logbook must say the same, or they were merely lost.
fn was_destroyed(reader: &Reader<'_>, digest: Digest) -> Result<bool> {
    let by_post = "SELECT post_id FROM destroyed_bytes WHERE digest = $1";
    let Some(row) = reader.first(by_post, &[digest.into()])? else { return Ok(false) };
    let entries = reader.rows(
        "SELECT entry FROM logbook WHERE subject = $1 AND kind = 'destroyed' ORDER BY seq",
        &[row.get::<String>(0)?.into()],
    )?;
    for entry in entries {
        if entry.get::<String>(0)?.contains(&digest.to_string()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One file of evidence, checked against its digest.
///
/// # Errors
/// [`Refusal::EvidenceBroken`], [`Refusal::Unknown`].
pub fn file(reader: &Reader<'_>, id: EvidenceId, name: &str) -> Result<Vec<u8>> {
    let manifest = summary(reader, id)?.manifest;
    let listed = manifest.files.iter().find(|file| file.name == name).ok_or(Refusal::Unknown)?;
    reader.bytes(listed.sha256)?.ok_or_else(|| Refusal::EvidenceBroken.into())
}

/// The name of the paper within the evidence.
pub const PAPER: &str = "bevis.pdf";

fn signed(text: &str, signature: &str, public_key: &str) -> bool {
    let signature = unhex::<64>(signature).map(|bytes| Signature::from_bytes(&bytes));
    let key = unhex::<32>(public_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    signature.zip(key).is_some_and(|(signature, key)| key.verify_strict(text.as_bytes(), &signature).is_ok())
}

/// Whether the logbook says that this was sealed with this digest: a manifest that was exchanged together with its
/// signature is found out here.
fn entered(reader: &Reader<'_>, manifest: &Manifest, digest: Digest) -> Result<bool> {
    let rows = reader.rows(
        "SELECT entry FROM logbook WHERE subject = $1 AND kind = 'sealed' ORDER BY seq",
        &[manifest.post.to_string().into()],
    )?;
    for row in rows {
        let entry: String = row.get(0)?;
        let entry: serde_json::Value =
            serde_json::from_str(&entry).map_err(|cause| Fault::of("read an entry back", cause))?;
        if entry["evidence"] == manifest.evidence.to_string() {
            return Ok(entry["digest"] == digest.to_string());
        }
    }
    Ok(false)
}

/// Whether the rows that name the files say what the manifest says.
fn lists_the_same(reader: &Reader<'_>, manifest: &Manifest) -> Result<bool> {
    let rows = reader.rows(
        "SELECT file_name, media_type, digest FROM evidence_file WHERE evidence_id = $1 ORDER BY no",
        &[manifest.evidence.into()],
    )?;
    let mut same = rows.len() == manifest.files.len();
    for (row, file) in rows.iter().zip(&manifest.files) {
        let (name, media_type, digest): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        same &= name == file.name && media_type == file.media_type && digest == file.sha256.to_string();
    }
    Ok(same)
}

fn follows(reader: &Reader<'_>, manifest: &Manifest) -> Result<bool> {
    let before = reader.first("SELECT digest FROM evidence WHERE no = $1", &[(i64::from(manifest.no) - 1).into()])?;
    Ok(match before {
        Some(row) => row.get::<String>(0)? == manifest.prev,
        None => manifest.no == 1 && manifest.prev.is_empty(),
    })
}

fn read_summary(row: &crate::store::Row) -> Result<Summary> {
    let text: String = row.get(6)?;
    Ok(Summary {
        id: row.get(0)?,
        no: row.get(1)?,
        post: row.get(2)?,
        revision: row.get(3)?,
        sealed_at: row.get(4)?,
        sealed_by: row.get(5)?,
        digest: row.get(7)?,
        manifest: Manifest::parse(&text).ok_or(Refusal::EvidenceBroken)?,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// The pictures of the paper's first pages, as PNG. There may be fewer than pages.
///
/// # Errors
/// [`Refusal::EvidenceBroken`] when a picture no longer matches its digest.
pub fn page_picture(reader: &Reader<'_>, id: EvidenceId, page: u32) -> Result<Vec<u8>> {
    file(reader, id, &copy::page_name(page))
}
