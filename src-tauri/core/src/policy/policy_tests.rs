//! Policies that hold, and policies that are told on which line they do not.

use super::*;

const BOTH: [&str; 2] = ["neutral", "botkyrka"];

fn text_of(name: &str) -> String {
    embedded::policy(name).unwrap().to_owned()
}

fn refused(text: &str) -> (u32, String) {
    match Policy::parse("vår.toml", text) {
        Err(Refusal::FileMalformed { file, line, reason }) => {
            assert_eq!(file, "vår.toml");
            (line, reason)
        }
        other => panic!("read after all: {:?}", other.map(|policy| policy.name().to_owned())),
    }
}

fn changed(from: &str, to: &str) -> String {
    let text = text_of("neutral");
    assert!(text.contains(from), "{from} is not in the file");
    text.replacen(from, to, 1)
}

fn line_of(text: &str, part: &str) -> u32 {
    u32::try_from(text.lines().position(|line| line.contains(part)).unwrap()).unwrap() + 1
}

#[test]
fn po1_each_policy_that_the_program_carries_holds() {
    assert!(BOTH.iter().all(|name| Policy::embedded_names().contains(name)));
    for name in Policy::embedded_names() {
        let policy = Policy::embedded(name).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert!(!policy.version().is_empty() && !policy.name().is_empty() && !policy.source().is_empty());
        assert_eq!(policy.digest(), Digest::of(text_of(name).as_bytes()));
    }
}

#[test]
fn po1_no_municipality_is_named_in_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs")
                && !path.to_string_lossy().ends_with("_tests.rs")
            {
                let code = std::fs::read_to_string(&path).unwrap().to_lowercase();
                let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
                assert!(!code.contains("botkyrka") && !code.contains("österåker"), "{}", path.display());
            }
        }
    }
}

#[test]
fn po1_a_municipality_s_own_file_goes_before_ours_and_is_never_passed_over() {
    let folder = std::env::temp_dir().join(format!("uppsikt-policy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let own = folder.join("neutral.toml");
    assert_eq!(Policy::named("neutral", Some(&folder)).unwrap().name(), "Utgångspunkt");
    std::fs::write(&own, changed("name = \"Utgångspunkt\"", "name = \"Lillviks kommun\"")).unwrap();
    assert_eq!(Policy::named("neutral", Some(&folder)).unwrap().name(), "Lillviks kommun");
    std::fs::write(&own, "half a file").unwrap();
    let refusal = Policy::named("neutral", Some(&folder)).unwrap_err();
    assert!(matches!(refusal.refusal(), Some(Refusal::FileMalformed { .. })), "not the embedded one in silence");
    assert!(Policy::named("../neutral", Some(&folder)).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_malformed_file_is_refused_with_its_line() {
    let text = changed("hold_seconds = 5", "hold_seconds = \"five\"");
    let said = (line_of(&text, "hold_seconds"), "här står text, men det ska vara ett heltal från 0".to_owned());
    assert_eq!(refused(&text), said, "in Swedish, as everything that a municipality reads");
    let text = changed("statute = \"4 kap. 5 § brottsbalken\"\n", "");
    assert_eq!(refused(&text).0, line_of(&text, "id = \"threat\""));
    let text = changed("monday = [\"08:00-16:30\"]", "monday = [\"8-16\"]");
    assert_eq!(refused(&text).0, line_of(&text, "monday"));
    let text = changed("calendar = \"sweden\"", "calendar = \"utopia\"");
    assert!(refused(&text).1.contains("utopia"));
    let text = changed("id = \"incitement\"", "id = \"threat\"");
    let second = text.lines().enumerate().filter(|(_, line)| line.contains("id = \"threat\"")).nth(1).unwrap().0 + 1;
    assert_eq!(refused(&text).0, u32::try_from(second).unwrap());
    let text = changed("{diarienummer}", "{diarienummret}");
    assert!(refused(&text).1.contains("diarienummret"));
    let text = changed("{diarienummer}", "{diarienummer");
    assert!(refused(&text).1.contains("klammer"));
    let text = changed("notice = \"notice_law\"", "notice = \"thanks\"");
    assert!(refused(&text).1.contains("är inget besked om borttagning"));
    let text = changed("hold_seconds = 5", "hold_secs = 5");
    assert_eq!(refused(&text).0, line_of(&text, "hold_secs"), "a misspelt key is not passed over");
}

#[test]
fn nothing_that_is_cut_off_or_garbled_makes_it_panic() {
    let text = text_of("neutral");
    for end in (0..text.len()).step_by(211).filter(|end| text.is_char_boundary(*end)) {
        let _ = Policy::parse("x.toml", &text[..end]);
    }
    for find in ["\"", "[", "=", "é", "{"] {
        let _ = Policy::parse("x.toml", &text.replacen(find, "", 7));
    }
}

#[test]
fn ev8_every_ground_has_its_basis_and_a_law_its_section() {
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        assert!(policy.grounds().iter().any(|ground| ground.basis == Basis::Law));
        assert!(policy.grounds().iter().any(|ground| ground.basis == Basis::Guideline));
        assert!(policy.grounds().iter().any(|ground| ground.basis == Basis::Confidentiality));
        for ground in policy.grounds() {
            assert_eq!(ground.statute.is_some(), ground.basis != Basis::Guideline, "{}", ground.id);
        }
        assert_eq!(policy.ground("rude"), Err(Refusal::GroundUnknown));
    }
}

#[test]
fn ev8_the_law_s_list_is_whole_and_dated() {
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        let listed: Vec<_> =
            policy.grounds().iter().filter(|ground| ground.listed).map(|ground| ground.id.as_str()).collect();
        assert_eq!(
            listed,
            [
                "threat",
                "breach_of_privacy",
                "incitement",
                "agitation_against_group",
                "child_pornography",
                "unlawful_depiction_of_violence",
                "public_provocation",
                "copyright_infringement",
            ]
        );
        assert!(policy.law().as_of.parse::<NaiveDate>().is_ok() && !policy.law().source.is_empty());
        let no_copy: Vec<_> =
            policy.grounds().iter().filter(|ground| ground.no_copy).map(|ground| ground.id.as_str()).collect();
        assert_eq!(no_copy, ["child_pornography"]);
    }
}

#[test]
fn ev9_criticism_is_nobody_s_ground() {
    for (from, to) in [
        ("id = \"obscenity\"", "id = \"criticism\""),
        ("name_sv = \"Svordomar och obscena ord\"", "name_sv = \"Osaklig kritik\""),
        ("name_en = \"Swearing and obscene words\"", "name_en = \"Off-topic opinions\""),
        ("labels = [\"offensive.profanity\"]", "labels = [\"route.criticism\"]"),
        ("labels = [\"offensive.profanity\"]", "labels = [\"*\"]"),
    ] {
        assert!(refused(&changed(from, to)).1.contains("kritik och åsikter"), "{to}");
    }
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        assert!(policy.ground_for(&["route.criticism"]).is_none());
        let situation = Situation { labels: &["route.criticism"], ..Situation::default() };
        assert!(policy.why_not(Step::Remove, &situation).unwrap().contains("aldrig en grund"));
        assert_eq!(policy.why_not(Step::Reply, &situation), None);
    }
}

#[test]
fn ev25_the_municipality_s_own_list_is_its_own_and_marked_as_such() {
    let own = |name| {
        let policy = Policy::embedded(name).unwrap();
        let list = policy.grounds().iter().filter(|ground| ground.basis == Basis::Guideline);
        list.map(|ground| ground.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        own("botkyrka"),
        ["personal_attack", "obscenity", "depiction_of_violence", "advertising", "offensive_material"]
    );
    assert_eq!(
        own("neutral"),
        ["personal_attack", "sexist_remark", "obscenity", "pornography", "depiction_of_violence", "advertising"]
    );
}

#[test]
fn labels_suggest_the_gravest_ground_first() {
    let policy = Policy::embedded("neutral").unwrap();
    let ids: Vec<_> = policy
        .grounds_for(&["offensive.profanity", "pii.phone", "offensive.threat", "confidential.health"])
        .iter()
        .map(|ground| ground.id.as_str())
        .collect();
    assert_eq!(ids, ["threat", "confidential_health", "personal_data", "obscenity"]);
    assert!(policy.ground_for(&["route.question"]).is_none());
}

fn own_fields() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("regler", "https://lillvik.se/regler".to_owned()),
        ("kommun", "Lillviks kommun".to_owned()),
        ("kontakt", "kontaktcenter@lillvik.se".to_owned()),
        ("signatur", "Maja, kontaktcenter".to_owned()),
    ])
}

#[test]
fn ev11_a_notice_is_made_of_the_ground_and_can_take_nothing_from_the_post() {
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        for ground in policy.grounds() {
            let notice = policy.removal_notice(ground, &own_fields()).unwrap();
            assert!(notice.contains(&ground.told_sv), "{}", ground.id);
            assert!(!notice.contains(['{', '}']), "{notice}");
        }
        let hidden = policy.ground("confidential_protected_identity").unwrap();
        let notice = policy.removal_notice(hidden, &own_fields()).unwrap();
        assert!(!notice.to_lowercase().contains("skyddad"), "that somebody is protected is itself confidential");
    }
    let text = changed("innehöll {grund}. Det gör vi", "innehöll {svar}. Det gör vi");
    assert!(refused(&text).1.contains("får inte ha fältet ”svar”"));
}

#[test]
fn re3_no_text_goes_out_with_an_empty_field() {
    let policy = Policy::embedded("neutral").unwrap();
    let forwarded = policy.template("forwarded").unwrap();
    let mut values = own_fields();
    assert_eq!(forwarded.missing(&values), ["forvaltning", "diarienummer"]);
    assert_eq!(forwarded.fill(&values), Err(Refusal::FieldUnfilled("forvaltning".to_owned())));
    values.insert("forvaltning", "samhällsbyggnadsförvaltningen".to_owned());
    values.insert("diarienummer", " \n ".to_owned());
    assert_eq!(forwarded.fill(&values), Err(Refusal::FieldUnfilled("diarienummer".to_owned())), "blank is empty");
    values.insert("diarienummer", "SBN 2026/77".to_owned());
    let text = forwarded.fill(&values).unwrap();
    assert!(text.contains("diarienummer SBN 2026/77"));
    assert!(text.starts_with("Hej!") && text.ends_with("Maja, kontaktcenter"));
    assert_eq!(policy.field_name("diarienummer"), "Diarienummer");
}

#[test]
fn re3_a_value_is_taken_as_it_is() {
    let policy = Policy::embedded("neutral").unwrap();
    let mut values = own_fields();
    values.insert("svar", "Skriv {signatur} så här: {}".to_owned());
    let text = policy.template("answer").unwrap().fill(&values).unwrap();
    assert!(text.contains("Skriv {signatur} så här: {}"));
}

#[test]
fn every_kind_of_text_is_there() {
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        for kind in [
            TemplateKind::Answer,
            TemplateKind::Forwarded,
            TemplateKind::OtherChannel,
            TemplateKind::FormalOpinion,
            TemplateKind::Distancing,
            TemplateKind::RemovalNotice,
            TemplateKind::Thanks,
        ] {
            assert!(policy.templates().iter().any(|template| template.kind == kind), "{name} {kind:?}");
        }
    }
}

#[test]
fn texts_are_suggested_by_their_labels() {
    let policy = Policy::embedded("neutral").unwrap();
    let ids: Vec<_> =
        policy.templates_for(&["confidential.social"]).iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids, ["other_channel"]);
}

#[test]
fn initials_are_needed_where_the_platform_s_rule_says_so() {
    let policy = Policy::embedded("botkyrka").unwrap();
    let rule = policy.signature("x").unwrap();
    assert!(rule.required && !policy.signature("facebook").unwrap().required);
    assert_eq!(rule.signed("Välkommen! ", "MA"), "Välkommen! /MA");
    assert_eq!(rule.signed("Välkommen! /MA", "MA"), "Välkommen! /MA", "once is enough");
    assert!(!rule.is_signed("och/MA", "MA") && !rule.is_signed("Välkommen! /", ""));
}

#[test]
fn di1_the_diary_s_questions_are_suggested_by_labels() {
    let policy = Policy::embedded("botkyrka").unwrap();
    let ids = |labels: &[&str]| policy.diary_suggested(labels).iter().map(|c| c.id.clone()).collect::<Vec<_>>();
    assert_eq!(
        policy.diary_criteria().iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
        ["action", "case", "earlier_case", "confidential"]
    );
    assert_eq!(ids(&["route.criticism"]), ["case"]);
    assert_eq!(ids(&["route.dnr", "route.fault_report"]), ["action", "earlier_case"]);
    assert!(ids(&["route.question"]).is_empty());
}

#[test]
fn di14_each_reason_to_close_says_why_there_is_no_entry_in_the_diary() {
    let policy = Policy::embedded("botkyrka").unwrap();
    assert_eq!(policy.done_reason("between_citizens").unwrap().unregistered, Unregistered::KeptInOrder);
    assert_eq!(policy.done_reason("minor_importance").unwrap().unregistered, Unregistered::MinorImportance);
    assert_eq!(policy.done_reason("registered_elsewhere").unwrap().unregistered, Unregistered::RegisteredElsewhere);
}

#[test]
fn departments_are_suggested_by_words_and_labels() {
    let policy = Policy::embedded("neutral").unwrap();
    let names = |text: &str, labels: &[&str]| {
        policy.departments_for(text, labels).iter().map(|hint| hint.department.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("Gatlyktan vid cykelvägen utanför skolan är trasig", &[]), ["Samhällsbyggnad", "Utbildning"]);
    assert_eq!(names("", &["confidential.social"]), ["Socialtjänst"]);
    assert!(policy.departments_for("", &["confidential.social"])[0].personal_file);
}

#[test]
fn ad5_the_step_chart_says_what_to_do_and_why_not() {
    let policy = Policy::embedded("neutral").unwrap();
    let ids =
        |situation: Situation<'_>| policy.steps_for(&situation).iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(Situation::default()), ["always"]);
    assert_eq!(ids(Situation { labels: &["offensive.threat"], ..Situation::default() }), ["crime", "always"]);
    let on_x = Situation { labels: &["offensive.attack"], cannot: &[Ability::Remove], ..Situation::default() };
    assert_eq!(ids(on_x), ["cannot_remove", "guidelines", "always"]);
    assert!(policy.why_not(Step::Remove, &on_x).unwrap().contains("går det inte att ta bort"));
    let message = Situation { labels: &["offensive.threat"], direct_message: true, ..Situation::default() };
    assert!(policy.why_not(Step::Remove, &message).unwrap().contains("direktmeddelande"));
    let child = Situation { labels: &["unlawful.child_pornography"], ..Situation::default() };
    assert!(policy.why_not(Step::Seal, &child).is_some(), "nothing is copied");
}

#[test]
fn po4_each_clock_says_where_it_comes_from() {
    for name in BOTH {
        let policy = Policy::embedded(name).unwrap();
        for kind in [ClockKind::Main, ClockKind::Other] {
            assert!(!policy.answer_clock(kind).reason.is_empty());
        }
        for class in RemovalClass::ALL {
            assert!(!policy.removal_clock(class).unwrap().reason.is_empty());
        }
        assert!(!policy.registration().reason.is_empty());
    }
}

#[test]
fn what_is_known_of_the_platforms_limits_stands_in_every_policy() {
    for name in BOTH {
        assert_eq!(Policy::embedded(name).unwrap().pace(), &Pace::default(), "{name}");
    }
    let before = text_of("neutral").replace("requests_a_day", "questions_a_day");
    let policy = Policy::parse("egen.toml", &before).expect("a file of the time before reads on");
    assert_eq!(policy.pace().requests_a_day("youtube"), Some(8_000));
}

#[test]
fn ar5_a_retention_period_is_one_of_its_kind_not_too_short_and_rests_on_a_whole_decision() {
    let with = |from: &str, to: &str| Policy::parse("egen.toml", &changed(from, to));
    let today = "2030-01-01".parse().unwrap();
    assert_eq!(
        Policy::embedded("neutral").unwrap().disposal(Record::Rounds, today),
        None,
        "a policy without a decision lets nothing go"
    );
    let decided = with("# decision = {", "decision = {").unwrap();
    assert_eq!(decided.disposal(Record::Rounds, today).unwrap().decision().number, "KS 2026/123");
    assert!(with("keep_days = 400", "keep_days = 30").is_err());
    assert!(with("# decision = { number = \"KS 2026/123\"", "decision = { number = \" \"").is_err());
    let twice = "[[retention]]\nrecord = \"rounds\"\nkeep_days = 90\n\n[[retention]]\n";
    assert!(with("[[retention]]\n", twice).is_err());
}
