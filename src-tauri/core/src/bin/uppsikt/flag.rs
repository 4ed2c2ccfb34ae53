//! `uppsikt flag`: posts as JSON lines in, flags as JSON lines out, in the same order, with every core at work.
//!
//! A line in holds `text`, and an `id` that is given back. A line that cannot be read is answered by a line with its
//! number and what is wrong with it, and the next is read: a long file is never lost to one bad line. However long the
//! stream is, only a few batches of lines are held at a time.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    io::{self, BufRead, Write},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};
use uppsikt_core::flagging::{Found, Label, Language, Lexicon, Severity};

/// What was done with a stream of posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flagged {
    /// Posts read.
    pub posts: u64,
    /// Lines that could not be read.
    pub unread: u64,
}

#[derive(Deserialize)]
struct Post {
    #[serde(default)]
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    /// In which language the post is written, by ISO 639-1, when that can be told (FL21).
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    flags: Vec<Flag<'a>>,
}

#[derive(Serialize)]
struct Flag<'a> {
    label: Label,
    start: u32,
    end: u32,
    text: &'a str,
    rule: &'a str,
    severity: Severity,
    score: u8,
    why: String,
    ground: &'a str,
}

#[derive(Serialize)]
struct Unread {
    line: u64,
    error: String,
}

/// Lines that one worker reads at a time.
struct Batch {
    /// The number of the first line.
    first: u64,
    lines: Vec<Line>,
}

enum Line {
    Whole(Vec<u8>),
    /// Longer than [`LONGEST`]: passed over without being held.
    TooLong,
}

/// A batch that has been read: what to write, and what was done.
struct Answered {
    bytes: Vec<u8>,
    done: Flagged,
}

/// A batch is full at so many lines or bytes, whichever comes first.
const BATCH_LINES: usize = 512;
const BATCH_BYTES: usize = 1 << 18;
/// No platform lets anybody write a post of this many bytes.
const LONGEST: usize = 64 << 20;

/// Reads posts until there are no more, and writes their flags in the order of the posts.
///
/// # Errors
/// Only when a line cannot be fetched or an answer cannot be written.
pub fn run(lexicon: &Lexicon, input: impl BufRead, output: impl Write + Send) -> io::Result<Flagged> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let (mut to_workers, mut from_workers) = (Vec::new(), Vec::new());
        for _ in 0..workers {
            let (to, taken) = sync_channel::<Batch>(1);
            let (give, from) = sync_channel::<Answered>(1);
            scope.spawn(move || work(lexicon, &taken, &give));
            to_workers.push(to);
            from_workers.push(from);
        }
        let writer = scope.spawn(move || write(&from_workers, output));
        let fetched = deal(input, &to_workers);
        drop(to_workers);
        let written = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread broke")));
        fetched.and(written)
    })
}

/// Deals batches to the workers in turn.
fn deal(mut input: impl BufRead, to: &[SyncSender<Batch>]) -> io::Result<()> {
    let mut number = 0;
    for worker in to.iter().cycle() {
        let batch = fetch(&mut input, number + 1)?;
        if batch.lines.is_empty() {
            return Ok(());
        }
        number += batch.lines.len() as u64;
        // A worker that takes no more is one whose answers nobody takes: the writer knows why.
        if worker.send(batch).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn fetch(input: &mut impl BufRead, first: u64) -> io::Result<Batch> {
    let mut lines = Vec::new();
    let mut bytes = 0;
    while lines.len() < BATCH_LINES && bytes < BATCH_BYTES {
        match fetch_line(input)? {
            Some(line) => {
                bytes += if let Line::Whole(line) = &line { line.len() } else { 0 };
                lines.push(line);
            }
            None => break,
        }
    }
    Ok(Batch { first, lines })
}

/// The next line without its end; `None` when there is none.
fn fetch_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut any = false;
    let mut too_long = false;
    loop {
        let here = input.fill_buf()?;
        if here.is_empty() {
            break;
        }
        any = true;
        let end = here.iter().position(|byte| *byte == b'\n');
        let part = here.get(..end.unwrap_or(here.len())).unwrap_or_default();
        too_long |= line.len() + part.len() > LONGEST;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(any.then_some(if too_long { Line::TooLong } else { Line::Whole(line) }))
}

fn work(lexicon: &Lexicon, taken: &Receiver<Batch>, give: &SyncSender<Answered>) {
    for batch in taken {
        let mut answered = Answered { bytes: Vec::new(), done: Flagged::default() };
        for (line, number) in batch.lines.iter().zip(batch.first..) {
            answer(lexicon, line, number, &mut answered);
        }
        if give.send(answered).is_err() {
            return;
        }
    }
}

/// Takes answers from the workers in turn, as batches were dealt.
fn write(from: &[Receiver<Answered>], mut output: impl Write) -> io::Result<Flagged> {
    let mut done = Flagged::default();
    for worker in from.iter().cycle() {
        let Ok(answered) = worker.recv() else { break };
        output.write_all(&answered.bytes)?;
        done.posts += answered.done.posts;
        done.unread += answered.done.unread;
    }
    output.flush()?;
    Ok(done)
}

/// Answers one line. Writing into memory cannot fail.
fn answer(lexicon: &Lexicon, line: &Line, number: u64, into: &mut Answered) {
    let post = match line {
        Line::Whole(line) if line.iter().all(u8::is_ascii_whitespace) => return,
        Line::Whole(line) => read_post(line),
        Line::TooLong => Err(format!("longer than {} MB", LONGEST >> 20)),
    };
    match post {
        Ok(post) => {
            into.done.posts += 1;
            let reading = lexicon.read(&post.text);
            let mut words = Words::of(&post.text);
            let flags = reading.found.iter().map(|found| flag(lexicon, &mut words, found)).collect();
            write_line(&mut into.bytes, &Answer { id: &post.id, language: reading.language, flags });
        }
        Err(error) => {
            into.done.unread += 1;
            write_line(&mut into.bytes, &Unread { line: number, error });
        }
    }
}

/// The post of a line, or what is wrong with it, without the words of the line.
fn read_post(line: &[u8]) -> Result<Post, String> {
    if let Err(cause) = std::str::from_utf8(line) {
        return Err(format!("byte {}: this is not UTF-8", cause.valid_up_to() + 1));
    }
    serde_json::from_slice(line).map_err(|cause| what_is_wrong(&cause))
}

fn flag<'a>(lexicon: &'a Lexicon, text: &mut Words<'a>, found: &'a Found) -> Flag<'a> {
    let words = text.cut(found.start, found.end);
    let rule = lexicon.rule(&found.rule);
    Flag {
        label: found.label,
        start: found.start,
        end: found.end,
        text: words,
        rule: &found.rule,
        severity: found.severity,
        score: found.score,
        why: rule.map(|rule| rule.why(words)).unwrap_or_default(),
        ground: rule.map_or("", |rule| rule.ground.as_str()),
    }
}

/// A text that flags are cut from in the order of the text, so that a long text is walked through once.
struct Words<'a> {
    text: &'a str,
    /// A code point, and the byte where it begins.
    at: (u32, usize),
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        Words { text, at: (0, 0) }
    }

    /// The words between two code points.
    fn cut(&mut self, start: u32, end: u32) -> &'a str {
        if start < self.at.0 {
            self.at = (0, 0);
        }
        let byte = |(no, byte): (u32, usize), to: u32| {
            let rest = self.text.get(byte..).unwrap_or_default();
            let more = (to - no.min(to)) as usize;
            rest.char_indices().nth(more).map_or(self.text.len(), |(at, _)| byte + at)
        };
        let from = byte(self.at, start);
        self.at = (start, from);
        self.text.get(from..byte(self.at, end)).unwrap_or_default()
    }
}

fn write_line(output: &mut Vec<u8>, line: &impl Serialize) {
    if serde_json::to_writer(&mut *output, line).is_ok() {
        output.push(b'\n');
    }
}

/// Where and what, without the words of the line.
fn what_is_wrong(cause: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match cause.classify() {
        Category::Data => format!("column {}: a post is an object with a string `text`", cause.column()),
        Category::Syntax if ["surrogate", "hex escape"].iter().any(|sign| cause.to_string().contains(sign)) => {
            format!("column {}: an escaped character is not whole (a lone surrogate?)", cause.column())
        }
        Category::Syntax | Category::Eof | Category::Io => format!("column {}: this is not JSON", cause.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(input: &[u8]) -> (Flagged, Vec<Value>) {
        static LEXICON: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        let lexicon = LEXICON.get_or_init(|| Lexicon::embedded().unwrap());
        let mut output = Vec::new();
        let done = run(lexicon, input, &mut output).unwrap();
        (done, String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn each_post_is_answered_and_a_bad_line_is_named_and_passed() {
        let input = "{\"id\":\"a\",\"text\":\"Åh, ring 070-174 06 55 på kvällen\"}\nnonsense\n\n{\"id\":7,\"text\":\"Fint väder\"}\n{\"id\":8}\n";
        let (done, lines) = flags(input.as_bytes());
        assert_eq!(done, Flagged { posts: 2, unread: 2 });
        assert_eq!(lines[0]["flags"][0]["label"], "pii.phone");
        assert_eq!(lines[0]["flags"][0]["text"], "070-174 06 55");
        assert_eq!(lines[0]["language"], "sv");
        assert_eq!(lines[0]["flags"][0]["start"], 9);
        assert_eq!(lines[1]["line"], 2);
        assert_eq!(lines[2]["id"], 7);
        assert_eq!(lines[3]["line"], 5);
    }

    #[test]
    fn what_is_not_text_is_named_and_the_stream_goes_on() {
        let mut input = b"{\"id\":1,\"text\":\"\xff\xfe\"}\n".to_vec();
        input.extend_from_slice(b"{\"id\":2,\"text\":\"half \\ud800 a character\"}\n");
        input.extend_from_slice(b"{\"id\":3,\"text\":\"\"}\n");
        input.extend_from_slice(
            "{\"id\":4,\"text\":\"😂🔥👍\"}\n{\"id\":5,\"text\":\"\u{200b}\u{200b}\u{feff}\"}\n".as_bytes(),
        );
        input.extend_from_slice(format!("{{\"id\":6,\"text\":\"a{}\"}}\n", "\u{308}".repeat(10_000)).as_bytes());
        let (done, lines) = flags(&input);
        assert_eq!(done, Flagged { posts: 4, unread: 2 });
        assert!(lines[0]["error"].as_str().unwrap().contains("UTF-8"), "{}", lines[0]);
        assert!(lines[1]["error"].as_str().unwrap().contains("surrogate"), "{}", lines[1]);
        for (line, id) in lines[2..].iter().zip(3..) {
            assert_eq!((&line["id"], line["flags"].as_array().unwrap().len()), (&Value::from(id), 0), "{line}");
        }
    }

    #[test]
    fn a_post_of_ten_megabytes_is_read_and_its_flags_are_cut_where_they_are() {
        let long = "Vi tackar för den fina dagen i parken. ".repeat(270_000);
        let input = format!("{{\"id\":1,\"text\":\"{long}Ring 070-174 06 55\"}}\n{{\"id\":2,\"text\":\"Hej\"}}\n");
        assert!(input.len() > 10 << 20);
        let (done, lines) = flags(input.as_bytes());
        assert_eq!(done, Flagged { posts: 2, unread: 0 });
        let phone = lines[0]["flags"].as_array().unwrap().iter().find(|flag| flag["label"] == "pii.phone").unwrap();
        assert_eq!(phone["text"], "070-174 06 55");
        assert_eq!(lines[1]["id"], 2);
    }

    #[test]
    fn the_order_is_kept_over_many_batches_with_every_core_at_work() {
        let input: String = (0..5_000)
            .map(|no| {
                let text = if no % 7 == 0 { "Jävla buss! ".repeat(1 + no % 50) } else { "Fin dag".to_owned() };
                format!("{{\"id\":{no},\"text\":\"{text}\"}}\n")
            })
            .collect();
        let (done, lines) = flags(input.as_bytes());
        assert_eq!(done.posts, 5_000);
        for (line, no) in lines.iter().zip(0..) {
            assert_eq!(line["id"], no);
            assert_eq!(line["flags"].as_array().unwrap().is_empty(), no % 7 != 0, "{line}");
        }
    }

    /// A stream without end, which counts what is fetched from it.
    struct Endless<'c> {
        fetched: &'c std::sync::atomic::AtomicUsize,
        line: Vec<u8>,
        at: usize,
    }

    impl io::Read for Endless<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            for byte in into.iter_mut() {
                *byte = self.line[self.at % self.line.len()];
                self.at += 1;
            }
            self.fetched.fetch_add(into.len(), std::sync::atomic::Ordering::Relaxed);
            Ok(into.len())
        }
    }

    /// Takes a few bytes and then says no.
    struct Closed(usize);

    impl Write for Closed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_more_is_fetched_than_can_be_written_however_long_the_stream_is() {
        let fetched = std::sync::atomic::AtomicUsize::new(0);
        let line = b"{\"id\":1,\"text\":\"Fin dag\"}\n".to_vec();
        let endless = io::BufReader::new(Endless { fetched: &fetched, line, at: 0 });
        let ended = run(&Lexicon::embedded().unwrap(), endless, Closed(100_000));
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        let batches = fetched.load(std::sync::atomic::Ordering::Relaxed) / (BATCH_LINES * 26);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        assert!(batches <= 8 + 6 * cores, "{batches} batches were fetched for {cores} cores");
    }
}
