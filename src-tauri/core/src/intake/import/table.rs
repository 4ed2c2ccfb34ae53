//! Tables and JSON lines of anybody's own making: columns by their names, in Swedish or English.

use super::{Gathered, Item};
use crate::{
    intake::{PostKind, Standing},
    policy,
    words::{Digest, Timestamp},
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const TEXT: &[&str] = &["text", "inlägg", "kommentar", "meddelande", "message", "comment", "content"];
const AUTHOR: &[&str] = &["author", "författare", "avsändare", "från", "namn", "from", "name", "user"];
const AT: &[&str] = &["posted_at", "datum", "tid", "publicerad", "date", "created_at", "time", "timestamp"];
const LINK: &[&str] = &["link", "länk", "adress", "url", "permalink"];
const NAME: &[&str] = &["id", "nummer"];
const PARENT: &[&str] = &["parent", "svar_på", "svar på", "parent_id", "in_reply_to"];
const KIND: &[&str] = &["kind", "slag", "typ", "type"];
const OURS: &[&str] = &["ours", "vårt", "kommunens", "egen"];

/// The posts of a table whose first row names its columns; `None` when it has no column of words and none of times.
pub(super) fn of_csv(rows: &[Vec<String>]) -> Option<Gathered> {
    let (head, body) = rows.split_first()?;
    let named: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let has = |names: &[&str]| named.iter().any(|name| names.contains(&name.as_str()));
    if !has(TEXT) || !has(AT) {
        return None;
    }
    let mut gathered = Gathered::default();
    for row in body {
        let cells: BTreeMap<String, String> =
            named.iter().zip(row).map(|(name, cell)| (name.clone(), cell.trim().to_owned())).collect();
        gathered.add(item(&cells));
    }
    Some(gathered)
}

/// The posts of lines that are JSON objects, or of one list of them.
pub(super) fn of_json_lines(text: &str) -> Gathered {
    let mut gathered = Gathered::default();
    let objects: Vec<Option<Map<String, Value>>> = match serde_json::from_str(text) {
        Ok(Value::Array(list)) => list.into_iter().map(object).collect(),
        _ => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).ok().and_then(object))
            .collect(),
    };
    for one in objects {
        let cells = one.map(|one| {
            let cell = |value: Value| match value {
                Value::String(text) => text,
                Value::Null => String::new(),
                other => other.to_string(),
            };
            one.into_iter().map(|(name, value)| (name.to_lowercase(), cell(value))).collect()
        });
        gathered.add(cells.as_ref().and_then(item));
    }
    gathered
}

fn object(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(object) = value { Some(object) } else { None }
}

fn item(cells: &BTreeMap<String, String>) -> Option<Item> {
    let get = |names: &[&str]| {
        names.iter().find_map(|name| cells.get(*name).filter(|cell| !cell.is_empty())).cloned().unwrap_or_default()
    };
    let (text, author, link) = (get(TEXT), get(AUTHOR), get(LINK));
    let posted_at = moment(&get(AT))?;
    let ours = matches!(get(OURS).to_lowercase().as_str(), "1" | "ja" | "true" | "yes" | "x");
    let kind = match get(KIND).to_lowercase().as_str() {
        "post" | "inlägg" if ours => PostKind::Post,
        "direct_message" | "direktmeddelande" | "meddelande" | "dm" => PostKind::DirectMessage,
        "visitor_post" | "besökarinlägg" | "post" | "inlägg" => PostKind::VisitorPost,
        "mention" | "omnämnande" => PostKind::Mention,
        "reply" | "svar" => PostKind::Reply,
        _ if ours => PostKind::Post,
        _ => PostKind::Comment,
    };
    let told = get(NAME);
    let name = if told.is_empty() {
        format!("archive:{}", Digest::of(format!("{author}\n{}\n{link}\n{text}", posted_at.timestamp()).as_bytes()))
    } else {
        told
    };
    let parent = Some(get(PARENT)).filter(|parent| !parent.is_empty());
    let raw = serde_json::to_string(cells).unwrap_or_default();
    let root = parent.clone();
    Some(Item {
        name,
        parent,
        root,
        kind,
        ours,
        standing: Standing::Standing,
        author,
        permalink: link,
        posted_at,
        text,
        files: Vec::new(),
        raw,
    })
}

/// A time as people write it; without a zone it is Swedish.
pub(super) fn moment(told: &str) -> Option<Timestamp> {
    let told = told.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(told) {
        return Some(at.to_utc());
    }
    if let Ok(at) = DateTime::parse_from_str(told, "%a %b %d %H:%M:%S %z %Y") {
        return Some(at.to_utc());
    }
    for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H.%M", "%d/%m/%Y %H:%M"] {
        if let Ok(local) = NaiveDateTime::parse_from_str(told, form) {
            return Some(policy::instant(local.date(), local.time()));
        }
    }
    if let Ok(day) = NaiveDate::parse_from_str(told, "%Y-%m-%d") {
        return Some(policy::instant(day, NaiveTime::MIN));
    }
    // Unix seconds or milliseconds.
    match told.parse::<i64>().ok()? {
        seconds if (100_000_000..100_000_000_000).contains(&seconds) => DateTime::from_timestamp(seconds, 0),
        millis if millis >= 100_000_000_000 => DateTime::from_timestamp_millis(millis),
        _ => None,
    }
}
