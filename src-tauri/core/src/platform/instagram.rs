//! Instagram business accounts over the Graph API, by way of the Facebook Page that each stands behind.
//!
//! Comments cannot be reworded there, and nobody tells who took one away. Without a public address for Meta to call, only
//! the account's own media, stories, messages and the media that tag it can be watched: a mention in somebody else's
//! comment is not seen.

mod act;
pub(super) mod decode;
mod fetch;
mod meaning;

pub(super) use act::ABILITIES;
pub(super) use meaning::read;

use super::{
    Candidate, Door, HeldLogin, attached,
    graph::{Graph, Service, inbox},
    known::Known,
    reading,
    transport::{Transport, outage},
};
use crate::{
    intake::{File, Outage, OutageKind},
    secrets::Credential,
    words::Timestamp,
};
use decode::{COMMENT_FIELDS, MEDIA_FIELDS, Me};
use serde_json::Value;
use std::sync::Arc;

/// One account, with the token of the Page that it stands behind.
#[derive(Clone)]
pub(super) struct Instagram {
    graph: Graph,
    handle: String,
    me: Known<Me>,
}

impl Instagram {
    /// `address` is the Graph base with its version, `handle` the account's name or id.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Instagram {
        let graph = Graph::new(address, Service::Instagram, &login.now(), transport);
        Instagram { graph, handle: handle.trim_start_matches('@').to_owned(), me: Known::default() }
    }

    /// The accounts behind the Pages that a person's token opens.
    fn accounts(&self) -> Result<Vec<Candidate>, Outage> {
        let mut accounts = Vec::new();
        let request = self
            .graph
            .get("me/accounts")
            .query("fields", "id,name,access_token,instagram_business_account{id,username,name}")
            .query("limit", "100");
        self.graph.all(&request, |page| {
            let account = page.get("instagram_business_account").unwrap_or(&Value::Null);
            let (Some(id), Some(token)) = (reading::id(account, "id"), reading::text(page, "access_token")) else {
                return;
            };
            let handle = reading::text(account, "username").unwrap_or(id);
            accounts.push(Candidate {
                name: reading::text(account, "name").unwrap_or_else(|| handle.clone()),
                handle,
                address: self.graph.base.clone(),
                credential: Credential::new("", token),
            });
        })?;
        Ok(accounts)
    }

    /// Asks which account stands behind the token's Page: a person's token has none, and would show empty lists.
    fn proved(&self) -> Result<Me, Outage> {
        let request = self.graph.get("me").query("fields", "id,name,instagram_business_account{id,username,name}");
        let answer = self.graph.ask(&request).map_err(|lost| {
            if lost.kind == OutageKind::Refused {
                outage(OutageKind::Permission, "the token is not a Page's")
            } else {
                lost
            }
        })?;
        let account = answer.get("instagram_business_account").unwrap_or(&Value::Null);
        let page = reading::id(&answer, "id");
        let (Some(id), Some(page)) = (reading::id(account, "id"), page) else {
            return Err(outage(OutageKind::Permission, "no Instagram account stands behind the token's Page"));
        };
        let me = Me { id, page, username: reading::text(account, "username"), name: reading::text(account, "name") };
        let is_ours = |name: &String| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !me.username.iter().chain([&me.id]).any(is_ours) {
            return Err(outage(OutageKind::Permission, format!("the token belongs to another account, {}", me.id)));
        }
        Ok(self.me.learn(me))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    /// A comment or else a medium: their ids look alike, and Instagram finds fault with the other's fields.
    fn item(&self, id: &str) -> Result<(Value, bool), Outage> {
        match self.graph.ask(&self.graph.get(id).query("fields", COMMENT_FIELDS)) {
            Err(lost) if lost.kind == OutageKind::Refused => {
                self.graph.ask(&self.graph.get(id).query("fields", MEDIA_FIELDS)).map(|item| (item, false))
            }
            other => other.map(|item| (item, true)),
        }
    }

    /// Asks where the picture lies today, then fetches it from there.
    fn file(&self, address: &str) -> Result<File, Outage> {
        if let Some((message, which)) = inbox::attachment_named(address) {
            return inbox::file(&self.graph, message, which);
        }
        let (media, part) = decode::attachment_named(address)
            .ok_or_else(|| outage(OutageKind::Refused, "that is not an Instagram attachment"))?;
        let item = self.graph.ask(&self.graph.get(media).query("fields", MEDIA_FIELDS))?;
        let url = decode::files(&item).into_iter().find(|(id, _)| id == part).map(|(_, url)| url);
        let url = url.ok_or_else(|| outage(OutageKind::NotThere, "the attachment is not there any more"))?;
        attached::fetch(self.graph.transport.as_ref(), &url, &self.graph.base)
    }
}

impl Door for Instagram {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        self.accounts()
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // The Page's token has no end of its own: it dies with a password, a role or the app.
        self.proved().map(|_| None)
    }
}

#[cfg(test)]
#[path = "instagram_tests.rs"]
mod tests;
