//! Reading a wiki, a round at a time: what was edited since the last round, then what its log says was hidden, shown again
//! or deleted.
//!
//! An edit never changes, so none is read twice for its words' sake; what can happen to one stands in the log.

use super::{
    MediaWiki,
    decode::{self, Me, content, edit_named, page_ref, pages},
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        attached, reading,
        round::{Round, Stage, advance},
        transport::outage,
    },
    words::Timestamp,
};
use chrono::{DateTime, SecondsFormat};
use serde_json::Value;
use std::collections::BTreeMap;

/// Edits whose words are asked for at once: with what stood there before, a wiki tells of fifty.
const AT_ONCE: usize = 25;

impl Source for MediaWiki {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        let me = if round.begins() { self.proved()? } else { self.me()? };
        advance(round, |round, batch| match round.stage {
            Stage::Own => self.edited(&me, round, batch),
            Stage::Others | Stage::Mentions | Stage::Messages => self.spoken_to(&me, round, batch),
            Stage::Threads | Stage::Rest => self.logged(&me, round, batch),
        })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let id = edit_named(at).ok_or_else(|| outage(OutageKind::Refused, "that is not the name of an edit"))?;
        let me = self.me()?;
        let answer = self.revisions(&[id])?;
        let Some((page, revision)) = found(&answer, id) else { return self.deleted(&me, id) };
        if decode::is_removed(revision) {
            return self.by_log(&me, page, reading::text(revision, "user").as_deref(), Some(id)).map(Look::Gone);
        }
        let before = self.before(revision)?;
        match decode::edit(page, revision, &before, &me, &self.index()) {
            Ok(post) => Ok(Look::Standing(Box::new(post))),
            // Its words are hidden from us too: for everybody but the wiki's keepers it is gone.
            Err(_) if content(revision).is_none() => Ok(Look::Gone(GoneBy::Platform)),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.transport.as_ref(), address, &self.api)
    }
}

impl MediaWiki {
    /// Where the wiki's pages are.
    pub(super) fn index(&self) -> String {
        self.api.strip_suffix("api.php").map_or_else(|| self.api.clone(), |folder| format!("{folder}index.php"))
    }

    /// One page of the list of edits, oldest first, and the words of each.
    fn edited(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let watched = self.only_watched(me);
        let since = moment(round.since_last());
        let mut fields = if watched {
            vec![
                ("list", "watchlist".into()),
                ("wlallrev", "1".into()),
                ("wlprop", "ids|title|user|comment|timestamp|flags".into()),
                ("wltype", "edit|new".into()),
                ("wldir", "newer".into()),
                ("wlstart", since),
                ("wllimit", "50".into()),
            ]
        } else {
            vec![
                ("list", "recentchanges".into()),
                ("rcprop", "ids|title|user|comment|timestamp|flags".into()),
                ("rctype", "edit|new".into()),
                ("rcdir", "newer".into()),
                ("rcstart", since),
                ("rclimit", "50".into()),
            ]
        };
        let (list, on) = if watched { ("watchlist", "wlcontinue") } else { ("recentchanges", "rccontinue") };
        if let Some(at) = &round.page {
            fields.push((on, at.clone()));
        }
        let answer = self.query(fields)?;
        let items = answer.get("query").map_or(&[][..], |query| reading::list(query, list));
        let mut ids = Vec::new();
        for item in items {
            match decode::changed(item) {
                Ok(id) => ids.extend(id),
                Err(why) => batch.trouble.push(why),
            }
        }
        self.bring(me, &ids, batch)?;
        match decode::following(&answer, on).filter(|next| round.page.as_ref() != Some(next)) {
            Some(next) => round.page = Some(next),
            None => round.next(Stage::Others),
        }
        Ok(())
    }

    /// What was written on the account's own talk page. In a whole wiki it is among the edits already.
    fn spoken_to(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        if self.only_watched(me) {
            let answer = self.query(vec![
                ("prop", "revisions".into()),
                ("titles", format!("User talk:{}", me.name)),
                ("rvprop", "ids|timestamp".into()),
                ("rvlimit", "50".into()),
                ("rvend", moment(round.since_last())),
            ])?;
            let revisions = pages(&answer).into_iter().flat_map(|page| reading::list(page, "revisions"));
            let ids: Vec<u64> = revisions.filter_map(|one| reading::count(one, "revid")).collect();
            self.bring(me, &ids, batch)?;
        }
        round.next(Stage::Threads);
        Ok(())
    }

    /// One page of the log of what was hidden, shown again, deleted or restored, oldest first.
    fn logged(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let mut fields = vec![
            ("list", "logevents".into()),
            ("letype", "delete".into()),
            ("leprop", "ids|title|type|user|timestamp|details".into()),
            ("ledir", "newer".into()),
            ("lestart", moment(round.since_last())),
            ("lelimit", "50".into()),
        ];
        if let Some(at) = &round.page {
            fields.push(("lecontinue", at.clone()));
        }
        let answer = self.query(fields)?;
        let entries = answer.get("query").map_or(&[][..], |query| reading::list(query, "logevents"));
        for entry in entries {
            let page = reading::count(entry, "logpage").filter(|page| *page > 0);
            match (reading::text(entry, "action").as_deref(), page) {
                // Each of its edits is asked for by name.
                (Some("delete"), Some(page)) => {
                    batch.covered.push(Covered { root: page_ref(page), since: DateTime::UNIX_EPOCH });
                }
                (Some("revision"), _) => {
                    let ids = decode::touched(entry);
                    self.bring_known(me, &ids, batch)?;
                }
                (Some("restore"), Some(page)) => {
                    let answer = self.query(vec![
                        ("prop", "revisions".into()),
                        ("pageids", page.to_string()),
                        ("rvprop", "ids".into()),
                        ("rvlimit", "50".into()),
                    ])?;
                    let revisions = pages(&answer).into_iter().flat_map(|page| reading::list(page, "revisions"));
                    let ids: Vec<u64> = revisions.filter_map(|one| reading::count(one, "revid")).collect();
                    self.bring_known(me, &ids, batch)?;
                }
                _ => {}
            }
        }
        match decode::following(&answer, "lecontinue").filter(|next| round.page.as_ref() != Some(next)) {
            Some(next) => round.page = Some(next),
            None => round.rest_if_done(),
        }
        Ok(())
    }

    /// Edits that the log names. Where only some pages are watched, the log tells of all the others too.
    fn bring_known(&self, me: &Me, ids: &[u64], batch: &mut Batch) -> Result<(), Outage> {
        let all = !self.only_watched(me);
        self.bring_from(me, ids, |page| all || reading::truth(page, "watched") == Some(true), batch)
    }

    /// Brings edits with the words that each added.
    fn bring(&self, me: &Me, ids: &[u64], batch: &mut Batch) -> Result<(), Outage> {
        self.bring_from(me, ids, |_| true, batch)
    }

    /// Brings edits of pages that are wanted. What is hidden from us is left to be looked for by name.
    fn bring_from(
        &self,
        me: &Me,
        ids: &[u64],
        wanted: impl Fn(&Value) -> bool,
        batch: &mut Batch,
    ) -> Result<(), Outage> {
        for some in ids.chunks(AT_ONCE) {
            let answer = self.revisions(some)?;
            let parents: Vec<u64> = some
                .iter()
                .filter_map(|id| found(&answer, *id))
                .filter_map(|(_, revision)| reading::count(revision, "parentid").filter(|id| *id > 0))
                .filter(|id| found(&answer, *id).is_none())
                .collect();
            let before = if parents.is_empty() { Value::Null } else { self.revisions(&parents)? };
            let mut texts = BTreeMap::new();
            for page in pages(&answer).into_iter().chain(pages(&before)) {
                for revision in reading::list(page, "revisions") {
                    texts.insert(reading::count(revision, "revid"), content(revision).unwrap_or_default());
                }
            }
            for id in some {
                // Deleted since it was listed: the log tells of it.
                let Some((page, revision)) = found(&answer, *id).filter(|(page, _)| wanted(page)) else { continue };
                if decode::is_removed(revision) || content(revision).is_none() {
                    if let (Some(number), Some(at)) =
                        (reading::count(page, "pageid"), reading::instant(revision, "timestamp"))
                    {
                        batch.covered.push(Covered { root: page_ref(number), since: at });
                    }
                    continue;
                }
                let parent = reading::count(revision, "parentid");
                let before = texts.get(&parent).map_or("", String::as_str);
                match decode::edit(page, revision, before, me, &self.index()) {
                    Ok(post) => batch.posts.push(post),
                    Err(why) => batch.trouble.push(why),
                }
            }
        }
        Ok(())
    }

    /// Some edits, with their words and their pages.
    pub(super) fn revisions(&self, ids: &[u64]) -> Result<Value, Outage> {
        let all: Vec<String> = ids.iter().map(u64::to_string).collect();
        self.query(vec![
            ("prop", "revisions|info".into()),
            ("inprop", "watched|protection|associatedpage".into()),
            ("revids", all.join("|")),
            ("rvslots", "main".into()),
            ("rvprop", "ids|timestamp|user|userid|comment|content|flags|sha1".into()),
        ])
    }

    /// What a page held before an edit.
    pub(super) fn before(&self, revision: &Value) -> Result<String, Outage> {
        match reading::count(revision, "parentid").filter(|id| *id > 0) {
            Some(parent) => {
                let answer = self.revisions(&[parent])?;
                Ok(found(&answer, parent).and_then(|(_, before)| content(before)).unwrap_or_default())
            }
            None => Ok(String::new()),
        }
    }

    /// An edit that is on no page any more. Who may see deleted pages is told which page it was on, and so by whom it was
    /// deleted.
    fn deleted(&self, me: &Me, id: u64) -> Result<Look, Outage> {
        let answer = self.query(vec![
            ("prop", "deletedrevisions".into()),
            ("revids", id.to_string()),
            ("drvprop", "ids|user".into()),
        ]);
        let answer = match answer {
            Ok(answer) => answer,
            // Not everybody may see what was deleted; that it is not there, the page itself has said.
            Err(lost) if matches!(lost.kind, OutageKind::Permission | OutageKind::Refused | OutageKind::NotThere) => {
                return Ok(Look::Gone(GoneBy::Unknown));
            }
            Err(lost) => return Err(lost),
        };
        let kept = |page: &&Value| {
            reading::list(page, "deletedrevisions").iter().any(|one| reading::count(one, "revid") == Some(id))
        };
        let Some(page) = pages(&answer).into_iter().find(kept) else { return Ok(Look::Gone(GoneBy::Unknown)) };
        let author = reading::list(page, "deletedrevisions").iter().find_map(|one| reading::text(one, "user"));
        self.by_log(me, page, author.as_deref(), None).map(Look::Gone)
    }

    /// Who hid an edit, or deleted its page, as the wiki's log tells it.
    fn by_log(&self, me: &Me, page: &Value, author: Option<&str>, edit: Option<u64>) -> Result<GoneBy, Outage> {
        let Some(title) = reading::text(page, "title") else { return Ok(GoneBy::Unknown) };
        let answer = self.query(vec![
            ("list", "logevents".into()),
            ("letype", "delete".into()),
            ("letitle", title),
            ("leprop", "ids|type|user|details".into()),
            ("lelimit", "50".into()),
        ])?;
        let entries = answer.get("query").map_or(&[][..], |query| reading::list(query, "logevents"));
        let wanted = |entry: &&Value| match (edit, reading::text(entry, "action").as_deref()) {
            (Some(id), Some("revision")) => decode::touched(entry).contains(&id),
            (None, Some("delete")) => true,
            _ => false,
        };
        let by = entries.iter().find(wanted).and_then(|entry| reading::text(entry, "user"));
        Ok(match by {
            Some(by) if by == me.name => GoneBy::Us,
            Some(by) if Some(by.as_str()) == author => GoneBy::Author,
            Some(_) => GoneBy::Platform,
            None => GoneBy::Unknown,
        })
    }
}

/// An edit in an answer, and its page.
pub(super) fn found(answer: &Value, id: u64) -> Option<(&Value, &Value)> {
    let on = |page: &'_ Value| {
        reading::list(page, "revisions").iter().position(|one| reading::count(one, "revid") == Some(id))
    };
    let page = pages(answer).into_iter().find(|page| on(page).is_some())?;
    let revision = reading::list(page, "revisions").get(on(page)?)?;
    Some((page, revision))
}

fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
