//! Flickr's REST interface, as far as a municipality uses it. Comments stand in one row; most errors come with 200.

use super::{
    answer::{Asked, Told, escaped},
    signin,
    world::{Item, Kind, Taker, Way, World, person_number},
};
use serde_json::{Value, json};

/// Answers a request to `/services/rest`.
pub fn answer(world: &mut World, asked: &Asked) -> Told {
    let method = asked.field("method").unwrap_or_default();
    if method == "flickr.test.null" {
        return fail(99, "User not logged in / Insufficient permissions");
    }
    let Some((token, _)) = signin::signed(world, asked, |token| Some(format!("second-{token}"))) else {
        return signin::unsigned();
    };
    let Some(account) = world.opened(Kind::Flickr, &token) else { return fail(98, "Invalid auth token") };
    if asked.field("format").as_deref() != Some("json") {
        return fail(111, "Format not found");
    }
    match method.as_str() {
        "flickr.test.login" => {
            let told = &world.accounts[account];
            ok(
                json!({ "user": { "id": nsid(world, account), "username": { "_content": told.handle }, "path_alias": told.handle } }),
            )
        }
        "flickr.people.getPhotos" => photos(world, asked, account, "min_upload_date", |_, item| item.at.timestamp()),
        "flickr.photos.recentlyUpdated" => {
            photos(world, asked, account, "min_date", |world, item| world.updated(item).timestamp())
        }
        "flickr.photos.getInfo" => match photo(world, asked, account) {
            Some(item) => ok(json!({ "photo": info_json(world, item) })),
            None => fail(1, "Photo not found"),
        },
        "flickr.photos.comments.getList" => match photo(world, asked, account) {
            Some(item) => {
                let all: Vec<Value> = world.under(item.id).into_iter().map(|item| comment_json(world, item)).collect();
                let mut comments = json!({ "photo_id": item.id.to_string() });
                if !all.is_empty() {
                    comments["comment"] = all.into();
                }
                ok(json!({ "comments": comments }))
            }
            None => fail(1, "Photo not found"),
        },
        "flickr.photos.comments.addComment" => {
            let text = asked.field("comment_text").unwrap_or_default();
            match photo(world, asked, account).map(|item| item.id) {
                Some(id) if world.closed.contains(&id) => fail(99, "User not logged in / Insufficient permissions"),
                Some(_) if text.trim().is_empty() => fail(8, "Blank comment."),
                Some(id) => {
                    let new = world.write(account, None, &text, Some(id));
                    let name = world.item(new).map(|item| name_of(world, item));
                    ok(json!({ "comment": { "id": name } }))
                }
                None => fail(1, "Photo not found."),
            }
        }
        "flickr.photos.comments.deleteComment" => {
            let name = asked.field("comment_id").unwrap_or_default();
            let item = name.rsplit('-').next().and_then(|id| id.parse().ok()).and_then(|id| world.item(id));
            match item
                .filter(|item| item.account == account && !item.is_root() && world.stands(item))
                .map(|item| item.id)
            {
                Some(id) => {
                    let now = world.now();
                    world.item_mut(id).into_iter().for_each(|item| item.taken = Some((now, Taker::Editor)));
                    ok(json!({}))
                }
                None => fail(2, "Comment not found."),
            }
        }
        "flickr.photos.getPerms" => match photo(world, asked, account) {
            Some(item) => {
                let may = if world.closed.contains(&item.id) { 0 } else { 3 };
                ok(
                    json!({ "perms": { "id": item.id.to_string(), "ispublic": 1, "isfriend": 0, "isfamily": 0, "permcomment": may, "permaddmeta": 2 } }),
                )
            }
            None => fail(1, "Photo not found"),
        },
        "flickr.photos.setPerms" => match photo(world, asked, account).map(|item| item.id) {
            Some(id) => {
                if asked.field("perm_comment").as_deref() == Some("0") {
                    world.closed.insert(id);
                } else {
                    world.closed.remove(&id);
                }
                ok(json!({ "photoid": { "_content": id.to_string() } }))
            }
            None => fail(1, "Photo not found"),
        },
        _ => fail(112, &format!("Method \"{method}\" not found")),
    }
}

/// An error in Flickr's shape.
#[must_use]
pub fn fail(code: u64, message: &str) -> Told {
    Told::json(200, &json!({ "stat": "fail", "code": code, "message": message }))
}

fn ok(mut value: Value) -> Told {
    value["stat"] = "ok".into();
    Told::json(200, &value)
}

/// An account's number on Flickr.
#[must_use]
pub fn nsid(world: &World, account: usize) -> String {
    format!("{}@N01", world.accounts[account].id % 100_000_000_000)
}

/// A photograph's name is its number; a comment's has three.
#[must_use]
pub fn name_of(world: &World, item: &Item) -> String {
    if item.is_root() {
        return item.id.to_string();
    }
    format!("{}-{}-{}", world.accounts[item.account].id % 100_000_000_000, item.root, item.id)
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    format!("{}/{}/posts/{}", world.address, world.accounts[item.account].handle, item.root)
}

fn photo<'a>(world: &'a World, asked: &Asked, account: usize) -> Option<&'a Item> {
    let item = asked.number("photo_id").and_then(|id| world.item(id))?;
    Some(item).filter(|item| item.account == account && item.is_root() && world.stands(item))
}

fn photos(world: &World, asked: &Asked, account: usize, since: &str, at: fn(&World, &Item) -> i64) -> Told {
    let since = asked.number(since).and_then(|since| i64::try_from(since).ok()).unwrap_or(0);
    let mut all = world.in_way(account, Way::Open);
    all.retain(|item| item.is_root() && at(world, item) >= since);
    all.reverse();
    let (size, page) = (
        asked.number("per_page").unwrap_or(100).clamp(1, 500) as usize,
        asked.number("page").unwrap_or(1).max(1) as usize,
    );
    let here: Vec<Value> = all.iter().skip((page - 1) * size).take(size).map(|item| photo_json(world, item)).collect();
    let pages = all.len().div_ceil(size);
    ok(
        json!({ "photos": { "page": page, "pages": pages, "perpage": size, "total": all.len().to_string(), "photo": here } }),
    )
}

fn words<'a>(world: &World, item: &'a Item) -> (&'a str, &'a str) {
    let text = item.text(world.now());
    text.split_once("\n\n").unwrap_or((text, ""))
}

fn photo_json(world: &World, item: &Item) -> Value {
    let (title, description) = words(world, item);
    let mut value = json!({
        "id": item.id.to_string(), "owner": nsid(world, item.account), "secret": "ee69046f6f", "server": "200", "farm": 1,
        "title": title, "ispublic": 1, "isfriend": 0, "isfamily": 0,
        "dateupload": item.at.timestamp().to_string(), "lastupdate": world.updated(item).timestamp().to_string(),
        "ownername": world.accounts[item.account].name, "description": { "_content": description }, "media": "photo",
    });
    if let Some(picture) = &item.picture {
        value["url_o"] = format!("{}/bilder/{picture}", world.address).into();
    }
    value
}

fn info_json(world: &World, item: &Item) -> Value {
    let (title, description) = words(world, item);
    json!({
        "id": item.id.to_string(), "secret": "ee69046f6f", "server": "200", "farm": 1,
        "owner": { "nsid": nsid(world, item.account), "username": world.accounts[item.account].name },
        "title": { "_content": title }, "description": { "_content": description },
        "visibility": { "ispublic": 1, "isfriend": 0, "isfamily": 0 },
        "dates": { "posted": item.at.timestamp().to_string(), "lastupdate": world.updated(item).timestamp().to_string() },
        "publiceditability": { "cancomment": 1, "canaddmeta": 1 },
    })
}

fn comment_json(world: &World, item: &Item) -> Value {
    let (name, author) = match &item.author {
        Some(name) => (name.clone(), format!("{}@N02", person_number(name) % 100_000_000)),
        None => (world.accounts[item.account].name.clone(), nsid(world, item.account)),
    };
    json!({
        "id": name_of(world, item), "author": author, "author_is_deleted": 0, "authorname": name, "iconserver": "0", "iconfarm": 0,
        "datecreate": item.at.timestamp().to_string(), "permalink": permalink(world, item), "path_alias": "", "realname": name,
        "_content": escaped(item.text(world.now())).replace("&quot;", "\""),
    })
}
