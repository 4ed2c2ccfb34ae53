//! Departments and people.

use crate::{
    logbook::{Entry, Reader, Tx},
    store::{Dialect, Row, Value},
    words::{Actor, ActorId, DepartmentId, Refusal, Result, Role},
};
use std::collections::BTreeSet;

/// A department, with the registrar that its matters go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Förvaltning.
    pub name: String,
    /// Nämnd.
    pub board: String,
    /// What its registration numbers begin with, such as `KS`.
    pub prefix: String,
    /// The registrar's mail address; empty when the department has none.
    pub registrar_address: String,
    /// Social services or health: matters go to the person's file, never to the diary (DI6).
    pub personal_file: bool,
}

/// Somebody who uses Uppsikt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: ActorId,
    /// The name they log in with, at this machine or at the database server.
    pub login: String,
    /// Full name.
    pub name: String,
    /// What stands under an official reply.
    pub initials: String,
    /// What they do.
    pub title: String,
    /// Where they work.
    pub department: Option<DepartmentId>,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Whether they still do.
    pub active: bool,
}

impl Person {
    /// The actor that acts under this person's name. One who has left holds no role.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let roles = if self.active { self.roles.clone() } else { BTreeSet::new() };
        Actor::person(self.id, self.name.clone(), self.initials.clone(), roles, self.department)
    }
}

const DEPARTMENT: &str = "SELECT id, name, board, prefix, registrar_address, personal_file FROM department";
const PERSON: &str = "SELECT id, login, name, initials, title, department_id, roles, active FROM person";

/// All departments, oldest first; the window sorts names as Swedes do.
///
/// # Errors
/// A fault of the database.
pub fn departments(reader: &Reader<'_>) -> Result<Vec<Department>> {
    let rows = reader.rows(&format!("{DEPARTMENT} ORDER BY id"), &[])?;
    rows.iter().map(read_department).collect()
}

/// One department.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn department(reader: &Reader<'_>, id: DepartmentId) -> Result<Department> {
    let row = reader.first(&format!("{DEPARTMENT} WHERE id = $1"), &[id.into()])?;
    read_department(&row.ok_or(Refusal::Unknown)?)
}

/// Writes a department into the register, or changes it.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a name.
pub fn keep_department(tx: &mut Tx<'_>, department: &Department) -> Result<((), Entry)> {
    filled("name", &department.name)?;
    tx.execute(
        "INSERT INTO department (id, name, board, prefix, registrar_address, personal_file)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, board = excluded.board, prefix = excluded.prefix,
           registrar_address = excluded.registrar_address, personal_file = excluded.personal_file",
        &[
            department.id.into(),
            department.name.trim().into(),
            department.board.trim().into(),
            department.prefix.trim().into(),
            department.registrar_address.trim().into(),
            department.personal_file.into(),
        ],
    )?;
    Ok(((), Entry::DepartmentKept { department: department.id }))
}

/// Everybody, also those who have left.
///
/// # Errors
/// A fault of the database.
pub fn people(reader: &Reader<'_>) -> Result<Vec<Person>> {
    reader.rows(&format!("{PERSON} ORDER BY id"), &[])?.iter().map(read_person).collect()
}

/// One person.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn person(reader: &Reader<'_>, id: ActorId) -> Result<Person> {
    let row = reader.first(&format!("{PERSON} WHERE id = $1"), &[id.into()])?;
    read_person(&row.ok_or(Refusal::Unknown)?)
}

/// The person who logs in under `login`, if the register knows one.
///
/// # Errors
/// A fault of the database.
pub fn person_by_login(reader: &Reader<'_>, login: &str) -> Result<Option<Person>> {
    reader.first(&format!("{PERSON} WHERE login = $1"), &[login.into()])?.as_ref().map(read_person).transpose()
}

/// The name under which a team's database knows whoever is logged in to it; nothing on a single desk, where whoever has
/// the key is let in.
///
/// # Errors
/// A fault of the database.
pub fn database_login(reader: &Reader<'_>) -> Result<Option<String>> {
    match reader.dialect() {
        Dialect::Sqlite => Ok(None),
        Dialect::Postgres => reader.one("SELECT CAST(session_user AS TEXT)", &[])?.get(0).map(Some),
    }
}

/// The person who sits at a desk. A team's database says itself who has logged in to it, and nothing on the desk can say
/// otherwise; on a single desk it is who is logged in at the machine (`machine_login`), or the only person there is.
/// Nobody who has left.
///
/// # Errors
/// A fault of the database.
pub fn person_at_desk(reader: &Reader<'_>, machine_login: Option<&str>) -> Result<Option<Person>> {
    if let Some(login) = database_login(reader)? {
        return Ok(person_by_login(reader, &login)?.filter(|person| person.active));
    }
    if let Some(login) = machine_login
        && let Some(person) = person_by_login(reader, login)?
    {
        return Ok(Some(person).filter(|person| person.active));
    }
    let mut active = people(reader)?.into_iter().filter(|person| person.active);
    Ok(match (active.next(), active.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    })
}

/// Writes a person into the register, or changes them.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a name, a login or initials; [`Refusal::AccountExists`] when somebody else has
/// the login.
pub fn keep_person(tx: &mut Tx<'_>, person: &Person) -> Result<((), Entry)> {
    filled("name", &person.name)?;
    filled("login", &person.login)?;
    filled("initials", &person.initials)?;
    if person_by_login(tx, person.login.trim())?.is_some_and(|other| other.id != person.id) {
        return Err(Refusal::AccountExists.into());
    }
    let roles: Vec<&str> = person.roles.iter().map(|role| role.word()).collect();
    tx.execute(
        "INSERT INTO person (id, login, name, initials, title, department_id, roles, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET login = excluded.login, name = excluded.name, initials = excluded.initials,
           title = excluded.title, department_id = excluded.department_id, roles = excluded.roles,
           active = excluded.active",
        &[
            person.id.into(),
            person.login.trim().into(),
            person.name.trim().into(),
            person.initials.trim().into(),
            person.title.trim().into(),
            Value::from(person.department),
            roles.join(" ").into(),
            person.active.into(),
        ],
    )?;
    let roles = roles.into_iter().map(str::to_owned).collect();
    Ok(((), Entry::PersonKept { person: person.id, roles }))
}

pub(super) fn filled(name: &str, value: &str) -> Result<(), Refusal> {
    if value.trim().is_empty() { Err(Refusal::FieldMissing(name.into())) } else { Ok(()) }
}

fn read_department(row: &Row) -> Result<Department> {
    Ok(Department {
        id: row.get(0)?,
        name: row.get(1)?,
        board: row.get(2)?,
        prefix: row.get(3)?,
        registrar_address: row.get(4)?,
        personal_file: row.get(5)?,
    })
}

fn read_person(row: &Row) -> Result<Person> {
    let roles: String = row.get(6)?;
    Ok(Person {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        initials: row.get(3)?,
        title: row.get(4)?,
        department: row.get(5)?,
        roles: roles.split_whitespace().filter_map(Role::from_word).collect(),
        active: row.get(7)?,
    })
}
