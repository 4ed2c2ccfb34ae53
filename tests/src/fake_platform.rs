//! A platform in memory that does as it is told: it shows what citizens write, loses answers, and goes away.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
    time::Duration,
};
use uppsikt_core::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{
        Ask, Batch, Covered, Cursor, Fetched, FetchedAttachment, File, GoneBy, Look, Outage, OutageKind, PlatformRef,
        PostKind, Source,
    },
    words::Timestamp,
};

/// The beginning of the only thread.
pub const ROOT: &str = "root";

/// What the platform does with the next request of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The login no longer works.
    Login,
    /// It does not answer, and nothing happened.
    Away,
    /// It did what was asked, and the answer was lost.
    LostAnswer,
    /// It says yes and does nothing.
    EmptyPromise,
}

#[derive(Default)]
struct Inside {
    posts: BTreeMap<String, Standing>,
    changes: u64,
    trouble: Option<Trouble>,
    no_downloads: Option<(OutageKind, &'static str)>,
    picture: Option<Vec<u8>>,
    requests: Vec<String>,
    replies: Vec<(String, String)>,
    cannot: Vec<&'static str>,
    blocked: BTreeSet<String>,
    closed: BTreeSet<String>,
    closing_removes: bool,
    wants_summons: bool,
    elsewhere: Option<Vec<Fetched>>,
    searched: Vec<String>,
    windows: Vec<Timestamp>,
}

struct Standing {
    post: Fetched,
    changed: u64,
    gone: bool,
}

/// The platform.
pub struct FakePlatform(Mutex<Inside>);

impl Default for FakePlatform {
    fn default() -> FakePlatform {
        let platform = FakePlatform(Mutex::default());
        let at = Timestamp::from_timestamp_millis(1_795_000_000_000).unwrap();
        platform.put(fetched(
            ROOT,
            None,
            "Lillviks kommun",
            "Kommunstyrelsen har fattat beslut om Ängsskolan.",
            at,
            true,
        ));
        platform
    }
}

fn fetched(name: &str, parent: Option<&str>, author: &str, text: &str, at: Timestamp, ours: bool) -> Fetched {
    Fetched {
        platform_ref: PlatformRef(name.to_owned()),
        parent: parent.map(|parent| PlatformRef(parent.to_owned())),
        root: PlatformRef(ROOT.to_owned()),
        kind: if ours { PostKind::Post } else { PostKind::Comment },
        ours,
        openly_visible: true,
        hidden: false,
        author_ref: Some(format!("person-{author}")),
        author_name: Some(author.to_owned()),
        permalink: Some(format!("https://platform.example/{name}")),
        posted_at: at,
        text: text.to_owned(),
        attachments: Vec::new(),
        raw: serde_json::json!({ "id": name, "message": text }).to_string(),
    }
}

impl FakePlatform {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    fn put(&self, post: Fetched) {
        let mut inside = self.inside();
        inside.changes += 1;
        let changed = inside.changes;
        inside.posts.insert(post.platform_ref.0.clone(), Standing { post, changed, gone: false });
    }

    /// A citizen writes a comment; answers the platform's name for it.
    pub fn write(&self, author: &str, text: &str, at: Timestamp) -> String {
        let name = format!("c{}", self.inside().posts.len());
        self.put(fetched(&name, Some(ROOT), author, text, at, false));
        name
    }

    /// The same with a picture.
    pub fn write_with_picture(&self, author: &str, text: &str, at: Timestamp) -> String {
        let name = format!("c{}", self.inside().posts.len());
        let mut post = fetched(&name, Some(ROOT), author, text, at, false);
        post.attachments.push(FetchedAttachment {
            address: format!("https://platform.example/{name}.png"),
            media_type: "image/png".to_owned(),
            description: "En bild".to_owned(),
        });
        self.put(post);
        name
    }

    /// A citizen writes a comment that is unlike the others in some way; answers the platform's name for it.
    pub fn write_unlike(&self, text: &str, at: Timestamp, unlike: impl FnOnce(&mut Fetched)) -> String {
        let name = format!("c{}", self.inside().posts.len());
        let mut post = fetched(&name, Some(ROOT), "Anna B.", text, at, false);
        unlike(&mut post);
        let name = post.platform_ref.0.clone();
        self.put(post);
        name
    }

    /// Somebody else than Uppsikt hides a post at the platform, or shows it again.
    pub fn set_hidden(&self, name: &str, hidden: bool) {
        set_hidden(&mut self.inside(), name, hidden);
    }

    /// Its author words it anew.
    pub fn edit(&self, name: &str, text: &str) {
        let mut inside = self.inside();
        inside.changes += 1;
        let changed = inside.changes;
        let standing = inside.posts.get_mut(name).expect("a post of that name");
        standing.post.text = text.to_owned();
        standing.post.raw = serde_json::json!({ "id": name, "message": text }).to_string();
        standing.changed = changed;
    }

    /// Its author takes it away.
    pub fn delete(&self, name: &str) {
        self.inside().posts.get_mut(name).expect("a post of that name").gone = true;
    }

    /// The next request meets this.
    pub fn next(&self, trouble: Trouble) {
        self.inside().trouble = Some(trouble);
    }

    /// Whatever troubled it is over.
    pub fn works_again(&self) {
        self.inside().trouble = None;
    }

    /// Every picture is this one from now on.
    pub fn show_pictures(&self, png: Vec<u8>) {
        self.inside().picture = Some(png);
    }

    /// Pictures can't be downloaded.
    pub fn refuse_downloads(&self) {
        self.gives_no_files(OutageKind::Refused, "403");
    }

    /// Pictures can't be downloaded: this is what comes of it.
    pub fn gives_no_files(&self, kind: OutageKind, answer: &'static str) {
        self.inside().no_downloads = Some((kind, answer));
    }

    /// Pictures can be downloaded again.
    pub fn gives_files(&self) {
        self.inside().no_downloads = None;
    }

    /// Closing a thread takes its comments away here.
    pub fn closing_removes(&self) {
        self.inside().closing_removes = true;
    }

    /// Only who names the account may be answered here.
    pub fn wants_summons(&self) {
        self.inside().wants_summons = true;
    }

    /// Somebody writes something elsewhere, which can be searched for from now on; answers the platform's name for it.
    pub fn write_elsewhere(&self, author: &str, text: &str, at: Timestamp) -> String {
        let mut inside = self.inside();
        let elsewhere = inside.elsewhere.get_or_insert_default();
        let name = format!("e{}", elsewhere.len());
        elsewhere.push(fetched(&name, None, author, text, at, false));
        name
    }

    /// What was searched for.
    pub fn searched(&self) -> Vec<String> {
        self.inside().searched.clone()
    }

    /// From when on threads were to be read again, at each fetch.
    pub fn windows(&self) -> Vec<Timestamp> {
        self.inside().windows.clone()
    }

    /// The platform lacks an ability: `reply`, `hide`, `remove`, `block`, `unblock` or `close`.
    pub fn cannot(&self, ability: &'static str) {
        self.inside().cannot.push(ability);
    }

    /// Whether a post is there for all to see.
    pub fn shows(&self, name: &str) -> bool {
        self.inside().posts.get(name).is_some_and(|standing| !standing.gone && !standing.post.hidden)
    }

    /// What was published in the municipality's name: to what, and the words.
    pub fn replies(&self) -> Vec<(String, String)> {
        self.inside().replies.clone()
    }

    /// What was asked of the platform that changes something.
    pub fn requests(&self) -> Vec<String> {
        self.inside().requests.clone()
    }

    fn act(&self, what: &str, on: &str, deed: impl FnOnce(&mut Inside)) -> Result<(), Outage> {
        let mut inside = self.inside();
        inside.requests.push(format!("{what} {on}"));
        if inside.cannot.contains(&what) {
            return Err(outage(OutageKind::Refused, false));
        }
        match inside.trouble.take() {
            Some(Trouble::Login) => Err(outage(OutageKind::Login, false)),
            Some(Trouble::Away) => Err(outage(OutageKind::Away, false)),
            Some(Trouble::LostAnswer) => {
                deed(&mut inside);
                Err(outage(OutageKind::Away, true))
            }
            Some(Trouble::EmptyPromise) => Ok(()),
            None => {
                deed(&mut inside);
                Ok(())
            }
        }
    }
}

fn outage(kind: OutageKind, may_have_happened: bool) -> Outage {
    Outage { kind, try_again_after: Some(Duration::from_secs(30)), may_have_happened, cause: "told to".to_owned() }
}

impl Source for FakePlatform {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let mut inside = self.inside();
        inside.windows.push(ask.window_from);
        match inside.trouble {
            Some(Trouble::Login) => return Err(outage(OutageKind::Login, false)),
            Some(Trouble::Away) => {
                inside.trouble = None;
                return Err(outage(OutageKind::Away, false));
            }
            _ => {}
        }
        let since: u64 = ask.since.map_or(0, |cursor| cursor.0.parse().unwrap());
        let mut changed: Vec<&Standing> = inside.posts.values().filter(|standing| !standing.gone).collect();
        changed.sort_by_key(|standing| standing.changed);
        let posts = changed.into_iter().map(|standing| standing.post.clone()).collect();
        Ok(Batch {
            posts,
            covered: vec![Covered { root: PlatformRef(ROOT.to_owned()), since: ask.window_from }],
            cursor: Some(Cursor(inside.changes.max(since).to_string())),
            more: false,
            trouble: Vec::new(),
            ..Batch::default()
        })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let inside = self.inside();
        Ok(match inside.posts.get(&at.0) {
            Some(standing) if !standing.gone => Look::Standing(Box::new(standing.post.clone())),
            _ => Look::Gone(GoneBy::Unknown),
        })
    }

    fn attachment(&self, _address: &str) -> Result<File, Outage> {
        if let Some((kind, answer)) = self.inside().no_downloads {
            return Err(Outage { cause: answer.to_owned(), ..outage(kind, false) });
        }
        let bytes = self.inside().picture.clone().unwrap_or_else(|| PICTURE.to_vec());
        Ok(File { media_type: "image/png".to_owned(), bytes })
    }

    fn searches(&self) -> bool {
        self.inside().elsewhere.is_some()
    }

    fn search(&self, words: &str, ask: Ask<'_>) -> Result<Batch, Outage> {
        let mut inside = self.inside();
        inside.searched.push(words.to_owned());
        let since: usize = ask.since.map_or(0, |cursor| cursor.0.parse().unwrap());
        let elsewhere = inside.elsewhere.clone().unwrap_or_default();
        let found = elsewhere.iter().skip(since).filter(|post| post.text.contains(words)).cloned().collect();
        Ok(Batch { posts: found, cursor: Some(Cursor(elsewhere.len().to_string())), ..Batch::default() })
    }
}

/// One grey pixel.
pub const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

impl Hands for FakePlatform {
    fn abilities(&self) -> Abilities {
        let inside = self.inside();
        let can = |what| !inside.cannot.contains(&what);
        Abilities {
            reply: can("reply"),
            hide: can("hide"),
            hidden_still_seen: true,
            remove: can("remove"),
            block: can("block"),
            unblock: can("unblock"),
            close: can("close"),
            closing_removes: inside.closing_removes,
            answers_if_summoned: inside.wants_summons,
            longest_reply: 8000,
        }
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        let name = format!("r{}", self.inside().posts.len());
        self.act("reply", &to.0, |inside| {
            inside.replies.push((to.0.clone(), reply.text().to_owned()));
            let at = inside.posts.get(&to.0).map_or_else(Timestamp::default, |standing| standing.post.posted_at);
            let post = fetched(&name, Some(&to.0), "Lillviks kommun", reply.text(), at, true);
            inside.changes += 1;
            let changed = inside.changes;
            inside.posts.insert(name.clone(), Standing { post, changed, gone: false });
        })?;
        Ok(Receipt { platform_ref: Some(PlatformRef(name.clone())), line: format!("id {name}") })
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.act("hide", &post.0, |inside| set_hidden(inside, &post.0, true))?;
        Ok(Receipt { platform_ref: None, line: "hidden".to_owned() })
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.act("unhide", &post.0, |inside| set_hidden(inside, &post.0, false))?;
        Ok(Receipt { platform_ref: None, line: "shown".to_owned() })
    }

    fn remove(&self, post: &PlatformRef, _removal: &Removal) -> Result<Receipt, Outage> {
        self.act("remove", &post.0, |inside| {
            if let Some(standing) = inside.posts.get_mut(&post.0) {
                standing.gone = true;
            }
        })?;
        Ok(Receipt { platform_ref: None, line: "removed".to_owned() })
    }

    fn block(&self, author: &str, _post: &PlatformRef) -> Result<Receipt, Outage> {
        self.act("block", author, |inside| {
            inside.blocked.insert(author.to_owned());
        })?;
        Ok(Receipt { platform_ref: None, line: "blocked".to_owned() })
    }

    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        self.act("unblock", author, |inside| {
            inside.blocked.remove(author);
        })?;
        Ok(Receipt { platform_ref: None, line: "let in".to_owned() })
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.act("close", &root.0, |inside| {
            inside.closed.insert(root.0.clone());
            if inside.closing_removes {
                inside
                    .posts
                    .values_mut()
                    .filter(|standing| standing.post.root != standing.post.platform_ref)
                    .for_each(|standing| standing.gone = true);
            }
        })?;
        Ok(Receipt { platform_ref: None, line: "closed".to_owned() })
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.act("open", &root.0, |inside| {
            inside.closed.remove(&root.0);
        })?;
        Ok(Receipt { platform_ref: None, line: "opened".to_owned() })
    }

    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        Ok(Some(self.inside().blocked.contains(author)))
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        Ok(Some(self.inside().closed.contains(&root.0)))
    }
}

fn set_hidden(inside: &mut Inside, name: &str, hidden: bool) {
    if let Some(standing) = inside.posts.get_mut(name) {
        standing.post.hidden = hidden;
    }
}
