//! A throwaway PostgreSQL server on loopback.
//!
//! It will not run as root, so root lends it the account that came with its package. It asks for a password even here:
//! whoever may log in to a database server as its owner may run programs as its owner.

use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::caretaker::{self, Caretaker};
use crate::fault::{Doing, Fault, Result};
use crate::process;

const ACCOUNT: &str = "postgres";
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves until standard input ends, Ctrl+C, or the server's own end.
pub fn serve() -> Result<()> {
    let caretaker = Caretaker::hire()?;
    let (mut server, address) = start(&caretaker)?;
    println!("{address}");
    println!("An empty PostgreSQL, thrown away when you press Ctrl+C or close standard input.");
    let (say, hear) = mpsc::channel::<()>();
    thread::spawn(move || {
        let _ = io::stdin().lock().read_to_end(&mut Vec::new());
        drop(say);
    });
    while hear.recv_timeout(Duration::from_millis(300)) == Err(RecvTimeoutError::Timeout) {
        if let Some(status) = server.try_wait().doing("look at PostgreSQL")? {
            return Err(Fault::because(format!("PostgreSQL ended with {status}")));
        }
    }
    Ok(())
}

/// A server with one database and one user, both named `uppsikt`, and its address. It ends with the caretaker.
fn start(caretaker: &Caretaker) -> Result<(Child, String)> {
    let programs = programs().doing("find PostgreSQL's programs")?;
    let folder = caretaker.folder()?;
    let root = process::answer("id", &["-u"]).is_some_and(|id| id == "0");
    let password = caretaker::chance()?;
    fs::write(folder.join("password"), &password).doing("write PostgreSQL's password")?;
    if root {
        process::succeed(Command::new("chown").args(["--recursive", ACCOUNT]).arg(&folder))?;
    }
    let as_owner = |program: &str| {
        let program = programs.join(program);
        let mut command = if root {
            let mut command = caretaker.command("setpriv");
            command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups", "--"]).arg(program);
            command
        } else {
            caretaker.command(program)
        };
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null());
        command
    };
    let words = ["--auth=scram-sha-256", "--pwfile=password", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
    process::succeed(as_owner("initdb").args(["--pgdata=data", "--username=uppsikt"]).args(words))?;

    let port = process::free_port()?;
    let log = fs::File::create(folder.join("log")).doing("make PostgreSQL's log")?;
    let mut server = as_owner("postgres")
        .args(["-D", "data", "-p"])
        .arg(port.to_string())
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"])
        .stderr(log)
        .spawn()
        .doing("start PostgreSQL")?;
    let place = ["--host=127.0.0.1".to_owned(), format!("--port={port}"), "--username=uppsikt".to_owned()];
    let ready = || as_owner("pg_isready").args(&place).status().is_ok_and(|status| status.success());
    process::until_ready(&mut server, "PostgreSQL", PATIENCE, ready)?;
    let mut create = as_owner("createdb");
    create.args(&place).arg("uppsikt");
    process::succeed(create.env("PGPASSWORD", &password))?;
    Ok((server, format!("postgres://uppsikt:{password}@127.0.0.1:{port}/uppsikt")))
}

/// The folder with the newest PostgreSQL server's programs: Debian keeps one per version, out of the usual path.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter(|version| version.path().join("bin/initdb").is_file())
        .max_by_key(|version| version.file_name().to_string_lossy().parse::<u32>().ok());
    let elsewhere = || process::which("initdb").and_then(|file| Some(file.parent()?.to_path_buf()));
    newest.map(|version| version.path().join("bin")).or_else(elsewhere)
}
