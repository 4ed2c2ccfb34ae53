//! A round over a thousand accounts of the demo platform, each answer fifty milliseconds away; how much comes from the wire
//! into the queue in a second; and the register of a thousand accounts.

use crate::{Line, median, shown, time};
use chrono::{TimeDelta, Utc};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use uppsikt_core::{
    action,
    collector::{self, Connections, Round, VisitResult},
    platform::{self, Connection, Http, Transport},
    queue,
    register::{self, Active},
    secrets::Credential,
    words::{Platform, Refusal, Result},
};
use uppsikt_tests::{
    Municipality,
    demo_platform::{DemoPlatform, Scenario},
};

const ACCOUNTS: usize = 1000;
const LATENCY: Duration = Duration::from_millis(50);

/// How long the way to a server is: what comes from the client waits, and goes on.
fn far_away(server: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = server.trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        for client in listener.incoming().filter_map(std::result::Result::ok) {
            let Ok(upstream) = TcpStream::connect(&server) else { continue };
            let _ = client.set_nodelay(true).and_then(|()| upstream.set_nodelay(true));
            let (Ok(to_client), Ok(to_upstream)) = (client.try_clone(), upstream.try_clone()) else { continue };
            thread::spawn(move || pass_on(client, to_upstream, LATENCY));
            thread::spawn(move || pass_on(upstream, to_client, Duration::ZERO));
        }
    });
    format!("http://{address}")
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, after: Duration) {
    let mut bytes = [0; 16_384];
    while let Ok(n) = from.read(&mut bytes) {
        if n == 0 {
            break;
        }
        thread::sleep(after);
        if to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

/// Pages with one thread each, and so many comments in it.
fn pages(accounts: usize, comments: usize) -> Scenario {
    let mut told = "ends = \"2026-11-23T07:50:00+01:00\"\naccount = [\n".to_owned();
    for no in 0..accounts {
        let _ = writeln!(
            told,
            "{{ key = \"k{no}\", platform = \"facebook\", name = \"Konto {no}\", handle = \"konto{no}\" }},"
        );
    }
    told.push_str("]\n");
    for no in 0..accounts {
        let _ = writeln!(told, "[[thread]]\naccount = \"k{no}\"\nat = \"7 06:00\"\ntext = \"Vi öppnar klockan tio.\"");
        for comment in 0..comments {
            let _ = writeln!(
                told,
                "[[thread.comment]]\nby = \"Person {comment}\"\nat = \"7 06:{:02}\"\ntext = \"När öppnar badhuset på lördag? ({no}-{comment})\"",
                1 + comment % 59
            );
        }
    }
    Scenario::told(&told)
}

struct Ways(BTreeMap<String, Arc<Connection>>);

impl Connections for Ways {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        self.0.get(&account.account().handle).map(Arc::clone).ok_or_else(|| Refusal::NotConnected.into())
    }
}

fn ways(platform: &DemoPlatform, through: Option<&str>) -> Ways {
    let transport: Arc<dyn Transport> = Arc::new(Http::new().unwrap());
    let connected = platform.accounts().into_iter().map(|account| {
        let address = match through {
            Some(through) => account.address.replace(platform.address(), through),
            None => account.address,
        };
        let login = &Credential::new("", &account.secret);
        let open =
            platform::connect(Platform::Facebook, &address, &account.handle, login, Arc::clone(&transport)).unwrap();
        (account.handle, Arc::new(open))
    });
    Ways(connected.collect())
}

fn town_with(accounts: usize, address: &str) -> Municipality {
    let town = Municipality::lillvik();
    for no in 0..accounts {
        town.one_more_account(Platform::Facebook, &format!("Konto {no}"), address);
    }
    town
}

/// One round by a clock that goes; answers how long it took and how many accounts were seen.
fn round(town: &Municipality, ways: &Ways) -> (Duration, usize) {
    let (begun, at) = (Instant::now(), town.now());
    let clock = move || at + TimeDelta::from_std(begun.elapsed()).unwrap();
    let round = Round {
        logbook: &town.logbook,
        policy: &town.policy,
        lexicon: &town.lexicon,
        aids: &town.aids,
        connections: ways,
        clock: &clock,
    };
    let visits = collector::round(&round, "bench", &|_, _, _| {}).unwrap();
    let whole = visits.iter().filter(|visit| visit.result == VisitResult::Whole).count();
    (begun.elapsed(), whole)
}

/// The memory of this process, in megabytes (10⁶ bytes).
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    kilobytes.trim().split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0 / 1e6
}

/// The lines of the table.
pub fn lines() -> Vec<Line> {
    let mut lines = thousand();
    lines.push(wire_to_queue());
    lines
}

fn thousand() -> Vec<Line> {
    let ends = "2026-11-23T06:50:00Z".parse::<chrono::DateTime<Utc>>().unwrap();
    let platform = DemoPlatform::start(&pages(ACCOUNTS, 1), ends);
    let through = far_away(platform.address());
    let ways = ways(&platform, Some(&through));
    let town = town_with(ACCOUNTS, &platform.graph().replace(platform.address(), &through));
    let at_once = town.policy.pace().at_once;
    let _ = platform.asked();
    let before = resident();
    let mut lines = Vec::new();
    for what in ["collector: first round over 1,000 accounts, 50 ms away", "collector: the round after it, nothing new"]
    {
        town.later(TimeDelta::minutes(10));
        let (took, whole) = round(&town, &ways);
        let asked = platform.asked().len();
        let ideal = LATENCY * u32::try_from(asked).unwrap() / at_once;
        lines.push(Line {
            what: what.to_owned(),
            figure: format!("{} ({whole} whole)", shown(took)),
            ceiling: format!("{asked} requests × 50 ms / {at_once}: {}", shown(ideal)),
            ratio: format!("{:.2}:1", took.as_secs_f64() / ideal.as_secs_f64()),
        });
    }
    lines.push(Line {
        what: "collector: memory that the two rounds added (RSS)".to_owned(),
        figure: format!("{:.0} MB", resident() - before),
        ceiling: format!("the process before them: {before:.0} MB"),
        ratio: String::new(),
    });
    lines.push(accounts(&town));
    lines
}

/// What the register asks the database for, when it opens (AC30).
fn accounts(town: &Municipality) -> Line {
    let now = town.now();
    let all = median(20, || {
        town.read(|reader| {
            register::people(reader)?;
            register::departments(reader)?;
            register::accounts(reader)?;
            collector::standings(reader, now)?;
            queue::open_by_account(reader)?;
            action::waiting_by_account(reader)?;
            collector::watch(reader, now - TimeDelta::hours(8), now)
        });
    });
    let bare = median(20, || {
        town.read(|reader| reader.rows("SELECT id, name, connection_state FROM account ORDER BY id", &[]));
    });
    Line {
        what: "register: 1,000 accounts with their watch, one query each (AC30)".to_owned(),
        figure: shown(all),
        ceiling: format!("a bare select of 1,000 rows: {}", shown(bare)),
        ratio: format!("{:.1}:1", all.as_secs_f64() / bare.as_secs_f64()),
    }
}

fn wire_to_queue() -> Line {
    let (accounts, comments) = (20, 500);
    let ends = "2026-11-23T06:50:00Z".parse::<chrono::DateTime<Utc>>().unwrap();
    let platform = DemoPlatform::start(&pages(accounts, comments), ends);
    let ways = ways(&platform, None);
    let town = town_with(accounts, &platform.graph());
    town.later(TimeDelta::minutes(10));
    let took = time(|| round(&town, &ways));
    let posts: i64 = town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM post", &[])?.get(0));
    // The same once more, when all of it is known: what fetching and comparing takes.
    town.later(TimeDelta::minutes(10));
    let again = time(|| round(&town, &ways));
    Line {
        what: "collector: posts from the wire into the queue".to_owned(),
        figure: format!("{:.0} posts/s ({posts})", posts as f64 / took.as_secs_f64()),
        ceiling: format!("fetched again, all known: {:.0} posts/s", posts as f64 / again.as_secs_f64()),
        ratio: format!("1:{:.1}", took.as_secs_f64() / again.as_secs_f64()),
    }
}
