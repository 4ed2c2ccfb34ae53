//! Signing in: from "connect" to a login that can be kept.
//!
//! It is a machine with two steps. [`begin`] says which address to open in the person's own browser and what is then
//! waited for; [`Waiting::finish`] takes what the browser brought back to this machine ([`Listener`]) and answers the
//! login. Between the two stand a state that nobody can guess, a proof key (PKCE, RFC 7636) and a time limit: an answer
//! that is somebody else's, late, or a second one is worth nothing.
//!
//! Flickr signs in the old way (OAuth 1.0a): there a token is asked for first, and everything is signed.
//!
//! No app of ours is shipped: the municipality registers its own at each platform, and keeps its id and secret here.

mod loopback;
mod ways;

pub use loopback::{Listener, Stop};
pub use ways::{ConnectField, Way, way};

use super::{
    oauth1::{Moment, Signer, escaped},
    reading,
    transport::{Body, Login, Request, Transport, unescaped},
};
use crate::{
    intake::{Outage, OutageKind},
    secrets::{App, Credential, Secret},
    words::{Digest, Fault, Platform, Refusal, Result, Timestamp},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde_json::Value;
use std::fmt;
use ways::Endpoints;

/// How long the person has to sign in.
pub const WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What a sign-in begins with.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// At which platform.
    pub platform: Platform,
    /// Where it is reached; the platform's usual address where it has one.
    pub address: &'a str,
    /// The municipality's own app there.
    pub app: Option<App>,
    /// Where the browser is sent afterwards: an address on this machine.
    pub redirect: &'a str,
    /// The time now.
    pub at: Timestamp,
}

/// A sign-in under way.
#[derive(Debug)]
pub struct Begun {
    /// What the person's browser opens.
    pub open: String,
    /// What is waited for.
    pub waiting: Waiting,
}

/// What has to be known when the browser comes back. It can be finished once.
pub struct Waiting {
    platform: Platform,
    endpoints: Endpoints,
    redirect: String,
    app: App,
    state: Secret,
    verifier: Secret,
    /// What was asked for before the browser opened, where requests are signed.
    asked: Option<(Secret, Secret)>,
    /// Until when an answer counts.
    pub until: Timestamp,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("platform", &self.platform).field("until", &self.until).finish_non_exhaustive()
    }
}

/// A login that the platform has handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The login.
    pub credential: Credential,
    /// When it ends though it is renewed; nothing where it doesn't, or where the platform doesn't say.
    pub ends_at: Option<Timestamp>,
}

/// Begins a sign-in in the browser.
///
/// # Errors
/// [`Refusal::PlatformCannot`] where there is no such sign-in, [`Refusal::AppMissing`] without the municipality's own
/// app, [`Refusal::AddressMalformed`] without a server; [`Refusal::PlatformAway`], [`Refusal::LoginRefused`] from a
/// server that is asked first.
pub fn begin(wish: &Wish<'_>, transport: &dyn Transport) -> Result<Begun> {
    let way = way(wish.platform);
    if !way.browser {
        return Err(Refusal::PlatformCannot.into());
    }
    let endpoints = Endpoints::of(wish.platform, wish.address).ok_or(Refusal::AddressMalformed)?;
    let app = match &wish.app {
        Some(app) if way.own_app && !app.id.is_empty() => app.clone(),
        _ if way.own_app => return Err(Refusal::AppMissing.into()),
        _ => registered(&endpoints, wish.redirect, &way, transport)?,
    };
    let (state, verifier) = (chance()?, chance()?);
    if wish.platform == Platform::Flickr {
        return begin_signed(wish, endpoints, app, state, transport);
    }
    let mut query = vec![
        ("response_type", "code".to_owned()),
        ("client_id", app.id.clone()),
        ("redirect_uri", wish.redirect.to_owned()),
        ("scope", way.permissions.join(way.between)),
        ("state", state.clone()),
    ];
    if way.proof_key {
        query.push(("code_challenge", base64url(Digest::of(verifier.as_bytes()).as_bytes())));
        query.push(("code_challenge_method", "S256".to_owned()));
    }
    query.extend(way.extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let open = format!("{}?{}", endpoints.authorize, pairs.join("&"));
    let waiting = Waiting {
        platform: wish.platform,
        endpoints,
        redirect: wish.redirect.to_owned(),
        app,
        state: Secret::new(state),
        verifier: Secret::new(verifier),
        asked: None,
        until: wish.at + WITHIN,
    };
    Ok(Begun { open, waiting })
}

impl Waiting {
    /// Takes what the browser brought back: the query of the address that it was sent to.
    ///
    /// # Errors
    /// [`Refusal::SignInTimedOut`]; [`Refusal::SignInForeign`] for an answer that was not asked for;
    /// [`Refusal::SignInDenied`] when the person said no; [`Refusal::LoginRefused`], [`Refusal::PlatformAway`].
    pub fn finish(self, query: &str, at: Timestamp, transport: &dyn Transport) -> Result<SignedIn> {
        if at > self.until {
            return Err(Refusal::SignInTimedOut.into());
        }
        let answer = Brought::read(query);
        if answer.get("state") != Some(self.state.expose()) {
            return Err(Refusal::SignInForeign.into());
        }
        if let Some(error) = answer.get("error") {
            let said_no = error.contains("denied") || error.contains("cancel");
            return Err(if said_no { Refusal::SignInDenied } else { Refusal::LoginRefused }.into());
        }
        if let Some(asked) = &self.asked {
            return self.signed_for(asked, &answer, at, transport);
        }
        let code = answer.get("code").filter(|code| !code.is_empty()).ok_or(Refusal::SignInForeign)?;
        let first = self.exchanged(code, transport)?;
        let told = match self.platform {
            Platform::Facebook | Platform::Instagram => self.lengthened(&first, transport)?,
            _ => first,
        };
        self.signed_in(&told, at)
    }

    /// The code for a token.
    fn exchanged(&self, code: &str, transport: &dyn Transport) -> Result<Value> {
        let mut fields = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.redirect.clone()),
            ("client_id", self.app.id.clone()),
        ];
        if way(self.platform).proof_key {
            fields.push(("code_verifier", self.verifier.expose().to_owned()));
        }
        let mut request = Request::post(self.endpoints.token.clone(), Body::None);
        if !self.app.secret.expose().is_empty() {
            if self.platform == Platform::X {
                let (id, secret) = (self.app.id.clone(), self.app.secret.expose());
                request = request.login(Login::Basic(Credential::new(id, secret)));
            } else {
                fields.push(("client_secret", self.app.secret.expose().to_owned()));
            }
        }
        request.body = Body::Form(fields);
        told(&request, transport)
    }

    /// Facebook's first token lives an hour or two; it is exchanged for one that lives two months.
    fn lengthened(&self, first: &Value, transport: &dyn Transport) -> Result<Value> {
        let token = reading::text(first, "access_token").ok_or(Refusal::LoginRefused)?;
        let fields = vec![
            ("grant_type", "fb_exchange_token".to_owned()),
            ("client_id", self.app.id.clone()),
            ("client_secret", self.app.secret.expose().to_owned()),
            ("fb_exchange_token", token),
        ];
        told(&Request::post(self.endpoints.token.clone(), Body::Form(fields)), transport)
    }

    /// The token that was asked for, now that the person has agreed, for one that opens the account.
    fn signed_for(
        &self,
        asked: &(Secret, Secret),
        answer: &Brought,
        at: Timestamp,
        transport: &dyn Transport,
    ) -> Result<SignedIn> {
        if answer.get("oauth_token") != Some(asked.0.expose()) {
            return Err(Refusal::SignInForeign.into());
        }
        let agreed = answer.get("oauth_verifier").filter(|word| !word.is_empty()).ok_or(Refusal::SignInDenied)?;
        let signer = Signer { app: self.app.clone(), token: Some(asked.clone()) };
        let (token, token_secret) =
            two_halves(&signer, &self.endpoints.token, ("oauth_verifier", agreed), at, transport)?;
        let app = Some(self.app.clone());
        let credential = Credential { token_secret: Some(token_secret), app, ..Credential::new("", token.expose()) };
        Ok(SignedIn { credential, ends_at: None })
    }

    fn signed_in(&self, told: &Value, at: Timestamp) -> Result<SignedIn> {
        let token = reading::text(told, "access_token").ok_or(Refusal::LoginRefused)?;
        let after = |name| reading::count(told, name).and_then(|seconds| later(at, seconds));
        let expires_at = after("expires_in").filter(|end| *end > at);
        let refresh = reading::text(told, "refresh_token").map(Secret::new);
        // What is renewed ends with what renews it, where the platform says when that is.
        let ends_at = if refresh.is_some() { after("refresh_token_expires_in") } else { expires_at };
        let credential = Credential { refresh, expires_at, app: Some(self.app.clone()), ..Credential::new("", token) };
        Ok(SignedIn { credential, ends_at })
    }
}

/// Begins where requests are signed. The protocol knows no state, so ours travels in the address that is come back to.
fn begin_signed(
    wish: &Wish<'_>,
    endpoints: Endpoints,
    app: App,
    state: String,
    transport: &dyn Transport,
) -> Result<Begun> {
    let callback = format!("{}?state={state}", wish.redirect);
    let signer = Signer { app: app.clone(), token: None };
    let asked = two_halves(&signer, &endpoints.apps, ("oauth_callback", &callback), wish.at, transport)?;
    let open = format!("{}?oauth_token={}&perms=write", endpoints.authorize, escaped(asked.0.expose()));
    let waiting = Waiting {
        platform: wish.platform,
        endpoints,
        redirect: wish.redirect.to_owned(),
        app,
        state: Secret::new(state),
        verifier: Secret::new(String::new()),
        asked: Some(asked),
        until: wish.at + WITHIN,
    };
    Ok(Begun { open, waiting })
}

/// A token with its second half, for a signed request with one field more.
fn two_halves(
    signer: &Signer,
    url: &str,
    field: (&str, &str),
    at: Timestamp,
    transport: &dyn Transport,
) -> Result<(Secret, Secret)> {
    let moment = Moment { at, nonce: chance()? };
    let header = signer.header("GET", url, &[], &[field], &moment);
    // A nonce is used once, so the request is too.
    let request = Request { repeatable: false, ..Request::get(url.to_owned()).login(Login::Signed(header)) };
    let answer = transport.send(&request).map_err(|outage| refusal(&outage))?;
    match answer.status {
        200..=299 => {}
        429 | 500..=599 => return Err(Refusal::PlatformAway.into()),
        _ => return Err(Refusal::LoginRefused.into()),
    }
    let told = Brought::read(&String::from_utf8_lossy(&answer.bytes));
    let half = |name| told.get(name).filter(|half| !half.is_empty()).map(|half| Secret::new(half.to_owned()));
    let both = half("oauth_token").zip(half("oauth_token_secret"));
    both.ok_or_else(|| Refusal::PlatformAway.into())
}

fn later(at: Timestamp, seconds: u64) -> Option<Timestamp> {
    // Longer than a century is said by platforms that mean "never".
    let seconds = i64::try_from(seconds).ok().filter(|seconds| (1..3_155_760_000).contains(seconds))?;
    at.checked_add_signed(TimeDelta::seconds(seconds))
}

/// A server where everybody registers an app of their own when they come (Mastodon).
fn registered(endpoints: &Endpoints, redirect: &str, way: &Way, transport: &dyn Transport) -> Result<App> {
    let fields = vec![
        ("client_name", "Uppsikt".to_owned()),
        ("redirect_uris", redirect.to_owned()),
        ("scopes", way.permissions.join(" ")),
    ];
    let app = told(&Request::post(endpoints.apps.clone(), Body::Form(fields)), transport)?;
    let id = reading::text(&app, "client_id").ok_or(Refusal::LoginRefused)?;
    let secret = reading::text(&app, "client_secret").unwrap_or_default();
    Ok(App { id, secret: Secret::new(secret) })
}

/// The answer to a question about logins, or what a person can do about it.
fn told(request: &Request, transport: &dyn Transport) -> Result<Value> {
    let answer = transport.send(request).map_err(|outage| refusal(&outage))?;
    match answer.status {
        200..=299 => reading::json(&answer).map_err(|_| Refusal::PlatformAway.into()),
        429 | 500..=599 => Err(Refusal::PlatformAway.into()),
        _ => Err(Refusal::LoginRefused.into()),
    }
}

/// What an outage means for somebody who tries a login.
#[must_use]
pub fn refusal(outage: &Outage) -> Refusal {
    match outage.kind {
        OutageKind::Login | OutageKind::Permission => Refusal::LoginRefused,
        OutageKind::Refused | OutageKind::ByHand => Refusal::PlatformCannot,
        OutageKind::Limited
        | OutageKind::Spent
        | OutageKind::Away
        | OutageKind::Garbled
        | OutageKind::TooLarge
        | OutageKind::NotThere => Refusal::PlatformAway,
    }
}

/// The page where a password for programs is made, for a browser.
///
/// # Errors
/// [`Refusal::PlatformCannot`] where there is none, [`Refusal::AddressMalformed`].
pub fn password_page(platform: Platform, address: &str, transport: &dyn Transport) -> Result<String> {
    let address = address.trim().trim_end_matches('/');
    let site = address.starts_with("https://") || address.starts_with("http://");
    match platform {
        Platform::Bluesky => Ok(way(platform).console.to_owned()),
        _ if !site || address.contains(char::is_whitespace) => Err(Refusal::AddressMalformed.into()),
        Platform::WordPress => {
            // The site says itself where that page is; an old or a guarded one does not, and has it where all had it.
            let told = transport.send(&Request::get(format!("{address}/wp-json/"))).ok();
            let told = told.filter(|answer| answer.status == 200).and_then(|answer| reading::json(&answer).ok());
            let path = ["authentication", "application-passwords", "endpoints", "authorization"];
            let page = told
                .and_then(|root| reading::text_at(&root, &path))
                .filter(|page| page.starts_with("https://") || page.starts_with("http://"))
                .unwrap_or_else(|| format!("{address}/wp-admin/authorize-application.php"));
            Ok(format!("{page}{}app_name=Uppsikt", if page.contains('?') { '&' } else { '?' }))
        }
        Platform::MediaWiki => {
            Ok(format!("{}/index.php?title=Special:BotPasswords", address.trim_end_matches("/api.php")))
        }
        _ => Err(Refusal::PlatformCannot.into()),
    }
}

/// The login for one account, out of a login that may open several; and the proof that it does open it. Answers when
/// the login ends, where the platform says so.
///
/// # Errors
/// [`Refusal::WrongAccount`] when the login opens other accounts than this; otherwise as [`refusal`].
pub fn own_login(
    platform: Platform,
    address: &str,
    handle: &str,
    typed: &Credential,
    transport: std::sync::Arc<dyn Transport>,
) -> Result<(Credential, Option<Timestamp>)> {
    let found = super::discover(platform, address, typed, std::sync::Arc::clone(&transport));
    let same = |one: &str| one.trim_start_matches('@').eq_ignore_ascii_case(handle.trim_start_matches('@'));
    let own = match found {
        Ok(found) if !found.is_empty() => match found.iter().find(|found| same(&found.handle)) {
            Some(own) => own.credential.clone(),
            None => {
                let opens: Vec<&str> = found.iter().map(|found| found.handle.as_str()).take(3).collect();
                return Err(Refusal::WrongAccount(opens.join(", ")).into());
            }
        },
        // A login for one account alone can't always list; whether it opens the account is asked of the account.
        _ => typed.clone(),
    };
    let ends = super::health(platform, address, handle, &own, transport).map_err(|outage| refusal(&outage))?;
    Ok((own, ends))
}

/// The pairs of a query.
struct Brought(Vec<(String, String)>);

impl Brought {
    fn read(query: &str) -> Brought {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Brought(query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect())
    }

    /// The value of this name. One that comes twice counts as absent: nobody can tell which was meant.
    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(own, _)| own == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// 256 bits of chance, as text that may stand in an address.
fn chance() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|cause| Fault::of("begin a sign-in", cause))?;
    Ok(base64url(&bytes))
}

/// Base64 in the alphabet for addresses, without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A value out of a query, where `+` is a blank.
fn decoded(value: &str) -> String {
    String::from_utf8_lossy(&unescaped(&value.replace('+', " "))).into_owned()
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
