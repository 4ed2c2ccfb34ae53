//! A PostgreSQL server of our own, from Debian's binaries, on loopback, thrown away when the tests end.

use postgres::{Client, NoTls};
use std::{
    io::{BufRead, BufReader, Write as _},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// One server for all the tests of a process.
static SERVER: OnceLock<Option<u16>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The shell that looks after the server: it waits until its standard input closes, which the operating system sees to
/// whatever way the test process ends, and then stops the server by its process id: its own, not that of `runuser`, which
/// a shell starts deaf to interrupts. Nothing of the test's output is held open by it.
const CARETAKER: &str = r#"
set -eu
dir=$1; bin=$2; port=$3
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as='runuser -u postgres --'; else as=; fi
$as "$bin/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 --encoding=UTF8 --no-sync >/dev/null
start() {
    $as "$bin/postgres" -D "$dir/data" -p "$port" -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off \
        -c max_connections=200 >>"$dir/log" 2>&1 &
    server=$!
}
end() {
    kill "$1" "$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null || echo "$server")" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
}
start
echo started
while read -r told; do
    case $told in
    kill) end -QUIT ;;
    start) start ;;
    esac
done
end -INT
rm -rf "$dir"
"#;

/// A server that a story may kill and start again. It ends with the value.
pub struct Stoppable {
    caretaker: Child,
    folder: PathBuf,
    port: u16,
}

impl Stoppable {
    /// A server with an empty database; `None` where there is no PostgreSQL and none is demanded.
    #[must_use]
    pub fn start() -> Option<Stoppable> {
        let (caretaker, folder, port) = start()?;
        Some(Stoppable { caretaker, folder, port })
    }

    /// Where its database is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it as a power cut does: nobody is told.
    pub fn kill(&self) {
        self.tell("kill");
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not end");
    }

    /// Starts it again on what it had written.
    pub fn start_again(&self) {
        self.tell("start");
        drop(connect(self.port));
    }

    fn tell(&self, what: &str) {
        writeln!(self.caretaker.stdin.as_ref().expect("its input"), "{what}").expect("the caretaker listens");
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        drop(self.caretaker.stdin.take());
        let _ = self.caretaker.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The address of a new, empty database; `None` where there is no PostgreSQL and none is demanded.
///
/// # Panics
/// When the server does not start, or when `UPPSIKT_COMPLETE` says that it must be there and it is not.
#[must_use]
pub fn new_database() -> Option<String> {
    let port = (*SERVER.get_or_init(|| {
        let (mut caretaker, _, port) = start()?;
        // Held open until this process ends.
        std::mem::forget(caretaker.stdin.take());
        Some(port)
    }))?;
    let name = format!("uppsikt_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut client = connect(port);
    client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database is made");
    Some(format!("postgres://postgres@127.0.0.1:{port}/{name}"))
}

fn start() -> Option<(Child, PathBuf, u16)> {
    let Some(bin) = binaries() else {
        assert!(std::env::var_os("UPPSIKT_COMPLETE").is_none(), "PostgreSQL is not installed, and it must be tried");
        return None;
    };
    let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
    let dir = std::env::temp_dir().join(format!("uppsikt-postgres-{}-{port}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder for the server");
    let mut caretaker = Command::new("sh")
        .args(["-c", CARETAKER, "caretaker"])
        .arg(&dir)
        .arg(&bin)
        .arg(port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let mut line = String::new();
    BufReader::new(caretaker.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    assert_eq!(line.trim(), "started", "the server's folder could not be made");
    drop(connect(port));
    Some((caretaker, dir, port))
}

fn connect(port: u16) -> Client {
    let address = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    for _ in 0..200 {
        if let Ok(client) = Client::connect(&address, NoTls) {
            return client;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the PostgreSQL server does not answer");
}

fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(Result::ok)
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}
