//! A private session: a virtual display, a session bus of its own, an open key store and a home that is thrown away.
//!
//! Nothing in it reaches the desk of whoever runs it: not their display, not their keys, not their files.

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::caretaker::Caretaker;
use crate::fault::{Doing, Fault, Result};
use crate::process;

const PATIENCE: Duration = Duration::from_secs(20);

/// What would lead a program back to the real desk.
const REAL_DESK: [&str; 16] = [
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
    "XDG_SESSION_DESKTOP",
    "DESKTOP_SESSION",
    "SESSION_MANAGER",
    "GNOME_KEYRING_CONTROL",
    "SSH_AUTH_SOCK",
    "AT_SPI_BUS_ADDRESS",
    "LC_ALL",
];

pub struct Session<'a> {
    caretaker: &'a Caretaker,
    variables: Vec<(&'static str, String)>,
    /// Thrown away with the session.
    pub home: PathBuf,
}

impl<'a> Session<'a> {
    /// Opens a session, which lasts as long as the caretaker.
    pub fn open(caretaker: &'a Caretaker) -> Result<Self> {
        let folder = caretaker.folder()?;
        let mut session = Self { caretaker, variables: Vec::new(), home: folder.join("home") };
        let runtime = folder.join("run");
        for private in [&session.home, &runtime] {
            make_private(private)?;
        }
        session.stay_with_this_rust();
        session.set("HOME", folder.join("home").display());
        session.set("XDG_RUNTIME_DIR", runtime.display());
        session.set("LANG", "C.UTF-8");
        session.set("GDK_BACKEND", "x11");
        // Without this, every window looks for a screen reader and complains.
        session.set("NO_AT_BRIDGE", "1");
        session.set("UPPSIKT_SESSION", "private");

        let log = folder.join("display.log");
        let size = ["-screen", "0", "1280x900x24"];
        let mut display = session.serve("Xvfb", &["-displayfd", "1", "-nolisten", "tcp"], &size, &log)?;
        let number = explain(process::first_line(&mut display, "the virtual display", PATIENCE), &log)?;
        session.set("DISPLAY", format_args!(":{number}"));

        let log = folder.join("bus.log");
        let address = format!("--address=unix:path={}", runtime.join("bus").display());
        let mut bus =
            session.serve("dbus-daemon", &["--session", "--nofork", "--print-address=1"], &[&address], &log)?;
        let address = explain(process::first_line(&mut bus, "the session bus", PATIENCE), &log)?;
        session.set("DBUS_SESSION_BUS_ADDRESS", address);

        session.open_key_store(&folder.join("keys.log"))?;
        Ok(session)
    }

    /// A program inside the session.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.caretaker.command(program);
        for name in REAL_DESK {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn set(&mut self, name: &'static str, value: impl std::fmt::Display) {
        self.variables.push((name, value.to_string()));
    }

    /// Cargo and rustup look for themselves in the home folder, which is another one here.
    fn stay_with_this_rust(&mut self) {
        let Some(home) = env::home_dir() else { return };
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let usual = home.join(folder);
            if env::var_os(name).is_none() && usual.is_dir() {
                self.set(name, usual.display());
            }
        }
    }

    /// Starts a server that says on standard output when it is ready.
    fn serve(&self, program: &str, args: &[&str], more: &[&str], log: &Path) -> Result<Child> {
        let log = fs::File::create(log).doing(format!("make a log for {program}"))?;
        self.command(program)
            .args(args)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .doing(format!("start {program}"))
    }

    /// A password on standard input makes the key store and opens it; it then lives on by itself. That a secret can be put
    /// in and taken out is tried here, rather than found out by the first test.
    fn open_key_store(&self, log: &Path) -> Result<()> {
        let noise = || fs::File::create(log).map_or_else(|_| Stdio::null(), Stdio::from);
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--unlock", "--components=secrets"]).stderr(noise());
        explain(process::feed(&mut daemon, "private\n", PATIENCE), log)?;
        let tool = |args: &[&str], input: &str| {
            let mut tool = self.command("secret-tool");
            tool.args(args).args(["uppsikt", "trial"]).stderr(noise());
            process::feed(&mut tool, input, PATIENCE)
        };
        explain(tool(&["store", "--label=trial"], "åäö"), log)?;
        let kept = explain(tool(&["lookup"], ""), log)?;
        explain(tool(&["clear"], ""), log)?;
        if kept == "åäö" {
            Ok(())
        } else {
            Err(Fault::because("the key store does not give back what it was given"))
        }
    }
}

/// Adds what a server wrote in its log to the fault of not coming up.
fn explain<T>(outcome: Result<T>, log: &Path) -> Result<T> {
    let mut words = String::new();
    if outcome.is_err() {
        let _ = fs::File::open(log).and_then(|mut log| log.read_to_string(&mut words));
    }
    outcome.map_err(|fault| Fault::because(format!("{fault} {}", words.trim()).trim_end()))
}

/// A folder that only we may enter.
fn make_private(folder: &Path) -> Result<()> {
    process::succeed(Command::new("mkdir").arg("--mode=700").arg(folder))
}
