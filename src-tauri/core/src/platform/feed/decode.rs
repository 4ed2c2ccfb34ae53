//! What the things in a feed mean. RSS and Atom say the same in other words, and leave out what they like.

use super::{json_feed, judged};
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
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

/// A feed that was answered: XML as it is, and JSON under the names that RSS and Atom have for the same.
pub(super) struct Document {
    top: Element,
}

impl Document {
    /// Reads a feed; what is wrong with it when it is none.
    pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
        let text = text(bytes);
        let top = match serde_json::from_str::<Value>(&text) {
            Ok(feed) => json_feed::tree(&feed).ok_or("it is JSON, and no JSON Feed")?,
            Err(_) => parse(&text)?.0,
        };
        match top.name.as_str() {
            "rss" | "rdf" | "feed" => Ok(Document { top }),
            _ => Err("it is neither RSS nor Atom".to_owned()),
        }
    }

    /// Its entries: `item` in RSS, `entry` in Atom. The oldest kind of RSS keeps them beside the channel.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Element> {
        let (holders, name) = match self.top.name.as_str() {
            "rss" => (self.top.all("channel").collect(), "item"),
            "rdf" => (vec![&self.top], "item"),
            _ => (vec![&self.top], "entry"),
        };
        holders.into_iter().flat_map(move |holder| holder.all(name))
    }

    /// What stands above the entries.
    fn head(&self) -> &Element {
        self.top.child("channel").unwrap_or(&self.top)
    }

    /// What the feed calls itself.
    pub(super) fn title(&self) -> Option<String> {
        self.head().said("title").map(plain::of_html)
    }

    /// Where a feed that is given in pieces goes on (RFC 5005).
    fn next(&self) -> Option<String> {
        let next = self.head().all("link").find(|link| link.attribute("rel") == Some("next"))?;
        next.attribute("href").map(str::to_owned)
    }

    /// How old the feed says that it is; else when it was answered.
    pub(super) fn fed(&self, answer: &Answer) -> Option<Timestamp> {
        const SAYS: [&str; 4] = ["lastbuilddate", "pubdate", "updated", "date"];
        let told = SAYS.iter().find_map(|name| self.head().said(name).and_then(time));
        told.or_else(|| answer.header("last-modified").and_then(time)).or_else(|| answer.date())
    }
}

/// A feed's bytes as text. The first bytes or the declaration say which letters are meant; of the old ones only those of
/// Western Europe are still met. What calls itself Latin 1 is written in Windows' extension of it (WHATWG Encoding, 4.2).
fn text(bytes: &[u8]) -> String {
    let sixteen = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| from(*pair)).collect();
        String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned()
    };
    match bytes {
        [0xff, 0xfe, ..] => return sixteen(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return sixteen(u16::from_be_bytes),
        _ => {}
    }
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).to_ascii_lowercase();
    if ["iso-8859-1", "windows-1252", "latin1", "us-ascii"].iter().any(|name| head.contains(name)) {
        return bytes.iter().map(|byte| western(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned()
}

/// A letter of windows-1252: Latin 1, with signs where that has none.
fn western(byte: u8) -> char {
    const SIGNS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let sign = byte.checked_sub(0x80).and_then(|place| SIGNS.get(usize::from(place)));
    sign.copied().unwrap_or_else(|| char::from(byte))
}

/// One entry. `handle` is the name that the municipality writes under; `base` is where the feed is; `fed` is how old the
/// feed says that it is, which an entry without a time of its own is at least.
pub(super) fn item(item: &Element, handle: &str, base: &str, fed: Option<Timestamp>) -> Result<Fetched, String> {
    let link = link(item).and_then(|link| joined(base, &link));
    let title = item.said("title").map(plain::of_html).filter(|title| !title.is_empty());
    let moment = ["pubdate", "published", "date", "issued", "created", "updated", "modified"];
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
    // Films have their words beside the film (Media RSS).
    let beside = || item.child("media:group").unwrap_or(item).child("media:description");
    let body = body.iter().find_map(|name| item.child(name)).or_else(beside);
    let body = body.map(words).filter(|body| !body.is_empty());
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
    // An id that leads somewhere does so unless it says that it doesn't (RSS 2.0, `guid`).
    let leads =
        |guid: &&Element| guid.attribute("ispermalink") != Some("false") && guid.text.trim().starts_with("http");
    let by_name = item.child("guid").filter(leads).map(|guid| guid.text.trim());
    by_address.or_else(|| item.said("link")).or_else(|| item.said("origlink")).or(by_name).map(str::to_owned)
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

/// An element's inside as HTML again, words and elements in their order.
fn markup(element: &Element) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut html = String::new();
    let mut from = 0;
    for child in &element.children {
        html.push_str(&escaped(element.text.get(from..child.at).unwrap_or_default()));
        from = child.at;
        let leads = child.attribute("href").map(|href| format!(" href=\"{}\"", escaped(href).replace('"', "&quot;")));
        html.push_str(&format!("<{0}{1}>{2}</{0}>", child.name, leads.unwrap_or_default(), markup(child)));
    }
    html.push_str(&escaped(element.text.get(from..).unwrap_or_default()));
    html
}

/// A moment as feeds write it: by the rules, or nearly. A time without a zone is taken for universal time.
fn time(text: &str) -> Option<Timestamp> {
    let by_the_rules = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text));
    let without_seconds = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z").ok();
    let zoned = by_the_rules.ok().or_else(without_seconds).or_else(|| mailed(text));
    let clock = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let zoneless = || clock.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    zoned.map(|at| at.to_utc()).or_else(|| zoneless().or_else(day).map(|at| at.and_utc()))
}

/// A time as mail writes it, with a weekday that is wrong or a zone that mail does not know.
fn mailed(text: &str) -> Option<DateTime<FixedOffset>> {
    const ZONES: [(&str, &str); 6] =
        [("CET", "+0100"), ("CEST", "+0200"), ("MET", "+0100"), ("MEST", "+0200"), ("EET", "+0200"), ("BST", "+0100")];
    let day = text.split_once(',').map_or(text, |(_, rest)| rest).trim();
    let (moment, zone) = day.rsplit_once(' ')?;
    let known = ZONES.iter().find(|(name, _)| *name == zone).map_or(zone, |(_, offset)| *offset);
    DateTime::parse_from_rfc2822(&format!("{moment} {known}")).ok()
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
        Ok(document) => {
            let mut meaning = Meaning::of(answer);
            let fed = document.fed(answer);
            document.entries().for_each(|one| meaning.take(item(one, "", "https://feed.invalid/", fed)));
            meaning.next = document.next();
            meaning
        }
        Err(lost) => Meaning::lost(answer, lost),
    }
}
