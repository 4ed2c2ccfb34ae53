//! Signing requests the old way: OAuth 1.0a with HMAC-SHA1 (RFC 5849).
//!
//! Nothing is asked here and no clock is read: whoever signs brings the time and a word that is used once.

use crate::{
    secrets::{App, Secret},
    words::Timestamp,
};
use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Who signs: the municipality's app, and the login made through it where there is one yet.
#[derive(Debug, Clone)]
pub struct Signer {
    /// Consumer key and secret.
    pub app: App,
    /// Token and its secret; nothing while a login is only being asked for.
    pub token: Option<(Secret, Secret)>,
}

/// When a request is signed, and the word that makes it unlike every other.
#[derive(Debug, Clone)]
pub struct Moment {
    /// By the platform's clock: it refuses what comes from another time.
    pub at: Timestamp,
    /// Never used twice.
    pub nonce: String,
}

impl Signer {
    /// The header `Authorization` for a request. `fields` are those of its query and its form; `extra` are further
    /// fields of the protocol itself, such as `oauth_callback` and `oauth_verifier`.
    #[must_use]
    pub fn header(
        &self,
        method: &str,
        url: &str,
        fields: &[(&str, &str)],
        extra: &[(&str, &str)],
        moment: &Moment,
    ) -> Secret {
        let at = moment.at.timestamp().to_string();
        let mut own = vec![
            ("oauth_consumer_key", self.app.id.as_str()),
            ("oauth_nonce", moment.nonce.as_str()),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", at.as_str()),
            ("oauth_version", "1.0"),
        ];
        own.extend(self.token.as_ref().map(|(token, _)| ("oauth_token", token.expose())));
        own.extend(extra);
        let all: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
        let signature = self.signature(&base_string(method, url, &all));
        own.push(("oauth_signature", signature.as_str()));
        let told: Vec<String> =
            own.iter().map(|(name, value)| format!("{}=\"{}\"", escaped(name), escaped(value))).collect();
        Secret::new(format!("OAuth {}", told.join(", ")))
    }

    /// RFC 5849, 3.4.2.
    fn signature(&self, base: &str) -> String {
        let second = self.token.as_ref().map_or("", |(_, secret)| secret.expose());
        let key = format!("{}&{}", escaped(self.app.secret.expose()), escaped(second));
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
        STANDARD.encode(hmac::sign(&key, base.as_bytes()))
    }
}

/// What is signed (RFC 5849, 3.4.1): the method, the address without its query, and all fields in order.
fn base_string(method: &str, url: &str, fields: &[(&str, &str)]) -> String {
    let mut all: Vec<(String, String)> = fields.iter().map(|(name, value)| (escaped(name), escaped(value))).collect();
    all.sort();
    let all: Vec<String> = all.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = url.split(['?', '#']).next().unwrap_or(url);
    format!("{}&{}&{}", method.to_ascii_uppercase(), escaped(address), escaped(&all.join("&")))
}

/// RFC 5849, 3.6: everything but letters, digits and four signs stands as `%41`.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    /// The example of RFC 5849, 3.4.1.1, whose fields come from the query, the header and the form.
    #[test]
    fn what_is_signed_is_what_the_standard_says() {
        let fields = [
            ("b5", "=%3D"),
            ("a3", "a"),
            ("c@", ""),
            ("a2", "r b"),
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""),
            ("a3", "2 q"),
        ];
        assert_eq!(
            base_string("post", "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", &fields),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26\
             c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26\
             oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    /// The example of RFC 5849, 1.2: the photograph at `photos.example.net`, signed with HMAC-SHA1.
    #[test]
    fn a_signature_is_what_the_standard_says() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let signer = Signer {
            app: App { id: "dpf43f3p2l4k3l03".to_owned(), secret: secret("kd94hf93k423kf44") },
            token: Some((secret("nnch734d00sl2jdk"), secret("pfkkdhi9sl3r4s00"))),
        };
        // The example leaves out the version, which we always send; so the signed text is the standard's own.
        let fields = [
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
            ("file", "vacation.jpg"),
            ("size", "original"),
        ];
        let base = base_string("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", &fields);
        assert_eq!(signer.signature(&base), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
        let moment = Moment { at: DateTime::from_timestamp(137_131_202, 0).unwrap(), nonce: "chapoH".to_owned() };
        let header = signer.header("GET", "http://photos.example.net/photos", &[("size", "original")], &[], &moment);
        let header = header.expose();
        assert!(header.starts_with("OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\""));
        assert!(
            !header.contains("size") && !header.contains("pfkkdhi9sl3r4s00"),
            "neither fields nor secrets: {header}"
        );
    }
}
