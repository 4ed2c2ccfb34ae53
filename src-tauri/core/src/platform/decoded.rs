//! What a platform file makes of one recorded answer, whatever was asked: for a person who reports trouble, and for tests.
//!
//! Each platform file has one function `read` that recognises its platform's items by their shape and reads them with the
//! same code as when they come over the wire.

use super::{limits::Limits, transport::Answer};
use crate::intake::{Allowance, Fetched, Outage, PostKind};
use serde_json::{Value, json};

/// What one answer means.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// The posts in it, in the order in which they stand.
    pub posts: Vec<Fetched>,
    /// What could not be read though the rest could.
    pub trouble: Vec<String>,
    /// What is gone, by its platform's name.
    pub gone: Vec<String>,
    /// Where the list goes on.
    pub next: Option<String>,
    /// What the platform still allows.
    pub allowance: Option<Allowance>,
    /// What it became instead of an answer.
    pub outage: Option<Outage>,
}

impl Meaning {
    /// Of an answer that is one, before anything of it is read.
    pub(super) fn of(answer: &Answer) -> Meaning {
        Meaning { allowance: Limits::of(answer).allowance(), ..Meaning::default() }
    }

    /// Of an answer that is none.
    pub(super) fn lost(answer: &Answer, outage: Outage) -> Meaning {
        Meaning { outage: Some(outage), ..Meaning::of(answer) }
    }

    /// Takes one item that was read, or why it could not be.
    pub(super) fn take(&mut self, read: Result<Fetched, String>) {
        match read {
            Ok(post) => self.posts.push(post),
            Err(why) => self.trouble.push(why),
        }
    }

    /// As [`Meaning::take`], for platforms where the kind depends on whose account it is, which a recording does not tell: a
    /// post that answers nothing is then a post, and one that answers is a comment or a reply.
    pub(super) fn take_plainly(&mut self, read: Result<Fetched, String>) {
        self.take(read.map(|post| {
            let kind = match (&post.parent, post.kind) {
                (_, PostKind::DirectMessage) => PostKind::DirectMessage,
                (None, _) => PostKind::Post,
                (Some(parent), _) if *parent == post.root => PostKind::Comment,
                (Some(_), _) => PostKind::Reply,
            };
            Fetched { kind, ..post }
        }));
    }

    /// One object for everything that was found. The field `is` says what: the kind of a post, `gone`, `trouble`,
    /// `cursor`, `limit` or `error`; `nothing` when there is nothing to say.
    #[must_use]
    pub fn told(&self) -> Vec<Value> {
        let mut told: Vec<Value> = self.posts.iter().map(post).collect();
        told.extend(self.gone.iter().map(|name| json!({ "is": "gone", "platform_ref": name })));
        told.extend(self.trouble.iter().map(|why| json!({ "is": "trouble", "why": why })));
        told.extend(self.next.iter().map(|next| json!({ "is": "cursor", "next": next })));
        told.extend(self.allowance.iter().map(|allowance| {
            json!({ "is": "limit", "left": allowance.left, "used": allowance.used, "renewed_at": allowance.renewed_at })
        }));
        told.extend(self.outage.iter().map(|lost| {
            let wait = lost.try_again_after.map(|wait| wait.as_secs());
            json!({ "is": "error", "kind": lost.kind.word(), "cause": lost.cause, "try_again_after_seconds": wait,
                "may_pass": lost.kind.passes() })
        }));
        if told.is_empty() {
            told.push(json!({ "is": "nothing" }));
        }
        told
    }
}

fn post(post: &Fetched) -> Value {
    let attachments: Vec<Value> = post
        .attachments
        .iter()
        .map(|one| json!({ "address": one.address, "media_type": one.media_type, "description": one.description }))
        .collect();
    json!({
        "is": post.kind.word(),
        "platform_ref": post.platform_ref.0,
        "parent": post.parent.as_ref().map(|parent| &parent.0),
        "root": post.root.0,
        "ours": post.ours,
        "openly_visible": post.openly_visible,
        "hidden": post.hidden,
        "author_ref": post.author_ref,
        "author_name": post.author_name,
        "permalink": post.permalink,
        "posted_at": post.posted_at,
        "text": post.text,
        "attachments": attachments,
    })
}
