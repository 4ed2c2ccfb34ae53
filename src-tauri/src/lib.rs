//! The shell: a window onto the core. It draws nothing and decides nothing.
//!
//! A command takes the [`desk::Desk`], lets the core work on a thread where it may wait, and shapes the answer. Three
//! threads keep the desk up to date while the window is open ([`rounds`]); what they find is told to the page as
//! events.

#[macro_use]
mod every_command;

pub mod answer;
pub mod commands;
pub mod demo;
pub mod desk;
pub mod long_work;
pub mod notify;
pub mod opening;
pub mod pictures;
pub mod place;
pub mod rounds;
pub mod sign_ins;
pub mod tray;

use crate::{desk::Desk, place::Surroundings, rounds::Rounds};
use std::{process::ExitCode, sync::Arc, thread, time::Duration};
use tauri::{App, AppHandle, Manager, RunEvent};
use tauri_specta::{collect_commands, collect_events};
use uppsikt_core::words::Timestamp;

/// The label of the only window, as in `tauri.conf.json`.
pub const WINDOW: &str = "main";

macro_rules! collected {
    ($($place:ident :: $name:ident),* $(,)?) => { collect_commands![$(commands::$place::$name),*] };
}

/// Everything that crosses to the page: commands, events and their types.
#[must_use]
pub fn border() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::new().disable_serde_phases().commands(every_command!(collected)).events(collect_events![
        rounds::LogbookAdvanced,
        rounds::Collecting,
        rounds::OpenPost,
        commands::hand::Importing
    ])
}

/// Opens the window and stays until it is closed. `clock` is what time it is.
#[must_use]
pub fn run(clock: fn() -> Timestamp) -> ExitCode {
    start_log();
    let surroundings = Surroundings::of_process();
    let border = border();
    let mut single = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| raise(app));
    if let Some(name) = surroundings.instance_name() {
        single = single.dbus_id(name);
    }
    let app = tauri::Builder::default()
        .plugin(single.build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .register_asynchronous_uri_scheme_protocol("evidence", pictures::serve)
        .invoke_handler(border.invoke_handler())
        .setup(move |app| {
            border.mount_events(app);
            move_in(app, surroundings, clock)
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    app.state::<Rounds>().end();
                }
            });
            ExitCode::SUCCESS
        }
        Err(cause) => {
            tracing::error!("Could not open the window: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn move_in(app: &App, surroundings: Surroundings, clock: fn() -> Timestamp) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match &surroundings.folder {
        Some(folder) => folder.clone(),
        None => app.path().app_data_dir()?,
    };
    let desk = Desk::new(folder, surroundings, clock);
    app.manage(desk.clone());
    app.manage(Arc::new(sign_ins::SignIns::default()));
    app.manage(Arc::new(commands::hand::Import::default()));
    tray::put_up(app.handle());
    app.manage(Rounds::begin(app.handle(), &desk));
    show_in_any_case(app.handle());
    Ok(())
}

/// Shows the window the first time that somebody asks for it.
pub fn show_once(app: &AppHandle) {
    if app.get_webview_window(WINDOW).is_some_and(|window| !window.is_visible().unwrap_or(false)) {
        raise(app);
    }
}

/// How long the page may take to say that it is drawn.
const DRAWN_WITHIN: Duration = Duration::from_secs(8);

/// A page that never says that it is drawn is shown all the same: a blank window can be seen and closed, an absent one
/// cannot.
fn show_in_any_case(app: &AppHandle) {
    let app = app.clone();
    let waits = thread::Builder::new().name("drawn".to_owned()).spawn(move || {
        thread::sleep(DRAWN_WITHIN);
        show_once(&app);
    });
    if let Err(cause) = waits {
        tracing::warn!("Could not wait for the page: {cause}");
    }
}

/// Brings the window to the front.
pub fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        for done in [window.show(), window.unminimize(), window.set_focus()] {
            if let Err(cause) = done {
                tracing::warn!("Could not raise the window: {cause}");
            }
        }
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,uppsikt_core=info,uppsikt_desktop=info"));
    // A log that was started already, as in a test, is as good.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

#[cfg(test)]
mod border_tests;
