//! Bluesky's reference servers: where accounts live, the view of the network, moderation and the register of names, in
//! one process, as their own developers run them.

use super::{Caretaker, all_here, client, free_port, installed, is_installed, runs, wait_until_it_answers};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What is installed: the developers' environment of this version, with the servers that go with it.
pub const VERSION: &str = "bluesky-0.3.215";

const CARETAKER: &str = r#"
set -eu
dir=$1; node=$2; postgres=$3; redis_port=$4; postgres_port=$5; shift 5
trap '' INT; trap 'exit 1' TERM
database=; cache=; network=; started=
stop() {
    [ -n "$started" ] || { tail -n 3 "$dir"/*.log 2>/dev/null | tr '\n' ' '; }
    [ -z "$network" ] || { kill "$network" 2>/dev/null || true; wait "$network" 2>/dev/null || true; }
    [ -z "$cache" ] || kill "$cache" 2>/dev/null || true
    [ -z "$database" ] || kill -INT "$(head -n 1 "$dir/pg/data/postmaster.pid" 2>/dev/null || echo "$database")" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT
chmod 755 "$dir"; mkdir "$dir/pg"
if [ "$(id -u)" = 0 ]; then chown postgres "$dir/pg"; as='runuser -u postgres --'; else as=; fi
$as "$postgres/initdb" -D "$dir/pg/data" -A trust -U postgres --locale=C.UTF-8 --encoding=UTF8 --no-sync >"$dir/initdb.log" 2>&1
$as "$postgres/postgres" -D "$dir/pg/data" -p "$postgres_port" -k "$dir/pg" -c listen_addresses=127.0.0.1 -c fsync=off \
    -c max_connections=200 >"$dir/database.log" 2>&1 &
database=$!
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$dir" >"$dir/cache.log" 2>&1 &
cache=$!
tries=0
until "$postgres/pg_isready" -h 127.0.0.1 -p "$postgres_port" >/dev/null 2>&1; do
    tries=$((tries + 1)); [ "$tries" -lt 300 ] || { echo "the database does not start"; exit 1; }
    sleep 0.1
done
NODE_PATH="$node/node_modules" DB_POSTGRES_URL="postgresql://postgres@127.0.0.1:$postgres_port/postgres" \
    REDIS_HOST="127.0.0.1:$redis_port" node -r "$dir/loopback.js" "$dir/network.js" "$@" >"$dir/network.log" 2>&1 &
network=$!
tries=0
until grep -q READY "$dir/network.log" 2>/dev/null; do
    tries=$((tries + 1)); [ "$tries" -lt 1200 ] || { echo "the network does not start"; exit 1; }
    kill -0 "$network" 2>/dev/null || exit 1
    sleep 0.1
done
started=yes
echo started
while read -r _; do :; done
"#;

/// Their environment listens on every address unless it is told otherwise.
const LOOPBACK: &str = "const net = require('net'), listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...all) {
  const [first, second] = all;
  if ((typeof first === 'number' || /^\\d+$/.test(first)) && typeof second !== 'string') all.splice(1, 0, '127.0.0.1');
  else if (first && typeof first === 'object' && first.port !== undefined && !first.host) all[0] = { ...first, host: '127.0.0.1' };
  return listen.apply(this, all);
};
";

const NETWORK: &str = "process.env.LOG_ENABLED = 'false';
const { TestNetwork } = require('@atproto/dev-env');
const [plc, pds, bsky, ozone, limits] = process.argv.slice(2).map(Number);
TestNetwork.create({
  plc: { port: plc },
  pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true, rateLimitsEnabled: !!limits },
  bsky: { port: bsky, publicUrl: 'http://localhost:' + bsky },
  ozone: { port: ozone },
  dbPostgresSchema: 'mod',
}).then((network) => {
  process.on('SIGTERM', () => network.close().then(() => process.exit(0)));
  console.log('READY');
}).catch((cause) => { console.error(cause); process.exit(1); });
";

/// The running servers. Anybody may make an account.
pub struct Bluesky {
    _caretaker: Caretaker,
    address: String,
    /// The names and tokens of everybody who has an account.
    people: Mutex<BTreeMap<String, (String, String)>>,
}

impl Bluesky {
    /// Starts them; `None` where they are not installed and nobody demands them. With `limits` they count what they are
    /// asked, as the public ones do.
    ///
    /// # Panics
    /// When they do not start, or when they must be there and are not.
    #[must_use]
    pub fn start(limits: bool) -> Option<Bluesky> {
        let node = installed(VERSION);
        let postgres = postgres();
        let needs = [
            ("@atproto/dev-env", is_installed(VERSION)),
            ("node", runs("node")),
            ("redis-server", runs("redis-server")),
            ("postgresql", postgres.is_some()),
        ];
        if !all_here("Bluesky", &needs) {
            return None;
        }
        let ports: Vec<u16> = (0..6).map(|_| free_port()).collect();
        let mut words = vec![node.display().to_string(), postgres.unwrap_or_default().display().to_string()];
        words.extend(ports.iter().map(u16::to_string));
        words.push(u8::from(limits).to_string());
        let caretaker = Caretaker::hire("bluesky", CARETAKER, &words, |folder| {
            std::fs::write(folder.join("loopback.js"), LOOPBACK).expect("a script");
            std::fs::write(folder.join("network.js"), NETWORK).expect("a script");
        });
        let address = format!("http://127.0.0.1:{}", ports[3]);
        wait_until_it_answers("Bluesky", &format!("{address}/xrpc/_health"));
        Some(Bluesky { _caretaker: caretaker, address, people: Mutex::default() })
    }

    /// Where accounts live.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody makes an account `NAME.test` with the password `losen-NAME`. Answers its lasting name.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn joins(&self, name: &str) -> String {
        let handle = format!("{name}.test");
        let said =
            json!({ "handle": handle, "email": format!("{name}@example.test"), "password": format!("losen-{name}") });
        let made = self.says(name, "com.atproto.server.createAccount", &said).expect("an account");
        let text = |field: &str| made[field].as_str().expect("a word").to_owned();
        let did = text("did");
        self.people
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), (did.clone(), text("accessJwt")));
        did
    }

    /// An app password of somebody's.
    ///
    /// # Panics
    /// When the server does not make one.
    #[must_use]
    pub fn app_password(&self, name: &str) -> String {
        let said = json!({ "name": "uppsikt", "privileged": true });
        let made = self.says(name, "com.atproto.server.createAppPassword", &said).expect("an app password");
        made["password"].as_str().expect("a word").to_owned()
    }

    /// Somebody writes, in answer to a post or not. `more` goes into the record. Answers the post's address.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn writes(&self, name: &str, text: &str, answers: Option<(&str, &str)>, more: &Value) -> String {
        let mut record = json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": now() });
        if let Some((root, parent)) = answers {
            record["reply"] = json!({ "root": self.version(root), "parent": self.version(parent) });
        }
        for (field, value) in more.as_object().into_iter().flatten() {
            record[field] = value.clone();
        }
        self.records(name, "app.bsky.feed.post", &record)
    }

    /// Somebody makes a record. Answers its address.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn records(&self, name: &str, collection: &str, record: &Value) -> String {
        let said = json!({ "repo": self.did(name), "collection": collection, "record": record });
        let made = self.says(name, "com.atproto.repo.createRecord", &said).expect("a record");
        made["uri"].as_str().expect("an address").to_owned()
    }

    /// Somebody writes their post anew.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn rewords(&self, name: &str, uri: &str, text: &str) {
        let mut record = self.record(uri).expect("the record");
        record["text"] = json!(text);
        let key = uri.rsplit('/').next();
        let said = json!({ "repo": self.did(name), "collection": "app.bsky.feed.post", "rkey": key, "record": record });
        self.says(name, "com.atproto.repo.putRecord", &said).expect("it is reworded");
    }

    /// Somebody deletes a record of theirs.
    ///
    /// # Panics
    /// When the server does not do it.
    pub fn takes_back(&self, name: &str, uri: &str) {
        let mut parts = uri.rsplit('/');
        let (key, collection) = (parts.next(), parts.next());
        let said = json!({ "repo": self.did(name), "collection": collection, "rkey": key });
        self.says(name, "com.atproto.repo.deleteRecord", &said).expect("it is taken back");
    }

    /// Somebody uploads a picture. Answers the blob as a record names it.
    ///
    /// # Panics
    /// When the server does not take it.
    #[must_use]
    pub fn uploads(&self, name: &str, media_type: &str, bytes: &[u8]) -> Value {
        let url = format!("{}/xrpc/com.atproto.repo.uploadBlob", self.address);
        let request = client().post(url).bearer_auth(self.token(name)).header("content-type", media_type.to_owned());
        let answer = request.body(bytes.to_vec()).send().expect("an answer").json::<Value>().expect("JSON");
        answer["blob"].clone()
    }

    /// A record as its repository holds it; nothing when it is not there.
    #[must_use]
    pub fn record(&self, uri: &str) -> Option<Value> {
        let found = self.found(uri)?;
        Some(found["value"].clone())
    }

    /// What somebody is told about a thread.
    #[must_use]
    pub fn thread(&self, name: &str, uri: &str) -> Option<Value> {
        self.asks(name, "app.bsky.feed.getPostThread", &[("uri", uri)])
    }

    /// Waits until the view of the network has caught up with something.
    ///
    /// # Panics
    /// When it never does.
    pub fn until(&self, what: &str, seen: impl Fn() -> bool) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(120) {
            if seen() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the network does not show: {what}");
    }

    /// What somebody is answered; nothing when they are refused.
    #[must_use]
    pub fn asks(&self, name: &str, method: &str, fields: &[(&str, &str)]) -> Option<Value> {
        let url = format!("{}/xrpc/{method}", self.address);
        let answer = client().get(url).query(fields).bearer_auth(self.token(name)).send().expect("an answer");
        answer.status().is_success().then(|| answer.json().unwrap_or(Value::Null))
    }

    fn says(&self, name: &str, method: &str, said: &Value) -> Option<Value> {
        let url = format!("{}/xrpc/{method}", self.address);
        let token = self.token(name);
        let request = client().post(url).json(said);
        // Who has no account yet has no token either.
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let answer = request.send().expect("an answer");
        answer.status().is_success().then(|| answer.json().unwrap_or(Value::Null))
    }

    fn found(&self, uri: &str) -> Option<Value> {
        let mut parts = uri.trim_start_matches("at://").split('/');
        let (repo, collection, key) = (parts.next()?, parts.next()?, parts.next()?);
        let url = format!("{}/xrpc/com.atproto.repo.getRecord", self.address);
        let fields = [("repo", repo), ("collection", collection), ("rkey", key)];
        let answer = client().get(url).query(&fields).send().expect("an answer");
        answer.status().is_success().then(|| answer.json().unwrap_or(Value::Null))
    }

    /// A post as an answer refers to it.
    fn version(&self, uri: &str) -> Value {
        let found = self.found(uri).expect("the post");
        json!({ "uri": uri, "cid": found["cid"] })
    }

    fn did(&self, name: &str) -> String {
        self.people
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .expect("somebody with an account")
            .0
            .clone()
    }

    fn token(&self, name: &str) -> String {
        let people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        people.get(name).map(|(_, token)| token.clone()).unwrap_or_default()
    }
}

#[allow(clippy::disallowed_methods, reason = "a real server goes by the real time")]
fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn postgres() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max()
}
