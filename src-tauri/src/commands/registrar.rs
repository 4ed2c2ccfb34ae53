//! The registrar's desk: what came to be registered, and the number back.

use super::register::Department;
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
    pictures,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tauri::State;
use uppsikt_core::{
    evidence, intake,
    logbook::Reader,
    queue::{self, EvidenceView},
    register::{self, Account},
    registrar::{self, DiaryFields, ForwardState, Forwarded},
    words::{
        AccountId, ActorId, DepartmentId, EvidenceId, ForwardId, Platform, PostId, RegistrationNumber, Result,
        Timestamp,
    },
};

/// The most forwards that are given at a time.
const MOST: u32 = 500;

/// The tabs of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RegistrarTab {
    /// What waits to be registered.
    ToRegister,
    /// What was registered.
    Registered,
    /// What was sent back with a question.
    Returned,
    /// What should have been registered by now.
    Late,
}

/// A forward with everything that registering it takes.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ForwardView {
    /// Its id.
    pub id: ForwardId,
    /// The post.
    pub post: PostId,
    /// The evidence.
    pub evidence: EvidenceView,
    /// To which department.
    pub department: Department,
    /// In brief what it is about.
    pub concerns: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// By whom.
    pub sent_by: String,
    /// When it must be registered.
    pub register_by: Timestamp,
    /// How far it has come.
    pub state: ForwardState,
    /// Whether it goes to a person's file instead of the diary.
    pub personal_file: bool,
    /// Whether it holds confidential matter.
    pub confidential: bool,
    /// The day it was received, `YYYY-MM-DD`.
    pub received_on: String,
    /// From whom.
    pub correspondent: String,
    /// How the diary words it for the public.
    pub public_line: String,
    /// The number, once there is one.
    pub number: Option<String>,
    /// When it was registered.
    pub registered_at: Option<Timestamp>,
    /// By whom.
    pub registered_by: Option<String>,
    /// The registrar's question.
    pub question: String,
    /// It should have been registered by now.
    pub late: bool,
    /// The account's name.
    pub account: String,
    /// The platform.
    pub platform: Platform,
    /// The beginning of the post's words, in one line.
    pub excerpt: String,
    /// Addresses of pictures of the paper's pages.
    pub page_pictures: Vec<String>,
}

/// The forwards under a tab: the most urgent first, or the newest first once registered.
#[tauri::command]
#[specta::specta]
pub async fn registrar_page(desk: State<'_, Desk>, tab: RegistrarTab) -> Answer<Vec<ForwardView>> {
    desk.run(move |desk| {
        let now = desk.now();
        desk.read(|reader, me| {
            me.may_read()?;
            let state = match tab {
                RegistrarTab::ToRegister | RegistrarTab::Late => ForwardState::Sent,
                RegistrarTab::Registered => ForwardState::Registered,
                RegistrarTab::Returned => ForwardState::Returned,
            };
            let forwards = registrar::in_state(reader, state, MOST)?.into_iter();
            let wanted: Vec<_> =
                forwards.filter(|forward| tab != RegistrarTab::Late || forward.register_by < now).collect();
            views(reader, wanted, now)
        })
    })
    .await
}

/// Sends a post to a department's registrar.
#[tauri::command]
#[specta::specta]
pub async fn post_forward(
    desk: State<'_, Desk>,
    post: PostId,
    evidence: EvidenceId,
    department: DepartmentId,
    concerns: String,
    confidential: bool,
) -> Answer<ForwardView> {
    desk.run(move |desk| {
        let policy = desk.policy();
        let id = desk.write(|tx, me| {
            queue::forward(tx, &policy, me.moderator()?, post, evidence, department, &concerns, confidential)
        })?;
        view(desk, id)
    })
    .await
}

/// Registers a forward under a number.
#[tauri::command]
#[specta::specta]
pub async fn registrar_register(
    desk: State<'_, Desk>,
    forward: ForwardId,
    number: String,
    received_on: String,
    correspondent: String,
    concerns: String,
    public_line: String,
) -> Answer<ForwardView> {
    desk.run(move |desk| {
        let number = RegistrationNumber::parse(&number)?;
        let fields = DiaryFields { number, received_on, correspondent, concerns, public_line };
        desk.write(|tx, me| {
            let (registered, entry) = registrar::register(tx, me.registrar()?, forward, &fields)?;
            queue::settle(tx, &desk.policy(), registered.post())?;
            Ok(((), entry))
        })?;
        view(desk, forward)
    })
    .await
}

/// Corrects what a forward was registered as.
#[tauri::command]
#[specta::specta]
pub async fn registrar_correct(
    desk: State<'_, Desk>,
    forward: ForwardId,
    number: String,
    received_on: String,
    correspondent: String,
    concerns: String,
    public_line: String,
) -> Answer<ForwardView> {
    desk.run(move |desk| {
        let number = RegistrationNumber::parse(&number)?;
        let fields = DiaryFields { number, received_on, correspondent, concerns, public_line };
        desk.write_if(|tx, me| queue::correct(tx, &desk.policy(), me.registrar()?, forward, &fields))?;
        view(desk, forward)
    })
    .await
}

/// Sends a forward back with a question.
#[tauri::command]
#[specta::specta]
pub async fn registrar_return(desk: State<'_, Desk>, forward: ForwardId, question: String) -> Answer<ForwardView> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            let ((), entry) = registrar::send_back(tx, me.registrar()?, forward, &question)?;
            let post = registrar::forwarded(tx, forward)?.post;
            queue::settle(tx, &desk.policy(), post)?;
            Ok(((), entry))
        })?;
        view(desk, forward)
    })
    .await
}

fn view(desk: &OpenDesk, id: ForwardId) -> Result<ForwardView> {
    let now = desk.now();
    desk.read(|reader, _| {
        let mut views = views(reader, vec![registrar::forwarded(reader, id)?], now)?;
        views.pop().ok_or_else(|| uppsikt_core::words::Refusal::Unknown.into())
    })
}

fn views(reader: &Reader<'_>, forwards: Vec<Forwarded>, now: Timestamp) -> Result<Vec<ForwardView>> {
    let names = queue::names(reader)?;
    let accounts: BTreeMap<AccountId, Account> =
        register::accounts(reader)?.into_iter().map(|account| (account.id, account)).collect();
    let name = |id: ActorId| names.get(&id).cloned().unwrap_or_default();
    forwards
        .into_iter()
        .map(|forward| {
            let post = intake::post(reader, forward.post)?;
            let account = accounts.get(&post.account);
            let summary = evidence::summary(reader, forward.evidence)?;
            Ok(ForwardView {
                id: forward.id,
                post: forward.post,
                page_pictures: pictures::of_paper(&summary),
                evidence: queue::evidence_view(&summary, &names, Some(post.latest), None),
                department: register::department(reader, forward.department)?.into(),
                concerns: forward.concerns,
                sent_at: forward.sent_at,
                sent_by: name(forward.sent_by),
                register_by: forward.register_by,
                late: forward.state == ForwardState::Sent && forward.register_by < now,
                state: forward.state,
                personal_file: forward.personal_file,
                confidential: forward.confidential,
                received_on: forward.received_on,
                correspondent: forward.correspondent,
                public_line: forward.public_line,
                number: forward.number.as_ref().map(ToString::to_string),
                registered_at: forward.registered_at,
                registered_by: forward.registered_by.map(name),
                question: forward.question,
                account: account.map(|account| account.name.clone()).unwrap_or_default(),
                platform: account.map_or(Platform::Manual, |account| account.platform),
                excerpt: if queue::facts(reader, post.id)?.is_withheld() { String::new() } else { excerpt(&post.text) },
            })
        })
        .collect()
}

/// The length of an excerpt in characters.
const EXCERPT: usize = 200;

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT { line } else { line.chars().take(EXCERPT).chain(['…']).collect() }
}
