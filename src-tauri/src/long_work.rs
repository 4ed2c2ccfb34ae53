//! Long work that goes on while the person looks at something else: one at a time of each kind, watched and stopped from
//! anywhere, and its outcome kept until the next begins.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};
use uppsikt_core::{
    flagging::rehearsal::Watch,
    words::{Error, Fault, Refusal, Result},
};

/// A kind of long work.
pub struct LongWork<T>(Arc<Mutex<State<T>>>);

enum State<T> {
    Idle,
    Going(Arc<Watch>),
    Done(Arc<T>),
    Stopped,
    Failed(Option<Refusal>),
}

/// How a long work stands.
pub enum Standing<T> {
    /// It has not been asked for.
    Idle,
    /// It goes on: so much is done, of so much.
    Going(u64, u64),
    /// It has ended, with this.
    Done(Arc<T>),
    /// A person ended it.
    Stopped,
    /// A rule said no, or something broke, which the log tells.
    Failed(Option<Refusal>),
}

impl<T> Default for LongWork<T> {
    fn default() -> LongWork<T> {
        LongWork(Arc::new(Mutex::new(State::Idle)))
    }
}

impl<T: Send + Sync + 'static> LongWork<T> {
    /// Begins the work on a thread of its own. One of its kind that goes on is stopped first: nobody waits for it any more.
    ///
    /// # Errors
    /// A fault when there is no thread to be had.
    pub fn begin(&self, name: &str, work: impl FnOnce(&Watch) -> Result<Option<T>> + Send + 'static) -> Result<()> {
        let watch = Arc::new(Watch::default());
        {
            let mut state = self.state();
            if let State::Going(before) = &*state {
                before.stop();
            }
            *state = State::Going(Arc::clone(&watch));
        }
        let state = Arc::clone(&self.0);
        let begun = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let outcome = match work(&watch) {
                Ok(Some(done)) => State::Done(Arc::new(done)),
                Ok(None) => State::Stopped,
                Err(Error::Refused(refusal)) => State::Failed(Some(refusal)),
                Err(broke @ Error::Broke(_)) => {
                    tracing::error!("{}", broke.chain());
                    State::Failed(None)
                }
            };
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            // Another may have begun meanwhile: then this one's outcome is nobody's business.
            if matches!(&*state, State::Going(now) if Arc::ptr_eq(now, &watch)) {
                *state = outcome;
            }
        });
        begun.map(|_| ()).map_err(|cause| {
            *self.state() = State::Failed(None);
            Fault::of("begin a long work", cause).into()
        })
    }

    /// Ends the work, if it goes on.
    pub fn stop(&self) {
        if let State::Going(watch) = &*self.state() {
            watch.stop();
        }
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing<T> {
        match &*self.state() {
            State::Idle => Standing::Idle,
            State::Going(watch) => {
                let (done, all) = watch.progress();
                Standing::Going(done, all)
            }
            State::Done(done) => Standing::Done(Arc::clone(done)),
            State::Stopped => Standing::Stopped,
            State::Failed(refusal) => Standing::Failed(refusal.clone()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn until(work: &LongWork<u32>, wanted: impl Fn(&Standing<u32>) -> bool) {
        let began = Instant::now();
        while !wanted(&work.standing()) {
            assert!(began.elapsed() < Duration::from_secs(10), "it takes too long");
            thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn fl15_long_work_is_watched_stopped_and_begun_anew() {
        let work = LongWork::default();
        assert!(matches!(work.standing(), Standing::Idle));
        let waits = |watch: &Watch| {
            while !watch.is_stopped() {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(None)
        };
        work.begin("first", waits).unwrap();
        assert!(matches!(work.standing(), Standing::Going(..)));
        work.stop();
        until(&work, |standing| matches!(standing, Standing::Stopped));
        work.begin("second", waits).unwrap();
        work.begin("third", |_| Ok(Some(3))).unwrap();
        until(&work, |standing| matches!(standing, Standing::Done(three) if **three == 3));
        work.begin("fourth", |_| Err(Refusal::RulesMoved.into())).unwrap();
        until(&work, |standing| matches!(standing, Standing::Failed(Some(Refusal::RulesMoved))));
    }
}
