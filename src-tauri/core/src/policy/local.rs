//! What a municipality knows of itself, for the rules to go by: its places, streets, houses and titles.

use serde::{Deserialize, Serialize};

/// Lists that rules can name. Departments, boards and the diaries' prefixes are known from the register besides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields, default)]
pub struct LocalLists {
    /// Towns, villages and the names that properties are counted under.
    pub places: Vec<String>,
    /// Public buildings: an address beside one of these is nobody's home.
    pub public_buildings: Vec<String>,
    /// Streets.
    pub streets: Vec<String>,
    /// What registration numbers begin with, besides the prefixes of the register.
    pub dnr_prefixes: Vec<String>,
    /// Boards and departments, besides those of the register.
    pub boards: Vec<String>,
    /// Titles of officials.
    pub titles: Vec<String>,
}
