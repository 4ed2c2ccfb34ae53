//! How the accounts are watched: the coverage log, and what was heard with watched words.

use super::{evidence::write_whole, queue::web_address};
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
};
use chrono::TimeDelta;
use serde::Serialize;
use std::path::PathBuf;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;
use uppsikt_core::{
    collector::{self, Coverage},
    intake::{self, Heard, Watchword},
    logbook::Entry,
    policy::day_of,
    words::{AccountId, Digest, Fault, HeardId, Result, WatchwordId},
};

/// Days of the coverage log that are shown.
const DAYS: u32 = 14;
/// Days of the coverage log in a table for a spreadsheet.
const EXPORTED: i64 = 92;
/// The newest that was heard, so many.
const HEARD: u32 = 300;

/// What the coverage log holds of an account (IN6).
#[tauri::command]
#[specta::specta]
pub async fn account_coverage(desk: State<'_, Desk>, account: AccountId) -> Answer<Coverage> {
    desk.run(move |desk| {
        let (policy, now) = (desk.policy(), desk.now());
        desk.read(|reader, me| {
            me.may_read()?;
            collector::coverage(reader, &policy, account, DAYS, now)
        })
    })
    .await
}

/// Asks where to, and writes the coverage log there as a table: of one account, or of all. Answers the path; nothing when
/// the person thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn coverage_save(
    desk: State<'_, Desk>,
    app: AppHandle,
    account: Option<AccountId>,
) -> Answer<Option<String>> {
    desk.run(move |desk| {
        let now = desk.now();
        let table = desk.read(|reader, me| {
            me.may_read()?;
            collector::as_csv(reader, account, now - TimeDelta::days(EXPORTED), now + TimeDelta::milliseconds(1))
        })?;
        let Some(path) = ask_where(desk, &app, &format!("uppsiktslogg {}.csv", day_of(now))) else { return Ok(None) };
        write_whole(&path, table.as_bytes())?;
        let subject = account.map_or_else(|| "coverage".to_owned(), |account| account.to_string());
        let digest = Digest::of(table.as_bytes());
        desk.write(|_, _| Ok(((), Entry::PaperSaved { subject, digest })))?;
        Ok(Some(path.to_string_lossy().into_owned()))
    })
    .await
}

fn ask_where(desk: &OpenDesk, app: &AppHandle, name: &str) -> Option<PathBuf> {
    if let Some(folder) = &desk.surroundings.papers {
        return Some(folder.join(name));
    }
    let asked = app.dialog().file().set_title("Spara uppsiktsloggen").set_file_name(name).add_filter("CSV", &["csv"]);
    asked.blocking_save_file()?.into_path().ok()
}

/// What is watched for beside the accounts, and what was heard (IN11).
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Listening {
    /// The words.
    pub words: Vec<Watchword>,
    /// What was heard with them, the newest first.
    pub heard: Vec<Heard>,
}

/// The watched words and what was heard with them.
#[tauri::command]
#[specta::specta]
pub async fn listening(desk: State<'_, Desk>) -> Answer<Listening> {
    desk.run(|desk| {
        desk.read(|reader, me| {
            me.may_read()?;
            Ok(Listening { words: intake::watchwords(reader)?, heard: intake::heard(reader, HEARD)? })
        })
    })
    .await
}

/// Watches for a word or hashtag from now on.
#[tauri::command]
#[specta::specta]
pub async fn watchword_add(desk: State<'_, Desk>, words: String) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            let (_, entry) = intake::watch_for(tx, me.moderator()?, &words)?;
            Ok(((), entry))
        })
    })
    .await
}

/// Watches for a word no longer.
#[tauri::command]
#[specta::specta]
pub async fn watchword_remove(desk: State<'_, Desk>, watchword: WatchwordId) -> Answer<()> {
    desk.run(move |desk| desk.write(|tx, me| intake::stop_watching_for(tx, me.moderator()?, watchword))).await
}

/// Marks something that was heard as seen.
#[tauri::command]
#[specta::specta]
pub async fn heard_seen(desk: State<'_, Desk>, heard: HeardId) -> Answer<()> {
    desk.run(move |desk| desk.write_if(|tx, me| intake::mark_heard_seen(tx, me.moderator()?, heard))).await
}

/// Shows something that was heard on its platform, in the person's own browser.
#[tauri::command]
#[specta::specta]
pub async fn heard_open(desk: State<'_, Desk>, app: AppHandle, heard: HeardId) -> Answer<()> {
    desk.run(move |desk| open(desk, &app, heard)).await
}

fn open(desk: &OpenDesk, app: &AppHandle, heard: HeardId) -> Result<()> {
    let address = desk.read(|reader, _| intake::address_of_heard(reader, heard))?;
    let address = web_address(&address)?;
    app.opener().open_url(address, None::<&str>).map_err(|cause| Fault::of("open the browser", cause).into())
}
