//! The order of the house: a module uses those above it, heavy dependencies live in one room each, and every no has its
//! sentence.

use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every Rust file under a folder of the house, with its text.
fn rust_files(under: &str) -> BTreeMap<String, String> {
    fn walk(folder: &Path, base: &Path, found: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, base, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(base).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let base = house().join(under);
    let mut found = BTreeMap::new();
    walk(&base, &base, &mut found);
    assert!(!found.is_empty(), "there are files in {under}");
    found
}

/// The code of a file: no comments, and nothing of its tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    before_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of the core, in the order they stand in.
fn modules() -> Vec<String> {
    let lib = std::fs::read_to_string(house().join("src-tauri/core/src/lib.rs")).unwrap();
    let line = Regex::new(r"(?m)^(?:pub )?mod (\w+);").unwrap();
    line.captures_iter(&lib).map(|found| found[1].to_owned()).collect()
}

/// The modules of the crate that a text names: in `use crate::{a, b::c}` and in paths.
fn named(text: &str, modules: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let path = Regex::new(r"\bcrate::(\w+)").unwrap();
    found.extend(path.captures_iter(text).map(|found| found[1].to_owned()));
    let group = Regex::new(r"\bcrate::\{").unwrap();
    for start in group.find_iter(text).map(|found| found.end()) {
        let mut depth = 1;
        let mut word = String::new();
        let mut first = true;
        for c in text[start..].chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 1 && (c.is_alphanumeric() || c == '_') && first {
                word.push(c);
            } else if !word.is_empty() {
                found.insert(std::mem::take(&mut word));
                first = false;
            }
            if depth == 1 && c == ',' {
                first = true;
            }
            if depth == 0 {
                break;
            }
        }
    }
    found.retain(|name| modules.contains(name));
    found
}

fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

#[test]
fn the_reader_of_uses_sees_them_all() {
    let all = ["words", "store", "intake", "queue"].map(str::to_owned);
    let text = "use crate::{\n    intake::{self, Post},\n    words::Result,\n};\nfn f() { crate::store::open() }";
    assert_eq!(named(text, &all), BTreeSet::from(["intake", "store", "words"].map(str::to_owned)));
}

#[test]
fn a_module_uses_those_above_it_and_never_those_below() {
    let modules = modules();
    assert_eq!(modules.first().map(String::as_str), Some("words"));
    for (file, text) in rust_files("src-tauri/core/src") {
        let room = room(&file);
        let Some(place) = modules.iter().position(|module| module == room) else { continue };
        for used in named(&code(&text), &modules) {
            let above = modules.iter().position(|module| *module == used).unwrap();
            assert!(above <= place, "{file} reaches down to {used}");
        }
    }
}

#[test]
fn heavy_dependencies_have_one_room_each() {
    let core = rust_files("src-tauri/core/src");
    let homes: [(&str, &[&str]); 5] = [
        ("rusqlite", &["store"]),
        ("postgres", &["store"]),
        ("reqwest", &["platform/transport"]),
        ("keyring", &["secrets", "bin"]),
        ("keyring_core", &["secrets", "bin"]),
    ];
    for (dependency, rooms) in homes {
        let named = Regex::new(&format!(r"(?:^|[^\w:]){dependency}::|::{dependency}::|use {dependency}\b")).unwrap();
        for (file, text) in &core {
            let at_home = rooms.iter().any(|room| file.starts_with(room));
            assert!(at_home || !named.is_match(&code(text)), "{file} names {dependency}");
        }
    }
    for (file, text) in core {
        for outside in ["tauri", "notify_rust", "tokio", "async fn"] {
            let found = Regex::new(&format!(r"\b{outside}\b(::|\s*=|\s)")).unwrap();
            assert!(!found.is_match(&code(&text)), "{file} names {outside}: the core knows no window and no runtime");
        }
    }
}

#[test]
fn nobody_but_the_collector_keeps_what_is_not_entered() {
    for under in ["src-tauri/core/src", "src-tauri/src"] {
        for (file, text) in rust_files(under) {
            let observes = code(&text).contains(".observe(");
            assert!(!observes || file.starts_with("collector/"), "{file} keeps something without an entry");
        }
    }
}

#[test]
fn nothing_is_left_to_do_later() {
    for under in ["src-tauri/core/src", "src-tauri/src", "tests/src"] {
        for (file, text) in rust_files(under) {
            for word in ["todo!(", "unimplemented!(", "FIXME", "XXX"] {
                assert!(!text.contains(word), "{file} holds {word}");
            }
        }
    }
}

#[test]
fn every_refusal_is_used_and_has_its_sentence_in_both_languages() {
    let error = std::fs::read_to_string(house().join("src-tauri/core/src/words/error.rs")).unwrap();
    let list = error.split("pub enum Refusal {").nth(1).unwrap().split("\n}\n").next().unwrap();
    let variant = Regex::new(r"(?m)^    ([A-Z]\w+)").unwrap();
    let variants: Vec<String> = variant.captures_iter(list).map(|found| found[1].to_owned()).collect();
    assert!(variants.len() > 30, "{variants:?}");

    let mut program = String::new();
    for under in ["src-tauri/core/src", "src-tauri/src"] {
        for (file, text) in rust_files(under) {
            if file != "words/error.rs" {
                program.push_str(&code(&text));
            }
        }
    }
    let texts = ["sv", "en"].map(|language| {
        std::fs::read_to_string(house().join(format!("ui/src/text/{language}.ts"))).expect("the words of the window")
    });
    let capital = Regex::new(r"([a-z])([A-Z])").unwrap();
    for variant in variants {
        assert!(program.contains(&format!("Refusal::{variant}")), "nothing refuses with {variant}");
        let code = capital.replace_all(&variant, "${1}_$2").to_lowercase();
        for (text, language) in texts.iter().zip(["sv", "en"]) {
            let sentence = Regex::new(&format!(r"(?m)^\s+{code}: ")).unwrap();
            assert!(sentence.is_match(text), "{language}.ts has no sentence for {code}");
        }
    }
}
