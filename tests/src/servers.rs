//! Real platform servers on this machine, each in a folder that is thrown away, on loopback and on ports that are free.
//!
//! `cargo dev` installs what they need: Debian's packages, and, in the cache beside the checkouts, what comes from npm and
//! PyPI. Each has a shell that looks after it and ends it by its process id.

pub mod bluesky;
pub mod mastodon;
pub mod mediawiki;

use reqwest::{blocking::Client, redirect::Policy};
use std::{
    io::{BufRead, BufReader, Read as _},
    iter,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The shell that looks after a server. It waits until its standard input closes, which the operating system sees to
/// whatever way the process that started it ends; then it runs what ends the server, and clears the folder.
struct Caretaker {
    shell: Child,
    folder: PathBuf,
}

impl Caretaker {
    /// A shell running `script` with the folder and `words` as its arguments. `furnish` puts files into the folder first.
    fn hire(name: &str, script: &str, words: &[String], furnish: impl FnOnce(&Path)) -> Caretaker {
        let folder = std::env::temp_dir().join(format!("uppsikt-{name}-{}-{}", std::process::id(), free_port()));
        std::fs::create_dir_all(&folder).expect("a folder for the server");
        furnish(&folder);
        let mut shell = Command::new("sh")
            .args(["-c", script, "caretaker"])
            .arg(&folder)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut output = BufReader::new(shell.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        if line.trim() != "started" {
            let _ = output.read_to_string(&mut line);
            panic!("{name} does not start: {line}");
        }
        Caretaker { shell, folder }
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// A port that is free now, and is left so until its server takes it: none of those that the system gives to whoever calls
/// out, nor one that was named here before.
fn free_port() -> u16 {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    static NAMED: AtomicU32 = AtomicU32::new(0);
    let next =
        || FIRST + std::process::id().wrapping_mul(61).wrapping_add(NAMED.fetch_add(1, Ordering::Relaxed)) % COUNT;
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    iter::repeat_with(next).filter_map(|port| u16::try_from(port).ok()).find(is_free).expect("a free port")
}

/// Where `cargo dev` installs servers that no Debian package brings.
fn installed(name: &str) -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(std::env::temp_dir);
    let folder = std::env::var_os("UPPSIKT_SERVERS").map_or_else(|| cache.join("uppsikt-dev/servers"), PathBuf::from);
    folder.join(name)
}

/// Whether such a server is here whole: one that was being fetched when something broke is not.
fn is_installed(name: &str) -> bool {
    installed(name).join(".whole").is_file()
}

/// Whether all of these are here. When one is not, the journey stands aside with a word, unless it must be tried.
fn all_here(server: &str, needs: &[(&str, bool)]) -> bool {
    let lacks: Vec<&str> = needs.iter().filter(|(_, here)| !here).map(|(name, _)| *name).collect();
    if lacks.is_empty() {
        return true;
    }
    assert!(std::env::var_os("UPPSIKT_COMPLETE").is_none(), "{server} must be tried, and this is missing: {lacks:?}");
    #[allow(clippy::print_stderr, reason = "whoever runs the tests should know what was not tried")]
    {
        eprintln!("{server} is not tried: {lacks:?} is not installed; `cargo dev servers` brings it");
    }
    false
}

fn runs(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

fn client() -> Client {
    let patience = Duration::from_secs(60);
    Client::builder().redirect(Policy::none()).no_proxy().timeout(patience).build().expect("a client")
}

/// Asks until the answer is a success.
fn wait_until_it_answers(server: &str, url: &str) {
    for _ in 0..600 {
        if client().get(url).send().is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{server} does not answer");
}
