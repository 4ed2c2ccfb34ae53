//! Papers as others read them: qpdf and poppler, who know nothing of us.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};
use uppsikt_core::{
    paper::{
        ConfidentialityMark, EarlierWording, Enclosed, EvidencePaper, FlagLine, ForwardPaper, MissingFile, Paper, Pdf,
        Relationship, Seal, ThreadPost, evidence, forward,
    },
    words::{Digest, RegistrationNumber, RevisionNo, Timestamp},
};

const WORDS: &str = "Det är fjärde gången i höst som gångvägen vid Lillviksskolan inte är sandad. I morse halkade min \
    mamma på Åsbacken och slog upp armen. Ni har fått både mejl och samtal utan att svara. Hur svårt kan det vara?\n\n\
    #text(red)[Skärp er] $ \\eval{} ../../etc *nu*! 😡\nBilden är tagen 07.40 i dag.";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn picture() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/demo/ishalka.png")).unwrap()
}

fn files() -> Vec<Enclosed> {
    let file = |file_name: &str, media_type: &str, description: &str, bytes: Vec<u8>, relationship| Enclosed {
        file_name: file_name.into(),
        media_type: media_type.into(),
        description: description.into(),
        bytes,
        relationship,
    };
    vec![
        file("inlagg.txt", "text/plain", "Inläggets ord", WORDS.into(), Relationship::Alternative),
        file(
            "svar.json",
            "application/json",
            "Plattformens svar, oförändrat",
            b"{\"id\":\"1_2\"}".to_vec(),
            Relationship::Source,
        ),
        file("trad.json", "application/json", "Tråden som inlägget står i", b"[]".to_vec(), Relationship::Data),
        file("ishalka.png", "image/png", "Bild som hörde till inlägget", picture(), Relationship::Supplement),
    ]
}

/// An evidence copy with everything on it.
fn copy() -> EvidencePaper {
    EvidencePaper {
        number: "B 2026/42".into(),
        municipality: "Lillviks kommun".into(),
        account: "Lillviks kommun".into(),
        platform: "Facebook".into(),
        kind: "Kommentar".into(),
        openly_visible: true,
        address: Some("https://www.facebook.com/lillvikskommun/posts/pfbid02abcDEF?comment_id=789012345678901".into()),
        author: "Birgitta Sundström".into(),
        author_handle: Some("birgitta.sundstrom.5".into()),
        posted: Some(at("2026-11-19T06:52:13Z")),
        first_seen: at("2026-11-19T06:55:00Z"),
        fetched: at("2026-11-19T09:10:02Z"),
        revision: RevisionNo(2),
        words: WORDS.into(),
        earlier: vec![EarlierWording {
            revision: RevisionNo::FIRST,
            seen: at("2026-11-19T06:55:00Z"),
            words: "Det är fjärde gången i höst som gångvägen vid Lillviksskolan inte är sandad.".into(),
        }],
        thread: vec![
            ThreadPost {
                author: "Lillviks kommun".into(),
                posted: Some(at("2026-11-18T14:00:00Z")),
                place: "Inlägget som kommenteras".into(),
                words: Some("I natt väntas blixthalka. Vi sandar gång- och cykelvägar från klockan fyra.".into()),
            },
            ThreadPost {
                author: "Jonas Ek".into(),
                posted: None,
                place: "Tidigare i tråden".into(),
                words: Some("Tack för att ni säger till i tid!".into()),
            },
        ],
        flags: vec![
            FlagLine {
                name: "Saklig kritik".into(),
                words: "inte är sandad".into(),
                why: "Synpunkt på kommunens service. Kritik är aldrig en grund för borttagning.".into(),
                rule: "sv.route.kritik.underhall, ordlista 2026-11-22".into(),
            },
            FlagLine {
                name: "Hälsa".into(),
                words: "min mamma på Åsbacken och slog upp armen".into(),
                why: "Uppgift om en närståendes skada. 25 kap. 1 § OSL.".into(),
                rule: "sv.conf.kin_injury, ordlista 2026-11-22".into(),
            },
        ],
        missing: vec![MissingFile {
            name: "bilaga-2.png".into(),
            since: at("2026-11-19T08:00:00Z"),
            answer: "404".into(),
        }],
        seal: Seal {
            sealed: at("2026-11-19T09:12:30Z"),
            by: "Maja Lind, kontaktcenter".into(),
            manifest: Digest::of(b"manifest"),
            previous: Some(Digest::of(b"previous")),
            key: "7f3a91c04be2d658".into(),
            time_stamp: None,
            made_from: "plattformens egna uppgifter".into(),
        },
        confidentiality: None,
    }
}

fn sheet() -> ForwardPaper {
    ForwardPaper {
        municipality: "Lillviks kommun".into(),
        department: "Samhällsbyggnadsförvaltningen".into(),
        to: "Registrator, samhallsbyggnad@lillvik.se".into(),
        from: "Maja Lind, kontaktcenter".into(),
        sent: at("2026-11-19T09:15:00Z"),
        evidence_number: "B 2026/42".into(),
        received: at("2026-11-19T06:55:00Z"),
        registration_number: None,
        belongs_to: RegistrationNumber::parse("SBN 2026/512").ok(),
        sender: "Privatperson, via kommunens sida på Facebook".into(),
        concerns: "Kritik mot halkbekämpningen på gångvägen vid Lillviksskolan, med uppgift om en skada".into(),
        worded_for_the_public: true,
        asked: "Registrera handlingen och meddela diarienumret till kontaktcenter, så att avsändaren kan få veta var \
            ärendet följs."
            .into(),
        note: Some(
            "Avsändaren väntar på svar. Kontaktcenter har svarat i tråden att synpunkten har gått vidare.".into(),
        ),
        register_by: at("2026-11-20T15:30:00Z"),
        account: "Lillviks kommun".into(),
        platform: "Facebook".into(),
        personal_file: false,
        confidentiality: Some(ConfidentialityMark {
            section: "25 kap. 1 § offentlighets- och sekretesslagen".into(),
            marked: at("2026-11-19T09:14:00Z"),
            by: "Maja Lind".into(),
        }),
    }
}

/// A paper in a folder of its own, which goes when the test ends.
struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str, paper: &Paper) -> OnDisk {
        OnDisk::of(name, paper.pdf())
    }

    fn of(name: &str, pdf: &Pdf) -> OnDisk {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("uppsikt-papers-{}-{count}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("paper.pdf"), &pdf.bytes).unwrap();
        OnDisk(folder)
    }

    fn read_by(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap_or_else(|cause| panic!("{program} is needed to prove the papers: {cause}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    fn text(&self) -> String {
        self.read_by("pdftotext", &["-layout", "paper.pdf", "-"])
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a reader finds written in a paper, once it has been proved sound.
pub(crate) fn text_of(pdf: &Pdf) -> String {
    let paper = OnDisk::of("text", pdf);
    assert!(paper.read_by("qpdf", &["--check", "paper.pdf"]).contains("No syntax or stream encoding errors found"));
    assert!(paper.read_by("pdfinfo", &["-meta", "paper.pdf"]).contains("<pdfaid:part>3</pdfaid:part>"));
    paper.text()
}

fn both() -> [OnDisk; 2] {
    [
        OnDisk::new("evidence", &evidence(&copy(), &files()).unwrap()),
        OnDisk::new("forward", &forward(&sheet(), &files()).unwrap()),
    ]
}

#[test]
fn papers_are_sound_pdf_a_3a_in_swedish() {
    for paper in both() {
        assert!(paper.read_by("qpdf", &["--check", "paper.pdf"]).contains("No syntax or stream encoding errors found"));
        let metadata = paper.read_by("pdfinfo", &["-meta", "paper.pdf"]);
        assert!(metadata.contains("<pdfaid:part>3</pdfaid:part>"), "{metadata}");
        assert!(metadata.contains("<pdfaid:conformance>A</pdfaid:conformance>"), "{metadata}");
        let information = paper.read_by("pdfinfo", &["paper.pdf"]);
        assert!(information.contains("Tagged:          yes"), "{information}");
        assert!(information.contains("JavaScript:      no"), "{information}");
        assert!(information.contains("Encrypted:       no"), "{information}");
        assert!(information.contains("A4"), "{information}");
        let objects = paper.read_by("qpdf", &["--json", "paper.pdf"]);
        assert!(objects.contains("\"/Lang\": \"u:sv-SE\""), "the language is Swedish");
        for needed in ["/OutputIntents", "/StructTreeRoot", "/MarkInfo", "/AF"] {
            assert!(objects.contains(needed), "{needed}");
        }
    }
}

#[test]
fn every_typeface_is_inside_the_paper() {
    for paper in both() {
        let listed = paper.read_by("pdffonts", &["paper.pdf"]);
        let typefaces: Vec<_> = listed.lines().skip(2).collect();
        assert!(typefaces.len() >= 2, "{listed}");
        for typeface in typefaces {
            // … emb sub uni object ID
            let columns: Vec<_> = typeface.split_whitespace().rev().collect();
            assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{typeface}");
        }
    }
}

#[test]
fn ev2_the_paper_holds_words_pictures_thread_wordings_and_the_originals_unchanged() {
    let paper = OnDisk::new("ev2", &evidence(&copy(), &files()).unwrap());
    let listed = paper.read_by("pdfdetach", &["-list", "paper.pdf"]);
    assert!(listed.starts_with("4 embedded files"), "{listed}");
    paper.read_by("pdfdetach", &["-saveall", "paper.pdf"]);
    for file in files() {
        assert_eq!(std::fs::read(paper.0.join(&file.file_name)).unwrap(), file.bytes, "{}", file.file_name);
    }
    let pictures = paper.read_by("pdfimages", &["-list", "paper.pdf"]);
    assert!(pictures.lines().count() > 2, "the picture is shown: {pictures}");
    let text = paper.text();
    for part in [
        "gångvägen vid Lillviksskolan inte är sandad",
        "#text(red)[Skärp er] $ \\eval{} ../../etc *nu*! 😡",
        "I natt väntas blixthalka",
        "Tack för att ni säger till i tid!",
        "Birgitta Sundström (birgitta.sundstrom.5)",
        "19 november 2026 kl. 07.52.13 (UTC+1)",
        "19 november 2026 kl. 07.55.00 (UTC+1)",
        "Sida 1 av ",
    ] {
        assert!(text.contains(part), "{part} is missing from\n{text}");
    }
}

#[test]
fn ev3_the_paper_lists_the_sha_256_of_each_file_and_of_the_evidence_before_it() {
    let text = OnDisk::new("ev3", &evidence(&copy(), &files()).unwrap()).text();
    for file in files() {
        assert!(
            text.contains(&file.file_name) && text.contains(&file.digest().to_string()),
            "{}\n{text}",
            file.file_name
        );
    }
    assert!(text.contains(&copy().seal.manifest.to_string()));
    assert!(text.contains(&Digest::of(b"previous").to_string()));
}

#[test]
fn di4_the_data_sheet_has_the_four_fields_and_a_public_wording() {
    let text = OnDisk::new("di4", &forward(&sheet(), &files()).unwrap()).text();
    for part in [
        "Datum då handlingen kom in",
        "19 november 2026 kl. 07.55",
        "Diarienummer eller annan beteckning",
        "Från vem den kom",
        "Privatperson, via kommunens sida på Facebook",
        "Vad den rör i korthet",
        "Kritik mot halkbekämpningen",
        "SEKRETESS",
        "25 kap. 1 § offentlighets- och sekretesslagen",
        "SBN 2026/512",
    ] {
        assert!(text.contains(part), "{part} is missing from\n{text}");
    }
    assert!(!text.contains("Birgitta"), "the sender is worded for the public");
}

#[test]
fn a_matter_for_a_personal_file_says_that_it_is_not_for_the_diary() {
    let sheet = ForwardPaper { personal_file: true, ..sheet() };
    let text = OnDisk::new("personal-file", &forward(&sheet, &[]).unwrap()).text();
    assert!(text.contains("ska inte diarieföras"), "{text}");
}

#[test]
fn words_in_other_scripts_are_text_that_can_be_searched() {
    for words in ["Где мой автобус?", "Ποιος φταίει;", "ሰላም ለዓለም", "Şeker çok güzel", "Żółw i łódź"]
    {
        let paper =
            OnDisk::new("scripts", &evidence(&EvidencePaper { words: words.into(), ..copy() }, &files()).unwrap());
        assert!(paper.text().contains(words), "{words}\n{}", paper.text());
    }
    let arabic = EvidencePaper { words: "أين الحافلة؟".into(), ..copy() };
    let paper = OnDisk::new("arabic", &evidence(&arabic, &files()).unwrap());
    assert!(paper.read_by("pdftotext", &["-raw", "paper.pdf", "-"]).contains("الحافلة"));
}

/// For looking at: `UPPSIKT_PAPERS=folder cargo test -p uppsikt-tests --test flows papers::samples -- --ignored`
#[test]
#[ignore = "writes samples to look at"]
fn samples() {
    let folder = PathBuf::from(std::env::var_os("UPPSIKT_PAPERS").expect("UPPSIKT_PAPERS names a folder"));
    let write = |name: &str, paper: &Paper| {
        std::fs::write(folder.join(format!("{name}.pdf")), &paper.pdf().bytes).unwrap();
        for (at, picture) in paper.pictures().unwrap().into_iter().enumerate() {
            std::fs::write(folder.join(format!("{name}-{}.png", at + 1)), picture).unwrap();
        }
    };
    write("evidence", &evidence(&copy(), &files()).unwrap());
    write("forward", &forward(&sheet(), &files()).unwrap());
    let secret = EvidencePaper {
        confidentiality: sheet().confidentiality,
        words: format!(
            "أين الحافلة؟ {} \u{202e}baklänges\u{202c} 中文 👩‍👩‍👧 {}",
            "långt".repeat(60),
            "Ett ord till. ".repeat(2_000)
        ),
        openly_visible: false,
        earlier: vec![],
        thread: vec![],
        flags: vec![],
        ..copy()
    };
    write("hostile", &evidence(&secret, &files()[..3]).unwrap());
    write("personal-file", &forward(&ForwardPaper { personal_file: true, note: None, ..sheet() }, &[]).unwrap());
}
