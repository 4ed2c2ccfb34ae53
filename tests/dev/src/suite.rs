//! Every check there is, in steps. Continuous integration runs all of them; a person may name a part.

use std::process::Command;

use crate::build_dir;
use crate::caretaker::Caretaker;
use crate::cargo;
use crate::checkout::Checkout;
use crate::dictionary;
use crate::fault::Result;
use crate::process;
use crate::servers;
use crate::session::Session;
use crate::steps::Steps;
use crate::system::{self, Purpose};
use crate::ui;

/// What to check. Words after a part's name choose among its tests.
#[derive(Debug, PartialEq)]
enum Part<'a> {
    Everything,
    /// Format and clippy.
    Style,
    /// The window's pages: lint, types, build and tests.
    Ui,
    /// Rust tests: arguments that choose targets, and words that choose among the tests in them.
    Tests(Vec<&'a str>, Vec<&'a str>),
}

impl<'a> Part<'a> {
    fn of(args: &'a [String]) -> Self {
        let mut args = args.iter().map(String::as_str);
        let Some(name) = args.next() else { return Self::Everything };
        let words = args.collect();
        match name {
            "style" => Self::Style,
            "ui" => Self::Ui,
            "unit" => Self::Tests(vec!["--lib", "--bins"], words),
            "doc" => Self::Tests(vec!["--doc"], words),
            target => Self::Tests(vec!["--test", target], words),
        }
    }
}

impl Part<'_> {
    /// Whether tests on real servers are among what is checked.
    fn talks_to_servers(&self) -> bool {
        match self {
            Self::Everything => true,
            Self::Tests(targets, _) => targets.contains(&"servers"),
            Self::Style | Self::Ui => false,
        }
    }
}

pub fn run(checkout: &Checkout, args: &[String]) -> Result<()> {
    let part = Part::of(args);
    let caretaker = Caretaker::hire()?;
    let house = House { checkout, caretaker: &caretaker };
    let mut steps = Steps::default();
    if steps.take("system", || house.system(&part)) {
        let fetching =
            if part.talks_to_servers() { steps.make("servers", || servers::begin(&caretaker)) } else { None };
        let arrived = |steps: &mut Steps| {
            if let Some(fetching) = fetching {
                steps.take("servers fetched", || fetching.finish());
            }
        };
        match &part {
            Part::Everything => {
                house.format(&mut steps);
                house.ui(&mut steps);
                house.clippy(&mut steps);
                if house.compile(&mut steps) {
                    arrived(&mut steps);
                    house.tests(&mut steps, &[], &[]);
                }
            }
            Part::Style => {
                house.format(&mut steps);
                if house.pages(&mut steps) {
                    house.clippy(&mut steps);
                }
            }
            Part::Ui => house.ui(&mut steps),
            Part::Tests(targets, words) => {
                if house.pages(&mut steps) && house.compile(&mut steps) {
                    arrived(&mut steps);
                    house.tests(&mut steps, targets, words);
                }
            }
        }
    }
    steps.finish()
}

struct House<'a> {
    checkout: &'a Checkout,
    caretaker: &'a Caretaker,
}

impl House<'_> {
    fn system(&self, part: &Part<'_>) -> Result<()> {
        system::provide_node()?;
        match part {
            Part::Ui => return Ok(()),
            Part::Style => system::provide(&[Purpose::Build])?,
            Part::Everything | Part::Tests(..) => system::provide(&Purpose::ALL)?,
        }
        system::provide_lints()
    }

    fn format(&self, steps: &mut Steps) {
        steps.take("format", || process::succeed(&mut self.cargo(&["fmt", "--all", "--check"])?));
    }

    /// Fresh pages and nothing more: the window cannot be compiled without them.
    fn pages(&self, steps: &mut Steps) -> bool {
        steps.take("ui pages", || ui::provide(self.checkout, self.caretaker))
    }

    fn ui(&self, steps: &mut Steps) {
        let npm = |args: &[&str]| process::succeed(&mut ui::npm(self.checkout, self.caretaker, args));
        if !steps.take("ui packages", || ui::provide_packages(self.checkout, self.caretaker)) {
            for name in ["ui lint", "ui types", "ui pages", "ui tests"] {
                steps.skip(name, "without ui packages");
            }
            return;
        }
        steps.take("ui lint", || npm(&["run", "lint"]));
        steps.take("ui types", || npm(&["run", "types"]));
        steps.take("ui pages", || ui::provide_pages(self.checkout, self.caretaker));
        steps.take("ui tests", || npm(&["test"]));
    }

    fn clippy(&self, steps: &mut Steps) {
        let all = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        steps.take("clippy", || process::succeed(&mut self.cargo(&all)?));
    }

    /// Programs and tests are compiled outside the session, then the tests are run inside, where nothing that they do reaches
    /// a real desk. The programs are compiled with them because the journeys start them.
    fn compile(&self, steps: &mut Steps) -> bool {
        let compile = || process::succeed(&mut self.cargo(&["build", "--workspace", "--all-targets"])?);
        let compiled = steps.take("compile", compile);
        if !compiled {
            steps.skip("tests", "not compiled");
        }
        compiled
    }

    /// Runs the tests in a session of their own.
    fn tests(&self, steps: &mut Steps, targets: &[&str], words: &[&str]) {
        let Some(session) = steps.make("private session", || Session::open(self.caretaker)) else {
            steps.skip("tests", "without a private session");
            return;
        };
        steps.take("tests", || {
            let mut cargo = session.command("cargo");
            cargo.args(["test", "--workspace", "--no-fail-fast"]).args(targets).current_dir(&self.checkout.root);
            cargo.env(build_dir::VARIABLE, build_dir::provide(self.checkout)?);
            cargo.env("UPPSIKT_PROGRAMS", &self.checkout.programs).env("UPPSIKT_COMPLETE", "1");
            cargo.env(servers::VARIABLE, servers::folder());
            match dictionary::provide() {
                Ok(folder) => {
                    cargo.env(dictionary::VARIABLE, folder);
                }
                Err(fault) => println!("The dictionary is not here, so the test that reads it will fail: {fault}"),
            }
            if !words.is_empty() {
                cargo.arg("--").args(words);
            }
            process::succeed(&mut cargo)
        });
    }

    fn cargo(&self, args: &[&str]) -> Result<Command> {
        cargo::cargo(self.checkout, self.caretaker, args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_chosen_by_its_first_word() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(Part::of(&words("")), Part::Everything);
        assert_eq!(Part::of(&words("ui")), Part::Ui);
        assert!(
            Part::of(&words("servers wordpress")).talks_to_servers() && !Part::of(&words("flows")).talks_to_servers()
        );
        assert_eq!(Part::of(&words("unit")), Part::Tests(vec!["--lib", "--bins"], vec![]));
        assert_eq!(Part::of(&words("flows ev1")), Part::Tests(vec!["--test", "flows"], vec!["ev1"]));
    }
}
