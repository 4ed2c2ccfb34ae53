//! WordPress's export (WXR): a feed that holds a blog's posts and pages whole, and under each what was written about it,
//! also what was held back, taken for spam or put into the bin. Its names are those of `wp-admin/includes/export.php`.

use super::{Gathered, Item, Trouble, table::moment};
use crate::{
    intake::{
        PostKind, Standing, plain,
        xml::{self, Element},
    },
    words::Timestamp,
};
use chrono::NaiveDateTime;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most elements of an export: a comment has some twenty.
const MOST_ELEMENTS: usize = 10_000_000;

/// Whether a text is such an export: it names the format before the first of its posts.
pub(super) fn is_export(text: &str) -> bool {
    let head = text.split("<item>").next().unwrap_or_default();
    head.contains("<rss") && head.contains("wordpress.org/export/")
}

/// The posts, pages and comments of an export.
pub(super) fn read(text: &str) -> Result<Gathered, Trouble> {
    let (top, whole) = xml::parse_at_most(text, MOST_ELEMENTS).map_err(|_| Trouble::Unreadable)?;
    let channel = top.child("channel").filter(|_| whole).ok_or(Trouble::Unreadable)?;
    let people: BTreeMap<&str, &Element> =
        channel.all("author").filter_map(|person| Some((person.said("author_login")?, person))).collect();
    let mut gathered = Gathered::default();
    for item in channel.all("item") {
        let Some(id) = number(item, "post_id") else {
            gathered.left_out += 1;
            continue;
        };
        gathered.add(post(item, id, &people));
        for told in item.all("comment") {
            gathered.add(comment(told, id, item, &people));
        }
    }
    Ok(gathered)
}

/// A post or page as everybody could read it. Drafts are nobody's to read, and pictures and menus are no posts.
fn post(item: &Element, id: u64, people: &BTreeMap<&str, &Element>) -> Option<Item> {
    const PARTS: [&str; 4] = ["attachment", "nav_menu_item", "revision", "custom_css"];
    let sort = item.said("post_type").unwrap_or("post");
    if item.said("status") != Some("publish") || PARTS.contains(&sort) || sort.starts_with("wp_") {
        return None;
    }
    let login = item.said("creator").unwrap_or_default();
    let shown = people.get(login).and_then(|person| person.said("author_display_name"));
    let parts = [item.said("title").map(plain::of_html), item.said("content:encoded").map(body)];
    let text: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Some(Item {
        name: format!("post-{id}"),
        parent: None,
        root: None,
        kind: PostKind::Post,
        ours: true,
        standing: Standing::Standing,
        author: shown.unwrap_or(login).to_owned(),
        permalink: item.said("link").unwrap_or_default().to_owned(),
        posted_at: posted_at(item, "post")?,
        text: text.join("\n\n"),
        files: Vec::new(),
        raw: as_told(item),
    })
}

/// What was written about a post, by a guest or by somebody who writes in the blog. Notices from other sites are no
/// comments.
fn comment(told: &Element, post: u64, on: &Element, people: &BTreeMap<&str, &Element>) -> Option<Item> {
    if !matches!(told.said("comment_type"), None | Some("comment")) {
        return None;
    }
    let id = number(told, "comment_id")?;
    let parent = number(told, "comment_parent");
    let user = number(told, "comment_user_id");
    let ours = user.is_some() && people.values().any(|person| number(person, "author_id") == user);
    let root = format!("post-{post}");
    Some(Item {
        name: format!("comment-{id}"),
        kind: if parent.is_some() { PostKind::Reply } else { PostKind::Comment },
        parent: Some(parent.map_or_else(|| root.clone(), |parent| format!("comment-{parent}"))),
        root: Some(root),
        ours,
        standing: match told.said("comment_approved") {
            Some("1") => Standing::Standing,
            Some("trash" | "post-trashed") => Standing::Gone,
            _ => Standing::Hidden,
        },
        author: told.said("comment_author").map(plain::of_html).unwrap_or_default(),
        permalink: on.said("link").map(|link| format!("{link}#comment-{id}")).unwrap_or_default(),
        posted_at: posted_at(told, "comment")?,
        text: told.said("comment_content").map(plain::of_stored).unwrap_or_default(),
        files: Vec::new(),
        raw: as_told(told),
    })
}

/// A number that counts from one: nought stands for nothing.
fn number(of: &Element, name: &str) -> Option<u64> {
    of.said(name)?.parse().ok().filter(|number| *number > 0)
}

/// The universal time, or where it was never set the blog's own, which is Swedish.
fn posted_at(of: &Element, what: &str) -> Option<Timestamp> {
    let universal = of.said(&format!("{what}_date_gmt"));
    let universal = universal.and_then(|told| NaiveDateTime::parse_from_str(told, "%Y-%m-%d %H:%M:%S").ok());
    universal.map(|at| at.and_utc()).or_else(|| moment(of.said(&format!("{what}_date"))?))
}

/// A post as its author wrote it: in HTML, or with the line breaks that WordPress makes paragraphs of.
fn body(written: &str) -> String {
    let has_paragraphs = written.contains("<p") || written.contains("<!-- wp:");
    if has_paragraphs { plain::of_html(written) } else { plain::of_stored(written) }
}

/// The fields as the export has them. A post's password is nobody's business here, and what stands under it is told by
/// itself.
fn as_told(of: &Element) -> String {
    let is_own = |field: &&Element| field.children.is_empty() && field.name != "post_password";
    let fields = of.children.iter().filter(is_own);
    let fields: Map<String, Value> =
        fields.map(|field| (field.name.clone(), Value::from(field.text.as_str()))).collect();
    Value::Object(fields).to_string()
}
