//! Answers that no platform should give: whatever comes, nothing panics, nothing goes on for ever, and no citizen's
//! words end up in an outage.

use super::{Desk, connected, facebook_fixtures, let_in, noon, recordings, whole_round, wordpress_exchanges};
use chrono::DateTime;
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};
use uppsikt_core::{
    intake::{Cursor, Outage, PlatformRef},
    platform::{
        recorded as unrolled,
        transport::{Answer, Request, Transport},
    },
    words::Platform,
};
use uppsikt_tests::{any_answer::any_answer, demo_platform::DemoPlatform};

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

/// Passes questions on to the demo platform, and spoils one answer on its way back.
struct Spoiling {
    /// Which answer, counted from the first.
    which: u32,
    place: usize,
    odd: Value,
    cut: Option<usize>,
    asked: AtomicU32,
}

impl Transport for Spoiling {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        let mut answer = super::demo::http().send(request)?;
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        assert!(asked < 3_000, "it asks for ever");
        if asked == self.which {
            if let Ok(mut value) = serde_json::from_slice::<Value>(&answer.bytes) {
                spoil(&mut value, self.place, &self.odd);
                answer.bytes = value.to_string().into_bytes();
            }
            if let Some(cut) = self.cut {
                answer.bytes.truncate(cut % answer.bytes.len().max(1));
            }
        }
        Ok(answer)
    }
}

/// Every post that a platform gives in a whole round, over a transport that may lie.
fn seen(
    demo: &DemoPlatform,
    key: &str,
    cursor: Option<Cursor>,
    over: Arc<dyn Transport>,
) -> (BTreeSet<PlatformRef>, Option<Cursor>) {
    let connection = super::demo::connection_over(demo, key, over);
    let from = super::demo::ends() - chrono::TimeDelta::days(8);
    let (batch, _) = whole_round(connection.source.as_ref(), cursor, from, super::demo::ends());
    (batch.posts.into_iter().map(|post| post.platform_ref).collect(), batch.cursor)
}

fn one_evening() -> &'static DemoPlatform {
    static ONE: OnceLock<DemoPlatform> = OnceLock::new();
    ONE.get_or_init(super::six::evening)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A spoilt answer may cost a round; it never costs a post, nor moves a cursor past one that was not read.
    #[test]
    fn a_spoilt_answer_loses_no_post_for_good(
        which in 0_u32..9,
        place in any::<usize>(),
        odd in odd(),
        cut in prop::option::weighted(0.2, any::<usize>()),
        key in prop::sample::select(&["facebook", "instagram", "x", "youtube", "linkedin", "flickr"][..]),
    ) {
        let demo = one_evening();
        let (whole, _) = seen(demo, key, None, super::demo::http());
        let spoiling = Arc::new(Spoiling { which, place, odd, cut, asked: AtomicU32::new(0) });
        let (mut all, mut cursor) = seen(demo, key, None, spoiling);
        for _ in 0..2 {
            let (more, next) = seen(demo, key, cursor, super::demo::http());
            all.extend(more);
            cursor = next;
        }
        let lost: Vec<_> = whole.difference(&all).collect();
        prop_assert!(lost.is_empty(), "{key} lost {lost:?}");
    }

    #[test]
    fn any_bytes_at_all_do_no_harm(head in any::<[u8; 2]>(), bytes in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "\\PC{0,200}".prop_map(String::into_bytes),
        (0..recorded_six().len(), any::<usize>(), odd()).prop_map(|(which, place, odd)| {
            let mut value = recorded_six()[which].clone();
            spoil(&mut value, place, &odd);
            value.to_string().into_bytes()
        }),
    ]) {
        any_answer(&[&head[..], &bytes].concat());
    }
}

/// Every recorded answer of six platforms that is JSON and not too long.
fn recorded_six() -> &'static [Value] {
    static ALL: OnceLock<Vec<Value>> = OnceLock::new();
    ALL.get_or_init(|| {
        let files = ["facebook", "instagram", "x", "youtube", "flickr"].into_iter().flat_map(super::recordings);
        let answers = files.flat_map(|(_, bytes)| unrolled(&bytes, 200, &[]));
        let values = answers.filter(|one| one.answer.bytes.len() < 9_000);
        values.filter_map(|one| serde_json::from_slice(&one.answer.bytes).ok()).collect()
    })
}

/// The fuzzer's own function, on bytes that never change: every recorded answer, whole and cut, as each platform's.
#[test]
fn the_fuzz_target_runs_on_a_fixed_set_of_bytes() {
    for (number, value) in recorded_six().iter().enumerate() {
        let bytes = value.to_string().into_bytes();
        // As an answer of each platform in turn; of all of them would take a minute.
        let which = (number % 7) as u8;
        for which in [which, (which + 3) % 7] {
            any_answer(&[&[which, 0][..], &bytes].concat());
        }
        any_answer(&[&[which, (number % 14) as u8][..], &bytes[..bytes.len() / 2]].concat());
    }
    let huge =
        json!({ "data": [{ "id": "1_2", "message": "å".repeat(5 << 20), "text": "\u{202e}\u{200b}x" }] }).to_string();
    for which in 0..7_u8 {
        for odd in [
            &b""[..],
            b"null",
            b"[]",
            b"{}",
            b"\xff\xfe",
            b"<rsp stat=\"ok\"><photos/></rsp>",
            b"{\"data\":[{}],\"items\":[{}],\"elements\":[{}]}",
        ] {
            any_answer(&[&[which, 0][..], odd].concat());
        }
    }
    for platform in uppsikt_tests::any_answer::PLATFORMS {
        let answer = Answer { status: 200, headers: Vec::new(), bytes: huge.clone().into_bytes() };
        let _ = uppsikt_core::platform::decode(platform, &answer).told();
    }
}
