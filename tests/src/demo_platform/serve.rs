//! One request after another: read, answered or made to fail, and sent back in one piece.

use super::{
    Inner,
    answer::{self, Asked, Told},
    control,
    failure::{self, Failure},
    flickr, graph, linkedin, lock, page, permalink, rest, signin, x, youtube,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    sync::atomic::Ordering,
    time::Duration,
};

/// Answers one request, or doesn't, as was planned.
pub(super) fn one(inner: &Inner, mut request: tiny_http::Request) {
    let asked = read(&mut request);
    lock(&inner.asked).push(format!("{} {}", asked.method, asked.path));
    let failure = due(inner, &asked.path);
    let now = lock(&inner.world).now();
    let told = match failure {
        Some(Failure::Timeout) => {
            while !inner.stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
            }
            return;
        }
        Some(kind) if !kind.spares_the_deed() => failure::instead(failure::platform_of(&asked.path), kind, now),
        Some(kind) => failure::damaged(kind, answered(inner, &asked), now),
        None => answered(inner, &asked),
    };
    let bytes = match failure {
        // Done, but what comes back is no HTTP: to whoever asked, the answer is lost.
        Some(Failure::LostAnswer) => b"\0\0\0\0\r\n\r\n".to_vec(),
        Some(Failure::Reset(after)) => broken_off(&told, now, usize::from(after)),
        _ => on_the_wire(&told, now),
    };
    // In one piece: head and body apart would wait for each other on the way.
    let mut writer = request.into_writer();
    let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
}

fn head(told: &Told, now: DateTime<Utc>) -> String {
    let mut text = format!("HTTP/1.1 {} -\r\nContent-Type: {}\r\n", told.status, told.kind);
    for (name, value) in &told.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !told.headers.iter().any(|(name, _)| *name == "Date") {
        text.push_str(&format!("Date: {}\r\n", failure::date(now)));
    }
    text
}

fn on_the_wire(told: &Told, now: DateTime<Utc>) -> Vec<u8> {
    let mut text = head(told, now);
    // A body that has none must not be announced either.
    if told.status == 204 {
        text.push_str("\r\n");
        return text.into_bytes();
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n", told.bytes.len()));
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&told.bytes);
    bytes
}

/// An answer that breaks off: in its head, or in a body that is sent in pieces of which the next is none.
fn broken_off(told: &Told, now: DateTime<Utc>, after: usize) -> Vec<u8> {
    let head = format!("{}Transfer-Encoding: chunked\r\n\r\n", head(told, now));
    if after < head.len() {
        let mut bytes = head.as_bytes().get(..after).unwrap_or_default().to_vec();
        bytes.extend_from_slice(b"\0\0\0\0\r\n\r\n");
        return bytes;
    }
    let part = told.bytes.get(..(after - head.len()).min(told.bytes.len())).unwrap_or_default();
    let mut bytes = head.into_bytes();
    if !part.is_empty() {
        bytes.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        bytes.extend_from_slice(part);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"no such piece\r\n\r\n");
    bytes
}

fn read(request: &mut tiny_http::Request) -> Asked {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let (path, mut fields) = (answer::undone(path), answer::fields(query));
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let (authorization, kind) =
        (header("Authorization").unwrap_or_default(), header("Content-Type").unwrap_or_default());
    let method = request.method().to_string();
    let mut text = String::new();
    let _ = request.as_reader().take(1 << 20).read_to_string(&mut text);
    let body = if kind.starts_with("application/json") {
        serde_json::from_str(&text).unwrap_or_default()
    } else {
        Value::Null
    };
    if kind.starts_with("application/x-www-form-urlencoded") {
        fields.extend(answer::fields(&text));
    }
    let headers = request.headers().iter();
    let headers =
        headers.map(|header| (header.field.as_str().as_str().to_ascii_lowercase(), header.value.as_str().to_owned()));
    Asked { headers: headers.collect(), method, path, fields, body, authorization }
}

fn due(inner: &Inner, path: &str) -> Option<Failure> {
    let mut planned = lock(&inner.planned);
    let at = planned.iter().position(|planned| path.starts_with(&planned.path))?;
    if planned[at].after > 0 {
        planned[at].after -= 1;
        return None;
    }
    planned[at].left = planned[at].left.saturating_sub(1);
    let kind = planned[at].kind;
    if planned[at].left == 0 {
        planned.remove(at);
    }
    Some(kind)
}

fn answered(inner: &Inner, asked: &Asked) -> Told {
    if let Some(path) = asked.path.strip_prefix("/_demo/") {
        return control::answer(inner, asked, path);
    }
    let mut world = lock(&inner.world);
    let world = &mut *world;
    if let Some(kind) = signin::is_page(&asked.path) {
        return signin::page(world, asked, kind);
    }
    if let Some(kind) = signin::is_exchange(&asked.path) {
        return signin::exchange(world, asked, kind);
    }
    let steps: Vec<&str> = asked.path.split('/').filter(|step| !step.is_empty()).collect();
    match steps.as_slice() {
        [] => page::front(world, |item| permalink(world, item)),
        ["2", rest @ ..] => x::answer(world, asked, &rest.join("/")),
        ["youtube", "v3", rest @ ..] => youtube::answer(world, asked, &rest.join("/")),
        ["rest", rest @ ..] => linkedin::answer(world, asked, &rest.join("/")),
        ["services", "rest"] => flickr::answer(world, asked),
        [version, rest @ ..] if *version == graph::VERSION => graph::answer(world, asked, &rest.join("/")),
        ["wp", key, rest @ ..] if world.account_index(key).is_some() => {
            let site = world.account_index(key).unwrap_or(0);
            match rest {
                ["wp-json", rest @ ..] => rest::answer(world, asked, site, &rest.join("/")),
                ["arkiv", id] => page::thread(world, id.parse().unwrap_or(0)),
                _ => Told::html(404, "<html><body>404</body></html>"),
            }
        }
        ["bilder", name] if world.has_picture(name) => match std::fs::read(world.pictures.join(name)) {
            Ok(bytes) => Told { status: 200, headers: Vec::new(), kind: "image/png", bytes },
            Err(_) => Told::html(404, "<html><body>404</body></html>"),
        },
        [_, "status", id] => page::thread(world, id.parse().map_or(0, x::item_of)),
        [_, "posts", id] => page::thread(world, id.parse().unwrap_or(0)),
        _ => Told::html(404, "<html><body>404</body></html>"),
    }
}
