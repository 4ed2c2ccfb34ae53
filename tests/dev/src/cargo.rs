//! Cargo, on the checkout.
//!
//! Programs and tests are always built for the whole workspace, even when one package would do. Cargo chooses the features of
//! the libraries from the packages that are asked for, and another choice would compile nearly all of them once more.

use std::process::Command;

use crate::build_dir;
use crate::caretaker::Caretaker;
use crate::checkout::Checkout;
use crate::fault::Result;
use crate::process;
use crate::ui;

pub fn cargo(checkout: &Checkout, caretaker: &Caretaker, args: &[&str]) -> Result<Command> {
    let mut cargo = caretaker.command("cargo");
    cargo.args(args).current_dir(&checkout.root).env(build_dir::VARIABLE, build_dir::provide(checkout)?);
    Ok(cargo)
}

/// Every program of ours, as new as its sources, the window with its pages included.
pub fn provide_programs(checkout: &Checkout, caretaker: &Caretaker) -> Result<()> {
    ui::provide(checkout, caretaker)?;
    println!("Building the programs. The first time this takes some minutes.");
    process::succeed(&mut cargo(checkout, caretaker, &["build", "--workspace", "--bins"])?)
}
