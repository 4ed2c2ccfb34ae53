//! How often accounts are looked at, and how much of a platform's patience is used.

use serde::{Deserialize, Serialize};

/// The pace of the collector. A policy file that does not mention it has these numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// Minutes between two visits when nothing particular is the matter.
    pub usual_minutes: u32,
    /// The same while an account has something new, or a grave post that nobody has dealt with.
    pub busy_minutes: u32,
    /// The longest, which an account reaches when nothing happens in it.
    pub quiet_minutes: u32,
    /// How many accounts of one host are visited at the same time.
    pub at_once: u32,
    /// The share of what a platform allows that is left for people and their decisions, in per cent.
    pub reserve_percent: u32,
    /// Minutes between two searches for a watched word on one platform (IN11).
    pub search_minutes: u32,
    /// What a platform allows all the municipality's accounts together.
    pub budget: Vec<Budget>,
}

/// What a platform allows all the municipality's accounts together in a day: an app's quota, or what it may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// The platform's word.
    pub platform: String,
    /// Requests a day: every one that goes out, also for decisions.
    #[serde(alias = "questions_a_day")]
    pub requests_a_day: u32,
}

/// What is known of the platforms' limits; a fifth is left for people's decisions. Those that are missing tell in every
/// answer what is left (Facebook, Instagram, Mastodon, Bluesky) or set no limit that is known (WordPress, MediaWiki, feeds).
const BUDGETS: [(&str, u32); 4] = [
    // 10,000 units a day; a list costs one, a decision 50: the 2,000 left are forty of them (developers.google.com, quota).
    ("youtube", 8_000),
    // No limit of X's, which counts per quarter of an hour and says so in its answers. Each post that is read costs
    // (docs.x.com, pricing): how often is our own choice.
    ("x", 3_000),
    // Development tier: 500 a day for the app, and 100 for the member whose login it is. Uncertain: second-hand, and what a
    // higher tier allows stands only in its own console.
    ("linkedin", 80),
    // About 3,600 an hour for the key. Uncertain: second-hand, and no answer tells.
    ("flickr", 69_000),
];

impl Default for Pace {
    fn default() -> Pace {
        let budget = |(platform, requests_a_day): (&str, u32)| Budget { platform: platform.to_owned(), requests_a_day };
        Pace {
            usual_minutes: 5,
            busy_minutes: 1,
            quiet_minutes: 20,
            at_once: 16,
            reserve_percent: 20,
            search_minutes: 30,
            budget: BUDGETS.map(budget).into(),
        }
    }
}

impl Pace {
    /// What the platform with this word allows in a day, if the policy says.
    #[must_use]
    pub fn requests_a_day(&self, platform: &str) -> Option<u32> {
        self.budget.iter().find(|budget| budget.platform == platform).map(|budget| budget.requests_a_day)
    }
}
