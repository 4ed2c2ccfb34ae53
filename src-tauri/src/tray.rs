//! The icon in the desktop's tray, with how many grave posts nobody has read. A desktop without a tray does without.

use crate::{desk::OpenDesk, raise};
use std::panic::{self, AssertUnwindSafe};
use tauri::{
    AppHandle,
    menu::{MenuBuilder, MenuEvent},
    tray::TrayIconBuilder,
};
use uppsikt_core::{queue, words::Result};

const TRAY: &str = "uppsikt";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Puts the icon up, where there is a tray.
pub fn put_up(app: &AppHandle) {
    // The library that draws it is looked for while running, and panics where it is not installed.
    match panic::catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(())) => {}
        Ok(Err(cause)) => tracing::warn!("No icon in the tray: {cause}"),
        Err(_) => tracing::warn!("No icon in the tray: the library that draws it is not installed."),
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let menu = MenuBuilder::new(app).text(OPEN, "Öppna Uppsikt").separator().text(QUIT, "Avsluta").build()?;
    TrayIconBuilder::with_id(TRAY)
        .icon(tauri::include_image!("icons/tray.png"))
        .tooltip("Uppsikt")
        .menu(&menu)
        .on_menu_event(|app, event: MenuEvent| match event.id().as_ref() {
            OPEN => raise(app),
            QUIT => app.exit(0),
            _ => {}
        })
        .build(app)?;
    Ok(())
}

/// Shows how many grave posts nobody has read.
///
/// # Errors
/// A fault of the database.
pub fn show_count(app: &AppHandle, desk: &OpenDesk) -> Result<()> {
    let Some(tray) = app.tray_by_id(TRAY) else { return Ok(()) };
    let Some(me) = desk.person()? else { return Ok(()) };
    let counts = desk.logbook.read(|reader| queue::counts(reader, me.id, desk.now(), desk.midnight()))?;
    let (title, tooltip) = match counts.unread_grave {
        0 => (None, "Uppsikt".to_owned()),
        count => (Some(count.to_string()), format!("Uppsikt: {count} allvarliga inlägg är olästa")),
    };
    if let Err(cause) = tray.set_title(title).and_then(|()| tray.set_tooltip(Some(tooltip))) {
        tracing::debug!("The tray does not show the count: {cause}");
    }
    Ok(())
}
