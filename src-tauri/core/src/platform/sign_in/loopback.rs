//! Where the person's browser comes back to: one address on this machine, for one answer.
//!
//! It listens on 127.0.0.1 and nowhere else, reads no more than the first line of a request, and says nothing to the
//! page that asked but that it may be closed. What the answer is worth is not known here.

use crate::words::{Fault, Refusal, Result};
use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// The longest first line that is read.
const LONGEST_LINE: usize = 16 << 10;
/// How long one request may take to be sent.
const ONE_REQUEST: Duration = Duration::from_secs(5);
/// How often it is looked whether anybody has come.
const LOOK: Duration = Duration::from_millis(50);

const DONE: &str = "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\"><title>Uppsikt</title>\
<body style=\"font:1rem system-ui;margin:4rem\"><h1>Klart</h1><p>Du kan stänga den här fliken och gå tillbaka till Uppsikt.</p>";

/// Ends the waiting from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Nobody waits for the answer any more.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A place on this machine that waits for one answer.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    port: u16,
}

impl Listener {
    /// Listens on this port, or on any that is free.
    ///
    /// # Errors
    /// [`Refusal::SignInPortTaken`] when another program listens there.
    pub fn open(port: Option<u16>) -> Result<Listener> {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))) {
            Ok(listener) => listener,
            Err(cause) if cause.kind() == ErrorKind::AddrInUse => {
                return Err(Refusal::SignInPortTaken(port.unwrap_or(0)).into());
            }
            Err(cause) => return Err(Fault::of("listen for the browser", cause).into()),
        };
        let broken = |cause| Fault::of("listen for the browser", cause);
        listener.set_nonblocking(true).map_err(broken)?;
        let port = listener.local_addr().map_err(broken)?.port();
        Ok(Listener { listener, port })
    }

    /// The address that the browser is sent to. `host` is how the platform wants this machine to be called.
    #[must_use]
    pub fn redirect(&self, host: &str) -> String {
        format!("http://{host}:{}/", self.port)
    }

    /// Waits for the browser and answers the query that it brought. What else is asked for, such as a picture for the
    /// tab, is turned away.
    ///
    /// # Errors
    /// [`Refusal::SignInTimedOut`] after `within`, [`Refusal::SignInDenied`] when it was stopped.
    pub fn wait(self, within: Duration, stop: &Stop) -> Result<String> {
        let began = Instant::now();
        loop {
            if stop.wanted() {
                return Err(Refusal::SignInDenied.into());
            }
            if began.elapsed() >= within {
                return Err(Refusal::SignInTimedOut.into());
            }
            match self.listener.accept() {
                Ok((stream, _)) => {
                    if let Some(query) = self.answered(stream) {
                        return Ok(query);
                    }
                }
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => std::thread::sleep(LOOK),
                Err(_) => std::thread::sleep(LOOK),
            }
        }
    }

    /// The query of this request, if it is the one that is waited for.
    fn answered(&self, mut stream: TcpStream) -> Option<String> {
        stream.set_nonblocking(false).ok()?;
        stream.set_read_timeout(Some(ONE_REQUEST)).ok()?;
        stream.set_write_timeout(Some(ONE_REQUEST)).ok()?;
        let head = head(&mut stream)?;
        let query = self.query(&head).map(str::to_owned);
        let (status, body) = if query.is_some() { ("200 OK", DONE) } else { ("404 Not Found", "") };
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        // A browser that has gone needs no thanks.
        let _ = stream.write_all(answer.as_bytes());
        query
    }

    /// What stands after the `?` of a request for the one page there is, asked of this machine by its name: a page
    /// elsewhere that was led here under another name is not listened to.
    fn query<'a>(&self, head: &'a str) -> Option<&'a str> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?, first.next()?);
        let (path, query) = target.split_once('?')?;
        let host = lines.find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("host").then(|| value.trim())
        })?;
        let ours = ["127.0.0.1", "localhost"].into_iter().any(|name| host == format!("{name}:{}", self.port));
        (method == "GET" && path == "/" && ours && !query.is_empty()).then_some(query)
    }
}

/// The head of a request, as far as it is read.
fn head(stream: &mut TcpStream) -> Option<String> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while bytes.len() < LONGEST_LINE && began.elapsed() < ONE_REQUEST {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(piece.get(..read)?),
        }
        if bytes.windows(4).any(|four| four == b"\r\n\r\n") {
            return String::from_utf8(bytes).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(port: u16, target: &str, host: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn the_browser_s_one_answer_is_taken_and_nothing_else() {
        let listener = Listener::open(None).unwrap();
        let port = listener.port;
        assert_eq!(listener.redirect("localhost"), format!("http://localhost:{port}/"));
        let asking = std::thread::spawn(move || {
            let own = format!("127.0.0.1:{port}");
            assert!(ask(port, "/favicon.ico", &own).starts_with("HTTP/1.1 404"));
            assert!(ask(port, "/?code=x", "evil.example").starts_with("HTTP/1.1 404"), "asked under another name");
            assert!(ask(port, "/", &own).starts_with("HTTP/1.1 404"));
            let answer = ask(port, "/?code=a%20b&state=s", &own);
            assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("code"), "nothing of it is said back");
        });
        let query = listener.wait(Duration::from_secs(10), &Stop::default()).unwrap();
        asking.join().unwrap();
        assert_eq!(query, "code=a%20b&state=s");
    }

    #[test]
    fn nobody_waits_for_ever() {
        let timed_out = Listener::open(None).unwrap().wait(Duration::from_millis(1), &Stop::default());
        assert_eq!(timed_out.unwrap_err().refusal(), Some(&Refusal::SignInTimedOut));
        let (listener, stop) = (Listener::open(None).unwrap(), Stop::default());
        stop.now();
        let stopped = listener.wait(Duration::from_secs(60), &stop);
        assert_eq!(stopped.unwrap_err().refusal(), Some(&Refusal::SignInDenied));
        let first = Listener::open(None).unwrap();
        let second = Listener::open(Some(first.port)).unwrap_err();
        assert_eq!(second.refusal(), Some(&Refusal::SignInPortTaken(first.port)));
    }
}
