//! What in a text is more than text: addresses, subjects and names, by the bytes that they take up in UTF-8.

use serde_json::{Value, json};

/// Something in a text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// To an address.
    Link(String),
    /// To everything on a subject.
    Tag(String),
    /// To an account, by its handle.
    Name(String),
}

/// What leads somewhere in a text, and from which byte to which.
pub(super) fn leads(text: &str) -> Vec<(usize, usize, Leads)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '<' | '>')) {
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let leads = match bare.chars().next() {
            Some('#') => bare.strip_prefix('#').filter(|tag| is_tag(tag)).map(|tag| Leads::Tag(tag.to_owned())),
            Some('@') => bare.strip_prefix('@').filter(|name| is_handle(name)).map(|name| Leads::Name(name.to_owned())),
            _ => is_address(bare).then(|| Leads::Link(bare.to_owned())),
        };
        if let Some(leads) = leads {
            found.push((at, at + bare.len(), leads));
        }
        // The sign that ended the word is one character, but not always one byte.
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

fn is_address(word: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| word.strip_prefix(scheme).is_some_and(|rest| rest.contains('.')))
}

fn is_tag(tag: &str) -> bool {
    !tag.is_empty()
        && tag.chars().count() <= 64
        && tag.chars().any(|c| !c.is_ascii_digit() && !c.is_ascii_punctuation())
}

fn is_handle(name: &str) -> bool {
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// The text's facets. `known` answers whom a handle belongs to; a name that nobody has stays text.
pub(super) fn facets(text: &str, known: impl Fn(&str) -> Option<String>) -> Vec<Value> {
    let feature = |leads: Leads| match leads {
        Leads::Link(address) => Some(json!({ "$type": "app.bsky.richtext.facet#link", "uri": address })),
        Leads::Tag(tag) => Some(json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag })),
        Leads::Name(name) => known(&name).map(|did| json!({ "$type": "app.bsky.richtext.facet#mention", "did": did })),
    };
    let facet = |(from, to, leads): (usize, usize, Leads)| {
        Some(json!({ "index": { "byteStart": from, "byteEnd": to }, "features": [feature(leads)?] }))
    };
    leads(text).into_iter().filter_map(facet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_counted_in_bytes() {
        let text = "Åh, läs på https://lillvik.example/ö (#badhuset!), @bo.example.";
        let found: Vec<_> = leads(text).into_iter().map(|(from, to, leads)| (&text[from..to], leads)).collect();
        assert_eq!(
            found,
            [
                ("https://lillvik.example/ö", Leads::Link("https://lillvik.example/ö".into())),
                ("#badhuset", Leads::Tag("badhuset".into())),
                ("@bo.example", Leads::Name("bo.example".into())),
            ]
        );
        assert!(leads("kl. 6–22, #1, @bo, https://x, a@b.se").is_empty());
        let facets = facets(text, |_| None);
        assert_eq!(facets.len(), 2, "a name that nobody has stays text");
        assert_eq!(facets[0]["index"], json!({ "byteStart": 14, "byteEnd": 40 }));
    }

    proptest! {
        #[test]
        fn places_never_split_a_letter(text in "\\PC{0,40}|([a-zåäö#@.: \u{a0}(]|https://a\\.b){0,30}") {
            for (from, to, _) in leads(&text) {
                prop_assert!(text.get(from..to).is_some_and(|piece| !piece.is_empty()));
            }
        }
    }
}
