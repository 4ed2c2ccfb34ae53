//! Text in pictures, read on this machine by Tesseract where it is installed (FL17).
//!
//! Tesseract is a child process: it is handed the picture's bytes and nothing else, no shell stands between, its memory
//! dies with it, and it is ended when it takes too long. Where it is missing that is a value, [`Missing`], which the
//! window and the doctor show: silence would look like pictures without words.

use serde::{Deserialize, Serialize};
use std::{
    env,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Why pictures are not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There is no Tesseract.
    Program,
    /// There is one, but it does not know Swedish.
    Swedish,
}

/// Why a picture was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is no raster picture of a known kind.
    Kind,
    /// It has more points or bytes than anybody would look at.
    Size,
    /// It took longer than [`PATIENCE`].
    Time,
    /// The reader gave up.
    Failed,
    /// Its post may not be copied at all (FL3), or its bytes are gone.
    NotAllowed,
}

impl Unread {
    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Unread::Kind => "kind",
            Unread::Size => "size",
            Unread::Time => "time",
            Unread::Failed => "failed",
            Unread::NotAllowed => "not_allowed",
        }
    }
}

/// Where a word stands: in the text that was read, in code points, and in the picture, in points from its top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Place {
    /// Where it begins in the text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Points from the left.
    pub left: u32,
    /// Points from the top.
    pub top: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// What stands in a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureText {
    /// The words, line by line; empty when there are none.
    pub text: String,
    /// Where each of them stands.
    pub places: Vec<Place>,
    /// How wide the picture is.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// The most bytes of a picture that is read.
const MOST_BYTES: usize = 25 << 20;
/// The most points.
const MOST_POINTS: u64 = 60_000_000;
/// How long one picture may take.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// How sure Tesseract must be of a word, 0–100.
const SURE: f32 = 35.0;
/// The most that is taken of its answer.
const MOST_ANSWER: u64 = 8 << 20;

/// A Tesseract that knows Swedish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tesseract {
    path: PathBuf,
    name: String,
}

impl Tesseract {
    /// The one on this machine's path.
    ///
    /// # Errors
    /// What is missing.
    pub fn find() -> Result<Tesseract, Missing> {
        Tesseract::find_in(&env::var_os("PATH").unwrap_or_default())
    }

    /// The one in these folders.
    ///
    /// # Errors
    /// What is missing.
    pub fn find_in(path: &std::ffi::OsStr) -> Result<Tesseract, Missing> {
        let path = env::split_paths(path)
            .flat_map(|folder| [folder.join("tesseract"), folder.join("tesseract.exe")])
            .find(|program| program.is_file())
            .ok_or(Missing::Program)?;
        let languages = told(&path, "--list-langs").ok_or(Missing::Program)?;
        if !languages.lines().any(|line| line.trim() == "swe") {
            return Err(Missing::Swedish);
        }
        let version = told(&path, "--version").unwrap_or_default();
        let name = version.lines().next().unwrap_or("tesseract").trim().to_owned();
        Ok(Tesseract { path, name })
    }

    /// What it calls itself, with its version.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the words in a picture.
    ///
    /// # Errors
    /// Why it could not. The picture is never named in it.
    pub fn read(&self, picture: &[u8]) -> Result<PictureText, Unread> {
        if picture.len() > MOST_BYTES {
            return Err(Unread::Size);
        }
        let (width, height) = size(picture).ok_or(Unread::Kind)?;
        if u64::from(width) * u64::from(height) > MOST_POINTS || width == 0 || height == 0 {
            return Err(Unread::Size);
        }
        let mut child = quiet(&self.path)
            .args(["stdin", "stdout", "-l", "swe", "--psm", "11", "tsv"])
            // One core each: the others are somebody's.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| Unread::Failed)?;
        let answer = talk(&mut child, picture);
        if answer.is_err() {
            let _ = child.kill();
        }
        let ended = child.wait();
        let answer = answer?;
        if !ended.is_ok_and(|status| status.success()) {
            return Err(Unread::Failed);
        }
        let mut read = understood(&answer);
        (read.width, read.height) = (width, height);
        Ok(read)
    }
}

/// Hands the picture over and takes the answer, on threads of their own, so that neither waits for the other for ever.
fn talk(child: &mut Child, picture: &[u8]) -> Result<String, Unread> {
    let (Some(mut into), Some(out)) = (child.stdin.take(), child.stdout.take()) else { return Err(Unread::Failed) };
    let began = Instant::now();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A reader that has given up hangs up; its exit tells.
            let _ = into.write_all(picture);
        });
        let reading = scope.spawn(move || {
            let mut answer = Vec::new();
            let _ = out.take(MOST_ANSWER).read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        });
        let mut late = false;
        while !reading.is_finished() {
            if began.elapsed() > PATIENCE {
                // Its ends of the pipes close with it, and so the threads end.
                let _ = child.kill();
                late = true;
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let answer = reading.join().map_err(|_| Unread::Failed)?;
        if late { Err(Unread::Time) } else { Ok(answer) }
    })
}

/// A program that inherits nothing but where its own files are.
fn quiet(path: &Path) -> Command {
    let mut command = Command::new(path);
    command.env_clear();
    for name in ["PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "SystemRoot"] {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

fn told(path: &Path, question: &str) -> Option<String> {
    let said = quiet(path).arg(question).stdin(Stdio::null()).output().ok()?;
    Some(format!("{}\n{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr)))
}

/// Reads Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, certainty, text.
fn understood(table: &str) -> PictureText {
    let mut read = PictureText::default();
    let mut line = None;
    let mut length = 0_u32;
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, page, block, paragraph, number, _, left, top, width, height, sure, word] = cells.as_slice() else {
            continue;
        };
        let word = word.trim();
        if *level != "5" || word.is_empty() || sure.parse::<f32>().unwrap_or(0.0) < SURE {
            continue;
        }
        let here = (*page, *block, *paragraph, *number);
        if let Some(before) = line {
            read.text.push(if before == here { ' ' } else { '\n' });
            length += 1;
        }
        line = Some(here);
        let start = length;
        read.text.push_str(word);
        length += u32::try_from(word.chars().count()).unwrap_or(0);
        let number = |cell: &str| cell.parse().unwrap_or(0);
        read.places.push(Place {
            start,
            end: length,
            left: number(left),
            top: number(top),
            width: number(width),
            height: number(height),
        });
    }
    read
}

/// How wide and high a picture says that it is; `None` for anything but PNG, JPEG, GIF and WebP.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let large = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let small = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((large(16)?, large(20)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some((small(6)?, small(8)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        let three = |at: usize| Some(small(at)? | u32::from(*bytes.get(at + 2)?) << 16);
        return match bytes.get(12..16)? {
            b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
            b"VP8 " => Some((small(26)? & 0x3fff, small(28)? & 0x3fff)),
            b"VP8L" => {
                let packed = small(21)? | small(23)? << 16;
                Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
            }
            _ => None,
        };
    }
    bytes.starts_with(&[0xff, 0xd8]).then(|| size_of_jpeg(bytes)).flatten()
}

/// Goes from segment to segment until the one that begins a frame.
fn size_of_jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let two = |at: usize| Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let kind = *bytes.get(at + 1)?;
        match kind {
            0xff => at += 1,
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (two(at + 5)?, two(at + 7)?);
                return Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
            }
            0x01 | 0xd0..=0xd9 => at += 2,
            _ => at += 2 + two(at + 2)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl17_words_keep_their_places_and_their_lines() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t640\t480\t-1\t\n\
            5\t1\t1\t1\t1\t1\t40\t30\t60\t20\t96.1\tVi\n\
            5\t1\t1\t1\t1\t2\t110\t30\t60\t20\t91\tvet\n\
            5\t1\t1\t1\t1\t3\t180\t30\t60\t20\t12\t~~~\n\
            5\t1\t1\t1\t2\t1\t40\t70\t60\t20\t88\tvår\n";
        let read = understood(table);
        assert_eq!(read.text, "Vi vet\nvår", "what the reader is unsure of is left out");
        assert_eq!(read.places[2], Place { start: 7, end: 10, left: 40, top: 70, width: 60, height: 20 });
    }

    #[test]
    fn fl17_the_size_is_known_before_anything_is_unpacked() {
        let png = |width: u32, height: u32| {
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat()
        };
        assert_eq!(size(&png(640, 480)), Some((640, 480)));
        assert_eq!(size(b"GIF89a\x80\x02\xe0\x01"), Some((640, 480)));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x01\xe0\x02\x80\x01";
        assert_eq!(size(jpeg), Some((640, 480)));
        for other in [b"".as_slice(), b"<svg/>", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8X", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(size(other), None);
        }
        let eye = Tesseract { path: PathBuf::from("/nowhere/tesseract"), name: String::new() };
        assert_eq!(eye.read(&png(100_000, 100_000)), Err(Unread::Size), "a small file may hold a wall of points");
        assert_eq!(eye.read(b"<svg/>"), Err(Unread::Kind));
        assert_eq!(eye.read(&png(10, 10)), Err(Unread::Failed), "a reader that is gone says no, and nothing stops");
    }

    #[test]
    fn fl17_a_machine_without_a_reader_says_what_is_missing() {
        assert_eq!(Tesseract::find_in("/nowhere".as_ref()), Err(Missing::Program));
    }
}
