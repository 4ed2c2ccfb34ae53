//! Connecting accounts to their platforms.

use super::register::{AccountRow, administers, row};
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
    rounds::Rounds,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tauri::State;
use uppsikt_core::{
    action::Abilities,
    intake::{Outage, OutageKind},
    platform,
    register::{self, Account},
    secrets::Credential,
    words::{AccountId, Actor, Platform, Refusal, Result},
};

/// A field of the form that connects an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ConnectField {
    /// Where the platform is reached.
    Address,
    /// The user name.
    User,
    /// The password or token.
    Secret,
}

/// A platform that can be chosen.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlatformInfo {
    /// Which.
    pub platform: Platform,
    /// What people call it.
    pub name: String,
    /// Whether its accounts can be connected; others are watched by hand.
    pub can_connect: bool,
    /// What it takes.
    pub fields: Vec<ConnectField>,
    /// What can be done on it.
    pub abilities: Option<PlatformAbilities>,
}

/// What can be done on a platform.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlatformAbilities {
    /// Answer in the account's name.
    pub reply: bool,
    /// Hide and show again.
    pub hide: bool,
    /// A hidden post is still seen by its author and their friends.
    pub hidden_still_seen: bool,
    /// Take away.
    pub remove: bool,
    /// Shut an author out, and let them in again.
    pub block: bool,
    /// Let a blocked author in again.
    pub unblock: bool,
    /// Close a thread, and open it again.
    pub close: bool,
    /// Closing a thread takes its comments away.
    pub closing_removes: bool,
    /// Only who names the account, or writes to it alone, can be answered.
    pub answers_if_summoned: bool,
    /// The longest reply in code points; 0 for no limit.
    pub longest_reply: u32,
}

impl From<Abilities> for PlatformAbilities {
    fn from(abilities: Abilities) -> PlatformAbilities {
        PlatformAbilities {
            reply: abilities.reply,
            hide: abilities.hide,
            hidden_still_seen: abilities.hidden_still_seen,
            remove: abilities.remove,
            block: abilities.block,
            unblock: abilities.unblock,
            close: abilities.close,
            closing_removes: abilities.closing_removes,
            answers_if_summoned: abilities.answers_if_summoned,
            longest_reply: abilities.longest_reply,
        }
    }
}

/// The platforms, in the order they are offered.
#[tauri::command]
#[specta::specta]
pub async fn platforms() -> Answer<Vec<PlatformInfo>> {
    Ok(Platform::ALL
        .into_iter()
        .map(|platform| PlatformInfo {
            platform,
            name: platform.name().to_owned(),
            can_connect: platform != Platform::Manual,
            fields: match platform {
                Platform::WordPress => vec![ConnectField::Address, ConnectField::User, ConnectField::Secret],
                Platform::Manual => Vec::new(),
                _ => vec![ConnectField::Secret],
            },
            abilities: platform::abilities(platform).map(PlatformAbilities::from),
        })
        .collect())
}

/// A login to a platform, as it was typed.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectRequest {
    platform: Platform,
    address: String,
    user: String,
    secret: String,
}

impl ConnectRequest {
    fn credential(&self) -> Credential {
        Credential::new(self.user.trim(), self.secret.trim())
    }

    /// Where to ask: what was typed, or else the platform's usual address.
    fn address(&self) -> Result<String, Refusal> {
        let typed = self.address.trim().trim_end_matches('/');
        let address = match typed {
            "" => platform::usual_address(self.platform).ok_or(Refusal::AddressMalformed)?,
            typed => typed,
        };
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !address.contains(char::is_whitespace) => Ok(address.to_owned()),
            _ => Err(Refusal::AddressMalformed),
        }
    }
}

/// An account that a login opens.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Candidate {
    /// The platform's name for it.
    pub handle: String,
    /// The name that people see.
    pub name: String,
    /// Where its interface is.
    pub address: String,
    /// Whether the register knows it.
    pub registered: bool,
}

/// The accounts that a login opens. The login is not kept.
#[tauri::command]
#[specta::specta]
pub async fn account_discover(desk: State<'_, Desk>, request: ConnectRequest) -> Answer<Vec<Candidate>> {
    desk.run(move |desk| {
        connects(&desk.me()?)?;
        let found = discover(desk, &request)?;
        desk.read(|reader, _| {
            found
                .into_iter()
                .map(|found| {
                    let known = register::find(reader, request.platform, &found.address, &found.handle)?;
                    Ok(Candidate {
                        handle: found.handle,
                        name: found.name,
                        address: found.address,
                        registered: known.is_some(),
                    })
                })
                .collect()
        })
    })
    .await
}

/// Tries a login to an account and keeps it in the key store when it works.
#[tauri::command]
#[specta::specta]
pub async fn account_connect(
    desk: State<'_, Desk>,
    rounds: State<'_, Rounds>,
    account: AccountId,
    request: ConnectRequest,
) -> Answer<AccountRow> {
    let connected = desk.run(move |desk| connect(desk, account, &request)).await?;
    rounds.collect_now();
    Ok(connected)
}

fn connect(desk: &OpenDesk, id: AccountId, request: &ConnectRequest) -> Result<AccountRow> {
    connects(&desk.me()?)?;
    let active = desk.read(|reader, _| register::active(reader, id))?;
    let account = active.account();
    if account.platform != request.platform {
        return Err(Refusal::Unknown.into());
    }
    let login = own_login(desk, account, &request.credential());
    platform::health(account.platform, &account.address, &account.handle, &login, Arc::clone(&desk.transport))
        .map_err(|outage| refusal(&outage))?;
    desk.secrets.keep_credential(id, &login)?;
    desk.connections.forget(id);
    desk.write(|tx, _| register::connected(tx, &active))?;
    row(desk, id)
}

/// The login for this account alone, where the one that was typed opens several; else the one that was typed. Whether it
/// opens the account is asked of the account itself.
fn own_login(desk: &OpenDesk, account: &Account, typed: &Credential) -> Credential {
    let found = platform::discover(account.platform, &account.address, typed, Arc::clone(&desk.transport));
    let own = found.ok().and_then(|found| found.into_iter().find(|found| found.handle == account.handle));
    own.map_or_else(|| typed.clone(), |own| own.credential)
}

fn discover(desk: &OpenDesk, request: &ConnectRequest) -> Result<Vec<platform::Candidate>> {
    let transport = Arc::clone(&desk.transport);
    platform::discover(request.platform, &request.address()?, &request.credential(), transport)
        .map_err(|outage| refusal(&outage).into())
}

/// What an outage means for somebody who tries a login.
fn refusal(outage: &Outage) -> Refusal {
    match outage.kind {
        OutageKind::Login | OutageKind::Permission => Refusal::LoginRefused,
        OutageKind::Refused | OutageKind::ByHand => Refusal::PlatformCannot,
        OutageKind::Limited
        | OutageKind::Spent
        | OutageKind::Away
        | OutageKind::Garbled
        | OutageKind::NotThere
        | OutageKind::TooLarge => Refusal::PlatformAway,
    }
}

/// Whoever owns accounts, or looks after connections.
fn connects(me: &Actor) -> Result<(), Refusal> {
    administers(me).or_else(|refusal| me.account_owner().map(|_| ()).map_err(|_| refusal))
}

/// One round over all accounts at once. How far it has come is told by the event.
#[tauri::command]
#[specta::specta]
pub async fn collect_now(desk: State<'_, Desk>, rounds: State<'_, Rounds>) -> Answer<()> {
    desk.run(|desk| desk.me().map(|_| ())).await?;
    rounds.collect_now();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(platform: Platform, address: &str) -> Result<String, Refusal> {
        let (user, secret) = (String::new(), String::new());
        ConnectRequest { platform, address: address.to_owned(), user, secret }.address()
    }

    #[test]
    fn an_address_is_a_web_address() {
        assert_eq!(
            typed(Platform::WordPress, " https://blogg.lillvik.example/ ").unwrap(),
            "https://blogg.lillvik.example"
        );
        for other in ["", "blogg.lillvik.example", "https://", "file:///etc/passwd", "https://a b"] {
            assert_eq!(typed(Platform::WordPress, other), Err(Refusal::AddressMalformed), "{other}");
        }
        assert!(typed(Platform::Facebook, "").unwrap().starts_with("https://"), "Facebook has one address");
    }
}
