//! Small archives, made here, in the shapes that the platforms' own have.

use super::*;
use std::io::Cursor;

fn opened(bytes: Vec<u8>) -> Archive<Cursor<Vec<u8>>> {
    open(Cursor::new(bytes)).unwrap()
}

fn lines(archive: &Archive<Cursor<Vec<u8>>>) -> Vec<(String, PostKind, bool, String)> {
    archive.items.iter().map(|item| (item.author.clone(), item.kind, item.ours, item.text.clone())).collect()
}

#[test]
fn in8_a_page_s_export_from_facebook_with_its_letters_mended() {
    let messages = br#"{"participants":[{"name":"Anna \u00c3\u0085"},{"name":"Lillviks kommun"}],
        "messages":[{"sender_name":"Lillviks kommun","timestamp_ms":1761991260000,"content":"Hej Anna!"},
                    {"sender_name":"Anna \u00c3\u0085","timestamp_ms":1761991200000,"content":"N\u00c3\u00a4r \u00c3\u00b6ppnar ni?",
                     "photos":[{"uri":"messages/photos/1.png"}]}],
        "thread_path":"inbox/anna_1"}"#;
    let posts = br#"[{"timestamp":1761900000,"data":[{"post":"Badhuset \u00c3\u00a4r st\u00c3\u00a4ngt"}]},
                     {"timestamp":1761900001,"data":[{}]}]"#;
    let mut archive = opened(zip::made(&[
        ("this_profile/messages/inbox/anna_1/message_1.json", messages),
        ("this_profile/posts/profile_posts_1.json", posts),
        ("messages/photos/1.png", b"\x89PNG\r\n\x1a\n"),
    ]));
    assert_eq!((archive.kind, archive.left_out), (Kind::Facebook, 1), "a post without words or file is no post");
    assert_eq!(
        lines(&archive),
        [
            (String::new(), PostKind::Post, true, "Badhuset är stängt".to_owned()),
            ("Anna Å".to_owned(), PostKind::DirectMessage, false, "När öppnar ni?".to_owned()),
            ("Lillviks kommun".to_owned(), PostKind::DirectMessage, true, "Hej Anna!".to_owned()),
        ]
    );
    let asked = archive.items[1].clone();
    let (files, missing) = archive.files_of(&asked);
    assert_eq!((files[0].name.as_str(), missing), ("1.png", 0));
    assert_eq!(asked.root, archive.items[2].root, "a conversation is one thread");
}

#[test]
fn in8_an_archive_from_x_with_its_messages_and_pictures() {
    let tweets = br#"window.YTD.tweets.part0 = [
      {"tweet":{"id_str":"11","full_text":"Badhuset &amp; biblioteket","created_at":"Sat Nov 01 10:00:00 +0000 2025"}},
      {"tweet":{"id_str":"12","full_text":"@anna Ja.","created_at":"Sat Nov 01 11:00:00 +0000 2025","in_reply_to_status_id_str":"9"}},
      {"tweet":{"id_str":"13","full_text":"RT @storvik: hej","created_at":"Sat Nov 01 12:00:00 +0000 2025"}}]"#;
    let messages = br#"window.YTD.direct_messages.part0 = [{"dmConversation":{"conversationId":"7-8","messages":[
      {"messageCreate":{"id":"21","senderId":"8","text":"Hej?","createdAt":"2025-11-01T09:00:00.000Z"}},
      {"messageCreate":{"id":"22","senderId":"7","text":"Hej!","createdAt":"2025-11-01T09:05:00.000Z"}}]}}]"#;
    let mut archive = opened(zip::made(&[
        ("data/account.js", br#"window.YTD.account.part0 = [{"account":{"accountId":"7","username":"lillvik"}}]"#),
        ("data/tweets.js", tweets),
        ("data/direct-messages.js", messages),
        ("data/tweets_media/11-bad.jpg", b"\xff\xd8\xff"),
    ]));
    assert_eq!((archive.kind, archive.left_out), (Kind::X, 1), "what was passed on is somebody else's");
    let said: Vec<_> = lines(&archive).into_iter().map(|(_, kind, ours, text)| (kind, ours, text)).collect();
    assert_eq!(
        said,
        [
            (PostKind::DirectMessage, false, "Hej?".to_owned()),
            (PostKind::DirectMessage, true, "Hej!".to_owned()),
            (PostKind::Post, true, "Badhuset & biblioteket".to_owned()),
            (PostKind::Reply, true, "@anna Ja.".to_owned()),
        ]
    );
    assert_eq!(archive.items[2].permalink, "https://x.com/lillvik/status/11");
    let post = archive.items[2].clone();
    assert_eq!(archive.files_of(&post).0[0].name, "11-bad.jpg");
}

#[test]
fn in8_a_mastodon_outbox_and_what_was_meant_for_one_only() {
    let outbox = r#"{"orderedItems":[
      {"type":"Announce","object":"https://x"},
      {"type":"Create","object":{"id":"https://s.example/users/l/statuses/5","url":"https://s.example/@l/5",
        "attributedTo":"https://s.example/users/lillvik","published":"2025-11-01T10:00:00Z",
        "content":"<p>Hej &lt;alla&gt;</p><p>rad två</p>","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[]}},
      {"type":"Create","object":{"id":"https://s.example/users/l/statuses/6","published":"2025-11-01T11:00:00Z",
        "inReplyTo":"https://other.example/users/a/statuses/1","content":"Bara du","to":["https://other.example/users/a"]}}]}"#;
    let archive = opened(outbox.as_bytes().to_vec());
    assert_eq!((archive.kind, archive.left_out, archive.items.len()), (Kind::Mastodon, 1, 2));
    assert_eq!((archive.items[0].name.as_str(), archive.items[0].text.as_str()), ("5", "Hej <alla>\nrad två"));
    assert_eq!(archive.items[1].kind, PostKind::DirectMessage);
}

/// A blog with one post, one page, a draft, and comments of every standing.
const BLOG: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.6" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Lillvik</title><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://blogg.example</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[kom]]></wp:author_login><wp:author_email><![CDATA[kom@lillvik.example]]></wp:author_email><wp:author_display_name><![CDATA[Kommunikation]]></wp:author_display_name></wp:author>
<item><title><![CDATA[Nya tider &amp; priser]]></title><link>https://blogg.example/nya-tider/</link><dc:creator><![CDATA[kom]]></dc:creator>
 <content:encoded><![CDATA[<!-- wp:paragraph -->
<p>Badhuset öppnar <a href="https://blogg.example/sju">sju</a>.</p>
<!-- /wp:paragraph -->]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
 <wp:post_id>4</wp:post_id><wp:post_date>2025-11-01 11:00:00</wp:post_date><wp:post_date_gmt>2025-11-01 10:00:00</wp:post_date_gmt>
 <wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_password><![CDATA[hemligt]]></wp:post_password>
 <wp:comment><wp:comment_id>31</wp:comment_id><wp:comment_author><![CDATA[Anna &amp; Bo]]></wp:comment_author><wp:comment_date>2025-11-01 12:00:00</wp:comment_date><wp:comment_date_gmt>2025-11-01 11:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[Varför så tidigt?
Rad två <b>fet</b>]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
 <wp:comment><wp:comment_id>32</wp:comment_id><wp:comment_author>Kommunikation</wp:comment_author><wp:comment_date_gmt>2025-11-01 12:00:00</wp:comment_date_gmt><wp:comment_content>Många bad om det.</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type><wp:comment_parent>31</wp:comment_parent><wp:comment_user_id>2</wp:comment_user_id></wp:comment>
 <wp:comment><wp:comment_id>33</wp:comment_id><wp:comment_author>Spam</wp:comment_author><wp:comment_date_gmt>2025-11-01 13:00:00</wp:comment_date_gmt><wp:comment_content>Köp klockor</wp:comment_content><wp:comment_approved>spam</wp:comment_approved><wp:comment_type>comment</wp:comment_type></wp:comment>
 <wp:comment><wp:comment_id>34</wp:comment_id><wp:comment_author>Cia</wp:comment_author><wp:comment_date>2025-11-01 15:00:00</wp:comment_date><wp:comment_date_gmt>0000-00-00 00:00:00</wp:comment_date_gmt><wp:comment_content>Bortslängt</wp:comment_content><wp:comment_approved>trash</wp:comment_approved></wp:comment>
 <wp:comment><wp:comment_id>35</wp:comment_id><wp:comment_author>Annan blogg</wp:comment_author><wp:comment_date_gmt>2025-11-01 15:00:00</wp:comment_date_gmt><wp:comment_content>[…] länk […]</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>pingback</wp:comment_type></wp:comment>
</item>
<item><title>Utkast</title><wp:post_id>5</wp:post_id><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Kontakt</title><link>https://blogg.example/kontakt/</link><dc:creator>kom</dc:creator><content:encoded>Ring oss.

Eller skriv.</content:encoded><wp:post_id>7</wp:post_id><wp:post_date_gmt>2025-10-01 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
</channel></rss>"#;

#[test]
fn in8_a_blog_s_export_from_wordpress_with_its_threads_and_what_was_thrown_away() {
    let archive = opened(BLOG.as_bytes().to_vec());
    assert_eq!((archive.kind, archive.left_out), (Kind::WordPress, 2), "a draft and a notice are no posts");
    let told = |item: &Item| {
        let parent = item.parent.clone().unwrap_or_default();
        format!(
            "{} {parent} {:?} {:?} {} {}",
            item.name,
            item.kind,
            item.standing,
            item.ours,
            item.posted_at.format("%d %H:%M")
        )
    };
    assert_eq!(
        archive.items.iter().map(told).collect::<Vec<_>>(),
        [
            "post-7  Post Standing true 01 10:00",
            "post-4  Post Standing true 01 10:00",
            "comment-31 post-4 Comment Standing false 01 11:00",
            "comment-32 comment-31 Reply Standing true 01 12:00",
            "comment-33 post-4 Comment Hidden false 01 13:00",
            "comment-34 post-4 Comment Gone false 01 14:00",
        ]
    );
    let [contact, post, comment, ..] = archive.items.as_slice() else { panic!("there are six") };
    assert_eq!(post.text, "Nya tider & priser\n\nBadhuset öppnar sju (https://blogg.example/sju).");
    assert_eq!(contact.text, "Kontakt\n\nRing oss.\n\nEller skriv.");
    assert_eq!((post.author.as_str(), comment.author.as_str()), ("Kommunikation", "Anna & Bo"));
    assert_eq!(comment.text, "Varför så tidigt?\nRad två fet");
    assert_eq!(comment.permalink, "https://blogg.example/nya-tider/#comment-31");
    assert_eq!(comment.root.as_deref(), Some("post-4"));
    assert!(!post.raw.contains("hemligt"), "a password is no part of a record");

    let in_two = zip::made(&[
        ("blogg.001.xml", BLOG.as_bytes()),
        ("blogg.002.xml", BLOG.replace("<wp:comment_id>3", "<wp:comment_id>13").as_bytes()),
        ("annat.xml", b"<a/>"),
    ]);
    assert_eq!(opened(in_two).items.len(), 10, "an export in two files is one, and its posts stand once");
}

#[test]
fn in8_tables_and_lines_of_one_s_own_making() {
    let table = "Datum;Avsändare;Text;Länk;Slag\n2025-11-01 10.00;Anna;Hål i vägen;https://x.example/1;kommentar\n\
                 2025-11-02;Bo;Tack;;dm\nigår;Cia;När?;;\n";
    let archive = opened(table.as_bytes().to_vec());
    assert_eq!((archive.kind, archive.left_out), (Kind::Table, 1), "a day that is no day is left out and counted");
    assert_eq!(
        archive.items[0].posted_at.to_rfc3339(),
        "2025-11-01T09:00:00+00:00",
        "a time without a zone is Swedish"
    );
    assert_eq!(archive.items[1].kind, PostKind::DirectMessage);
    let jsonl = "{\"text\":\"Hej\",\"author\":\"Anna\",\"posted_at\":\"2025-11-01T10:00:00Z\",\"id\":7}\ninte json\n";
    let archive = opened(jsonl.as_bytes().to_vec());
    assert_eq!((archive.kind, archive.left_out, archive.items[0].name.as_str()), (Kind::JsonLines, 1, "7"));
}

#[test]
fn in8_what_is_no_archive_is_said_to_be_none() {
    let refused = |bytes: &[u8]| open(Cursor::new(bytes.to_vec())).unwrap_err();
    let why = |word: &str| Refusal::ArchiveRefused(word.into());
    assert_eq!(refused(b"hej"), why("no_archive"));
    assert_eq!(refused(b""), why("no_archive"));
    assert_eq!(refused(b"\xff\xfe\0"), why("no_archive"));
    assert_eq!(refused(&zip::made(&[("bild.png", b"x")])), why("no_posts"));
    assert_eq!(refused(&zip::made(&[("../posts.json", b"[]")])), why("path"));
    assert_eq!(refused(&zip::made(&[("data/tweets.js", b"window.x = [")])), why("unreadable"));
    assert_eq!(refused(b"window.YTD.tweets.part0 = ["), why("unreadable"));
    assert_eq!(refused(b"{\"orderedItems\":[]}"), why("no_posts"));
    let cut = BLOG.len() - 200;
    assert_eq!(
        refused(BLOG.get(..cut).unwrap().as_bytes()),
        why("unreadable"),
        "half a blog is not taken for all of it"
    );
}
