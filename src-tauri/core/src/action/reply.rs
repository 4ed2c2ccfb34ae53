//! Replies in the municipality's name.

use crate::{
    logbook::{Entry, Reader, Tx},
    words::{Moderator, PostId, Refusal, Result, Timestamp},
};

/// What a reply must look like on the account where it will stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The longest reply in code points; 0 for no limit.
    pub longest: u32,
    /// What the reply must end with; empty when the account asks for no signature (RE2).
    pub signature: String,
}

/// Words that nobody has taken responsibility for yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(String);

/// A reply that was read by somebody who may publish it (RE4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply(String);

impl Draft {
    /// A draft with these words.
    #[must_use]
    pub fn new(text: &str) -> Draft {
        Draft(text.trim().to_owned())
    }

    /// The reply, signed as the account asks: the signature is added when the words do not end with it, so that it
    /// can't be forgotten (RE2).
    ///
    /// # Errors
    /// [`Refusal::ReplyEmpty`]; [`Refusal::FieldUnfilled`] while a `{field}` of a template is left (RE3);
    /// [`Refusal::ReplyTooLong`] with the signature counted (RE19).
    pub fn reviewed(self, _by: Moderator<'_>, wording: &Wording) -> Result<Reply, Refusal> {
        if self.0.is_empty() || self.0 == wording.signature {
            return Err(Refusal::ReplyEmpty);
        }
        if let Some(field) = unfilled(&self.0) {
            return Err(Refusal::FieldUnfilled(field));
        }
        let text = if wording.signature.is_empty() || self.0.ends_with(&wording.signature) {
            self.0
        } else {
            format!("{}\n{}", self.0, wording.signature)
        };
        let too_long = wording.longest > 0 && text.chars().count() > wording.longest as usize;
        if too_long { Err(Refusal::ReplyTooLong(wording.longest)) } else { Ok(Reply(text)) }
    }
}

impl Reply {
    /// The words as they will stand.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The reply of a decision that was made before.
    pub(super) fn decided(text: &str) -> Reply {
        Reply(text.to_owned())
    }
}

/// The first `{field}` that is left in the text.
fn unfilled(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !name.is_empty() && rest[name.len()..].starts_with('}') {
            return Some(name);
        }
    }
    None
}

/// A person's own draft on a post, if they have one. Nobody else's claim or decision touches it (QU4).
///
/// # Errors
/// A fault of the database.
pub fn draft(reader: &Reader<'_>, by: Moderator<'_>, post: PostId) -> Result<Option<(String, Timestamp)>> {
    reader
        .first(
            "SELECT text, saved_at FROM draft WHERE post_id = $1 AND person_id = $2",
            &[post.into(), by.id().into()],
        )?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// Saves a draft as it is typed; an empty one is forgotten.
///
/// # Errors
/// A fault of the database.
pub fn keep_draft(tx: &mut Tx<'_>, by: Moderator<'_>, post: PostId, text: &str) -> Result<((), Entry)> {
    let at = tx.at();
    if text.trim().is_empty() {
        tx.execute("DELETE FROM draft WHERE post_id = $1 AND person_id = $2", &[post.into(), by.id().into()])?;
    } else {
        tx.execute(
            "INSERT INTO draft (post_id, person_id, text, saved_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (post_id, person_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
            &[post.into(), by.id().into(), text.into(), at.into()],
        )?;
    }
    Ok(((), Entry::DraftSaved { post }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Actor, ActorId, Id, Role};

    fn maja() -> Actor {
        let id = ActorId::from_number(2);
        Actor::person(id, "Maja Lind".into(), "M.L.".into(), [Role::Moderator].into(), None)
    }

    fn wording(longest: u32, signature: &str) -> Wording {
        Wording { longest, signature: signature.into() }
    }

    #[test]
    fn re2_the_signature_cannot_be_forgotten() {
        let maja = maja();
        let by = maja.moderator().unwrap();
        let reply = Draft::new("Badhuset öppnar på måndag.").reviewed(by, &wording(0, "/M.L.")).unwrap();
        assert_eq!(reply.text(), "Badhuset öppnar på måndag.\n/M.L.");
        let again = Draft::new(reply.text()).reviewed(by, &wording(0, "/M.L.")).unwrap();
        assert_eq!(again.text(), reply.text(), "and it is not added twice");
    }

    #[test]
    fn re3_a_template_is_not_sent_with_an_empty_field() {
        let maja = maja();
        let refused = Draft::new("Ärendet har nummer {diarienummer}.")
            .reviewed(maja.moderator().unwrap(), &wording(0, ""))
            .unwrap_err();
        assert_eq!(refused, Refusal::FieldUnfilled("diarienummer".into()));
        let braces = Draft::new("Så här: { } {}").reviewed(maja.moderator().unwrap(), &wording(0, ""));
        assert!(braces.is_ok(), "braces without a name are just braces");
    }

    #[test]
    fn re19_the_length_is_counted_with_the_signature() {
        let maja = maja();
        let by = maja.moderator().unwrap();
        assert_eq!(Draft::new("ååå").reviewed(by, &wording(5, "/M")).unwrap_err(), Refusal::ReplyTooLong(5));
        assert!(Draft::new("åå").reviewed(by, &wording(5, "/M")).is_ok());
    }
}
