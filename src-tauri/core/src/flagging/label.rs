//! What a flag can say: labels, how grave each is, and what the law has to do with it.
//!
//! It knows no rule and no word of any language: those are data in `assets/lexicon`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much it matters. A property of the rule, never of its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A signal for sorting, or something mild.
    Calm,
    /// Somebody should look today.
    Watch,
    /// Somebody should look at once.
    Grave,
}

impl Severity {
    /// All of them, mildest first.
    pub const ALL: [Severity; 3] = [Severity::Calm, Severity::Watch, Severity::Grave];

    /// The word that the database and the lexicon hold.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Calm => "calm",
            Severity::Watch => "watch",
            Severity::Grave => "grave",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

/// Which duty a label touches: the order in which the law wants posts looked at (QU1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// May be one of the crimes that the law obliges us to take away.
    Crime,
    /// May be confidential under OSL.
    Secrecy,
    /// Holds personal data.
    PersonalData,
    /// Against the municipality's own guidelines.
    House,
    /// No duty of its own.
    None,
}

/// The legal ground that a post may be taken away on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LegalGround {
    /// Olaga hot.
    Threat,
    /// Uppvigling.
    Incitement,
    /// Hets mot folkgrupp.
    AgitationAgainstGroup,
    /// Barnpornografibrott.
    ChildPornography,
    /// Olaga våldsskildring.
    UnlawfulDepictionOfViolence,
    /// Upphovsrättsintrång.
    CopyrightInfringement,
    /// Förtal.
    Defamation,
    /// Förolämpning.
    Insult,
    /// Personuppgift.
    PersonalData,
}

impl LegalGround {
    /// All of them.
    pub const ALL: [LegalGround; 9] = [
        LegalGround::Threat,
        LegalGround::Incitement,
        LegalGround::AgitationAgainstGroup,
        LegalGround::ChildPornography,
        LegalGround::UnlawfulDepictionOfViolence,
        LegalGround::CopyrightInfringement,
        LegalGround::Defamation,
        LegalGround::Insult,
        LegalGround::PersonalData,
    ];

    /// The word that the database and the policy hold.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LegalGround::Threat => "threat",
            LegalGround::Incitement => "incitement",
            LegalGround::AgitationAgainstGroup => "agitation_against_group",
            LegalGround::ChildPornography => "child_pornography",
            LegalGround::UnlawfulDepictionOfViolence => "unlawful_depiction_of_violence",
            LegalGround::CopyrightInfringement => "copyright_infringement",
            LegalGround::Defamation => "defamation",
            LegalGround::Insult => "insult",
            LegalGround::PersonalData => "personal_data",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<LegalGround> {
        LegalGround::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $swedish:literal, $duty:ident, $ground:expr;)*) => {
        /// What a post is said to contain. The word is stable: history hangs on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum Label {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Label {
            /// All of them, in the order of the taxonomy.
            pub const ALL: [Label; [$($word),*].len()] = [$(Label::$name),*];

            /// The word that the lexicon, the database and the `flag` command hold, such as `offensive.threat`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Label::$name => $word,)*
                }
            }

            /// What papers call it, in Swedish.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Label::$name => $swedish,)*
                }
            }

            /// Which duty it touches.
            #[must_use]
            pub fn duty(self) -> Duty {
                match self {
                    $(Label::$name => Duty::$duty,)*
                }
            }

            /// The legal ground it points to, where there is one.
            #[must_use]
            pub fn legal_ground(self) -> Option<LegalGround> {
                match self {
                    $(Label::$name => $ground,)*
                }
            }
        }
    };
}

labels! {
    /// Insult, ill-wish or defamation aimed at a person.
    Attack = "offensive.attack", "Påhopp", House, Some(LegalGround::Insult);
    /// Somebody will be hurt, visited, or have property destroyed.
    Threat = "offensive.threat", "Hot", Crime, Some(LegalGround::Threat);
    /// Contempt for a group.
    Hate = "offensive.hate", "Hets mot folkgrupp", Crime, Some(LegalGround::AgitationAgainstGroup);
    /// Degrades by sex.
    Sexist = "offensive.sexist", "Sexistiskt", House, None;
    /// A swear or obscene word.
    Profanity = "offensive.profanity", "Svordom", House, None;
    /// A sexual proposal or comment, pornography, sexual services.
    Sexual = "offensive.sexual", "Sexuellt", House, None;
    /// Graphic violence, described or offered.
    Violence = "offensive.violence", "Våldsskildring", Crime, Some(LegalGround::UnlawfulDepictionOfViolence);
    /// Urges others to a crime.
    Incitement = "unlawful.incitement", "Uppvigling", Crime, Some(LegalGround::Incitement);
    /// Pirated material, or a claim that a work is used without leave.
    Copyright = "unlawful.copyright", "Upphovsrätt", Crime, Some(LegalGround::CopyrightInfringement);
    /// Signs of sexual material that shows children: looked at without making a copy.
    ChildPornography = "unlawful.child_pornography", "Barnpornografi", Crime, Some(LegalGround::ChildPornography);
    /// Advertising, phishing, schemes.
    Commercial = "spam.commercial", "Reklam", House, None;
    /// Health and care of somebody who can be identified.
    Health = "confidential.health", "Sekretess: hälsa", Secrecy, None;
    /// Social services.
    Social = "confidential.social", "Sekretess: omsorg", Secrecy, None;
    /// School and pupil welfare.
    School = "confidential.school", "Sekretess: skola", Secrecy, None;
    /// Protected identity or sheltered housing.
    ProtectedIdentity = "confidential.protected_identity", "Skyddade uppgifter", Secrecy, None;
    /// Victim, witness, complainant or suspect in a case.
    Crime = "confidential.crime", "Sekretess: brott", Secrecy, None;
    /// Personal identity number.
    Personnummer = "pii.personnummer", "Personnummer", PersonalData, Some(LegalGround::PersonalData);
    /// Coordination number.
    Samordningsnummer = "pii.samordningsnummer", "Samordningsnummer", PersonalData, Some(LegalGround::PersonalData);
    /// Telephone number.
    Phone = "pii.phone", "Telefonnummer", PersonalData, Some(LegalGround::PersonalData);
    /// E-mail address.
    Email = "pii.email", "E-postadress", PersonalData, Some(LegalGround::PersonalData);
    /// Where somebody lives.
    Address = "pii.address", "Bostadsadress", PersonalData, Some(LegalGround::PersonalData);
    /// Bank account, bankgiro, plusgiro, IBAN.
    Bank = "pii.bank", "Kontonummer", PersonalData, Some(LegalGround::PersonalData);
    /// Payment card.
    Card = "pii.card", "Kortnummer", PersonalData, Some(LegalGround::PersonalData);
    /// Vehicle plate.
    Plate = "pii.plate", "Registreringsskylt", PersonalData, Some(LegalGround::PersonalData);
    /// Property designation.
    Property = "pii.property", "Fastighet", PersonalData, Some(LegalGround::PersonalData);
    /// A named person together with a sensitive fact or an accusation.
    NameSensitive = "pii.name_sensitive", "Namn på enskild", PersonalData, Some(LegalGround::PersonalData);
    /// Data of GDPR article 9 or 10 about somebody who can be identified.
    SpecialCategory = "pii.special_category", "Känslig personuppgift", PersonalData, Some(LegalGround::PersonalData);
    /// Asks the municipality something.
    Question = "route.question", "Fråga", None, None;
    /// A pointed view on service, decision or policy: never by itself a ground for removal.
    Criticism = "route.criticism", "Saklig kritik", None, None;
    /// Something is broken at a place.
    FaultReport = "route.fault_report", "Felanmälan", None, None;
    /// Asks for or belongs to formal handling.
    Case = "route.case", "Ärende", None, None;
    /// A case reference.
    Dnr = "route.dnr", "Nämner diarienummer", None, None;
    /// Asks for a public record: the disclosure clock starts (FL12).
    RecordsRequest = "route.records_request", "Begäran om handling", None, None;
}

impl Label {
    /// Reads the word back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|label| label.word() == word)
    }

    /// Whether it only helps to sort, and warns of nothing.
    #[must_use]
    pub const fn is_route(self) -> bool {
        matches!(
            self,
            Label::Question | Label::Criticism | Label::FaultReport | Label::Case | Label::Dnr | Label::RecordsRequest
        )
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_reads_back_from_its_word() {
        for label in Label::ALL {
            assert_eq!(Label::from_word(label.word()), Some(label));
        }
        assert_eq!(Label::from_word("none"), None, "`none` is the absence of labels, not one");
    }

    #[test]
    fn fl2_the_crimes_of_the_bulletin_board_act_point_to_their_grounds() {
        for (label, ground) in [
            (Label::Threat, LegalGround::Threat),
            (Label::Hate, LegalGround::AgitationAgainstGroup),
            (Label::Incitement, LegalGround::Incitement),
            (Label::Violence, LegalGround::UnlawfulDepictionOfViolence),
            (Label::Copyright, LegalGround::CopyrightInfringement),
            (Label::ChildPornography, LegalGround::ChildPornography),
        ] {
            assert_eq!((label.duty(), label.legal_ground()), (Duty::Crime, Some(ground)));
        }
        assert_eq!(Label::Criticism.legal_ground(), None, "criticism is never a ground");
    }

    #[test]
    fn grave_is_above_watch_and_watch_above_calm() {
        assert!(Severity::Grave > Severity::Watch && Severity::Watch > Severity::Calm);
    }
}
