use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, Source},
    platform::{
        fake::{Script, login},
        graph::{Usage, judged},
        transport::Answer,
    },
    words::Timestamp,
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::time::Duration;

fn page(script: &Arc<Script>) -> Facebook {
    Facebook::new(
        "https://graph.example/v26.0/",
        "lillvik",
        &(&login("")).into(),
        Arc::clone(script) as Arc<dyn Transport>,
    )
}

fn me() -> Value {
    json!({ "id": "77", "name": "Lillviks kommun", "username": "Lillvik", "category": "Government" })
}

fn now() -> Timestamp {
    "2026-11-21T22:22:00Z".parse().unwrap()
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    Ask { since, window_from: now() - TimeDelta::days(7), now: now() }
}

fn post(id: u32, updated: &str, comments: u32) -> Value {
    json!({ "id": format!("77_{id}"), "message": "Nytt från kommunen", "created_time": "2026-11-20T10:00:00+0000",
        "updated_time": updated, "comments": { "summary": { "total_count": comments } } })
}

fn comment(id: &str, at: &str, parent: Option<&str>) -> Value {
    let mut comment =
        json!({ "id": id, "message": "Hej", "created_time": at, "from": { "id": "5", "name": "Anna B." } });
    if let Some(parent) = parent {
        comment["parent"] = json!({ "id": parent });
    }
    comment
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

/// Nobody tags the Page, and nobody writes to it.
fn no_more(script: &Script) -> &Script {
    script.answers(200, json!({ "data": [] })).answers(200, json!({ "data": [] }))
}

const TODAY: &str = "2026-11-21T12:00:00+0000";

#[test]
fn a_round_lists_posts_and_reads_active_threads_whole() {
    let script = Script::new();
    script
        .answers(200, me())
        .answers(200, json!({ "data": [post(1, TODAY, 3), post(2, "2026-01-01T00:00:00+0000", 4)] }))
        .answers(200, json!({ "data": [] }));
    no_more(&script)
        .answers(200, json!({ "data": [comment("1_11", TODAY, None), comment("12", TODAY, Some("11"))],
            "paging": { "cursors": { "after": "AF=" }, "next": "https://graph.example/x?access_token=hemligt-ord&after=AF%3D" } }))
        .answers(200, json!({ "data": [comment("1_13", TODAY, Some("1_12"))], "paging": { "cursors": { "after": "B" } } }));
    let batch = page(&script).fetch(ask(None)).unwrap();
    // 77_2 was created within the window although nothing has happened since the new year: created counts too.
    assert_eq!(refs(&batch)[..2], ["77_1", "77_2"]);
    let asked = script.asked();
    assert!(asked.iter().all(|line| !line.contains("hemligt-ord") && line.contains("token")), "{asked:#?}");
    assert!(asked[6].contains("after=AF="), "the list goes on where Facebook says, without following its address");
}

#[test]
fn a_thread_is_covered_only_when_it_was_listed_to_its_end() {
    let script = Script::new();
    script.answers(200, me()).answers(200, json!({ "data": [post(1, TODAY, 2)] })).answers(200, json!({ "data": [] }));
    no_more(&script)
        .answers(200, json!({ "data": [comment("1_11", TODAY, None), comment("1_12", TODAY, Some("1_11"))] }));
    let facebook = page(&script);
    let batch = facebook.fetch(ask(None)).unwrap();
    assert_eq!(refs(&batch), ["77_1", "1_11", "1_12"]);
    let kinds: Vec<&str> = batch.posts.iter().map(|post| post.kind.word()).collect();
    assert_eq!(kinds, ["post", "comment", "reply"]);
    assert_eq!(batch.posts[1].parent, Some(PlatformRef("77_1".to_owned())), "a comment answers the post");
    assert_eq!(batch.covered.len(), 1);
    assert!(batch.covered[0].since < batch.posts[1].posted_at);
    assert!(!batch.more && batch.trouble.is_empty(), "{:?}", batch.trouble);
    script.asked();

    // An empty list where there should be comments proves nothing.
    script.answers(200, me()).answers(200, json!({ "data": [post(1, TODAY, 2)] })).answers(200, json!({ "data": [] }));
    no_more(&script).answers(200, json!({ "data": [] }));
    let batch = facebook.fetch(ask(batch.cursor.as_ref())).unwrap();
    assert!(batch.covered.is_empty());
    assert_eq!(batch.trouble, ["thread 77_1 should hold 2 comments and shows none"]);
}

#[test]
fn a_post_that_is_gone_takes_its_thread_with_it_unless_nothing_is_seen_at_all() {
    let gone = json!({ "error": { "code": 100, "error_subcode": 33, "type": "GraphMethodException", "message": "…" } });
    let empty = || json!({ "data": [] });
    let script = Script::new();
    script
        .answers(200, me())
        .answers(200, empty())
        .answers(200, json!({ "data": [post(1, TODAY, 0), post(2, TODAY, 0)] }));
    no_more(&script).answers(200, empty()).answers(200, empty());
    let facebook = page(&script);
    let first = facebook.fetch(ask(None)).unwrap();
    assert_eq!(first.posts.iter().map(|post| post.kind.word()).collect::<Vec<_>>(), ["visitor_post", "visitor_post"]);
    let cursor = first.cursor;

    script.answers(200, me()).answers(200, empty()).answers(200, json!({ "data": [post(2, TODAY, 0)] }));
    no_more(&script).answers(200, empty()).answers(400, gone.clone());
    let second = facebook.fetch(ask(cursor.as_ref())).unwrap();
    let covered: Vec<_> =
        second.covered.iter().map(|covered| (covered.root.0.as_str(), covered.since.timestamp())).collect();
    assert!(covered.contains(&("77_1", 0)), "it is missing from its very beginning: {covered:?}");

    script.answers(200, me()).answers(200, empty()).answers(200, empty());
    no_more(&script).answers(400, gone.clone()).answers(400, gone);
    let third = facebook.fetch(ask(cursor.as_ref())).unwrap();
    assert!(third.covered.is_empty(), "where nothing at all is seen, it is the sight that is gone");
    assert_eq!(third.trouble.len(), 2);
    assert!(!third.more, "and the round ends all the same");
}

#[test]
fn a_long_thread_is_read_over_many_calls_without_loss_or_doubling() {
    let script = Script::new();
    let at = |n: u32| format!("2026-11-21T{:02}:{:02}:{:02}+0000", n / 3600, n / 60 % 60, n % 60);
    let pages: Vec<Value> = (0..6)
        .map(|page| {
            let data: Vec<Value> =
                (page * 100..page * 100 + 100).map(|n| comment(&format!("1_{n}"), &at(n), None)).collect();
            let mut value = json!({ "data": data, "paging": { "cursors": { "after": format!("p{page}") } } });
            if page < 5 {
                value["paging"]["next"] = "https://graph.example/next".into();
            }
            value
        })
        .collect();
    script
        .answers(200, me())
        .answers(200, json!({ "data": [post(1, TODAY, 600)] }))
        .answers(200, json!({ "data": [] }));
    no_more(&script);
    pages.iter().take(4).for_each(|page| {
        script.answers(200, page.clone());
    });
    let first = page(&script).fetch(ask(None)).unwrap();
    assert!(first.more && first.covered.is_empty(), "not at its end yet");
    script.asked();
    // The program dies and starts again: another connection, the same cursor. The login is asked for once more.
    script.answers(200, me()).answers(200, pages[4].clone()).answers(200, pages[5].clone());
    let second = page(&script).fetch(ask(first.cursor.as_ref())).unwrap();
    assert!(script.asked()[1].contains("after=p3"));
    assert!(!second.more);
    assert_eq!(first.posts.len() + second.posts.len(), 601);
    let since = second.covered[0].since;
    let promised = first.posts.iter().filter(|post| post.posted_at >= since).count();
    assert_eq!(promised, 0, "nothing that came in the first batch is promised to be in the second");
}

#[test]
fn an_outage_in_the_middle_keeps_what_was_read() {
    let script = Script::new();
    let limited = json!({ "error": { "code": 32, "message": "(#32) Page request limit reached" } });
    let usage =
        json!({ "77": [{ "type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19 }] }).to_string();
    script.answers(200, me()).answers(200, json!({ "data": [post(1, TODAY, 2)] }));
    script.answers_with(400, &[("x-business-use-case-usage", &usage)], &limited);
    let facebook = page(&script);
    let batch = facebook.fetch(ask(None)).unwrap();
    assert_eq!((refs(&batch), batch.more), (vec!["77_1"], true));
    let rest = facebook.fetch(ask(batch.cursor.as_ref())).unwrap_err();
    assert_eq!((rest.kind, rest.try_again_after), (OutageKind::Limited, Some(Duration::from_secs(19 * 60))));
    script.asked();
    script.answers_with(400, &[("x-business-use-case-usage", &usage)], &limited);
    let lost = facebook.fetch(ask(batch.cursor.as_ref())).unwrap_err();
    assert_eq!((lost.kind, lost.try_again_after), (OutageKind::Limited, Some(Duration::from_secs(19 * 60))));
}

#[test]
fn facebooks_codes_say_what_is_to_be_done() {
    let cases = [
        (190, 463, 400, OutageKind::Login),
        (102, 0, 400, OutageKind::Login),
        (10, 0, 403, OutageKind::Permission),
        (200, 0, 403, OutageKind::Permission),
        (299, 0, 403, OutageKind::Permission),
        (4, 0, 400, OutageKind::Limited),
        (613, 0, 400, OutageKind::Limited),
        (80001, 0, 400, OutageKind::Limited),
        (1, 0, 500, OutageKind::Away),
        (2, 0, 200, OutageKind::Away),
        (100, 33, 400, OutageKind::NotThere),
        (803, 0, 404, OutageKind::NotThere),
        (100, 0, 400, OutageKind::Refused),
        (368, 0, 400, OutageKind::Refused),
        (10, 1893063, 400, OutageKind::Refused),
        (10, 2018278, 400, OutageKind::ByHand),
        (190, 492, 400, OutageKind::Permission),
    ];
    for (code, sub, status, kind) in cases {
        let error = json!({ "error": { "code": code, "error_subcode": sub, "message": "Jag vet var du bor" } });
        let answer = Answer { status, headers: Vec::new(), bytes: error.to_string().into_bytes() };
        let lost = judged(&answer, &Usage::default()).unwrap_err();
        assert_eq!((lost.kind, lost.cause), (kind, format!("Facebook {code}/{sub} (HTTP {status})")));
    }
    let html = |status| Answer {
        status,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        bytes: b"<html>".to_vec(),
    };
    assert_eq!(judged(&html(200), &Usage::default()).unwrap_err().kind, OutageKind::Garbled);
    assert_eq!(judged(&html(502), &Usage::default()).unwrap_err().kind, OutageKind::Away);
}

#[test]
fn a_persons_token_and_another_pages_token_are_turned_down() {
    let script = Script::new();
    let nonexistent =
        json!({ "error": { "code": 100, "message": "(#100) Tried accessing nonexistent field (category)" } });
    script.answers(400, nonexistent);
    assert_eq!(
        page(&script).prove().unwrap_err().kind,
        OutageKind::Permission,
        "a person's token would show empty lists"
    );
    script.answers(200, json!({ "id": "78", "name": "Grannkommunen", "username": "grannkommunen" }));
    assert_eq!(page(&script).prove().unwrap_err().kind, OutageKind::Permission);
}

#[test]
fn a_reply_goes_under_the_comment_and_is_read_back() {
    let script = Script::new();
    let facebook = page(&script);
    let to = PlatformRef("1_11".to_owned());
    script.answers(200, json!({ "id": "1_99" })).answers(200, json!({ "id": "1_99", "parent": { "id": "1_11" } }));
    let receipt = facebook.say(&to, "Hej Anna!").unwrap();
    assert_eq!(
        (receipt.platform_ref, receipt.line.as_str()),
        (Some(PlatformRef("1_99".to_owned())), "1_99 answers 1_11")
    );
    assert_eq!(
        script.asked(),
        [
            "POST graph.example/v26.0/1_11/comments token once message=Hej Anna!",
            "GET graph.example/v26.0/1_99?fields=id,parent{id} token",
        ]
    );
    for answer in [json!({ "success": true }), json!({ "id": "11" }), json!({})] {
        script.answers(200, answer);
        let lost = facebook.say(&to, "Hej Anna!").unwrap_err();
        assert!(
            lost.may_have_happened && lost.kind == OutageKind::Garbled,
            "it may have reworded the citizen's comment: a person looks"
        );
        script.asked();
    }
    script.answers(500, json!({ "error": { "code": 2, "is_transient": true } }));
    assert!(facebook.say(&to, "Hej").unwrap_err().may_have_happened, "an error of Facebook's own does not tell");
    script.answers(403, json!({ "error": { "code": 200 } }));
    assert!(!facebook.say(&to, "Hej").unwrap_err().may_have_happened, "a no is a no");
}

#[test]
fn ev7_hiding_showing_and_taking_away_may_be_repeated() {
    let script = Script::new();
    let facebook = page(&script);
    let comment = PlatformRef("1_11".to_owned());
    let done = || json!({ "success": true });
    script.answers(200, done()).answers(200, done()).answers(200, done());
    facebook.hide(&comment).unwrap();
    facebook.unhide(&comment).unwrap();
    facebook.take_away(&comment).unwrap();
    assert_eq!(
        script.asked(),
        [
            "POST graph.example/v26.0/1_11 token is_hidden=true",
            "POST graph.example/v26.0/1_11 token is_hidden=false",
            "DELETE graph.example/v26.0/1_11 token",
        ]
    );
    script.answers(200, json!({ "success": false }));
    assert_eq!(facebook.take_away(&comment).unwrap_err().kind, OutageKind::Refused);
    let gone = || json!({ "error": { "code": 100, "error_subcode": 33 } });
    script.answers(400, gone()).answers(200, me());
    facebook.take_away(&comment).unwrap();
    script.answers(400, gone()).answers(401, json!({ "error": { "code": 190 } }));
    assert_eq!(facebook.take_away(&comment).unwrap_err().kind, OutageKind::Login, "out of sight is not taken away");
    assert_eq!(facebook.hide(&PlatformRef("../me".to_owned())).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn a_look_says_standing_hidden_or_gone() {
    let script = Script::new();
    let facebook = page(&script);
    let at = PlatformRef("1_11".to_owned());
    let mut hidden = comment("1_11", TODAY, None);
    hidden["is_hidden"] = true.into();
    script.answers(200, me()).answers(200, hidden);
    let Look::Standing(seen) = facebook.look(&at).unwrap() else { panic!("it stands") };
    assert!(seen.hidden && seen.root.0 == "77_1");
    script.answers(400, json!({ "error": { "code": 100, "error_subcode": 33 } })).answers(200, me());
    assert_eq!(facebook.look(&at).unwrap(), Look::Gone(GoneBy::Unknown), "Facebook does not tell who took it");
    script
        .answers(400, json!({ "error": { "code": 100, "error_subcode": 33 } }))
        .answers(401, json!({ "error": { "code": 190 } }));
    assert_eq!(facebook.look(&at).unwrap_err().kind, OutageKind::Login);
    script.asked();
}

#[test]
fn a_picture_keeps_its_name_though_its_address_changes() {
    let script = Script::new();
    let facebook = page(&script);
    let item = |sign: &str| {
        let mut item = comment("1_11", TODAY, None);
        item["attachment"] = json!({ "type": "photo", "media": { "image": { "src": format!("https://scontent.example/v/215_n.jpg?oh={sign}") } } });
        item
    };
    let root = decode::Root { id: "77_1".to_owned() };
    let own = decode::Page { id: "77".to_owned(), name: None };
    let seen = |sign| decode::comment(&item(sign), &root, &own).unwrap().attachments;
    assert_eq!(seen("a"), seen("b"));
    assert_eq!(
        (seen("a")[0].address.as_str(), seen("a")[0].media_type.as_str()),
        ("facebook:1_11/215_n.jpg", "image/jpeg")
    );
    script.answers(200, me()).answers(200, item("c")).answers_with(
        200,
        &[("content-type", "image/jpeg")],
        &json!("bytes"),
    );
    let file = facebook.attachment("facebook:1_11/215_n.jpg").unwrap();
    assert_eq!(file.media_type, "image/jpeg");
    assert_eq!(script.asked()[2], "GET scontent.example/v/215_n.jpg?oh=c nobody", "the token stays at home");
}

#[test]
fn odd_answers_end_and_nothing_goes_round_for_ever() {
    let ring = json!({ "data": [], "paging": { "cursors": { "after": "same" }, "next": "https://graph.example/x" } });
    let script = Script::new();
    script
        .answers(200, me())
        .answers(200, json!({ "data": [post(1, TODAY, 0), { "id": 5 }, null, "text", { "id": "../x" }] }));
    script.answers(200, json!({ "data": { "0": {} }, "paging": [] }));
    no_more(&script).answers(200, ring.clone()).answers(200, ring);
    let batch = page(&script).fetch(ask(None)).unwrap();
    assert_eq!((refs(&batch), batch.more, batch.covered.len()), (vec!["77_1"], false, 0));
    assert_eq!(batch.trouble.len(), 5, "{:?}", batch.trouble);
    script.asked();
    script.answers_html(200);
    let lost = page(&script).fetch(ask(None)).unwrap_err();
    assert_eq!(
        (lost.kind, lost.cause.as_str()),
        (OutageKind::Garbled, "HTTP 200: 9 bytes of a page for people, and not JSON")
    );
}

#[test]
fn messages_are_taken_in_and_marked_as_seen_by_nobody_else() {
    let script = Script::new();
    let message = |id: &str, from: &str, text: &str| {
        json!({ "id": id, "created_time": TODAY, "from": { "id": from, "name": "Anna B." }, "message": text,
            "to": { "data": [{ "id": "77" }] }, "attachments": { "data": [{ "id": "651", "mime_type": "image/jpeg", "name": "bild",
                "image_data": { "url": "https://scontent.example/a.jpg?oh=1" } }] } })
    };
    let empty = || json!({ "data": [] });
    script.answers(200, me()).answers(200, empty()).answers(200, empty());
    script
        .answers(200, json!({ "data": [{ "id": "99_5", "message": "Tack @Lillvik", "tagged_time": TODAY }] }))
        .answers(200, json!({ "data": [{ "id": "t_1", "updated_time": TODAY }, { "id": "t_2", "updated_time": "2020-01-01T00:00:00+0000" }] }))
        .answers(200, json!({ "data": [message("m_2", "77", "Hej Anna"), message("m_1", "5", "Hej")] }));
    let facebook = page(&script);
    let batch = facebook.fetch(ask(None)).unwrap();
    let seen: Vec<_> = batch.posts.iter().map(|post| (post.kind.word(), post.ours, post.openly_visible)).collect();
    assert_eq!(seen, [("mention", false, true), ("direct_message", true, false), ("direct_message", false, false)]);
    assert_eq!(batch.posts[2].attachments[0].address, "message:m_1/651");
    assert_eq!(batch.covered[0].root.0, "t_1", "a message that is taken back will be missed");
    script.asked();

    // Meta closes the window for programs after a day, and for people after seven.
    let late = json!({ "error": { "code": 10, "error_subcode": 2018278 } });
    script.answers(200, message("m_1", "5", "Hej")).answers(400, late.clone());
    script.answers(200, json!({ "recipient_id": "5", "message_id": "m_3" }));
    let receipt = facebook.say(&PlatformRef("m_1".to_owned()), "Hej!").unwrap();
    assert_eq!(receipt.platform_ref, Some(PlatformRef("m_3".to_owned())));
    assert!(script.asked()[2].ends_with("messaging_type=MESSAGE_TAG&tag=HUMAN_AGENT"));
    script.answers(200, message("m_1", "5", "Hej")).answers(400, late.clone()).answers(400, late);
    assert_eq!(facebook.say(&PlatformRef("m_1".to_owned()), "Hej!").unwrap_err().kind, OutageKind::ByHand);
    script.asked();
    script.answers(200, message("m_1", "5", "Hej")).answers(200, json!("bytes"));
    facebook.attachment("message:m_1/651").unwrap();
    assert_eq!(script.asked()[1], "GET scontent.example/a.jpg?oh=1 nobody");
}

#[test]
fn what_may_not_be_read_beside_does_not_stand_in_the_way() {
    let script = Script::new();
    let no = || json!({ "error": { "code": 200 } });
    script.answers(200, me()).answers(200, json!({ "data": [post(1, TODAY, 0)] })).answers(200, json!({ "data": [] }));
    script.answers(403, no()).answers(403, no()).answers(200, json!({ "data": [] }));
    let batch = page(&script).fetch(ask(None)).unwrap();
    assert_eq!((refs(&batch), batch.more, batch.trouble.len()), (vec!["77_1"], false, 2));
}

#[test]
fn ev7_an_author_is_shut_out_and_let_in_again_and_facebook_agrees() {
    let script = Script::new();
    let facebook = page(&script);
    let post = PlatformRef("1_11".to_owned());
    script.answers(200, me()).answers(200, json!({ "5": true })).answers(200, json!({ "success": true }));
    script.answers(200, json!({ "data": [{ "id": "5" }] })).answers(200, json!({ "data": [] }));
    facebook.block("5", &post).unwrap();
    facebook.unblock("5").unwrap();
    assert_eq!(facebook.is_blocked("5").unwrap(), Some(true));
    assert_eq!(facebook.is_blocked("5").unwrap(), Some(false));
    assert_eq!(
        script.asked()[1..3],
        ["POST graph.example/v26.0/77/blocked token user=5", "DELETE graph.example/v26.0/77/blocked?user=5 token"]
    );
    assert_eq!(facebook.block("../5", &post).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn what_is_left_of_the_allowance_is_passed_on() {
    let script = Script::new();
    let usage =
        json!({ "77": [{ "type": "pages", "call_count": 41, "estimated_time_to_regain_access": 0 }] }).to_string();
    let header = [("x-business-use-case-usage", usage.as_str())];
    for answer in [me(), json!({ "data": [] }), json!({ "data": [] }), json!({ "data": [] }), json!({ "data": [] })] {
        script.answers_with(200, &header, &answer);
    }
    let batch = page(&script).fetch(ask(None)).unwrap();
    assert_eq!(batch.allowance.unwrap().used, Some(41));
}
