//! Requests with a token that ends. When the platform turns it down it is renewed, once, and the request is sent again.
//!
//! It knows OAuth 2.0's refreshing and nothing of any platform. How a login first comes about is not known here.

use super::{
    HeldLogin, reading,
    transport::{Answer, Body, Login, Request, Transport, outage},
};
use crate::{
    intake::{Outage, OutageKind},
    secrets::{Credential, Secret},
    words::Timestamp,
};
use std::sync::Arc;

/// How the municipality's app says who it is when a token is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AppProof {
    /// Id and secret stand in the form.
    InForm,
    /// The id stands in the form, and both in a header if there is a secret.
    InHeader,
}

/// A login whose token ends, and where it is renewed.
#[derive(Clone)]
pub(super) struct Bearer {
    login: HeldLogin,
    transport: Arc<dyn Transport>,
    renewed_at: String,
    proof: AppProof,
}

impl Bearer {
    pub fn new(login: &HeldLogin, transport: Arc<dyn Transport>, renewed_at: String, proof: AppProof) -> Bearer {
        Bearer { login: login.clone(), transport, renewed_at, proof }
    }

    /// Sends with the token as it is, and once more with a renewed one if that was turned down.
    pub fn send(&self, request: &Request) -> Result<Answer, Outage> {
        let known = self.login.now();
        let with = |token: &Secret| request.clone().login(Login::Bearer(token.clone()));
        let answer = self.transport.send(&with(&known.secret))?;
        if answer.status != 401 || known.refresh.is_none() {
            return Ok(answer);
        }
        let renewed = self.login.renew(&known, |old| self.renewed(old))?;
        self.transport.send(&with(&renewed.secret))
    }

    /// The login as it is now.
    pub fn login(&self) -> Credential {
        self.login.now()
    }

    /// When the login ends for good: never by itself where it can be renewed.
    pub fn ends_at(&self) -> Option<Timestamp> {
        let login = self.login.now();
        login.expires_at.filter(|_| login.refresh.is_none())
    }

    /// Fetches what lies on open servers.
    pub fn transport(&self) -> &dyn Transport {
        self.transport.as_ref()
    }

    fn renewed(&self, old: &Credential) -> Result<Credential, Outage> {
        let ended = |why: &str| outage(OutageKind::Login, why.to_owned());
        let refresh = old.refresh.as_ref().ok_or_else(|| ended("the token ended and cannot be renewed"))?;
        let mut fields =
            vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", refresh.expose().to_owned())];
        let mut login = Login::None;
        if let Some(app) = &old.app {
            fields.push(("client_id", app.id.clone()));
            let secret = app.secret.expose();
            match self.proof {
                _ if secret.is_empty() => {}
                AppProof::InForm => fields.push(("client_secret", secret.to_owned())),
                AppProof::InHeader => login = Login::Basic(Credential::new(app.id.clone(), secret)),
            }
        }
        let answer = self.transport.send(&Request::post(self.renewed_at.clone(), Body::Form(fields)).login(login))?;
        let value = reading::json(&answer).unwrap_or_default();
        match (answer.status, reading::text(&value, "access_token")) {
            (200..=299, Some(token)) => {
                let lasts = reading::count(&value, "expires_in").and_then(|seconds| i64::try_from(seconds).ok());
                let ends = answer.date().zip(lasts.and_then(chrono::Duration::try_seconds));
                Ok(Credential {
                    secret: Secret::new(token),
                    // Where no new one comes, the old one holds.
                    refresh: reading::text(&value, "refresh_token").map(Secret::new).or_else(|| old.refresh.clone()),
                    expires_at: ends.and_then(|(now, lasts)| now.checked_add_signed(lasts)),
                    ..old.clone()
                })
            }
            (status @ 400..=403, _) => Err(ended(&format!("the login could not be renewed (HTTP {status})"))),
            (status, _) => Err(reading::of_status(&answer, format!("HTTP {status} when the login was renewed"))),
        }
    }
}
