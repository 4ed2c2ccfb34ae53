use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
    words::Timestamp,
};
use chrono::TimeDelta;
use serde_json::json;

fn site(script: &Arc<Script>) -> WordPress {
    WordPress::new("https://blogg.example/", &(&login("redaktor")).into(), Arc::clone(script) as Arc<dyn Transport>)
}

fn me() -> Value {
    json!({ "id": 2, "capabilities": { "moderate_comments": true } })
}

fn now() -> Timestamp {
    "2026-11-21T22:22:00Z".parse().unwrap()
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    Ask { since, window_from: now() - TimeDelta::days(7), now: now() }
}

fn post(id: u32) -> Value {
    json!({ "id": id, "date_gmt": "2026-11-20T10:00:00", "status": "publish", "author": 2, "link": "https://blogg.example/a/",
        "title": { "raw": "Nya öppettider", "rendered": "Nya &ouml;ppettider" }, "password": "hemligt",
        "content": { "raw": "<!-- wp:p --><p>Simhallen öppnar 06.</p>", "rendered": "<p>Simhallen &#246;ppnar 06.</p>\n" } })
}

fn comment(id: u32, status: &str, parent: u32) -> Value {
    json!({ "id": id, "post": 4, "parent": parent, "author": 0, "author_name": "Anna &amp; Bo", "status": status, "type": "comment",
        "date_gmt": "2026-11-21T10:00:00", "content": { "raw": "2 &lt; 3 <b>men</b>\nså", "rendered": "<p>x</p>" } })
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

#[test]
fn a_round_reads_what_was_published_and_every_thread_that_was_written_in() {
    let script = Script::new();
    script
        .answers(200, me())
        .answers(200, json!([]))
        .answers(200, json!([{ "id": 8, "post": 4 }, { "id": 9, "post": 4 }]))
        .answers(200, post(4))
        .answers_with(
            200,
            &[("x-wp-total", "5"), ("x-wp-totalpages", "1")],
            &json!([
                comment(8, "approved", 0), comment(9, "hold", 8), comment(10, "trash", 0), comment(11, "spam", 0),
                { "id": 12, "type": "pingback", "status": "approved" },
            ]),
        );
    let batch = site(&script).fetch(ask(None)).unwrap();
    assert_eq!(
        refs(&batch),
        ["post-4", "comment-8", "comment-11", "comment-9"],
        "the bin and other sites' notices are left out"
    );
    assert_eq!(batch.posts[0].text, "Nya öppettider\n\nSimhallen öppnar 06.");
    assert!(!batch.posts[0].raw.contains("hemligt"), "a protected post's password is not kept");
    let anna = &batch.posts[1];
    assert_eq!(
        (anna.text.as_str(), anna.author_name.as_deref(), anna.hidden),
        ("2 < 3 men\nså", Some("Anna & Bo"), false)
    );
    assert!(batch.posts[3].hidden && batch.posts[3].kind == PostKind::Reply && batch.posts[2].hidden);
    assert_eq!(batch.covered.len(), 1);
    assert!(!batch.more && batch.trouble.is_empty());
    let asked = script.asked();
    assert_eq!(asked[0], "GET blogg.example/wp-json/wp/v2/users/me?context=edit password");
    assert!(
        asked[1..].iter().all(|line| line.contains("context=edit")),
        "every list is asked for as an editor: {asked:#?}"
    );
    assert!(asked[2].contains("after=2026-11-14T22:22:00Z") && asked[2].contains("status=any&type=comment"));
}

#[test]
fn a_thread_that_went_quiet_is_read_once_more() {
    let script = Script::new();
    let blog = site(&script);
    script.answers(200, me()).answers(200, json!([])).answers(200, json!([{ "id": 8, "post": 4 }]));
    script.answers(200, post(4)).answers(200, json!([comment(8, "approved", 0)]));
    let first = blog.fetch(ask(None)).unwrap();
    // The comment was deleted for good: no list mentions the thread any more.
    script
        .answers(200, me())
        .answers(200, json!([]))
        .answers(200, json!([]))
        .answers(200, post(4))
        .answers(200, json!([]));
    let second = blog.fetch(ask(first.cursor.as_ref())).unwrap();
    assert_eq!(second.covered[0].root.0, "post-4");
    assert!(second.covered[0].since <= first.posts[1].posted_at, "so that the comment is missed");
    script.answers(200, me()).answers(200, json!([])).answers(200, json!([]));
    assert!(blog.fetch(ask(second.cursor.as_ref())).unwrap().covered.is_empty(), "and then it is left in peace");
    script.asked();
}

#[test]
fn a_list_that_slides_while_it_is_read_is_not_called_whole() {
    let script = Script::new();
    let full: Vec<Value> = (1..=100).map(|id| comment(id, "approved", 0)).collect();
    script
        .answers(200, me())
        .answers(200, json!([]))
        .answers(200, json!([{ "id": 1, "post": 4 }]))
        .answers(200, post(4));
    script.answers_with(200, &[("x-wp-total", "101"), ("x-wp-totalpages", "2")], &Value::Array(full));
    script.answers_with(200, &[("x-wp-total", "100"), ("x-wp-totalpages", "1")], &json!([]));
    let batch = site(&script).fetch(ask(None)).unwrap();
    assert_eq!((batch.posts.len(), batch.covered.len(), batch.more), (101, 0, false));
    script.asked();
}

#[test]
fn only_what_wordpress_tells_is_said_of_what_is_gone() {
    let script = Script::new();
    let blog = site(&script);
    let at = PlatformRef("comment-8".to_owned());
    script.answers(200, comment(8, "trash", 0));
    assert_eq!(blog.look(&at).unwrap(), Look::Gone(GoneBy::Us), "only an editor puts things into the bin");
    script.answers(404, json!({ "code": "rest_comment_invalid_id", "data": { "status": 404 } }));
    assert_eq!(blog.look(&at).unwrap(), Look::Gone(GoneBy::Unknown));
    script.answers(401, json!({ "code": "rest_forbidden_context", "data": { "status": 401 } }));
    assert_eq!(blog.look(&at).unwrap_err().kind, OutageKind::Login);
    script.answers(200, comment(8, "hold", 0)).answers(200, me());
    assert!(matches!(blog.look(&at).unwrap(), Look::Standing(seen) if seen.hidden));
    assert_eq!(blog.look(&PlatformRef("8".to_owned())).unwrap_err().kind, OutageKind::Refused);
    script.asked();
}

#[test]
fn a_login_that_may_not_moderate_is_turned_down() {
    let script = Script::new();
    script.answers(200, json!({ "id": 5, "capabilities": { "read": true } }));
    assert_eq!(site(&script).prove().unwrap_err().kind, OutageKind::Permission);
    script.answers(401, json!({ "code": "rest_not_logged_in", "data": { "status": 401 } }));
    assert_eq!(site(&script).prove().unwrap_err().kind, OutageKind::Login);
    script.answers_html(403);
    assert_eq!(site(&script).prove().unwrap_err().kind, OutageKind::Permission, "a firewall's page");
    script.answers(404, json!({ "code": "rest_no_route", "data": { "status": 404 } }));
    assert_eq!(site(&script).prove().unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn a_site_without_pretty_addresses_is_found_too() {
    let script = Script::new();
    script.answers_html(404).answers(200, me());
    script.answers(200, json!({ "name": "Lillviks &amp; vänners blogg", "home": "https://blogg.example" }));
    let found = site(&script).site().unwrap();
    assert_eq!((found.handle.as_str(), found.name.as_str()), ("blogg.example", "Lillviks & vänners blogg"));
    assert_eq!(found.address, "https://blogg.example/?rest_route=");
    assert!(script.asked()[1].starts_with("GET blogg.example/?rest_route=/wp/v2/users/me"));
}

#[test]
fn ev7_replying_hiding_and_taking_away() {
    let script = Script::new();
    let blog = site(&script);
    let at = PlatformRef("comment-8".to_owned());
    script
        .answers(200, comment(8, "approved", 0))
        .answers(201, json!({ "id": 20, "post": 4, "parent": 8, "status": "approved" }));
    let receipt = blog.say(&at, "Hej & välkommen <3").unwrap();
    assert_eq!(receipt.platform_ref, Some(PlatformRef("comment-20".to_owned())));
    let asked = script.asked();
    assert_eq!(
        asked[1],
        r#"POST blogg.example/wp-json/wp/v2/comments password once {"post":4,"parent":8,"content":"Hej &amp; välkommen &lt;3"}"#
    );

    script.answers(200, comment(8, "hold", 0));
    blog.hide(&at).unwrap();
    // Hidden already: WordPress calls that a failure, and it is none.
    let unchanged = || json!({ "code": "rest_comment_failed_edit", "data": { "status": 500 } });
    script.answers(500, unchanged()).answers(200, comment(8, "hold", 0));
    blog.hide(&at).unwrap();
    script.answers(500, unchanged()).answers(200, comment(8, "hold", 0));
    assert_eq!(blog.unhide(&at).unwrap_err().kind, OutageKind::Away);

    script.answers(200, comment(8, "trash", 0));
    blog.take_away(&at).unwrap();
    script.answers(410, json!({ "code": "rest_already_trashed", "data": { "status": 410 } }));
    blog.take_away(&at).unwrap();
    script.answers(404, json!({ "code": "rest_comment_invalid_id", "data": { "status": 404 } }));
    blog.take_away(&at).unwrap();
    script
        .answers(501, json!({ "code": "rest_trash_not_supported", "data": { "status": 501 } }))
        .answers(200, json!({ "deleted": true }));
    blog.take_away(&at).unwrap();
    assert!(script.asked().last().unwrap().contains("force=true"));
    assert_eq!(blog.hide(&PlatformRef("post-4".to_owned())).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn ac15_several_blogs_of_one_installation_are_found() {
    let script = Script::new();
    let blogs = "<?xml version=\"1.0\"?><methodResponse><params><param><value><array><data>
        <value><struct><member><name>url</name><value><string>https://blogg.example/</string></value></member></struct></value>
        <value><struct><member><name>isAdmin</name><value><boolean>0</boolean></value></member>
          <member><name>url</name><value><string>https://blogg.example/skola/</string></value></member></struct></value>
        <value><struct><member><name>url</name><value><string>http://10.0.0.1/</string></value></member></struct></value>
        </data></array></value></param></params></methodResponse>";
    script
        .answers(200, me())
        .answers(200, json!({ "name": "Kommunen", "home": "https://blogg.example" }))
        .answers_bytes(200, blogs.as_bytes())
        .answers(200, me())
        .answers(200, json!({ "name": "Skolan", "home": "https://blogg.example/skola" }));
    let found = site(&script).discover().unwrap();
    let names: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.address.as_str())).collect();
    assert_eq!(
        names,
        [("Kommunen", "https://blogg.example/wp-json"), ("Skolan", "https://blogg.example/skola/wp-json")],
        "an address in the answer that leads into the neighbourhood is not followed"
    );
    let asked = script.asked();
    assert_eq!(
        asked[2], "POST blogg.example/xmlrpc.php nobody xml",
        "the password lies in the question, and in no log"
    );
}

#[test]
fn a_thread_is_closed_where_it_stands_also_when_it_is_a_page() {
    let script = Script::new();
    script
        .answers(404, json!({ "code": "rest_post_invalid_id" }))
        .answers(200, json!({ "id": 9, "comment_status": "closed" }))
        .answers(200, json!({ "id": 9, "comment_status": "open" }));
    let site = site(&script);
    assert!(site.close(&PlatformRef("post-9".into())).unwrap().line.contains("closed"));
    let lost = site.close(&PlatformRef("post-9".into())).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Refused, "a site that says yes and does nothing is not believed");
    assert_eq!(script.asked()[1], "POST blogg.example/wp-json/wp/v2/pages/9 password {\"comment_status\":\"closed\"}");
}
