//! Spans that are marked inside a line of text, as Rasa and Snips write them.

use super::examples::Fault;

/// A text without its marks, and its slots: name, first byte and end.
pub(super) type Marked = (String, ByteSpans);

/// Slots of a text: name, first byte and end.
pub(super) type ByteSpans = Vec<(String, usize, usize)>;

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'l> {
    /// Text outside of spans.
    Plain(&'l str),
    /// `[bracketed](named)`.
    Named { bracketed: &'l str, named: &'l str },
    /// `[bracketed]{…}`, braces included.
    Described { bracketed: &'l str, facts: &'l str },
}

/// The pieces of a line; a fault shows the span that is broken.
pub(super) fn pieces(line: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find('[') {
        pieces.push(plain(&rest[..start])?);
        let broken = &rest[start..];
        let (bracketed, after) = broken[1..]
            .split_once(']')
            .ok_or_else(|| format!("the [ is not closed by ] in `{broken}`"))?;
        rest = if let Some(inside) = after.strip_prefix('(') {
            let (named, after) = inside
                .split_once(')')
                .ok_or_else(|| format!("the ( is not closed by ) in `{broken}`"))?;
            pieces.push(Piece::Named { bracketed, named });
            after
        } else if after.starts_with('{') {
            let end = after
                .find('}')
                .ok_or_else(|| format!("the {{ is not closed by }} in `{broken}`"))?;
            let (facts, after) = after.split_at(end + 1);
            pieces.push(Piece::Described { bracketed, facts });
            after
        } else {
            return Err(format!("a ( is expected after ] in `{broken}`"));
        };
    }
    pieces.push(plain(rest)?);
    Ok(pieces)
}

fn plain(text: &str) -> Result<Piece<'_>, Fault> {
    match text.find(']') {
        Some(at) => Err(format!("no [ opens the ] in `{}`", &text[..=at])),
        None => Ok(Piece::Plain(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_spans_are_shown() {
        for (line, shown) in [
            ("book [two", "not closed by ] in `[two`"),
            ("book [two](count seats", "not closed by ) in `[two](count"),
            ("book [two]{\"entity\"", "not closed by } in `[two]{"),
            ("book [two] seats", "expected after ] in `[two] seats`"),
            ("book two](count)", "no [ opens the ] in `book two]`"),
            ("[a](b) c]", "no [ opens the ] in ` c]`"),
        ] {
            let fault = pieces(line).unwrap_err();
            assert!(fault.contains(shown), "{line}: {fault}");
        }
    }
}
