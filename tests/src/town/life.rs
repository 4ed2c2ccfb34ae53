//! What happens in Lillvik: people write, the collector goes round, and what was decided is carried out.

use super::{
    Municipality,
    way::{OnePlatform, connection},
};
use chrono::TimeDelta;
use std::sync::{Arc, atomic::Ordering};
use uppsikt_core::{
    collector::{self, Connections, Round, Visit},
    flagging::{self, Found, Label, Reading, Severity},
    intake,
    logbook::{Entry, Logbook},
    queue,
    words::{Actor, PostId, Timestamp},
};

impl Municipality {
    /// Anna writes a comment, and the collector fetches it.
    pub fn citizen_writes(&self, text: &str) -> PostId {
        self.writes("Anna B.", text)
    }

    /// Somebody writes a comment, and the collector fetches it.
    pub fn writes(&self, author: &str, text: &str) -> PostId {
        let name = self.platform.write(author, text, self.now());
        self.fetched(&name)
    }

    /// The same with a picture.
    pub fn writes_with_picture(&self, author: &str, text: &str) -> PostId {
        let name = self.platform.write_with_picture(author, text, self.now());
        self.fetched(&name)
    }

    /// Anna writes a comment that is unlike the others in some way, and the collector fetches it.
    pub fn writes_unlike(&self, text: &str, unlike: impl FnOnce(&mut intake::Fetched)) -> PostId {
        let name = self.platform.write_unlike(text, self.now(), unlike);
        self.fetched(&name)
    }

    /// Anna writes a comment of which a rule says this, whatever the word lists of the day hold.
    pub fn writes_what_is(&self, label: Label, text: &str) -> PostId {
        let post = self.citizen_writes(text);
        self.a_rule_says(post, label);
        post
    }

    /// A rule says this of a post.
    pub fn a_rule_says(&self, post: PostId, label: Label) {
        let (rule, severity) = (format!("story.{label}"), Severity::Grave);
        let found = Found { label, rule, start: 0, end: 4, score: 90, severity };
        let reading = Reading { found: vec![found], language: None };
        self.logbook
            .write(&Actor::collector(), self.now(), |tx| {
                let latest = intake::post(tx, post)?.latest;
                flagging::kept::keep(tx, post, latest, &reading, &self.lexicon)?;
                queue::settle(tx, &self.policy, post)?;
                Ok(((), Entry::Settled { post }))
            })
            .unwrap();
    }

    fn fetched(&self, name: &str) -> PostId {
        self.later(TimeDelta::minutes(1));
        self.collect();
        self.read(|reader| reader.one("SELECT id FROM post WHERE platform_ref = $1", &[name.into()])?.get(0))
    }

    /// One round of the collector.
    pub fn collect(&self) -> Vec<Visit> {
        self.in_round(|round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap())
    }

    /// The hold passes, and what waits is carried out.
    pub fn hold_passes(&self) {
        self.later(TimeDelta::seconds(i64::from(self.policy.limits().hold_seconds)));
        self.in_round(|round| collector::deliver(round).unwrap());
    }

    /// The program starts anew on the same database; whatever it held in memory is gone.
    #[must_use]
    pub fn restarted(&self) -> Logbook {
        Logbook::open(self.logbook.store().place().clone()).unwrap()
    }

    /// With everything that a round needs.
    pub fn in_round<T>(&self, work: impl FnOnce(&Round<'_>) -> T) -> T {
        self.in_round_on(&self.logbook, work)
    }

    /// The same through another door to the same database.
    pub fn in_round_on<T>(&self, logbook: &Logbook, work: impl FnOnce(&Round<'_>) -> T) -> T {
        self.in_round_over(logbook, &OnePlatform(connection(&self.platform)), work)
    }

    /// The same with other ways to the platforms.
    pub fn in_round_over<T>(
        &self,
        logbook: &Logbook,
        connections: &dyn Connections,
        work: impl FnOnce(&Round<'_>) -> T,
    ) -> T {
        let now = Arc::clone(&self.now);
        let clock = move || Timestamp::from_timestamp_millis(now.load(Ordering::Relaxed)).unwrap();
        work(&Round {
            logbook,
            policy: &self.policy,
            lexicon: &self.lexicon,
            aids: &self.aids,
            connections,
            clock: &clock,
        })
    }
}
