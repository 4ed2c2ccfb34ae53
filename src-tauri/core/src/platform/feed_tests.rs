use super::*;
use crate::{
    intake::PostKind,
    platform::fake::{Script, login},
};

const RSS: &str = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY ord \"ord\">]><rss version=\"2.0\"><channel><title>Fråga oss</title>
    <lastBuildDate>Sat, 21 Nov 2026 11:00:00 +0000</lastBuildDate>
    <item><title>Badet</title><link>/fraga/1</link><guid isPermaLink=\"false\">q1</guid><author>Lillvik</author>
      <pubDate>Sat, 21 Nov 2026 10:00:00 +0000</pubDate><description>&lt;p&gt;N&amp;auml;r &amp;amp; var?&lt;/p&gt; &ord;</description>
      <enclosure url=\"https://bild.example/hund.jpg\" length=\"3\"/></item>
    <item><title>Utan datum och namn</title></item>
    <item><guid>q1</guid><title>En gång till</title></item>
    <item></item></channel></rss>";

const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"x\"><title>Svar</title>
    <entry><id>e1</id><updated>2026-11-21T10:00:00Z</updated><author><name>Anna</name></author><thr:in-reply-to ref=\"e0\"/>
      <content type=\"xhtml\"><div><p>Hej</p><p>du &lt; jag</p></div></content><link rel=\"alternate\" href=\"https://a.example/1\"/></entry>
    <entry><id>e2</id><published>2026-11-20T10:00:00+01:00</published><title>Utan slut</title><summary>avbr";

fn feed(script: &Arc<Script>) -> Feed {
    let transport = Arc::clone(script) as Arc<dyn Transport>;
    Feed::new("https://fraga.example/rss", "Lillvik", &(&login("")).into(), transport)
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    Ask { since, window_from: now(), now: now() }
}

#[test]
fn rss_is_read_with_what_it_leaves_out() {
    let script = Script::new();
    script.answers_raw(200, &[("etag", "\"1\"")], RSS.as_bytes());
    let batch = feed(&script).fetch(ask(None)).unwrap();
    let told: Vec<_> = batch.posts.iter().map(|post| (post.kind, post.text.as_str())).collect();
    assert_eq!(told, [(PostKind::Post, "Badet\n\nNär & var?\n&ord;"), (PostKind::VisitorPost, "Utan datum och namn")]);
    assert_eq!((batch.trouble.len(), batch.covered.len()), (1, 0), "an empty entry is said, and absence means nothing");
    let first = &batch.posts[0];
    assert_eq!(
        (first.platform_ref.0.as_str(), first.permalink.as_deref()),
        ("q1", Some("https://fraga.example/fraga/1"))
    );
    assert_eq!((first.ours, first.attachments[0].media_type.as_str()), (true, "image/jpeg"));
    assert_eq!(batch.posts[1].posted_at, "2026-11-21T11:00:00Z".parse::<Timestamp>().unwrap(), "as old as its feed");
    assert!(!batch.cursor.unwrap().0.contains("\\\"1"), "what could not be read whole is asked for again");
}

#[test]
fn atom_is_read_as_far_as_it_goes() {
    let script = Script::new();
    script.answers_bytes(200, ATOM.as_bytes());
    let batch = feed(&script).fetch(ask(None)).unwrap();
    let told: Vec<_> =
        batch.posts.iter().map(|post| (post.platform_ref.0.as_str(), post.kind, post.text.as_str())).collect();
    assert_eq!(told, [("e1", PostKind::Comment, "Hej\ndu < jag"), ("e2", PostKind::VisitorPost, "Utan slut\n\navbr")]);
    assert_eq!(batch.posts[0].root.0, "e0");
}

#[test]
fn a_feed_is_asked_whether_it_has_changed() {
    let script = Script::new();
    let whole = RSS.replace("<item></item>", "");
    let headers = [
        ("etag", "\"1\""),
        ("last-modified", "Sat, 21 Nov 2026 11:00:00 GMT"),
        ("cache-control", "public, max-age=900"),
    ];
    script.answers_raw(200, &headers, whole.as_bytes()).answers_raw(304, &headers, b"");
    let feed = feed(&script);
    let first = feed.fetch(ask(None)).unwrap();
    let again = first.allowance.unwrap();
    assert_eq!(again.renewed_at, Some(now() + Duration::minutes(15)), "and left alone as long as it wants");
    let second = feed.fetch(ask(first.cursor.as_ref())).unwrap();
    assert!(second.posts.is_empty() && second.cursor == first.cursor);
    script.asked();
}

#[test]
fn a_move_on_the_same_server_is_remembered_and_one_to_another_is_told() {
    let script = Script::new();
    script
        .answers_raw(301, &[("location", "https://www.fraga.example/ny.xml")], b"")
        .answers_bytes(200, RSS.as_bytes())
        .answers_bytes(200, RSS.as_bytes());
    let feed = feed(&script);
    let first = feed.fetch(ask(None)).unwrap();
    feed.fetch(ask(first.cursor.as_ref())).unwrap();
    let asked = script.asked();
    assert!(asked[1].contains("www.fraga.example/ny.xml") && asked[2].contains("www.fraga.example/ny.xml"));
    for (answer, kind) in [
        ((301, "https://annan.example/"), OutageKind::Refused),
        ((302, "https://fraga.example/rss"), OutageKind::Refused),
        ((410, ""), OutageKind::Refused),
        ((404, ""), OutageKind::NotThere),
        ((503, ""), OutageKind::Away),
    ] {
        let script = Script::new();
        for _ in 0..3 {
            script.answers_raw(answer.0, &[("location", answer.1)], b"");
        }
        let feed = Feed { transport: script, ..feed.clone() };
        assert_eq!(feed.fetch(ask(None)).unwrap_err().kind, kind, "{answer:?}");
    }
}

#[test]
fn a_page_for_people_is_no_feed() {
    for text in ["", "<html><body>Underhåll</body></html>", "{\"a\":1}", "<rss", &"<a>".repeat(100)] {
        let script = Script::new();
        script.answers_bytes(200, text.as_bytes());
        let lost = feed(&script).fetch(ask(None)).unwrap_err();
        assert_eq!(lost.kind, OutageKind::Garbled, "{text}");
        assert!(!lost.cause.contains("Underhåll"));
    }
    let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><item><guid>1</guid><title>B\xe5t</title></item></channel></rss>";
    let script = Script::new();
    script.answers_bytes(200, latin);
    assert_eq!(feed(&script).fetch(ask(None)).unwrap().posts[0].text, "Båt");
}
