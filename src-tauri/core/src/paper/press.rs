//! The press: a template and its values become pages, and the pages a PDF/A-3a or pictures.

use super::{Enclosed, Relationship, fonts::FONTS, legible::Script};
use crate::words::{Fault, Result, Timestamp};
use chrono::{Datelike as _, Timelike as _};
use std::{collections::BTreeMap, fmt::Write as _};
use typst::{
    Library, LibraryExt as _, World, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Array, Bytes, Datetime, Dict, Duration, Smart, Str, Value},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::{LazyHash, Scalar},
    visualize::{ExchangeFormat, RasterImage},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The templates by name.
const TEMPLATES: [(&str, &str); 4] = [
    ("common.typ", include_str!("../../../../assets/templates/common.typ")),
    ("evidence.typ", include_str!("../../../../assets/templates/evidence.typ")),
    ("forward.typ", include_str!("../../../../assets/templates/forward.typ")),
    ("police.typ", include_str!("../../../../assets/templates/police.typ")),
];

/// Dots per inch of the pictures.
const DPI: f64 = 110.0;
/// A picture of more points than this is enclosed, but not shown.
const MOST_POINTS: u64 = 50_000_000;

/// A finished PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
}

/// A paper: its pages, as a PDF and as pictures.
pub struct Paper {
    document: PagedDocument,
    pdf: Pdf,
}

impl Paper {
    /// The PDF/A-3a with everything that was enclosed.
    #[must_use]
    pub fn pdf(&self) -> &Pdf {
        &self.pdf
    }

    /// The PDF alone.
    #[must_use]
    pub fn into_pdf(self) -> Pdf {
        self.pdf
    }

    /// The picture of one page as PNG, counted from 0; `None` means that there is no such page.
    ///
    /// # Errors
    /// A fault when the picture can't be written.
    pub fn picture(&self, page: u32) -> Result<Option<Vec<u8>>> {
        let page = usize::try_from(page).ok().and_then(|at| self.document.pages().get(at));
        let Some(page) = page else { return Ok(None) };
        let options = typst_render::RenderOptions {
            pixel_per_pt: Scalar::new(DPI / 72.0),
            ..typst_render::RenderOptions::default()
        };
        let picture = typst_render::render(page, &options)
            .encode_png()
            .map_err(|cause| Fault::of("draw a page of the paper", cause.to_string()))?;
        Ok(Some(picture))
    }

    /// The pictures of all pages as PNG.
    ///
    /// # Errors
    /// As [`Paper::picture`].
    pub fn pictures(&self) -> Result<Vec<Vec<u8>>> {
        (0..self.pdf.pages).filter_map(|page| self.picture(page).transpose()).collect()
    }
}

/// How a paper is set when something in it can't be: each attempt asks less of the typefaces and of the pictures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    pub(super) script: Script,
    pub(super) pictures: bool,
}

const ATTEMPTS: [Attempt; 4] = [
    Attempt { script: Script::All, pictures: true },
    Attempt { script: Script::All, pictures: false },
    Attempt { script: Script::Western, pictures: true },
    Attempt { script: Script::Western, pictures: false },
];

/// What a paper is made of besides its values.
pub(super) struct Job<'a> {
    pub(super) template: &'static str,
    /// What tells this paper from all others; it never changes for the same paper.
    pub(super) ident: String,
    /// The date in the file's metadata.
    pub(super) at: Timestamp,
    pub(super) files: &'a [Enclosed],
}

/// Sets the paper. `values` are the values of the template for an attempt; they are data and stay data.
pub(super) fn print(job: &Job<'_>, values: impl Fn(Attempt) -> serde_json::Value) -> Result<Paper> {
    let mut faults = String::new();
    for attempt in ATTEMPTS {
        match set(job, attempt, values(attempt)) {
            Ok(paper) => return Ok(paper),
            Err(fault) => {
                let _ = write!(faults, "{attempt:?}: {fault}; ");
            }
        }
    }
    Err(Fault::of("set the paper", faults).into())
}

/// The fault names places in the templates, never words.
fn set(job: &Job<'_>, attempt: Attempt, values: serde_json::Value) -> Result<Paper, String> {
    let values: Dict = serde_json::from_value(values).map_err(|_| "the values are no dictionary".to_owned())?;
    let names = file_names(job.files);
    let mut inputs = Dict::new();
    inputs.insert("paper".into(), Value::Dict(values));
    inputs.insert(
        "files".into(),
        Value::Array(job.files.iter().zip(&names).map(|(file, name)| Value::Dict(enclosed(file, name))).collect()),
    );
    inputs.insert("pictures".into(), Value::Array(pictures(job.files, &names, attempt)));

    let world = Table::new(job.template, inputs)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let document = compiled.output.map_err(|faults| world.places(&faults))?;
    let standards = PdfStandards::new(&[PdfStandard::A_3a]).map_err(|_| "PDF/A-3a is not known".to_owned())?;
    let options = PdfOptions {
        ident: Smart::Custom(job.ident.clone()),
        creator: Smart::Custom(Some("Uppsikt".to_owned())),
        timestamp: datetime(job.at).map(typst_pdf::Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| world.places(&faults))?;
    comemo::evict(0);
    let pages = u32::try_from(document.pages().len()).unwrap_or(u32::MAX);
    Ok(Paper { document, pdf: Pdf { bytes, pages } })
}

fn datetime(at: Timestamp) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

fn enclosed(file: &Enclosed, name: &str) -> Dict {
    let relationship = match file.relationship {
        Relationship::Source => "source",
        Relationship::Data => "data",
        Relationship::Alternative => "alternative",
        Relationship::Supplement => "supplement",
    };
    let mut entry = Dict::new();
    entry.insert("name".into(), text(name));
    entry.insert("media-type".into(), text(&media_type(&file.media_type)));
    entry.insert("description".into(), text(&super::legible::one_line(&file.description, Script::All)));
    entry.insert("relationship".into(), text(relationship));
    entry.insert("size".into(), text(&super::swedish::size(file.bytes.len())));
    entry.insert("digest".into(), text(&file.digest().to_string()));
    entry.insert("bytes".into(), Value::Bytes(Bytes::new(file.bytes.clone())));
    entry
}

fn text(text: &str) -> Value {
    Value::Str(Str::from(text))
}

/// The pictures among the files: those that can be shown with their bytes, the others with their name alone.
fn pictures(files: &[Enclosed], names: &[String], attempt: Attempt) -> Array {
    files
        .iter()
        .zip(names)
        .filter(|(file, _)| file.is_picture())
        .map(|(file, name)| {
            let shown = Bytes::new(file.bytes.clone());
            let mut entry = Dict::new();
            entry.insert("name".into(), text(name));
            entry.insert("description".into(), text(&super::legible::one_line(&file.description, attempt.script)));
            entry.insert(
                "bytes".into(),
                if attempt.pictures && can_be_shown(&shown) { Value::Bytes(shown) } else { Value::None },
            );
            Value::Dict(entry)
        })
        .collect()
}

fn can_be_shown(bytes: &Bytes) -> bool {
    let Some(format) = ExchangeFormat::detect(bytes) else { return false };
    points(format, bytes).is_some_and(|points| points <= MOST_POINTS)
        && RasterImage::plain(bytes.clone(), format).is_ok()
}

/// Width times height as the file itself says, before anything is unpacked.
fn points(format: ExchangeFormat, bytes: &[u8]) -> Option<u64> {
    let number = |at: usize, len: usize| {
        bytes.get(at..at + len).map(|part| part.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let little = |at: usize, len: usize| {
        bytes.get(at..at + len).map(|part| part.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    match format {
        ExchangeFormat::Png => Some(number(16, 4)?.saturating_mul(number(20, 4)?)),
        ExchangeFormat::Gif => Some(little(6, 2)? * little(8, 2)?),
        ExchangeFormat::Jpg => {
            let mut at = 2;
            loop {
                let (mark, length) = (number(at, 2)?, number(at + 2, 2)?);
                match mark {
                    0xFFC0..=0xFFC3 | 0xFFC5..=0xFFC7 | 0xFFC9..=0xFFCB | 0xFFCD..=0xFFCF => {
                        return Some(number(at + 5, 2)? * number(at + 7, 2)?);
                    }
                    0xFFFF => at += 1,
                    _ => at += 2 + usize::try_from(length).ok()?.max(2),
                }
            }
        }
        ExchangeFormat::Webp => match bytes.get(12..16)? {
            b"VP8X" => Some((little(24, 3)? + 1) * (little(27, 3)? + 1)),
            b"VP8L" => {
                let bits = little(21, 4)?;
                Some(((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1))
            }
            b"VP8 " => Some((little(26, 2)? & 0x3FFF) * (little(28, 2)? & 0x3FFF)),
            _ => None,
        },
    }
}

/// A plain file name for each file, and no two the same.
fn file_names(files: &[Enclosed]) -> Vec<String> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    files
        .iter()
        .map(|file| {
            let plain = plain_file_name(&file.file_name);
            let count = taken.entry(plain.to_lowercase()).or_insert(0);
            *count += 1;
            if *count == 1 {
                return plain;
            }
            // No plain name holds a tilde, so this meets no other.
            match plain.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem}~{count}.{extension}"),
                None => format!("{plain}~{count}"),
            }
        })
        .collect()
}

/// Letters, digits, `-`, `_` and `.`; never empty, never beginning with a dot, at most 60 characters.
fn plain_file_name(name: &str) -> String {
    let name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let name = name.trim_matches(['.', '_']);
    let count = name.chars().count();
    // The end holds the extension, so the beginning gives way.
    let name: String = name.chars().skip(count.saturating_sub(60)).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "fil".to_owned() } else { name.to_owned() }
}

fn media_type(written: &str) -> String {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'))
    };
    let essence = written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.split_once('/') {
        Some((kind, form)) if plain(kind) && plain(form) && essence.len() <= 100 => essence,
        _ => "application/octet-stream".to_owned(),
    }
}

/// Everything a template can see: our templates, our typefaces, its values. No disk, no network, no clock.
struct Table {
    library: LazyHash<Library>,
    main: FileId,
    sources: Vec<Source>,
}

impl Table {
    fn new(template: &'static str, inputs: Dict) -> Result<Table, String> {
        let mut sources = Vec::new();
        let mut main = None;
        for (name, text) in TEMPLATES {
            let path = VirtualPath::new(name).map_err(|_| format!("{name} is no path"))?;
            let id = RootedPath::new(VirtualRoot::Project, path).intern();
            if name == template {
                main = Some(id);
            }
            sources.push(Source::new(id, text.to_owned()));
        }
        let main = main.ok_or_else(|| format!("there is no template {template}"))?;
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Ok(Table { library, main, sources })
    }

    /// Where in the templates something went wrong. The messages themselves may quote words, so they are left out.
    fn places(&self, faults: &[SourceDiagnostic]) -> String {
        use typst::WorldExt as _;
        let mut places = format!("{} faults", faults.len());
        for fault in faults.iter().take(5) {
            let Some(id) = fault.span.id() else { continue };
            let (Some(range), Ok(source)) = (self.range(fault.span), self.source(id)) else { continue };
            let line = source.text().get(..range.start).map_or(0, |before| before.matches('\n').count() + 1);
            let _ = write!(places, ", {} line {line}", id.vpath().get_without_slash());
        }
        places
    }
}

impl World for Table {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<String> {
        let files: Vec<_> = names
            .iter()
            .map(|name| Enclosed {
                file_name: (*name).to_owned(),
                media_type: "text/plain".into(),
                description: String::new(),
                bytes: Vec::new(),
                relationship: Relationship::Data,
            })
            .collect();
        file_names(&files)
    }

    #[test]
    fn file_names_are_plain_and_never_the_same() {
        assert_eq!(
            named(&["../../etc/passwd", "..", "bild på Åsa.JPG", "a\\b.txt", "B.txt", "b.txt\0"]),
            ["passwd", "fil", "bild_på_Åsa.JPG", "b.txt", "B~2.txt", "b~3.txt"]
        );
    }

    #[test]
    fn a_media_type_is_one() {
        assert_eq!(media_type("Application/JSON; charset=utf-8"), "application/json");
        assert_eq!(media_type("rubbish (\u{0}"), "application/octet-stream");
    }

    #[test]
    fn a_picture_that_claims_to_be_enormous_is_not_unpacked() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0xFF; 8]);
        assert!(points(ExchangeFormat::Png, &png).unwrap() > MOST_POINTS);
        assert!(!can_be_shown(&Bytes::new(png)));
    }
}
