//! The template syntax of Home Assistant's hassil.
//!
//! | written | means |
//! | --- | --- |
//! | `[optional]` | with it or without it |
//! | `(red\|blue)` | one of these; `[red\|blue]` one of these or none |
//! | `(on;the lights)` | all of these, in any order |
//! | `{area}`, `{area:room}` | a value of the list `area` for the slot `area`, or `room` |
//! | `<rule>` | what the rule stands for |
//! | `\[` | the character itself |

use std::fmt;

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Letters, spaces and signs as written.
    Text(String),
    /// One after the other, with nothing between them.
    Sequence(Vec<Expression>),
    /// One of these.
    Alternative(Vec<Expression>),
    /// All of these in any order, as words of their own.
    Permutation(Vec<Expression>),
    /// A value of a list.
    List {
        /// The list.
        list: String,
        /// The slot that gets the value.
        slot: String,
    },
    /// What a rule stands for.
    Rule(String),
}

/// Why a template cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// This bracket is never closed.
    Unclosed(char),
    /// This bracket closes nothing.
    Unopened(char),
    /// `{}` or `<>` without a name.
    NoName(char),
    /// A bracket within `{…}` or `<…>`.
    BadName(String),
    /// `|` and `;` between the same brackets.
    MixedSeparators,
    /// A backslash at the end.
    LoneBackslash,
    /// Brackets nested deeper than 32.
    TooDeep,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SyntaxError::Unclosed(bracket) => write!(f, "`{bracket}` is never closed"),
            SyntaxError::Unopened(bracket) => write!(f, "`{bracket}` closes nothing"),
            SyntaxError::NoName(bracket) => write!(f, "`{bracket}` without a name"),
            SyntaxError::BadName(name) => write!(
                f,
                "{name:?} is no name: use letters, digits and underscores, as in {{list:slot}}"
            ),
            SyntaxError::MixedSeparators => {
                f.write_str("`|` and `;` stand between the same brackets: bracket one of them")
            }
            SyntaxError::LoneBackslash => f.write_str("`\\` at the end escapes nothing"),
            SyntaxError::TooDeep => f.write_str("brackets are nested too deeply"),
        }
    }
}

impl std::error::Error for SyntaxError {}

const DEEPEST: usize = 32;

/// Parses a template.
///
/// # Errors
///
/// [`SyntaxError`].
///
/// ```
/// use goldcrest_forge::templates::{Expression, parse};
///
/// let Expression::Sequence(parts) = parse("turn [the] {area} on")? else { panic!() };
/// assert_eq!(parts[0], Expression::Text("turn ".into()));
/// # Ok::<(), goldcrest_forge::templates::SyntaxError>(())
/// ```
pub fn parse(template: &str) -> Result<Expression, SyntaxError> {
    let mut parser = Parser {
        chars: template.chars().peekable(),
    };
    let expression = parser.group(None, 0)?;
    match parser.chars.next() {
        Some(bracket) => Err(SyntaxError::Unopened(bracket)),
        None => Ok(expression),
    }
}

struct Parser<'t> {
    chars: std::iter::Peekable<std::str::Chars<'t>>,
}

/// What stands between two brackets, taken apart at its separators.
#[derive(Default)]
struct Group {
    branches: Vec<Expression>,
    parts: Vec<Expression>,
    text: String,
    separator: Option<char>,
}

impl Group {
    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.parts.push(Expression::Text(text));
        }
    }

    fn part(&mut self, part: Expression) {
        self.end_text();
        self.parts.push(part);
    }

    fn end_branch(&mut self) {
        self.end_text();
        let mut parts = std::mem::take(&mut self.parts);
        let branch = if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expression::Sequence(parts)
        };
        self.branches.push(branch);
    }

    fn separate(&mut self, separator: char) -> Result<(), SyntaxError> {
        if self.separator.is_some_and(|other| other != separator) {
            return Err(SyntaxError::MixedSeparators);
        }
        self.separator = Some(separator);
        self.end_branch();
        Ok(())
    }

    fn finish(mut self) -> Expression {
        self.end_branch();
        match self.separator {
            Some(';') => Expression::Permutation(self.branches),
            Some(_) => Expression::Alternative(self.branches),
            None => self.branches.remove(0),
        }
    }
}

impl Parser<'_> {
    /// Reads up to the closing bracket, or to the end; leaves a bracket that
    /// closes something else.
    fn group(&mut self, closing: Option<char>, depth: usize) -> Result<Expression, SyntaxError> {
        if depth > DEEPEST {
            return Err(SyntaxError::TooDeep);
        }
        let mut group = Group::default();
        while let Some(&char) = self.chars.peek() {
            if matches!(char, ')' | ']' | '}' | '>') {
                break;
            }
            self.chars.next();
            match char {
                '(' => group.part(self.bracket('(', ')', depth)?),
                '[' => {
                    let inner = self.bracket('[', ']', depth)?;
                    let nothing = Expression::Sequence(Vec::new());
                    group.part(match inner {
                        Expression::Alternative(mut branches) => {
                            branches.push(nothing);
                            Expression::Alternative(branches)
                        }
                        other => Expression::Alternative(vec![other, nothing]),
                    });
                }
                '{' => {
                    let name = self.name('{', '}')?;
                    let (list, slot) = name.split_once(':').unwrap_or((&name, &name));
                    group.part(Expression::List {
                        list: valid(list)?,
                        slot: valid(slot)?,
                    });
                }
                '<' => group.part(Expression::Rule(valid(&self.name('<', '>')?)?)),
                '|' | ';' => group.separate(char)?,
                '\\' => {
                    let escaped = self.chars.next().ok_or(SyntaxError::LoneBackslash)?;
                    group.text.push(escaped);
                }
                _ => group.text.push(char),
            }
        }
        match (closing, self.chars.peek()) {
            (Some(closing), Some(&found)) if found != closing => Err(SyntaxError::Unopened(found)),
            _ => Ok(group.finish()),
        }
    }

    fn bracket(
        &mut self,
        opening: char,
        closing: char,
        depth: usize,
    ) -> Result<Expression, SyntaxError> {
        let inner = self.group(Some(closing), depth + 1)?;
        match self.chars.next() {
            Some(_) => Ok(inner),
            None => Err(SyntaxError::Unclosed(opening)),
        }
    }

    fn name(&mut self, opening: char, closing: char) -> Result<String, SyntaxError> {
        let mut name = String::new();
        for char in self.chars.by_ref() {
            if char == closing {
                let name = name.trim();
                return if name.is_empty() {
                    Err(SyntaxError::NoName(opening))
                } else {
                    Ok(name.to_owned())
                };
            }
            name.push(char);
        }
        Err(SyntaxError::Unclosed(opening))
    }
}

fn valid(name: &str) -> Result<String, SyntaxError> {
    let name = name.trim();
    let good = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '@');
    if name.is_empty() || !name.chars().all(good) {
        return Err(SyntaxError::BadName(name.to_owned()));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Expression {
        Expression::Text(text.into())
    }

    #[test]
    fn brackets_become_a_tree() {
        let nothing = || Expression::Sequence(Vec::new());
        assert_eq!(
            parse("a[b|c] (d;<e>) {f:g}"),
            Ok(Expression::Sequence(vec![
                text("a"),
                Expression::Alternative(vec![text("b"), text("c"), nothing()]),
                text(" "),
                Expression::Permutation(vec![text("d"), Expression::Rule("e".into())]),
                text(" "),
                Expression::List {
                    list: "f".into(),
                    slot: "g".into()
                },
            ]))
        );
        assert_eq!(parse(""), Ok(nothing()));
        assert_eq!(parse(r"\[a\]"), Ok(text("[a]")));
        assert_eq!(
            parse("a|b"),
            Ok(Expression::Alternative(vec![text("a"), text("b")]))
        );
    }

    #[test]
    fn faults_are_named() {
        for (template, error) in [
            ("turn (on", SyntaxError::Unclosed('(')),
            ("turn [on", SyntaxError::Unclosed('[')),
            ("turn {on", SyntaxError::Unclosed('{')),
            ("turn <on", SyntaxError::Unclosed('<')),
            ("turn on)", SyntaxError::Unopened(')')),
            ("turn (on]", SyntaxError::Unopened(']')),
            ("turn } on", SyntaxError::Unopened('}')),
            ("{}", SyntaxError::NoName('{')),
            ("< >", SyntaxError::NoName('<')),
            ("{a b}", SyntaxError::BadName("a b".into())),
            ("{a:}", SyntaxError::BadName(String::new())),
            ("(a|b;c)", SyntaxError::MixedSeparators),
            ("a\\", SyntaxError::LoneBackslash),
        ] {
            assert_eq!(parse(template), Err(error), "{template}");
        }
        assert_eq!(parse(&"(".repeat(100_000)), Err(SyntaxError::TooDeep));
    }
}
