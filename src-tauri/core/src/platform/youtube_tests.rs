use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, Source},
    platform::fake::{Script, login},
};
use chrono::TimeDelta;
use serde_json::json;

fn account(script: &Arc<Script>) -> YouTube {
    let held = HeldLogin::from(&login(""));
    YouTube::new("https://tube.example/youtube/v3", "lillvik", &held, Arc::clone(script) as Arc<dyn Transport>)
}

fn mine() -> Value {
    json!({ "items": [{ "id": "UC77", "snippet": { "title": "Lillvik", "customUrl": "@lillvik" },
        "contentDetails": { "relatedPlaylists": { "uploads": "UU77" } } }] })
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    let now = "2026-11-21T22:22:00Z".parse().unwrap();
    Ask { since, window_from: now - TimeDelta::days(7), now }
}

fn comment(id: &str, text: &str) -> Value {
    json!({ "id": id, "snippet": { "authorDisplayName": "Anna B.", "authorChannelId": { "value": "UC5" }, "textDisplay": text,
        "videoId": "video000001", "publishedAt": "2026-11-21T12:00:00Z", "updatedAt": "2026-11-21T12:00:00Z" } })
}

fn thread(top: &str, replies: &[&str], total: u64) -> Value {
    let replies: Vec<Value> = replies.iter().map(|id| comment(id, "Svar")).collect();
    json!({ "id": top, "snippet": { "videoId": "video000001", "topLevelComment": comment(top, "Hej"), "totalReplyCount": total },
        "replies": { "comments": replies } })
}

fn listed(items: &[Value]) -> Value {
    json!({ "items": items })
}

fn video() -> Value {
    json!({ "snippet": { "title": "Fullmäktige", "publishedAt": "2026-11-20T18:00:00Z", "resourceId": { "videoId": "video000001" } } })
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

const TOP: &str = "UgyLillvik0001";

#[test]
fn three_passes_and_the_answers_that_did_not_come_along() {
    let script = Script::new();
    script
        .answers(200, mine())
        .answers(200, listed(&[video()]))
        .answers(200, listed(&[thread(TOP, &["UgyLillvik0001.a"], 2)]))
        .answers(200, listed(&[thread("UgyLillvik0002", &[], 0)]))
        .answers(200, listed(&[thread("UgyLillvik0003", &[], 0)]))
        .answers(200, listed(&[comment("UgyLillvik0001.a", "Svar"), comment("UgyLillvik0001.b", "Svar till")]));
    let batch = account(&script).fetch(ask(None)).unwrap();
    assert_eq!(
        refs(&batch),
        ["video000001", TOP, "UgyLillvik0002", "UgyLillvik0003", "UgyLillvik0001.a", "UgyLillvik0001.b"],
        "each once, also what came along and was listed again"
    );
    let hidden: Vec<bool> = batch.posts.iter().map(|post| post.hidden).collect();
    assert_eq!(hidden, [false, false, true, true, false, false], "held back and taken for spam are hidden");
    assert_eq!(batch.posts[4].parent, Some(PlatformRef(TOP.to_owned())));
    assert_eq!((batch.covered.len(), batch.covered[0].root.0.as_str()), (1, "video000001"));
    let asked = script.asked();
    for (line, pass) in asked[2..5].iter().zip(["published", "heldForReview", "likelySpam"]) {
        assert!(line.contains(&format!("moderationStatus={pass}")), "{line}");
    }
    assert!(asked[5].contains(&format!("parentId={TOP}")));

    // A comment that is not in any of the passes any more is missed, by the video it stood under.
    script.answers(200, mine()).answers(200, listed(&[video()]));
    (0..3).for_each(|_| {
        script.answers(200, listed(&[]));
    });
    let next = account(&script).fetch(ask(batch.cursor.as_ref())).unwrap();
    assert_eq!(next.covered.iter().map(|covered| covered.root.0.as_str()).collect::<Vec<_>>(), ["video000001"]);
}

#[test]
fn an_unreadable_comment_covers_nothing() {
    let script = Script::new();
    script.answers(200, mine()).answers(200, listed(&[video()]));
    script.answers(200, listed(&[thread(TOP, &[], 0), json!({ "id": "x", "snippet": {} })]));
    script.answers(200, listed(&[])).answers(200, listed(&[]));
    let batch = account(&script).fetch(ask(None)).unwrap();
    assert_eq!((refs(&batch).len(), batch.trouble.len(), batch.covered.len()), (2, 1, 0));
}

#[test]
fn ev7_an_answer_goes_to_the_top_and_rejecting_keeps_the_id() {
    let script = Script::new();
    let account = account(&script);
    let nested = PlatformRef("UgyLillvik0001.a".to_owned());
    script.answers(200, comment("UgyLillvik0001.c", "Hej!"));
    let receipt = account.say(&nested, "Hej!").unwrap();
    assert_eq!(receipt.line, "UgyLillvik0001.c stands under UgyLillvik0001, which UgyLillvik0001.a answers");
    script.answers(204, json!("")).answers(200, mine()).answers(200, listed(&[]));
    account.hide(&nested).unwrap();
    assert_eq!(account.look(&nested).unwrap(), Look::Unclear, "rejected by us: YouTube shows it to nobody");
    let asked = script.asked();
    assert_eq!(
        asked[1],
        "POST tube.example/youtube/v3/comments/setModerationStatus?id=UgyLillvik0001.a&moderationStatus=rejected token "
    );
    script.answers(200, listed(&[]));
    let other = PlatformRef("UgyLillvik0009".to_owned());
    assert_eq!(account.look(&other).unwrap(), Look::Gone(GoneBy::Unknown));
    script.answers(204, json!(""));
    account.block("UC5", &nested).unwrap();
    assert!(script.asked()[1].contains("moderationStatus=rejected&banAuthor=true"));
    assert_eq!(account.unblock("UC5").unwrap_err().kind, OutageKind::Refused, "no call lets anybody in again");
    assert_eq!(account.hide(&PlatformRef("video000001".to_owned())).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn youtubes_reasons_say_what_is_to_be_done() {
    let answer = |status: u16, reason: &str| Answer {
        status,
        headers: vec![("date".to_owned(), "Sat, 21 Nov 2026 12:00:00 GMT".to_owned())],
        bytes:
            json!({ "error": { "code": status, "message": "Jag vet var du bor", "errors": [{ "reason": reason }] } })
                .to_string()
                .into_bytes(),
    };
    for (status, reason, kind) in [
        (403, "quotaExceeded", OutageKind::Limited),
        (403, "rateLimitExceeded", OutageKind::Limited),
        (403, "commentsDisabled", OutageKind::Refused),
        (403, "forbidden", OutageKind::Permission),
        (404, "commentNotFound", OutageKind::NotThere),
        (400, "processingFailure", OutageKind::Away),
        (400, "operationNotSupported", OutageKind::Refused),
        (401, "authError", OutageKind::Login),
        (500, "backendError", OutageKind::Away),
    ] {
        let lost = judged(&answer(status, reason)).unwrap_err();
        assert_eq!((lost.kind, lost.cause), (kind, format!("YouTube {reason} (HTTP {status})")));
    }
    // Noon in Greenwich is four in the morning in California.
    let spent = judged(&answer(403, "quotaExceeded")).unwrap_err();
    assert_eq!(spent.try_again_after, Some(std::time::Duration::from_secs(20 * 3600)));
}
