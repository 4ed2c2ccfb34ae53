//! The caretaker ends what we started and clears away our temporary folders, however we end: in order, on an error, on
//! Ctrl+C, or killed.
//!
//! It is a second process of this same program. It ignores Ctrl+C and listens on a pipe that closes when we are gone. It
//! knows whom to end by a mark in their environment, which they hand on to their own children. It never ends anyone by name.

use std::env;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Doing, Result};
use crate::process;

/// Its words are the marks of every caretaker on duty: a developer command may itself be started by another.
const MARKS: &str = "UPPSIKT_DEV_MARKS";

/// Asked politely first, then not asked.
const SIGNALS: [(&str, Duration); 2] = [("TERM", Duration::from_secs(5)), ("KILL", Duration::from_secs(3))];

/// What cargo tells a program about its package. Handed on to another cargo it would only mislead.
const CARGOS_WORDS: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

pub struct Caretaker {
    mark: String,
    process: Child,
    /// Held open as long as we live.
    line: Option<ChildStdin>,
}

impl Caretaker {
    pub fn hire() -> Result<Self> {
        let mark = chance()?;
        let own = env::current_exe().doing("find this program's own file")?;
        let mut process = Command::new("sh")
            .args(["-c", r#"trap "" INT TERM HUP; exec "$0" caretaker "$1""#])
            .arg(own)
            .arg(&mark)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .doing("start the caretaker")?;
        let line = process.stdin.take();
        Ok(Self { mark, process, line })
    }

    /// A program that does not outlive us.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let marks = env::var(MARKS).map_or_else(|_| self.mark.clone(), |others| format!("{others} {}", self.mark));
        command.env(MARKS, marks);
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| CARGOS_WORDS.iter().any(|words| name.starts_with(words))) {
                command.env_remove(name);
            }
        }
        command
    }

    /// An empty folder that only we may enter, and that does not outlive us.
    pub fn folder(&self) -> Result<PathBuf> {
        let folder = process::answer("mktemp", &["-d", "-t", "uppsikt-XXXXXX"]).doing("make a temporary folder")?;
        let mut line = self.line.as_ref().doing("tell the caretaker")?;
        writeln!(line, "{folder}").doing("tell the caretaker of a temporary folder")?;
        Ok(PathBuf::from(folder))
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        self.line = None;
        let _ = self.process.wait();
    }
}

/// The caretaker's own day: note the folders, wait for the line to close, then clear up.
pub fn watch(mark: &str) {
    let folders: Vec<PathBuf> = io::stdin().lock().lines().map_while(io::Result::ok).map(PathBuf::from).collect();
    end(mark);
    for folder in folders {
        if let Err(cause) = fs::remove_dir_all(&folder) {
            let _ = writeln!(io::stderr(), "uppsikt-dev: clear away {}: {cause}", folder.display());
        }
    }
}

fn end(mark: &str) {
    for (signal, patience) in SIGNALS {
        let start = Instant::now();
        let mut told = Vec::new();
        loop {
            let left = process::marked(MARKS, mark);
            if left.is_empty() {
                return;
            }
            if start.elapsed() > patience {
                break;
            }
            let untold: Vec<u32> = left.into_iter().filter(|id| !told.contains(id)).collect();
            if !untold.is_empty() {
                // The shell has its own `kill`. Somebody may have ended meanwhile: that is what we want, not an error.
                let ids = untold.iter().map(u32::to_string);
                let kill = ["-c", r#"kill -s "$0" "$@" 2>/dev/null"#, signal];
                let _ = Command::new("sh").args(kill).args(ids).status();
                told.extend(untold);
            }
            thread::sleep(Duration::from_millis(30));
        }
    }
    let left = process::marked(MARKS, mark);
    let _ = writeln!(io::stderr(), "uppsikt-dev: these processes would not end: {left:?}");
}

/// Sixteen random bytes, in hexadecimal: a mark, or a password for a server that lives for a minute.
pub fn chance() -> Result<String> {
    let mut bytes = [0; 16];
    let doing = "read random bytes";
    fs::File::open("/dev/urandom").doing(doing)?.read_exact(&mut bytes).doing(doing)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
