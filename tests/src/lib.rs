//! Uppsikt's first inhabitants: a whole municipality on fakes, people whose names say their role, a platform that does
//! as it is told, and a PostgreSQL server that is thrown away.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "everything here serves tests: what goes wrong must stop the test, with its reason"
)]

pub mod demo_platform;
pub mod fake_platform;
pub mod main_job;
pub mod over_http;
pub mod postgres_server;
pub mod servers;
pub mod town;
pub mod window;
pub mod wordpress;

pub use fake_platform::FakePlatform;
pub use town::{Municipality, Person};

/// Runs one story on SQLite and on PostgreSQL, each as a test of its own.
///
/// ```
/// uppsikt_tests::on_both_stores! {
///     fn a_post_arrives(town) {
///         let post = town.citizen_writes("När öppnar badhuset?");
///         assert!(town.post(post).text.contains("badhuset"));
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_stores {
    ($($(#[$doc:meta])* fn $name:ident($town:ident) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn story($town: &$crate::Municipality) $body

            #[test]
            fn sqlite() {
                story(&$crate::Municipality::lillvik());
            }

            #[test]
            fn postgres() {
                if let Some(town) = $crate::Municipality::lillvik_on_postgres() {
                    story(&town);
                }
            }
        }
    )*};
}
