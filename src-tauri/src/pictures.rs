//! Pictures, from the database and from nowhere else: looking at a post must never tell a platform that someone looked.
//!
//! `evidence://localhost/attachment/<id>` is a picture that came with a post, `evidence://localhost/paper/<id>/<n>.png` a
//! page of the paper of sealed evidence. Only the window itself is answered, only raster pictures are served, and what
//! a picture is follows from its bytes, not from what its sender called it.

use crate::{WINDOW, desk::Desk};
use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};
use uppsikt_core::{
    evidence::{self, Summary},
    intake, queue,
    words::{AttachmentId, Error, EvidenceId, Refusal, Result},
};

/// Answers a request for a picture.
#[allow(clippy::needless_pass_by_value, reason = "Tauri hands its handlers everything by value")]
pub fn serve<R: Runtime>(from: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let wanted = Wanted::read(request.uri().path()).filter(|_| from.webview_label() == WINDOW);
    let (Some(wanted), Some(desk)) = (wanted, from.app_handle().try_state::<Desk>()) else {
        responder.respond(refused(StatusCode::NOT_FOUND));
        return;
    };
    let desk = desk.inner().clone();
    tauri::async_runtime::spawn_blocking(move || {
        responder.respond(match picture(&desk, wanted) {
            Ok(bytes) => shown(bytes),
            Err(Error::Refused(_)) => refused(StatusCode::NOT_FOUND),
            Err(broke) => {
                tracing::error!("{}", broke.chain());
                refused(StatusCode::INTERNAL_SERVER_ERROR)
            }
        });
    });
}

/// The addresses of the pages that are kept as pictures.
#[must_use]
pub fn of_paper(evidence: &Summary) -> Vec<String> {
    let files = &evidence.manifest.files;
    (1..)
        .take_while(|page| files.iter().any(|file| file.name == page_name(*page)))
        .map(|page| format!("evidence://localhost/paper/{}/{page}.png", evidence.id))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Attachment(AttachmentId),
    Page(EvidenceId, u32),
}

impl Wanted {
    fn read(path: &str) -> Option<Wanted> {
        let steps: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match steps.as_slice() {
            ["attachment", id] => id.parse().ok().map(Wanted::Attachment),
            ["paper", id, page] => {
                let page = page.strip_suffix(".png")?.parse().ok()?;
                Some(Wanted::Page(id.parse().ok()?, page))
            }
            _ => None,
        }
    }
}

/// The name of the picture of a page within the evidence.
fn page_name(page: u32) -> String {
    format!("sida-{page}.png")
}

fn picture(desk: &Desk, wanted: Wanted) -> Result<Vec<u8>> {
    let desk = desk.open().map_err(|_| Refusal::Unknown)?;
    desk.me()?.may_read()?;
    let policy = desk.policy();
    desk.read(|reader, _| match wanted {
        Wanted::Attachment(id) => {
            let (attachment, post) = intake::attachment(reader, id)?;
            if queue::facts(reader, post)?.allows_no_copy(&policy) {
                return Err(Refusal::NoCopyAllowed.into());
            }
            let digest = attachment.digest.ok_or(Refusal::Unknown)?;
            Ok(reader.bytes(digest)?.ok_or(Refusal::Unknown)?)
        }
        Wanted::Page(id, page) => evidence::file(reader, id, &page_name(page)),
    })
}

/// What kind of raster picture these bytes are; nothing for anything else, such as a drawing that may hold a program.
fn raster(bytes: &[u8]) -> Option<&'static str> {
    Some(intake::media_type(bytes)).filter(|kind| kind.starts_with("image/"))
}

fn shown(bytes: Vec<u8>) -> Response<Vec<u8>> {
    let Some(kind) = raster(&bytes) else { return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
    answer(StatusCode::OK, kind, bytes)
}

fn refused(status: StatusCode) -> Response<Vec<u8>> {
    answer(status, "text/plain", Vec::new())
}

fn answer(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let mut answer = Response::new(bytes);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_kinds_of_address_mean_anything() {
        let id = "0".repeat(31) + "7";
        assert!(matches!(Wanted::read(&format!("/attachment/{id}")), Some(Wanted::Attachment(_))));
        assert!(matches!(Wanted::read(&format!("/paper/{id}/2.png")), Some(Wanted::Page(_, 2))));
        for other in ["/", "/attachment/7", "/paper/7/1.png", "/attachment/../../etc/passwd", "/paper/x/bevis.pdf"] {
            assert_eq!(Wanted::read(other), None, "{other}");
        }
    }

    #[test]
    fn a_drawing_is_not_served_whatever_it_is_called() {
        assert_eq!(shown(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()).status(), 415);
        let png = shown(b"\x89PNG\r\n\x1a\n...".to_vec());
        assert_eq!((png.status().as_u16(), &png.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
        assert_eq!(png.headers()["x-content-type-options"], "nosniff");
    }
}
