//! Journeys through the real window, with the real key store and the real notifier of a private session, against the demo
//! platform over real HTTP.
//!
//! They run one after another: a window is a heavy thing, and the session's clipboard, focus and notifications are one.
//! `cargo dev test journeys` gives them the session; without one they stand aside, unless `UPPSIKT_COMPLETE` forbids it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a journey stops where it goes wrong, with its reason"
)]

mod bad_days;
mod main_job;
mod places;
mod watching;
mod rules;

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};
use uppsikt_tests::{
    main_job::Outside,
    window::{DemoProcess, Driver, Window},
};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A desk in Lillvik: a demo platform, an empty folder and a driver that opens windows on them.
struct Desk {
    demo: DemoProcess,
    driver: Option<Driver>,
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    /// `None` where there is no private session and none is demanded.
    fn in_lillvik(name: &str) -> Option<Desk> {
        if std::env::var("UPPSIKT_SESSION").as_deref() != Ok("private") {
            assert!(std::env::var_os("UPPSIKT_COMPLETE").is_none(), "journeys need a private session");
            return None;
        }
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = std::env::temp_dir().join(format!("uppsikt-journey-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let demo = DemoProcess::start();
        let mut desk = Desk { demo, driver: None, folder, _turn: turn };
        desk.drive();
        Some(desk)
    }

    /// A driver anew, as after a restart of the machine.
    fn drive(&mut self) {
        self.drive_with(&[]);
    }

    /// The same in other surroundings.
    fn drive_with(&mut self, surroundings: &[(&str, &str)]) {
        self.driver = None;
        let folder = self.folder.to_string_lossy().into_owned();
        let papers = self.papers().to_string_lossy().into_owned();
        std::fs::create_dir_all(&papers).unwrap();
        let usual = [
            ("UPPSIKT_DATA", folder.as_str()),
            ("UPPSIKT_DEMO_PLATFORM", self.demo.address()),
            ("UPPSIKT_TOUR_DIR", &papers),
        ];
        self.driver = Some(Driver::start(&[&usual, surroundings].concat()));
    }

    /// Where papers are written to, without asking.
    fn papers(&self) -> PathBuf {
        self.folder.join("papper")
    }

    async fn open(&self) -> Window {
        let pictures = std::env::var_os("UPPSIKT_PICTURES").map(PathBuf::from);
        Window::open(self.driver.as_ref().unwrap().address(), pictures).await
    }

    fn outside(&self) -> Outside {
        Outside::at(self.demo.address())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.driver = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs a journey to its end.
fn journey<F: Future<Output = ()>>(work: F) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work);
}
