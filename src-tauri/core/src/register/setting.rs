//! The few things that are set for the municipality as a whole.

use crate::{
    logbook::{Entry, Reader, Tx},
    words::{Refusal, Result},
};

/// The value of a setting, if it has been set.
///
/// # Errors
/// A fault of the database.
pub fn setting(reader: &Reader<'_>, name: &str) -> Result<Option<String>> {
    reader.first("SELECT value FROM setting WHERE name = $1", &[name.into()])?.map(|row| row.get(0)).transpose()
}

/// Sets a setting.
///
/// # Errors
/// A fault of the database.
pub fn keep_setting(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<((), Entry)> {
    put(tx, name, value)?;
    Ok(((), Entry::SettingChanged { name: name.to_owned() }))
}

fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )?;
    Ok(())
}

/// The municipality that the database is for; `None` until [`begin`].
///
/// # Errors
/// A fault of the database.
pub fn municipality(reader: &Reader<'_>) -> Result<Option<String>> {
    setting(reader, "municipality")
}

/// Begins the database for a municipality, under one of the policies.
///
/// # Errors
/// [`Refusal::FieldMissing`] without a name, [`Refusal::AccountExists`] when it was begun before.
pub fn begin(tx: &mut Tx<'_>, name: &str, policy: &str) -> Result<((), Entry)> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::FieldMissing("municipality".into()).into());
    }
    if municipality(tx)?.is_some() {
        return Err(Refusal::AccountExists.into());
    }
    put(tx, "municipality", name)?;
    put(tx, "policy", policy)?;
    Ok(((), Entry::Begun { municipality: name.to_owned() }))
}
