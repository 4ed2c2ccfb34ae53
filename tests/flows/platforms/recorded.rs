//! Recorded answers, read as the platform files read them.

use super::{Desk, bytes, connected, facebook_fixtures, golden, kind_of, line, noon, whole_round, wordpress_exchanges};
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use std::sync::Arc;
use uppsikt_core::{
    intake::{Look, PlatformRef},
    words::Platform,
};

/// A recorded answer as a list: lists as they are, answers to several ids as their values, anything else as one item.
fn as_list(value: &Value) -> Value {
    match value {
        Value::Object(fields) if fields.get("data").is_some_and(Value::is_array) || fields.contains_key("error") => {
            value.clone()
        }
        Value::Object(fields) if fields.values().all(Value::is_object) => {
            json!({ "data": fields.values().collect::<Vec<_>>() })
        }
        Value::Array(_) => json!({ "data": value }),
        _ => json!({ "data": [value] }),
    }
}

/// A Page whose lists hold this answer: as own posts, as visitors' posts, or as the comments of one post.
fn page_with(value: &Value, place: &'static str) -> Arc<Desk> {
    let mut list = as_list(value);
    // The list's further pages were not recorded.
    if let Some(fields) = list.as_object_mut() {
        fields.remove("paging");
    }
    Desk::answering(move |line| {
        let empty = json!({ "data": [] });
        let one = json!({ "data": [{ "id": "77_1", "created_time": "2010-01-01T00:00:00+0000", "message": "Tråd" }] });
        let answer = match line {
            line if line.contains("/v26.0/me") => json!({ "id": "77", "name": "Sidan", "category": "Stad" }),
            line if line.contains(&format!("/{place}")) => list.clone(),
            line if line.contains("/published_posts") && place == "comments" => one,
            _ => empty,
        };
        (200, bytes(&answer))
    })
}

#[test]
fn every_recorded_facebook_answer_is_read() {
    let mut text = String::new();
    for (name, value) in facebook_fixtures() {
        // The webhooks' own shape is not read from; that it does no harm is what counts.
        for place in ["published_posts", "visitor_posts", "comments"] {
            let desk = page_with(&value, place);
            let connection = connected(Platform::Facebook, &desk);
            let (batch, lost) = whole_round(connection.source.as_ref(), None, DateTime::UNIX_EPOCH, noon());
            let posts: Vec<_> = batch.posts.iter().filter(|post| post.platform_ref.0 != "77_1").collect();
            for post in &posts {
                assert!(
                    serde_json::from_str::<Value>(&post.raw).is_ok(),
                    "{name}: what is kept is the platform's own answer"
                );
            }
            if name.starts_with("webhooks__") {
                assert!(posts.is_empty(), "{name}");
                continue;
            }
            text.push_str(&format!("{name} as {place}: {:?}\n", kind_of(lost.as_ref())));
            posts.iter().for_each(|post| text.push_str(&format!("  {}\n", line(post))));
            batch.trouble.iter().for_each(|trouble| text.push_str(&format!("  trouble: {trouble}\n")));
        }
    }
    golden("platforms-facebook-recorded.txt", &text);
}

#[test]
fn every_recorded_wordpress_answer_is_read() {
    let mut text = String::new();
    for exchange in wordpress_exchanges() {
        let (status, response) = (exchange["status"].as_u64().unwrap(), exchange["response"].clone());
        let status = u16::try_from(status).unwrap();
        let asked = format!(
            "{} {}",
            exchange["request"]["method"].as_str().unwrap(),
            exchange["request"]["path"].as_str().unwrap()
        );
        let is_list = response.is_array();
        let answer = response.clone();
        let desk = Desk::answering(move |line| {
            let told = match line {
                line if line.contains("/users/me") => json!({ "id": 2, "capabilities": { "moderate_comments": true } }),
                line if line.contains("_fields=id,post") => json!([{ "id": 2, "post": 4 }]),
                line if line.contains("/wp/v2/comments\n") && is_list => return (status, bytes(&answer)),
                line if line.contains("/wp/v2/comments\n") || line.contains("/wp/v2/posts\n") => json!([]),
                _ => return (status, bytes(&answer)),
            };
            (200, bytes(&told))
        });
        let connection = connected(Platform::WordPress, &desk);
        let (batch, lost) = whole_round(connection.source.as_ref(), None, noon() - TimeDelta::days(7), noon());
        text.push_str(&format!("{status} {asked}: {:?}\n", kind_of(lost.as_ref())));
        batch.posts.iter().for_each(|post| text.push_str(&format!("  {}\n", line(post))));
        batch.trouble.iter().for_each(|trouble| text.push_str(&format!("  trouble: {trouble}\n")));
        let look = connection.source.look(&PlatformRef("comment-2".to_owned()));
        let look = match &look {
            Ok(Look::Standing(post)) => format!("standing: {}", line(post)),
            Ok(other) => format!("{other:?}"),
            Err(lost) => format!("{:?}: {}", lost.kind, lost.cause),
        };
        text.push_str(&format!("  as a look at comment-2: {look}\n"));
    }
    golden("platforms-wordpress-recorded.txt", &text);
}

#[test]
fn what_is_asked_in_a_round_stays_as_it_is() {
    let comment = |id: &str| json!({ "id": id, "created_time": "2026-11-21T09:00:00+0000", "message": "Hej" });
    let desk = Desk::answering(move |line| {
        let answer = match line {
            line if line.contains("/v26.0/me") => json!({ "id": "77", "name": "Sidan", "category": "Stad" }),
            line if line.contains("published_posts") => json!({ "data": [
                { "id": "77_1", "created_time": "2026-11-20T10:00:00+0000", "message": "Nytt" } ] }),
            line if line.contains("/comments\n") && !line.contains("after=") => json!({ "data": [comment("1_2")],
                "paging": { "cursors": { "after": "MQZDZD" }, "next": "https://graph.example/?access_token=x" } }),
            line if line.contains("/comments\n") => json!({ "data": [comment("1_3")] }),
            _ => json!({ "data": [] }),
        };
        (200, bytes(&answer))
    });
    let facebook = connected(Platform::Facebook, &desk);
    whole_round(facebook.source.as_ref(), None, noon() - TimeDelta::days(7), noon());
    facebook.source.look(&PlatformRef("1_2".to_owned())).unwrap_err();
    let mut text = format!("Facebook\n{}\n", desk.asked().join("\n"));

    let desk = Desk::answering(move |line| {
        let answer = match line {
            line if line.contains("/users/me") => json!({ "id": 2, "capabilities": { "moderate_comments": true } }),
            line if line.contains("_fields=id,post") => json!([{ "id": 8, "post": 4 }]),
            line if line.contains("/posts/4") => {
                json!({ "id": 4, "date_gmt": "2026-11-20T10:00:00", "status": "publish" })
            }
            _ => json!([]),
        };
        (200, bytes(&answer))
    });
    let blog = connected(Platform::WordPress, &desk);
    whole_round(blog.source.as_ref(), None, noon() - TimeDelta::days(7), noon());
    blog.source.look(&PlatformRef("comment-8".to_owned())).unwrap_err();
    text.push_str(&format!("\nWordPress\n{}\n", desk.asked().join("\n")));
    golden("platforms-requests.txt", &text);
}
