//! The files that the program carries with it: policies and calendars as they stand in `assets`.

use include_dir::{Dir, include_dir};

static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/policies");
static CALENDARS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/calendar");

/// The text of an embedded policy.
pub(super) fn policy(name: &str) -> Option<&'static str> {
    POLICIES.get_file(format!("{name}.toml"))?.contents_utf8()
}

/// The text of an embedded calendar.
pub(super) fn calendar(name: &str) -> Option<&'static str> {
    CALENDARS.get_file(format!("{name}.toml"))?.contents_utf8()
}

/// The names of the embedded policies, in alphabetical order.
pub(super) fn policies() -> Vec<&'static str> {
    let mut names: Vec<_> = POLICIES
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| file.path().file_stem()?.to_str())
        .collect();
    names.sort_unstable();
    names
}
