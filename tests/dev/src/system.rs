//! What the operating system must have before cargo and npm can do their part, and why.
//!
//! On Debian and its relatives the missing packages are installed. Elsewhere we look for what the packages would have
//! brought, and say what is missing.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::fault::{Doing, Fault, Result};
use crate::postgres;
use crate::process;

/// What a package is needed for. A command provides only what it will use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To compile the window and everything under it.
    Build,
    /// For the window to run where there is no desk: display, session bus, key store, notifier.
    Session,
    /// To read papers and pictures back in tests.
    Papers,
    /// The database for teams.
    Postgres,
    /// Real platform servers, for tests against them.
    Servers,
    /// What the flagging is tried on and measured beside.
    Words,
}

impl Purpose {
    pub const ALL: [Self; 6] = [Self::Build, Self::Session, Self::Papers, Self::Postgres, Self::Servers, Self::Words];
}

/// How to see that something is there when the package list cannot tell.
#[derive(Clone, Copy)]
enum Sign {
    Program(&'static str),
    /// As `pkg-config` knows it.
    Library(&'static str),
    File(&'static str),
    /// As `php -m` names it.
    Php(&'static str),
    Other(fn() -> bool),
}

struct Package {
    name: &'static str,
    purpose: Purpose,
    why: &'static str,
    sign: Sign,
}

impl Package {
    const fn new(purpose: Purpose, name: &'static str, sign: Sign, why: &'static str) -> Self {
        Self { name, purpose, why, sign }
    }
}

use Purpose::{Build, Papers, Postgres, Servers, Session, Words};
use Sign::{File, Library, Other, Php, Program};

const PACKAGES: [Package; 33] = [
    Package::new(Build, "build-essential", Program("cc"), "a C compiler, for the database's encryption and for TLS"),
    Package::new(Build, "pkg-config", Program("pkg-config"), "shows the compiler where the libraries below lie"),
    Package::new(Build, "libwebkit2gtk-4.1-dev", Library("webkit2gtk-4.1"), "the web view that the window is drawn in"),
    Package::new(Build, "libssl-dev", Library("libcrypto"), "the ciphers that keep the database secret on disk"),
    Package::new(
        Build,
        "libayatana-appindicator3-dev",
        Library("ayatana-appindicator3-0.1"),
        "the icon in the desktop's tray",
    ),
    Package::new(Session, "webkit2gtk-driver", Program("WebKitWebDriver"), "works the real window as a person would"),
    Package::new(Session, "xvfb", Program("Xvfb"), "a display for a machine that has none"),
    Package::new(Session, "dbus", Program("dbus-daemon"), "a session bus, where key store and notifier are found"),
    Package::new(Session, "gnome-keyring", Program("gnome-keyring-daemon"), "a key store, for the database's key"),
    Package::new(Session, "libsecret-tools", Program("secret-tool"), "asks the key store whether it is open"),
    Package::new(Session, "dunst", Program("dunst"), "receives the window's notifications"),
    Package::new(Session, "fonts-dejavu-core", Other(has_fonts), "letters to draw with on a bare machine"),
    Package::new(Papers, "poppler-utils", Program("pdftotext"), "reads text, fonts and attachments out of papers"),
    Package::new(Papers, "qpdf", Program("qpdf"), "checks how papers are put together"),
    Package::new(Papers, "tesseract-ocr", Program("tesseract"), "reads the words in pictures that come with posts"),
    Package::new(Papers, "tesseract-ocr-swe", Other(has_swedish_eyes), "Swedish, for the reader of pictures"),
    Package::new(Papers, "imagemagick", Program("convert"), "looks at pictures of the window"),
    Package::new(Postgres, "postgresql", Other(has_postgres), "the database that teams share"),
    Package::new(
        Servers,
        "wordpress",
        File("/usr/share/wordpress/wp-load.php"),
        "a real platform to read from and moderate",
    ),
    Package::new(
        Servers,
        "wordpress-theme-twentytwentythree",
        File("/usr/share/wordpress/wp-content/themes/twentytwentythree/theme.json"),
        "WordPress's public pages, to take pictures of",
    ),
    Package::new(Servers, "mariadb-server", Program("mariadbd"), "WordPress's database"),
    Package::new(Servers, "php-cli", Program("php"), "runs WordPress and MediaWiki"),
    Package::new(Servers, "php-mysql", Php("mysqli"), "WordPress's way to its database"),
    Package::new(Servers, "php-gd", Php("gd"), "pictures in WordPress"),
    Package::new(Servers, "php-xml", Php("xml"), "feeds in WordPress"),
    Package::new(Servers, "php-mbstring", Php("mbstring"), "å, ä and ö in WordPress"),
    Package::new(Servers, "php-curl", Php("curl"), "HTTP in WordPress"),
    Package::new(
        Servers,
        "mediawiki",
        File("/usr/share/mediawiki/maintenance/install.php"),
        "a real wiki to keep watch over",
    ),
    Package::new(Servers, "php-sqlite3", Php("sqlite3"), "MediaWiki's database"),
    Package::new(Servers, "redis-server", Program("redis-server"), "what Bluesky's reference servers remember with"),
    Package::new(Servers, "php-intl", Php("intl"), "Swedish dates and sorting in WordPress"),
    Package::new(Words, "python3-pip", Other(has_pip), "fetches the dictionary that the flagging is tried on"),
    Package::new(
        Words,
        "python3-venv",
        Other(has_venv),
        "a place apart for Mastodon's double, and for the tool that the flagging is measured beside",
    ),
];

fn has_pip() -> bool {
    process::answer("python3", &["-m", "pip", "--version"]).is_some()
}

fn has_venv() -> bool {
    process::answer("python3", &["-c", "import venv, ensurepip; print('here')"]).is_some()
}

/// Sees to it that everything for these purposes is installed. Says nothing when nothing is missing.
pub fn provide(purposes: &[Purpose]) -> Result<()> {
    let wanted: Vec<&Package> = PACKAGES.iter().filter(|package| purposes.contains(&package.purpose)).collect();
    let missing = missing(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this system:");
    for package in &missing {
        println!("  {:34} {}", package.name, package.why);
    }
    let installed = install(&missing);
    let missing: Vec<&str> = self::missing(&missing).iter().map(|package| package.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let cause =
        installed.err().map_or_else(|| "the package manager did not bring them".to_owned(), |cause| cause.to_string());
    Err(Fault::because(format!(
        "{cause}. Please install these packages (Debian's names), then try again: {}",
        missing.join(" ")
    )))
}

/// Whether the reader of pictures knows Swedish.
fn has_swedish_eyes() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").stdin(Stdio::null()).output();
    listed.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).lines().any(|line| line.trim() == "swe"))
}

fn missing<'a>(wanted: &[&'a Package]) -> Vec<&'a Package> {
    let names: Vec<&str> = wanted.iter().map(|package| package.name).collect();
    let installed = installed(&names);
    wanted.iter().copied().filter(|package| !installed.contains(package.name) && !seen(package.sign)).collect()
}

/// Those of the packages that are installed; empty where there is no dpkg.
fn installed(names: &[&str]) -> BTreeSet<String> {
    // It does not succeed when it has never heard of one of them, but tells about the others all the same.
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(names)
        .stdin(Stdio::null())
        .output();
    query.map(|out| installed_in(&String::from_utf8_lossy(&out.stdout))).unwrap_or_default()
}

fn installed_in(list: &str) -> BTreeSet<String> {
    list.lines().filter_map(|line| line.strip_suffix(" installed")).map(str::to_owned).collect()
}

fn seen(sign: Sign) -> bool {
    match sign {
        Program(name) => process::which(name).is_some(),
        Library(name) => process::answer("pkg-config", &["--exists", name]).is_some(),
        File(path) => Path::new(path).is_file(),
        Php(module) => process::answer("php", &["-m"])
            .is_some_and(|modules| modules.lines().any(|line| line.eq_ignore_ascii_case(module))),
        Other(seen) => seen(),
    }
}

fn has_fonts() -> bool {
    process::answer("fc-list", &[]).is_some_and(|fonts| !fonts.is_empty())
}

fn has_postgres() -> bool {
    postgres::programs().is_some()
}

fn install(packages: &[&Package]) -> Result<()> {
    if process::which("apt-get").is_none() {
        return Err(Fault::because("this system has no apt-get"));
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    let archives = Archives::open()?;
    let mut update = apt(&archives)?;
    println!("Installing them with apt-get. On a bare machine this takes some minutes.");
    // Old package lists are better than none: the installation tells whether they were good enough.
    if let Err(cause) = process::succeed(update.arg("update")) {
        println!("{cause}; going on with the package lists that are here");
    }
    let add = ["install", "--yes", "--no-install-recommends"];
    if process::succeed(apt(&archives)?.args(add).args(&names)).is_err() {
        println!("Once more, after letting apt-get finish what was left half done.");
        process::succeed(apt(&archives)?.args(["install", "--yes", "--fix-broken"]))?;
        process::succeed(apt(&archives)?.args(add).args(&names))?;
    }
    Ok(())
}

/// `apt-get` with our own folder for what it downloads, so that another apt-get on the machine does not clear it away
/// under us, and with patience when another holds the lock.
fn apt(archives: &Archives) -> Result<Command> {
    let root = process::answer("id", &["-u"]).is_some_and(|id| id == "0");
    let mut command = if root {
        Command::new("env")
    } else if process::which("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        return Err(Fault::because("installing needs root or sudo"));
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]);
    let archives = format!("Dir::Cache::archives={}", archives.0.display());
    for option in ["DPkg::Lock::Timeout=600", "Dpkg::Use-Pty=0", "APT::Sandbox::User=root", &archives] {
        command.args(["--option", option]);
    }
    Ok(command)
}

/// Where things are kept that outlive a checkout: what was downloaded, and servers that were installed.
pub fn cache() -> PathBuf {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(env::temp_dir);
    cache.join("uppsikt-dev")
}

/// A folder for downloaded packages; cleared away when they are installed.
struct Archives(PathBuf);

impl Archives {
    fn open() -> Result<Self> {
        let folder = cache().join("archives");
        fs::create_dir_all(folder.join("partial")).doing("make a folder for downloaded packages")?;
        Ok(Self(folder))
    }
}

impl Drop for Archives {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Sees to it that Node and npm are there and new enough for the window's tools.
pub fn provide_node() -> Result<()> {
    const NEEDED: (u32, u32) = (20, 19);
    let (major, minor) = NEEDED;
    let advice = format!("the window's tools need Node {major}.{minor} or later with npm; see nodejs.org");
    let Some(answer) = process::answer("node", &["--version"]) else {
        return Err(Fault::because(format!("node is not installed: {advice}")));
    };
    if version(&answer).is_none_or(|found| found < NEEDED) {
        return Err(Fault::because(format!("node is {answer}: {advice}")));
    }
    process::which("npm").map(|_| ()).ok_or_else(|| Fault::because(format!("npm is not installed: {advice}")))
}

/// Major and minor number in an answer like `v20.19.5`.
fn version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Sees to it that cargo has `fmt` and `clippy`, which the smallest Rust installation lacks.
pub fn provide_lints() -> Result<()> {
    let missing = |tool| process::answer("cargo", &[tool, "--version"]).is_none();
    if !missing("fmt") && !missing("clippy") {
        return Ok(());
    }
    println!("Missing in this Rust: rustfmt, which formats, or clippy, which finds mistakes.");
    process::succeed(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
        .doing("install rustfmt and clippy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_count() {
        let list = "xvfb installed\ndunst config-files\nqpdf not-installed\nlibssl-dev installed\n";
        assert_eq!(installed_in(list), BTreeSet::from(["xvfb".to_owned(), "libssl-dev".to_owned()]));
    }

    #[test]
    fn a_removed_package_that_left_its_settings_is_missing() {
        assert!(installed_in("dunst config-files\n").is_empty());
    }

    #[test]
    fn a_thing_that_came_another_way_than_as_a_package_is_not_missing() {
        let odd = Package::new(Build, "a-name-that-no-list-has", Program("sh"), "");
        assert!(missing(&[&odd]).is_empty());
        let absent = Package::new(Build, "a-name-that-no-list-has", Program("a-program-that-no-one-has"), "");
        assert_eq!(missing(&[&absent]).len(), 1);
    }

    #[test]
    fn every_package_is_named_once_and_says_why() {
        let names: BTreeSet<&str> = PACKAGES.iter().map(|package| package.name).collect();
        assert_eq!(names.len(), PACKAGES.len());
        assert!(PACKAGES.iter().all(|package| !package.why.is_empty() && !package.why.contains('\n')));
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("v20.19.5"), Some((20, 19)));
        assert!(version("v20.9.0") < Some((20, 19)), "nine is before nineteen");
        assert!(version("v22.1.0") > Some((20, 19)));
        assert_eq!(version("unknown"), None);
    }
}
