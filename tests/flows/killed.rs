//! A collector killed in the middle of a round, fifty times, each time somewhere else: a process of its own, ended as by the
//! power going, on a platform over HTTP where people go on writing, rewording and taking away. Nothing may be lost and
//! nothing doubled.

use chrono::TimeDelta;
use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use uppsikt_core::{
    collector::{self, Connections},
    intake::{PostState, Standing},
    platform::{self, Connection, Http, Transport},
    register::Active,
    secrets::Credential,
    store::Place,
    words::{Platform, PostId, Result},
};
use uppsikt_tests::{
    Municipality,
    demo_platform::{DemoPlatform, Scenario},
    on_both_stores,
};

const KILLS: u32 = 50;

/// Three pages with a thread each.
const PAGES: &str = r#"
ends = "2026-11-23T07:50:00+01:00"
account = [
    { key = "sidan", platform = "facebook", name = "Lillviks kommun", handle = "lillvikskommun" },
    { key = "badhuset", platform = "facebook", name = "Badhuset", handle = "badhuset" },
    { key = "skolan", platform = "facebook", name = "Skolan", handle = "skolan" },
]
[[thread]]
account = "sidan"
at = "7 06:00"
text = "Kommunstyrelsen har beslutat om Ängsskolan."
[[thread]]
account = "badhuset"
at = "7 06:10"
text = "Vi öppnar klockan tio."
[[thread]]
account = "skolan"
at = "7 06:20"
text = "I dag serveras ärtsoppa."
"#;

/// What the platform knows of something that was written: its words, and whether it is still there.
type World = BTreeMap<String, (String, bool)>;

/// Chance, drawn anew in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }
}

struct Mortal {
    process: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Mortal {
    /// Starts one and waits until it is about to begin.
    fn born(town: &Municipality, platform: &DemoPlatform) -> Mortal {
        let mut process = Command::new(env!("CARGO_BIN_EXE_mortal-collector"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (server, file) = match town.logbook.store().place() {
            Place::Server(address) => (Some(address.clone()), None),
            Place::File { path, .. } => (None, Some(path.to_string_lossy().into_owned())),
        };
        let logins: BTreeMap<_, _> = platform
            .accounts()
            .into_iter()
            .map(|account| (account.handle, (account.address, account.secret)))
            .collect();
        let told = serde_json::json!({ "server": server, "file": file, "now": town.now().timestamp_millis(), "logins": logins });
        writeln!(process.stdin.as_mut().unwrap(), "{told}").unwrap();
        let said = BufReader::new(process.stdout.take().unwrap());
        let mut mortal = Mortal { process, said };
        assert_eq!(mortal.hears(), "ready");
        mortal
    }

    fn hears(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    fn begins(&mut self) {
        writeln!(self.process.stdin.as_mut().unwrap(), "go").unwrap();
    }

    /// Ends it at once, whatever it is doing.
    fn dies(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

struct OverHttp(BTreeMap<String, std::sync::Arc<Connection>>);

impl Connections for OverHttp {
    fn connection(&self, account: &Active) -> Result<std::sync::Arc<Connection>> {
        Ok(std::sync::Arc::clone(&self.0[&account.account().handle]))
    }
}

fn over_http(platform: &DemoPlatform) -> OverHttp {
    let http: std::sync::Arc<dyn Transport> = std::sync::Arc::new(Http::new().unwrap());
    let connected = platform.accounts().into_iter().map(|account| {
        let login = &Credential::new("", &account.secret);
        let open = platform::connect(
            Platform::Facebook,
            &account.address,
            &account.handle,
            login,
            std::sync::Arc::clone(&http),
        );
        (account.handle, std::sync::Arc::new(open.unwrap()))
    });
    OverHttp(connected.collect())
}

/// People go on: they write, reword and take away.
fn life_goes_on(platform: &DemoPlatform, world: &mut World, chance: &mut Chance, no: u32) {
    for n in 0..5 {
        let key = ["sidan", "badhuset", "skolan"][usize::try_from(chance.below(3)).unwrap()];
        let text = format!("Inlägg {no}-{n}: när öppnar ni?");
        let name = platform.writes(key, &format!("Person {n}"), &text, None);
        world.insert(name, (text, true));
    }
    let names: Vec<String> = world.iter().filter(|(_, (_, there))| *there).map(|(name, _)| name.clone()).collect();
    let any = |chance: &mut Chance| names[usize::try_from(chance.below(names.len() as u64)).unwrap()].clone();
    for _ in 0..2 {
        let name = any(chance);
        let text = format!("Omskrivet {no}: {name}");
        assert!(platform.edits(&name, &text));
        world.insert(name, (text, true));
    }
    let gone = any(chance);
    assert!(platform.deletes(&gone));
    world.get_mut(&gone).unwrap().1 = false;
}

/// What the logbook tells of what came, summed up: new and reworded.
fn told(town: &Municipality) -> (i64, i64) {
    let mut told = (0, 0);
    let mut seq = 0;
    loop {
        let page = town.read(|reader| reader.tail(seq, 1000));
        let Some(last) = page.last() else { return told };
        seq = last.seq;
        for entry in page.iter().filter(|entry| entry.kind == "received") {
            let entry: serde_json::Value = serde_json::from_str(&entry.entry).unwrap();
            told.0 += entry["new"].as_i64().unwrap();
            told.1 += entry["revised"].as_i64().unwrap();
        }
    }
}

fn count(town: &Municipality, of: &str) -> i64 {
    town.read(|reader| reader.one(&format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {of}"), &[])?.get(0))
}

/// What holds at any moment, however the last collector ended.
fn nothing_is_doubled(town: &Municipality) {
    assert_eq!(town.logbook.verify().unwrap().broken_at, None, "the chain holds");
    let (new, revised) = told(town);
    let (posts, wordings) = (count(town, "post"), count(town, "revision"));
    assert_eq!((new, revised), (posts, wordings - posts), "each post and each wording came with its entry, once");
    let twice =
        count(town, "revision a JOIN revision b ON b.post_id = a.post_id AND b.no = a.no + 1 AND b.digest = a.digest");
    assert_eq!(twice, 0, "no wording follows itself");
    let flags = "(SELECT post_id, revision_no, rule, span_start, COUNT(*) AS n FROM flag
                  GROUP BY post_id, revision_no, rule, span_start HAVING COUNT(*) > 1) AS twice";
    assert_eq!(count(town, flags), 0, "and no flag stands twice");
}

on_both_stores! {
    fn a_collector_killed_at_fifty_random_moments_loses_and_doubles_nothing(town) {
        let mut chance = Chance(RandomState::new().build_hasher().finish());
        let platform = DemoPlatform::start(&Scenario::told(PAGES), town.now());
        for name in ["Badhuset", "Skolan"] {
            town.one_more_account(Platform::Facebook, name, &platform.graph());
        }
        let mut world = World::new();
        life_goes_on(&platform, &mut world, &mut chance, 0);

        // How long a round takes here and now: it is killed somewhere within.
        let mut first = Mortal::born(town, &platform);
        let begun = Instant::now();
        first.begins();
        assert_eq!(first.hears(), "round");
        let round = begun.elapsed();
        first.dies();
        assert!(count(town, "post") > 0);

        let mut cut_short = 0;
        for no in 1..=KILLS {
            town.later(TimeDelta::minutes(1));
            platform.advance_to(town.now());
            life_goes_on(&platform, &mut world, &mut chance, no);
            let mut mortal = Mortal::born(town, &platform);
            let before = count(town, "post");
            mortal.begins();
            std::thread::sleep(Duration::from_micros(chance.below(u64::try_from(round.as_micros()).unwrap())));
            mortal.dies();
            nothing_is_doubled(town);
            cut_short += u32::from(count(town, "post") < before + 5);
        }
        assert!(cut_short >= KILLS / 10, "only {cut_short} of {KILLS} were killed before they had kept all that was new");

        // The next collector takes up what they left.
        let ways = over_http(&platform);
        for _ in 0..2 {
            town.later(TimeDelta::minutes(10));
            platform.advance_to(town.now());
            let visits = town.in_round_over(&town.logbook, &ways, |round| collector::round(round, "mortal", &|_, _, _| {}).unwrap());
            assert_eq!(visits.len(), 3, "no account is left held by the dead");
        }
        nothing_is_doubled(town);

        for (name, (text, there)) in &world {
            let rows = town.read(|reader| reader.rows("SELECT id FROM post WHERE platform_ref = $1", &[name.into()]));
            assert!(rows.len() <= 1);
            // What was written and taken away while nobody looked, nobody can know.
            let Some(row) = rows.first() else {
                assert!(!there, "{name} is lost");
                continue;
            };
            let post = town.post(row.get::<PostId>(0).unwrap());
            assert_ne!(post.state, PostState::Context);
            assert_eq!(post.standing == Standing::Gone, !there, "{name}");
            if *there {
                assert_eq!(&post.text, text);
            }
        }
    }
}
