//! Acting on a wiki: answering on talk pages, taking edits out and hiding them, closing pages, shutting people out. Each
//! deed says what the wiki answered.
//!
//! A wiki hides no edit that is the newest of its page, and an edit's words live on in those after it. So an edit is taken
//! out of the page first, and every one that still held its words is hidden with it.

use super::{
    Fields, MediaWiki,
    decode::{self, added, content, edit_named, edit_ref, page_named, pages},
    fetch::found,
};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{Outage, OutageKind, PlatformRef},
    platform::{reading, transport::outage},
};
use serde_json::Value;

/// What a wiki allows to those who keep it. A hidden edit is seen by them alone.
pub(in crate::platform) const ABILITIES: Abilities = Abilities {
    reply: true,
    hide: true,
    hidden_still_seen: false,
    remove: true,
    block: true,
    unblock: true,
    close: true,
    closing_removes: false,
    answers_if_summoned: false,
    longest_reply: 0,
};

/// What stands in the wiki's public log beside a deed.
const REASON: &str = "Moderering";

/// Edits after one that are looked through for its words.
const LATER: &str = "50";

impl Hands for MediaWiki {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        self.say(to, reply.text())
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let id = edit(post)?;
        self.may("deleterevision")?;
        let ids = self.take_out(id)?;
        self.veil(&ids, "hide", "content|comment")
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let id = edit(post)?;
        let ids = self.holding(id, &self.words_of(id)?)?;
        let shown = self.veil(&ids, "show", "content|comment|user")?;
        Ok(Receipt { line: format!("{}; the page is left as it is", shown.line), ..shown })
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.take_away(post)
    }

    fn block(&self, author: &str, _: &PlatformRef) -> Result<Receipt, Outage> {
        // An address may be somebody else's next week; a name stays its owner's.
        let expiry = if author.parse::<std::net::IpAddr>().is_ok() { "1 week" } else { "infinite" };
        let deed = self.change(
            "block",
            &[
                ("user", author.to_owned()),
                ("expiry", expiry.into()),
                ("reason", REASON.into()),
                ("nocreate", "1".into()),
                ("autoblock", "1".into()),
                ("reblock", "1".into()),
            ],
        );
        let answer = match deed {
            Ok(answer) => answer,
            Err(lost) if lost.cause.contains("alreadyblocked") => {
                return Ok(Receipt { platform_ref: None, line: format!("was blocked already, {expiry}") });
            }
            Err(lost) => return Err(lost),
        };
        let id = answer.get("block").and_then(|block| reading::count(block, "id"));
        let id = id.ok_or_else(|| outage(OutageKind::Refused, "the wiki did not confirm the block"))?;
        Ok(Receipt { platform_ref: None, line: format!("block {id}, {expiry}") })
    }

    fn unblock(&self, author: &str) -> Result<Receipt, Outage> {
        let deed = self.change("unblock", &[("user", author.to_owned()), ("reason", REASON.into())]);
        match deed {
            Ok(answer) => {
                let id = answer.get("unblock").and_then(|block| reading::count(block, "id")).unwrap_or(0);
                Ok(Receipt { platform_ref: None, line: format!("block {id} lifted") })
            }
            Err(lost) if lost.cause.contains("cantunblock") => {
                Ok(Receipt { platform_ref: None, line: "was not blocked".to_owned() })
            }
            Err(lost) => Err(lost),
        }
    }

    fn close(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.protect(root, true)
    }

    fn open(&self, root: &PlatformRef) -> Result<Receipt, Outage> {
        self.protect(root, false)
    }

    fn is_blocked(&self, author: &str) -> Result<Option<bool>, Outage> {
        let answer =
            self.query(vec![("list", "blocks".into()), ("bkusers", author.to_owned()), ("bkprop", "id".into())])?;
        let blocks = answer.get("query").map_or(&[][..], |query| reading::list(query, "blocks"));
        Ok(Some(!blocks.is_empty()))
    }

    fn is_closed(&self, root: &PlatformRef) -> Result<Option<bool>, Outage> {
        let page = self.page(page(root)?)?;
        let edit =
            reading::list(&page, "protection").iter().find(|one| reading::text(one, "type").as_deref() == Some("edit"));
        Ok(Some(edit.and_then(|one| reading::text(one, "level")).as_deref() == Some("sysop")))
    }
}

impl MediaWiki {
    /// Answers an edit: below it on a talk page, as a new section on the talk page of any other.
    pub(super) fn say(&self, to: &PlatformRef, text: &str) -> Result<Receipt, Outage> {
        let id = edit(to)?;
        let answer = self.revisions(&[id])?;
        let (page, revision) = found(&answer, id).ok_or_else(|| gone(id))?;
        let title = reading::text(page, "title").ok_or_else(|| outage(OutageKind::Garbled, "the page has no title"))?;
        let talk = page.get("ns").and_then(Value::as_i64).is_some_and(|ns| ns > 0 && ns % 2 == 1);
        // The wiki signs what ends in four tildes with the account's name and the time.
        let said: Fields = if talk {
            let indented: Vec<String> = text.lines().map(|line| format!(": {line}")).collect();
            let mut fields =
                vec![("title", title.clone()), ("appendtext", format!("\n\n{} ~~~~", indented.join("\n")))];
            if let Some(name) = decode::section(revision)
                && let Some(number) = self.section(&title, &name)?
            {
                fields.push(("section", number));
                fields.push(("summary", format!("/* {name} */ svar")));
            }
            fields
        } else {
            let talk = reading::text(page, "associatedpage");
            let talk = talk.ok_or_else(|| outage(OutageKind::Refused, "the page has no talk page to answer on"))?;
            vec![
                ("title", talk),
                ("section", "new".to_owned()),
                ("sectiontitle", title.clone()),
                ("text", format!("{text} ~~~~")),
            ]
        };
        let answer = self.change("edit", &said)?;
        let made = answer.get("edit").unwrap_or(&Value::Null);
        match reading::count(made, "newrevid").filter(|new| *new > 0 && *new != id) {
            Some(new) => Ok(Receipt { platform_ref: Some(edit_ref(new)), line: format!("edit {new} answers {id}") }),
            None => {
                let cause = format!("the wiki did not name a new edit in answer to {id}");
                Err(Outage { may_have_happened: true, ..outage(OutageKind::Garbled, cause) })
            }
        }
    }

    /// The number of a page's section.
    fn section(&self, title: &str, name: &str) -> Result<Option<String>, Outage> {
        let fields = vec![("action", "parse".to_owned()), ("page", title.to_owned()), ("prop", "sections".into())];
        let answer = self.in_session(&|| self.send(&self.question(fields.clone(), true)))?;
        let sections = answer.get("parse").map_or(&[][..], |parse| reading::list(parse, "sections"));
        let found = sections.iter().find(|one| reading::text(one, "line").as_deref() == Some(name));
        Ok(found.and_then(|one| reading::id(one, "index")))
    }

    /// Takes an edit away: the whole page when nobody else ever wrote on it, else the edit's words, summary and author.
    pub(super) fn take_away(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        let id = edit(post)?;
        self.may("deleterevision")?;
        let answer = self.revisions(&[id])?;
        let Some((page, revision)) = found(&answer, id) else {
            return Ok(Receipt { platform_ref: None, line: format!("edit {id} was not there any more") });
        };
        if decode::is_removed(revision) {
            return Ok(Receipt { platform_ref: None, line: format!("edit {id} was removed already") });
        }
        let number = reading::count(page, "pageid").unwrap_or(0);
        let author = reading::text(revision, "user").unwrap_or_default();
        if !author.is_empty() && self.only_author(number)?.as_deref() == Some(author.as_str()) {
            let answer = self.change("delete", &[("pageid", number.to_string()), ("reason", REASON.into())])?;
            let log = answer.get("delete").and_then(|deed| reading::count(deed, "logid"));
            let log = log.ok_or_else(|| outage(OutageKind::Refused, "the wiki did not confirm the deletion"))?;
            return Ok(Receipt { platform_ref: None, line: format!("page {number} deleted, log {log}") });
        }
        let ids = self.take_out(id)?;
        let hidden = self.veil(&[id], "hide", "content|comment|user")?;
        let others: Vec<u64> = ids.into_iter().filter(|other| *other != id).collect();
        if others.is_empty() {
            return Ok(hidden);
        }
        let rest = self.veil(&others, "hide", "content")?;
        Ok(Receipt { platform_ref: None, line: format!("{}; {}", hidden.line, rest.line) })
    }

    /// The author of all a page's edits, when there is only one.
    fn only_author(&self, page: u64) -> Result<Option<String>, Outage> {
        let answer = self.query(vec![
            ("prop", "revisions".into()),
            ("pageids", page.to_string()),
            ("rvprop", "user".into()),
            ("rvlimit", LATER.into()),
        ])?;
        let revisions = pages(&answer).into_iter().flat_map(|page| reading::list(page, "revisions"));
        let mut authors: Vec<Option<String>> = revisions.map(|one| reading::text(one, "user")).collect();
        authors.dedup();
        let whole = decode::following(&answer, "rvcontinue").is_none();
        Ok(if whole && authors.len() == 1 { authors.pop().flatten() } else { None })
    }

    /// Takes an edit's words out of its page as it stands, if they still stand there. Answers which edits hold them.
    fn take_out(&self, id: u64) -> Result<Vec<u64>, Outage> {
        let answer = self.revisions(&[id])?;
        let (page, revision) = found(&answer, id).ok_or_else(|| gone(id))?;
        let newest = reading::count(page, "lastrevid");
        let words = self.words_of(id)?;
        let holding = self.holding(id, &words)?;
        if newest.is_none_or(|newest| !holding.contains(&newest)) {
            return Ok(holding);
        }
        let title = reading::text(page, "title").unwrap_or_default();
        let undo = || vec![("title", title.clone()), ("undo", id.to_string()), ("summary", REASON.to_owned())];
        let has_before = reading::count(revision, "parentid").is_some_and(|parent| parent > 0);
        let undone = if has_before { self.change("edit", &undo()) } else { Ok(Value::Null) };
        match undone {
            Ok(_) if has_before => {}
            // There is nothing to go back to, or later edits stand so close that the wiki can't tell them apart: the lines
            // themselves are taken out.
            Ok(_) => self.strike(&title, newest, &words)?,
            Err(lost) if lost.cause.contains("undofailure") => self.strike(&title, newest, &words)?,
            Err(lost) => return Err(lost),
        }
        Ok(holding)
    }

    /// Takes lines out of a page as it stands, unless somebody edits it meanwhile.
    fn strike(&self, title: &str, newest: Option<u64>, words: &str) -> Result<(), Outage> {
        let number = newest.unwrap_or(0);
        let answer = self.revisions(&[number])?;
        let (_, stands) = found(&answer, number).ok_or_else(|| gone(number))?;
        let stands = content(stands).ok_or_else(|| outage(OutageKind::Garbled, "the page has no text"))?;
        // What is new beside the lines is everything else.
        let left = added(words, &stands);
        self.change(
            "edit",
            &[
                ("title", title.to_owned()),
                ("text", left),
                ("baserevid", number.to_string()),
                ("summary", REASON.into()),
            ],
        )
        .map(|_| ())
    }

    /// The words that an edit added, also when they are hidden.
    fn words_of(&self, id: u64) -> Result<String, Outage> {
        let answer = self.revisions(&[id])?;
        let (_, revision) = found(&answer, id).ok_or_else(|| gone(id))?;
        let after =
            content(revision).ok_or_else(|| outage(OutageKind::Permission, "the login may not see hidden edits"))?;
        Ok(added(&self.before(revision)?, &after))
    }

    /// An edit, and those after it that still hold the longest line of what it added.
    fn holding(&self, id: u64, words: &str) -> Result<Vec<u64>, Outage> {
        let line = words.lines().max_by_key(|line| line.len()).unwrap_or_default().trim();
        let answer = self.revisions(&[id])?;
        let (page, _) = found(&answer, id).ok_or_else(|| gone(id))?;
        let page = reading::count(page, "pageid").unwrap_or(0);
        let answer = self.query(vec![
            ("prop", "revisions".into()),
            ("pageids", page.to_string()),
            ("rvstartid", id.to_string()),
            ("rvdir", "newer".into()),
            ("rvlimit", LATER.into()),
            ("rvslots", "main".into()),
            ("rvprop", "ids|content".into()),
        ])?;
        let later = pages(&answer).into_iter().flat_map(|page| reading::list(page, "revisions"));
        let holds = |one: &&Value| {
            let text = content(one).unwrap_or_default();
            reading::count(one, "revid") == Some(id) || !line.is_empty() && text.lines().any(|own| own.trim() == line)
        };
        Ok(later.filter(holds).filter_map(|one| reading::count(one, "revid")).collect())
    }

    /// Hides edits, or shows them again.
    fn veil(&self, ids: &[u64], way: &'static str, what: &str) -> Result<Receipt, Outage> {
        let all: Vec<String> = ids.iter().map(u64::to_string).collect();
        let answer = self.change(
            "revisiondelete",
            &[("type", "revision".into()), ("ids", all.join("|")), (way, what.to_owned()), ("reason", REASON.into())],
        )?;
        let deed = answer.get("revisiondelete").unwrap_or(&Value::Null);
        // What stood so already is named with a warning, and stands as it was asked for.
        let fine = reading::list(deed, "items").iter().all(|one| {
            let hidden = one.get("texthidden").and_then(Value::as_bool);
            reading::text(one, "status").as_deref() == Some("Success") || hidden == Some(way == "hide")
        });
        if fine && !reading::list(deed, "items").is_empty() {
            Ok(Receipt { platform_ref: None, line: format!("{way} {what} of edits {}", all.join(", ")) })
        } else {
            Err(outage(OutageKind::Refused, format!("the wiki did not {way} edits {}", all.join(", "))))
        }
    }

    /// Lets only the wiki's keepers edit a page, or everybody again. What else is protected stays so.
    fn protect(&self, root: &PlatformRef, closed: bool) -> Result<Receipt, Outage> {
        let number = page(root)?;
        let known = self.page(number)?;
        let mut levels = vec![format!("edit={}", if closed { "sysop" } else { "all" })];
        let mut until = vec!["infinite".to_owned()];
        for one in reading::list(&known, "protection") {
            if let (Some(kind), Some(level)) = (reading::id(one, "type"), reading::id(one, "level"))
                && kind != "edit"
            {
                levels.push(format!("{kind}={level}"));
                until.push(reading::text(one, "expiry").unwrap_or_else(|| "infinite".to_owned()));
            }
        }
        let answer = self.change(
            "protect",
            &[
                ("pageid", number.to_string()),
                ("protections", levels.join("|")),
                ("expiry", until.join("|")),
                ("reason", REASON.into()),
            ],
        )?;
        if answer.get("protect").is_some_and(Value::is_object) {
            let line = format!("page {number} {}", if closed { "closed" } else { "opened" });
            Ok(Receipt { platform_ref: None, line })
        } else {
            Err(outage(OutageKind::Refused, format!("the wiki did not confirm for page {number}")))
        }
    }

    fn page(&self, number: u64) -> Result<Value, Outage> {
        let answer = self.query(vec![
            ("prop", "info".into()),
            ("inprop", "protection".into()),
            ("pageids", number.to_string()),
        ])?;
        let page = pages(&answer).into_iter().next().filter(|page| reading::truth(page, "missing") != Some(true));
        page.cloned().ok_or_else(|| outage(OutageKind::NotThere, format!("page {number} is not there any more")))
    }

    /// Says no before anything is done, when the deed could only be done by half.
    fn may(&self, right: &str) -> Result<(), Outage> {
        if self.me()?.may(right) {
            Ok(())
        } else {
            Err(outage(OutageKind::Permission, format!("the login lacks the right {right}")))
        }
    }
}

fn edit(name: &PlatformRef) -> Result<u64, Outage> {
    edit_named(name).ok_or_else(|| outage(OutageKind::Refused, "that is not the name of an edit"))
}

fn page(root: &PlatformRef) -> Result<u64, Outage> {
    page_named(root).ok_or_else(|| outage(OutageKind::Refused, "only a page is closed"))
}

fn gone(id: u64) -> Outage {
    outage(OutageKind::NotThere, format!("edit {id} is not there any more"))
}
