//! The demo's own interface: strangers write, reword and take away, platforms fail, and one can ask how things stand.

use super::{
    Failure, Inner, Planned, accounts,
    answer::{Asked, Told},
    answered, found, lock, name, named, permalink, state,
    world::{Taker, Way},
};
use serde_json::{Value, json};

/// Answers a request below `/_demo/`.
pub(super) fn answer(inner: &Inner, asked: &Asked, path: &str) -> Told {
    let field = |name: &str| asked.field(name).unwrap_or_default();
    let mut world = lock(&inner.world);
    let now = world.now();
    let done = |there: bool| {
        if there { Told::json(200, &json!({ "done": true })) } else { Told::json(404, &json!({ "done": false })) }
    };
    match (asked.method.as_str(), path) {
        ("GET", "accounts") => {
            let all: Vec<Value> = accounts(&world)
                .into_iter()
                .map(|account| {
                    json!({ "key": account.key, "platform": account.platform, "name": account.name, "handle": account.handle,
                        "address": account.address, "user": account.user, "secret": account.secret,
                        "token_secret": account.token_secret, "refresh": account.refresh,
                        "app_id": account.app.0, "app_secret": account.app.1 })
                })
                .collect();
            Told::json(200, &Value::Array(all))
        }
        ("POST", "write") => {
            let Some(account) = world.account_index(&field("account")) else { return done(false) };
            let answers = asked.field("answers").and_then(|answers| answered(&world, account, &answers));
            let author = field("author");
            let way = match field("stands").as_str() {
                "elsewhere" => Way::Elsewhere,
                "direct" => Way::Direct,
                _ => Way::Open,
            };
            let id = super::written(&mut world, account, &author, &field("text"), answers, way);
            let link = world.item(id).cloned().map(|item| permalink(&world, &item));
            Told::json(200, &json!({ "id": name(&world, id), "link": link }))
        }
        ("POST", "edit") => {
            let item = named(&world, &field("id")).and_then(|id| world.item_mut(id));
            done(item.map(|item| item.wordings.push((now, field("text")))).is_some())
        }
        ("POST", "delete") => {
            let item = named(&world, &field("id")).and_then(|id| world.item_mut(id));
            done(item.map(|item| item.taken = Some((now, Taker::Author))).is_some())
        }
        ("POST", "expire") => {
            let account = world.account_index(&field("account"));
            account.into_iter().for_each(|account| world.logins.expire(account));
            done(account.is_some())
        }
        ("POST", "fail") => {
            let Some(kind) = Failure::from_word(&field("kind")) else { return done(false) };
            let left = asked.number("count").and_then(|count| u32::try_from(count).ok()).unwrap_or(1);
            lock(&inner.planned).push(Planned { path: field("path"), kind, after: 0, left });
            done(true)
        }
        ("GET", "find") => {
            let found = found(&world, &field("account"), &field("words"));
            Told::json(if found.is_some() { 200 } else { 404 }, &json!({ "id": found }))
        }
        ("GET", path) => match path.strip_prefix("state/") {
            Some(name) => {
                let state = state(&world, name);
                Told::json(200, &json!({ "standing": state.standing, "text": state.text }))
            }
            None => done(false),
        },
        _ => done(false),
    }
}
