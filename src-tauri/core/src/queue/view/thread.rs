//! The thread that a post stands in.

use crate::{
    evidence,
    intake::{self, Post, Standing},
    logbook::Reader,
    policy::Policy,
    words::{PostId, Result, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Posts of a thread that are shown around one post.
const THREAD: u32 = 200;

seen! {
    /// A post of the thread.
    ThreadPost {
        /// Its id.
        id: PostId,
        /// The name its author shows.
        author: String,
        /// Written by the municipality.
        ours: bool,
        /// Its words; none of what may not be copied.
        text: String,
        /// Its words are not shown, since it may not be copied (FL3).
        withheld: bool,
        /// When it was posted.
        posted_at: Timestamp,
        /// How deep it stands: 0 begins the thread.
        depth: u32,
        /// It is gone.
        gone: bool,
        /// It is the one that is looked at.
        current: bool,
    }
}

/// The thread in the order of its branches: what answers a post stands under it. Of what may not be copied only the place
/// is shown; of the post itself the words, for as long as somebody has to judge them.
pub(super) fn thread(reader: &Reader<'_>, policy: &Policy, of: &Post, withheld: bool) -> Result<Vec<ThreadPost>> {
    let posts = intake::thread(reader, of, THREAD)?;
    let others = evidence::withheld(reader, policy, of)?;
    let is_withheld = |post: &Post| if post.id == of.id { withheld } else { others.contains(&post.id) };
    let mut answers: BTreeMap<&str, Vec<&Post>> = BTreeMap::new();
    let known: std::collections::BTreeSet<&str> = posts.iter().map(|post| post.platform_ref.0.as_str()).collect();
    for post in &posts {
        // What answers something that was never seen, or itself, stands at the beginning.
        let parent = post.parent_ref.0.as_str();
        let at = if known.contains(parent) && parent != post.platform_ref.0 { parent } else { "" };
        answers.entry(at).or_default().push(post);
    }
    let mut ordered = Vec::with_capacity(posts.len());
    let mut stack: Vec<(&Post, u32)> =
        answers.remove("").unwrap_or_default().into_iter().rev().map(|post| (post, 0)).collect();
    loop {
        let Some((post, depth)) = stack.pop() else {
            // What is left answers in a ring: it is shown all the same, from its oldest post on.
            let left = answers.values().flatten().min_by_key(|post| (post.posted_at, post.id)).copied();
            let Some(oldest) = left else { break };
            for ring in answers.values_mut() {
                ring.retain(|post| post.id != oldest.id);
            }
            stack.push((oldest, 0));
            continue;
        };
        ordered.push(ThreadPost {
            id: post.id,
            author: post.author_name.clone(),
            ours: post.ours,
            text: if is_withheld(post) { String::new() } else { post.text.clone() },
            withheld: is_withheld(post),
            posted_at: post.posted_at,
            depth,
            gone: post.standing == Standing::Gone,
            current: post.id == of.id,
        });
        let under = answers.remove(post.platform_ref.0.as_str()).unwrap_or_default();
        stack.extend(under.into_iter().rev().map(|post| (post, depth + 1)));
    }
    Ok(ordered)
}
