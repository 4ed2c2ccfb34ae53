//! The lexicon that comes with the program: the files of `assets/lexicon`, as text.

use include_dir::{Dir, include_dir};

static LEXICON: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/lexicon");

/// The files, by name.
pub(super) fn files() -> impl Iterator<Item = (String, String)> {
    LEXICON.files().filter_map(|file| {
        let name = file.path().file_name()?.to_str()?;
        let is_toml = file.path().extension().is_some_and(|extension| extension == "toml");
        is_toml.then(|| Some((name.to_owned(), file.contents_utf8()?.to_owned())))?
    })
}

/// One of them.
pub(super) fn file(name: &str) -> Option<&'static str> {
    LEXICON.get_file(name)?.contents_utf8()
}
