//! What people put in themselves, and what they do with their own hands: by the same rules as everything else.

use chrono::TimeDelta;
use std::io::Cursor;
use uppsikt_core::{
    action::{self, ActionState, ReadBack},
    collector::{self, Round},
    flagging,
    intake::{self, ByHand, Handed, PostKind, Standing, import},
    platform,
    queue::{self, Content, DutyKind, Filter, List, OfferKind, Part, QueueRow},
    register::{self, AccountKind, Agreement, Application, Clock, Service},
    words::{AccountId, ActionId, Digest, Platform, PostId, Refusal, Result},
};
use uppsikt_tests::{Municipality, Person, fake_platform::Trouble, on_both_stores};

/// An account on a service that only people reach.
pub(crate) fn watched_by_hand(town: &Municipality) -> AccountId {
    let gunilla = town.gunilla();
    let application = Application {
        platform: Platform::Manual,
        service: "TikTok".into(),
        handle: "lillvik".into(),
        name: "Lillvik på TikTok".into(),
        address: "https://www.tiktok.com/@lillvik".into(),
        department: town.office(),
        kind: AccountKind::Official,
        purpose: "Nå unga".into(),
        target_group: "Unga".into(),
        clock: Clock::Other,
    };
    let account = gunilla.write(|tx| register::apply(tx, gunilla.actor, &application)).unwrap();
    gunilla
        .write(|tx| {
            let agreement = Agreement::new("2026-02-03", [town.maja().id(), gunilla.id()])?;
            let (_, entry) = register::approve(tx, gunilla.actor.manager()?, account, &agreement)?;
            Ok(((), entry))
        })
        .unwrap();
    account
}

fn written(town: &Municipality, text: &str) -> ByHand {
    ByHand {
        link: "https://www.tiktok.com/@lillvik/video/1?comment=7".into(),
        text: text.into(),
        author: "Anna B.".into(),
        posted_at: town.now() - TimeDelta::hours(2),
        kind: PostKind::Comment,
        in_role: false,
        files: Vec::new(),
    }
}

fn puts_in(town: &Municipality, who: Person<'_>, account: AccountId, item: &ByHand) -> Result<PostId> {
    who.write(|tx| queue::take_in(tx, &town.policy, town.with(), who.actor.moderator()?, account, item))
}

fn done(town: &Municipality, who: Person<'_>, id: ActionId) -> Result<()> {
    town.logbook.write_if(who.actor, town.now(), |tx| action::destroy_by_hand(tx, who.actor.moderator()?, id))?;
    who.write(|tx| {
        let (_, entry) = queue::done_by_hand(tx, &town.policy, who.actor.moderator()?, id)?;
        Ok(((), entry))
    })
}

fn rows(town: &Municipality, content: Option<Content>) -> Vec<QueueRow> {
    let filter = Filter { list: List::Open, account: None, department: None, content, words: String::new() };
    town.read(|reader| queue::page(reader, &filter, town.maja().id(), town.now(), 0, 100)).rows
}

fn row(town: &Municipality, post: PostId) -> QueueRow {
    rows(town, None).into_iter().find(|row| row.id == post).expect("it is in the queue")
}

const THREAT: &str = "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.";

on_both_stores! {
    fn in7_what_is_put_in_by_hand_is_flagged_placed_sealed_and_forwarded_like_anything_else(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let picture = Handed { name: "../../etc/skärmbild.png".into(), bytes: b"\x89PNG\r\n\x1a\nbild".to_vec() };
        let item = ByHand { files: vec![picture], ..written(town, THREAT) };
        let post = puts_in(town, maja, account, &item).unwrap();
        let seen = row(town, post);
        assert_eq!(seen.due.duty, DutyKind::Remove, "a threat stands first, whoever put it in");
        assert!(seen.by_hand && seen.has_picture && seen.unread);
        assert_eq!((seen.service.as_str(), seen.author.as_str()), ("TikTok", "Anna B."));
        let view = maja.view(post);
        assert!(!view.flags.is_empty());
        assert_eq!(view.permalink.as_deref(), Some(item.link.as_str()));
        assert_eq!((view.row.posted_at, view.first_seen_at), (item.posted_at, town.now()), "written then, received now");
        let told = view.taken_in.clone().expect("how it came in is told");
        assert_eq!((told.by.as_str(), told.imported, told.in_role), ("Maja Lind", false, false));
        assert_eq!(view.attachments[0].description, "skärmbild.png", "its owner's name is only words");
        let kept = town.read(|reader| intake::attachments(reader, post));
        assert_eq!((kept[0].file_name.as_str(), kept[0].media_type.as_str()), ("bilaga-1.png", "image/png"));
        assert!(kept[0].digest.is_some(), "its bytes are kept at once");
        maja.claim(post).unwrap();
        let forward = maja.forward(post, town.office(), "Hot i kommentar").unwrap();
        town.rune().register(forward, "KS 2026/201").unwrap();
        assert_eq!(town.entries(post)[0], "taken_in");
    }

    fn fl3_in7_of_what_its_words_say_may_not_be_copied_no_file_is_kept(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let picture = Handed { name: "bild.png".into(), bytes: b"\x89PNG\r\n\x1a\nbild".to_vec() };
        let digest = Digest::of(&picture.bytes);
        let item = ByHand { files: vec![picture], ..written(town, "Säljer barnporr, skriv till mig.") };
        let post = puts_in(town, maja, account, &item).unwrap();
        let view = maja.view(post);
        assert!(view.no_copy && !view.withheld, "{:?}", view.flags);
        let kept = |digest: Digest| town.read(|reader| reader.bytes(digest));
        assert_eq!(kept(digest), None, "it was flagged before it was kept");
        let logged = town.read(|reader| reader.entries(Some(&post.to_string()), i64::MAX, 10));
        assert!(logged.iter().all(|entry| entry.kind != "destroyed"), "so there was nothing to destroy");
        for flag in view.flags {
            maja.write(|tx| {
                let ((), entry) = flagging::kept::judge(tx, maja.actor.moderator()?, flag.id, true)?;
                queue::settle(tx, &town.policy, post)?;
                Ok(((), entry))
            })
            .unwrap();
        }
        let view = maja.view(post);
        assert!(!view.no_copy && view.attachments[0].gone, "a rule that was wrong costs the file and nothing else");
        maja.seal_without(post, &[view.attachments[0].id]).unwrap();
    }

    fn in7_the_same_post_is_not_put_in_twice(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let item = written(town, "När öppnar badhuset?");
        let post = puts_in(town, maja, account, &item).unwrap();
        let again = |item: &ByHand| {
            puts_in(town, maja, account, item).unwrap_err().refusal().cloned().expect("a rule said no")
        };
        let before = Refusal::TakenInBefore(post);
        assert_eq!(again(&ByHand { text: "Andra ord".into(), ..item.clone() }), before, "the same link");
        assert_eq!(again(&ByHand { link: String::new(), author: "ANNA B.".into(), ..item.clone() }), before, "the same words");
        puts_in(town, maja, account, &ByHand { link: String::new(), author: "Bo".into(), ..item.clone() })
            .expect("the same words of somebody else are another post");
        let fetched = town.writes_unlike("Hej", |post| post.permalink = Some("https://platform.example/p/9".into()));
        let linked = ByHand { link: "https://platform.example/p/9".into(), ..written(town, "Något annat") };
        assert_eq!(again(&linked), Refusal::TakenInBefore(fetched), "also when it was fetched, on another account");
    }

    fn in7_what_can_not_be_put_in_is_said_why(town) {
        let account = watched_by_hand(town);
        let item = written(town, "Hej");
        let why = |item: ByHand| {
            puts_in(town, town.maja(), account, &item).unwrap_err().refusal().cloned().expect("a rule said no")
        };
        assert_eq!(why(ByHand { text: " ".into(), ..item.clone() }), Refusal::FieldMissing("text".into()));
        assert_eq!(why(ByHand { author: String::new(), ..item.clone() }), Refusal::FieldMissing("author".into()));
        assert_eq!(why(ByHand { link: "javascript:alert(1)".into(), ..item.clone() }), Refusal::AddressMalformed);
        assert_eq!(why(ByHand { posted_at: town.now() + TimeDelta::hours(1), ..item.clone() }), Refusal::TimeAhead);
        let large = Handed { name: "film.mp4".into(), bytes: vec![0; (intake::LARGEST_FILE as usize) * 1024 * 1024 + 1] };
        assert_eq!(why(ByHand { files: vec![large], ..item.clone() }), Refusal::FileTooLarge(intake::LARGEST_FILE));
        let rune = town.rune();
        let refused = rune.write(|tx| {
            queue::take_in(tx, &town.policy, town.with(), rune.actor.moderator()?, account, &item)
        });
        assert!(matches!(refused.unwrap_err().refusal(), Some(Refusal::RoleMissing(_))), "the registrar puts nothing in");
        assert_eq!(rows(town, None), vec![], "and nothing is half in");
    }

    fn in7_a_removal_where_only_people_reach_waits_for_the_person_who_does_it(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let post = puts_in(town, maja, account, &written(town, THREAT)).unwrap();
        assert!(maja.remove_on(post, Municipality::no_evidence(), "threat").unwrap_err().refusal().is_some(),
            "no evidence, no removal: by hand neither");
        let id = maja.remove(post, "threat").unwrap();
        town.later(TimeDelta::days(3));
        town.in_round(|round| collector::deliver(round).unwrap());
        let waiting = &town.actions(post)[0];
        assert_eq!((waiting.state, waiting.attempts), (ActionState::Decided, 0), "no program carries it out");
        let view = maja.view(post);
        assert!(view.by_hand && view.actions[0].waits_for_a_hand);
        assert_eq!(row(town, post).due.duty, DutyKind::Remove, "decided is not done: it stands where it stood");
        done(town, maja, id).unwrap();
        assert_eq!(town.post(post).standing, Standing::Gone);
        let carried_out = &town.actions(post)[0];
        assert_eq!((carried_out.state, carried_out.read_back), (ActionState::CarriedOut, ReadBack::Gone));
        assert!(carried_out.receipt.contains("person"), "what a person said is kept as that");
        assert!(done(town, maja, id).is_err(), "it is done once");
        assert!(town.entries(post).contains(&"carried_out".to_owned()));
    }

    fn in7_what_was_put_in_by_hand_is_done_by_hand_also_where_a_program_reaches_the_rest(town) {
        let maja = town.maja();
        let post = puts_in(town, maja, town.account(), &written(town, THREAT)).unwrap();
        town.platform().wants_summons();
        let view = maja.view(post);
        assert!(view.by_hand, "the platform knows no such name");
        let of = |kind| view.offers.iter().find(|offer| offer.kind == kind).unwrap().refusal.clone();
        assert_eq!((of(OfferKind::Remove), of(OfferKind::Reply)), (None, None), "a person answers in the browser");
        let removal = maja.remove(post, "threat").unwrap();
        let reply = maja.reply(post, "Vi har polisanmält hotet.").unwrap();
        town.platform().next(Trouble::Login);
        town.later(TimeDelta::hours(2));
        town.collect();
        town.hold_passes();
        assert_eq!(town.platform().requests(), Vec::<String>::new(), "nothing is sent");
        assert!(town.actions(post).iter().all(action::Action::waits_for_a_hand));
        assert_eq!(row(town, post).due.duty, DutyKind::Remove, "nor does it wait for a login");
        assert!(maja.view(post).actions.iter().all(|action| !action.no_login));
        done(town, maja, reply).unwrap();
        done(town, maja, removal).unwrap();
        assert_eq!(town.post(post).standing, Standing::Gone);
        town.platform().works_again();
        town.later(TimeDelta::hours(2));
        town.collect();
        assert_eq!(town.platform().requests(), Vec::<String>::new());
    }

    fn in7_what_was_decided_before_anybody_asked_who_reaches_it_is_left_to_a_person(town) {
        let maja = town.maja();
        let post = puts_in(town, maja, town.account(), &written(town, THREAT)).unwrap();
        let id = maja.remove(post, "threat").unwrap();
        let past = |sql: &str| town.logbook.store().write(|db| db.execute(sql, &[]).map(|_| ())).unwrap();
        past("UPDATE action SET not_before = 0");
        town.hold_passes();
        assert!(town.actions(post)[0].waits_for_a_hand(), "{:?}", town.actions(post)[0].state);
        past("UPDATE action SET state = 'failed', not_before = 0");
        assert!(maja.again(id).unwrap().waits_for_a_hand(), "decided once more it waits for a person again");
        town.hold_passes();
        assert_eq!(town.platform().requests(), Vec::<String>::new());
        done(town, maja, id).unwrap();
    }

    fn fl3_in7_what_may_not_be_copied_is_destroyed_before_a_person_says_that_it_is_gone(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let post = puts_in(town, maja, account, &written(town, THREAT)).unwrap();
        let (id, _) = maja.remove_without_copy(post, "child_pornography").unwrap().expect("nobody else is on duty");
        let by = maja.actor.moderator().unwrap();
        let too_soon = maja.write(|tx| queue::done_by_hand(tx, &town.policy, by, id).map(|(_, entry)| ((), entry)));
        assert!(too_soon.unwrap_err().refusal().is_some(), "the copies go first");
        done(town, maja, id).unwrap();
        let view = maja.view(post);
        assert!(view.destroyed && view.text.is_empty(), "no word is kept");
        assert_eq!((town.post(post).standing, town.actions(post)[0].state), (Standing::Gone, ActionState::CarriedOut));
        assert!(town.entries(post).contains(&"destroyed".to_owned()));
    }

    fn in7_two_who_share_a_name_are_not_one_author(town) {
        let maja = town.maja();
        let threat = |link: &str| ByHand { link: format!("https://example.org/{link}"), ..written(town, THREAT) };
        let one = puts_in(town, maja, town.account(), &threat("1")).unwrap();
        let removal = maja.remove(one, "threat").unwrap();
        done(town, maja, removal).unwrap();
        town.later(TimeDelta::minutes(1));
        let other = puts_in(town, maja, town.account(), &ByHand { posted_at: town.now(), ..threat("2") }).unwrap();
        let view = maja.view(other);
        assert_eq!(view.row.author, "Anna B.", "the same name");
        assert_eq!((view.breaches.len(), view.earlier_by_author), (0, None), "which says nothing of who wrote before");
        let sheet = crate::papers::text_of(&maja.police_sheet(other).unwrap());
        assert!(!sheet.contains("B 2026-000001"), "nor does the police hear of somebody else's: {sheet}");

        let first = maja.block(one, "threat", "Tredje hotet.", 60, 30).unwrap();
        done(town, maja, first).unwrap();
        assert!(maja.view(one).block.is_some(), "a person finds who wrote this on the service");
        assert!(maja.view(other).block.is_none(), "and nobody else is shut out");
        let second = maja.block(other, "threat", "Samma sak här.", 60, 30).unwrap();
        done(town, maja, second).unwrap();
        let unblocked = maja.unblock(one, "Det var någon annan.").unwrap();
        done(town, maja, unblocked).unwrap();
        assert!(maja.view(one).block.is_none() && maja.view(other).block.is_some(), "each by itself");
        town.may_leave_decisions();
    }

    fn in7_what_waits_for_a_hand_says_what_it_is(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let post = puts_in(town, maja, account, &written(town, "När öppnar badhuset på lördag?")).unwrap();
        let decisions: [(&dyn Fn() -> Result<ActionId>, DutyKind); 7] = [
            (&|| maja.hide(post, "personal_attack"), DutyKind::Hide),
            (&|| maja.unhide(post, "Det var en fråga."), DutyKind::Unhide),
            (&|| maja.block(post, "personal_attack", "Tredje påhoppet.", 60, 30), DutyKind::Block),
            (&|| maja.unblock(post, "Det var någon annan."), DutyKind::Unblock),
            (&|| maja.close_thread(post, "Bara påhopp.", false), DutyKind::Close),
            (&|| maja.open_thread(post, "Lugnt igen."), DutyKind::Open),
            (&|| maja.reply(post, "Klockan nio."), DutyKind::Answer),
        ];
        for (decide, wanted) in decisions {
            let id = decide().unwrap();
            assert_eq!(row(town, post).due.duty, wanted);
            done(town, maja, id).unwrap();
        }
    }

    fn in7_a_reply_where_only_people_reach_is_a_record_when_it_has_been_written(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let post = puts_in(town, maja, account, &written(town, "När öppnar badhuset på lördag?")).unwrap();
        let first = maja.reply(post, "Klockan tio.").unwrap();
        assert_eq!(row(town, post).due.duty, DutyKind::Answer, "nobody has been answered yet");
        maja.withdraw(first).unwrap();
        let id = maja.reply(post, "Klockan nio.").unwrap();
        done(town, maja, id).unwrap();
        let view = maja.view(post);
        let ours: Vec<_> = view.thread.iter().filter(|one| one.ours).map(|one| one.text.as_str()).collect();
        assert_eq!(ours, ["Klockan nio."], "what the municipality said stands in the thread");
        assert!(rows(town, None).iter().all(|row| row.id != post), "and nothing remains to be done");
    }

    fn in14_what_an_official_writes_from_home_in_their_role_is_a_record_and_says_so(town) {
        let maja = town.maja();
        let item = ByHand {
            in_role: true,
            author: "Karin Ek, skolchef".into(),
            kind: PostKind::Mention,
            link: "https://example.org/grupp/ängsskolan/7".into(),
            ..written(town, "Vi har inte fattat beslut om Ängsskolan än.")
        };
        let post = puts_in(town, maja, town.account(), &item).unwrap();
        let seen = row(town, post);
        assert!(seen.in_role && seen.by_hand);
        assert_eq!(seen.kind, PostKind::Mention, "it stands on somebody else's page");
        let told = maja.view(post).taken_in.unwrap();
        assert!(told.in_role);
        maja.seal(post).unwrap();
        let logged = town.read(|reader| reader.entries(Some(&post.to_string()), i64::MAX, 10));
        assert!(logged.iter().any(|entry| entry.kind == "taken_in" && entry.entry.contains("\"in_role\":true")));
        assert!(logged.iter().all(|entry| !entry.entry.contains("Ängsskolan")), "the words stay out of the logbook");
    }

    fn in8_an_archive_is_taken_in_once_with_its_history_closed_and_its_threats_open(town) {
        let maja = town.maja();
        let known = town.writes_unlike("Tack för svaret!", |post| post.author_name = Some("Bo".into()));
        let at = town.post(known).posted_at.to_rfc3339();
        let recent = (town.now() - TimeDelta::days(2)).to_rfc3339();
        let lines = [
            format!(r#"{{"text":"Tack för svaret!","author":"bo","posted_at":"{at}"}}"#),
            r#"{"text":"Hål i vägen på Ringvägen","author":"Anna","posted_at":"2024-03-01T10:00:00Z"}"#.to_owned(),
            format!(r#"{{"text":"{THREAT}","author":"Cia","posted_at":"2024-03-02T10:00:00Z"}}"#),
            format!(r#"{{"text":"När öppnar ni?","author":"Dan","posted_at":"{recent}"}}"#),
            r#"{"text":"Vi öppnar nio.","ours":"ja","posted_at":"2024-03-03T10:00:00Z"}"#.to_owned(),
        ];
        let archive = import::open(Cursor::new(lines.join("\n").into_bytes())).unwrap();
        let mut known = town.read(|reader| import::Known::of(reader, town.account()));
        assert_eq!(archive.items.iter().filter(|item| known.has(item)).count(), 1, "the preview says what is known");
        let active = town.read(|reader| register::active(reader, town.account()));
        let bring = |known: &mut import::Known| {
            let items: Vec<_> = archive.items.iter().map(|item| (item, Vec::new())).collect();
            let history_before = town.now() - TimeDelta::days(30);
            let part = Part { items: &items, archive: archive.digest, history_before };
            maja.write(|tx| {
                let by = maja.actor.moderator()?;
                queue::import_part(tx, &town.policy, town.with(), by, &active, known, &part)
            })
        };
        assert_eq!(bring(&mut known).unwrap(), 4);
        let open: Vec<_> = rows(town, Some(Content::ByHand)).into_iter().map(|row| row.author).collect();
        assert_eq!(open, ["Cia", "Dan"], "a threat stands first however old, what is recent waits for an answer");
        let done = maja.queue(List::Done);
        assert_eq!(done.rows.iter().map(|row| row.author.as_str()).collect::<Vec<_>>(), ["Anna"]);
        let history = maja.view(done.rows[0].id);
        assert_eq!((history.done_reason.as_str(), history.closed_by_itself), (queue::IMPORTED, false));
        assert!(history.taken_in.clone().unwrap().imported && history.by_hand, "the platform never named it");
        assert_eq!(maja.search(List::Done, "ringvägen").total, 1, "history is found");
        let mut anew = town.read(|reader| import::Known::of(reader, town.account()));
        assert_eq!(bring(&mut anew).unwrap(), 0, "the same archive once more brings nothing");
    }

    fn in8_a_blog_s_export_keeps_its_threads_and_what_was_hidden_or_thrown_away(town) {
        let maja = town.maja();
        let known = town.writes_unlike("Tack för svaret!", |post| post.author_name = Some("Bo".into()));
        let at = town.post(known).posted_at.format("%Y-%m-%d %H:%M:%S");
        let comment = |id: u32, at: &str, author: &str, words: &str, parent: u32, standing: &str| {
            format!("<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>{author}</wp:comment_author>\
                <wp:comment_date_gmt>{at}</wp:comment_date_gmt><wp:comment_content>{words}</wp:comment_content>\
                <wp:comment_approved>{standing}</wp:comment_approved><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>")
        };
        let comments = [
            comment(31, &at.to_string(), "bo", "Tack för svaret!", 0, "1"),
            comment(32, "2024-03-01 10:00:00", "Anna", "Varför stänger badet?", 0, "1"),
            comment(33, "2024-03-01 11:00:00", "Cia", "Köp klockor", 0, "spam"),
            comment(34, "2024-03-01 12:00:00", "Dan", "Håller med Anna", 32, "trash"),
        ];
        let blog = format!("<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>\
            <item><title>Badet stänger</title><link>https://blogg.example/bad/</link><wp:post_id>4</wp:post_id>\
            <wp:post_date_gmt>2024-02-01 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>{}</item></channel></rss>",
            comments.concat());
        let archive = import::open(Cursor::new(blog.into_bytes())).unwrap();
        let active = town.read(|reader| register::active(reader, town.account()));
        let bring = || {
            let items: Vec<_> = archive.items.iter().map(|item| (item, Vec::new())).collect();
            let part = Part { items: &items, archive: archive.digest, history_before: town.now() };
            let mut known = town.read(|reader| import::Known::of(reader, town.account()));
            maja.write(|tx| {
                let by = maja.actor.moderator()?;
                queue::import_part(tx, &town.policy, town.with(), by, &active, &mut known, &part)
            })
        };
        assert_eq!(bring().unwrap(), 4, "what Bo wrote was known by its words, its writer and its minute");
        let done = maja.queue(List::Done).rows;
        let anna = town.post(done.iter().find(|row| row.author == "Anna").expect("history is closed").id);
        let thread = town.read(|reader| intake::thread(reader, &anna, 10));
        let told: Vec<_> = thread.iter().map(|post| (post.platform_ref.0.as_str(), post.standing, post.ours)).collect();
        assert_eq!(told, [
            ("post-4", Standing::Standing, true),
            ("comment-32", Standing::Standing, false),
            ("comment-33", Standing::Hidden, false),
            ("comment-34", Standing::Gone, false),
        ]);
        assert_eq!(thread[3].parent_ref.0, "comment-32", "an answer stands under what it answers");
        assert_eq!(bring().unwrap(), 0, "the same export once more brings nothing");
    }

    fn in12_a_service_is_described_by_the_municipality_and_the_queue_believes_it(town) {
        let account = watched_by_hand(town);
        let maja = town.maja();
        let post = puts_in(town, maja, account, &written(town, "Hej")).unwrap();
        let of = |kind: OfferKind| {
            let known = town.read(|reader| register::account(reader, account));
            let services = town.read(register::services);
            let can = platform::abilities_of(&known, &services);
            let desk = queue::Desk { policy: &town.policy, lexicon: &town.lexicon, abilities: &|_| can, me: maja.actor, now: town.now() };
            let view = town.read(|reader| queue::view(reader, desk, post));
            (view.offers.iter().find(|offer| offer.kind == kind).unwrap().refusal.clone(), view.service_remark)
        };
        assert_eq!(of(OfferKind::Remove).0, None, "of a service that nobody described, people can write and take away");
        assert_eq!(of(OfferKind::Hide).0, Some(Refusal::PlatformCannot));
        let gunilla = town.gunilla();
        let describe = |change: &dyn Fn(&mut Service)| {
            gunilla.write(|tx| {
                let id = match register::services(tx)?.first() {
                    Some(known) => known.id,
                    None => tx.new_id()?,
                };
                let mut service = Service {
                    id,
                    name: "tiktok".into(),
                    address_pattern: "https://www.tiktok.com/@{konto}".into(),
                    remark: "Kommentarer kan bara anmälas.".into(),
                    reply: true,
                    hide: true,
                    hidden_still_seen: true,
                    remove: false,
                    block: false,
                    close: false,
                    longest_reply: 150,
                };
                change(&mut service);
                register::keep_service(tx, &service)
            })
        };
        describe(&|_| {}).unwrap();
        assert_eq!(of(OfferKind::Remove), (Some(Refusal::PlatformCannot), "Kommentarer kan bara anmälas.".into()));
        assert_eq!(of(OfferKind::Hide).0, None);
        describe(&|service| service.remove = true).unwrap();
        assert_eq!(of(OfferKind::Remove).0, None, "a change of the description is enough");
        let service = town.read(register::services).remove(0);
        assert_eq!(service.address_of("@lillvik").as_deref(), Some("https://www.tiktok.com/@lillvik"));
        assert_eq!(service.address_of("../admin"), None);
        let wrong = describe(&|service| service.address_pattern = "ftp://x".into()).unwrap_err();
        assert_eq!(wrong.refusal(), Some(&Refusal::AddressMalformed));
        assert!(describe(&|service| service.name = "…".into()).is_err(), "a name without letters is none");
    }

    fn in1_one_list_holds_posts_comments_messages_mentions_and_files_from_all_accounts(town) {
        let account = watched_by_hand(town);
        let comment = town.writes("Anna", "En kommentar om badhuset");
        let picture = town.writes_with_picture("Bo", "En kommentar med bild");
        let message = town.writes_unlike("Ett meddelande till er", |post| {
            post.kind = PostKind::DirectMessage;
            post.openly_visible = false;
        });
        let visitor = town.writes_unlike("Ett inlägg på er sida", |post| post.kind = PostKind::VisitorPost);
        town.later(TimeDelta::minutes(1));
        let mention = ByHand { kind: PostKind::Mention, ..written(town, "Någon annanstans") };
        let mention = puts_in(town, town.maja(), account, &mention).unwrap();
        let ids = |content| {
            let mut ids: Vec<PostId> = rows(town, content).into_iter().map(|row| row.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(None), [comment, picture, message, visitor, mention], "all of it in one list");
        assert_eq!(ids(Some(Content::Comments)), [comment, picture]);
        assert_eq!(ids(Some(Content::Messages)), [message]);
        assert_eq!(ids(Some(Content::VisitorPosts)), [visitor]);
        assert_eq!(ids(Some(Content::Mentions)), [mention]);
        assert_eq!(ids(Some(Content::Files)), [picture]);
        assert_eq!(ids(Some(Content::ByHand)), [mention]);
        let accounts: std::collections::BTreeSet<String> = rows(town, None).into_iter().map(|row| row.account).collect();
        assert_eq!(accounts.len(), 2, "from every account");
    }

    fn in13_a_practice_answers_from_memory_and_remembers_what_is_done(town) {
        let practice = platform::practice::Practice::lillvik(town.now()).unwrap();
        let now = town.now();
        let clock = move || now;
        let round = Round { logbook: &town.logbook, policy: &town.policy, lexicon: &town.lexicon, aids: &town.aids, connections: &practice, clock: &clock };
        let visits = collector::round(&round, "practice", &|_, _, _| {}).unwrap();
        assert!(visits[0].new.len() > 20, "a week of posts: {}", visits[0].new.len());
        let maja = town.maja();
        let post = maja.queue(List::Open).rows[0].id;
        maja.open(post).unwrap();
        maja.remove(post, "threat").unwrap();
        town.later(TimeDelta::minutes(1));
        let later = town.now();
        let clock = move || later;
        let round = Round { clock: &clock, ..round };
        assert_eq!(collector::deliver(&round).unwrap(), 1);
        let done = town.actions(post).into_iter().find(|one| one.kind == action::ActionKind::Remove).unwrap();
        assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Gone));
        collector::round(&round, "practice", &|_, _, _| {}).unwrap();
        assert_eq!(town.post(post).standing, Standing::Gone, "it does not come back in the next round");
        town.platform().next(Trouble::Away);
        assert_eq!(town.read(|reader| register::account(reader, town.account())).connection, register::ConnectionState::Working,
            "the real platform was never asked");
        town.may_leave_decisions();
    }
}
