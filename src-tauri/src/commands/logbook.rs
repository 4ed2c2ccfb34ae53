//! The logbook, to be read and to be checked.

use crate::{answer::Answer, desk::Desk};
use serde::Serialize;
use tauri::State;
use uppsikt_core::{
    collector::{self, AlteredDay},
    queue::{self, LogLine},
    register,
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
    /// Days of the coverage log that are not what the chain holds of them (IN6).
    pub altered: Vec<AlteredDayView>,
}

/// A day of an account's coverage log that was altered afterwards.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AlteredDayView {
    /// The account's name.
    pub account: String,
    /// `YYYY-MM-DD`.
    pub day: String,
}

/// Reads the whole chain and says where it breaks, if it does, and what it shows to have been altered beside it.
#[tauri::command]
#[specta::specta]
pub async fn logbook_verify(desk: State<'_, Desk>) -> Answer<ChainView> {
    desk.run(|desk| {
        desk.me()?;
        let checked = desk.logbook.verify()?;
        let altered = desk.read(|reader, _| {
            let named = |AlteredDay { account, day }| {
                Ok(AlteredDayView { account: register::account(reader, account)?.name, day: day.to_string() })
            };
            collector::altered_days(reader)?.into_iter().map(named).collect()
        })?;
        Ok(ChainView {
            entries: checked.entries.to_string(),
            broken_at: checked.broken_at.map(|seq| seq.to_string()),
            altered,
        })
    })
    .await
}
