//! Acting on a Page: answering, hiding, taking away. Each deed says what Facebook answered.

use super::{Facebook, decode::last_part};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{reading, transport::outage},
};

/// What Facebook allows. A hidden comment is still seen by its author and the author's friends.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: true,
    remove: true,
    block: false,
    unblock: false,
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
        self.show(post, true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.show(post, false)
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }
}

impl Facebook {
    /// Always under `/comments`: the same call without it would reword the citizen's comment.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let to = named(to)?;
        let answer = self.ask(&self.post(&format!("{to}/comments"), vec![("message", text.to_owned())]))?;
        let Some(id) = reading::id(&answer, "id").filter(|id| last_part(id) != last_part(to)) else {
            let cause = format!("Facebook did not name a new comment under {to}: look whether it reworded that one");
            return Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) });
        };
        let line = match self.ask(&self.get(&id).query("fields", "id,parent{id}")) {
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
        let id = named(post)?;
        match self.ask(&self.delete(id)) {
            Ok(answer) => succeeded(&answer, format!("{id} deleted")),
            // Gone already, or out of our sight: it is the former only if the login still holds.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                self.proved()?;
                Ok(Receipt { platform_ref: None, line: format!("{id} was not there: {}", lost.cause) })
            }
            Err(lost) => Err(lost),
        }
    }

    fn show(&self, post: &PlatformRef, hidden: bool) -> Result<Receipt, Outage> {
        let id = named(post)?;
        let answer = self.ask(&self.post(id, vec![("is_hidden", hidden.to_string())]).repeatable())?;
        succeeded(&answer, format!("{id} is_hidden={hidden}"))
    }
}

fn named(post: &PlatformRef) -> Result<&str, Outage> {
    if reading::is_id(&post.0) { Ok(&post.0) } else { Err(outage(OutageKind::Refused, "that is not a Facebook id")) }
}

fn succeeded(answer: &serde_json::Value, line: String) -> Result<Receipt, Outage> {
    if reading::truth(answer, "success") == Some(true) {
        Ok(Receipt { platform_ref: None, line })
    } else {
        Err(outage(OutageKind::Refused, format!("Facebook did not confirm: {line}")))
    }
}
