//! Answering in the municipality's name: what its writer has to have seen before a reply is decided (FL10, RE13).

use super::{claim::must_not_be_held_by_another, desk::decided};
use crate::{
    action::{self, Draft, Wording},
    flagging::{
        Lexicon,
        own_reply::{self, Reminder},
    },
    logbook::{Entry, Reader, Tx},
    policy::Policy,
    register,
    words::{ActionId, Actor, Moderator, Platform, PostId, Refusal, Result, Timestamp},
};
use std::collections::BTreeMap;

/// Hosts that many share: an account there makes none of them the municipality's.
const SHARED: [&str; 6] = ["facebook.com", "instagram.com", "x.com", "youtube.com", "tiktok.com", "linkedin.com"];

/// A reply as its writer wants it sent.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The words.
    pub text: &'a str,
    /// What they must look like where they will stand.
    pub wording: &'a Wording,
    /// The reminders that the writer has seen, and sends them all the same.
    pub seen: &'a [Reminder],
}

/// Decides to publish a reply.
///
/// # Errors
/// [`Refusal::RemindersUnseen`] for a reply with reminders that its writer has not seen; otherwise as [`Draft::reviewed`]
/// and [`action::decide_reply`].
pub fn reply(
    tx: &mut Tx<'_>,
    policy: &Policy,
    lexicon: &Lexicon,
    by: Moderator<'_>,
    post: PostId,
    answer: Answer<'_>,
) -> Result<((ActionId, Timestamp), Entry)> {
    must_not_be_held_by_another(tx, by, post)?;
    let reply = Draft::new(answer.text).reviewed(by, answer.wording)?;
    let unseen = reminders(tx, policy, lexicon, answer.text)?
        .iter()
        .filter(|now| !answer.seen.iter().any(|seen| (seen.kind, &seen.words) == (now.kind, &now.words)))
        .count();
    if unseen > 0 {
        return Err(Refusal::RemindersUnseen(u32::try_from(unseen).unwrap_or(u32::MAX)).into());
    }
    decided(tx, policy, post, |tx, until| action::decide_reply(tx, by, post, &reply, until))
}

/// What a reply with these words is reminded of before it is sent.
///
/// # Errors
/// A fault of the database.
pub fn reminders(reader: &Reader<'_>, policy: &Policy, lexicon: &Lexicon, text: &str) -> Result<Vec<Reminder>> {
    Ok(own_reply::reminders(text, lexicon, policy.replies(), &own_hosts(reader)?))
}

/// What the municipality itself fills in wherever it speaks: its name, its rules, where to turn, and who answers for it
/// (RE3). What is not known is blank.
///
/// # Errors
/// A fault of the database.
pub fn own_words(
    reader: &Reader<'_>,
    policy: &Policy,
    platform: Platform,
    me: &Actor,
) -> Result<BTreeMap<&'static str, String>> {
    let signature = policy.signature(platform.word()).map(|rule| rule.signature(me.initials()));
    Ok(BTreeMap::from([
        ("kommun", register::municipality(reader)?.unwrap_or_default()),
        ("regler", register::setting(reader, "rules")?.unwrap_or_default()),
        ("kontakt", register::setting(reader, "contact")?.unwrap_or_default()),
        ("signatur", signature.unwrap_or_default()),
    ]))
}

/// The hosts that are the municipality's: of its rules, of its contact and of its accounts.
fn own_hosts(reader: &Reader<'_>) -> Result<Vec<String>> {
    let mut hosts = Vec::new();
    for setting in ["rules", "contact"] {
        hosts.extend(register::setting(reader, setting)?.as_deref().and_then(host));
    }
    let accounts = register::accounts(reader)?;
    hosts.extend(
        accounts
            .iter()
            .filter_map(|account| host(&account.address))
            .filter(|host| !SHARED.iter().any(|known| host.ends_with(known))),
    );
    Ok(hosts)
}

/// The host of a web address or a mailbox.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    host.contains('.').then(|| host.trim_start_matches("www.").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl10_the_municipality_s_own_host_is_known_from_an_address_or_a_mailbox() {
        assert_eq!(host("https://www.lillvik.example/kommentarer").as_deref(), Some("lillvik.example"));
        assert_eq!(host("kontaktcenter@lillvik.example").as_deref(), Some("lillvik.example"));
        assert_eq!(host("0123-45 60 00"), None);
    }
}
