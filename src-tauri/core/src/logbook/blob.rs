//! Bytes in the database: each once, found by its digest, in pieces of 1 MiB, so that a picture is sealed in the same
//! transaction as what it belongs to and one backup holds everything.

use super::{Reader, Tx};
use crate::words::{Digest, Fault, Result};

/// Bytes in one row.
const PIECE: usize = 1 << 20;

impl Reader<'_> {
    /// Bytes kept under `digest`, checked against it; `None` when they are not there, or no longer what they were.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn bytes(&self, digest: Digest) -> Result<Option<Vec<u8>>> {
        let rows = self.rows("SELECT bytes FROM blob_chunk WHERE digest = $1 ORDER BY no", &[digest.into()])?;
        let mut bytes = Vec::new();
        for row in rows {
            bytes.append(&mut row.get::<Vec<u8>>(0)?);
        }
        Ok((Digest::of(&bytes) == digest).then_some(bytes))
    }

    /// How many bytes are kept under `digest`.
    ///
    /// # Errors
    /// A fault of the database, also when there are none.
    pub fn bytes_kept(&self, digest: Digest) -> Result<u64> {
        let kept: i64 = self.one("SELECT bytes FROM blob WHERE digest = $1", &[digest.into()])?.get(0)?;
        u64::try_from(kept).map_err(|cause| Fault::of("read a length", cause).into())
    }
}

impl Tx<'_> {
    /// Keeps bytes and answers their digest. What is kept already is not kept twice.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn keep_bytes(&mut self, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        let length = i64::try_from(bytes.len()).map_err(|cause| Fault::of("keep bytes", cause))?;
        let new = self.execute(
            "INSERT INTO blob (digest, bytes) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
            &[digest.into(), length.into()],
        )?;
        // The bytes of a copy that was destroyed may be another post's few words: those are kept again.
        if new == 1 || self.first("SELECT 1 FROM blob_chunk WHERE digest = $1 LIMIT 1", &[digest.into()])?.is_none() {
            for (no, piece) in (0_i64..).zip(bytes.chunks(PIECE)) {
                self.execute(
                    "INSERT INTO blob_chunk (digest, no, bytes) VALUES ($1, $2, $3)",
                    &[digest.into(), no.into(), piece.into()],
                )?;
            }
        }
        Ok(digest)
    }
}
