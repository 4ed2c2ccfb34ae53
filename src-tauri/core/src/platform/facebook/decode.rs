//! What Facebook's items mean, field by field. Any field may be missing.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached, reading},
    words::Timestamp,
};
use serde_json::Value;

/// What is asked for of a post.
pub(super) const POST_FIELDS: &str = "id,from,message,story,created_time,updated_time,permalink_url,status_type,is_hidden,is_published,\
     attachments{media_type,media,url,title,description,subattachments},comments.filter(stream).limit(0).summary(true)";

/// What is asked for of a comment.
pub(super) const COMMENT_FIELDS: &str = "id,from,message,created_time,parent{id},object,permalink_url,is_hidden,is_private,can_hide,can_remove,\
     can_comment,can_reply_privately,comment_count,attachment,message_tags";

/// What is asked for of a post that tags the Page.
pub(super) const TAGGED_FIELDS: &str = "id,from,message,story,created_time,updated_time,tagged_time,permalink_url,attachments{media_type,media,url,title,description,subattachments}";

/// The Page whose token is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::platform) struct Page {
    pub id: String,
    pub name: Option<String>,
}

impl Page {
    /// Whether this id is one of a post on the Page. A comment's id begins with its post's instead.
    pub fn is_post(&self, id: &str) -> bool {
        id.split_once('_').is_some_and(|(page, _)| page == self.id)
    }

    /// A post's id in full, also when Facebook leaves the Page out. While the Page is not known, its id is as it came.
    pub fn post_id(&self, id: &str) -> String {
        if id.contains('_') || self.id.is_empty() { id.to_owned() } else { format!("{}_{id}", self.id) }
    }

    pub(super) fn wrote(&self, item: &Value) -> bool {
        reading::text_at(item, &["from", "id"]).is_some_and(|id| id == self.id)
    }
}

/// The beginning of a thread, as its comments need to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::platform) struct Root {
    pub id: String,
}

impl Root {
    /// One name for a comment, whichever of its two forms Facebook uses: `98765` or `1122_98765`.
    pub fn comment_ref(&self, id: &str) -> PlatformRef {
        let post = last_part(&self.id);
        PlatformRef(if id.contains('_') { id.to_owned() } else { format!("{post}_{id}") })
    }
}

/// The last part of an id: the part that the same thing always has.
pub(super) fn last_part(id: &str) -> &str {
    id.rsplit('_').next().unwrap_or(id)
}

/// A post on the Page. `own` says that it comes from the list of the Page's own posts.
pub(in crate::platform) fn post(item: &Value, page: &Page, own: bool) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a post has no id")?;
    let posted_at = reading::instant(item, "created_time").ok_or_else(|| format!("post {id} has no time"))?;
    let id = page.post_id(&id);
    let root = PlatformRef(id.clone());
    let ours = own || page.wrote(item);
    let attached = item.get("attachments").map_or(&[][..], |attached| reading::list(attached, "data"));
    Ok(Fetched {
        platform_ref: root.clone(),
        parent: None,
        root,
        kind: if ours { PostKind::Post } else { PostKind::VisitorPost },
        ours,
        openly_visible: reading::truth(item, "is_published") != Some(false),
        hidden: reading::truth(item, "is_hidden") == Some(true),
        author_ref: reading::text_at(item, &["from", "id"]).or_else(|| own.then(|| page.id.clone())),
        author_name: reading::text_at(item, &["from", "name"]).or_else(|| page.name.clone().filter(|_| own)),
        permalink: reading::web_address(item, "permalink_url"),
        posted_at,
        text: words(item, attached.first()),
        attachments: attachments(&id, item),
        raw: reading::raw(item),
    })
}

/// A post elsewhere that tags the Page. It begins no thread of ours.
pub(in crate::platform) fn tagged(item: &Value, page: &Page) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a tagged post has no id")?;
    let posted_at = reading::instant(item, "created_time")
        .or_else(|| reading::instant(item, "tagged_time"))
        .ok_or_else(|| format!("tagged post {id} has no time"))?;
    let mut dated = item.clone();
    if let Some(fields) = dated.as_object_mut() {
        fields.insert("created_time".to_owned(), posted_at.to_rfc3339().into());
    }
    let post = post(&dated, page, false)?;
    let root = PlatformRef(id);
    let kind = if post.ours { PostKind::Post } else { PostKind::Mention };
    Ok(Fetched {
        platform_ref: root.clone(),
        attachments: attachments(&root.0, item),
        root,
        kind,
        raw: reading::raw(item),
        ..post
    })
}

/// When anything last happened to a post: a wording, a comment, or that it was tagged.
pub(super) fn last_change(item: &Value) -> Option<Timestamp> {
    ["updated_time", "created_time", "tagged_time"].iter().filter_map(|name| reading::instant(item, name)).max()
}

/// How many comments Facebook claims that a post has.
pub(super) fn claimed(item: &Value) -> u64 {
    item.get("comments")
        .and_then(|comments| comments.get("summary"))
        .and_then(|sum| reading::count(sum, "total_count"))
        .unwrap_or(0)
}

/// A comment in a thread.
pub(in crate::platform) fn comment(item: &Value, root: &Root, page: &Page) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or_else(|| format!("a comment in {} has no id", root.id))?;
    let posted_at = reading::instant(item, "created_time").ok_or_else(|| format!("comment {id} has no time"))?;
    let parent = item.get("parent").and_then(|parent| reading::id(parent, "id")).map(|id| root.comment_ref(&id));
    let platform_ref = root.comment_ref(&id);
    Ok(Fetched {
        attachments: attachments(&platform_ref.0, item),
        platform_ref,
        kind: if parent.is_some() { PostKind::Reply } else { PostKind::Comment },
        parent: Some(parent.unwrap_or_else(|| PlatformRef(root.id.clone()))),
        root: PlatformRef(root.id.clone()),
        ours: page.wrote(item),
        openly_visible: reading::truth(item, "is_private") != Some(true),
        hidden: reading::truth(item, "is_hidden") == Some(true),
        author_ref: reading::text_at(item, &["from", "id"]),
        author_name: reading::text_at(item, &["from", "name"]),
        permalink: reading::web_address(item, "permalink_url"),
        posted_at,
        text: words(item, item.get("attachment")),
        raw: reading::raw(item),
    })
}

/// The words. Where there are none but something was shared, its title and address: otherwise nothing could be read.
fn words(item: &Value, shared: Option<&Value>) -> String {
    if let Some(message) = reading::text(item, "message").or_else(|| reading::text(item, "story")) {
        return message;
    }
    // A picture or film that is listed by itself has its words under other names.
    let caption = |name, sign| reading::text(item, name).filter(|_| item.get(sign).is_some());
    if let Some(caption) = caption("name", "images").or_else(|| caption("description", "source")) {
        return caption;
    }
    let Some(shared) = shared.filter(|shared| !is_picture(shared)) else { return String::new() };
    let told = [reading::text(shared, "title"), reading::text(shared, "url")];
    told.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn is_picture(attached: &Value) -> bool {
    let kind = reading::text(attached, "media_type").or_else(|| reading::text(attached, "type")).unwrap_or_default();
    ["photo", "video", "sticker", "animated", "album", "cover"].iter().any(|word| kind.contains(word))
}

/// A picture or film: where it lies today, and the name that it keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Media {
    pub url: String,
    pub name: String,
    description: String,
}

/// The pictures and films of a post or comment. The picture of a shared page is that page's, not the author's, and is
/// left out.
pub(super) fn media(item: &Value) -> Vec<Media> {
    let attached = item.get("attachments").map_or(&[][..], |attached| reading::list(attached, "data"));
    let mut found: Vec<Media> = Vec::new();
    for one in attached.iter().chain(item.get("attachment")) {
        let inner = one.get("subattachments").map_or(&[][..], |inner| reading::list(inner, "data"));
        for one in std::iter::once(one).chain(inner).filter(|one| is_picture(one)) {
            let files = one.get("media").unwrap_or(&Value::Null);
            let film = reading::web_address(files, "source");
            let picture = files.get("image").and_then(|image| reading::web_address(image, "src"));
            let Some(url) = film.or(picture) else { continue };
            let name = attached::file_name(&url);
            let description = reading::text(one, "description").or_else(|| reading::text(one, "title"));
            if !found.iter().any(|other| other.name == name) {
                found.push(Media { url, name, description: description.unwrap_or_default() });
            }
        }
    }
    found
}

/// As intake knows them. Facebook signs its pictures' addresses anew all the time, and they run out; so a picture goes
/// by its post and its file name, and is asked for again when its bytes are wanted.
fn attachments(id: &str, item: &Value) -> Vec<FetchedAttachment> {
    let named = |media: Media| FetchedAttachment {
        address: format!("{SCHEME}{id}/{}", media.name),
        media_type: attached::media_type(&media.name).to_owned(),
        description: media.description,
    };
    media(item).into_iter().map(named).collect()
}

const SCHEME: &str = "facebook:";

/// Reads such an address back: the post or comment, and the file's name.
pub(super) fn attachment_named(address: &str) -> Option<(&str, &str)> {
    address.strip_prefix(SCHEME)?.split_once('/').filter(|(id, _)| reading::is_id(id))
}
