//! Where the program finds itself: its folder, the person's login, whether it is a demo.

use std::{env, ffi::OsString, path::PathBuf};
use uppsikt_core::house::realm;

/// What the process was started with.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The folder to keep everything in; nothing for the usual one.
    pub folder: Option<PathBuf>,
    /// The demo platform's address, when this is a demo.
    pub demo_platform: Option<String>,
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
        Surroundings {
            folder: set("UPPSIKT_DATA").map(PathBuf::from),
            papers: demo_platform.as_ref().and_then(|_| set("UPPSIKT_TOUR_DIR")).map(PathBuf::from),
            demo_platform,
            login: ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(set).and_then(|name| name.into_string().ok()),
        }
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
