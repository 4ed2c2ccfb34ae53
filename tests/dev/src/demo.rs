//! Lillvik's week: a demo platform on loopback and the real window, on a database made for the occasion.
//!
//! With a desk the window is opened for whoever sits there. Without one, a tour of it is played in a private session, which
//! leaves pictures and papers.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::caretaker::Caretaker;
use crate::cargo;
use crate::checkout::Checkout;
use crate::fault::{Doing, Fault, Result};
use crate::process;
use crate::session::Session;
use crate::system::{self, Purpose};

const PATIENCE: Duration = Duration::from_secs(60);
const TOUR: Duration = Duration::from_secs(15 * 60);

pub fn run(checkout: &Checkout, args: &[String]) -> Result<()> {
    let tour = args.iter().any(|arg| arg == "--tour") || !has_desk();
    let caretaker = Caretaker::hire()?;
    system::provide_node()?;
    system::provide(if tour || !has_bus() { &[Purpose::Build, Purpose::Session] } else { &[Purpose::Build] })?;
    cargo::provide_programs(checkout, &caretaker)?;
    if tour { play_tour(checkout, &caretaker) } else { open_window(checkout, &caretaker) }
}

/// Whether somebody sits here who can see a window.
fn has_desk() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether there is a session bus, which the key store is reached by.
fn has_bus() -> bool {
    let bus = env::var_os("XDG_RUNTIME_DIR").map(|folder| Path::new(&folder).join("bus"));
    env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() || bus.is_some_and(|bus| bus.exists())
}

fn open_window(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    let lent = if has_bus() { None } else { Some(Session::open(caretaker)?) };
    if lent.is_some() {
        println!("There is no session here, so the window is lent a key store that lasts until it is closed.");
    }
    let command = |program: PathBuf| match &lent {
        Some(session) => at_desk(session.command(program)),
        None => caretaker.command(program),
    };
    let data = checkout.leavings("demo");
    let platform = open_platform(checkout, &data, command)?;
    println!("Lillvik's week is in {}, made anew each time.", data.display());
    println!("Close the window, or press Ctrl+C, to end.");
    process::succeed(platform.known_to(&mut command(checkout.program("uppsikt-desktop")), checkout))
}

/// On the display of whoever sits here, and not on the session's own.
fn at_desk(mut command: Command) -> Command {
    command.env_remove("GDK_BACKEND").env_remove("DISPLAY");
    let desk = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"];
    command.envs(desk.into_iter().filter_map(|name| Some((name, env::var_os(name)?))));
    command
}

fn play_tour(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    let session = Session::open(caretaker)?;
    let platform = open_platform(checkout, &session.home.join("demo"), |program| session.command(program))?;

    let port = process::free_port()?;
    let folder = checkout.leavings("tour");
    make_empty(&folder)?;
    let mut driver = platform
        .known_to(&mut session.command("WebKitWebDriver"), checkout)
        .args(["--host=127.0.0.1", &format!("--port={port}")])
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("UPPSIKT_TOUR_DIR", &folder)
        .stdin(Stdio::null())
        .spawn()
        .doing("start the driver that works the window")?;
    process::until_ready(&mut driver, "the driver that works the window", PATIENCE, || process::answers(port))?;

    println!("No display here, so the tour is played on a virtual one.");
    let mut tour = session.command(checkout.program("tour"));
    let mut tour = platform
        .known_to(&mut tour, checkout)
        .env("UPPSIKT_TOUR_DIR", &folder)
        .env("UPPSIKT_WEBDRIVER", format!("http://127.0.0.1:{port}"))
        .spawn()
        .doing("start the tour")?;
    let end = process::wait(&mut tour, TOUR)?;

    show("Pictures", &folder, "png");
    show("Papers", &folder, "pdf");
    match end {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(Fault::because(format!("the tour ended with {status}"))),
        None => Err(Fault::because("the tour did not come to an end")),
    }
}

/// The demo platform on duty: every action on it is real HTTP.
struct Platform {
    address: String,
    data: PathBuf,
}

/// Starts the demo platform beside an empty data folder. It says its address when it is ready.
fn open_platform(checkout: &Checkout, data: &Path, command: impl Fn(PathBuf) -> Command) -> Result<Platform> {
    make_empty(data)?;
    let mut server = command(checkout.program("demo-platform"))
        .env("UPPSIKT_DATA", data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .doing("start the demo platform")?;
    let address = process::first_line(&mut server, "the demo platform", PATIENCE)?;
    println!("The demo platform answers on {address}");
    Ok(Platform { address, data: data.to_path_buf() })
}

impl Platform {
    fn known_to<'a>(&self, command: &'a mut Command, checkout: &Checkout) -> &'a mut Command {
        command
            .env("UPPSIKT_DATA", &self.data)
            .env("UPPSIKT_DEMO_PLATFORM", &self.address)
            .env("UPPSIKT_PROGRAMS", &checkout.programs)
    }
}

fn make_empty(folder: &Path) -> Result<()> {
    let doing = || format!("empty {}", folder.display());
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause).doing(doing()),
        _ => fs::create_dir_all(folder).doing(doing()),
    }
}

fn show(title: &str, folder: &Path, ending: &str) {
    let mut files = Vec::new();
    collect(folder, ending, &mut files);
    files.sort();
    println!("{title}: {}", if files.is_empty() { "none" } else { "" });
    for file in files {
        println!("  {}", file.display());
    }
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, files);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
}
