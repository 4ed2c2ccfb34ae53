//! Where the program finds itself: its folder, the person's login, whether it is a demo.

use std::{env, ffi::OsString, path::PathBuf};
use uppsikt_core::house::realm;

/// What tells a process that it is started to practise in.
pub const PRACTICE: &str = "UPPSIKT_PRACTICE";
/// Where a practice lies, within the folder of what is real.
const PRACTICE_FOLDER: &str = "ovning";

/// What the process was started with.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The folder to keep everything in; nothing for the usual one.
    pub folder: Option<PathBuf>,
    /// The demo platform's address, when this is a demo.
    pub demo_platform: Option<String>,
    /// Whether this is a practice: an invented municipality in a database of its own, whose channels answer from memory.
    pub practice: bool,
    /// A folder that papers are written to without asking: for a tour of the demo, which nobody sits at.
    pub papers: Option<PathBuf>,
    /// The name under which the person is logged in at this machine.
    pub login: Option<String>,
}

impl Surroundings {
    /// Reads them from the environment.
    #[must_use]
    pub fn of_process() -> Surroundings {
        let demo_platform = set("UPPSIKT_DEMO_PLATFORM").and_then(|address| address.into_string().ok());
        let folder = set("UPPSIKT_DATA").map(PathBuf::from);
        // A practice lies within the folder and never in it: what is real stays out of its reach, also by mistake.
        let practice = set(PRACTICE).and(folder.as_ref()).is_some();
        Surroundings {
            folder: folder.map(|folder| if practice { folder.join(PRACTICE_FOLDER) } else { folder }),
            practice,
            papers: demo_platform.as_ref().and_then(|_| set("UPPSIKT_TOUR_DIR")).map(PathBuf::from),
            demo_platform: demo_platform.filter(|_| !practice),
            login: ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(set).and_then(|name| name.into_string().ok()),
        }
    }

    /// Whether nothing here is real, so that one person may sit down as another.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.practice || self.demo_platform.is_some()
    }

    /// The name under which a second start finds the first: one for each folder that is not the usual one.
    #[must_use]
    pub fn instance_name(&self) -> Option<String> {
        self.folder.as_deref().map(|folder| format!("se.uppsikt.desktop.f{}", realm(folder)))
    }
}

fn set(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
