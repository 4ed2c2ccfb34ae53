//! Flagging beside its ceiling and beside another tool, on the same made-up posts in one run.
//!
//! The ceiling is one bare pass of an Aho-Corasick automaton over the same words and the same posts in lower case: it
//! finds letters and knows nothing. The other tool is Presidio, which looks for identity numbers, telephones, e-mail, cards
//! and accounts; it is installed into a place of its own, and left out with a word when the package index is not there.

use super::{Line, shown, time};
use std::{
    hint::black_box,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use uppsikt_core::flagging::Lexicon;

/// Posts in a run.
const POSTS: usize = 20_000;
/// How often they are read. A machine has more to do than this, and what else it does must not be counted.
const ROUNDS: usize = 60;

const SENTENCE: &str = "Vi undrar när gatan vid skolan ska lagas, för barnen cyklar där varje dag. ";
/// What a post may be full of to make a reader go back and forth.
const HOSTILE: [&str; 8] = ["du är ", "a", "a-", "1 ", "å 070-174 06 55 och ", "i d ", "ä\u{308}", "j*"];

/// All figures of flagging.
pub(super) fn lines() -> Vec<Line> {
    let before = resident();
    let lexicon = Lexicon::embedded().unwrap();
    let held = resident() - before;
    let start = (0..15).map(|_| time(|| Lexicon::embedded().unwrap())).min().unwrap();
    let posts = posts();
    let bytes: usize = posts.iter().map(String::len).sum();
    let characters: usize = posts.iter().map(|post| post.chars().count()).sum();
    println!("{POSTS} posts of {} characters on average, {:.2} MB", characters / POSTS, bytes as f64 / 1e6);

    let bare = bare_pass(&posts);
    let read = |post: &String| lexicon.read(post);
    let whole = fastest(&posts, read);
    let each = (0..5).map(|_| times(&posts, read)).min_by_key(|each| each.iter().sum::<Duration>()).unwrap();
    let at = |share: f64| each[(each.len() as f64 * share) as usize];
    let speed = |took: Duration, posts: usize| posts as f64 / took.as_secs_f64();
    let megabytes = |took: Duration| bytes as f64 / 1e6 / took.as_secs_f64();
    // One of 1 MB is read within the processor's caches, again and again; the larger ones are not.
    let [one, four, sixteen] = [1, 4, 16].map(|megabytes| long(&lexicon, SENTENCE, megabytes));
    let (worst, grows) = HOSTILE
        .map(|piece| (piece, long(&lexicon, piece, 16).as_secs_f64() / long(&lexicon, piece, 4).as_secs_f64()))
        .into_iter()
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .unwrap();

    let mut lines = vec![
        Line {
            what: "flagging: whole pipeline, one core (≥ 150,000 posts/s)".to_owned(),
            figure: format!("{:.0} posts/s, {:.0} MB/s", speed(whole, POSTS), megabytes(whole)),
            ceiling: format!("bare Aho-Corasick: {:.0} posts/s, {:.0} MB/s", speed(bare, POSTS), megabytes(bare)),
            ratio: format!("1:{:.1}", whole.as_secs_f64() / bare.as_secs_f64()),
        },
        Line {
            what: "flagging: p99 of one post (≤ 50 µs)".to_owned(),
            figure: micro(at(0.99)),
            ceiling: format!("its median: {}", micro(at(0.5))),
            ratio: format!("{:.1}:1", at(0.99).as_secs_f64() / at(0.5).as_secs_f64()),
        },
        Line {
            what: "flagging: a post of 16 MB (linear: 4:1)".to_owned(),
            figure: shown(sixteen),
            ceiling: format!("a post of 4 MB: {}; of 1 MB: {}", shown(four), shown(one)),
            ratio: format!("{:.1}:1", sixteen.as_secs_f64() / four.as_secs_f64()),
        },
        Line {
            what: "flagging: the hostile text that grows worst, 16 MB beside 4 MB".to_owned(),
            figure: format!("{worst:?} without end"),
            ceiling: "linear: 4.0:1".to_owned(),
            ratio: format!("{grows:.1}:1"),
        },
        Line {
            what: "flagging: rules read, compiled, tried on their examples (≤ 250 ms)".to_owned(),
            figure: shown(start),
            ceiling: format!("memory they hold: {held:.0} MB (≤ 60)"),
            ratio: String::new(),
        },
    ];
    match presidio(&posts) {
        Ok(per_second) => lines.push(Line {
            what: "flagging beside Presidio with its Swedish recognisers".to_owned(),
            figure: format!("{:.0} posts/s", speed(whole, POSTS)),
            ceiling: format!("Presidio, the same posts: {per_second:.0} posts/s"),
            ratio: format!("{:.0}:1", speed(whole, POSTS) / per_second),
        }),
        Err(why) => println!("Presidio is left out: {why}"),
    }
    lines
}

/// How long all posts take where nothing else takes the processor: of each hundred, the fastest of many rounds.
fn fastest<R>(posts: &[String], read: impl Fn(&String) -> R) -> Duration {
    let round = |posts: &[String]| time(|| posts.iter().for_each(|post| drop(black_box(read(post)))));
    let mut hundreds = vec![Duration::MAX; posts.len().div_ceil(100)];
    for _ in 0..ROUNDS {
        for (posts, fastest) in posts.chunks(100).zip(&mut hundreds) {
            *fastest = round(posts).min(*fastest);
        }
    }
    hundreds.iter().sum()
}

/// How long each post takes, the least first.
fn times<R>(posts: &[String], read: impl Fn(&String) -> R) -> Vec<Duration> {
    let mut each: Vec<Duration> = posts.iter().map(|post| time(|| read(post))).collect();
    each.sort_unstable();
    each
}

/// How long a post of nothing but one piece takes.
fn long(lexicon: &Lexicon, piece: &str, megabytes: usize) -> Duration {
    let post = piece.repeat(megabytes * 1_000_000 / piece.len());
    (0..3).map(|_| time(|| lexicon.read(&post))).min().unwrap()
}

/// One pass that finds every word of the lexicon wherever it stands, and does nothing with it.
fn bare_pass(posts: &[String]) -> Duration {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/lexicon");
    let mut words = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let told: toml::Table = std::fs::read_to_string(file.path()).unwrap().parse().unwrap();
        for list in told.get("list").and_then(toml::Value::as_array).into_iter().flatten() {
            let entries = list.get("words").and_then(toml::Value::as_str).unwrap_or_default();
            let first =
                |entry: &str| entry.trim().trim_matches('~').split([' ', '(']).next().unwrap_or("").to_lowercase();
            words.extend(entries.split([',', '\n']).map(first).filter(|word| word.chars().count() >= 4));
        }
    }
    let automaton =
        aho_corasick::AhoCorasick::builder().kind(Some(aho_corasick::AhoCorasickKind::DFA)).build(&words).unwrap();
    let lower: Vec<String> = posts.iter().map(|post| post.to_lowercase()).collect();
    fastest(&lower, |post| automaton.find_overlapping_iter(post).count())
}

/// Posts as people write them: a twentieth in capitals, a twentieth with digits for letters, some with invisible signs.
fn posts() -> Vec<String> {
    const WHO: [&str; 16] = [
        "Jag",
        "Vi",
        "Min granne",
        "Kommunen",
        "Nämnden",
        "Personalen på förskolan",
        "Bussen till centrum",
        "Gatan utanför oss",
        "Lekplatsen i parken",
        "Biblioteket",
        "Simhallen",
        "Skolan på höjden",
        "Snöröjningen",
        "Föreningen",
        "Handläggaren",
        "Hela kvarteret",
    ];
    const DOES: [&str; 12] = [
        "väntar fortfarande på",
        "har frågat om",
        "saknar",
        "tycker mycket om",
        "förstår inte",
        "pratade i går om",
        "behöver bättre",
        "har inte fått",
        "undrar över",
        "vill tacka för",
        "blev glad över",
        "läste om",
    ];
    const WHAT: [&str; 14] = [
        "belysningen vid övergångsstället",
        "den nya tidtabellen",
        "beskedet om bygglov",
        "sommarens öppettider",
        "soporna som inte hämtades",
        "underhållet av cykelvägen",
        "budgeten för nästa år",
        "maten på äldreboendet",
        "sandningen av trottoarerna",
        "svaret från kontaktcenter",
        "platsen på förskolan",
        "vattnet i kranen",
        "träden längs ån",
        "protokollet från mötet",
    ];
    const LAST: [&str; 12] = [
        "Tack på förhand!",
        "Hur länge ska det dröja?",
        "Det kan inte vara meningen.",
        "Vi ses på torget på lördag.",
        "Ring 070-174 06 55 om ni vill veta mer.",
        "Så jävla tråkigt.",
        "Någon borde ta tag i det här snart.",
        "Mejla mig på kim.ek@example.se.",
        "Ärendet är KS 2025/114.",
        "Ni gör ett bra jobb.",
        "Mitt nummer är 121212-9892.",
        "Min mamma är gammal och har svårt att gå.",
    ];
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..POSTS)
        .map(|_| {
            let mut post = String::new();
            while post.chars().count() < 100 {
                let end = [". ", ", och det i flera veckor. ", "! "][next(3)];
                post += &format!("{} {} {}{end}", WHO[next(16)], DOES[next(12)], WHAT[next(14)]);
            }
            post += LAST[next(12)];
            match next(100) {
                0..5 => post.to_uppercase(),
                5..10 => post
                    .chars()
                    .map(|c| match c {
                        'a' => '4',
                        'e' => '3',
                        'i' => '1',
                        'o' => '0',
                        't' => '7',
                        other => other,
                    })
                    .collect(),
                10..13 => post.chars().flat_map(|c| [c, '\u{200B}']).collect(),
                _ => post,
            }
        })
        .collect()
}

/// Posts a second by Presidio, one after the other, counted in processor time.
fn presidio(posts: &[String]) -> Result<f64, String> {
    let place = cache().join("presidio");
    let python = place.join("bin/python");
    if !place.join("complete").is_file() {
        println!("Installing Presidio into {}; this takes some minutes.", place.display());
        run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        run(Command::new(&python).args(["-m", "pip", "--quiet", "install", "presidio-analyzer"]))?;
        std::fs::write(place.join("complete"), "").map_err(|cause| cause.to_string())?;
    }
    let told = std::env::temp_dir().join(format!("uppsikt-bench-posts-{}.json", std::process::id()));
    std::fs::write(&told, serde_json::to_vec(posts).unwrap()).map_err(|cause| cause.to_string())?;
    let answer = Command::new(&python).args(["-c", include_str!("presidio.py")]).arg(&told).output();
    let _ = std::fs::remove_file(&told);
    let answer = answer.map_err(|cause| cause.to_string())?;
    let said = String::from_utf8_lossy(&answer.stdout);
    said.trim().lines().last().and_then(|line| line.parse().ok()).ok_or_else(|| {
        let error = String::from_utf8_lossy(&answer.stderr);
        format!("it answered {said:?} {}", error.lines().last().unwrap_or_default())
    })
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} ended with {status}", command.get_program().display())),
        Err(cause) => Err(cause.to_string()),
    }
}

fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(std::env::temp_dir);
    cache.join("uppsikt-dev")
}

/// Megabytes that this process holds.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0 / 1e6
}

fn micro(took: Duration) -> String {
    format!("{:.1} µs", took.as_secs_f64() * 1e6)
}
