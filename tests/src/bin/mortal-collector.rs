//! A collector that is meant to be killed: it opens the municipality's database, says «ready», waits for a line, and then
//! visits every account again and again until somebody ends it.
//!
//! It gets one line of JSON on its standard input: where the database is, what time it is, and the logins.
#![allow(clippy::print_stdout, reason = "a command speaks to whoever started it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test support: what goes wrong must stop it, with its reason"
)]

use chrono::TimeDelta;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    io::{BufRead as _, Write as _},
    sync::Arc,
    time::Instant,
};
use uppsikt_core::{
    collector::{self, Connections, Round},
    flagging::Lexicon,
    logbook::Logbook,
    platform::{self, Connection, Http, Transport},
    policy::Policy,
    register::Active,
    secrets::Credential,
    store::{DatabaseKey, Place},
    words::{Platform, Refusal, Result, Timestamp},
};

#[derive(Deserialize)]
struct Told {
    server: Option<String>,
    file: Option<String>,
    now: i64,
    logins: BTreeMap<String, (String, String)>,
}

struct Logins(BTreeMap<String, Arc<Connection>>);

impl Connections for Logins {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        self.0.get(&account.account().handle).map(Arc::clone).ok_or_else(|| Refusal::NotConnected.into())
    }
}

fn main() {
    let mut lines = std::io::stdin().lock().lines();
    let told: Told = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let place = match (told.server, told.file) {
        (Some(address), _) => Place::Server(address),
        (None, file) => Place::File { path: file.unwrap().into(), key: DatabaseKey::new([7; 32]) },
    };
    let logbook = Logbook::open(place).unwrap();
    let transport: Arc<dyn Transport> = Arc::new(Http::new().unwrap());
    let connected = told.logins.into_iter().map(|(handle, (address, secret))| {
        let login = &Credential::new("", &secret);
        let open = platform::connect(Platform::Facebook, &address, &handle, login, Arc::clone(&transport)).unwrap();
        (handle, Arc::new(open))
    });
    let (connections, lexicon) = (Logins(connected.collect()), Lexicon::embedded().unwrap());
    let policy = Policy::embedded("neutral").unwrap();
    println!("ready");
    lines.next().unwrap().unwrap();
    let (begun, at) = (Instant::now(), Timestamp::from_timestamp_millis(told.now).unwrap());
    let clock = move || at + TimeDelta::from_std(begun.elapsed()).unwrap();
    let round = Round {
        logbook: &logbook,
        policy: &policy,
        lexicon: &lexicon,
        aids: &collector::Aids::default(),
        connections: &connections,
        clock: &clock,
    };
    loop {
        collector::round(&round, "mortal", &|_, _, _| {}).unwrap();
        println!("round");
        std::io::stdout().flush().unwrap();
    }
}
