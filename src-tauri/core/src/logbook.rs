//! The logbook: the one door to the database. Reading asks for a [`Reader`], changing for a [`Tx`], and no change is
//! kept without an [`Entry`] beside it. The one exception is what the collector only observed ([`Logbook::observe`]): that
//! it looked and saw nothing new changes nothing for anybody, and has its own book.
//!
//! Entries form a hash chain: each holds the hash of the one before, so that nothing can be taken out or altered
//! afterwards without the rest telling. They hold ids, grounds and digests, never a citizen's words: disposal can
//! destroy the words, and the proof that they existed stays.

mod blob;
mod entry;

pub use entry::{Entry, Subject};

use crate::{
    store::{Dialect, Executor, Place, Row, Store, Value},
    words::{Actor, ActorId, Digest, Fault, Id, Result, Timestamp, id_number},
};
use std::{
    cell::RefCell,
    sync::atomic::{AtomicU64, Ordering},
};

/// Where ids get their chance from.
enum Chance {
    /// The operating system.
    Random,
    /// 1, 2, 3 …: the same ids in every run of a test.
    Counted(AtomicU64),
}

impl Chance {
    fn next(&self) -> Result<u128> {
        match self {
            Chance::Random => {
                let mut bytes = [0_u8; 16];
                getrandom::fill(&mut bytes).map_err(|cause| Fault::of("draw a random number", cause))?;
                Ok(u128::from_le_bytes(bytes))
            }
            Chance::Counted(count) => Ok(u128::from(count.fetch_add(1, Ordering::Relaxed))),
        }
    }
}

/// The only way to the database.
pub struct Logbook {
    store: Store,
    chance: Chance,
}

/// A consistent view; it cannot write.
pub struct Reader<'a> {
    executor: RefCell<&'a mut dyn Executor>,
}

/// A transaction; it reads too. All that is done in one happens at one instant.
pub struct Tx<'a> {
    reader: Reader<'a>,
    chance: &'a Chance,
    by: ActorId,
    at: Timestamp,
}

/// An entry as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorId,
    /// Which kind of entry: the snake_case name of the [`Entry`] variant.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// The entry itself, as JSON.
    pub entry: String,
    /// The hash of the entry before it; empty for the first.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

/// What came of reading the whole chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainCheck {
    /// How many entries were read.
    pub entries: i64,
    /// The first entry that does not fit the one before it, or the head when the last is missing.
    pub broken_at: Option<i64>,
}

const LOGGED: &str = "SELECT seq, at, actor, kind, subject, entry, prev, hash FROM logbook";

impl Logbook {
    /// Opens the database at `place`, bringing its schema up to date.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(place: Place) -> Result<Logbook> {
        Ok(Logbook { store: Store::open(place)?, chance: Chance::Random })
    }

    /// The same with ids that are counted from `first`, so that a test can name them beforehand.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_counted(place: Place, first: u64) -> Result<Logbook> {
        Ok(Logbook { store: Store::open(place)?, chance: Chance::Counted(AtomicU64::new(first)) })
    }

    /// The store behind the book, for looking after its files.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads one consistent state.
    ///
    /// # Errors
    /// Whatever `work` answers, or a fault of the database.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.store.read(|executor| work(&Reader { executor: RefCell::new(executor) }))
    }

    /// Runs `work` in one transaction. What it did is entered before the commit: either both stay, or neither.
    ///
    /// Writes follow each other: the head of the chain is taken first, so that the next writer sees all that this one
    /// did.
    ///
    /// # Errors
    /// Whatever `work` answers, or a fault of the database. Nothing has then changed.
    pub fn write<T>(
        &self,
        by: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<(T, Entry)>,
    ) -> Result<T> {
        self.transact(by, at, |tx| work(tx).map(|(value, entry)| (value, Some(entry))))
    }

    /// As [`Logbook::write`], for work that may find that there is nothing to do: `None` keeps nothing and enters
    /// nothing.
    ///
    /// # Errors
    /// As [`Logbook::write`].
    pub fn write_if<T>(
        &self,
        by: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Option<(T, Entry)>>,
    ) -> Result<Option<T>> {
        self.transact_if(by, at, |tx| Ok(work(tx)?.map(|(value, entry)| (value, Some(entry)))))
    }

    /// Keeps what the collector observed, in its own book: the turn and the cursor of an account, the row of a visit, and
    /// when each post was last seen. What changed nothing is not entered: that the collector looked is told by the
    /// coverage log, whose day is entered for each account once it is over ([`Entry::Watched`]). `None` keeps nothing at
    /// all. Nobody but the collector may observe; `tests/flows/order.rs` keeps that so.
    ///
    /// # Errors
    /// As [`Logbook::write`].
    pub fn observe<T>(
        &self,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Option<(T, Option<Entry>)>>,
    ) -> Result<Option<T>> {
        self.transact_if(&Actor::collector(), at, work)
    }

    fn transact_if<T>(
        &self,
        by: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Option<(T, Option<Entry>)>>,
    ) -> Result<Option<T>> {
        let nothing = std::cell::Cell::new(false);
        let answer = self.transact(by, at, |tx| match work(tx)? {
            Some(done) => Ok(done),
            None => {
                nothing.set(true);
                Err(Fault::of("change nothing", "there was nothing to change").into())
            }
        });
        if nothing.get() { Ok(None) } else { answer.map(Some) }
    }

    fn transact<T>(
        &self,
        by: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<(T, Option<Entry>)>,
    ) -> Result<T> {
        self.store.write(|executor| {
            let (seq, prev) = take_head(executor)?;
            let mut tx =
                Tx { reader: Reader { executor: RefCell::new(executor) }, chance: &self.chance, by: by.id(), at };
            let (value, entry) = work(&mut tx)?;
            if let Some(entry) = entry {
                tx.enter(seq + 1, prev, &entry)?;
            }
            Ok(value)
        })
    }

    /// The number of the newest entry; 0 in an empty book. A colleague or the collector may move it.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn head(&self) -> Result<i64> {
        self.read(|reader| reader.one("SELECT seq FROM logbook_head WHERE one = 1", &[])?.get(0))
    }

    /// Reads the whole chain and says where it breaks, if it does.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn verify(&self) -> Result<ChainCheck> {
        self.read(|reader| {
            let head = reader.one("SELECT seq, hash FROM logbook_head WHERE one = 1", &[])?;
            let (last, last_hash): (i64, String) = (head.get(0)?, head.get(1)?);
            let mut prev = String::new();
            let mut seq = 0;
            loop {
                let page = reader.tail(seq, 1000)?;
                if page.is_empty() {
                    let whole = seq == last && prev == last_hash;
                    return Ok(ChainCheck { entries: seq, broken_at: (!whole).then_some(seq + 1) });
                }
                for logged in page {
                    let fits = logged.seq == seq + 1 && logged.prev == prev && logged.hash == chained(&logged);
                    if !fits {
                        return Ok(ChainCheck { entries: seq, broken_at: Some(seq + 1) });
                    }
                    seq = logged.seq;
                    prev = logged.hash;
                }
            }
        })
    }
}

impl Reader<'_> {
    /// The rows of a query.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn rows(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        self.executor.borrow_mut().rows(sql, args)
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn first(&self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(sql, args)?.into_iter().next())
    }

    /// The only row of a query that always has one.
    ///
    /// # Errors
    /// A fault of the database, or when there is no row.
    pub fn one(&self, sql: &str, args: &[Value]) -> Result<Row> {
        self.first(sql, args)?.ok_or_else(|| Fault::of("read a row", "there is none").into())
    }

    /// Which database answers, for full-text search.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.executor.borrow().dialect()
    }

    /// At most `limit` entries after number `after`, oldest first.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn tail(&self, after: i64, limit: u32) -> Result<Vec<Logged>> {
        let sql = format!("{LOGGED} WHERE seq > $1 ORDER BY seq LIMIT $2");
        self.rows(&sql, &[after.into(), limit.into()])?.iter().map(logged).collect()
    }

    /// At most `limit` entries before number `before`, newest first: all, or those about one subject.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn entries(&self, subject: Option<&str>, before: i64, limit: u32) -> Result<Vec<Logged>> {
        let rows = match subject {
            Some(subject) => {
                let sql = format!("{LOGGED} WHERE subject = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3");
                self.rows(&sql, &[subject.into(), before.into(), limit.into()])?
            }
            None => {
                let sql = format!("{LOGGED} WHERE seq < $1 ORDER BY seq DESC LIMIT $2");
                self.rows(&sql, &[before.into(), limit.into()])?
            }
        };
        rows.iter().map(logged).collect()
    }
}

impl<'a> std::ops::Deref for Tx<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Tx<'_> {
    /// The instant at which all of this happens.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who does it.
    #[must_use]
    pub fn by(&self) -> ActorId {
        self.by
    }

    /// A new id, later in order than those made before.
    ///
    /// # Errors
    /// A fault when the operating system has no randomness.
    pub fn new_id<T: Id>(&self) -> Result<T> {
        Ok(T::from_number(id_number(self.at, self.chance.next()?)))
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        self.reader.executor.borrow_mut().execute(sql, args)
    }

    /// Takes what was filed of a post out of full-text search, before its new words are filed.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn forget_for_search(&mut self, post: crate::words::PostId) -> Result<()> {
        let mut executor = self.reader.executor.borrow_mut();
        crate::store::search::forget(&mut **executor, post)
    }

    /// Files the words of a post for full-text search.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn file_for_search(&mut self, post: crate::words::PostId, text: &str) -> Result<()> {
        let mut executor = self.reader.executor.borrow_mut();
        crate::store::search::file(&mut **executor, post, text)
    }

    fn enter(&mut self, seq: i64, prev: String, entry: &Entry) -> Result<()> {
        let json = serde_json::to_string(entry).map_err(|cause| Fault::of("write an entry", cause))?;
        let mut logged = Logged {
            seq,
            at: self.at,
            actor: self.by,
            kind: entry.kind(),
            subject: entry.subject().to_string(),
            entry: json,
            prev,
            hash: String::new(),
        };
        logged.hash = chained(&logged);
        self.execute(
            "INSERT INTO logbook (seq, at, actor, kind, subject, entry, prev, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                logged.seq.into(),
                logged.at.into(),
                logged.actor.into(),
                logged.kind.into(),
                logged.subject.into(),
                logged.entry.into(),
                logged.prev.into(),
                logged.hash.as_str().into(),
            ],
        )?;
        self.execute("UPDATE logbook_head SET seq = $1, hash = $2 WHERE one = 1", &[seq.into(), logged.hash.into()])?;
        Ok(())
    }
}

/// The newest entry's number and hash. Writing to the head, though nothing changes in it, makes the next writer wait.
fn take_head(executor: &mut dyn Executor) -> Result<(i64, String)> {
    let taken = executor.rows("UPDATE logbook_head SET seq = seq WHERE one = 1 RETURNING seq, hash", &[])?;
    let head = taken.first().ok_or_else(|| Fault::of("extend the logbook", "its head is missing"))?;
    Ok((head.get(0)?, head.get(1)?))
}

/// The hash of an entry: of every field with its length before it, so that no two entries spell the same bytes.
fn chained(logged: &Logged) -> String {
    let fields = [
        logged.prev.clone(),
        logged.seq.to_string(),
        logged.at.timestamp_millis().to_string(),
        logged.actor.to_string(),
        logged.kind.clone(),
        logged.subject.clone(),
        logged.entry.clone(),
    ];
    let bytes: Vec<u8> =
        fields.iter().flat_map(|field| [field.len().to_string().as_bytes(), b":", field.as_bytes()].concat()).collect();
    Digest::of(&bytes).to_string()
}

fn logged(row: &Row) -> Result<Logged> {
    Ok(Logged {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        kind: row.get(3)?,
        subject: row.get(4)?,
        entry: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
    })
}
