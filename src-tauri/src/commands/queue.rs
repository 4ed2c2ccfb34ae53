//! The queue: its lists, one post, and everything that is done with a post short of a decision.

use crate::{
    answer::Answer,
    desk::{Desk, abilities},
};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;
use uppsikt_core::{
    action,
    flagging::{self, picture::Tesseract},
    intake,
    logbook::Entry,
    queue::{self, Filter, Page, PostView},
    register,
    words::{ActorId, DepartmentId, Fault, FlagId, PostId, Refusal, Result, Timestamp},
};

/// The most rows that are given at a time.
const MOST_ROWS: u32 = 500;

/// A part of a list.
#[tauri::command]
#[specta::specta]
pub async fn queue_page(desk: State<'_, Desk>, filter: Filter, offset: u32, limit: u32) -> Answer<Page> {
    desk.run(move |desk| {
        let now = desk.now();
        desk.read(|reader, me| {
            me.may_read()?;
            queue::page(reader, &filter, me.id(), now, offset, limit.min(MOST_ROWS))
        })
    })
    .await
}

/// Everything about one post.
#[tauri::command]
#[specta::specta]
pub async fn queue_post(desk: State<'_, Desk>, post: PostId) -> Answer<PostView> {
    desk.run(move |desk| {
        let (policy, lexicon, now) = (desk.policy(), desk.lexicon(), desk.now());
        let mut view = desk.read(|reader, me| {
            me.may_read()?;
            let account = register::account(reader, intake::post(reader, post)?.account)?;
            let can = abilities(reader, &account)?;
            let at = queue::Desk { policy: &policy, lexicon: &lexicon, abilities: &|_| can, me, now };
            queue::view(reader, at, post)
        })?;
        if !view.attachments.is_empty() && desk.aids().eyes.is_none() {
            view.eyes_missing = Tesseract::find().err();
        }
        Ok(view)
    })
    .await
}

/// A moderator has opened a post: they hold it from now on, and have read it. Others only look.
#[tauri::command]
#[specta::specta]
pub async fn post_opened(desk: State<'_, Desk>, post: PostId) -> Answer<()> {
    desk.run(move |desk| {
        let minutes = desk.policy().limits().claim_minutes;
        if desk.me()?.moderator().is_err() {
            return Ok(());
        }
        let claimed = desk.write_if(|tx, me| queue::claim(tx, me.moderator()?, post, minutes));
        desk.write_if(|tx, me| intake::mark_read(tx, me.moderator()?, post))?;
        claimed
    })
    .await
}

/// Holds a post.
#[tauri::command]
#[specta::specta]
pub async fn queue_claim(desk: State<'_, Desk>, post: PostId) -> Answer<()> {
    desk.run(move |desk| {
        let minutes = desk.policy().limits().claim_minutes;
        desk.write_if(|tx, me| queue::claim(tx, me.moderator()?, post, minutes))
    })
    .await
}

/// Gives a post back.
#[tauri::command]
#[specta::specta]
pub async fn queue_release(desk: State<'_, Desk>, post: PostId) -> Answer<()> {
    desk.run(move |desk| desk.write_if(|tx, me| queue::release(tx, me.moderator()?, post))).await
}

/// Saves a draft as it is typed.
#[tauri::command]
#[specta::specta]
pub async fn draft_save(desk: State<'_, Desk>, post: PostId, text: String) -> Answer<()> {
    desk.run(move |desk| {
        desk.write_if(|tx, me| {
            let by = me.moderator()?;
            let kept = action::draft(tx, by, post)?.map(|(text, _)| text).unwrap_or_default();
            if kept == text { Ok(None) } else { action::keep_draft(tx, by, post, &text).map(Some) }
        })
    })
    .await
}

/// Closes a post that needs nothing more.
#[tauri::command]
#[specta::specta]
pub async fn post_done(desk: State<'_, Desk>, post: PostId, reason: String) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::close(tx, &policy, me.moderator()?, post, &reason))
    })
    .await
}

/// Opens a closed post again.
#[tauri::command]
#[specta::specta]
pub async fn post_reopen(desk: State<'_, Desk>, post: PostId) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::reopen(tx, &policy, me.moderator()?, post))
    })
    .await
}

/// Puts a post aside until a time.
#[tauri::command]
#[specta::specta]
pub async fn post_rest(desk: State<'_, Desk>, post: PostId, until: Timestamp, reason: String) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::rest(tx, &policy, me.moderator()?, post, until, &reason))
    })
    .await
}

/// Takes a resting post up again.
#[tauri::command]
#[specta::specta]
pub async fn post_wake(desk: State<'_, Desk>, post: PostId) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| queue::wake(tx, &policy, me.moderator()?, post))
    })
    .await
}

/// Gives a post to a person or a department, or to nobody in particular.
#[tauri::command]
#[specta::specta]
pub async fn post_assign(
    desk: State<'_, Desk>,
    post: PostId,
    person: Option<ActorId>,
    department: Option<DepartmentId>,
) -> Answer<()> {
    desk.run(move |desk| desk.write(|tx, me| queue::assign(tx, me.moderator()?, post, person, department))).await
}

/// Writes a working note.
#[tauri::command]
#[specta::specta]
pub async fn post_note(desk: State<'_, Desk>, post: PostId, text: String) -> Answer<()> {
    desk.run(move |desk| desk.write(|tx, me| queue::keep_note(tx, me.moderator()?, post, &text))).await
}

/// Says that a flag is wrong, or takes that back. What the post demands may be another thing then.
#[tauri::command]
#[specta::specta]
pub async fn flag_judge(desk: State<'_, Desk>, flag: FlagId, wrong: bool) -> Answer<()> {
    desk.run(move |desk| {
        let policy = desk.policy();
        desk.write(|tx, me| {
            let ((), entry) = flagging::kept::judge(tx, me.moderator()?, flag, wrong)?;
            if let Entry::FlagJudged { post, .. } = entry {
                queue::settle(tx, &policy, post)?;
            }
            Ok(((), entry))
        })
    })
    .await
}

/// Shows a post on its platform, in the person's own browser.
#[tauri::command]
#[specta::specta]
pub async fn open_on_platform(desk: State<'_, Desk>, app: AppHandle, post: PostId) -> Answer<()> {
    desk.run(move |desk| {
        let address = desk.read(|reader, _| intake::post(reader, post))?.permalink;
        let address = web_address(&address)?;
        let opened = app.opener().open_url(address, None::<&str>);
        opened.map_err(|cause| Fault::of("open the browser", cause).into())
    })
    .await
}

/// An address for a browser and nothing else: what a platform calls an address may name a file or a program.
pub(super) fn web_address(address: &str) -> Result<&str, Refusal> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    if web && !address.contains(char::is_whitespace) { Ok(address) } else { Err(Refusal::AddressMalformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_opened() {
        assert!(web_address("https://www.facebook.com/lillvik/posts/1").is_ok());
        for other in ["", "file:///etc/passwd", "javascript:alert(1)", "https://a b", "--help"] {
            assert_eq!(web_address(other), Err(Refusal::AddressMalformed), "{other}");
        }
    }
}
