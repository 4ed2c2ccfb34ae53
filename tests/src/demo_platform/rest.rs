//! WordPress's `wp/v2`, as far as a municipality uses it.

use super::{
    answer::{Asked, Told, base64, escaped},
    world::{Item, Taker, World, person_number},
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value, json};

/// The one user of every site.
pub const EDITOR: &str = "redaktor";
const EDITOR_NUMBER: u64 = 2;

/// Answers a request below `…/wp-json`.
pub fn answer(world: &mut World, asked: &Asked, site: usize, path: &str) -> Told {
    let login = format!("{EDITOR}:{}", world.accounts[site].secret);
    let editor = asked.authorization.strip_prefix("Basic ").is_some_and(|told| told == base64(login.as_bytes()));
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let edit = asked.field("context").as_deref() == Some("edit");
    if edit && !editor && steps.get(2) != Some(&"users") {
        return error(401, "rest_forbidden_context", "Sorry, you are not allowed to edit comments.");
    }
    match (asked.method.as_str(), steps.as_slice()) {
        ("GET", []) => Told::json(200, &kept(asked, &site_json(world, site))),
        ("GET", ["wp", "v2", "users", "me"]) if editor => Told::json(200, &user_json(world, site)),
        ("GET", ["wp", "v2", "users", "me"]) => error(401, "rest_not_logged_in", "You are not currently logged in."),
        ("GET", ["wp", "v2", "posts"]) => posts(world, asked, site),
        ("GET", ["wp", "v2", "posts", id]) => match found(world, site, id).filter(|item| item.is_root()) {
            Some(item) if world.stands(item) => Told::json(200, &post_json(world, item, edit)),
            _ => error(404, "rest_post_invalid_id", "Invalid post ID."),
        },
        ("GET", ["wp", "v2", "pages", _]) => error(404, "rest_post_invalid_id", "Invalid post ID."),
        ("GET", ["wp", "v2", "comments"]) => comments(world, asked, site, editor),
        ("POST", ["wp", "v2", "comments"]) if editor => write(world, asked, site),
        ("POST", ["wp", "v2", "comments"]) => {
            error(401, "rest_comment_login_required", "Sorry, you must be logged in to comment.")
        }
        ("GET", ["wp", "v2", "comments", id]) => match comment(world, site, id) {
            Some(item) if status(world, item) != "approved" && !editor => {
                error(401, "rest_cannot_read", "Sorry, you are not allowed to read this comment.")
            }
            Some(item) => Told::json(200, &comment_json(world, item, edit)),
            None => error(404, "rest_comment_invalid_id", "Invalid comment ID."),
        },
        ("POST", ["wp", "v2", "comments", id]) if editor => change(world, asked, site, id),
        ("DELETE", ["wp", "v2", "comments", id]) if editor => bin(world, asked, site, id),
        ("POST" | "DELETE", ["wp", "v2", "comments", _]) => {
            error(401, "rest_cannot_edit", "Sorry, you are not allowed to edit this comment.")
        }
        _ => error(404, "rest_no_route", "No route was found matching the URL and request method."),
    }
}

/// An error in WordPress's shape.
#[must_use]
pub fn error(status: u16, code: &str, message: &str) -> Told {
    Told::json(status, &json!({ "code": code, "message": message, "data": { "status": status } }))
}

fn found<'a>(world: &'a World, site: usize, id: &str) -> Option<&'a Item> {
    world.item(id.parse().ok()?).filter(|item| item.account == site)
}

/// A comment, unless it was taken away for good. What an editor took lies in the bin.
fn comment<'a>(world: &'a World, site: usize, id: &str) -> Option<&'a Item> {
    found(world, site, id).filter(|item| !item.is_root() && !erased(world, item))
}

fn erased(world: &World, item: &Item) -> bool {
    let now = world.now();
    let taken = |item: &Item, by: Taker| item.taken.is_some_and(|(at, taker)| at <= now && taker == by);
    taken(item, Taker::Author) || world.item(item.root).is_none_or(|root| taken(root, Taker::Author))
}

fn status(world: &World, item: &Item) -> &'static str {
    let now = world.now();
    match item.taken {
        Some((at, Taker::Editor)) if at <= now => "trash",
        _ if item.hidden => "hold",
        _ => "approved",
    }
}

fn posts(world: &World, asked: &Asked, site: usize) -> Told {
    let after = time_field(asked, "modified_after");
    let now = world.now();
    let mut all: Vec<&Item> = world.standing(site);
    all.retain(|item| item.is_root() && after.is_none_or(|after| item.worded_at(now) > after));
    listed(world, asked, all, post_json, true)
}

fn comments(world: &World, asked: &Asked, site: usize, editor: bool) -> Told {
    let (after, post) = (time_field(asked, "after"), asked.number("post"));
    let wanted = asked.field("status").unwrap_or_else(|| "approve".to_owned());
    let mut all: Vec<&Item> = world.comments(site);
    all.retain(|item| {
        let status = status(world, item);
        let fits = match wanted.as_str() {
            _ if !editor => status == "approved",
            "any" => true,
            "all" => matches!(status, "approved" | "hold"),
            "approve" => status == "approved",
            one => one == status,
        };
        fits && !erased(world, item)
            && post.is_none_or(|post| item.root == post)
            && after.is_none_or(|after| item.at > after)
    });
    listed(world, asked, all, comment_json, false)
}

fn listed(
    world: &World,
    asked: &Asked,
    mut all: Vec<&Item>,
    shape: fn(&World, &Item, bool) -> Value,
    strict: bool,
) -> Told {
    if asked.field("order").as_deref() == Some("asc") {
        all.sort_by_key(|item| item.id);
    } else {
        all.sort_by_key(|item| std::cmp::Reverse(item.id));
    }
    let (per_page, page) =
        (asked.number("per_page").unwrap_or(10) as usize, asked.number("page").unwrap_or(1).max(1) as usize);
    if per_page == 0 || per_page > 100 {
        return error(400, "rest_invalid_param", "Invalid parameter(s): per_page");
    }
    let pages = all.len().div_ceil(per_page);
    if strict && page > pages.max(1) {
        return error(
            400,
            "rest_post_invalid_page_number",
            "The page number requested is larger than the number of pages available.",
        );
    }
    let edit = asked.field("context").as_deref() == Some("edit");
    let here = all.iter().skip((page - 1) * per_page).take(per_page);
    let items: Vec<Value> = here.map(|item| kept(asked, &shape(world, item, edit))).collect();
    Told::json(200, &Value::Array(items))
        .header("X-WP-Total", all.len().to_string())
        .header("X-WP-TotalPages", pages.to_string())
}

fn write(world: &mut World, asked: &Asked, site: usize) -> Told {
    let (post, parent) = (asked.number("post").unwrap_or(0), asked.number("parent").unwrap_or(0));
    let content = unescaped(&asked.field("content").unwrap_or_default());
    if !world.item(post).is_some_and(|item| item.account == site && item.is_root() && world.stands(item)) {
        return error(
            403,
            "rest_comment_invalid_post_id",
            "Sorry, you are not allowed to create this comment without a post.",
        );
    }
    if content.trim().is_empty() {
        return error(400, "rest_comment_content_invalid", "Invalid comment content.");
    }
    let now = world.now();
    let twice = world.under(post).iter().any(|item| item.author.is_none() && item.text(now) == content);
    if twice {
        return error(
            409,
            "comment_duplicate",
            "Duplicate comment detected; it looks as though you&#8217;ve already said that!",
        );
    }
    let answers = if parent > 0 { parent } else { post };
    let id = world.write(site, None, &content, Some(answers));
    match world.item(id) {
        Some(item) => Told::json(201, &comment_json(world, item, true)),
        None => error(500, "rest_comment_failed_create", "Creating comment failed."),
    }
}

fn change(world: &mut World, asked: &Asked, site: usize, id: &str) -> Told {
    let Some(item) = comment(world, site, id) else {
        return error(404, "rest_comment_invalid_id", "Invalid comment ID.");
    };
    let (id, before, now) = (item.id, status(world, item), world.now());
    let after = match asked.field("status").as_deref() {
        Some("hold") => "hold",
        Some("approve" | "approved") => "approved",
        Some("trash") => "trash",
        Some("spam") => "hold",
        _ => before,
    };
    let content = asked.field("content").map(|html| unescaped(&html));
    if content.is_none() && after == before {
        return error(500, "rest_comment_failed_edit", "Updating comment status failed.");
    }
    if let Some(item) = world.item_mut(id) {
        item.hidden = after == "hold";
        item.taken = if after == "trash" {
            Some((now, Taker::Editor))
        } else {
            item.taken.filter(|(_, by)| *by == Taker::Author)
        };
        if let Some(content) = content {
            item.wordings.push((now, content));
        }
    }
    match world.item(id) {
        Some(item) => Told::json(200, &comment_json(world, item, true)),
        None => error(404, "rest_comment_invalid_id", "Invalid comment ID."),
    }
}

fn bin(world: &mut World, asked: &Asked, site: usize, id: &str) -> Told {
    let Some(item) = comment(world, site, id) else {
        return error(404, "rest_comment_invalid_id", "Invalid comment ID.");
    };
    let force = asked.field("force").as_deref() == Some("true");
    if status(world, item) == "trash" && !force {
        return error(410, "rest_already_trashed", "The comment has already been trashed.");
    }
    let (id, now) = (item.id, world.now());
    let previous = comment_json(world, item, true);
    if let Some(item) = world.item_mut(id) {
        item.taken = Some((now, if force { Taker::Author } else { Taker::Editor }));
    }
    match world.item(id) {
        Some(item) if !force => Told::json(200, &comment_json(world, item, true)),
        _ => Told::json(200, &json!({ "deleted": true, "previous": previous })),
    }
}

/// Only `_fields`, where they are asked for.
fn kept(asked: &Asked, value: &Value) -> Value {
    let Some(fields) = asked.field("_fields") else { return value.clone() };
    let wanted = |name: &&str| value.get(*name).map(|field| ((*name).to_owned(), field.clone()));
    Value::Object(fields.split(',').filter_map(|name| wanted(&name)).collect::<Map<String, Value>>())
}

fn time_field(asked: &Asked, name: &str) -> Option<DateTime<Utc>> {
    let told = asked.field(name)?;
    let naive = || NaiveDateTime::parse_from_str(&told, "%Y-%m-%dT%H:%M:%S").ok().map(|at| at.and_utc());
    DateTime::parse_from_rfc3339(&told).ok().map(|at| at.to_utc()).or_else(naive)
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The site's address.
#[must_use]
pub fn home(world: &World, site: usize) -> String {
    format!("{}/wp/{}", world.address, world.accounts[site].key)
}

/// Where people see it.
#[must_use]
pub fn permalink(world: &World, item: &Item) -> String {
    let post = format!("{}/arkiv/{}/", home(world, item.account), item.root);
    if item.is_root() { post } else { format!("{post}#comment-{}", item.id) }
}

fn site_json(world: &World, site: usize) -> Value {
    let home = home(world, site);
    json!({
        "name": world.accounts[site].name,
        "description": "",
        "url": home,
        "home": home,
        "gmt_offset": "0",
        "timezone_string": "",
        "namespaces": ["oembed/1.0", "wp/v2"],
        "authentication": { "application-passwords": { "endpoints": { "authorization": format!("{home}/wp-admin/authorize-application.php") } } },
        "routes": {},
    })
}

fn user_json(world: &World, site: usize) -> Value {
    json!({
        "id": EDITOR_NUMBER,
        "username": EDITOR,
        "name": world.accounts[site].name,
        "email": "redaktor@lillvik.example",
        "link": format!("{}/author/{EDITOR}/", home(world, site)),
        "slug": EDITOR,
        "roles": ["editor"],
        "capabilities": { "moderate_comments": true, "edit_posts": true, "edit_others_posts": true, "read": true, "editor": true },
    })
}

fn text_json(text: &str, edit: bool) -> Value {
    let stored = escaped(text).replace("&quot;", "\"");
    let paragraphs: String =
        stored.split("\n\n").map(|part| format!("<p>{}</p>\n", part.replace('\n', "<br />\n"))).collect();
    if edit { json!({ "rendered": paragraphs, "raw": stored }) } else { json!({ "rendered": paragraphs }) }
}

/// A blog post's first sentence is its title.
fn parts(text: &str) -> (&str, &str) {
    let line = text.split('\n').next().unwrap_or(text);
    let end =
        line.char_indices().find(|(_, c)| matches!(c, '.' | '!' | '?')).map_or(line.len(), |(at, c)| at + c.len_utf8());
    let (title, body) = text.split_at(end);
    if body.trim().is_empty() { (title, text) } else { (title.trim_end_matches('.'), body.trim()) }
}

fn post_json(world: &World, item: &Item, edit: bool) -> Value {
    let now = world.now();
    let (title, body) = parts(item.text(now));
    let mut content = text_json(body, edit);
    content["protected"] = false.into();
    let link = permalink(world, item);
    let form = |text: &str| {
        if edit { json!({ "raw": text, "rendered": escaped(text) }) } else { json!({ "rendered": escaped(text) }) }
    };
    json!({
        "id": item.id,
        "date": moment(item.at),
        "date_gmt": moment(item.at),
        "guid": form(&link),
        "modified": moment(item.worded_at(now)),
        "modified_gmt": moment(item.worded_at(now)),
        "slug": format!("inlagg-{}", item.id),
        "status": "publish",
        "type": "post",
        "link": link,
        "title": form(title),
        "content": content,
        "author": EDITOR_NUMBER,
        "featured_media": 0,
        "comment_status": "open",
        "ping_status": "open",
        "sticky": false,
        "format": "standard",
    })
}

fn comment_json(world: &World, item: &Item, edit: bool) -> Value {
    let now = world.now();
    let ours = item.author.is_none();
    let name = item.author.clone().unwrap_or_else(|| world.accounts[item.account].name.clone());
    let mut value = json!({
        "id": item.id,
        "post": item.root,
        "parent": item.parent.unwrap_or(0),
        "author": if ours { EDITOR_NUMBER } else { 0 },
        "author_name": name,
        "author_url": "",
        "date": moment(item.at),
        "date_gmt": moment(item.at),
        "content": text_json(item.text(now), edit),
        "link": permalink(world, item),
        "status": status(world, item),
        "type": "comment",
    });
    if edit {
        value["author_email"] = format!("{}@brev.example", person_number(&name)).into();
        value["author_ip"] = "192.0.2.7".into();
        value["author_user_agent"] = "Demo".into();
    }
    value
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
