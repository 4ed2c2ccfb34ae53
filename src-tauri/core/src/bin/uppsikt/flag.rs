//! `uppsikt flag`: posts as JSON lines in, flags as JSON lines out, one line at a time.
//!
//! A line in holds `text`, and an `id` that is given back. A line that cannot be read is answered by a line with its
//! number and what is wrong with it, and the next is read: a long file is never lost to one bad line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{self, BufRead, Write};
use uppsikt_core::flagging::{Found, Label, Lexicon, Severity};

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

/// Reads posts until there are no more. Each line is answered before the next is read.
///
/// # Errors
/// Only when a line cannot be fetched or an answer cannot be written.
pub fn run(lexicon: &Lexicon, mut input: impl BufRead, mut output: impl Write) -> io::Result<Flagged> {
    let mut done = Flagged::default();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            output.flush()?;
            return Ok(done);
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Post>(&line) {
            Ok(post) => {
                done.posts += 1;
                answer(lexicon, &post, &mut output)?;
            }
            Err(cause) => {
                done.unread += 1;
                write_line(&mut output, &Unread { line: number, error: what_is_wrong(&cause) })?;
            }
        }
    }
}

fn answer(lexicon: &Lexicon, post: &Post, output: &mut impl Write) -> io::Result<()> {
    let reading = lexicon.read(&post.text);
    let flags = reading.found.iter().map(|found| flag(lexicon, &post.text, found)).collect();
    write_line(output, &Answer { id: &post.id, flags })
}

fn flag<'a>(lexicon: &'a Lexicon, text: &'a str, found: &'a Found) -> Flag<'a> {
    let words = cut(text, found.start, found.end);
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

/// The words between two code points.
fn cut(text: &str, start: u32, end: u32) -> &str {
    let byte = |at: u32| text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
    text.get(byte(start)..byte(end)).unwrap_or_default()
}

fn write_line(output: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, line)?;
    output.write_all(b"\n")
}

/// Where and what, without the words of the line.
fn what_is_wrong(cause: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match cause.classify() {
        Category::Data => format!("column {}: a post is an object with a string `text`", cause.column()),
        Category::Syntax | Category::Eof | Category::Io => format!("column {}: this is not JSON", cause.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_post_is_answered_and_a_bad_line_is_named_and_passed() {
        let lexicon = Lexicon::embedded().unwrap();
        let input = "{\"id\":\"a\",\"text\":\"Åh, ring 070-174 06 55\"}\nnonsense\n\n{\"id\":7,\"text\":\"Fint väder\"}\n{\"id\":8}\n";
        let mut output = Vec::new();
        let done = run(&lexicon, input.as_bytes(), &mut output).unwrap();
        assert_eq!(done, Flagged { posts: 2, unread: 2 });
        let lines: Vec<Value> =
            String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["flags"][0]["label"], "pii.phone");
        assert_eq!(lines[0]["flags"][0]["text"], "070-174 06 55");
        assert_eq!(lines[0]["flags"][0]["start"], 9);
        assert_eq!(lines[1]["line"], 2);
        assert_eq!(lines[2]["id"], 7);
        assert_eq!(lines[3]["line"], 5);
    }
}
