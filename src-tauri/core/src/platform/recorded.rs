//! Recorded answers as people keep them: a plain body, an answer with its status and headers, many exchanges in a list,
//! a cassette of the VCR family in JSON or YAML, a browser's archive (HAR), an answer as `curl -i` prints it, or one
//! answer a line.

use super::transport::Answer;
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::io::Read;

/// The most bytes that a packed body may unpack to.
const LARGEST: u64 = 64 << 20;

/// One recorded answer.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What was asked, as far as it is told: a method and an address.
    pub asked: Option<String>,
    /// What came back.
    pub answer: Answer,
}

/// The answers in a recording. What is no recording is the body of one answer with this status and these headers.
#[must_use]
pub fn recorded(bytes: &[u8], status: u16, headers: &[(String, String)]) -> Vec<Recorded> {
    if let Some(answer) = printed(bytes) {
        return vec![Recorded { asked: None, answer }];
    }
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    // YAML only where it is plainly a cassette: nearly every text is YAML of some sort.
    let value = value.or_else(|| {
        let text = std::str::from_utf8(bytes).ok()?;
        let is_cassette = text.starts_with("interactions:")
            || text.contains("\ninteractions:")
            || text.contains("\nhttp_interactions:")
            || text.starts_with("http_interactions:");
        is_cassette.then(|| serde_yaml::from_str(text).ok()).flatten()
    });
    match value.as_ref().and_then(exchanges) {
        Some(all) => all.into_iter().map(|one| exchange(one, status)).collect(),
        None => {
            let alone = |bytes: &[u8]| Answer { status, headers: lower(headers), bytes: bytes.to_vec() };
            let answers = lines(bytes).unwrap_or_else(|| vec![bytes]);
            answers.into_iter().map(|bytes| Recorded { asked: None, answer: alone(bytes) }).collect()
        }
    }
}

/// An answer as it came over the wire, with its first line and headers. Of several the last is the answer: those before
/// it only led there.
fn printed(bytes: &[u8]) -> Option<Answer> {
    let mut rest = bytes;
    let mut answer = None;
    while rest.starts_with(b"HTTP/") {
        let (head, body) = ["\r\n\r\n", "\n\n"].iter().find_map(|end| {
            let at = rest.windows(end.len()).position(|window| window == end.as_bytes())?;
            Some((rest.get(..at)?, rest.get(at + end.len()..)?))
        })?;
        let head = String::from_utf8_lossy(head);
        let mut told = head.lines();
        let status = told.next()?.split_ascii_whitespace().nth(1)?.parse().ok()?;
        let headers = told.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        answer = Some((status, headers.collect()));
        rest = body;
    }
    answer.map(|(status, headers)| Answer { status, headers, bytes: rest.to_vec() })
}

/// The lines of a text of which each is an answer of its own, as they are written down from a stream.
fn lines(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let lines: Vec<&[u8]> =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect();
    let is_whole = |line: &&[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    (lines.len() > 1 && lines.iter().all(is_whole)).then_some(lines)
}

/// The exchanges in a recording; nothing when it is none.
fn exchanges(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let is_exchange = |one: &&Map<String, Value>| {
        one.contains_key("response") && (one.contains_key("request") || one.contains_key("status"))
            || one.get("status").is_some_and(Value::is_u64) && (one.contains_key("body") || one.contains_key("headers"))
    };
    let all = |items: &'_ Vec<Value>| -> Option<()> {
        let whole = !items.is_empty() && items.iter().all(|one| one.as_object().as_ref().is_some_and(is_exchange));
        whole.then_some(())
    };
    let list = match value {
        Value::Array(items) => items,
        Value::Object(fields) => {
            let named = ["exchanges", "interactions", "http_interactions"].iter().find_map(|name| fields.get(*name));
            // A browser keeps them in its log.
            let named = named.or_else(|| fields.get("log")?.get("entries"));
            match named.and_then(Value::as_array) {
                Some(items) => items,
                None => return is_exchange(&fields).then(|| vec![fields]),
            }
        }
        _ => return None,
    };
    all(list)?;
    Some(list.iter().filter_map(Value::as_object).collect())
}

fn exchange(one: &Map<String, Value>, usual: u16) -> Recorded {
    let nothing = Value::Null;
    let response = one.get("response").unwrap_or(&nothing);
    // In a cassette the answer has a status, headers and body of its own; elsewhere it is the body.
    // A WordPress answer has a status and a content too, and is none: so one of the two names must be a cassette's own.
    let inner = response.as_object().filter(|inner| {
        let has = |name: &str| inner.contains_key(name);
        has("status") && has("jsonBody")
            || has("body") && (has("status") || has("headers"))
            || has("content") && (has("status_code") || has("httpVersion"))
    });
    let part = |name: &str| inner.and_then(|inner| inner.get(name)).or_else(|| one.get(name));
    let status = part("status").or_else(|| part("status_code")).and_then(number).unwrap_or(usual);
    let headers = part("headers").map(headers).unwrap_or_default();
    let body = match (inner, one.get("body")) {
        (Some(inner), _) => {
            ["jsonBody", "body", "content"].iter().find_map(|name| inner.get(*name)).unwrap_or(&nothing)
        }
        (None, Some(body)) if response.is_null() => body,
        _ => response,
    };
    let asked = one.get("request").and_then(Value::as_object).map(|request| {
        let text = |names: &[&str]| names.iter().find_map(|name| request.get(*name)).and_then(Value::as_str);
        let method = text(&["method"]).unwrap_or("GET").to_uppercase();
        format!("{method} {}", text(&["path", "uri", "url"]).unwrap_or_default())
    });
    Recorded { asked, answer: Answer { status, headers, bytes: bytes(body) } }
}

/// A status: a number, or `{code: 200, message: OK}`.
fn number(status: &Value) -> Option<u16> {
    let code = status.get("code").unwrap_or(status);
    code.as_u64().or_else(|| code.as_str()?.parse().ok()).and_then(|code| u16::try_from(code).ok())
}

/// Headers: each with one value or several, or a list of names and values.
fn headers(value: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for one in value.as_array().into_iter().flatten() {
        let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
        all.extend(text("name").zip(text("value")));
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values.iter().filter_map(Value::as_str) {
            all.push((name.clone(), value.to_owned()));
        }
    }
    lower(&all)
}

fn lower(headers: &[(String, String)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
}

/// A body: text as it came, JSON written out, or bytes in base 64, packed or not.
fn bytes(body: &Value) -> Vec<u8> {
    let packed = |text: &str| {
        let text: String = text.split_ascii_whitespace().collect();
        let bytes = STANDARD.decode(text).ok()?;
        let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
        if !is_packed {
            return Some(bytes);
        }
        let mut plain = Vec::new();
        GzDecoder::new(bytes.as_slice()).take(LARGEST).read_to_end(&mut plain).ok().map(|_| plain)
    };
    match body {
        Value::Null => Vec::new(),
        Value::String(text) if text.starts_with("H4sI") => packed(text).unwrap_or_else(|| text.clone().into_bytes()),
        Value::String(text) => text.clone().into_bytes(),
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            // A browser says what the text is, and whether it stands for bytes.
            if let Some(body) = text("text").filter(|_| fields.contains_key("mimeType")) {
                return if text("encoding") == Some("base64") { packed(body).unwrap_or_default() } else { body.into() };
            }
            match (text("base64_string"), text("string"), fields.get("string")) {
                (Some(text), _, _) => packed(text).unwrap_or_default(),
                (_, Some(text), _) if fields.len() <= 2 => bytes(&Value::String(text.to_owned())),
                (_, _, Some(numbers)) if fields.len() <= 2 && numbers.is_array() => numbers_as_bytes(numbers),
                _ => body.to_string().into_bytes(),
            }
        }
        other => other.to_string().into_bytes(),
    }
}

fn numbers_as_bytes(numbers: &Value) -> Vec<u8> {
    let all = numbers.as_array().into_iter().flatten();
    all.filter_map(|one| u8::try_from(one.as_u64()?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What was asked, and the answer's status, body and headers.
    type Told = (Option<String>, u16, String, Vec<(String, String)>);

    fn read(text: &str) -> Vec<Told> {
        let told = recorded(text.as_bytes(), 200, &[("X-A".to_owned(), "1".to_owned())]);
        let line = |one: Recorded| {
            (one.asked, one.answer.status, String::from_utf8(one.answer.bytes).unwrap(), one.answer.headers)
        };
        told.into_iter().map(line).collect()
    }

    #[test]
    fn a_plain_body_stays_as_it_came() {
        for text in
            ["", "[]", "<rss/>", "{\"status\":\"approved\",\"id\":4}", "[{\"id\":1}]", "{\"response\":1}", "inte json"]
        {
            assert_eq!(read(text), [(None, 200, text.to_owned(), vec![("x-a".to_owned(), "1".to_owned())])], "{text}");
        }
    }

    #[test]
    fn exchanges_and_envelopes_are_told_apart_from_bodies() {
        let one = json!({ "request": { "method": "get", "path": "/x" }, "status": 404, "headers": { "A": "1" }, "response": { "b": 2 } });
        let told = (Some("GET /x".to_owned()), 404, "{\"b\":2}".to_owned(), vec![("a".to_owned(), "1".to_owned())]);
        assert_eq!(read(&one.to_string()), std::slice::from_ref(&told));
        assert_eq!(read(&json!([one]).to_string()), std::slice::from_ref(&told));
        assert_eq!(read(&json!({ "server": "x", "exchanges": [one, one] }).to_string()), [told.clone(), told]);
        let envelope = json!({ "status": 429, "headers": { "Retry-After": ["3"] }, "body": "Too many" });
        let told = (None, 429, "Too many".to_owned(), vec![("retry-after".to_owned(), "3".to_owned())]);
        assert_eq!(read(&envelope.to_string()), [told]);
    }

    #[test]
    fn what_curl_prints_and_what_a_browser_keeps_is_an_answer() {
        let printed = "HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nHTTP/2 429 \r\nRetry-After: 3\r\n\r\n{\"a\":1}\r\n";
        let headers = vec![("retry-after".to_owned(), "3".to_owned())];
        assert_eq!(read(printed), [(None, 429, "{\"a\":1}\r\n".to_owned(), headers.clone())]);
        let kept = json!({ "log": { "version": "1.2", "entries": [{ "request": { "method": "GET", "url": "https://a.example/x" },
            "response": { "status": 429, "httpVersion": "h2", "headers": [{ "name": "Retry-After", "value": "3" }],
                "content": { "mimeType": "application/json", "text": "{\"a\":1}" } } }] } });
        let told = (Some("GET https://a.example/x".to_owned()), 429, "{\"a\":1}".to_owned(), headers);
        assert_eq!(read(&kept.to_string()), [told]);
        let stub = json!({ "request": { "method": "GET", "url": "/x" }, "response": { "status": 404, "jsonBody": { "a": 1 } } });
        assert_eq!(read(&stub.to_string())[0].1, 404);
        assert_eq!(read(&stub.to_string())[0].2, "{\"a\":1}");
    }

    #[test]
    fn a_stream_that_was_written_down_is_one_answer_a_line() {
        let bodies: Vec<String> = read("{\"a\":1}\r\n\n{\"a\":2}\n").into_iter().map(|told| told.2).collect();
        assert_eq!(bodies, ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(read("{\"a\":\n1}\n").len(), 1, "an answer over several lines is one");
    }

    #[test]
    fn cassettes_are_unrolled_also_when_packed() {
        let cassette = "interactions:\n- request:\n    method: GET\n    uri: https://a.example/x\n  response:\n    body:\n      string: '{\"a\":\n        \"å\"}'\n    headers:\n      Link:\n      - <b>\n    status:\n      code: 401\n      message: No\n";
        assert_eq!(
            read(cassette),
            [(
                Some("GET https://a.example/x".to_owned()),
                401,
                "{\"a\": \"å\"}".to_owned(),
                vec![("link".to_owned(), "<b>".to_owned())]
            )]
        );
        let packed = "version: 1\ninteractions:\n- request: {method: GET, uri: /x}\n  response:\n    body:\n      string: !!binary |\n        H4sIAAAAAAAC/6tWSlSyUjCsBQCXjqH7CAAAAA==\n    status: {code: 200}\n";
        assert_eq!(read(packed).remove(0).2, "{\"a\": 1}");
    }
}
