//! What may not be copied, neither words nor pictures, wherever it stands beside something else (FL3).

use crate::{
    intake::Post,
    logbook::Reader,
    policy::Policy,
    words::{PostId, Result},
};
use std::collections::{BTreeMap, BTreeSet};

/// Posts of a thread whose content was destroyed, that show a picture which was, or that a person has judged so.
const JUDGED: &str = "
    SELECT p.id FROM post p WHERE p.account_id = $1 AND p.root_ref = $2
      AND (EXISTS (SELECT 1 FROM destroyed_post d WHERE d.post_id = p.id)
        OR EXISTS (SELECT 1 FROM attachment t WHERE t.post_id = p.id AND t.trouble = 'no_copy')
        OR EXISTS (SELECT 1 FROM action a WHERE a.post_id = p.id AND a.kind = 'remove_without_copy'
                   AND a.state NOT IN ('withdrawn', 'declined')))";

/// The labels that stand on the newest wordings of a thread.
const LABELS: &str = "
    SELECT f.post_id, f.label FROM flag f JOIN post p ON p.id = f.post_id AND p.latest = f.revision_no
    WHERE p.account_id = $1 AND p.root_ref = $2 AND f.state = 'open'";

/// The posts in the thread of `of`, it among them, that may not be copied: a person has judged them so, or their flags
/// say so and nobody has called those wrong. Their place is kept in a copy of the thread, and says why it is empty.
///
/// # Errors
/// A fault of the database.
pub fn withheld(reader: &Reader<'_>, policy: &Policy, of: &Post) -> Result<BTreeSet<PostId>> {
    let thread = [of.account.into(), of.root_ref.0.as_str().into()];
    let judged = reader.rows(JUDGED, &thread)?;
    let mut withheld = judged.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<PostId>>>()?;
    let mut labels: BTreeMap<PostId, Vec<String>> = BTreeMap::new();
    for row in reader.rows(LABELS, &thread)? {
        labels.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    for (post, labels) in labels {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        if policy.ground_without_copy(&labels).is_some() {
            withheld.insert(post);
        }
    }
    Ok(withheld)
}
