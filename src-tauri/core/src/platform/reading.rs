//! Reading JSON that may hold anything: a field is there or it isn't, and neither is a reason to stop.
//!
//! Nothing here knows which platform it reads for.

use super::{
    limits::Limits,
    transport::{Answer, outage},
};
use crate::{
    intake::{Outage, OutageKind},
    words::Timestamp,
};
use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;

/// A text or number under this name, as text. Empty text counts as missing.
pub(super) fn text(of: &Value, name: &str) -> Option<String> {
    match of.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text at the end of a path of names.
pub(super) fn text_at(of: &Value, path: &[&str]) -> Option<String> {
    let (last, way) = path.split_last()?;
    text(way.iter().try_fold(of, |at, name| at.get(name))?, last)
}

/// An id: letters, digits, `_`, `-` and `.` only, so that it can stand in an address without meaning anything there.
pub(super) fn id(of: &Value, name: &str) -> Option<String> {
    text(of, name).filter(|id| is_id(id))
}

/// Whether this can stand as one step of an address.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 400
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && id.chars().any(|c| c.is_ascii_alphanumeric())
        && !id.contains("..")
}

/// Yes or no, also as text or number.
pub(super) fn truth(of: &Value, name: &str) -> Option<bool> {
    match of.get(name)? {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) if word == "true" => Some(true),
        Value::String(word) if word == "false" => Some(false),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        _ => None,
    }
}

/// A count that is not negative.
pub(super) fn count(of: &Value, name: &str) -> Option<u64> {
    let value = of.get(name)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A web address; `javascript:` and the like are none.
pub(super) fn web_address(of: &Value, name: &str) -> Option<String> {
    text(of, name).filter(|address| address.starts_with("https://") || address.starts_with("http://"))
}

/// The items of an answer that is a list; anything else has none.
pub(super) fn items(answer: &Value) -> &[Value] {
    answer.as_array().map_or(&[], Vec::as_slice)
}

/// A list under this name; anything else is an empty one.
pub(super) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// An instant: ISO 8601 with `+0000`, `+00:00` or `Z`, or Unix seconds.
pub(super) fn instant(of: &Value, name: &str) -> Option<Timestamp> {
    match of.get(name)? {
        Value::Number(seconds) => DateTime::from_timestamp(seconds.as_i64()?, 0),
        Value::String(text) => DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z")
            .or_else(|_| DateTime::parse_from_rfc3339(text))
            .ok()
            .map(|at| at.to_utc()),
        _ => None,
    }
}

/// An instant written without a zone that is known to be coordinated universal time.
pub(super) fn instant_utc(of: &Value, name: &str) -> Option<Timestamp> {
    let text = of.get(name)?.as_str()?;
    NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f").ok().map(|at| at.and_utc())
}

/// An instant in Unix milliseconds or seconds, as number or text; which of them, its size tells.
pub(super) fn instant_ms(of: &Value, name: &str) -> Option<Timestamp> {
    let value = of.get(name)?;
    let number = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    if number.unsigned_abs() > 100_000_000_000 {
        DateTime::from_timestamp_millis(number)
    } else {
        DateTime::from_timestamp(number, 0)
    }
}

/// One item as the platform wrote it, to be kept.
pub(super) fn raw(item: &Value) -> String {
    item.to_string()
}

/// The answer as JSON.
pub(super) fn json(answer: &Answer) -> Result<Value, Outage> {
    serde_json::from_slice(&answer.bytes).map_err(|_| {
        outage(OutageKind::Garbled, format!("HTTP {}: {}, and not JSON", answer.status, described(answer)))
    })
}

/// What came instead of an answer, without its words: how much of what.
pub(super) fn described(answer: &Answer) -> String {
    let bytes = answer.bytes.trim_ascii_start();
    let begins = |with: &str| bytes.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with.as_bytes()));
    let kind = match answer.media_type() {
        _ if bytes.is_empty() => return "the answer is empty".to_owned(),
        _ if begins("<!doctype html") || begins("<html") => "a page for people",
        "" if begins("<") => "XML",
        "" => "something else",
        told => told,
    };
    format!("{} bytes of {kind}", answer.bytes.len())
}

/// What OAuth answers whoever may not sign in or go on (RFC 6749, 4.1.2.1 and 5.2; RFC 6750, 3.1). Elsewhere `error` is
/// an object or a sentence.
pub(super) fn sign_in_refused(value: &Value, platform: &str, status: u16) -> Option<Outage> {
    const WORDS: [&str; 8] = [
        "access_denied",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "invalid_token",
        "unauthorized_client",
        "unsupported_grant_type",
    ];
    let word = text(value, "error").filter(|word| WORDS.contains(&word.as_str()))?;
    Some(outage(OutageKind::Login, format!("{platform} refuses the sign-in: {word} (HTTP {status})")))
}

/// The status that an answer has: its own, or the one that it tells inside while it came as a success.
pub(super) fn true_status(answer: &Answer, told: Option<u64>) -> u16 {
    let inside = told.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code));
    inside.filter(|_| (200..300).contains(&answer.status)).unwrap_or(answer.status)
}

/// What a status alone tells, where the platform's own code tells nothing.
pub(super) fn of_status(answer: &Answer, cause: String) -> Outage {
    let kind = match answer.status {
        401 => OutageKind::Login,
        403 => OutageKind::Permission,
        404 | 410 => OutageKind::NotThere,
        429 => OutageKind::Limited,
        500..=599 => OutageKind::Away,
        200..=299 => OutageKind::Garbled,
        _ => OutageKind::Refused,
    };
    let try_again_after = if kind == OutageKind::Limited { Limits::of(answer).wait() } else { answer.retry_after() };
    Outage { try_again_after, ..outage(kind, cause) }
}
