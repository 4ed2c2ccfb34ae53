//! Starting other programs, waiting for them, and finding those we started.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Doing, Fault, Result};

const GLANCE: Duration = Duration::from_millis(30);

/// Where a program lies, if it is installed. Debian keeps some in the administrator's folders, which not everyone looks in.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let administrators = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path).chain(administrators).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Runs a program to its end on our own terminal; anything but success is a fault.
pub fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().doing(format!("start {}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(Fault::because(format!("{} ended with {status}", shown(command)))) }
}

/// What a short program answers on standard output. `None` if it is not there or does not succeed.
pub fn answer(program: &str, args: &[&str]) -> Option<String> {
    let out = Command::new(program).args(args).stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Runs a program to its end with `input` on its standard input, and gives up after `patience`.
pub fn feed(command: &mut Command, input: &str, patience: Duration) -> Result<String> {
    let name = shown(command);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().doing(format!("start {name}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).doing(format!("write to {name}"))?;
    }
    let status = wait(&mut child, patience)?.ok_or_else(|| Fault::because(format!("{name} did not end")))?;
    if !status.success() {
        return Err(Fault::because(format!("{name} ended with {status}")));
    }
    // It has ended, so what it wrote is in the pipe. A daemon that it left behind may hold the pipe open: read one line.
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line).doing(format!("read from {name}"))?;
    }
    Ok(line.trim_end().to_owned())
}

/// Waits for a program to end by itself. After `patience` it is killed and the answer is `None`.
pub fn wait(child: &mut Child, patience: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().doing("wait for a program")? {
            return Ok(Some(status));
        }
        if start.elapsed() > patience {
            child.kill().and_then(|()| child.wait()).doing("end a program that takes too long")?;
            return Ok(None);
        }
        thread::sleep(GLANCE);
    }
}

/// The first line that a server says on standard output, such as its address. Later lines are read and thrown away, so that
/// the server is never held up by a full pipe.
pub fn first_line(child: &mut Child, name: &str, patience: Duration) -> Result<String> {
    let stdout = child.stdout.take().doing(format!("listen to {name}"))?;
    let (say, hear) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            // Only the first is awaited; afterwards nobody hears.
            let _ = say.send(line);
        }
    });
    hear.recv_timeout(patience).map_err(|_| Fault::because(format!("{name} ended or fell silent before it was ready")))
}

/// A port on loopback that nobody uses now.
pub fn free_port() -> Result<u16> {
    let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("find a free port")?;
    Ok(door.local_addr().doing("read a free port's number")?.port())
}

/// Waits until a server is ready, and no longer than it lives.
pub fn until_ready(server: &mut Child, name: &str, patience: Duration, ready: impl Fn() -> bool) -> Result<()> {
    let start = Instant::now();
    while !ready() {
        if let Some(status) = server.try_wait().doing(format!("look at {name}"))? {
            return Err(Fault::because(format!("{name} ended with {status} before it was ready")));
        }
        if start.elapsed() > patience {
            return Err(Fault::because(format!("{name} did not become ready")));
        }
        thread::sleep(GLANCE);
    }
    Ok(())
}

/// Whether somebody answers on a port of loopback.
pub fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Everyone alive whose environment carries `mark`, and everyone alive that they started.
pub fn marked(variable: &str, mark: &str) -> BTreeSet<u32> {
    let alive: Vec<(u32, u32)> = processes().filter_map(|id| parent(id).map(|parent| (id, parent))).collect();
    let mut found: BTreeSet<u32> = alive
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| fs::read(format!("/proc/{id}/environ")).is_ok_and(|words| carries(&words, variable, mark)))
        .collect();
    add_descendants(&mut found, &alive);
    found.remove(&std::process::id());
    found
}

/// Whether an environment, as Linux shows it, names `mark` among the words of `variable`.
fn carries(environment: &[u8], variable: &str, mark: &str) -> bool {
    environment.split(|byte| *byte == 0).any(|entry| {
        let entry = String::from_utf8_lossy(entry);
        entry.split_once('=').is_some_and(|(name, value)| name == variable && value.split(' ').any(|word| word == mark))
    })
}

fn add_descendants(found: &mut BTreeSet<u32>, alive: &[(u32, u32)]) {
    loop {
        let before = found.len();
        for (id, parent) in alive {
            if found.contains(parent) {
                found.insert(*id);
            }
        }
        if found.len() == before {
            return;
        }
    }
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn parent(id: u32) -> Option<u32> {
    parent_in(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// The parent in a line of `/proc/…/stat`; `None` for the dead that nobody has buried yet. The program's name stands in
/// brackets and may itself hold spaces and brackets.
fn parent_in(stat: &str) -> Option<u32> {
    let mut words = stat.get(stat.rfind(')')? + 1..)?.split_ascii_whitespace();
    let state = words.next()?;
    if matches!(state, "Z" | "X") { None } else { words.next()?.parse().ok() }
}

/// A command as a person would write it, without the way to its program.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    command.get_args().fold(name.into_owned(), |line, word| line + " " + &word.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_found_behind_an_odd_name() {
        assert_eq!(parent_in("4711 (WebKit (web) 1) S 42 4711 4711 0 -1"), Some(42));
        assert_eq!(parent_in("4711 (cargo) R 1 4711 4711 0 -1"), Some(1));
        assert_eq!(parent_in("4711 (Xvfb) Z 42 4711 4711 0 -1"), None, "the dead need not be ended");
        assert_eq!(parent_in(""), None);
    }

    #[test]
    fn a_mark_is_a_whole_word_of_its_own_variable() {
        let environment = b"PATH=/usr/bin\0MARK=outer inner\0HOME=/root\0";
        assert!(carries(environment, "MARK", "outer"));
        assert!(carries(environment, "MARK", "inner"));
        assert!(!carries(environment, "MARK", "inn"), "another tool's mark may begin with ours");
        assert!(!carries(environment, "PATH", "outer"));
        assert!(!carries(b"", "MARK", "outer"), "the kernel shows no environment for the dead");
    }

    #[test]
    fn children_of_children_are_found_in_any_order() {
        let mut found = BTreeSet::from([10]);
        add_descendants(&mut found, &[(30, 20), (20, 10), (40, 1), (10, 1)]);
        assert_eq!(found, BTreeSet::from([10, 20, 30]));
    }

    #[test]
    fn a_command_is_shown_as_written() {
        assert_eq!(shown(Command::new("/usr/bin/npm").args(["run", "build"])), "npm run build");
    }

    #[test]
    fn patience_ends() {
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        assert!(wait(&mut sleeper, Duration::from_millis(100)).unwrap().is_none());
        assert!(sleeper.try_wait().unwrap().is_some(), "it was ended, not left behind");
    }

    #[test]
    fn a_servers_first_line_is_heard_and_silence_is_a_fault() {
        let mut server =
            Command::new("sh").args(["-c", "echo here; echo more"]).stdout(Stdio::piped()).spawn().unwrap();
        assert_eq!(first_line(&mut server, "server", Duration::from_secs(10)).unwrap(), "here");
        let mut mute = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
        assert!(
            first_line(&mut mute, "mute", Duration::from_secs(10)).unwrap_err().to_string().starts_with("mute ended")
        );
        server.wait().unwrap();
        mute.wait().unwrap();
    }
}
