//! What no program that asks can see on a platform: said about each account, so that nobody believes it is watched.
//!
//! It says only what the platform keeps from everybody who asks. What a login lacks is said where the round misses it.

use crate::words::Platform;

/// Something that is written to or about the municipality, and that the program is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Unseen {
    /// The account is named in a comment under somebody else's post.
    MentionsInComments,
    /// The account is named in the words of somebody else's picture or film, without being tagged in it.
    MentionsInCaptions,
    /// The account is named anywhere else.
    Mentions,
    /// Messages to the account.
    Messages,
    /// Messages that are encrypted from end to end.
    EncryptedMessages,
    /// Reviews and recommendations.
    Reviews,
    /// Posts of the account's that are no films, and what is written under them.
    ChannelPosts,
    /// Answers that were written more than a week before they are asked for and do not name the account.
    OlderAnswers,
}

/// What cannot be seen on a platform, the most important first.
///
/// - Facebook: `/{page}/tagged` lists posts that tag the Page; that a comment elsewhere names it is told only to a server
///   with an open address, by the webhook field `mention` (Graph API v26.0, Page webhooks). Reviews
///   are answered with error 12 since v22.0 (Graph API reference, Recommendation).
/// - Instagram: `mentioned_comment` and `mentioned_media` want the number of what they are asked about, and only the
///   webhook field `mentions` tells it; `/{ig-user}/tags` lists media that tag the account (Instagram Platform, Mentions).
///   A story that names the account comes as a message and is seen.
/// - X: `/2/dm_events` holds what is not encrypted; the answers in a thread are found by a search that reaches back seven days, while
///   what names the account is listed further back (X API v2, rate limits and search).
/// - YouTube: the Data API has no messages and no mentions, and comments of films only.
/// - LinkedIn: `organizationalEntityNotifications` tells of posts that name the organisation (`SHARE_MENTION`), not of
///   comments; messages are for people (Community Management API).
/// - Flickr: the API lists the comments under one's own photographs; FlickrMail and mentions it does not know.
#[must_use]
pub fn unseen(platform: Platform) -> &'static [Unseen] {
    match platform {
        Platform::Facebook => &[Unseen::MentionsInComments, Unseen::Reviews],
        Platform::Instagram => &[Unseen::MentionsInComments, Unseen::MentionsInCaptions],
        Platform::X => &[Unseen::OlderAnswers, Unseen::EncryptedMessages],
        Platform::YouTube => &[Unseen::ChannelPosts, Unseen::Mentions],
        Platform::LinkedIn => &[Unseen::MentionsInComments, Unseen::Messages],
        Platform::Flickr => &[Unseen::Mentions, Unseen::Messages],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in10_of_every_platform_with_others_comments_it_is_known_whether_they_may_name_us_unseen() {
        let said = |platform| unseen(platform).contains(&Unseen::MentionsInComments);
        let kept: Vec<Platform> = Platform::ALL.into_iter().filter(|platform| said(*platform)).collect();
        assert_eq!(kept, [Platform::Facebook, Platform::Instagram, Platform::LinkedIn]);
        for platform in Platform::ALL {
            let mut all = unseen(platform).to_vec();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), unseen(platform).len(), "{platform:?} says nothing twice");
        }
        assert!(unseen(Platform::Manual).is_empty(), "where people look, nothing is kept from a program");
    }
}
