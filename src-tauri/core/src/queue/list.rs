//! The list: rows, filters and counters.

use super::duty::{BY_ITSELF, Due, Duty, DutyKind};
use crate::{
    flagging::{Label, Language, Severity},
    intake::PostKind,
    logbook::Reader,
    store::{Row, Value, search},
    words::{AccountId, ActorId, DepartmentId, Platform, PostId, Result, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The lists of the queue. Every post that is somebody's duty is in exactly one of `Open`, `Resting` and `Done`; `Mine`
/// and `Review` are views of `Open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// What waits.
    Open,
    /// What waits for me: held by me or given to me.
    Mine,
    /// What waits for a second person.
    Review,
    /// What was put aside.
    Resting,
    /// What was dealt with.
    Done,
}

/// What the posts that are wanted are (IN1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// What others wrote on the municipality's pages.
    VisitorPosts,
    /// Comments, and comments on them.
    Comments,
    /// Messages that only the municipality sees.
    Messages,
    /// What stands elsewhere and names the municipality.
    Mentions,
    /// Whatever has a picture or file.
    Files,
    /// What people have put in themselves.
    ByHand,
    /// What is written in another language than Swedish: for those who know it (FL21).
    OtherLanguage,
}

impl Content {
    fn condition(self) -> &'static str {
        match self {
            Content::VisitorPosts => "p.kind IN ('post', 'visitor_post')",
            Content::Comments => "p.kind IN ('comment', 'reply')",
            Content::Messages => "p.kind = 'direct_message'",
            Content::Mentions => "p.kind = 'mention'",
            Content::Files => "p.id IN (SELECT t.post_id FROM attachment t)",
            Content::ByHand => "p.id IN (SELECT h.post_id FROM taken_in h)",
            Content::OtherLanguage => {
                "EXISTS (SELECT 1 FROM revision_language l
                   WHERE l.post_id = p.id AND l.revision_no = p.latest AND l.language <> 'sv')"
            }
        }
    }
}

/// Which rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Which list.
    pub list: List,
    /// Only this account.
    pub account: Option<AccountId>,
    /// Only this department's accounts.
    pub department: Option<DepartmentId>,
    /// Only posts of this kind.
    #[serde(default)]
    pub content: Option<Content>,
    /// Only posts with these words.
    pub words: String,
}

/// A label as a row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Chip {
    /// The label.
    pub label: Label,
    /// How grave.
    pub severity: Severity,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    /// The post.
    pub id: PostId,
    /// What it demands.
    pub due: Due,
    /// What kind it is.
    pub kind: PostKind,
    /// A person put it in; it was not fetched.
    pub by_hand: bool,
    /// An official wrote it in their role, from elsewhere (IN14).
    pub in_role: bool,
    /// The name its author shows.
    pub author: String,
    /// The platform.
    pub platform: Platform,
    /// The service, for an account watched by hand.
    pub service: String,
    /// The account's name.
    pub account: String,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// The beginning of its words, in one line.
    pub excerpt: String,
    /// Its labels, the gravest first.
    pub chips: Vec<Chip>,
    /// How many wordings it has had.
    pub revisions: u32,
    /// How many posts carry the same words; 0 when it stands alone.
    pub wave: u32,
    /// The initials of who holds it.
    pub holder: Option<String>,
    /// It reads as criticism and is protected from removal.
    pub criticism: bool,
    /// Its number in a diary.
    pub registration_number: Option<String>,
    /// It is gone from the platform.
    pub gone: bool,
    /// Nobody has opened it.
    pub unread: bool,
    /// It has a picture or file.
    pub has_picture: bool,
    /// Its words are not shown here: it was judged to be what may not be copied (FL3).
    pub withheld: bool,
    /// In which language it is written, when that can be told (FL21).
    pub language: Option<Language>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Page {
    /// The rows.
    pub rows: Vec<QueueRow>,
    /// How many rows the whole list has.
    pub total: u32,
}

/// How many posts each list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// What waits.
    pub open: u32,
    /// What waits for me.
    pub mine: u32,
    /// What waits for a second person who is not its proposer.
    pub review: u32,
    /// What was put aside.
    pub resting: u32,
    /// What was dealt with since midnight.
    pub done_today: u32,
    /// What waits at a registrar.
    pub registrar: u32,
    /// Accounts in the register.
    pub accounts: u32,
    /// What stands first and nobody has opened.
    pub unread_grave: u32,
    /// What was heard with watched words and nobody has looked at: no duty, and in none of the other counts (IN11).
    pub heard: u32,
}

/// The length of an excerpt in code points.
const EXCERPT: usize = 160;

/// Conditions and their arguments, numbered as they come.
struct Conditions {
    sql: Vec<String>,
    args: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: &str, arg: impl Into<Value>) {
        self.args.push(arg.into());
        self.sql.push(sql.replace("$?", &format!("${}", self.args.len())));
    }

    fn of(reader: &Reader<'_>, filter: &Filter, me: ActorId, now: Timestamp) -> Conditions {
        let mut conditions = Conditions { sql: Vec::new(), args: Vec::new() };
        let state = match filter.list {
            List::Open | List::Mine => "open",
            List::Review => "open', 'resting",
            List::Resting => "resting",
            List::Done => "done",
        };
        conditions.sql.push(format!("p.state IN ('{state}')"));
        match filter.list {
            List::Mine => {
                conditions.add(
                    "(p.assigned_person = $? OR p.id IN (SELECT c.post_id FROM claim c WHERE c.person_id = $?",
                    me,
                );
                conditions.add(" AND c.until > $?))", now);
                let second = conditions.sql.pop().unwrap_or_default();
                if let Some(first) = conditions.sql.last_mut() {
                    first.push_str(&second);
                }
            }
            List::Review => {
                conditions
                    .sql
                    .push("p.id IN (SELECT a.post_id FROM action a WHERE a.state = 'second_asked')".to_owned());
            }
            List::Open | List::Resting | List::Done => {}
        }
        if let Some(account) = filter.account {
            conditions.add("p.account_id = $?", account);
        }
        if let Some(department) = filter.department {
            conditions.add(
                "(p.assigned_department = $? OR p.account_id IN (SELECT a.id FROM account a WHERE a.department_id = $?))",
                department,
            );
        }
        if let Some(content) = filter.content {
            conditions.sql.push(content.condition().to_owned());
        }
        let place = conditions.args.len() + 1;
        if let Some((sql, arg)) = search::condition(reader.dialect(), "p.id", &filter.words, place) {
            conditions.sql.push(sql);
            conditions.args.push(arg);
        }
        conditions
    }

    fn text(&self) -> String {
        self.sql.join(" AND ")
    }
}

/// A part of a list: `limit` rows from row `offset`. The most urgent stands first; what was dealt with, the newest first.
///
/// # Errors
/// A fault of the database.
pub fn page(
    reader: &Reader<'_>,
    filter: &Filter,
    me: ActorId,
    now: Timestamp,
    offset: u32,
    limit: u32,
) -> Result<Page> {
    let mut conditions = Conditions::of(reader, filter, me, now);
    let condition = conditions.text();
    let total = reader
        .one(&format!("SELECT CAST(COUNT(*) AS BIGINT) FROM post p WHERE {condition}"), &conditions.args)?
        .get(0)?;
    let order = match filter.list {
        List::Done => "p.done_at DESC, p.id",
        List::Open | List::Mine | List::Review | List::Resting => "p.rank, p.due_at, p.id",
    };
    let (limit_at, offset_at) = (conditions.args.len() + 1, conditions.args.len() + 2);
    conditions.args.push(limit.into());
    conditions.args.push(offset.into());
    let rows = reader.rows(
        &format!("SELECT p.id FROM post p WHERE {condition} ORDER BY {order} LIMIT ${limit_at} OFFSET ${offset_at}"),
        &conditions.args,
    )?;
    let ids = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<PostId>>>()?;
    Ok(Page { rows: queue_rows(reader, &ids, now)?, total })
}

/// The rows of these posts, in this order.
pub(super) fn queue_rows(reader: &Reader<'_>, ids: &[PostId], now: Timestamp) -> Result<Vec<QueueRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = |from: usize| (from..from + ids.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    let args: Vec<Value> = ids.iter().map(|id| (*id).into()).collect();
    let mut args_and_now = args.clone();
    args_and_now.push(now.into());
    let now_at = args_and_now.len();
    let listed = places(1);
    let rows = reader.rows(
        &format!(
            "SELECT p.id, p.duty, p.rank, p.due_at, p.author_name, a.platform, a.service, a.name, p.posted_at, r.text,
               p.latest, p.standing,
               (SELECT h.initials FROM claim c JOIN person h ON h.id = c.person_id
                  WHERE c.post_id = p.id AND c.until > ${now_at}),
               (SELECT MAX(f.number) FROM forward f WHERE f.post_id = p.id AND f.state = 'registered'),
               (SELECT COUNT(*) FROM (SELECT 1 FROM read_by b WHERE b.post_id = p.id LIMIT 1) AS seen),
               (SELECT COUNT(*) FROM (SELECT 1 FROM attachment t WHERE t.post_id = p.id LIMIT 1) AS file),
               CASE WHEN p.wave = '' THEN 0
                 ELSE (SELECT COUNT(*) FROM (SELECT 1 FROM post o WHERE o.wave = p.wave LIMIT 1000) AS wave) END,
               (SELECT COUNT(*) FROM (SELECT 1 FROM action x WHERE x.post_id = p.id AND x.kind = 'remove_without_copy'
                  AND x.state NOT IN ('withdrawn', 'declined') LIMIT 1) AS judged)
                 + (SELECT COUNT(*) FROM destroyed_post d WHERE d.post_id = p.id),
               p.kind, (SELECT h.in_role FROM taken_in h WHERE h.post_id = p.id),
               (SELECT l.language FROM revision_language l WHERE l.post_id = p.id AND l.revision_no = p.latest)
             FROM post p JOIN account a ON a.id = p.account_id
             JOIN revision r ON r.post_id = p.id AND r.no = p.latest
             WHERE p.id IN ({listed})"
        ),
        &args_and_now,
    )?;
    let mut chips = chips(reader, &listed, &args)?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let row = read_row(row, now, &mut chips)?;
        found.insert(row.id, row);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn chips(reader: &Reader<'_>, listed: &str, args: &[Value]) -> Result<BTreeMap<PostId, Vec<Chip>>> {
    let mut chips: BTreeMap<PostId, Vec<Chip>> = BTreeMap::new();
    let rows = reader.rows(
        &format!(
            "SELECT f.post_id, f.label, f.severity FROM flag f JOIN post p ON p.id = f.post_id AND p.latest = f.revision_no
             WHERE f.state = 'open' AND f.post_id IN ({listed}) ORDER BY f.post_id, f.id"
        ),
        args,
    )?;
    for row in &rows {
        let chip = Chip { label: row.word(1, Label::from_word)?, severity: row.word(2, Severity::from_word)? };
        let of_post = chips.entry(row.get(0)?).or_default();
        if !of_post.iter().any(|known| known.label == chip.label) {
            of_post.push(chip);
        }
    }
    for of_post in chips.values_mut() {
        of_post.sort_by_key(|chip| (std::cmp::Reverse(chip.severity), chip.label));
    }
    Ok(chips)
}

fn read_row(row: &Row, now: Timestamp, chips: &mut BTreeMap<PostId, Vec<Chip>>) -> Result<QueueRow> {
    let id: PostId = row.get(0)?;
    let duty = Duty { kind: row.word(1, DutyKind::from_word)?, rank: row.get(2)?, due_at: row.get(3)? };
    let text: String = row.get(9)?;
    let standing: String = row.get(11)?;
    let wave: u32 = row.get(16)?;
    let withheld = row.get::<i64>(17)? > 0;
    let taken_in: Option<bool> = row.get(19)?;
    let chips = chips.remove(&id).unwrap_or_default();
    Ok(QueueRow {
        id,
        due: Due::of(duty, now),
        author: row.get(4)?,
        platform: row.word(5, Platform::from_word)?,
        service: row.get(6)?,
        account: row.get(7)?,
        posted_at: row.get(8)?,
        excerpt: if withheld { String::new() } else { excerpt(&text) },
        criticism: chips.iter().any(|chip| chip.label == Label::Criticism),
        chips,
        revisions: row.get(10)?,
        wave: if wave > 1 { wave } else { 0 },
        holder: row.get(12)?,
        registration_number: row.get(13)?,
        gone: standing == "gone",
        unread: row.get::<i64>(14)? == 0,
        has_picture: row.get::<i64>(15)? > 0,
        withheld,
        kind: row.word(18, PostKind::from_word)?,
        by_hand: taken_in.is_some(),
        in_role: taken_in == Some(true),
        language: row.get::<Option<String>>(20)?.and_then(|code| Language::from_code(&code)),
    })
}

/// The beginning of a text in one line.
pub(super) fn excerpt(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() > EXCERPT {
            line.extend(word.chars().take(EXCERPT.saturating_sub(line.chars().count())));
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The counters of the lists. `midnight` is when today began.
///
/// # Errors
/// A fault of the database.
pub fn counts(reader: &Reader<'_>, me: ActorId, now: Timestamp, midnight: Timestamp) -> Result<Counts> {
    let count = |sql: &str, args: &[Value]| -> Result<u32> {
        reader.one(&format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {sql}"), args)?.get(0)
    };
    Ok(Counts {
        open: count("post WHERE state = 'open'", &[])?,
        mine: count(
            "post p WHERE p.state = 'open' AND (p.assigned_person = $1
               OR p.id IN (SELECT c.post_id FROM claim c WHERE c.person_id = $1 AND c.until > $2))",
            &[me.into(), now.into()],
        )?,
        review: count(
            "post p WHERE p.state IN ('open', 'resting') AND p.id IN
               (SELECT a.post_id FROM action a WHERE a.state = 'second_asked' AND a.decided_by <> $1)",
            &[me.into()],
        )?,
        resting: count("post WHERE state = 'resting'", &[])?,
        done_today: count("post WHERE state = 'done' AND done_at >= $1", &[midnight.into()])?,
        registrar: crate::registrar::waiting(reader)?,
        accounts: count("account WHERE status <> 'closed'", &[])?,
        heard: crate::intake::unseen(reader)?,
        unread_grave: count(
            "post p WHERE p.state = 'open' AND p.rank <= 3
               AND NOT EXISTS (SELECT 1 FROM read_by b WHERE b.post_id = p.id)",
            &[],
        )?,
    })
}

/// Posts that stand in no list, or that were closed with a duty left: there must be none (QU21).
///
/// # Errors
/// A fault of the database.
pub fn unplaced(reader: &Reader<'_>) -> Result<Vec<PostId>> {
    reader
        .rows(
            "SELECT id FROM post WHERE NOT (
               (state = 'context' AND ours = 1)
               OR (ours = 0 AND state = 'open')
               OR (ours = 0 AND state = 'resting' AND rests_until IS NOT NULL)
               OR (ours = 0 AND state = 'done' AND done_at IS NOT NULL AND done_reason <> '')
             ) ORDER BY id LIMIT 1000",
            &[],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// How many posts wait in each account that has any.
///
/// # Errors
/// A fault of the database.
pub fn open_by_account(reader: &Reader<'_>) -> Result<BTreeMap<AccountId, u32>> {
    reader
        .rows("SELECT account_id, CAST(COUNT(*) AS BIGINT) FROM post WHERE state = 'open' GROUP BY account_id", &[])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Whether something grave waits in an account: it is looked at more often then.
///
/// # Errors
/// A fault of the database.
pub fn has_grave(reader: &Reader<'_>, account: AccountId) -> Result<bool> {
    let found = reader.first(
        "SELECT id FROM post WHERE state = 'open' AND rank BETWEEN 1 AND 3 AND account_id = $1 LIMIT 1",
        &[account.into()],
    )?;
    Ok(found.is_some())
}

/// Posts whose rest is over at `at`.
///
/// # Errors
/// A fault of the database.
pub fn rested(reader: &Reader<'_>, at: Timestamp) -> Result<Vec<PostId>> {
    reader
        .rows("SELECT id FROM post WHERE state = 'resting' AND rests_until <= $1 ORDER BY id", &[at.into()])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Whether the program itself closed the post, because nothing remained.
#[must_use]
pub(super) fn closed_by_itself(reason: &str) -> bool {
    reason == BY_ITSELF
}
