//! Long lists as platforms give them today: from their bytes to posts, in megabytes a second, beside merely parsing the
//! same bytes as JSON.

use crate::{Line, median};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use uppsikt_core::{
    intake::{Ask, Outage},
    platform::{
        Http, connect, decode,
        transport::{Answer, Request, Transport},
    },
    secrets::{App, Credential, Secret},
    words::Platform,
};
use uppsikt_tests::demo_platform::{DemoAccount, DemoPlatform, Scenario};

/// Comments that a platform gives while it is measured.
const COMMENTS: usize = 1_500;

/// When the measured week ends.
const ENDS: &str = "2026-11-21T22:22:00Z";

/// Platforms with what they call the measured line.
const PLATFORMS: [(&str, &str); 7] = [
    ("facebook", "1,500 comments: Facebook"),
    ("instagram", "1,500 comments: Instagram"),
    ("x", "1,500 comments: X"),
    ("youtube", "1,500 comments: YouTube"),
    ("linkedin", "1,500 comments: LinkedIn"),
    ("flickr", "1,500 comments: Flickr"),
    ("wordpress", "1,500 comments: WordPress"),
];

/// One line for each platform.
pub fn lines() -> Vec<Line> {
    let accounts: String = PLATFORMS
        .iter()
        .map(|(platform, _)| {
            format!(
                "{{ key = \"{platform}\", platform = \"{platform}\", name = \"Lillvik\", handle = \"lillvik\" }},\n"
            )
        })
        .collect();
    let ends: DateTime<Utc> = ENDS.parse().unwrap();
    let scenario = Scenario::told(&format!("ends = \"2026-11-21T23:22:00+01:00\"\naccount = [\n{accounts}]\n"));
    let demo = DemoPlatform::start(&scenario, ends);
    let texts = crate::texts();
    PLATFORMS.iter().map(|(platform, what)| line(&demo, platform, what, &texts, ends)).collect()
}

fn line(demo: &DemoPlatform, key: &str, what: &'static str, texts: &[String], ends: DateTime<Utc>) -> Line {
    demo.publishes(key, "Kommunstyrelsen har beslutat om Ängsskolan.");
    for number in 0..COMMENTS {
        let _ = demo.writes(key, &format!("Person {}", number % 400), &texts[number % texts.len()], Some("newest"));
    }
    let answers = answers(demo, key, ends);
    let platform = Platform::from_word(key).unwrap();
    let bytes: usize = answers.iter().map(|answer| answer.bytes.len()).sum();
    let rate = |took: Duration| bytes as f64 / 1e6 / took.as_secs_f64();
    let posts: usize = answers.iter().map(|answer| decode(platform, answer).posts.len()).sum();
    let whole = rate(median(9, || answers.iter().for_each(|answer| drop(decode(platform, answer)))));
    let bare = rate(median(9, || {
        for answer in &answers {
            let _ = serde_json::from_slice::<serde_json::Value>(&answer.bytes);
        }
    }));
    Line {
        what: what.to_owned(),
        figure: format!("{whole:.0} MB/s, {posts} posts"),
        ceiling: format!("parsing the same {:.1} MB as JSON: {bare:.0} MB/s", bytes as f64 / 1e6),
        ratio: format!("1:{:.1}", bare / whole),
    }
}

/// Passes questions on and keeps what is answered.
struct Ear(Http, Mutex<Vec<Answer>>);

impl Transport for Ear {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        let answer = self.0.send(request)?;
        self.1.lock().unwrap_or_else(PoisonError::into_inner).push(answer.clone());
        Ok(answer)
    }
}

/// What a whole round is answered with.
fn answers(demo: &DemoPlatform, key: &str, ends: DateTime<Utc>) -> Vec<Answer> {
    let account = demo.account(key);
    let ear = Arc::new(Ear(Http::new().unwrap(), Mutex::default()));
    let platform = Platform::from_word(account.platform).unwrap();
    let connection = connect(platform, &account.address, &account.handle, &credential(&account), ear.clone()).unwrap();
    let mut cursor = None;
    loop {
        let ask = Ask { since: cursor.as_ref(), window_from: ends - TimeDelta::days(8), now: ends };
        let batch = connection.source.fetch(ask).unwrap();
        cursor = batch.cursor;
        if !batch.more {
            break;
        }
    }
    let all = std::mem::take(&mut *ear.1.lock().unwrap_or_else(PoisonError::into_inner));
    all.into_iter().filter(|answer| answer.status == 200).collect()
}

fn credential(account: &DemoAccount) -> Credential {
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty()).map(Secret::new);
    let (id, secret) = account.app.clone();
    Credential {
        token_secret: told(&account.token_secret),
        app: Some(App { id, secret: Secret::new(secret) }),
        ..Credential::new(&account.user, &account.secret)
    }
}
