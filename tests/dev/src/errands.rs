//! The commands that need only a few lines.

use std::env;
use std::fs;

use crate::build_dir;
use crate::caretaker::Caretaker;
use crate::cargo;
use crate::checkout::Checkout;
use crate::fault::{Doing, Result};
use crate::process;
use crate::session::Session;
use crate::system::{self, Purpose};
use crate::{postgres, servers, ui};

/// A test compares the TypeScript with the commands; told to, it writes it instead.
pub fn bindings(checkout: &Checkout, _: &[String]) -> Result<()> {
    let caretaker = Caretaker::hire()?;
    system::provide(&[Purpose::Build])?;
    // The window cannot be compiled without pages; that they may be old does not matter here.
    if !checkout.ui().join("dist").is_dir() {
        system::provide_node()?;
        ui::provide(checkout, &caretaker)?;
    }
    let args = ["test", "--workspace", "--lib", "--bins", "bindings"];
    process::succeed(cargo::cargo(checkout, &caretaker, &args)?.env("UPPSIKT_WRITE_BINDINGS", "1"))
}

pub fn database(_: &Checkout, _: &[String]) -> Result<()> {
    system::provide(&[Purpose::Postgres])?;
    postgres::serve()
}

pub fn servers(checkout: &Checkout, args: &[String]) -> Result<()> {
    let caretaker = Caretaker::hire()?;
    system::provide_node()?;
    system::provide(&[Purpose::Build, Purpose::Postgres, Purpose::Servers, Purpose::Words])?;
    let fetching = servers::begin(&caretaker)?;
    cargo::provide_programs(checkout, &caretaker)?;
    fetching.finish()?;
    process::succeed(caretaker.command(checkout.program("servers")).args(args))
}

/// Built as it would be released, outside the session, and run inside it, so that the key store that is measured is not the
/// developer's own.
pub fn bench(checkout: &Checkout, args: &[String]) -> Result<()> {
    let caretaker = Caretaker::hire()?;
    system::provide_node()?;
    system::provide(&[Purpose::Build, Purpose::Session, Purpose::Words])?;
    ui::provide(checkout, &caretaker)?;
    println!("Building the programs as they are released. The first time this takes a quarter of an hour.");
    process::succeed(&mut cargo::cargo(checkout, &caretaker, &["build", "--release", "--workspace", "--bins"])?)?;
    let session = Session::open(&caretaker)?;
    let released = checkout.root.join("target/release");
    let mut bench = session.command(released.join("bench"));
    process::succeed(bench.args(args).env("UPPSIKT_PROGRAMS", &released))
}

/// Tauri's own tool comes finished in the window's npm packages, and builds the pages itself. The headless program lies in
/// the package beside the window: it is built first, and taken along as a file.
pub fn package(checkout: &Checkout, args: &[String]) -> Result<()> {
    let caretaker = Caretaker::hire()?;
    system::provide_node()?;
    system::provide(&[Purpose::Build])?;
    ui::provide_packages(checkout, &caretaker)?;
    process::succeed(&mut cargo::cargo(
        checkout,
        &caretaker,
        &["build", "--release", "--workspace", "--bin", "uppsikt"],
    )?)?;
    let tauri = checkout.ui().join("node_modules/.bin/tauri");
    let mut build = caretaker.command(tauri);
    build.env(build_dir::VARIABLE, build_dir::provide(checkout)?);
    process::succeed(build.args(["build", "--bundles", "deb"]).args(args).current_dir(&checkout.root))?;
    let folder = checkout.leavings("release/bundle/deb");
    for file in fs::read_dir(&folder).doing(format!("look in {}", folder.display()))?.flatten() {
        if file.path().extension().is_some_and(|ending| ending == "deb") {
            println!("{}", file.path().display());
        }
    }
    Ok(())
}

/// Any program in a private session: a journey by hand, say, or a shell.
pub fn session(_: &Checkout, args: &[String]) -> Result<()> {
    let caretaker = Caretaker::hire()?;
    system::provide(&[Purpose::Session])?;
    let session = Session::open(&caretaker)?;
    let shell = env::var("SHELL").unwrap_or_else(|_| "sh".to_owned());
    let (program, rest) = args.split_first().map_or((shell.as_str(), args), |(program, rest)| (program.as_str(), rest));
    process::succeed(session.command(program).args(rest))
}
