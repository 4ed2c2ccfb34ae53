//! Replies and notices as texts with named fields (RE3).

use crate::words::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// An answer.
    Answer,
    /// It went on, and can be followed there (RE6).
    Forwarded,
    /// Please take this in another channel (RE7).
    OtherChannel,
    /// Send a formal opinion (RE8).
    FormalOpinion,
    /// Avståndstagande, where nothing can be removed (RE9).
    Distancing,
    /// Besked om borttagning (EV11).
    RemovalNotice,
    /// Thank you.
    Thanks,
}

/// A text with fields such as `{diarienummer}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its lasting name.
    pub id: String,
    /// What the moderator reads in the list.
    pub name: String,
    /// What it is for.
    pub kind: TemplateKind,
    /// The text.
    pub text: String,
    /// Labels that suggest it.
    #[serde(default)]
    pub labels: Vec<String>,
}

impl Template {
    /// The fields in the order in which they first stand; `None` when a brace has no counterpart or a field no name.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<&str>> {
        let mut fields = Vec::new();
        for part in parts(&self.text) {
            if let Part::Field(name) = part?
                && !fields.contains(&name)
            {
                fields.push(name);
            }
        }
        Some(fields)
    }

    /// The fields that have no value, or a blank one.
    #[must_use]
    pub fn missing(&self, values: &BTreeMap<&str, String>) -> Vec<&str> {
        let filled = |field: &str| values.get(field).is_some_and(|value| !value.trim().is_empty());
        self.fields().unwrap_or_default().into_iter().filter(|field| !filled(field)).collect()
    }

    /// The text with every field filled in. A value is taken as it is: braces in it are no fields.
    ///
    /// # Errors
    /// [`Refusal::FieldUnfilled`] with the first field that has no value or a blank one.
    pub fn fill(&self, values: &BTreeMap<&str, String>) -> Result<String, Refusal> {
        if let Some(field) = self.missing(values).first() {
            return Err(Refusal::FieldUnfilled((*field).to_owned()));
        }
        let mut text = String::new();
        for part in parts(&self.text).flatten() {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Field(name) => text.push_str(values.get(name).map_or("", |value| value.trim())),
            }
        }
        Ok(text.trim().to_owned())
    }

    /// The text with the fields that are known filled in; the others stay as `{field}` for a person to see to.
    #[must_use]
    pub fn filled_where_known(&self, values: &BTreeMap<&str, String>) -> String {
        let mut text = String::new();
        for part in parts(&self.text).flatten() {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Field(name) => match values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
                {
                    Some(value) => text.push_str(value),
                    None => {
                        text.push('{');
                        text.push_str(name);
                        text.push('}');
                    }
                },
            }
        }
        text.trim().to_owned()
    }
}

enum Part<'a> {
    Words(&'a str),
    Field(&'a str),
}

/// The text cut at its fields; `None` where it can't be cut.
fn parts(text: &str) -> impl Iterator<Item = Option<Part<'_>>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('{') {
            let field = inner
                .split_once('}')
                .filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_lowercase() || c == '_'));
            rest = field.map_or("", |(_, after)| after);
            return Some(field.map(|(name, _)| Part::Field(name)));
        }
        let end = rest.find(['{', '}']).unwrap_or(rest.len());
        if end == 0 {
            rest = "";
            return Some(None);
        }
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Some(Part::Words(words)))
    })
}
