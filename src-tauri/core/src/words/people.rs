//! Who acts, and the proof that they may.

use super::{ActorId, DepartmentId, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a person does in the municipality. One person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads, judges and acts on posts: contact centre and communicators.
    Moderator,
    /// Owns an account in the register.
    AccountOwner,
    /// Registers in the diary.
    Registrar,
    /// Keeps the archive.
    Archivist,
    /// Decides on accounts: always a person, never a piece of code.
    Manager,
    /// Reads everything, changes nothing.
    Auditor,
    /// Looks after people, connections and keys.
    Administrator,
}

impl Role {
    /// All of them, in the order they are shown.
    pub const ALL: [Role; 7] = [
        Role::Moderator,
        Role::AccountOwner,
        Role::Registrar,
        Role::Archivist,
        Role::Manager,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Moderator => "moderator",
            Role::AccountOwner => "account_owner",
            Role::Registrar => "registrar",
            Role::Archivist => "archivist",
            Role::Manager => "manager",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// Reads the database's word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// A person at work, or the collector. Everything that changes is entered in the logbook under an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: ActorId,
    name: String,
    initials: String,
    roles: BTreeSet<Role>,
    department: Option<DepartmentId>,
}

impl Actor {
    /// The collector's fixed id.
    const COLLECTOR: &str = "00000000000000000000000000000001";

    /// A person as the register knows them.
    #[must_use]
    pub fn person(
        id: ActorId,
        name: String,
        initials: String,
        roles: BTreeSet<Role>,
        department: Option<DepartmentId>,
    ) -> Actor {
        Actor { id, name, initials, roles, department }
    }

    /// The program itself, when it fetches posts and carries out what people decided. It holds no role.
    #[must_use]
    pub fn collector() -> Actor {
        use super::id::Id;
        let id = Self::COLLECTOR.parse().unwrap_or_else(|_| ActorId::from_number(1));
        Actor { id, name: "Uppsikt".into(), initials: "U".into(), roles: BTreeSet::new(), department: None }
    }

    /// The actor's id.
    #[must_use]
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// Full name, for colleagues only.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands under an official reply.
    #[must_use]
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// The department the person works in.
    #[must_use]
    pub fn department(&self) -> Option<DepartmentId> {
        self.department
    }

    /// Whether the actor holds `role`.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Says no to whoever may not read what citizens have written: registrars and archivists read everything (RG4),
    /// moderators, managers and auditors too.
    ///
    /// # Errors
    /// [`Refusal::RoleMissing`].
    pub fn may_read(&self) -> Result<(), Refusal> {
        let reading = [Role::Moderator, Role::Registrar, Role::Archivist, Role::Manager, Role::Auditor];
        if reading.into_iter().any(|role| self.holds(role)) {
            Ok(())
        } else {
            Err(Refusal::RoleMissing(Role::Moderator))
        }
    }

    /// The roles held, in the order they are shown.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().copied()
    }
}

macro_rules! proof {
    ($($(#[$doc:meta])* $name:ident by $method:ident)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name<'a>(&'a Actor);

            impl $name<'_> {
                /// The person who holds the role.
                #[must_use]
                pub fn id(&self) -> ActorId {
                    self.0.id
                }

                /// The actor behind the proof.
                #[must_use]
                pub fn actor(&self) -> &Actor {
                    self.0
                }
            }
        )*
        impl Actor {
            $(
                /// The proof that this actor holds the role; there is no other way to come by one.
                ///
                /// # Errors
                /// [`Refusal::RoleMissing`].
                pub fn $method(&self) -> Result<$name<'_>, Refusal> {
                    if self.roles.contains(&Role::$name) {
                        Ok($name(self))
                    } else {
                        Err(Refusal::RoleMissing(Role::$name))
                    }
                }
            )*
        }
    };
}

/// Somebody who may change the municipality's rules: a manager answers for them, an administrator looks after them.
#[derive(Debug, Clone, Copy)]
pub struct RuleKeeper<'a>(&'a Actor);

impl<'a> RuleKeeper<'a> {
    /// The proof that this actor holds one of the two roles.
    ///
    /// # Errors
    /// [`Refusal::RoleMissing`].
    pub fn of(actor: &'a Actor) -> Result<RuleKeeper<'a>, Refusal> {
        if actor.holds(Role::Manager) || actor.holds(Role::Administrator) {
            Ok(RuleKeeper(actor))
        } else {
            Err(Refusal::RoleMissing(Role::Manager))
        }
    }

    /// The person.
    #[must_use]
    pub fn id(&self) -> ActorId {
        self.0.id
    }
}

proof! {
    /// Somebody who may judge and act on posts.
    Moderator by moderator
    /// Somebody who may look after an account.
    AccountOwner by account_owner
    /// Somebody who may register in the diary.
    Registrar by registrar
    /// Somebody who may keep and dispose.
    Archivist by archivist
    /// Somebody who may decide on accounts.
    Manager by manager
    /// Somebody who may read everything.
    Auditor by auditor
    /// Somebody who may change people, connections and keys.
    Administrator by administrator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_holds_the_role_gets_the_proof() {
        let collector = Actor::collector();
        assert!(matches!(collector.moderator(), Err(Refusal::RoleMissing(Role::Moderator))));
    }

    #[test]
    fn every_role_reads_back_from_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
    }
}
