//! Connecting accounts to their platforms.

use super::register::{AccountRow, administers, row};
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
    rounds::Rounds,
    sign_ins::SignIns,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;
use uppsikt_core::{
    action::Abilities,
    collector,
    logbook::Entry,
    platform::{
        self, Unseen,
        sign_in::{self, ConnectField, Listener, SignedIn, Wish, refusal, way},
    },
    register::{self, ConnectionState},
    secrets::{App, Credential, Secret},
    words::{AccountId, Actor, Fault, Platform, Refusal, Result, Timestamp},
};

/// How one signs in at a platform.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInWay {
    /// In the person's own browser.
    pub browser: bool,
    /// Through an app that the municipality has registered itself.
    pub own_app: bool,
    /// Whether that app has a secret of its own.
    pub app_secret: bool,
    /// The app's id, when it has been given.
    pub app_id: String,
    /// What is asked for.
    pub permissions: Vec<String>,
    /// Where the app is registered, or the password made; empty where neither is.
    pub console: String,
    /// The address that the app must know as its own; empty where any on this machine will do.
    pub redirect: String,
    /// Whether a password for programs is made on a page of its own.
    pub password_page: bool,
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
    /// How one signs in.
    pub sign_in: SignInWay,
    /// What can be done on it.
    pub abilities: Option<PlatformAbilities>,
    /// What cannot be seen on it.
    pub unseen: Vec<Unseen>,
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
pub async fn platforms(desk: State<'_, Desk>) -> Answer<Vec<PlatformInfo>> {
    desk.run(|desk| Platform::ALL.into_iter().map(|platform| info(desk, platform)).collect()).await
}

fn info(desk: &OpenDesk, platform: Platform) -> Result<PlatformInfo> {
    let way = way(platform);
    Ok(PlatformInfo {
        platform,
        name: platform.name().to_owned(),
        can_connect: platform == Platform::Manual || platform::can_connect(platform),
        fields: way.typed.to_vec(),
        sign_in: SignInWay {
            browser: way.browser,
            own_app: way.own_app,
            app_secret: way.app_secret,
            app_id: if way.own_app {
                app(desk, platform)?.map(|app| app.id).unwrap_or_default()
            } else {
                String::new()
            },
            permissions: way.permissions.iter().map(|one| (*one).to_owned()).collect(),
            console: way.console.to_owned(),
            redirect: way.port.map(|port| format!("http://{}:{port}/", way.host)).unwrap_or_default(),
            password_page: way.password_page,
        },
        abilities: platform::abilities(platform).map(PlatformAbilities::from),
        unseen: platform::unseen(platform).to_vec(),
    })
}

/// The municipality's own app at a platform. Instagram is reached through the one at Facebook, where it has none of its own.
fn app(desk: &OpenDesk, platform: Platform) -> Result<Option<App>> {
    let own = desk.secrets.app(platform)?;
    if own.is_none() && platform == Platform::Instagram {
        return desk.secrets.app(Platform::Facebook);
    }
    Ok(own)
}

/// Keeps the municipality's own app at a platform; an empty id forgets it. An empty secret leaves the one that is kept.
#[tauri::command]
#[specta::specta]
pub async fn app_keep(desk: State<'_, Desk>, platform: Platform, id: String, secret: String) -> Answer<()> {
    desk.run(move |desk| {
        desk.me()?.administrator()?;
        let (id, secret) = (id.trim(), secret.trim());
        if id.is_empty() {
            desk.secrets.forget_app(platform)?;
        } else {
            let known = desk.secrets.app(platform)?.filter(|known| secret.is_empty() && known.id == id);
            let secret = known.map_or_else(|| Secret::new(secret.to_owned()), |known| known.secret);
            desk.secrets.keep_app(platform, &App { id: id.to_owned(), secret })?;
        }
        desk.write(|_, _| Ok(((), Entry::AppKept { platform })))
    })
    .await
}

/// A sign-in that has begun.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
pub struct SignInBegun {
    /// Its number.
    pub id: u32,
    /// Until when an answer counts.
    pub until: Timestamp,
}

/// Begins a sign-in: the platform's own page opens in the person's browser.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_begin(
    desk: State<'_, Desk>,
    sign_ins: State<'_, Arc<SignIns>>,
    opener: AppHandle,
    platform: Platform,
    address: String,
) -> Answer<SignInBegun> {
    let sign_ins = Arc::clone(&sign_ins);
    desk.run(move |desk| {
        connects(&desk.me()?)?;
        let way = way(platform);
        let listener = Listener::open(way.port)?;
        let redirect = listener.redirect(way.host);
        let wish = Wish { platform, address: &address, app: app(desk, platform)?, redirect: &redirect, at: desk.now() };
        let begun = sign_in::begin(&wish, &*desk.transport)?;
        let until = begun.waiting.until;
        let opened = opener.opener().open_url(&begun.open, None::<&str>);
        opened.map_err(|cause| Fault::of("open the browser", cause))?;
        Ok(SignInBegun { id: sign_ins.begin(listener, begun.waiting), until })
    })
    .await
}

/// Waits for the browser to come back, and answers the accounts that the login opens.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_finish(
    desk: State<'_, Desk>,
    sign_ins: State<'_, Arc<SignIns>>,
    id: u32,
    platform: Platform,
    address: String,
) -> Answer<Vec<Candidate>> {
    let sign_ins = Arc::clone(&sign_ins);
    desk.run(move |desk| {
        let (listener, waiting, stop) = sign_ins.listen(id)?;
        let within = sign_in::WITHIN.to_std().map_err(|cause| Fault::of("wait for the browser", cause))?;
        let brought = listener.wait(within, &stop);
        let signed = brought.and_then(|query| waiting.finish(&query, desk.now(), &*desk.transport));
        match signed {
            Ok(signed) => {
                let login = signed.credential.clone();
                sign_ins.signed(id, platform, signed);
                let request =
                    ConnectRequest { platform, address, user: String::new(), secret: String::new(), sign_in: None };
                candidates(desk, platform, &request.address()?, &login)
            }
            Err(error) => {
                sign_ins.end(id);
                Err(error)
            }
        }
    })
    .await
}

/// Ends a sign-in, and forgets its login.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_cancel(sign_ins: State<'_, Arc<SignIns>>, id: u32) -> Answer<()> {
    sign_ins.end(id);
    Ok(())
}

/// Opens the page where a password for programs is made, or an app is registered, in the person's browser.
#[tauri::command]
#[specta::specta]
pub async fn platform_page_open(
    desk: State<'_, Desk>,
    opener: AppHandle,
    platform: Platform,
    address: String,
) -> Answer<()> {
    desk.run(move |desk| {
        connects(&desk.me()?)?;
        let way = way(platform);
        let page = if way.password_page {
            sign_in::password_page(platform, &address, &*desk.transport)?
        } else {
            way.console.to_owned()
        };
        if page.is_empty() {
            return Err(Refusal::PlatformCannot.into());
        }
        opener.opener().open_url(page, None::<&str>).map_err(|cause| Fault::of("open the browser", cause).into())
    })
    .await
}

/// A login to a platform: as it was typed, or from a sign-in in the browser.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectRequest {
    platform: Platform,
    address: String,
    user: String,
    secret: String,
    sign_in: Option<u32>,
}

impl ConnectRequest {
    fn login(&self, sign_ins: &SignIns) -> Result<SignedIn, Refusal> {
        match self.sign_in {
            Some(id) => sign_ins.login(id, self.platform),
            None => Ok(SignedIn { credential: Credential::new(self.user.trim(), self.secret.trim()), ends_at: None }),
        }
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
pub async fn account_discover(
    desk: State<'_, Desk>,
    sign_ins: State<'_, Arc<SignIns>>,
    request: ConnectRequest,
) -> Answer<Vec<Candidate>> {
    let sign_ins = Arc::clone(&sign_ins);
    desk.run(move |desk| {
        connects(&desk.me()?)?;
        let login = request.login(&sign_ins)?.credential;
        candidates(desk, request.platform, &request.address()?, &login)
    })
    .await
}

fn candidates(desk: &OpenDesk, platform: Platform, address: &str, login: &Credential) -> Result<Vec<Candidate>> {
    let found =
        platform::discover(platform, address, login, Arc::clone(&desk.transport)).map_err(|outage| refusal(&outage))?;
    desk.read(|reader, _| {
        found
            .into_iter()
            .map(|found| {
                let known = register::find(reader, platform, &found.address, &found.handle)?;
                let registered = known.is_some();
                Ok(Candidate { handle: found.handle, name: found.name, address: found.address, registered })
            })
            .collect()
    })
}

/// Tries a login to an account and keeps it in the key store when it works.
#[tauri::command]
#[specta::specta]
pub async fn account_connect(
    desk: State<'_, Desk>,
    rounds: State<'_, Rounds>,
    sign_ins: State<'_, Arc<SignIns>>,
    account: AccountId,
    request: ConnectRequest,
) -> Answer<AccountRow> {
    let sign_ins = Arc::clone(&sign_ins);
    let connected = desk.run(move |desk| connect(desk, &sign_ins, account, &request)).await?;
    rounds.collect_now();
    Ok(connected)
}

fn connect(desk: &OpenDesk, sign_ins: &SignIns, id: AccountId, request: &ConnectRequest) -> Result<AccountRow> {
    connects(&desk.me()?)?;
    let active = desk.read(|reader, _| register::active(reader, id))?;
    let account = active.account();
    if account.platform != request.platform {
        return Err(Refusal::Unknown.into());
    }
    let signed = request.login(sign_ins)?;
    let (login, proved_end) = sign_in::own_login(
        account.platform,
        &account.address,
        &account.handle,
        &signed.credential,
        Arc::clone(&desk.transport),
    )?;
    // A Page's own token outlives the person's that it was found with.
    let ends_at = if login == signed.credential { proved_end.or(signed.ends_at) } else { proved_end };
    desk.secrets.keep_credential(id, &login)?;
    desk.connections.forget(id);
    desk.write(|tx, _| {
        register::keep_login_end(tx, id, ends_at)?;
        register::connected(tx, &active)
    })?;
    if let Some(sign_in) = request.sign_in {
        sign_ins.end(sign_in);
    }
    row(desk, id)
}

/// Asks the platform whether an account's login still works, in a way that can't be answered anonymously.
#[tauri::command]
#[specta::specta]
pub async fn account_check(desk: State<'_, Desk>, account: AccountId) -> Answer<AccountRow> {
    desk.run(move |desk| {
        connects(&desk.me()?)?;
        let active = desk.read(|reader, _| register::active(reader, account))?;
        let connection = desk.connections.connection(&active)?;
        let proof = connection.door.prove();
        if let Err(outage) = &proof
            && outage.kind.passes()
        {
            return Err(Refusal::PlatformAway.into());
        }
        let works = proof.is_ok();
        desk.round(|round| collector::keep_proof(round, &active, proof))?;
        if works {
            desk.write_if(|tx, _| {
                let news = register::keep_connection(tx, account, ConnectionState::Working, "")?;
                let state = ConnectionState::Working.word().to_owned();
                Ok(news.then_some(((), Entry::ConnectionChanged { account, state })))
            })?;
        }
        row(desk, account)
    })
    .await
}

/// Whoever owns accounts, or looks after connections.
pub(super) fn connects(me: &Actor) -> Result<(), Refusal> {
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
        ConnectRequest { platform, address: address.to_owned(), user, secret, sign_in: None }.address()
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
