//! XML as a tree, as far as feeds and old interfaces need it: names without their prefix, attributes, text.
//!
//! No entity is looked up outside the text and none can be declared in it, so nothing grows when it is read.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// How deep a feed may be nested, and how many elements it may have.
const DEEPEST: usize = 64;
const MOST: usize = 200_000;

/// One element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    /// Its name, in lower case and without a prefix; with it where two names would else be one: `thr:in-reply-to`,
    /// `media:content`.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text in it, without that of the elements in it.
    pub text: String,
    /// How much of the text around it stands before it, in bytes.
    pub at: usize,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The text of a child, if it has any.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Prefixes that say something: what they stand before is not what it would be without them.
const KEPT: [&str; 4] = ["media", "thr", "slash", "content"];

/// Reads a text as XML. What is cut off is read as far as it goes, and said to be cut off.
pub(crate) fn parse(text: &str) -> Result<(Element, bool), String> {
    parse_at_most(text, MOST)
}

/// As [`parse`], for what may have another number of elements.
pub(crate) fn parse_at_most(text: &str, most: usize) -> Result<(Element, bool), String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut open = vec![Element::default()];
    let mut number = 0;
    let whole = loop {
        match reader.read_event() {
            Ok(Event::Eof) => break open.len() == 1,
            Ok(Event::Start(start)) => {
                number += 1;
                if open.len() >= DEEPEST || number >= most {
                    return Err("it is too deep or too long".to_owned());
                }
                open.push(element(&start));
            }
            Ok(Event::Empty(start)) => {
                number += 1;
                if number >= most {
                    return Err("it is too long".to_owned());
                }
                put(&mut open, element(&start));
            }
            Ok(Event::End(_)) => close(&mut open),
            Ok(Event::Text(piece)) => write(&mut open, &piece),
            Ok(Event::CData(piece)) => write(&mut open, &piece),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.to_string();
                let letter = reference.resolve_char_ref().ok().flatten().map(String::from);
                let letter = letter.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                write(&mut open, &letter.unwrap_or_else(|| format!("&{name};")));
            }
            Ok(_) => {}
            Err(_) => break false,
        }
    };
    while open.len() > 1 {
        close(&mut open);
    }
    let mut top = open.pop().unwrap_or_default();
    match top.children.len() {
        0 => Err("there is no element in it".to_owned()),
        _ => Ok((top.children.swap_remove(0), whole)),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().filter_map(Result::ok).map(|one| {
        let value = one.value.into_owned();
        let value = quick_xml::escape::unescape(&value).map(std::borrow::Cow::into_owned).unwrap_or(value);
        (one.key.as_ref().to_ascii_lowercase(), value)
    });
    Element { name: name(start.name().as_ref()), attributes: attributes.collect(), ..Element::default() }
}

fn name(qualified: &str) -> String {
    let lower = qualified.to_ascii_lowercase();
    match lower.split_once(':') {
        Some((prefix, local)) if !KEPT.contains(&prefix) => local.to_owned(),
        _ => lower,
    }
}

fn put(open: &mut [Element], child: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(Element { at: parent.text.len(), ..child });
    }
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
    {
        put(open, done);
    }
}

fn write(open: &mut [Element], piece: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(piece);
    }
}
