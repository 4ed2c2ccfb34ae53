//! The folder where compiled libraries lie, outside the checkout and shared by every checkout of Uppsikt on the machine.
//!
//! Cargo tells our own packages apart by their place within the checkout, not by the checkout: to it, the `uppsikt-core` of
//! two checkouts is the same. So whoever uses the folder after somebody else lets cargo believe that all of our own sources
//! are new. The libraries, which take nearly all the time, stay.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use crate::checkout::Checkout;
use crate::fault::{Doing, Fault, Result};

/// The variable by which cargo is told of the folder. Where it is set already, that is respected.
pub const VARIABLE: &str = "CARGO_BUILD_BUILD_DIR";

/// The folder, ours from now on.
pub fn provide(checkout: &Checkout) -> Result<PathBuf> {
    let folder = match env::var_os(VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => cargo_home()?.join("uppsikt-build").join("shared"),
    };
    take_over(&folder, &checkout.root)?;
    Ok(folder)
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = env::var_os("HOME").ok_or_else(|| Fault::because("neither CARGO_HOME nor HOME is set".to_owned()))?;
    Ok(PathBuf::from(home).join(".cargo"))
}

/// Makes the sources of `root` look new when another checkout used the folder last. The folder remembers who did.
fn take_over(folder: &Path, root: &Path) -> Result<()> {
    fs::create_dir_all(folder).doing(format!("make {}", folder.display()))?;
    let note = folder.join("last-checkout");
    let root_now = root.canonicalize().doing("find the checkout")?;
    let known = fs::read_to_string(&note).unwrap_or_default();
    if Path::new(known.trim()) == root_now {
        return Ok(());
    }
    #[allow(clippy::disallowed_methods, reason = "cargo compares the age of files; no rule of ours hangs on it")]
    let now = SystemTime::now();
    for part in ["src-tauri", "tests"] {
        make_new(&root.join(part), now)?;
    }
    fs::write(&note, root_now.display().to_string()).doing("note whose turn it is")
}

fn make_new(folder: &Path, now: SystemTime) -> Result<()> {
    for entry in fs::read_dir(folder).doing(format!("look into {}", folder.display()))? {
        let path = entry.doing("look into a folder")?.path();
        if path.is_dir() {
            make_new(&path, now)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let file = fs::File::options().append(true).open(&path);
            file.and_then(|file| file.set_modified(now)).doing(format!("mark {} as new", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_checkout_that_takes_over_makes_its_sources_new_and_only_then() {
        let base = env::temp_dir().join(format!("uppsikt-build-dir-{}", std::process::id()));
        let root = base.join("checkout");
        for part in ["src-tauri/core", "tests"] {
            fs::create_dir_all(root.join(part)).unwrap();
        }
        let source = root.join("src-tauri/core/lib.rs");
        fs::write(&source, "").unwrap();
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let age = || fs::metadata(&source).unwrap().modified().unwrap();
        let make_old = || fs::File::options().append(true).open(&source).unwrap().set_modified(old).unwrap();

        make_old();
        take_over(&base.join("build"), &root).unwrap();
        assert!(age() > old, "somebody else, or nobody, had the folder before");
        make_old();
        take_over(&base.join("build"), &root).unwrap();
        assert_eq!(age(), old, "the folder was ours already");
        fs::remove_dir_all(&base).unwrap();
    }
}
