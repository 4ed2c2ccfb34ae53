//! A real MediaWiki: the package's own code on a database in a file.

use super::{Caretaker, all_here, client, free_port, runs, wait_until_it_answers};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Where Debian puts it.
const CODE: &str = "/usr/share/mediawiki";

const CARETAKER: &str = r#"
set -eu
dir=$1; port=$2; code=$3
trap '' INT; trap 'exit 1' TERM
server=
stop() {
    [ -n "$server" ] || { tail -n 3 "$dir"/*.log 2>/dev/null | tr '\n' ' '; }
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT
mkdir -p "$dir/db" "$dir/images" "$dir/cache"
cd "$dir"
php "$code/maintenance/install.php" --dbtype sqlite --dbpath "$dir/db" --dbname wiki --server "http://127.0.0.1:$port" \
    --scriptpath "" --lang sv --pass 'nyckelpiga-lang-1' --confpath "$dir" --with-extensions Kommunwiki Admin \
    >"$dir/install.log" 2>&1
cat "$dir/settings.php" >>"$dir/LocalSettings.php"
export MW_CONFIG_FILE="$dir/LocalSettings.php"
for user in Medborgare Vandal; do
    php "$code/maintenance/createAndPromote.php" "$user" "$user-losen-lang-1" >>"$dir/install.log" 2>&1
done
php "$code/maintenance/createBotPassword.php" --appid uppsikt --grants \
    basic,highvolume,editpage,editprotected,createeditmovepage,patrol,rollback,blockusers,viewdeleted,delete,protect,viewmywatchlist,editmywatchlist \
    Admin >"$dir/bot" 2>>"$dir/install.log"
php -S "127.0.0.1:$port" -t "$code" >"$dir/php.log" 2>&1 &
server=$!
echo started
while read -r _; do :; done
"#;

/// Its keepers may hide edits, which an untouched wiki gives to nobody.
fn settings(folder: &Path) -> String {
    let place = folder.display();
    format!(
        "\n$wgUseInstantCommons=false; $wgEnableEmail=false; $wgJobRunRate=1; $wgMainCacheType=CACHE_DB;
$wgUploadDirectory='{place}/images'; $wgCacheDirectory='{place}/cache'; $wgRateLimits=[];
$wgGroupPermissions['sysop']['deleterevision']=true; $wgGroupPermissions['sysop']['deletelogentry']=true;\n"
    )
}

/// The running wiki: `Admin` keeps it, `Medborgare` and `Vandal` have accounts, and anybody may write.
pub struct MediaWiki {
    caretaker: Caretaker,
    address: String,
    /// The cookies of everybody who has signed in.
    sessions: Mutex<BTreeMap<String, String>>,
}

impl MediaWiki {
    /// Starts one; `None` where it is not installed and nobody demands it.
    ///
    /// # Panics
    /// When it does not start, or when it must be there and is not.
    #[must_use]
    pub fn start() -> Option<MediaWiki> {
        let code = Path::new(CODE).join("maintenance/install.php");
        if !all_here("MediaWiki", &[("mediawiki", code.is_file()), ("php", runs("php"))]) {
            return None;
        }
        let port = free_port();
        let words = [port.to_string(), CODE.to_owned()];
        let caretaker = Caretaker::hire("mediawiki", CARETAKER, &words, |folder| {
            std::fs::write(folder.join("settings.php"), settings(folder)).expect("its settings");
        });
        let address = format!("http://127.0.0.1:{port}");
        wait_until_it_answers("MediaWiki", &format!("{address}/api.php?action=query&meta=siteinfo&format=json"));
        Some(MediaWiki { caretaker, address, sessions: Mutex::default() })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The bot password of the wiki's keeper: a name and a word.
    ///
    /// # Panics
    /// When the wiki did not make one.
    #[must_use]
    pub fn bot_password(&self) -> (String, String) {
        let told = std::fs::read_to_string(self.caretaker.folder.join("bot")).expect("the bot password");
        let quoted: Vec<&str> = told.split('\'').skip(1).step_by(2).collect();
        let (name, word) = (quoted.first().expect("a name"), quoted.get(1).expect("a word"));
        ((*name).to_owned(), (*word).to_owned())
    }

    /// Somebody edits; without an account when `user` is empty. Answers the edit's number.
    ///
    /// # Panics
    /// When the wiki does not take it.
    pub fn edits(&self, user: &str, title: &str, how: &[(&str, &str)]) -> u64 {
        let answer = self.tries(user, &[&[("action", "edit"), ("title", title)], how].concat());
        answer["edit"]["newrevid"].as_u64().unwrap_or_else(|| panic!("an edit: {}", answer["errors"]))
    }

    /// What somebody is answered who tries to change something.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    pub fn tries(&self, user: &str, fields: &[(&str, &str)]) -> Value {
        let token = self.asks(user, &[("action", "query"), ("meta", "tokens"), ("type", "csrf")], false);
        let token = token["query"]["tokens"]["csrftoken"].as_str().expect("a token").to_owned();
        self.asks(user, &[fields, &[("token", &token)]].concat(), true)
    }

    /// The wikitext of a page as anybody sees it.
    #[must_use]
    pub fn public_sees(&self, title: &str) -> String {
        let fields =
            [("action", "query"), ("prop", "revisions"), ("titles", title), ("rvprop", "content"), ("rvslots", "main")];
        let answer = self.asks("", &fields, false);
        answer["query"]["pages"][0]["revisions"][0]["slots"]["main"]["content"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether anybody can read an edit's words.
    #[must_use]
    pub fn public_reads(&self, edit: u64) -> bool {
        let id = edit.to_string();
        let fields =
            [("action", "query"), ("prop", "revisions"), ("revids", &id), ("rvprop", "content"), ("rvslots", "main")];
        let answer = self.asks("", &fields, false);
        answer["query"]["pages"][0]["revisions"][0]["slots"]["main"]["content"].is_string()
    }

    /// What somebody is answered.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    pub fn asks(&self, user: &str, fields: &[(&str, &str)], changes: bool) -> Value {
        if !user.is_empty() && !self.known(user) {
            self.signs_in(user);
        }
        self.send(user, fields, changes)
    }

    fn known(&self, user: &str) -> bool {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).contains_key(user)
    }

    fn signs_in(&self, user: &str) {
        let token = self.send(user, &[("action", "query"), ("meta", "tokens"), ("type", "login")], false);
        let token = token["query"]["tokens"]["logintoken"].as_str().expect("a token").to_owned();
        let word = if user == "Admin" { "nyckelpiga-lang-1".to_owned() } else { format!("{user}-losen-lang-1") };
        let fields = [
            ("action", "clientlogin"),
            ("username", user),
            ("password", &word),
            ("logintoken", &token),
            ("loginreturnurl", "http://127.0.0.1/"),
        ];
        let answer = self.send(user, &fields, true);
        assert_eq!(answer["clientlogin"]["status"], "PASS", "{user} signs in");
    }

    fn send(&self, user: &str, fields: &[(&str, &str)], changes: bool) -> Value {
        let fields = [fields, &[("format", "json"), ("formatversion", "2"), ("errorformat", "plaintext")]].concat();
        let url = format!("{}/api.php", self.address);
        let request = if changes { client().post(url).form(&fields) } else { client().get(url).query(&fields) };
        let cookies =
            self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(user).cloned().unwrap_or_default();
        let answer = request.header("cookie", cookies.clone()).send().expect("an answer");
        if !user.is_empty() {
            let mut all: BTreeMap<String, String> = cookies
                .split("; ")
                .filter_map(|pair| pair.split_once('='))
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            for set in answer.headers().get_all("set-cookie").iter().filter_map(|set| set.to_str().ok()) {
                if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) {
                    all.insert(name.to_owned(), value.to_owned());
                }
            }
            let cookies = all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(user.to_owned(), cookies);
        }
        answer.json().expect("JSON")
    }
}
