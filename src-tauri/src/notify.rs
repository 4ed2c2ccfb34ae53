//! Notifications at the desktop of new grave posts, each with the way to its post.
//!
//! They say which account and which ground, never what a citizen wrote or who they are: the desktop may be seen by
//! anybody who passes.

use crate::{
    commands::settings,
    desk::OpenDesk,
    raise,
    rounds::{self, OpenPost},
};
use std::{
    sync::mpsc::{self, Sender},
    thread,
};
use tauri::AppHandle;
use uppsikt_core::{
    flagging::{Flag, FlagState, Severity},
    queue, register,
    words::{PostId, Result},
};

/// More than so many at once are told as one.
const MOST: usize = 3;

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The post that it leads to.
    pub post: PostId,
    /// Its first line.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// The notifications that these new posts deserve: none for most, and none when the person wants peace.
///
/// # Errors
/// A fault of the database.
pub fn notices(desk: &OpenDesk, new: &[PostId]) -> Result<Vec<Notice>> {
    let Some(me) = desk.person()? else { return Ok(Vec::new()) };
    desk.logbook.read(|reader| {
        if !settings::notifies(reader, me.id)? {
            return Ok(Vec::new());
        }
        let mut notices = Vec::new();
        for post in new {
            let facts = queue::facts(reader, *post)?;
            let grave = |flag: &&Flag| flag.state == FlagState::Open && flag.severity == Severity::Grave;
            let Some(flag) = facts.flags.iter().find(grave).filter(|_| !facts.post.ours) else { continue };
            let ground = desk.lexicon().rule(&flag.rule).map(|rule| rule.ground.clone()).unwrap_or_default();
            let account = register::account(reader, facts.post.account)?.name;
            notices.push(Notice {
                post: *post,
                title: "Allvarligt inlägg".to_owned(),
                text: if ground.is_empty() { account } else { format!("{account}: {ground}") },
            });
        }
        Ok(together(notices))
    })
}

fn together(notices: Vec<Notice>) -> Vec<Notice> {
    match notices.first() {
        Some(first) if notices.len() > MOST => vec![Notice {
            post: first.post,
            title: "Allvarliga inlägg".to_owned(),
            text: format!("{} nya inlägg behöver läsas genast.", notices.len()),
        }],
        _ => notices,
    }
}

/// Shows notifications, on a thread of its own: a notifier that does not answer keeps nobody waiting.
pub struct Notifier {
    to: Option<Sender<Notice>>,
}

impl Notifier {
    /// Begins to show.
    #[must_use]
    pub fn begin(app: &AppHandle) -> Notifier {
        let (to, from) = mpsc::channel::<Notice>();
        let app = app.clone();
        let started = thread::Builder::new().name("notify".to_owned()).spawn(move || {
            for notice in from {
                show(&app, &notice);
            }
        });
        if let Err(cause) = &started {
            tracing::warn!("Could not start the thread that notifies: {cause}");
        }
        Notifier { to: started.is_ok().then_some(to) }
    }

    /// Shows one as soon as may be.
    pub fn send(&self, notice: Notice) {
        // Without a thread there is nobody to notify; that was logged when it did not start.
        let _ = self.to.as_ref().map(|to| to.send(notice));
    }
}

fn show(app: &AppHandle, notice: &Notice) {
    let mut wanted = notify_rust::Notification::new();
    wanted
        .appname("Uppsikt")
        .icon("uppsikt-desktop")
        .summary(&notice.title)
        .body(&as_text(&notice.text))
        .action("default", "Öppna")
        .action("open", "Öppna");
    let shown = match wanted.show() {
        Ok(shown) => shown,
        Err(cause) => {
            tracing::warn!("Could not notify: {cause}");
            return;
        }
    };
    await_answer(app, notice.post, shown);
}

/// Waits, aside, for the person to choose the notification.
#[cfg(all(unix, not(target_os = "macos")))]
fn await_answer(app: &AppHandle, post: PostId, shown: notify_rust::NotificationHandle) {
    let app = app.clone();
    let waits = thread::Builder::new().name("notified".to_owned()).spawn(move || {
        shown.wait_for_action(|action| {
            if matches!(action, "default" | "open") {
                raise(&app);
                rounds::tell(&app, &OpenPost { post });
            }
        });
    });
    if let Err(cause) = waits {
        tracing::warn!("Could not wait for an answer to a notification: {cause}");
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn await_answer<T>(_app: &AppHandle, _post: PostId, _shown: T) {}

/// Some notifiers read the text as markup.
fn as_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uppsikt_core::words::Id;

    #[test]
    fn a_flood_is_told_as_one() {
        let notice =
            |n| Notice { post: PostId::from_number(n), title: "Allvarligt inlägg".into(), text: "Simhallen".into() };
        assert_eq!(together((1..=3).map(notice).collect()).len(), 3);
        let one = together((1..=40).map(notice).collect());
        assert_eq!(one.len(), 1);
        assert_eq!(
            (one[0].post, one[0].text.as_str()),
            (PostId::from_number(1), "40 nya inlägg behöver läsas genast.")
        );
    }

    #[test]
    fn a_name_is_text() {
        assert_eq!(as_text("Bad & <b>sim</b>"), "Bad &amp; &lt;b&gt;sim&lt;/b&gt;");
    }
}
