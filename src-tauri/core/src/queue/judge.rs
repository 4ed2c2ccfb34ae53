//! A post that has just come in, whichever way: flagged by the same rules and the same model, and put where it belongs.

use super::duty::settle;
use crate::{
    flagging::{
        self, Lexicon,
        adviser::{self, Adviser},
    },
    intake,
    logbook::Tx,
    policy::Policy,
    words::{PostId, Result},
};

/// Flags the newest wording of a post and what has been read in its pictures, notes its language, and puts it where it belongs
/// (IN7, FL21).
///
/// # Errors
/// A fault of the database; [`crate::words::Refusal::Unknown`].
pub fn judge(
    tx: &mut Tx<'_>,
    policy: &Policy,
    (lexicon, adviser): (&Lexicon, Option<&dyn Adviser>),
    id: PostId,
) -> Result<()> {
    let post = intake::post(tx, id)?;
    let advised = adviser::read(lexicon, adviser, &post.text);
    flagging::kept::keep_where(tx, (id, post.latest, None), &advised.pairs(), lexicon)?;
    flagging::kept::keep_language(tx, id, post.latest, advised.reading.language)?;
    flagging::picture_kept::flag(tx, id, lexicon, adviser)?;
    settle(tx, policy, id)
}
