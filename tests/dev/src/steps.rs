//! Steps with a name and a duration, and the table of them at the end.

use std::fmt;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Result};

#[derive(Default)]
pub struct Steps(Vec<Step>);

struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
}

enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

impl Steps {
    /// Takes a step and says whether it succeeded. A failed step does not stop the others: one wants to see all of them.
    pub fn take(&mut self, name: &str, act: impl FnOnce() -> Result<()>) -> bool {
        self.make(name, act).is_some()
    }

    /// Takes a step that makes something which later steps need.
    pub fn make<T>(&mut self, name: &str, act: impl FnOnce() -> Result<T>) -> Option<T> {
        println!("\n── {name}");
        let start = Instant::now();
        let result = act();
        let took = start.elapsed();
        let (outcome, made) = match result {
            Ok(made) => (Outcome::Passed, Some(made)),
            Err(fault) => (Outcome::Failed(fault.to_string()), None),
        };
        let step = Step { name: name.to_owned(), outcome, took };
        println!("── {step}");
        self.0.push(step);
        made
    }

    /// Notes a step that cannot be taken because an earlier one failed.
    pub fn skip(&mut self, name: &str, why: &'static str) {
        self.0.push(Step { name: name.to_owned(), outcome: Outcome::Skipped(why), took: Duration::ZERO });
    }

    /// Shows the table; a fault if any step failed.
    pub fn finish(self) -> Result<()> {
        println!("\n{}", self.table());
        let failed: Vec<&str> = self.0.iter().filter(|step| !step.passed()).map(|step| step.name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { Err(Fault::because(format!("not passed: {}", failed.join(", ")))) }
    }

    fn table(&self) -> String {
        let total = self.0.iter().map(|step| step.took).sum();
        let lines = self.0.iter().map(|step| format!("{step}\n"));
        lines.chain([format!("{:8} {:20} {:>9}", "", "in all", length(total))]).collect()
    }
}

impl Step {
    fn passed(&self) -> bool {
        matches!(self.outcome, Outcome::Passed)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, why) = match &self.outcome {
            Outcome::Passed => ("passed", ""),
            Outcome::Failed(why) => ("FAILED", why.as_str()),
            Outcome::Skipped(why) => ("skipped", *why),
        };
        let line = format!("{word:8} {:20} {:>9}  {why}", self.name, length(self.took));
        out.write_str(line.trim_end())
    }
}

fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_tells_what_passed_what_failed_and_what_was_never_tried() {
        let step =
            |name: &str, outcome, seconds| Step { name: name.to_owned(), outcome, took: Duration::from_secs(seconds) };
        let steps = Steps(vec![
            step("format", Outcome::Passed, 1),
            step("ui packages", Outcome::Failed("npm ci ended with exit status: 1".to_owned()), 20),
            step("ui types", Outcome::Skipped("without ui packages"), 0),
        ]);
        let table = "\
passed   format                   1.0 s
FAILED   ui packages             20.0 s  npm ci ended with exit status: 1
skipped  ui types                 0.0 s  without ui packages
         in all                  21.0 s";
        assert_eq!(steps.table(), table);
        assert_eq!(steps.finish().unwrap_err().to_string(), "not passed: ui packages, ui types");
    }

    #[test]
    fn later_steps_are_taken_though_an_earlier_failed() {
        let mut steps = Steps::default();
        assert!(!steps.take("format", || Err(Fault::because("a line is too long"))));
        assert!(steps.take("ui types", || Ok(())));
        assert!(steps.finish().is_err());
    }

    #[test]
    fn long_times_are_told_in_minutes() {
        assert_eq!(length(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(length(Duration::from_secs(754)), "12 min 34 s");
    }
}
