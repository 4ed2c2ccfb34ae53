//! Lillvik: an invented municipality for somebody who wants to see what Uppsikt does.
//!
//! The register is filled from `assets/demo/lillvik.toml`, through the same functions and under the same rules as a real
//! one, each in the name of whoever does it there; the accounts are connected to a demo platform on this machine, from
//! which the collector then fetches the week's posts as it would from any other.

use serde::Deserialize;
use std::collections::BTreeMap;
use uppsikt_core::{
    logbook::{Entry, Logbook, Tx},
    platform::{Transport, transport::Request},
    policy::Policy,
    queue,
    register::{self, Account, AccountKind, AccountStatus, Agreement, Application, Clock, Department, Person},
    secrets::{App, Credential, Secret, Secrets},
    words::{AccountId, Actor, ActorId, DepartmentId, Fault, Platform, Refusal, Result, Role, Timestamp},
};

/// Who sits down first: Maja, who moderates.
pub const FIRST: &str = "maja";

const LILLVIK: &str = include_str!("../../assets/demo/lillvik.toml");
/// The policy that Lillvik follows.
const POLICY: &str = "neutral";

#[derive(Deserialize)]
struct Lillvik {
    municipality: Municipality,
    department: Vec<DemoDepartment>,
    person: Vec<DemoPerson>,
    account: Vec<DemoAccount>,
}

#[derive(Deserialize)]
struct Municipality {
    name: String,
    website: String,
}

#[derive(Deserialize)]
struct DemoDepartment {
    key: String,
    name: String,
    board: String,
    prefix: String,
    registrar: String,
    personal_file: bool,
}

#[derive(Deserialize)]
struct DemoPerson {
    key: String,
    name: String,
    initials: String,
    title: String,
    department: String,
    roles: Vec<Role>,
}

#[derive(Deserialize)]
struct DemoAccount {
    key: String,
    platform: Platform,
    #[serde(default)]
    service: String,
    name: String,
    handle: String,
    department: String,
    kind: AccountKind,
    status: AccountStatus,
    purpose: String,
    target_group: String,
    administrators: Vec<String>,
    agreement: Option<String>,
    clock: Clock,
}

/// A login as the demo platform hands it out.
#[derive(Deserialize)]
struct Login {
    key: String,
    handle: String,
    address: String,
    user: String,
    secret: String,
    token_secret: String,
    refresh: String,
    app_id: String,
    app_secret: String,
}

/// An empty database and what it takes to fill it.
pub struct Empty<'a> {
    /// The database.
    pub logbook: &'a Logbook,
    /// Where the logins are kept.
    pub secrets: &'a Secrets,
    /// The way to the demo platform.
    pub transport: &'a dyn Transport,
    /// The demo platform's address; nothing where the channels answer from memory.
    pub platform: Option<&'a str>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

/// Fills the register with Lillvik and connects its accounts.
///
/// # Errors
/// [`Refusal::PlatformAway`] when the demo platform does not answer; a fault of the database or of the demo's file.
pub fn fill(empty: &Empty<'_>) -> Result<()> {
    let lillvik: Lillvik = toml::from_str(LILLVIK).map_err(|cause| Fault::of("read Lillvik", cause))?;
    let logins = match empty.platform {
        Some(platform) => logins(empty, platform)?,
        None => lillvik.account.iter().filter(|account| account.platform != Platform::Manual).map(Login::of).collect(),
    };
    let departments = keep_departments(empty, &lillvik)?;
    let people = keep_people(empty, &lillvik, &departments)?;
    for account in &lillvik.account {
        let login = logins.iter().find(|login| login.key == account.key);
        keep_account(empty, account, login, &departments, &people)?;
    }
    let website = &lillvik.municipality.website;
    for (name, page) in [("rules", "regler-for-kommentarer"), ("contact", "kontakt")] {
        empty.write(|tx| register::keep_setting(tx, name, &format!("{website}/{page}")))?;
    }
    // Last: until the municipality has its name, the database counts as not begun.
    empty.write(|tx| register::begin(tx, &lillvik.municipality.name, POLICY))
}

impl Empty<'_> {
    fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<(T, Entry)>) -> Result<T> {
        self.write_as(&Actor::collector(), work)
    }

    fn write_as<T>(&self, by: &Actor, work: impl FnOnce(&mut Tx<'_>) -> Result<(T, Entry)>) -> Result<T> {
        self.logbook.write(by, (self.clock)(), work)
    }
}

impl Login {
    /// The way into a channel that needs none.
    fn of(account: &DemoAccount) -> Login {
        let (key, handle) = (account.key.clone(), account.handle.clone());
        Login {
            key,
            handle,
            address: "https://ovning.lillvik.example".to_owned(),
            user: String::new(),
            secret: String::new(),
            token_secret: String::new(),
            refresh: String::new(),
            app_id: String::new(),
            app_secret: String::new(),
        }
    }
}

fn logins(empty: &Empty<'_>, platform: &str) -> Result<Vec<Login>> {
    let request = Request::get(format!("{}/_demo/accounts", platform.trim_end_matches('/')));
    let answer = empty.transport.send(&request).map_err(|_| Refusal::PlatformAway)?;
    let logins = serde_json::from_slice(&answer.bytes).map_err(|cause| Fault::of("read the demo's logins", cause))?;
    Ok(logins)
}

fn keep_departments(empty: &Empty<'_>, lillvik: &Lillvik) -> Result<BTreeMap<String, DepartmentId>> {
    let mut departments = BTreeMap::new();
    for department in &lillvik.department {
        let id = empty.write(|tx| {
            let id: DepartmentId = tx.new_id()?;
            let kept = Department {
                id,
                name: department.name.clone(),
                board: department.board.clone(),
                prefix: department.prefix.clone(),
                registrar_address: department.registrar.clone(),
                personal_file: department.personal_file,
            };
            let ((), entry) = register::keep_department(tx, &kept)?;
            Ok((id, entry))
        })?;
        departments.insert(department.key.clone(), id);
    }
    Ok(departments)
}

fn keep_people(
    empty: &Empty<'_>,
    lillvik: &Lillvik,
    departments: &BTreeMap<String, DepartmentId>,
) -> Result<BTreeMap<String, Person>> {
    let mut people = BTreeMap::new();
    for person in &lillvik.person {
        let kept = empty.write(|tx| {
            let id: ActorId = tx.new_id()?;
            let kept = Person {
                id,
                login: person.key.clone(),
                name: person.name.clone(),
                initials: person.initials.clone(),
                title: person.title.clone(),
                department: departments.get(&person.department).copied(),
                roles: person.roles.iter().copied().collect(),
                active: true,
            };
            let ((), entry) = register::keep_person(tx, &kept)?;
            Ok((kept, entry))
        })?;
        people.insert(person.key.clone(), kept);
    }
    Ok(people)
}

fn keep_account(
    empty: &Empty<'_>,
    account: &DemoAccount,
    login: Option<&Login>,
    departments: &BTreeMap<String, DepartmentId>,
    people: &BTreeMap<String, Person>,
) -> Result<()> {
    let administrators: Vec<&Person> = account.administrators.iter().filter_map(|key| people.get(key)).collect();
    let applicant = administrators.first().map_or_else(Actor::collector, |person| person.actor());
    let application = Application {
        platform: account.platform,
        service: account.service.clone(),
        handle: login.map_or_else(|| account.handle.clone(), |login| login.handle.clone()),
        name: account.name.clone(),
        address: login.map(|login| login.address.clone()).unwrap_or_default(),
        department: departments.get(&account.department).copied().ok_or(Refusal::Unknown)?,
        kind: account.kind,
        purpose: account.purpose.clone(),
        target_group: account.target_group.clone(),
        clock: account.clock,
    };
    let id = empty.write_as(&applicant, |tx| register::apply(tx, &applicant, &application))?;
    let Some(agreed_on) = account.agreement.as_deref().filter(|_| account.status != AccountStatus::Applied) else {
        return Ok(());
    };
    let manager = people.values().find(|person| person.roles.contains(&Role::Manager)).ok_or(Refusal::Unknown)?.actor();
    let agreement = Agreement::new(agreed_on, administrators.iter().map(|person| person.id))?;
    let active = empty.write_as(&manager, |tx| register::approve(tx, manager.manager()?, id, &agreement))?;
    if let Some(login) = login {
        connect(empty, active.account(), login)?;
        let policy = Policy::embedded(POLICY)?;
        empty.write(|tx| queue::connected(tx, &policy, &active))?;
    }
    if account.status != AccountStatus::Active {
        close(empty, &manager, id, account.status)?;
    }
    Ok(())
}

fn connect(empty: &Empty<'_>, account: &Account, login: &Login) -> Result<()> {
    if login.secret.is_empty() {
        return Ok(());
    }
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let credential = Credential {
        token_secret: told(&login.token_secret).map(Secret::new),
        refresh: told(&login.refresh).map(Secret::new),
        app: told(&login.app_id).map(|id| App { id, secret: Secret::new(login.app_secret.clone()) }),
        ..Credential::new(&login.user, &login.secret)
    };
    empty.secrets.keep_credential(account.id, &credential)
}

fn close(empty: &Empty<'_>, manager: &Actor, id: AccountId, status: AccountStatus) -> Result<()> {
    empty.write_as(manager, |tx| register::set_status(tx, manager.manager()?, id, status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lillvik_reads_and_hangs_together() {
        let lillvik: Lillvik = toml::from_str(LILLVIK).unwrap();
        assert!(lillvik.person.iter().any(|person| person.key == FIRST && person.roles.contains(&Role::Moderator)));
        for account in &lillvik.account {
            assert!(lillvik.department.iter().any(|known| known.key == account.department), "{}", account.key);
            for administrator in &account.administrators {
                assert!(lillvik.person.iter().any(|known| known.key == *administrator), "{administrator}");
            }
            assert_eq!(account.agreement.is_some(), account.status != AccountStatus::Applied, "{}", account.key);
        }
    }
}
