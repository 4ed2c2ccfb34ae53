//! Acting from an account: answering, and shutting people out. Each deed says what the server answered.

use super::Mastodon;
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{
        reading,
        transport::{Body, outage},
    },
    words::Digest,
};
use serde_json::{Value, json};

/// What Mastodon allows. A reply begins with the name of whom it answers, which counts: thirty letters at most, and what
/// stands around it, of the five hundred that every server takes.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: false,
    hidden_still_seen: false,
    remove: false,
    block: true,
    unblock: true,
    close: false,
    closing_removes: false,
    longest_reply: 465,
};

impl Hands for Mastodon {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Mastodon lets nobody hide what another wrote"))
    }

    fn unhide(&self, _: &PlatformRef) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Mastodon hides nothing that another wrote"))
    }

    fn remove(&self, _: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        Err(outage(OutageKind::Refused, "Mastodon lets nobody take away what another wrote"))
    }

    fn block(&self, author: &str, _: &PlatformRef) -> Result<Receipt, Outage> {
        self.shut_out(author, true)
    }

    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        self.shut_out(author, false)
    }

    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        let (answer, _) = self.ask(&self.get("accounts/relationships").query("id[]", author))?;
        let theirs = reading::items(&answer).iter().find(|one| reading::id(one, "id").as_deref() == Some(author));
        Ok(theirs.and_then(|one| reading::truth(one, "blocking")))
    }
}

impl Mastodon {
    /// Answers a post, to those who can read it and to nobody else. The server takes the same answer only once within an
    /// hour, by its key; so a lost one may be said again at once, and only once more.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let item = self.status(&to.0)?;
        let visibility = reading::text(&item, "visibility")
            .filter(|word| matches!(word.as_str(), "public" | "unlisted" | "private" | "direct"));
        let body = json!({
            "status": addressed(text, item.get("account").unwrap_or(&Value::Null), &self.me()?.id),
            "in_reply_to_id": to.0,
            "visibility": visibility.unwrap_or_else(|| "direct".to_owned()),
            "language": "sv",
        });
        let key = Digest::of(format!("{}\n{}\n{text}", self.base, to.0).as_bytes()).to_string();
        let request = self.post("statuses", Body::Json(body)).header("idempotency-key", key);
        let said = match self.ask(&request) {
            Err(lost) if lost.may_have_happened => self.ask(&request),
            other => other,
        };
        let (answer, _) = said?;
        let Some(id) = reading::id(&answer, "id").filter(|id| *id != to.0) else {
            let cause = format!("Mastodon did not name a new post under {to}");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        let line = match reading::id(&answer, "in_reply_to_id") {
            Some(parent) if parent == to.0 => format!("{id} answers {to}"),
            Some(parent) => format!("{id} stands under {parent}, not {to}"),
            None => format!("{id}, and the server does not say under what"),
        };
        Ok(Receipt { platform_ref: Some(PlatformRef(id)), line })
    }

    fn shut_out(&self, author: &str, out: bool) -> Result<Receipt, Outage> {
        if !reading::is_id(author) {
            return Err(outage(OutageKind::Refused, "that is not a Mastodon account"));
        }
        let deed = if out { "block" } else { "unblock" };
        let request = self.post(&format!("accounts/{author}/{deed}"), Body::None).repeatable();
        let (answer, _) = self.ask(&request)?;
        if reading::truth(&answer, "blocking") == Some(out) {
            Ok(Receipt { platform_ref: None, line: format!("account {author} {deed}ed") })
        } else {
            Err(outage(OutageKind::Refused, format!("account {author} was not {deed}ed")))
        }
    }
}

/// The words with the name of whom they answer, without which they would not be told of it.
fn addressed(text: &str, author: &Value, me: &str) -> String {
    match reading::text(author, "acct") {
        Some(name) if reading::id(author, "id").as_deref() != Some(me) && !text.contains(&format!("@{name}")) => {
            format!("@{name} {text}")
        }
        _ => text.to_owned(),
    }
}
