//! Decoding: how many megabytes of recorded answers become posts in a second, for every platform that has recordings.

use super::Line;
use quick_xml::events::Event;
use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};
use uppsikt_core::{
    platform::{decode, recorded, transport::Answer},
    words::Platform,
};

/// Each is measured at least so long.
const LONG: Duration = Duration::from_millis(400);

/// A line for each platform. The ceiling is what it takes to see that the same bytes are JSON, or XML.
pub fn lines() -> Vec<Line> {
    let measured = |platform: Platform| {
        let answers = answers(platform.word());
        let bytes: usize = answers.iter().map(|answer| answer.bytes.len()).sum();
        (bytes > 0).then(|| {
            let figure = speed(bytes, || {
                for answer in &answers {
                    black_box(decode(platform, answer));
                }
            });
            let ceiling = speed(bytes, || {
                for answer in &answers {
                    let parsed = serde_json::from_slice::<serde_json::Value>(&answer.bytes);
                    black_box(parsed.map_err(|_| xml_events(&answer.bytes))).ok();
                }
            });
            Line {
                what: name(platform).to_owned(),
                figure: format!("{figure:.0} MB/s"),
                ceiling: format!("{ceiling:.0} MB/s parsed and thrown away"),
                ratio: format!("{:.2}", figure / ceiling),
            }
        })
    };
    Platform::ALL.into_iter().filter_map(measured).collect()
}

/// How many events an XML text has, as far as it can be read.
fn xml_events(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = quick_xml::Reader::from_str(&text);
    let events = std::iter::from_fn(|| reader.read_event().ok().filter(|event| *event != Event::Eof));
    events.count()
}

/// Megabytes a second of something that goes through so many bytes.
fn speed(bytes: usize, work: impl Fn()) -> f64 {
    work();
    let begun = Instant::now();
    let mut times = 0_u32;
    while begun.elapsed() < LONG {
        work();
        times += 1;
    }
    bytes as f64 * f64::from(times) / begun.elapsed().as_secs_f64() / 1e6
}

fn answers(platform: &str) -> Vec<Answer> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms").join(platform);
    let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
    let files = folders.filter_map(|folder| std::fs::read_dir(folder.path()).ok()).flatten().flatten();
    let recordings = files.filter_map(|file| std::fs::read(file.path()).ok());
    recordings.flat_map(|bytes| recorded(&bytes, 200, &[])).map(|one| one.answer).collect()
}

fn name(platform: Platform) -> &'static str {
    match platform {
        Platform::Facebook => "decoding: Facebook",
        Platform::Instagram => "decoding: Instagram",
        Platform::X => "decoding: X",
        Platform::YouTube => "decoding: YouTube",
        Platform::LinkedIn => "decoding: LinkedIn",
        Platform::WordPress => "decoding: WordPress",
        Platform::MediaWiki => "decoding: MediaWiki",
        Platform::Flickr => "decoding: Flickr",
        Platform::Mastodon => "decoding: Mastodon",
        Platform::Bluesky => "decoding: Bluesky",
        Platform::Feed => "decoding: RSS and Atom",
        Platform::Manual => "decoding: by hand",
    }
}
