//! The Graph API for Pages, as far as a municipality uses it.

use super::{
    answer::{Asked, Told},
    inbox, instagram,
    world::{Item, Kind, Taker, Way, World, person_number},
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The version in the addresses.
pub const VERSION: &str = "v26.0";
/// The token of the person who has a role on every Page.
pub const PERSON: &str = "EAAdemo-person";

const POST_FIELDS: &str =
    "id from message created_time updated_time permalink_url status_type is_hidden is_published attachments comments";
const COMMENT_FIELDS: &str = "id from message created_time parent object permalink_url is_hidden is_private can_hide \
     can_remove can_comment can_reply_privately comment_count like_count attachment message_tags";
const TAGGED_FIELDS: &str = "id from message created_time updated_time tagged_time permalink_url attachments";
const PAGE_FIELDS: &str = "id name username link category tasks access_token instagram_business_account is_published";
const PERSON_FIELDS: &str = "id name";

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A Page, by its index; for an account on Instagram whose Page has nothing else, that account's.
    Page(usize),
    /// The person who has a role on every Page.
    Person,
}

impl Who {
    /// Whether an account is this Page, or stands behind it.
    pub fn opens(self, world: &World, account: usize) -> bool {
        let Who::Page(page) = self else { return false };
        page == account || world.accounts[account].page == world.accounts[page].page
    }
}

/// Answers a request below the version.
pub fn answer(world: &mut World, asked: &Asked, path: &str) -> Told {
    let result = match who(world, asked) {
        Ok(who) => route(world, asked, path, who),
        Err(error) => Err(error),
    };
    let (status, value) = match result {
        Ok(value) => (200, value),
        Err(Error { status, value }) => (status, value),
    };
    let page = world.accounts.first().map_or(0, |page| page.id);
    let usage = json!({ page.to_string(): [{ "type": "pages", "call_count": 3, "total_cputime": 1, "total_time": 2,
        "estimated_time_to_regain_access": 0 }] });
    Told::json(status, &value)
        .header("facebook-api-version", VERSION)
        .header("x-app-usage", json!({ "call_count": 3, "total_time": 2, "total_cputime": 1 }).to_string())
        .header("x-business-use-case-usage", usage.to_string())
}

/// What is held against a question.
pub struct Error {
    status: u16,
    value: Value,
}

/// An error in Facebook's shape.
#[must_use]
pub fn error(code: u64, sub: Option<u64>, message: &str) -> Value {
    let mut error =
        json!({ "message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AdemoTraceLillvik" });
    if let (Some(sub), Some(fields)) = (sub, error.as_object_mut()) {
        fields.insert("error_subcode".to_owned(), sub.into());
    }
    json!({ "error": error })
}

/// A no with Meta's code.
pub fn refused(code: u64, sub: Option<u64>, message: &str) -> Error {
    let status = match code {
        190 => 401,
        10 | 200..=299 => 403,
        1 | 2 => 500,
        _ => 400,
    };
    Error { status, value: error(code, sub, message) }
}

/// Gone, or not to be seen: Meta does not tell them apart.
pub fn not_there(id: &str) -> Error {
    let message = format!(
        "Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation"
    );
    refused(100, Some(33), &message)
}

fn who(world: &World, asked: &Asked) -> Result<Who, Error> {
    let header = asked.authorization.strip_prefix("Bearer ").or_else(|| asked.authorization.strip_prefix("OAuth "));
    let Some(token) = header.map(str::to_owned).or_else(|| asked.field("access_token")) else {
        return Err(refused(104, None, "An access token is required to request this resource."));
    };
    if token == PERSON {
        return Ok(Who::Person);
    }
    let is_page = |account: &super::world::Account| matches!(account.kind, Kind::Facebook | Kind::Instagram);
    let page = world.accounts.iter().position(|account| is_page(account) && account.secret == token);
    page.map(Who::Page).ok_or_else(|| refused(190, Some(467), "Invalid OAuth access token - Cannot parse access token"))
}

fn route(world: &mut World, asked: &Asked, path: &str, who: Who) -> Result<Value, Error> {
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    if let Some(answer) = inbox::answer(world, asked, &steps, who) {
        return answer;
    }
    if let Some(answer) = instagram::answer(world, asked, &steps, who) {
        return answer;
    }
    if let Some(gone) = steps.first().and_then(|id| instagram::gone(world, id)) {
        return Err(gone);
    }
    match (asked.method.as_str(), steps.as_slice()) {
        ("GET", ["me"]) => match who {
            Who::Person => chosen(&json!({ "id": "4242424242", "name": "Demo Person" }), asked, PERSON_FIELDS),
            Who::Page(page) => chosen(&page_json(world, page), asked, PAGE_FIELDS),
        },
        ("GET", ["me", "accounts"]) if who == Who::Person => {
            // A Page for each, and one for an account on Instagram that stands behind no other.
            let alone = |index: usize| {
                let account = &world.accounts[index];
                account.kind == Kind::Facebook
                    || (account.kind == Kind::Instagram && page_named(world, &account.page.to_string()) == Some(index))
            };
            let pages: Vec<usize> = (0..world.accounts.len()).filter(|index| alone(*index)).collect();
            let id = |page: &usize| world.accounts[*page].page.to_string();
            paged(world, asked, path, &pages, id, |page| chosen(&page_json(world, *page), asked, PAGE_FIELDS))
        }
        ("GET", [page, "blocked"]) => {
            let index = own_page(world, page, who)?;
            let wanted = asked.field("user");
            let all = world
                .blocked
                .iter()
                .filter(|(account, person)| *account == index && wanted.as_ref().is_none_or(|one| one == person));
            Ok(json!({ "data": all.map(|(_, person)| json!({ "id": person, "name": "" })).collect::<Vec<_>>() }))
        }
        (method @ ("POST" | "DELETE"), [page, "blocked"]) => {
            let index = own_page(world, page, who)?;
            let person =
                asked.field("user").ok_or_else(|| refused(100, None, "(#100) The parameter user is required"))?;
            if method == "POST" {
                world.blocked.insert((index, person.clone()));
                return Ok(json!({ person: true }));
            }
            world.blocked.remove(&(index, person));
            Ok(json!({ "success": true }))
        }
        ("GET", [page, edge @ ("published_posts" | "visitor_posts" | "feed" | "posts" | "tagged")]) => {
            let index = own_page(world, page, who)?;
            posts(world, asked, path, index, edge)
        }
        ("GET", [id, "comments"]) => comments(world, asked, path, id, who),
        ("POST", [id, "comments"]) => reply(world, asked, id, who),
        ("GET", [id]) => {
            if let Some(page) = page_named(world, id) {
                return chosen(&page_json(world, page), asked, PAGE_FIELDS);
            }
            let item = found(world, id, who)?;
            let (value, known) = if item.is_root() {
                (post_json(world, item), POST_FIELDS)
            } else {
                (comment_json(world, item), COMMENT_FIELDS)
            };
            chosen(&value, asked, known)
        }
        ("POST", [id]) => change(world, asked, id, who),
        ("DELETE", [id]) => {
            let id = found(world, id, who)?.id;
            let now = world.now();
            if let Some(item) = world.item_mut(id) {
                item.taken = Some((now, Taker::Editor));
            }
            Ok(json!({ "success": true }))
        }
        _ => Err(refused(2500, None, "Unknown path components")),
    }
}

/// Changing and answering are the same call but for one word; this is the one that rewords.
fn change(world: &mut World, asked: &Asked, id: &str, who: Who) -> Result<Value, Error> {
    let id = found(world, id, who)?.id;
    let now = world.now();
    let (hidden, message) = (asked.field("is_hidden"), asked.field("message"));
    if let Some(item) = world.item_mut(id) {
        if let Some(hidden) = hidden {
            item.hidden = hidden == "true";
        } else if let Some(message) = message {
            item.wordings.push((now, message));
        }
    }
    Ok(json!({ "success": true }))
}

fn reply(world: &mut World, asked: &Asked, id: &str, who: Who) -> Result<Value, Error> {
    let Some(message) = asked.field("message").filter(|message| !message.is_empty()) else {
        return Err(refused(100, None, "(#100) The parameter message is required"));
    };
    let item = found(world, id, who)?;
    let (account, answered, root) = (item.account, item.id, item.root);
    let new = world.write(account, None, &message, Some(answered));
    Ok(json!({ "id": format!("{root}_{new}") }))
}

fn posts(world: &World, asked: &Asked, path: &str, page: usize, edge: &str) -> Result<Value, Error> {
    let tagged = edge == "tagged";
    let wanted = |item: &&&Item| match edge {
        "published_posts" | "posts" => item.author.is_none(),
        "visitor_posts" => item.author.is_some(),
        _ => true,
    };
    let standing = world.in_way(page, if tagged { Way::Elsewhere } else { Way::Open });
    let roots: Vec<&&Item> = standing.iter().rev().filter(|item| item.is_root()).filter(wanted).collect();
    let shape = |item: &&&Item| {
        let mut value = post_json(world, item);
        if tagged {
            value["tagged_time"] = value["created_time"].clone();
        }
        chosen(&value, asked, if tagged { TAGGED_FIELDS } else { POST_FIELDS })
    };
    paged(world, asked, path, &roots, |item| name_of(world, item), shape)
}

fn comments(world: &World, asked: &Asked, path: &str, id: &str, who: Who) -> Result<Value, Error> {
    // A person's token is answered politely, and with nothing.
    if who == Who::Person {
        return Ok(json!({ "data": [] }));
    }
    let item = found(world, id, who)?;
    let stream = asked.field("filter").as_deref() == Some("stream");
    let under = world.under(item.root).into_iter().filter(|comment| {
        if item.is_root() { stream || comment.parent.is_none() } else { comment.parent == Some(item.id) }
    });
    let mut all: Vec<&Item> = under.collect();
    if asked.field("order").as_deref() == Some("reverse_chronological") {
        all.reverse();
    }
    let shape = |item: &&Item| chosen(&comment_json(world, item), asked, COMMENT_FIELDS);
    paged(world, asked, path, &all, |item| name_of(world, item), shape)
}

/// One page of a list, with the cursors that Facebook makes of it.
pub fn paged<T>(
    world: &World,
    asked: &Asked,
    path: &str,
    all: &[T],
    id: impl Fn(&T) -> String,
    shape: impl Fn(&T) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let limit = asked.number("limit").unwrap_or(25).clamp(1, 100) as usize;
    let cursor = |item: &T| format!("Zm{}", id(item).bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
    // A cursor that points at nothing begins anew.
    let from = asked
        .field("after")
        .filter(|after| after != "Zm")
        .map_or(0, |after| all.iter().position(|item| cursor(item) == after).map_or(all.len(), |at| at + 1));
    let page: Vec<&T> = all.iter().skip(from).take(limit).collect();
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(json!({ "data": [] })) };
    let last = cursor(last);
    let mut paging = json!({ "cursors": { "before": cursor(first), "after": last } });
    if from + page.len() < all.len() {
        let next =
            format!("{}/{VERSION}/{path}?access_token=never-follow-this&limit={limit}&after={last}", world.address);
        paging["next"] = next.into();
    }
    let data = page.into_iter().map(shape).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "data": data, "paging": paging }))
}

/// Only the fields that were asked for, as Facebook does; a field that isn't one is an error.
pub fn chosen(value: &Value, asked: &Asked, known: &str) -> Result<Value, Error> {
    let wanted = asked.field("fields").unwrap_or_else(|| "id,name,message,created_time".to_owned());
    let explicit = asked.field("fields").is_some();
    let mut kept = Map::new();
    for name in names(&wanted) {
        if !known.split_whitespace().any(|own| own == name) {
            if explicit && name != "story" {
                let message = format!("(#100) Tried accessing nonexistent field ({name})");
                return Err(refused(100, None, &message));
            }
            continue;
        }
        if let Some(field) = value.get(&name) {
            kept.insert(name, field.clone());
        }
    }
    kept.insert("id".to_owned(), value["id"].clone());
    Ok(Value::Object(kept))
}

/// The outermost names of a field list such as `id,parent{id},comments.limit(0)`.
fn names(fields: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let (mut depth, mut rest) = (0, false);
    for c in fields.chars() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                names.push(String::new());
                rest = false;
            }
            '.' if depth == 0 => rest = true,
            c if depth == 0 && !rest && !c.is_whitespace() => {
                if let Some(name) = names.last_mut() {
                    name.push(c);
                }
            }
            _ => {}
        }
    }
    names
}

fn page_named(world: &World, name: &str) -> Option<usize> {
    world.accounts.iter().position(|account| match account.kind {
        Kind::Facebook => account.handle == name || account.page.to_string() == name,
        Kind::Instagram => account.page.to_string() == name,
        _ => false,
    })
}

fn own_page(world: &World, name: &str, who: Who) -> Result<usize, Error> {
    let page = page_named(world, name).ok_or_else(|| not_there(name))?;
    if who == Who::Page(page) {
        Ok(page)
    } else {
        Err(refused(10, None, "(#10) This endpoint requires the 'pages_read_engagement' permission"))
    }
}

/// An item that stands on the asking Page.
fn found<'a>(world: &'a World, id: &str, who: Who) -> Result<&'a Item, Error> {
    let number = id.rsplit('_').next().and_then(|last| last.parse().ok());
    let item = number.and_then(|number| world.item(number)).filter(|item| world.stands(item));
    let seen = |item: &&Item| {
        who == Who::Page(item.account) && world.accounts[item.account].kind == Kind::Facebook && item.way != Way::Direct
    };
    item.filter(seen).ok_or_else(|| not_there(id))
}

fn page_json(world: &World, page: usize) -> Value {
    let page = &world.accounts[page];
    let mut value = json!({
        "id": page.page.to_string(),
        "name": page.name,
        "username": page.handle,
        "link": format!("{}/{}", world.address, page.handle),
        "category": "Government Organization",
        "tasks": ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"],
        "access_token": page.secret,
        "is_published": true,
    });
    if let Some(account) = instagram::account_json(world, page.page) {
        value["instagram_business_account"] = account;
    }
    value
}

fn from(world: &World, item: &Item) -> Value {
    let page = &world.accounts[item.account];
    match &item.author {
        None => json!({ "name": page.name, "id": page.id.to_string() }),
        Some(name) => json!({ "name": name, "id": person_number(name).to_string() }),
    }
}

/// An item's name on Facebook.
#[must_use]
pub fn name_of(world: &World, item: &Item) -> String {
    if item.way == Way::Direct {
        return format!("m_{}", item.id);
    }
    let first = match (item.is_root(), item.way, &item.author) {
        (false, _, _) => item.root,
        (true, Way::Elsewhere, Some(author)) => person_number(author),
        (true, _, _) => world.accounts[item.account].id,
    };
    format!("{first}_{}", item.id)
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    let page = &world.accounts[item.account].handle;
    let post = format!("{}/{page}/posts/{}", world.address, item.root);
    if item.is_root() { post } else { format!("{post}?comment_id={}", item.id) }
}

/// A time as Meta writes it.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

fn photo(world: &World, picture: &str) -> Value {
    // As on Facebook, the address is signed anew all the time.
    let src = format!("{}/bilder/{picture}?oh={:x}&oe=6F0EDF1", world.address, world.now().timestamp_micros());
    let page = format!("{}/bilder/{picture}", world.address);
    json!({ "media": { "image": { "height": 720, "src": src, "width": 960 } }, "type": "photo", "url": page,
        "target": { "id": person_number(picture).to_string(), "url": page } })
}

fn post_json(world: &World, item: &Item) -> Value {
    let now = world.now();
    let under = world.under(item.id).len();
    let mut value = json!({
        "id": name_of(world, item),
        "from": from(world, item),
        "message": item.text(now),
        "created_time": moment(item.at),
        "updated_time": moment(world.updated(item)),
        "permalink_url": permalink(world, item),
        "status_type": if item.picture.is_some() { "added_photos" } else { "mobile_status_update" },
        "is_hidden": item.hidden,
        "is_published": true,
        "comments": { "data": [], "summary": { "order": "chronological", "total_count": under, "can_comment": true } },
    });
    if let Some(picture) = &item.picture {
        let mut attached = photo(world, picture);
        attached["media_type"] = "photo".into();
        value["attachments"] = json!({ "data": [attached] });
    }
    value
}

fn comment_json(world: &World, item: &Item) -> Value {
    let now = world.now();
    let stranger = item.author.is_some();
    let mut value = json!({
        "id": name_of(world, item),
        "from": from(world, item),
        "message": item.text(now),
        "created_time": moment(item.at),
        "permalink_url": permalink(world, item),
        "is_hidden": item.hidden,
        "is_private": false,
        "can_hide": stranger,
        "can_remove": true,
        "can_comment": true,
        "can_reply_privately": stranger,
        "comment_count": world.answers_to(item.id),
        "like_count": 0,
    });
    if let Some(root) = world.item(item.root) {
        value["object"] =
            json!({ "id": name_of(world, root), "created_time": moment(root.at), "message": root.text(now) });
    }
    if let Some(parent) = item.parent.and_then(|parent| world.item(parent)) {
        value["parent"] = json!({ "id": name_of(world, parent), "created_time": moment(parent.at), "message": parent.text(now), "from": from(world, parent) });
    }
    if let Some(picture) = &item.picture {
        value["attachment"] = photo(world, picture);
    }
    value
}
