//! What crosses between page and program: the bindings are as they are exported, and nothing else may be called.

use super::border;
use specta_typescript::Typescript;
use std::{env, fs, path::Path};

macro_rules! names {
    ($($place:ident :: $name:ident),* $(,)?) => { [$(stringify!($name)),*] };
}

const BINDINGS: &str = "ui/src/backend/bindings.ts";

/// Writes the bindings when `UPPSIKT_WRITE_BINDINGS` is set, and otherwise says whether they are stale.
#[test]
fn the_bindings_are_as_the_commands_are() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(BINDINGS);
    let fresh = env::temp_dir().join(format!("uppsikt-bindings-{}.ts", std::process::id()));
    let header = "// Written by `cargo dev bindings` from src-tauri/src/commands. Do not change it here.\n";
    border().export(Typescript::default().header(header), &fresh).unwrap();
    let text = fs::read_to_string(&fresh).unwrap();
    fs::remove_file(&fresh).unwrap();
    if env::var_os("UPPSIKT_WRITE_BINDINGS").is_some() {
        fs::create_dir_all(committed.parent().unwrap()).unwrap();
        fs::write(&committed, &text).unwrap();
    }
    let committed = fs::read_to_string(&committed).unwrap_or_default();
    assert!(committed == text, "{BINDINGS} is stale: run `cargo dev bindings` and commit what it writes");
}

#[test]
fn the_window_may_call_its_own_commands_and_nothing_else() {
    let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    let allowed: Vec<&str> =
        capability["permissions"].as_array().unwrap().iter().map(|permission| permission.as_str().unwrap()).collect();
    let mut wanted = vec!["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()];
    wanted.extend(every_command!(names).iter().map(|name| format!("allow-{}", name.replace('_', "-"))));
    assert_eq!(allowed, wanted, "capabilities/main.json and src/every_command.rs name the same, in the same order");
    assert_eq!(capability["windows"], serde_json::json!([super::WINDOW]));
}
