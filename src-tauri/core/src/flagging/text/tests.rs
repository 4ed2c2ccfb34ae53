use super::*;
use proptest::prelude::*;

fn seen(text: &str) -> Vec<String> {
    Views::of(text).of_words().map(|view| view.text.to_string()).collect()
}

/// What the original says where `part` stands in the view.
fn origin_of(original: &str, view: &View<'_>, part: &str) -> String {
    let start = view.text.find(part).unwrap();
    let range = view.origin(start..start + part.len());
    original.chars().skip(range.start as usize).take((range.end - range.start) as usize).collect()
}

#[test]
fn what_stands_for_code_points_is_found_from_either_side() {
    for text in ["Vad är klockan i Ås? ", "plain letters, as many as it takes. ", "j\u{200B}a och å "] {
        let long = text.repeat(20);
        for view in [&Views::of(text).fold, &Views::of(&long).fold] {
            for (at, c) in view.text.char_indices() {
                let bytes = at..at + c.len_utf8();
                assert_eq!(view.bytes(&view.origin(bytes.clone())), bytes, "{c} at {at} of {}", view.text);
            }
        }
    }
}

#[test]
fn bytes_looked_for_eight_at_a_time_are_found_where_one_at_a_time_finds_them() {
    for before in 0..20 {
        for byte in 0..=u8::MAX {
            let (letters_first, signs_first) =
                ([vec![b'q'; before], vec![byte; 3]].concat(), [vec![b'/'; before], vec![byte; 3]].concat());
            let one_by_one = letters_first.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            assert_eq!(letters(&letters_first), one_by_one, "{byte:#x} after {before}");
            assert_eq!(
                first_digit(&signs_first),
                signs_first.iter().position(u8::is_ascii_digit),
                "{byte:#x} after {before}"
            );
        }
    }
}

#[test]
fn the_first_look_tells_the_rows_that_a_second_would() {
    for text in [
        "Åk till Årsta 14.30! café-menyn, 3:e (två)",
        "ÖÅÄ blåöga\u{A0}æ–ø 🔥12kr",
        "",
        " ",
        "slut på å",
        "j\u{200B}ävla tåg \u{FEFF}👍",
        "hej\u{A0}ni alla glada\u{A0}12 på torget, 34",
    ] {
        let views = Views::of(text);
        assert_eq!(views.rows.as_deref(), Some(Row::all(&views.fold.text).as_slice()), "{text}");
    }
    // Sixty-four bytes are told at a time: words, and what stands after them, lie across the ends of these.
    for length in 0..200 {
        let word = |letters: usize| "ab".repeat(letters.div_ceil(2)).split_off(letters % 2);
        let text = format!("{}ö, på. {} å en stor ö! ja", word(length), word(length / 2));
        assert_eq!(Views::of(&text).rows.as_deref(), Some(Row::all(&text).as_slice()), "{text}");
    }
    assert_eq!(Views::of("ｊａ").rows, None, "what is no plain letter is not told at the first look");
}

#[test]
fn letters_held_down_are_seen_wherever_they_stand() {
    for text in ["neeej", "NEEEj", "åååh", "hÅÅåh", "aáa", "veckan är slutttt", "nananana"] {
        let held = Views::of(text).squeeze.is_some();
        assert_eq!(held, text != "nananana", "{text}");
    }
}

#[test]
fn plain_swedish_is_seen_once_and_in_lower_case() {
    assert_eq!(seen("Vad ÄR klockan i Ås?"), ["vad är klockan i ås?"]);
}

#[test]
fn what_cannot_be_seen_is_dropped_but_dots_and_rings_stay() {
    assert_eq!(seen("i\u{200B}d\u{AD}i\u{2060}o\u{FE0F}t"), ["idiot"]);
    assert_eq!(seen("ja\u{308}vel p\u{336}a\u{30A}"), ["jävel på"]);
    assert_eq!(seen("ｊäｖｅｌ 𝐢𝐝𝐢𝐨𝐭 ⓘⓓⓘⓞⓣ"), ["jävel idiot idiot"]);
}

#[test]
fn look_alikes_are_latin_only_among_latin_letters() {
    assert_eq!(seen("іdіоt"), ["idiot"], "Cyrillic і and о beside Latin d and t");
    assert_eq!(seen("Де вода?"), ["де вода?"], "a Ukrainian post stays Ukrainian");
}

#[test]
fn signs_are_read_as_letters_only_beside_letters() {
    assert_eq!(seen("j4vl4 1d10t 1234")[1], "javla idiot 1234");
    let views = Views::known_by("he1vete", &|word| word == "helvete", &|_| false);
    assert_eq!(views.squeeze.unwrap().text, "helvete", "1 is read as l where only that makes a word");
    assert!(
        Views::known_by("he1vete", &|_| false, &|_| false).squeeze.is_none(),
        "and no view is made of what nobody knows"
    );
    assert_eq!(seen("Klockan 14.30"), ["klockan 14.30"]);
}

#[test]
fn letters_held_down_are_let_go() {
    assert_eq!(seen("jäääävlaaaar")[1], "jävlar");
}

#[test]
fn letters_set_apart_are_joined_but_never_words() {
    assert!(seen("din i d i o t där").contains(&"din idiot där".to_owned()));
    assert!(seen("d.u.m är han").contains(&"dum är han".to_owned()));
    assert!(seen("en hor.a").contains(&"en hora".to_owned()));
    assert_eq!(seen("jag var i Ö en dag").len(), 1);
}

#[test]
fn pieces_between_dashes_are_a_word_and_a_word_of_one_letter_is_its_own_where_that_is_known() {
    let joined = |text: &str| {
        let known = |word: &str| ["idiot", "tok"].contains(&word);
        Views::known_by(text, &known, &known).joined.map(|view| view.text.into_owned())
    };
    assert_eq!(joined("din i-di-ot där").as_deref(), Some("din idiot där"));
    assert_eq!(joined("kors-och-tvärs i huset"), None, "these are words");
    assert_eq!(joined("en-idiot-till"), None, "and so is this");
    assert_eq!(joined("en t o k i huset").as_deref(), Some("en tok i huset"));
    assert_eq!(joined("en i d i o t").as_deref(), Some("en idiot"));
    assert_eq!(joined("i t o k ö å").as_deref(), Some("i tok ö å"), "before a row as after it");
}

#[test]
fn numbers_are_read_however_they_are_written() {
    let read = |text: &str| digits(&Views::of(text).raw, true).text.into_owned();
    assert_eq!(read("０７０-１７４"), "070-174");
    assert_eq!(read("٠٧٠"), "070");
    assert_eq!(read("o7O-l74"), "070-174");
    assert_eq!(read("O7O l74 O6 73"), "070 174 06 73", "one digit will do beside more of the number");
    assert_eq!(read("rum O6 till höger"), "rum O6 till höger");
    assert_eq!(read("ring noll sju noll ett sju fyra nu"), "ring 070174 nu");
    assert_eq!(read("åttio nio noll sex femton"), "890615");
    assert_eq!(read("en och två och tre"), "en och två och tre", "a few numbers in speech are left alone");
}

#[test]
fn the_way_back_leads_to_the_original() {
    let text = "Å, k\u{200B}l\u{200B}å\u{200B}p\u{200B}are!";
    let views = Views::of(text);
    assert_eq!(origin_of(text, &views.fold, "klåpare"), "k\u{200B}l\u{200B}å\u{200B}p\u{200B}are");
    let text = "så jäääävla dumt";
    let views = Views::of(text);
    assert_eq!(origin_of(text, views.squeeze.as_ref().unwrap(), "jävla"), "jäääävla");
    let text = "du är en i.d.i.o.t ju";
    let views = Views::of(text);
    assert_eq!(origin_of(text, views.joined.as_ref().unwrap(), "idiot"), "i.d.i.o.t");
}

#[test]
fn long_texts_and_piles_of_marks_take_linear_time() {
    let marks: String = std::iter::once('a').chain(std::iter::repeat_n('\u{308}', 10_000)).collect();
    assert_eq!(Views::of(&marks).fold.text, "ä");
    let long = "Vi åker till Ö. ".repeat(60_000);
    let views = Views::of(&long);
    let end = views.fold.text.len();
    assert_eq!(views.fold.origin(end - 1..end).end as usize, long.chars().count());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn folding_is_idempotent(text in "\\PC{0,60}") {
        let once = fold_str(&text);
        prop_assert_eq!(fold_str(&once), once);
    }

    #[test]
    fn the_quick_first_look_sees_what_the_slow_one_sees(
        words in prop::collection::vec("[a-zåäöÅ]{1,12}[.,!?]?|[a-zö]{1,3}[0-9@*.$-][a-zå]{0,3}|[0-9]{2,4}|[(a]{1,2}|ååå|é|ni\u{A0}två", 0..40)
    ) {
        let text = words.join(" ");
        let told = |views: &Views<'_>| {
            (views.squeeze.is_some(), views.joined.is_some(), views.nodia, views.digits, views.masked, views.at)
        };
        // Wide letters are beyond the quick look, and hide nothing; nothing before them can be joined to them.
        let slowly = format!("ｊａ {text}");
        let (quick, slow) = (Views::of(&text), Views::of(&slowly));
        prop_assert!(quick.rows.is_some() && slow.rows.is_none());
        prop_assert_eq!(told(&quick), told(&slow));
        let rows = Row::all(&quick.fold.text);
        prop_assert_eq!(quick.rows.as_deref(), Some(rows.as_slice()));
    }

    #[test]
    fn every_way_back_stays_inside_the_original_and_in_order(text in "[a-zåäöÅ14$!.* \u{200B}\u{308}éЖо😀\n]{0,60}") {
        let count = u32::try_from(text.chars().count()).unwrap();
        let views = Views::of(&text);
        let number_view = digits(&views.raw, true);
        for view in views.of_words().chain([&views.raw, &number_view]) {
            let mut last = 0;
            for (byte, c) in view.text.char_indices() {
                let origin = view.origin(byte..byte + c.len_utf8());
                prop_assert!(origin.start < origin.end && origin.end <= count);
                prop_assert!(origin.start >= last, "the order of the original is kept");
                last = origin.start;
            }
        }
    }
}
