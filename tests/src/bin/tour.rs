//! The tour: the main job in the real window, by keyboard, with a picture of each step and the paper that was sealed.
//!
//! `cargo dev run` plays it where there is no display. It finds the driver in `UPPSIKT_WEBDRIVER`, the demo platform in
//! `UPPSIKT_DEMO_PLATFORM` and puts its pictures into `UPPSIKT_TOUR_DIR`.
#![allow(clippy::print_stdout, reason = "a command speaks to whoever started it")]
#![allow(clippy::expect_used, clippy::panic, reason = "a tour that can't be played says why and stops")]

use uppsikt_tests::{
    main_job::{self, Outside},
    window::Window,
};

fn main() {
    let known = |name: &str| {
        std::env::var(name).unwrap_or_else(|_| panic!("{name} must be set; start me with `cargo dev run`"))
    };
    let (driver, platform, folder) =
        (known("UPPSIKT_WEBDRIVER"), known("UPPSIKT_DEMO_PLATFORM"), known("UPPSIKT_TOUR_DIR"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let outside = Outside::at(&platform);
    runtime.block_on(async {
        let window = Window::open(&driver, Some(folder.clone().into())).await;
        main_job::by_keyboard(&window, &outside, &|line| println!("{line}")).await;
        for (place, name) in [("nav-register", "konton"), ("nav-logbook", "loggbok"), ("nav-settings", "installningar")]
        {
            window.click(place).await;
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            window.picture(name).await;
        }
        window.close().await;
    });
}
