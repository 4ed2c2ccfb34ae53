//! Accounts that nobody has applied for (AC15): found by a login that opens more than the register knows, by a link in
//! the municipality's own posts, by a name that looks like ours, or told of by somebody.
//!
//! Finding one changes nothing but this list. What is made of it, a person decides: it is one we know, it is applied
//! for, it is to be closed, or it is not ours.

use super::account::{Account, accounts};
use crate::{
    logbook::{Entry, Reader, Tx},
    store::{Row, Value, search},
    words::{AccountId, Actor, Platform, Refusal, Result, Timestamp, UnregisteredId, words},
};
use std::collections::BTreeMap;

/// The setting that holds the name patterns, one a line, with `*` for anything.
pub const NAME_PATTERNS: &str = "name_patterns";

words! {
    /// How an account was found.
    FoundBy {
        /// A login that the municipality uses opens it too.
        Login = "login",
        /// One of our own posts links to it.
        Link = "link",
        /// Its name is like ours.
        Name = "name",
        /// Somebody told of it.
        Tip = "tip",
    }
}
words! {
    /// What has been made of it.
    UnregisteredState {
        /// Nothing yet.
        Open = "open",
        /// It was applied for.
        Adopted = "adopted",
        /// It is one that the register knows under another name.
        Known = "known",
        /// It is to be closed.
        Close = "close",
        /// It is not the municipality's.
        NotOurs = "not_ours",
    }
}

/// An account that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub platform: Platform,
    /// For what is watched by hand, the service.
    pub service: String,
    /// The platform's name for it.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Where it is reached.
    pub address: String,
    /// How it was found.
    pub by: FoundBy,
    /// The account or post that led to it; in a tip, the teller's own words for colleagues.
    pub within: String,
}

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unregistered {
    /// Its id.
    pub id: UnregisteredId,
    /// What was found.
    pub found: Found,
    /// When it was first found.
    pub found_at: Timestamp,
    /// When it was last found.
    pub seen_at: Timestamp,
    /// What has been made of it.
    pub state: UnregisteredState,
    /// Why, in a colleague's words.
    pub reason: String,
    /// The account that it is, or that was applied for.
    pub account: Option<AccountId>,
}

/// What a person makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It has been applied for as this account.
    Adopted(AccountId),
    /// It is this account, which the register knows.
    Known(AccountId),
    /// It is to be closed, for this reason.
    Close(String),
    /// It is not ours, for this reason.
    NotOurs(String),
    /// Nothing after all.
    Open,
}

const LIST: &str = "SELECT id, platform, service, handle, name, address, found_by, found_in, found_at, seen_at, state,
    reason, account_id FROM unregistered";

/// Everything that was found, what nobody has judged first, the newest first.
///
/// # Errors
/// A fault of the database.
pub fn unregistered(reader: &Reader<'_>) -> Result<Vec<Unregistered>> {
    let mut all = reader
        .rows(&format!("{LIST} ORDER BY found_at DESC, id"), &[])?
        .iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|one| one.state != UnregisteredState::Open);
    Ok(all)
}

/// What is known of accounts, in the register and in the list: looked up once for all that one look finds.
#[derive(Debug, Clone)]
pub struct Known {
    accounts: Vec<Account>,
    listed: BTreeMap<(Platform, String), UnregisteredId>,
}

/// Where an account that was found stands already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAs {
    /// In the register.
    Registered,
    /// In the list of those that nobody has applied for.
    Listed(UnregisteredId),
    /// Nowhere.
    New,
}

impl Known {
    /// What is known now.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn of(reader: &Reader<'_>) -> Result<Known> {
        let listed = reader
            .rows("SELECT platform, folded, id FROM unregistered", &[])?
            .iter()
            .map(|row| Ok(((row.word(0, Platform::from_word)?, row.get(1)?), row.get(2)?)))
            .collect::<Result<_>>()?;
        Ok(Known { accounts: accounts(reader)?, listed })
    }

    /// Where an account that was found stands.
    ///
    /// # Errors
    /// [`Refusal::FieldMissing`] when it has neither a name on its platform nor an address.
    pub fn place(&self, found: &Found) -> Result<KnownAs, Refusal> {
        let key = key(found)?;
        if self.accounts.iter().any(|account| is_it(account, found)) {
            return Ok(KnownAs::Registered);
        }
        Ok(self.listed.get(&key).map_or(KnownAs::New, |id| KnownAs::Listed(*id)))
    }

    /// Takes note of an account that has been listed since.
    ///
    /// # Errors
    /// As [`Known::place`].
    pub fn list(&mut self, found: &Found, id: UnregisteredId) -> Result<(), Refusal> {
        self.listed.insert(key(found)?, id);
        Ok(())
    }
}

/// An account that was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// Its place in the list.
    pub id: UnregisteredId,
    /// Whether it was not in the list before.
    pub new: bool,
}

/// Notes an account that was found, or that it was found again: what was judged once is not asked again for that. `None`
/// when the register knows it.
///
/// # Errors
/// [`Refusal::FieldMissing`] when it has neither a name on its platform nor an address.
pub fn note(tx: &mut Tx<'_>, found: &Found) -> Result<Option<(Noted, Entry)>> {
    let noted = match Known::of(tx)?.place(found)? {
        KnownAs::Registered => return Ok(None),
        KnownAs::Listed(id) => {
            seen_again(tx, [id])?;
            Noted { id, new: false }
        }
        KnownAs::New => Noted { id: insert(tx, found)?, new: true },
    };
    let state = tx.one("SELECT state FROM unregistered WHERE id = $1", &[noted.id.into()])?.get(0)?;
    Ok(Some((noted, Entry::UnregisteredNoted { unregistered: noted.id, state })))
}

/// Notes that accounts in the list were found again.
///
/// # Errors
/// A fault of the database.
pub fn seen_again(tx: &mut Tx<'_>, ids: impl IntoIterator<Item = UnregisteredId>) -> Result<()> {
    let at = tx.at();
    for id in ids {
        tx.execute("UPDATE unregistered SET seen_at = $2 WHERE id = $1", &[id.into(), at.into()])?;
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, found: &Found) -> Result<UnregisteredId> {
    let at = tx.at();
    let (platform, folded) = key(found)?;
    let id: UnregisteredId = tx.new_id()?;
    tx.execute(
        "INSERT INTO unregistered (id, platform, service, handle, folded, name, address, found_by, found_in, found_at,
           seen_at, state, reason, judged_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 'open', '', '')",
        &[
            id.into(),
            platform.word().into(),
            found.service.trim().into(),
            found.handle.trim().into(),
            folded.into(),
            found.name.trim().into(),
            found.address.trim().into(),
            found.by.word().into(),
            found.within.trim().into(),
            at.into(),
        ],
    )?;
    Ok(id)
}

/// Judges an account in the list.
///
/// # Errors
/// [`Refusal::Unknown`]; [`Refusal::FieldMissing`] when it is to be closed, or not ours, without a reason.
pub fn judge(tx: &mut Tx<'_>, by: &Actor, id: UnregisteredId, judgement: &Judgement) -> Result<((), Entry)> {
    let (state, reason, account) = match judgement {
        Judgement::Adopted(account) => (UnregisteredState::Adopted, "", Some(*account)),
        Judgement::Known(account) => (UnregisteredState::Known, "", Some(*account)),
        Judgement::Close(reason) => (UnregisteredState::Close, reason.trim(), None),
        Judgement::NotOurs(reason) => (UnregisteredState::NotOurs, reason.trim(), None),
        Judgement::Open => (UnregisteredState::Open, "", None),
    };
    if reason.is_empty() && matches!(state, UnregisteredState::Close | UnregisteredState::NotOurs) {
        return Err(Refusal::FieldMissing("reason".into()).into());
    }
    if let Some(account) = account {
        super::account(tx, account)?;
    }
    let at = tx.at();
    let judged = tx.execute(
        "UPDATE unregistered SET state = $2, reason = $3, account_id = $4, judged_at = $5, judged_by = $6 WHERE id = $1",
        &[id.into(), state.word().into(), reason.into(), Value::from(account), at.into(), by.id().to_string().into()],
    )?;
    if judged == 0 {
        return Err(Refusal::Unknown.into());
    }
    Ok(((), Entry::UnregisteredNoted { unregistered: id, state: state.word().to_owned() }))
}

/// What tells one from another: the platform, and the name there, or else the address.
fn key(found: &Found) -> Result<(Platform, String), Refusal> {
    let handle = bare(&found.handle);
    let own = if handle.is_empty() { bare_address(&found.address) } else { handle };
    let folded = if found.platform == Platform::Manual {
        format!("{} {own}", search::folded(&found.service)).trim().to_owned()
    } else {
        own
    };
    if folded.is_empty() {
        return Err(Refusal::FieldMissing("handle".into()));
    }
    Ok((found.platform, folded))
}

fn bare(handle: &str) -> String {
    handle.trim().trim_start_matches('@').to_lowercase()
}

fn bare_address(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    rest.trim_start_matches("www.").trim_end_matches('/').to_owned()
}

/// Whether the register's account is the one that was found.
fn is_it(account: &Account, found: &Found) -> bool {
    let same_platform = account.platform == found.platform
        || (account.platform == Platform::Manual
            && search::folded(&account.service) == search::folded(found.platform.name()));
    let same_handle = !found.handle.trim().is_empty() && bare(&account.handle) == bare(&found.handle);
    let same_service =
        found.platform != Platform::Manual || search::folded(&account.service) == search::folded(&found.service);
    let same_address =
        !found.address.trim().is_empty() && bare_address(&account.address) == bare_address(&found.address);
    let known_by_address = found.handle.trim().is_empty() || found.platform.is_known_by_address();
    same_platform && same_service && (same_handle || known_by_address && same_address)
}

/// Whether a name fits one of the patterns: `*` stands for anything, capitals count for nothing.
#[must_use]
pub fn looks_like_ours(name: &str, patterns: &str) -> bool {
    let name = search::folded(name);
    !name.is_empty()
        && patterns.lines().map(str::trim).filter(|line| !line.trim_matches('*').trim().is_empty()).any(|pattern| {
            let parts: Vec<String> = pattern.split('*').map(search::folded).collect();
            fits(&name, &parts)
        })
}

/// Whether `name` is these parts in this order, with anything between them.
fn fits(name: &str, parts: &[String]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return false };
    let Some(mut left) = name.strip_prefix(first.as_str()) else { return false };
    for (no, part) in rest.iter().enumerate() {
        let last = no + 1 == rest.len();
        if last {
            return left.ends_with(part.as_str());
        }
        match left.find(part.as_str()) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.is_empty()
}

/// The accounts on known platforms that a text links to.
#[must_use]
pub fn named_in(text: &str) -> Vec<(Platform, String, String)> {
    let mut found = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || "<>\"'()[]{}|,;".contains(c)) {
        let Some(rest) = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://")) else { continue };
        let rest = rest.trim_end_matches(['.', '!', '?', ':', '/']);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_lowercase();
        let host = host.trim_start_matches("www.").trim_start_matches("m.").trim_start_matches("sv-se.");
        let mut steps = path.split(['/', '?', '#']).filter(|step| !step.is_empty());
        let (first, second) = (steps.next().unwrap_or(""), steps.next().unwrap_or(""));
        let is_name = |step: &str| {
            !step.is_empty()
                && step.len() <= 100
                && step.trim_start_matches('@').chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
        };
        // What stands where a name would, and is none.
        const NO_NAMES: &[&str] = &[
            "share",
            "sharer",
            "sharer.php",
            "groups",
            "events",
            "watch",
            "photo",
            "photo.php",
            "story.php",
            "pages",
            "profile.php",
            "permalink.php",
            "p",
            "reel",
            "reels",
            "explore",
            "intent",
            "i",
            "home",
            "search",
            "hashtag",
            "stories",
            "login",
            "help",
            "policies",
            "playlist",
            "shorts",
            "results",
            "feed",
            "embed",
            "videos",
            "marketplace",
        ];
        let (platform, name) = match host {
            "facebook.com" => (Platform::Facebook, first),
            "instagram.com" => (Platform::Instagram, first),
            "x.com" | "twitter.com" => (Platform::X, first),
            "youtube.com" if first.starts_with('@') => (Platform::YouTube, first),
            "youtube.com" if matches!(first, "channel" | "c" | "user") => (Platform::YouTube, second),
            "linkedin.com" if matches!(first, "company" | "showcase" | "school") => (Platform::LinkedIn, second),
            "flickr.com" if matches!(first, "photos" | "people") => (Platform::Flickr, second),
            "bsky.app" if first == "profile" => (Platform::Bluesky, second),
            _ => continue,
        };
        if is_name(name) && !NO_NAMES.contains(&name.to_lowercase().as_str()) {
            let name = name.trim_start_matches('@').to_owned();
            if !found
                .iter()
                .any(|(known, own, _): &(Platform, String, String)| *known == platform && bare(own) == bare(&name))
            {
                found.push((platform, name, word.trim_end_matches(['.', '!', '?', ':']).to_owned()));
            }
        }
    }
    found
}

fn read(row: &Row) -> Result<Unregistered> {
    Ok(Unregistered {
        id: row.get(0)?,
        found: Found {
            platform: row.word(1, Platform::from_word)?,
            service: row.get(2)?,
            handle: row.get(3)?,
            name: row.get(4)?,
            address: row.get(5)?,
            by: row.word(6, FoundBy::from_word)?,
            within: row.get(7)?,
        },
        found_at: row.get(8)?,
        seen_at: row.get(9)?,
        state: row.word(10, UnregisteredState::from_word)?,
        reason: row.get(11)?,
        account: row.get(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ac15_a_name_like_ours_is_known_by_its_pattern() {
        let patterns = "lillvik*\n*Lillviks kommun*\n\n*\n  ";
        for ours in ["Lillvik Nyheter", "LILLVIKS kommun", "Vi i Lillviks kommun", "lillvik"] {
            assert!(looks_like_ours(ours, patterns), "{ours}");
        }
        for other in ["Storvik", "Anna i Lillvik", "", "…"] {
            assert!(!looks_like_ours(other, patterns), "{other}: a pattern of nothing but stars fits nothing");
        }
        assert!(looks_like_ours("Ängsskolan Lillvik", "ängsskolan*lillvik"));
        assert!(!looks_like_ours("Lillvik Ängsskolan", "ängsskolan*lillvik"));
        assert!(!looks_like_ours("aba", "ab*ba"), "no letter counts twice");
    }

    #[test]
    fn ac15_links_name_accounts_and_pages_that_are_none_do_not() {
        let text = "Följ https://www.facebook.com/lillviksbadhus/ och https://x.com/Lillvik?s=20, \
            (https://youtube.com/@lillvik) https://www.linkedin.com/company/lillviks-kommun/about \
            https://facebook.com/sharer.php?u=1 https://www.facebook.com/lillviksbadhus. http://lillvik.example/x \
            https://bsky.app/profile/lillvik.se https://facebook.com/";
        let found: Vec<_> = named_in(text).into_iter().map(|(platform, name, _)| (platform, name)).collect();
        let name = |platform, name: &str| (platform, name.to_owned());
        assert_eq!(
            found,
            [
                name(Platform::Facebook, "lillviksbadhus"),
                name(Platform::X, "Lillvik"),
                name(Platform::YouTube, "lillvik"),
                name(Platform::LinkedIn, "lillviks-kommun"),
                name(Platform::Bluesky, "lillvik.se"),
            ]
        );
    }
}
