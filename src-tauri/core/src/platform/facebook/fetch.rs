//! Reading a Page, a round at a time: its own posts, its visitors' posts, posts that tag it and its messages, then every
//! active thread whole.

use super::{
    Facebook,
    decode::{self, COMMENT_FIELDS, POST_FIELDS, Page, Root, TAGGED_FIELDS, last_part},
};
use crate::{
    intake::{Ask, Batch, Fetched, File, GoneBy, Look, Outage, OutageKind, PlatformRef, Source},
    platform::{
        graph::{
            Graph, go_on, inbox,
            threads::{self, Talk},
        },
        reading,
        round::{Round, Stage, advance},
        transport::{Request, outage},
    },
    words::Timestamp,
};
use serde_json::Value;

impl Source for Facebook {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        self.graph.rested()?;
        let round = Round::of(&ask);
        // The first question of a round proves the login: without it, everything could look empty.
        let page = if round.stage == Stage::Own && round.page.is_none() { self.proved()? } else { self.page()? };
        let batch = advance(round, |round, batch| match round.stage {
            Stage::Own => self.list(&page, round, batch, ask.now, List::Own),
            Stage::Others => self.list(&page, round, batch, ask.now, List::Visitors),
            Stage::Mentions => self.list(&page, round, batch, ask.now, List::Tagged),
            Stage::Messages => threads::messages(&self.graph, &page.id, round, batch),
            Stage::Threads | Stage::Rest => {
                let talk = OnPage { graph: &self.graph, page: &page };
                threads::thread(&self.graph, &talk, std::slice::from_ref(&page.id), round, batch)
            }
        })?;
        Ok(Batch { allowance: self.graph.allowance(ask.now), ..batch })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        self.graph.named(at)?;
        let page = self.page()?;
        if inbox::is_message(&at.0) {
            return self.look_at_message(at, &page);
        }
        let is_post = page.is_post(&at.0);
        match self.look_as(at, &page, is_post) {
            // The id did not tell truly what it is: ask for the other kind's fields.
            Err(lost) if lost.kind == OutageKind::Refused => self.look_as(at, &page, !is_post),
            other => other,
        }
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        self.file(address)
    }
}

impl Facebook {
    fn look_as(&self, at: &PlatformRef, page: &Page, is_post: bool) -> Result<Look, Outage> {
        let fields = if is_post { POST_FIELDS } else { COMMENT_FIELDS };
        let item = match self.graph.ask(&self.graph.get(&at.0).query("fields", fields)) {
            Ok(item) => item,
            // Gone, or not to be seen any more. If the login holds, it was this one post; by whom, nobody tells.
            Err(lost) if lost.kind == OutageKind::NotThere => {
                return self.proved().map(|_| Look::Gone(GoneBy::Unknown));
            }
            Err(lost) => return Err(lost),
        };
        let post = if is_post {
            decode::post(&item, page, false)
        } else {
            decode::comment(&item, &root_of(&item, at, page), page)
        };
        match post {
            Ok(post) if last_part(&post.platform_ref.0) == last_part(&at.0) => Ok(Look::Standing(Box::new(post))),
            Ok(_) => Err(outage(OutageKind::Garbled, format!("asked for {at}, Facebook answers with another"))),
            Err(why) => Err(outage(OutageKind::Garbled, why)),
        }
    }

    /// A message does not name its conversation; what stands in it is asked for all the same.
    fn look_at_message(&self, at: &PlatformRef, page: &Page) -> Result<Look, Outage> {
        match inbox::ask(&self.graph, &at.0) {
            Ok(item) => inbox::message(&item, "", std::slice::from_ref(&page.id))
                .map(|post| Look::Standing(Box::new(post)))
                .map_err(|why| outage(OutageKind::Garbled, why)),
            Err(lost) if lost.kind == OutageKind::NotThere => self.proved().map(|_| Look::Gone(GoneBy::Unknown)),
            Err(lost) => Err(lost),
        }
    }

    /// One page of a list of posts. Active ones are brought and their threads noted.
    fn list(
        &self,
        page: &Page,
        round: &mut Round,
        batch: &mut Batch,
        now: Timestamp,
        which: List,
    ) -> Result<(), Outage> {
        let path = format!("{}/{}", page.id, which.edge());
        let request = self.graph.get(&path).query("fields", which.fields()).query("limit", "100");
        let answer = match self.graph.ask(&go_on(request, round.page.as_deref())) {
            // Not every app and Page may see where else it is named; its own threads are read all the same.
            Err(lost) if which == List::Tagged && lost.leaves_the_others() => {
                batch.trouble.push(format!("posts that tag the Page cannot be read: {}", lost.cause));
                round.next(Stage::Messages);
                return Ok(());
            }
            other => other?,
        };
        let mut oldest = now;
        for item in reading::list(&answer, "data") {
            match which.read(item, page) {
                Ok(post) => {
                    round.met = true;
                    oldest = oldest.min(post.posted_at);
                    if decode::last_change(item).is_some_and(|at| round.is_active(at)) {
                        // Elsewhere we read what names us, and not what others answer there.
                        if which != List::Tagged {
                            round.found(&post.platform_ref.0, post.posted_at, decode::claimed(item));
                        }
                        batch.posts.push(post);
                    }
                }
                Err(why) => batch.trouble.push(why),
            }
        }
        threads::further(round, &answer, oldest, now, which.following());
        Ok(())
    }
}

/// The talk under the posts of a Page.
struct OnPage<'a> {
    graph: &'a Graph,
    page: &'a Page,
}

impl Talk for OnPage<'_> {
    fn beginning(&self, thread: &str) -> Result<(Result<Fetched, String>, u64), Outage> {
        let item = self.graph.ask(&self.graph.get(thread).query("fields", POST_FIELDS))?;
        Ok((decode::post(&item, self.page, false), decode::claimed(&item)))
    }

    fn asking(&self, thread: &str) -> Request {
        self.graph
            .get(&format!("{thread}/comments"))
            .query("filter", "stream")
            .query("order", "chronological")
            .query("limit", "100")
            .query("fields", COMMENT_FIELDS)
    }

    fn taken(&self, item: &Value, thread: &str) -> Result<Vec<Result<Fetched, String>>, Outage> {
        Ok(vec![decode::comment(item, &Root { id: thread.to_owned() }, self.page)])
    }
}

/// The lists of posts that a Page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Own,
    Visitors,
    Tagged,
}

impl List {
    fn edge(self) -> &'static str {
        match self {
            List::Own => "published_posts",
            List::Visitors => "visitor_posts",
            List::Tagged => "tagged",
        }
    }

    fn fields(self) -> &'static str {
        match self {
            List::Own | List::Visitors => POST_FIELDS,
            List::Tagged => TAGGED_FIELDS,
        }
    }

    fn following(self) -> Stage {
        match self {
            List::Own => Stage::Others,
            List::Visitors => Stage::Mentions,
            List::Tagged => Stage::Messages,
        }
    }

    fn read(self, item: &Value, page: &Page) -> Result<Fetched, String> {
        match self {
            List::Own | List::Visitors => decode::post(item, page, self == List::Own),
            List::Tagged => decode::tagged(item, page),
        }
    }
}

/// The thread of a comment that is asked for alone.
fn root_of(item: &Value, at: &PlatformRef, page: &Page) -> Root {
    let object = item.get("object").and_then(|object| reading::id(object, "id"));
    let by_name = at.0.split_once('_').map(|(post, _)| post.to_owned());
    let id = object.or(by_name).unwrap_or_else(|| last_part(&at.0).to_owned());
    Root { id: page.post_id(&id) }
}
