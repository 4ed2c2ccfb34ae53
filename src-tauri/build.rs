//! Names every command for the access list, so that the window may call these and nothing else.

use tauri_build::{AppManifest, Attributes};

include!("src/every_command.rs");

macro_rules! names {
    ($($place:ident :: $name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/every_command.rs");
    let manifest = AppManifest::new().commands(every_command!(names));
    tauri_build::try_build(Attributes::new().app_manifest(manifest))?;
    Ok(())
}
