//! How an answer crosses to the page: a refusal whole, a fault only as one, its chain in the log.

use serde::Serialize;
use uppsikt_core::words::{Error, Fault, Refusal};

/// What a command answers.
pub type Answer<T> = Result<T, ApiError>;

/// A rule said no, or something broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiError {
    /// A rule said no; the window explains.
    Refused {
        /// Which, with what fills the blanks of its sentence.
        refusal: Refusal,
    },
    /// Something broke; the window apologises. What it was stands in the log.
    Broke {
        /// `fault`.
        code: String,
    },
}

impl From<Error> for ApiError {
    fn from(error: Error) -> ApiError {
        match error {
            Error::Refused(refusal) => ApiError::Refused { refusal },
            broke @ Error::Broke(_) => {
                tracing::error!("{}", broke.chain());
                ApiError::Broke { code: "fault".to_owned() }
            }
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> ApiError {
        ApiError::Refused { refusal }
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> ApiError {
        Error::Broke(fault).into()
    }
}
