//! What is done in the same way to a Page's posts and an Instagram account's.

use super::{Graph, inbox, succeeded};
use crate::{
    action::Receipt,
    intake::{Outage, OutageKind, PlatformRef},
    platform::{reading, transport::outage},
};
use serde_json::Value;

impl Graph {
    /// The id of a post, comment or message, as it may stand in an address.
    pub fn named<'a>(&self, post: &'a PlatformRef) -> Result<&'a str, Outage> {
        if reading::is_id(&post.0) || inbox::is_message(&post.0) {
            Ok(&post.0)
        } else {
            Err(outage(OutageKind::Refused, format!("that is not an id of {}'s", self.service.name())))
        }
    }

    /// A receipt, if the answer says that it was done.
    pub fn confirmed(&self, answer: &Value, line: String) -> Result<Receipt, Outage> {
        if succeeded(answer) {
            Ok(Receipt { platform_ref: None, line })
        } else {
            Err(outage(OutageKind::Refused, format!("{} did not confirm: {line}", self.service.name())))
        }
    }

    /// Sets one of a post's switches; doing it twice is the same as once.
    pub fn set(&self, post: &PlatformRef, field: &'static str, value: bool) -> Result<Receipt, Outage> {
        let id = self.named(post)?;
        let answer = self.ask(&self.post(id, vec![(field, value.to_string())]).repeatable())?;
        self.confirmed(&answer, format!("{id} {field}={value}"))
    }

    /// Deletes. What is not there is gone already or out of our sight: it is the former only if the login still holds,
    /// which `prove` asks.
    pub fn take_away<T>(
        &self,
        post: &PlatformRef,
        prove: impl FnOnce() -> Result<T, Outage>,
    ) -> Result<Receipt, Outage> {
        let id = self.named(post)?;
        match self.ask(&self.delete(id)) {
            Ok(answer) => self.confirmed(&answer, format!("{id} deleted")),
            Err(lost) if lost.kind == OutageKind::NotThere => {
                prove()?;
                Ok(Receipt { platform_ref: None, line: format!("{id} was not there: {}", lost.cause) })
            }
            Err(lost) => Err(lost),
        }
    }
}
