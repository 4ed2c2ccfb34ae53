//! Följeblad till registrator: the four fields of OSL 5:2, what is asked, and where the evidence lies.

use super::{
    ConfidentialityMark, Enclosed,
    evidence::{confidentiality, words},
    legible::one_line,
    press::{Attempt, Job, Paper, print},
    swedish,
};
use crate::words::{RegistrationNumber, Result, Timestamp};
use serde_json::{Value, json};

/// So much of what is asked and noted stands on the sheet.
const ASKED: usize = 4_000;

/// What stands on the data sheet to the registrar.
#[derive(Debug, Clone)]
pub struct ForwardPaper {
    /// The municipality.
    pub municipality: String,
    /// The department whose diary it concerns.
    pub department: String,
    /// The registrar's address.
    pub to: String,
    /// Who sends it, with their unit.
    pub from: String,
    /// When it is sent.
    pub sent: Timestamp,
    /// The number of the evidence.
    pub evidence_number: String,
    /// OSL 5:2, first: when the record was received.
    pub received: Timestamp,
    /// OSL 5:2, second: the registration number, once there is one.
    pub registration_number: Option<RegistrationNumber>,
    /// An earlier case that it belongs to.
    pub belongs_to: Option<RegistrationNumber>,
    /// OSL 5:2, third: whom it came from, in the wording that the public may read.
    pub sender: String,
    /// OSL 5:2, fourth: what it concerns in brief, in the wording that the public may read.
    pub concerns: String,
    /// Whether those two were worded for the public because the record itself is confidential.
    pub worded_for_the_public: bool,
    /// What the registrar is asked to do.
    pub asked: String,
    /// A note for the registrar.
    pub note: Option<String>,
    /// By when it must be registered.
    pub register_by: Timestamp,
    /// The account where it came in.
    pub account: String,
    /// The platform's name.
    pub platform: String,
    /// Whether it belongs in a personal file and not in the diary (DI6).
    pub personal_file: bool,
    /// Its confidentiality mark.
    pub confidentiality: Option<ConfidentialityMark>,
}

/// Sets the data sheet and encloses the files, above all the evidence copy.
///
/// # Errors
/// A fault when the paper can't be set; it never quotes the words.
pub fn forward(paper: &ForwardPaper, files: &[Enclosed]) -> Result<Paper> {
    let job = Job {
        template: "forward.typ",
        ident: format!("forward {} {}", paper.evidence_number, paper.sent.timestamp_millis()),
        at: paper.sent,
        files,
    };
    print(&job, |attempt| values(paper, attempt))
}

fn values(paper: &ForwardPaper, Attempt { script, .. }: Attempt) -> Value {
    let line = |text: &str| one_line(text, script);
    let number = |number: &Option<RegistrationNumber>| number.as_ref().map(|number| line(&number.to_string()));
    json!({
        "municipality": line(&paper.municipality),
        "department": line(&paper.department),
        "to": line(&paper.to),
        "from": line(&paper.from),
        "sent": swedish::moment(paper.sent),
        "number": line(&paper.evidence_number),
        "received": swedish::moment(paper.received),
        "registration-number": number(&paper.registration_number),
        "belongs-to": number(&paper.belongs_to),
        "sender": line(&paper.sender),
        "concerns": words(&paper.concerns, ASKED, script),
        "worded-for-the-public": paper.worded_for_the_public,
        "asked": words(&paper.asked, ASKED, script),
        "note": paper.note.as_ref().map(|note| words(note, ASKED, script)),
        "register-by": swedish::moment(paper.register_by),
        "account": line(&paper.account),
        "platform": line(&paper.platform),
        "personal-file": paper.personal_file,
        "confidentiality": paper.confidentiality.as_ref().map(|mark| confidentiality(mark, script)),
    })
}
