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
}
