//! Answers that no platform should give: whatever comes, nothing panics, nothing goes on for ever, and no citizen's
//! words end up in an outage.

use super::{Desk, connected, facebook_fixtures, let_in, noon, recordings, whole_round, wordpress_exchanges};
use chrono::DateTime;
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use std::sync::OnceLock;
use uppsikt_core::{intake::PlatformRef, platform::recorded as unrolled, words::Platform};

/// What something in an answer may turn into.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
        Just(json!([null, 1, "x", {}])),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("../../me")),
        Just(json!("1_2")),
        Just(json!("2026-11-21T12:00:00+0000")),
        Just(json!("at://did:plc:me/app.bsky.feed.post/3k")),
        Just(
            json!({ "$type": "app.bsky.feed.defs#blockedPost", "uri": "at://did:plc:a/app.bsky.feed.post/3k", "blocked": true })
        ),
        Just(json!({ "rccontinue": "20261121232530|3", "continue": "-||" })),
        Just(json!([{ "code": "badtoken" }])),
        Just(json!("0000-00-00T00:00:00")),
        Just(json!({ "data": [{ "id": "77_5", "created_time": "2026-11-21T12:00:00+0000" }] })),
        Just(json!({ "cursors": { "after": "A" }, "next": "https://x/?after=B" })),
    ]
}

/// Puts something odd at one place in a value.
fn spoil(value: &mut Value, place: usize, odd: &Value) {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(fields) => fields.values().map(count).sum(),
            _ => 0,
        }
    }
    fn put(value: &mut Value, left: &mut usize, odd: &Value) -> bool {
        if *left == 0 {
            *value = odd.clone();
            return true;
        }
        *left -= 1;
        match value {
            Value::Array(items) => items.iter_mut().any(|item| put(item, left, odd)),
            Value::Object(fields) => fields.values_mut().any(|item| put(item, left, odd)),
            _ => false,
        }
    }
    let mut left = place % count(value);
    put(value, &mut left, odd);
}

fn recorded() -> &'static [Value] {
    static ALL: OnceLock<Vec<Value>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Value> = facebook_fixtures()
            .into_iter()
            .filter(|(name, _)| !name.starts_with("webhooks__"))
            .map(|(_, value)| {
                if value.get("data").is_some() { value } else { json!({ "data": [value], "paging": { "next": "x" } }) }
            })
            .filter(|value| value.to_string().len() < 4_000)
            .collect();
        all.extend(
            wordpress_exchanges()
                .into_iter()
                .map(|exchange| exchange["response"].clone())
                .filter(|v| v.to_string().len() < 8_000),
        );
        for platform in ["mastodon", "bluesky", "mediawiki"] {
            for (_, bytes) in recordings(platform) {
                let answers = unrolled(&bytes, 200, &[]).into_iter().map(|one| one.answer.bytes);
                let read = answers.filter(|bytes| bytes.len() < 8_000);
                all.extend(read.filter_map(|bytes| serde_json::from_slice::<Value>(&bytes).ok()));
            }
        }
        all
    })
}

/// The platforms that are read over the wire here.
const PLATFORMS: [Platform; 6] = [
    Platform::Facebook,
    Platform::WordPress,
    Platform::MediaWiki,
    Platform::Mastodon,
    Platform::Bluesky,
    Platform::Feed,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn no_answer_does_harm(
        which in any::<Index>(),
        spoilt in prop::collection::vec((any::<usize>(), odd()), 0..4),
        cut in prop::option::weighted(0.2, any::<Index>()),
        status in prop_oneof![8 => Just(200_u16), 1 => Just(400), 1 => Just(500), 1 => Just(302)],
        proves in any::<bool>(),
        platform in prop::sample::select(&PLATFORMS[..]),
    ) {
        let mut value = recorded()[which.index(recorded().len())].clone();
        for (place, odd) in &spoilt {
            spoil(&mut value, *place, odd);
        }
        let mut bytes = value.to_string().into_bytes();
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len().max(1)));
        }
        let desk = Desk::answering(move |line| {
            let known = if proves { let_in(line) } else { None };
            known.map_or_else(|| (status, bytes.clone()), |known| (200, known.to_string().into_bytes()))
        });
        let connection = connected(platform, &desk);
        let (batch, lost) = whole_round(connection.source.as_ref(), None, DateTime::UNIX_EPOCH, noon());
        prop_assert!(desk.asked().len() < 1_500);
        for cause in batch.trouble.iter().chain(lost.as_ref().map(|lost| &lost.cause)) {
            prop_assert!(cause.len() < 300 && !cause.contains("fun meeting") && !cause.contains("Kommentar nummer"));
        }
        for name in ["77_1", "1_2", "comment-2", "post-4", "rev-4", "at://did:plc:a/app.bsky.feed.post/3k", "message/a/b", "x y", ""] {
            let _ = connection.source.look(&PlatformRef(name.to_owned()));
        }
        if let Some(hands) = &connection.hands {
            let _ = hands.hide(&PlatformRef("1_2".to_owned()));
            let _ = hands.unhide(&PlatformRef("comment-2".to_owned()));
            let _ = (hands.hide(&PlatformRef("rev-4".to_owned())), hands.is_closed(&PlatformRef("page-4".to_owned())));
            let _ = hands.hide(&PlatformRef("at://did:plc:a/app.bsky.feed.post/3k".to_owned()));
            let _ = (hands.is_blocked("did:plc:a"), hands.unblock("77"));
        }
        for post in &batch.posts {
            if let Some(one) = post.attachments.first() {
                let _ = connection.source.attachment(&one.address);
            }
        }
    }

    #[test]
    fn no_cursor_does_harm(text in "\\PC{0,60}|\\{\"stage\":\"(Own|Others|Threads|Rest)\".{0,40}\\}") {
        let desk = Desk::answering(|_| (200, b"[]".to_vec()));
        for platform in PLATFORMS {
            let connection = connected(platform, &desk);
            let cursor = Some(uppsikt_core::intake::Cursor(text.clone()));
            let _ = whole_round(connection.source.as_ref(), cursor, noon(), noon());
        }
    }
}
