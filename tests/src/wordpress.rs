//! A real WordPress on this machine: the package's own code on a database of its own, on loopback, in a folder that is
//! thrown away. Strangers write through the form that visitors use.
//!
//! Nothing is written where WordPress is installed, so any number of them may run at once.

use reqwest::{blocking::Client, redirect::Policy};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

const CARETAKER: &str = include_str!("wordpress/caretaker.sh");
const SETUP: &str = include_str!("wordpress/setup.php");
/// Lets strangers write quickly, and lets no mail out.
const PLUGIN: &str = "<?php
remove_action('check_comment_flood', 'check_comment_flood_db');
add_filter('pre_wp_mail', '__return_true');
";
/// Debian's folders: the code, and what else belongs to it.
const SOURCE: &str = "/usr/share/wordpress";
const CONTENT: &str = "/var/lib/wordpress/wp-content";

/// The running site. It is stopped and cleared away when dropped, or when this process ends in any other way.
#[derive(Debug)]
pub struct WordPress {
    caretaker: Child,
    folder: PathBuf,
    address: String,
    logins: BTreeMap<String, String>,
    strangers: AtomicU32,
}

impl WordPress {
    /// Starts one; `None` where its packages are not installed and nobody demands them.
    ///
    /// # Panics
    /// When it does not start, or when `UPPSIKT_COMPLETE` says that it must be there and it is not.
    #[must_use]
    pub fn start() -> Option<WordPress> {
        let lacks = lacking();
        if !lacks.is_empty() {
            assert!(
                std::env::var_os("UPPSIKT_COMPLETE").is_none(),
                "WordPress must be tried, and this is missing: {lacks:?}"
            );
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let folder = std::env::temp_dir().join(format!("uppsikt-wordpress-{}-{port}", std::process::id()));
        furnish(&folder, port);
        let mut caretaker = Command::new("sh")
            .args(["-c", CARETAKER, "caretaker"])
            .arg(&folder)
            .args([&port.to_string(), SOURCE, CONTENT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut output = BufReader::new(caretaker.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        if line.trim() != "started" {
            let _ = output.read_to_string(&mut line);
            panic!("WordPress does not start: {line}");
        }
        let told = std::fs::read_to_string(folder.join("logins")).expect("the logins");
        let logins =
            told.lines().filter_map(|line| line.split_once(' ')).map(|(user, word)| (user.to_owned(), word.to_owned()));
        let address = format!("http://127.0.0.1:{port}");
        let site = WordPress { caretaker, folder, address, logins: logins.collect(), strangers: AtomicU32::new(0) };
        site.wait_until_it_answers();
        Some(site)
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The users, with an application password each: `admin`, `redaktor` (editor), `forfattare` (author) and `lasare`
    /// (subscriber).
    #[must_use]
    pub fn logins(&self) -> &BTreeMap<String, String> {
        &self.logins
    }

    /// A user's application password.
    ///
    /// # Panics
    /// When there is no such user.
    #[must_use]
    pub fn password(&self, user: &str) -> &str {
        self.logins.get(user).unwrap_or_else(|| panic!("no user {user}"))
    }

    /// The editor publishes a post. Answers its number.
    pub fn publish(&self, title: &str, text: &str) -> u64 {
        number(&self.says("redaktor", "posts", &json!({ "title": title, "content": text, "status": "publish" })))
    }

    /// A visitor writes through the site's form, under a post or in answer to a comment there. Answers the comment's
    /// number.
    ///
    /// # Panics
    /// When the site does not take it.
    pub fn stranger_writes(&self, post: u64, answers: Option<u64>, author: &str, text: &str) -> u64 {
        let (status, comment) = self.form(post, answers, author, text);
        comment.unwrap_or_else(|| panic!("the form answered {status}"))
    }

    /// Whether a visitor may write under a post.
    #[must_use]
    pub fn stranger_is_let_in(&self, post: u64) -> bool {
        self.form(post, None, "Okänd", "Får jag skriva här?").1.is_some()
    }

    fn form(&self, post: u64, answers: Option<u64>, author: &str, text: &str) -> (u16, Option<u64>) {
        let stranger = self.strangers.fetch_add(1, Ordering::Relaxed);
        let form = [
            ("comment_post_ID", post.to_string()),
            ("comment_parent", answers.unwrap_or(0).to_string()),
            ("author", author.to_owned()),
            ("email", format!("okand{stranger}@example.test")),
            ("comment", text.to_owned()),
        ];
        let answer =
            client().post(format!("{}/wp-comments-post.php", self.address)).form(&form).send().expect("an answer");
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok()).unwrap_or_default();
        let comment = place.rsplit_once("#comment-").and_then(|(_, number)| number.parse().ok());
        (answer.status().as_u16(), comment)
    }

    /// The administrator rewords a comment: a guest can't.
    pub fn rewords(&self, comment: u64, text: &str) {
        self.says("admin", &format!("comments/{comment}"), &json!({ "content": text }));
    }

    /// The administrator sets a comment's status: `hold`, `approve`, `spam` or `trash`.
    pub fn sets(&self, comment: u64, status: &str) {
        self.says("admin", &format!("comments/{comment}"), &json!({ "status": status }));
    }

    /// The administrator deletes a comment for good.
    ///
    /// # Panics
    /// When the site does not do it.
    pub fn erases(&self, comment: u64) {
        let url = format!("{}/wp-json/wp/v2/comments/{comment}?force=true", self.address);
        let answer = client().delete(url).basic_auth("admin", Some(self.password("admin"))).send().expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// The numbers of the comments that the public sees under a post.
    ///
    /// # Panics
    /// When the site does not answer.
    #[must_use]
    pub fn public_sees(&self, post: u64) -> Vec<u64> {
        let url = format!("{}/wp-json/wp/v2/comments?post={post}&per_page=100&order=asc", self.address);
        let answer = client().get(url).send().and_then(reqwest::blocking::Response::json::<Value>).expect("a list");
        answer.as_array().map_or_else(Vec::new, |all| all.iter().map(number).collect())
    }

    fn says(&self, user: &str, path: &str, value: &Value) -> Value {
        let url = format!("{}/wp-json/wp/v2/{path}", self.address);
        let answer =
            client().post(url).basic_auth(user, Some(self.password(user))).json(value).send().expect("an answer");
        let status = answer.status();
        assert!(status.is_success(), "{path}: {status}");
        answer.json().expect("JSON")
    }

    fn wait_until_it_answers(&self) {
        for _ in 0..200 {
            if client()
                .get(format!("{}/wp-json/", self.address))
                .send()
                .is_ok_and(|answer| answer.status().is_success())
            {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("WordPress does not answer; {}", self.folder.display());
    }
}

impl Drop for WordPress {
    fn drop(&mut self) {
        drop(self.caretaker.stdin.take());
        let _ = self.caretaker.wait();
    }
}

fn number(value: &Value) -> u64 {
    value["id"].as_u64().expect("a number")
}

fn client() -> Client {
    let patience = Duration::from_secs(60);
    Client::builder().redirect(Policy::none()).no_proxy().timeout(patience).build().expect("a client")
}

/// What is not installed of what it takes.
fn lacking() -> Vec<&'static str> {
    let code = format!("{SOURCE}/wp-load.php");
    let has_file = Path::new(&code).exists();
    let runs = |program: &str| {
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    let programs = ["php", "mariadbd", "mariadb", "mariadb-install-db", "mariadb-admin"];
    let mut lacks: Vec<&str> = programs.into_iter().filter(|program| !runs(program)).collect();
    if !has_file {
        lacks.push("wordpress");
    }
    lacks
}

/// Puts the site's own files where the caretaker finds them.
fn furnish(folder: &Path, port: u16) {
    let place = folder.display();
    let config = format!(
        "<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp'); define('DB_HOST', 'localhost:{place}/my/sock');
define('WP_HOME', 'http://127.0.0.1:{port}'); define('WP_SITEURL', 'http://127.0.0.1:{port}');
define('WP_ENVIRONMENT_TYPE', 'local'); // lets application passwords work without TLS
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('WP_DEBUG', false);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_CONTENT_DIR', '{place}/site/wp-content');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT',
    'NONCE_SALT'] as $name) define($name, 'a throwaway site: ' . $name);
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"
    );
    // WordPress finds its root by where its files really are; here they are links, so it is told.
    let root = format!("<?php if (!defined('ABSPATH')) define('ABSPATH', '{place}/site/');\n");
    std::fs::create_dir_all(folder.join("mu-plugins")).expect("a folder for the site");
    for (name, text) in [
        ("wp-config.php", config.as_str()),
        ("root.php", &root),
        ("setup.php", SETUP),
        ("mu-plugins/tests.php", PLUGIN),
    ] {
        let mut file = std::fs::File::create(folder.join(name)).expect("a file of the site");
        file.write_all(text.as_bytes()).expect("a file of the site");
    }
}
