//! What people decide on posts.

use super::Person;
use chrono::TimeDelta;
use uppsikt_core::{
    action::{self, Action, Blocking, Hands as _, Wording},
    evidence::{self, ConfirmedGaps, Sealing},
    flagging::own_reply::Reminder,
    intake, queue,
    words::{ActionId, AttachmentId, EvidenceId, PostId, Result, Timestamp},
};

impl Person<'_> {
    /// Seals evidence of a post.
    ///
    /// # Errors
    /// As [`evidence::seal`].
    pub fn seal(&self, post: PostId) -> Result<EvidenceId> {
        let key = self.town.secrets.seal_key()?;
        let sealing = Sealing { key: &key, lexicon: &self.town.lexicon, policy: &self.town.policy };
        self.write(|tx| {
            let post = intake::post(tx, post)?;
            let (sealed, entry) = evidence::seal(tx, self.actor.moderator()?, &post, sealing)?;
            Ok((sealed.id(), entry))
        })
    }

    /// Seals evidence and removes the post on a ground.
    ///
    /// # Errors
    /// As [`Person::seal`] and [`queue::remove`].
    pub fn remove(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        self.remove_on(post, evidence, ground)
    }

    /// Removes the post on evidence that was sealed before.
    ///
    /// # Errors
    /// As [`queue::remove`].
    pub fn remove_on(&self, post: PostId, evidence: EvidenceId, ground: &str) -> Result<ActionId> {
        let policy = &self.town.policy;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::remove(tx, policy, by, post, evidence, ground, "", "")?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and hides the post.
    ///
    /// # Errors
    /// As [`queue::hide`].
    pub fn hide(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::hide(tx, &self.town.policy, by, post, evidence, ground, "")?;
            Ok((id, entry))
        })
    }

    /// Answers the post, having seen whatever a reply with these words is reminded of.
    ///
    /// # Errors
    /// As [`queue::reply`].
    pub fn reply(&self, post: PostId, text: &str) -> Result<ActionId> {
        let wording = Wording { longest: 8000, signature: String::new() };
        self.reply_having_seen(post, text, &wording, &self.reminders(text))
    }

    /// Answers the post as its account wants answers to look, having seen these reminders.
    ///
    /// # Errors
    /// As [`queue::reply`].
    pub fn reply_having_seen(
        &self,
        post: PostId,
        text: &str,
        wording: &Wording,
        seen: &[Reminder],
    ) -> Result<ActionId> {
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let answer = queue::Answer { text, wording, seen };
            let ((id, _), entry) = queue::reply(tx, &self.town.policy, &self.town.lexicon, by, post, answer)?;
            Ok((id, entry))
        })
    }

    /// What a reply with these words is reminded of.
    #[must_use]
    pub fn reminders(&self, text: &str) -> Vec<Reminder> {
        self.town.read(|reader| queue::reminders(reader, &self.town.policy, &self.town.lexicon, text))
    }

    /// Shows a hidden post again, and says why.
    ///
    /// # Errors
    /// As [`queue::unhide`].
    pub fn unhide(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::unhide(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and shuts the author of the post out for so many days, to be looked at again after so many.
    ///
    /// # Errors
    /// As [`queue::block`].
    pub fn block(&self, post: PostId, ground: &str, reason: &str, ends: i64, review: i64) -> Result<ActionId> {
        self.seal(post)?;
        self.block_on_what_there_is(post, ground, reason, ends, review)
    }

    /// The same without sealing anything first.
    ///
    /// # Errors
    /// As [`queue::block`].
    pub fn block_on_what_there_is(
        &self,
        post: PostId,
        ground: &str,
        reason: &str,
        ends: i64,
        review: i64,
    ) -> Result<ActionId> {
        self.write(|tx| {
            let blocking = Blocking {
                ground: ground.to_owned(),
                reason: reason.to_owned(),
                ends_at: tx.at() + TimeDelta::days(ends),
                review_at: tx.at() + TimeDelta::days(review),
            };
            let ((id, _), entry) = queue::block(tx, &self.town.policy, self.actor.moderator()?, post, &blocking)?;
            Ok((id, entry))
        })
    }

    /// Lets the author of the post in again.
    ///
    /// # Errors
    /// As [`queue::unblock`].
    pub fn unblock(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::unblock(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Looks at a block again and lets it go on for so many days, to be looked at again after so many.
    ///
    /// # Errors
    /// As [`queue::review_block`].
    pub fn review_block(&self, post: PostId, reason: &str, ends: i64, review: i64) -> Result<()> {
        self.write(|tx| {
            let (ends_at, review_at) = (tx.at() + TimeDelta::days(ends), tx.at() + TimeDelta::days(review));
            queue::review_block(tx, &self.town.policy, self.actor.moderator()?, post, reason, ends_at, review_at)
        })
    }

    /// Closes the thread of the post for comments.
    ///
    /// # Errors
    /// As [`queue::close_thread`].
    pub fn close_thread(&self, post: PostId, reason: &str, sure: bool) -> Result<ActionId> {
        let removes = self.town.platform.abilities().closing_removes;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::close_thread(tx, &self.town.policy, by, post, reason, removes, sure)?;
            Ok((id, entry))
        })
    }

    /// Opens the thread of the post again.
    ///
    /// # Errors
    /// As [`queue::open_thread`].
    pub fn open_thread(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::open_thread(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and proposes a removal to a second person.
    ///
    /// # Errors
    /// As [`queue::ask_second`].
    pub fn ask_second(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        let policy = &self.town.policy;
        self.write(|tx| queue::ask_second(tx, policy, self.actor.moderator()?, post, evidence, ground, "", ""))
    }

    /// Removes what may not be copied; nothing when a colleague has been asked first.
    ///
    /// # Errors
    /// As [`queue::remove_without_copy`].
    pub fn remove_without_copy(&self, post: PostId, ground: &str) -> Result<Option<(ActionId, Timestamp)>> {
        let policy = &self.town.policy;
        self.write(|tx| queue::remove_without_copy(tx, policy, self.actor.moderator()?, post, ground, ""))
    }

    /// Seals evidence of a post without the files that the platform no longer gives.
    ///
    /// # Errors
    /// As [`evidence::seal_lacking`].
    pub fn seal_without(&self, post: PostId, without: &[AttachmentId]) -> Result<EvidenceId> {
        let key = self.town.secrets.seal_key()?;
        let sealing = Sealing { key: &key, lexicon: &self.town.lexicon, policy: &self.town.policy };
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let lacking = ConfirmedGaps::of(tx, by, post, without)?;
            let post = intake::post(tx, post)?;
            let (sealed, entry) = evidence::seal_lacking(tx, by, &post, sealing, &lacking)?;
            Ok((sealed.id(), entry))
        })
    }

    /// Answers what a colleague proposed.
    ///
    /// # Errors
    /// As [`queue::second_answer`].
    pub fn second_answer(&self, id: ActionId, agree: bool) -> Result<()> {
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let (_, entry) = queue::second_answer(tx, &self.town.policy, by, id, agree, "")?;
            Ok(((), entry))
        })
    }

    /// Decides once more what failed.
    ///
    /// # Errors
    /// As [`queue::again`].
    pub fn again(&self, id: ActionId) -> Result<Action> {
        self.write(|tx| {
            let ((again, _), entry) = queue::again(tx, &self.town.policy, self.actor.moderator()?, id)?;
            Ok((again, entry))
        })
    }

    /// Has looked at the platform, and says whether an uncertain reply is there.
    ///
    /// # Errors
    /// As [`action::settle_uncertain`].
    pub fn saw(&self, id: ActionId, happened: bool) -> Result<()> {
        self.write(|tx| {
            let (settled, entry) = action::settle_uncertain(tx, self.actor.moderator()?, id, happened)?;
            queue::settle(tx, &self.town.policy, settled.post)?;
            Ok(((), entry))
        })
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// As [`action::withdraw`].
    pub fn withdraw(&self, id: ActionId) -> Result<Action> {
        self.write(|tx| {
            let (withdrawn, entry) = action::withdraw(tx, self.actor.moderator()?, id)?;
            queue::settle(tx, &self.town.policy, withdrawn.post)?;
            Ok((withdrawn, entry))
        })
    }
}
