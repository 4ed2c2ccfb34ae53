//! Conversations on the Graph API: Messenger's on a Page, and Instagram's behind it.

use super::{
    answer::Asked,
    graph::{self, Error, Who, refused},
    world::{Item, Kind, Way, World, person_number},
};
use serde_json::{Value, json};

const CONVERSATION_FIELDS: &str = "id updated_time link unread_count message_count participants";
const MESSAGE_FIELDS: &str = "id message from to created_time attachments sticker shares is_unsupported";

/// Answers what is asked of a Page's conversations; nothing when it is not about them.
pub fn answer(world: &mut World, asked: &Asked, steps: &[&str], who: Who) -> Option<Result<Value, Error>> {
    let path = steps.join("/");
    match (asked.method.as_str(), steps) {
        ("GET", [page, "conversations"]) => {
            let kind =
                if asked.field("platform").as_deref() == Some("instagram") { Kind::Instagram } else { Kind::Facebook };
            let account =
                world.accounts.iter().position(|account| account.kind == kind && account.page.to_string() == *page)?;
            if !who.opens(world, account) {
                return Some(Err(refused(
                    200,
                    None,
                    "(#200) Requires pages_messaging permission to manage the object",
                )));
            }
            let mut all = world.in_way(account, Way::Direct);
            all.retain(|item| item.is_root());
            all.sort_by_key(|item| std::cmp::Reverse((world.updated(item), item.id)));
            let shape = |item: &&Item| graph::chosen(&conversation_json(world, item), asked, CONVERSATION_FIELDS);
            Some(graph::paged(world, asked, &path, &all, |item| item.id.to_string(), shape))
        }
        ("GET", [id, "messages"]) => {
            let root = id.strip_prefix("t_").and_then(|id| direct(world, id, who))?;
            let mut all = world.under(root.id);
            all.insert(0, root);
            all.reverse();
            let shape = |item: &&Item| graph::chosen(&message_json(world, item), asked, MESSAGE_FIELDS);
            Some(graph::paged(world, asked, &path, &all, |item| item.id.to_string(), shape))
        }
        ("GET", [id]) => {
            let item = id.strip_prefix("m_").and_then(|id| direct(world, id, who))?;
            Some(graph::chosen(&message_json(world, item), asked, MESSAGE_FIELDS))
        }
        ("POST", [_, "messages"]) => Some(send(world, asked, who)),
        _ => None,
    }
}

fn direct<'a>(world: &'a World, id: &str, who: Who) -> Option<&'a Item> {
    let item =
        id.parse().ok().and_then(|id| world.item(id)).filter(|item| world.stands(item) && item.way == Way::Direct)?;
    who.opens(world, item.account).then_some(item)
}

/// A program may answer for a day, a person for seven.
fn send(world: &mut World, asked: &Asked, who: Who) -> Result<Value, Error> {
    let inner = |name: &str, field: &str| {
        let value: Value = serde_json::from_str(&asked.field(name)?).ok()?;
        value.get(field)?.as_str().map(str::to_owned)
    };
    let (Some(person), Some(text)) = (inner("recipient", "id"), inner("message", "text")) else {
        return Err(refused(100, None, "(#100) No matching user found"));
    };
    let open = (0..world.accounts.len()).filter(|account| who.opens(world, *account));
    let root = open.flat_map(|account| world.in_way(account, Way::Direct)).find(|item| writer(world, item).0 == person);
    let Some((account, root, last)) = root.map(|item| (item.account, item.root, item.at)) else {
        return Err(refused(551, None, "(#551) This person isn't available right now."));
    };
    let hours = (world.now() - last).num_hours();
    let by_person = asked.field("tag").as_deref() == Some("HUMAN_AGENT");
    if hours >= 24 * 7 || (hours >= 24 && !by_person) {
        return Err(refused(10, Some(2_018_278), "(#10) This message is sent outside of allowed window."));
    }
    let id = world.write_in(account, None, &text, (root, None), Way::Direct);
    Ok(json!({ "recipient_id": person, "message_id": format!("m_{id}") }))
}

fn writer(world: &World, item: &Item) -> (String, String) {
    let account = &world.accounts[item.account];
    match &item.author {
        // A person has another number on each of the two.
        Some(name) => ((person_number(name) + u64::from(account.kind == Kind::Instagram)).to_string(), name.clone()),
        None if account.kind == Kind::Instagram => (account.id.to_string(), account.name.clone()),
        None => (account.page.to_string(), account.name.clone()),
    }
}

fn conversation_json(world: &World, item: &Item) -> Value {
    json!({ "id": format!("t_{}", item.id), "link": format!("/{}/inbox/{}/", world.accounts[item.account].page, item.id),
        "updated_time": graph::moment(world.updated(item)), "unread_count": 1, "message_count": world.under(item.id).len() + 1 })
}

fn message_json(world: &World, item: &Item) -> Value {
    let (id, name) = writer(world, item);
    let root = world.item(item.root).unwrap_or(item);
    let (other, other_name) = if item.author.is_some() {
        let account = &world.accounts[item.account];
        (account.page.to_string(), account.name.clone())
    } else {
        writer(world, root)
    };
    let mut value = json!({
        "id": format!("m_{}", item.id),
        "created_time": graph::moment(item.at),
        "from": { "name": name, "email": format!("{id}@facebook.com"), "id": id },
        "to": { "data": [{ "name": other_name, "email": format!("{other}@facebook.com"), "id": other }] },
        "message": item.text(world.now()),
    });
    if let Some(picture) = &item.picture {
        let url = format!("{}/bilder/{picture}?oh={:x}", world.address, world.now().timestamp_micros());
        value["attachments"] = json!({ "data": [{ "id": person_number(picture).to_string(), "mime_type": "image/png", "name": picture, "size": 1,
            "image_data": { "width": 960, "height": 720, "url": url } }] });
    }
    value
}
