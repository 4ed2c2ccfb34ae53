//! The coverage log as a table for a spreadsheet.

use super::{dispose::kept_from, gap::off_duty};
use crate::{
    logbook::Reader,
    words::{AccountId, Platform, Result, Timestamp},
};

/// The coverage log as a table for a spreadsheet: one line a visit, between them one for each time in which no collector
/// was at work, oldest first; for days whose visits have been disposed of, one that says so. Of one account, or of all.
/// Semicolons between and a byte order mark before, as Swedish spreadsheets want it; times by the Swedish clock.
///
/// # Errors
/// A fault of the database.
pub fn as_csv(reader: &Reader<'_>, only: Option<AccountId>, from: Timestamp, to: Timestamp) -> Result<String> {
    let mut lines: Vec<(Timestamp, String)> = Vec::new();
    let rows = reader.rows(
        "SELECT a.name, a.platform, r.started_at, r.ended_at, r.result, r.new_posts, r.revised_posts, r.gone_posts
         FROM round r JOIN account a ON a.id = r.account_id
         WHERE r.ended_at >= $1 AND r.ended_at < $2 AND ($3 = '' OR r.account_id = $3) ORDER BY r.ended_at, r.id",
        &[from.into(), to.into(), only.map_or_else(String::new, |only| only.to_string()).into()],
    )?;
    for row in &rows {
        let (told, started): (String, Timestamp) = (row.get(4)?, row.get(2)?);
        let (result, cause) = told.split_once(": ").unwrap_or((&told, ""));
        let cells = [
            row.get::<String>(0)?,
            row.word(1, Platform::from_word)?.name().to_owned(),
            written(started),
            written(row.get(3)?),
            match result {
                "whole" => "helt",
                "partly" => "delvis",
                "missed" => "missat",
                other => other,
            }
            .to_owned(),
            cause.to_owned(),
            row.get::<i64>(5)?.to_string(),
            row.get::<i64>(6)?.to_string(),
            row.get::<i64>(7)?.to_string(),
        ];
        lines.push((started, line(&cells)));
    }
    if let Some(kept) = kept_from(reader)?.filter(|kept| *kept > from) {
        let cells = ["", "", &written(from), &written(kept.min(to)), "gallrat", "besöken var för sig", "", "", ""];
        lines.push((from, line(&cells)));
    }
    for (begun, ended) in off_duty(reader, from, to)? {
        let cells = ["", "", &written(begun), &written(ended), "ingen insamlare igång", "", "", "", ""];
        lines.push((begun, line(&cells)));
    }
    lines.sort_by_key(|(at, _)| *at);
    let heads = [
        "konto",
        "plattform",
        "började",
        "slutade",
        "resultat",
        "orsak",
        "nya inlägg",
        "ändrade inlägg",
        "borta inlägg",
    ];
    let mut csv = format!("\u{FEFF}{}", line(&heads));
    for (_, line) in lines {
        csv.push_str(&line);
    }
    Ok(csv)
}

fn written(at: Timestamp) -> String {
    let local = at.with_timezone(&chrono_tz::Europe::Stockholm);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A cell that begins like a formula is text all the same.
fn line(cells: &[impl AsRef<str>]) -> String {
    let quoted = cells.iter().map(|cell| {
        let cell = cell.as_ref();
        let sign = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{sign}{}\"", cell.replace('"', "\"\""))
    });
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_begins_with() {
        assert_eq!(line(&["=1+1", "sa \"hej\"", "a;b"]), "\"'=1+1\";\"sa \"\"hej\"\"\";\"a;b\"\r\n");
    }
}
