//! Every recorded answer, through what `uppsikt decode` does with it: nothing panics, and what came out stays as it is.

use super::{golden, line, recordings};
use proptest::prelude::*;
use uppsikt_core::{
    platform::{decode, recorded, transport::Answer},
    words::Platform,
};

/// The platforms whose recordings lie here, with the name of their folder.
const RECORDED: [Platform; 5] =
    [Platform::WordPress, Platform::Mastodon, Platform::Bluesky, Platform::MediaWiki, Platform::Feed];

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
    let folders = ["facebook", "wordpress", "mastodon", "bluesky", "mediawiki", "feed"];
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
