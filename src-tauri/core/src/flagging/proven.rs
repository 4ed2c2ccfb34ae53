//! What people's decisions say of flags: which of them were right.
//!
//! A post that is hidden or removed on a ground proves the flags whose labels suggest that ground, and no others: that it
//! went for a threat says nothing of the telephone number that a rule saw in it. One that is forwarded proves those left
//! standing. That a post was closed proves nothing here: whoever lets it be has not said that a warning was right.

use super::Label;
use crate::{policy::Policy, store::Value};

/// A condition in SQL that a flag `f` was proven right, with the values it asks for.
pub(super) struct Proven {
    /// To stand where a condition may.
    pub sql: String,
    /// What `sql` names by number.
    pub values: Vec<Value>,
}

impl Proven {
    /// By decisions on the grounds of `policy`; its values are the first of a query.
    pub(super) fn by(policy: &Policy) -> Proven {
        let suggested = policy.grounds().iter().flat_map(|ground| {
            let labels = Label::ALL.into_iter().filter(|label| ground.is_suggested_by(&[label.word()]));
            labels.map(|label| format!("{} {}", ground.id, label.word()))
        });
        let values: Vec<Value> = suggested.map(Value::from).collect();
        let numbers: Vec<String> = (1..=values.len()).map(|no| format!("${no}")).collect();
        let on_its_ground = match numbers.as_slice() {
            [] => String::new(),
            numbers => format!(
                "EXISTS (SELECT 1 FROM action a WHERE a.post_id = f.post_id AND a.kind IN ('hide', 'remove', 'remove_without_copy')
                         AND a.state NOT IN ('withdrawn', 'failed', 'declined', 'second_asked')
                         AND a.ground || ' ' || f.label IN ({})) OR ",
                numbers.join(", ")
            ),
        };
        let sql = format!(
            "f.state = 'open' AND ({on_its_ground}EXISTS (SELECT 1 FROM forward w WHERE w.post_id = f.post_id))"
        );
        Proven { sql, values }
    }
}
