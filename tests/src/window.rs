//! The real window, worked as a person works it: through WebKitWebDriver, by mouse or by keyboard.

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// A driver of our own, with the program and the environment it will start it in. It ends with this value.
pub struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    /// Starts a driver whose window will find `environment`.
    ///
    /// # Panics
    /// When WebKitWebDriver is not installed or does not answer.
    #[must_use]
    pub fn start(environment: &[(&str, &str)]) -> Driver {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let child = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is installed");
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "WebKitWebDriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Driver { child, address: format!("http://127.0.0.1:{port}") }
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A demo platform in a process of its own, for as long as this value lives.
pub struct DemoProcess {
    child: Child,
    address: String,
}

impl DemoProcess {
    /// Starts `demo-platform`.
    ///
    /// # Panics
    /// When the program has not been built.
    #[must_use]
    pub fn start() -> DemoProcess {
        let mut child = Command::new(program("demo-platform"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("demo-platform has been built");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut address).expect("its address");
        DemoProcess { child, address: address.trim().to_owned() }
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for DemoProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the processes under this one are called, with their places in `/proc`: windows, opened through a driver, among them.
pub fn processes() -> impl Iterator<Item = (String, PathBuf)> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok).map(|process| process.path());
    let ours = all.filter(|process| is_ours(process));
    ours.map(|process| {
        let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        (name.trim().to_owned(), process)
    })
}

/// Whether a window that this process has opened has not ended yet. It goes on for a moment after it was closed, and another
/// on the same folder would give way to it.
#[must_use]
pub fn lingers() -> bool {
    processes().any(|(name, _)| name == "uppsikt-desktop")
}

/// Whether a process (its folder under `/proc`) was started by this one, directly or not: other windows on the machine are
/// none of ours.
fn is_ours(process: &Path) -> bool {
    let parent_of = |process: &Path| -> Option<String> {
        let status = std::fs::read_to_string(process.join("status")).ok()?;
        Some(status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().to_owned())
    };
    let ours = std::process::id().to_string();
    let mut at = process.to_path_buf();
    while let Some(parent) = parent_of(&at) {
        if parent == ours {
            return true;
        }
        at = Path::new("/proc").join(parent);
    }
    false
}

/// A finished program of the workspace.
///
/// # Panics
/// When the tests do not lie where cargo puts them.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("UPPSIKT_PROGRAMS") {
        return PathBuf::from(folder).join(name);
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the checkout").join("target/debug").join(name)
}

/// The window.
pub struct Window {
    client: Client,
    pictures: Option<PathBuf>,
    taken: std::cell::Cell<u32>,
}

impl Window {
    /// Opens the window through the driver at `address` and waits until it shows something. Pictures go into
    /// `pictures`, if anywhere.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open(address: &str, pictures: Option<PathBuf>) -> Window {
        let window = Window::start(address, pictures).await;
        window.see("nav-queue").await;
        window
    }

    /// Opens the window where something else than the queue is awaited: the element with this `data-testid`.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open_on(address: &str, id: &str) -> Window {
        let window = Window::start(address, None).await;
        window.see(id).await;
        window
    }

    async fn start(address: &str, pictures: Option<PathBuf>) -> Window {
        let binary = program("uppsikt-desktop");
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": [] } });
        let capabilities = capabilities.as_object().expect("an object").clone();
        let mut opening = ClientBuilder::new(HttpConnector::new());
        let opening = opening.capabilities(capabilities).connect(address);
        // The driver itself would wait for ever for a window that ended before it opened.
        let client = tokio::time::timeout(2 * PATIENCE, opening).await.expect("the window opens in time");
        let client = client.expect("the window opens");
        Window { client, pictures, taken: std::cell::Cell::new(0) }
    }

    /// The driver's own client, for what has no word here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for the element with this `data-testid`.
    ///
    /// # Panics
    /// When it does not appear.
    pub async fn see(&self, id: &str) -> Element {
        self.find(&format!("[data-testid='{id}']")).await
    }

    /// Waits for the first element that the CSS selector finds.
    ///
    /// # Panics
    /// When it does not appear.
    pub async fn find(&self, css: &str) -> Element {
        let begun = Instant::now();
        loop {
            if let Ok(found) = self.client.find(Locator::Css(css)).await {
                return found;
            }
            if begun.elapsed() > PATIENCE {
                self.picture("saknas").await;
                panic!("{css} does not appear; the window says: {}", self.words().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Whether the element is there now.
    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Waits until the words stand somewhere in the window.
    ///
    /// # Panics
    /// When they do not come.
    pub async fn read(&self, words: &str) {
        self.until(words, || async { self.words().await.contains(words) }).await;
    }

    /// Waits until something holds.
    ///
    /// # Panics
    /// When it does not.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, holds: impl Fn() -> F) {
        let begun = Instant::now();
        while !holds().await {
            if begun.elapsed() > PATIENCE {
                self.picture("saknas").await;
                panic!("waited in vain for: {what}; the window says: {}", self.words().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything that stands in the window.
    pub async fn words(&self) -> String {
        self.client
            .execute("return document.body.innerText", vec![])
            .await
            .ok()
            .and_then(|words| words.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Clicks the element with this `data-testid`.
    ///
    /// # Panics
    /// When it is not there or can't be clicked.
    pub async fn click(&self, id: &str) {
        self.click_on(&format!("[data-testid='{id}']")).await;
    }

    /// Clicks the first element that the CSS selector finds, once it stands still: as a person does, who does not aim at
    /// what is moving.
    ///
    /// # Panics
    /// When it is not there or can't be clicked.
    pub async fn click_on(&self, css: &str) {
        self.find_still(css).await.click().await.expect("it can be clicked");
    }

    /// Waits until the same element is found in the same place at two looks in a row.
    async fn find_still(&self, css: &str) -> Element {
        let begun = Instant::now();
        let mut before = None;
        loop {
            let found = self.find(css).await;
            let place = found.rectangle().await.ok().map(|place| (found.element_id().to_string(), place));
            if place.is_some() && place == before {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "{css} does not stand still");
            before = place;
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// Presses one key, wherever the focus is.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn press(&self, key: char) {
        let actions =
            KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(actions).await.expect("a key press");
        tokio::time::sleep(Duration::from_millis(60)).await;
    }

    /// Presses a key while holding another, such as Control and Enter.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn press_with(&self, held: char, key: char) {
        let actions = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.expect("a key press");
        tokio::time::sleep(Duration::from_millis(60)).await;
    }

    /// Types words, wherever the focus is.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn type_words(&self, words: &str) {
        let mut actions = KeyActions::new("keys".to_owned());
        for key in words.chars() {
            actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        self.client.perform_actions(actions).await.expect("typing");
    }

    /// What has the focus: its `data-testid`, or its role.
    pub async fn focus(&self) -> String {
        let script = "const e = document.activeElement;
            return (e && (e.getAttribute('data-testid') || e.closest('[data-testid]')?.getAttribute('data-testid'))) || ''";
        let answer = self.client.execute(script, vec![]).await.unwrap_or_default();
        answer.as_str().unwrap_or_default().to_owned()
    }

    /// Takes a picture of the window, if pictures are wanted; answers its file.
    pub async fn picture(&self, name: &str) -> Option<PathBuf> {
        let folder = self.pictures.as_ref()?;
        let bytes = self.client.screenshot().await.ok()?;
        self.taken.set(self.taken.get() + 1);
        let file = folder.join(format!("{:02}-{name}.png", self.taken.get()));
        std::fs::write(&file, bytes).ok()?;
        Some(file)
    }

    /// Looks for faults against WCAG 2.2 AA with axe-core; answers what it found, nothing when all is well.
    ///
    /// # Panics
    /// When axe-core is not installed in `ui/node_modules`, or does not run.
    pub async fn accessibility(&self) -> Vec<String> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe-core is among the window's packages");
        self.client.execute(&format!("{axe}; return typeof axe"), vec![]).await.expect("axe-core loads");
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'] })
              .then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))))
              .catch(e => done(['axe failed: ' + e]));";
        let found = self.client.execute_async(script, vec![]).await.expect("axe-core runs");
        found.as_array().map(|all| all.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    /// Closes the window.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn close(self) {
        self.client.close().await.expect("the window closes");
    }
}
