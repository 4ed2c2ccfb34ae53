//! What a wiki's items mean, field by field. Any field may be missing.

use super::judged;
use crate::{
    intake::{Fetched, Outage, OutageKind, PlatformRef, PostKind},
    platform::{
        decoded::Meaning,
        plain, reading,
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
    // The first format of answers has no name for it.
    match slot.get("content").or_else(|| slot.get("*"))? {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_hidden(revision: &Value) -> bool {
    let slot = revision.get("slots").and_then(|slots| slots.get("main")).unwrap_or(revision);
    is_set(slot, "texthidden") || is_set(revision, "texthidden")
}

/// A mark: `true`, or in the first format of answers an empty text. What does not hold is not there.
fn is_set(of: &Value, name: &str) -> bool {
    reading::truth(of, name) == Some(true) || of.get(name).and_then(Value::as_str) == Some("")
}

/// Whether nothing of an edit is left to the public: neither words nor author.
pub(super) fn is_removed(revision: &Value) -> bool {
    is_hidden(revision) && is_set(revision, "userhidden")
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

/// The pages of an answer: a list, or in the first format of answers an object by number.
pub(super) fn pages(answer: &Value) -> Vec<&Value> {
    match answer.get("query").and_then(|query| query.get("pages")) {
        Some(Value::Array(pages)) => pages.iter().collect(),
        Some(Value::Object(pages)) => pages.values().collect(),
        _ => Vec::new(),
    }
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
    if let Some(refused) = value.get("edit").filter(|edit| reading::text(edit, "result").as_deref() == Some("Failure"))
    {
        let asks = if refused.get("captcha").is_some() { "captcha" } else { "failure" };
        meaning.outage = Some(outage(OutageKind::ByHand, format!("MediaWiki does not take the edit: {asks}")));
    }
    let me = Me::default();
    let query = value.get("query").unwrap_or(&Value::Null);
    let listed_by_page = ["allrevisions", "alldeletedrevisions"].iter().flat_map(|name| reading::list(query, name));
    for page in pages(&value).into_iter().chain(listed_by_page) {
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
    let logged = reading::list(query, "logevents").iter().filter(|entry| {
        reading::text(entry, "type").as_deref() == Some("delete")
            && reading::text(entry, "action").as_deref() == Some("delete")
    });
    meaning.gone.extend(logged.filter_map(|entry| reading::count(entry, "logpage")).map(|page| page_ref(page).0));
    // Edits whose words are hidden are told apart from pages that are deleted.
    let hid = |entry: &&Value| {
        let now = entry.get("params").and_then(|params| params.get("new"));
        reading::text(entry, "action").as_deref() == Some("revision")
            && now.is_some_and(|now| reading::truth(now, "content") == Some(true))
    };
    let hidden = reading::list(query, "logevents").iter().filter(hid).flat_map(touched);
    meaning.gone.extend(hidden.map(|id| edit_ref(id).0));
    let goes_on = value.get("continue").and_then(Value::as_object).into_iter().flatten();
    let at =
        goes_on.filter(|(name, _)| *name != "continue").find_map(|(name, _)| Some((name, following(&value, name)?)));
    meaning.next = at.map(|(name, at)| format!("{name}={at}"));
    for list in ["recentchanges", "watchlist"] {
        for item in reading::list(query, list) {
            match changed(item) {
                Ok(Some(_)) => meaning.take(listed(item)),
                Ok(None) => {}
                Err(why) => meaning.trouble.push(why),
            }
        }
    }
    // What one person did holds edits and nothing else.
    reading::list(query, "usercontribs").iter().for_each(|item| meaning.take(listed(item)));
    let noticed = query.get("notifications").map_or(&[][..], |notices| reading::list(notices, "list"));
    let alone = std::iter::once(&value).filter(|alone| alone.get("agent").is_some() && alone.get("category").is_some());
    noticed.iter().chain(alone).filter(|notice| is_addressed(notice)).for_each(|one| meaning.take(notice(one)));
    meaning
}

/// Whether a notice tells of words to the account, and not that it was thanked or welcomed.
fn is_addressed(notice: &Value) -> bool {
    let kind = reading::text(notice, "type").unwrap_or_default();
    ["mention", "mention-summary", "edit-user-talk", "dt-subscribed-new-comment", "reverted"].contains(&kind.as_str())
}

/// A notice that the account was named or written to (Extension:Echo), with as much of the words as it repeats.
fn notice(told: &Value) -> Result<Fetched, String> {
    let id = reading::count(told, "revid").filter(|id| *id > 0).ok_or("a notice names no edit")?;
    let time = told.get("timestamp").unwrap_or(&Value::Null);
    let posted_at =
        reading::instant(time, "utciso8601").ok_or_else(|| format!("the notice of edit {id} has no time"))?;
    let shown = told.get("*").unwrap_or(&Value::Null);
    let parts = ["header", "body"].iter().filter_map(|part| reading::text(shown, part));
    let author = reading::text_at(told, &["agent", "name"]);
    Ok(Fetched {
        platform_ref: edit_ref(id),
        parent: None,
        root: edit_ref(id),
        kind: PostKind::Mention,
        ours: false,
        openly_visible: true,
        hidden: false,
        author_name: author.clone(),
        author_ref: author,
        permalink: shown.get("links").and_then(|all| all.get("primary")).and_then(|to| reading::web_address(to, "url")),
        posted_at,
        text: parts.map(|part| plain::of_html(&part)).collect::<Vec<_>>().join("\n\n"),
        attachments: Vec::new(),
        raw: reading::raw(told),
    })
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
