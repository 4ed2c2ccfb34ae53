//! What the program makes of a recorded answer of a platform, as JSON lines.
//!
//! Whoever reports that a post is missing or looks odd can send what the platform answered, and see here what became of
//! it. Nothing is asked of the platform, and nothing is kept.

use serde_json::{Value, json};
use std::io::{self, Read, Write};
use uppsikt_core::{
    platform::{decode, recorded, transport::LARGEST_ANSWER},
    words::Platform,
};

/// How the answer came, where the recording itself does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of which platform it is.
    pub platform: Platform,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
}

impl Told {
    /// Reads the options `--platform NAME`, `--status NUMBER` and `--header 'NAME: VALUE'`; what is wrong with them when
    /// they are others.
    pub fn of(options: &[(String, String)]) -> Result<Told, String> {
        let mut platform = None;
        let mut told = (200, Vec::new());
        for (name, value) in options {
            match name.as_str() {
                "--platform" => {
                    let known = named(&value.to_lowercase());
                    platform = Some(known.ok_or_else(|| format!("plattformen ”{value}” finns inte"))?);
                }
                "--status" => told.0 = value.parse().map_err(|_| format!("”{value}” är ingen HTTP-status"))?,
                "--header" => {
                    let (name, value) = value.split_once(':').ok_or("--header skrivs 'NAMN: VÄRDE'")?;
                    told.1.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                _ => return Err(format!("decode tar inget ”{name}”")),
            }
        }
        let platform = platform.ok_or("decode behöver --platform NAMN")?;
        Ok(Told { platform, status: told.0, headers: told.1 })
    }
}

/// A platform by its word, or by what people call it.
fn named(name: &str) -> Option<Platform> {
    match name {
        "rss" | "atom" => Some(Platform::Feed),
        "twitter" => Some(Platform::X),
        word => Platform::from_word(word),
    }
}

/// Reads a recording and writes a line for each thing in it. In a recording of several exchanges each line says which one
/// it is from.
pub fn run(told: &Told, mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    from.by_ref().take(LARGEST_ANSWER + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_ANSWER {
        let cause = format!("the answer is larger than {LARGEST_ANSWER} bytes");
        return writeln!(to, "{}", json!({ "is": "error", "kind": "garbled", "cause": cause, "may_pass": true }));
    }
    let mut all = recorded(&bytes, told.status, &told.headers);
    // A feed's entries may have no time; then they are as old as the answer, which is read as though it had come now.
    for one in all.iter_mut().filter(|one| told.platform == Platform::Feed && one.answer.date().is_none()) {
        one.answer.headers.push(("date".to_owned(), crate::clock().to_rfc2822()));
    }
    let several = all.len() > 1;
    for (number, one) in (1..).zip(&all) {
        for mut line in decode(told.platform, &one.answer).told() {
            if let Some(fields) = line.as_object_mut().filter(|_| several) {
                fields.insert("exchange".to_owned(), Value::from(number));
                if let Some(asked) = &one.asked {
                    fields.insert("asked".to_owned(), Value::from(asked.as_str()));
                }
            }
            writeln!(to, "{line}")?;
        }
    }
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn lines(told: &Told, text: &str) -> Vec<Value> {
        let mut out = Vec::new();
        run(told, text.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn the_options_say_how_it_came() {
        let told =
            Told::of(&options(&[("--platform", "Mastodon"), ("--status", "429"), ("--header", "Retry-After: 3")]));
        let told = told.unwrap();
        assert_eq!(told.headers, [("Retry-After".to_owned(), "3".to_owned())]);
        let lines = lines(&told, "{\"error\":\"Too many requests\"}");
        assert_eq!((&lines[0]["is"], &lines[0]["kind"]), (&json!("error"), &json!("limited")));
        assert_eq!(lines[0]["try_again_after_seconds"], 3);
        assert_eq!(Told::of(&options(&[("--platform", "RSS")])).unwrap().platform, Platform::Feed);
        for wrong in
            [&[("--platform", "okänd")][..], &[], &[("--platform", "x"), ("--status", "många")], &[("--data", "x")]]
        {
            assert!(Told::of(&options(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_entry_of_a_feed_without_any_time_is_told_all_the_same() {
        let told = Told::of(&options(&[("--platform", "feed")])).unwrap();
        let feed =
            "<rss version=\"0.91\"><channel><title>Nytt</title><item><title>Odaterat</title></item></channel></rss>";
        let lines = lines(&told, feed);
        assert_eq!((&lines[0]["is"], &lines[0]["text"]), (&json!("visitor_post"), &json!("Odaterat")));
    }

    #[test]
    fn each_exchange_of_a_recording_is_told_and_says_which_it_is() {
        let told = Told::of(&options(&[("--platform", "bluesky")])).unwrap();
        let post = json!({ "uri": "at://did:plc:a/app.bsky.feed.post/3k", "author": { "did": "did:plc:a" },
            "record": { "text": "Hej", "createdAt": "2026-11-21T10:00:00Z" } });
        let all = json!({ "exchanges": [
            { "request": { "method": "GET", "path": "/a" }, "status": 200, "response": { "posts": [post] } },
            { "request": { "method": "GET", "path": "/b" }, "status": 400, "response": { "error": "ExpiredToken" } } ] });
        let lines = lines(&told, &all.to_string());
        assert_eq!(
            (&lines[0]["is"], &lines[0]["text"], &lines[0]["exchange"]),
            (&json!("post"), &json!("Hej"), &json!(1))
        );
        assert_eq!((&lines[1]["kind"], &lines[1]["asked"]), (&json!("login"), &json!("GET /b")));
    }
}
