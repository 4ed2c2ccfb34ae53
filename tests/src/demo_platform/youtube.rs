//! YouTube's Data API v3, as far as a municipality uses it. What is rejected is listed nowhere.

use super::{
    answer::{Asked, Told},
    world::{Item, Kind, Taker, Way, World, person_number},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Answers a request below `/youtube/v3/`.
pub fn answer(world: &mut World, asked: &Asked, path: &str) -> Told {
    let token = asked.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let Some(account) = world.opened(Kind::YouTube, token) else {
        return error(401, "authError", "Invalid Credentials");
    };
    match (asked.method.as_str(), path) {
        ("GET", "channels") => Told::json(200, &listed("channel", &[channel_json(world, account)], None)),
        ("GET", "playlistItems") => {
            let mut videos = world.in_way(account, Way::Open);
            videos.retain(|item| item.is_root());
            videos.reverse();
            paged(asked, "playlistItem", &videos, 50, |item| playlist_json(world, item))
        }
        ("GET", "videos") => {
            let item = found(world, account, &asked.field("id").unwrap_or_default()).filter(|item| item.is_root());
            Told::json(200, &listed("video", item.map(|item| video_json(world, item)).as_slice(), None))
        }
        ("GET", "commentThreads") => threads(world, asked, account),
        ("GET", "comments") => comments(world, asked, account),
        ("POST", "comments") => reply(world, asked, account),
        ("POST", "commentThreads") => begin(world, asked, account),
        ("POST", "comments/setModerationStatus") => moderate(world, asked, account),
        ("DELETE", "comments") => {
            let item =
                found(world, account, &asked.field("id").unwrap_or_default()).filter(|item| item.author.is_none());
            match item.map(|item| item.id) {
                Some(id) => {
                    let now = world.now();
                    world.item_mut(id).into_iter().for_each(|item| item.taken = Some((now, Taker::Editor)));
                    nothing()
                }
                None => error(403, "forbidden", "The comment cannot be deleted."),
            }
        }
        _ => error(404, "notFound", "Not Found"),
    }
}

/// An error in YouTube's shape.
#[must_use]
pub fn error(code: u16, reason: &str, message: &str) -> Told {
    let domain = if reason.contains("uota") { "youtube.quota" } else { "youtube.comment" };
    Told::json(
        code,
        &json!({ "error": { "code": code, "message": message,
        "errors": [{ "message": message, "domain": domain, "reason": reason }] } }),
    )
}

fn nothing() -> Told {
    Told { status: 204, headers: Vec::new(), kind: "application/json; charset=UTF-8", bytes: Vec::new() }
}

/// A video's name has eleven signs, a comment's many more; an answer's begins with that of its comment.
#[must_use]
pub fn name_of(world: &World, item: &Item) -> String {
    if item.is_root() {
        return format!("vid{:08}", item.id);
    }
    let top = top_of(world, item);
    if top == item.id { comment_name(top) } else { format!("{}.9{:011}", comment_name(top), item.id) }
}

fn comment_name(id: u64) -> String {
    format!("UgyLillvik{id:012}")
}

/// YouTube knows two storeys.
fn top_of(world: &World, item: &Item) -> u64 {
    item.parent.and_then(|parent| world.item(parent)).map_or(item.id, |parent| top_of(world, parent))
}

/// The item behind a name.
#[must_use]
pub fn item_of(name: &str) -> Option<u64> {
    match name.split_once('.') {
        Some((_, last)) => last.strip_prefix('9')?.parse().ok(),
        None => name.strip_prefix("vid").or_else(|| name.strip_prefix("UgyLillvik"))?.parse().ok(),
    }
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    format!("{}/{}/posts/{}", world.address, world.accounts[item.account].handle, item.root)
}

fn found<'a>(world: &'a World, account: usize, name: &str) -> Option<&'a Item> {
    item_of(name).and_then(|id| world.item(id)).filter(|item| item.account == account && world.stands(item))
}

fn channel_id(world: &World, account: usize) -> String {
    format!("UC{:022}", world.accounts[account].id)
}

fn person_id(name: &str) -> String {
    format!("UC{:022}", person_number(name))
}

/// Whether a comment is rejected, with the one that it answers.
fn rejected(world: &World, item: &Item) -> bool {
    item.hidden || item.parent.and_then(|parent| world.item(parent)).is_some_and(|parent| rejected(world, parent))
}

fn listed(kind: &str, items: &[Value], next: Option<String>) -> Value {
    let mut value = json!({
        "kind": format!("youtube#{kind}ListResponse"),
        "etag": "\"lillvik/lista\"",
        "pageInfo": { "totalResults": items.len(), "resultsPerPage": items.len() },
        "items": items,
    });
    if let Some(next) = next {
        value["nextPageToken"] = next.into();
    }
    value
}

fn paged(asked: &Asked, kind: &str, all: &[&Item], most: u64, shape: impl Fn(&Item) -> Value) -> Told {
    let size = asked.number("maxResults").unwrap_or(20).clamp(1, most) as usize;
    let from =
        asked.field("pageToken").and_then(|token| token.strip_prefix("QURT")?.parse::<usize>().ok()).unwrap_or(0);
    let here: Vec<Value> = all.iter().skip(from).take(size).map(|item| shape(item)).collect();
    let next = (from + here.len() < all.len()).then(|| format!("QURT{}", from + here.len()));
    Told::json(200, &listed(kind, &here, next))
}

fn channel_json(world: &World, account: usize) -> Value {
    let id = channel_id(world, account);
    let told = &world.accounts[account];
    json!({
        "kind": "youtube#channel", "etag": "\"lillvik/kanal\"", "id": id,
        "snippet": { "title": told.name, "description": "", "customUrl": format!("@{}", told.handle), "publishedAt": "2019-01-01T00:00:00Z" },
        "contentDetails": { "relatedPlaylists": { "likes": "", "uploads": id.replacen("UC", "UU", 1) } },
        "status": { "privacyStatus": "public", "isLinked": true, "longUploadsStatus": "allowed" },
    })
}

fn thumbnails(world: &World, item: &Item) -> Value {
    let picture = item.picture.as_deref().map(|picture| format!("{}/bilder/{picture}", world.address));
    picture.map_or_else(|| json!({}), |url| json!({ "default": { "url": url, "width": 120, "height": 90 } }))
}

/// A video's first line is its title.
fn words<'a>(world: &World, item: &'a Item) -> (&'a str, &'a str) {
    let text = item.text(world.now());
    text.split_once("\n\n").unwrap_or((text, ""))
}

fn playlist_json(world: &World, item: &Item) -> Value {
    let channel = channel_id(world, item.account);
    let (title, description) = words(world, item);
    let id = name_of(world, item);
    json!({
        "kind": "youtube#playlistItem", "etag": "\"lillvik/post\"", "id": format!("UUx{id}"),
        "snippet": { "publishedAt": moment(item.at), "channelId": channel, "title": title, "description": description,
            "thumbnails": thumbnails(world, item), "channelTitle": world.accounts[item.account].name,
            "playlistId": channel.replacen("UC", "UU", 1), "position": 0, "resourceId": { "kind": "youtube#video", "videoId": id } },
        "contentDetails": { "videoId": id, "videoPublishedAt": moment(item.at) },
        "status": { "privacyStatus": "public" },
    })
}

fn video_json(world: &World, item: &Item) -> Value {
    let (title, description) = words(world, item);
    json!({
        "kind": "youtube#video", "etag": "\"lillvik/film\"", "id": name_of(world, item),
        "snippet": { "publishedAt": moment(item.at), "channelId": channel_id(world, item.account), "title": title,
            "description": description, "thumbnails": thumbnails(world, item), "channelTitle": world.accounts[item.account].name },
        "status": { "privacyStatus": "public", "uploadStatus": "processed" },
    })
}

/// Asked for by its id, a comment does not say how it stands.
fn comment_json(world: &World, item: &Item, by_list: bool) -> Value {
    let now = world.now();
    let (name, id) = match &item.author {
        Some(name) => (name.clone(), person_id(name)),
        None => (world.accounts[item.account].name.clone(), channel_id(world, item.account)),
    };
    let mut snippet = json!({
        "authorDisplayName": name,
        "authorProfileImageUrl": "",
        "authorChannelUrl": format!("http://www.youtube.com/channel/{id}"),
        "authorChannelId": { "value": id },
        "channelId": channel_id(world, item.account),
        "textDisplay": item.text(now),
        "textOriginal": item.text(now),
        "canRate": true,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": moment(item.at),
        "updatedAt": moment(item.worded_at(now)),
    });
    if let Some(root) = world.item(item.root) {
        snippet["videoId"] = name_of(world, root).into();
    }
    let top = top_of(world, item);
    if top != item.id {
        snippet["parentId"] = comment_name(top).into();
    }
    if by_list && item.held {
        snippet["moderationStatus"] = "heldForReview".into();
    }
    json!({ "kind": "youtube#comment", "etag": "\"lillvik/kommentar\"", "id": name_of(world, item), "snippet": snippet })
}

fn answers<'a>(world: &'a World, top: &Item) -> Vec<&'a Item> {
    let mut under = world.under(top.root);
    under.retain(|item| item.id != top.id && top_of(world, item) == top.id && !rejected(world, item));
    under
}

/// As many answers come along with their comment; the others are asked for apart.
const COME_ALONG: usize = 2;

fn threads(world: &World, asked: &Asked, account: usize) -> Told {
    if asked.field("allThreadsRelatedToChannelId") != Some(channel_id(world, account)) {
        return error(403, "forbidden", "One or more of the requested comment threads cannot be retrieved.");
    }
    let pass = asked.field("moderationStatus").unwrap_or_else(|| "published".to_owned());
    let mut all = world.in_way(account, Way::Open);
    all.retain(|item| {
        let fits = match pass.as_str() {
            "heldForReview" => item.held,
            "likelySpam" => false,
            _ => !item.held,
        };
        !item.is_root() && top_of(world, item) == item.id && !rejected(world, item) && fits
    });
    all.reverse();
    paged(asked, "commentThread", &all, 100, |item| thread_json(world, item))
}

fn thread_json(world: &World, item: &Item) -> Value {
    let under = answers(world, item);
    let root = world.item(item.root).map_or_else(String::new, |root| name_of(world, root));
    let mut value = json!({
        "kind": "youtube#commentThread", "etag": "\"lillvik/trad\"", "id": name_of(world, item),
        "snippet": { "channelId": channel_id(world, item.account), "videoId": root,
            "topLevelComment": comment_json(world, item, true), "canReply": true, "totalReplyCount": under.len(), "isPublic": true },
    });
    if !under.is_empty() {
        let here: Vec<Value> = under.iter().take(COME_ALONG).map(|item| comment_json(world, item, true)).collect();
        value["replies"] = json!({ "comments": here });
    }
    value
}

fn comments(world: &World, asked: &Asked, account: usize) -> Told {
    if let Some(id) = asked.field("id") {
        let item = found(world, account, &id).filter(|item| !item.is_root() && !rejected(world, item));
        return Told::json(200, &listed("comment", item.map(|item| comment_json(world, item, false)).as_slice(), None));
    }
    let Some(top) = found(world, account, &asked.field("parentId").unwrap_or_default()) else {
        return error(404, "parentCommentNotFound", "The specified parent comment could not be found.");
    };
    paged(asked, "comment", &answers(world, top), 100, |item| comment_json(world, item, true))
}

fn reply(world: &mut World, asked: &Asked, account: usize) -> Told {
    let told = asked.body.get("snippet").unwrap_or(&Value::Null);
    let field = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (parent, text) = (field("parentId"), field("textOriginal"));
    let top = found(world, account, &parent)
        .filter(|item| top_of(world, item) == item.id && !item.is_root())
        .map(|item| item.id);
    match top {
        Some(top) if !text.is_empty() => {
            let id = world.write(account, None, &text, Some(top));
            world.item(id).map_or_else(nothing, |item| Told::json(200, &comment_json(world, item, false)))
        }
        Some(_) => error(400, "commentTextRequired", "The comment resource must have text."),
        None => error(404, "parentCommentNotFound", "The specified parent comment could not be found."),
    }
}

fn begin(world: &mut World, asked: &Asked, account: usize) -> Told {
    let told = asked.body.get("snippet").unwrap_or(&Value::Null);
    let text =
        told.pointer("/topLevelComment/snippet/textOriginal").and_then(Value::as_str).unwrap_or_default().to_owned();
    let video =
        found(world, account, told.get("videoId").and_then(Value::as_str).unwrap_or_default()).map(|item| item.id);
    match video {
        Some(video) => {
            let id = world.write(account, None, &text, Some(video));
            world.item(id).map_or_else(nothing, |item| Told::json(200, &thread_json(world, item)))
        }
        None => error(404, "videoNotFound", "The video could not be found."),
    }
}

fn moderate(world: &mut World, asked: &Asked, account: usize) -> Told {
    let status = asked.field("moderationStatus").unwrap_or_default();
    let out = asked.field("banAuthor").as_deref() == Some("true");
    if out && status != "rejected" {
        return error(400, "banWithoutReject", "The banAuthor parameter can only be used with rejected.");
    }
    for name in asked.field("id").unwrap_or_default().split(',') {
        let Some(item) = found(world, account, name).filter(|item| !item.is_root()).cloned() else {
            return error(404, "commentNotFound", "One or more of the comments cannot be found.");
        };
        if let (true, Some(author)) = (out, &item.author) {
            world.blocked.insert((account, person_id(author)));
        }
        if let Some(item) = world.item_mut(item.id) {
            item.hidden = status == "rejected";
            item.held = status == "heldForReview";
        }
    }
    nothing()
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
