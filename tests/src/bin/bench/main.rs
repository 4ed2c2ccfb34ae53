//! The benchmarks, as a table: how fast texts are flagged, accounts are visited, posts come in, the queue opens, evidence is
//! sealed and the window starts, and how much memory it holds. Each figure stands beside a ceiling or a peer measured in the
//! same run, so that the ratio says more than the machine's mood.
#![allow(clippy::print_stdout, reason = "a command speaks to whoever started it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that can't run says why and stops")]

mod decoding;
mod flagging;
mod lists;
mod round;

use chrono::TimeDelta;
use std::{
    hint::black_box,
    time::{Duration, Instant},
};
use uppsikt_core::{
    action::Abilities,
    evidence::{self, Sealing},
    flagging as engine,
    intake::{self, Batch, Fetched, PlatformRef, PostKind, Received},
    queue::{self, Desk, Filter, List},
    register,
    words::{Actor, Timestamp},
};
use uppsikt_tests::{Municipality, window};

/// Open posts in the queue while it is measured, unless the command line names another number.
const OPEN: usize = 100_000;
/// How long posts may come in. On a machine that can't take them all in by then, the queue is measured with those that came.
const INTAKE: Duration = Duration::from_secs(15 * 60);
/// So many posts come in one transaction.
const BATCH: usize = 500;

struct Line {
    what: String,
    figure: String,
    ceiling: String,
    ratio: String,
}

type Part = fn() -> Vec<Line>;

/// What is measured, part by part: `cargo dev bench PART …` measures those alone.
const PARTS: [(&str, Part); 6] = [
    ("flagging", flagging::lines),
    ("round", round::lines),
    ("queue", queue_lines),
    ("decoding", decoding::lines),
    ("lists", lists::lines),
    ("start", start),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| arg.parse::<usize>().is_err()).collect();
    let known = |name: &String| PARTS.iter().any(|(part, _)| part == name);
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        let parts = PARTS.map(|(part, _)| part).join(", ");
        println!("There is no part {unknown}. The parts are: {parts}.");
        std::process::exit(2);
    }
    println!("{:<68} {:>28} {:>52} {:>8}", "what", "figure", "ceiling in the same run", "ratio");
    for (_, lines) in PARTS.iter().filter(|(part, _)| wanted.is_empty() || wanted.iter().any(|name| name == part)) {
        for line in lines() {
            println!("{:<68} {:>28} {:>52} {:>8}", line.what, line.figure, line.ceiling, line.ratio);
        }
    }
}

/// How many posts the queue is filled with: a number among the arguments, for whoever has less time.
fn open_posts() -> usize {
    std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(OPEN)
}

fn queue_lines() -> Vec<Line> {
    let town = Municipality::lillvik();
    town.may_leave_decisions();
    let (open, line) = intake(&town, open_posts().max(BATCH));
    let mut lines = vec![line];
    lines.extend(pages(&town, open));
    lines.push(seal(&town));
    lines.push(rehearse(&town));
    lines
}

/// Words of the demo's week, so that what is read is what people write.
fn texts() -> Vec<String> {
    let told: toml::Value = toml::from_str(include_str!("../../../../assets/demo/lillvik.toml")).unwrap();
    told["thread"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|thread| thread.get("comment"))
        .flat_map(|comments| comments.as_array().unwrap())
        .map(|comment| comment["text"].as_str().unwrap().to_owned())
        .collect()
}

fn post(no: usize, text: &str, at: Timestamp) -> Fetched {
    Fetched {
        platform_ref: PlatformRef(format!("b{no}")),
        parent: None,
        root: PlatformRef(format!("t{}", no / 40)),
        kind: PostKind::Comment,
        ours: false,
        openly_visible: true,
        hidden: false,
        author_ref: Some(format!("a{}", no % 4000)),
        author_name: Some(format!("Person {}", no % 4000)),
        permalink: None,
        posted_at: at,
        text: format!("{text} ({no})"),
        attachments: Vec::new(),
        raw: "{}".to_owned(),
    }
}

/// From what a platform answered to a place in the queue: revisions, search, flags, duty, logbook. Answers how many posts
/// are open now.
fn intake(town: &Municipality, wanted: usize) -> (usize, Line) {
    let (texts, at) = (texts(), town.now());
    let account = town.read(|reader| register::active(reader, town.account()));
    let collector = Actor::collector();
    let begun = Instant::now();
    let mut open = 0;
    while open < wanted && begun.elapsed() < INTAKE {
        let posts = (open..open + BATCH).map(|no| post(no, &texts[no % texts.len()], at)).collect();
        let batch = Batch { posts, ..Batch::default() };
        town.logbook
            .write(&collector, at, |tx| {
                let (received, _) = intake::receive(tx, &account, &batch, |at| at + TimeDelta::hours(24))?;
                for one in received {
                    if let Received::New(id) = one {
                        let reading = town.lexicon.read(&intake::post(tx, id)?.text);
                        engine::kept::keep(tx, id, uppsikt_core::words::RevisionNo::FIRST, &reading, &town.lexicon)?;
                        queue::settle(tx, &town.policy, id)?;
                    }
                }
                let entry =
                    uppsikt_core::logbook::Entry::Received { account: town.account(), new: 500, revised: 0, gone: 0 };
                Ok(((), entry))
            })
            .unwrap();
        open += BATCH;
    }
    let whole = open as f64 / begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    for chunk in 0..20 {
        town.logbook
            .write(&collector, at, |tx| {
                for no in 0..500 {
                    tx.execute(
                        "INSERT INTO setting (name, value) VALUES ($1, $2)",
                        &[format!("{chunk}-{no}").into(), texts[no % texts.len()].as_str().into()],
                    )?;
                }
                Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "bench".into() }))
            })
            .unwrap();
    }
    let bare = 10_000.0 / begun.elapsed().as_secs_f64();
    let line = Line {
        what: "intake: revisions, search, flags, duty, logbook".to_owned(),
        figure: format!("{whole:.0} posts/s"),
        ceiling: format!("one bare insert a post: {bare:.0}/s"),
        ratio: format!("1:{:.1}", bare / whole),
    };
    (open, line)
}

fn pages(town: &Municipality, open: usize) -> Vec<Line> {
    let maja = town.maja();
    let me = maja.id();
    let now = town.now();
    let last = u32::try_from(open / 10 * 9).expect("fewer than four thousand million");
    let filter = |words: &str| Filter {
        list: List::Open,
        account: None,
        department: None,
        content: None,
        words: words.to_owned(),
    };
    let bare = median(60, || {
        town.read(|reader| {
            reader.rows("SELECT id FROM post WHERE state = 'open' ORDER BY rank, due_at, id LIMIT 100", &[])
        });
    });
    let first = median(60, || {
        town.read(|reader| queue::page(reader, &filter(""), me, now, 0, 100));
    });
    let deep = median(20, || {
        town.read(|reader| queue::page(reader, &filter(""), me, now, last, 100));
    });
    let search = median(20, || {
        town.read(|reader| queue::page(reader, &filter("badhuset"), me, now, 0, 100));
    });
    let top = maja.queue(List::Open).rows[0].id;
    let abilities = |_: &register::Account| -> Option<Abilities> { None };
    let desk = Desk { policy: &town.policy, lexicon: &town.lexicon, abilities: &abilities, me: maja.actor, now };
    let view = median(40, || {
        town.read(|reader| queue::view(reader, desk, top));
    });
    let line = |what: String, took: Duration, ceiling: Duration| Line {
        what,
        figure: shown(took),
        ceiling: format!("bare select of 100 ids: {}", shown(ceiling)),
        ratio: format!("{:.1}:1", took.as_secs_f64() / ceiling.as_secs_f64()),
    };
    vec![
        line(format!("queue: first page of 100 at {open} open posts (< 50 ms)"), first, bare),
        line(format!("queue: the page from row {last}"), deep, bare),
        line(format!("queue: search for a word among {open}"), search, bare),
        line("queue: one post with thread, flags, steps (< 100 ms)".to_owned(), view, bare),
    ]
}

fn seal(town: &Municipality) -> Line {
    let maja = town.maja();
    let key = town.secrets.seal_key().unwrap();
    let posts: Vec<_> = maja.queue(List::Open).rows.iter().map(|row| row.id).take(30).collect();
    let mut at = 0;
    let whole = median(25, || {
        let post = posts[at % posts.len()];
        at += 1;
        maja.write(|tx| {
            let post = intake::post(tx, post)?;
            let sealing = Sealing { key: &key, lexicon: &town.lexicon, policy: &town.policy };
            let (sealed, entry) = evidence::seal(tx, maja.actor.moderator()?, &post, sealing)?;
            Ok((sealed.id(), entry))
        })
        .unwrap();
    });
    let sealed = town.read(|reader| evidence::newest(reader, posts[0])).unwrap();
    let check = median(25, || {
        town.read(|reader| evidence::verified(reader, sealed.id));
    });
    Line {
        what: "seal: manifest, signature, PDF/A-3a, page pictures".to_owned(),
        figure: shown(whole),
        ceiling: format!("re-hashing all of it from the database: {}", shown(check)),
        ratio: format!("{:.1}:1", whole.as_secs_f64() / check.as_secs_f64()),
    }
}

/// Changed rules on everything that was ever written, here a million posts, beside the reading of the rows alone.
fn rehearse(town: &Municipality) -> Line {
    let columns = "account_id, parent_ref, root_ref, kind, ours, openly_visible, author_ref, author_name, permalink,
        posted_at, first_seen_at, last_seen_at, latest, standing, state, duty, rank, due_at, answer_by, wave";
    for copy in 1..10 {
        town.logbook
            .write(&Actor::collector(), town.now(), |tx| {
                tx.execute(
                    &format!(
                        "INSERT INTO post (id, platform_ref, {columns})
                         SELECT '{copy}' || SUBSTR(id, 2), '{copy}' || platform_ref, {columns} FROM post
                         WHERE id < '1' AND ours = 0"
                    ),
                    &[],
                )?;
                tx.execute(
                    &format!(
                        "INSERT INTO revision (post_id, no, text, digest, raw, seen_at)
                         SELECT '{copy}' || SUBSTR(r.post_id, 2), r.no, r.text, r.digest, r.raw, r.seen_at
                         FROM revision r JOIN post p ON p.id = r.post_id WHERE r.post_id < '1' AND p.ours = 0"
                    ),
                    &[],
                )?;
                Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "bench".into() }))
            })
            .unwrap();
    }
    let begun = Instant::now();
    let mut before = "g".to_owned();
    let mut bytes = 0;
    loop {
        let rows = town.read(|reader| {
            reader.rows(
                "SELECT p.id, r.text FROM post p JOIN revision r ON r.post_id = p.id AND r.no = p.latest
                 WHERE p.ours = 0 AND p.id < $1 ORDER BY p.id DESC LIMIT 1000",
                &[before.as_str().into()],
            )
        });
        let Some(last) = rows.last() else { break };
        before = last.get(0).unwrap();
        bytes += rows.iter().map(|row| row.get::<String>(1).unwrap().len()).sum::<usize>();
    }
    let bare = begun.elapsed();
    let file = r#"version = "1"
[[rule]]
id = "bench.bad"
label = "route.fault_report"
severity = "calm"
score = 70
why = "”{ord}”: något i badhuset."
ground = "Kommunens rutin"
patterns = ["badhuset"]
hit = ["badhuset är stängt"]
miss = ["biblioteket är stängt"]
"#;
    let candidate = town.read(|reader| engine::own::Candidate::of(reader, &town.policy, "bench.toml", file));
    let begun = Instant::now();
    let watch = engine::rehearsal::Watch::default();
    let rehearsed = engine::rehearsal::rehearse(&town.logbook, &town.lexicon, candidate, &watch).unwrap().unwrap();
    let took = begun.elapsed();
    Line {
        what: "rules: rehearsal of a change on 1,000,000 posts (< 60 s)".to_owned(),
        figure: format!("{:.1} s, {} posts", took.as_secs_f64(), rehearsed.report().posts),
        ceiling: format!("reading the rows alone ({} MB): {:.1} s", bytes / 1_000_000, bare.as_secs_f64()),
        ratio: format!("{:.1}:1", took.as_secs_f64() / bare.as_secs_f64()),
    }
}

/// The window on Lillvik's week, started cold and left alone.
fn start() -> Vec<Line> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let data = std::env::temp_dir().join(format!("uppsikt-bench-{}", std::process::id()));
    std::fs::create_dir_all(&data).unwrap();
    let demo = window::DemoProcess::start();
    let folder = data.to_string_lossy().into_owned();
    let driver = window::Driver::start(&[("UPPSIKT_DATA", &folder), ("UPPSIKT_DEMO_PLATFORM", demo.address())]);
    let lines = runtime.block_on(async {
        let first = Instant::now();
        let shown_first = window::Window::open(driver.address(), None).await;
        let first = first.elapsed();
        shown_first.find("[data-testid='queue-row']").await;
        shown_first.close().await;
        while window::lingers() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let begun = Instant::now();
        let window = window::Window::open(driver.address(), None).await;
        window.find("[data-testid='queue-row']").await;
        let again = begun.elapsed();
        tokio::time::sleep(Duration::from_secs(5)).await;
        let memory = memory();
        window.close().await;
        vec![
            Line {
                what: "window: start to queue shown, database there (< 2 s)".to_owned(),
                figure: shown(again),
                ceiling: format!("first start, to the empty frame: {}", shown(first)),
                ratio: format!("{:.1}:1", again.as_secs_f64() / first.as_secs_f64()),
            },
            Line {
                what: "window: memory at rest (PSS of all its processes)".to_owned(),
                figure: format!("{:.0} MB", memory.0),
                ceiling: format!("of which our own process: {:.0} MB", memory.1),
                ratio: format!("{:.1}:1", memory.0 / memory.1),
            },
        ]
    });
    drop(driver);
    let _ = std::fs::remove_dir_all(&data);
    lines
}

/// Megabytes (10⁶ bytes) of the window and its web processes together, and of the window's own process.
fn memory() -> (f64, f64) {
    let (mut all, mut own) = (0.0, 0.0);
    for (name, process) in window::processes() {
        let ours = name == "uppsikt-desktop";
        let web = name.starts_with("WebKit") && !name.starts_with("WebKitWebDriver");
        if ours || web {
            let rollup = std::fs::read_to_string(process.join("smaps_rollup")).unwrap_or_default();
            let kilobytes: f64 = rollup
                .lines()
                .find_map(|line| line.strip_prefix("Pss:"))
                .and_then(|rest| rest.trim().split(' ').next()?.parse().ok())
                .unwrap_or(0.0);
            all += kilobytes * 1024.0 / 1e6;
            if ours {
                own += kilobytes * 1024.0 / 1e6;
            }
        }
    }
    (all, own)
}

/// How long something takes to make, but not to throw away.
fn time<R>(work: impl FnOnce() -> R) -> Duration {
    let begun = Instant::now();
    let made = black_box(work());
    let took = begun.elapsed();
    drop(made);
    took
}

fn median(times: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut took: Vec<Duration> = (0..times).map(|_| time(&mut work)).collect();
    took.sort();
    took[took.len() / 2]
}

fn shown(took: Duration) -> String {
    if took < Duration::from_millis(1) {
        format!("{:.2} ms", took.as_secs_f64() * 1e3)
    } else if took < Duration::from_secs(1) {
        format!("{:.1} ms", took.as_secs_f64() * 1e3)
    } else {
        format!("{:.2} s", took.as_secs_f64())
    }
}
