//! What comes in: every wording, every disappearance, every silence; and what people write to see what breaks.

use chrono::TimeDelta;
use uppsikt_core::{
    collector, evidence,
    intake::{self, GoneBy, PlatformRef, PostKind, Standing},
    queue::{List, PostView},
    register::{self, ConnectionState},
    words::{PostId, RevisionNo},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::{ROOT, Trouble},
    on_both_stores,
};

fn connection(town: &Municipality) -> ConnectionState {
    town.read(|reader| register::account(reader, town.account())).connection
}

fn in_list(town: &Municipality, list: List, post: PostId) -> bool {
    town.maja().queue(list).rows.iter().any(|row| row.id == post)
}

fn thread(view: &PostView) -> Vec<(String, u32, bool)> {
    view.thread.iter().map(|post| (post.text.clone(), post.depth, post.current)).collect()
}

fn later(town: &Municipality, minutes: i64) {
    town.later(TimeDelta::minutes(minutes));
    town.collect();
}

on_both_stores! {
    fn in2_when_it_was_posted_and_when_it_could_first_be_read_are_both_kept(town) {
        let posted = town.now();
        let name = town.platform().write("Anna B.", "När öppnar badhuset?", posted);
        town.later(TimeDelta::hours(3));
        let read = town.now();
        town.collect();
        later(town, 20);
        let id = town.maja().queue(List::Open).rows[0].id;
        let post = town.post(id);
        assert_eq!(post.platform_ref.0, name);
        assert_eq!((post.posted_at, post.first_seen_at), (posted, read));
        assert_eq!(post.last_seen_at, town.now(), "and when it was last fetched");
        assert_eq!(town.maja().view(id).first_seen_at, read, "a person sees when it was received");
    }

    fn in3_a_direct_message_is_taken_in_and_said_not_to_be_open(town) {
        let message = town.writes_unlike("Kan jag få hjälp?", |post| {
            post.kind = PostKind::DirectMessage;
            post.openly_visible = false;
            post.parent = None;
        });
        let view = town.maja().view(message);
        assert_eq!((view.kind, view.openly_visible), (PostKind::DirectMessage, false));
        assert!(in_list(town, List::Open, message), "it is a duty like any other");
    }

    fn in4_a_new_wording_is_stored_beside_the_old_one_and_opens_the_post_again(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        maja.open(post).unwrap();
        maja.close(post, "no_action").unwrap();
        assert!(in_list(town, List::Done, post));
        town.platform().edit(&town.name_of(post), "När öppnar badhuset, era idioter?");
        later(town, 20);
        let view = maja.view(post);
        let texts: Vec<_> = view.revisions.iter().map(|revision| revision.text.as_str()).collect();
        assert_eq!(texts, ["När öppnar badhuset?", "När öppnar badhuset, era idioter?"], "the old words are kept");
        assert_eq!(view.text, texts[1]);
        assert!(in_list(town, List::Open, post), "new words are a new matter");
        assert!(view.row.unread, "which nobody has read");
        later(town, 20);
        assert_eq!(town.post(post).latest, RevisionNo(2), "the same words once more are no third wording");
    }

    fn in5_what_its_author_took_away_is_kept_with_the_time_between(town) {
        let post = town.citizen_writes("Jag ångrar mig.");
        later(town, 30);
        let last_seen = town.now();
        town.platform().delete(&town.name_of(post));
        later(town, 45);
        let view = town.maja().view(post);
        let gone = view.gone.expect("it is known to be gone");
        assert_eq!((gone.last_seen_at, gone.first_missed_at), (last_seen, town.now()), "seen then, missed then");
        assert_eq!(gone.by, GoneBy::Unknown, "nobody says more than the platform tells");
        assert_eq!((view.text.as_str(), view.standing), ("Jag ångrar mig.", Standing::Gone));
        assert!(in_list(town, List::Open, post), "what nobody has dealt with is not closed by being gone");
        town.maja().seal(post).expect("and can still be sealed");
    }

    fn what_was_missed_and_comes_back_stands_again(town) {
        let post = town.citizen_writes("Här och där.");
        let name = town.name_of(post);
        town.platform().set_hidden(&name, true);
        later(town, 20);
        assert_eq!(town.post(post).standing, Standing::Hidden);
        town.platform().set_hidden(&name, false);
        later(town, 20);
        assert_eq!(town.post(post).standing, Standing::Standing);
    }

    fn ev24_what_was_hidden_and_shown_again_by_somebody_else_comes_back_to_the_queue(town) {
        let threat = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.maja().hide(threat, "threat").unwrap();
        town.hold_passes();
        later(town, 20);
        assert_eq!(town.post(threat).standing, Standing::Hidden);
        town.platform().set_hidden(&town.name_of(threat), false);
        later(town, 20);
        assert!(in_list(town, List::Open, threat), "it stands openly again, and somebody must see to it");
    }

    fn in6_every_visit_is_kept_and_the_longest_silence_is_known(town) {
        let midnight = town.now() - TimeDelta::hours(7);
        later(town, 1);
        later(town, 10);
        town.platform().next(Trouble::Away);
        later(town, 10);
        later(town, 25);
        later(town, 5);
        let visits: Vec<String> = town.read(|reader| {
            reader.rows("SELECT result FROM round ORDER BY ended_at, id", &[])?.iter().map(|row| row.get(0)).collect()
        });
        assert_eq!(visits, ["whole", "whole", "missed: away", "whole", "whole"]);
        let watch = town.read(|reader| collector::watch(reader, midnight, town.now()));
        assert_eq!(watch.longest_gap_minutes, Some(35), "a visit without an answer is no visit");
        assert_eq!(watch.longest_gap_account.as_deref(), Some("Lillviks kommun"));
        assert_eq!(watch.last_round_at, Some(town.now()));
        town.later(TimeDelta::days(1));
        let gap = town.read(|reader| collector::longest_gap(reader, town.account(), town.now() - TimeDelta::hours(3), town.now()));
        assert_eq!(gap, Some(180), "who has seen nothing all day is not said to have missed nothing");
    }

    fn in9_a_lost_login_is_seen_within_one_round_and_until_it_works(town) {
        later(town, 20);
        assert_eq!(connection(town), ConnectionState::Working);
        town.platform().next(Trouble::Login);
        later(town, 20);
        let account = town.read(|reader| register::account(reader, town.account()));
        assert_eq!((account.connection, account.connection_cause.as_str()), (ConnectionState::Troubled, "login"));
        let lost_at = account.connection_seen_at;
        later(town, 20);
        assert_eq!(connection(town), ConnectionState::Troubled, "and stays so");
        let watch = town.read(|reader| collector::watch(reader, town.now() - TimeDelta::hours(3), town.now()));
        assert_eq!(watch.troubled, 1, "the foot of the window counts it");
        assert!(watch.longest_gap_minutes.unwrap() >= 40, "as missed supervision");
        assert_eq!(town.read(|reader| register::account(reader, town.account())).connection_seen_at, lost_at);
        town.platform().works_again();
        later(town, 20);
        assert_eq!(connection(town), ConnectionState::Working);
    }

    fn in10_a_post_is_shown_in_its_thread_with_what_its_author_wrote_before(town) {
        let first = town.writes("Pia Lund", "Bygg en bro!");
        let name = town.name_of(first);
        let answer = town.writes_unlike("Nej, en tunnel.", |post| {
            post.parent = Some(PlatformRef(name));
            post.kind = PostKind::Reply;
        });
        let beside = town.writes("Pia Lund", "En bro, som sagt.");
        let view = town.maja().view(answer);
        assert_eq!(
            thread(&view),
            [
                ("Kommunstyrelsen har fattat beslut om Ängsskolan.".to_owned(), 0, false),
                ("Bygg en bro!".to_owned(), 1, false),
                ("Nej, en tunnel.".to_owned(), 2, true),
                ("En bro, som sagt.".to_owned(), 1, false),
            ]
        );
        assert_eq!(town.maja().view(beside).earlier_by_author, Some(1));
    }

    fn posts_that_answer_each_other_in_a_ring_are_all_shown_once(town) {
        let one = town.writes_unlike("Ett", |post| {
            post.platform_ref = PlatformRef("ring-1".into());
            post.parent = Some(PlatformRef("ring-2".into()));
        });
        let two = town.writes_unlike("Två", |post| {
            post.platform_ref = PlatformRef("ring-2".into());
            post.parent = Some(PlatformRef("ring-1".into()));
        });
        let oneself = town.writes_unlike("Jag", |post| {
            post.platform_ref = PlatformRef("ring-3".into());
            post.parent = Some(PlatformRef("ring-3".into()));
        });
        for id in [one, two, oneself] {
            let view = town.maja().view(id);
            let mut shown: Vec<_> = view.thread.iter().map(|post| post.text.as_str()).collect();
            assert_eq!(view.thread.iter().filter(|post| post.current).count(), 1, "the post itself is there");
            shown.sort_unstable();
            assert_eq!(shown, ["Ett", "Jag", "Kommunstyrelsen har fattat beslut om Ängsskolan.", "Två"]);
        }
        town.maja().seal(one).expect("a ring is sealed like any thread");
    }

    fn a_post_of_five_megabytes_is_taken_in_found_and_sealed(town) {
        let text: String = (0..500_000).map(|no| format!("ord{no:06} ")).collect();
        assert!(text.len() >= 5_000_000);
        let post = town.citizen_writes(&text);
        assert_eq!(town.post(post).text, text, "every word of it");
        assert_eq!(town.maja().search(List::Open, "ord000017").total, 1);
        assert!(town.maja().queue(List::Open).rows[0].excerpt.chars().count() < 200, "the list shows its beginning");
        let evidence = town.maja().seal(post).unwrap();
        let words = town.read(|reader| evidence::file(reader, evidence, "inlagg.txt"));
        assert_eq!(words, text.as_bytes(), "the evidence holds all of it");
        later(town, 20);
        assert_eq!(town.post(post).latest, RevisionNo::FIRST);
    }

    fn markup_is_words_and_nothing_else(town) {
        let text = "<script>alert('hej')</script> <b>fet</b> #strong[x] $x^2$ *y* _z_ @ref #import \"/etc/passwd\" \\u{0} = Rubrik {{ }}";
        let post = town.citizen_writes(text);
        assert_eq!(town.maja().view(post).text, text);
        assert_eq!(town.maja().queue(List::Open).rows[0].excerpt, text);
        let evidence = town.maja().seal(post).expect("the paper is set all the same");
        assert_eq!(town.read(|reader| evidence::file(reader, evidence, "inlagg.txt")), text.as_bytes());
        let paper = town.read(|reader| evidence::file(reader, evidence, evidence::PAPER));
        assert!(paper.starts_with(b"%PDF-"));
    }

    fn a_nul_is_no_new_wording_each_time_it_is_read(town) {
        let post = town.writes_unlike("Ett\0två\u{202e}tre", |post| post.author_name = Some("An\0na".into()));
        for _ in 0..3 {
            later(town, 10);
        }
        let kept = town.post(post);
        assert_eq!(kept.latest, RevisionNo::FIRST, "the same words are the same wording");
        assert_eq!(kept.text, "Ett\u{FFFD}två\u{202e}tre");
        assert_eq!(kept.author_name, "An\u{FFFD}na");
        town.maja().seal(post).expect("and it can be sealed");
    }

    fn what_a_file_is_called_is_never_where_it_is_put(town) {
        let post = town.writes_unlike("Se bilden", |post| {
            post.attachments.push(intake::FetchedAttachment {
                address: "https://platform.example/../../etc/passwd".into(),
                media_type: "text/html; ../../x".into(),
                description: "../../../../etc/passwd".into(),
            });
        });
        let attachments = town.read(|reader| intake::attachments(reader, post));
        assert_eq!(attachments[0].file_name, "bilaga-1.bin");
        town.maja().seal(post).unwrap();
        let evidence = town.maja().evidence(post).unwrap();
        assert!(evidence.manifest.files.iter().all(|file| !file.name.contains(['/', '\\']) && !file.name.contains("..")));
    }

    fn a_round_that_finds_nothing_new_keeps_the_thread_as_it_is(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let before = town.entries(post);
        later(town, 20);
        later(town, 20);
        assert_eq!(town.entries(post), before, "looking is not changing");
        assert_eq!(town.post(post).root_ref.0, ROOT);
    }
}
