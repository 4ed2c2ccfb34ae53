//! Any bytes at all, as the answer to everything that is asked of a platform.
//!
//! One function, called by a fuzzer (`tests/fuzz`), by property tests, and with a fixed set of bytes in every run of the
//! tests. Whatever comes: nothing panics, nothing is asked for ever, and no citizen's words end up in an outage.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use uppsikt_core::{
    intake::{Ask, Cursor, Outage, PlatformRef},
    platform::{
        connect, decode, recorded,
        transport::{Answer, Request, Transport},
    },
    secrets::{App, Credential, Secret},
    words::Platform,
};

/// More than any answer may make the program ask in one round.
const MOST: u32 = 20_000;

/// The platforms that are asked.
pub const PLATFORMS: [Platform; 7] = [
    Platform::Facebook,
    Platform::Instagram,
    Platform::X,
    Platform::YouTube,
    Platform::LinkedIn,
    Platform::Flickr,
    Platform::WordPress,
];

/// Proves the login, so that the rest is asked, and answers everything else with the same bytes.
struct Same {
    status: u16,
    bytes: Vec<u8>,
    asked: AtomicU32,
}

/// What each platform must hear to go on: who the login is.
#[must_use]
pub fn proof(url: &str, query: &[(&'static str, String)]) -> Option<serde_json::Value> {
    let method = query.iter().find(|(name, _)| *name == "method").map_or("", |(_, value)| value.as_str());
    let ends = |word: &str| url.ends_with(word);
    if ends("/v26.0/me") {
        let account = json!({ "id": "88", "username": "lillvik" });
        return Some(
            json!({ "id": "77", "name": "Lillvik", "category": "Stad", "instagram_business_account": account }),
        );
    }
    match () {
        () if ends("/2/users/me") => Some(json!({ "data": { "id": "77", "username": "lillvik" } })),
        () if ends("/channels") => Some(
            json!({ "items": [{ "id": "UC77", "contentDetails": { "relatedPlaylists": { "uploads": "UU77" } } }] }),
        ),
        () if ends("/organizationAcls") => Some(json!({ "elements": [{ "organization": "urn:li:organization:77" }] })),
        () if ends("/organizations/77") => Some(json!({ "vanityName": "lillvik" })),
        () if method == "flickr.test.login" => Some(json!({ "stat": "ok", "user": { "id": "77@N01" } })),
        () if ends("/users/me") => Some(json!({ "id": 77, "capabilities": { "moderate_comments": true } })),
        () => None,
    }
}

impl Transport for Same {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        assert!(asked < MOST, "it asks for ever");
        let headers = vec![("date".to_owned(), "Sat, 21 Nov 2026 12:00:00 GMT".to_owned())];
        Ok(match proof(&request.url, &request.query) {
            Some(value) => Answer { status: 200, headers, bytes: value.to_string().into_bytes() },
            None => Answer { status: self.status, headers, bytes: self.bytes.clone() },
        })
    }
}

/// A login that has everything that any platform asks for.
#[must_use]
pub fn any_login() -> Credential {
    let secret = |word: &str| Secret::new(word.to_owned());
    Credential {
        token_secret: Some(secret("andra-halvan")),
        app: Some(App { id: "lillvik".to_owned(), secret: secret("appens-ord") }),
        ..Credential::new("redaktor", "hemligt-ord")
    }
}

/// Where a platform's interface lies in these tests.
#[must_use]
pub fn home(platform: Platform) -> &'static str {
    match platform {
        Platform::Facebook | Platform::Instagram => "https://graph.example/v26.0",
        Platform::YouTube => "https://tube.example/youtube/v3",
        Platform::LinkedIn => "https://linked.example/rest",
        Platform::Flickr => "https://photos.example/services/rest",
        Platform::WordPress => "https://blogg.example",
        _ => "https://x.example",
    }
}

/// Reads these bytes as an answer of every sort. The first byte chooses the platform, the second the status.
///
/// # Panics
/// When something is not as it must be.
pub fn any_answer(data: &[u8]) {
    let [which, status, bytes @ ..] = data else { return };
    let platform = PLATFORMS[usize::from(*which) % PLATFORMS.len()];
    let status = [200, 200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 426, 429, 500][usize::from(*status) % 14];
    for one in recorded(bytes, status, &[]) {
        let _ = decode(platform, &one.answer).told();
    }
    let same = Arc::new(Same { status, bytes: bytes.to_vec(), asked: AtomicU32::new(0) });
    let connection =
        connect(platform, home(platform), "", &any_login(), same.clone()).expect("a platform that is asked");
    let now: DateTime<Utc> = DateTime::from_timestamp(1_795_262_400, 0).expect("a moment");
    let mut cursor: Option<Cursor> = None;
    for _ in 0..3 {
        let ask = Ask { since: cursor.as_ref(), window_from: now - TimeDelta::days(7), now };
        match connection.source.fetch(ask) {
            Ok(batch) => {
                batch.trouble.iter().for_each(|line| tells_nothing(line));
                for post in batch.posts.iter().take(3) {
                    post.attachments.iter().take(1).for_each(|one| drop(connection.source.attachment(&one.address)));
                }
                let more = batch.more;
                cursor = batch.cursor;
                if !more {
                    break;
                }
            }
            Err(lost) => {
                tells_nothing(&lost.cause);
                break;
            }
        }
    }
    let names = [
        "77_1",
        "1_2",
        "m_1",
        "dm-1",
        "comment-2",
        "UgyLillvik000000001",
        "urn:li:comment:(urn:li:activity:1,2)",
        "1-2-3",
        "../x",
        "",
    ];
    for name in names {
        let name = PlatformRef(name.to_owned());
        let _ = connection.source.look(&name);
        if let Some(hands) = &connection.hands {
            let _ = (
                hands.hide(&name),
                hands.unhide(&name),
                hands.block("5", &name),
                hands.close(&name),
                hands.is_closed(&name),
            );
        }
    }
    let _ = (connection.door.discover(), connection.door.prove());
}

/// An outage has codes and numbers: it is short, and holds neither secrets nor words.
fn tells_nothing(line: &str) {
    assert!(line.len() < 700, "a line of {} bytes", line.len());
    for secret in ["hemligt-ord", "andra-halvan", "appens-ord", "Jag vet var du bor"] {
        assert!(!line.contains(secret), "a secret or a word was told");
    }
}
