//! Tables as text (RFC 4180), with commas, semicolons or tabs between the cells: Swedish programs write semicolons.

/// The rows of a table; `None` when it is no table of at least two rows and two columns.
pub(super) fn rows(text: &str) -> Option<Vec<Vec<String>>> {
    let first = text.lines().next()?;
    let between = [';', '\t', ','].into_iter().max_by_key(|between| first.matches(*between).count())?;
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if quoted => cell.push(letter),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ if letter == between => row.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let columns = rows.first()?.len();
    (rows.len() > 1 && columns > 1).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn in8_a_table_is_read_as_swedish_programs_write_it() {
        let table = rows("datum;text\r\n2026-11-01;\"Hej; \"\"du\"\"\nrad två\"\r\n\r\n").unwrap();
        assert_eq!(table, [["datum", "text"], ["2026-11-01", "Hej; \"du\"\nrad två"]]);
        assert_eq!(rows("a,b\n1,2").unwrap()[1], ["1", "2"]);
        assert_eq!(rows("ett ord"), None);
        assert!(rows("a;b\n\"aldrig slut").is_some(), "a quote that is never closed ends with the text");
    }
}
