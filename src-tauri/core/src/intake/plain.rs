//! HTML to plain text: what a reader of the page would see, with the addresses that links hide.
//!
//! Nothing here knows which platform wrote the HTML.

/// Tags that begin a new line.
const BLOCKS: [&str; 17] =
    ["p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "hr"];

/// Text as it is stored for comments: line breaks are line breaks, and the few tags that are allowed stand between.
pub(crate) fn of_stored(stored: &str) -> String {
    written(stored, true)
}

/// Text as it is shown: line breaks come from tags.
pub(crate) fn of_html(html: &str) -> String {
    written(html, false)
}

/// Text without tags, in which signs are written as HTML writes them: `&amp;`, `&#39;`.
pub(crate) fn of_escaped(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('&') {
        text.push_str(rest.get(..at).unwrap_or_default());
        let (letter, after) = entity(rest.get(at..).unwrap_or_default());
        text.push_str(&letter);
        rest = after;
    }
    text.push_str(rest);
    text
}

fn written(html: &str, keeps_lines: bool) -> String {
    let mut text = String::with_capacity(html.len());
    let mut link: Option<(String, usize)> = None;
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
        } else if let Some((tag, after)) = tag(rest) {
            rest = after;
            let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                "script" | "style" if !tag.starts_with('/') => rest = after_end_of(rest, &name),
                "a" if tag.starts_with('/') => close_link(&mut text, link.take()),
                // A name or a subject leads to itself: its address would only be noise.
                "a" if attribute(tag, "class").is_some_and(|class| class.contains("mention")) => link = None,
                "a" => link = attribute(tag, "href").map(|href| (href, text.len())),
                "img" => text.push_str(&attribute(tag, "alt").unwrap_or_default()),
                name if BLOCKS.contains(&name) => new_line(&mut text),
                _ => {}
            }
        } else if c == '&' {
            let (letter, after) = entity(rest);
            text.push_str(&letter);
            rest = after;
        } else {
            rest = rest.strip_prefix(c).unwrap_or("");
            match c {
                '\r' => {}
                c if c.is_ascii_whitespace() && !keeps_lines => {
                    if !text.ends_with([' ', '\n']) {
                        text.push(' ');
                    }
                }
                c => text.push(c),
            }
        }
    }
    close_link(&mut text, link);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

fn new_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// What stands between `<` and `>`, and what follows. A `<` before anything but a letter or `/` is only a sign.
fn tag(rest: &str) -> Option<(&str, &str)> {
    let inner = rest.strip_prefix('<')?;
    inner.chars().next().filter(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))?;
    inner.split_once('>')
}

fn after_end_of<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let found = rest
        .char_indices()
        .find(|(at, _)| rest.get(*at..at + end.len()).is_some_and(|piece| piece.eq_ignore_ascii_case(&end)));
    found.and_then(|(at, _)| rest.get(at..)).unwrap_or("")
}

/// Puts the address behind a link's words, where the words don't say it themselves.
fn close_link(text: &mut String, link: Option<(String, usize)>) {
    let Some((href, from)) = link else { return };
    let shown = text.get(from..).unwrap_or_default();
    let bare = href.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("mailto:");
    if !href.is_empty() && !href.starts_with('#') && !shown.contains(bare.trim_end_matches('/')) {
        text.push_str(&format!(" ({href})"));
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some(of_escaped(value))
}

/// The letter that an entity stands for, and what follows. What is no entity stands for itself.
fn entity(rest: &str) -> (String, &str) {
    let itself = || ("&".to_owned(), rest.strip_prefix('&').unwrap_or(""));
    let Some((name, after)) = rest.strip_prefix('&').and_then(|rest| rest.split_once(';')) else { return itself() };
    if name.len() > 10 {
        return itself();
    }
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            };
            code.and_then(char::from_u32).filter(|c| *c != '\0')
        }
        None => NAMED.iter().find(|(own, _)| *own == name).map(|(_, letter)| *letter),
    };
    letter.map_or_else(itself, |letter| (letter.to_string(), after))
}

const NAMED: [(&str, char); 26] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("aring", 'å'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("Aring", 'Å'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("eacute", 'é'),
    ("uuml", 'ü'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("copy", '©'),
    ("euro", '€'),
    ("sect", '§'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_sees_words_and_where_links_lead() {
        let html = "<p>Hej &amp; v&auml;lkommen.<br />\nL&#228;s <a href=\"https://spam.example/x\">h&#xE4;r</a>!</p>\n<ul><li>ett</li><li>två</li></ul>";
        assert_eq!(of_html(html), "Hej & välkommen.\nLäs här (https://spam.example/x)!\nett\ntvå");
        assert_eq!(
            of_html("<a href='https://a.example/'>https://a.example/</a>"),
            "https://a.example/",
            "nothing is said twice"
        );
        assert_eq!(
            of_html("<!-- wp:paragraph --><p>Öppet</p><!-- /wp:paragraph --><script>alert(1)</script>6–21"),
            "Öppet\n6–21"
        );
    }

    #[test]
    fn a_mention_is_a_name_and_no_address() {
        let html = "<p><span class=\"h-card\"><a href=\"https://social.example/@bo\" class=\"u-url mention\">@<span>bo</span></a></span> \
                    <a href=\"https://social.example/tags/badhus\" class=\"mention hashtag\" rel=\"tag\">#<span>badhus</span></a> \
                    <a href=\"https://a.example/lang\"><span class=\"invisible\">https://</span><span>a.example/lang</span></a></p>";
        assert_eq!(of_html(html), "@bo #badhus https://a.example/lang");
    }

    #[test]
    fn signs_that_only_look_like_tags_stay() {
        assert_eq!(of_stored("3 < 4 &lt; 5 & AT&T; &unknown; 100 %"), "3 < 4 < 5 & AT&T; &unknown; 100 %");
        assert_eq!(of_stored("en rad\r\n\r\nen till"), "en rad\n\nen till");
        assert_eq!(of_stored("<3 <b>fet</b> <oavslutad"), "<3 fet <oavslutad");
        for odd in [
            "",
            "<",
            "&",
            "&#",
            "&#x;",
            "&#0;",
            "<!--",
            "<a href=",
            "<a href=\"",
            "<script>å",
            "&åäö;",
            "<script>ÅÄÖ</scr",
        ] {
            let _ = of_html(odd);
        }
    }
}
