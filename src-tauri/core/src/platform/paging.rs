//! Lists that go on elsewhere: the `Link` header of RFC 8288.

use super::transport::{Answer, in_query};

/// The address that a `Link` header gives for this relation.
pub(super) fn link<'a>(answer: &'a Answer, relation: &str) -> Option<&'a str> {
    let mut rest = answer.header("link")?;
    // A comma may stand in an address, so the signs around it are what counts.
    while let Some((address, after)) = rest.split_once('<').and_then(|(_, inner)| inner.split_once('>')) {
        let end = after.find('<').unwrap_or(after.len());
        let parameters = after.get(..end).unwrap_or_default();
        let is_it = parameters.split([';', ',']).filter_map(|one| one.split_once('=')).any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_ascii_whitespace().any(|one| one == relation)
        });
        if is_it {
            return Some(address);
        }
        rest = after;
    }
    None
}

/// What the next page's address says under this name. The address itself is not followed: it is the platform's word, and
/// might lead anywhere.
pub(super) fn next(answer: &Answer, name: &str) -> Option<String> {
    link(answer, "next").and_then(|address| in_query(address, name)).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_next_page_is_taken_and_only_what_was_asked_of_it() {
        let told = |text: &str| {
            let headers = vec![("link".to_owned(), text.to_owned())];
            next(&Answer { status: 200, headers, bytes: Vec::new() }, "max_id")
        };
        let both =
            "<https://a.example/x?limit=2&max_id=7%2C8>; rel=\"next\", <https://a.example/x?min_id=9>; rel=\"prev\"";
        assert_eq!(told(both).as_deref(), Some("7,8"));
        assert_eq!(told("<https://a.example/x,y?max_id=3>; title=\"a, b\"; rel=next").as_deref(), Some("3"));
        for none in
            ["", "<", "<>; rel=next", "<https://a.example/?max_id=>; rel=next", "<?max_id=1>; rel=prev", "rel=next"]
        {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
