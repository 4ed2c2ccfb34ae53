//! The rows of flagging, one test or more each.

use super::{lexicon, sees};
use crate::flagging::{Duty, Label, LegalGround, Lexicon, LocalWords, Severity, embedded, file::File};

fn words(text: &str, label: Label) -> String {
    let reading = lexicon().read(text);
    let found = reading.found.iter().find(|found| found.label == label).unwrap();
    text.chars().skip(found.start as usize).take((found.end - found.start) as usize).collect()
}

#[test]
fn fl1_swearing_is_seen_inflected_compounded_spaced_and_swapped() {
    for text in ["jävlarna", "skitväder", "ordförandejäveln", "j ä v l a r", "j4vla", "J*vla", "jävlaaaar"] {
        assert!(sees(text, Label::Profanity), "{text}");
    }
}

#[test]
fn fl2_the_crimes_of_the_act_come_first_and_name_their_ground() {
    let reading = lexicon().read("Ring 070-174 06 55. Vi ska döda er.");
    let gravest = reading.gravest().unwrap();
    assert_eq!((gravest.label, gravest.severity, gravest.label.duty()), (Label::Threat, Severity::Grave, Duty::Crime));
    assert!(reading.legal().contains(&LegalGround::Threat));
    let rule = lexicon().rule(&gravest.rule).unwrap();
    assert!(rule.ground.contains("Brottsbalken"), "{}", rule.ground);
}

#[test]
fn fl3_signs_of_abuse_material_are_few_careful_and_a_label_of_their_own() {
    assert!(sees("Säljer barnporr, skriv på telegram", Label::ChildPornography));
    assert!(!sees("Mannen dömdes för barnpornografibrott", Label::ChildPornography));
    assert!(!sees("Barnen badade nakna i ån på sjuttiotalet", Label::ChildPornography));
}

#[test]
fn fl4_the_number_is_marked_as_it_is_written() {
    assert_eq!(words("Hennes nummer är １２１２１２-９８９２, tyvärr", Label::Personnummer), "１２１２１２-９８９２");
}

#[test]
fn fl4_reserve_numbers_are_seen_by_their_letter() {
    assert!(sees("Reservnumret är 19850312-T123", Label::Personnummer));
}

#[test]
fn fl5_addresses_plates_and_properties_are_seen_where_they_point_at_somebody() {
    assert_eq!(words("Hon bor på Tallvägen 12 C nu", Label::Address), "Tallvägen 12 C");
    assert_eq!(words("Bilen WLM 42K står parkerad där", Label::Plate), "WLM 42K");
    assert_eq!(words("Nu har Sjöberga 3:12 eget avlopp", Label::Property), "Sjöberga 3:12");
    assert!(!sees("Biblioteket på Storgatan 1 är öppet", Label::Address));
}

#[test]
fn fl6_secrecy_is_named_with_its_section() {
    for (text, label, section) in [
        ("Min syster har schizofreni", Label::Health, "25 kap. 1 §"),
        ("Jag har fått avslag på försörjningsstöd", Label::Social, "26 kap. 1 §"),
        ("Min son blir mobbad på rasten", Label::School, "23 kap."),
        ("Hon har skyddad identitet och bor på Åsgatan", Label::ProtectedIdentity, "21 kap. 3 §"),
        ("Jag är kallad att vittna i målet", Label::Crime, "35 kap."),
    ] {
        let reading = lexicon().read(text);
        let found = reading.found.iter().find(|found| found.label == label).unwrap_or_else(|| panic!("{text}"));
        let rule = lexicon().rule(&found.rule).unwrap();
        assert!(rule.ground.contains(section), "{text}: {}", rule.ground);
        assert_eq!(found.label.duty(), Duty::Secrecy);
    }
}

#[test]
fn fl7_a_name_counts_only_beside_something_sensitive() {
    assert_eq!(words("Jag såg att Kim Ekberg är dömd för stöld", Label::NameSensitive), "Kim Ekberg");
    assert!(!sees("Tack Kim Ekberg för fin musik", Label::NameSensitive));
    assert!(!sees("Kommunalråd Kim Ekberg invigde bron", Label::NameSensitive));
}

#[test]
fn fl8_advertising_is_seen_but_not_the_association_that_sells_cakes() {
    assert!(sees("Vi målar ditt hus till fast pris, ring för offert", Label::Commercial));
    assert!(!sees("Föreningen säljer kakor för 50 kronor", Label::Commercial));
}

#[test]
fn fl9_a_work_used_without_leave_is_seen() {
    assert!(sees("Ni har publicerat min bild utan tillstånd", Label::Copyright));
    assert!(!sees("Fotografen har gett oss tillstånd att visa bilderna", Label::Copyright));
}

#[test]
fn fl11_questions_faults_and_cases_are_told_apart() {
    assert!(sees("När öppnar simhallen?", Label::Question));
    assert!(sees("Lampan på Ekvägen är trasig", Label::FaultReport));
    assert!(sees("Jag överklagar beslutet", Label::Case));
    assert!(sees("Angående KS 2025/123", Label::Dnr));
    assert!(!sees("Vi ses i parken", Label::Case));
}

#[test]
fn fl12_a_request_for_records_is_seen_and_is_a_case_too() {
    let reading = lexicon().read("Jag begär ut alla mejl mellan nämnden och byggbolaget");
    assert!(reading.asks_for_records() && reading.has(Label::Case));
}

#[test]
fn fl13_harsh_criticism_is_a_label_and_no_ground() {
    let reading = lexicon().read("Nedläggningen av biblioteket är ett svek mot hela bygden");
    assert!(reading.reads_as_criticism());
    assert!(reading.legal().is_empty(), "harsh words on a decision are no ground");
    assert!(!lexicon().read("Du är en idiot").reads_as_criticism());
}

#[test]
fn fl14_every_rule_says_why_with_the_words_it_saw() {
    let rule = lexicon().rule("angrepp.skällsord").unwrap();
    assert_eq!(rule.why("idioter"), "”idioter” är ett skällsord om en människa.");
    for (rule, _) in lexicon().rules() {
        assert!(rule.why.ends_with('.') || rule.why.ends_with('”'), "{}: one sentence", rule.id);
    }
}

#[test]
fn fl16_the_digest_follows_every_change_of_the_rules() {
    let embedded = lexicon().digest();
    assert_eq!(Lexicon::embedded().unwrap().digest(), embedded, "the same rules, the same digest");
    let local = LocalWords { places: vec!["Lillvik".into()], ..LocalWords::default() };
    assert_ne!(Lexicon::embedded().unwrap().with_local(&local).unwrap().digest(), embedded);
}

#[test]
fn fl16_what_a_municipality_knows_of_itself_is_read() {
    fn list(word: &str, of: impl Fn(&mut LocalWords) -> &mut Vec<String>) -> LocalWords {
        let mut local = LocalWords::default();
        of(&mut local).push(word.to_owned());
        local
    }
    let cases = [
        (list("ZQN", |local| &mut local.dnr_prefixes), "Jag väntar på svar i ZQN 2025/114", Label::Dnr, true),
        (
            list("Tibbhyttan", |local| &mut local.streets),
            "Min mamma har nycklarna, Tibbhyttan 14",
            Label::Address,
            true,
        ),
        (list("bommästaren", |local| &mut local.titles), "Bommästaren tar mutor", Label::Attack, true),
        (list("Stigfinnarna", |local| &mut local.boards), "Stigfinnarna svarar aldrig på mejl", Label::Criticism, true),
        (list("Grynmyra", |local| &mut local.places), "Grynmyra Bortom har epilepsi", Label::NameSensitive, false),
        (
            list("Tornhuset", |local| &mut local.public_buildings),
            "Hämta nyckeln på Tornhuset, Storgatan 3",
            Label::Address,
            false,
        ),
    ];
    for (local, text, label, seen) in cases {
        let reading = Lexicon::embedded().unwrap().with_local(&local).unwrap().read(text);
        assert_eq!((reading.has(label), sees(text, label)), (seen, !seen), "{text}: {reading:?}");
    }
}

#[test]
fn fl5_a_word_before_a_number_may_tell_that_it_is_something_else() {
    for (label, text, other) in [
        (Label::Plate, "Bilen WLM 42K står på gräsmattan", "Bilen SFS 201 står på gräsmattan"),
        (Label::Plate, "bilen wlm 42k står på gräsmattan", "bilen och 123 står på gräsmattan"),
        (Label::Property, "Vilken taxa gäller för Eken 9?", "Vilken taxa gäller för Kvarngatan 9?"),
        (Label::Dnr, "Ärende KS 2016/679 gäller", "Ärende EU 2016/679 gäller"),
    ] {
        assert!(sees(text, label), "{text}");
        assert!(!sees(other, label), "{other}");
    }
}

#[test]
fn fl5_small_letters_make_a_name_of_no_other_word() {
    assert!(sees("min granne kim ekberg har demens", Label::NameSensitive));
    for text in ["Vi ska bo norr om stan, min man har demens", "rosa ros till mamma som har cancer"] {
        assert!(!sees(text, Label::NameSensitive), "{text}");
    }
}

#[test]
fn fl1_medicines_and_places_are_no_persons() {
    for text in ["Alvedon Forte hjälper mot migrän", "Västerås Hamn är stängd, Region Dalarna är inlagd i kön"]
    {
        assert!(!sees(text, Label::NameSensitive), "{text}");
    }
    assert!(sees("Vera Hamn har epilepsi", Label::NameSensitive), "two capitals that are no place are somebody");
    assert!(!sees("Västerås Hamn har epilepsi", Label::NameSensitive));
}

/// Elsewhere in a post may stand a match, a play, a joke or a kind word; an explicit threat is one all the same.
#[test]
fn fl2_an_explicit_threat_is_hidden_by_nothing_around_it() {
    const SHIELDS: [&str; 9] = [
        "sport",
        "scen",
        "undervisning",
        "hot-lek",
        "hot-återgivet",
        "hot-vardag",
        "hot-vänligt",
        "hot-lagligt",
        "hot-idiom",
    ];
    const THREATS: [(&str, Label); 5] = [
        ("Jag ska döda dig", Label::Threat),
        ("Vi tänker slå ihjäl Karin", Label::Threat),
        ("Nu tar jag ditt liv", Label::Threat),
        ("Jag ska spränga skolan", Label::Threat),
        ("Bränn ner kommunhuset", Label::Incitement),
    ];
    let files = embedded::files().map(|(name, text)| File::read(&name, &text).unwrap());
    let lists = files.flat_map(|file| file.lists).filter(|list| SHIELDS.contains(&list.name.as_str()));
    let shields: Vec<String> = lists
        .flat_map(|list| list.entries)
        .flat_map(|entry| entry.forms().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(shields.len() > 1_000, "{} shields", shields.len());
    let mut hidden = Vec::new();
    for (threat, label) in THREATS {
        for shield in &shields {
            let posts =
                [format!("{shield}! {threat}."), format!("{threat}! {shield}."), format!("{shield}! ”{threat}.”")];
            hidden.extend(posts.into_iter().filter(|post| !sees(post, label)));
        }
    }
    assert!(hidden.is_empty(), "{} hidden: {:#?}", hidden.len(), &hidden[..hidden.len().min(40)]);
}

#[test]
fn fl18_emoji_and_short_posts_are_left_alone() {
    for text in ["👍", "❤️❤️❤️", "Ja", "", " ", "Tack!", "😂", "🔥🔥", "Ok.", "👏👏👏 Bra!", "..."]
    {
        assert!(lexicon().read(text).found.is_empty(), "{text}");
    }
}

#[test]
fn fl18_a_post_of_signs_alone_is_read_where_the_signs_say_something() {
    for (text, label) in [("🔪👤", Label::Threat), ("👀🏠🔥", Label::Threat), ("🍆💦", Label::Sexual)] {
        let reading = lexicon().read(text);
        let found = reading.found.iter().find(|found| found.label == label);
        assert!(found.is_some_and(|found| found.end as usize <= text.chars().count()), "{text}: {reading:?}");
    }
    for text in ["🎂🎉", "🏠🌳☀️", "🚗💨", "⚽🔥"] {
        assert!(lexicon().read(text).found.is_empty(), "{text}");
    }
}

#[test]
fn fl21_other_languages_are_read_too() {
    for (text, label) in [
        ("You fucking morons", Label::Profanity),
        ("Tapan sinut", Label::Threat),
        ("Jesteście idiotami", Label::Attack),
        ("سأقتلك", Label::Threat),
        ("Етий брехун", Label::Attack),
    ] {
        assert!(sees(text, label), "{text}");
    }
}

#[test]
fn fl21_a_word_of_another_language_is_only_sought_where_that_language_is_written() {
    assert!(sees("Meine Nachbarn sind alle Idioten und ihr seid noch schlimmer", Label::Attack));
    assert!(!sees("Utställningen är slut på söndag, kom alla barn", Label::Sexist), "”slut” is an end in Swedish");
    assert!(!sees("Koltrasten lärde sig att picka på rutan", Label::Profanity));
}
