//! What a wiki's items mean, field by field. Any field may be missing.

use super::judged;
use crate::{
    intake::{Fetched, Outage, OutageKind, PlatformRef, PostKind},
    platform::{
        decoded::Meaning,
        reading,
        transport::{Answer, outage},
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who is signed in, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Me {
    pub name: String,
    pub rights: Vec<String>,
    /// What the wiki calls itself.
    pub wiki: Option<String>,
}

impl Me {
    pub fn may(&self, right: &str) -> bool {
        self.rights.iter().any(|own| own == right)
    }
}

/// Who is signed in; nobody, when it is merely an address.
pub(super) fn me(answer: &Value) -> Option<Me> {
    let query = answer.get("query")?;
    let user = query.get("userinfo")?;
    reading::count(user, "id").filter(|id| *id > 0)?;
    let rights = reading::list(user, "rights").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Some(Me { name: reading::text(user, "name")?, rights, wiki: reading::text_at(query, &["general", "sitename"]) })
}

/// What became of signing in.
pub(super) fn signed_in(answer: &Value) -> Result<(), Outage> {
    let login = answer.get("login").unwrap_or(&Value::Null);
    if reading::text(login, "result").as_deref() == Some("Success") {
        return Ok(());
    }
    let code = login.get("reason").and_then(|reason| reading::id(reason, "code"));
    let code = code.or_else(|| reading::id(login, "result")).unwrap_or_else(|| "without a code".to_owned());
    let kind = if code.contains("throttled") { OutageKind::Limited } else { OutageKind::Login };
    Err(outage(kind, format!("MediaWiki {code}")))
}

/// The name of an edit.
pub(super) fn edit_ref(revision: u64) -> PlatformRef {
    PlatformRef(format!("rev-{revision}"))
}

/// The name of a page, as what a thread is.
pub(super) fn page_ref(page: u64) -> PlatformRef {
    PlatformRef(format!("page-{page}"))
}

/// Reads the name of an edit back.
pub(super) fn edit_named(name: &PlatformRef) -> Option<u64> {
    name.0.strip_prefix("rev-")?.parse().ok()
}

/// Reads the name of a page back.
pub(super) fn page_named(name: &PlatformRef) -> Option<u64> {
    name.0.strip_prefix("page-")?.parse().ok()
}

/// The wikitext of a revision, as far as we may see it.
pub(super) fn content(revision: &Value) -> Option<String> {
    let slot = revision.get("slots").and_then(|slots| slots.get("main")).unwrap_or(revision);
    match slot.get("content")? {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_hidden(revision: &Value) -> bool {
    let slot = revision.get("slots").and_then(|slots| slots.get("main")).unwrap_or(revision);
    reading::truth(slot, "texthidden") == Some(true) || reading::truth(revision, "texthidden") == Some(true)
}

/// Whether nothing of an edit is left to the public: neither words nor author.
pub(super) fn is_removed(revision: &Value) -> bool {
    is_hidden(revision) && reading::truth(revision, "userhidden") == Some(true)
}

/// One edit. `before` is what the page held before it; `index` is where the wiki's pages are.
pub(super) fn edit(page: &Value, revision: &Value, before: &str, me: &Me, index: &str) -> Result<Fetched, String> {
    let id = reading::count(revision, "revid").filter(|id| *id > 0).ok_or("an edit has no number")?;
    let page_id =
        reading::count(page, "pageid").filter(|id| *id > 0).ok_or_else(|| format!("edit {id} has no page"))?;
    let posted_at = reading::instant(revision, "timestamp").ok_or_else(|| format!("edit {id} has no time"))?;
    let after = content(revision).ok_or_else(|| format!("edit {id} has no text that may be seen"))?;
    let author = reading::text(revision, "user");
    let talk = page.get("ns").and_then(Value::as_i64).is_some_and(|ns| ns > 0 && ns % 2 == 1);
    let parts =
        [added(before, &after), reading::text(revision, "comment").map(|said| summary(&said)).unwrap_or_default()];
    let text: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    Ok(Fetched {
        platform_ref: edit_ref(id),
        parent: None,
        root: page_ref(page_id),
        kind: if talk { PostKind::Comment } else { PostKind::VisitorPost },
        ours: author.as_deref() == Some(me.name.as_str()),
        openly_visible: true,
        hidden: is_hidden(revision),
        author_name: author.clone(),
        author_ref: author,
        permalink: Some(format!("{index}?diff={id}")),
        posted_at,
        text: text.join("\n\n"),
        attachments: Vec::new(),
        raw: json!({ "pageid": page_id, "title": page.get("title"), "ns": page.get("ns"), "revision": revision })
            .to_string(),
    })
}

/// The lines that an edit brought: those that the page did not hold before, in their order. A line that was changed is a
/// new one, whole, since what was put into it can't be judged without the rest.
pub(super) fn added(before: &str, after: &str) -> String {
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for line in before.lines() {
        *held.entry(line.trim_end()).or_default() += 1;
    }
    let is_new = |line: &&str| match held.get_mut(line.trim_end()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    after.lines().filter(is_new).collect::<Vec<_>>().join("\n")
}

/// What the author said about the edit, without the name of the section that the wiki puts before it.
fn summary(said: &str) -> String {
    match said.trim().strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
        Some((_, rest)) => rest.trim().to_owned(),
        None => said.trim().to_owned(),
    }
}

/// The section that an edit was made in, if its summary names one.
pub(super) fn section(revision: &Value) -> Option<String> {
    let said = reading::text(revision, "comment")?;
    let (name, _) = said.trim().strip_prefix("/*")?.split_once("*/")?;
    Some(name.trim().to_owned())
}

/// The pages of an answer.
pub(super) fn pages(answer: &Value) -> &[Value] {
    answer.get("query").map_or(&[], |query| reading::list(query, "pages"))
}

/// Where a list goes on: names and values as they must be sent back.
pub(super) fn following(answer: &Value, name: &str) -> Option<String> {
    reading::text_at(answer, &["continue", name])
}

/// The edits that a log entry hid or showed again.
pub(super) fn touched(entry: &Value) -> Vec<u64> {
    let ids = entry.get("params").map_or(&[][..], |params| reading::list(params, "ids"));
    let number = |id: &Value| id.as_u64().or_else(|| id.as_str()?.parse().ok());
    ids.iter().filter_map(number).collect()
}

/// What one recorded answer means, whatever was asked.
pub(in crate::platform) fn read(answer: &Answer) -> Meaning {
    let value = match judged(answer) {
        Ok(value) => value,
        Err(lost) => return Meaning::lost(answer, lost),
    };
    let mut meaning = Meaning::of(answer);
    if let Some(Err(lost)) = value.get("login").map(|_| signed_in(&value)) {
        meaning.outage = Some(lost);
    }
    let me = Me::default();
    for page in pages(&value) {
        let revisions = reading::list(page, "revisions");
        for (number, revision) in revisions.iter().enumerate() {
            // Newest first: what stands after it in the list is what was there before.
            let parent = reading::count(revision, "parentid");
            let before = revisions.get(number + 1..).unwrap_or_default();
            let before = before.iter().find(|one| reading::count(one, "revid") == parent).and_then(content);
            if content(revision).is_some() {
                meaning.take(edit(page, revision, &before.unwrap_or_default(), &me, "index.php"));
            } else if is_hidden(revision) {
                meaning.gone.extend(reading::count(revision, "revid").map(|id| edit_ref(id).0));
            }
        }
        // A deleted page's edits are kept for those who may see them.
        let deleted = reading::list(page, "deletedrevisions");
        meaning.gone.extend(deleted.iter().filter_map(|one| reading::count(one, "revid")).map(|id| edit_ref(id).0));
    }
    let query = value.get("query").unwrap_or(&Value::Null);
    let logged = reading::list(query, "logevents").iter().filter(|entry| {
        reading::text(entry, "type").as_deref() == Some("delete")
            && reading::text(entry, "action").as_deref() == Some("delete")
    });
    meaning.gone.extend(logged.filter_map(|entry| reading::count(entry, "logpage")).map(|page| page_ref(page).0));
    for name in ["rccontinue", "wlcontinue", "rvcontinue", "lecontinue"] {
        meaning.next = meaning.next.or_else(|| following(&value, name).map(|at| format!("{name}={at}")));
    }
    for list in ["recentchanges", "watchlist"] {
        for item in reading::list(query, list) {
            match changed(item) {
                Ok(Some(_)) => meaning.take(listed(item)),
                Ok(None) => {}
                Err(why) => meaning.trouble.push(why),
            }
        }
    }
    meaning
}

/// An edit as a list of changes tells it: its words are asked for afterwards, so only what its author said about it is
/// there yet.
fn listed(item: &Value) -> Result<Fetched, String> {
    let mut revision = item.clone();
    if let Some(fields) = revision.as_object_mut() {
        fields.insert("content".to_owned(), Value::from(""));
    }
    edit(item, &revision, "", &Me::default(), "index.php").map(|edit| Fetched { raw: reading::raw(item), ..edit })
}

/// The edit that a list of changes names; nothing for what is no edit.
pub(super) fn changed(item: &Value) -> Result<Option<u64>, String> {
    match reading::text(item, "type").as_deref() {
        Some("edit" | "new") => {
            let id = reading::count(item, "revid").filter(|id| *id > 0);
            id.map(Some).ok_or_else(|| "a change has no number".to_owned())
        }
        _ => Ok(None),
    }
}
