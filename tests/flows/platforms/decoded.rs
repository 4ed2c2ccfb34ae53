//! Every recorded answer, through what `uppsikt decode` does with it: nothing panics, and what came out stays as it is.

use super::{golden, line, recordings};
use proptest::prelude::*;
use serde_json::json;
use uppsikt_core::{
    platform::{decode, recorded, transport::Answer},
    words::Platform,
};

/// The platforms whose recordings lie here, with the name of their folder.
const RECORDED: [Platform; 11] = [
    Platform::Facebook,
    Platform::Instagram,
    Platform::X,
    Platform::YouTube,
    Platform::LinkedIn,
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
    for (file, bytes) in RECORDED.iter().flat_map(|platform| recordings(platform.word())) {
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

/// The gist of what `uppsikt decode` says of a body that came as a success.
fn gist(platform: Platform, body: &serde_json::Value) -> Vec<String> {
    let answer = Answer { status: 200, headers: Vec::new(), bytes: body.to_string().into_bytes() };
    let line = |told: serde_json::Value| {
        let parts =
            ["is", "kind", "platform_ref", "parent", "text"].map(|name| told[name].as_str().unwrap_or("-").to_owned());
        parts.join(" ")
    };
    decode(platform, &answer).told().into_iter().map(line).collect()
}

/// A body alone, as people send it, does not say with which status it came.
#[test]
fn an_error_is_one_also_where_its_status_is_lost() {
    for (platform, body, kind) in [
        (
            Platform::WordPress,
            json!({ "code": "rest_not_logged_in", "message": "x", "data": { "status": 401 } }),
            "login",
        ),
        (Platform::X, json!({ "title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "x" }), "login"),
        (Platform::X, json!({ "title": "Too Many Requests", "type": "about:blank", "status": 429 }), "limited"),
        (Platform::Mastodon, json!({ "error": "The access token is invalid" }), "login"),
        (Platform::Mastodon, json!({ "error": "Record not found" }), "not_there"),
        (Platform::YouTube, json!({ "error": "invalid_grant", "error_description": "x" }), "login"),
        (Platform::LinkedIn, json!({ "status": 401, "serviceErrorCode": 65600, "message": "x" }), "login"),
        (Platform::Facebook, json!({ "error": "invalid_request", "error_description": "x" }), "login"),
    ] {
        let told = gist(platform, &body);
        assert_eq!(told, [format!("error {kind} - - -")], "{platform:?} {body}");
    }
}

/// The usual answer to `/{post}/comments` has no field that a post has not, and the Page's feed may look the same.
#[test]
fn facebook_s_comments_and_posts_are_told_apart_with_the_fewest_fields() {
    let item = |id: &str, from: &str| json!({ "id": id, "from": { "id": from, "name": "x" }, "message": "Hej", "created_time": "2026-11-20T08:15:00+0000" });
    let strangers = json!({ "data": [item("11_1", "5")] });
    assert_eq!(gist(Platform::Facebook, &strangers), ["comment - 11_1 11 Hej"]);
    let with_own = json!({ "data": [item("11_1", "5"), item("11_2", "11")] });
    assert_eq!(gist(Platform::Facebook, &with_own), ["visitor_post - 11_1 - Hej", "post - 11_2 - Hej"]);
    let mut of_feed = strangers;
    of_feed["paging"] = json!({ "previous": "https://graph.example/v26.0/11/feed?limit=1" });
    assert_eq!(gist(Platform::Facebook, &of_feed), ["visitor_post - 11_1 - Hej"]);
    let talk = json!({ "id": "77_11", "message": "Tråd", "created_time": "2026-11-20T08:15:00+0000", "comments": { "data": [
        { "id": "11_1", "message": "Ett", "created_time": "2026-11-20T08:15:00+0000", "comments": { "data": [item("11_2", "5")] } }] } });
    let lines = gist(Platform::Facebook, &talk);
    assert_eq!(lines[1..], ["comment - 11_1 77_11 Ett", "reply - 11_2 11_1 Hej"], "also what stands under a comment");
}

/// The first format of MediaWiki's answers, which a client gets unless it asks for another.
#[test]
fn mediawiki_s_first_format_is_read_like_its_second() {
    let revision = |format: u32| {
        let words = if format == 1 { "*" } else { "content" };
        json!({ "revid": 12, "parentid": 0, "user": "Anna", "timestamp": "2026-11-20T08:15:00Z", "comment": "", words: "Hej" })
    };
    let page =
        |format: u32| json!({ "pageid": 7, "ns": 1, "title": "Diskussion:Bad", "revisions": [revision(format)] });
    let first =
        gist(Platform::MediaWiki, &json!({ "query": { "pages": { "7": page(1), "-1": { "ns": 0, "missing": "" } } } }));
    assert_eq!(first, gist(Platform::MediaWiki, &json!({ "query": { "pages": [page(2)] } })));
    assert_eq!(first, ["comment - rev-12 - Hej"]);
}
