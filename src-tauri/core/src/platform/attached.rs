//! Pictures and files that a post carries: where their bytes may be fetched, and what they are.

use super::{
    reading,
    transport::{LARGEST_ATTACHMENT, Login, Request, Transport, may_fetch, outage},
};
use crate::intake::{File, Outage, OutageKind};

/// The bytes behind an address that a platform put into an answer for an account at `home`. No login is shown: pictures
/// lie on open servers.
pub(super) fn fetch(transport: &dyn Transport, address: &str, home: &str) -> Result<File, Outage> {
    if !may_fetch(address, home) {
        return Err(outage(OutageKind::Refused, "the attachment's address may not be fetched"));
    }
    download(transport, Request::get(address.to_owned()).login(Login::None))
}

/// The bytes that a request is answered with.
pub(super) fn download(transport: &dyn Transport, request: Request) -> Result<File, Outage> {
    let answer = transport.send(&Request { largest: LARGEST_ATTACHMENT, ..request })?;
    if answer.status == 200 {
        Ok(File { media_type: answer.media_type().to_owned(), bytes: answer.bytes })
    } else {
        Err(reading::of_status(&answer, format!("HTTP {} for an attachment", answer.status)))
    }
}

/// What a file's name says it is; empty when it does not say.
pub(super) fn media_type(address: &str) -> &'static str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    match path.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        _ => "",
    }
}
