//! Evidence: sealing it, checking it, and handing its paper out.

use crate::{
    answer::Answer,
    desk::{Desk, OpenDesk},
};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use uppsikt_core::{
    collector,
    evidence::{self, ConfirmedGaps, Sealing},
    intake,
    logbook::Entry,
    queue::{self, EvidenceView},
    words::{AttachmentId, Digest, Error, EvidenceId, Fault, PostId, Refusal, Result},
};

/// Seals the newest wording of a post. Pictures that have not been saved yet are fetched first. `without` names the files
/// that the platform no longer gives, and that the moderator knows will be missing.
#[tauri::command]
#[specta::specta]
pub async fn evidence_seal(desk: State<'_, Desk>, post: PostId, without: Vec<AttachmentId>) -> Answer<EvidenceView> {
    desk.run(move |desk| {
        let me = desk.me()?;
        let by = me.moderator()?;
        if desk.read(|reader, _| Ok(queue::facts(reader, post)?.allows_no_copy(&desk.policy())))? {
            return Err(Refusal::NoCopyAllowed.into());
        }
        desk.round(|round| collector::save_attachments(round, post))?;
        let key = desk.secrets.seal_key()?;
        let sealed = desk.write(|tx, _| {
            let lacking = ConfirmedGaps::of(tx, by, post, &without)?;
            let post = intake::post(tx, post)?;
            let sealing = Sealing { key: &key, lexicon: &desk.lexicon(), policy: &desk.policy() };
            evidence::seal_lacking(tx, by, &post, sealing, &lacking)
        })?;
        seen(desk, sealed.id(), None)
    })
    .await
}

/// Reads evidence back and checks every byte of it.
#[tauri::command]
#[specta::specta]
pub async fn evidence_verify(desk: State<'_, Desk>, evidence: EvidenceId) -> Answer<EvidenceView> {
    desk.run(move |desk| {
        desk.me()?.may_read()?;
        let sound = match desk.read(|reader, _| evidence::verified(reader, evidence)) {
            Ok(_) => true,
            Err(Error::Refused(Refusal::EvidenceBroken)) => false,
            Err(other) => return Err(other),
        };
        seen(desk, evidence, Some(sound))
    })
    .await
}

fn seen(desk: &OpenDesk, id: EvidenceId, sound: Option<bool>) -> Result<EvidenceView> {
    desk.read(|reader, _| {
        let summary = evidence::summary(reader, id)?;
        let latest = intake::post(reader, summary.post)?.latest;
        Ok(queue::evidence_view(&summary, &queue::names(reader)?, Some(latest), sound))
    })
}

/// Asks where to, and writes the paper there. Answers the path; nothing when the person thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn paper_save(desk: State<'_, Desk>, app: AppHandle, evidence: EvidenceId) -> Answer<Option<String>> {
    desk.run(move |desk| {
        let (paper, name) = desk.read(|reader, me| {
            me.may_read()?;
            let paper = evidence::file(reader, evidence, evidence::PAPER)?;
            Ok((paper, format!("{}.pdf", evidence::summary(reader, evidence)?.number())))
        })?;
        let Some(path) = ask_where(desk, &app, &name) else { return Ok(None) };
        write_whole(&path, &paper)?;
        let digest = Digest::of(&paper);
        desk.write(|_, _| Ok(((), Entry::PaperSaved { subject: evidence.to_string(), digest })))?;
        Ok(Some(path.to_string_lossy().into_owned()))
    })
    .await
}

/// Asks where to, and writes a sheet for a report to the police there. Answers the path; nothing when the person thought
/// better of it.
#[tauri::command]
#[specta::specta]
pub async fn police_sheet_save(desk: State<'_, Desk>, app: AppHandle, post: PostId) -> Answer<Option<String>> {
    desk.run(move |desk| {
        let (policy, now) = (desk.policy(), desk.now());
        let sheet = desk.read(|reader, me| {
            me.may_read()?;
            queue::police_sheet(reader, &policy, me, post, now)
        })?;
        let name = format!("Polisanmälan {}.pdf", now.format("%Y-%m-%d %H.%M"));
        let Some(path) = ask_where(desk, &app, &name) else { return Ok(None) };
        write_whole(&path, &sheet.bytes)?;
        let digest = Digest::of(&sheet.bytes);
        desk.write(|_, _| Ok(((), Entry::PoliceSheetSaved { post, digest })))?;
        Ok(Some(path.to_string_lossy().into_owned()))
    })
    .await
}

fn ask_where(desk: &OpenDesk, app: &AppHandle, name: &str) -> Option<PathBuf> {
    if let Some(folder) = &desk.surroundings.papers {
        return Some(folder.join(name));
    }
    let asked = app.dialog().file().set_title("Spara bevis").set_file_name(name).add_filter("PDF", &["pdf"]);
    asked.blocking_save_file()?.into_path().ok()
}

/// Writes beside and then renames, so that half a paper never stands under its name.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".ny");
    let beside = PathBuf::from(beside);
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|cause| {
        // What was begun is of no use to anybody.
        let _ = fs::remove_file(&beside);
        match cause.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Refusal::DiskFull.into(),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Refusal::ReadOnly.into(),
            _ => Error::from(Fault::of("write a paper", cause)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_written_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("uppsikt-paper-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("B 2026-000001.pdf");
        write_whole(&path, b"%PDF").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"%PDF");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        assert!(write_whole(&folder.join("saknas").join("x.pdf"), b"%PDF").is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
