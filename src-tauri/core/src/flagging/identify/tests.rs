use super::super::text::{Views, digits};
use super::*;

fn seen(text: &str) -> Vec<(Shape, String)> {
    let views = Views::of(text);
    let view = digits(&views.raw, true);
    numbers(&view, &mut Together::default())
        .into_iter()
        .map(|number| {
            let range = view.origin(number.bytes);
            let words = text.chars().skip(range.start as usize).take((range.end - range.start) as usize).collect();
            (number.shape, words)
        })
        .collect()
}

fn only(text: &str) -> Option<Shape> {
    let seen = seen(text);
    assert!(seen.len() <= 1, "{text}: {seen:?}");
    seen.first().map(|(shape, _)| *shape)
}

/// Nine digits with the check digit that makes them right.
fn with_check(nine: &str) -> String {
    (0..10).map(|digit| format!("{nine}{digit}")).find(|ten| check::luhn(ten)).unwrap()
}

#[test]
fn fl4_identity_numbers_in_every_spelling() {
    let ten = with_check("121212989");
    let (date, last) = ten.split_at(6);
    for (text, shape) in [
        (format!("{date}-{last}"), Shape::Personnummer),
        (format!("19{date}-{last}"), Shape::Personnummer),
        (format!("19{date}{last}"), Shape::Personnummer),
        (format!("{date}+{last}"), Shape::Personnummer),
        (format!("{date} {last}"), Shape::Personnummer),
        (format!("12.12.12-{last}"), Shape::Personnummer),
        (format!("12 12 12 {last}"), Shape::Personnummer),
        (format!("{date}–{last}"), Shape::Personnummer),
        (format!("har {ten} som nummer"), Shape::PersonnummerBare),
    ] {
        assert_eq!(only(&text), Some(shape), "{text}");
    }
    let said = "ett två ett två ett två nio åtta nio ".to_owned()
        + ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"]
            [usize::from(ten.as_bytes()[9] - b'0')];
    assert!(matches!(only(&said), Some(Shape::Personnummer | Shape::PersonnummerBare)), "{said}");
}

#[test]
fn fl4_a_wrong_date_or_check_digit_is_no_identity_number() {
    let right = with_check("121212989");
    for wrong in 0..10 {
        let text = format!("121212-989{wrong}");
        assert_eq!(only(&text) == Some(Shape::Personnummer), right.ends_with(&wrong.to_string()), "{text}");
    }
    let (date, last) = (with_check("010231989"), ());
    let () = last;
    assert_eq!(only(&format!("{}-{}", &date[..6], &date[6..])), None, "31 February");
    let leap = with_check("000229989");
    assert_eq!(only(&format!("20{}-{}", &leap[..6], &leap[6..])), Some(Shape::Personnummer), "2000 was a leap year");
    assert_eq!(only(&format!("19{}-{}", &leap[..6], &leap[6..])), None, "1900 was none");
}

#[test]
fn fl4_coordination_numbers_have_sixty_added_to_the_day() {
    let ten = with_check("701063989");
    assert_eq!(only(&format!("{}-{}", &ten[..6], &ten[6..])), Some(Shape::Samordningsnummer));
    let ten = with_check("701092989");
    assert_eq!(only(&format!("{}-{}", &ten[..6], &ten[6..])), None, "day 32");
}

#[test]
fn fl5_telephones_by_the_swedish_plan_and_abroad() {
    for text in [
        "070-174 06 55",
        "0701740655",
        "+46 70 174 06 55",
        "0046701740655",
        "+46(0)70-174 06 55",
        "08-465 004 11",
        "0980-319 211",
        "+358 40 123 4567",
        "070.174.06.55",
    ] {
        assert_eq!(only(text), Some(Shape::Phone), "{text}");
    }
    for text in [
        "0800–1700",
        "06.04, 06.34, 07.04",
        "05.50 06.20 06.50 07.20 07.50 08.20",
        "08:00-16:30",
        "08-12",
        "112",
        "1177",
        "kl 08.00-16.30",
        "2026-11-22",
        "114 14",
        "3-2",
        "10 000 000",
    ] {
        assert_eq!(only(text), None, "{text}");
    }
    assert_eq!(seen("Ring +46 70 174 06 55 nu")[0].1, "+46 70 174 06 55");
}

#[test]
fn fl5_cards_need_an_issuer_and_a_check_digit() {
    assert_eq!(only("4111 1111 1111 1111"), Some(Shape::Card));
    assert_eq!(only("378282246310005"), Some(Shape::Card));
    assert_eq!(only("4111 1111 1111 1112"), None);
    assert!(!check::card("9999999999999995"), "no issuer begins with 9999");
}

#[test]
fn fl5_accounts_need_a_clearing_number_that_a_bank_holds_or_a_word_of_banks() {
    assert_eq!(only("5012 123 45 67"), Some(Shape::Account));
    assert_eq!(only("50121234567"), Some(Shape::AccountBare));
    assert_eq!(only("2150 123 4567"), Some(Shape::AccountBare), "nobody holds 2150: only beside a word of banks");
    assert_eq!(only("1050 123 4567"), None, "no clearing number is so low");
    assert_eq!(only("21501234567"), None, "and a row of eleven digits is not enough");
    assert!(check::iban("SE45 5000 0000 0583 9825 7466") && !check::iban("SE45 5000 0000 0583 9825 7467"));
    assert!(check::iban("NO93 8601 1117 947") && check::iban("DE89 3704 0044 0532 0130 00"));
    assert!(!check::iban("NO54 0860 1111 7947 0000"), "a Norwegian one has fifteen signs, whatever its remainder");
}

#[test]
fn fl5_plates_and_references_have_their_traps() {
    assert!(check::plate("XYZ 001") && !check::plate("XYZ 000"), "no plate has the number 000");
    assert!(check::reference("KS 2026/77") && !check::reference("BUN 3021/9"));
    assert!(check::reserve("19850312-T123") && !check::reserve("19851312-T123"));
}
