//! Somebody at work in Lillvik: what they take, read, send and register. What they decide is in [`deciding`].

mod deciding;

use super::Municipality;
use uppsikt_core::{
    action::Hands as _,
    evidence::{self, Summary},
    intake,
    logbook::{Entry, Tx},
    paper::Pdf,
    queue::{self, Desk, Filter, List, Page, PostView},
    register,
    registrar::{self, DiaryFields, Forwarded},
    words::{Actor, ActorId, DepartmentId, Digest, ForwardId, PostId, RegistrationNumber, Result, Timestamp},
};

/// Somebody at work in Lillvik.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    pub(super) town: &'a Municipality,
    /// The actor that acts.
    pub actor: &'a Actor,
}

impl Person<'_> {
    /// Their id.
    #[must_use]
    pub fn id(&self) -> ActorId {
        self.actor.id()
    }

    /// Writes through the logbook under their name.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<(T, Entry)>) -> Result<T> {
        self.town.logbook.write(self.actor, self.town.now(), work)
    }

    /// Takes a post, or holds on to it.
    ///
    /// # Errors
    /// As [`queue::claim`].
    pub fn claim(&self, post: PostId) -> Result<()> {
        let minutes = self.town.policy.limits().claim_minutes;
        let by = self.actor.moderator()?;
        let town = self.town;
        town.logbook
            .write_if(self.actor, town.now(), |tx| {
                Ok(queue::claim(tx, by, post, minutes)?.map(|(_, entry)| ((), entry)))
            })
            .map(|_| ())
    }

    /// Opens a post, which counts as having read it.
    ///
    /// # Errors
    /// As [`intake::mark_read`].
    pub fn open(&self, post: PostId) -> Result<()> {
        let by = self.actor.moderator()?;
        self.town.logbook.write_if(self.actor, self.town.now(), |tx| intake::mark_read(tx, by, post)).map(|_| ())
    }

    /// Puts a post aside.
    ///
    /// # Errors
    /// As [`queue::rest`].
    pub fn rest(&self, post: PostId, until: Timestamp, reason: &str) -> Result<()> {
        self.write(|tx| queue::rest(tx, &self.town.policy, self.actor.moderator()?, post, until, reason))
    }

    /// Takes a closed post up again.
    ///
    /// # Errors
    /// As [`queue::reopen`].
    pub fn reopen(&self, post: PostId) -> Result<()> {
        self.write(|tx| queue::reopen(tx, &self.town.policy, self.actor.moderator()?, post))
    }

    /// Sends back what came, with a question.
    ///
    /// # Errors
    /// As [`registrar::send_back`].
    pub fn send_back(&self, forward: ForwardId, question: &str) -> Result<()> {
        self.write(|tx| {
            let ((), entry) = registrar::send_back(tx, self.actor.registrar()?, forward, question)?;
            let post = registrar::forwarded(tx, forward)?.post;
            queue::settle(tx, &self.town.policy, post)?;
            Ok(((), entry))
        })
    }

    /// Sends the post to the registrar of a department.
    ///
    /// # Errors
    /// As [`queue::forward`].
    pub fn forward(&self, post: PostId, to: DepartmentId, concerns: &str) -> Result<ForwardId> {
        let confidential = self.town.read(|reader| queue::facts(reader, post)).is_confidential();
        let evidence = self.seal(post)?;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            queue::forward(tx, &self.town.policy, by, post, evidence, to, concerns, confidential)
        })
    }

    /// Registers what was sent.
    ///
    /// # Errors
    /// As [`registrar::register`].
    pub fn register(&self, forward: ForwardId, number: &str) -> Result<()> {
        self.register_as(forward, number, |_| {})
    }

    /// The same, with the fields of the diary changed first.
    ///
    /// # Errors
    /// As [`registrar::register`].
    pub fn register_as(&self, forward: ForwardId, number: &str, change: impl FnOnce(&mut DiaryFields)) -> Result<()> {
        self.write(|tx| {
            let mut fields = written(&registrar::forwarded(tx, forward)?, number)?;
            change(&mut fields);
            let (registered, entry) = registrar::register(tx, self.actor.registrar()?, forward, &fields)?;
            queue::settle(tx, &self.town.policy, registered.post())?;
            Ok(((), entry))
        })
    }

    /// Corrects what was registered, with the fields of the diary changed first; whether anything differed.
    ///
    /// # Errors
    /// As [`queue::correct`].
    pub fn correct(&self, forward: ForwardId, number: &str, change: impl FnOnce(&mut DiaryFields)) -> Result<bool> {
        let corrected = self.town.logbook.write_if(self.actor, self.town.now(), |tx| {
            let mut fields = written(&registrar::forwarded(tx, forward)?, number)?;
            change(&mut fields);
            queue::correct(tx, &self.town.policy, self.actor.registrar()?, forward, &fields)
        })?;
        Ok(corrected.is_some())
    }

    /// Closes the post for one of the policy's reasons.
    ///
    /// # Errors
    /// As [`queue::close`].
    pub fn close(&self, post: PostId, reason: &str) -> Result<()> {
        self.write(|tx| queue::close(tx, &self.town.policy, self.actor.moderator()?, post, reason))
    }

    /// Looks at a list of the queue.
    #[must_use]
    pub fn queue(&self, list: List) -> Page {
        self.search(list, "")
    }

    /// Looks at a list for posts with these words.
    #[must_use]
    pub fn search(&self, list: List, words: &str) -> Page {
        let filter = Filter { list, account: None, department: None, content: None, words: words.to_owned() };
        self.town.read(|reader| queue::page(reader, &filter, self.id(), self.town.now(), 0, 100))
    }

    /// Looks at a post.
    #[must_use]
    pub fn view(&self, post: PostId) -> PostView {
        let abilities = |_: &register::Account| Some(self.town.platform.abilities());
        let desk = Desk {
            policy: &self.town.policy,
            lexicon: &self.town.lexicon,
            abilities: &abilities,
            me: self.actor,
            now: self.town.now(),
        };
        self.town.read(|reader| queue::view(reader, desk, post))
    }

    /// The newest evidence of a post.
    #[must_use]
    pub fn evidence(&self, post: PostId) -> Option<Summary> {
        self.town.read(|reader| evidence::newest(reader, post))
    }

    /// The sheet for a report to the police.
    ///
    /// # Errors
    /// As [`queue::police_sheet`].
    pub fn police_sheet(&self, post: PostId) -> Result<Pdf> {
        let (policy, at) = (&self.town.policy, self.town.now());
        self.town.logbook.read(|reader| queue::police_sheet(reader, policy, self.actor, post, at))
    }

    /// The same, written out to a file.
    ///
    /// # Errors
    /// As [`queue::police_sheet`].
    pub fn save_police_sheet(&self, post: PostId) -> Result<()> {
        let digest = Digest::of(&self.police_sheet(post)?.bytes);
        self.write(|_| Ok(((), Entry::PoliceSheetSaved { post, digest })))
    }
}

/// The fields of the diary as they stand, under a number.
fn written(sent: &Forwarded, number: &str) -> Result<DiaryFields> {
    Ok(DiaryFields {
        number: RegistrationNumber::parse(number)?,
        received_on: sent.received_on.clone(),
        correspondent: sent.correspondent.clone(),
        concerns: sent.concerns.clone(),
        public_line: sent.public_line.clone(),
    })
}
