//! LinkedIn's interface for organisations' pages, as far as a municipality uses it. Closing comments takes them away.

use super::{
    answer::{Asked, Told},
    world::{Item, Kind, Taker, Way, World, person_number},
};
use serde_json::{Value, json};

/// Versions that are spoken.
const VERSIONS: [&str; 3] = ["202606", "202607", "202610"];

/// Answers a request below `/rest/`.
pub fn answer(world: &mut World, asked: &Asked, path: &str) -> Told {
    let token = asked.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let Some(account) = world.opened(Kind::LinkedIn, token) else {
        return error(401, 65_600, "Invalid access token");
    };
    let version = asked.header("linkedin-version");
    if !VERSIONS.contains(&version.as_str()) {
        return error(426, 0, &format!("Requested version {version} is not active"));
    }
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let urn = urn_of(world, account);
    match (asked.method.as_str(), steps.as_slice()) {
        ("GET", ["organizationAcls"]) => {
            let element = json!({ "role": "ADMINISTRATOR", "organization": urn, "roleAssignee": "urn:li:person:demo", "state": "APPROVED" });
            Told::json(200, &listed(&[element], 0, 1, 10))
        }
        ("GET", ["organizations", id]) if *id == world.accounts[account].id.to_string() => {
            let told = &world.accounts[account];
            Told::json(
                200,
                &json!({ "id": told.id, "vanityName": told.handle, "localizedName": told.name,
                "name": { "localized": { "sv_SE": told.name }, "preferredLocale": { "country": "SE", "language": "sv" } } }),
            )
        }
        ("GET", ["posts"]) => posts(world, asked, account),
        ("GET", ["posts", urn]) => match found(world, account, urn).filter(|item| item.is_root()) {
            Some(item) => Told::json(200, &post_json(world, item)),
            None => error(404, 0, "Not Found"),
        },
        ("GET", ["organizationalEntityNotifications"]) => notices(world, asked, account),
        ("GET", ["socialActions", under, "comments"]) => comments(world, asked, account, under),
        ("GET", ["socialActions", _, "comments", id]) => {
            let item =
                id.parse().ok().and_then(|id| world.item(id)).filter(|item| item.account == account && !item.is_root());
            match item.filter(|item| world.stands(item)) {
                Some(item) => Told::json(200, &comment_json(world, item)),
                None => error(404, 0, "Not Found"),
            }
        }
        ("POST", ["socialActions", under, "comments"]) => reply(world, asked, account, under),
        ("DELETE", ["socialActions", _, "comments", id]) => {
            let item = id
                .parse()
                .ok()
                .and_then(|id| world.item(id))
                .filter(|item| item.account == account && world.stands(item));
            match item.map(|item| item.id) {
                Some(id) if asked.field("actor") == Some(urn) => {
                    take(world, id);
                    nothing(204)
                }
                Some(_) => error(403, 100, "Not enough permissions to access"),
                None => error(404, 0, "Not Found"),
            }
        }
        ("GET", ["socialMetadata", urn]) => match found(world, account, urn) {
            Some(item) => {
                let state = if world.closed.contains(&item.root) { "CLOSED" } else { "OPEN" };
                Told::json(
                    200,
                    &json!({ "entity": *urn, "commentsState": state, "commentSummary": { "count": world.under(item.root).len() } }),
                )
            }
            None => error(404, 0, "Not Found"),
        },
        ("POST", ["socialMetadata", urn]) => close(world, asked, account, urn),
        _ => error(404, 0, "No virtual resource found"),
    }
}

/// An error in LinkedIn's shape.
#[must_use]
pub fn error(status: u16, code: u64, message: &str) -> Told {
    Told::json(status, &json!({ "status": status, "serviceErrorCode": code, "message": message }))
}

fn nothing(status: u16) -> Told {
    Told { status, headers: Vec::new(), kind: "application/json", bytes: Vec::new() }
}

fn urn_of(world: &World, account: usize) -> String {
    format!("urn:li:organization:{}", world.accounts[account].id)
}

/// A post is a share, a comment stands under an activity.
#[must_use]
pub fn name_of(item: &Item) -> String {
    if item.is_root() {
        format!("urn:li:share:{}", item.id)
    } else {
        format!("urn:li:comment:(urn:li:activity:{},{})", item.root, item.id)
    }
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    format!("{}/{}/posts/{}", world.address, world.accounts[item.account].handle, item.root)
}

fn last_number(urn: &str) -> Option<u64> {
    urn.trim_end_matches(')').rsplit([':', ',']).next()?.parse().ok()
}

fn found<'a>(world: &'a World, account: usize, urn: &str) -> Option<&'a Item> {
    last_number(urn).and_then(|id| world.item(id)).filter(|item| item.account == account && world.stands(item))
}

fn take(world: &mut World, id: u64) {
    let now = world.now();
    if let Some(item) = world.item_mut(id) {
        item.taken = Some((now, Taker::Editor));
    }
}

fn actor(world: &World, item: &Item) -> String {
    item.author
        .as_ref()
        .map_or_else(|| urn_of(world, item.account), |name| format!("urn:li:person:P{}", person_number(name)))
}

fn listed(elements: &[Value], start: usize, total: usize, count: usize) -> Value {
    json!({ "paging": { "start": start, "count": count, "links": [], "total": total }, "elements": elements })
}

fn paged(asked: &Asked, all: &[Value]) -> Told {
    let start = asked.number("start").unwrap_or(0) as usize;
    let count = asked.number("count").unwrap_or(10).clamp(1, 100) as usize;
    let here: Vec<Value> = all.iter().skip(start).take(count).cloned().collect();
    Told::json(200, &listed(&here, start, all.len(), count))
}

fn posts(world: &World, asked: &Asked, account: usize) -> Told {
    if asked.header("x-restli-method") != "FINDER" || asked.field("author") != Some(urn_of(world, account)) {
        return error(400, 0, "Invalid query parameters passed to request");
    }
    let now = world.now();
    let mut all = world.in_way(account, Way::Open);
    all.retain(|item| item.is_root() && item.author.is_none());
    all.sort_by_key(|item| std::cmp::Reverse((item.worded_at(now), item.id)));
    let all: Vec<Value> = all.into_iter().map(|item| post_json(world, item)).collect();
    paged(asked, &all)
}

fn post_json(world: &World, item: &Item) -> Value {
    let now = world.now();
    json!({
        "id": name_of(item),
        "author": actor(world, item),
        "commentary": item.text(now).replace('(', "\\(").replace(')', "\\)"),
        "createdAt": item.at.timestamp_millis(),
        "publishedAt": item.at.timestamp_millis(),
        "lastModifiedAt": item.worded_at(now).timestamp_millis(),
        "lifecycleState": "PUBLISHED",
        "visibility": "PUBLIC",
        "distribution": { "feedDistribution": "MAIN_FEED" },
    })
}

fn comment_json(world: &World, item: &Item) -> Value {
    let now = world.now();
    let activity = format!("urn:li:activity:{}", item.root);
    let actor = actor(world, item);
    let answers = world.answers_to(item.id);
    let mut value = json!({
        "id": item.id.to_string(),
        "$URN": name_of(item),
        "commentUrn": name_of(item),
        "actor": actor,
        "object": activity,
        "message": { "text": item.text(now), "attributes": [] },
        "created": { "actor": actor, "time": item.at.timestamp_millis() },
        "lastModified": { "actor": actor, "time": item.worded_at(now).timestamp_millis() },
    });
    if let Some(parent) = item.parent.and_then(|parent| world.item(parent)) {
        value["parentComment"] = name_of(parent).into();
    }
    if answers > 0 {
        value["commentsSummary"] = json!({ "totalFirstLevelComments": answers, "aggregatedTotalComments": answers });
    }
    value
}

fn comments(world: &World, asked: &Asked, account: usize, under: &str) -> Told {
    let Some(item) = found(world, account, under) else { return error(404, 0, "Not Found") };
    let mut all = world.under(item.root);
    all.retain(|comment| if item.is_root() { comment.parent.is_none() } else { comment.parent == Some(item.id) });
    let all: Vec<Value> = all.into_iter().map(|item| comment_json(world, item)).collect();
    paged(asked, &all)
}

/// What happened within a time, newest first.
fn notices(world: &World, asked: &Asked, account: usize) -> Told {
    let range = asked.field("timeRange").unwrap_or_default();
    let bound = |name: &str| {
        let rest = range.split(name).nth(1)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<i64>().ok()
    };
    let (Some(start), Some(end)) = (bound("start:"), bound("end:")) else {
        return error(400, 0, "Invalid timeRange");
    };
    let now = world.now();
    let mut all: Vec<(i64, Value)> = Vec::new();
    let mut tell = |at: chrono::DateTime<chrono::Utc>, action: &str, item: &Item| {
        let at = at.timestamp_millis();
        if at >= start && at <= end && at <= now.timestamp_millis() {
            let mut notice = json!({
                "notificationId": at + i64::try_from(item.id).unwrap_or(0),
                "organizationalEntity": urn_of(world, account),
                "action": action,
                "sourcePost": format!("urn:li:share:{}", item.root),
                "generatedActivity": name_of(item),
                "lastModifiedAt": at,
            });
            if action == "SHARE_MENTION" {
                notice["decoratedGeneratedActivity"] = json!({ "share": { "entity": name_of(item), "owner": actor(world, item), "text": item.text(now) } });
            } else {
                notice["decoratedGeneratedActivity"] = json!({ "comment": { "entity": name_of(item), "owner": actor(world, item), "text": item.text(now) } });
            }
            all.push((at, notice));
        }
    };
    for item in world.comments(account).into_iter().filter(|item| item.way == Way::Open) {
        tell(item.at, if item.author.is_some() { "COMMENT" } else { "ADMIN_COMMENT" }, item);
        item.wordings.iter().skip(1).for_each(|(at, _)| tell(*at, "COMMENT_EDIT", item));
        item.taken.iter().for_each(|(at, _)| tell(*at, "COMMENT_DELETE", item));
    }
    for item in world.in_way(account, Way::Elsewhere).into_iter().filter(|item| item.is_root()) {
        tell(item.at, "SHARE_MENTION", item);
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let all: Vec<Value> = all.into_iter().map(|(_, notice)| notice).collect();
    paged(asked, &all)
}

fn reply(world: &mut World, asked: &Asked, account: usize, under: &str) -> Told {
    let field = |name: &str| asked.body.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("actor") != urn_of(world, account) {
        return error(
            403,
            100,
            "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/actor]",
        );
    }
    let text = asked.body.pointer("/message/text").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(item) = found(world, account, under).cloned() else { return error(404, 0, "Not Found") };
    if world.closed.contains(&item.root) {
        return error(403, 0, "Comments are disabled on this thread");
    }
    if item.parent.is_some() {
        return error(400, 0, "Cannot comment on a nested comment");
    }
    let id = world.write(account, None, &text, Some(item.id));
    let Some(new) = world.item(id) else { return error(500, 0, "Internal Server Error") };
    Told::json(201, &comment_json(world, new)).header("x-restli-id", id.to_string())
}

fn close(world: &mut World, asked: &Asked, account: usize, urn: &str) -> Told {
    if asked.header("x-restli-method") != "PARTIAL_UPDATE" {
        return error(400, 0, "Unsupported method");
    }
    let Some(root) = found(world, account, urn).map(|item| item.root) else { return error(404, 0, "Not Found") };
    if asked.body.pointer("/patch/$set/commentsState").and_then(Value::as_str) == Some("CLOSED") {
        world.closed.insert(root);
        let under: Vec<u64> = world.under(root).into_iter().map(|item| item.id).collect();
        under.into_iter().for_each(|id| take(world, id));
    } else {
        world.closed.remove(&root);
    }
    nothing(202)
}
