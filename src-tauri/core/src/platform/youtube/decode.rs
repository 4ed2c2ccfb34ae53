//! What YouTube's items mean, field by field. Any field may be missing.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached, reading},
};
use serde_json::Value;

/// The channel behind the login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::platform) struct Channel {
    pub id: String,
    /// The list of its videos.
    pub uploads: String,
    pub title: Option<String>,
    /// The name in its addresses.
    pub custom: Option<String>,
}

/// A comment's or video's own fields: most answers wrap them.
fn snippet(item: &Value) -> &Value {
    item.get("snippet").unwrap_or(item)
}

/// The id of a video, however the item names it.
pub(super) fn video_id(item: &Value) -> Option<String> {
    let told = snippet(item);
    let inner = |of: &Value, name: &str| of.get(name).and_then(|of| reading::id(of, "videoId"));
    inner(item, "contentDetails")
        .or_else(|| inner(told, "resourceId"))
        .or_else(|| inner(item, "id"))
        .or_else(|| reading::id(item, "id"))
}

/// A video: its title and description are the municipality's own words.
pub(in crate::platform) fn video(item: &Value, channel: &Channel) -> Result<Fetched, String> {
    let id = video_id(item).ok_or("a video has no id")?;
    let told = snippet(item);
    let published = item.get("contentDetails").and_then(|details| reading::instant(details, "videoPublishedAt"));
    let posted_at =
        published.or_else(|| reading::instant(told, "publishedAt")).ok_or_else(|| format!("video {id} has no time"))?;
    let words = [reading::text(told, "title"), reading::text(told, "description")];
    let status = item.get("status").and_then(|status| reading::text(status, "privacyStatus"));
    let owner = reading::id(told, "videoOwnerChannelId").or_else(|| reading::id(told, "channelId"));
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: None,
        root: PlatformRef(id.clone()),
        kind: PostKind::Post,
        ours: true,
        openly_visible: status.is_none_or(|status| status != "private"),
        hidden: false,
        author_ref: owner.or_else(|| Some(channel.id.clone()).filter(|id| !id.is_empty())),
        author_name: reading::text(told, "channelTitle").or_else(|| channel.title.clone()),
        permalink: Some(format!("https://www.youtube.com/watch?v={id}")),
        posted_at,
        text: words.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
        attachments: picture_of(told),
        raw: reading::raw(item),
    })
}

/// The video's still picture; the film itself YouTube does not give.
fn picture_of(told: &Value) -> Vec<FetchedAttachment> {
    let sizes = told.get("thumbnails").unwrap_or(&Value::Null);
    let largest = ["maxres", "standard", "high", "medium", "default"].iter().find_map(|size| sizes.get(size));
    let address = largest.and_then(|picture| reading::web_address(picture, "url"));
    address
        .into_iter()
        .map(|address| FetchedAttachment {
            media_type: attached::media_type(&address).to_owned(),
            description: reading::text(told, "title").unwrap_or_default(),
            address,
        })
        .collect()
}

/// Which comments were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) enum Pass {
    Published,
    Held,
    Spam,
}

impl Pass {
    /// The word that YouTube knows.
    pub(super) fn word(self) -> &'static str {
        match self {
            Pass::Published => "published",
            Pass::Held => "heldForReview",
            Pass::Spam => "likelySpam",
        }
    }

    pub(super) fn following(self) -> Option<Pass> {
        match self {
            Pass::Published => Some(Pass::Held),
            Pass::Held => Some(Pass::Spam),
            Pass::Spam => None,
        }
    }
}

/// A comment thread: the video it stands under, the comment that begins it, and the answers that came along.
#[derive(Debug, Clone, Copy)]
pub(in crate::platform) struct Thread<'a> {
    pub top: &'a Value,
    pub replies: &'a [Value],
    /// How many answers there are in all.
    pub total: u64,
    item: &'a Value,
}

impl<'a> Thread<'a> {
    pub fn of(item: &'a Value) -> Option<Thread<'a>> {
        let told = snippet(item);
        let top = told.get("topLevelComment").filter(|top| top.is_object())?;
        let replies = item.get("replies").map_or(&[][..], |replies| reading::list(replies, "comments"));
        Some(Thread { top, replies, total: reading::count(told, "totalReplyCount").unwrap_or(0), item })
    }

    /// The video, or the channel for what is written on the channel itself.
    pub fn root(&self) -> Option<String> {
        let told = snippet(self.item);
        let inner = snippet(self.top);
        reading::id(told, "videoId")
            .or_else(|| reading::id(inner, "videoId"))
            .or_else(|| reading::id(told, "channelId"))
            .or_else(|| reading::id(inner, "channelId"))
    }
}

/// A comment. The id of an answer begins with that of the comment it stands under.
pub(in crate::platform) fn comment(
    item: &Value,
    root: Option<&str>,
    channel: &Channel,
    pass: Option<Pass>,
) -> Result<Fetched, String> {
    let id = reading::id(item, "id").ok_or("a comment has no id")?;
    let told = snippet(item);
    let posted_at = reading::instant(told, "publishedAt").ok_or_else(|| format!("comment {id} has no time"))?;
    let root =
        root.map(str::to_owned).or_else(|| reading::id(told, "videoId")).or_else(|| reading::id(told, "channelId"));
    let above = reading::id(told, "parentId").or_else(|| top_of(&id).map(str::to_owned));
    let root = root.or_else(|| above.clone()).unwrap_or_else(|| id.clone());
    let author = told.get("authorChannelId").and_then(|author| reading::id(author, "value"));
    let author = author.or_else(|| reading::id(told, "authorChannelId"));
    let status = reading::text(told, "moderationStatus");
    let status = status.as_deref().or(pass.map(Pass::word));
    let original = reading::text(told, "textOriginal").or_else(|| reading::text(told, "textDisplay"));
    let picture = reading::web_address(told, "imageUrl");
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        kind: if above.is_some() { PostKind::Reply } else { PostKind::Comment },
        parent: Some(above.unwrap_or_else(|| root.clone())).filter(|above| *above != id).map(PlatformRef),
        ours: author.as_ref().is_some_and(|author| *author == channel.id),
        openly_visible: true,
        hidden: status.is_some_and(|status| status != "published"),
        author_ref: author,
        author_name: reading::text(told, "authorDisplayName"),
        permalink: Some(format!("https://www.youtube.com/watch?v={root}&lc={id}")),
        root: PlatformRef(root),
        posted_at,
        text: original.unwrap_or_default(),
        attachments: picture
            .into_iter()
            .map(|address| FetchedAttachment { address, media_type: String::new(), description: String::new() })
            .collect(),
        raw: reading::raw(item),
    })
}

/// The comment that an answer stands under, as its id tells.
pub(in crate::platform) fn top_of(id: &str) -> Option<&str> {
    id.split_once('.').map(|(top, _)| top).filter(|top| !top.is_empty())
}

/// Whether an id is a comment's: a video's has eleven characters.
pub(in crate::platform) fn is_comment(id: &str) -> bool {
    id.len() > 11
}
