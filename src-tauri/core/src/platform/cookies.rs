//! Cookies of one session: what a server sets it gets back, as long as the connection lives. They are never written down.

use super::transport::{Answer, Login};
use crate::secrets::Secret;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The cookies that one server has set.
#[derive(Clone, Default)]
pub(super) struct Cookies(Arc<Mutex<BTreeMap<String, String>>>);

impl Cookies {
    /// Takes what an answer sets, and forgets what it takes back.
    pub fn take(&self, answer: &Answer) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, set) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let mut parts = set.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let ended = parts.any(|part| {
                part.split_once('=').is_some_and(|(name, value)| {
                    name.trim().eq_ignore_ascii_case("max-age")
                        && value.trim().parse::<i64>().is_ok_and(|left| left <= 0)
                })
            });
            if ended || value.trim() == "deleted" {
                all.remove(name.trim());
            } else {
                all.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }

    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// As the login of a request.
    pub fn login(&self) -> Login {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { Login::None } else { Login::Cookies(Secret::new(pairs.join("; "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_gets_back_what_it_set() {
        let cookies = Cookies::default();
        let set = |values: &[&str]| {
            let headers = values.iter().map(|value| ("set-cookie".to_owned(), (*value).to_owned())).collect();
            cookies.take(&Answer { status: 200, headers, bytes: Vec::new() });
            match cookies.login() {
                Login::Cookies(all) => all.expose().to_owned(),
                _ => String::new(),
            }
        };
        assert_eq!(set(&["b=2; path=/; HttpOnly", "a=1=1; Max-Age=60"]), "a=1=1; b=2");
        assert_eq!(
            set(&["b=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0", "nonsense", "c=3"]),
            "a=1=1; c=3"
        );
        cookies.forget();
        assert_eq!(set(&[]), "");
    }
}
