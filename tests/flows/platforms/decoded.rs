//! Every recorded answer, through what `uppsikt decode` does with it: nothing panics, and what came out stays as it is.

use super::{golden, line, recordings};
use proptest::prelude::*;
use uppsikt_core::{
    platform::{decode, recorded, transport::Answer},
    words::Platform,
};

/// The platforms whose recordings lie here, with the name of their folder.
const RECORDED: [Platform; 10] = [
    Platform::Facebook,
    Platform::Instagram,
    Platform::X,
    Platform::YouTube,
    Platform::Flickr,
    Platform::WordPress,
    Platform::Mastodon,
    Platform::Bluesky,
    Platform::MediaWiki,
    Platform::Feed,
];

/// What came of one answer, a line for each thing.
fn told(platform: Platform, answer: &Answer) -> String {
    let meaning = decode(platform, answer);
    let mut text = String::new();
    for post in &meaning.posts {
        text.push_str(&format!("    {} [{}]\n", line(post), post.text.chars().count()));
    }
    let rest = meaning.told().into_iter().filter(|one| one.get("platform_ref").is_none() || one["is"] == "gone");
    rest.filter(|one| one["is"] != "nothing").for_each(|one| text.push_str(&format!("    {one}\n")));
    text
}

#[test]
fn every_recorded_answer_is_decoded() {
    for platform in RECORDED {
        let mut text = String::new();
        for (file, bytes) in recordings(platform.word()) {
            let all = recorded(&bytes, 200, &[]);
            assert!(!all.is_empty(), "{file}");
            text.push_str(&format!("{file}: {} answers\n", all.len()));
            for one in &all {
                let told = told(platform, &one.answer);
                if !told.is_empty() {
                    let asked = one.asked.as_deref().unwrap_or("an answer");
                    text.push_str(&format!("  {} {asked}\n{told}", one.answer.status));
                }
            }
        }
        golden(&format!("platforms-{}-decoded.txt", platform.word()), &text);
    }
}

#[test]
fn every_platforms_answer_is_read_by_every_platform_without_harm() {
    let folders =
        ["facebook", "instagram", "x", "youtube", "flickr", "wordpress", "mastodon", "bluesky", "mediawiki", "feed"];
    for (file, bytes) in folders.iter().flat_map(|folder| recordings(folder)) {
        for one in recorded(&bytes, 200, &[]) {
            for platform in Platform::ALL {
                let lines = decode(platform, &one.answer).told();
                assert!(!lines.is_empty(), "{file}: there is always something to say");
            }
        }
    }
}

#[test]
fn a_huge_post_is_read_like_any_other() {
    let words = "å".repeat(5 << 20);
    let status = serde_json::json!({ "id": "1", "created_at": "2026-11-21T10:00:00.000Z", "content": format!("<p>{words}</p>"),
        "account": { "id": "2", "acct": "bo" }, "visibility": "public" });
    let answer = Answer { status: 200, headers: Vec::new(), bytes: status.to_string().into_bytes() };
    let meaning = decode(Platform::Mastodon, &answer);
    assert_eq!(meaning.posts[0].text.len(), words.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_do_harm(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "\\PC{0,80}".prop_map(String::into_bytes),
            "(interactions:\n)?[-a-z: \n\"'!|\\[\\]{}]{0,120}".prop_map(String::into_bytes),
            "<(rss|feed|rdf:RDF)>(<(channel|item|entry|title|guid|link|a:b)( [a-z]+=\"[^\"]{0,6}\")?>|[&;a-z#0-9 ]{0,8}|</[a-z]{0,6}>|<!\\[CDATA\\[){0,20}".prop_map(String::into_bytes),
        ],
        status in prop_oneof![Just(200_u16), Just(304), Just(404), Just(429), Just(500), any::<u16>()],
        header in prop_oneof![Just(("link", "<a?max_id=1>; rel=next")), Just(("date", "x")), Just(("retry-after", "-1")), Just(("x-ratelimit-reset", "9999999999999"))],
    ) {
        let headers = vec![(header.0.to_owned(), header.1.to_owned())];
        for one in recorded(&bytes, status, &headers) {
            for platform in Platform::ALL {
                for line in decode(platform, &one.answer).told() {
                    prop_assert!(line["is"].is_string());
                }
            }
        }
    }
}

/// What people get from LinkedIn, as its own reference shows it; no recorded answers with a clear licence were found.
#[test]
fn linkedin_s_documented_answers_are_told() {
    let told = |value: serde_json::Value, status: u16| {
        let answer = Answer { status, headers: Vec::new(), bytes: value.to_string().into_bytes() };
        decode(Platform::LinkedIn, &answer).told()
    };
    let comment = serde_json::json!({ "id": "6636062862760562688", "commentUrn": "urn:li:comment:(urn:li:activity:66,6636062862760562688)",
        "actor": "urn:li:person:A8xe03Qt10", "object": "urn:li:activity:66", "message": { "attributes": [], "text": "Hej" },
        "created": { "actor": "urn:li:person:A8xe03Qt10", "time": 1_582_160_678_569_i64 },
        "parentComment": "urn:li:comment:(urn:li:activity:66,65)" });
    let lines =
        told(serde_json::json!({ "elements": [comment], "paging": { "start": 0, "count": 10, "links": [] } }), 200);
    assert_eq!((&lines[0]["is"], &lines[0]["root"]), (&"reply".into(), &"urn:li:activity:66".into()));
    assert_eq!(lines[0]["author_name"], serde_json::Value::Null, "names of persons are not kept");
    let lines = told(
        serde_json::json!({ "status": 426, "serviceErrorCode": 0, "message": "Version 202511 is not active" }),
        426,
    );
    assert_eq!((&lines[0]["is"], &lines[0]["kind"]), (&"error".into(), &"refused".into()));
    let gone = serde_json::json!({ "elements": [{ "notificationId": 1, "action": "COMMENT_DELETE", "sourcePost": "urn:li:share:1",
        "generatedActivity": "urn:li:comment:(urn:li:activity:66,7)", "lastModifiedAt": 1_582_160_678_569_i64 }] });
    assert_eq!(told(gone, 200)[0]["platform_ref"], "urn:li:comment:(urn:li:activity:66,7)");
}
