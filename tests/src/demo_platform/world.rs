//! What stands on the demo's platforms at a given moment.

use super::scenario::Scenario;
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Instant,
};

/// Which interface an account is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The Graph API, a Page.
    Facebook,
    /// The Graph API, an account behind a Page.
    Instagram,
    /// X's interface v2.
    X,
    /// YouTube's Data API.
    YouTube,
    /// LinkedIn's interface for organisations.
    LinkedIn,
    /// Flickr's REST interface.
    Flickr,
    /// WordPress's REST interface.
    WordPress,
}

impl Kind {
    /// The platforms by their words.
    pub const ALL: [(&'static str, Kind); 7] = [
        ("facebook", Kind::Facebook),
        ("instagram", Kind::Instagram),
        ("x", Kind::X),
        ("youtube", Kind::YouTube),
        ("linkedin", Kind::LinkedIn),
        ("flickr", Kind::Flickr),
        ("wordpress", Kind::WordPress),
    ];

    /// The platform's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Kind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| *word)
    }
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// On the account's own page.
    Open,
    /// Somewhere else, naming the account.
    Elsewhere,
    /// Where only the sender and the account see it.
    Direct,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The scenario's name for it.
    pub key: String,
    /// Behind which interface.
    pub kind: Kind,
    /// For an account behind a Page, that Page's number.
    pub page: u64,
    /// What people see.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
    /// The Page's number.
    pub id: u64,
    /// The password or token that opens it.
    pub secret: String,
}

/// Who took something away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taker {
    /// Its author.
    Author,
    /// Somebody with a login to the account.
    Editor,
}

/// A post or comment, from its beginning to its end.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its number.
    pub id: u64,
    /// Whose page it stands on: an index.
    pub account: usize,
    /// The post that begins the thread.
    pub root: u64,
    /// The comment that it answers.
    pub parent: Option<u64>,
    /// Who wrote it; nobody for the account itself.
    pub author: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Its wordings and when they came; never empty.
    pub wordings: Vec<(DateTime<Utc>, String)>,
    /// When it was taken away, and by whom.
    pub taken: Option<(DateTime<Utc>, Taker)>,
    /// Where it stands.
    pub way: Way,
    /// Held back by the platform until somebody looks.
    pub held: bool,
    /// Hidden by the account.
    pub hidden: bool,
    /// A picture's file name.
    pub picture: Option<String>,
}

impl Item {
    /// Whether it begins a thread.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.id == self.root
    }

    /// The words at a moment.
    #[must_use]
    pub fn text(&self, now: DateTime<Utc>) -> &str {
        let wording = self.wordings.iter().rev().find(|(at, _)| *at <= now).or(self.wordings.first());
        wording.map_or("", |(_, text)| text)
    }

    /// When the words last changed.
    #[must_use]
    pub fn worded_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.wordings.iter().map(|(at, _)| *at).filter(|at| *at <= now).max().unwrap_or(self.at)
    }
}

/// Everything, and what time it is there.
#[derive(Debug)]
pub struct World {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The address of the server.
    pub address: String,
    /// Where pictures lie.
    pub pictures: PathBuf,
    /// Threads that take no more comments.
    pub closed: BTreeSet<u64>,
    /// Who is shut out of which account.
    pub blocked: BTreeSet<(usize, String)>,
    /// Who is signed in, and whoever is on the way to it.
    pub logins: super::signin::Logins,
    items: BTreeMap<u64, Item>,
    next: u64,
    base: DateTime<Utc>,
    since: Instant,
    /// How many of the demo's seconds pass in one of ours.
    pace: f64,
    until: Option<DateTime<Utc>>,
}

/// The number of the first post.
const FIRST: u64 = 1001;
/// The number of the first Page.
const FIRST_PAGE: u64 = 61_550_000_000_001;

impl World {
    /// The scenario's week, ending at `ends`; it stands still at that moment.
    #[must_use]
    pub fn of(scenario: &Scenario, ends: DateTime<Utc>) -> World {
        let mut world = World {
            accounts: Vec::new(),
            address: String::new(),
            pictures: scenario.pictures.clone(),
            closed: BTreeSet::new(),
            blocked: BTreeSet::new(),
            logins: super::signin::Logins::default(),
            items: BTreeMap::new(),
            next: FIRST,
            base: ends,
            since: Instant::now(),
            pace: 0.0,
            until: None,
        };
        for told in &scenario.account {
            let Some((_, kind)) = Kind::ALL.into_iter().find(|(word, _)| *word == told.platform) else { continue };
            let id = FIRST_PAGE + world.accounts.len() as u64;
            // An account on Instagram stands behind the municipality's first Page, or behind one that has nothing else.
            let first = world.accounts.iter().find(|account| account.kind == Kind::Facebook);
            let (page, secret) = match (kind, first.filter(|_| kind == Kind::Instagram)) {
                (_, Some(page)) => (page.id, page.secret.clone()),
                (Kind::Facebook, None) => (id, format!("EAAdemo-{}", told.key)),
                (Kind::Instagram, None) => (id + 1_000_000, format!("EAAdemo-{}", told.key)),
                (Kind::WordPress, None) => (0, format!("demo {}", told.key)),
                (_, None) => (0, format!("demo-{}", told.key)),
            };
            let (key, name, handle) = (told.key.clone(), told.name.clone(), told.handle.clone());
            if !matches!(kind, Kind::WordPress | Kind::Facebook | Kind::Instagram) {
                world.logins.begin(world.accounts.len(), &secret);
            }
            world.accounts.push(Account { key, kind, page, name, handle, id, secret });
        }
        world.tell(scenario, ends);
        world
    }

    /// Enters the week in the order in which it was written, so that numbers rise with time as they do on platforms.
    fn tell(&mut self, scenario: &Scenario, ends: DateTime<Utc>) {
        let moment = |told: &str| scenario.moment(told, ends);
        let mut told: Vec<(DateTime<Utc>, usize, Option<usize>)> = Vec::new();
        for (t, thread) in scenario.thread.iter().enumerate() {
            told.push((moment(&thread.at), t, None));
            told.extend(thread.comment.iter().enumerate().map(|(c, comment)| (moment(&comment.at), t, Some(c))));
        }
        told.sort();
        let mut roots = BTreeMap::new();
        let mut keys: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for (at, t, c) in told {
            let thread = &scenario.thread[t];
            let Some(account) = self.account_index(&thread.account) else { continue };
            let id = self.next;
            let blank = Item {
                id,
                account,
                root: id,
                parent: None,
                author: named(&thread.by),
                way: match thread.stands.as_str() {
                    "elsewhere" => Way::Elsewhere,
                    "direct" => Way::Direct,
                    _ => Way::Open,
                },
                held: false,
                at,
                wordings: vec![(at, thread.text.clone())],
                taken: None,
                hidden: false,
                picture: thread.picture.clone(),
            };
            let item = match c {
                None => {
                    roots.insert(t, id);
                    blank
                }
                Some(c) => {
                    let comment = &thread.comment[c];
                    if let Some(key) = &comment.key {
                        keys.insert((t, key), id);
                    }
                    let mut wordings = vec![(at, comment.text.clone())];
                    wordings.extend(comment.edits.iter().map(|edit| (moment(&edit.at), edit.text.clone())));
                    Item {
                        root: *roots.get(&t).unwrap_or_else(|| panic!("{}: written before its thread", comment.at)),
                        parent: comment.answers.as_deref().and_then(|key| keys.get(&(t, key)).copied()),
                        author: named(&comment.by),
                        held: comment.held,
                        wordings,
                        taken: comment.deleted.as_deref().map(|at| (moment(at), Taker::Author)),
                        picture: comment.picture.clone(),
                        ..blank
                    }
                }
            };
            self.enter(item);
        }
    }

    fn enter(&mut self, item: Item) -> u64 {
        let id = item.id;
        self.items.insert(id, item);
        self.next = self.next.max(id + 1);
        id
    }

    /// What time it is on the platforms.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let passed = self.since.elapsed().as_secs_f64() * self.pace;
        let now = self.base + Duration::milliseconds((passed * 1000.0) as i64);
        match self.until {
            // After the replay time goes on as everywhere.
            Some(until) if now > until => {
                let rest = (now - until).num_milliseconds() as f64 / self.pace;
                until + Duration::milliseconds(rest as i64)
            }
            _ => now,
        }
    }

    /// Moves time, and lets it stand still there.
    pub fn set_now(&mut self, now: DateTime<Utc>) {
        (self.base, self.since, self.pace, self.until) = (now, Instant::now(), 0.0, None);
    }

    /// Lets time run: from `from`, so fast that `until` is reached in `within`, and as usual from then on.
    pub fn run(&mut self, from: DateTime<Utc>, until: DateTime<Utc>, within: std::time::Duration) {
        let pace = (until - from).num_milliseconds() as f64 / 1000.0 / within.as_secs_f64().max(0.001);
        (self.base, self.since, self.pace, self.until) = (from, Instant::now(), pace.max(1.0), Some(until));
    }

    /// The account with this key.
    #[must_use]
    pub fn account_index(&self, key: &str) -> Option<usize> {
        self.accounts.iter().position(|account| account.key == key)
    }

    /// An item, once it has been written, whatever became of it.
    #[must_use]
    pub fn item(&self, id: u64) -> Option<&Item> {
        self.items.get(&id).filter(|item| item.at <= self.now())
    }

    /// An item, to change it.
    pub fn item_mut(&mut self, id: u64) -> Option<&mut Item> {
        let now = self.now();
        self.items.get_mut(&id).filter(|item| item.at <= now)
    }

    /// Whether it stands, with the thread that it stands in.
    #[must_use]
    pub fn stands(&self, item: &Item) -> bool {
        let now = self.now();
        let there = |item: &Item| item.at <= now && item.taken.is_none_or(|(at, _)| at > now);
        // What answers a comment that was taken away goes with it, as on Facebook.
        let parent_there =
            item.parent.and_then(|parent| self.items.get(&parent)).is_none_or(|parent| self.stands(parent));
        there(item) && parent_there && (item.is_root() || self.items.get(&item.root).is_some_and(there))
    }

    /// What stands on an account, oldest first.
    #[must_use]
    pub fn standing(&self, account: usize) -> Vec<&Item> {
        let mut standing: Vec<&Item> =
            self.items.values().filter(|item| item.account == account && self.stands(item)).collect();
        standing.sort_by_key(|item| (item.at, item.id));
        standing
    }

    /// What stands under a post, oldest first, without the post itself.
    #[must_use]
    pub fn under(&self, root: u64) -> Vec<&Item> {
        let later = self.items.range(root..).map(|(_, item)| item);
        let mut under: Vec<&Item> =
            later.filter(|item| item.root == root && !item.is_root() && self.stands(item)).collect();
        under.sort_by_key(|item| (item.at, item.id));
        under
    }

    /// How many answers to a comment stand.
    #[must_use]
    pub fn answers_to(&self, id: u64) -> usize {
        self.items.range(id..).filter(|(_, item)| item.parent == Some(id) && self.stands(item)).count()
    }

    /// Every comment that was written on an account, whatever became of it, by number.
    #[must_use]
    pub fn comments(&self, account: usize) -> Vec<&Item> {
        let now = self.now();
        self.items.values().filter(|item| item.account == account && !item.is_root() && item.at <= now).collect()
    }

    /// When anything last happened in a thread.
    #[must_use]
    pub fn updated(&self, root: &Item) -> DateTime<Utc> {
        let now = self.now();
        self.under(root.id).iter().map(|item| item.at).fold(root.worded_at(now), DateTime::max)
    }

    /// Somebody writes something now.
    pub fn write(&mut self, account: usize, author: Option<&str>, text: &str, answers: Option<u64>) -> u64 {
        let answered = answers.and_then(|id| self.items.get(&id));
        let root = answered.map_or(0, |item| item.root);
        let parent = answered.filter(|item| !item.is_root()).map(|item| item.id);
        let way = answered.map_or(Way::Open, |item| item.way);
        self.write_in(account, author, text, (root, parent), way)
    }

    /// Somebody writes something now, and it stands there. What begins a thread has 0 for its root.
    pub fn write_in(
        &mut self,
        account: usize,
        author: Option<&str>,
        text: &str,
        (root, parent): (u64, Option<u64>),
        way: Way,
    ) -> u64 {
        let (id, at) = (self.next, self.now());
        let root = if root == 0 { id } else { root };
        let wordings = vec![(at, text.to_owned())];
        let author = author.map(str::to_owned);
        self.enter(Item {
            id,
            account,
            root,
            parent,
            author,
            at,
            wordings,
            taken: None,
            way,
            held: false,
            hidden: false,
            picture: None,
        })
    }

    /// What stands on an account in this way, oldest first.
    #[must_use]
    pub fn in_way(&self, account: usize, way: Way) -> Vec<&Item> {
        let mut all = self.standing(account);
        all.retain(|item| item.way == way);
        all
    }

    /// The account behind this interface that a token opens.
    #[must_use]
    pub fn opened(&self, kind: Kind, token: &str) -> Option<usize> {
        self.logins.account(token).filter(|account| self.accounts[*account].kind == kind)
    }

    /// The newest post of the account's own.
    #[must_use]
    pub fn newest_own(&self, account: usize) -> Option<u64> {
        self.standing(account)
            .into_iter()
            .rev()
            .find(|item| item.is_root() && item.author.is_none() && item.way == Way::Open)
            .map(|item| item.id)
    }

    /// Every moment at which something happens after `from`, so that a demo can say what is to come.
    #[must_use]
    pub fn coming(&self, from: DateTime<Utc>) -> usize {
        let happens = |item: &&Item| {
            item.at > from
                || item.wordings.iter().any(|(at, _)| *at > from)
                || item.taken.is_some_and(|(at, _)| at > from)
        };
        self.items.values().filter(happens).count()
    }

    /// Pictures that may be asked for.
    #[must_use]
    pub fn has_picture(&self, name: &str) -> bool {
        self.items.values().any(|item| item.picture.as_deref() == Some(name))
    }
}

fn named(by: &str) -> Option<String> {
    (!by.is_empty()).then(|| by.to_owned())
}

/// A number that the same name always has.
#[must_use]
pub fn person_number(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        % 9_000_000_000_000_000
        + 1_000_000_000_000_000
}
