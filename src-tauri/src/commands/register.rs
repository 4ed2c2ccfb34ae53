//! The register: accounts on their way from application to closing, departments and people.

use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tauri::State;
use uppsikt_core::{
    action, collector, queue,
    register::{self, Account, AccountKind, AccountStatus, Agreement, Clock, ConnectionState},
    words::{AccountId, Actor, ActorId, DepartmentId, Platform, Refusal, Result, Role, Timestamp},
};

/// Somebody who uses Uppsikt.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Person {
    /// Their id; empty for a new one.
    pub id: String,
    /// Full name.
    pub name: String,
    /// What stands under an official reply.
    pub initials: String,
    /// What they do.
    pub title: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where they work.
    pub department: Option<DepartmentId>,
}

impl From<register::Person> for Person {
    fn from(person: register::Person) -> Person {
        Person {
            id: person.id.to_string(),
            name: person.name,
            initials: person.initials,
            title: person.title,
            roles: person.roles.into_iter().collect(),
            department: person.department,
        }
    }
}

/// A department, with the registrar that its matters go to.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Department {
    /// Its id; empty for a new one.
    pub id: String,
    /// Förvaltning.
    pub name: String,
    /// Nämnd.
    pub board: String,
    /// What its registration numbers begin with.
    pub prefix: String,
    /// The registrar's mail address; empty when there is none.
    pub registrar_address: String,
    /// Matters go to the person's file, never to the diary.
    pub personal_file: bool,
}

impl From<register::Department> for Department {
    fn from(department: register::Department) -> Department {
        Department {
            id: department.id.to_string(),
            name: department.name,
            board: department.board,
            prefix: department.prefix,
            registrar_address: department.registrar_address,
            personal_file: department.personal_file,
        }
    }
}

/// An account as the register shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// Its id.
    pub id: AccountId,
    /// Where it lives.
    pub platform: Platform,
    /// For accounts watched by hand, the service.
    pub service: String,
    /// The platform's name for it.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Where the platform is reached.
    pub address: String,
    /// Whose it is.
    pub department: Department,
    /// What it is for.
    pub kind: AccountKind,
    /// How far it has come.
    pub status: AccountStatus,
    /// Syfte.
    pub purpose: String,
    /// Målgrupp.
    pub target_group: String,
    /// Which answer clock it keeps.
    pub clock: Clock,
    /// Who looks after it.
    pub administrators: Vec<Person>,
    /// The day the agreement was signed; empty until then.
    pub agreed_on: String,
    /// Whether the login works.
    pub connection: ConnectionState,
    /// Why it does not: a code.
    pub connection_cause: String,
    /// When it last did.
    pub connection_seen_at: Option<Timestamp>,
    /// When the login ends; nothing where it doesn't, or where the platform doesn't say.
    pub login_ends_at: Option<Timestamp>,
    /// Posts that wait.
    pub open_posts: u32,
    /// When it was last visited with success.
    pub last_round_at: Option<Timestamp>,
    /// When it is visited next.
    pub next_round_at: Option<Timestamp>,
    /// Why then: a code.
    pub pace: String,
    /// Visits today.
    pub visits_today: u32,
    /// How many of them saw nothing.
    pub missed_today: u32,
    /// The longest time today in which it was not seen.
    pub longest_gap_minutes: Option<u32>,
    /// Decisions that wait because the account has no login that works.
    pub waiting_decisions: u32,
    /// What is amiss.
    pub warnings: Vec<Refusal>,
}

/// Every account, oldest first.
#[tauri::command]
#[specta::specta]
pub async fn accounts(desk: State<'_, Desk>) -> Answer<Vec<AccountRow>> {
    desk.run(|desk| rows(desk, None)).await
}

/// What somebody asks for when they want an account.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Where.
    pub platform: Platform,
    /// For accounts watched by hand, the service.
    pub service: String,
    /// The platform's name for it.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Where the platform is reached.
    pub address: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// What it is for.
    pub kind: AccountKind,
    /// Syfte.
    pub purpose: String,
    /// Målgrupp.
    pub target_group: String,
    /// Which answer clock it keeps.
    pub clock: Clock,
}

/// Writes an application into the register.
#[tauri::command]
#[specta::specta]
pub async fn account_apply(desk: State<'_, Desk>, application: Application) -> Answer<AccountRow> {
    desk.run(move |desk| {
        let application = register::Application {
            platform: application.platform,
            service: application.service,
            handle: application.handle,
            name: application.name,
            address: application.address,
            department: application.department,
            kind: application.kind,
            purpose: application.purpose,
            target_group: application.target_group,
            clock: application.clock,
        };
        let id = desk.write(|tx, me| register::apply(tx, me, &application))?;
        row(desk, id)
    })
    .await
}

/// Approves an account under its agreement.
#[tauri::command]
#[specta::specta]
pub async fn account_approve(
    desk: State<'_, Desk>,
    account: AccountId,
    agreed_on: String,
    administrators: Vec<ActorId>,
) -> Answer<AccountRow> {
    desk.run(move |desk| {
        let agreement = Agreement::new(&agreed_on, administrators)?;
        desk.write(|tx, me| register::approve(tx, me.manager()?, account, &agreement))?;
        row(desk, account)
    })
    .await
}

/// Pauses, resumes or closes an account.
#[tauri::command]
#[specta::specta]
pub async fn account_status(desk: State<'_, Desk>, account: AccountId, status: AccountStatus) -> Answer<AccountRow> {
    desk.run(move |desk| {
        desk.write(|tx, me| register::set_status(tx, me.manager()?, account, status))?;
        row(desk, account)
    })
    .await
}

/// Writes a department into the register, or changes it.
#[tauri::command]
#[specta::specta]
pub async fn department_keep(desk: State<'_, Desk>, department: Department) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            administers(me)?;
            let id = match department.id.as_str() {
                "" => tx.new_id()?,
                known => register::department(tx, known.parse().map_err(|_| Refusal::Unknown)?)?.id,
            };
            let kept = register::Department {
                id,
                name: department.name.clone(),
                board: department.board.clone(),
                prefix: department.prefix.clone(),
                registrar_address: department.registrar_address.clone(),
                personal_file: department.personal_file,
            };
            register::keep_department(tx, &kept)
        })
    })
    .await
}

/// Writes a person into the register, or changes them.
#[tauri::command]
#[specta::specta]
pub async fn person_keep(desk: State<'_, Desk>, person: Person, login: String, active: bool) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            administers(me)?;
            let known = match person.id.as_str() {
                "" => None,
                known => Some(register::person(tx, known.parse().map_err(|_| Refusal::Unknown)?)?),
            };
            let kept = register::Person {
                id: known.as_ref().map_or_else(|| tx.new_id(), |known| Ok(known.id))?,
                // The page does not know logins; an empty one leaves it as it is.
                login: match &known {
                    Some(known) if login.trim().is_empty() => known.login.clone(),
                    _ => login.clone(),
                },
                name: person.name.clone(),
                initials: person.initials.clone(),
                title: person.title.clone(),
                department: person.department,
                roles: person.roles.iter().copied().collect(),
                active,
            };
            register::keep_person(tx, &kept)
        })
    })
    .await
}

/// Whoever looks after people, or decides on accounts.
pub(super) fn administers(me: &Actor) -> Result<(), Refusal> {
    me.administrator().map(|_| ()).or_else(|refusal| me.manager().map(|_| ()).map_err(|_| refusal))
}

/// One account as the register shows it.
pub(super) fn row(desk: &OpenDesk, id: AccountId) -> Result<AccountRow> {
    rows(desk, Some(id))?.pop().ok_or_else(|| Refusal::Unknown.into())
}

fn rows(desk: &OpenDesk, only: Option<AccountId>) -> Result<Vec<AccountRow>> {
    let now = desk.now();
    desk.read(|reader, _| {
        let people: BTreeMap<ActorId, register::Person> =
            register::people(reader)?.into_iter().map(|person| (person.id, person)).collect();
        let departments: BTreeMap<DepartmentId, register::Department> =
            register::departments(reader)?.into_iter().map(|department| (department.id, department)).collect();
        let mut standings = collector::standings(reader, now)?;
        let open_posts = queue::open_by_account(reader)?;
        let waiting = action::waiting_by_account(reader)?;
        register::accounts(reader)?
            .into_iter()
            .filter(|account| only.is_none_or(|only| only == account.id))
            .map(|account| {
                let department = departments.get(&account.department).cloned().ok_or(Refusal::Unknown)?;
                let standing = standings.remove(&account.id);
                let today = standing.as_ref().map(|standing| &standing.today);
                let works = account.connection == ConnectionState::Working;
                Ok(AccountRow {
                    open_posts: open_posts.get(&account.id).copied().unwrap_or(0),
                    waiting_decisions: if works { 0 } else { waiting.get(&account.id).copied().unwrap_or(0) },
                    visits_today: today.map_or(0, |day| day.visits),
                    missed_today: today.map_or(0, |day| day.missed),
                    longest_gap_minutes: today.map(|day| day.longest_gap_minutes),
                    last_round_at: standing.as_ref().and_then(|standing| standing.seen_at),
                    next_round_at: standing.as_ref().and_then(|standing| standing.due_at),
                    pace: standing.map(|standing| standing.why).unwrap_or_default(),
                    warnings: warnings(&account, &department, &people, now),
                    administrators: account
                        .administrators
                        .iter()
                        .filter_map(|id| people.get(id).cloned().map(Person::from))
                        .collect(),
                    department: department.into(),
                    id: account.id,
                    platform: account.platform,
                    service: account.service,
                    handle: account.handle,
                    name: account.name,
                    address: account.address,
                    kind: account.kind,
                    status: account.status,
                    purpose: account.purpose,
                    target_group: account.target_group,
                    clock: account.clock,
                    agreed_on: account.agreed_on,
                    connection: account.connection,
                    connection_cause: account.connection_cause,
                    connection_seen_at: account.connection_seen_at,
                    login_ends_at: account.login_ends_at,
                })
            })
            .collect()
    })
}

/// What is amiss with an account that is, or wants to be, in use.
fn warnings(
    account: &Account,
    department: &register::Department,
    people: &BTreeMap<ActorId, register::Person>,
    now: Timestamp,
) -> Vec<Refusal> {
    let mut warnings = Vec::new();
    if account.status == AccountStatus::Closed {
        return warnings;
    }
    if account.agreed_on.is_empty() {
        warnings.push(Refusal::AgreementMissing);
    } else {
        let here = |id: &&ActorId| people.get(id).is_some_and(|person| person.active);
        if account.administrators.iter().filter(here).count() < 2 {
            warnings.push(Refusal::SecondAdministratorMissing);
        }
    }
    let watched = account.platform != Platform::Manual && account.status == AccountStatus::Active;
    if watched && account.connection != ConnectionState::Working {
        warnings.push(Refusal::NotConnected);
    }
    warnings.extend(account.login_warning(now));
    if department.registrar_address.trim().is_empty() {
        warnings.push(Refusal::RegistrarAddressMissing);
    }
    warnings
}
