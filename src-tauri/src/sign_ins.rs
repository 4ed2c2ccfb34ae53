//! Sign-ins under way: between the page that began one, the person's browser, and the account that is connected in the
//! end. A login is held here and in the key store, never on the page.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use uppsikt_core::{
    platform::sign_in::{Listener, SignedIn, Stop, Waiting},
    words::{Platform, Refusal, Result},
};

/// One sign-in.
enum Held {
    /// The browser has not come back; nobody listens yet.
    Begun(Box<(Listener, Waiting, Stop)>),
    /// Somebody listens.
    Listening(Stop),
    /// The platform has handed out a login.
    Signed(Platform, Box<SignedIn>),
}

/// What is under way. At most a few: a new one of the same platform ends the one before.
#[derive(Default)]
pub struct SignIns(Mutex<Book>);

#[derive(Default)]
struct Book {
    next: u32,
    held: BTreeMap<u32, Held>,
}

impl SignIns {
    /// Notes one that has begun, and ends those before it.
    pub fn begin(&self, listener: Listener, waiting: Waiting) -> u32 {
        let mut book = self.book();
        for held in book.held.values() {
            if let Held::Begun(begun) = held {
                begun.2.now();
            }
        }
        book.held.retain(|_, held| !matches!(held, Held::Begun(_)));
        book.next += 1;
        let id = book.next;
        book.held.insert(id, Held::Begun(Box::new((listener, waiting, Stop::default()))));
        id
    }

    /// What has to be listened to.
    ///
    /// # Errors
    /// [`Refusal::SignInDenied`] when it was ended, or is listened to already.
    pub fn listen(&self, id: u32) -> Result<(Listener, Waiting, Stop)> {
        let mut book = self.book();
        match book.held.remove(&id) {
            Some(Held::Begun(begun)) => {
                book.held.insert(id, Held::Listening(begun.2.clone()));
                Ok(*begun)
            }
            other => {
                if let Some(other) = other {
                    book.held.insert(id, other);
                }
                Err(Refusal::SignInDenied.into())
            }
        }
    }

    /// Holds the login until the account is connected.
    pub fn signed(&self, id: u32, platform: Platform, signed: SignedIn) {
        self.book().held.insert(id, Held::Signed(platform, Box::new(signed)));
    }

    /// The login of a sign-in at this platform.
    ///
    /// # Errors
    /// [`Refusal::SignInTimedOut`] when there is none, or no more.
    pub fn login(&self, id: u32, platform: Platform) -> Result<SignedIn, Refusal> {
        match self.book().held.get(&id) {
            Some(Held::Signed(at, signed)) if *at == platform => Ok((**signed).clone()),
            _ => Err(Refusal::SignInTimedOut),
        }
    }

    /// Ends one, and forgets its login.
    pub fn end(&self, id: u32) {
        match self.book().held.remove(&id) {
            Some(Held::Begun(begun)) => begun.2.now(),
            Some(Held::Listening(stop)) => stop.now(),
            Some(Held::Signed(..)) | None => {}
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
