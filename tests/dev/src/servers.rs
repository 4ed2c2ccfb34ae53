//! Platform servers that no Debian package brings: Bluesky's reference servers from npm, Mastodon's double from PyPI.
//!
//! They are installed once, in exactly the versions that the journeys were written against, into the cache beside the
//! checkouts. Fetching takes some minutes, so it begins early and goes on beside the compiler.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::caretaker::Caretaker;
use crate::fault::{Doing, Fault, Result};
use crate::system;

struct Server {
    /// The folder, with the version in its name. `tests/src/servers` looks for it.
    name: &'static str,
    /// What fetches it, run in that folder.
    fetch: &'static str,
}

const SERVERS: [Server; 2] = [
    Server {
        name: "bluesky-0.3.215",
        // One module is compiled when it is installed, which npm may hold back.
        fetch: r#"echo '{"private":true}' >package.json
npm install @atproto/dev-env@0.3.215 @atproto/pds@0.4.217 @atproto/bsky@0.0.221 --no-audit --no-fund
[ -n "$(find node_modules/better-sqlite3 -name better_sqlite3.node)" ] || npm rebuild better-sqlite3"#,
    },
    Server { name: "mastodon-mock-0.6.1", fetch: "python3 -m venv . && bin/pip --quiet install mastodon-mock==0.6.1" },
];

/// The variable by which the tests are told of the folder: their own home is thrown away afterwards.
pub const VARIABLE: &str = "UPPSIKT_SERVERS";

/// Where they lie.
pub fn folder() -> PathBuf {
    system::cache().join("servers")
}

/// Written last: a folder without it was left half done.
const WHOLE: &str = ".whole";

/// What is being fetched.
pub struct Fetching(Vec<(Child, &'static str, PathBuf)>);

/// Begins to fetch what is not there. Another checkout that wants the same waits for us, or we for it.
pub fn begin(caretaker: &Caretaker) -> Result<Fetching> {
    let folder = folder();
    let mut fetching = Vec::new();
    for server in SERVERS {
        let place = folder.join(server.name);
        if place.join(WHOLE).is_file() {
            continue;
        }
        println!("Fetching {} for the journeys on real servers; this goes on beside the rest.", server.name);
        let doing = format!("make a folder for {}", server.name);
        fs::create_dir_all(&place).doing(doing.as_str())?;
        let log = folder.join(format!("{}.log", server.name));
        let file = fs::File::create(&log).doing(doing.as_str())?;
        let errors = file.try_clone().doing(doing.as_str())?;
        let script = format!("set -e\n[ ! -f {WHOLE} ] || exit 0\n{}\ntouch {WHOLE}", server.fetch);
        let child = caretaker
            .command("flock")
            .arg(folder.join(format!("{}.lock", server.name)))
            .args(["nice", "sh", "-c", &script])
            .current_dir(&place)
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .doing(format!("fetch {}", server.name))?;
        fetching.push((child, server.name, log));
    }
    Ok(Fetching(fetching))
}

impl Fetching {
    /// Waits until everything is there.
    pub fn finish(self) -> Result<()> {
        for (mut child, name, log) in self.0 {
            let status = child.wait().doing(format!("wait for {name}"))?;
            if !status.success() {
                let told = fs::read_to_string(&log).unwrap_or_default();
                let last: Vec<&str> = told.lines().rev().take(5).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                return Err(Fault::because(format!("{name} could not be fetched: {}", last.join(" / "))));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_is_fetched_in_the_version_that_its_folder_says() {
        for server in SERVERS {
            let version = server.name.rsplit('-').next().unwrap();
            assert!(server.fetch.contains(version), "{}", server.name);
        }
    }
}
