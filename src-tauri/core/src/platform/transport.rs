//! HTTP, and the only place that knows it.
//!
//! A platform file says what it wants as a [`Request`] and gets an [`Answer`] whatever its status. What an answer means
//! is not known here. A login travels in a header of its own, so that no address, error or log ever holds it.

use super::sent::Sent;
use crate::{
    intake::{Outage, OutageKind},
    secrets::{Credential, Secret},
    words::Timestamp,
};
use chrono::DateTime;
use reqwest::{
    Url,
    blocking::{Client, RequestBuilder, Response},
    redirect::Policy,
};
use std::{
    fmt,
    io::Read,
    time::{Duration, Instant},
};

/// The largest answer that is read.
pub const LARGEST_ANSWER: u64 = 16 << 20;
/// The largest picture or file that is read.
pub const LARGEST_ATTACHMENT: u64 = 64 << 20;

/// What a platform is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Tell.
    Get,
    /// Make or change.
    Post,
    /// Put in place; twice is once.
    Put,
    /// Take away.
    Delete,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// How a request says who is asking.
#[derive(Debug, Clone)]
pub enum Login {
    /// It doesn't.
    None,
    /// A token.
    Bearer(Secret),
    /// A user and a password.
    Basic(Credential),
    /// A header `Authorization` that the platform file has signed itself.
    Signed(Secret),
    /// Cookies of a session, as they stand in the header.
    Cookies(Secret),
}

/// What a request carries.
#[derive(Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// Fields of a form.
    Form(Vec<(&'static str, String)>),
    /// JSON.
    Json(serde_json::Value),
    /// XML.
    Xml(Secret),
}

/// Tells the kind, never the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Body::None => "None",
            Body::Form(_) => "Form",
            Body::Json(_) => "Json",
            Body::Xml(_) => "Xml",
        })
    }
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// With what: an address without a query, unless a site's own address has one.
    pub url: String,
    /// The query, in order.
    pub query: Vec<(&'static str, String)>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// Who asks.
    pub login: Login,
    /// What it carries.
    pub body: Body,
    /// Whether doing it twice is the same as doing it once.
    pub repeatable: bool,
    /// The most bytes that are read of the answer.
    pub largest: u64,
}

impl Request {
    /// Reads. Always repeatable.
    #[must_use]
    pub fn get(url: String) -> Request {
        Request {
            method: Method::Get,
            url,
            query: Vec::new(),
            headers: Vec::new(),
            login: Login::None,
            body: Body::None,
            repeatable: true,
            largest: LARGEST_ANSWER,
        }
    }

    /// Sends something that must not be sent twice.
    #[must_use]
    pub fn post(url: String, body: Body) -> Request {
        Request { method: Method::Post, body, repeatable: false, ..Request::get(url) }
    }

    /// Puts something in place; twice is once.
    #[must_use]
    pub fn put(url: String, body: Body) -> Request {
        Request { method: Method::Put, body, ..Request::get(url) }
    }

    /// Takes something away; twice is once.
    #[must_use]
    pub fn delete(url: String) -> Request {
        Request { method: Method::Delete, ..Request::get(url) }
    }

    /// With one more field in the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Request {
        self.query.push((name, value.into()));
        self
    }

    /// With one more header. A login never goes here, but into [`Request::login`].
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Request {
        self.headers.push((name, value.into()));
        self
    }

    /// With a login.
    #[must_use]
    pub fn login(self, login: Login) -> Request {
        Request { login, ..self }
    }

    /// What the answer was judged to be, with whether the request may have had its effect all the same: when it must not be
    /// repeated, and what came was neither a yes nor a no. Meta, say, tells of trouble of its own also after having done
    /// what was asked.
    pub fn answered(&self, lost: Outage) -> Outage {
        let undecided = matches!(lost.kind, OutageKind::Away | OutageKind::Garbled);
        Outage { may_have_happened: undecided && !self.repeatable, ..lost }
    }

    /// Says that doing it twice is the same as doing it once.
    #[must_use]
    pub fn repeatable(self) -> Request {
        Request { repeatable: true, ..self }
    }
}

/// What came back, whatever it means.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The header with this lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// When the platform wants to be asked again, if it says so: in seconds, or as a moment by its own clock.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let told = self.header("retry-after")?.trim();
        told.parse().ok().map(Duration::from_secs).or_else(|| {
            let moment = DateTime::parse_from_rfc2822(told).ok()?.to_utc();
            (moment - self.date()?).to_std().ok()
        })
    }

    /// When the platform answered, by its own clock.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        DateTime::parse_from_rfc2822(self.header("date")?.trim()).ok().map(|at| at.to_utc())
    }

    /// The media type without its parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        self.header("content-type").and_then(|value| value.split(';').next()).unwrap_or("").trim()
    }
}

/// Tells how much came, never what: the body holds citizens' words.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Carries requests to platforms.
pub trait Transport: Send + Sync {
    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// [`Outage`] when no whole answer came. Its `may_have_happened` holds when a request that must not be repeated
    /// went out and nothing came back.
    fn send(&self, request: &Request) -> Result<Answer, Outage>;

    /// The same, and counts each request that goes out: whoever tries more than once counts every time. A redirect that is
    /// followed counts with the request that met it.
    ///
    /// # Errors
    /// As [`Transport::send`].
    fn send_counted(&self, request: &Request, sent: &Sent) -> Result<Answer, Outage> {
        sent.one_more();
        self.send(request)
    }
}

/// How long to wait, and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the whole answer.
    pub whole: Duration,
    /// How many times a repeatable request is sent at most.
    pub tries: u32,
    /// The pause before the second try, give or take a half; it doubles for the third.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(30),
            tries: 3,
            pause: Duration::from_millis(500),
        }
    }
}

/// The longest `Retry-After` that is waited out here; a longer one is for the caller to plan with.
const WORTH_WAITING: Duration = Duration::from_secs(3);

/// Real HTTP over rustls, without proxies from the surroundings.
pub struct Http {
    /// Follows redirects within one origin: for reading.
    reading: Client,
    /// Follows none: a redirected deed would be another deed.
    acting: Client,
    patience: Patience,
}

impl Http {
    /// With the usual patience.
    ///
    /// # Errors
    /// [`Outage`] when TLS can't be set up on this machine.
    pub fn new() -> Result<Http, Outage> {
        Http::with(Patience::default())
    }

    /// With a patience of one's own.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with(patience: Patience) -> Result<Http, Outage> {
        let client = |policy: Policy| {
            Client::builder()
                .user_agent(concat!("Uppsikt/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(patience.connect)
                .timeout(patience.whole)
                .redirect(policy)
                .referer(false)
                .no_proxy()
                .build()
                .map_err(|cause| outage(OutageKind::Away, format!("TLS cannot be set up: {}", innermost(&cause))))
        };
        Ok(Http { reading: client(Policy::custom(within_origin))?, acting: client(Policy::none())?, patience })
    }

    fn once(&self, request: &Request, url: Url) -> Result<Answer, Outage> {
        let began = Instant::now();
        let lost = |error: &reqwest::Error| {
            let cause = match (error.is_timeout(), error.is_connect()) {
                (true, _) => "no answer in time".to_owned(),
                (_, true) => format!("no connection: {}", innermost(error)),
                _ => format!("the connection broke: {}", innermost(error)),
            };
            Outage { may_have_happened: !request.repeatable && !error.is_connect(), ..outage(OutageKind::Away, cause) }
        };
        let response = self.draft(request, url).send().map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let bytes = self.body(response, request, began)?;
        Ok(Answer { status, headers, bytes })
    }

    fn draft(&self, request: &Request, url: Url) -> RequestBuilder {
        let mut draft = match request.method {
            Method::Get => self.reading.get(url),
            Method::Post => self.acting.post(url),
            Method::Put => self.acting.put(url),
            Method::Delete => self.acting.delete(url),
        };
        if !request.query.is_empty() {
            draft = draft.query(&request.query);
        }
        for (name, value) in &request.headers {
            draft = draft.header(*name, value);
        }
        draft = match &request.login {
            Login::None => draft,
            Login::Bearer(token) => draft.bearer_auth(token.expose()),
            Login::Basic(login) => draft.basic_auth(&login.user, Some(login.secret.expose())),
            Login::Signed(header) => draft.header("authorization", header.expose()),
            Login::Cookies(cookies) => draft.header("cookie", cookies.expose()),
        };
        match &request.body {
            Body::None => draft,
            Body::Form(fields) => draft.form(fields),
            Body::Json(value) => draft.json(value),
            Body::Xml(text) => draft.header("content-type", "text/xml; charset=utf-8").body(text.expose().to_owned()),
        }
    }

    /// Reads the body in pieces, so that neither a huge nor a dripping answer holds us.
    fn body(&self, mut response: Response, request: &Request, began: Instant) -> Result<Vec<u8>, Outage> {
        let broken = |kind, cause: String| Outage { may_have_happened: !request.repeatable, ..outage(kind, cause) };
        let mut bytes = Vec::new();
        let mut piece = vec![0; 64 << 10];
        loop {
            match response.read(&mut piece) {
                Ok(0) => return Ok(bytes),
                Ok(read) => bytes.extend_from_slice(piece.get(..read).unwrap_or_default()),
                Err(_) => return Err(broken(OutageKind::Away, "the answer broke off".to_owned())),
            }
            if bytes.len() as u64 > request.largest {
                return Err(broken(
                    OutageKind::TooLarge,
                    format!("the answer is larger than {} bytes", request.largest),
                ));
            }
            if began.elapsed() > self.patience.whole {
                return Err(broken(OutageKind::Away, "no answer in time".to_owned()));
            }
        }
    }

    fn pause(&self, before: u32) -> Duration {
        let mut dice = [0; 1];
        // Without dice the pause is merely the shortest one.
        let _ = getrandom::fill(&mut dice);
        self.patience.pause.saturating_mul(1 << before.min(6)).mul_f64(0.5 + f64::from(dice[0]) / 255.0)
    }
}

impl Transport for Http {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        self.send_counted(request, &Sent::default())
    }

    fn send_counted(&self, request: &Request, sent: &Sent) -> Result<Answer, Outage> {
        let url = checked(&request.url)?;
        let tries = if request.repeatable { self.patience.tries.max(1) } else { 1 };
        let mut tried = 0;
        loop {
            sent.one_more();
            let result = self.once(request, url.clone());
            let pause = match &result {
                Ok(answer) if matches!(answer.status, 502..=504) => answer.retry_after().unwrap_or(self.pause(tried)),
                Err(outage) if outage.kind == OutageKind::Away => self.pause(tried),
                _ => return result,
            };
            tried += 1;
            if tried >= tries || pause > WORTH_WAITING {
                return result;
            }
            std::thread::sleep(pause);
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// The address, if it may be used: over TLS, or on this very machine, where the demo and the tests live.
fn checked(address: &str) -> Result<Url, Outage> {
    let url = Url::parse(address).map_err(|_| outage(OutageKind::Refused, "that is not a web address"))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(outage(OutageKind::Refused, "only https addresses are used")),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or("").trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether an address that a platform put into an answer may be fetched for an account at `home`: on the same origin,
/// or on a named host over TLS. A made-up attachment thus reaches neither this machine nor a neighbour's number.
#[must_use]
pub fn may_fetch(address: &str, home: &str) -> bool {
    let (Ok(url), Ok(home)) = (Url::parse(address), Url::parse(home)) else { return false };
    url.origin() == home.origin() || (url.scheme() == "https" && url.domain().is_some() && !is_loopback(&url))
}

/// What an address says under this name in its query.
#[must_use]
pub fn in_query(address: &str, name: &str) -> Option<String> {
    // The name of the server does not matter here, and a list may leave it out.
    let url = Url::parse("https://x.invalid/").ok()?.join(address).ok()?;
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

/// The bytes of a text in which `%3D` and the like stand for others. What is no such sign stands for itself.
#[must_use]
pub fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let hex = more.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    bytes
}

/// Where an address leads that stands on a page at `base`; nothing when it is none that could be asked for.
#[must_use]
pub fn joined(base: &str, address: &str) -> Option<String> {
    let url = Url::parse(base).ok()?.join(address).ok()?;
    matches!(url.scheme(), "https" | "http").then(|| url.to_string())
}

/// Whether two addresses belong to one server, give or take `www.` before its name and the step from http to https.
#[must_use]
pub fn same_server(one: &str, other: &str) -> bool {
    let host = |address: &str| {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?.to_owned();
        Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
    };
    host(one).is_some_and(|host_of_one| Some(host_of_one) == host(other))
}

fn within_origin(attempt: reqwest::redirect::Attempt<'_>) -> reqwest::redirect::Action {
    let at_home = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
    if at_home && attempt.previous().len() <= 3 { attempt.follow() } else { attempt.stop() }
}

/// An outage that did not happen half-way.
pub(super) fn outage(kind: OutageKind, cause: impl Into<String>) -> Outage {
    Outage { kind, try_again_after: None, may_have_happened: false, cause: cause.into() }
}

/// The last cause of an error: the one that says something. The error itself would quote the address.
fn innermost(error: &dyn std::error::Error) -> String {
    let deepest = std::iter::successors(error.source(), |cause| cause.source()).last();
    deepest.map_or_else(|| "no cause given".to_owned(), |cause| cause.to_string().chars().take(120).collect())
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
