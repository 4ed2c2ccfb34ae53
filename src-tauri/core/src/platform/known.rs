//! What is asked of a platform once and then known to everything that shares a connection.

use std::sync::{Arc, Mutex, PoisonError};

/// Something that may be known.
pub(super) struct Known<T>(Arc<Mutex<Option<T>>>);

impl<T: Clone> Known<T> {
    /// As it was learnt last, or as `ask` finds it.
    pub fn or_ask<E>(&self, ask: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        match self.get() {
            Some(known) => Ok(known),
            None => ask(),
        }
    }

    pub fn get(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps it, and hands it on.
    pub fn learn(&self, new: T) -> T {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(new.clone());
        new
    }

    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Known<T> {
        Known(Arc::clone(&self.0))
    }
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known(Arc::default())
    }
}
