//! Decisions: to remove, hide, reply, and to take such a decision back while it can be.
//!
//! Each answers as soon as the decision is kept. Carrying it out is the rounds' business: they see it in the logbook.

use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk, abilities},
};
use serde::Serialize;
use tauri::State;
use uppsikt_core::{
    action::{self, ActionKind, Blocking, Wording},
    evidence::{self, Sealing},
    flagging::own_reply::Reminder,
    intake,
    logbook::Reader,
    policy::Policy,
    queue, register,
    words::{ActionId, Actor, Error, EvidenceId, PostId, Refusal, Result, Timestamp},
};

/// A decision that was made, and until when it can be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// The decision.
    pub action: ActionId,
    /// Until when it can be withdrawn.
    pub hold_until: Timestamp,
    /// What was decided.
    pub what: ActionKind,
}

impl Decided {
    fn on(what: ActionKind) -> impl Fn((ActionId, Timestamp)) -> Decided {
        move |(action, hold_until)| Decided { action, hold_until, what }
    }
}

/// Decides to take a post away. Nothing is answered when a second person has to agree and has been asked.
#[tauri::command]
#[specta::specta]
pub async fn post_remove(
    desk: State<'_, Desk>,
    post: PostId,
    evidence: EvidenceId,
    ground: String,
    reason: String,
    with_notice: bool,
) -> Answer<Option<Decided>> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let notice = if with_notice { notice(desk, &policy, post, &ground)? } else { String::new() };
        let decided =
            desk.write(|tx, me| queue::remove(tx, &policy, me.moderator()?, post, evidence, &ground, &reason, &notice));
        match decided {
            Err(Error::Refused(Refusal::SecondPersonNeeded)) => {
                desk.write(|tx, me| {
                    queue::ask_second(tx, &policy, me.moderator()?, post, evidence, &ground, &reason, &notice)
                })?;
                Ok(None)
            }
            decided => decided.map(Decided::on(ActionKind::Remove)).map(Some),
        }
    })
    .await
}

/// Decides to take away what may not be copied. Nothing is answered when a colleague on duty has to confirm it and has
/// been asked.
#[tauri::command]
#[specta::specta]
pub async fn post_remove_without_copy(
    desk: State<'_, Desk>,
    post: PostId,
    ground: String,
    reason: String,
) -> Answer<Option<Decided>> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let decided =
            desk.write(|tx, me| queue::remove_without_copy(tx, &policy, me.moderator()?, post, &ground, &reason))?;
        Ok(decided.map(Decided::on(ActionKind::RemoveWithoutCopy)))
    })
    .await
}

/// What the author is told in the thread: made of the ground and the municipality's own words only.
fn notice(desk: &OpenDesk, policy: &Policy, post: PostId, ground: &str) -> Result<String> {
    let ground = policy.ground(ground)?;
    desk.read(|reader, me| {
        let platform = register::account(reader, intake::post(reader, post)?.account)?.platform;
        Ok(policy.removal_notice(ground, &queue::own_words(reader, policy, platform, me)?)?)
    })
}

/// Decides to hide a post, on the newest evidence of it.
#[tauri::command]
#[specta::specta]
pub async fn post_hide(desk: State<'_, Desk>, post: PostId, ground: String, reason: String) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| {
            let evidence = evidence::newest(tx, post)?.ok_or(Refusal::EvidenceMissing)?.id;
            queue::hide(tx, &policy, me.moderator()?, post, evidence, &ground, &reason)
        })
        .map(Decided::on(ActionKind::Hide))
    })
    .await
}

/// Decides to show a hidden post again.
#[tauri::command]
#[specta::specta]
pub async fn post_unhide(desk: State<'_, Desk>, post: PostId, reason: String) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::unhide(tx, &policy, me.moderator()?, post, &reason))
            .map(Decided::on(ActionKind::Unhide))
    })
    .await
}

/// Decides to shut the author of a post out of the account, on the newest evidence of the post or on the decision that there
/// may be none.
#[tauri::command]
#[specta::specta]
pub async fn post_block(
    desk: State<'_, Desk>,
    post: PostId,
    ground: String,
    reason: String,
    ends_at: Timestamp,
    review_at: Timestamp,
) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let blocking = Blocking { ground, reason, ends_at, review_at };
        desk.write(|tx, me| queue::block(tx, &policy, me.moderator()?, post, &blocking))
            .map(Decided::on(ActionKind::Block))
    })
    .await
}

/// Decides to let the author of a post in again.
#[tauri::command]
#[specta::specta]
pub async fn post_unblock(desk: State<'_, Desk>, post: PostId, reason: String) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::unblock(tx, &policy, me.moderator()?, post, &reason))
            .map(Decided::on(ActionKind::Unblock))
    })
    .await
}

/// Looks at a block again: it goes on until then.
#[tauri::command]
#[specta::specta]
pub async fn block_review(
    desk: State<'_, Desk>,
    post: PostId,
    reason: String,
    ends_at: Timestamp,
    review_at: Timestamp,
) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::review_block(tx, &policy, me.moderator()?, post, &reason, ends_at, review_at))
    })
    .await
}

/// Decides to close the thread of a post for comments. Where that takes the comments away they are sealed first, one by one,
/// and `sure` says that it was asked twice.
#[tauri::command]
#[specta::specta]
pub async fn thread_close(desk: State<'_, Desk>, post: PostId, reason: String, sure: bool) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let removes = desk.read(|reader, _| {
            let account = register::account(reader, intake::post(reader, post)?.account)?;
            Ok(abilities(reader, &account)?.is_some_and(|abilities| abilities.closing_removes))
        })?;
        if removes && sure {
            seal_comments(desk, post)?;
        }
        desk.write(|tx, me| queue::close_thread(tx, &policy, me.moderator()?, post, &reason, removes, sure))
            .map(Decided::on(ActionKind::Close))
    })
    .await
}

/// Seals every comment of a thread that is not sealed as it stands.
fn seal_comments(desk: &OpenDesk, post: PostId) -> Result<()> {
    let unsealed = desk.read(|reader, _| {
        let mut unsealed = Vec::new();
        for comment in intake::comments_standing(reader, &intake::post(reader, post)?)? {
            let newest = evidence::newest(reader, comment.id)?;
            if newest.is_none_or(|evidence| evidence.revision != comment.latest) {
                unsealed.push(comment.id);
            }
        }
        Ok(unsealed)
    })?;
    let key = desk.secrets.seal_key()?;
    for comment in unsealed {
        desk.write(|tx, me| {
            // What may not be copied refuses: it has its own way out of the thread, and goes first (FL3).
            let comment = intake::post(tx, comment)?;
            let sealing = Sealing { key: &key, lexicon: &desk.lexicon(), policy: &desk.policy() };
            let (_, entry) = evidence::seal(tx, me.moderator()?, &comment, sealing)?;
            Ok(((), entry))
        })?;
    }
    Ok(())
}

/// Decides to open the thread of a post again.
#[tauri::command]
#[specta::specta]
pub async fn thread_open(desk: State<'_, Desk>, post: PostId, reason: String) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::open_thread(tx, &policy, me.moderator()?, post, &reason))
            .map(Decided::on(ActionKind::Open))
    })
    .await
}

/// Decides to publish a reply. `seen` are the reminders that its writer has seen, and sends it all the same.
#[tauri::command]
#[specta::specta]
pub async fn post_reply(desk: State<'_, Desk>, post: PostId, text: String, seen: Vec<Reminder>) -> Answer<Decided> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| {
            let wording = wording(tx, &policy, post, me)?;
            let answer = queue::Answer { text: &text, wording: &wording, seen: &seen };
            queue::reply(tx, &policy, &desk.lexicon(), me.moderator()?, post, answer)
        })
        .map(Decided::on(ActionKind::Reply))
    })
    .await
}

/// What a reply must look like where it will stand.
fn wording(reader: &Reader<'_>, policy: &Policy, post: PostId, me: &Actor) -> Result<Wording> {
    let account = register::account(reader, intake::post(reader, post)?.account)?;
    let rule = policy.signature(account.platform.word()).filter(|rule| rule.required);
    Ok(Wording {
        longest: abilities(reader, &account)?.map_or(0, |abilities| abilities.longest_reply),
        signature: rule.map(|rule| rule.signature(me.initials())).unwrap_or_default(),
    })
}

/// Answers a colleague who asked for a second person.
#[tauri::command]
#[specta::specta]
pub async fn second_answer(
    desk: State<'_, Desk>,
    action: ActionId,
    agree: bool,
    reason: String,
) -> Answer<Option<Decided>> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let decided =
            desk.write(|tx, me| queue::second_answer(tx, &policy, me.moderator()?, action, agree, &reason))?;
        let what = desk.read(|reader, _| action::action(reader, action))?.kind;
        Ok(decided.map(Decided::on(what)))
    })
    .await
}

/// Takes a decision back before it is carried out.
#[tauri::command]
#[specta::specta]
pub async fn action_withdraw(desk: State<'_, Desk>, action: ActionId) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            let (withdrawn, entry) = action::withdraw(tx, me.moderator()?, action)?;
            queue::settle(tx, &desk.policy(), withdrawn.post)?;
            Ok(((), entry))
        })
    })
    .await
}

/// Decides once more what failed, or what turned out not to have been done.
#[tauri::command]
#[specta::specta]
pub async fn action_again(desk: State<'_, Desk>, action: ActionId) -> Answer<Decided> {
    desk.run(move |desk| {
        let (decided, hold_until) = desk.write(|tx, me| queue::again(tx, &desk.policy(), me.moderator()?, action))?;
        Ok(Decided { action, hold_until, what: decided.kind })
    })
    .await
}

/// A person has looked at the platform and says whether an uncertain reply was published.
#[tauri::command]
#[specta::specta]
pub async fn action_settle(desk: State<'_, Desk>, action: ActionId, happened: bool) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            let (settled, entry) = action::settle_uncertain(tx, me.moderator()?, action, happened)?;
            queue::settle(tx, &desk.policy(), settled.post)?;
            Ok(((), entry))
        })
    })
    .await
}

/// A person has done on the service itself what was decided, and has seen that it is so.
#[tauri::command]
#[specta::specta]
pub async fn action_done(desk: State<'_, Desk>, action: ActionId) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write_if(|tx, me| action::destroy_by_hand(tx, me.moderator()?, action))?;
        desk.write(|tx, me| {
            let (_, entry) = queue::done_by_hand(tx, &policy, me.moderator()?, action)?;
            Ok(((), entry))
        })
    })
    .await
}
