/// Tokens of a text that a network reads; the rest is left out.
pub const MOST_TOKENS: usize = 32;

/// A token's place in the text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Token {
    /// The token's text as it is written.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }
}

/// Cuts a text into tokens.
///
/// A token is a longest run of characters that are no separators, cut once more where ASCII digits meet
/// other characters, so that `5pm` is `5` and `pm`. Separators are white space, control characters,
/// punctuation and signs; which, goes by ranges of code points, so that it is the same everywhere and for
/// every script. An apostrophe between two characters that are neither separators nor digits belongs to
/// the token (`what's`). Numbers stay as they are written: digits or words.
///
/// ```
/// use goldcrest::understand::network::Tokens;
///
/// let text = "What's on at 7:30pm?";
/// let tokens: Vec<&str> = Tokens::new(text).map(|token| token.of(text)).collect();
/// assert_eq!(tokens, ["What's", "on", "at", "7", "30", "pm"]);
/// ```
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of `text`, first to last.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let skipped = self.text[self.at..]
            .char_indices()
            .find(|&(_, c)| !is_separator(c));
        let start = self.at + skipped?.0;
        let mut end = start;
        let mut before: Option<char> = None;
        let mut chars = self.text[start..].chars().peekable();
        while let Some(char) = chars.next() {
            let goes_on = match before {
                _ if is_apostrophe(char) => {
                    let after = chars.peek().copied().unwrap_or(' ');
                    before.is_some_and(|c| !c.is_ascii_digit())
                        && !is_separator(after)
                        && !after.is_ascii_digit()
                }
                _ if is_separator(char) => false,
                Some(before) => before.is_ascii_digit() == char.is_ascii_digit(),
                None => true,
            };
            if !goes_on {
                break;
            }
            end += char.len_utf8();
            before = Some(char);
        }
        self.at = end;
        Some(Token {
            start: start as u32,
            end: end as u32,
        })
    }
}

pub(super) fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '\u{2019}')
}

fn is_separator(char: char) -> bool {
    if char.is_ascii() {
        return !char.is_ascii_alphanumeric();
    }
    matches!(
        char,
        '\u{80}'..='\u{a9}'
            | '\u{ab}'..='\u{b1}'
            | '\u{b4}'
            | '\u{b6}'..='\u{b9}'
            | '\u{bb}'..='\u{bf}'
            | '\u{2000}'..='\u{206f}'
            | '\u{20a0}'..='\u{20cf}'
            | '\u{2190}'..='\u{2bff}'
            | '\u{3000}'..='\u{3004}'
            | '\u{3008}'..='\u{3020}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff00}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn tokens(text: &str) -> Vec<&str> {
        Tokens::new(text).map(|token| token.of(text)).collect()
    }

    #[test]
    fn parts_at_white_space_and_punctuation() {
        assert_eq!(
            tokens("  turn on,the LIGHTS! "),
            ["turn", "on", "the", "LIGHTS"]
        );
        assert_eq!(tokens("living-room @home"), ["living", "room", "home"]);
        assert!(tokens("?!… ' -- 🦜").is_empty());
        assert!(tokens("").is_empty());
    }

    #[test]
    fn apostrophes_stay_inside_words_only() {
        assert_eq!(
            tokens("what's 'on' o\u{2019}clock rock'"),
            ["what's", "on", "o\u{2019}clock", "rock"]
        );
        assert_eq!(
            tokens("5's 80's a'5 ''a''b"),
            ["5", "s", "80", "s", "a", "5", "a", "b"]
        );
    }

    #[test]
    fn digits_part_from_letters() {
        assert_eq!(
            tokens("5pm 20.5% a1b2"),
            ["5", "pm", "20", "5", "a", "1", "b", "2"]
        );
    }

    #[test]
    fn every_script_has_tokens() {
        assert_eq!(tokens("включи свет"), ["включи", "свет"]);
        assert_eq!(tokens("打开灯。关灯"), ["打开灯", "关灯"]);
        assert_eq!(tokens("बत्ती जलाओ"), ["बत्ती", "जलाओ"]);
    }
}
