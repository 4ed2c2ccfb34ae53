//! Facebook Pages over the Graph API.
//!
//! Facebook keeps no history and does not tell who took a post away; it answers 100/33 both to what is gone and to what
//! may not be seen. So what is said here about absence is only that.

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
use decode::{COMMENT_FIELDS, POST_FIELDS, Page};
use std::sync::Arc;

/// One Page, with the token that belongs to it.
#[derive(Clone)]
pub(super) struct Facebook {
    graph: Graph,
    handle: String,
    /// The Page behind the token, once it has been asked for.
    page: Known<Page>,
}

impl Facebook {
    /// `address` is the Graph base with its version, `handle` the Page's name or id; empty for a person's token.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Facebook {
        let graph = Graph::new(address, Service::Facebook, &login.now(), transport);
        Facebook { graph, handle: handle.trim_start_matches('@').to_owned(), page: Known::default() }
    }

    /// The Pages that a person's token opens.
    fn pages(&self) -> Result<Vec<Candidate>, Outage> {
        let mut pages = Vec::new();
        let request = self
            .graph
            .get("me/accounts")
            .query("fields", "id,name,username,link,category,tasks,access_token")
            .query("limit", "100");
        self.graph.all(&request, |item| {
            // A Page without a token can be seen but not used.
            let (Some(id), Some(token)) = (reading::id(item, "id"), reading::text(item, "access_token")) else {
                return;
            };
            pages.push(Candidate {
                handle: reading::text(item, "username").unwrap_or_else(|| id.clone()),
                name: reading::text(item, "name").unwrap_or(id),
                address: self.graph.base.clone(),
                credential: Credential::new("", token),
            });
        })?;
        Ok(pages)
    }

    /// Asks who the token is: it must be this Page and no person, since a person's token is answered with empty lists.
    fn proved(&self) -> Result<Page, Outage> {
        let answer =
            self.graph.ask(&self.graph.get("me").query("fields", "id,name,username,category")).map_err(|lost| {
                // A person has no category: Facebook then finds fault with the question itself.
                if lost.kind == OutageKind::Refused {
                    outage(OutageKind::Permission, "the token is not a Page's")
                } else {
                    lost
                }
            })?;
        let id = reading::id(&answer, "id").ok_or_else(|| outage(OutageKind::Garbled, "the Page has no id"))?;
        let names = [Some(id.clone()), reading::text(&answer, "username")];
        let is_ours = |name: &String| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !names.iter().flatten().any(is_ours) {
            return Err(outage(OutageKind::Permission, format!("the token belongs to another Page, {id}")));
        }
        let page = Page { id, name: reading::text(&answer, "name") };
        Ok(self.page.learn(page))
    }

    fn page(&self) -> Result<Page, Outage> {
        self.page.or_ask(|| self.proved())
    }

    /// Asks where the picture lies today, then fetches it from there.
    fn file(&self, address: &str) -> Result<File, Outage> {
        if let Some((message, which)) = inbox::attachment_named(address) {
            return inbox::file(&self.graph, message, which);
        }
        let (id, name) = decode::attachment_named(address)
            .ok_or_else(|| outage(OutageKind::Refused, "that is not a Facebook attachment"))?;
        let fields = if self.page()?.is_post(id) { POST_FIELDS } else { COMMENT_FIELDS };
        let item = self.graph.ask(&self.graph.get(id).query("fields", fields))?;
        let media = decode::media(&item).into_iter().find(|media| media.name == name);
        let url = media.ok_or_else(|| outage(OutageKind::NotThere, "the attachment is not there any more"))?.url;
        attached::fetch(self.graph.transport.as_ref(), &url, &self.graph.base)
    }
}

impl Door for Facebook {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        self.pages()
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // A Page's token has no end of its own: it dies with a password, a role or the app.
        self.proved().map(|_| None)
    }
}

#[cfg(test)]
#[path = "facebook_tests.rs"]
mod tests;
