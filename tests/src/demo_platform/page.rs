//! The same threads as a person's browser shows them, so that one can see what stands and what is gone.

use super::{
    answer::{Told, escaped},
    world::{Item, Way, World},
};
use chrono::Duration;

/// A thread's page. What is hidden or gone is not on it: this is what the public sees.
#[must_use]
pub fn thread(world: &World, root: u64) -> Told {
    let Some(item) = world.item(root).filter(|item| item.is_root() && world.stands(item) && item.way != Way::Direct)
    else {
        return Told::html(404, &page("Finns inte", "<p>Inlägget finns inte längre.</p>"));
    };
    let account = &world.accounts[item.account];
    let mut body = shown(world, item, &account.name);
    for comment in world.under(root).into_iter().filter(|comment| !comment.hidden && !comment.held) {
        body.push_str(&shown(world, comment, &account.name));
    }
    Told::html(200, &page(&account.name, &body))
}

/// The list of all accounts and their threads.
#[must_use]
pub fn front(world: &World, link: impl Fn(&Item) -> String) -> Told {
    let mut body = String::new();
    for (index, account) in world.accounts.iter().enumerate() {
        let standing = world.standing(index);
        let threads: Vec<_> =
            standing.into_iter().rev().filter(|item| item.is_root() && item.way == Way::Open).collect();
        if threads.is_empty() {
            continue;
        }
        body.push_str(&format!("<h2>{}</h2><ul>", escaped(&account.name)));
        for item in threads {
            let title: String = item.text(world.now()).chars().take(80).collect();
            body.push_str(&format!("<li><a href=\"{}\">{}</a></li>", escaped(&link(item)), escaped(&title)));
        }
        body.push_str("</ul>");
    }
    Told::html(200, &page("Demoplattformen", &body))
}

fn shown(world: &World, item: &Item, account: &str) -> String {
    let author = item.author.as_deref().unwrap_or(account);
    let class = match (item.is_root(), item.parent) {
        (true, _) => "post",
        (_, None) => "comment",
        _ => "reply",
    };
    let picture = item
        .picture
        .as_ref()
        .map_or_else(String::new, |name| format!("<img src=\"/bilder/{0}\" alt=\"\">", escaped(name)));
    // The demo's week is in Swedish winter time.
    let at = (item.at + Duration::hours(1)).format("%Y-%m-%d %H:%M");
    let text = escaped(item.text(world.now())).replace('\n', "<br>");
    format!(
        "<article class=\"{class}\" id=\"comment-{}\"><b>{}</b> <time>{at}</time><p>{text}</p>{picture}</article>",
        item.id,
        escaped(author)
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{0}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}\
         article{{border-left:3px solid #ccc;padding:.2rem 1rem;margin:.8rem 0}}.reply{{margin-left:2rem}}time{{color:#555}}\
         img{{max-width:100%}}</style><h1>{0}</h1>{body}</html>",
        escaped(title)
    )
}
