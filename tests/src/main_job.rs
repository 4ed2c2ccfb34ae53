//! The main job in the real window, for the tour and for the journeys: a threat is found, sealed, removed, undone, removed
//! again, forwarded, registered, and the number is told on the platform.

use crate::window::Window;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Enter, Escape, Control and Tab, as WebDriver names them.
pub mod key {
    /// Enter.
    pub const ENTER: char = '\u{E007}';
    /// Escape.
    pub const ESCAPE: char = '\u{E00C}';
    /// Control.
    pub const CONTROL: char = '\u{E009}';
    /// Tab.
    pub const TAB: char = '\u{E004}';
}

/// The words by which the threat of Lillvik's week is found.
pub const THREAT_BY: &str = "Anna B.";
/// Words that stand in it.
pub const THREAT: &str = "det gula huset";
/// The account where it stands.
pub const ACCOUNT: &str = "lillvik-facebook";
/// The number that the registrar gives it.
pub const NUMBER: &str = "KS 2026/412";

/// The demo platform as one sees it from outside.
pub struct Outside {
    address: String,
    client: reqwest::blocking::Client,
}

impl Outside {
    /// The demo platform at this address.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn at(address: &str) -> Outside {
        let client = reqwest::blocking::Client::builder().no_proxy().build().expect("a client");
        Outside { address: address.trim_end_matches('/').to_owned(), client }
    }

    fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        asked(self.client.get(format!("{}{path}", self.address)).query(query))
    }

    /// The platform's name for the post of an account with these words or by this author.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn find(&self, account: &str, words: &str) -> String {
        let found = self.get("/_demo/find", &[("account", account), ("words", words)]);
        found["id"].as_str().unwrap_or_else(|| panic!("no post of {account} with: {words}")).to_owned()
    }

    /// How a post stands: `shown`, `hidden` or gone in one of the demo platform's ways.
    #[must_use]
    pub fn standing(&self, name: &str) -> String {
        self.get(&format!("/_demo/state/{name}"), &[])["standing"].as_str().unwrap_or_default().to_owned()
    }

    /// A stranger writes a comment; answers the platform's name for it.
    ///
    /// # Panics
    /// When the platform does not take it.
    #[must_use]
    pub fn writes(&self, account: &str, author: &str, text: &str) -> String {
        let form = [("account", account), ("author", author), ("text", text)];
        asked(self.client.post(format!("{}/_demo/write", self.address)).form(&form))["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    /// Waits until a post stands like this.
    ///
    /// # Panics
    /// When it does not.
    pub fn until(&self, name: &str, standing: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let now = self.standing(name);
            if standing(&now) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "the post stays {now}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The answer to a request, asked on a thread of its own: a blocking client must not be used where the journeys wait.
fn asked(request: reqwest::blocking::RequestBuilder) -> Value {
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| request.send().expect("the platform answers").json().expect("in JSON"));
        asking.join().expect("the platform was asked")
    })
}

/// Whether the demo platform says that a post is no longer there.
#[must_use]
pub fn is_gone(standing: &str) -> bool {
    !matches!(standing, "shown" | "hidden")
}

/// What is told of the job while it is done.
pub type Say<'a> = &'a dyn Fn(&str);

/// The whole job by keyboard alone.
pub async fn by_keyboard(window: &Window, outside: &Outside, say: Say<'_>) {
    let threat = outside.find(ACCOUNT, THREAT);
    window
        .find("[data-testid='queue-row'][aria-selected='true'], [data-testid='queue-row'][data-selected='true']")
        .await;
    find_by_search(window, THREAT_BY).await;
    window.picture("kon-hotet-overst").await;
    say("Anna B.:s hot står överst i kön.");

    window.press('t').await;
    window.see("do-undo").await;
    window.picture("borttagning-beslutad-gar-att-angra").await;
    window.press('z').await;
    window.find("[data-testid='step-seal'][data-state='done']").await;
    window.find("[data-testid='step-remove']:not([data-state='done'])").await;
    say("Beviset är säkrat; borttagningen beslutades och ångrades inom fem sekunder.");
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert!(!is_gone(&outside.standing(&threat)), "what was undone never reached the platform");
    window.picture("angrat").await;
    say("Ångrat: inlägget står kvar på plattformen.");

    find_by_search(window, THREAT_BY).await;
    window.press('t').await;
    window.see("do-undo").await;
    outside.until(&threat, is_gone);
    say("Borttaget igen, och borta från plattformen.");
    find_by_search(window, THREAT_BY).await;
    window.find("[data-testid='step-remove'][data-state='done']").await;
    window.click("do-paper").await;
    window.picture("borttaget-och-kontrollerat").await;

    window.press('r').await;
    window.see("forward-form").await;
    window.picture("till-registrator").await;
    window.press_with(key::CONTROL, key::ENTER).await;
    window.until("the forward is sent", || async { !window.has("[data-testid='forward-form']").await }).await;
    say("Skickat till registratorn med beviset.");

    sit_down(window, "Rune Berg").await;
    window.click("nav-registrar").await;
    window.see("registrar-row").await;
    window.see("field-number").await.click().await.expect("the field takes the focus");
    window.type_words(NUMBER).await;
    window.picture("diariet").await;
    window.press_with(key::CONTROL, key::ENTER).await;
    window
        .until("the row has left the list", || async {
            !window.words().await.contains("Hot") || !window.has("[data-testid='registrar-form']").await
        })
        .await;
    say("Registratorn har registrerat det.");

    sit_down(window, "Maja Lind").await;
    window.click("nav-queue").await;
    find_anywhere(window, THREAT_BY).await;
    window.read(NUMBER).await;
    window.press('b').await;
    window.see("reply-form").await;
    window.see("field-reply").await;
    write_reply(window).await;
    window.picture("numret-i-svaret").await;
    window.press_with(key::CONTROL, key::ENTER).await;
    window.see("toast").await;
    let begun = Instant::now();
    let told = loop {
        let found = outside.get("/_demo/find", &[("account", ACCOUNT), ("words", NUMBER)]);
        if found["id"].is_string() || begun.elapsed() > Duration::from_secs(30) {
            break found["id"].is_string();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(told, "the number stands on the platform");
    window.picture("svaret-publicerat").await;
    say("Svaret med diarienumret står på plattformen.");
}

/// Writes the reply with the number: the words replace whatever the template proposed.
async fn write_reply(window: &Window) {
    window.see("field-reply").await.click().await.expect("the field takes the focus");
    window.press_with(key::CONTROL, 'a').await;
    window
        .type_words(&format!("Ett inlägg i tråden är borttaget och registrerat hos kommunen, diarienummer {NUMBER}."))
        .await;
}

/// Finds a post in the open queue by searching for its author.
pub async fn find_by_search(window: &Window, words: &str) {
    window.press(key::ESCAPE).await;
    window.press('/').await;
    window.until("the search field has the focus", || async { window.focus().await.contains("queue-search") }).await;
    window.press_with(key::CONTROL, 'a').await;
    window.type_words(words).await;
    window.press(key::ENTER).await;
    window
        .until("what was searched for is listed", || async {
            let script = "const field = document.querySelector(\"input[data-testid='queue-search']\");
                const rows = [...document.querySelectorAll(\"[data-testid='queue-row']\")];
                const asked = new URLSearchParams(location.hash.split('?')[1]).get('words');
                return field?.value === arguments[0] && asked === arguments[0]
                    && rows.some(r => r.innerText.includes(arguments[0]));";
            window.client().execute(script, vec![words.into()]).await.is_ok_and(|yes| yes == true)
        })
        .await;
    let script = "[...document.querySelectorAll(\"[data-testid='queue-row']\")]
        .find(r => r.innerText.includes(arguments[0]))?.click()";
    window.client().execute(script, vec![words.into()]).await.expect("the row can be chosen");
    window
        .until("the post is open", || async {
            let script = "return document.querySelector('.q-open')?.innerText.includes(arguments[0])";
            window.client().execute(script, vec![words.into()]).await.is_ok_and(|yes| yes == true)
        })
        .await;
}

/// Finds a post by its author, in whichever list it is.
async fn find_anywhere(window: &Window, author: &str) {
    for list in ["open", "done"] {
        let script = "location.hash = '#/queue/' + arguments[0] + '?words=' + encodeURIComponent(arguments[1])";
        window.client().execute(script, vec![list.into(), author.into()]).await.expect("the address changes");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(4) {
            let script = "const rows = [...document.querySelectorAll(\"[data-testid='queue-row']\")];
                const row = rows.find(r => r.innerText.includes(arguments[0])); row?.click(); return Boolean(row)";
            if window.client().execute(script, vec![author.into()]).await.is_ok_and(|found| found == true) {
                tokio::time::sleep(Duration::from_millis(500)).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    panic!("the post is in no list; the window says: {}", window.words().await);
}

/// In the demo, somebody else sits down at the desk.
pub async fn sit_down(window: &Window, name: &str) {
    window.click("nav-settings").await;
    window.see("do-sit").await;
    let script = "const all = [...document.querySelectorAll(\"[data-testid='do-sit']\")];
        const one = all.find(b => (b.closest('li, tr, [role=row]') ?? b.parentElement).innerText.includes(arguments[0]));
        if (one) one.click(); return Boolean(one);";
    window
        .until("the person can be chosen", || async {
            window.client().execute(script, vec![name.into()]).await.is_ok_and(|yes| yes == true)
        })
        .await;
    window
        .until("the person sits down", || async {
            let script = "return document.querySelector('nav')?.innerText.includes(arguments[0])";
            window.client().execute(script, vec![name.into()]).await.is_ok_and(|yes| yes == true)
        })
        .await;
}
