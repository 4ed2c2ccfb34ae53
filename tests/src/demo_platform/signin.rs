//! Signing in: how a person lets a program in, on each platform, and how a token is renewed.
//!
//! The addresses have the paths that the platforms have, all on this one server:
//!
//! | platform | the page in the browser | code for token, and renewing |
//! |---|---|---|
//! | Facebook, Instagram | `/v26.0/dialog/oauth` | `GET /v26.0/oauth/access_token` (`code`, or `grant_type=fb_exchange_token`) |
//! | X | `/i/oauth2/authorize` (PKCE) | `POST /2/oauth2/token` |
//! | YouTube | `/o/oauth2/v2/auth` (PKCE) | `POST /token` |
//! | LinkedIn | `/oauth/v2/authorization` | `POST /oauth/v2/accessToken` |
//! | Flickr (OAuth 1.0a) | `/services/oauth/authorize` | `/services/oauth/request_token`, then `/services/oauth/access_token` |
//!
//! The page in the browser shows one link for each account that could be chosen; with `&account=KEY` in the address, or
//! where there is only one, it goes on at once. Saying no goes back with `error=access_denied`. Any client id is taken; the
//! secret that goes with it is `secret-of-` and the id (a public client on X sends none). A code is good for once. What
//! leads back to anything but this machine is refused.
//!
//! A token of X, YouTube or LinkedIn ends when it is told to (`POST /_demo/expire {"account"}`); a refresh token of X and
//! LinkedIn is used up by being used, as there. Flickr's never end.

use super::{
    answer::{Asked, Told, escaped},
    world::{Kind, World},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uppsikt_core::{
    platform::oauth1::{Moment, Signer},
    secrets::{App, Secret},
    words::Digest,
};

/// Somebody who was let in, and whose code has not been exchanged yet.
#[derive(Debug, Clone)]
struct Grant {
    account: Option<usize>,
    kind: Kind,
    client: String,
    redirect: String,
    /// The S256 challenge of the proof key.
    challenge: Option<String>,
}

/// A request token of OAuth 1.0a.
#[derive(Debug, Clone)]
struct Asking {
    callback: String,
    account: Option<usize>,
    verifier: String,
}

/// Who is signed in.
#[derive(Debug, Default)]
pub struct Logins {
    /// Tokens that hold, with whom they open.
    tokens: BTreeMap<String, usize>,
    refreshes: BTreeMap<String, usize>,
    grants: BTreeMap<String, Grant>,
    asking: BTreeMap<String, Asking>,
    next: u64,
}

impl Logins {
    /// The login that an account has from the beginning.
    pub fn begin(&mut self, account: usize, token: &str) {
        self.tokens.insert(token.to_owned(), account);
        self.refreshes.insert(format!("r-{token}"), account);
    }

    /// Whom a token opens, while it holds.
    #[must_use]
    pub fn account(&self, token: &str) -> Option<usize> {
        self.tokens.get(token).copied()
    }

    /// Ends every token of an account; what they are renewed with stays.
    pub fn expire(&mut self, account: usize) {
        self.tokens.retain(|_, own| *own != account);
    }

    fn new_name(&mut self, what: &str) -> String {
        self.next += 1;
        format!("{what}-{}", self.next)
    }
}

/// Which sign-in a path belongs to.
#[must_use]
pub fn is_page(path: &str) -> Option<Kind> {
    match path {
        "/v26.0/dialog/oauth" => Some(Kind::Facebook),
        "/i/oauth2/authorize" => Some(Kind::X),
        "/o/oauth2/v2/auth" => Some(Kind::YouTube),
        "/oauth/v2/authorization" => Some(Kind::LinkedIn),
        "/services/oauth/authorize" => Some(Kind::Flickr),
        _ => None,
    }
}

/// Which exchange a path belongs to.
#[must_use]
pub fn is_exchange(path: &str) -> Option<Kind> {
    match path {
        "/v26.0/oauth/access_token" => Some(Kind::Facebook),
        "/2/oauth2/token" => Some(Kind::X),
        "/token" => Some(Kind::YouTube),
        "/oauth/v2/accessToken" => Some(Kind::LinkedIn),
        "/services/oauth/request_token" | "/services/oauth/access_token" => Some(Kind::Flickr),
        _ => None,
    }
}

fn is_loopback(address: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|start| address.starts_with(start))
}

/// The page on which a person lets the program in.
pub fn page(world: &mut World, asked: &Asked, kind: Kind) -> Told {
    let redirect = match kind {
        Kind::Flickr => {
            let token = asked.field("oauth_token").unwrap_or_default();
            world.logins.asking.get(&token).map(|asking| asking.callback.clone())
        }
        _ => asked.field("redirect_uri"),
    };
    let Some(redirect) = redirect.filter(|redirect| is_loopback(redirect) || redirect == "oob") else {
        return Told::html(400, "<html><body>The redirect_uri is not one of the app's.</body></html>");
    };
    if kind != Kind::Flickr && asked.field("client_id").unwrap_or_default().is_empty() {
        return Told::html(400, "<html><body>The client_id is missing.</body></html>");
    }
    if asked.field("deny").is_some() {
        return back(&redirect, &[("error", "access_denied"), ("state", &asked.field("state").unwrap_or_default())]);
    }
    // At Meta one signs in as a person; elsewhere one chooses the account.
    let accounts: Vec<(usize, String, String)> = (0..world.accounts.len())
        .filter(|index| world.accounts[*index].kind == kind)
        .map(|index| (index, world.accounts[index].key.clone(), world.accounts[index].name.clone()))
        .collect();
    let chosen = match (kind, asked.field("account"), accounts.as_slice()) {
        (Kind::Facebook, _, _) => asked.field("account").map(|_| None),
        (_, Some(key), all) => all.iter().find(|(_, own, _)| *own == key).map(|(index, _, _)| Some(*index)),
        (_, None, [(only, _, _)]) => Some(Some(*only)),
        _ => None,
    };
    match chosen {
        Some(account) => let_in(world, asked, kind, account, &redirect),
        None => {
            let choices = if kind == Kind::Facebook {
                vec![("person".to_owned(), "Demo Person".to_owned())]
            } else {
                accounts.into_iter().map(|(_, key, name)| (key, name)).collect()
            };
            choose(asked, &choices)
        }
    }
}

fn choose(asked: &Asked, choices: &[(String, String)]) -> Told {
    let query: Vec<String> =
        asked.fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let here = format!("{}?{}", asked.path, query.join("&"));
    let link = |(key, name): &(String, String)| {
        format!(
            "<p><a id=\"as-{0}\" href=\"{1}&amp;account={0}\">{2}</a></p>",
            encoded(key),
            escaped(&here),
            escaped(name)
        )
    };
    let links: String = choices.iter().map(link).collect();
    let no = format!("<p><a id=\"deny\" href=\"{}&amp;deny=1\">Avbryt</a></p>", escaped(&here));
    Told::html(
        200,
        &format!(
            "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\"><title>Logga in</title><h1>Låt programmet logga in som</h1>{links}{no}</html>"
        ),
    )
}

fn let_in(world: &mut World, asked: &Asked, kind: Kind, account: Option<usize>, redirect: &str) -> Told {
    if kind == Kind::Flickr {
        let token = asked.field("oauth_token").unwrap_or_default();
        let verifier = world.logins.new_name("verifier");
        if let Some(asking) = world.logins.asking.get_mut(&token) {
            (asking.account, asking.verifier) = (account, verifier.clone());
        }
        return if redirect == "oob" {
            Told::html(200, &format!("<html><body><p id=\"verifier\">{verifier}</p></body></html>"))
        } else {
            back(redirect, &[("oauth_token", &token), ("oauth_verifier", &verifier)])
        };
    }
    let code = world.logins.new_name("code");
    let challenge = asked.field("code_challenge").filter(|challenge| !challenge.is_empty());
    let client = asked.field("client_id").unwrap_or_default();
    world.logins.grants.insert(code.clone(), Grant { account, kind, client, redirect: redirect.to_owned(), challenge });
    back(redirect, &[("code", &code), ("state", &asked.field("state").unwrap_or_default())])
}

fn back(redirect: &str, fields: &[(&str, &str)]) -> Told {
    let sign = if redirect.contains('?') { '&' } else { '?' };
    let query: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    Told::html(302, "").header("Location", format!("{redirect}{sign}{}", query.join("&")))
}

/// A code for a token, or a token that is renewed.
pub fn exchange(world: &mut World, asked: &Asked, kind: Kind) -> Told {
    if kind == Kind::Flickr {
        return if asked.path.ends_with("request_token") {
            request_token(world, asked)
        } else {
            access_token(world, asked)
        };
    }
    let grant_type = asked.field("grant_type").unwrap_or_default();
    let result = match grant_type.as_str() {
        "refresh_token" => renewed(world, asked, kind),
        // A person's long token; Pages' tokens come with the list of Pages.
        "fb_exchange_token" if kind == Kind::Facebook => Ok(None),
        _ => by_code(world, asked, kind),
    };
    match result {
        Ok(account) => token(world, kind, account),
        Err(why) => refused(kind, why),
    }
}

fn by_code(world: &mut World, asked: &Asked, kind: Kind) -> Result<Option<usize>, &'static str> {
    let grant = world.logins.grants.remove(&asked.field("code").unwrap_or_default()).ok_or("invalid_grant")?;
    let (client, secret) = client(asked);
    if grant.kind != kind || grant.client != client || asked.field("redirect_uri") != Some(grant.redirect.clone()) {
        return Err("invalid_grant");
    }
    let public = kind == Kind::X && secret.is_empty();
    if !public && secret != format!("secret-of-{client}") {
        return Err("invalid_client");
    }
    if let Some(challenge) = grant.challenge {
        let verifier = asked.field("code_verifier").unwrap_or_default();
        if unpadded(Digest::of(verifier.as_bytes()).as_bytes()) != challenge {
            return Err("invalid_grant");
        }
    } else if matches!(kind, Kind::X) {
        return Err("invalid_request");
    }
    Ok(grant.account)
}

fn renewed(world: &mut World, asked: &Asked, kind: Kind) -> Result<Option<usize>, &'static str> {
    let told = asked.field("refresh_token").unwrap_or_default();
    let account = world.logins.refreshes.get(&told).copied().ok_or("invalid_grant")?;
    if world.accounts[account].kind != kind {
        return Err("invalid_grant");
    }
    if kind != Kind::YouTube {
        world.logins.refreshes.remove(&told);
    }
    world.logins.expire(account);
    Ok(Some(account))
}

fn token(world: &mut World, kind: Kind, account: Option<usize>) -> Told {
    let Some(account) = account else {
        return Told::json(
            200,
            &json!({ "access_token": super::graph::PERSON, "token_type": "bearer", "expires_in": 5_183_944 }),
        );
    };
    let (token, refresh) = (world.logins.new_name("token"), world.logins.new_name("refresh"));
    world.logins.tokens.insert(token.clone(), account);
    world.logins.refreshes.insert(refresh.clone(), account);
    let mut value = json!({ "access_token": token, "refresh_token": refresh });
    let more = match kind {
        Kind::X => {
            json!({ "token_type": "bearer", "expires_in": 7200, "scope": "tweet.read users.read tweet.write offline.access" })
        }
        Kind::LinkedIn => {
            json!({ "expires_in": 5_184_000, "refresh_token_expires_in": 31_536_000, "scope": "r_organization_social_feed" })
        }
        _ => {
            json!({ "token_type": "Bearer", "expires_in": 3599, "scope": "https://www.googleapis.com/auth/youtube.force-ssl" })
        }
    };
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    Told::json(200, &value)
}

fn refused(kind: Kind, why: &str) -> Told {
    let status = if why == "invalid_client" { 401 } else { 400 };
    match kind {
        Kind::Facebook => {
            Told::json(400, &super::graph::error(100, Some(36007), "This authorization code has been used."))
        }
        Kind::X => {
            Told::json(status, &json!({ "error": why, "error_description": "Value passed for the token was invalid." }))
        }
        _ => Told::json(status, &json!({ "error": why, "error_description": "Bad Request" })),
    }
}

/// Who the program is: in the form, or in the header.
fn client(asked: &Asked) -> (String, String) {
    let (id, secret) = (asked.field("client_id").unwrap_or_default(), asked.field("client_secret").unwrap_or_default());
    let told = |id: &str| format!("Basic {}", super::answer::base64(format!("{id}:secret-of-{id}").as_bytes()));
    if secret.is_empty() && !asked.authorization.is_empty() && asked.authorization == told(&id) {
        return (id.clone(), format!("secret-of-{id}"));
    }
    (id, secret)
}

/// The fields of an `Authorization: OAuth …` header.
fn signed_fields(asked: &Asked) -> BTreeMap<String, String> {
    let told = asked.authorization.strip_prefix("OAuth ").unwrap_or_default();
    let field = |pair: &str| {
        let (name, value) = pair.trim().split_once('=')?;
        Some((super::answer::undone(name), super::answer::undone(value.trim_matches('"'))))
    };
    told.split(',').filter_map(field).collect()
}

/// Whether a request is signed as OAuth 1.0a demands, with this token's secret; answers the token and the protocol's fields.
pub fn signed(
    world: &World,
    asked: &Asked,
    second: impl Fn(&str) -> Option<String>,
) -> Option<(String, BTreeMap<String, String>)> {
    let told = signed_fields(asked);
    let token = told.get("oauth_token").cloned().unwrap_or_default();
    let id = told.get("oauth_consumer_key")?.clone();
    let app = App { secret: Secret::new(format!("secret-of-{id}")), id };
    let signer = Signer {
        app,
        token: (!token.is_empty()).then(|| Some((Secret::new(token.clone()), Secret::new(second(&token)?)))).flatten(),
    };
    let at = told.get("oauth_timestamp")?.parse::<i64>().ok().and_then(|at| chrono::DateTime::from_timestamp(at, 0))?;
    // A signature from another time is refused.
    if (world.now() - at).num_seconds().abs() > 600 {
        return None;
    }
    let moment = Moment { at, nonce: told.get("oauth_nonce")?.clone() };
    let fields: Vec<(&str, &str)> = asked.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let extra: Vec<(&str, &str)> = ["oauth_callback", "oauth_verifier"]
        .iter()
        .filter_map(|name| Some((*name, told.get(*name)?.as_str())))
        .collect();
    let url = format!("{}{}", world.address, asked.path);
    let whole = signer.header(&asked.method, &url, &fields, &extra, &moment);
    let ours = Asked { authorization: whole.expose().to_owned(), ..asked.clone() };
    (signed_fields(&ours).get("oauth_signature") == told.get("oauth_signature")).then_some((token, told))
}

fn request_token(world: &mut World, asked: &Asked) -> Told {
    let Some((_, told)) = signed(world, asked, |_| Some(String::new())) else { return unsigned() };
    let callback = told.get("oauth_callback").cloned().or_else(|| asked.field("oauth_callback")).unwrap_or_default();
    let token = world.logins.new_name("asking");
    world.logins.asking.insert(token.clone(), Asking { callback, account: None, verifier: String::new() });
    form(&[
        ("oauth_callback_confirmed", "true"),
        ("oauth_token", &token),
        ("oauth_token_secret", &format!("second-{token}")),
    ])
}

fn access_token(world: &mut World, asked: &Asked) -> Told {
    let Some((token, told)) = signed(world, asked, |token| Some(format!("second-{token}"))) else { return unsigned() };
    let verifier = told.get("oauth_verifier").cloned().or_else(|| asked.field("oauth_verifier")).unwrap_or_default();
    let asking = world.logins.asking.remove(&token);
    let account =
        asking.filter(|asking| !verifier.is_empty() && asking.verifier == verifier).and_then(|asking| asking.account);
    let Some(account) = account else { return form_status(401, &[("oauth_problem", "verifier_invalid")]) };
    let new = world.logins.new_name("token");
    world.logins.tokens.insert(new.clone(), account);
    let (name, handle) = (world.accounts[account].name.clone(), world.accounts[account].handle.clone());
    let nsid = super::flickr::nsid(world, account);
    let second = format!("second-{new}");
    form(&[
        ("fullname", &name),
        ("oauth_token", &new),
        ("oauth_token_secret", &second),
        ("user_nsid", &nsid),
        ("username", &handle),
    ])
}

/// A request whose signature does not hold.
#[must_use]
pub fn unsigned() -> Told {
    form_status(401, &[("oauth_problem", "signature_invalid")])
}

fn form(fields: &[(&str, &str)]) -> Told {
    form_status(200, fields)
}

fn form_status(status: u16, fields: &[(&str, &str)]) -> Told {
    let text: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    Told { status, headers: Vec::new(), kind: "text/plain;charset=UTF-8", bytes: text.join("&").into_bytes() }
}

fn encoded(text: &str) -> String {
    uppsikt_core::platform::oauth1::escaped(text)
}

fn unpadded(bytes: &[u8]) -> String {
    super::answer::base64(bytes).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
}
