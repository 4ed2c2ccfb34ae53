use super::*;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// A server that gives each connection the next of these answers, and then closes it.
fn server(answers: Vec<&'static [u8]>) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            count.fetch_add(1, Ordering::SeqCst);
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let _ = stream.write_all(answer);
        }
    });
    (address, asked)
}

fn http() -> Http {
    let quick = Duration::from_millis(20);
    Http::with(Patience { connect: Duration::from_secs(2), whole: Duration::from_secs(2), tries: 3, pause: quick })
        .unwrap()
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
const AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const LATER: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 900\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const SHORT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{";

#[test]
fn a_question_is_asked_again_and_a_deed_is_not() {
    let (address, asked) = server(vec![AWAY, b"", OK]);
    let answer = http().send(&Request::get(address)).unwrap();
    assert_eq!((answer.status, answer.media_type()), (200, "application/json"));
    assert_eq!(asked.load(Ordering::SeqCst), 3, "a 503 and a lost answer are both asked again");

    let (address, asked) = server(vec![AWAY, OK]);
    let sent = Sent::default();
    http().send_counted(&Request::get(address), &sent).unwrap();
    assert_eq!(
        sent.since_last_asked(),
        asked.load(Ordering::SeqCst),
        "and every time counts, as the platform counts it"
    );
    assert_eq!(sent.since_last_asked(), 0);

    let (address, asked) = server(vec![b"", OK]);
    let lost = http().send(&Request::post(address, Body::None)).unwrap_err();
    assert!(lost.may_have_happened, "the request went out, so nobody knows");
    assert_eq!(asked.load(Ordering::SeqCst), 1, "it is not said twice");
}

#[test]
fn a_deed_that_never_went_out_did_not_happen() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let lost = http().send(&Request::post(format!("http://127.0.0.1:{port}/"), Body::None)).unwrap_err();
    assert_eq!((lost.kind, lost.may_have_happened), (OutageKind::Away, false));
}

#[test]
fn a_long_wait_is_left_to_the_caller() {
    let (address, asked) = server(vec![LATER, OK]);
    let answer = http().send(&Request::get(address)).unwrap();
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(900)));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn half_an_answer_and_too_much_of_one_are_outages() {
    let (address, _) = server(vec![SHORT]);
    let lost = http().send(&Request::post(address, Body::None)).unwrap_err();
    assert_eq!((lost.kind, lost.may_have_happened), (OutageKind::Away, true));

    let (address, _) = server(vec![OK]);
    let lost = http().send(&Request { largest: 1, ..Request::get(address) }).unwrap_err();
    assert_eq!(lost.kind, OutageKind::TooLarge);
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let (address, _) = server(vec![
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ]);
    assert_eq!(
        http().send(&Request::get(address)).unwrap().status,
        302,
        "the token stays with the host it was meant for"
    );
}

#[test]
fn only_this_machine_may_be_asked_without_tls() {
    for address in [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "inte en adress",
        "http://127.0.0.1.example.org/",
    ] {
        let lost = http().send(&Request::get(address.to_owned())).unwrap_err();
        assert_eq!(lost.kind, OutageKind::Refused, "{address}");
    }
    let home = "http://127.0.0.1:4000/v26.0";
    assert!(may_fetch("http://127.0.0.1:4000/bilder/a.png", home), "the demo's own pictures");
    assert!(may_fetch("https://scontent.xx.fbcdn.net/a.jpg?oh=1", "https://graph.facebook.com/v26.0"));
    for made_up in [
        "http://127.0.0.1:5432/",
        "https://127.0.0.1/",
        "https://10.0.0.1/a",
        "https://[::1]/",
        "https://localhost/",
        "data:,hej",
    ] {
        assert!(!may_fetch(made_up, "https://graph.facebook.com/v26.0"), "{made_up}");
    }
}

#[test]
fn neither_secrets_nor_citizens_words_are_printed() {
    let login = Credential::new("redaktor", "hemligt");
    let request = Request::post("https://example.org".to_owned(), Body::Form(vec![("message", "Hej Anna".to_owned())]))
        .login(Login::Basic(login));
    let answer = Answer { status: 200, headers: Vec::new(), bytes: b"Jag vet var du bor".to_vec() };
    let printed = format!("{request:?} {answer:?}");
    assert!(!printed.contains("hemligt") && !printed.contains("Anna") && !printed.contains("bor"), "{printed}");

    let (address, _) = server(vec![b"", b"", b""]);
    let lost = http().send(&Request::get(address).query("q", "Jag vet var du bor")).unwrap_err();
    assert!(!format!("{lost:?} {lost}").contains("bor"), "{lost:?}");
}
