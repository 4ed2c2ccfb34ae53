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
    /// Questions a day.
    pub questions_a_day: u32,
}

impl Default for Pace {
    fn default() -> Pace {
        let budget = |platform: &str, questions_a_day| Budget { platform: platform.to_owned(), questions_a_day };
        Pace {
            usual_minutes: 5,
            busy_minutes: 1,
            quiet_minutes: 20,
            at_once: 16,
            reserve_percent: 20,
            search_minutes: 30,
            budget: vec![budget("youtube", 8_000), budget("x", 3_000), budget("linkedin", 4_000)],
        }
    }
}

impl Pace {
    /// What the platform with this word allows in a day, if the policy says.
    #[must_use]
    pub fn questions_a_day(&self, platform: &str) -> Option<u32> {
        self.budget.iter().find(|budget| budget.platform == platform).map(|budget| budget.questions_a_day)
    }
}
