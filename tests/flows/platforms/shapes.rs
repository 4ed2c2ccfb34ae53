//! The demo platform answers in the shapes that were recorded: every field that both have is of the same type.

use super::{demo::same_shape, fixture};
use serde_json::Value;
use uppsikt_core::platform::{recorded, transport::Request, transport::Transport};
use uppsikt_tests::demo_platform::DemoPlatform;

/// What the program itself is told, when it reads an account of the demo: each question with its answer.
fn told(demo: &DemoPlatform, key: &str) -> Vec<(String, Value)> {
    let ear = std::sync::Arc::new(Ear::default());
    let connection = super::demo::connection_over(demo, key, ear.clone());
    let _ = super::week_round(connection.source.as_ref(), None, super::demo::ends());
    std::mem::take(&mut *ear.0.lock().unwrap())
}

/// Passes questions on and keeps what is answered.
#[derive(Default)]
struct Ear(std::sync::Mutex<Vec<(String, Value)>>);

impl Transport for Ear {
    fn send(
        &self,
        request: &Request,
    ) -> Result<uppsikt_core::platform::transport::Answer, uppsikt_core::intake::Outage> {
        let answer = super::demo::http().send(request)?;
        let query: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if let Ok(value) = serde_json::from_slice(&answer.bytes) {
            self.0.lock().unwrap().push((format!("{}?{}", request.url, query.join("&")), value));
        }
        Ok(answer)
    }
}

fn answer<'a>(all: &'a [(String, Value)], words: &str, at: &str) -> &'a Value {
    let fits = |(asked, value): &&(String, Value)| asked.contains(words) && value.pointer(at).is_some();
    let found = all.iter().find(fits);
    found.and_then(|(_, value)| value.pointer(at)).unwrap_or_else(|| panic!("nothing at {at} of {words}"))
}

/// The bodies of a recorded cassette.
fn cassette(path: &str) -> Vec<Value> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms").join(path);
    let all = recorded(&std::fs::read(file).unwrap(), 200, &[]);
    all.into_iter().filter_map(|one| serde_json::from_slice(&one.answer.bytes).ok()).collect()
}

#[test]
fn in13_the_demo_s_answers_have_the_recorded_shapes_field_by_field() {
    let demo = super::six::evening();
    let compared = |demo: &Value, recorded: &[&Value], place: &str, least: usize| {
        let count = same_shape(demo, recorded, place);
        assert!(count >= least, "{place}: {count} fields compared");
    };

    let x = told(&demo, "x");
    let tweepy = "x/tweepy+tweepy/test_client";
    let mentions = cassette(&format!("{tweepy}_get_users_mentions.yaml"));
    let python = fixture("x/sns-sdks+python-twitter/apis__timeline__timeline_mentions.json");
    let post = answer(&x, "/mentions", "/data/0");
    compared(post, &[&mentions[0]["data"][0], &python["data"][0]], "post", 4);
    compared(answer(&x, "/mentions", "/meta"), &[&mentions[0]["meta"], &python["meta"]], "meta", 3);
    let me = cassette(&format!("{tweepy}_get_me.yaml"));
    compared(answer(&x, "users/me", "/data"), &[&me[0]["data"]], "me", 3);
    let messages = fixture("x/sns-sdks+python-twitter/apis__dm_events__events.json");
    compared(answer(&x, "dm_events", "/data/0"), &[&messages["data"][0]], "message", 6);
    let search = fixture("x/sns-sdks+python-twitter/apis__searches__search_tweets_for_nyc.json");
    compared(
        answer(&x, "search/recent", "/includes/users/0"),
        &[&search["includes"]["users"][0], &me[0]["data"]],
        "user",
        3,
    );

    let tube = told(&demo, "youtube");
    let python = "youtube/sns-sdks+python-youtube/apidata__";
    let threads = fixture(&format!("{python}comment_threads__comment_threads_all_to_me.json"));
    let recorded: Vec<&Value> = threads["items"].as_array().unwrap().iter().collect();
    compared(answer(&tube, "commentThreads", "/items/0"), &recorded, "thread", 24);
    compared(answer(&tube, "commentThreads", ""), &[&threads], "threads", 5);
    let comments = fixture(&format!("{python}comments__comments_by_parent_paged_1.json"));
    compared(answer(&tube, "parentId=", "/items/0"), &[&comments["items"][0]], "comment", 14);
    let videos = fixture(&format!("{python}playlist_items__playlist_items_multi.json"));
    compared(answer(&tube, "playlistItems", "/items/0"), &[&videos["items"][0]], "video", 12);
    let channel = fixture(&format!("{python}channels__info.json"));
    compared(answer(&tube, "channels", "/items/0"), &[&channel["items"][0]], "channel", 6);

    let gram = told(&demo, "instagram");
    let folder = "instagram/sns-sdks+python-facebook/apidata__";
    let medium = fixture("instagram/restfb+restfb/instagram__media-carousel.json");
    compared(answer(&gram, "/media?", "/data/0"), &[&medium], "medium", 8);
    let comment = fixture("instagram/restfb+restfb/instagram__comment_missing_user.json");
    let listed = fixture(&format!("{folder}medias__comments_p1.json"));
    compared(answer(&gram, "/comments?", "/data/0"), &[&comment, &listed["data"][0]], "comment", 6);
    let message = fixture("instagram/restfb+restfb/v10_0__instagram-message.json");
    compared(answer(&gram, "/messages?", "/data/0"), &[&message], "message", 5);
    let facebook = told(&demo, "facebook");
    let message = fixture("facebook/sns-sdks+python-facebook/facebook__apidata__messages__message_info.json");
    compared(answer(&facebook, "/messages?", "/data/0"), &[&message], "message", 7);
    let conversation = fixture("facebook/sns-sdks+python-facebook/facebook__apidata__conversations__cvs_info.json");
    compared(answer(&facebook, "/conversations?", "/data/0"), &[&conversation], "conversation", 4);
    let tagged = fixture("facebook/restfb+restfb/v10_0__tagged-post.json");
    compared(answer(&facebook, "/tagged?", "/data/0"), &[&tagged], "tagged", 3);

    let linked = told(&demo, "linkedin");
    let written = |name: &str| cassette(&format!("linkedin/written-for-uppsikt/{name}.json"));
    let (posts, comments) = (written("posts"), written("comments"));
    let all = |of: &'static str, answers: &[Value]| -> Vec<Value> {
        answers.iter().flat_map(|one| one[of].as_array().cloned().unwrap_or_default()).collect()
    };
    let (published, said) = (all("elements", &posts), all("elements", &comments));
    let found = |of: &[Value], field: &str| -> Vec<Value> {
        of.iter().filter(|one| one.get(field).is_some()).cloned().collect()
    };
    let compared_with = |demo: &Value, written: Vec<Value>, place: &str, least: usize| {
        compared(demo, &written.iter().collect::<Vec<_>>(), place, least);
    };
    compared_with(answer(&linked, "/posts?", "/elements/0"), found(&published, "commentary"), "post", 5);
    compared_with(answer(&linked, "/posts?", "/paging"), vec![posts[0]["paging"].clone()], "paging", 2);
    compared_with(answer(&linked, "/comments?", "/elements/0"), found(&said, "message"), "comment", 8);
    compared_with(answer(&linked, "organizationAcls", "/elements/0"), found(&published, "role"), "role", 3);
    compared_with(answer(&linked, "organizations/", ""), found(&posts, "vanityName"), "organisation", 3);
    let notices = found(&said, "notificationId");
    compared_with(answer(&linked, "EntityNotifications", "/elements/0"), notices, "notice", 5);

    let photos = told(&demo, "flickr");
    let recorded = fixture("flickr/christopheradams+flickrex/test__fixtures__photos.json");
    compared(answer(&photos, "getPhotos", "/photos"), &[&recorded["photos"]], "photos", 4);
    compared(answer(&photos, "getPhotos", "/photos/photo/0"), &[&recorded["photos"]["photo"][0]], "photo", 9);
    let user = fixture("flickr/christopheradams+flickrex/test__fixtures__user.json");
    compared(answer(&photos, "test.login", "/user"), &[&user["user"]], "user", 3);
    let fail = fixture("flickr/christopheradams+flickrex/test__fixtures__fail.json");
    compared(answer(&photos, "test.null", ""), &[&fail], "fail", 3);
}
