//! What LinkedIn's items mean, field by field. Any field may be missing.

use crate::{
    intake::{Fetched, FetchedAttachment, PlatformRef, PostKind},
    platform::{attached, reading},
};
use serde_json::Value;

/// The organisation whose page it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::platform) struct Organisation {
    /// Its number.
    pub id: String,
    /// The name in its address.
    pub vanity: Option<String>,
    pub name: Option<String>,
}

impl Organisation {
    /// What LinkedIn calls it.
    pub fn urn(&self) -> String {
        format!("urn:li:organization:{}", self.id)
    }

    fn is(&self, urn: &str) -> bool {
        number_of(urn) == Some(self.id.as_str())
            && ["urn:li:organization:", "urn:li:organizationBrand:", "urn:li:company:"]
                .iter()
                .any(|kind| urn.starts_with(kind))
    }
}

/// Marks a picture that must be asked for by its URN.
pub(super) const SCHEME: &str = "linkedin:";

/// Whether this is a name of LinkedIn's, and can stand in an address once it is escaped.
pub(super) fn is_urn(urn: &str) -> bool {
    urn.len() <= 400
        && urn.strip_prefix("urn:li:").is_some_and(|rest| {
            rest.len() > 2
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '(' | ')' | ',' | '_' | '-'))
        })
}

/// The number at the end of a URN such as `urn:li:organization:123`.
pub(super) fn number_of(urn: &str) -> Option<&str> {
    urn.rsplit(':').next().filter(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
}

/// A URN as it stands in an address.
pub(super) fn escaped(urn: &str) -> String {
    urn.replace('%', "%25").replace(':', "%3A").replace('(', "%28").replace(')', "%29").replace(',', "%2C")
}

/// A URN under one of these names.
pub(super) fn urn(of: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| reading::text(of, name)).filter(|urn| is_urn(urn))
}

/// What a comment's name is made of: what it stands under, and its number.
pub(super) fn comment_parts(urn: &str) -> Option<(&str, &str)> {
    let inside = urn.strip_prefix("urn:li:comment:(")?.strip_suffix(')')?;
    inside.rsplit_once(',').filter(|(object, id)| !object.is_empty() && reading::is_id(id))
}

/// The whole URN of what a comment stands under; LinkedIn leaves its beginning out in old names.
pub(super) fn object_of(urn: &str) -> Option<String> {
    let (object, _) = comment_parts(urn)?;
    Some(if object.starts_with("urn:li:") { object.to_owned() } else { format!("urn:li:{object}") })
        .filter(|object| is_urn(object))
}

/// A post of the organisation's, or of somebody who named it.
pub(in crate::platform) fn post(item: &Value, organisation: &Organisation) -> Result<Fetched, String> {
    let id = urn(item, &["id", "$URN", "entity", "activity"]).ok_or("a post has no id")?;
    let posted_at = ["publishedAt", "createdAt", "firstPublishedAt"]
        .iter()
        .find_map(|name| reading::instant_ms(item, name))
        .or_else(|| item.get("created").and_then(|made| reading::instant_ms(made, "time")))
        .ok_or_else(|| format!("post {id} has no time"))?;
    let author = urn(item, &["author", "owner"]);
    let ours = author.as_deref().is_some_and(|author| organisation.is(author));
    let state = reading::text(item, "lifecycleState");
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        parent: None,
        root: PlatformRef(id.clone()),
        kind: if ours { PostKind::Post } else { PostKind::Mention },
        ours,
        openly_visible: state.as_deref().is_none_or(|state| state == "PUBLISHED"),
        hidden: false,
        author_ref: author,
        author_name: organisation.name.clone().filter(|_| ours),
        permalink: Some(format!("https://www.linkedin.com/feed/update/{id}/")),
        posted_at,
        text: words(item),
        attachments: attachments(item),
        raw: reading::raw(item),
    })
}

/// Where the older interface keeps a post's words.
const OLDER: &str = "com.linkedin.ugc.ShareContent";

/// The words, or what was shared where there are none.
fn words(item: &Value) -> String {
    let said = reading::text(item, "commentary")
        .or_else(|| reading::text(item, "text"))
        .or_else(|| reading::text_at(item, &["text", "text"]))
        // As the older interface has it.
        .or_else(|| reading::text_at(item, &["specificContent", OLDER, "shareCommentary", "text"]));
    let content = item.get("content").unwrap_or(&Value::Null);
    let asked = content.get("poll").map(asked);
    if let Some(said) = said {
        return [Some(plain(&said)), asked].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    }
    let article = content.get("article").unwrap_or(&Value::Null);
    let told = [reading::text(article, "title"), reading::text(article, "source"), asked];
    told.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What may be voted for.
fn asked(poll: &Value) -> String {
    let choices = reading::list(poll, "options").iter().filter_map(|one| reading::text(one, "text"));
    let choices = choices.map(|one| format!("– {one}"));
    reading::text(poll, "question").into_iter().chain(choices).collect::<Vec<_>>().join("\n")
}

/// LinkedIn's little text: a sign that means something there stands behind `\`, a name that is linked reads
/// `@[Name](urn)`, and a subject `{hashtag|\#|name}`.
pub(super) fn plain(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '\\'
            && let Some(next) = after.chars().next().filter(char::is_ascii_punctuation)
        {
            said.push(next);
            rest = after.get(next.len_utf8()..).unwrap_or_default();
            continue;
        }
        if c == '{'
            && let Some((subject, more)) = after.strip_prefix("hashtag|").and_then(|inside| inside.split_once('}'))
            && let Some((_, name)) = subject.split_once('|')
        {
            said.push('#');
            said.push_str(&name.replace('\\', ""));
            rest = more;
            continue;
        }
        if c == '@'
            && let Some((name, more)) = after.strip_prefix('[').and_then(|inside| inside.split_once("]("))
            && let Some((target, more)) = more.split_once(')')
            && is_urn(target)
        {
            said.push('@');
            said.push_str(name);
            rest = more;
            continue;
        }
        said.push(c);
        rest = after;
    }
    said
}

/// Pictures, films and papers: by their URN, since their addresses run out.
fn attachments(item: &Value) -> Vec<FetchedAttachment> {
    let content = item.get("content").unwrap_or(&Value::Null);
    let several = content.get("multiImage").map_or(&[][..], |many| reading::list(many, "images"));
    let one = content.get("media");
    one.into_iter()
        .chain(several)
        .filter_map(|media| {
            let id = urn(media, &["id"])?;
            let described = reading::text(media, "altText").or_else(|| reading::text(media, "title"));
            Some(FetchedAttachment {
                address: format!("{SCHEME}{id}"),
                media_type: String::new(),
                description: described.unwrap_or_default(),
            })
        })
        .collect()
}

/// A comment's own name.
pub(super) fn comment_name(item: &Value) -> Option<String> {
    urn(item, &["commentUrn", "$URN"]).or_else(|| {
        let (object, id) = (urn(item, &["object"])?, reading::id(item, "id")?);
        Some(format!("urn:li:comment:({object},{id})"))
    })
}

/// A comment. `root` is the post that it was asked for under, where that is known.
pub(in crate::platform) fn comment(
    item: &Value,
    root: Option<&str>,
    organisation: &Organisation,
) -> Result<Fetched, String> {
    let id = comment_name(item).ok_or("a comment has no name")?;
    let made = item.get("created").unwrap_or(&Value::Null);
    let posted_at = reading::instant_ms(made, "time")
        .or_else(|| reading::instant_ms(item, "createdAt"))
        .ok_or_else(|| format!("comment {id} has no time"))?;
    let author = urn(item, &["actor"]).or_else(|| urn(made, &["actor"]));
    let ours = author.as_deref().is_some_and(|author| organisation.is(author));
    let root = root
        .map(str::to_owned)
        .or_else(|| urn(item, &["object"]))
        .or_else(|| object_of(&id))
        .unwrap_or_else(|| id.clone());
    let parent = urn(item, &["parentComment"]);
    let message = item.get("message").unwrap_or(&Value::Null);
    let text = reading::text(message, "text").or_else(|| reading::text(item, "message"));
    let pictures = reading::list(item, "content").iter().filter_map(|one| {
        let address = reading::web_address(one, "url")?;
        let media_type = attached::media_type(&address).to_owned();
        Some(FetchedAttachment { address, media_type, description: String::new() })
    });
    Ok(Fetched {
        platform_ref: PlatformRef(id.clone()),
        kind: if parent.is_some() { PostKind::Reply } else { PostKind::Comment },
        parent: Some(PlatformRef(parent.unwrap_or_else(|| root.clone()))),
        permalink: Some(format!("https://www.linkedin.com/feed/update/{root}/?commentUrn={}", escaped(&id))),
        root: PlatformRef(root),
        ours,
        openly_visible: true,
        hidden: false,
        author_ref: author,
        // Names of persons need a right of their own and may not be kept.
        author_name: organisation.name.clone().filter(|_| ours),
        posted_at,
        text: text.unwrap_or_default(),
        attachments: pictures.collect(),
        raw: reading::raw(item),
    })
}

/// How many answers a comment has.
pub(super) fn answers(item: &Value) -> u64 {
    let summary = item.get("commentsSummary").unwrap_or(&Value::Null);
    ["aggregatedTotalComments", "totalFirstLevelComments"]
        .iter()
        .filter_map(|name| reading::count(summary, name))
        .max()
        .unwrap_or(0)
}

/// A notice that somebody commented, with the words as far as it repeats them.
pub(in crate::platform) fn noticed(notice: &Value, organisation: &Organisation) -> Option<Result<Fetched, String>> {
    let told = notice.get("decoratedGeneratedActivity")?.get("comment")?;
    let item = serde_json::json!({
        "commentUrn": told.get("entity").or_else(|| notice.get("generatedActivity")),
        "actor": told.get("owner"),
        "object": notice.get("sourcePost"),
        "message": { "text": told.get("text") },
        "created": { "time": notice.get("lastModifiedAt") },
    });
    Some(comment(&item, None, organisation).map(|post| Fetched { raw: reading::raw(notice), ..post }))
}

/// A notice that somebody named the organisation, with the words as far as it repeats them.
pub(in crate::platform) fn mention(notice: &Value, organisation: &Organisation) -> Result<Fetched, String> {
    let decorated = notice.get("decoratedGeneratedActivity").unwrap_or(&Value::Null);
    let share = decorated.get("share").or_else(|| decorated.get("comment")).unwrap_or(decorated);
    let id = urn(notice, &["generatedActivity"]).or_else(|| urn(share, &["entity"])).ok_or("a mention has no name")?;
    let posted_at = reading::instant_ms(notice, "lastModifiedAt").ok_or_else(|| format!("mention {id} has no time"))?;
    let root = PlatformRef(id.clone());
    Ok(Fetched {
        platform_ref: root.clone(),
        parent: None,
        root,
        kind: PostKind::Mention,
        ours: false,
        openly_visible: true,
        hidden: false,
        author_ref: urn(share, &["owner", "actor"]).filter(|author| !organisation.is(author)),
        author_name: None,
        permalink: Some(format!("https://www.linkedin.com/feed/update/{id}/")),
        posted_at,
        text: words(share),
        attachments: Vec::new(),
        raw: reading::raw(notice),
    })
}
