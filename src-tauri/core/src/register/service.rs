//! Services that are watched by hand: which they are, what can be done there, and what that means (IN12).
//!
//! A new service is a row and no new release. What is done on one is done by a person, on the service itself.

use super::people::filled;
use crate::{
    logbook::{Entry, Reader, Tx},
    store::{Row, search},
    words::{Refusal, Result, ServiceId},
};
use serde::{Deserialize, Serialize};

/// A service, as the municipality describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// What people call it.
    pub name: String,
    /// How the address of an account begins, with `{konto}` for the account's name; empty when it is not known.
    pub address_pattern: String,
    /// What the abilities mean in law, and what else to know, in Swedish.
    pub remark: String,
    /// Answers can be written there.
    pub reply: bool,
    /// What others wrote can be hidden.
    pub hide: bool,
    /// What is hidden is still seen by its author and others, so that hiding does not end an unlawful publication.
    pub hidden_still_seen: bool,
    /// What others wrote can be taken away.
    pub remove: bool,
    /// An author can be shut out.
    pub block: bool,
    /// A thread can be closed.
    pub close: bool,
    /// The longest answer, in code points; 0 for no limit.
    pub longest_reply: u32,
}

const SERVICE: &str = "SELECT id, name, address_pattern, remark, can_reply, can_hide, hidden_still_seen, can_remove,
    can_block, can_close, longest_reply FROM service";

/// All services that have been described, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn services(reader: &Reader<'_>) -> Result<Vec<Service>> {
    reader.rows(&format!("{SERVICE} ORDER BY id"), &[])?.iter().map(read).collect()
}

/// The description of the service with this name, whatever its capitals.
#[must_use]
pub fn service_of<'a>(services: &'a [Service], name: &str) -> Option<&'a Service> {
    let folded = search::folded(name);
    services.iter().find(|service| search::folded(&service.name) == folded)
}

/// Describes a service, or changes its description.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a name, [`Refusal::AddressMalformed`] for a pattern that is no web address,
/// [`Refusal::AccountExists`] when another service has the name.
pub fn keep_service(tx: &mut Tx<'_>, service: &Service) -> Result<((), Entry)> {
    filled("name", &service.name)?;
    let folded = search::folded(&service.name);
    filled("name", &folded)?;
    let pattern = service.address_pattern.trim();
    if !pattern.is_empty() && (!pattern.starts_with("https://") || pattern.contains(char::is_whitespace)) {
        return Err(Refusal::AddressMalformed.into());
    }
    if services(tx)?.iter().any(|known| known.id != service.id && search::folded(&known.name) == folded) {
        return Err(Refusal::AccountExists.into());
    }
    tx.execute(
        "INSERT INTO service (id, name, folded, address_pattern, remark, can_reply, can_hide, hidden_still_seen,
           can_remove, can_block, can_close, longest_reply)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
           address_pattern = excluded.address_pattern, remark = excluded.remark, can_reply = excluded.can_reply,
           can_hide = excluded.can_hide, hidden_still_seen = excluded.hidden_still_seen,
           can_remove = excluded.can_remove, can_block = excluded.can_block, can_close = excluded.can_close,
           longest_reply = excluded.longest_reply",
        &[
            service.id.into(),
            service.name.trim().into(),
            folded.into(),
            pattern.into(),
            service.remark.trim().into(),
            service.reply.into(),
            service.hide.into(),
            service.hidden_still_seen.into(),
            service.remove.into(),
            service.block.into(),
            service.close.into(),
            service.longest_reply.into(),
        ],
    )?;
    Ok(((), Entry::ServiceKept { service: service.id }))
}

impl Service {
    /// The address of an account there; nothing when the pattern does not say.
    #[must_use]
    pub fn address_of(&self, handle: &str) -> Option<String> {
        let handle = handle.trim().trim_start_matches('@');
        let plain = !handle.is_empty() && handle.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
        (plain && self.address_pattern.contains("{konto}")).then(|| self.address_pattern.replace("{konto}", handle))
    }
}

fn read(row: &Row) -> Result<Service> {
    Ok(Service {
        id: row.get(0)?,
        name: row.get(1)?,
        address_pattern: row.get(2)?,
        remark: row.get(3)?,
        reply: row.get(4)?,
        hide: row.get(5)?,
        hidden_still_seen: row.get(6)?,
        remove: row.get(7)?,
        block: row.get(8)?,
        close: row.get(9)?,
        longest_reply: row.get(10)?,
    })
}
