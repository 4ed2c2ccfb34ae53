//! What opens the doors: the database's key, the seal's key and the logins to platforms.
//!
//! They lie in the operating system's key store and nowhere else (AD7): never in the database, a log or an error. A
//! store is opened once and handed around as a value, so that a test can bring one of its own.

use crate::{
    store::DatabaseKey,
    words::{AccountId, Fault, Platform, Refusal, Result, Timestamp},
};
use chrono::DateTime;
use ed25519_dalek::SigningKey;
use keyring_core::{CredentialStore, Entry, Error};
use std::{fmt, sync::Arc};

/// The name under which everything of ours lies in the key store.
const SERVICE: &str = "uppsikt";

/// A word that must not be seen: prints `<redacted>`, and does not serialise.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret in.
    #[must_use]
    pub fn new(secret: String) -> Secret {
        Secret(secret)
    }

    /// The secret itself, to be sent to where it belongs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// A login to a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The user name; empty where the platform knows only tokens.
    pub user: String,
    /// The password or access token.
    pub secret: Secret,
    /// The second half of a token that signs (OAuth 1.0a).
    pub token_secret: Option<Secret>,
    /// What a new access token is fetched with.
    pub refresh: Option<Secret>,
    /// When the access token ends; nothing where it doesn't, or where the platform doesn't say.
    pub expires_at: Option<Timestamp>,
    /// The municipality's own app at the platform, through which the login was made.
    pub app: Option<App>,
}

impl Credential {
    /// A user name and a password, or a token alone with an empty user: neither ends by itself.
    #[must_use]
    pub fn new(user: impl Into<String>, secret: impl Into<String>) -> Credential {
        let secret = Secret::new(secret.into());
        Credential { user: user.into(), secret, token_secret: None, refresh: None, expires_at: None, app: None }
    }
}

/// The municipality's own app at a platform: registered by the municipality, never shipped by us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// The app's id, client id or consumer key.
    pub id: String,
    /// Its secret; empty for a public client.
    pub secret: Secret,
}

/// The key store of the person at the desk.
#[derive(Clone)]
pub struct Secrets {
    store: Arc<CredentialStore>,
    /// Tells one database's secrets from another's.
    realm: String,
}

impl Secrets {
    /// The operating system's key store. `realm` tells one municipality's database from another's on the same machine.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`] when there is none, as on a machine without a session bus.
    pub fn of_system(realm: &str) -> Result<Secrets> {
        Ok(Secrets { store: system_store()?, realm: realm.to_owned() })
    }

    /// A key store that the caller brings.
    #[must_use]
    pub fn of(store: Arc<CredentialStore>, realm: &str) -> Secrets {
        Secrets { store, realm: realm.to_owned() }
    }

    /// What the key store calls itself.
    #[must_use]
    pub fn store_name(&self) -> String {
        self.store.vendor()
    }

    /// The key of the database, if it has one.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`] when the store can't be asked: that is not the same as having no key.
    pub fn database_key(&self) -> Result<Option<DatabaseKey>> {
        Ok(self.bytes("database-key")?.and_then(|bytes| bytes.try_into().ok()).map(DatabaseKey::new))
    }

    /// The key of the database, made and kept now. Only for a database that does not exist yet.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn new_database_key(&self) -> Result<DatabaseKey> {
        let key = random()?;
        self.keep("database-key", &key)?;
        Ok(DatabaseKey::new(key))
    }

    /// The key that seals evidence, made at its first use.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn seal_key(&self) -> Result<SigningKey> {
        if let Some(bytes) = self.bytes("seal-key")?.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) {
            return Ok(SigningKey::from_bytes(&bytes));
        }
        let key = random()?;
        self.keep("seal-key", &key)?;
        Ok(SigningKey::from_bytes(&key))
    }

    /// Keeps the login of an account.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn keep_credential(&self, account: AccountId, credential: &Credential) -> Result<()> {
        self.keep(&format!("account-{account}"), written(credential).to_string().as_bytes())
    }

    /// The login of an account, if one is kept here. Whoever asks enters it in the logbook (AC6).
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn credential(&self, account: AccountId) -> Result<Option<Credential>> {
        let Some(bytes) = self.bytes(&format!("account-{account}"))? else { return Ok(None) };
        let unreadable = |_| Fault::of("read a login back", "it is not as it was written");
        Ok(Some(read(&serde_json::from_slice(&bytes).map_err(unreadable)?)))
    }

    /// Keeps the municipality's own app at a platform.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn keep_app(&self, platform: Platform, app: &App) -> Result<()> {
        let both = format!("{}\n{}", app.id, app.secret.expose());
        self.keep(&format!("app-{}", platform.word()), both.as_bytes())
    }

    /// The municipality's own app at a platform, if one is kept here.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn app(&self, platform: Platform) -> Result<Option<App>> {
        let Some(bytes) = self.bytes(&format!("app-{}", platform.word()))? else { return Ok(None) };
        let both = String::from_utf8(bytes).map_err(|_| Fault::of("read an app's keys back", "they are not text"))?;
        let app = |(id, secret): (&str, &str)| App { id: id.to_owned(), secret: Secret::new(secret.to_owned()) };
        Ok(both.split_once('\n').map(app))
    }

    /// Forgets the municipality's own app at a platform; one that is not there is forgotten already.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn forget_app(&self, platform: Platform) -> Result<()> {
        self.forget(&format!("app-{}", platform.word()))
    }

    /// Forgets the login of an account; one that is not there is forgotten already.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn forget_credential(&self, account: AccountId) -> Result<()> {
        self.forget(&format!("account-{account}"))
    }

    /// Whether the store takes a secret and gives it back: a locked one only says so when written to.
    ///
    /// # Errors
    /// [`Refusal::KeyStoreClosed`].
    pub fn prove(&self) -> Result<()> {
        self.keep("proof", b"uppsikt")?;
        let back = self.bytes("proof")?;
        let _ = self.entry("proof")?.delete_credential();
        if back.as_deref() == Some(b"uppsikt") { Ok(()) } else { Err(Refusal::KeyStoreClosed.into()) }
    }

    fn entry(&self, name: &str) -> Result<Entry> {
        self.store.build(SERVICE, &format!("{} {name}", self.realm), None).map_err(|_| Refusal::KeyStoreClosed.into())
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(_) => Err(Refusal::KeyStoreClosed.into()),
        }
    }

    fn forget(&self, name: &str) -> Result<()> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(_) => Err(Refusal::KeyStoreClosed.into()),
        }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.entry(name)?.set_secret(bytes).map_err(|_| Refusal::KeyStoreClosed.into())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("realm", &self.realm).finish_non_exhaustive()
    }
}

/// A login as the key store holds it.
fn written(credential: &Credential) -> serde_json::Value {
    let exposed = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    serde_json::json!({
        "user": credential.user,
        "secret": credential.secret.expose(),
        "token_secret": exposed(&credential.token_secret),
        "refresh": exposed(&credential.refresh),
        "expires_at": credential.expires_at.map(|at| at.timestamp_millis()),
        "app_id": credential.app.as_ref().map(|app| app.id.clone()),
        "app_secret": credential.app.as_ref().map(|app| app.secret.expose().to_owned()),
    })
}

fn read(written: &serde_json::Value) -> Credential {
    let text = |name: &str| written.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    let secret = |name: &str| text(name).map(Secret::new);
    Credential {
        user: text("user").unwrap_or_default(),
        secret: secret("secret").unwrap_or_else(|| Secret::new(String::new())),
        token_secret: secret("token_secret"),
        refresh: secret("refresh"),
        expires_at: written
            .get("expires_at")
            .and_then(serde_json::Value::as_i64)
            .and_then(DateTime::from_timestamp_millis),
        app: text("app_id")
            .map(|id| App { id, secret: secret("app_secret").unwrap_or_else(|| Secret::new(String::new())) }),
    }
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|cause| Fault::of("make a key", cause))?;
    Ok(bytes)
}

fn system_store() -> Result<Arc<CredentialStore>> {
    // The facade picks the store of the operating system and installs it as the default.
    if keyring::Entry::store_status().is_err() {
        return Err(Refusal::KeyStoreClosed.into());
    }
    keyring_core::get_default_store().ok_or_else(|| Refusal::KeyStoreClosed.into())
}
