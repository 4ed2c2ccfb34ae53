//! Opening the desk: the folder as the core opens it, filled with Lillvik when this is a demo, and whoever sits down first.

use crate::{
    demo,
    desk::{OpenDesk, Rules},
    long_work::LongWork,
    place::Surroundings,
};
use std::{
    path::Path,
    sync::{Arc, RwLock},
};
use uppsikt_core::{
    house::House,
    register,
    words::{Result, Timestamp},
};

/// Opens the desk in `folder`, creating what is not there yet.
///
/// # Errors
/// As [`House::open`].
pub fn open(folder: &Path, surroundings: &Surroundings, clock: fn() -> Timestamp) -> Result<OpenDesk> {
    let house = House::open(folder, clock, |logbook, secrets, transport| match &surroundings.demo_platform {
        Some(platform) if logbook.read(register::municipality)?.is_none() => {
            demo::fill(&demo::Empty { logbook, secrets, transport, platform, clock })
        }
        _ => Ok(()),
    })?;
    let who = match &surroundings.demo_platform {
        Some(_) => house.logbook.read(|reader| register::person_by_login(reader, demo::FIRST))?.map(|person| person.id),
        None => None,
    };
    Ok(OpenDesk {
        rules: RwLock::new(Rules { lexicon: house.lexicon, aids: Arc::new(house.aids) }),
        rehearsal: LongWork::default(),
        training: LongWork::default(),
        logbook: house.logbook,
        connections: house.connections,
        secrets: house.secrets,
        transport: house.transport,
        folder: house.folder,
        surroundings: surroundings.clone(),
        clock,
        policy: RwLock::new(house.policy),
        who: RwLock::new(who),
    })
}
