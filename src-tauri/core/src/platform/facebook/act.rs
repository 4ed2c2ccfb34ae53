//! Acting on a Page: answering, hiding, taking away. Each deed says what Facebook answered.

use super::{Facebook, decode::last_part};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{graph::inbox, reading, transport::outage},
};

/// What Facebook allows. A hidden comment is still seen by its author and the author's friends.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: true,
    remove: true,
    block: true,
    unblock: true,
    close: false,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 8_000,
};

impl Hands for Facebook {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(post, "is_hidden", true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.set(post, "is_hidden", false)
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn block(&self, author: &str, _: &PlatformRef) -> Result<Receipt, Outage> {
        self.shut_out(author, true)
    }

    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        self.shut_out(author, false)
    }

    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        let author = person(author)?;
        let page = self.page()?;
        let request = self.graph.get(&format!("{}/blocked", page.id)).query("user", author);
        let answer = self.graph.ask(&request)?;
        let listed = |item: &serde_json::Value| reading::id(item, "id").as_deref() == Some(author);
        Ok(Some(reading::list(&answer, "data").iter().any(listed)))
    }
}

impl Facebook {
    /// Always under `/comments`: the same call without it would reword the citizen's comment.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let to = self.graph.named(to)?;
        if inbox::is_message(to) {
            let page = self.page()?;
            return inbox::answer(&self.graph, &page.id, to, std::slice::from_ref(&page.id), text);
        }
        let answer = self.graph.ask(&self.graph.post(&format!("{to}/comments"), vec![("message", text.to_owned())]))?;
        let Some(id) = reading::id(&answer, "id").filter(|id| last_part(id) != last_part(to)) else {
            let cause = format!("Facebook did not name a new comment under {to}: look whether it reworded that one");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        let line = match self.graph.ask(&self.graph.get(&id).query("fields", "id,parent{id}")) {
            Ok(back) => match back.get("parent").and_then(|parent| reading::id(parent, "id")) {
                Some(parent) if last_part(&parent) == last_part(to) => format!("{id} answers {to}"),
                Some(parent) => format!("{id} stands under {parent}, not {to}"),
                None => format!("{id} stands in the thread"),
            },
            Err(lost) => format!("{id} was not read back: {}", lost.cause),
        };
        Ok(Receipt { platform_ref: Some(PlatformRef(id)), line })
    }

    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.graph.take_away(post, || self.proved())
    }

    /// Facebook answers with a list of ids, each with its yes; both deeds may be repeated.
    fn shut_out(&self, author: &str, out: bool) -> Result<Receipt, Outage> {
        let author = person(author)?;
        let path = format!("{}/blocked", self.page()?.id);
        let request = if out {
            self.graph.post(&path, vec![("user", author.to_owned())]).repeatable()
        } else {
            self.graph.delete(&path).query("user", author)
        };
        let answer = self.graph.ask(&request)?;
        let line = format!("{author} blocked={out}");
        // An unnamed yes is taken for one only if the list agrees.
        if reading::truth(&answer, author) == Some(true) {
            return Ok(Receipt { platform_ref: None, line });
        }
        match self.graph.confirmed(&answer, line.clone()) {
            Err(_) if self.is_blocked(author)? == Some(out) => Ok(Receipt { platform_ref: None, line }),
            told => told,
        }
    }
}

fn person(author: &str) -> Result<&str, Outage> {
    if reading::is_id(author) { Ok(author) } else { Err(outage(OutageKind::Refused, "that is not a person's id")) }
}
