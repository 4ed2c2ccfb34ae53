//! A login in use: it may be renewed while an account is read, and whoever keeps it must hear of that at once.

use crate::secrets::Credential;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// Keeps a renewed login, before it is used for anything.
pub type Keep = dyn Fn(&Credential) + Send + Sync;

/// A login shared by everything that reads or acts with it. A platform whose tokens end renews it here; a refresh token
/// that was used is dead, so the new login is handed to its keeper within the same lock.
#[derive(Clone)]
pub struct HeldLogin {
    now: Arc<Mutex<Credential>>,
    keep: Arc<Keep>,
}

impl HeldLogin {
    /// A login, and who keeps it when it changes.
    #[must_use]
    pub fn kept(credential: Credential, keep: Arc<Keep>) -> HeldLogin {
        HeldLogin { now: Arc::new(Mutex::new(credential)), keep }
    }

    /// The login as it is now.
    #[must_use]
    pub fn now(&self) -> Credential {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Renews the login with `ask`, unless somebody else has renewed it since `known` was read: then theirs is answered.
    ///
    /// # Errors
    /// What `ask` answers; the login then stays as it was.
    pub fn renew<E>(
        &self,
        known: &Credential,
        ask: impl FnOnce(&Credential) -> Result<Credential, E>,
    ) -> Result<Credential, E> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if *now != *known {
            return Ok(now.clone());
        }
        let renewed = ask(known)?;
        (self.keep)(&renewed);
        now.clone_from(&renewed);
        Ok(renewed)
    }
}

/// A login that is only tried: what it is renewed to, nobody keeps.
impl From<&Credential> for HeldLogin {
    fn from(credential: &Credential) -> HeldLogin {
        HeldLogin::kept(credential.clone(), Arc::new(|_| ()))
    }
}

impl fmt::Debug for HeldLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldLogin").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_renewed_once_and_kept_before_it_is_used() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeper = Arc::clone(&kept);
        let old = Credential::new("", "gammal");
        let login = HeldLogin::kept(old.clone(), Arc::new(move |new| keeper.lock().unwrap().push(new.clone())));
        let new = login.renew(&old, |_| Ok::<_, ()>(Credential::new("", "ny"))).unwrap();
        let again = login.renew(&old, |_| Err("asked twice"));
        assert_eq!(again, Ok(new.clone()), "a colleague's renewal is taken over");
        assert_eq!(*kept.lock().unwrap(), [new]);
    }
}
