//! What both interfaces need for reading a request and writing an answer.

use serde_json::Value;

/// A request, read whole.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Query and form together.
    pub fields: Vec<(String, String)>,
    /// A JSON body, or null.
    pub body: Value,
    /// The header `Authorization`.
    pub authorization: String,
    /// All headers, with names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Asked {
    /// A field of the query, the form or the JSON body, as text.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let told = self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        told.or_else(|| match self.body.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        })
    }

    /// A header by its lower-case name; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(own, _)| own == name).map_or_else(String::new, |(_, value)| value.clone())
    }

    /// A field as a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.field(name)?.parse().ok()
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// Headers besides the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The content type.
    pub kind: &'static str,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Told {
    /// JSON.
    #[must_use]
    pub fn json(status: u16, value: &Value) -> Told {
        let kind = "application/json; charset=UTF-8";
        Told { status, headers: Vec::new(), kind, bytes: value.to_string().into_bytes() }
    }

    /// A page for people.
    #[must_use]
    pub fn html(status: u16, page: &str) -> Told {
        Told { status, headers: Vec::new(), kind: "text/html; charset=utf-8", bytes: page.as_bytes().to_vec() }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Told {
        self.headers.push((name, value.into()));
        self
    }
}

/// Splits `a=b&c=d`, with `%41` and `+` undone.
#[must_use]
pub fn fields(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (undone(name), undone(value)))
        .collect()
}

/// Undoes `%41` and `+`.
#[must_use]
pub fn undone(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let hex = more.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &more[2..];
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
        rest = more;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Base64, for comparing a `Basic` login.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = (0..3).fold(0_u32, |all, i| (all << 8) | u32::from(three.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            let letter = char::from(LETTERS[(all >> (18 - 6 * i)) as usize & 63]);
            text.push(if i <= three.len() { letter } else { '=' });
        }
    }
    text
}

/// Text that means nothing in HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
