use goldcrest_trie::Phone;

/// The entries of a dictionary: `word(2) K AE1 T # comment` lines.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (String, Vec<Phone>)> + '_ {
    text.lines().filter_map(|line| {
        let line = line.split('#').next().unwrap_or("").trim();
        if line.starts_with(";;;") {
            return None;
        }
        let (word, phones) = line.split_once(char::is_whitespace)?;
        let word = match word.strip_suffix(')').and_then(|word| word.split_once('(')) {
            Some((word, _)) => word,
            None => word,
        };
        let phones: Option<Vec<Phone>> = phones.split_whitespace().map(Phone::from_name).collect();
        Some((word.to_lowercase(), phones?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_entries() {
        let text = ";;; comment\nA  AH0\na(2) EY1\naalborg AO1 L B # place\nbroken XX\nlone\n";
        let entries: Vec<(String, String)> = entries(text)
            .map(|(word, phones)| {
                let phones: Vec<&str> = phones.iter().map(|phone| phone.name()).collect();
                (word, phones.join(" "))
            })
            .collect();
        let expected = [("a", "AH"), ("a", "EY"), ("aalborg", "AO L B")];
        assert_eq!(
            entries,
            expected.map(|(word, phones)| (word.into(), phones.into()))
        );
    }
}
