//! The logbook, to be read and to be checked.

use crate::{answer::Answer, desk::Desk};
use serde::Serialize;
use tauri::State;
use uppsikt_core::{
    queue::{self, LogLine},
    words::Refusal,
};

/// The most lines that are given at a time.
const MOST_LINES: u32 = 500;

/// Entries before number `before`, newest first: all, or those about one subject.
#[tauri::command]
#[specta::specta]
pub async fn logbook_page(
    desk: State<'_, Desk>,
    subject: Option<String>,
    before: Option<String>,
    limit: u32,
) -> Answer<Vec<LogLine>> {
    desk.run(move |desk| {
        let before = before.map_or(Ok(i64::MAX), |before| before.parse()).map_err(|_| Refusal::Unknown)?;
        desk.read(|reader, _| {
            queue::log_lines(reader, &reader.entries(subject.as_deref(), before, limit.min(MOST_LINES))?)
        })
    })
    .await
}

/// What came of reading the whole chain.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainView {
    /// How many entries fit.
    pub entries: String,
    /// The first that does not.
    pub broken_at: Option<String>,
}

/// Reads the whole chain and says where it breaks, if it does.
#[tauri::command]
#[specta::specta]
pub async fn logbook_verify(desk: State<'_, Desk>) -> Answer<ChainView> {
    desk.run(|desk| {
        desk.me()?;
        let checked = desk.logbook.verify()?;
        Ok(ChainView { entries: checked.entries.to_string(), broken_at: checked.broken_at.map(|seq| seq.to_string()) })
    })
    .await
}
