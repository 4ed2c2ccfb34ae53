//! What evidence holds: the platform's own answer, every wording, the thread, the pictures, and a paper with all of it.

use super::{ConfirmedGaps, Sealing, withheld};
use crate::{
    flagging::{self, FlagState},
    intake::{self, Attachment, Post, PostKind},
    logbook::{Reader, Tx},
    paper::{self, EarlierWording, Enclosed, EvidencePaper, FlagLine, MissingFile, Relationship, Seal, ThreadPost},
    register,
    words::{Digest, Fault, Moderator, PostId, Refusal, Result},
};
use serde_json::json;
use std::{collections::BTreeSet, fmt::Write as _};

/// Posts of the thread that are copied.
const THREAD: u32 = 500;
/// Pages of the paper that are kept as pictures, for looking at without a PDF reader.
const PICTURES: u32 = 4;

/// Why a place in the copied thread holds no words.
const NOT_COPIED: &str = "Inlägget kan vara sådant som inte får kopieras.";

/// A file of the copy. Its name is made by us.
pub(super) struct CopiedFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Everything that is sealed, the paper last.
pub(super) fn files(
    tx: &Tx<'_>,
    post: &Post,
    by: Moderator<'_>,
    sealing: Sealing<'_>,
    number: &str,
    previous: Option<Digest>,
    lacking: &ConfirmedGaps,
) -> Result<Vec<CopiedFile>> {
    let withheld = withheld(tx, sealing.policy, post)?;
    if withheld.contains(&post.id) {
        return Err(Refusal::NoCopyAllowed.into());
    }
    let originals = originals(tx, post, lacking, &withheld)?;
    let list = originals.iter().fold(String::new(), |mut list, file| {
        // Writing to a string does not fail.
        let _ = writeln!(list, "{}  {}", Digest::of(&file.bytes), file.file_name);
        list
    });
    let seal = Seal {
        sealed: tx.at(),
        by: by.actor().name().to_owned(),
        manifest: Digest::of(list.as_bytes()),
        previous,
        key: Digest::of(sealing.key.verifying_key().as_bytes()).to_string().chars().take(16).collect(),
        time_stamp: None,
        made_from: "plattformens egna uppgifter".to_owned(),
    };
    let mut page = written(tx, post, sealing, number, seal, &withheld)?;
    page.missing = lacking
        .gaps()
        .iter()
        .map(|gap| MissingFile { name: gap.file_name.clone(), since: gap.since, answer: gap.answer.clone() })
        .collect();
    let paper = paper::evidence(&page, &originals)?;
    let mut files: Vec<CopiedFile> = originals
        .into_iter()
        .map(|file| CopiedFile { name: file.file_name, media_type: file.media_type, bytes: file.bytes })
        .collect();
    let pages = paper.pdf().pages;
    for page in 0..pages.min(PICTURES) {
        if let Some(bytes) = paper.picture(page)? {
            files.push(CopiedFile { name: page_name(page + 1), media_type: "image/png".to_owned(), bytes });
        }
    }
    files.push(CopiedFile {
        name: super::PAPER.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: paper.into_pdf().bytes,
    });
    Ok(files)
}

/// The name of the picture of a page, from 1.
pub(super) fn page_name(page: u32) -> String {
    format!("sida-{page}.png")
}

fn originals(tx: &Tx<'_>, post: &Post, lacking: &ConfirmedGaps, withheld: &BTreeSet<PostId>) -> Result<Vec<Enclosed>> {
    let revisions = intake::revisions(tx, post.id)?;
    let raw = revisions.last().map(|revision| revision.raw.clone()).unwrap_or_default();
    let mut originals = vec![
        enclosed(
            "inlagg.txt",
            "text/plain",
            "Inläggets ord",
            post.text.clone().into_bytes(),
            Relationship::Alternative,
        ),
        enclosed("svar.json", "application/json", "Plattformens svar", raw.into_bytes(), Relationship::Source),
        enclosed(
            "uppgifter.json",
            "application/json",
            "Uppgifter om inlägget",
            particulars(tx, post)?,
            Relationship::Data,
        ),
        enclosed(
            "trad.json",
            "application/json",
            "Tråden som inlägget står i",
            thread(tx, post, withheld)?,
            Relationship::Data,
        ),
    ];
    if revisions.len() > 1 {
        let wordings: Vec<_> = revisions
            .iter()
            .map(|revision| json!({ "no": revision.no, "seen_at": revision.seen_at, "text": revision.text }))
            .collect();
        originals.push(enclosed(
            "lydelser.json",
            "application/json",
            "Alla lydelser",
            written_json(&json!(wordings))?,
            Relationship::Data,
        ));
    }
    for attachment in intake::attachments(tx, post.id)? {
        if attachment.digest.is_some() || !lacking.has(attachment.id) {
            originals.push(picture(tx, &attachment)?);
        }
    }
    Ok(originals)
}

/// A picture or file that came with the post. One that was not saved makes the copy less than whole.
fn picture(tx: &Tx<'_>, attachment: &Attachment) -> Result<Enclosed> {
    let missing = if attachment.is_gone() { Refusal::AttachmentGone } else { Refusal::AttachmentMissing };
    let digest = attachment.digest.ok_or(missing)?;
    let bytes = tx.bytes(digest)?.ok_or(Refusal::AttachmentMissing)?;
    let what = if attachment.description.is_empty() { "Bilaga" } else { &attachment.description };
    Ok(enclosed(&attachment.file_name, &attachment.media_type, what, bytes, Relationship::Supplement))
}

fn enclosed(name: &str, media_type: &str, what: &str, bytes: Vec<u8>, relationship: Relationship) -> Enclosed {
    Enclosed {
        file_name: name.to_owned(),
        media_type: media_type.to_owned(),
        description: what.to_owned(),
        bytes,
        relationship,
    }
}

fn particulars(reader: &Reader<'_>, post: &Post) -> Result<Vec<u8>> {
    let account = register::account(reader, post.account)?;
    written_json(&json!({
        "post": post.id,
        "account": { "id": account.id, "platform": account.platform, "handle": account.handle, "name": account.name },
        "platform_ref": post.platform_ref.0,
        "parent_ref": post.parent_ref.0,
        "root_ref": post.root_ref.0,
        "kind": post.kind,
        "openly_visible": post.openly_visible,
        "author": { "ref": post.author_ref, "name": post.author_name },
        "permalink": post.permalink,
        "posted_at": post.posted_at,
        "first_seen_at": post.first_seen_at,
        "last_seen_at": post.last_seen_at,
        "revision": post.latest,
        "standing": post.standing,
    }))
}

/// The thread; of what may not be copied only that something stood there, and that this is why there are no words.
fn thread(reader: &Reader<'_>, post: &Post, withheld: &BTreeSet<PostId>) -> Result<Vec<u8>> {
    let thread: Vec<_> = intake::thread(reader, post, THREAD)?
        .into_iter()
        .map(|other| {
            let text = (!withheld.contains(&other.id)).then_some(other.text);
            json!({
                "platform_ref": other.platform_ref.0,
                "parent_ref": other.parent_ref.0,
                "author": other.author_name,
                "ours": other.ours,
                "posted_at": other.posted_at,
                "standing": other.standing,
                "not_copied": text.is_none().then_some(NOT_COPIED),
                "text": text,
            })
        })
        .collect();
    written_json(&json!(thread))
}

fn written_json(value: &serde_json::Value) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(|cause| Fault::of("write a copy", cause).into())
}

fn written(
    reader: &Reader<'_>,
    post: &Post,
    sealing: Sealing<'_>,
    number: &str,
    seal: Seal,
    withheld: &BTreeSet<PostId>,
) -> Result<EvidencePaper> {
    let account = register::account(reader, post.account)?;
    let revisions = intake::revisions(reader, post.id)?;
    let newest = revisions.last().map_or(post.first_seen_at, |revision| revision.seen_at);
    let earlier = revisions
        .iter()
        .filter(|revision| revision.no != post.latest)
        .map(|revision| EarlierWording { revision: revision.no, seen: revision.seen_at, words: revision.text.clone() })
        .collect();
    let thread = intake::thread(reader, post, THREAD)?
        .into_iter()
        .filter(|other| other.id != post.id)
        .map(|other| ThreadPost {
            place: place(post, &other).to_owned(),
            author: other.author_name,
            posted: Some(other.posted_at),
            words: (!withheld.contains(&other.id)).then_some(other.text),
        })
        .collect();
    let pictures = flagging::picture_kept::texts(reader, post.id)?;
    let mut flags = Vec::new();
    for flag in flagging::kept::of(reader, post.id, post.latest)?.into_iter().filter(|one| one.state == FlagState::Open)
    {
        let words = flagging::picture_kept::words_of(&flag, &post.text, &pictures);
        let (why, _) = flagging::kept::said(reader, &flag, sealing.lexicon, &words)?;
        let place = if flag.picture.is_some() { ", text i bild" } else { "" };
        let rules: String = flag.rule_set.to_string().chars().take(12).collect();
        flags.push(FlagLine {
            name: flag.label.name().to_owned(),
            why,
            rule: format!("{} ({rules}{place})", flag.rule),
            words,
        });
    }
    Ok(EvidencePaper {
        number: number.to_owned(),
        municipality: register::municipality(reader)?.unwrap_or_default(),
        account: account.name,
        platform: if account.service.is_empty() { account.platform.name().to_owned() } else { account.service },
        kind: kind(post.kind).to_owned(),
        openly_visible: post.openly_visible,
        address: (!post.permalink.is_empty()).then(|| post.permalink.clone()),
        author: post.author_name.clone(),
        author_handle: (!post.author_ref.is_empty()).then(|| post.author_ref.clone()),
        posted: Some(post.posted_at),
        first_seen: post.first_seen_at,
        fetched: newest,
        revision: post.latest,
        words: post.text.clone(),
        earlier,
        thread,
        flags,
        missing: Vec::new(),
        seal,
        confidentiality: None,
    })
}

fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Post => "Inlägg",
        PostKind::VisitorPost => "Besökares inlägg",
        PostKind::Comment => "Kommentar",
        PostKind::Reply => "Svar på kommentar",
        PostKind::Mention => "Omnämnande",
        PostKind::DirectMessage => "Direktmeddelande",
    }
}

fn place(of: &Post, other: &Post) -> &'static str {
    if other.platform_ref == of.root_ref {
        "Inlägget som kommenteras"
    } else if other.ours {
        "Kommunens svar"
    } else if other.posted_at < of.posted_at {
        "Tidigare i tråden"
    } else {
        "Senare i tråden"
    }
}
