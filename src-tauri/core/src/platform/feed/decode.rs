//! What the things in a feed mean. RSS and Atom say the same in other words, and leave out what they like.

use super::judged;
use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{
        attached::media_type,
        decoded::Meaning,
        plain,
        transport::{Answer, joined},
        xml::{Element, parse},
    },
    words::{Digest, Timestamp},
};
use chrono::{DateTime, NaiveDateTime};
use serde_json::json;

/// The entries of a feed: `item` in RSS, `entry` in Atom.
pub(super) fn items(bytes: &[u8]) -> Result<Vec<Element>, String> {
    let (top, _) = parse(&text(bytes))?;
    match top.name.as_str() {
        "rss" => Ok(top.all("channel").flat_map(|channel| channel.all("item")).cloned().collect()),
        // The oldest kind of RSS keeps its items beside the channel.
        "rdf" => Ok(top.all("item").cloned().collect()),
        "feed" => Ok(top.all("entry").cloned().collect()),
        _ => Err("it is neither RSS nor Atom".to_owned()),
    }
}

/// What the feed calls itself.
pub(super) fn title(bytes: &[u8]) -> Option<String> {
    let (top, _) = parse(&text(bytes)).ok()?;
    let of = top.child("channel").unwrap_or(&top);
    of.said("title").map(plain::of_html)
}

/// How old a feed says that it is; else when it was answered.
pub(super) fn fed(answer: &Answer) -> Option<Timestamp> {
    let (top, _) = parse(&text(&answer.bytes)).ok()?;
    let of = top.child("channel").unwrap_or(&top);
    let told = ["lastbuilddate", "pubdate", "updated", "date"].iter().find_map(|name| of.said(name).and_then(time));
    told.or_else(|| answer.header("last-modified").and_then(time)).or_else(|| answer.date())
}

/// A feed's bytes as text. The declaration says which letters are meant; of the old ones only Latin 1 is still met.
fn text(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).to_ascii_lowercase();
    if head.contains("iso-8859-1") || head.contains("windows-1252") {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned()
}

/// One entry. `handle` is the name that the municipality writes under; `base` is where the feed is; `fed` is how old the
/// feed says that it is, which an entry without a time of its own is at least.
pub(super) fn item(item: &Element, handle: &str, base: &str, fed: Option<Timestamp>) -> Result<Fetched, String> {
    let link = link(item).and_then(|link| joined(base, &link));
    let title = item.said("title").map(plain::of_html).filter(|title| !title.is_empty());
    let moment = ["pubdate", "published", "date", "issued", "updated", "modified"];
    let posted_at = moment.iter().find_map(|name| item.said(name).and_then(time));
    let named = item.said("guid").or_else(|| item.said("id")).map(str::to_owned);
    let hashed = || {
        let told = posted_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        title.as_ref().map(|title| Digest::of(format!("{title}\n{told}").as_bytes()).to_string())
    };
    let id = named.or_else(|| link.clone()).or_else(hashed).ok_or("an entry has neither id, link nor title")?;
    let posted_at = posted_at.or(fed).ok_or("an entry has no time, and neither has its feed")?;
    let author = item
        .child("author")
        .and_then(|author| author.said("name").or(Some(author.text.trim())))
        .or_else(|| item.said("creator"))
        .filter(|name| !name.is_empty())
        .map(plain::of_html);
    let ours = !handle.is_empty() && author.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(handle));
    let body = ["content:encoded", "encoded", "content", "description", "summary"];
    let body = body.iter().find_map(|name| item.child(name)).map(words).filter(|body| !body.is_empty());
    let answers = item.child("thr:in-reply-to").and_then(|to| to.attribute("ref").or_else(|| to.attribute("href")));
    let below = answers.map(str::to_owned).or_else(|| comment_on(link.as_deref()));
    let kind = match (&below, ours) {
        (Some(_), _) => PostKind::Comment,
        (None, true) => PostKind::Post,
        (None, false) => PostKind::VisitorPost,
    };
    // A title that only says whose comment it is, or repeats the words, tells nothing.
    let heading =
        title.filter(|title| below.is_none() && body.as_ref().is_none_or(|body| !body.starts_with(title.as_str())));
    let text: Vec<String> = [heading, body].into_iter().flatten().collect();
    Ok(Fetched {
        parent: below.clone().map(PlatformRef),
        root: PlatformRef(below.unwrap_or_else(|| id.clone())),
        platform_ref: PlatformRef(id),
        kind,
        ours,
        openly_visible: true,
        hidden: false,
        author_ref: None,
        author_name: author,
        permalink: link,
        posted_at,
        text: text.join("\n\n"),
        attachments: attachments(item, base),
        raw: written(item).to_string(),
    })
}

/// Of entries with the same id only the first is kept, which is the newest.
pub(super) fn once(posts: &mut Vec<Fetched>) {
    let mut met = std::collections::BTreeSet::new();
    posts.retain(|post| met.insert(post.platform_ref.clone()));
}

fn link(item: &Element) -> Option<String> {
    let is_page = |link: &&Element| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    let by_address = item.all("link").filter(is_page).find_map(|link| link.attribute("href"));
    by_address.or_else(|| item.said("link")).or_else(|| item.said("origlink")).map(str::to_owned)
}

/// The page that an entry is a comment on, when its address says so.
fn comment_on(link: Option<&str>) -> Option<String> {
    let (page, mark) = link?.split_once('#')?;
    mark.starts_with("comment").then(|| page.to_owned())
}

/// The words of a body. Atom says what they are; RSS leaves it to be seen.
fn words(body: &Element) -> String {
    if body.attribute("type") == Some("xhtml") {
        return plain::of_html(&markup(body));
    }
    match body.attribute("type") {
        Some("text" | "text/plain") => body.text.trim().to_owned(),
        _ => plain::of_html(&body.text),
    }
}

/// An element's inside as HTML again.
fn markup(element: &Element) -> String {
    let inner: String =
        element.children.iter().map(|child| format!("<{0}>{1}</{0}>", child.name, markup(child))).collect();
    let text = element.text.replace('&', "&amp;").replace('<', "&lt;");
    format!("{text}{inner}")
}

fn time(text: &str) -> Option<Timestamp> {
    let parsed = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text));
    let zoneless = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok().map(|at| at.and_utc());
    parsed.ok().map(|at| at.to_utc()).or_else(zoneless)
}

fn attachments(item: &Element, base: &str) -> Vec<FetchedAttachment> {
    let enclosed = item.all("enclosure").map(|one| (one, "url"));
    let shown = item.all("media:content").chain(
        item.children.iter().filter(|one| one.name == "media:group").flat_map(|group| group.all("media:content")),
    );
    let linked = item.all("link").filter(|link| link.attribute("rel") == Some("enclosure")).map(|one| (one, "href"));
    let all = enclosed.chain(shown.map(|one| (one, "url"))).chain(linked);
    let mut found: Vec<FetchedAttachment> = Vec::new();
    for (one, name) in all {
        let Some(address) = one.attribute(name).and_then(|address| joined(base, address)) else { continue };
        let told = one.attribute("type").unwrap_or_default();
        // A film's page is not the film.
        let media_type = if told.is_empty() { media_type(&address) } else { told };
        let is_page = media_type.is_empty() || media_type.contains("flash") || media_type.starts_with("text/");
        if !is_page && !found.iter().any(|other| other.address == address) {
            let description =
                one.said("media:description").or_else(|| one.said("media:title")).unwrap_or_default().to_owned();
            found.push(FetchedAttachment { media_type: media_type.to_owned(), description, address });
        }
    }
    found
}

/// An entry as it is kept: the feed's own names and words.
fn written(element: &Element) -> serde_json::Value {
    let attributes: serde_json::Map<_, _> =
        element.attributes.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let children: Vec<_> = element.children.iter().map(written).collect();
    let mut told = json!({ "name": element.name });
    if let Some(fields) = told.as_object_mut() {
        if !attributes.is_empty() {
            fields.insert("attributes".to_owned(), attributes.into());
        }
        if !element.text.trim().is_empty() {
            fields.insert("text".to_owned(), json!(element.text));
        }
        if !children.is_empty() {
            fields.insert("children".to_owned(), children.into());
        }
    }
    told
}

/// What one recorded answer means.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    match judged(answer) {
        Ok(items) => {
            let mut meaning = Meaning::of(answer);
            let fed = fed(answer);
            items.iter().for_each(|one| meaning.take(item(one, "", "https://feed.invalid/", fed)));
            meaning
        }
        Err(lost) => Meaning::lost(answer, lost),
    }
}
