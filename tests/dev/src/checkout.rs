//! Where things lie: the checkout we work on, and the finished programs beside our own.

use std::env;
use std::path::{Path, PathBuf};

use crate::fault::{Doing, Fault, Result};

pub struct Checkout {
    /// The folder with `Cargo.lock`.
    pub root: PathBuf,
    /// The folder with the programs that cargo has finished; we are one of them.
    pub programs: PathBuf,
}

impl Checkout {
    /// The checkout that cargo started us in; for a finished program started by hand, the one around the current folder.
    pub fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => env::current_dir().doing("find the current folder")?,
        };
        let root = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
        let root =
            root.ok_or_else(|| Fault::because(format!("{} is not inside Uppsikt's checkout", start.display())))?;
        let own = env::current_exe().doing("find this program's own file")?;
        let programs = own.parent().doing("find the folder of this program")?;
        Ok(Self { root: root.to_path_buf(), programs: programs.to_path_buf() })
    }

    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// A folder for what a command leaves behind, in cargo's target folder, which git ignores.
    pub fn leavings(&self, name: &str) -> PathBuf {
        self.programs.parent().map_or_else(|| self.root.join("target"), Path::to_path_buf).join(name)
    }
}
