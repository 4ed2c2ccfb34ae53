//! `uppsikt decode` on every recorded answer of six platforms: nothing panics, and a golden file shows what came out.

use super::golden;
use serde_json::Value;
use std::path::{Path, PathBuf};
use uppsikt_core::{
    platform::{decode, recorded},
    words::Platform,
};

/// Every recorded file of a platform, by its path below the platform's folder.
pub(super) fn files(platform: Platform) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms").join(platform.word());
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
}

/// The platforms whose recorded answers are told here.
pub(super) const PLATFORMS: [Platform; 5] =
    [Platform::Facebook, Platform::Instagram, Platform::X, Platform::YouTube, Platform::Flickr];

/// A line as it is worth reading: no words beyond the first, no address that is signed.
fn short(line: &Value) -> String {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or("-").chars().take(60).collect::<String>();
    match line["is"].as_str().unwrap_or_default() {
        "error" => {
            format!("error {} {:?} again after {}", text("kind"), text("cause"), line["try_again_after_seconds"])
        }
        "gone" => format!("gone {}", text("platform_ref")),
        "trouble" => format!("trouble {:?}", text("why")),
        "cursor" => format!("cursor {:?}", text("next")),
        "limit" => format!("limit left {} used {} until {}", line["left"], line["used"], line["renewed_at"]),
        "nothing" => "nothing".to_owned(),
        kind => format!(
            "{kind} {} → {} in {} by {:?} {:?} {} {:?} {} files",
            text("platform_ref"),
            text("parent"),
            text("root"),
            text("author_ref"),
            text("author_name"),
            text("posted_at"),
            text("text").chars().take(40).collect::<String>(),
            line["attachments"].as_array().map_or(0, Vec::len),
        ),
    }
}

#[test]
fn every_recorded_answer_is_told() {
    for platform in PLATFORMS {
        let mut told = String::new();
        for (name, bytes) in files(platform) {
            told.push_str(&format!("{name}\n"));
            for one in recorded(&bytes, 200, &[]) {
                told.extend(decode(platform, &one.answer).told().iter().map(|line| format!("  {}\n", short(line))));
            }
        }
        golden(&format!("platforms-{}-decoded.txt", platform.word()), &told);
    }
}

/// What people get from LinkedIn, as its own reference shows it; no recorded answers with a clear licence were found.
#[test]
fn linkedin_s_documented_answers_are_told() {
    let told = |value: Value, status: u16| {
        let answer = uppsikt_core::platform::transport::Answer {
            status,
            headers: Vec::new(),
            bytes: value.to_string().into_bytes(),
        };
        decode(Platform::LinkedIn, &answer).told()
    };
    let comment = serde_json::json!({ "id": "6636062862760562688", "commentUrn": "urn:li:comment:(urn:li:activity:66,6636062862760562688)",
        "actor": "urn:li:person:A8xe03Qt10", "object": "urn:li:activity:66", "message": { "attributes": [], "text": "Hej" },
        "created": { "actor": "urn:li:person:A8xe03Qt10", "time": 1_582_160_678_569_i64 },
        "parentComment": "urn:li:comment:(urn:li:activity:66,65)" });
    let lines =
        told(serde_json::json!({ "elements": [comment], "paging": { "start": 0, "count": 10, "links": [] } }), 200);
    assert_eq!((&lines[0]["is"], &lines[0]["root"]), (&"reply".into(), &"urn:li:activity:66".into()));
    assert_eq!(lines[0]["author_name"], Value::Null, "names of persons are not kept");
    let lines = told(
        serde_json::json!({ "status": 426, "serviceErrorCode": 0, "message": "Version 202511 is not active" }),
        426,
    );
    assert_eq!((&lines[0]["is"], &lines[0]["kind"]), (&"error".into(), &"refused".into()));
    let gone = serde_json::json!({ "elements": [{ "notificationId": 1, "action": "COMMENT_DELETE", "sourcePost": "urn:li:share:1",
        "generatedActivity": "urn:li:comment:(urn:li:activity:66,7)", "lastModifiedAt": 1_582_160_678_569_i64 }] });
    assert_eq!(told(gone, 200)[0]["platform_ref"], "urn:li:comment:(urn:li:activity:66,7)");
}
