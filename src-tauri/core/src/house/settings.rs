//! What the folder itself says: whose secrets are whose, and where a team's database is.

use crate::{
    policy::{malformed, malformed_toml},
    words::{Digest, Fault, Result},
};
use serde::Deserialize;
use std::path::Path;

/// What tells this folder's secrets from another's on the same machine.
#[must_use]
pub fn realm(folder: &Path) -> String {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    let path = whole.unwrap_or_else(|_| folder.to_path_buf());
    Digest::of(path.to_string_lossy().as_bytes()).to_string().chars().take(16).collect()
}

/// The file beside the database that says where a team's database is.
const SETTINGS: &str = "uppsikt.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    database: Option<String>,
}

/// The `postgres://` address that the folder's settings name, if they do.
///
/// # Errors
/// [`crate::words::Refusal::FileMalformed`]; a fault when the file is there and can't be read.
pub fn server(folder: &Path) -> Result<Option<String>> {
    let text = match std::fs::read_to_string(folder.join(SETTINGS)) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(Fault::of("read the settings beside the database", cause).into()),
    };
    let settings: Settings = toml::from_str(&text).map_err(|fault| malformed_toml(SETTINGS, &text, &fault))?;
    match settings.database {
        Some(address) if !address.starts_with("postgres://") && !address.starts_with("postgresql://") => {
            Err(malformed(SETTINGS, &text, 0, "”database” ska vara en adress som börjar med postgres://").into())
        }
        address => Ok(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_has_secrets_of_its_own() {
        assert_ne!(realm(Path::new("/lillvik")), realm(Path::new("/storvik")));
        assert_eq!(realm(Path::new("/lillvik")).len(), 16);
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let folder = std::env::temp_dir().join(format!("uppsikt-place-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(server(&folder).unwrap().is_none(), "without the file the database lies in the folder");
        std::fs::write(folder.join(SETTINGS), "\ndatabas = \"x\"\n").unwrap();
        let refused = server(&folder).unwrap_err();
        assert!(matches!(refused.refusal(), Some(crate::words::Refusal::FileMalformed { line: 2, .. })), "{refused:?}");
        std::fs::write(folder.join(SETTINGS), "database = \"postgres://lillvik/uppsikt\"").unwrap();
        assert_eq!(server(&folder).unwrap().unwrap(), "postgres://lillvik/uppsikt");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
