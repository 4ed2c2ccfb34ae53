//! Full-text search, the one query that is written twice: FTS5 in SQLite, `tsvector` in PostgreSQL.
//!
//! Both get words folded here, so both find the same: å, ä and ö are letters of their own, and every word is matched
//! from its beginning.

use super::{Dialect, Executor, Value};
use crate::words::{PostId, Result};
use unicode_normalization::UnicodeNormalization;

/// The words of a text as they are searched for: lower case, composed, letters and digits only, one blank between.
#[must_use]
pub fn folded(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Bytes of folded words that are filed. PostgreSQL takes no more than 1 MiB of words and places for one row.
const FILED: usize = 256 * 1024;

/// Takes away what was filed of a post. SQLite's index knows a row by its words only and looks through all of it for
/// this one, so that nobody asks for a post that has just come in.
///
/// # Errors
/// A fault of the database.
pub fn forget(db: &mut dyn Executor, post: PostId) -> Result<()> {
    db.execute("DELETE FROM post_search WHERE post_id = $1", &[post.into()])?;
    Ok(())
}

/// Files the words of a post of which nothing is filed. Of a text longer than a book its beginning.
///
/// # Errors
/// A fault of the database.
pub fn file(db: &mut dyn Executor, post: PostId, text: &str) -> Result<()> {
    let mut folded = folded(text);
    folded.truncate(folded.floor_char_boundary(FILED));
    db.execute("INSERT INTO post_search (post_id, folded) VALUES ($1, $2)", &[post.into(), folded.into()])?;
    Ok(())
}

/// A condition on `column` that holds for the posts where every word of `wanted` begins some word, and its argument,
/// which stands at `$place`. `None` when there is no word to look for.
#[must_use]
pub fn condition(dialect: Dialect, column: &str, wanted: &str, place: usize) -> Option<(String, Value)> {
    let folded = folded(wanted);
    if folded.is_empty() {
        return None;
    }
    let words = folded.split(' ');
    Some(match dialect {
        Dialect::Sqlite => (
            format!("{column} IN (SELECT post_id FROM post_search WHERE post_search MATCH ${place})"),
            words.map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ").into(),
        ),
        Dialect::Postgres => (
            format!(
                "{column} IN (SELECT post_id FROM post_search WHERE to_tsvector('simple', folded) @@ to_tsquery('simple', ${place}))"
            ),
            words.map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ").into(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_swedish_letters_apart() {
        assert_eq!(folded("Ängsskolan, ÅSA-dagen! (nr 2)"), "ängsskolan åsa dagen nr 2");
        assert_eq!(folded("A\u{30A}sa"), "åsa", "a decomposed å is the same letter");
    }
}
