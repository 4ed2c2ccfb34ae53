//! The ways in which platforms fail, each as the platform in question does it.

use super::{answer::Told, flickr, graph, linkedin, rest, signin, world::Kind, x, youtube};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// How a platform fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The login is turned down.
    Login,
    /// The login holds, but whoever is behind it has lost the role or the permission.
    Role,
    /// Asked too often.
    Limited,
    /// What the municipality may use is used up.
    Spent,
    /// Trouble of its own.
    Broken,
    /// An error inside an answer that says 200.
    Inside,
    /// No answer ever comes.
    Timeout,
    /// HTML where JSON should be.
    Garbage,
    /// What was asked for is done, and the answer is lost.
    LostAnswer,
    /// The answer breaks off after so many bytes of it.
    Reset(u16),
    /// The answer ends in the middle, as if that were its end.
    Truncated,
    /// An empty page with more behind it.
    Empty,
    /// Every item twice.
    Doubled,
    /// The items in the opposite order.
    Reordered,
    /// The platform's clock is a day behind.
    Skewed,
}

impl Failure {
    /// Each of them, a broken answer once.
    pub const ALL: [Failure; 15] = [
        Failure::Login,
        Failure::Role,
        Failure::Limited,
        Failure::Spent,
        Failure::Broken,
        Failure::Inside,
        Failure::Timeout,
        Failure::Garbage,
        Failure::LostAnswer,
        Failure::Reset(40),
        Failure::Truncated,
        Failure::Empty,
        Failure::Doubled,
        Failure::Reordered,
        Failure::Skewed,
    ];

    /// Reads the word back; `reset:17` breaks off after seventeen bytes.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Failure> {
        Some(match word {
            "login" => Failure::Login,
            "role" => Failure::Role,
            "limited" => Failure::Limited,
            "spent" => Failure::Spent,
            "500" => Failure::Broken,
            "inside" => Failure::Inside,
            "timeout" => Failure::Timeout,
            "garbage" => Failure::Garbage,
            "lost_answer" => Failure::LostAnswer,
            "truncated" => Failure::Truncated,
            "empty" => Failure::Empty,
            "doubled" => Failure::Doubled,
            "reordered" => Failure::Reordered,
            "skewed" => Failure::Skewed,
            other => Failure::Reset(other.strip_prefix("reset:")?.parse().ok()?),
        })
    }

    /// Whether it is asked for and answered all the same, and only the answer suffers.
    #[must_use]
    pub fn spares_the_deed(self) -> bool {
        matches!(
            self,
            Failure::LostAnswer
                | Failure::Reset(_)
                | Failure::Truncated
                | Failure::Empty
                | Failure::Doubled
                | Failure::Reordered
                | Failure::Skewed
        )
    }
}

/// Which platform a path belongs to.
#[must_use]
pub fn platform_of(path: &str) -> Kind {
    match path {
        path if path.starts_with("/v26.0") => Kind::Facebook,
        path if path.starts_with("/2/") => Kind::X,
        path if path.starts_with("/youtube/v3") => Kind::YouTube,
        path if path.starts_with("/rest/") => Kind::LinkedIn,
        path if path.starts_with("/services/") => Kind::Flickr,
        _ => Kind::WordPress,
    }
}

/// What is answered instead.
#[must_use]
pub fn instead(kind: Kind, failure: Failure, now: DateTime<Utc>) -> Told {
    match failure {
        Failure::Login => login(kind),
        Failure::Role => role(kind),
        Failure::Limited => limited(kind, now),
        Failure::Spent => spent(kind, now),
        Failure::Broken => broken(kind),
        Failure::Inside => inside(kind),
        _ => Told::html(200, "<!doctype html><html><body>Checking your browser…</body></html>"),
    }
}

fn login(kind: Kind) -> Told {
    match kind {
        Kind::Facebook | Kind::Instagram => {
            Told::json(401, &graph::error(190, Some(463), "Error validating access token: Session has expired"))
        }
        Kind::X => x::problem(401, "Unauthorized", "about:blank", "Unauthorized"),
        Kind::YouTube => youtube::error(401, "authError", "Invalid Credentials"),
        Kind::LinkedIn => linkedin::error(401, 65_601, "The token used in the request has been revoked by the user"),
        Kind::Flickr => signin::unsigned(),
        Kind::WordPress => rest::error(401, "rest_not_logged_in", "You are not currently logged in."),
    }
}

fn role(kind: Kind) -> Told {
    match kind {
        Kind::Facebook | Kind::Instagram => Told::json(
            400,
            &graph::error(190, Some(492), "Error validating access token: the user no longer has a role on the Page"),
        ),
        Kind::X => x::problem(
            403,
            "Client Forbidden",
            "https://api.twitter.com/2/problems/client-forbidden",
            "This app is not permitted.",
        ),
        Kind::YouTube => youtube::error(403, "forbidden", "The caller does not have permission"),
        Kind::LinkedIn => linkedin::error(403, 100, "Not enough permissions to access: GET /organizationAcls"),
        Kind::Flickr => flickr::fail(99, "User not logged in / Insufficient permissions"),
        Kind::WordPress => rest::error(403, "rest_forbidden_context", "Sorry, you are not allowed to edit comments."),
    }
}

fn limited(kind: Kind, now: DateTime<Utc>) -> Told {
    match kind {
        Kind::Facebook | Kind::Instagram => {
            let usage = json!({ "61550000000001": [{ "type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25,
                "estimated_time_to_regain_access": 19 }] });
            Told::json(400, &graph::error(32, None, "(#32) Page request limit reached"))
                .header("x-business-use-case-usage", usage.to_string())
        }
        Kind::X => x::problem(429, "Too Many Requests", "about:blank", "Too Many Requests")
            .header("x-rate-limit-limit", "300")
            .header("x-rate-limit-remaining", "0")
            .header("x-rate-limit-reset", (now.timestamp() + 420).to_string()),
        Kind::YouTube => {
            youtube::error(403, "rateLimitExceeded", "The request cannot be completed").header("Retry-After", "90")
        }
        Kind::LinkedIn => linkedin::error(
            429,
            101,
            "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        ),
        Kind::Flickr => Told::html(429, "<html><body>429 Too Many Requests</body></html>").header("Retry-After", "60"),
        Kind::WordPress => rest::error(429, "too_many_requests", "Too many requests.").header("Retry-After", "120"),
    }
}

fn spent(kind: Kind, now: DateTime<Utc>) -> Told {
    match kind {
        Kind::X => x::problem(
            402,
            "UsageCapExceeded",
            "https://api.twitter.com/2/problems/usage-capped",
            "Usage cap exceeded: Monthly product cap",
        ),
        Kind::YouTube => youtube::error(
            403,
            "quotaExceeded",
            "The request cannot be completed because you have exceeded your quota.",
        ),
        other => limited(other, now),
    }
}

fn broken(kind: Kind) -> Told {
    match kind {
        Kind::Facebook | Kind::Instagram => Told::json(500, &graph::error(2, None, "Service temporarily unavailable")),
        Kind::X => x::problem(503, "Service Unavailable", "about:blank", "Service Unavailable"),
        Kind::YouTube => youtube::error(500, "backendError", "Backend Error"),
        Kind::LinkedIn => linkedin::error(500, 0, "Internal Server Error"),
        Kind::Flickr => flickr::fail(105, "Service currently unavailable"),
        Kind::WordPress => {
            Told::html(500, "<html><body>There has been a critical error on this website.</body></html>")
        }
    }
}

fn inside(kind: Kind) -> Told {
    let told = broken(kind);
    // WordPress has no such errors: an unfinished page says 200 as well.
    Told { status: 200, ..told }
}

/// The answer, damaged.
#[must_use]
pub fn damaged(failure: Failure, told: Told, now: DateTime<Utc>) -> Told {
    match failure {
        Failure::Truncated => {
            let half = told.bytes.len() / 2;
            Told { bytes: told.bytes.get(..half).unwrap_or_default().to_vec(), ..told }
        }
        Failure::Empty => with_items(told, Vec::clear, true),
        Failure::Doubled => with_items(told, |items| items.extend(items.clone()), false),
        Failure::Reordered => with_items(told, |items| items.reverse(), false),
        Failure::Skewed => told.header("Date", date(now - chrono::Duration::days(1))),
        _ => told,
    }
}

/// Where each platform keeps its items.
const LISTS: [&str; 7] = ["/data", "/items", "/elements", "/photos/photo", "/comments/comment", "/replies/data", ""];

fn with_items(told: Told, change: impl Fn(&mut Vec<Value>), empty: bool) -> Told {
    let Ok(mut value) = serde_json::from_slice::<Value>(&told.bytes) else { return told };
    let at = LISTS.into_iter().find(|at| value.pointer(at).is_some_and(Value::is_array));
    let Some(items) = at.and_then(|at| value.pointer_mut(at)).and_then(Value::as_array_mut) else { return told };
    change(items);
    if empty {
        more_behind(&mut value);
    }
    Told { bytes: value.to_string().into_bytes(), ..told }
}

/// Says, in the platform's own way, that the list goes on: at its beginning, since nothing was shown yet.
fn more_behind(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    if fields.contains_key("meta") {
        fields.insert("meta".to_owned(), json!({ "result_count": 0, "next_token": "7140d0" }));
    } else if fields.contains_key("items") {
        fields.insert("nextPageToken".to_owned(), "QURT0".into());
    } else if fields.contains_key("data") {
        fields.insert(
            "paging".to_owned(),
            json!({ "cursors": { "after": "Zm" }, "next": "https://graph.facebook.com/?after=Zm" }),
        );
    }
}

/// A time as HTTP writes it.
#[must_use]
pub fn date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
