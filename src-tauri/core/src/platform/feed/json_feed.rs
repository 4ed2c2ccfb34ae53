//! JSON Feed (jsonfeed.org, version 1.1): the same as RSS and Atom, under names of its own. It is read as the tree that
//! RSS would be.

use crate::platform::{reading, xml::Element};
use serde_json::Value;

/// Such a feed as a tree; nothing when it is none.
pub(super) fn tree(feed: &Value) -> Option<Element> {
    reading::text(feed, "version").filter(|version| version.contains("jsonfeed.org/version/"))?;
    let writer = author(feed);
    let items = reading::list(feed, "items").iter().map(|one| item(one, writer.as_deref()));
    let mut channel = Element { name: "channel".to_owned(), ..Element::default() };
    channel.children.extend(reading::text(feed, "title").map(|title| said("title", escaped(&title))));
    channel.children.extend(reading::text(feed, "next_url").map(|next| link("next", &next)));
    channel.children.extend(items);
    Some(Element { name: "rss".to_owned(), children: vec![channel], ..Element::default() })
}

fn item(item: &Value, writer: Option<&str>) -> Element {
    let text = |name: &str| reading::text(item, name);
    // Its titles and plain texts are no HTML, and would be read as such.
    let body =
        text("content_html").or_else(|| text("content_text").or_else(|| text("summary")).map(|text| broken(&text)));
    let files = reading::list(item, "attachments").iter().map(enclosure);
    let told = [
        text("id").map(|id| unleading(said("guid", id))),
        text("url").or_else(|| text("external_url")).map(|url| said("link", url)),
        text("title").map(|title| said("title", escaped(&title))),
        text("date_published").map(|at| said("published", at)),
        text("date_modified").map(|at| said("updated", at)),
        author(item).as_deref().or(writer).map(|name| said("creator", escaped(name))),
        body.map(|html| said("content", html)),
        text("image").map(|url| picture(&url)),
    ];
    Element {
        name: "item".to_owned(),
        children: told.into_iter().flatten().chain(files).collect(),
        ..Element::default()
    }
}

/// Who wrote it: one of several, or in the first version the only one.
fn author(of: &Value) -> Option<String> {
    let first = reading::list(of, "authors").first().or_else(|| of.get("author"))?;
    reading::text(first, "name")
}

fn said(name: &str, text: String) -> Element {
    Element { name: name.to_owned(), text, ..Element::default() }
}

fn unleading(guid: Element) -> Element {
    Element { attributes: vec![("ispermalink".to_owned(), "false".to_owned())], ..guid }
}

fn link(rel: &str, href: &str) -> Element {
    let attributes = [("rel", rel), ("href", href)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Element { name: "link".to_owned(), attributes: attributes.into(), ..Element::default() }
}

fn enclosure(file: &Value) -> Element {
    let attributes = [("url", "url"), ("mime_type", "type")];
    let told = attributes.iter().filter_map(|(name, own)| Some(((*own).to_owned(), reading::text(file, name)?)));
    let children = reading::text(file, "title").map(|title| said("media:title", title)).into_iter();
    Element {
        name: "enclosure".to_owned(),
        attributes: told.collect(),
        children: children.collect(),
        ..Element::default()
    }
}

fn picture(url: &str) -> Element {
    Element { name: "enclosure".to_owned(), attributes: vec![("url".to_owned(), url.to_owned())], ..Element::default() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Plain text as HTML, with its lines.
fn broken(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
