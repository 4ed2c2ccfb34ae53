//! What the municipality's own replies are reminded of before they are sent (FL10, RE13).

use serde::{Deserialize, Serialize};

/// Lists for reminders. A reminder stops nothing that its writer has seen it for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields, default)]
pub struct ReplyRules {
    /// Hosts that a reply may lead to without a word: authorities, and what the municipality runs. Hosts below them too.
    pub allowed: Vec<String>,
    /// Hosts where people keep blogs and pages of their own.
    pub blogs: Vec<String>,
    /// Hosts where something is sold.
    pub shops: Vec<String>,
    /// The municipality's own telephone numbers.
    pub phones: Vec<String>,
    /// Words of politics. A star ends the beginning of a word.
    pub political: Vec<String>,
    /// Words of the writer's own views and life.
    pub private: Vec<String>,
}
