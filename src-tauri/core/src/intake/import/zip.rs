//! ZIP files as far as archives of platforms use them, read with suspicion (APPNOTE 6.3: the central directory, stored
//! and deflated entries, ZIP64).
//!
//! Nothing is unpacked to a disk. An entry's name is a name and never a path: one that leads out of the archive is a
//! reason to refuse all of it. What an entry says of its own size is only believed as far as it holds.

use super::Trouble;
use flate2::read::DeflateDecoder;
use std::{
    collections::BTreeMap,
    io::{Read, Seek, SeekFrom},
};

/// The most entries.
const MOST_ENTRIES: usize = 200_000;
/// The most that all entries together may unpack to.
const MOST_UNPACKED: u64 = 8 << 30;
/// Above this size an entry that packs better than this is no honest file.
const SUSPICIOUS_SIZE: u64 = 16 << 20;
const SUSPICIOUS_RATIO: u64 = 200;
/// The largest central directory.
const MOST_DIRECTORY: u64 = 64 << 20;

#[derive(Debug, Clone, Copy)]
struct Entry {
    method: u16,
    packed: u64,
    unpacked: u64,
    at: u64,
}

/// An archive that was opened.
pub(super) struct Zip<R> {
    file: R,
    entries: BTreeMap<String, Entry>,
}

impl<R: Read + Seek> Zip<R> {
    /// Reads the list of what is in it.
    pub fn open(mut file: R) -> Result<Zip<R>, Trouble> {
        let length = file.seek(SeekFrom::End(0)).map_err(|_| Trouble::Unreadable)?;
        let (count, size, at) = end(&mut file, length)?;
        if count > MOST_ENTRIES as u64 || size > MOST_DIRECTORY || at.saturating_add(size) > length {
            return Err(Trouble::TooLarge);
        }
        let directory = piece(&mut file, at, size)?;
        let mut entries = BTreeMap::new();
        let mut unpacked = 0_u64;
        let mut rest = directory.as_slice();
        for _ in 0..count {
            let (name, entry, after) = listed(rest).ok_or(Trouble::Unreadable)?;
            rest = after;
            if leads_out(&name) {
                return Err(Trouble::Path);
            }
            unpacked = unpacked.saturating_add(entry.unpacked);
            let bomb = entry.unpacked > SUSPICIOUS_SIZE && entry.unpacked / entry.packed.max(1) > SUSPICIOUS_RATIO;
            if bomb || unpacked > MOST_UNPACKED {
                return Err(Trouble::Bomb);
            }
            if !name.ends_with('/') {
                entries.insert(name, entry);
            }
        }
        Ok(Zip { file, entries })
    }

    /// The names of what is in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The bytes of an entry, at most `largest` of them; `None` when there is none of that name.
    pub fn read(&mut self, name: &str, largest: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(entry) = self.entries.get(name).copied() else { return Ok(None) };
        if entry.unpacked > largest || entry.packed > largest {
            return Err(Trouble::TooLarge);
        }
        let head = piece(&mut self.file, entry.at, 30)?;
        if head.get(..4) != Some(b"PK\x03\x04") {
            return Err(Trouble::Unreadable);
        }
        let skip = u64::from(two(&head, 26).unwrap_or(0)) + u64::from(two(&head, 28).unwrap_or(0));
        let packed = piece(&mut self.file, entry.at + 30 + skip, entry.packed)?;
        let mut bytes = Vec::new();
        match entry.method {
            0 => bytes = packed,
            8 => {
                // One byte more than was promised is a lie, and is found out here and not when memory ends.
                let mut unpacking = DeflateDecoder::new(packed.as_slice()).take(entry.unpacked + 1);
                unpacking.read_to_end(&mut bytes).map_err(|_| Trouble::Unreadable)?;
            }
            _ => return Err(Trouble::Unreadable),
        }
        if bytes.len() as u64 > entry.unpacked {
            return Err(Trouble::Bomb);
        }
        Ok(Some(bytes))
    }
}

/// Whether a name leads out of the archive, or is an address on a disk.
fn leads_out(name: &str) -> bool {
    name.contains('\0')
        || name.starts_with(['/', '\\'])
        || name.get(1..2) == Some(":")
        || name.split(['/', '\\']).any(|step| step == "..")
}

/// Count, size and place of the central directory.
fn end(file: &mut (impl Read + Seek), length: u64) -> Result<(u64, u64, u64), Trouble> {
    let tail_length = length.min(22 + 65_535);
    let tail = piece(file, length - tail_length, tail_length)?;
    let found = tail.windows(4).rposition(|four| four == b"PK\x05\x06").ok_or(Trouble::NoArchive)?;
    let record = tail.get(found..).unwrap_or_default();
    let (count, size, at) = (two(record, 10), four(record, 12), four(record, 16));
    let (Some(count), Some(size), Some(at)) = (count, size, at) else { return Err(Trouble::Unreadable) };
    if count != u16::MAX && size != u32::MAX && at != u32::MAX {
        return Ok((u64::from(count), u64::from(size), u64::from(at)));
    }
    let locator = found.checked_sub(20).and_then(|from| tail.get(from..found)).ok_or(Trouble::Unreadable)?;
    let place = eight(locator, 8).filter(|_| locator.starts_with(b"PK\x06\x07")).ok_or(Trouble::Unreadable)?;
    let record = piece(file, place, 56)?;
    match (record.starts_with(b"PK\x06\x06"), eight(&record, 32), eight(&record, 40), eight(&record, 48)) {
        (true, Some(count), Some(size), Some(at)) => Ok((count, size, at)),
        _ => Err(Trouble::Unreadable),
    }
}

/// The first entry of a central directory, and what comes after it.
fn listed(from: &[u8]) -> Option<(String, Entry, &[u8])> {
    if !from.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name, extra, comment) =
        (usize::from(two(from, 28)?), usize::from(two(from, 30)?), usize::from(two(from, 32)?));
    let told = String::from_utf8_lossy(from.get(46..46 + name)?).into_owned();
    let more = from.get(46 + name..46 + name + extra)?;
    let after = from.get(46 + name + extra + comment..)?;
    let mut entry = Entry {
        method: two(from, 10)?,
        packed: u64::from(four(from, 20)?),
        unpacked: u64::from(four(from, 24)?),
        at: u64::from(four(from, 42)?),
    };
    // An encrypted entry can't be read.
    if two(from, 8)? & 1 == 1 {
        entry.method = u16::MAX;
    }
    let mut wide = wide(more);
    for field in [&mut entry.unpacked, &mut entry.packed, &mut entry.at] {
        if *field == u64::from(u32::MAX) {
            let (first, rest) = wide.split_at_checked(8)?;
            *field = eight(first, 0)?;
            wide = rest;
        }
    }
    Some((told, entry, after))
}

/// The field that holds sizes too large for four bytes.
fn wide(mut extra: &[u8]) -> &[u8] {
    while let (Some(kind), Some(length)) = (two(extra, 0), two(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { return &[] };
        if kind == 1 {
            return field;
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
    &[]
}

fn piece(file: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Vec<u8>, Trouble> {
    file.seek(SeekFrom::Start(at)).map_err(|_| Trouble::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(|_| Trouble::Unreadable)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(Trouble::Unreadable) }
}

fn two(from: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(from.get(at..at + 2)?.try_into().ok()?))
}

fn four(from: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(from.get(at..at + 4)?.try_into().ok()?))
}

fn eight(from: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(from.get(at..at + 8)?.try_into().ok()?))
}

/// An archive made for a test.
#[cfg(test)]
pub(super) fn made(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut packing = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        packing.write_all(content).unwrap();
        let packed = packing.finish().unwrap();
        let at = u32::try_from(bytes.len()).unwrap();
        let sizes: Vec<u8> = [0_u32, u32::try_from(packed.len()).unwrap(), u32::try_from(content.len()).unwrap()]
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\x08\x08\0\0\0\0\0");
        bytes.extend_from_slice(&sizes);
        bytes.extend_from_slice(&name_length);
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\x08\x08\0\0\0\0\0");
        directory.extend_from_slice(&sizes);
        directory.extend_from_slice(&name_length);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (count, at) = (u16::try_from(files.len()).unwrap(), u32::try_from(bytes.len()).unwrap());
    bytes.extend_from_slice(&directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend_from_slice(&at.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn open(bytes: Vec<u8>) -> Result<Zip<Cursor<Vec<u8>>>, Trouble> {
        Zip::open(Cursor::new(bytes))
    }

    #[test]
    fn in8_what_is_in_an_archive_is_read_by_its_name() {
        let mut zip = open(made(&[("data/å.json", b"{}"), ("bild.png", b"\x89PNG")])).unwrap();
        assert_eq!(zip.names().collect::<Vec<_>>(), ["bild.png", "data/å.json"]);
        assert_eq!(zip.read("data/å.json", 10).unwrap().unwrap(), b"{}");
        assert_eq!(zip.read("bild.png", 3), Err(Trouble::TooLarge));
        assert_eq!(zip.read("annat", 3), Ok(None));
    }

    #[test]
    fn in8_a_bomb_a_path_and_rubbish_are_refused() {
        let nothing = vec![0_u8; 32 << 20];
        assert_eq!(open(made(&[("a.json", &nothing)])).err(), Some(Trouble::Bomb));
        for name in ["../x.json", "a/../../x", "/etc/passwd", "C:\\x", "a\\..\\x"] {
            assert_eq!(open(made(&[(name, b"x")])).err(), Some(Trouble::Path), "{name}");
        }
        assert_eq!(open(b"inget arkiv".to_vec()).err(), Some(Trouble::NoArchive));
        assert_eq!(open(Vec::new()).err(), Some(Trouble::NoArchive));
        let whole = made(&[("a.json", b"{\"a\":1}"), ("b.json", b"[]")]);
        for length in 0..whole.len() {
            if let Ok(mut zip) = open(whole[..length].to_vec()) {
                let names: Vec<String> = zip.names().map(str::to_owned).collect();
                for name in names {
                    let _ = zip.read(&name, 1000);
                }
            }
        }
        let mut lies = whole.clone();
        // The directory says that the first file is shorter than it is.
        let directory = lies.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        lies[directory + 24..directory + 28].copy_from_slice(&2_u32.to_le_bytes());
        assert_eq!(open(lies).unwrap().read("a.json", 1000), Err(Trouble::Bomb), "it unpacks to more than it said");
    }
}
