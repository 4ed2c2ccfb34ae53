//! The collector at work: who visits whom and when, what the coverage log says of it, and what happens when somebody dies,
//! hangs or is away.

use chrono::TimeDelta;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use uppsikt_core::{
    action::ActionState,
    collector::{self, AlteredDay, Connections, GapCause, Lease, Left, Round, Shift, VisitResult, Wake},
    flagging::picture::Tesseract,
    intake::{self, Ask, Batch, File, Look, Outage, PlatformRef, Source},
    logbook::Logbook,
    platform::{Candidate, Connection, Door, Sent},
    policy::{Policy, day_of},
    queue::{DutyKind, List},
    register::{self, AccountStatus, Active, ConnectionState},
    store::Value,
    words::{AccountId, Error, Fault, Platform, Refusal, Result, Timestamp},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::{FakePlatform, Trouble},
    on_both_stores,
};

fn later(town: &Municipality, minutes: i64) {
    town.later(TimeDelta::minutes(minutes));
    town.collect();
}

fn head(town: &Municipality) -> i64 {
    town.logbook.head().unwrap()
}

fn kinds(town: &Municipality, after: i64) -> Vec<String> {
    town.read(|reader| reader.tail(after, 1000)).into_iter().map(|entry| entry.kind).collect()
}

fn hold(town: &Municipality, holder: &str) -> Lease {
    collector::hold(&town.logbook, holder, town.now()).unwrap()
}

/// A platform of which each question does what the story says.
struct Told<F>(F);

impl<F: Fn(Ask<'_>) -> std::result::Result<Batch, Outage> + Send + Sync> Source for Told<F> {
    fn fetch(&self, ask: Ask<'_>) -> std::result::Result<Batch, Outage> {
        (self.0)(ask)
    }
    fn look(&self, _: &PlatformRef) -> std::result::Result<Look, Outage> {
        Ok(Look::Unclear)
    }
    fn attachment(&self, _: &str) -> std::result::Result<File, Outage> {
        Ok(File { media_type: String::new(), bytes: Vec::new() })
    }
}

struct NoDoor;

impl Door for NoDoor {
    fn discover(&self) -> std::result::Result<Vec<Candidate>, Outage> {
        Ok(Vec::new())
    }
    fn prove(&self) -> std::result::Result<Option<Timestamp>, Outage> {
        Ok(None)
    }
}

/// Every account's own way.
struct Ways<F>(F);

impl<F: Fn(&Active) -> Box<dyn Source> + Send + Sync> Connections for Ways<F> {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::new(Connection {
            source: (self.0)(account),
            hands: None,
            door: Box::new(NoDoor),
            sent: Sent::default(),
        }))
    }
}

/// Logins that are not there.
struct NoLogins;

impl Connections for NoLogins {
    fn connection(&self, _: &Active) -> Result<Arc<Connection>> {
        Err(Refusal::NotConnected.into())
    }
}

on_both_stores! {
    fn in6_a_quiet_round_leaves_its_trace_in_the_coverage_log_and_none_in_the_logbook(town) {
        town.citizen_writes("När öppnar badhuset?");
        let before = head(town);
        for _ in 0..20 {
            later(town, 5);
        }
        assert_eq!(kinds(town, before), Vec::<String>::new(), "looking is not changing");
        let coverage = town.read(|reader| collector::coverage(reader, &town.policy, town.account(), 14, town.now()));
        assert_eq!(coverage.rounds.len(), 21, "but every visit is there");
        assert_eq!((coverage.days.len(), coverage.days[0].visits, coverage.days[0].new_posts), (1, 21, 2));
        assert_eq!(coverage.gaps[0].minutes, 5);
        town.platform().next(Trouble::Login);
        later(town, 5);
        later(town, 5);
        town.platform().works_again();
        later(town, 5);
        assert_eq!(kinds(town, before), ["connection_changed", "connection_changed"], "what changed is told, once each");
    }

    fn in9_a_login_that_works_again_is_entered_also_when_it_brings_something(town) {
        later(town, 1);
        town.platform().next(Trouble::Login);
        later(town, 5);
        town.platform().works_again();
        town.platform().write("Anna B.", "Hej!", town.now());
        let before = head(town);
        later(town, 5);
        assert_eq!(kinds(town, before), ["received", "connection_changed"]);
    }

    fn in6_a_day_that_is_over_is_entered_once_and_holds_the_rounds_to_it(town) {
        later(town, 1);
        later(town, 30);
        let monday = day_of(town.now());
        let before = head(town);
        town.later(TimeDelta::days(3));
        town.collect();
        town.collect();
        let told: Vec<serde_json::Value> = town
            .read(|reader| reader.tail(before, 100))
            .iter()
            .filter(|entry| entry.kind == "watched")
            .map(|entry| serde_json::from_str(&entry.entry).unwrap())
            .collect();
        let days: Vec<_> = told.iter().map(|day| (day["visits"].as_u64(), day["longest_gap_minutes"].as_u64())).collect();
        assert_eq!(days[1..], [(Some(0), Some(1440)), (Some(0), Some(1440))], "days without a visit are entered as that");
        assert_eq!((days.len(), days[0].0), (3, Some(2)));
        assert!(days[0].1.unwrap() > 900, "the evening on which nobody looked is part of Monday");
        let digest = |town: &Municipality| town.read(|reader| collector::digest(reader, town.account(), monday)).to_string();
        assert_eq!(told[0]["rounds"].as_str(), Some(digest(town).as_str()));
        assert_eq!(town.read(collector::altered_days), []);
        town.maja().write(|tx| {
            tx.execute("UPDATE round SET result = 'whole', new_posts = 7", &[])?;
            Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "story".into() }))
        }).unwrap();
        assert_ne!(told[0]["rounds"].as_str(), Some(digest(town).as_str()), "who alters a round is found out");
        assert_eq!(town.read(collector::altered_days), [AlteredDay { account: town.account(), day: monday }]);
    }

    fn in6_what_a_day_amounted_to_is_held_to_the_logbook_too_and_no_visit_comes_into_it_afterwards(town) {
        later(town, 1);
        let monday = day_of(town.now());
        town.later(TimeDelta::days(2));
        town.collect();
        let (account, alter) = (town.account(), |sql: &str, args: &[Value]| {
            town.maja().write(|tx| {
                tx.execute(sql, args)?;
                Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "story".into() }))
            }).unwrap();
        });
        alter("UPDATE coverage_day SET missed = missed + 1 WHERE day = $1", &[monday.to_string().into()]);
        assert_eq!(town.read(collector::altered_days), [AlteredDay { account, day: monday }]);
        alter("UPDATE coverage_day SET missed = missed - 1 WHERE day = $1", &[monday.to_string().into()]);
        alter("INSERT INTO setting (name, value) VALUES ('rounds_disposed_until', $1)", &[monday.to_string().into()]);
        alter("DELETE FROM round WHERE ended_at < $1", &[(town.now() - TimeDelta::days(1)).into()]);
        let altered = town.read(collector::altered_days);
        assert_eq!(altered, [AlteredDay { account, day: monday }], "what was not disposed of by decision is missed");

        let today = day_of(town.now());
        alter("UPDATE account_pace SET entered_day = $1", &[today.to_string().into()]);
        later(town, 5);
        let last: Timestamp = town.read(|reader| reader.one("SELECT MAX(ended_at) FROM round", &[])?.get(0));
        assert_eq!(day_of(last), today.succ_opt().unwrap(), "a day that has been entered is closed");
    }

    fn ar5_ar8_the_visits_of_old_days_are_disposed_of_by_decision_and_what_they_amounted_to_stays(town) {
        let other = town.one_more_account(Platform::Mastodon, "Badhuset", "https://s.example");
        later(town, 1);
        let (monday, began) = (day_of(town.now()), town.now());
        let manager = town.gunilla();
        let digest = |account| town.read(|reader| collector::digest(reader, account, monday)).to_string();
        let was = digest(town.account());
        // Its Monday is never entered: nobody looks at it any more.
        manager.write(|tx| register::set_status(tx, manager.actor.manager()?, other, AccountStatus::Paused)).unwrap();
        town.later(TimeDelta::days(1));
        town.collect();
        town.later(TimeDelta::days(400));
        town.collect();
        town.later(TimeDelta::minutes(5));
        let visits = |account: AccountId| -> i64 {
            town.read(|reader| {
                reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM round WHERE account_id = $1", &[account.into()])?.get(0)
            })
        };
        let (before, all) = (head(town), visits(town.account()));
        town.collect();
        assert_eq!(kinds(town, before), Vec::<String>::new(), "without a decision nothing goes, however old");

        let told = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/policies/neutral.toml")).unwrap();
        let policy = Policy::parse("egen.toml", &told.replace("# decision = {", "decision = {")).unwrap();
        let collect = || town.in_round(|round| {
            collector::round(&Round { policy: &policy, ..*round }, "lillvik", &|_, _, _| {}).unwrap();
        });
        for _ in 0..3 {
            town.later(TimeDelta::minutes(5));
            collect();
        }
        let entries = town.read(|reader| reader.tail(before, 100));
        assert_eq!(entries.len(), 1, "Tuesday is not old enough: {entries:?}");
        let entry: serde_json::Value = serde_json::from_str(&entries[0].entry).unwrap();
        assert_eq!(entry["kind"], "rounds_disposed");
        assert_eq!((entry["day"].as_str(), entry["decision"].as_str()), (Some(monday.to_string().as_str()), Some("KS 2026/123")));
        assert_eq!(visits(town.account()), all + 4 - entry["rounds"].as_i64().unwrap());
        assert_eq!(visits(other), 1, "what was never entered is not disposed of");
        let watched = town.read(|reader| reader.entries(Some(&town.account().to_string()), i64::MAX, 1000));
        let of_monday = watched.iter().find(|entry| entry.kind == "watched" && entry.entry.contains(&monday.to_string()));
        assert!(of_monday.unwrap().entry.contains(&was), "the digest of what went stays in the chain");
        let coverage = town.read(|reader| collector::coverage(reader, &policy, town.account(), 500, town.now()));
        let first = coverage.days.last().unwrap();
        assert_eq!((first.day.clone(), first.visits), (monday.to_string(), u32::try_from(entry["rounds"].as_i64().unwrap()).unwrap()));
        assert!(coverage.gaps.iter().all(|gap| day_of(gap.from) > monday), "nobody takes what went for a gap: {:?}", coverage.gaps);
        let table = town.read(|reader| collector::as_csv(reader, None, began, town.now()));
        assert!(table.contains("\"gallrat\""), "and the table says that it went");
        assert_eq!(town.logbook.verify().unwrap().broken_at, None);
    }

    fn in6_time_in_which_nobody_collected_is_said_to_be_that(town) {
        let began = town.now();
        for _ in 0..10 {
            hold(town, "kontoret");
            town.collect();
            town.later(TimeDelta::minutes(2));
        }
        town.later(TimeDelta::hours(8));
        hold(town, "kontoret");
        town.collect();
        town.later(TimeDelta::minutes(1));
        let gaps = town.read(|reader| collector::gaps(reader, &town.policy, town.account(), began, town.now()));
        let longest = gaps.iter().max_by_key(|gap| gap.minutes).unwrap();
        assert_eq!((longest.minutes, longest.cause.clone(), longest.too_long), (482, GapCause::Off, true));
        assert!(gaps.iter().filter(|gap| gap.minutes < 10).all(|gap| gap.cause == GapCause::Pace && !gap.too_long));
        let midnight = began - TimeDelta::hours(7);
        let watch = town.read(|reader| collector::watch(reader, midnight, town.now()));
        assert_eq!(watch.off_minutes, 482, "the machine slept, and the window says so");
        assert_eq!((watch.visits, watch.missed), (11, 0));
        town.platform().next(Trouble::Login);
        later(town, 30);
        let gaps = town.read(|reader| collector::gaps(reader, &town.policy, town.account(), began, town.now()));
        assert_eq!(gaps.last().unwrap().cause, GapCause::Missed("login".into()), "a visit in vain is another thing");
    }

    fn in6_the_coverage_log_is_a_table_for_a_spreadsheet(town) {
        hold(town, "kontoret");
        later(town, 1);
        town.platform().next(Trouble::Away);
        later(town, 4);
        let (from, to) = (town.now() - TimeDelta::hours(1), town.now() + TimeDelta::hours(1));
        let table = town.read(|reader| collector::as_csv(reader, Some(town.account()), from, to));
        let lines: Vec<&str> = table.trim_start_matches('\u{FEFF}').lines().collect();
        assert!(lines[0].starts_with("\"konto\";\"plattform\";\"började\""), "{}", lines[0]);
        let of_account: Vec<_> = lines.iter().filter(|line| line.contains("\"Lillviks kommun\"")).collect();
        assert!(of_account[0].contains("\"2026-11-23 07:59:00\"") && of_account[0].contains("\"helt\""), "{}", of_account[0]);
        assert!(of_account[1].contains("\"missat\";\"away\""), "{}", of_account[1]);
        assert!(lines.iter().any(|line| line.contains("ingen insamlare igång")), "hours without a collector stand there too");
        let nobody = town.read(|reader| collector::as_csv(reader, Some(uppsikt_core::words::Id::from_number(7)), from, to));
        assert!(!nobody.contains("Lillviks kommun"));
    }

    fn in9_a_login_that_is_not_there_is_a_red_account_within_one_round_and_missed_supervision(town) {
        later(town, 1);
        town.later(TimeDelta::minutes(10));
        let visits = town.in_round_over(&town.logbook, &NoLogins, |round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap());
        assert_eq!(visits[0].result, VisitResult::Missed("not_connected".into()));
        let account = town.read(|reader| register::account(reader, town.account()));
        assert_eq!((account.connection, account.connection_cause.as_str()), (ConnectionState::Troubled, "not_connected"));
        let standing = town.read(|reader| collector::standings(reader, town.now())).remove(&town.account()).unwrap();
        assert_eq!((standing.today.visits, standing.today.missed), (2, 1));
        assert_eq!((standing.today.longest_gap_minutes, standing.why.as_str()), (10, "login"));
    }

    fn in9_a_decision_that_waits_for_a_login_stands_at_the_top_of_the_queue(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        let grave = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.maja().hide(post, "obscenity").unwrap();
        town.later(TimeDelta::minutes(5));
        town.in_round_over(&town.logbook, &NoLogins, |round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap());
        let rows = town.maja().queue(List::Open).rows;
        assert_eq!((rows[0].id, rows[0].due.duty), (post, DutyKind::Mend), "before everything else");
        assert_eq!(rows[1].id, grave);
        let view = town.maja().view(post);
        assert!(view.actions[0].no_login, "and the decision says what it waits for");
        assert_eq!(town.read(uppsikt_core::action::waiting_by_account)[&town.account()], 1, "as the account does");
        town.collect();
        town.hold_passes();
        assert_eq!(town.actions(post).pop().unwrap().state, ActionState::CarriedOut);
        assert!(!town.maja().view(post).actions[0].no_login);
        assert!(town.maja().queue(List::Open).rows.iter().all(|row| row.id != post));
    }

    fn in4_in5_how_far_back_is_read_again_is_the_policys(town) {
        later(town, 1);
        let window = TimeDelta::days(i64::from(town.policy.limits().reread_days));
        assert_eq!(town.platform().windows(), [town.now() - window]);
        let told = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/policies/neutral.toml")).unwrap();
        let narrow = told.replace("reread_days = 7", "reread_days = 2");
        let policy = Policy::parse("egen.toml", &narrow).unwrap();
        let old = town.citizen_writes("Det här skrev jag i förrgår.");
        town.later(TimeDelta::days(3));
        let young = town.citizen_writes("Det här skrev jag nyss.");
        for post in [old, young] {
            town.platform().delete(&town.name_of(post));
        }
        town.later(TimeDelta::minutes(5));
        town.in_round(|round| {
            let round = Round { policy: &policy, ..*round };
            collector::round(&round, "lillvik", &|_, _, _| {}).unwrap()
        });
        assert_eq!(*town.platform().windows().last().unwrap(), town.now() - TimeDelta::days(2));
        assert!(town.post(young).gone.is_some(), "within the window it is missed");
        assert!(town.post(old).gone.is_none(), "outside of it nobody claims to know");
        town.later(TimeDelta::minutes(5));
        town.collect();
        assert!(town.post(old).gone.is_some(), "with the wider window of the municipality it is");
    }

    fn what_another_desk_brought_can_be_told_from_its_entry(town) {
        let before = head(town);
        let post = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let elsewhere = town.restarted();
        let brought = elsewhere.read(|reader| {
            let mut found = Vec::new();
            for entry in reader.tail(before, 100)?.iter().filter(|entry| entry.kind == "received") {
                found.extend(intake::brought(reader, entry.subject.parse().unwrap(), entry.at)?);
            }
            Ok(found)
        }).unwrap();
        assert!(brought.contains(&post));
        town.platform().edit(&town.name_of(post), "Nu vet vi var du bor.");
        let before = head(town);
        later(town, 5);
        let entry = town.read(|reader| reader.tail(before, 100)).into_iter().find(|entry| entry.kind == "received").unwrap();
        assert_eq!(town.read(|reader| intake::brought(reader, town.account(), entry.at)), [post], "reworded ones too");
    }

    fn what_a_dead_collector_missed_and_had_not_asked_for_is_asked_for_by_the_next(town) {
        let post = town.citizen_writes("Jag ångrar mig.");
        town.maja().write(|tx| {
            let at = tx.at();
            tx.execute(
                "INSERT INTO missing (post_id, account_id, since) VALUES ($1, $2, $3)",
                &[post.into(), town.account().into(), at.into()],
            )?;
            Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "story".into() }))
        }).unwrap();
        town.platform().delete(&town.name_of(post));
        let forgets = Arc::new(FakePlatform::default());
        let ways = Ways(move |_: &Active| -> Box<dyn Source> {
            let forgets = Arc::clone(&forgets);
            // The list says nothing of it any more, as platforms' lists do.
            Box::new(Told(move |ask: Ask<'_>| forgets.fetch(ask).map(|batch| Batch { covered: Vec::new(), ..batch })))
        });
        town.later(TimeDelta::minutes(5));
        town.in_round_over(&town.logbook, &ways, |round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap());
        assert!(town.post(post).gone.is_some());
        assert!(town.read(|reader| intake::missing(reader, town.account())).is_empty(), "and not once more");
    }

    fn a_post_that_has_ended_is_missed_no_longer(town) {
        let removed = town.citizen_writes("Fan vilket skitbeslut.");
        let seen = town.citizen_writes("När öppnar badhuset?");
        let missed = |town: &Municipality| town.read(|reader| intake::missing(reader, town.account())).len();
        town.maja().remove(removed, "obscenity").unwrap();
        for post in [removed, seen] {
            town.maja().write(|tx| {
                let at = tx.at();
                tx.execute(
                    "INSERT INTO missing (post_id, account_id, since) VALUES ($1, $2, $3)",
                    &[post.into(), town.account().into(), at.into()],
                )?;
                Ok(((), uppsikt_core::logbook::Entry::SettingChanged { name: "story".into() }))
            }).unwrap();
        }
        town.hold_passes();
        assert_eq!(missed(town), 1, "whoever took it away need not look for it");
        let same = Arc::new(FakePlatform::default());
        for text in ["Fan vilket skitbeslut.", "När öppnar badhuset?"] {
            same.write("Anna B.", text, town.now());
        }
        same.delete(&town.name_of(removed));
        let ways = Ways(move |_: &Active| -> Box<dyn Source> {
            let same = Arc::clone(&same);
            // Whoever asks for a post by its name gets no clear answer.
            Box::new(Told(move |ask: Ask<'_>| same.fetch(ask).map(|batch| Batch { covered: Vec::new(), ..batch })))
        });
        town.later(TimeDelta::minutes(5));
        town.in_round_over(&town.logbook, &ways, |round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap());
        assert_eq!(missed(town), 0);
        assert!(town.post(seen).gone.is_none(), "what stands in the list again is not asked for");
        assert_eq!(town.entries(removed).iter().filter(|kind| *kind == "vanished").count(), 0, "its end is told once");
    }

    fn two_collectors_are_never_on_duty_at_once_and_a_dead_ones_work_is_taken_up(town) {
        assert_eq!(hold(town, "kontoret"), Lease::Ours);
        assert!(matches!(hold(town, "servern"), Lease::Theirs { holder, .. } if holder == "kontoret"));
        let before = head(town);
        for _ in 0..6 {
            town.later(TimeDelta::seconds(30));
            assert_eq!(hold(town, "kontoret"), Lease::Ours);
        }
        assert_eq!(kinds(town, before), Vec::<String>::new(), "staying is no news");
        town.later(TimeDelta::minutes(2));
        assert!(matches!(hold(town, "servern"), Lease::Theirs { .. }), "two minutes of silence are none");
        town.later(TimeDelta::minutes(2));
        assert_eq!(hold(town, "servern"), Lease::Ours);
        assert_eq!(kinds(town, before), ["lease_taken"]);
        collector::give_back(&town.logbook, "servern", town.now()).unwrap();
        assert_eq!(hold(town, "kontoret"), Lease::Ours, "who goes home in order keeps nobody waiting");
    }

    fn what_was_fetched_after_another_collector_took_over_is_not_kept(town) {
        town.platform().write("Anna B.", "Hej!", town.now());
        let other = town.restarted();
        let fake = FakePlatform::default();
        fake.write("Anna B.", "Hej!", town.now());
        let (fake, at) = (Arc::new(fake), town.now());
        let take = Arc::new(move |_: Ask<'_>| other.observe(at, |tx| {
            tx.execute("UPDATE account_pace SET held_by = 'servern'", &[])?;
            Ok(Some(((), None)))
        }).map(|_| ()));
        let ways = Ways(move |_: &Active| -> Box<dyn Source> {
            let (take, fake) = (Arc::clone(&take), Arc::clone(&fake));
            Box::new(Told(move |ask: Ask<'_>| {
                take(ask).unwrap();
                fake.fetch(ask)
            }))
        });
        let visits = town.in_round_over(&town.logbook, &ways, |round| collector::round(round, "kontoret", &|_, _, _| {}).unwrap());
        assert_eq!(visits[0].result, VisitResult::TakenOver);
        let posts: i64 = town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM post", &[])?.get(0));
        let rounds: i64 = town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM round", &[])?.get(0));
        assert_eq!((posts, rounds), (0, 0), "it is the other's to keep");
        assert!(town.in_round(|round| collector::round(round, "kontoret", &|_, _, _| {}).unwrap()).is_empty(), "while it has the turn");
        town.later(TimeDelta::minutes(6));
        assert_eq!(town.collect().len(), 1, "a turn that nobody renews is free again");
    }

    fn an_account_is_visited_when_it_is_due_and_not_before(town) {
        let visited = Mutex::new(Vec::new());
        let mut told = 0;
        while told < 40 {
            told += 1;
            attend_for_a_moment(town, &visited);
            town.later(TimeDelta::minutes(1));
        }
        let at: Vec<i64> = visited.into_inner().unwrap();
        let pauses: Vec<i64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(pauses, [1, 5, 8, 12], "something came at first; then it is quiet, and looked at more and more seldom");
    }

    fn a_thousand_accounts_are_visited_once_each(town) {
        for no in 0..999 {
            town.one_more_account(Platform::Mastodon, &format!("Konto {no}"), &format!("https://s{}.example", no % 7));
        }
        let seen: Arc<Mutex<BTreeMap<AccountId, u32>>> = Arc::default();
        let (counted, most, now) = (Arc::clone(&seen), Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let at_once = Arc::clone(&most);
        let ways = Ways(move |account: &Active| -> Box<dyn Source> {
            let (id, counted) = (account.account().id, Arc::clone(&counted));
            let (now, most) = (Arc::clone(&now), Arc::clone(&at_once));
            Box::new(Told(move |_: Ask<'_>| {
                *counted.lock().unwrap().entry(id).or_insert(0) += 1;
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(Batch::default())
            }))
        });
        let visits = town.in_round_over(&town.logbook, &ways, |round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap());
        assert_eq!(visits.len(), 1000);
        let seen = seen.lock().unwrap();
        assert_eq!((seen.len(), seen.values().sum::<u32>()), (1000, 1000));
        assert!(most.load(Ordering::SeqCst) <= 40, "on a few dozen threads");
    }
}

/// One look of a collector at what is due, without waiting. Notes the minute of each visit.
fn attend_for_a_moment(town: &Municipality, visited: &Mutex<Vec<i64>>) {
    let began = 1_795_417_080_000 / 60_000;
    let minute = town.now().timestamp_millis() / 60_000 - began;
    let ticks = AtomicU32::new(0);
    let done = AtomicBool::new(false);
    let wait = |_: Duration| {
        // The workers get a moment; then it is over.
        for _ in 0..200 {
            if done.load(Ordering::SeqCst) {
                break;
            }
            thread::sleep(Duration::from_millis(1));
            if ticks.fetch_add(1, Ordering::SeqCst) > 60 {
                break;
            }
        }
        Wake::Leave
    };
    let told = |_: &collector::Visit, _: usize, _: usize| {
        visited.lock().unwrap().push(minute);
        done.store(true, Ordering::SeqCst);
    };
    let left = town.in_round(|round| collector::attend(round, &Shift { holder: "lillvik", wait: &wait, told: &told }));
    assert_eq!(left.unwrap(), Left::Told);
}

/// Attends until `enough`, by a clock that goes.
fn attend(
    town: &Municipality,
    logbook: &Logbook,
    holder: &str,
    ways: &dyn Connections,
    enough: &(dyn Fn() -> bool + Sync),
) -> Result<Left> {
    let (began, at) = (Instant::now(), town.now());
    let clock = move || at + TimeDelta::from_std(began.elapsed()).unwrap();
    let wait = |at_most: Duration| {
        let waits = Instant::now();
        while waits.elapsed() < at_most.min(Duration::from_millis(100)) {
            if enough() {
                return Wake::Leave;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Wake::Time
    };
    let round = Round {
        logbook,
        policy: &town.policy,
        lexicon: &town.lexicon,
        aids: &town.aids,
        connections: ways,
        clock: &clock,
    };
    collector::attend(&round, &Shift { holder, wait: &wait, told: &|_, _, _| {} })
}

#[test]
fn a_host_that_hangs_delays_nobody_else() {
    let town = Municipality::lillvik();
    for no in 0..60 {
        town.one_more_account(Platform::Mastodon, &format!("Hänger {no}"), "https://hangs.example");
    }
    for no in 0..60 {
        town.one_more_account(Platform::Bluesky, &format!("Svarar {no}"), "https://works.example");
    }
    let hung = Arc::new(AtomicBool::new(true));
    let (hangs, answered) = (Arc::clone(&hung), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&answered);
    let ways = Ways(move |account: &Active| -> Box<dyn Source> {
        if account.account().address.contains("hangs") {
            let hangs = Arc::clone(&hangs);
            return Box::new(Told(move |_: Ask<'_>| {
                while hangs.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(5));
                }
                Ok(Batch::default())
            }));
        }
        let count = Arc::clone(&count);
        Box::new(Told(move |_: Ask<'_>| {
            thread::sleep(Duration::from_millis(5));
            count.fetch_add(1, Ordering::SeqCst);
            Ok(Batch::default())
        }))
    });
    let began = Instant::now();
    let all = || {
        let enough = answered.load(Ordering::SeqCst) >= 61 || began.elapsed() > Duration::from_secs(30);
        if enough {
            hung.store(false, Ordering::SeqCst);
        }
        enough
    };
    attend(&town, &town.logbook, "lillvik", &ways, &all).unwrap();
    assert_eq!(answered.load(Ordering::SeqCst), 61, "all the others were visited while it hung");
    assert!(began.elapsed() < Duration::from_secs(20), "and none of them waited for it: {:?}", began.elapsed());
}

/// A reader of pictures that takes its time, and tells in a file of each that it begins.
#[cfg(unix)]
fn slow_eyes(town: &Municipality) -> (Tesseract, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt as _;
    let (program, told) = (town.folder().join("tesseract"), town.folder().join("told"));
    let script = format!(
        "#!/bin/sh\ncase $1 in --*) echo swe; exit ;; esac\necho reads >> {}\ncat > /dev/null\nsleep 0.4\n",
        told.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    (Tesseract::find_in(town.folder().as_os_str()).unwrap(), told)
}

#[cfg(unix)]
#[test]
fn fl17_no_picture_is_read_by_two_collectors() {
    let mut town = Municipality::lillvik();
    for no in 0..3 {
        town.writes_with_picture("Kim", &format!("Bild nummer {no} av hålet på Storgatan."));
    }
    let (eyes, told) = slow_eyes(&town);
    town.aids = collector::Aids { model: None, eyes: Some(eyes) };
    town.later(TimeDelta::minutes(5));
    let forgets = Arc::new(FakePlatform::default());
    let ways = Ways(move |_: &Active| -> Box<dyn Source> {
        let forgets = Arc::clone(&forgets);
        Box::new(Told(move |ask: Ask<'_>| forgets.fetch(ask).map(|batch| Batch { covered: Vec::new(), ..batch })))
    });
    let now = town.now();
    let clock = move || now;
    let round = Round {
        logbook: &town.logbook,
        policy: &town.policy,
        lexicon: &town.lexicon,
        aids: &town.aids,
        connections: &ways,
        clock: &clock,
    };
    let reads = || std::fs::read_to_string(&told).map_or(0, |told| told.lines().count());
    let second = thread::scope(|scope| {
        let first = scope.spawn(|| collector::round(&round, "kontoret", &|_, _, _| {}).unwrap());
        let began = Instant::now();
        while reads() == 0 && began.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(5));
        }
        let second = collector::round(&round, "servern", &|_, _, _| {}).unwrap();
        assert_eq!(first.join().unwrap().len(), 1);
        second
    });
    assert!(second.is_empty(), "while it reads, the account is another's");
    assert_eq!(reads(), 3, "each picture once");
}

#[test]
fn a_collector_that_is_relieved_goes_home() {
    let town = Municipality::lillvik();
    assert_eq!(hold(&town, "servern"), Lease::Ours);
    let ways = Ways(|_: &Active| -> Box<dyn Source> { Box::new(Told(|_: Ask<'_>| Ok(Batch::default()))) });
    let left = attend(&town, &town.logbook, "kontoret", &ways, &|| false).unwrap();
    assert!(matches!(left, Left::Relieved { holder, .. } if holder == "servern"));
    town.later(TimeDelta::minutes(4));
    let (began, asked) = (Instant::now(), AtomicBool::new(false));
    let told = || {
        asked.store(true, Ordering::SeqCst);
        began.elapsed() > Duration::from_millis(300)
    };
    assert_eq!(attend(&town, &town.logbook, "kontoret", &ways, &told).unwrap(), Left::Told, "its silence was too long");
    assert!(asked.load(Ordering::SeqCst));
    town.later(TimeDelta::minutes(1));
    assert_eq!(hold(&town, "servern"), Lease::Ours, "and it gave the duty back");
}

#[test]
fn a_database_that_breaks_ends_the_round_with_its_cause() {
    let town = Municipality::lillvik();
    let breaks = |_: &Active| -> Result<Arc<Connection>> { Err(Error::Broke(Fault::of("open a login", "story"))) };
    struct Breaks<F>(F);
    impl<F: Fn(&Active) -> Result<Arc<Connection>> + Send + Sync> Connections for Breaks<F> {
        fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
            (self.0)(account)
        }
    }
    let failed =
        town.in_round_over(&town.logbook, &Breaks(breaks), |round| collector::round(round, "lillvik", &|_, _, _| {}));
    assert!(failed.unwrap_err().chain().contains("open a login"));
    let failed = attend(&town, &town.logbook, "lillvik", &Breaks(breaks), &|| false);
    assert!(failed.is_err(), "whoever started it hears of it and begins anew");
    assert_eq!(
        town.in_round(|round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap()).len(),
        1,
        "nothing is left held"
    );
}
