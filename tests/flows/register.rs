//! The register and the roles: what an account takes, who may do what, and where no secret lies.

use uppsikt_core::{
    register::{self, AccountKind, AccountStatus, Agreement, Application, Clock},
    secrets::Credential,
    store::Dialect,
    words::{AccountId, Actor, Platform, Refusal, Result, Role, Timestamp},
};
use uppsikt_tests::{Municipality, on_both_stores};

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn application(town: &Municipality, handle: &str) -> Application {
    Application {
        platform: Platform::Facebook,
        service: String::new(),
        handle: handle.into(),
        name: "Badhuset i Lillvik".into(),
        address: "https://platform.example".into(),
        department: town.office(),
        kind: AccountKind::Official,
        purpose: "Berätta om öppettider".into(),
        target_group: "Badande".into(),
        clock: Clock::Other,
    }
}

fn apply(town: &Municipality, handle: &str) -> Result<AccountId> {
    let maja = town.maja();
    maja.write(|tx| register::apply(tx, maja.actor, &application(town, handle)))
}

fn approve(town: &Municipality, id: AccountId, agreement: &Agreement) -> Result<()> {
    let gunilla = town.gunilla();
    gunilla.write(|tx| register::approve(tx, gunilla.actor.manager()?, id, agreement).map(|(_, entry)| ((), entry)))
}

fn set_status(town: &Municipality, id: AccountId, status: AccountStatus) -> Result<()> {
    let gunilla = town.gunilla();
    gunilla.write(|tx| register::set_status(tx, gunilla.actor.manager()?, id, status))
}

fn is_usable(town: &Municipality, id: AccountId) -> Result<()> {
    town.logbook.read(|reader| register::active(reader, id)).map(|_| ())
}

on_both_stores! {
    fn ac4_without_a_signed_agreement_no_account_is_active(town) {
        let id = apply(town, "badhuset").unwrap();
        assert_eq!(refusal(is_usable(town, id)), Refusal::AgreementMissing);
        assert_eq!(refusal(set_status(town, id, AccountStatus::Active)), Refusal::AgreementMissing, "nor by the back door");
        let both = [town.maja().id(), town.gunilla().id()];
        for day in ["", "i går", "2026-02-31"] {
            assert_eq!(Agreement::new(day, both).unwrap_err(), Refusal::AgreementMissing, "«{day}» is no day to sign on");
        }
        approve(town, id, &Agreement::new("2026-11-20", both).unwrap()).unwrap();
        is_usable(town, id).unwrap();
        set_status(town, id, AccountStatus::Paused).unwrap();
        assert_eq!(refusal(is_usable(town, id)), Refusal::NotConnected, "a paused one is not used");
        set_status(town, id, AccountStatus::Active).unwrap();
        is_usable(town, id).unwrap();
    }

    fn ac5_an_account_has_two_administrators_and_not_the_same_one_twice(town) {
        let id = apply(town, "badhuset").unwrap();
        let (maja, gunilla) = (town.maja().id(), town.gunilla().id());
        assert_eq!(Agreement::new("2026-11-20", [maja]).unwrap_err(), Refusal::SecondAdministratorMissing);
        assert_eq!(Agreement::new("2026-11-20", [maja, maja]).unwrap_err(), Refusal::SecondAdministratorMissing);
        approve(town, id, &Agreement::new("2026-11-20", [maja, gunilla]).unwrap()).unwrap();
        town.logbook
            .store()
            .write(|db| db.execute("DELETE FROM account_administrator WHERE account_id = $1 AND person_id = $2", &[id.into(), maja.into()]))
            .unwrap();
        assert_eq!(refusal(is_usable(town, id)), Refusal::SecondAdministratorMissing, "whatever the row says");
    }

    fn ac5_who_has_left_administers_nothing(town) {
        let id = apply(town, "badhuset").unwrap();
        let maja = town.maja().id();
        town.gunilla()
            .write(|tx| {
                let mut person = register::person(tx, maja)?;
                person.active = false;
                register::keep_person(tx, &person)
            })
            .unwrap();
        let agreement = Agreement::new("2026-11-20", [maja, town.gunilla().id()]).unwrap();
        assert_eq!(refusal(approve(town, id, &agreement)), Refusal::Unknown);
        let left = town.read(|reader| register::person(reader, maja)).actor();
        assert_eq!(left.moderator().unwrap_err(), Refusal::RoleMissing(Role::Moderator), "nor may they do anything else");
    }

    fn an_account_is_applied_for_once_and_with_its_purpose(town) {
        apply(town, "badhuset").unwrap();
        assert_eq!(refusal(apply(town, "badhuset")), Refusal::AccountExists);
        let maja = town.maja();
        for (field, change) in [
            ("name", (|a| a.name.clear()) as fn(&mut Application)),
            ("purpose", |a| a.purpose = "  ".into()),
            ("target_group", |a| a.target_group.clear()),
        ] {
            let mut wanting = application(town, "annat");
            change(&mut wanting);
            let refused = maja.write(|tx| register::apply(tx, maja.actor, &wanting));
            assert_eq!(refusal(refused), Refusal::FieldMissing(field.into()));
        }
    }

    fn ad1_everybody_does_what_their_role_says_and_the_auditor_changes_nothing(town) {
        let post = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let forward = town.maja().forward(post, town.office(), "Hot").unwrap();
        let head = town.logbook.head().unwrap();
        let account = town.account();
        let moderator = Refusal::RoleMissing(Role::Moderator);
        for person in [town.ake(), town.rune(), town.arvid(), town.gunilla()] {
            let who = person.actor.name();
            let refusals = [
                refusal(person.seal(post)),
                refusal(person.hide(post, "threat")),
                refusal(person.reply(post, "Hej.")),
                refusal(person.close(post, "no_action")),
                refusal(person.claim(post)),
                refusal(person.open(post)),
                refusal(person.rest(post, town.now() + chrono::TimeDelta::hours(1), "")),
            ];
            assert!(refusals.iter().all(|refusal| *refusal == moderator), "{who}: {refusals:?}");
        }
        for person in [town.ake(), town.maja(), town.arvid(), town.gunilla()] {
            assert_eq!(refusal(person.register(forward, "KS 2026/1")), Refusal::RoleMissing(Role::Registrar));
            assert_eq!(refusal(person.send_back(forward, "Vad?")), Refusal::RoleMissing(Role::Registrar));
        }
        for person in [town.ake(), town.maja(), town.rune(), town.arvid()] {
            let paused = person.write(|tx| register::set_status(tx, person.actor.manager()?, account, AccountStatus::Paused));
            assert_eq!(refusal(paused), Refusal::RoleMissing(Role::Manager));
        }
        assert_eq!(town.logbook.head().unwrap(), head, "nothing of all this left a trace, for nothing happened");
        assert_eq!(town.ake().view(post).row.id, post, "but the auditor reads everything");
        assert!(town.ake().actor.auditor().is_ok());
        town.rune().register(forward, "KS 2026/1").unwrap();
        town.may_leave_decisions();
    }

    fn ad1_no_role_comes_with_another(town) {
        let proofs = |actor: &Actor| {
            [
                (Role::Moderator, actor.moderator().is_ok()),
                (Role::AccountOwner, actor.account_owner().is_ok()),
                (Role::Registrar, actor.registrar().is_ok()),
                (Role::Archivist, actor.archivist().is_ok()),
                (Role::Manager, actor.manager().is_ok()),
                (Role::Auditor, actor.auditor().is_ok()),
                (Role::Administrator, actor.administrator().is_ok()),
            ]
        };
        for (person, role) in [
            (town.maja(), Role::Moderator),
            (town.rune(), Role::Registrar),
            (town.arvid(), Role::Archivist),
            (town.gunilla(), Role::Manager),
            (town.ake(), Role::Auditor),
        ] {
            for (of, proved) in proofs(person.actor) {
                assert_eq!(proved, of == role, "{} and the proof of {}", person.actor.name(), of.word());
            }
        }
        assert!(proofs(&Actor::collector()).iter().all(|(_, proved)| !proved), "the program holds no role at all");
    }

    fn ad3_nothing_changes_that_is_not_entered(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        maja.open(post).unwrap();
        maja.claim(post).unwrap();
        maja.seal(post).unwrap();
        maja.close(post, "no_action").unwrap();
        maja.reopen(post).unwrap();
        maja.rest(post, town.now() + chrono::TimeDelta::hours(1), "sedan").unwrap();
        assert_eq!(town.entries(post), ["read", "claimed", "sealed", "closed", "reopened", "rested"]);
        let logged = town.read(|reader| reader.entries(Some(&post.to_string()), i64::MAX, 10));
        assert!(logged.iter().all(|entry| entry.actor == maja.id() && entry.at == town.now()), "who and when");
        let chain = town.logbook.verify().unwrap();
        assert_eq!((chain.broken_at, chain.entries), (None, town.logbook.head().unwrap()));
    }

    fn ad7_no_key_and_no_login_lies_in_the_database(town) {
        let secret = "hemlig-nyckel-6a1f";
        let credential = Credential::new("robot-kommunen", secret);
        town.secrets.keep_credential(town.account(), &credential).unwrap();
        assert_eq!(town.secrets.credential(town.account()).unwrap(), Some(credential.clone()));
        let post = town.citizen_writes("När öppnar badhuset?");
        town.maja().seal(post).unwrap();
        let seal_key = town.secrets.seal_key().unwrap().to_bytes();
        let hex: String = seal_key.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut looked_at = 0;
        for cell in every_cell(town) {
            looked_at += 1;
            for hidden in [secret.as_bytes(), hex.as_bytes(), &seal_key[..], b"robot-kommunen"] {
                assert!(!cell.windows(hidden.len()).any(|part| part == hidden), "a secret lies in the database");
            }
        }
        assert!(looked_at > 100, "{looked_at} cells were looked at");
        let printed = format!("{credential:?} {:?} {:?}", town.secrets, uppsikt_core::store::DatabaseKey::new([7; 32]));
        assert!(!printed.contains(secret) && printed.contains("<redacted>"), "{printed}");
    }
}

/// Every cell of every table, as bytes.
fn every_cell(town: &Municipality) -> Vec<Vec<u8>> {
    let store = town.logbook.store();
    store
        .read(|db| {
            let tables = match db.dialect() {
                Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
                Dialect::Postgres => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
            };
            let mut cells = Vec::new();
            for table in db.rows(tables, &[])? {
                let table: String = table.get(0)?;
                for row in db.rows(&format!("SELECT * FROM {table}"), &[])? {
                    cells.extend((0..40).map_while(|column| cell(&row, column)));
                }
            }
            Ok(cells)
        })
        .unwrap()
}

fn cell(row: &uppsikt_core::store::Row, column: usize) -> Option<Vec<u8>> {
    row.get::<String>(column)
        .map(String::into_bytes)
        .or_else(|_| row.get::<Vec<u8>>(column))
        .or_else(|_| row.get::<Option<i64>>(column).map(|number| format!("{number:?}").into_bytes()))
        .or_else(|_| row.get::<Option<Timestamp>>(column).map(|_| Vec::new()))
        .ok()
}
