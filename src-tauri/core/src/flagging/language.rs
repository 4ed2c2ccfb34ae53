//! Which language a post is written in, told by its script and by the small words that every sentence holds.
//!
//! The words are data: lists called `språk-sv`, `språk-en` and so on in `assets/lexicon`. It names only the languages
//! that there are lists of rules for; anything else is unknown, and unknown is not Swedish.

use serde::{Deserialize, Serialize};

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// A language that posts are read in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum Language {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Language {
            /// All of them, Swedish first.
            pub const ALL: [Language; [$($code),*].len()] = [$(Language::$name),*];

            /// Its code by ISO 639-1.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Language::$name => $code,)*
                }
            }
        }
    };
}

languages! {
    /// Svenska.
    Swedish = "sv";
    /// Engelska.
    English = "en";
    /// Finska.
    Finnish = "fi";
    /// Norska.
    Norwegian = "no";
    /// Danska.
    Danish = "da";
    /// Tyska.
    German = "de";
    /// Polska.
    Polish = "pl";
    /// Ukrainska.
    Ukrainian = "uk";
    /// Ryska.
    Russian = "ru";
    /// Bosniska, kroatiska, serbiska.
    Bosnian = "bs";
    /// Spanska.
    Spanish = "es";
    /// Turkiska.
    Turkish = "tr";
    /// Arabiska.
    Arabic = "ar";
    /// Persiska.
    Persian = "fa";
    /// Somaliska.
    Somali = "so";
}

impl Language {
    /// Reads the code back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// How many small words of each language a post holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Eight languages side by side, a byte each, and the next eight: a word is counted for all of its languages at once.
    bytes: [u64; 2],
    /// How many words the bytes have counted: they can hold so many and no more.
    in_bytes: u8,
    counts: [u32; 16],
}

const _: () = assert!(Language::ALL.len() <= 16, "two numbers of eight bytes hold them all");

impl Tally {
    /// Counts a word that is of these languages, bit 0 for the first of [`Language::ALL`].
    #[inline]
    pub(super) fn count(&mut self, of: u16) {
        let [first, next] = of.to_le_bytes();
        self.bytes = [self.bytes[0] + a_byte_each(first), self.bytes[1] + a_byte_each(next)];
        self.in_bytes += 1;
        if self.in_bytes == u8::MAX {
            self.empty();
        }
    }

    /// Puts what the bytes have counted with the rest.
    fn empty(&mut self) {
        let bytes = self.bytes.iter().flat_map(|eight| eight.to_le_bytes());
        for (count, byte) in self.counts.iter_mut().zip(bytes) {
            *count += u32::from(byte);
        }
        (self.bytes, self.in_bytes) = ([0; 2], 0);
    }

    /// The language with most of its small words in the post; Swedish when none has more. Without any, the script tells.
    pub(super) fn told(mut self, text: &str) -> Option<Language> {
        self.empty();
        let most = self.counts.iter().copied().max().unwrap_or(0);
        if most == 0 {
            return by_script(text);
        }
        Language::ALL.into_iter().zip(self.counts).find(|(_, count)| *count == most).map(|(language, _)| language)
    }
}

/// Eight bits as the ones of eight bytes.
#[inline]
fn a_byte_each(bits: u8) -> u64 {
    ONES.get(usize::from(bits)).copied().unwrap_or(0)
}

/// For each eight bits, their ones in eight bytes.
const ONES: [u64; 256] = {
    let mut ones = [0; 256];
    let mut bits = 0;
    while bits < 256 {
        let mut no = 0;
        while no < 8 {
            ones[bits] |= ((bits as u64 >> no) & 1) << (8 * no);
            no += 1;
        }
        bits += 1;
    }
    ones
};

/// Letters that one language has and its neighbours lack.
fn by_script(text: &str) -> Option<Language> {
    text.chars().find_map(|c| match c {
        'і' | 'ї' | 'є' | 'ґ' => Some(Language::Ukrainian),
        'ы' | 'э' | 'ъ' | 'ё' => Some(Language::Russian),
        'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک' => Some(Language::Persian),
        'ة' | 'ي' | 'ك' | 'أ' | 'ى' => Some(Language::Arabic),
        'ł' | 'ą' | 'ę' | 'ż' | 'ś' | 'ć' => Some(Language::Polish),
        'ğ' | 'ş' | 'ı' => Some(Language::Turkish),
        'ß' => Some(Language::German),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::lexicon;
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
    }

    #[test]
    fn small_words_are_counted_however_many_there_are() {
        let mut tally = Tally::default();
        (0..300).for_each(|_| tally.count(0b10));
        (0..299).for_each(|_| tally.count(0b101));
        tally.count(1 << 14);
        assert_eq!(tally.told(""), Some(Language::English), "300 words are more than 299");
    }

    #[test]
    fn fl21_a_post_tells_its_language() {
        for (text, language) in [
            ("När öppnar ni badet för barnen i sommar?", Language::Swedish),
            ("Ja!! 🙋", Language::Swedish),
            ("svart i hela byn, skönt å slippa se disken", Language::Swedish),
            ("When does the pool open for the children?", Language::English),
            ("Milloin uimahalli on auki ja mitä se maksaa?", Language::Finnish),
            ("Hvorfor er det ikke lys på veien til skolen?", Language::Norwegian),
            ("Wann ist das Schwimmbad für die Kinder auf?", Language::German),
            ("Kiedy jest otwarty basen dla dzieci?", Language::Polish),
            ("Коли відкриється басейн для дітей?", Language::Ukrainian),
            ("Когда откроется бассейн для детей?", Language::Russian),
            ("¿Cuándo abre la piscina para los niños?", Language::Spanish),
            ("Havuz ne zaman açılıyor ve bu için para gerekli mi?", Language::Turkish),
            ("متى يفتح المسبح في المدينة؟", Language::Arabic),
            ("استخر کی باز می‌شود؟", Language::Persian),
            ("Goorma ayay furmaysaa barkadda iyo maxaa lagu bixiyaa?", Language::Somali),
        ] {
            assert_eq!(lexicon().read(text).language, Some(language), "{text}");
        }
        assert_eq!(lexicon().read("👍👍").language, None);
    }
}
