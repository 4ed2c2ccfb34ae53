//! The window's pages: fetching their packages and building them, when something has changed since the last time.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::caretaker::Caretaker;
use crate::checkout::Checkout;
use crate::fault::{Doing, Result};
use crate::process;

/// What the built pages are made from; all that lies in the folders counts. Pictures and fonts come from `assets`.
const SOURCES: [&str; 8] = [
    "ui/src",
    "ui/public",
    "ui/index.html",
    "ui/package.json",
    "ui/package-lock.json",
    "ui/vite.config.ts",
    "ui/tsconfig.json",
    "assets",
];
const BUILT: &str = "ui/dist/index.html";

/// A copy of the lock file that the packages were fetched from.
const STAMP: &str = "ui/node_modules/.uppsikt-package-lock.json";

pub fn npm(checkout: &Checkout, caretaker: &Caretaker, args: &[&str]) -> Command {
    let mut npm = caretaker.command("npm");
    npm.args(args).current_dir(checkout.ui());
    npm
}

/// Packages and pages, both as new as their sources.
pub fn provide(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    provide_packages(checkout, caretaker)?;
    provide_pages(checkout, caretaker)
}

pub fn provide_packages(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    let lock = fs::read(checkout.root.join("ui/package-lock.json")).doing("read ui/package-lock.json")?;
    let stamp = checkout.root.join(STAMP);
    if fs::read(&stamp).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    println!("Fetching the packages that the window's pages are built from.");
    process::succeed(&mut npm(checkout, caretaker, &["ci", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, lock).doing("note which packages were fetched")
}

pub fn provide_pages(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    let built = changed(&checkout.root.join(BUILT));
    let sources = SOURCES.iter().filter_map(|source| newest(&checkout.root.join(source))).max();
    if !is_stale(built, sources) {
        return Ok(());
    }
    println!("Building the window's pages.");
    process::succeed(&mut npm(checkout, caretaker, &["run", "build"]))?;
    embed_anew(checkout)
}

/// Makes cargo take the new pages into the program: it watches the settings file, not the pages.
fn embed_anew(checkout: &Checkout) -> Result<()> {
    let doing = "have the new pages taken into the program";
    let built = changed(&checkout.root.join(BUILT)).doing(doing)?;
    let settings = checkout.root.join("src-tauri/tauri.conf.json");
    fs::File::options().append(true).open(settings).and_then(|file| file.set_modified(built)).doing(doing)
}

fn is_stale(built: Option<SystemTime>, sources: Option<SystemTime>) -> bool {
    built.is_none_or(|built| sources.is_some_and(|sources| sources > built))
}

/// When the youngest thing in a folder changed, the folder itself included: it changes when a file is added or removed.
fn newest(path: &Path) -> Option<SystemTime> {
    let inside = fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path()));
    inside.chain(changed(path)).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn pages_are_stale_when_never_built_or_older_than_a_source() {
        let noon = SystemTime::UNIX_EPOCH;
        let later = noon + Duration::from_secs(1);
        assert!(is_stale(None, Some(noon)));
        assert!(is_stale(None, None));
        assert!(is_stale(Some(noon), Some(later)));
        assert!(!is_stale(Some(later), Some(noon)));
        assert!(!is_stale(Some(noon), Some(noon)), "a checkout gives everything the same minute");
    }

    #[test]
    fn the_newest_thing_is_found_deep_down() {
        let folder = std::env::temp_dir().join(format!("uppsikt-newest-{}", std::process::id()));
        fs::create_dir_all(folder.join("parts")).unwrap();
        let file = folder.join("parts/Button.tsx");
        fs::write(&file, "").unwrap();
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000_000_000);
        fs::File::options().append(true).open(&file).unwrap().set_modified(far).unwrap();
        let found = newest(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, Some(far));
        assert_eq!(newest(&folder), None, "what is not there is not new");
    }
}
