//! From the contact centre to the diary, and the number back.
//!
//! A forward goes to the registrar of the affected department with sealed evidence, and comes back with a registration
//! number or with a question. Matters of social services and health go to the person's file, never to the diary (DI6).

use crate::{
    evidence::SealedEvidence,
    intake::Post,
    logbook::{Entry, Reader, Tx},
    policy::day_of,
    register::Department,
    store::Row,
    words::{
        ActorId, DepartmentId, EvidenceId, ForwardId, Moderator, PostId, Refusal, Registrar, RegistrationNumber,
        Result, Timestamp,
    },
};

/// An address that the register names as a department's registrar. It comes from the register only (DI3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrarAddress {
    department: DepartmentId,
    address: String,
    personal_file: bool,
}

impl RegistrarAddress {
    /// The registrar of a department.
    ///
    /// # Errors
    /// [`Refusal::RegistrarAddressMissing`] when the register names none.
    pub fn of(department: &Department) -> Result<RegistrarAddress, Refusal> {
        if department.registrar_address.trim().is_empty() {
            return Err(Refusal::RegistrarAddressMissing);
        }
        Ok(RegistrarAddress {
            department: department.id,
            address: department.registrar_address.clone(),
            personal_file: department.personal_file,
        })
    }
}

/// What goes to a registrar. It holds evidence, an address and what it concerns, or it does not exist.
#[derive(Debug)]
pub struct Forward {
    evidence: SealedEvidence,
    to: RegistrarAddress,
    concerns: String,
    confidential: bool,
    correspondent: String,
}

impl Forward {
    /// Puts together what goes to the registrar: `concerns` is in brief what it is about (OSL 5:2).
    ///
    /// # Errors
    /// [`Refusal::EvidenceOfAnotherPost`], [`Refusal::EvidenceOutdated`]; [`Refusal::FieldMissing`] without `concerns`.
    pub fn new(
        post: &Post,
        evidence: SealedEvidence,
        to: RegistrarAddress,
        concerns: &str,
        confidential: bool,
    ) -> Result<Forward, Refusal> {
        evidence.shows(post)?;
        let concerns = concerns.trim();
        if concerns.is_empty() {
            return Err(Refusal::FieldMissing("concerns".into()));
        }
        Ok(Forward {
            evidence,
            // That somebody has to do with social services or health care is itself confidential (DI6).
            confidential: confidential || to.personal_file,
            to,
            concerns: concerns.to_owned(),
            correspondent: post.author_name.clone(),
        })
    }
}

/// How far a forward has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ForwardState {
    /// With the registrar.
    Sent,
    /// Registered; the number is there.
    Registered,
    /// Back with a question.
    Returned,
}

impl ForwardState {
    fn word(self) -> &'static str {
        match self {
            ForwardState::Sent => "sent",
            ForwardState::Registered => "registered",
            ForwardState::Returned => "returned",
        }
    }

    fn from_word(word: &str) -> Option<ForwardState> {
        [ForwardState::Sent, ForwardState::Registered, ForwardState::Returned].into_iter().find(|s| s.word() == word)
    }
}

/// A forward as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Its id.
    pub id: ForwardId,
    /// The post.
    pub post: PostId,
    /// The evidence.
    pub evidence: EvidenceId,
    /// To which department.
    pub department: DepartmentId,
    /// Whether it goes to a person's file instead of the diary.
    pub personal_file: bool,
    /// Whether it holds confidential matter.
    pub confidential: bool,
    /// In brief what it is about.
    pub concerns: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// By whom.
    pub sent_by: ActorId,
    /// When it must be registered (DI5).
    pub register_by: Timestamp,
    /// How far it has come.
    pub state: ForwardState,
    /// The day it was received, `YYYY-MM-DD`.
    pub received_on: String,
    /// From whom, as the sender shows themselves.
    pub correspondent: String,
    /// How the diary words it for the public (RG5).
    pub public_line: String,
    /// The number, once there is one.
    pub number: Option<RegistrationNumber>,
    /// When it was registered.
    pub registered_at: Option<Timestamp>,
    /// By whom.
    pub registered_by: Option<ActorId>,
    /// The registrar's question; empty when there is none.
    pub question: String,
}

/// The four fields of OSL 5:2, and how the diary words the matter for the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryFields {
    /// Diarienummer.
    pub number: RegistrationNumber,
    /// The day it was received, `YYYY-MM-DD`.
    pub received_on: String,
    /// From whom; may be empty when that would disclose what is confidential.
    pub correspondent: String,
    /// In brief what it is about; may be worded for the public.
    pub concerns: String,
    /// The public line.
    pub public_line: String,
}

/// Proof that a matter stands in a diary or a file: what confidential matter needs before it may be removed (EV14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    post: PostId,
    number: RegistrationNumber,
}

impl Registered {
    /// The post that was registered.
    #[must_use]
    pub fn post(&self) -> PostId {
        self.post
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &RegistrationNumber {
        &self.number
    }
}

/// Sends a forward. `register_by` is when the diary must have it.
///
/// # Errors
/// A fault of the database.
pub fn send(
    tx: &mut Tx<'_>,
    by: Moderator<'_>,
    forward: &Forward,
    received_on: &str,
    register_by: Timestamp,
) -> Result<(ForwardId, Entry)> {
    let id: ForwardId = tx.new_id()?;
    let at = tx.at();
    let post = forward.evidence.post();
    tx.execute(
        "INSERT INTO forward (id, post_id, evidence_id, department_id, registrar_address, personal_file, confidential,
           concerns, sent_at, sent_by, register_by, state, received_on, correspondent, public_line, question)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'sent', $12, $13, $14, '')",
        &[
            id.into(),
            post.into(),
            forward.evidence.id().into(),
            forward.to.department.into(),
            forward.to.address.as_str().into(),
            forward.to.personal_file.into(),
            forward.confidential.into(),
            forward.concerns.as_str().into(),
            at.into(),
            by.id().into(),
            register_by.into(),
            received_on.into(),
            forward.correspondent.as_str().into(),
            if forward.confidential { "" } else { forward.concerns.as_str() }.into(),
        ],
    )?;
    let (department, evidence) = (forward.to.department, forward.evidence.id());
    Ok((id, Entry::Forwarded { post, forward: id, department, evidence }))
}

/// Registers a forward under a number (RG2).
///
/// # Errors
/// [`Refusal::AlreadyRegistered`]; [`Refusal::FieldMissing`] when one of the four fields is empty that may not be, or no day;
/// [`Refusal::TimeAhead`] for a day that has not come.
pub fn register(
    tx: &mut Tx<'_>,
    by: Registrar<'_>,
    id: ForwardId,
    fields: &DiaryFields,
) -> Result<(Registered, Entry)> {
    let known = forwarded(tx, id)?;
    if known.state == ForwardState::Registered {
        return Err(Refusal::AlreadyRegistered.into());
    }
    let fields = fields.checked(&known, tx.at())?;
    enter(tx, id, &fields)?;
    let at = tx.at();
    tx.execute(
        "UPDATE forward SET state = 'registered', registered_at = $2, registered_by = $3 WHERE id = $1",
        &[id.into(), at.into(), by.id().into()],
    )?;
    let registered = Registered { post: known.post, number: fields.number.clone() };
    Ok((registered, Entry::Registered { post: known.post, forward: id, number: fields.number }))
}

/// Corrects what a forward was registered as (RG2). When and by whom it was registered stays; that it was corrected
/// stands in the logbook. `None` when nothing differs.
///
/// # Errors
/// [`Refusal::Unknown`] when it is not registered; otherwise as [`register`].
pub fn correct(
    tx: &mut Tx<'_>,
    _by: Registrar<'_>,
    id: ForwardId,
    fields: &DiaryFields,
) -> Result<Option<(Registered, Entry)>> {
    let known = forwarded(tx, id)?;
    let was = known.number.clone().filter(|_| known.state == ForwardState::Registered).ok_or(Refusal::Unknown)?;
    let fields = fields.checked(&known, tx.at())?;
    let changed: Vec<String> = [
        ("number", fields.number != was),
        ("received_on", fields.received_on != known.received_on),
        ("correspondent", fields.correspondent != known.correspondent),
        ("concerns", fields.concerns != known.concerns),
        ("public_line", fields.public_line != known.public_line),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name.to_owned())
    .collect();
    if changed.is_empty() {
        return Ok(None);
    }
    if fields.number != was {
        tx.execute(
            "INSERT INTO former_number (forward_id, number) VALUES ($1, $2) ON CONFLICT (forward_id, number) DO NOTHING",
            &[id.into(), (&was).into()],
        )?;
    }
    enter(tx, id, &fields)?;
    let registered = Registered { post: known.post, number: fields.number.clone() };
    let entry = Entry::Corrected { post: known.post, forward: id, was, number: fields.number, changed };
    Ok(Some((registered, entry)))
}

impl DiaryFields {
    /// The fields as the diary takes them, for what was forwarded.
    fn checked(&self, of: &Forwarded, now: Timestamp) -> Result<DiaryFields, Refusal> {
        let received_on = chrono::NaiveDate::parse_from_str(&self.received_on, "%Y-%m-%d")
            .map_err(|_| Refusal::FieldMissing("received_on".into()))?;
        if received_on > day_of(now) {
            return Err(Refusal::TimeAhead);
        }
        // OSL 5:2 lets correspondent and subject be left out when they would disclose what is confidential, and only then.
        for (name, value) in [("correspondent", &self.correspondent), ("concerns", &self.concerns)] {
            if value.trim().is_empty() && !of.confidential {
                return Err(Refusal::FieldMissing(name.into()));
            }
        }
        let trimmed = |value: &str| value.trim().to_owned();
        Ok(DiaryFields {
            number: self.number.clone(),
            received_on: self.received_on.clone(),
            correspondent: trimmed(&self.correspondent),
            concerns: trimmed(&self.concerns),
            public_line: trimmed(&self.public_line),
        })
    }
}

/// Writes checked fields into the row.
fn enter(tx: &mut Tx<'_>, id: ForwardId, fields: &DiaryFields) -> Result<()> {
    tx.execute(
        "UPDATE forward SET number = $2, received_on = $3, correspondent = $4, concerns = $5, public_line = $6
         WHERE id = $1",
        &[
            id.into(),
            (&fields.number).into(),
            fields.received_on.as_str().into(),
            fields.correspondent.as_str().into(),
            fields.concerns.as_str().into(),
            fields.public_line.as_str().into(),
        ],
    )?;
    Ok(())
}

/// Sends a forward back with a question; the post opens again with whoever sent it (RG3).
///
/// # Errors
/// [`Refusal::AlreadyRegistered`]; [`Refusal::FieldMissing`] without a question.
pub fn send_back(tx: &mut Tx<'_>, by: Registrar<'_>, id: ForwardId, question: &str) -> Result<((), Entry)> {
    let known = forwarded(tx, id)?;
    if known.state == ForwardState::Registered {
        return Err(Refusal::AlreadyRegistered.into());
    }
    if question.trim().is_empty() {
        return Err(Refusal::FieldMissing("question".into()).into());
    }
    let at = tx.at();
    tx.execute(
        "UPDATE forward SET state = 'returned', question = $2, returned_at = $3, returned_by = $4 WHERE id = $1",
        &[id.into(), question.trim().into(), at.into(), by.id().into()],
    )?;
    tx.execute(
        "UPDATE post SET state = 'open', done_at = NULL, done_by = '', done_reason = '', assigned_person = $2
         WHERE id = $1 AND state IN ('done', 'open')",
        &[known.post.into(), known.sent_by.into()],
    )?;
    Ok(((), Entry::Returned { post: known.post, forward: id }))
}

/// Proof that a post has been registered, if it has.
///
/// # Errors
/// A fault of the database.
pub fn registered(reader: &Reader<'_>, post: PostId) -> Result<Option<Registered>> {
    let row = reader.first(
        "SELECT number FROM forward WHERE post_id = $1 AND state = 'registered' ORDER BY registered_at DESC LIMIT 1",
        &[post.into()],
    )?;
    row.map(|row| Ok(Registered { post, number: row.get(0)? })).transpose()
}

const FORWARD: &str = "SELECT id, post_id, evidence_id, department_id, personal_file, confidential, concerns, sent_at,
    sent_by, register_by, state, received_on, correspondent, public_line, number, registered_at, registered_by, question
    FROM forward";

/// One forward.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn forwarded(reader: &Reader<'_>, id: ForwardId) -> Result<Forwarded> {
    read(&reader.first(&format!("{FORWARD} WHERE id = $1"), &[id.into()])?.ok_or(Refusal::Unknown)?)
}

/// The forwards of a post, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn of_post(reader: &Reader<'_>, post: PostId) -> Result<Vec<Forwarded>> {
    reader
        .rows(&format!("{FORWARD} WHERE post_id = $1 ORDER BY sent_at, id"), &[post.into()])?
        .iter()
        .map(read)
        .collect()
}

/// The numbers under which the forwards of a post once stood, before they were corrected.
///
/// # Errors
/// A fault of the database.
pub fn former_numbers(reader: &Reader<'_>, post: PostId) -> Result<Vec<(ForwardId, RegistrationNumber)>> {
    reader
        .rows(
            "SELECT n.forward_id, n.number FROM former_number n JOIN forward f ON f.id = n.forward_id
             WHERE f.post_id = $1 ORDER BY n.forward_id, n.number",
            &[post.into()],
        )?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The forwards in a state, the most urgent first, or the newest first once registered; at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn in_state(reader: &Reader<'_>, state: ForwardState, limit: u32) -> Result<Vec<Forwarded>> {
    let order = match state {
        ForwardState::Registered => "registered_at DESC, id",
        ForwardState::Sent | ForwardState::Returned => "register_by, id",
    };
    let sql = format!("{FORWARD} WHERE state = $1 ORDER BY {order} LIMIT $2");
    reader.rows(&sql, &[state.word().into(), limit.into()])?.iter().map(read).collect()
}

/// How many forwards wait to be registered.
///
/// # Errors
/// A fault of the database.
pub fn waiting(reader: &Reader<'_>) -> Result<u32> {
    reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM forward WHERE state = 'sent'", &[])?.get(0)
}

fn read(row: &Row) -> Result<Forwarded> {
    Ok(Forwarded {
        id: row.get(0)?,
        post: row.get(1)?,
        evidence: row.get(2)?,
        department: row.get(3)?,
        personal_file: row.get(4)?,
        confidential: row.get(5)?,
        concerns: row.get(6)?,
        sent_at: row.get(7)?,
        sent_by: row.get(8)?,
        register_by: row.get(9)?,
        state: row.word(10, ForwardState::from_word)?,
        received_on: row.get(11)?,
        correspondent: row.get(12)?,
        public_line: row.get(13)?,
        number: row.get(14)?,
        registered_at: row.get(15)?,
        registered_by: row.get(16)?,
        question: row.get(17)?,
    })
}
