//! A transport that answers from a script and writes down what it was asked.

use super::transport::{Answer, Body, Login, Request, Transport, outage};
use crate::{
    intake::{Outage, OutageKind},
    secrets::Credential,
};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

#[derive(Default)]
pub(super) struct Script {
    answers: Mutex<VecDeque<Result<Answer, Outage>>>,
    asked: Mutex<Vec<String>>,
}

impl Script {
    pub fn new() -> Arc<Script> {
        Arc::new(Script::default())
    }

    /// The next answer.
    #[allow(clippy::needless_pass_by_value, reason = "scripts are easier to read without the signs")]
    pub fn answers(&self, status: u16, value: Value) -> &Script {
        self.answers_with(status, &[], &value)
    }

    pub fn answers_with(&self, status: u16, headers: &[(&str, &str)], value: &Value) -> &Script {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.answers.lock().unwrap().push_back(Ok(Answer { status, headers, bytes: value.to_string().into_bytes() }));
        self
    }

    /// The next answer is these bytes.
    pub fn answers_bytes(&self, status: u16, bytes: &[u8]) -> &Script {
        self.answers_raw(status, &[], bytes)
    }

    pub fn answers_raw(&self, status: u16, headers: &[(&str, &str)], bytes: &[u8]) -> &Script {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.answers.lock().unwrap().push_back(Ok(Answer { status, headers, bytes: bytes.to_vec() }));
        self
    }

    /// The next answer is lost on its way: nobody knows whether what was asked was done.
    pub fn loses(&self) -> &Script {
        let lost = outage(OutageKind::Away, "no answer in time");
        self.answers.lock().unwrap().push_back(Err(Outage { may_have_happened: true, ..lost }));
        self
    }

    /// The next answer is no JSON.
    pub fn answers_html(&self, status: u16) -> &Script {
        let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
        self.answers.lock().unwrap().push_back(Ok(Answer { status, headers, bytes: b"<html>Hej".to_vec() }));
        self
    }

    /// What was asked, and that nothing is left of the script.
    pub fn asked(&self) -> Vec<String> {
        assert!(self.answers.lock().unwrap().is_empty(), "the script was not asked to its end");
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Transport for Script {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        self.asked.lock().unwrap().push(line(request));
        let next = self.answers.lock().unwrap().pop_front();
        next.unwrap_or_else(|| Err(outage(OutageKind::Away, "the script is at its end")))
    }
}

fn line(request: &Request) -> String {
    let address = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
    let query: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let login = match &request.login {
        Login::None => "nobody",
        Login::Bearer(_) => "token",
        Login::Basic(_) => "password",
        Login::Signed(_) => "signature",
        Login::Cookies(_) => "cookies",
    };
    let body = match &request.body {
        Body::None => String::new(),
        Body::Form(fields) => {
            format!(" {}", fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
        }
        Body::Json(value) => format!(" {value}"),
        Body::Xml(_) => " xml".to_owned(),
    };
    let once = if request.repeatable { "" } else { " once" };
    let sign = if query.is_empty() { "" } else { "?" };
    format!("{} {address}{sign}{} {login}{once}{body}", request.method.word(), query.join("&"))
}

pub(super) fn login(user: &str) -> Credential {
    Credential::new(user, "hemligt-ord")
}
