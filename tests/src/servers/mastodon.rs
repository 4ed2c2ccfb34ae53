//! An independent double of Mastodon's interface, by people who never saw this program (mastodon-mock, MIT).

use super::{Caretaker, all_here, client, free_port, installed, is_installed, wait_until_it_answers};
use serde_json::{Value, json};

/// The version that is installed.
pub const VERSION: &str = "mastodon-mock-0.6.1";

const CARETAKER: &str = r#"
set -eu
trap '' INT; trap 'exit 1' TERM
"$2" serve --config "$1/double.toml" >"$1/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$1"' EXIT
echo started
while read -r _; do :; done
"#;

/// The running double, with two accounts: `kommun` and `medborgare`.
pub struct Mastodon {
    _caretaker: Caretaker,
    address: String,
}

impl Mastodon {
    /// Starts one; `None` where it is not installed and nobody demands it.
    ///
    /// # Panics
    /// When it does not start, or when it must be there and is not.
    #[must_use]
    pub fn start() -> Option<Mastodon> {
        let program = installed(VERSION).join("bin/mastodon_mock");
        if !all_here("Mastodon's double", &[("mastodon-mock", is_installed(VERSION))]) {
            return None;
        }
        let port = free_port();
        let settings = format!(
            "domain = \"127.0.0.1:{port}\"\nurl_scheme = \"http\"\n[server]\nhost = \"127.0.0.1\"\nport = {port}\n\
             [database]\npath = \":memory:\"\n[ratelimit]\nenabled = true\nlimit = 300\nwindow_seconds = 300\n\
             [[seed.accounts]]\nusername = \"kommun\"\naccess_token = \"tok-kommun\"\n\
             [[seed.accounts]]\nusername = \"medborgare\"\naccess_token = \"tok-medborgare\"\n"
        );
        let words = [program.display().to_string()];
        let caretaker = Caretaker::hire("mastodon", CARETAKER, &words, |folder| {
            std::fs::write(folder.join("double.toml"), settings).expect("its settings");
        });
        let address = format!("http://127.0.0.1:{port}");
        wait_until_it_answers("Mastodon's double", &format!("{address}/api/v2/instance"));
        Some(Mastodon { _caretaker: caretaker, address })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The token of one of the two accounts.
    #[must_use]
    pub fn token(user: &str) -> String {
        format!("tok-{user}")
    }

    /// Somebody writes, in answer to a post or not. Answers the post's id.
    ///
    /// # Panics
    /// When the double does not take it.
    pub fn writes(&self, user: &str, text: &str, answers: Option<&str>, visibility: &str) -> String {
        let said = json!({ "status": text, "in_reply_to_id": answers, "visibility": visibility });
        let made = self.asks(user, "POST", "statuses", Some(&said)).expect("the post is taken");
        made["id"].as_str().expect("an id").to_owned()
    }

    /// Somebody changes what they wrote.
    ///
    /// # Panics
    /// When the double does not take it.
    pub fn rewords(&self, user: &str, id: &str, text: &str) {
        self.asks(user, "PUT", &format!("statuses/{id}"), Some(&json!({ "status": text }))).expect("it is reworded");
    }

    /// Somebody deletes what they wrote.
    ///
    /// # Panics
    /// When the double does not do it.
    pub fn takes_back(&self, user: &str, id: &str) {
        self.asks(user, "DELETE", &format!("statuses/{id}"), None).expect("it is taken back");
    }

    /// The next answer to this path goes wrong: `status`, `ratelimit`, `malformed` and the like.
    ///
    /// # Panics
    /// When the double does not take it.
    pub fn fails_once(&self, path: &str, effect: &Value) {
        let fault = json!({ "match": { "path": path }, "effect": effect, "count": 1 });
        self.asks("kommun", "POST", "_mock/faults", Some(&fault)).expect("the fault is set");
    }

    /// What an account is told when it asks; nothing when it is refused.
    #[must_use]
    pub fn asks(&self, user: &str, method: &str, path: &str, said: Option<&Value>) -> Option<Value> {
        let url = format!("{}/api/v1/{path}", self.address);
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = client().request(method, url).bearer_auth(Self::token(user));
        if let Some(said) = said {
            request = request.json(said);
        }
        let answer = request.send().expect("an answer");
        answer.status().is_success().then(|| answer.json().unwrap_or(Value::Null))
    }
}
