//! What each platform demands of whoever signs in: as its own documentation says it in 2026.

use crate::words::Platform;

/// What is typed where there is no sign-in in the browser, or beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ConnectField {
    /// Where the platform is reached.
    Address,
    /// The user name.
    User,
    /// The password or token.
    Secret,
}

/// How one signs in at a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// In the person's own browser, where the password stays between them and the platform.
    pub browser: bool,
    /// Through an app that the municipality has registered at the platform.
    pub own_app: bool,
    /// Whether that app has a secret of its own.
    pub app_secret: bool,
    /// With a proof key (PKCE).
    pub proof_key: bool,
    /// What is typed instead.
    pub typed: &'static [ConnectField],
    /// What is asked for.
    pub permissions: &'static [&'static str],
    /// What stands between them.
    pub(super) between: &'static str,
    /// What else the address of the sign-in says.
    pub(super) extra: &'static [(&'static str, &'static str)],
    /// Whether a password for programs is made on a page of its own: [`super::password_page`].
    pub password_page: bool,
    /// Where the app is registered, or the password made.
    pub console: &'static str,
    /// The port that the browser comes back to, where the platform wants to know it in advance; otherwise any.
    pub port: Option<u16>,
    /// How this machine is called in the address that the browser comes back to.
    pub host: &'static str,
}

/// The port for platforms that compare the address letter by letter.
const PORT: u16 = 41771;

const TYPED: Way = Way {
    browser: false,
    own_app: false,
    app_secret: false,
    proof_key: false,
    typed: &[],
    permissions: &[],
    between: " ",
    extra: &[],
    password_page: false,
    console: "",
    port: None,
    host: "127.0.0.1",
};

const BROWSER: Way = Way { browser: true, own_app: true, app_secret: true, ..TYPED };

/// How one signs in at this platform.
#[must_use]
pub fn way(platform: Platform) -> Way {
    match platform {
        Platform::Facebook => Way {
            between: ",",
            typed: &[ConnectField::Secret],
            permissions: &[
                "pages_show_list",
                "pages_read_engagement",
                "pages_read_user_content",
                "pages_manage_engagement",
                "pages_manage_metadata",
                "pages_messaging",
            ],
            console: "https://developers.facebook.com/apps",
            // In Development mode this host, and no other, may be come back to without being registered.
            host: "localhost",
            ..BROWSER
        },
        Platform::Instagram => Way {
            permissions: &[
                "instagram_basic",
                "instagram_manage_comments",
                "instagram_manage_messages",
                "pages_show_list",
                "pages_read_engagement",
                "pages_read_user_content",
            ],
            ..way(Platform::Facebook)
        },
        Platform::X => Way {
            // A public client has no secret; a confidential one may be registered all the same.
            app_secret: false,
            proof_key: true,
            permissions: &[
                "tweet.read",
                "users.read",
                "tweet.write",
                "tweet.moderate.write",
                "dm.read",
                "dm.write",
                "block.read",
                "block.write",
                "offline.access",
            ],
            console: "https://developer.x.com/en/portal/dashboard",
            port: Some(PORT),
            ..BROWSER
        },
        Platform::YouTube => Way {
            proof_key: true,
            permissions: &["https://www.googleapis.com/auth/youtube.force-ssl"],
            extra: &[("access_type", "offline"), ("prompt", "consent")],
            console: "https://console.cloud.google.com/apis/credentials",
            ..BROWSER
        },
        Platform::LinkedIn => Way {
            permissions: &["r_organization_social_feed", "w_organization_social_feed", "rw_organization_admin"],
            console: "https://www.linkedin.com/developers/apps",
            port: Some(PORT),
            host: "localhost",
            ..BROWSER
        },
        Platform::Mastodon => Way {
            own_app: false,
            proof_key: true,
            typed: &[ConnectField::Address],
            permissions: &["read", "write:statuses", "write:notifications", "write:conversations", "write:blocks"],
            ..BROWSER
        },
        Platform::Flickr => {
            Way { permissions: &["write"], console: "https://www.flickr.com/services/apps/create", ..BROWSER }
        }
        Platform::WordPress | Platform::MediaWiki => Way {
            typed: &[ConnectField::Address, ConnectField::User, ConnectField::Secret],
            password_page: true,
            ..TYPED
        },
        Platform::Bluesky => Way { console: "https://bsky.app/settings/app-passwords", ..way(Platform::WordPress) },
        Platform::Feed => Way { typed: &[ConnectField::Address], ..TYPED },
        Platform::Manual => TYPED,
    }
}

/// Where a sign-in goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    /// The page that the person's browser opens.
    pub authorize: String,
    /// Where a code is exchanged for a token.
    pub token: String,
    /// Where a server registers apps, or hands out the token that is asked for before the browser opens.
    pub apps: String,
}

impl Endpoints {
    /// Of a platform reached at `address`: the platform's own servers, unless the account lives on another.
    pub fn of(platform: Platform, address: &str) -> Option<Endpoints> {
        let address = address.trim().trim_end_matches('/');
        let elsewhere = origin(address).filter(|origin| !at_home(platform, origin));
        let at = |own: &str, path: &str| format!("{}{path}", elsewhere.unwrap_or(own));
        let (authorize, token) = match platform {
            Platform::Facebook | Platform::Instagram => {
                let version = address.rsplit('/').next().filter(|last| last.starts_with('v')).unwrap_or("v26.0");
                (
                    at("https://www.facebook.com", &format!("/{version}/dialog/oauth")),
                    at("https://graph.facebook.com", &format!("/{version}/oauth/access_token")),
                )
            }
            Platform::X => (at("https://x.com", "/i/oauth2/authorize"), at("https://api.x.com", "/2/oauth2/token")),
            Platform::YouTube => {
                (at("https://accounts.google.com", "/o/oauth2/v2/auth"), at("https://oauth2.googleapis.com", "/token"))
            }
            Platform::LinkedIn => (
                at("https://www.linkedin.com", "/oauth/v2/authorization"),
                at("https://www.linkedin.com", "/oauth/v2/accessToken"),
            ),
            Platform::Flickr => (
                at("https://www.flickr.com", "/services/oauth/authorize"),
                at("https://www.flickr.com", "/services/oauth/access_token"),
            ),
            Platform::Mastodon => {
                let server = elsewhere?;
                (format!("{server}/oauth/authorize"), format!("{server}/oauth/token"))
            }
            Platform::WordPress | Platform::MediaWiki | Platform::Bluesky | Platform::Feed | Platform::Manual => {
                return None;
            }
        };
        let apps = match platform {
            Platform::Flickr => at("https://www.flickr.com", "/services/oauth/request_token"),
            _ => elsewhere.map(|server| format!("{server}/api/v1/apps")).unwrap_or_default(),
        };
        Some(Endpoints { authorize, token, apps })
    }
}

/// `https://host:port` of an address.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    matches!(scheme, "https" | "http").then(|| address.get(..scheme.len() + 3 + host.len())).flatten()
}

/// Whether this is one of the platform's own servers.
fn at_home(platform: Platform, origin: &str) -> bool {
    let domains: &[&str] = match platform {
        Platform::Facebook | Platform::Instagram => &["facebook.com", "instagram.com"],
        Platform::X => &["x.com", "twitter.com"],
        Platform::YouTube => &["googleapis.com", "google.com", "youtube.com"],
        Platform::LinkedIn => &["linkedin.com"],
        Platform::Flickr => &["flickr.com"],
        _ => &[],
    };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    domains
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_goes_to_the_platform_s_own_servers_or_to_the_account_s() {
        let of = |platform, address| Endpoints::of(platform, address).unwrap();
        let facebook = of(Platform::Facebook, "https://graph.facebook.com/v26.0");
        assert_eq!(facebook.authorize, "https://www.facebook.com/v26.0/dialog/oauth");
        assert_eq!(facebook.token, "https://graph.facebook.com/v26.0/oauth/access_token");
        let demo = of(Platform::Facebook, "http://127.0.0.1:4010/v26.0/");
        assert_eq!(demo.token, "http://127.0.0.1:4010/v26.0/oauth/access_token");
        assert_eq!(
            of(Platform::Mastodon, "https://social.lillvik.example").apps,
            "https://social.lillvik.example/api/v1/apps"
        );
        assert_eq!(Endpoints::of(Platform::Mastodon, "social.lillvik.example"), None);
        assert_eq!(
            of(Platform::X, "https://x.com.example").token,
            "https://x.com.example/2/oauth2/token",
            "a name that only begins like the platform's is another server"
        );
    }
}
