//! What Flickr's items mean, field by field. Any field may be missing, and a text may stand alone or in `_content`.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{
        attached, plain, reading,
        xml::{self, Element},
    },
};
use serde_json::{Map, Value};

/// The account behind the login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::platform) struct Me {
    pub id: String,
    pub name: Option<String>,
}

/// What is asked for of a photograph.
pub(super) const EXTRAS: &str = "date_upload,last_update,owner_name,description,url_o,url_l,url_c,url_m,media";

/// The number of a person: `12037949754@N01`.
pub(super) fn person(of: &Value, name: &str) -> Option<String> {
    reading::text(of, name)
        .filter(|id| id.len() <= 60 && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '_' | '-')))
}

/// A text that stands alone or in `_content`.
pub(super) fn content(of: &Value, name: &str) -> Option<String> {
    reading::text(of, name).or_else(|| of.get(name).and_then(|inner| reading::text(inner, "_content")))
}

/// A list that stands in a wrapper of its own; a single thing counts as a list of one.
pub(in crate::platform) fn listed<'a>(of: &'a Value, outer: &str, inner: &str) -> &'a [Value] {
    match of.get(outer).and_then(|outer| outer.get(inner)) {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// A photograph or film.
pub(in crate::platform) fn photo(item: &Value, me: &Me) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a photograph has no id")?;
    let dates = item.get("dates").unwrap_or(&Value::Null);
    let posted_at = reading::instant_ms(item, "dateupload")
        .or_else(|| reading::instant_ms(item, "dateuploaded"))
        .or_else(|| reading::instant_ms(dates, "posted"))
        .ok_or_else(|| format!("photograph {id} has no time"))?;
    let owner = person(item, "owner").or_else(|| person(item.get("owner")?, "nsid"));
    let owner = owner.unwrap_or_else(|| me.id.clone());
    let name = reading::text(item, "ownername").or_else(|| reading::text(item.get("owner")?, "username"));
    let words = [content(item, "title"), content(item, "description")];
    let open = item.get("visibility").unwrap_or(item);
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: None,
        root: PlatformRef(id.clone()),
        kind: PostKind::Post,
        ours: true,
        openly_visible: reading::truth(open, "ispublic") != Some(false)
            && reading::text(open, "ispublic").as_deref() != Some("0"),
        hidden: false,
        permalink: Some(format!("https://www.flickr.com/photos/{owner}/{id}/")),
        author_ref: Some(owner).filter(|owner| !owner.is_empty()),
        author_name: name.or_else(|| me.name.clone()),
        posted_at,
        text: words.into_iter().flatten().map(|part| unmarked(&part)).collect::<Vec<_>>().join("\n\n"),
        attachments: pictures(item),
        raw: reading::raw(item),
    })
}

fn pictures(item: &Value) -> Vec<FetchedAttachment> {
    let address = ["url_o", "url_l", "url_c", "url_m"].iter().find_map(|size| reading::web_address(item, size));
    address
        .into_iter()
        .map(|address| FetchedAttachment {
            media_type: attached::media_type(&address).to_owned(),
            description: content(item, "title").unwrap_or_default(),
            address,
        })
        .collect()
}

/// A comment under a photograph, in one row with all others.
pub(in crate::platform) fn comment(item: &Value, photo: Option<&str>, me: &Me) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a comment has no id")?;
    let posted_at = reading::instant_ms(item, "datecreate").ok_or_else(|| format!("comment {id} has no time"))?;
    let root = photo.map(str::to_owned).or_else(|| photo_of(&id).map(str::to_owned)).unwrap_or_else(|| id.clone());
    let author = person(item, "author");
    let name = reading::text(item, "realname").or_else(|| reading::text(item, "authorname"));
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: Some(PlatformRef(root.clone())).filter(|root| root.0 != id),
        root: PlatformRef(root),
        kind: PostKind::Comment,
        ours: author.as_ref().is_some_and(|author| *author == me.id),
        openly_visible: true,
        hidden: false,
        author_ref: author,
        author_name: name,
        permalink: reading::web_address(item, "permalink"),
        posted_at,
        text: unmarked(&reading::text(item, "_content").unwrap_or_default()),
        attachments: Vec::new(),
        raw: reading::raw(item),
    })
}

/// The photograph that a comment stands under: the middle of its three numbers.
pub(in crate::platform) fn photo_of(comment: &str) -> Option<&str> {
    let mut parts = comment.split('-');
    let (_, photo, rest) = (parts.next()?, parts.next()?, parts.next()?);
    (!photo.is_empty() && !rest.is_empty()).then_some(photo)
}

/// Words may be linked and set in HTML.
fn unmarked(text: &str) -> String {
    if text.contains(['<', '&']) { plain::of_stored(text) } else { text.to_owned() }
}

/// An answer, as JSON or as the XML that Flickr gives unless it is asked for JSON.
pub(in crate::platform) fn read(bytes: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Some(value);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    // `jsonFlickrApi({…})`, or another name that was asked for: what a page in a browser would be given.
    let called = text.trim().trim_end_matches(';').strip_suffix(')').and_then(|call| call.split_once('('));
    if let Some((_, inside)) = called.filter(|(name, _)| reading::is_id(name)) {
        return serde_json::from_str(inside).ok();
    }
    let (root, whole) = xml::parse(text.trim()).ok()?;
    let rsp = if root.name == "rsp" { &root } else { root.child("rsp")? };
    (whole && rsp.attribute("stat").is_some()).then(|| as_json(rsp))
}

/// An element as Flickr itself writes it in JSON: what it has as fields, its text as `_content`, its inner ones by name.
fn as_json(element: &Element) -> Value {
    let mut fields: Map<String, Value> =
        element.attributes.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    if !element.text.trim().is_empty() {
        fields.insert("_content".to_owned(), element.text.as_str().into());
    }
    for child in &element.children {
        let value = as_json(child);
        match fields.get_mut(&child.name) {
            Some(Value::Array(items)) => items.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => {
                fields.insert(child.name.clone(), value);
            }
        }
    }
    Value::Object(fields)
}
