//! What the window's frame shows, and how a person sits down at it.

use super::register::{Department, Person};
use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
    rounds::Rounds,
    show_once,
};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};
use uppsikt_core::{
    collector::{self, Watch},
    house,
    logbook::Reader,
    queue::{self, Counts},
    register,
    words::{Actor, ActorId, DepartmentId, Id, Refusal, Result, Role, Timestamp},
};

/// How far the program has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Everything is there.
    Ready,
    /// The database is for no municipality yet.
    FirstRun,
    /// The database did not open.
    Closed,
}

/// The frame of the window.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// How far the program has come.
    pub stage: Stage,
    /// Why the database did not open; nothing when something broke, which the log tells.
    pub trouble: Option<Refusal>,
    /// The municipality's name.
    pub municipality: String,
    /// Whether this is a demo.
    pub demo: bool,
    /// The person at the desk; nobody when the register does not know them.
    pub me: Option<Person>,
    /// Everybody who works here.
    pub people: Vec<Person>,
    /// The departments.
    pub departments: Vec<Department>,
    /// How many posts each list has.
    pub counts: Counts,
    /// How the accounts are watched.
    pub watch: Watch,
    /// How long a decision can be withdrawn.
    pub hold_seconds: u32,
    /// The policy's name.
    pub policy_name: String,
    /// The number of the newest entry in the logbook.
    pub head: String,
    /// The time now.
    pub now: Timestamp,
}

/// The frame of the window. A database that did not open is tried again.
#[tauri::command]
#[specta::specta]
pub async fn overview(desk: State<'_, Desk>) -> Answer<Overview> {
    desk.wait(|desk| match desk.open_again() {
        Ok(open) => seen(&open),
        Err(trouble) => Ok(Overview { trouble, ..bare(desk, Stage::Closed) }),
    })
    .await
}

/// The page has been drawn: now the window is shown.
#[tauri::command]
#[specta::specta]
pub async fn ready(app: AppHandle) -> Answer<()> {
    show_once(&app);
    Ok(())
}

/// What a municipality tells of itself at the first start.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Its name.
    pub municipality: String,
    /// The name of whoever sits here.
    pub person_name: String,
    /// Their initials.
    pub initials: String,
    /// The first department.
    pub department: String,
    /// Its board.
    pub board: String,
    /// What its registration numbers begin with.
    pub prefix: String,
    /// Its registrar's mail address.
    pub registrar_address: String,
    /// The policy to begin with.
    pub policy: String,
}

/// Begins the database for a municipality, with its first department and its first person.
#[tauri::command]
#[specta::specta]
pub async fn set_up(desk: State<'_, Desk>, rounds: State<'_, Rounds>, setup: Setup) -> Answer<()> {
    desk.run(move |desk| begin(desk, &setup)).await?;
    rounds.collect_now();
    Ok(())
}

/// Becomes another person. Only in the demo.
#[tauri::command]
#[specta::specta]
pub async fn sit_down(desk: State<'_, Desk>, person: ActorId) -> Answer<()> {
    desk.run(move |desk| {
        if !desk.is_demo() {
            return Err(Refusal::Unknown.into());
        }
        let known = desk.logbook.read(|reader| register::person(reader, person))?;
        desk.seat(known.id);
        Ok(())
    })
    .await
}

/// The municipality's name is kept last, so that a setup that was interrupted can be made once more: what was kept is
/// found again and not kept twice.
fn begin(desk: &OpenDesk, setup: &Setup) -> Result<()> {
    if desk.logbook.read(register::municipality)?.is_some() {
        return Err(Refusal::AccountExists.into());
    }
    let policy = house::policy(&desk.folder, &setup.policy)?;
    let known = desk.logbook.read(register::database_login)?.or_else(|| desk.surroundings.login.clone());
    let login = known.unwrap_or_else(|| setup.initials.to_lowercase());
    let program = Actor::collector();
    let department = desk.logbook.write(&program, desk.now(), |tx| {
        let known = register::departments(tx)?.into_iter().find(|known| known.name == setup.department.trim());
        let id: DepartmentId = known.map_or_else(|| tx.new_id(), |known| Ok(known.id))?;
        let ((), entry) = register::keep_department(
            tx,
            &register::Department {
                id,
                name: setup.department.clone(),
                board: setup.board.clone(),
                prefix: setup.prefix.clone(),
                registrar_address: setup.registrar_address.clone(),
                personal_file: false,
            },
        )?;
        Ok((id, entry))
    })?;
    let person = desk.logbook.write(&program, desk.now(), |tx| {
        let known = register::person_by_login(tx, &login)?;
        let id: ActorId = known.map_or_else(|| tx.new_id(), |known| Ok(known.id))?;
        let ((), entry) = register::keep_person(
            tx,
            &register::Person {
                id,
                login: login.clone(),
                name: setup.person_name.clone(),
                initials: setup.initials.clone(),
                title: String::new(),
                department: Some(department),
                // Whoever begins does everything until there are colleagues; but nobody audits their own work.
                roles: Role::ALL.into_iter().filter(|role| *role != Role::Auditor).collect(),
                active: true,
            },
        )?;
        Ok((id, entry))
    })?;
    desk.seat(person);
    desk.write(|tx, _| register::begin(tx, &setup.municipality, &setup.policy))?;
    desk.follow(policy);
    Ok(())
}

fn seen(desk: &OpenDesk) -> Result<Overview> {
    let me = desk.person()?;
    let id = me.as_ref().map_or_else(|| ActorId::from_number(0), |person| person.id);
    let (now, midnight, policy) = (desk.now(), desk.midnight(), desk.policy());
    let head = desk.logbook.head()?;
    desk.logbook.read(|reader| {
        let municipality = register::municipality(reader)?;
        let known = me.is_some();
        Ok(Overview {
            stage: if municipality.is_some() { Stage::Ready } else { Stage::FirstRun },
            trouble: None,
            municipality: municipality.unwrap_or_default(),
            demo: desk.is_demo(),
            people: if known { people(reader)? } else { Vec::new() },
            departments: if known { departments(reader)? } else { Vec::new() },
            me: me.map(Person::from),
            counts: if known { queue::counts(reader, id, now, midnight)? } else { Counts::default() },
            watch: collector::watch(reader, midnight, now)?,
            hold_seconds: policy.limits().hold_seconds,
            policy_name: policy.name().to_owned(),
            head: head.to_string(),
            now,
        })
    })
}

fn people(reader: &Reader<'_>) -> Result<Vec<Person>> {
    let people = register::people(reader)?;
    Ok(people.into_iter().filter(|person| person.active).map(Person::from).collect())
}

fn departments(reader: &Reader<'_>) -> Result<Vec<Department>> {
    Ok(register::departments(reader)?.into_iter().map(Department::from).collect())
}

fn bare(desk: &Desk, stage: Stage) -> Overview {
    Overview {
        stage,
        trouble: None,
        municipality: String::new(),
        demo: desk.is_demo(),
        me: None,
        people: Vec::new(),
        departments: Vec::new(),
        counts: Counts::default(),
        watch: Watch::default(),
        hold_seconds: 0,
        policy_name: String::new(),
        head: "0".to_owned(),
        now: desk.now(),
    }
}
