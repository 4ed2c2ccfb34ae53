//! Signing in, against a platform that answers from a script.

use super::*;
use crate::platform::fake::Script;
use serde_json::json;
use std::sync::Arc;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_795_417_080 + seconds, 0).unwrap()
}

fn own_app() -> Option<App> {
    Some(App { id: "lillvik-app".into(), secret: Secret::new("appens-hemlighet".into()) })
}

fn wish(platform: Platform, address: &str) -> Wish<'_> {
    Wish { platform, address, app: own_app(), redirect: "http://127.0.0.1:41771/", at: at(0) }
}

fn state_of(begun: &Begun) -> String {
    let query = begun.open.split_once('?').unwrap().1;
    Brought::read(query).get("state").unwrap().to_owned()
}

#[allow(clippy::needless_pass_by_value, reason = "a refusal is looked at once, where it is made")]
fn code(refused: crate::words::Error) -> Refusal {
    refused.refusal().cloned().expect("a rule said no")
}

#[test]
fn ac6_facebook_a_code_becomes_a_token_that_lives_two_months() {
    let script = Script::new();
    script
        .answers(200, json!({ "access_token": "kort", "token_type": "bearer", "expires_in": 5000 }))
        .answers(200, json!({ "access_token": "lång", "token_type": "bearer", "expires_in": 5_184_000 }));
    let begun = begin(&wish(Platform::Facebook, "https://graph.facebook.com/v26.0"), script.as_ref()).unwrap();
    assert!(begun.open.starts_with("https://www.facebook.com/v26.0/dialog/oauth?"), "{}", begun.open);
    assert!(begun.open.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A41771%2F"));
    assert!(begun.open.contains("pages_manage_engagement%2Cpages_manage_metadata"), "Facebook wants commas");
    assert!(!begun.open.contains("hemlighet"), "the app's secret is never shown to a browser");
    let query = format!("code=abc&state={}", state_of(&begun));
    let signed = begun.waiting.finish(&query, at(60), script.as_ref()).unwrap();
    assert_eq!(signed.credential.secret.expose(), "lång");
    assert_eq!(signed.ends_at, Some(at(60 + 5_184_000)));
    let asked = script.asked();
    assert!(asked[0].contains("code=abc") && asked[0].contains(" once"), "a code is never used twice: {}", asked[0]);
    assert!(asked[1].contains("grant_type=fb_exchange_token") && asked[1].contains("fb_exchange_token=kort"));
}

#[test]
fn ac6_x_proves_with_its_key_that_it_is_who_began() {
    let script = Script::new();
    script.answers(200, json!({ "access_token": "a", "refresh_token": "r", "expires_in": 7200 }));
    let begun = begin(&wish(Platform::X, ""), script.as_ref()).unwrap();
    let challenge = Brought::read(begun.open.split_once('?').unwrap().1).get("code_challenge").unwrap().to_owned();
    assert!(begun.open.contains("code_challenge_method=S256") && begun.open.contains("offline.access"));
    let verifier = begun.waiting.verifier.expose().to_owned();
    assert_eq!(base64url(Digest::of(verifier.as_bytes()).as_bytes()), challenge);
    let query = format!("state={}&code=abc", state_of(&begun));
    let signed = begun.waiting.finish(&query, at(10), script.as_ref()).unwrap();
    assert_eq!(signed.credential.refresh.as_ref().map(Secret::expose), Some("r"));
    assert_eq!(signed.credential.expires_at, Some(at(10 + 7200)));
    assert_eq!(signed.ends_at, None, "what renews itself does not end in two hours");
    let asked = script.asked();
    assert!(asked[0].starts_with("POST api.x.com/2/oauth2/token password once"), "{}", asked[0]);
    assert!(asked[0].contains(&format!("code_verifier={verifier}")));
}

#[test]
fn ac6_linkedin_s_login_ends_when_what_renews_it_ends() {
    let script = Script::new();
    let told = json!({
        "access_token": "a", "expires_in": 5_184_000, "refresh_token": "r", "refresh_token_expires_in": 31_536_000,
    });
    script.answers(200, told);
    let begun = begin(&wish(Platform::LinkedIn, ""), script.as_ref()).unwrap();
    let query = format!("code=abc&state={}", state_of(&begun));
    let signed = begun.waiting.finish(&query, at(0), script.as_ref()).unwrap();
    assert_eq!(signed.ends_at, Some(at(31_536_000)));
    assert_eq!(script.asked().len(), 1);
}

#[test]
fn ac6_mastodon_registers_an_app_at_the_account_s_own_server() {
    let script = Script::new();
    script
        .answers(200, json!({ "client_id": "nr-1", "client_secret": "tyst" }))
        .answers(200, json!({ "access_token": "a", "scope": "read", "created_at": 1 }));
    let wish = Wish { app: None, ..wish(Platform::Mastodon, "https://social.lillvik.example") };
    let begun = begin(&wish, script.as_ref()).unwrap();
    assert!(begun.open.starts_with("https://social.lillvik.example/oauth/authorize?"));
    let query = format!("code=abc&state={}", state_of(&begun));
    let signed = begun.waiting.finish(&query, at(0), script.as_ref()).unwrap();
    assert_eq!(signed.credential.app.as_ref().map(|app| app.id.as_str()), Some("nr-1"));
    assert_eq!((signed.credential.expires_at, signed.ends_at), (None, None));
    let asked = script.asked();
    assert!(asked[0].starts_with("POST social.lillvik.example/api/v1/apps nobody once client_name=Uppsikt"));
    assert!(asked[1].contains("client_secret=tyst"));
}

#[test]
fn ac6_flickr_is_asked_first_and_signed_for_twice() {
    let script = Script::new();
    script
        .answers_bytes(200, b"oauth_callback_confirmed=true&oauth_token=fr%C3%A5gad&oauth_token_secret=halv")
        .answers_bytes(
            200,
            b"fullname=Lillvik&oauth_token=nyckel&oauth_token_secret=andra&user_nsid=1%40N0&username=l",
        );
    let begun = begin(&wish(Platform::Flickr, ""), script.as_ref()).unwrap();
    assert_eq!(begun.open, "https://www.flickr.com/services/oauth/authorize?oauth_token=fr%C3%A5gad&perms=write");
    let state = begun.waiting.state.expose().to_owned();
    let query = format!("state={state}&oauth_token=fr%C3%A5gad&oauth_verifier=ja");
    let signed = begun.waiting.finish(&query, at(5), script.as_ref()).unwrap();
    assert_eq!(signed.credential.secret.expose(), "nyckel");
    assert_eq!(signed.credential.token_secret.as_ref().map(Secret::expose), Some("andra"));
    assert_eq!(signed.ends_at, None);
    let asked = script.asked();
    assert_eq!(
        asked,
        [
            "GET www.flickr.com/services/oauth/request_token signature once",
            "GET www.flickr.com/services/oauth/access_token signature once"
        ]
    );
    script.answers_bytes(200, b"oauth_token=a&oauth_token_secret=b");
    let begun = begin(&wish(Platform::Flickr, ""), script.as_ref()).unwrap();
    let query = format!("state={}&oauth_token=annan&oauth_verifier=ja", begun.waiting.state.expose());
    let refused = begun.waiting.finish(&query, at(5), script.as_ref()).unwrap_err();
    assert_eq!(code(refused), Refusal::SignInForeign, "another token than the one that was asked for");
    script.asked();
    script.answers_bytes(401, b"oauth_problem=signature_invalid");
    assert_eq!(code(begin(&wish(Platform::Flickr, ""), script.as_ref()).unwrap_err()), Refusal::LoginRefused);
}

#[test]
fn ac6_an_answer_that_is_late_denied_or_somebody_else_s_is_worth_nothing() {
    let script = Script::new();
    let begun = || begin(&wish(Platform::YouTube, ""), script.as_ref()).unwrap();
    let end = |query: &dyn Fn(&str) -> String, at_second| {
        let begun = begun();
        let query = query(&state_of(&begun));
        code(begun.waiting.finish(&query, at(at_second), script.as_ref()).unwrap_err())
    };
    assert_eq!(end(&|_| "code=abc&state=gissad".into(), 1), Refusal::SignInForeign);
    assert_eq!(end(&|_| "code=abc".into(), 1), Refusal::SignInForeign, "without a state at all");
    assert_eq!(end(&|state| format!("code=abc&state={state}&state=x"), 1), Refusal::SignInForeign, "two states");
    assert_eq!(end(&|state| format!("state={state}"), 1), Refusal::SignInForeign, "without a code");
    assert_eq!(end(&|state| format!("error=access_denied&state={state}"), 1), Refusal::SignInDenied);
    assert_eq!(end(&|state| format!("error=invalid_scope&state={state}"), 1), Refusal::LoginRefused);
    assert_eq!(end(&|state| format!("code=abc&state={state}"), 601), Refusal::SignInTimedOut);
    assert_eq!(script.asked(), Vec::<String>::new(), "nothing was sent to the platform");
    script.answers(400, json!({ "error": "invalid_grant" }));
    assert_eq!(end(&|state| format!("code=gammal&state={state}"), 1), Refusal::LoginRefused);
    script.answers(503, json!({}));
    assert_eq!(end(&|state| format!("code=abc&state={state}"), 1), Refusal::PlatformAway);
}

#[test]
fn ac6_without_an_app_of_the_municipality_s_own_nothing_is_opened() {
    let script = Script::new();
    let none = Wish { app: None, ..wish(Platform::Facebook, "") };
    assert_eq!(code(begin(&none, script.as_ref()).unwrap_err()), Refusal::AppMissing);
    assert_eq!(code(begin(&wish(Platform::Feed, ""), script.as_ref()).unwrap_err()), Refusal::PlatformCannot);
    assert_eq!(code(begin(&wish(Platform::Mastodon, ""), script.as_ref()).unwrap_err()), Refusal::AddressMalformed);
}

#[test]
fn ac6_another_account_s_login_is_not_taken_for_this_one_s() {
    let script = Script::new();
    let page = |name: &str| json!({ "id": "7", "username": name, "name": name, "access_token": "sidans" });
    script.answers(200, json!({ "data": [page("storvik"), page("storviksbadhus")] }));
    let transport: Arc<dyn Transport> = Arc::clone(&script) as Arc<dyn Transport>;
    let login = Credential::new("", "personens");
    let base = "https://graph.facebook.com/v26.0";
    let refused = own_login(Platform::Facebook, base, "lillvikskommun", &login, Arc::clone(&transport)).unwrap_err();
    assert_eq!(code(refused), Refusal::WrongAccount("storvik, storviksbadhus".into()));
    script.asked();
    script
        .answers(200, json!({ "data": [page("lillvikskommun")] }))
        .answers(200, json!({ "id": "7", "username": "lillvikskommun", "category": "City" }));
    let (own, _) = own_login(Platform::Facebook, base, "LillviksKommun", &login, transport).unwrap();
    assert_eq!(own.secret.expose(), "sidans", "the Page's own token is kept, not the person's");
}

#[test]
fn ac6_the_page_for_a_password_is_where_the_site_says() {
    let script = Script::new();
    let page = "https://blogg.lillvik.example/wp-admin/authorize-application.php";
    let root = json!({ "authentication": { "application-passwords": { "endpoints": { "authorization": page } } } });
    script.answers(200, root).answers_html(403);
    let of = |platform, address| password_page(platform, address, script.as_ref());
    let wanted = format!("{page}?app_name=Uppsikt");
    assert_eq!(of(Platform::WordPress, "https://blogg.lillvik.example/").unwrap(), wanted);
    assert_eq!(
        of(Platform::WordPress, "https://blogg.lillvik.example").unwrap(),
        wanted,
        "a guarded site has it there too"
    );
    let wiki = of(Platform::MediaWiki, "https://wiki.lillvik.example/w/api.php").unwrap();
    assert_eq!(wiki, "https://wiki.lillvik.example/w/index.php?title=Special:BotPasswords");
    assert_eq!(code(of(Platform::WordPress, "file:///etc").unwrap_err()), Refusal::AddressMalformed);
    assert_eq!(script.asked().len(), 2);
}

#[test]
fn no_secret_of_a_sign_in_can_be_printed() {
    let script = Script::new();
    let begun = begin(&wish(Platform::X, ""), script.as_ref()).unwrap();
    let printed = format!("{:?}", begun.waiting);
    for secret in [begun.waiting.state.expose(), begun.waiting.verifier.expose(), "hemlighet"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn text_for_addresses_is_as_the_standard_has_it() {
    assert_eq!(base64url(b""), "");
    assert_eq!(base64url(b"f"), "Zg");
    assert_eq!(base64url(b"fo"), "Zm8");
    assert_eq!(base64url(b"foo"), "Zm9v");
    assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    assert_eq!(escaped("å b/~"), "%C3%A5%20b%2F~");
    assert_eq!(decoded("%C3%A5+b%2F%zz%"), "å b/%zz%");
}
