//! Accounts that nobody has applied for (AC15), and services that are watched by hand (IN12).

use super::{connection::connects, register::administers};
use crate::{answer::Answer, desk::Desk};
use serde::{Deserialize, Serialize};
use tauri::State;
use uppsikt_core::{
    collector::{self, Looked},
    register::{self, Found, FoundBy, Judgement, Service, UnregisteredState},
    words::{AccountId, Platform, PostId, Refusal, ServiceId, Timestamp, UnregisteredId},
};

/// An account that was found.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UnregisteredRow {
    /// Its id.
    pub id: UnregisteredId,
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
    pub found_by: FoundBy,
    /// The name of the account, or the words of the tip, that led to it; empty for a post.
    pub found_in: String,
    /// The post that led to it.
    pub found_in_post: Option<PostId>,
    /// When it was first found.
    pub found_at: Timestamp,
    /// When it was last found.
    pub seen_at: Timestamp,
    /// What has been made of it.
    pub state: UnregisteredState,
    /// Why.
    pub reason: String,
    /// The account that it is, or that was applied for.
    pub account: Option<AccountId>,
    /// An account of the register whose name is so like that it may be this one.
    pub like: Option<AccountId>,
}

/// Everything that was found, what nobody has judged first.
#[tauri::command]
#[specta::specta]
pub async fn unregistered(desk: State<'_, Desk>) -> Answer<Vec<UnregisteredRow>> {
    desk.run(|desk| {
        desk.read(|reader, _| {
            let accounts = register::accounts(reader)?;
            let name =
                |id: AccountId| accounts.iter().find(|account| account.id == id).map(|account| account.name.clone());
            let all = register::unregistered(reader)?;
            Ok(all
                .into_iter()
                .map(|one| {
                    let found = one.found;
                    let (mut within, mut post) = (found.within.clone(), None);
                    match found.by {
                        FoundBy::Login => within = found.within.parse().ok().and_then(name).unwrap_or_default(),
                        FoundBy::Link | FoundBy::Name => {
                            post = found.within.parse().ok();
                            within.clear();
                        }
                        FoundBy::Tip => {}
                    }
                    let like = accounts
                        .iter()
                        .find(|account| register::looks_like_ours(&account.name, &found.name) && !found.name.is_empty())
                        .map(|account| account.id);
                    UnregisteredRow {
                        id: one.id,
                        platform: found.platform,
                        service: found.service,
                        handle: found.handle,
                        name: found.name,
                        address: found.address,
                        found_by: found.by,
                        found_in: within,
                        found_in_post: post,
                        found_at: one.found_at,
                        seen_at: one.seen_at,
                        state: one.state,
                        reason: one.reason,
                        account: one.account,
                        like,
                    }
                })
                .collect())
        })
    })
    .await
}

/// Looks now: whether each login still works, and what it opens that the register does not know.
#[tauri::command]
#[specta::specta]
pub async fn unregistered_look(desk: State<'_, Desk>) -> Answer<Looked> {
    desk.run(|desk| {
        connects(&desk.me()?)?;
        desk.round(collector::look)
    })
    .await
}

/// A tip of an account.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct Tip {
    platform: Platform,
    service: String,
    handle: String,
    name: String,
    address: String,
    words: String,
}

/// Writes down a tip. Answers whether it was news.
#[tauri::command]
#[specta::specta]
pub async fn unregistered_tip(desk: State<'_, Desk>, tip: Tip) -> Answer<bool> {
    desk.run(move |desk| {
        let found = Found {
            platform: tip.platform,
            service: tip.service,
            handle: tip.handle.clone(),
            name: if tip.name.trim().is_empty() { tip.handle } else { tip.name },
            address: tip.address,
            by: FoundBy::Tip,
            within: tip.words,
        };
        let mut news = false;
        desk.write_if(|tx, me| {
            // Anybody who works here may tell.
            me.may_read().or_else(|_| connects(me))?;
            let noted = register::note(tx, &found)?;
            news = noted.as_ref().is_some_and(|(noted, _)| noted.new);
            Ok(noted)
        })?;
        Ok(news)
    })
    .await
}

/// What a person makes of an account that was found.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Verdict {
    /// It has been applied for as this account.
    Adopted {
        /// Which.
        account: AccountId,
    },
    /// It is this account, which the register knows.
    Known {
        /// Which.
        account: AccountId,
    },
    /// It is to be closed.
    Close {
        /// Why.
        reason: String,
    },
    /// It is not ours.
    NotOurs {
        /// Why.
        reason: String,
    },
    /// Nothing after all.
    Open,
}

/// Judges an account that was found.
#[tauri::command]
#[specta::specta]
pub async fn unregistered_judge(desk: State<'_, Desk>, id: UnregisteredId, verdict: Verdict) -> Answer<()> {
    desk.run(move |desk| {
        let judgement = match verdict {
            Verdict::Adopted { account } => Judgement::Adopted(account),
            Verdict::Known { account } => Judgement::Known(account),
            Verdict::Close { reason } => Judgement::Close(reason),
            Verdict::NotOurs { reason } => Judgement::NotOurs(reason),
            Verdict::Open => Judgement::Open,
        };
        desk.write(|tx, me| {
            connects(me)?;
            register::judge(tx, me, id, &judgement)
        })
    })
    .await
}

/// The services that are watched by hand, as far as they have been described.
#[tauri::command]
#[specta::specta]
pub async fn services(desk: State<'_, Desk>) -> Answer<Vec<Service>> {
    desk.run(|desk| desk.read(|reader, _| register::services(reader))).await
}

/// A service as the form has it.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ServiceForm {
    /// Its id; empty for a new one.
    id: String,
    name: String,
    address_pattern: String,
    remark: String,
    reply: bool,
    hide: bool,
    hidden_still_seen: bool,
    remove: bool,
    block: bool,
    close: bool,
    longest_reply: u32,
}

/// Describes a service, or changes its description.
#[tauri::command]
#[specta::specta]
pub async fn service_keep(desk: State<'_, Desk>, service: ServiceForm) -> Answer<ServiceId> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            administers(me)?;
            let id = match service.id.as_str() {
                "" => tx.new_id()?,
                known => {
                    let known = known.parse().map_err(|_| Refusal::Unknown)?;
                    if !register::services(tx)?.iter().any(|one| one.id == known) {
                        return Err(Refusal::Unknown.into());
                    }
                    known
                }
            };
            let kept = Service {
                id,
                name: service.name.clone(),
                address_pattern: service.address_pattern.clone(),
                remark: service.remark.clone(),
                reply: service.reply,
                hide: service.hide,
                hidden_still_seen: service.hidden_still_seen,
                remove: service.remove,
                block: service.block,
                close: service.close,
                longest_reply: service.longest_reply,
            };
            let ((), entry) = register::keep_service(tx, &kept)?;
            Ok((id, entry))
        })
    })
    .await
}
