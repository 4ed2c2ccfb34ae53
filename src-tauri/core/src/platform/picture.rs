//! Pictures and films: fetched from the open servers where platforms keep them, without any login.

use super::{
    reading,
    transport::{LARGEST_ATTACHMENT, Request, Transport, may_fetch, outage},
};
use crate::intake::{File, Outage, OutageKind};

/// Fetches a picture from where a platform says that it lies. The login stays at home, so none is to blame when the
/// server says no: then the picture is not there any more.
pub(super) fn fetch(transport: &dyn Transport, url: &str, home: &str) -> Result<File, Outage> {
    if !may_fetch(url, home) {
        return Err(outage(OutageKind::Refused, "the attachment's address may not be fetched"));
    }
    let answer = transport.send(&Request { largest: LARGEST_ATTACHMENT, ..Request::get(url.to_owned()) })?;
    if answer.status == 200 {
        return Ok(File { media_type: answer.media_type().to_owned(), bytes: answer.bytes });
    }
    let lost = reading::of_status(&answer, format!("HTTP {} for an attachment", answer.status));
    let gone = matches!(lost.kind, OutageKind::Permission | OutageKind::Login);
    Err(if gone { Outage { kind: OutageKind::NotThere, ..lost } } else { lost })
}

/// The file's own name at the end of an address.
pub(super) fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned()
}

/// What a file of this name is; empty where the name does not tell.
pub(super) fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        _ => "",
    }
}
