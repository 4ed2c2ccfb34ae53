//! What any values do on paper.

use super::*;
use crate::words::{RegistrationNumber, RevisionNo};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn sample(words: &str) -> EvidencePaper {
    EvidencePaper {
        number: "B 2026/42".into(),
        municipality: "Lillviks kommun".into(),
        account: "Lillviks kommun".into(),
        platform: "Facebook".into(),
        kind: "Kommentar".into(),
        openly_visible: true,
        address: Some("https://www.facebook.com/lillvik/posts/1?comment_id=2".into()),
        author: "Bengt Åström".into(),
        author_handle: None,
        posted: Some(at("2026-11-21T18:04:11Z")),
        first_seen: at("2026-11-21T18:10:00Z"),
        fetched: at("2026-11-21T18:10:02Z"),
        revision: RevisionNo::FIRST,
        words: words.into(),
        earlier: vec![],
        thread: vec![],
        flags: vec![],
        missing: Vec::new(),
        seal: Seal {
            sealed: at("2026-11-21T19:00:00Z"),
            by: "Maja Lind, kontaktcenter".into(),
            manifest: Digest::of(b"manifest"),
            previous: None,
            key: "ed25519 7f3a".into(),
            time_stamp: None,
            made_from: "plattformens data".into(),
        },
        confidentiality: None,
    }
}

fn raw(bytes: &[u8]) -> Enclosed {
    Enclosed {
        file_name: "raw.json".into(),
        media_type: "application/json".into(),
        description: "Plattformens svar, oförändrat".into(),
        bytes: bytes.to_vec(),
        relationship: Relationship::Source,
    }
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let files = [raw(b"{}")];
    let first = evidence(&sample("Räksmörgås"), &files).unwrap().into_pdf();
    // Another paper between the two must leave no trace.
    evidence(&sample("Något annat"), &files).unwrap();
    assert_eq!(evidence(&sample("Räksmörgås"), &files).unwrap().into_pdf(), first);
}

#[test]
fn whatever_a_citizen_writes_becomes_a_paper() {
    for words in [
        "",
        " ",
        "#panic(\"hej\") $ x^2 $ *fet* _kursiv_ `rå` = Rubrik @etikett <etikett> \\ // kommentar /* #eval(\"1\") */",
        "#import \"../../../etc/passwd\": * #read(\"/etc/passwd\") ../../..",
        "\u{0}\u{1}\u{7f}\u{feff}\u{fffe}\u{ffff}\u{202e}baklänges\u{202c}",
        "سلام، این یک متن است 123 (پرانتز)",
        "שלום עולם. ሰላም ለዓለም። ܫܠܡܐ",
        "😀 👩‍👩‍👧‍👦 🇸🇪 👍🏿 ❤️",
        "中文 日本語 한국어 हिन्दी ไทย \u{e000}\u{10ffff}",
        &"e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}".repeat(50),
        &"x".repeat(10_000),
        &"\n".repeat(3_000),
    ] {
        let pdf =
            evidence(&sample(words), &[]).unwrap_or_else(|error| panic!("{words:?}: {}", error.chain())).into_pdf();
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.pages > 0);
    }
}

#[test]
fn five_megabytes_stop_at_a_sensible_length() {
    let pdf = evidence(&sample(&"Ord på ord. ".repeat(420_000)), &[]).unwrap().into_pdf();
    assert!(pdf.pages < 20, "{} pages", pdf.pages);
    assert!(pdf.bytes.len() < 2_000_000, "{} bytes", pdf.bytes.len());
}

#[test]
fn hostile_names_and_pictures_do_no_harm() {
    let file = |file_name: &str, media_type: &str, bytes: &[u8]| Enclosed {
        file_name: file_name.into(),
        media_type: media_type.into(),
        description: "#bild \u{202e}\u{0}".into(),
        bytes: bytes.to_vec(),
        relationship: Relationship::Supplement,
    };
    let files = [
        file("../../a.png", "image/png", b"\x89PNG\r\n\x1a\nbroken"),
        file("a.png", "image/jpeg", b"\xff\xd8\xff\xe0"),
        file("A.PNG", "image/svg+xml", b"<svg onload='x'/>"),
        file("", "nonsense", b""),
        file("CON", "image/gif", b"GIF89a"),
    ];
    assert!(evidence(&sample("x"), &files).is_ok());
}

#[test]
fn a_fault_never_quotes_the_words() {
    let paper = sample("hemligt ord");
    let error = press::print(
        &press::Job { template: "evidence.typ", ident: "x".into(), at: paper.seal.sealed, files: &[] },
        |_| serde_json::json!({ "number": "hemligt ord" }),
    );
    let chain = error.err().unwrap().chain();
    assert!(chain.contains("evidence.typ line") && !chain.contains("hemligt"), "{chain}");
}

#[test]
fn there_is_a_picture_of_each_page() {
    let paper = evidence(&sample(&"rad\n".repeat(100)), &[]).unwrap();
    let pictures = paper.pictures().unwrap();
    assert_eq!(pictures.len(), usize::try_from(paper.pdf().pages).unwrap());
    assert!(pictures.len() > 1 && pictures.iter().all(|picture| picture.starts_with(b"\x89PNG")));
    assert_eq!(paper.picture(0).unwrap().as_ref(), pictures.first());
    assert_eq!(paper.picture(99).unwrap(), None);
}

#[test]
fn a_data_sheet_with_and_without_everything() {
    let mut sheet = ForwardPaper {
        municipality: "Lillviks kommun".into(),
        department: "Samhällsbyggnadsförvaltningen".into(),
        to: "Registrator, samhallsbyggnad@lillvik.se".into(),
        from: "Maja Lind, kontaktcenter".into(),
        sent: at("2026-11-21T19:05:00Z"),
        evidence_number: "B 2026/42".into(),
        received: at("2026-11-21T18:10:00Z"),
        registration_number: None,
        belongs_to: None,
        sender: "Privatperson via Facebook".into(),
        concerns: "Kritik mot snöröjningen".into(),
        worded_for_the_public: true,
        asked: "Registrera och meddela diarienumret.".into(),
        note: None,
        register_by: at("2026-11-23T15:30:00Z"),
        account: "Lillviks kommun".into(),
        platform: "Facebook".into(),
        personal_file: false,
        confidentiality: None,
    };
    assert_eq!(forward(&sheet, &[raw(b"{}")]).unwrap().pdf().pages, 1);
    sheet.registration_number = RegistrationNumber::parse("SBN 2026/77").ok();
    sheet.belongs_to = RegistrationNumber::parse("SBN 2025/12").ok();
    sheet.note = Some("#note".into());
    sheet.personal_file = true;
    sheet.confidentiality = Some(ConfidentialityMark {
        section: "26 kap. 1 § OSL".into(),
        marked: at("2026-11-21T19:00:00Z"),
        by: "Rune Berg".into(),
    });
    assert!(forward(&sheet, &[]).is_ok());
}
