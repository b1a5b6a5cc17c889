//! Ways to say a phrase that are one edit from another.

use goldcrest_trie::Phone;

/// Phone classes of a way to say a phrase.
pub type Way = Vec<u8>;

/// What was done to a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Substituted,
    Deleted,
    Inserted,
}

/// Every kind of edit.
pub(super) const EDITS: [Edit; 3] = [Edit::Substituted, Edit::Deleted, Edit::Inserted];

/// All ways that are one edit from a way, with the edit; no way twice.
pub(super) fn edited(way: &[u8]) -> Vec<(Edit, Way)> {
    let phones = || 1..=Phone::COUNT as u8;
    let mut found = Vec::new();
    for at in 0..way.len() {
        for phone in phones().filter(|&phone| phone != way[at]) {
            let mut other = way.to_vec();
            other[at] = phone;
            found.push((Edit::Substituted, other));
        }
        // of equal neighbours either leaves the same way
        if at == 0 || way[at] != way[at - 1] {
            let mut other = way.to_vec();
            other.remove(at);
            found.push((Edit::Deleted, other));
        }
    }
    for at in 0..=way.len() {
        // before an equal phone or behind it is the same way
        for phone in phones().filter(|&phone| at == 0 || phone != way[at - 1]) {
            let mut other = way.to_vec();
            other.insert(at, phone);
            found.push((Edit::Inserted, other));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_one_edit_away_is_found_once() {
        let found = edited(&[5, 5, 9]);
        let mut ways: Vec<&Way> = found.iter().map(|(_, way)| way).collect();
        let count = ways.len();
        ways.sort();
        ways.dedup();
        assert_eq!(ways.len(), count);
        // 3 places of 38 other phones, 2 deletions, 39 at the front and 38 behind each phone
        assert_eq!(count, 3 * 38 + 2 + 39 + 3 * 38);
        for (edit, way) in [
            (Edit::Substituted, vec![5, 7, 9]),
            (Edit::Deleted, vec![5, 9]),
            (Edit::Inserted, vec![5, 5, 9, 39]),
        ] {
            assert!(found.contains(&(edit, way)));
        }
    }
}
