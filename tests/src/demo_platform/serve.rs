//! One request after another: read, answered or made to fail, and sent back in one piece.

use super::{
    Failure, Inner,
    answer::{self, Asked, Told},
    control, graph, lock, page, rest,
    world::Kind,
};
use serde_json::{Value, json};
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
    let told = match failure {
        Some(Failure::Timeout) => {
            while !inner.stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
            }
            return;
        }
        Some(kind) if kind != Failure::LostAnswer => failing(&asked.path, kind),
        _ => answered(inner, &asked),
    };
    // Done, but what comes back is no HTTP: to whoever asked, the answer is lost.
    let bytes = if failure == Some(Failure::LostAnswer) { b"\0\0\0\0\r\n\r\n".to_vec() } else { on_the_wire(&told) };
    // In one piece: head and body apart would wait for each other on the way.
    let mut writer = request.into_writer();
    let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
}

fn on_the_wire(told: &Told) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} -\r\nContent-Type: {}\r\n", told.status, told.kind);
    for (name, value) in &told.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n", told.bytes.len()));
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&told.bytes);
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
    Asked { method, path, fields, body, authorization }
}

fn due(inner: &Inner, path: &str) -> Option<Failure> {
    let mut planned = lock(&inner.planned);
    let at = planned.iter().position(|planned| path.starts_with(&planned.path))?;
    planned[at].left = planned[at].left.saturating_sub(1);
    let kind = planned[at].kind;
    if planned[at].left == 0 {
        planned.remove(at);
    }
    Some(kind)
}

fn failing(path: &str, kind: Failure) -> Told {
    let facebook = path.starts_with(&format!("/{}", graph::VERSION));
    match kind {
        Failure::Login if facebook => {
            Told::json(401, &graph::error(190, Some(463), "Error validating access token: Session has expired"))
        }
        Failure::Login => rest::error(401, "rest_not_logged_in", "You are not currently logged in."),
        Failure::Limited if facebook => {
            let usage = json!({ "61550000000001": [{ "type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25,
                "estimated_time_to_regain_access": 19 }] });
            Told::json(400, &graph::error(32, None, "(#32) Page request limit reached"))
                .header("x-business-use-case-usage", usage.to_string())
        }
        Failure::Limited => rest::error(429, "too_many_requests", "Too many requests.").header("Retry-After", "120"),
        Failure::Broken if facebook => Told::json(500, &graph::error(2, None, "Service temporarily unavailable")),
        Failure::Broken => {
            Told::html(500, "<html><body>There has been a critical error on this website.</body></html>")
        }
        _ => Told::html(200, "<!doctype html><html><body>Checking your browser…</body></html>"),
    }
}

fn answered(inner: &Inner, asked: &Asked) -> Told {
    if let Some(path) = asked.path.strip_prefix("/_demo/") {
        return control::answer(inner, asked, path);
    }
    let mut world = lock(&inner.world);
    let world = &mut *world;
    let steps: Vec<&str> = asked.path.split('/').filter(|step| !step.is_empty()).collect();
    match steps.as_slice() {
        [] => page::front(world, |item| match world.accounts[item.account].kind {
            Kind::Facebook => graph::permalink(world, item),
            Kind::WordPress => rest::permalink(world, item),
        }),
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
        [_, "posts", id] => page::thread(world, id.parse().unwrap_or(0)),
        _ => Told::html(404, "<html><body>404</body></html>"),
    }
}
