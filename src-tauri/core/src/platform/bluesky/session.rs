//! Sessions: made with the app password, renewed with a token that is used once, and made anew when that fails too.
//!
//! Signing in is allowed only some hundred times a day, so a session is kept as long as it lasts.

use super::{Bluesky, decode::is_did, judged};
use crate::{
    intake::{Outage, OutageKind},
    platform::{
        reading,
        transport::{Body, Login, Request, may_fetch, outage},
    },
    secrets::{Credential, Secret},
};
use serde_json::{Value, json};

/// What a signed-in account needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// The account's lasting name.
    pub did: String,
    /// Its name of today.
    pub handle: String,
    /// The server that keeps its repository.
    pub home: String,
    pub access: Secret,
}

impl Session {
    pub fn url(&self, method: &str) -> String {
        format!("{}/xrpc/{method}", self.home)
    }
}

impl Bluesky {
    /// The session, made or renewed if there is none.
    pub(super) fn session(&self) -> Result<Session, Outage> {
        self.session.or_ask(|| self.renewed())
    }

    /// Asks who is signed in: it must be this account, and in good standing.
    pub(super) fn proved(&self) -> Result<Session, Outage> {
        let session = self.session()?;
        let answer = self.ask(&self.get(&session, "com.atproto.server.getSession"))?;
        let session = self.session()?;
        let is_ours = |name: &str| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !is_ours(&session.did) {
            let handle = reading::text(&answer, "handle").unwrap_or_else(|| session.handle.clone());
            if !is_ours(&handle) {
                let cause = format!("the login belongs to another account, {}", session.did);
                return Err(outage(OutageKind::Permission, cause));
            }
        }
        if reading::truth(&answer, "active") == Some(false) {
            return Err(outage(OutageKind::Login, "the account is not active any more"));
        }
        Ok(session)
    }

    /// A new session, by the renewing token if one is kept, else by the password.
    pub(super) fn renewed(&self) -> Result<Session, Outage> {
        self.session.forget();
        let known = self.login.now();
        let mut made = None;
        let renewed = self.login.renew(&known, |login| {
            let (session, login) = self.open(login)?;
            made = Some(session);
            Ok(login)
        })?;
        match made {
            Some(session) => Ok(self.session.learn(session)),
            // Somebody else renewed it at the same time: theirs is used, for a session of our own.
            None => {
                let (session, _) = self.open(&renewed)?;
                Ok(self.session.learn(session))
            }
        }
    }

    fn open(&self, login: &Credential) -> Result<(Session, Credential), Outage> {
        if let Some(refresh) = &login.refresh {
            let url = format!("{}/xrpc/com.atproto.server.refreshSession", self.entry);
            let renew = Request::post(url, Body::None).login(Login::Bearer(refresh.clone()));
            match self.opened(&renew, login) {
                // The token was used before or has run out: the password still opens.
                Err(lost) if lost.kind == OutageKind::Login || lost.kind == OutageKind::Refused => {}
                other => return other,
            }
        }
        let url = format!("{}/xrpc/com.atproto.server.createSession", self.entry);
        let name = if login.user.is_empty() { &self.handle } else { &login.user };
        let body = json!({ "identifier": name.trim_start_matches('@'), "password": login.secret.expose() });
        self.opened(&Request::post(url, Body::Json(body)), login)
    }

    fn opened(&self, request: &Request, login: &Credential) -> Result<(Session, Credential), Outage> {
        let answer = self.transport.send(request)?;
        self.meter.read(&answer);
        let value = judged(&answer)?;
        let token = |name: &str| reading::text(&value, name).map(Secret::new);
        let did = reading::text(&value, "did").filter(|did| is_did(did));
        let (Some(did), Some(access)) = (did, token("accessJwt")) else {
            return Err(outage(OutageKind::Garbled, "the session names no account or has no token"));
        };
        let session = Session {
            handle: reading::text(&value, "handle").unwrap_or_else(|| did.clone()),
            home: home(&value).filter(|home| may_fetch(home, &self.entry)).unwrap_or_else(|| self.entry.clone()),
            did,
            access,
        };
        Ok((session, Credential { refresh: token("refreshJwt").or_else(|| login.refresh.clone()), ..login.clone() }))
    }
}

/// The server that keeps the repository, as the account's own document says.
fn home(session: &Value) -> Option<String> {
    let services = session.get("didDoc").map_or(&[][..], |document| reading::list(document, "service"));
    let own = services.iter().find(|one| reading::text(one, "id").is_some_and(|id| id.ends_with("#atproto_pds")))?;
    reading::web_address(own, "serviceEndpoint").map(|address| address.trim_end_matches('/').to_owned())
}
