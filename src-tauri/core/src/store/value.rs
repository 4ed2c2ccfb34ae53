//! What goes into a statement and comes out of a row.

use crate::words::{Digest, Fault, RegistrationNumber, Result, RevisionNo, Timestamp};
use std::str::FromStr;

/// One cell. There are no floats and no booleans: neither means the same in both databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number, a truth value (0 or 1), or an instant in Unix milliseconds.
    Int(i64),
    /// Text, an id or a digest in hexadecimal digits.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

macro_rules! from {
    ($($kind:ty => $variant:ident($value:ident) $how:expr;)*) => {$(
        impl From<$kind> for Value {
            fn from($value: $kind) -> Value {
                Value::$variant($how)
            }
        }
    )*};
}
from! {
    i64 => Int(n) n;
    u32 => Int(n) i64::from(n);
    bool => Int(b) i64::from(b);
    Timestamp => Int(at) at.timestamp_millis();
    RevisionNo => Int(no) i64::from(no.0);
    &str => Text(text) text.to_owned();
    String => Text(text) text;
    &String => Text(text) text.clone();
    Digest => Text(digest) digest.to_string();
    &RegistrationNumber => Text(number) number.to_string();
    Vec<u8> => Bytes(bytes) bytes;
    &[u8] => Bytes(bytes) bytes.to_vec();
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// What a cell can be read as.
pub trait FromValue: Sized {
    /// Reads the cell; `None` when it holds something else.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<i64> {
        if let Value::Int(n) = value { Some(*n) } else { None }
    }
}
impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<u32> {
        i64::from_value(value)?.try_into().ok()
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> Option<bool> {
        i64::from_value(value).map(|n| n != 0)
    }
}
impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Timestamp> {
        Timestamp::from_timestamp_millis(i64::from_value(value)?)
    }
}
impl FromValue for RevisionNo {
    fn from_value(value: &Value) -> Option<RevisionNo> {
        u32::from_value(value).map(RevisionNo)
    }
}
impl FromValue for String {
    fn from_value(value: &Value) -> Option<String> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}
impl FromValue for Digest {
    fn from_value(value: &Value) -> Option<Digest> {
        if let Value::Text(text) = value { Digest::parse(text) } else { None }
    }
}
impl FromValue for RegistrationNumber {
    fn from_value(value: &Value) -> Option<RegistrationNumber> {
        if let Value::Text(text) = value { RegistrationNumber::parse(text).ok() } else { None }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Vec<u8>> {
        if let Value::Bytes(bytes) = value { Some(bytes.clone()) } else { None }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Option<T>> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! id_values {
    ($($name:ident)*) => {$(
        impl From<crate::words::$name> for Value {
            fn from(id: crate::words::$name) -> Value {
                Value::Text(id.to_string())
            }
        }
        impl FromValue for crate::words::$name {
            fn from_value(value: &Value) -> Option<Self> {
                if let Value::Text(text) = value { Self::from_str(text).ok() } else { None }
            }
        }
    )*};
}
id_values! {
    AccountId ActionId ActorId AttachmentId DepartmentId EvidenceId FlagId ForwardId HeardId NoteId PostId RoundId ServiceId
    UnregisteredId WatchwordId
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// The cell in column `column`, from 0.
    ///
    /// # Errors
    /// A fault when there is no such column, or it holds something else: the SQL and the code disagree.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        self.0.get(column).and_then(T::from_value).ok_or_else(|| {
            let wanted = std::any::type_name::<T>();
            Fault::of("read a row", format!("column {column} is no {wanted}")).into()
        })
    }

    /// The cell in column `column` as a word of a closed set.
    ///
    /// # Errors
    /// A fault when the database holds a word that this program does not know.
    pub fn word<T>(&self, column: usize, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let word: String = self.get(column)?;
        read(&word).ok_or_else(|| Fault::of("read a row", format!("column {column} holds an unknown word")).into())
    }
}
