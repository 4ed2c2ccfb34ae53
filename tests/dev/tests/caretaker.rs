//! When the line to the caretaker closes, for whatever reason, what it was told of is gone, and nothing else is.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn the_caretaker_ends_what_bears_its_mark_and_clears_its_folders() {
    let folder = std::env::temp_dir().join(format!("uppsikt-caretaker-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("secret"), "åäö").unwrap();
    let mut neighbour = sleeper("exec sleep 600", "another").spawn().unwrap();
    let mut obedient = sleeper("exec sleep 600", "outer mine").spawn().unwrap();
    let mut stubborn = sleeper("trap '' TERM; sleep 600 & wait; sleep 600", "mine").spawn().unwrap();

    let mut caretaker = Command::new(env!("CARGO_BIN_EXE_uppsikt-dev"))
        .args(["caretaker", "mine"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = caretaker.stdin.take().unwrap();
    writeln!(line, "{}", folder.display()).unwrap();
    assert!(obedient.try_wait().unwrap().is_none(), "as long as the line is open, all live");
    drop(line);

    let out = caretaker.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "", "there was nothing to complain of");
    assert!(obedient.try_wait().unwrap().is_some());
    assert!(stubborn.try_wait().unwrap().is_some(), "who does not heed the first signal is not spared the second");
    assert!(!folder.exists());
    assert!(neighbour.try_wait().unwrap().is_none(), "whom somebody else started is left in peace");
    neighbour.kill().unwrap();
    neighbour.wait().unwrap();
}

fn sleeper(script: &str, marks: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]).env("UPPSIKT_DEV_MARKS", marks);
    command
}
