//! X's interface v2, as far as a municipality uses it. Every edit is a new id there.

use super::{
    answer::{Asked, Told},
    world::{Item, Kind, Taker, Way, World, person_number},
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// Answers a request below `/2/`.
pub fn answer(world: &mut World, asked: &Asked, path: &str) -> Told {
    let token = asked.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let reset = (world.now() + chrono::Duration::minutes(12)).timestamp().to_string();
    let Some(account) = world.opened(Kind::X, token) else {
        return problem(401, "Unauthorized", "about:blank", "Unauthorized");
    };
    route(world, asked, path, account)
        .header("x-rate-limit-limit", "900")
        .header("x-rate-limit-remaining", "871")
        .header("x-rate-limit-reset", reset)
        .header("api-version", "2.167")
}

/// A problem in X's shape.
#[must_use]
pub fn problem(status: u16, title: &str, kind: &str, detail: &str) -> Told {
    Told::json(status, &json!({ "title": title, "type": kind, "status": status, "detail": detail }))
}

fn typed(status: u16, title: &str, kind: &str, detail: &str) -> Told {
    problem(status, title, &format!("https://api.x.com/2/problems/{kind}"), detail)
}

fn route(world: &mut World, asked: &Asked, path: &str, account: usize) -> Told {
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let me = user_id(world, account);
    if asked.field("expansions").is_some_and(|all| all.contains("referenced_posts"))
        && asked.field("post.fields").is_none()
    {
        return typed(400, "Invalid Request", "invalid-request", "One or more parameters to your request was invalid.");
    }
    match (asked.method.as_str(), steps.as_slice()) {
        ("GET", ["users", "me"]) => Told::json(200, &json!({ "data": user_json(world, account) })),
        ("GET", ["users", id, "tweets"]) if *id == me => {
            let mut own = world.in_way(account, Way::Open);
            own.retain(|item| item.author.is_none());
            list(world, asked, own)
        }
        ("GET", ["users", id, "mentions"]) if *id == me => {
            let handle = format!("@{}", world.accounts[account].handle);
            let mut all = world.standing(account);
            let now = world.now();
            all.retain(|item| {
                item.author.is_some()
                    && item.way != Way::Direct
                    && (!item.is_root() || item.way == Way::Elsewhere || item.text(now).contains(&handle))
            });
            list(world, asked, all)
        }
        ("GET", ["tweets", "search", "recent"]) => search(world, asked, account),
        ("GET", ["tweets"]) => by_ids(world, asked, account),
        ("POST", ["tweets"]) => write(world, asked, account),
        ("PUT", ["tweets", id, "hidden"]) => hide(world, asked, account, id),
        ("DELETE", ["tweets", id]) => {
            match found(world, account, id).filter(|item| item.author.is_none()).map(|item| item.id) {
                Some(id) => {
                    let now = world.now();
                    world.item_mut(id).into_iter().for_each(|item| item.taken = Some((now, Taker::Editor)));
                    Told::json(200, &json!({ "data": { "deleted": true } }))
                }
                None => typed(403, "Forbidden", "not-authorized-for-resource", "You are not allowed to delete this."),
            }
        }
        ("GET", ["dm_events"]) => messages(world, asked, account),
        ("GET", ["dm_events", id]) => match found(world, account, id).filter(|item| item.way == Way::Direct) {
            Some(item) => {
                Told::json(200, &json!({ "data": message_json(world, item), "includes": includes(world, &[item]) }))
            }
            None => typed(404, "Not Found Error", "resource-not-found", "Could not find the event."),
        },
        ("POST", ["dm_conversations", "with", person, "messages"]) => {
            let person = (*person).to_owned();
            let direct = world.in_way(account, Way::Direct);
            let root = direct.iter().find(|item| author_id(world, item) == person).map(|item| item.root);
            match root {
                Some(root) => {
                    let id = world.write_in(
                        account,
                        None,
                        &asked.field("text").unwrap_or_default(),
                        (root, None),
                        Way::Direct,
                    );
                    Told::json(
                        201,
                        &json!({ "data": { "dm_conversation_id": format!("{me}-{person}"), "dm_event_id": number(id, 0) } }),
                    )
                }
                None => problem(403, "Forbidden", "about:blank", "You are not allowed to message this user."),
            }
        }
        _ => problem(404, "Not Found", "about:blank", "Not Found"),
    }
}

/// The number of an item's wording on X.
fn number(id: u64, version: usize) -> String {
    (id * 100 + version as u64).to_string()
}

/// The item that a number on X belongs to.
#[must_use]
pub fn item_of(number: u64) -> u64 {
    number / 100
}

/// A post's name: the number of its first wording. A message's is marked.
#[must_use]
pub fn name_of(item: &Item) -> String {
    let id = number(item.id, 0);
    if item.way == Way::Direct { format!("dm-{id}") } else { id }
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    format!("{}/{}/status/{}", world.address, world.accounts[item.account].handle, number(item.root, 0))
}

fn user_id(world: &World, account: usize) -> String {
    world.accounts[account].id.to_string()
}

fn found<'a>(world: &'a World, account: usize, id: &str) -> Option<&'a Item> {
    let item = id.parse().ok().and_then(|id| world.item(item_of(id)))?;
    Some(item).filter(|item| item.account == account && world.stands(item))
}

fn author_id(world: &World, item: &Item) -> String {
    item.author.as_ref().map_or_else(|| user_id(world, item.account), |name| person_number(name).to_string())
}

fn user_json(world: &World, account: usize) -> Value {
    let account = &world.accounts[account];
    json!({ "id": account.id.to_string(), "name": account.name, "username": account.handle, "protected": false })
}

/// A name as X lets people have it.
fn username(name: &str) -> String {
    let kept: String = name.chars().filter(char::is_ascii_alphanumeric).take(14).collect();
    if kept.is_empty() { "nagon".to_owned() } else { kept }
}

fn post_json(world: &World, asked: &Asked, item: &Item) -> Value {
    let now = world.now();
    let newer = asked.field("post.fields").is_some();
    let wordings = item.wordings.iter().filter(|(at, _)| *at <= now).count().max(1);
    let ids: Vec<String> = (0..wordings).map(|version| number(item.id, version)).collect();
    let text = item.text(now).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut value = json!({
        "id": ids.last(),
        "text": text,
        "created_at": moment(item.at),
        "author_id": author_id(world, item),
        "conversation_id": number(item.root, 0),
        "edit_controls": { "edits_remaining": 5, "is_edit_eligible": item.parent.is_none(), "editable_until": moment(item.at + chrono::Duration::hours(1)) },
        "reply_settings": "everyone",
        "public_metrics": { "retweet_count": 0, "reply_count": world.under(item.root).len(), "like_count": 0, "quote_count": 0 },
        "lang": "sv",
        "possibly_sensitive": false,
    });
    let (history, referenced) = if newer {
        ("edit_history_post_ids", "referenced_posts")
    } else {
        ("edit_history_tweet_ids", "referenced_tweets")
    };
    value[history] = json!(ids);
    if !item.is_root() {
        let answered = item.parent.unwrap_or(item.root);
        value[referenced] = json!([{ "type": "replied_to", "id": number(answered, 0) }]);
        let to = world.item(answered).map_or_else(String::new, |answered| author_id(world, answered));
        value["in_reply_to_user_id"] = to.into();
    }
    if item.picture.is_some() {
        value["attachments"] = json!({ "media_keys": [format!("3_{}", item.id)] });
    }
    value
}

fn includes(world: &World, items: &[&Item]) -> Value {
    let mut users: Map<String, Value> = Map::new();
    let mut media = Vec::new();
    for item in items {
        let id = author_id(world, item);
        let user = match &item.author {
            Some(name) => json!({ "id": id, "name": name, "username": username(name) }),
            None => user_json(world, item.account),
        };
        users.insert(id, user);
        if let Some(picture) = &item.picture {
            media.push(json!({ "media_key": format!("3_{}", item.id), "type": "photo", "url": format!("{}/bilder/{picture}", world.address) }));
        }
    }
    let mut value = json!({ "users": users.into_iter().map(|(_, user)| user).collect::<Vec<_>>() });
    if !media.is_empty() {
        value["media"] = media.into();
    }
    value
}

/// Newest first, page after page.
fn list(world: &World, asked: &Asked, mut all: Vec<&Item>) -> Told {
    let time = asked.field("start_time").and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
    let since = asked.number("since_id").map(item_of);
    all.retain(|item| time.is_none_or(|time| item.at >= time) && since.is_none_or(|since| item.id > since));
    all.sort_by_key(|item| std::cmp::Reverse((item.at, item.id)));
    let size = asked.number("max_results").unwrap_or(10).clamp(5, 100) as usize;
    let token = asked.field("pagination_token").or_else(|| asked.field("next_token"));
    let from = token.and_then(|token| token.strip_prefix("7140d")?.parse::<usize>().ok()).unwrap_or(0);
    let here: Vec<&Item> = all.iter().skip(from).take(size).copied().collect();
    let mut meta = json!({ "result_count": here.len() });
    if let (Some(first), Some(last)) = (here.first(), here.last()) {
        meta["newest_id"] = number(first.id, 0).into();
        meta["oldest_id"] = number(last.id, 0).into();
    }
    if from + here.len() < all.len() {
        meta["next_token"] = format!("7140d{}", from + here.len()).into();
    }
    if here.is_empty() {
        return Told::json(200, &json!({ "meta": meta }));
    }
    let data: Vec<Value> = here.iter().map(|item| post_json(world, asked, item)).collect();
    Told::json(200, &json!({ "data": data, "includes": includes(world, &here), "meta": meta }))
}

fn search(world: &World, asked: &Asked, account: usize) -> Told {
    let query = asked.field("query").unwrap_or_default();
    let mut all = world.standing(account);
    // Seven days, and not a minute more.
    let oldest = world.now() - chrono::Duration::days(7);
    let now = world.now();
    match query.strip_prefix("conversation_id:") {
        Some(id) => {
            let root = id.trim().parse().ok().map(item_of);
            all.retain(|item| Some(item.root) == root && item.way == Way::Open && item.at >= oldest);
        }
        None => {
            let words = query.replace(" -is:retweet", "").replace('"', "").to_lowercase();
            all.retain(|item| {
                item.way != Way::Direct && item.at >= oldest && item.text(now).to_lowercase().contains(words.trim())
            });
        }
    }
    list(world, asked, all)
}

fn by_ids(world: &World, asked: &Asked, account: usize) -> Told {
    let ids = asked.field("ids").unwrap_or_default();
    let mut here = Vec::new();
    let mut errors = Vec::new();
    for id in ids.split(',') {
        match found(world, account, id).filter(|item| item.way != Way::Direct) {
            Some(item) => here.push(item),
            None => errors.push(json!({ "value": id, "detail": format!("Could not find tweet with ids: [{id}]."), "title": "Not Found Error",
                "resource_type": "tweet", "parameter": "ids", "resource_id": id, "type": "https://api.twitter.com/2/problems/resource-not-found" })),
        }
    }
    let mut value = json!({});
    if !here.is_empty() {
        value["data"] = here.iter().map(|item| post_json(world, asked, item)).collect::<Vec<_>>().into();
        value["includes"] = includes(world, &here);
    }
    if !errors.is_empty() {
        value["errors"] = errors.into();
    }
    Told::json(200, &value)
}

/// Only whoever named the account is answered by programs.
fn write(world: &mut World, asked: &Asked, account: usize) -> Told {
    let text = asked.field("text").unwrap_or_default();
    let to = asked.body.get("reply").and_then(|reply| reply.get("in_reply_to_tweet_id")).and_then(Value::as_str);
    let Some(to) = to else {
        return problem(403, "Forbidden", "about:blank", "You are not permitted to perform this action.");
    };
    let now = world.now();
    let handle = format!("@{}", world.accounts[account].handle);
    let Some(item) = found(world, account, to) else {
        return problem(
            400,
            "Invalid Request",
            "about:blank",
            "You attempted to reply to a Tweet that is deleted or not visible to you.",
        );
    };
    if !item.text(now).contains(&handle) {
        return problem(403, "Forbidden", "about:blank", "You can only reply to posts that mention or quote you.");
    }
    let (answers, text) = (item.id, text.replace("&lt;", "<"));
    let id = world.write(account, None, &text, Some(answers));
    Told::json(
        201,
        &json!({ "data": { "id": number(id, 0), "text": text, "edit_history_tweet_ids": [number(id, 0)] } }),
    )
}

fn hide(world: &mut World, asked: &Asked, account: usize, id: &str) -> Told {
    let hidden = asked.body.get("hidden").and_then(Value::as_bool).unwrap_or(false);
    let item = found(world, account, id).filter(|item| !item.is_root() && item.way == Way::Open).map(|item| item.id);
    match item.and_then(|id| world.item_mut(id)) {
        Some(item) => {
            item.hidden = hidden;
            Told::json(200, &json!({ "data": { "hidden": hidden } }))
        }
        None => typed(
            403,
            "Forbidden",
            "not-authorized-for-resource",
            "Only replies in your own conversations can be hidden.",
        ),
    }
}

fn message_json(world: &World, item: &Item) -> Value {
    let me = user_id(world, item.account);
    let root = world.item(item.root);
    let other = root.map_or_else(String::new, |root| author_id(world, root));
    json!({
        "id": number(item.id, 0),
        "text": item.text(world.now()),
        "event_type": "MessageCreate",
        "dm_conversation_id": format!("{me}-{other}"),
        "created_at": moment(item.at),
        "sender_id": author_id(world, item),
    })
}

fn messages(world: &World, asked: &Asked, account: usize) -> Told {
    let mut all = world.in_way(account, Way::Direct);
    all.reverse();
    let size = asked.number("max_results").unwrap_or(100).clamp(1, 100) as usize;
    let from = asked.field("pagination_token").and_then(|token| token.parse::<usize>().ok()).unwrap_or(0);
    let here: Vec<&Item> = all.iter().skip(from).take(size).copied().collect();
    let mut meta = json!({ "result_count": here.len() });
    if from + here.len() < all.len() {
        meta["next_token"] = (from + here.len()).to_string().into();
    }
    let data: Vec<Value> = here.iter().map(|item| message_json(world, item)).collect();
    if data.is_empty() {
        return Told::json(200, &json!({ "meta": meta }));
    }
    Told::json(200, &json!({ "data": data, "includes": includes(world, &here), "meta": meta }))
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
