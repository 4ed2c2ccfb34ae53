//! The municipality's own words, looked through before they are sent (FL10, RE13).
//!
//! A reminder wants to be seen, and stops nothing then: the writer answers for the reply, and may have a reason. It says
//! what somebody would otherwise see afterwards: a link to a shop or somebody's blog, somebody's personal data, politics, private matters.

use super::{Duty, Label, Lexicon, text::fold_str};
use crate::policy::ReplyRules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ReminderKind {
    /// A link to somebody's blog or page of their own.
    PrivateLink,
    /// A link to something that is sold.
    CommercialLink,
    /// A link to a place that the policy does not name.
    OtherLink,
    /// Somebody's personal data.
    PersonalData,
    /// Something that may be confidential.
    Confidential,
    /// Words that an official does not use.
    Harsh,
    /// A party, an election, a politician's matter.
    Political,
    /// The writer's own views or life.
    Private,
}

/// Something to look at once more before the reply is sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reminder {
    /// Where it begins, in code points of the reply.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is about.
    pub kind: ReminderKind,
    /// The words themselves, or the host of a link.
    pub words: String,
}

/// Looks through a reply. `own` are hosts that are the municipality's besides those of the policy.
#[must_use]
pub fn reminders(text: &str, lexicon: &Lexicon, rules: &ReplyRules, own: &[String]) -> Vec<Reminder> {
    let mut found = BTreeSet::new();
    let points: Vec<char> = text.chars().collect();
    let words = |start: usize, end: usize| points.get(start..end).unwrap_or_default().iter().collect::<String>();
    for (start, end) in tokens(&points) {
        let token = words(start, end);
        let Some(host) = host_of(&token) else { continue };
        if let Some(kind) = kind_of(&host, rules, own) {
            found.insert(Reminder { start: number(start), end: number(end), kind, words: host });
        }
    }
    for one in lexicon.read(text).found {
        let seen = words(one.start as usize, one.end as usize);
        let kind = match one.label.duty() {
            Duty::PersonalData if !is_own(&seen, one.label, rules, own) => ReminderKind::PersonalData,
            Duty::Secrecy => ReminderKind::Confidential,
            Duty::House if one.label == Label::Commercial => continue,
            Duty::House | Duty::Crime => ReminderKind::Harsh,
            Duty::PersonalData | Duty::None => continue,
        };
        found.insert(Reminder { start: one.start, end: one.end, kind, words: seen });
    }
    for (kind, phrases) in [(ReminderKind::Political, &rules.political), (ReminderKind::Private, &rules.private)] {
        for (start, end) in phrases_in(&points, phrases) {
            found.insert(Reminder { start: number(start), end: number(end), kind, words: words(start, end) });
        }
    }
    found.into_iter().collect()
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Stretches without blanks.
fn tokens(points: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in points.iter().chain(std::iter::once(&' ')).enumerate() {
        match (c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '”'), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The host that a link leads to, also where its writer left the scheme out; `None` for what is no link.
fn host_of(token: &str) -> Option<String> {
    let token = token.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\''));
    let (explicit, rest) = match token.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {
            (true, rest)
        }
        Some(_) => return None,
        None => (false, token),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().filter(|_| explicit || !host.contains('@'))?;
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let (name, ending) = host.rsplit_once('.')?;
    let known =
        ["se", "nu", "com", "net", "org", "info", "eu", "io", "shop", "store", "blog", "no", "dk", "fi", "de", "uk"];
    let plausible = !name.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    (plausible && (explicit || host.starts_with("www.") || known.contains(&ending)))
        .then(|| host.trim_start_matches("www.").to_owned())
}

fn kind_of(host: &str, rules: &ReplyRules, own: &[String]) -> Option<ReminderKind> {
    let among = |hosts: &[String]| hosts.iter().any(|known| is_under(host, known));
    if among(own) || among(&rules.allowed) {
        None
    } else if among(&rules.blogs) {
        Some(ReminderKind::PrivateLink)
    } else if among(&rules.shops) {
        Some(ReminderKind::CommercialLink)
    } else {
        Some(ReminderKind::OtherLink)
    }
}

/// Whether a host is this one or one below it.
fn is_under(host: &str, known: &str) -> bool {
    let known = known.trim_start_matches("www.").to_lowercase();
    host == known || host.strip_suffix(&known).is_some_and(|before| before.ends_with('.'))
}

/// Whether a number or address is the municipality's own, which it may give to anybody.
fn is_own(words: &str, label: Label, rules: &ReplyRules, own: &[String]) -> bool {
    match label {
        Label::Email => words.rsplit_once('@').is_some_and(|(_, host)| {
            let host = host.to_lowercase();
            own.iter().chain(&rules.allowed).any(|known| is_under(&host, known))
        }),
        Label::Phone => {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let given = digits(words);
            rules.phones.iter().any(|known| digits(known) == given)
        }
        _ => false,
    }
}

/// Where one of the phrases stands. A word of a phrase that ends with a star is the beginning of one.
fn phrases_in(points: &[char], phrases: &[String]) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize, String)> = Vec::new();
    let mut start = None;
    for (at, c) in points.iter().chain(std::iter::once(&' ')).enumerate() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word: String = points.get(from..at).unwrap_or_default().iter().collect();
                words.push((from, at, fold_str(&word)));
                start = None;
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for phrase in phrases {
        let wanted: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
        if wanted.is_empty() {
            continue;
        }
        for window in words.windows(wanted.len()) {
            let fits = window.iter().zip(&wanted).all(|((_, _, word), wanted)| match wanted.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => word == wanted,
            });
            if let (true, Some((from, _, _)), Some((_, to, _))) = (fits, window.first(), window.last()) {
                found.push((*from, *to));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn kinds(text: &str) -> Vec<(ReminderKind, String)> {
        let lexicon = Lexicon::embedded().unwrap();
        let policy = Policy::embedded("neutral").unwrap();
        reminders(text, &lexicon, policy.replies(), &["lillvik.example".to_owned()])
            .into_iter()
            .map(|reminder| (reminder.kind, reminder.words))
            .collect()
    }

    #[test]
    fn fl10_a_link_to_a_blog_or_a_shop_is_reminded_of_and_our_own_is_not() {
        use ReminderKind::{CommercialLink, OtherLink, PrivateLink};
        assert_eq!(kinds("Läs mer på https://www.lillvik.example/bad och 1177.se."), []);
        assert_eq!(kinds("Bra tips: annasmat.blogspot.com!"), [(PrivateLink, "annasmat.blogspot.com".to_owned())]);
        assert_eq!(kinds("Köp på https://www.blocket.se/x?y"), [(CommercialLink, "blocket.se".to_owned())]);
        assert_eq!(kinds("Se (www.okand.nu)"), [(OtherLink, "okand.nu".to_owned())]);
        assert_eq!(kinds("https://lillvik.example.evil.com/"), [(OtherLink, "lillvik.example.evil.com".to_owned())]);
        assert!(kinds("https://lillvik.example@evil.com/").contains(&(OtherLink, "evil.com".to_owned())));
        assert_eq!(kinds("Vi öppnar kl 10.30, t.ex. i badet.Sedan stänger vi."), []);
    }

    #[test]
    fn re13_politics_and_private_matters_are_reminded_of() {
        let found = kinds("Jag tycker personligen att du ska rösta på Moderaterna.");
        assert!(found.iter().any(|(kind, _)| *kind == ReminderKind::Private), "{found:?}");
        assert!(found.iter().any(|(kind, _)| *kind == ReminderKind::Political), "{found:?}");
        assert_eq!(kinds("Valnämnden tar emot röster i biblioteket på tisdag."), []);
    }

    #[test]
    fn fl10_personal_data_in_our_own_reply_is_reminded_of_and_our_own_number_is_not() {
        let found = kinds("Ring Anna på 070-174 06 55");
        assert_eq!(found, [(ReminderKind::PersonalData, "070-174 06 55".to_owned())]);
        assert_eq!(kinds("Skriv till kontaktcenter@lillvik.example"), []);
    }

    #[test]
    fn fl10_a_reminder_points_at_its_words_in_code_points() {
        let lexicon = Lexicon::embedded().unwrap();
        let policy = Policy::embedded("neutral").unwrap();
        let text = "Hej 🙂 se annasmat.blogspot.com";
        let [reminder] = &reminders(text, &lexicon, policy.replies(), &[])[..] else { panic!("one was expected") };
        let words: String = text.chars().skip(reminder.start as usize).collect();
        assert_eq!(words, "annasmat.blogspot.com");
    }
}
