//! Instagram on the Graph API: an account behind a Page, its media, and the comments under them.

use super::{
    answer::Asked,
    graph::{self, Error, Who, not_there, refused},
    world::{Item, Kind, Taker, Way, World, person_number},
};
use serde_json::{Value, json};

const MEDIA_FIELDS: &str = "id caption media_type media_product_type permalink timestamp username owner media_url thumbnail_url \
     comments_count is_comment_enabled children";
const COMMENT_FIELDS: &str = "id text timestamp username from hidden like_count parent_id media replies";

/// The Instagram account behind a Page.
pub fn behind(world: &World, page: u64) -> Option<usize> {
    world.accounts.iter().position(|account| account.kind == Kind::Instagram && account.page == page)
}

/// What a Page says of it.
pub fn account_json(world: &World, page: u64) -> Option<Value> {
    let account = &world.accounts[behind(world, page)?];
    Some(json!({ "id": account.id.to_string(), "username": account.handle, "name": account.name }))
}

/// Answers what is asked of an account or its items; nothing when it is not about one of them.
pub fn answer(world: &mut World, asked: &Asked, steps: &[&str], who: Who) -> Option<Result<Value, Error>> {
    let path = steps.join("/");
    match (asked.method.as_str(), steps) {
        ("GET", [id, edge @ ("media" | "stories" | "tags")]) => {
            let account = account_named(world, id)?;
            if !who.opens(world, account) {
                return Some(Err(refused(10, None, "(#10) Application does not have permission for this action")));
            }
            let mut all = world.in_way(account, if *edge == "tags" { Way::Elsewhere } else { Way::Open });
            all.retain(|item| item.is_root() && *edge != "stories");
            all.reverse();
            let shape = |item: &&Item| graph::chosen(&media_json(world, item), asked, MEDIA_FIELDS);
            Some(graph::paged(world, asked, &path, &all, |item| item.id.to_string(), shape))
        }
        ("GET", [id, edge @ ("comments" | "replies")]) => {
            let item = of_instagram(world, id, who)?;
            let mut all = world.under(item.root);
            all.retain(
                |comment| if *edge == "replies" { comment.parent == Some(item.id) } else { comment.parent.is_none() },
            );
            all.reverse();
            let shape = |item: &&Item| graph::chosen(&comment_json(world, item), asked, COMMENT_FIELDS);
            Some(graph::paged(world, asked, &path, &all, |item| item.id.to_string(), shape))
        }
        ("POST", [id, edge @ ("comments" | "replies")]) => {
            let (account, item, hidden, nested) =
                of_instagram(world, id, who).map(|item| (item.account, item.id, item.hidden, item.parent))?;
            let message = asked.field("message").unwrap_or_default();
            if message.is_empty() || hidden || (*edge == "replies" && nested.is_some()) {
                return Some(Err(refused(100, None, "(#100) Invalid parameter")));
            }
            let root = world.item(item).map_or(item, |item| item.root);
            if world.closed.contains(&root) {
                return Some(Err(refused(10, None, "(#10) Comments are turned off")));
            }
            let new = world.write(account, None, &message, Some(item));
            Some(Ok(json!({ "id": new.to_string() })))
        }
        ("GET", [id]) => {
            let item = of_instagram(world, id, who)?;
            let (value, known) = if item.is_root() {
                (media_json(world, item), MEDIA_FIELDS)
            } else {
                (comment_json(world, item), COMMENT_FIELDS)
            };
            Some(graph::chosen(&value, asked, known))
        }
        ("POST", [id]) => {
            let (id, root) = of_instagram(world, id, who).map(|item| (item.id, item.root))?;
            if let (Some(hide), Some(item)) = (asked.field("hide"), world.item_mut(id)) {
                item.hidden = hide == "true";
            }
            match asked.field("comment_enabled").as_deref() {
                Some("false") => {
                    world.closed.insert(root);
                }
                Some(_) => {
                    world.closed.remove(&root);
                }
                None => {}
            }
            Some(Ok(json!({ "success": true })))
        }
        ("DELETE", [id]) => {
            let id = of_instagram(world, id, who).map(|item| item.id)?;
            let now = world.now();
            world.item_mut(id).into_iter().for_each(|item| item.taken = Some((now, Taker::Editor)));
            Some(Ok(json!({ "success": true })))
        }
        _ => None,
    }
}

fn account_named(world: &World, id: &str) -> Option<usize> {
    world.accounts.iter().position(|account| account.kind == Kind::Instagram && account.id.to_string() == id)
}

/// An item on Instagram that stands and that the asking Page may see.
fn of_instagram<'a>(world: &'a World, id: &str, who: Who) -> Option<&'a Item> {
    let item =
        id.parse().ok().and_then(|id| world.item(id)).filter(|item| world.stands(item) && item.way != Way::Direct)?;
    let kind = world.accounts[item.account].kind;
    (kind == Kind::Instagram && who.opens(world, item.account)).then_some(item)
}

/// Whether an id is an item's that once stood on Instagram.
pub fn gone(world: &World, id: &str) -> Option<Error> {
    let item = id.parse().ok().and_then(|id| world.item(id))?;
    (world.accounts[item.account].kind == Kind::Instagram).then(|| not_there(id))
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    format!("{}/{}/posts/{}", world.address, world.accounts[item.account].handle, item.root)
}

fn writer(world: &World, item: &Item) -> (String, String) {
    match &item.author {
        Some(name) => (person_number(name).to_string(), name.clone()),
        None => (world.accounts[item.account].id.to_string(), world.accounts[item.account].handle.clone()),
    }
}

fn media_json(world: &World, item: &Item) -> Value {
    let (id, name) = writer(world, item);
    let mut value = json!({
        "id": item.id.to_string(),
        "caption": item.text(world.now()),
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "permalink": permalink(world, item),
        "timestamp": graph::moment(item.at),
        "username": name,
        "owner": { "id": id },
        "comments_count": world.under(item.id).len(),
        "is_comment_enabled": !world.closed.contains(&item.id),
    });
    if let Some(picture) = &item.picture {
        value["media_url"] =
            format!("{}/bilder/{picture}?oh={:x}", world.address, world.now().timestamp_micros()).into();
    }
    value
}

fn comment_json(world: &World, item: &Item) -> Value {
    let (id, name) = writer(world, item);
    let mut value = json!({
        "id": item.id.to_string(),
        "text": item.text(world.now()),
        "timestamp": graph::moment(item.at),
        "username": name,
        "from": { "id": id, "username": name },
        "hidden": item.hidden,
        "like_count": 0,
        "media": { "id": item.root.to_string() },
    });
    if let Some(parent) = item.parent {
        value["parent_id"] = parent.to_string().into();
    }
    let mut under = world.under(item.root);
    under.retain(|other| other.parent == Some(item.id));
    if !under.is_empty() {
        value["replies"] = json!({ "data": under.iter().map(|item| comment_json(world, item)).collect::<Vec<_>>() });
    }
    value
}
