//! What WordPress's items mean, field by field. Any field may be missing.

use super::judged;
use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{decoded::Meaning, paging, plain, reading, transport::Answer},
};
use serde_json::Value;

/// The user behind the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Me {
    pub id: u64,
}

/// The name of a post or page. WordPress counts posts and comments apart, so the name says which it is.
pub(super) fn post_ref(id: u64) -> PlatformRef {
    PlatformRef(format!("post-{id}"))
}

/// The name of a comment.
pub(super) fn comment_ref(id: u64) -> PlatformRef {
    PlatformRef(format!("comment-{id}"))
}

/// Reads a name back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Post(u64),
    Comment(u64),
}

pub(super) fn named(name: &PlatformRef) -> Option<Named> {
    let (kind, id) = name.0.split_once('-')?;
    let id = id.parse().ok()?;
    match kind {
        "post" => Some(Named::Post(id)),
        "comment" => Some(Named::Comment(id)),
        _ => None,
    }
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Everybody sees it.
    Shown,
    /// Held back or taken for spam: it is there, and only editors see it.
    Hidden,
    /// In the bin.
    Binned,
}

/// How a comment or post stands. A status that a plugin made up is no public one.
pub(super) fn standing(item: &Value) -> Standing {
    match reading::text(item, "status").as_deref() {
        // A file is published together with what it is attached to. Without a status an item came along with another, and
        // only what everybody sees does.
        Some("approved" | "publish" | "inherit") | None => Standing::Shown,
        Some("trash" | "post-trashed") => Standing::Binned,
        _ => Standing::Hidden,
    }
}

/// Whether it is a comment by a person, and no notice from another site or note between editors.
pub(super) fn is_comment(item: &Value) -> bool {
    matches!(reading::text(item, "type").as_deref(), Some("comment") | None)
}

/// A post or page of the municipality's.
pub(super) fn post(item: &Value) -> Result<Fetched, String> {
    let id = reading::count(item, "id").filter(|id| *id > 0).ok_or("a post has no id")?;
    let posted_at = reading::instant_utc(item, "date_gmt")
        .or_else(|| reading::instant_utc(item, "date"))
        .ok_or_else(|| format!("post {id} has no time"))?;
    let title = ["raw", "rendered"].iter().find_map(|form| reading::text_at(item, &["title", form]));
    let told = |part: &str, form: &str| reading::text_at(item, &[part, form]).filter(|text| !text.is_empty());
    let body = told("content", "rendered").or_else(|| told("content", "raw"));
    // A picture or file has a caption, and a description, instead of a body.
    let body = body.or_else(|| told("caption", "rendered")).or_else(|| told("description", "rendered"));
    let embedded = |name: &str| item.get("_embedded").map_or(&[][..], |all| reading::list(all, name));
    let writer = embedded("author").first().and_then(|author| reading::text(author, "name"));
    let files: Vec<FetchedAttachment> =
        embedded("wp:featuredmedia").iter().chain([item]).filter_map(attachment).collect();
    let parts = [title, body].into_iter().flatten().map(|part| plain::of_html(&part)).filter(|part| !part.is_empty());
    // The password of a protected post is nobody's business here.
    let mut kept = item.clone();
    if let Some(fields) = kept.as_object_mut() {
        fields.shift_remove("password");
    }
    Ok(Fetched {
        platform_ref: post_ref(id),
        parent: None,
        root: post_ref(id),
        kind: PostKind::Post,
        ours: true,
        openly_visible: standing(item) == Standing::Shown,
        hidden: standing(item) == Standing::Hidden,
        author_ref: user(item),
        author_name: writer.map(|name| plain::of_html(&name)),
        permalink: reading::web_address(item, "link"),
        posted_at,
        text: parts.collect::<Vec<_>>().join("\n\n"),
        attachments: files,
        raw: reading::raw(&kept),
    })
}

/// The file itself, of an item of the media library.
fn attachment(item: &Value) -> Option<FetchedAttachment> {
    Some(FetchedAttachment {
        address: reading::web_address(item, "source_url")?,
        media_type: reading::text(item, "mime_type").unwrap_or_default(),
        description: reading::text(item, "alt_text").unwrap_or_default(),
    })
}

/// A comment. `editor` is the author of the post it stands under, where that is known.
pub(super) fn comment(item: &Value, me: Me, editor: Option<u64>) -> Result<Fetched, String> {
    let id = reading::count(item, "id").filter(|id| *id > 0).ok_or("a comment has no id")?;
    // With few fields asked for, only its address says what it stands under.
    let page = || reading::web_address(item, "link")?.split_once('#').map(|(page, _)| PlatformRef(page.to_owned()));
    let root = reading::count(item, "post").map(post_ref).or_else(page);
    let root = root.ok_or_else(|| format!("comment {id} stands under no post"))?;
    let posted_at = reading::instant_utc(item, "date_gmt")
        .or_else(|| reading::instant_utc(item, "date"))
        .ok_or_else(|| format!("comment {id} has no time"))?;
    let parent = reading::count(item, "parent").filter(|parent| *parent > 0);
    let author = reading::count(item, "author").unwrap_or(0);
    let text = reading::text_at(item, &["content", "raw"])
        .map(|raw| plain::of_stored(&raw))
        .or_else(|| reading::text_at(item, &["content", "rendered"]).map(|html| plain::of_html(&html)));
    Ok(Fetched {
        platform_ref: comment_ref(id),
        parent: Some(parent.map_or_else(|| root.clone(), comment_ref)),
        root,
        kind: if parent.is_some() { PostKind::Reply } else { PostKind::Comment },
        ours: author > 0 && (author == me.id || Some(author) == editor),
        openly_visible: true,
        hidden: standing(item) != Standing::Shown,
        author_ref: user(item),
        author_name: reading::text(item, "author_name").map(|name| plain::of_html(&name)),
        permalink: reading::web_address(item, "link"),
        posted_at,
        text: text.unwrap_or_default(),
        attachments: Vec::new(),
        raw: reading::raw(item),
    })
}

/// The number of the user who wrote it; a guest has none, and a guest's e-mail address is no public name.
fn user(item: &Value) -> Option<String> {
    reading::count(item, "author").filter(|id| *id > 0).map(|id| format!("user-{id}"))
}

/// What one recorded answer means, whatever was asked.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let value = match judged(answer) {
        Ok(value) => value,
        Err(lost) => return Meaning::lost(answer, lost),
    };
    let mut meaning = Meaning::of(answer);
    meaning.next = paging::next(answer, "page").map(|page| format!("page={page}"));
    // What is deleted for good comes with what it was.
    let before = value.get("previous").filter(|_| reading::truth(&value, "deleted") == Some(true));
    for item in reading::items(&value).iter().chain([before.unwrap_or(&value)]) {
        let is_under_a_post = is_of_comments(item);
        let name = match reading::count(item, "id") {
            Some(id) if is_under_a_post => comment_ref(id),
            Some(id) => post_ref(id),
            None => continue,
        };
        if before.is_some() || standing(item) == Standing::Binned {
            meaning.gone.push(name.0);
        } else if is_under_a_post && is_comment(item) {
            meaning.take(comment(item, Me { id: 0 }, None));
        } else if is_revision(item) {
            // An earlier wording, under the name of what it is one of.
            let mut earlier = item.clone();
            if let Some(fields) = earlier.as_object_mut() {
                fields.insert("id".to_owned(), item.get("parent").cloned().unwrap_or_default());
            }
            meaning.take(post(&earlier));
        } else if item.get("title").is_some() && item.get("date").or_else(|| item.get("date_gmt")).is_some() {
            meaning.take(post(item));
            let below = item.get("_embedded").map_or(&[][..], |all| reading::list(all, "replies"));
            for reply in below.iter().flat_map(reading::items).filter(|reply| is_comment(reply)) {
                let mut placed = reply.clone();
                if let Some(fields) = placed.as_object_mut() {
                    fields.insert("post".to_owned(), item.get("id").cloned().unwrap_or_default());
                }
                meaning.take(comment(&placed, Me { id: 0 }, None));
            }
        }
    }
    meaning
}

/// Whether an item is from the list of comments, of whatever sort: with few fields asked for, the post may be missing.
fn is_of_comments(item: &Value) -> bool {
    item.get("content").is_some() && (item.get("post").is_some() || item.get("author_name").is_some())
}

/// Whether a post is an earlier wording of another: WordPress calls them `4-revision-v1` and `4-autosave-v1`.
fn is_revision(item: &Value) -> bool {
    let slug = reading::text(item, "slug").unwrap_or_default();
    reading::count(item, "parent").is_some_and(|parent| {
        ["revision", "autosave"].iter().any(|word| slug.starts_with(&format!("{parent}-{word}-v")))
    })
}
