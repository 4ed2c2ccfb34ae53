//! The typefaces on paper, all from `assets/fonts`: nothing is looked up on the machine.

use std::sync::LazyLock;
use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

macro_rules! fonts {
    ($($file:literal)*) => { [$(include_bytes!(concat!("../../../../assets/fonts/", $file))),*] };
}

/// Running text first; then what citizens write that it lacks.
static FILES: [&[u8]; 9] = fonts![
    "SourceSans3-Regular.ttf"
    "SourceSans3-Italic.ttf"
    "SourceSans3-SemiBold.ttf"
    "SourceCodePro-Regular.ttf"
    "NotoSansArabic-Regular.ttf"
    "NotoSansEthiopic-Regular.ttf"
    "NotoSansHebrew-Regular.ttf"
    "NotoSansSyriac-Regular.ttf"
    "NotoEmoji-Regular.ttf"
];

/// All typefaces, and the book in which they are looked up.
pub(super) struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
}

/// Read once, at the first paper.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

impl Fonts {
    /// Whether one typeface alone can set all these characters.
    pub(super) fn set_together(&self, mut characters: impl Iterator<Item = char> + Clone) -> bool {
        self.fonts.iter().any(|font| {
            let coverage = &font.info().coverage;
            characters.clone().all(|character| coverage.contains(u32::from(character)))
        }) && characters.next().is_some()
    }
}
