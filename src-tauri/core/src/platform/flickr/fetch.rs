//! Reading an account, a round at a time: what was put up, what changed or was commented on, then the comments of those
//! photographs.

use super::{
    Flickr,
    decode::{self, EXTRAS, Me, listed, photo_of},
};
use crate::{
    intake::{Ask, Batch, Covered, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        reading,
        round::{Round, Stage, Thread, advance},
        transport::outage,
    },
};
use chrono::{DateTime, Duration};
use serde_json::Value;

impl Source for Flickr {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let round = Round::of(&ask);
        let me = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.me()? };
        advance(round, |round, batch| match round.stage {
            Stage::Own => self.photos(&me, round, batch, true),
            Stage::Others | Stage::Mentions | Stage::Messages => self.photos(&me, round, batch, false),
            Stage::Threads | Stage::Rest => self.thread(&me, round, batch),
        })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        if !reading::is_id(&at.0) {
            return Err(outage(OutageKind::Refused, "that is not an id of Flickr's"));
        }
        let me = self.me()?;
        let read = match photo_of(&at.0) {
            Some(photo) => self.comments_of(photo).map(|answer| {
                let here = listed(&answer, "comments", "comment").iter();
                let mut same = here.filter(|item| reading::id(item, "id").as_deref() == Some(at.0.as_str()));
                same.next().map(|item| decode::comment(item, Some(photo), &me))
            }),
            None => {
                let answer = self.ask("flickr.photos.getInfo", &[("photo_id", at.0.clone())]);
                answer.map(|answer| Some(decode::photo(answer.get("photo").unwrap_or(&Value::Null), &me)))
            }
        };
        match read {
            Ok(Some(Ok(post))) if post.platform_ref == *at => Ok(Look::Standing(Box::new(post))),
            Ok(Some(Ok(_))) => Err(outage(OutageKind::Garbled, format!("asked for {at}, Flickr answers with another"))),
            Ok(Some(Err(why))) => Err(outage(OutageKind::Garbled, why)),
            Ok(None) => Ok(Look::Gone(GoneBy::Unknown)),
            Err(lost) if lost.kind == OutageKind::NotThere => self.proved().map(|_| Look::Gone(GoneBy::Unknown)),
            Err(lost) => Err(lost),
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl Flickr {
    /// One page of the photographs: put up since then, or else changed or commented on since then.
    fn photos(&self, me: &Me, round: &mut Round, batch: &mut Batch, own: bool) -> Result<(), Outage> {
        let page: u64 = round.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1);
        let since = round.since().timestamp().to_string();
        let mut fields =
            vec![("extras", EXTRAS.to_owned()), ("per_page", "500".to_owned()), ("page", page.to_string())];
        let answer = if own {
            fields.extend([("user_id", "me".to_owned()), ("min_upload_date", since)]);
            self.ask("flickr.people.getPhotos", &fields)?
        } else {
            fields.push(("min_date", since));
            self.ask("flickr.photos.recentlyUpdated", &fields)?
        };
        let items = listed(&answer, "photos", "photo");
        for item in items {
            match decode::photo(item, me) {
                Ok(post) => {
                    round.met = true;
                    if !round.active.contains(&post.platform_ref.0) {
                        round.found(&post.platform_ref.0, post.posted_at, 0);
                        batch.posts.push(post);
                    }
                }
                Err(why) => {
                    batch.trouble.push(why);
                    // Its comments are read all the same.
                    if let Some(id) = reading::id(item, "id") {
                        round.heard_of(&id);
                    }
                }
            }
        }
        let pages = answer.get("photos").and_then(|photos| reading::count(photos, "pages")).unwrap_or(1);
        if page < pages && page < 100 {
            round.page = Some((page + 1).to_string());
        } else if own {
            round.next(Stage::Others);
        } else {
            round.begin_threads();
            round.rest_if_done();
        }
        Ok(())
    }

    fn thread(&self, me: &Me, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let Some(thread) = round.todo.first().cloned() else {
            round.rest_if_done();
            return Ok(());
        };
        let read = if thread.brought {
            self.comments(me, &thread, round, batch)
        } else {
            self.beginning(me, &thread, round, batch)
        };
        match read {
            Ok(()) => {}
            Err(lost) if lost.kind == OutageKind::NotThere && round.met => {
                batch.covered.push(Covered { root: PlatformRef(thread.id), since: DateTime::UNIX_EPOCH });
                round.thread_done();
            }
            Err(lost) if lost.leaves_the_others() => {
                batch.trouble.push(format!("photograph {} cannot be read: {}", thread.id, lost.cause));
                round.thread_done();
            }
            Err(lost) => return Err(lost),
        }
        round.rest_if_done();
        Ok(())
    }

    fn beginning(&self, me: &Me, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        if !reading::is_id(&thread.id) {
            round.thread_done();
            return Ok(());
        }
        let answer = self.ask("flickr.photos.getInfo", &[("photo_id", thread.id.clone())])?;
        match decode::photo(answer.get("photo").unwrap_or(&Value::Null), me) {
            Ok(post) => {
                round.met = true;
                round.brought(Some(post.posted_at), 0);
                batch.posts.push(post);
            }
            Err(why) => {
                batch.trouble.push(why);
                round.brought(None, 0);
            }
        }
        Ok(())
    }

    fn comments_of(&self, photo: &str) -> Result<Value, Outage> {
        self.ask("flickr.photos.comments.getList", &[("photo_id", photo.to_owned())])
    }

    /// The comments under a photograph come in one list.
    fn comments(&self, me: &Me, thread: &Thread, round: &mut Round, batch: &mut Batch) -> Result<(), Outage> {
        let answer = self.comments_of(&thread.id)?;
        let mut doubtful = answer.get("comments").is_none();
        for item in listed(&answer, "comments", "comment") {
            match decode::comment(item, Some(&thread.id), me) {
                Ok(post) => batch.posts.push(post),
                Err(why) => {
                    batch.trouble.push(why);
                    doubtful = true;
                }
            }
        }
        if !doubtful {
            // Comments are listed whole, whatever was read of the photograph itself.
            let at = DateTime::from_timestamp_millis(thread.at).unwrap_or(DateTime::UNIX_EPOCH);
            let here = round.here.contains(&thread.id);
            let since = if here || thread.at == 0 { DateTime::UNIX_EPOCH } else { at + Duration::seconds(1) };
            batch.covered.push(Covered { root: PlatformRef(thread.id.clone()), since });
        }
        round.thread_done();
        Ok(())
    }
}
