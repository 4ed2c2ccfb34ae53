//! What Instagram's items mean, field by field. Any field may be missing.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached, reading},
};
use serde_json::Value;

/// What is asked for of a medium.
pub(super) const MEDIA_FIELDS: &str = "id,caption,media_type,media_product_type,permalink,timestamp,username,owner,media_url,thumbnail_url,\
     comments_count,is_comment_enabled,children{id,media_type,media_url,thumbnail_url}";

/// What is asked for of a comment.
pub(super) const COMMENT_FIELDS: &str =
    "id,text,timestamp,username,from{id,username},hidden,like_count,parent_id,media{id}";

/// What is asked for of a comment in a list, with the answers under it.
pub(super) const LISTED_FIELDS: &str = "id,text,timestamp,username,from{id,username},hidden,like_count,parent_id,\
     replies.limit(50){id,text,timestamp,username,from{id,username},hidden,like_count,parent_id}";

/// The account, and the Page that it stands behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::platform) struct Me {
    pub id: String,
    pub page: String,
    pub username: Option<String>,
    pub name: Option<String>,
}

impl Me {
    fn wrote(&self, item: &Value) -> bool {
        let ids = [reading::text_at(item, &["from", "id"]), reading::text_at(item, &["owner", "id"])];
        let names = [reading::text_at(item, &["from", "username"]), reading::text(item, "username")];
        ids.iter().flatten().any(|id| *id == self.id)
            || names
                .iter()
                .flatten()
                .any(|name| self.username.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
    }

    /// The ids under which the account writes messages.
    pub fn ids(&self) -> [String; 2] {
        [self.id.clone(), self.page.clone()]
    }
}

/// Where a medium was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) enum Found {
    /// In one of the account's own lists.
    Own,
    /// Among the media that tag the account.
    Tagged,
}

/// A medium: picture, film, album or story.
pub(in crate::platform) fn media(item: &Value, me: &Me, found: Found) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a medium has no id")?;
    let posted_at = reading::instant(item, "timestamp").ok_or_else(|| format!("medium {id} has no time"))?;
    let ours = found == Found::Own || me.wrote(item);
    let root = PlatformRef(id.clone());
    let username = reading::text(item, "username");
    Ok(Fetched {
        platform_ref: root.clone(),
        parent: None,
        root,
        kind: if ours { PostKind::Post } else { PostKind::Mention },
        ours,
        openly_visible: true,
        hidden: false,
        author_ref: reading::text_at(item, &["owner", "id"])
            .or_else(|| Some(me.id.clone()).filter(|id| ours && !id.is_empty()))
            .or_else(|| username.clone()),
        author_name: username.or_else(|| me.username.clone().filter(|_| ours)),
        permalink: reading::web_address(item, "permalink"),
        posted_at,
        text: reading::text(item, "caption").unwrap_or_default(),
        attachments: attachments(&id, item),
        raw: reading::raw(item),
    })
}

/// How many comments Instagram claims that a medium has.
pub(super) fn claimed(item: &Value) -> u64 {
    reading::count(item, "comments_count").unwrap_or(0)
}

/// A comment, or an answer to one. `root` is the medium it was listed under, `above` the comment.
pub(in crate::platform) fn comment(
    item: &Value,
    root: Option<&str>,
    above: Option<&str>,
    me: &Me,
) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a comment has no id")?;
    let posted_at = reading::instant(item, "timestamp").ok_or_else(|| format!("comment {id} has no time"))?;
    let told = item.get("media").and_then(|media| reading::id(media, "id"));
    let root = root.map(str::to_owned).or(told).or_else(|| above.map(str::to_owned)).unwrap_or_else(|| id.clone());
    let above = above.map(str::to_owned).or_else(|| reading::id(item, "parent_id")).filter(|above| *above != root);
    let username = reading::text_at(item, &["from", "username"]).or_else(|| reading::text(item, "username"));
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        kind: if above.is_some() { PostKind::Reply } else { PostKind::Comment },
        parent: Some(above.unwrap_or_else(|| root.clone())).filter(|parent| *parent != id).map(PlatformRef),
        root: PlatformRef(root),
        ours: me.wrote(item),
        openly_visible: true,
        hidden: reading::truth(item, "hidden") == Some(true),
        author_ref: reading::text_at(item, &["from", "id"]).or_else(|| username.clone()),
        author_name: username,
        permalink: reading::web_address(item, "permalink"),
        posted_at,
        text: reading::text(item, "text").unwrap_or_default(),
        attachments: Vec::new(),
        raw: reading::raw(item),
    })
}

/// The files of a medium: its own, or those of an album, each with the id that it keeps.
pub(super) fn files(item: &Value) -> Vec<(String, String)> {
    let parts = item.get("children").map_or(&[][..], |children| reading::list(children, "data"));
    let url =
        |one: &Value| reading::web_address(one, "media_url").or_else(|| reading::web_address(one, "thumbnail_url"));
    let file = |one: &Value| Some((reading::id(one, "id")?, url(one)?));
    let inner: Vec<_> = parts.iter().filter_map(file).collect();
    if inner.is_empty() { file(item).into_iter().collect() } else { inner }
}

/// As intake knows them: addresses are signed and run out, so a file goes by its medium and is asked for again.
fn attachments(id: &str, item: &Value) -> Vec<FetchedAttachment> {
    files(item)
        .into_iter()
        .map(|(part, url)| FetchedAttachment {
            address: format!("{SCHEME}{id}/{part}"),
            media_type: attached::media_type(&url).to_owned(),
            description: String::new(),
        })
        .collect()
}

const SCHEME: &str = "instagram:";

/// Reads such an address back: the medium and the part of it.
pub(super) fn attachment_named(address: &str) -> Option<(&str, &str)> {
    address.strip_prefix(SCHEME)?.split_once('/').filter(|(id, part)| reading::is_id(id) && reading::is_id(part))
}
