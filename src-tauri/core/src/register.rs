//! The register: the municipality's accounts, departments and people.
//!
//! An account comes in as an [`Application`] and becomes usable only through [`approve`], which takes a manager, a
//! signed agreement and two administrators (AC4, AC5). What follows an account, its posts, is not known here.

mod account;
mod people;
mod service;
mod setting;
mod unregistered;

pub use account::{
    Account, AccountKind, AccountStatus, Active, Agreement, Application, Clock, ConnectionState, account, accounts,
    active, active_accounts, apply, approve, find, keep_login_end, set_status,
};
pub(crate) use account::{connected, keep_connection};
pub use people::{
    Department, Person, database_login, department, departments, keep_department, keep_person, people, person,
    person_at_desk, person_by_login,
};
pub use service::{Service, keep_service, service_of, services};
pub use setting::{begin, keep_setting, municipality, setting};
pub use unregistered::{
    Found, FoundBy, Judgement, Known, KnownAs, NAME_PATTERNS, Noted, Unregistered, UnregisteredState, judge,
    looks_like_ours, named_in, note, seen_again, unregistered,
};
