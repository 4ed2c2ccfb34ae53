//! Opening the desk: the folder as the core opens it, filled with Lillvik when this is a demo, and whoever sits down first.

use crate::{
    demo,
    desk::{OpenDesk, Rules},
    long_work::LongWork,
    place::Surroundings,
};
use std::{
    fs,
    io::ErrorKind,
    path::Path,
    sync::{Arc, RwLock},
};
use uppsikt_core::{
    collector::Connections,
    house::House,
    platform::practice::Practice,
    register,
    words::{Fault, Result, Timestamp},
};

/// Opens the desk in `folder`, creating what is not there yet.
///
/// # Errors
/// As [`House::open`].
pub fn open(folder: &Path, surroundings: &Surroundings, clock: fn() -> Timestamp) -> Result<OpenDesk> {
    if surroundings.practice {
        begin_anew(folder)?;
    }
    let house = House::open(folder, clock, |logbook, secrets, transport| {
        if !surroundings.is_demo() || logbook.read(register::municipality)?.is_some() {
            return Ok(());
        }
        let platform = surroundings.demo_platform.as_deref();
        demo::fill(&demo::Empty { logbook, secrets, transport, platform, clock })
    })?;
    let connections: Arc<dyn Connections> =
        if surroundings.practice { Arc::new(Practice::lillvik(clock())?) } else { house.connections };
    let who = if surroundings.is_demo() {
        house.logbook.read(|reader| register::person_by_login(reader, demo::FIRST))?.map(|person| person.id)
    } else {
        None
    };
    Ok(OpenDesk {
        rules: RwLock::new(Rules {
            lexicon: house.lexicon,
            left_out: house.left_out.into(),
            aids: Arc::new(house.aids),
        }),
        rehearsal: LongWork::default(),
        training: LongWork::default(),
        logbook: house.logbook,
        connections,
        secrets: house.secrets,
        transport: house.transport,
        folder: house.folder,
        surroundings: surroundings.clone(),
        clock,
        policy: RwLock::new(house.policy),
        who: RwLock::new(who),
    })
}

/// Every practice begins with the week as it was told. The folder is the practice's own: see [`Surroundings`].
fn begin_anew(folder: &Path) -> Result<()> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(Fault::of("begin the practice anew", cause).into()),
    };
    for file in listed.flatten() {
        if file.file_name().to_string_lossy().starts_with("uppsikt.sqlite") {
            fs::remove_file(file.path()).map_err(|cause| Fault::of("begin the practice anew", cause))?;
        }
    }
    Ok(())
}
